"""Reads for the pages of a campaign: its contents, its months with who has handed in, and one month unit by unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from emulation import campaigns, people, units, visibility
from emulation.boards.service import ServiceLine, of_months
from emulation.models import Campaign, CampaignMonth, Cluster, Evaluation, Participation
from emulation.rules import states
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import parse_policy
from kernel.actors import Actor
from kernel.errors import Missing, Problem
from kernel.text import gettext_noop, sort_key

HANDED_IN = ~Q(state__in=(states.DRAFT, states.RETURNED))


@dataclass(frozen=True)
class MonthRow:
    """One month. The counts are of units that the actor may see: ``expected`` of them take part."""

    month: str
    state: str
    deadline: datetime
    closes_at: datetime
    closed_at: datetime | None
    overdue: bool
    begun: bool
    expected: int
    handed_in: int
    late: int
    appraised: int
    may_close: bool

    @property
    def missing(self) -> int:
        return max(self.expected - self.handed_in, 0)


@dataclass(frozen=True)
class Review:
    summary: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CampaignBoard:
    campaign: Campaign
    months: list[MonthRow]
    counts_units: bool
    reviews: list[Review]
    possible: tuple[str, ...]
    in_the_way: list[Problem]
    today: date
    seen: list[Participation] = field(default_factory=list)


def find(campaign_id: str, *, by: Actor) -> Campaign:
    """A campaign that the actor knows of. Raises `Missing`."""
    people_of_it = ("unit_scheme", "person_scheme", "drafted_by", "launched_by")
    row = visibility.campaigns(by).filter(pk=campaign_id).select_related(*people_of_it).first()
    if row is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return row


def campaign(campaign_id: str, *, by: Actor, at: datetime) -> CampaignBoard:
    row = find(campaign_id, by=by)
    roles = campaigns.roles(by, row)
    possible = states.CAMPAIGN.possible(row.state, roles)
    seen = _seen(row, by, local_date(at))
    return CampaignBoard(
        campaign=row,
        months=_months(row, seen, by, at),
        counts_units=bool(seen),
        reviews=[Review(r.summary, _name(r.by), r.at) for r in row.reviews.select_related("by")],
        possible=possible,
        in_the_way=_in_the_way(row, possible),
        today=local_date(at),
        seen=seen,
    )


def _name(account: Any) -> str:
    return str(account.get_full_name() or account.username)


def _in_the_way(row: Campaign, possible: Iterable[str]) -> list[Problem]:
    """What keeps those who may launch or close it from doing so."""
    if row.state == states.DRAFT:
        return campaigns.launch_problems(row)
    return campaigns.closing_problems(row) if "close" in possible else []


def _seen(row: Campaign, by: Actor, on: date) -> list[Participation]:
    """Those taking part whose work the actor may see, by cluster and name."""
    rows = Participation.objects.filter(campaign=row).select_related("unit")
    if not visibility.holds(by, visibility.WHOLE):
        rows = rows.filter(unit__code__in=visibility.own_units(by, on))
    return sorted(rows, key=lambda entry: (entry.cluster_code, sort_key(entry.unit.code)))


def covers(entry: Participation, month: str) -> bool:
    return entry.from_month <= month and (not entry.to_month or entry.to_month >= month)


def _months(row: Campaign, seen: list[Participation], by: Actor, at: datetime) -> list[MonthRow]:
    counted = _counted(row, by, local_date(at)) if seen else {}
    closes = states.MONTH.possible(states.OPEN, campaigns.roles(by, row)) and row.state == states.LAUNCHED
    this_month = str(Month.of(local_date(at)))
    rows = []
    for month in row.months.all():
        counts = counted.get(month.pk, {})
        rows.append(
            MonthRow(
                month=month.month,
                state=month.state,
                deadline=month.deadline,
                closes_at=month.closes_at,
                closed_at=month.closed_at,
                overdue=month.state == states.OPEN and at > month.deadline,
                begun=month.month <= this_month,
                expected=sum(covers(entry, month.month) for entry in seen),
                handed_in=counts.get("handed_in", 0),
                late=counts.get("late_ones", 0),
                appraised=counts.get("appraised", 0),
                may_close=bool(closes) and month.state == states.OPEN and at > month.deadline,
            )
        )
    return rows


def _counted(row: Campaign, by: Actor, on: date) -> dict[Any, Mapping[str, Any]]:
    """By month: how many units handed in, late, and were appraised."""
    counted = (
        visibility.evaluations(by, on)
        .filter(campaign=row, person=None)
        .values("month_id")
        .annotate(
            handed_in=Count("pk", filter=HANDED_IN),
            late_ones=Count("pk", filter=HANDED_IN & Q(late=True)),
            appraised=Count("pk", filter=Q(state=states.APPRAISED)),
        )
    )
    return {counts["month_id"]: dict(counts) for counts in counted}


@dataclass(frozen=True)
class UnitRow:
    """One unit in one month: its own sheet, and how far the sheets of its people are."""

    code: str
    name: str
    cluster: str
    cluster_name: str
    evaluation: str
    state: str
    late: bool
    total: Decimal | None
    people: int
    people_handed_in: int
    people_appraised: int


@dataclass(frozen=True)
class MonthBoard:
    campaign: Campaign
    month: CampaignMonth
    overdue: bool
    units: list[UnitRow]


def find_month(row: Campaign, month: str) -> CampaignMonth:
    found = row.months.filter(month=month).first()
    if found is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    return found


def month(campaign_id: str, month_: str, *, by: Actor, at: datetime) -> MonthBoard:
    """Who has handed in and who has not, among the units that the actor may see."""
    row = find(campaign_id, by=by)
    found = find_month(row, month_)
    on = local_date(at)
    evaluations = visibility.evaluations(by, on).filter(month=found)
    own = {e.unit_id: e for e in evaluations.filter(person=None)}
    staff: dict[Any, Any] = {
        counts["unit_id"]: counts
        for counts in evaluations.filter(person__isnull=False)
        .values("unit_id")
        .annotate(
            people=Count("pk"),
            people_handed_in=Count("pk", filter=HANDED_IN),
            people_appraised=Count("pk", filter=Q(state=states.APPRAISED)),
        )
    }
    clusters = dict(Cluster.objects.filter(authority_id=by.authority).values_list("code", "name"))
    entries = [entry for entry in _seen(row, by, on) if covers(entry, month_)]
    lines = [_unit_row(e, own.get(e.unit_id), staff.get(e.unit_id, {}), clusters) for e in entries]
    return MonthBoard(row, found, found.state == states.OPEN and at > found.deadline, lines)


def _unit_row(
    entry: Participation, own: Evaluation | None, staff: Mapping[str, Any], clusters: Mapping[str, str]
) -> UnitRow:
    return UnitRow(
        code=entry.unit.code,
        name=entry.unit_name,
        cluster=entry.cluster_code,
        cluster_name=clusters.get(entry.cluster_code, entry.cluster_code),
        evaluation=str(own.pk) if own else "",
        state=own.state if own else "",
        late=bool(own and own.late),
        total=own.total if own else None,
        people=staff.get("people", 0),
        people_handed_in=staff.get("people_handed_in", 0),
        people_appraised=staff.get("people_appraised", 0),
    )


@dataclass(frozen=True)
class SubjectRow:
    """The sheet of one person, or of the unit itself (``code`` empty); without ``evaluation`` nothing is written yet."""

    code: str
    name: str
    position: str
    evaluation: str
    state: str
    late: bool
    absent: bool
    total: Decimal | None
    service: ServiceLine | None = None


@dataclass(frozen=True)
class UnitMonthBoard:
    campaign: Campaign
    month: CampaignMonth
    unit: units.ChartedUnit
    overdue: bool
    rows: list[SubjectRow]
    chart: units.Chart

    @property
    def away(self) -> int:
        """How many did not serve by the records and are not noted down as away yet."""
        return sum(bool(row.service and row.service.absent and not row.absent) for row in self.rows)


def unit_month(campaign_id: str, month_: str, unit: str, *, by: Actor, at: datetime) -> UnitMonthBoard:
    """The sheets of a unit and of its people in one month, as far as the actor may see them. Raises `Missing`."""
    row = find(campaign_id, by=by)
    found = find_month(row, month_)
    on = local_date(at)
    chart = units.chart(by.authority, Month.parse(month_).last_day)
    written = visibility.evaluations(by, on).filter(month=found, unit__code=unit).select_related("person")
    evaluations = {e.person.code if e.person else "": e for e in written}
    whole = visibility.holds(by, visibility.WHOLE) or unit in visibility.own_units(by, on)
    if unit not in chart.units or not (whole or evaluations):
        raise Missing("unit.missing", gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này."), code=unit)
    scope = parse_policy(row.policy).taking_part
    posted = {
        p.person.code: p
        for p in people.posted(by.authority, unit, Month.parse(month_).last_day)
        if scope.takes_person(p.duty_group, is_head=p.is_head)
    }
    subjects = {code: (posting.person.full_name, posting.position) for code, posting in posted.items()}
    subjects |= {e.person.code: (e.person.full_name, "") for e in written if e.person and e.person.code not in posted}
    shown = [("", (chart.units[unit].name, ""))] if whole else []
    shown += [(code, who) for code, who in subjects.items() if whole or code in evaluations]
    ids = {code: posting.person_id for code, posting in posted.items() if code in dict(shown)}
    served = of_months(row, ids.values(), [found.month], by=by, at=at)[found.month] if row.person_scheme else {}
    lines = [_subject_row(code, *who, evaluations.get(code), served.get(ids.get(code))) for code, who in shown]
    overdue = found.state == states.OPEN and at > found.deadline
    return UnitMonthBoard(row, found, chart.units[unit], overdue, lines, chart)


def _subject_row(code: str, name: str, position: str, own: Evaluation | None, served: ServiceLine | None) -> SubjectRow:
    return SubjectRow(
        code=code,
        name=name,
        position=position,
        evaluation=str(own.pk) if own else "",
        state=own.state if own else "",
        late=bool(own and own.late),
        absent=bool(own and own.absent),
        total=own.total if own else None,
        service=served,
    )
