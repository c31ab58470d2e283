"""A campaign's year on one line: its milestones in their order, where each stands, and where today is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LENGTH = 1000
"""How long the line is, in the units of its drawing."""
LAUNCH, REVIEW, DEADLINE, END = "launch", "review", "deadline", "end"


@dataclass(frozen=True)
class Mark:
    """A milestone: ``done`` when it is behind, by what happened and not by the calendar alone. ``about`` is its month."""

    kind: str
    on: date
    done: bool = False
    about: str = ""


@dataclass(frozen=True)
class Placed:
    mark: Mark
    at: int


@dataclass(frozen=True)
class Line:
    """``today`` is None before the first milestone and after the last one."""

    marks: tuple[Placed, ...]
    today: int | None


def laid_out(marks: Iterable[Mark], today: date, *, length: int = LENGTH) -> Line:
    """Every milestone at its share of the way from the first to the last; those of one day stand on one spot."""
    ordered = sorted(marks, key=lambda mark: (mark.on, mark.kind, mark.about))
    if not ordered:
        return Line((), None)
    first, days = ordered[0].on, max((ordered[-1].on - ordered[0].on).days, 1)
    placed = tuple(Placed(mark, (mark.on - first).days * length // days) for mark in ordered)
    gone = (today - first).days
    return Line(placed, gone * length // days if 0 <= gone <= days else None)


def coming(marks: Iterable[Mark], today: date, *, most: int) -> list[Mark]:
    """The next milestones that are not behind, the nearest first; what is overdue comes before all."""
    return sorted((mark for mark in marks if not mark.done), key=lambda mark: (mark.on, mark.kind))[:most]
