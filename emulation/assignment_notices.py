"""Acts that tell people of their tasks: assigned, extended, returned, close to the deadline, overdue."""

from datetime import date, datetime, timedelta

from emulation import notices
from emulation.events import AssignmentMoved
from emulation.models import Assignment
from emulation.rules import states
from emulation.rules.notices import TASK_ASSIGNED, TASK_EXTENDED, TASK_NEAR, TASK_OVERDUE, TASK_RETURNED
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from kernel.text import digest

OF_ACTS = {"assign": TASK_ASSIGNED, "extend": TASK_EXTENDED, "return": TASK_RETURNED}
AT_WORK = (states.ASSIGNED, states.ACKNOWLEDGED, states.RETURNED)


def tell_of_move(event: AssignmentMoved, at: datetime) -> int:
    """Tell the unit, and the person responsible, that a task is theirs, has another deadline, or came back."""
    kind = OF_ACTS.get(event.act)
    if kind is None:
        return 0
    day = date.fromisoformat(event.deadline)
    return notices.tell(
        event.authority,
        kind,
        key=f"task:{event.act}:{event.assignment}:{digest([event.deadline, event.text])[:16]}",
        values={"code": event.code, "until": f"{day:%d/%m/%Y}", "reason": event.text},
        about={"page": "assignment", "assignment": event.assignment},
        units=[event.unit],
        people=[event.person] if event.person else [],
        at=at,
    )


def remind(*, at: datetime) -> int:
    """Remind of tasks on the days before their deadline that the campaign's policy names, and once when they are overdue."""
    today = local_date(at)
    rows = Assignment.objects.filter(state__in=AT_WORK, campaign__state=states.LAUNCHED)
    told = 0
    for row in rows.filter(deadline__lte=today + timedelta(days=31)).select_related("campaign", "unit", "person"):
        left = (row.deadline - today).days
        if left < 0:
            told += _tell(row, TASK_OVERDUE, f"task:overdue:{row.pk}:{row.deadline}", at)
        elif left in parse_policy(row.campaign.policy).reminder_days_before:
            told += _tell(row, TASK_NEAR, f"task:near:{row.pk}:{row.deadline}:{left}", at)
    return told


def _tell(row: Assignment, kind: str, key: str, at: datetime) -> int:
    return notices.tell(
        row.authority_id,
        kind,
        key=key,
        values={"code": row.code, "until": f"{row.deadline:%d/%m/%Y}"},
        about={"page": "assignment", "assignment": str(row.pk)},
        units=[row.unit.code],
        people=[row.person.code] if row.person else [],
        at=at,
    )
