"""The modern design: fine interlaced lines as on a banknote, a band of waves around the page, rosettes and a quiet ground."""

from math import pi

from certificates.designs.motifs import device, ellipse
from certificates.designs.pen import both, box, circle, fill, place, ring, stroke

PALETTE = {"accent": "#B11226", "ink": "#16213A", "soft": "#56607A", "edge": "#C9B58A"}
NAVY, BLUE, RED, GOLD = "#1D2F57", "#5E7199", "#B11226", "#B4924A"
PALE_GOLD, PAPER, VEIL, MIST = "#EEE2C4", "#FFFEFA", "#EFE7D3", "#F5F0E3"
_RISE = (0.5122866, 1.0023137)  # with these a cubic curve is a quarter of a sine to a thousandth


def _wave(period: float, height: float, shift: float) -> str:
    """One period of a sine along +x, begun ``shift`` quarters of a period late, as four curves."""
    quarter = period / 4
    scale = quarter / (pi / 2)
    path = ""
    for step in range(4):
        kind = (step + int(shift)) % 4
        x = step * quarter
        path += _quarter(x, quarter, scale, height, kind, begins=not step)
    return path


def _quarter(x: float, quarter: float, scale: float, height: float, kind: int, *, begins: bool) -> str:
    """A quarter of a sine: rising to the crest, falling to the middle, falling to the trough, rising to the middle."""
    sign = 1 if kind < 2 else -1
    near, far = _RISE[0] * scale, _RISE[1] * scale
    if kind % 2 == 0:
        points = (
            (x, 0.0),
            (x + near, sign * height * _RISE[0]),
            (x + far, sign * height),
            (x + quarter, sign * height),
        )
    else:
        points = (
            (x, sign * height),
            (x + quarter - far, sign * height),
            (x + quarter - near, sign * height * _RISE[0]),
            (x + quarter, 0.0),
        )
    move = f"{points[0][0]:.3f} {points[0][1]:.3f} m " if begins else ""
    return move + " ".join(f"{a:.3f} {b:.3f}" for a, b in points[1:]) + " c "


def _band(length: float, half: float) -> str:
    """A woven band along +x: waves of four phases in three heights, a whole number of periods."""
    count = max(2, round(length / 10.5))
    period = length / count
    fine = "".join(_wave(period, half * share, shift) for share in (1.0, 0.84, 0.68) for shift in (0, 2))
    cross = "".join(_wave(period, half * share, shift) for share in (1.0, 0.76, 0.5) for shift in (1, 3))
    tile = stroke(fine, NAVY, 0.16) + stroke(cross, GOLD, 0.16)
    eye = stroke(_wave(period / 2, half * 0.3, 0) + _wave(period / 2, half * 0.3, 2), RED, 0.16)
    eyes = eye + place(eye, period / 2, 0)
    return "".join(place(tile + eyes, period * n, 0) for n in range(count))


def rosette(radius: float, lines: int, colour: str, width: float, *, lean: float = 0.0) -> str:
    """Ellipses turned around a point: the lace of a banknote."""
    loop = stroke(ellipse(radius * 0.22, radius * 0.5, (0, 0)), colour, width)
    return ring(loop, lines, radius * 0.5, lean=lean)


def _knot() -> str:
    """The rosette of a corner."""
    return "".join(
        [
            both(circle(9.6), PAPER, NAVY, 0.3),
            rosette(9.1, 36, NAVY, 0.13),
            rosette(6.6, 30, GOLD, 0.15),
            both(circle(3.3), PAPER, GOLD, 0.25),
            rosette(3.0, 18, RED, 0.14),
            both(circle(0.8), PAPER, RED, 0.25),
        ]
    )


def _frame(width: float, height: float) -> str:
    def around(inset: float) -> str:
        return box(inset, inset, width - 2 * inset, height - 2 * inset)

    middle, half, corner = 12.0, 3.6, 18.6
    wide, high = width - 2 * corner, height - 2 * corner
    knot = _knot()
    sides = ((corner, middle, wide, 0.0), (corner, height - middle, wide, 0.0),
             (middle, corner, high, 90.0), (width - middle, corner, high, 90.0))  # fmt: skip
    return "".join(
        [
            fill(around(7.4) + around(16.6), "#FBF8EF", holes=True),
            stroke(around(6.6), NAVY, 0.7),
            stroke(around(7.8), GOLD, 0.25),
            stroke(around(16.2), GOLD, 0.25),
            stroke(around(17.2), NAVY, 0.35),
            *(place(_band(long, half), x, y, turn=turn) for x, y, long, turn in sides),
            *(place(knot, x, y, scale=0.72) for x in (middle, width - middle) for y in (middle, height - middle)),
        ]
    )


def _field(width: float, height: float) -> str:
    """Fine waves over the whole ground, from edge to edge."""
    left, low = 17.4, 17.4
    count = round((width - 2 * left) / 26)
    period = (width - 2 * left) / count
    rows = int((height - 2 * low - 6) / 3.2)
    tile = stroke(_wave(period, 2.6, 0), MIST, 0.2)
    line = "".join(place(tile, period * n, 0) for n in range(count))
    return "".join(place(line, left, low + 4.4 + 3.2 * n) for n in range(rows))


def _ground(*, rich: bool) -> str:
    """The great rosette behind the text."""
    if not rich:
        return rosette(62, 48, VEIL, 0.16) + stroke(circle(63) + circle(64), VEIL, 0.25)
    return "".join(
        [
            fill(circle(72), PAPER),
            rosette(74, 96, VEIL, 0.14, lean=24),
            rosette(74, 96, VEIL, 0.14, lean=-24),
            rosette(50, 72, VEIL, 0.16),
            fill(circle(20), PAPER),
            rosette(20, 36, VEIL, 0.2),
        ]
    )


def _crown() -> str:
    """The emblem's place in its lace."""
    return "".join(
        [
            fill(circle(13.2), PAPER),
            rosette(12.8, 40, GOLD, 0.14, lean=20),
            rosette(12.8, 40, NAVY, 0.1, lean=-20),
            device(RED, GOLD, PALE_GOLD),
        ]
    )


def _flourish() -> str:
    """Waves that leave the emblem's place along +x and die away."""
    drawing = ""
    for step, half in enumerate((1.7, 1.35, 1.0, 0.65, 0.35)):
        tile = "".join(_wave(9.0, half * share, shift) for share in (1.0, 0.5) for shift in (0, 2))
        drawing += place(stroke(tile, GOLD, 0.18), 9.0 * step, 0)
    return drawing


def drawn(width: float, height: float, *, rich: bool = True) -> str:
    """The whole page, motifs in millimetres of an A4 page; the light variant has no field of waves."""
    top = height - 21.5
    return "".join(
        [
            "1 j 1 J ",
            fill(box(16.6, 16.6, width - 33.2, height - 33.2), PAPER),
            _field(width, height) if rich else "",
            place(_ground(rich=rich), width / 2, height / 2 - 6),
            _frame(width, height),
            place(_flourish(), width / 2 + 14.4, top - 1),
            place(_flourish(), width / 2 - 14.4, top - 1, mirror=True),
            place(_crown(), width / 2, top),
        ]
    )
