"""Reads for the pages of a unit's leaves and service: who is on leave when, what may be recorded, and the days of a month."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from emulation import leaves, people, units, visibility
from emulation.boards import campaigns, service
from emulation.chase import ChaseList
from emulation.models import Leave, LeaveKind, Person, Posting, in_force
from emulation.rules.periods import Month, local_date
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class LeaveRow:
    leave: Leave
    may_withdraw: bool


@dataclass(frozen=True)
class LeavesBoard:
    """``staff`` and ``kinds`` are what the form offers; empty for who only reads. ``to_confirm`` says that a kind's rule has not
    been seen."""

    unit: units.ChartedUnit
    rows: list[LeaveRow]
    staff: list[Posting]
    kinds: list[LeaveKind]

    @property
    def may_record(self) -> bool:
        return bool(self.staff)


def of_unit(unit: str, *, by: Actor, at: datetime) -> LeavesBoard:
    """For those who keep the unit's leaves all of its people, for its people their own. Raises `Missing` for others."""
    on = local_date(at)
    chart = units.chart(by.authority, on)
    posted = people.posted(by.authority, unit, on)
    keeps = unit in chart.units and leaves.may_keep(chart.place(unit), by=by)
    if unit not in chart.units or not (keeps or any(one.person.code in by.persons for one in posted)):
        raise Missing("leave.no_unit", gettext_noop("Không có đơn vị %(code)s."), code=unit)
    here = Posting.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), unit__code=unit, authority_id=by.authority)
    seen = visibility.leaves(by, on).filter(person__in=here.values("person"))
    rows = seen.select_related("person", "kind", "recorded_by", "withdrawn_by").order_by("-first_day", "id")
    return LeavesBoard(
        unit=chart.units[unit],
        rows=[LeaveRow(row, keeps and not row.withdrawn_at and row.person.code not in by.persons) for row in rows],
        staff=[posting for posting in posted if posting.person.code not in by.persons] if keeps else [],
        kinds=list(LeaveKind.objects.filter(in_force(on))) if keeps else [],
    )


@dataclass(frozen=True)
class PersonLine:
    person: str
    name: str
    service: service.ServiceLine


def service_of_unit(campaign_id: str, month: str, unit: str, *, by: Actor, at: datetime) -> list[PersonLine]:
    """The people of a unit at the end of a month, as far as the actor may see them. Raises `Missing` for a unit of which they
    may see nobody."""
    campaign = campaigns.find(campaign_id, by=by)
    campaigns.find_month(campaign, month)
    day, on = Month.parse(month).last_day, local_date(at)
    whole = visibility.holds(by, visibility.WHOLE) or unit in visibility.own_units(by, on)
    posted = people.posted(by.authority, unit, day) if unit in units.chart(by.authority, day).units else []
    shown = [posting for posting in posted if whole or posting.person.code in by.persons]
    if not shown and not (whole and unit in units.chart(by.authority, day).units):
        raise Missing("unit.missing", gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này."), code=unit)
    lines = service.of_months(campaign, [posting.person_id for posting in shown], [month], by=by, at=at)[month]
    return [PersonLine(p.person.code, p.person.full_name, lines[p.person_id]) for p in shown]


@dataclass(frozen=True)
class AwayLine:
    """Somebody on a chase list of whom nothing is missing, with what the records say."""

    unit: str
    subject: str
    name: str
    service: service.ServiceLine


def away(found: ChaseList, *, by: Actor, at: datetime) -> list[AwayLine]:
    """Those who did not serve in the month of a chase list."""
    codes = [row.subject for row in found.away]
    ids = dict(Person.objects.filter(authority_id=by.authority, code__in=codes).values_list("code", "pk"))
    month = found.month.month
    lines = service.of_months(found.campaign, ids.values(), [month], by=by, at=at)[month]
    return [AwayLine(row.unit, row.subject, row.name, lines[ids[row.subject]]) for row in found.away]
