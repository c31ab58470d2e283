"""Reads for the pages of assigned tasks: the plan's annex with counts, one task with its history, what waits for somebody."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

from emulation import assignment_plans, assignments, bookings, files, units, visibility
from emulation.assignment_tables import write_tasks
from emulation.boards import campaigns
from emulation.models import Assignment, AssignmentEntry, Booking, Campaign, StoredFile
from emulation.rules import states
from emulation.rules.access import COMMITTEE, STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.assignments import Task
from emulation.rules.periods import Month, local_date
from kernel.actors import Actor, Place
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop

AT_WORK = (states.ASSIGNED, states.ACKNOWLEDGED, states.RETURNED)
OVERDUE = "overdue"


@dataclass(frozen=True)
class Asked:
    """By what a list is narrowed; empty for all. ``state`` may also be `OVERDUE`."""

    unit: str = ""
    person: str = ""
    state: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Row:
    """One task as lists show it, with the names of unit and person."""

    assignment: Assignment
    task: Task
    unit: str
    overdue: bool

    @property
    def person(self) -> str:
        return self.assignment.person.full_name if self.assignment.person else ""


@dataclass(frozen=True)
class Counts:
    """What a unit (or all) has of tasks; drafts and cancelled ones are counted in none."""

    code: str
    name: str
    all: int = 0
    at_work: int = 0
    reported: int = 0
    accepted: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class PlanBoard:
    campaign: Campaign
    rows: list[Row]
    counts: list[Counts]
    total: Counts
    units: list[tuple[str, str]]
    people: list[tuple[str, str]]
    asked: Asked
    writes: bool
    judges: bool
    timeline: list[tuple[str, list[Row]]] = field(default_factory=list)


@dataclass(frozen=True)
class TaskBoard:
    row: Row
    campaign: Campaign
    entries: list[AssignmentEntry]
    bookings: list[Booking]
    acts: tuple[str, ...]
    attachments: list[StoredFile]


def _rows(found: QuerySet[Assignment], by: Actor, at: datetime) -> list[Row]:
    """The tasks with their parts, in as many queries as there are tables."""
    names = {code: unit.name for code, unit in units.chart(by.authority, local_date(at)).units.items()}
    read = found.select_related("unit", "person", "campaign").prefetch_related("parts__unit", "parts__person")
    return [
        Row(
            row, assignment_plans.task_of(row), names.get(row.unit.code, row.unit.code), assignments.is_overdue(row, at)
        )
        for row in read.order_by("deadline", "code")
    ]


def _narrowed(found: QuerySet[Assignment], asked: Asked, at: datetime) -> QuerySet[Assignment]:
    if asked.unit:
        found = found.filter(Q(unit__code=asked.unit) | Q(parts__unit__code=asked.unit)).distinct()
    if asked.person:
        found = found.filter(Q(person__code=asked.person) | Q(parts__person__code=asked.person)).distinct()
    if asked.until:
        found = found.filter(deadline__lte=asked.until)
    if asked.state == OVERDUE:
        return found.filter(_overdue(at))
    return found.filter(state=asked.state) if asked.state else found


def _overdue(at: datetime) -> Q:
    """Those of which nothing is reported although the last day is over."""
    return Q(deadline__lt=local_date(at), reported_at=None, state__in=AT_WORK)


def plan(campaign_id: str, asked: Asked = Asked(), *, by: Actor, at: datetime) -> PlanBoard:
    """The tasks of a campaign that the actor may see, as the annex of its plan."""
    campaign = campaigns.find(campaign_id, by=by)
    seen = visibility.assignments(by, local_date(at)).filter(campaign=campaign)
    everything = _rows(seen, by, at)
    kept = set(_narrowed(seen, asked, at).values_list("pk", flat=True)) if asked != Asked() else None
    rows = [row for row in everything if kept is None or row.assignment.pk in kept]
    judges = visibility.holds(by, COMMITTEE)
    return PlanBoard(
        campaign=campaign,
        rows=rows,
        counts=_by_unit(everything) if judges else [],
        total=_counted("", "", everything),
        units=sorted({(row.assignment.unit.code, row.unit) for row in everything}),
        people=_people(everything),
        asked=asked,
        writes=STANDING_OFFICER in by.roles_over(Place(by.authority)) and campaign.state in WRITABLE,
        judges=judges,
        timeline=_timeline(rows),
    )


def _people(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Codes and names of those who have a task or take part in one, by name."""
    found = {row.assignment.person for row in rows} | {
        part.person for row in rows for part in row.assignment.parts.all()
    }
    named = sorted((one.sort_name, one.code, one.full_name) for one in found if one)
    return [(code, name) for _, code, name in named]


WRITABLE = (states.DRAFT, states.LAUNCHED, states.SUSPENDED)


def _counted(code: str, name: str, rows: Iterable[Row]) -> Counts:
    given = [row for row in rows if row.assignment.state not in (states.DRAFT, states.CANCELLED)]
    found = Counter(row.assignment.state for row in given)
    late = sum(row.overdue and row.assignment.state in AT_WORK for row in given)
    at_work = sum(found[state] for state in AT_WORK)
    return Counts(code, name, len(given), at_work, found[states.REPORTED], found[states.ACCEPTED], late)


def _by_unit(rows: Iterable[Row]) -> list[Counts]:
    units_: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        units_.setdefault((row.assignment.unit.code, row.unit), []).append(row)
    counted = [_counted(code, name, own) for (code, name), own in sorted(units_.items())]
    return sorted((one for one in counted if one.all), key=lambda one: (-one.overdue, one.code))


def _timeline(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    months: dict[str, list[Row]] = {}
    for row in rows:
        months.setdefault(str(Month.of(row.assignment.deadline)), []).append(row)
    return sorted(months.items())


def find(assignment_id: str, *, by: Actor, at: datetime) -> Assignment:
    rows = visibility.assignments(by, local_date(at)).select_related("campaign", "unit", "person")
    row = rows.filter(pk=assignment_id).first()
    if row is None:
        raise Missing("assignment.missing", gettext_noop("Không có nhiệm vụ này."))
    return row


def task(assignment_id: str, *, by: Actor, at: datetime) -> TaskBoard:
    """One task with its history, and which acts are the actor's to do now."""
    found = find(assignment_id, by=by, at=at)
    row = _rows(Assignment.objects.filter(pk=found.pk), by, at)[0]
    booked = bookings.of(assignments.source_of(found)).order_by("month__month", "proposed_at")
    return TaskBoard(
        row=row,
        campaign=found.campaign,
        entries=list(found.entries.select_related("by")),
        bookings=list(booked),
        acts=possible(row, by=by, at=at),
        attachments=files.attached(assignments.RECORD, str(found.pk)),
    )


def possible(row: Row, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """The acts of the machine that are open to the actor and make sense now."""
    found, on = row.assignment, local_date(at)
    acts = states.ASSIGNMENT.possible(found.state, assignments.roles(found, by=by, on=on))
    barred = set() if _distant(found, by, on) else set(assignments.JUDGING)
    barred |= assignments.WHILE_RUNNING if found.campaign.state != states.LAUNCHED else set()
    if not row.overdue or found.excused_at:
        barred |= {"explain", "excuse"}
    if found.deadline < on:
        barred.add("extend")
    return tuple(dict.fromkeys(act for act in acts if act not in barred))


def _distant(found: Assignment, by: Actor, on: date) -> bool:
    try:
        assignments.require_distance(found, by=by, on=on)
    except NotAllowed:
        return False
    return True


def annex(campaign_id: str, words: Mapping[str, str], late: str, *, by: Actor, at: datetime) -> bytes:
    """The plan's annex as a workbook, with the words of the reader for states; it can be read in again."""
    board = plan(campaign_id, by=by, at=at)
    return write_tasks(
        [
            (row.task, words.get(row.assignment.state, row.assignment.state), late if row.overdue else "")
            for row in board.rows
        ]
    )


@dataclass(frozen=True)
class Waiting:
    """How many tasks of a campaign wait for the actor to do something: ``act`` says what."""

    act: str
    campaign: str
    campaign_name: str
    count: int
    overdue: int


def waiting(*, by: Actor, chart: units.Chart, at: datetime) -> list[Waiting]:
    """What stands on the first page: tasks at which the actor's unit (or the actor) works, and reports to be judged."""
    own = [unit.code for unit in chart.seen_by(by, {UNIT_HEAD, UNIT_OFFICER})]
    mine = Q(unit__code__in=own) | Q(person__code=by.person, person__code__gt="")
    judged = Q(state=states.REPORTED) if visibility.holds(by, states.ASSIGNERS) else Q(pk=None)
    rows = Assignment.objects.filter(authority_id=by.authority, campaign__state=states.LAUNCHED)
    found: dict[tuple[str, str, str], list[bool]] = {}
    asked = rows.filter(mine & Q(state__in=AT_WORK) | judged).order_by("campaign__code")
    for state, deadline, campaign, name in asked.values_list("state", "deadline", "campaign_id", "campaign__name"):
        act = "judge" if state == states.REPORTED else "do"
        found.setdefault((act, str(campaign), name), []).append(act == "do" and deadline < chart.on)
    return [Waiting(*about, len(late), sum(late)) for about, late in found.items()]
