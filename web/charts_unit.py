"""The chart of a unit's months beside its cluster's median: where every point stands, drawn by the template as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.boards.unit_history import MonthLine
from emulation.rules.exact import rounded

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 16, 34
LABEL = 24
"""How much room a figure below its point takes."""
STEPS = (Fraction(1), Fraction(2), Fraction(5), Fraction(10), Fraction(20), Fraction(25), Fraction(50), Fraction(100))


@dataclass(frozen=True)
class Mark:
    x: str
    y: str
    value: str
    month: str
    below: bool = False
    """Whether its figure stands below it, where the line comes down to it from both sides."""


@dataclass(frozen=True)
class Chart:
    """``own`` and ``median`` are lines in pieces: where a month has no figure the line is broken."""

    width: int
    height: int
    left: int
    right: int
    base: str
    own: list[list[Mark]]
    median: list[list[Mark]]
    ticks: list[tuple[str, str]]
    months: list[tuple[str, str]]


def _text(value: Fraction) -> str:
    return format(rounded(value, 1), "f")


def _scale(values: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """From and to in round steps, at most five of them."""
    low, high = min(values), max(values)
    step = next((step for step in STEPS if (high - low) / step <= 4), STEPS[-1])
    return low // step * step, -(-high // step) * step + (step if low == high else 0), step


def _pieces(points: Sequence[Mark | None]) -> list[list[Mark]]:
    found: list[list[Mark]] = [[]]
    for point in points:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [piece for piece in found if piece]


def chart(months: Sequence[MonthLine]) -> Chart | None:
    """None where no month has a score."""
    own = [None if line.score is None else Fraction(line.score) for line in months]
    values = [value for value in (*own, *(line.median for line in months)) if value is not None]
    if not values:
        return None
    low, high, step = _scale(values)
    room, across = Fraction(HEIGHT - TOP - BOTTOM), Fraction(WIDTH - LEFT - RIGHT)
    gap = across / max(len(months), 1)

    def place(at: int) -> str:
        return _text(LEFT + gap * at + gap / 2)

    def height(value: Fraction) -> str:
        return _text(TOP + room * (high - value) / (high - low))

    def mark(at: int, value: Fraction | None) -> Mark | None:
        shown = "" if value is None else format(rounded(value, 2), "f")
        beside = [one for one in (*own[max(at - 1, 0) : at], *own[at + 1 : at + 2]) if one is not None]
        room_below = value is not None and room * (value - low) / (high - low) > LABEL
        below = value is not None and bool(beside) and value <= min(beside) and room_below
        return None if value is None else Mark(place(at), height(value), shown, months[at].month, below)

    count = int((high - low) / step)
    return Chart(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        height(low),
        _pieces([mark(at, value) for at, value in enumerate(own)]),
        _pieces([mark(at, line.median) for at, line in enumerate(months)]),
        [(height(low + step * at), format(Decimal(int(low + step * at)), "f")) for at in range(count + 1)],
        [(place(at), line.month) for at, line in enumerate(months)],
    )
