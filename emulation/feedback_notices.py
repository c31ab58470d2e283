"""Who is told of what happens to citizens' feedback: by its number alone, never in a citizen's words."""

from collections.abc import Iterable
from datetime import datetime

from emulation import notices
from emulation.events import (
    FeedbackAnswered,
    FeedbackEscalated,
    FeedbackReceived,
    FeedbackReopened,
    FeedbackReturned,
    FeedbackRouted,
)
from emulation.rules.access import STANDING_OFFICER, UNIT_HEAD
from emulation.rules.feedback import PRAISE
from emulation.rules.notices import (
    FEEDBACK_ANSWERED,
    FEEDBACK_BACK,
    FEEDBACK_OVERDUE,
    FEEDBACK_PRAISE,
    FEEDBACK_RECEIVED,
    FEEDBACK_ROUTED,
)

OFFICE = (STANDING_OFFICER,)


def _tell(
    event: FeedbackReceived
    | FeedbackRouted
    | FeedbackAnswered
    | FeedbackReturned
    | FeedbackReopened
    | FeedbackEscalated,
    kind: str,
    at: datetime,
    *,
    deadline: str = "",
    mark: str = "",
    units: Iterable[str] = (),
    roles: Iterable[str] = (),
) -> int:
    values = {"number": event.number, **({"deadline": deadline} if deadline else {})}
    key = f"{kind}:{event.feedback}:{mark or deadline}"
    about = {"page": "feedback", "feedback": event.feedback}
    return notices.tell(event.authority, kind, key=key, values=values, about=about, units=units, roles=roles, at=at)


def of_receipt(event: FeedbackReceived, at: datetime) -> int:
    return _tell(event, FEEDBACK_RECEIVED, at, deadline=event.due, roles=OFFICE)


def of_routing(event: FeedbackRouted, at: datetime) -> int:
    """Praise has no limit; it is told as what it is."""
    if event.kind == PRAISE:
        return _tell(event, FEEDBACK_PRAISE, at, mark=event.unit, units=[event.unit])
    return _tell(event, FEEDBACK_ROUTED, at, deadline=event.due, units=[event.unit])


def of_answer(event: FeedbackAnswered, at: datetime) -> int:
    return _tell(event, FEEDBACK_ANSWERED, at, mark=at.isoformat(), roles=OFFICE)


def of_coming_back(event: FeedbackReturned | FeedbackReopened, at: datetime) -> int:
    return _tell(event, FEEDBACK_BACK, at, deadline=event.due, mark=at.isoformat(), units=[event.unit])


def of_missed_limit(event: FeedbackEscalated, at: datetime) -> int:
    """Those who are above the one that is late, each when it is their turn; at the unit its head and officers."""
    units = [event.unit] if UNIT_HEAD in event.roles and event.unit else []
    roles = [role for role in event.roles if role != UNIT_HEAD]
    mark = f"{event.due}:{'.'.join(event.roles)}"
    return _tell(event, FEEDBACK_OVERDUE, at, deadline=event.due, mark=mark, units=units, roles=roles)
