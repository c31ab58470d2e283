"""Which roles may be exercised by somebody else for a time, and when a delegation holds."""

from dataclasses import dataclass
from datetime import date

from emulation.rules.access import CLUSTER_DEPUTY, CLUSTER_LEAD, STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER
from kernel.errors import Problem
from kernel.text import gettext_noop

DELEGABLE = (UNIT_OFFICER, UNIT_HEAD, STANDING_OFFICER, CLUSTER_LEAD, CLUSTER_DEPUTY)
"""Working roles. Votes, signatures, stamps and money are personal, and so is one's own record."""
LONGEST_DAYS = 366
PLANNED, RUNNING, OVER = "planned", "running", "over"


@dataclass(frozen=True)
class Span:
    """Calendar days in Viet Nam, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def meets(self, other: "Span") -> bool:
        return self.first <= other.last and other.first <= self.last

    def stage(self, day: date) -> str:
        if day < self.first:
            return PLANNED
        return RUNNING if day <= self.last else OVER


def problems_of(role: str, span: Span, day: date) -> list[Problem]:
    """What keeps a role from being delegated for these days."""
    found = []
    if role not in DELEGABLE:
        message = gettext_noop("Vai trò này gắn với cá nhân, không ủy quyền được.")
        found.append(Problem("delegation.personal_role", message, "role"))
    if span.last < span.first:
        message = gettext_noop("Ngày kết thúc không được trước ngày bắt đầu.")
        found.append(Problem("delegation.backwards", message, "ends_on"))
    elif span.last < day:
        message = gettext_noop("Thời gian ủy quyền đã qua.")
        found.append(Problem("delegation.past", message, "ends_on"))
    if (span.last - span.first).days >= LONGEST_DAYS:
        message = gettext_noop("Mỗi lần ủy quyền không quá %(days)s ngày.")
        found.append(Problem("delegation.too_long", message, "ends_on", {"days": LONGEST_DAYS}))
    return found
