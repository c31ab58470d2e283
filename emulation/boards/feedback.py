"""Reads for the pages of citizens' feedback: the desk, one item, what a citizen sees by a code, the public list, figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet

from emulation import feedback, feedback_desk, files, units, visibility
from emulation.models import Authority, Feedback, FeedbackContact, FeedbackStep, StoredFile
from emulation.rules import states
from emulation.rules.access import ANSWERS_FEEDBACK, READS_FEEDBACK_CONTACTS
from emulation.rules.feedback import KINDS, PRAISE, Course, FeedbackPolicy, UnitFigures, figures
from emulation.rules.periods import VIETNAM, is_late, local_date
from emulation.work_calendars import calendar_of
from kernel.actors import Actor, Place
from kernel.errors import Missing
from kernel.text import gettext_noop

PAGE = 50
OPEN = (states.RECEIVED, states.ROUTED, states.ANSWERED)


@dataclass(frozen=True)
class Line:
    """An item in the list with the name of its unit, and whether its limit has passed."""

    row: Feedback
    unit: str
    late: bool


@dataclass(frozen=True)
class DeskBoard:
    lines: list[Line]
    page: Page[Feedback]
    overdue: int
    asked: Mapping[str, str]


@dataclass(frozen=True)
class ItemBoard:
    """``steps`` with the names of their units. ``contact`` is there only for who may know it; ``acts`` are those that state and
    roles allow."""

    row: Feedback
    unit: str
    unit_named: str
    late: bool
    steps: list[tuple[FeedbackStep, str]]
    contact: FeedbackContact | None
    has_contact: bool
    acts: tuple[str, ...]
    may_publish: bool
    units: list[tuple[str, str]]
    files: list[StoredFile]


@dataclass(frozen=True)
class Tracked:
    """What the holder of a code sees: no officer's name, no word between offices, no answer that was not approved."""

    row: Feedback
    unit: str
    answers: list[FeedbackStep]
    may_reopen: bool


@dataclass(frozen=True)
class FiguresBoard:
    rows: list[tuple[str, UnitFigures]]
    since: date
    until: date
    praises: int
    policy: FeedbackPolicy


def names_of(authority: str, on: date) -> dict[str, str]:
    """The units of an authority on a day, by code."""
    chart = units.chart(authority, on)
    return {code: chart.units[code].name for code in sorted(chart.units)}


def overdue(rows: QuerySet[Feedback], at: datetime) -> QuerySet[Feedback]:
    return rows.filter(state__in=OPEN, due__lt=at)


def seen(by: Actor, at: datetime, asked: Mapping[str, str]) -> QuerySet[Feedback]:
    """What the reader may see of what is asked for: by state, kind, unit, or only what is overdue."""
    rows = visibility.feedback(by, local_date(at)).select_related("unit")
    if asked.get("state") in states.FEEDBACK.states:
        rows = rows.filter(state=asked["state"])
    if asked.get("kind") in KINDS:
        rows = rows.filter(kind=asked["kind"])
    if asked.get("unit"):
        rows = rows.filter(unit__code=asked["unit"])
    return overdue(rows, at) if asked.get("overdue") else rows


def desk(asked: Mapping[str, str], page: int, *, by: Actor, at: datetime) -> DeskBoard:
    """The list, what has a limit first."""
    found = seen(by, at, asked).order_by(F("due").asc(nulls_last=True), "-received_at", "id")
    shown = Paginator(found, PAGE).get_page(page)
    names = names_of(by.authority, local_date(at))
    lines = [Line(row, _name(row, names), _late(row, at)) for row in shown]
    everything = visibility.feedback(by, local_date(at))
    return DeskBoard(lines, shown, overdue(everything, at).count(), asked)


def _name(row: Feedback | FeedbackStep, names: Mapping[str, str]) -> str:
    return names.get(row.unit.code, row.unit.code) if row.unit else ""


def _late(row: Feedback, at: datetime) -> bool:
    return row.due is not None and row.state in OPEN and is_late(at, row.due)


def find(feedback_id: str, *, by: Actor, at: datetime) -> Feedback:
    rows = visibility.feedback(by, local_date(at)).select_related("unit", "unit_named")
    row = rows.filter(pk=feedback_id).first()
    if row is None:
        raise Missing("feedback.missing", gettext_noop("Không có phản ánh, kiến nghị này."))
    return row


def contact_of(row: Feedback, *, by: Actor, at: datetime) -> FeedbackContact | None:
    """The contact, for the standing office alone, and for the unit only where the citizen agreed."""
    if feedback_desk.near(row, by=by, at=at) and not row.shares_contact:
        return None
    office = bool(by.roles_over(Place(by.authority)) & READS_FEEDBACK_CONTACTS)
    unit = row.shares_contact and bool(by.roles_over(feedback_desk.place_of(row, at)) & ANSWERS_FEEDBACK)
    return FeedbackContact.objects.filter(feedback=row).first() if office or unit else None


def item(feedback_id: str, *, by: Actor, at: datetime) -> ItemBoard:
    row = find(feedback_id, by=by, at=at)
    names = names_of(by.authority, local_date(at))
    roles = by.roles_over(feedback_desk.place_of(row, at))
    acts = states.FEEDBACK.possible(row.state, roles)
    if feedback_desk.near(row, by=by, at=at):
        acts = tuple(act for act in acts if act == "answer")
    if row.kind != PRAISE:
        acts = tuple(act for act in acts if act != "close")
    return ItemBoard(
        row=row,
        unit=_name(row, names),
        unit_named=names.get(row.unit_named.code, "") if row.unit_named else "",
        late=_late(row, at),
        steps=[(step, _name(step, names)) for step in row.steps.select_related("unit", "by")],
        contact=contact_of(row, by=by, at=at),
        has_contact=FeedbackContact.objects.filter(feedback=row).exists(),
        acts=acts,
        may_publish=feedback_desk.may_publish(row, by=by, at=at),
        units=list(names.items()),
        files=files.attached(feedback.RECORD, str(row.pk)),
    )


def tracked(code: str, *, at: datetime) -> Tracked:
    """Raises `Missing`, the same for every wrong code."""
    row = feedback.track(code)
    names = names_of(str(row.authority_id), local_date(at))
    answers = list(row.steps.filter(act="send"))
    return Tracked(row, _name(row, names), answers, feedback.may_reopen(row, at))


def published(authority: str, page: int) -> tuple[Authority, Page[Feedback]]:
    """What the authority shows to everybody, newest first. Raises `Missing` for an authority that is not there."""
    held = Authority.objects.filter(pk=authority).first()
    if held is None:
        raise Missing("feedback.no_authority", gettext_noop("Không có cơ quan này."))
    rows = Feedback.objects.filter(authority=held, published_at__isnull=False).select_related("unit")
    return held, Paginator(rows.order_by("-published_at", "id"), PAGE).get_page(page)


def unit_figures(since: date, until: date, *, by: Actor, at: datetime) -> FiguresBoard:
    """Of all units for the committee, of their own for a unit's people; of what was routed in the span, both days included."""
    today = local_date(at)
    rows = Feedback.objects.filter(
        authority_id=by.authority,
        unit__isnull=False,
        routed_at__gte=datetime.combine(since, time.min, VIETNAM),
        routed_at__lte=datetime.combine(until, time.max, VIETNAM),
    ).exclude(state=states.DISMISSED)
    if not visibility.holds(by, visibility.WHOLE):
        rows = rows.filter(unit__code__in=visibility.own_units(by, today))
    found = list(rows.exclude(kind=PRAISE).select_related("unit"))
    counted = figures(_courses(found), calendar_of(by.authority), at)
    names = names_of(by.authority, today)
    return FiguresBoard(
        rows=[(names.get(row.unit, row.unit), row) for row in counted],
        since=since,
        until=until,
        praises=rows.filter(kind=PRAISE).count(),
        policy=feedback.policy_of(by.authority, today),
    )


def _courses(rows: Sequence[Feedback]) -> list[Course]:
    return [
        Course(row.unit.code, row.routed_at, row.answer_due, row.answered_at)
        for row in rows
        if row.unit is not None and row.routed_at is not None
    ]
