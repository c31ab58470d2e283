"""Acts on initiatives that somebody competent recognised: recorded by the standing body, taken back with a reason."""

from datetime import date, datetime

from django.db import transaction

from emulation.commendation import merit_records
from emulation.events import InitiativeRecorded, InitiativeWithdrawn
from emulation.models import Authority, Initiative
from emulation.rules.awards.rule_values import REACHES
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Problem, WrongState, refuse_all
from kernel.text import gettext_noop

LENGTHS = {"title": 500, "document": 300}


@transaction.atomic
def record(
    person: str, title: str, reach: str, *, recognised_on: date, document: str, by: Actor, at: datetime
) -> Initiative:
    """Put an initiative on record; ``person`` is the code of whose it is. Repeated, it answers the same."""
    merit_records.require_recorder(by)
    texts = merit_records.said(title=title, document=document)
    faults = [*merit_records.text_faults(texts, LENGTHS), *merit_records.day_fault("recognised_on", recognised_on, at)]
    whose = merit_records.person_of(by.authority, person)
    if whose is None:
        faults.append(merit_records.unknown_person())
    if reach not in REACHES:
        message = gettext_noop("Hãy chọn phạm vi ảnh hưởng của sáng kiến.")
        faults.append(Problem("initiative.reach", message, "reach"))
    refuse_all(faults)
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority)
    known = Initiative.objects.filter(person=whose, withdrawn_at=None, **texts).first()
    if known and (known.reach, known.recognised_on) == (reach, recognised_on):
        return known
    if known:
        message = gettext_noop("Sáng kiến này đã được ghi với nội dung khác; hãy rút mục cũ trước.")
        raise WrongState("initiative.recorded", message, state="recorded", may=("withdraw",))
    row = Initiative.objects.create(
        authority_id=by.authority,
        person=merit_records.sure(whose),
        reach=reach,
        recognised_on=recognised_on,
        recorded_by_id=by.account,
        recorded_at=at,
        **texts,
    )
    event = InitiativeRecorded(
        authority=by.authority,
        initiative=str(row.pk),
        person=person,
        reach=reach,
        recognised_on=recognised_on.isoformat(),
        **texts,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def withdraw(initiative_id: str, *, reason: str, by: Actor, at: datetime) -> Initiative:
    """Take an initiative off the record, for instance because its recognition was revoked; it stays to be read."""
    merit_records.require_recorder(by)
    row: Initiative = merit_records.locked(Initiative.objects.select_related("person"), initiative_id, by=by)
    text = merit_records.take_back(row, reason, by=by, at=at)
    event = InitiativeWithdrawn(authority=by.authority, initiative=str(row.pk), person=row.person.code, reason=text)
    ledger.record(event, by=by, at=at)
    return row
