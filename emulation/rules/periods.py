"""The months of a campaign and their deadlines, in Vietnamese time, inclusive to the last second of the day."""

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from emulation.rules.policies import CampaignPolicy, parse_policy
from kernel.errors import Invalid
from kernel.text import gettext_noop

__all__ = [
    "VIETNAM", "CampaignPolicy", "Month", "closes_at", "deadline", "is_late", "local_date", "local_hour", "months_between",
    "months_due", "parse_policy", "reminder_dates",
]  # fmt: skip

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written ``2019-05``; months compare in their order."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        found = _MONTH.fullmatch(text)
        if found is None or found[1] == "0000":
            message = gettext_noop("“%(text)s” không phải là tháng; hãy viết theo dạng 2019-05.")
            raise Invalid("month.malformed", message, text=text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def next(self) -> "Month":
        return Month(self.year + 1, 1) if self.month == 12 else Month(self.year, self.month + 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year - 1, 12) if self.month == 1 else Month(self.year, self.month - 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])


def months_between(start: date, end: date) -> tuple[Month, ...]:
    """All months that have a day in the span, which includes both ends; none if it ends before it starts."""
    return tuple(_months(Month.of(start), Month.of(end))) if start <= end else ()


def _months(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.next


def deadline(month: Month, policy: CampaignPolicy) -> datetime:
    """The last second in which the month's papers are in time, as a UTC moment."""
    return _end_of(month.next, policy.deadline_day)


def closes_at(month: Month, policy: CampaignPolicy) -> datetime:
    """The last second before the month may be closed, as a UTC moment."""
    return _end_of(month.next, policy.closing_day)


def _end_of(month: Month, day: int) -> datetime:
    return datetime.combine(date(month.year, month.month, day), _LAST_SECOND, VIETNAM).astimezone(UTC)


def is_late(at: datetime, limit: datetime) -> bool:
    """Whether the moment is past the limit; the whole of the limit's second is still in time."""
    if at.tzinfo is None or limit.tzinfo is None:
        raise ValueError("moments carry their time zone")
    return at >= limit + timedelta(seconds=1)


def months_due(
    start: date, end: date, policy: CampaignPolicy, *, at: datetime, closed: Collection[Month] = ()
) -> tuple[Month, ...]:
    """The months of a campaign whose closing day has passed and which are not closed yet, oldest first."""
    return tuple(
        month for month in months_between(start, end) if month not in closed and is_late(at, closes_at(month, policy))
    )


def reminder_dates(month: Month, policy: CampaignPolicy) -> tuple[date, ...]:
    """The Vietnamese calendar days on which units are reminded of the month's deadline, earliest first."""
    last = date(month.next.year, month.next.month, policy.deadline_day)
    return tuple(sorted(last - timedelta(days=days) for days in policy.reminder_days_before))


def local_date(at: datetime) -> date:
    """The calendar day in Viet Nam at a moment."""
    if at.tzinfo is None:
        raise ValueError("moments carry their time zone")
    return at.astimezone(VIETNAM).date()


def local_hour(at: datetime) -> int:
    """The hour of the day at a moment, in Vietnam."""
    return at.astimezone(VIETNAM).hour
