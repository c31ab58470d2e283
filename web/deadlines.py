"""How long there is until a deadline, as people say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from emulation.rules.periods import is_late

SOON = timedelta(days=2)


@dataclass(frozen=True)
class Clock:
    """``left`` is a sentence: how long there is, or for how long it is over; ``tone`` the colour of its badge."""

    at: datetime
    left: str
    late: bool
    tone: str


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    said = []
    if days:
        said.append(ngettext("%(count)s ngày", "%(count)s ngày", days) % {"count": days})
    if hours and days < 7:
        said.append(ngettext("%(count)s giờ", "%(count)s giờ", hours) % {"count": hours})
    if not said:
        said.append(ngettext("%(count)s phút", "%(count)s phút", minutes) % {"count": minutes})
    return " ".join(said)


def clock(deadline: datetime, at: datetime) -> Clock:
    if is_late(at, deadline):
        return Clock(deadline, gettext("Quá hạn %(span)s") % {"span": _span(at - deadline)}, late=True, tone="warn")
    left = deadline - at
    tone = "warn" if left < SOON else "none"
    return Clock(deadline, gettext("Còn %(span)s") % {"span": _span(left)}, late=False, tone=tone)
