"""Lines of boards and rankings as tables show them: a shared rank printed once, how a place moved, what cannot be told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from emulation.rules.movements import Move


class Placed(Protocol):
    @property
    def subject(self) -> str: ...


Row = TypeVar("Row", bound=Placed)
FIRST, MIDDLE, LAST = "first", "middle", "last"


@dataclass(frozen=True)
class Shown(Generic[Row]):
    """``again`` says that the line above has the same rank; ``bracket`` is the number of a group whose members cannot be told
    apart and ``at`` whether the bracket begins, goes on or ends here; empty for who stands alone."""

    row: Row
    rank: int | None
    tied: bool
    again: bool = False
    move: Move | None = None
    bracket: int = 0
    at: str = ""


def shown(
    rows: Sequence[Row],
    places: Mapping[str, tuple[int | None, bool]],
    moves: Mapping[str, Move],
    brackets: Mapping[str, int],
) -> list[Shown[Row]]:
    """``places`` holds rank and whether it is shared, by subject; ``brackets`` the number of the group of each."""
    above = [None, *(places[row.subject][0] for row in rows)]
    around = _around([brackets.get(row.subject, 0) for row in rows])
    return [
        Shown(
            row,
            *places[row.subject],
            again=places[row.subject][0] is not None and places[row.subject] == (before, True),
            move=moves.get(row.subject),
            bracket=brackets.get(row.subject, 0) if at else 0,
            at=at,
        )
        for row, before, at in zip(rows, above, around, strict=False)
    ]


def _around(numbers: Sequence[int]) -> list[str]:
    """Of each line whether a bracket of at least two lines begins, goes on or ends at it."""
    found = []
    for (before, here), (_, after) in pairwise(pairwise([0, *numbers, 0])):
        begins, ends = before != here, after != here
        alone = not here or (begins and ends)
        found.append("" if alone else FIRST if begins else LAST if ends else MIDDLE)
    return found
