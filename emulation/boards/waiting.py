"""Reads for the first page: appeals, inspections, booked points and doubtful answers that wait for somebody's word."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from emulation import units, visibility
from emulation.boards.errands import Errand
from emulation.rules import states
from emulation.rules.appeal_states import APPEAL
from emulation.rules.inspection_states import FINDING, VISIT
from emulation.rules.periods import local_date
from kernel.actors import Actor, Place
from kernel.states import Machine

TAKE_UP, DECIDE = "appeal_take_up", "appeal_decide"
VISITS, EXPLAIN, PROPOSE, BOOK_FINDING = "visits", "finding_explain", "finding_propose", "finding_book"
BOOK, EXCLUDE, COMMEND = "booking", "survey_exclusion", "commendation"
AHEAD = timedelta(days=7)
"""How long before its day a planned visit stands on the first page of those who go."""


def errands(*, by: Actor, chart: units.Chart, at: datetime) -> list[Errand]:
    """What waits, for each campaign its own; nothing that the actor began themselves and somebody else has to decide."""
    roles = by.roles_over(Place(by.authority))
    return [*_appeals(by, roles, at), *_inspections(by, roles, chart, at), *_points(by, roles, at)]


def _may(machine: Machine, state: str, act: str, roles: Iterable[str]) -> bool:
    return act in machine.possible(state, roles)


def _by_campaign(
    act: str, page: str, rows: QuerySet[Any], campaign: str = "campaign", due: str = "", at: datetime | None = None
) -> list[Errand]:
    """One errand for each campaign of the rows; with ``due`` the nearest limit is told."""
    key, name = f"{campaign}_id", f"{campaign}__name"
    counted = rows.order_by().values(key, name).annotate(count=Count("pk"))
    if due:
        counted = counted.annotate(due=Min(due))
    return [
        Errand(
            act,
            row["count"],
            row[name],
            {"page": page, "campaign": str(row[key])},
            deadline=row.get("due"),
            late=bool(at and row.get("due") and at > row["due"]),
        )
        for row in counted.order_by(name)
    ]


def _appeals(by: Actor, roles: Iterable[str], at: datetime) -> list[Errand]:
    rows = visibility.appeals(by, local_date(at)).filter(~Q(submitted_by__in=by.accounts))
    found = []
    if _may(APPEAL, "submitted", "take_up", roles):
        found += _by_campaign(TAKE_UP, "appeals", rows.filter(state="submitted"), due="due_at", at=at)
    if _may(APPEAL, states.TAKEN_UP, "uphold", roles):
        found += _by_campaign(DECIDE, "appeals", rows.filter(state=states.TAKEN_UP), due="due_at", at=at)
    return found


def _inspections(by: Actor, roles: Iterable[str], chart: units.Chart, at: datetime) -> list[Errand]:
    """Visits of the next days and those that are under way, for inspectors; findings by whose word is next."""
    on, found = local_date(at), []
    findings = visibility.findings(by, on)
    if _may(VISIT, "planned", "begin", roles):
        near = Q(state="planned", planned_on__lte=on + AHEAD) | Q(state="begun")
        found += _by_campaign(VISITS, "visits", visibility.visits(by, on).filter(near))
    own = [unit.code for unit in chart.seen_by(by, _explainers())] if by.roles & _explainers() else []
    if own:
        asked = findings.filter(state="awaited", visit__unit__code__in=own)
        found += _by_campaign(EXPLAIN, "visits", asked, "visit__campaign")
    if _may(FINDING, "explained", "propose", roles):
        answered = findings.filter(state__in=("explained", "unexplained"))
        found += _by_campaign(PROPOSE, "visits", answered, "visit__campaign")
    if _may(FINDING, "proposed", "book", roles):
        proposed = findings.filter(~Q(proposed_by__in=by.accounts), state="proposed")
        found += _by_campaign(BOOK_FINDING, "visits", proposed, "visit__campaign")
    return found


def _explainers() -> frozenset[str]:
    """The roles that answer findings for their unit."""
    return frozenset().union(*(row.roles for row in FINDING.rows if row.act == "explain"))


def _points(by: Actor, roles: Iterable[str], at: datetime) -> list[Errand]:
    """Points to be booked, answers to be left out and suggestions of commendation, for those who decide."""
    on, found = local_date(at), []
    mine = Q(proposed_by__in=by.accounts)
    if _may(states.BOOKING, states.PROPOSED, "book", roles):
        booked = visibility.bookings(by, on).filter(~mine, state=states.PROPOSED)
        found += _by_campaign(BOOK, "bookings", booked)
    if _may(states.SURVEY_EXCLUSION, states.PROPOSED, "exclude", roles):
        doubtful = visibility.survey_exclusions(by, on).filter(~mine, state=states.PROPOSED)
        found += _by_campaign(EXCLUDE, "campaign", doubtful)
    if _may(states.COMMENDATION, states.SUGGESTED, "take_up", roles):
        count = visibility.commendations(by).filter(state=states.SUGGESTED).count()
        found += [Errand(COMMEND, count, "", {"page": "commendations"})] if count else []
    return found
