"""What is sent up arrives: the level above gets a dossier of its own, its nominees by value, its papers by reference and digest."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from emulation import people, units
from emulation.commendation import likeness, nomination_desk, nomination_lines
from emulation.events import NominationArrived, NominationForwarded
from emulation.models import (
    Achievement,
    Attachment,
    ForwardedLine,
    Forwarding,
    Nomination,
    NominationLine,
    Person,
    Posting,
    StoredFile,
    Subordination,
    Unit,
    in_force,
)
from emulation.people import StaffRow
from emulation.rules.awards.states import DRAFT
from emulation.rules.periods import local_date
from emulation.rules.unit_kinds import SUBORDINATE
from emulation.units import UnitRow
from kernel import ledger
from kernel.actors import SYSTEM, system_actor
from kernel.errors import Missing
from kernel.text import digest, gettext_noop

_CODE_LENGTH = 40


def code_above(source: str, code: str) -> str:
    """The code by which the level above knows a unit or a person of a level below."""
    whole = f"{source}.{code}"
    return whole if len(whole) <= _CODE_LENGTH else f"{source[:15]}.{digest([source, code])[:24]}"


class _Arrival:
    """One dossier on its way in: what the codes of below are called above."""

    def __init__(self, sent: Forwarding, stands: Unit, on: date) -> None:
        self.sent, self.stands, self.on = sent, stands, on
        self.above, self.source = stands.authority_id, sent.authority_id
        self.chart = units.chart(self.source, on)
        self.by = system_actor(self.above)
        related = ("line__person", "line__unit", "line__achievement", "line__category")
        self.lines = list(sent.lines.select_related(*related))

    def unit_code(self, code: str) -> str:
        """The level below itself is the unit that stands for it; its own units are known below that."""
        below = self.chart.units.get(code)
        return self.stands.code if below is None or not below.parent else code_above(self.source, code)

    def enter_units(self, at: datetime) -> None:
        """Units of nominees, where the level above does not know them yet."""
        wanted = {one.line.unit.code: self.unit_code(one.line.unit.code) for one in self.lines}
        known = set(units.chart(self.above, self.on).units)
        rows = [
            UnitRow(above, self.chart.units[code].name, SUBORDINATE, self.stands.code, "", "", self.on)
            for code, above in wanted.items()
            if above not in known
        ]
        if rows:
            units.register(self.above, rows, source=f"forwarding:{self.sent.pk}", by=self.by, at=at)

    def enter_people(self, at: datetime) -> None:
        """People who are nominated, with the post that they hold below on the day."""
        ids = [one.line.person_id for one in self.lines if one.line.person_id]
        here = Posting.objects.filter(in_force(self.on), person__in=ids)
        posts: dict[object, Posting] = {row.person_id: row for row in here}
        codes = [code_above(self.source, one.line.person.code) for one in self.lines if one.line.person]
        of_today = Posting.objects.filter(person__authority=self.above, person__code__in=codes, valid_from__gte=self.on)
        settled = set(of_today.values_list("person__code", flat=True))
        rows = {}
        for one in self.lines:
            person = one.line.person
            code = code_above(self.source, person.code) if person else ""
            if person and code not in settled:
                post = posts.get(person.pk)
                rows[code] = StaffRow(
                    code=code,
                    full_name=person.full_name,
                    gender=person.gender,
                    unit=self.unit_code(one.line.unit.code),
                    position=post.position if post else "",
                    duty_group=post.duty_group if post else "",
                    is_head=bool(post and post.is_head),
                    valid_from=self.on,
                )
        if rows:
            source = f"forwarding:{self.sent.pk}"
            people.register(self.above, list(rows.values()), source=source, by=self.by, at=at)

    def known(self) -> tuple[Mapping[str, Unit], Mapping[str, Person]]:
        """Units and people above by their codes there."""
        unit_codes = {self.unit_code(one.line.unit.code) for one in self.lines}
        codes = {code_above(self.source, one.line.person.code) for one in self.lines if one.line.person}
        rows = Unit.objects.filter(authority_id=self.above, code__in=unit_codes)
        staff = Person.objects.filter(authority_id=self.above, code__in=codes)
        return {row.code: row for row in rows}, {row.code: row for row in staff}


def _achievement(arrival: _Arrival, line: NominationLine, unit: Unit, person: Person | None) -> Achievement:
    about = line.achievement
    subject = {"authority_id": arrival.above, "subject_kind": line.subject_kind, "household": line.household}
    key = code_above(arrival.source, about.key) if len(about.key) < 100 else digest([arrival.source, about.key])
    values = {"title": about.title, "text": about.text, "first_day": about.first_day, "last_day": about.last_day}
    found = Achievement.objects.filter(**subject, person=person, key=key)
    known = (found if person else found.filter(unit=unit)).first()
    return known or Achievement.objects.create(**subject, person=person, unit=unit, key=key, **values)


def _dossier(arrival: _Arrival) -> Nomination:
    sent = arrival.sent
    below = sent.nomination
    return Nomination.objects.create(
        authority_id=arrival.above,
        unit=arrival.stands,
        year=below.year,
        kind=below.kind,
        procedure=below.procedure,
        title=below.title,
        letter_number=sent.letter_number,
        letter_on=sent.letter_on,
        state=DRAFT,
        drafted_by_id=sent.sent_by_id,
        drafted_at=sent.sent_at,
        submitted_by_id=sent.sent_by_id,
        submitted_at=sent.sent_at,
    )


def _certified(arrival: _Arrival, one: ForwardedLine) -> dict[str, Any]:
    """What the level below has on record, with the level and the day on which it said so."""
    sent = arrival.sent
    about = {"source": sent.authority.name, "forwarding": str(sent.pk), "on": local_date(sent.sent_at).isoformat()}
    return {**about, "facts": one.record} if one.record else {}


def _nominees(arrival: _Arrival, row: Nomination) -> dict[str, NominationLine]:
    """The lines above, by the id of the line below; each is linked to the one that it came from."""
    units_, staff = arrival.known()
    made: dict[str, NominationLine] = {}
    for place, one in enumerate(arrival.lines, start=1):
        line = one.line
        unit = units_[arrival.unit_code(line.unit.code)]
        person = staff[code_above(arrival.source, line.person.code)] if line.person else None
        made[str(line.pk)] = one.above = NominationLine(
            authority_id=arrival.above,
            nomination=row,
            place=place,
            subject_kind=line.subject_kind,
            person=person,
            unit=unit,
            household=line.household,
            award_code=one.award_code,
            category=line.category,
            achievement=_achievement(arrival, line, unit, person),
            citation=line.citation,
            report=line.report,
            figures=line.figures,
            certified=_certified(arrival, one),
        )
    NominationLine.objects.bulk_create(made.values())
    ForwardedLine.objects.bulk_update(arrival.lines, ["above"], batch_size=100)
    likeness.keep(list(made.values()))
    return made


def _shared(arrival: _Arrival, files: Iterable[StoredFile]) -> dict[object, StoredFile]:
    """Rows of the level above for the same stored contents, by the id of the row below: nothing is copied."""
    wanted = {file.stored: file for file in files}
    there = {row.stored: row for row in StoredFile.objects.filter(authority_id=arrival.above, stored__in=wanted)}
    fresh = [
        StoredFile(
            authority_id=arrival.above,
            uploaded_at=file.uploaded_at,
            unit=arrival.stands.code,
            **{
                name: getattr(file, name) for name in ("purpose", "kind", "name", "stored", "size", "digest", "scanned")
            },
            upload_digest=file.upload_digest,
        )
        for stored, file in wanted.items()
        if stored not in there
    ]
    there |= {row.stored: row for row in StoredFile.objects.bulk_create(fresh)}
    return {file.pk: there[file.stored] for file in wanted.values()}


def _papers(
    arrival: _Arrival, row: Nomination, made: Mapping[str, NominationLine], at: datetime
) -> list[dict[str, Any]]:
    """The papers that were sent along, at the same places of the dossier above; answers them with their digests."""
    ids = {UUID(one["file"]) for one in arrival.sent.files}
    about = {"record_type": nomination_desk.RECORD, "record": arrival.sent.nomination_id}
    there = list(Attachment.objects.filter(**about, file__in=ids, detached_at=None).select_related("file"))
    shared = _shared(arrival, [one.file for one in there])
    rows, told = [], []
    for one in there:
        code, _, of = one.label.partition(":")
        if of and of not in made:
            continue
        label = f"{code}:{made[of].pk}" if of else code
        file = shared[one.file_id]
        place = {"record_type": nomination_desk.RECORD, "record": row.pk, "label": label}
        rows.append(Attachment(authority_id=arrival.above, file=file, attached_at=at, **place))
        told.append({"label": label, "file": str(file.pk), "digest": file.digest})
    Attachment.objects.bulk_create(rows)
    return told


def _stands_for(sent: Forwarding) -> Unit:
    """The unit that stands above for the level below; also where nothing more is taken in since it was sent."""
    rows = Subordination.objects.filter(authority_id=sent.target_id, subordinate_id=sent.authority_id)
    found = rows.select_related("unit").order_by("-valid_from").first()
    if found is None:
        raise Missing("subordination.missing", gettext_noop("Không có cơ quan cấp dưới này."))
    return found.unit


@transaction.atomic
def take_in(event: NominationForwarded, at: datetime) -> str:
    """Let what was sent up arrive at an authority of the platform; answers the id of the dossier there, which is made once."""
    rows = Forwarding.objects.select_for_update(of=("self",)).select_related("nomination__unit", "authority")
    sent = rows.get(pk=event.forwarding)
    if sent.target_id is None or sent.arrival_id:
        return str(sent.arrival_id or "")
    arrival = _Arrival(sent, _stands_for(sent), local_date(at))
    arrival.enter_units(at)
    arrival.enter_people(at)
    row = _dossier(arrival)
    made = _nominees(arrival, row)
    files = _papers(arrival, row, made, at)
    sent.arrival = row
    sent.save(update_fields=["arrival"])
    told = NominationArrived(
        authority=arrival.above,
        nomination=str(row.pk),
        forwarding=str(sent.pk),
        source=arrival.source,
        source_nomination=str(sent.nomination_id),
        unit=arrival.stands.code,
        lines=[nomination_lines.told(line) for line in made.values()],
        files=files,
    )
    ledger.record(told, by=arrival.by, at=at)
    nomination_desk.move(row, "arrive", held=frozenset({SYSTEM}), by=arrival.by, at=at)
    return str(row.pk)
