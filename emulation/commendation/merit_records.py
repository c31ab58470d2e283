"""What disciplines and initiatives have in common as facts on record: who keeps them, how they are read and taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from emulation import reasons, visibility
from emulation.models import Discipline, Initiative, Person, Posting, in_force
from emulation.rules.access import COMMITTEE, STANDING_OFFICER
from emulation.rules.periods import local_date
from kernel.actors import SYSTEM, Actor, Place
from kernel.errors import Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc

REASON_LENGTH = 2000
Found = TypeVar("Found")


def may_record(by: Actor) -> bool:
    return STANDING_OFFICER in by.roles_over(Place(by.authority))


def require_recorder(by: Actor) -> None:
    """Raise `NotAllowed` for all but the standing body, which has seen the document."""
    if not may_record(by):
        message = gettext_noop("Chỉ chuyên viên thường trực được ghi sáng kiến, kỷ luật đã có văn bản.")
        raise NotAllowed("merit_record.not_allowed", message)


def visible_initiatives(actor: Actor, on: date) -> QuerySet[Initiative]:
    """All for the committee, those of their people for a unit's people, one's own for staff."""
    rows = Initiative.objects.filter(authority_id=actor.authority)
    if visibility.holds(actor, {*COMMITTEE, SYSTEM}):
        return rows
    here = Posting.objects.filter(in_force(on), unit__code__in=visibility.own_units(actor, on)).values("person")
    return rows.filter(Q(person__in=here) | Q(person__code=actor.person, person__code__gt=""))


def visible_disciplines(actor: Actor) -> QuerySet[Discipline]:
    """All for the committee; everybody else sees those about themselves alone."""
    rows = Discipline.objects.filter(authority_id=actor.authority)
    if visibility.holds(actor, {*COMMITTEE, SYSTEM}):
        return rows
    return rows.filter(person__code=actor.person, person__code__gt="")


def person_of(authority: str, code: str) -> Person | None:
    return Person.objects.filter(authority_id=authority, code=code).first()


def text_faults(texts: Mapping[str, str], longest: Mapping[str, int]) -> list[Problem]:
    """What is empty or too long."""
    faults = []
    for name, text in texts.items():
        if not text:
            faults.append(Problem("merit_record.text_needed", gettext_noop("Hãy ghi nội dung này."), name))
        elif len(text) > longest[name]:
            message = gettext_noop("Dài quá %(limit)s ký tự; hãy viết ngắn lại.")
            faults.append(Problem("merit_record.too_long", message, name, {"limit": longest[name]}))
    return faults


def day_fault(name: str, day: date, at: datetime) -> list[Problem]:
    """A document of a day that has not come is none."""
    if day <= local_date(at):
        return []
    return [Problem("merit_record.future", gettext_noop("Ngày này chưa đến."), name)]


def sure(found: Found | None) -> Found:
    """What the faults before have made sure of."""
    if found is None:
        raise Missing("merit_record.missing", gettext_noop("Không có mục ghi nhận này."))
    return found


def unknown_person() -> Problem:
    message = gettext_noop("Không có cán bộ mang mã này; hãy kiểm tra lại mã.")
    return Problem("merit_record.unknown_person", message, "person")


def locked(rows: QuerySet[Any], record_id: str, *, by: Actor) -> Any:
    """The row, locked. Raises `Missing`, and `WrongState` for one that was taken back."""
    row = rows.select_for_update(of=("self",)).filter(pk=record_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("merit_record.missing", gettext_noop("Không có mục ghi nhận này."))
    if row.withdrawn_at:
        raise WrongState("merit_record.withdrawn", gettext_noop("Mục ghi nhận này đã được rút."), state="withdrawn")
    return row


def take_back(row: Initiative | Discipline, reason: str, *, by: Actor, at: datetime) -> str:
    """Mark a row as taken back; it stays to be read. Answers the reason as it is stored."""
    text = reasons.reasoned(reason, "merit_record.reason_needed")
    row.withdrawn_by_id, row.withdrawn_at, row.withdrawal_reason = by.account, at, text
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    return text


def said(**texts: str) -> dict[str, str]:
    return {name: nfc(text) for name, text in texts.items()}
