"""Service: the working days that somebody served and where, the days on leave by kind, and months served and away in a span."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

SERVED, ACTUAL_TIME, AWAY, ELSEWHERE = "served", "actual_time", "away", "elsewhere"
"""What days on leave count as: as served; as nothing, rated on the rest; as being away, which may lower the grade; or as service
of the year in another body, which is not rated here."""
DAYS_IN_MONTH = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """A person serves in a unit from a day up to and without ``until``; None where no end is known."""

    unit: str
    since: date
    until: date | None = None

    def has(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class OnLeave:
    """A leave between two days, both counted, and what its days count as."""

    kind: str
    first: date
    last: date
    counts: str = ACTUAL_TIME

    def has(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Service:
    """The working days of a span: ``worked`` by unit, ``on_leave`` by kind, ``outside`` any posting; ``credited`` are those
    worked and those on a leave that counts as served."""

    working: int
    worked: Mapping[str, int]
    on_leave: Mapping[str, int]
    outside: int
    credited: int

    @property
    def days(self) -> int:
        return sum(self.worked.values())

    @property
    def whole(self) -> bool:
        return self.days == self.working

    def absent(self, minimum_days: int) -> bool:
        """Whether too few of the days were served for a month's rating. A span without a working day says nothing."""
        return self.credited < min(minimum_days, self.working)


def days_between(first: date, last: date) -> Iterator[date]:
    return (first + _DAY * n for n in range((last - first).days + 1))


def leave_on(day: date, leaves: Iterable[OnLeave]) -> OnLeave | None:
    """The leave of a day; of several the first by its kind, so that their order does not matter."""
    return min(
        (leave for leave in leaves if leave.has(day)), key=lambda leave: (leave.kind, leave.counts), default=None
    )


def service(
    first: date,
    last: date,
    stays: Collection[Stay],
    leaves: Collection[OnLeave],
    *,
    is_working: Callable[[date], bool],
) -> Service:
    """What became of each working day of a span."""
    worked: Counter[str] = Counter()
    on_leave: Counter[str] = Counter()
    working = outside = credited = 0
    for day in days_between(first, last):
        if not is_working(day):
            continue
        working += 1
        unit = min((stay.unit for stay in stays if stay.has(day)), default=None)
        if unit is None:
            outside += 1
            continue
        leave = leave_on(day, leaves)
        if leave is None:
            worked[unit] += 1
        else:
            on_leave[leave.kind] += 1
        credited += leave is None or leave.counts == SERVED
    return Service(working, dict(sorted(worked.items())), dict(sorted(on_leave.items())), outside, credited)


@dataclass(frozen=True)
class Months:
    """Months of service and of being away within a span, exactly; ``kinds`` are the kinds of leave on days of a posting."""

    served: Fraction
    away: Fraction
    kinds: tuple[str, ...]


def months(first: date, last: date, stays: Collection[Stay], leaves: Collection[OnLeave]) -> Months:
    """By days of the calendar, not working days: who is on leave over a weekend is away over it."""
    served, away, kinds = [], [], set()
    for day in days_between(first, last):
        leave = leave_on(day, leaves)
        counts = leave.counts if leave else SERVED
        if counts != ELSEWHERE and not any(stay.has(day) for stay in stays):
            continue
        if counts in (SERVED, ELSEWHERE):
            served.append(day)
        elif counts == AWAY:
            away.append(day)
        kinds |= {leave.kind} if leave else set()
    return Months(months_of(served), months_of(away), tuple(sorted(kinds)))


def year_to(first: date, last: date) -> tuple[date, date] | None:
    """The year that a campaign between two days rates: the twelve months to its last day; none for a campaign that neither spans
    them nor ends with the year of the calendar."""
    begin = _later(last + _DAY, -12)
    return (begin, last) if first <= begin or (last.month, last.day) == (12, 31) else None


@dataclass(frozen=True)
class Minimum:
    """The months of service that a year's rating asks for, by which article, and the months of those who served less than the
    whole year. Who is not among these served all of it."""

    months: int = 0
    legal_basis: str = ""
    served: Mapping[str, Fraction] = field(default_factory=dict)

    def short(self, subject: str) -> bool:
        return subject in self.served and self.served[subject] < self.months


def months_of(days: Iterable[date]) -> Fraction:
    """How many months days are: of days in a row the months of the calendar, of what is over 30 days for one."""
    whole, over = 0, 0
    for first, after in _runs(sorted(set(days))):
        passed = (after.year - first.year) * 12 + after.month - first.month
        passed -= _later(first, passed) > after
        whole += passed
        over += (after - _later(first, passed)).days
    return whole + Fraction(over, DAYS_IN_MONTH)


def _runs(days: list[date]) -> Iterator[tuple[date, date]]:
    """The days in a row: each the first and the day after the last."""
    start: date | None = None
    for place, day in enumerate(days):
        start = start or day
        if place + 1 == len(days) or days[place + 1] != day + _DAY:
            yield start, day + _DAY
            start = None


def _later(day: date, count: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    end = date(year + (month == 11), (month + 1) % 12 + 1, 1) - _DAY
    return end.replace(day=min(day.day, end.day))
