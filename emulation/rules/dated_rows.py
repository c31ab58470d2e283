"""Rows that hold between two days: which of them clash, and how a new version takes over from an old one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """From a day on, up to and without another; without end where there is none."""

    first: date
    until: date | None = None

    @property
    def runs_forward(self) -> bool:
        return self.until is None or self.until > self.first

    def holds(self, on: date) -> bool:
        return self.first <= on and (self.until is None or on < self.until)

    def overlaps(self, other: "Span") -> bool:
        return (self.until is None or other.first < self.until) and (other.until is None or self.first < other.until)


def clash(wanted: Span, known: Iterable[Span]) -> Span | None:
    """The first of the known spans that shares a day with the wanted one."""
    return next((one for one in sorted(known, key=lambda one: one.first) if one.overlaps(wanted)), None)


def taken_over(old: Span, day: date) -> tuple[Span, Span] | None:
    """What is left to the old version and what the new one has, when it takes over on a day inside the old one's time but not on
    its first, so that the old one keeps at least a day; None for any other day."""
    if day <= old.first or not old.holds(day):
        return None
    return Span(old.first, day), Span(day, old.until)
