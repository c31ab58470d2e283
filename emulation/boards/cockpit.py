"""Reads for the cockpit of a campaign: its line of time, who handed in what in which month, and what waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q

from emulation import visibility
from emulation.boards import campaigns
from emulation.boards.campaigns import CampaignBoard, MonthRow
from emulation.models import Cluster, Participation
from emulation.rules import states
from emulation.rules.access import (
    AUTHORITY_HEAD,
    CLUSTER_LEAD,
    COUNCIL_CHAIR,
    STANDING_OFFICER,
    UNIT_HEAD,
    UNIT_OFFICER,
)
from emulation.rules.periods import local_date
from emulation.rules.policies import SUBJECTS
from emulation.rules.timelines import (
    DEADLINE,
    END,
    LAUNCH,
    REVIEW,
    Line,
    Mark,
    coming,
    laid_out,
)
from kernel.actors import Actor

NONE, AHEAD = "none", "ahead"
NEXT_MARKS = 4
UNITS, PEOPLE = SUBJECTS


@dataclass(frozen=True)
class Cell:
    """One unit in one month: the state of its own sheet, ``none`` without one, ``ahead`` before the month has begun."""

    month: str
    state: str
    late: bool
    overdue: bool


@dataclass(frozen=True)
class GridRow:
    code: str
    name: str
    cells: list[Cell | None]
    """None where the unit does not take part in the month."""


@dataclass(frozen=True)
class GridCluster:
    code: str
    name: str
    rows: list[GridRow]


@dataclass(frozen=True)
class Waits:
    """So many things on which this role has the next word; ``since`` is when the oldest of them came."""

    role: str
    what: str
    count: int
    since: date | None
    page: str
    month: str = ""

    def days(self, today: date) -> int | None:
        return None if self.since is None else max((today - self.since).days, 0)


@dataclass(frozen=True)
class Cockpit:
    board: CampaignBoard
    line: Line
    coming: list[Mark]
    clusters: list[GridCluster]
    waits: list[tuple[Waits, int | None]]


def cockpit(campaign_id: str, *, by: Actor, at: datetime) -> Cockpit:
    """The campaign as its committee steers it; others find what they may see of it."""
    board = campaigns.campaign(campaign_id, by=by, at=at)
    today = local_date(at)
    marks = _marks(board)
    running = board.campaign.state in (states.LAUNCHED, states.SUSPENDED)
    judges = visibility.holds(by, visibility.WHOLE)
    waits = _waits(board, by, today) if running and judges else []
    return Cockpit(
        board=board,
        line=laid_out(marks, today),
        coming=coming(marks, today, most=NEXT_MARKS) if running else [],
        clusters=_grid(board, by, today) if board.counts_units else [],
        waits=[(one, one.days(today)) for one in waits],
    )


def _marks(board: CampaignBoard) -> list[Mark]:
    row, marks = board.campaign, []
    launched = local_date(row.launched_at) if row.launched_at else row.starts_on
    if launched:
        marks.append(Mark(LAUNCH, launched, done=row.launched_at is not None))
    marks += [Mark(REVIEW, local_date(review.at), done=True) for review in board.reviews]
    for month in board.months:
        marks.append(Mark(DEADLINE, local_date(month.deadline), month.state == states.CLOSED, month.month))
    if row.ends_on:
        over = row.state in (states.CLOSED, states.CONCLUDED)
        marks.append(Mark(END, local_date(row.closed_at) if row.closed_at else row.ends_on, done=over))
    return marks


def _grid(board: CampaignBoard, by: Actor, today: date) -> list[GridCluster]:
    """Units by cluster, with one cell for each month; two queries, however many there are."""
    rows = board.seen
    sheets = visibility.evaluations(by, today).filter(campaign=board.campaign, person=None)
    found = {
        (unit, month): (state, late)
        for unit, month, state, late in sheets.values_list("unit_id", "month__month", "state", "late")
    }
    names = dict(Cluster.objects.filter(authority_id=by.authority).values_list("code", "name"))
    clusters: dict[str, list[GridRow]] = {}
    for entry in rows:
        cells = [_cell(entry, month, found) for month in board.months]
        line = GridRow(entry.unit.code, entry.unit_name, cells)
        clusters.setdefault(entry.cluster_code, []).append(line)
    return [GridCluster(code, names.get(code, code), lines) for code, lines in clusters.items()]


def _cell(entry: Participation, month: MonthRow, found: Mapping[Any, tuple[str, bool]]) -> Cell | None:
    if not campaigns.covers(entry, month.month):
        return None
    state, late = found.get((entry.unit_id, month.month), (NONE if month.begun else AHEAD, False))
    missing = state in (NONE, states.DRAFT, states.RETURNED)
    return Cell(month.month, state, late, overdue=missing and month.overdue)


def _waits(board: CampaignBoard, by: Actor, today: date) -> list[Waits]:
    found = [*_sheets(board, by, today), *_others(board, by, today)]
    order = (UNIT_OFFICER, UNIT_HEAD, CLUSTER_LEAD, STANDING_OFFICER, COUNCIL_CHAIR, AUTHORITY_HEAD)
    return sorted(found, key=lambda one: (order.index(one.role), one.since or today, one.what))


def _sheets(board: CampaignBoard, by: Actor, today: date) -> Iterable[Waits]:
    """Sheets of open months, of units and of people, by who has the next word."""
    late = [month for month in board.months if month.state == states.OPEN and month.overdue]
    unwritten = sum(month.missing for month in late)
    if unwritten:
        yield Waits(UNIT_OFFICER, "submit", unwritten, local_date(late[0].deadline), "month", late[0].month)
    step = board.campaign.policy.get("cluster_step", ())
    stepped = Q(person=None) if UNITS in step else Q(pk__in=())
    stepped |= Q(person__isnull=False) if PEOPLE in step else Q(pk__in=())
    above = Q(state=states.CONFIRMED) | Q(state=states.SUBMITTED, of_head=True)
    kinds = {
        (UNIT_HEAD, "confirm"): (Q(state=states.SUBMITTED, of_head=False), "submitted_at"),
        (CLUSTER_LEAD, "assess"): (above & stepped, "submitted_at"),
        (STANDING_OFFICER, "appraise"): (Q(state=states.ASSESSED) | (above & ~stepped), "submitted_at"),
    }
    counts: dict[str, Any] = {}
    for (_, what), (kind, since) in kinds.items():
        counts |= {what: Count("pk", filter=kind), f"{what}_since": Min(since, filter=kind)}
        counts[f"{what}_month"] = Min("month__month", filter=kind)
    rows = visibility.evaluations(by, today).filter(campaign=board.campaign, month__state=states.OPEN)
    told = rows.aggregate(**counts)
    for role, what in kinds:
        if told[what]:
            since = told[f"{what}_since"]
            yield Waits(role, what, told[what], since and local_date(since), "month", told[f"{what}_month"])


def _others(board: CampaignBoard, by: Actor, today: date) -> Iterable[Waits]:
    """Corrections, appeals and booked points that somebody has to decide."""
    row = board.campaign
    asked = (
        (AUTHORITY_HEAD, "correction", "corrections", visibility.corrections(by, today)
         .filter(evaluation__campaign=row, state=states.PROPOSED), "proposed_at"),
        (STANDING_OFFICER, "appeal_take_up", "appeals", visibility.appeals(by, today)
         .filter(campaign=row, state=states.SUBMITTED), "submitted_at"),
        (COUNCIL_CHAIR, "appeal_decide", "appeals", visibility.appeals(by, today)
         .filter(campaign=row, state=states.TAKEN_UP), "submitted_at"),
        (STANDING_OFFICER, "booking", "bookings", visibility.bookings(by, today)
         .filter(campaign=row, state=states.PROPOSED), "proposed_at"),
    )  # fmt: skip
    for role, what, page, rows, since in asked:
        told = rows.order_by().aggregate(count=Count("pk"), since=Min(since))
        if told["count"]:
            yield Waits(role, what, told["count"], local_date(told["since"]), page)
