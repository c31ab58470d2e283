"""Pure PDF drawing operators in millimetres: shapes are strings, so that art is drawn once and kept as bytes."""

from collections.abc import Sequence
from math import cos, hypot, pi, radians, sin

Point = tuple[float, float]

_ROUND = 0.5522847498  # control distance with which four Bézier curves make a circle


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _at(*values: float) -> str:
    return " ".join(_n(value) for value in values)


def polar(radius: float, degrees: float, centre: Point = (0, 0)) -> Point:
    return centre[0] + radius * cos(radians(degrees)), centre[1] + radius * sin(radians(degrees))


def lines(points: Sequence[Point], *, closed: bool = False) -> str:
    first, *rest = points
    path = f"{_at(*first)} m " + " ".join(f"{_at(*point)} l" for point in rest)
    return path + (" h " if closed else " ")


def box(x: float, y: float, width: float, height: float) -> str:
    return f"{_at(x, y, width, height)} re "


def circle(radius: float, centre: Point = (0, 0)) -> str:
    (x, y), r, k = centre, radius, radius * _ROUND
    return (
        f"{_at(x + r, y)} m {_at(x + r, y + k, x + k, y + r, x, y + r)} c "
        f"{_at(x - k, y + r, x - r, y + k, x - r, y)} c {_at(x - r, y - k, x - k, y - r, x, y - r)} c "
        f"{_at(x + k, y - r, x + r, y - k, x + r, y)} c h "
    )


def bezier(start: Point, *curves: tuple[float, float, float, float, float, float], closed: bool = False) -> str:
    path = f"{_at(*start)} m " + " ".join(f"{_at(*curve)} c" for curve in curves)
    return path + (" h " if closed else " ")


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """A curve through all points (Catmull-Rom, written as Bézier curves)."""
    count = len(points)

    def point(index: int) -> Point:
        return points[index % count] if closed else points[min(max(index, 0), count - 1)]

    path = [f"{_at(*points[0])} m"]
    for index in range(count if closed else count - 1):
        before, here, there, after = (point(index + step) for step in (-1, 0, 1, 2))
        path.append(
            _at(
                here[0] + (there[0] - before[0]) / 6,
                here[1] + (there[1] - before[1]) / 6,
                there[0] - (after[0] - here[0]) / 6,
                there[1] - (after[1] - here[1]) / 6,
                *there,
            )
            + " c"
        )
    return " ".join(path) + (" h " if closed else " ")


def ribbon(points: Sequence[Point], widest: float, *, tip: float = 0.12) -> str:
    """A brush stroke along the points: thin at both ends, ``widest`` a third of the way, closed for filling."""
    left, right = [], []
    last = len(points) - 1
    for index, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(index - 1, 0)], points[min(index + 1, last)]
        length = hypot(bx - ax, by - ay) or 1
        along = index / last
        half = max(tip, widest * sin(pi * along**0.63)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return smooth(left + right[::-1], closed=True)


def spiral(centre: Point, radius: float, start: float, sweep: float, *, steps: int = 14) -> list[Point]:
    """Points that wind from ``radius`` at ``start`` degrees into the centre over ``sweep`` degrees (signed)."""
    return [polar(radius * (1 - 0.8 * step / steps), start + sweep * step / steps, centre) for step in range(steps + 1)]


def _rgb(colour: str) -> str:
    return " ".join(_n(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))


def fill(path: str, colour: str, *, holes: bool = False) -> str:
    """``holes``: what lies inside two outlines stays empty (the even-odd rule)."""
    return f"{_rgb(colour)} rg {path}{'f*' if holes else 'f'} "


def stroke(path: str, colour: str, width: float) -> str:
    return f"{_rgb(colour)} RG {_n(width)} w {path}S "


def both(path: str, inside: str, outline: str, width: float) -> str:
    return f"{_rgb(inside)} rg {_rgb(outline)} RG {_n(width)} w {path}B "


def place(drawing: str, x: float, y: float, *, turn: float = 0, scale: float = 1, mirror: bool = False) -> str:
    """The drawing moved to (x, y), turned by degrees; ``mirror`` flips it left to right first."""
    c, s = cos(radians(turn)) * scale, sin(radians(turn)) * scale
    flip = -1 if mirror else 1
    matrix = " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in (c * flip, s * flip, -s, c))
    return f"q {matrix} {_at(x, y)} cm {drawing}Q "


def ring(drawing: str, count: int, radius: float, *, first: float = 90, lean: float = 0) -> str:
    """``count`` copies around the origin, each with its own up pointing outwards."""
    turns = [first + 360 * step / count for step in range(count)]
    return "".join(place(drawing, *polar(radius, turn), turn=turn - 90 + lean) for turn in turns)
