"""Acts on people and their postings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from emulation.events import PersonTransferred, StaffRegistered
from emulation.models import Authority, Person, Posting, Unit, UnitVersion, in_force
from emulation.models.copying import insert_by_copy
from emulation.units import require_keeper
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop, nfc, search_key, sort_key


@dataclass(frozen=True)
class StaffRow:
    """One line of a staff list; ``unit`` is a code."""

    code: str
    full_name: str
    gender: str
    unit: str
    position: str
    duty_group: str
    is_head: bool
    valid_from: date


@dataclass
class _List:
    """What is known of the people of a list, locked, and what is to be entered, so that rows need no queries of their own."""

    people: dict[str, Person]
    postings: dict[str, Posting]
    new_people: list[Person] = field(default_factory=list)
    new_postings: list[Posting] = field(default_factory=list)


def _person_of(authority: str, row: StaffRow, known: _List) -> bool:
    """Make or rename the person; says whether anything changed."""
    values = {
        "full_name": nfc(row.full_name),
        "search_name": search_key(row.full_name),
        "sort_name": sort_key(row.full_name, given_name_first=True),
        "gender": row.gender,
    }
    person = known.people.get(row.code)
    if person is None:
        known.people[row.code] = Person(authority_id=authority, code=row.code, **values)
        known.new_people.append(known.people[row.code])
        return True
    if all(getattr(person, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    return True


def _post(authority: str, row: StaffRow, unit: Unit, known: _List) -> bool:
    values = {"unit": unit, "position": nfc(row.position), "duty_group": nfc(row.duty_group), "is_head": row.is_head}
    current = known.postings.get(row.code)
    if current and all(getattr(current, name) == value for name, value in values.items()):
        return False
    if current and current.valid_from >= row.valid_from:
        raise Invalid(
            "people.out_of_order",
            gettext_noop("Cán bộ %(code)s đã có vị trí từ ngày %(day)s; hãy ghi vị trí mới từ một ngày sau đó."),
            code=row.code,
            day=current.valid_from,
        )
    if current:
        current.valid_to = row.valid_from
        current.save(update_fields=["valid_to"])
    posting = Posting(authority_id=authority, person=known.people[row.code], valid_from=row.valid_from, **values)
    known.postings[row.code] = posting
    known.new_postings.append(posting)
    return True


def _known(authority: str, codes: Sequence[str]) -> _List:
    people = {person.code: person for person in Person.objects.filter(authority_id=authority, code__in=codes)}
    rows = Posting.objects.select_for_update(of=("self",)).filter(person__in=people.values(), valid_to=None)
    return _List(people, {posting.person.code: posting for posting in rows.select_related("person", "unit")})


def _units(authority: str, rows: Sequence[StaffRow]) -> Mapping[str, Unit]:
    units = {unit.code: unit for unit in Unit.objects.filter(authority_id=authority)}
    lost = sorted({row.unit for row in rows} - set(units))
    if lost:
        raise Invalid("people.unknown_unit", gettext_noop("Không có đơn vị mang mã %(codes)s."), codes=", ".join(lost))
    return units


@transaction.atomic
def register(authority: str, rows: Sequence[StaffRow], *, source: str, by: Actor, at: datetime) -> tuple[int, int]:
    """Enter or update staff from a checked list; answers (changed, unchanged)."""
    require_keeper(by, authority)
    Authority.objects.select_for_update().get(pk=authority)
    units = _units(authority, rows)
    known = _known(authority, [row.code for row in rows])
    changed = []
    for row in rows:
        described = _person_of(authority, row, known)
        if _post(authority, row, units[row.unit], known) or described:
            changed.append(row.code)
    insert_by_copy(known.new_people)
    insert_by_copy(known.new_postings)
    if changed:
        ledger.record(StaffRegistered(authority=authority, source=source, codes=changed), by=by, at=at)
    return len(changed), len(rows) - len(changed)


@transaction.atomic
def transfer(
    authority: str, code: str, *, to_unit: str, position: str, effective_on: date, by: Actor, at: datetime
) -> None:
    """Move a person to another unit from a day on; repeating it changes nothing."""
    require_keeper(by, authority)
    person = Person.objects.filter(authority_id=authority, code=code).first()
    target = UnitVersion.objects.filter(in_force(effective_on), authority_id=authority, unit__code=to_unit).first()
    if person is None or target is None:
        raise Missing(
            "people.missing", gettext_noop("Không có cán bộ %(code)s hoặc đơn vị %(unit)s."), code=code, unit=to_unit
        )
    current = Posting.objects.select_for_update().select_related("unit").filter(person=person, valid_to=None).first()
    if current and current.unit_id == target.unit_id and current.valid_from == effective_on:
        return
    if current is None or current.valid_from >= effective_on or current.unit_id == target.unit_id:
        raise Invalid(
            "people.bad_transfer",
            gettext_noop("Cán bộ %(code)s không thể chuyển đến %(unit)s từ ngày %(day)s: hãy xem lại vị trí hiện tại."),
            code=code,
            unit=to_unit,
            day=effective_on,
        )
    current.valid_to = effective_on
    current.save(update_fields=["valid_to"])
    Posting.objects.create(
        authority_id=authority,
        person=person,
        unit_id=target.unit_id,
        position=nfc(position) or current.position,
        duty_group=current.duty_group,
        is_head=False,
        valid_from=effective_on,
    )
    event = PersonTransferred(
        authority=authority,
        person=code,
        from_unit=current.unit.code,
        to_unit=to_unit,
        effective_on=effective_on.isoformat(),
    )
    ledger.record(event, by=by, at=at)


def posted(authority: str, unit: str, on: date) -> list[Posting]:
    """The postings in a unit on a day, people in Vietnamese order."""
    postings = Posting.objects.filter(in_force(on), authority_id=authority, unit__code=unit)
    return list(postings.select_related("person").order_by("person__sort_name", "person__code"))
