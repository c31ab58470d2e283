"""Acts on names in the public honour roll: withheld by the person or by the standing office, and shown again by the same."""

from datetime import datetime

from django.db import transaction

from emulation.events import NameShownAgain, NameWithheld
from emulation.models import Person, WithheldName
from emulation.rules.access import STANDING_OFFICER
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop, nfc, paragraphs

LONGEST = 1000


def is_own(person: str, by: Actor) -> bool:
    """Whether it is the reader's own name; nobody decides about another's while acting in their place."""
    return bool(by.person) and person == by.person and by.principal is None


def is_office(by: Actor) -> bool:
    return STANDING_OFFICER in by.roles_over(Place(by.authority))


def of(person: str, *, by: Actor) -> WithheldName | None:
    """What is withheld of a person, for themselves and for the office."""
    if not (is_own(person, by) or is_office(by)):
        return None
    return WithheldName.objects.filter(authority_id=by.authority, person__code=person).select_related("by").first()


def person_of(code: str, *, by: Actor) -> Person:
    """Raise `Missing` for who may decide about nobody's name but their own: the roll of people is not told by refusals."""
    row = Person.objects.filter(authority_id=by.authority, code=code).first()
    if row is None or not (is_own(code, by) or is_office(by)):
        raise Missing("withheld_name.nobody", gettext_noop("Không có cán bộ %(code)s."), code=code)
    return row


def _held(code: str, *, by: Actor) -> Person:
    """The person, locked: what is decided about a name comes one after the other."""
    return Person.objects.select_for_update(of=("self",)).get(pk=person_of(code, by=by).pk)


@transaction.atomic
def withhold(person: str, *, reason: str = "", by: Actor, at: datetime) -> WithheldName:
    """The public honour roll says no more who it was. The office gives its reason; a person need not. Doing it again changes
    nothing, but what a person asks for themselves stands above what the office did."""
    row, own, text = _held(person, by=by), is_own(person, by), paragraphs(reason)
    there = WithheldName.objects.filter(person=row).first()
    if there is not None and (there.of_person or not own):
        return there
    if not own and not nfc(text):
        message = gettext_noop("Hãy ghi vì sao không nêu tên.")
        raise Invalid("withheld_name.reason", message, problems=[Problem("withheld_name.reason", message, "reason")])
    if len(text) > LONGEST:
        message = gettext_noop("Dài quá %(longest)s ký tự.")
        fault = Problem("withheld_name.too_long", message, "reason", {"longest": LONGEST})
        raise Invalid("withheld_name.too_long", message, problems=[fault], longest=LONGEST)
    known = {"authority_id": by.authority, "of_person": own, "reason": text, "by_id": by.account, "at": at}
    made, _ = WithheldName.objects.update_or_create(person=row, defaults=known)
    ledger.record(NameWithheld(authority=by.authority, person=person, of_person=own), by=by, at=at)
    return made


@transaction.atomic
def show_again(person: str, *, by: Actor, at: datetime) -> None:
    """Raise `NotAllowed` where somebody else withheld it. Where nothing is withheld, nothing happens."""
    row = _held(person, by=by)
    there = WithheldName.objects.filter(person=row).first()
    if there is None:
        return
    if there.of_person != is_own(person, by):
        message = gettext_noop(
            "Người đã yêu cầu không nêu tên mới được cho nêu lại: chính người ấy, hoặc bộ phận thường trực."
        )
        raise NotAllowed("withheld_name.not_yours", message)
    there.delete()
    ledger.record(NameShownAgain(authority=by.authority, person=person), by=by, at=at)
