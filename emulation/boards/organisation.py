"""Reads for the pages of units: the chart of a day, and one unit over the years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from emulation import units
from emulation.models import Posting, Unit, UnitSuccession, UnitVersion, in_force
from emulation.rules.access import KEEPS_ORGANISATION
from emulation.rules.periods import local_date
from emulation.units import ChartedUnit
from kernel.actors import Actor, Place
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Branch:
    """A unit of the chart with those below it."""

    unit: ChartedUnit
    below: Sequence["Branch"]


@dataclass(frozen=True)
class ChartBoard:
    on: date
    tops: Sequence[Branch]
    units: Sequence[ChartedUnit]
    count: int
    may_keep: bool


@dataclass(frozen=True)
class UnitBoard:
    """``now`` is what the unit is on the day asked; None before it was founded and after it ended. ``names`` are the last names of
    the units that are told of beside it, by code."""

    unit: Unit
    versions: Sequence[UnitVersion]
    successions: Sequence[UnitSuccession]
    now: UnitVersion | None
    serving: int
    may_keep: bool
    names: Mapping[str, str]


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & KEEPS_ORGANISATION)


def _below(units_: Sequence[ChartedUnit], code: str, seen: frozenset[str]) -> list[Branch]:
    own = [one for one in units_ if one.parent == code and one.code not in seen]
    return [Branch(one, _below(units_, one.code, seen | {one.code})) for one in own]


def chart(on: date, *, by: Actor) -> ChartBoard:
    """The organisation of a day; every member of the authority sees it."""
    found = units.chart(by.authority, on)
    all_ = list(found.units.values())
    tops = [one for one in all_ if one.parent not in found.units]
    branches = [Branch(one, _below(all_, one.code, frozenset({one.code}))) for one in tops]
    return ChartBoard(on, branches, all_, len(all_), may_keep(by))


def unit(code: str, *, by: Actor, at: datetime) -> UnitBoard:
    """One unit: its names and places over time, and whom it came from or went to. Raises `Missing` for others'."""
    row: Any = Unit.objects.filter(authority_id=by.authority, code=code).first()
    if row is None:
        raise Missing("units.unknown", gettext_noop("Không có đơn vị %(code)s."), code=code)
    on = local_date(at)
    versions = list(row.versions.select_related("parent", "cluster").order_by("-valid_from"))
    about = UnitSuccession.objects.filter(Q(predecessor=row) | Q(successor=row))
    now = (one for one in versions if one.valid_from <= on and (one.valid_to is None or on < one.valid_to))
    successions = list(about.select_related("predecessor", "successor").order_by("-effective_on"))
    beside = {one.parent_id for one in versions} | {
        id_ for one in successions for id_ in (one.predecessor_id, one.successor_id)
    }
    named = UnitVersion.objects.filter(unit__in=beside - {None}).order_by("valid_from")
    return UnitBoard(
        unit=row,
        versions=versions,
        successions=successions,
        now=next(now, None),
        serving=Posting.objects.filter(in_force(on), unit=row).count(),
        may_keep=may_keep(by),
        names=dict(named.values_list("unit__code", "name")),
    )
