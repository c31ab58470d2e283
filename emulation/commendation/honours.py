"""Reads of award history: what a person, unit or household was given over the years, found without accents and by given name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from emulation import visibility
from emulation.decisions import registers
from emulation.decisions.lists import full_number
from emulation.models import Award, Person, Unit, UnitSuccession, UnitVersion
from emulation.rules.access import READS_DECISIONS
from emulation.rules.awards import states
from emulation.rules.awards.honours import found_by, place_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop, search_key

PERSON, COLLECTIVE, HOUSEHOLD = "person", "collective", "household"
KINDS = (PERSON, COLLECTIVE, HOUSEHOLD)
MOST = 500
"""Of subjects that one search answers; a longer word finds fewer."""


@dataclass(frozen=True)
class Subject:
    """Somebody with awards: ``code`` is a person's, a unit's, or for a household the unit's and its name."""

    kind: str
    code: str
    name: str
    unit_name: str
    awards: int
    latest: date


@dataclass(frozen=True)
class Honour:
    """One award in somebody's history. ``register`` is the number in the register, on paper for what was entered from old
    papers; ``own_unit`` is what the unit was called then."""

    award: Award
    number: str
    register: str
    own_unit: str
    ended_number: str

    @property
    def year(self) -> int:
        return self.award.decision.decided_on.year


@dataclass(frozen=True)
class History:
    kind: str
    code: str
    name: str
    predecessors: tuple[str, ...]
    honours: tuple[Honour, ...]


def _mine(actor: Actor, on: date) -> Q:
    """One's own awards and those of the units over which one has a role, with their people's."""
    own = Q(unit__code__in=visibility.own_units(actor, on))
    return own | Q(person__code=actor.person, person__code__gt="")


def awards(actor: Actor, on: date) -> QuerySet[Award]:
    """Awards of signed decisions as they stand now: every member sees those in force; revoked ones are for those whom they were
    about, their units and who works on decisions. A corrected line is seen as it says now."""
    rows = Award.objects.filter(authority_id=actor.authority, decision__state=states.SIGNED)
    rows = rows.exclude(state=Award.AMENDED)
    if visibility.holds(actor, READS_DECISIONS):
        return rows
    return rows.filter(Q(state=Award.VALID) | _mine(actor, on))


def _key(award: Award) -> tuple[str, str]:
    if award.household:
        return HOUSEHOLD, f"{award.unit.code}/{award.household}"
    return (PERSON, award.person.code) if award.person else (COLLECTIVE, award.unit.code)


def _matching(rows: QuerySet[Award], sought: str) -> QuerySet[Award]:
    """Narrowed by the database to names that have all words somewhere; `found_by` decides."""
    people, units = Person.objects.all(), UnitVersion.objects.all()
    for word in search_key(sought).split():
        people, units = people.filter(search_name__contains=word), units.filter(search_name__contains=word)
    person = Q(person__in=people.values("pk"))
    unit = Q(person=None, household="", unit__in=units.values("unit"))
    return rows.filter(person | unit | ~Q(household=""))


def search(actor: Actor, sought: str = "", *, kind: str = "", on: date) -> list[Subject]:
    """Everybody with awards whose name has these words (or the beginnings of them), in whatever case, with or without marks:
    those who are called so first, by given name, then the Vietnamese order."""
    rows = awards(actor, on).select_related("person", "unit", "decision")
    rows = _matching(rows, sought) if sought else rows
    found: dict[tuple[str, str], Subject] = {}
    for award in rows.order_by("decision__decided_on", "place"):
        key = _key(award)
        if kind and key[0] != kind:
            continue
        before = found.get(key)
        count = before.awards + 1 if before else 1
        day = award.decision.decided_on
        found[key] = Subject(*key, award.recipient_name, award.unit_name, count, day)
    named = [one for one in found.values() if not sought or found_by(one.name, sought)]
    return sorted(named, key=lambda one: (place_of(one.name, sought, of_person=one.kind == PERSON), one.code))[:MOST]


def _with_predecessors(unit: Unit) -> list[Unit]:
    """The unit and those that went into it, whatever the way."""
    found, waiting = {unit.pk: unit}, [unit]
    while waiting:
        rows = UnitSuccession.objects.filter(successor__in=waiting).select_related("predecessor")
        waiting = [row.predecessor for row in rows if row.predecessor_id not in found]
        found |= {row.pk: row for row in waiting}
    return list(found.values())


def registered(awards: Sequence[Award]) -> dict[UUID, str]:
    """By award the number in the register, as it is written."""
    found = registers.numbers_of(awards)
    texts = {}
    for award in awards:
        _, year, number = found[award.pk]
        texts[award.pk] = f"{number}/{year}" if number else award.book_number
    return texts


def register_of(award: Award) -> str:
    return registered([award])[award.pk]


def _honours(rows: Iterable[Award]) -> tuple[Honour, ...]:
    rows = list(rows)
    texts = registered(rows)
    return tuple(
        Honour(
            award,
            full_number(award.decision),
            texts[award.pk],
            award.unit_name,
            full_number(award.ended_by) if award.ended_by else "",
        )
        for award in rows
    )


def _name_now(unit: Unit) -> str:
    version = UnitVersion.objects.filter(unit=unit).order_by("-valid_from").first()
    return version.name if version else unit.code


def _missing() -> Missing:
    return Missing("honour.missing", gettext_noop("Không có đối tượng này trong sổ khen thưởng."))


def _of_person(rows: QuerySet[Award], authority: str, code: str) -> tuple[str, list[str], QuerySet[Award]]:
    person = Person.objects.filter(authority_id=authority, code=code).first()
    if person is None:
        raise _missing()
    return person.full_name, [], rows.filter(person=person)


def _of_unit(rows: QuerySet[Award], authority: str, code: str) -> tuple[str, list[str], QuerySet[Award]]:
    unit = Unit.objects.filter(authority_id=authority, code=code).first()
    if unit is None:
        raise _missing()
    line = _with_predecessors(unit)
    before = [_name_now(one) for one in line if one.pk != unit.pk]
    return _name_now(unit), before, rows.filter(unit__in=line, person=None, household="")


def _of_household(rows: QuerySet[Award], authority: str, code: str) -> tuple[str, list[str], QuerySet[Award]]:
    unit, _, name = code.partition("/")
    return name, [], rows.filter(unit__code=unit, household=name).exclude(household="")


def _known_to(actor: Actor, kind: str, code: str, on: date) -> bool:
    """Whether the reader knows of them anyhow, so that an empty history tells nothing that was hidden."""
    if kind == PERSON:
        return code == actor.person or visibility.people(actor, on).filter(code=code).exists()
    return kind == COLLECTIVE


_READERS = {PERSON: _of_person, COLLECTIVE: _of_unit, HOUSEHOLD: _of_household}


def history(actor: Actor, kind: str, code: str, *, on: date) -> History:
    """What somebody was given over the years, the newest first; for a unit with what its predecessors were given. Raises
    `Missing` where there is nothing that this reader may see of somebody whom they do not know of: nobody learns that something
    is hidden. Units are known to all."""
    if kind not in _READERS:
        raise _missing()
    seen = awards(actor, on).select_related(
        "decision__authority", "award_type", "person", "unit", "ended_by__authority"
    )
    name, predecessors, rows = _READERS[kind](seen, actor.authority, code)
    found = list(rows.order_by("-decision__decided_on", "place"))
    if not found and not _known_to(actor, kind, code, on):
        raise _missing()
    return History(kind, code, name, tuple(predecessors), _honours(found))


def years_of(honours: Sequence[Honour]) -> list[tuple[int, list[Honour]]]:
    """By year, the newest first."""
    found: dict[int, list[Honour]] = {}
    for one in honours:
        found.setdefault(one.year, []).append(one)
    return sorted(found.items(), reverse=True)
