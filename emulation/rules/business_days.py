"""Working days: which days count, what day is so many of them later, and until when something that came today must be done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from emulation.rules.periods import VIETNAM, local_date

_LAST_SECOND = time(23, 59, 59)
_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 6, 7
MOST_DAYS = 10_000


@dataclass(frozen=True)
class Calendar:
    """``holidays`` are days off, ``working`` days of weekly rest that are worked instead of others; ``rest_days`` are the days
    of weekly rest, Monday being 1. Raises `ValueError` for a day that is both, or a week without a working day."""

    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()
    rest_days: frozenset[int] = field(default=frozenset({SATURDAY, SUNDAY}))

    def __post_init__(self) -> None:
        if self.holidays & self.working:
            raise ValueError("a day is either off or worked")
        if not self.rest_days < frozenset(range(1, 8)):
            raise ValueError("a week has days from 1 to 7, and one of them is worked")

    def is_working(self, day: date) -> bool:
        return day in self.working or (day not in self.holidays and day.isoweekday() not in self.rest_days)

    def _following(self, day: date) -> Iterator[date]:
        while True:
            day += _DAY
            if self.is_working(day):
                yield day

    def after(self, day: date, n: int) -> date:
        """The ``n``-th working day after a day, which is not counted itself, be it worked or not; the day itself for none."""
        if not 0 <= n <= MOST_DAYS:
            raise ValueError(f"between 0 and {MOST_DAYS} working days")
        for _, following in zip(range(n), self._following(day), strict=False):
            day = following
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days there are after ``start`` up to and with ``end``; negative where ``end`` comes first."""
        if end < start:
            return -self.between(end, start)
        days = (start + _DAY * n for n in range(1, (end - start).days + 1))
        return sum(1 for day in days if self.is_working(day))

    def deadline(self, at: datetime, n: int) -> datetime:
        """The last second, as a UTC moment, of the ``n``-th working day after the Vietnamese day of a moment."""
        day = self.after(local_date(at), n)
        return datetime.combine(day, _LAST_SECOND, VIETNAM).astimezone(UTC)

    def taken(self, start: datetime, end: datetime) -> int:
        """How many working days something took that came at one moment and was done at another; none on the same day."""
        return self.between(local_date(start), local_date(end))


@dataclass(frozen=True)
class Occasion:
    """A public holiday as the law has it between two days: so many days off each year."""

    code: str
    name: str
    days: int
    legal_basis: str
    valid_from: date
    valid_to: date | None = None
    name_en: str = ""

    @property
    def title(self) -> Mapping[str, str]:
        """The name in both languages."""
        return {"vi": self.name, "en": self.name_en}

    def of_year(self, year: int) -> bool:
        first = date(year, 1, 1)
        return self.valid_from <= first and (self.valid_to is None or first < self.valid_to)


@dataclass(frozen=True)
class Lack:
    """Days off of an occasion that the law gives in a year and that no row names yet."""

    year: int
    occasion: Occasion
    entered: int


def lacking(years: Iterable[int], occasions: Iterable[Occasion], entered: Mapping[tuple[int, str], int]) -> list[Lack]:
    """What is missing of the years, by the number of days off that are ``entered`` for a year and an occasion's code."""
    known = tuple(occasions)
    found = (
        Lack(year, occasion, entered.get((year, occasion.code), 0))
        for year in sorted(years)
        for occasion in known
        if occasion.of_year(year)
    )
    return [lack for lack in found if lack.entered < lack.occasion.days]
