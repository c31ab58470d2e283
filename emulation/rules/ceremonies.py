"""Places made known one by one: from the last of those that are called to the first, ties together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CALLED = 10
"""From which place a ceremony begins unless somebody chooses another: more would tire the hall."""


@dataclass(frozen=True)
class Course:
    """The places of a ceremony in the order in which they are called; ``first`` is that from which it begins."""

    places: tuple[int, ...]
    first: int

    @property
    def steps(self) -> int:
        return len(self.places)

    def upto(self, step: int) -> tuple[int, ...]:
        """What is known after so many steps, the newest last; before the first step nothing is."""
        return self.places[: max(step, 0)]


def course(ranks: Iterable[int], first: int | None = None) -> Course:
    """All places that somebody holds, from ``first`` up to the best; the next better one where nobody holds just that."""
    held: Sequence[int] = sorted(set(ranks), reverse=True)
    begin = first if first is not None else CALLED
    called = tuple(place for place in held if place <= begin) or tuple(held[-1:])
    return Course(called, called[0] if called else 0)
