"""Reads for the first page: what waits for somebody besides evaluations, each with the page where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from emulation import chase, units, visibility
from emulation.commendation import ballots
from emulation.models import Feedback, Posting, in_force
from emulation.rules import states
from emulation.rules.access import ANSWERS_FEEDBACK, STANDING_OFFICER
from emulation.rules.periods import local_date
from kernel.actors import Actor, Place

APPROVE, CHASE, VOTE = "correction", "chase", "vote"
TRIAGE, ANSWER, SEND = "feedback_triage", "feedback_answer", "feedback_send"


@dataclass(frozen=True)
class Errand:
    """``about`` names the page as notices do, ``query`` what of it; ``month`` and ``deadline`` are empty where there is none."""

    act: str
    count: int
    campaign_name: str
    about: Mapping[str, str]
    month: str = ""
    deadline: datetime | None = None
    late: bool = False
    query: str = ""


def errands(*, by: Actor, chart: units.Chart, at: datetime) -> list[Errand]:
    return _feedback(by, chart, at) + _corrections(by, at) + _gaps(by, chart, at) + _votes(by)


def _feedback(by: Actor, chart: units.Chart, at: datetime) -> list[Errand]:
    """Citizens' feedback by whose word is next: the unit's that it was routed to, or the standing office's, which is not of the
    unit itself. The nearest limit is told."""
    office = STANDING_OFFICER in by.roles_over(Place(by.authority))
    own = {unit.code for unit in chart.seen_by(by, ANSWERS_FEEDBACK)} if by.roles & ANSWERS_FEEDBACK else set()
    if not office and not own:
        return []
    here = Posting.objects.filter(in_force(chart.on), authority_id=by.authority, person__code__in=by.persons)
    near = set(here.values_list("unit__code", flat=True)) if office and by.persons else set()
    next_words = Q(state=states.ROUTED, unit__code__in=own) | Q(
        state__in=(states.RECEIVED, states.ANSWERED) if office else ()
    )
    rows = Feedback.objects.filter(next_words, authority_id=by.authority).order_by().values_list("state", "unit__code")
    found: dict[str, list[tuple[int, datetime | None]]] = {}
    for state, unit, count, due in rows.annotate(count=Count("pk"), due=Min("due")):
        if state == states.ROUTED or unit not in near:
            found.setdefault(state, []).append((count, due))
    return [_of_feedback(state, found[state], at) for state in _NEXT if state in found]


_NEXT = {states.ROUTED: ANSWER, states.RECEIVED: TRIAGE, states.ANSWERED: SEND}


def _of_feedback(state: str, rows: list[tuple[int, datetime | None]], at: datetime) -> Errand:
    due = min((due for _, due in rows if due), default=None)
    count, late = sum(count for count, _ in rows), bool(due and at > due)
    about = {"page": "feedback_desk"}
    return Errand(_NEXT[state], count, "", about, deadline=due, late=late, query=f"?state={state}")


def _corrections(by: Actor, at: datetime) -> list[Errand]:
    """Corrections that wait for a second person, who is not the one that asked."""
    if "approve" not in states.CORRECTION.possible(states.PROPOSED, by.roles_over(Place(by.authority))):
        return []
    mine = Q(proposed_by__in=by.accounts)
    rows = visibility.corrections(by, local_date(at)).filter(~mine, state=states.PROPOSED)
    counted = rows.order_by().values_list("evaluation__campaign_id", "evaluation__campaign__name")
    return [
        Errand(APPROVE, count, name, {"page": "corrections", "campaign": str(campaign)})
        for campaign, name, count in counted.annotate(count=Count("pk")).order_by("evaluation__campaign__name")
    ]


def _gaps(by: Actor, chart: units.Chart, at: datetime) -> list[Errand]:
    """Months whose deadline is near or past and for which units have not handed in."""
    return [
        Errand(
            CHASE,
            count,
            row.campaign.name,
            {"page": "chase", "campaign": str(row.campaign_id), "month": row.month},
            month=row.month,
            deadline=row.deadline,
            late=at > row.deadline,
        )
        for row, count in chase.gaps(by=by, chart=chart, at=at)
    ]


def _votes(by: Actor) -> list[Errand]:
    """Votes of a council that are open and wait for the actor, who sits in it and is not recused."""
    return [
        Errand(VOTE, count, name, {"page": "council_session", "session": session})
        for session, name, count in ballots.waiting_for(by)
    ]
