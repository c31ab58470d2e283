"""Acts on disciplinary measures, as far as awards ask for them: recorded from their document, ended, taken back."""

from datetime import date, datetime

from django.db import transaction

from emulation import units
from emulation.commendation import merit_records
from emulation.events import DisciplineEnded, DisciplineRecorded, DisciplineWithdrawn
from emulation.models import Authority, Discipline, Person, Posting, Unit, in_force
from emulation.rules.awards.rule_values import DISCIPLINES
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Problem, WrongState, refuse_all
from kernel.text import gettext_noop

LENGTHS = {"document": 300}


def _days_fault(decided_on: date, ends_on: date | None) -> list[Problem]:
    if ends_on is None or ends_on > decided_on:
        return []
    message = gettext_noop("Ngày hết thời hạn phải sau ngày quyết định kỷ luật.")
    return [Problem("discipline.days", message, "ends_on")]


def _unit_of(authority: str, person: str, unit: str, day: date) -> Unit | None:
    """Where somebody served on the day of the measure (before the staff records begin: where these begin), or the collective
    itself."""
    if not person:
        known = unit in units.chart(authority, day).units
        return Unit.objects.filter(authority_id=authority, code=unit).first() if known else None
    rows = Posting.objects.filter(authority_id=authority, person__code=person).select_related("unit")
    posting = rows.filter(in_force(day)).first() or rows.order_by("valid_from").first()
    return posting.unit if posting else None


def _subject_faults(person: str, whose: Person | None, where: Unit | None) -> list[Problem]:
    if person and whose is None:
        return [merit_records.unknown_person()]
    if where is None:
        message = gettext_noop("Vào ngày quyết định không có đơn vị này, hoặc người này không công tác ở đơn vị nào.")
        return [Problem("discipline.unknown_unit", message, "person" if person else "unit")]
    return []


@transaction.atomic
def record(
    person: str,
    level: str,
    *,
    unit: str = "",
    duty: bool = True,
    decided_on: date,
    ends_on: date | None = None,
    document: str,
    by: Actor,
    at: datetime,
) -> Discipline:
    """Put a measure on record: against a person (by code), or against a unit where there is none. Until ``ends_on`` nobody so
    disciplined is nominated, and from then on merit counts again. Repeated, it answers the same."""
    merit_records.require_recorder(by)
    texts = merit_records.said(document=document)
    faults = [*merit_records.text_faults(texts, LENGTHS), *merit_records.day_fault("decided_on", decided_on, at)]
    faults += _days_fault(decided_on, ends_on)
    if level not in DISCIPLINES:
        faults.append(Problem("discipline.level", gettext_noop("Hãy chọn hình thức kỷ luật."), "level"))
    whose = merit_records.person_of(by.authority, person) if person else None
    where = _unit_of(by.authority, person, unit, decided_on)
    refuse_all([*faults, *_subject_faults(person, whose, where)])
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority)
    content = {"level": level, "duty": duty, "decided_on": decided_on}
    known = Discipline.objects.filter(person=whose, unit=where, withdrawn_at=None, **texts).first()
    if known and all(getattr(known, name) == value for name, value in {**content, "ends_on": ends_on}.items()):
        return known
    if known:
        message = gettext_noop("Kỷ luật theo văn bản này đã được ghi với nội dung khác; hãy rút mục cũ trước.")
        raise WrongState("discipline.recorded", message, state="recorded", may=("end", "withdraw"))
    row = Discipline.objects.create(
        authority_id=by.authority,
        person=whose,
        unit=merit_records.sure(where),
        ends_on=ends_on,
        recorded_by_id=by.account,
        recorded_at=at,
        **content,
        **texts,
    )
    ledger.record(_told(row), by=by, at=at)
    return row


def _told(row: Discipline) -> DisciplineRecorded:
    return DisciplineRecorded(
        authority=row.authority_id,
        discipline=str(row.pk),
        person=row.person.code if row.person else "",
        unit=row.unit.code,
        level=row.level,
        decided_on=row.decided_on.isoformat(),
        ends_on=row.ends_on.isoformat() if row.ends_on else "",
        document=row.document,
    )


def _locked(discipline_id: str, *, by: Actor) -> Discipline:
    merit_records.require_recorder(by)
    row: Discipline = merit_records.locked(Discipline.objects.select_related("person", "unit"), discipline_id, by=by)
    return row


@transaction.atomic
def end(discipline_id: str, *, ends_on: date, by: Actor, at: datetime) -> Discipline:
    """Set the day from which merit counts again, as the document on the end of the measure says."""
    row = _locked(discipline_id, by=by)
    faults = _days_fault(row.decided_on, ends_on)
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults)
    if row.ends_on == ends_on:
        return row
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    event = DisciplineEnded(
        authority=by.authority,
        discipline=str(row.pk),
        person=row.person.code if row.person else "",
        unit=row.unit.code,
        ends_on=ends_on.isoformat(),
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def withdraw(discipline_id: str, *, reason: str, by: Actor, at: datetime) -> Discipline:
    """Take a measure off the record, for instance because it was revoked; it stays to be read."""
    row = _locked(discipline_id, by=by)
    text = merit_records.take_back(row, reason, by=by, at=at)
    event = DisciplineWithdrawn(
        authority=by.authority,
        discipline=str(row.pk),
        person=row.person.code if row.person else "",
        unit=row.unit.code,
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row
