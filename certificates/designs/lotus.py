"""The design with the lotus: a row of petals around the page, blooms in the corners, a flower over water as the ground."""

from certificates.designs.motifs import bud, device, ellipse, petal
from certificates.designs.pen import (
    bezier,
    both,
    box,
    circle,
    fill,
    lines,
    place,
    ribbon,
    ring,
    stroke,
)

PALETTE = {"accent": "#B0173B", "ink": "#221A16", "soft": "#6B5D52", "edge": "#E4C8A0"}
ROSE, PALE_ROSE, BLUSH = "#D98C98", "#F3D3D2", "#FBEBE7"
GOLD, DEEP_GOLD, LIGHT_GOLD = "#C29A4B", "#9A7430", "#EBD6A4"
GREEN, PALE_GREEN = "#8FA58A", "#DCE5D5"
PAPER, VEIL, VEIL_LINE = "#FFFDF9", "#FCF2EC", "#F4DFD3"
DEEP = "#B0173B"


def _veined(length: float, width: float, inside: str, outline: str, line: float) -> str:
    """A petal with three veins."""
    veins = "".join(
        bezier((0, length * 0.12), (x * 0.7, length * 0.3, x, length * 0.5, x * 0.55, length * top))
        for x, top in ((-width * 0.3, 0.74), (0, 0.84), (width * 0.3, 0.74))
    )
    return both(bud(length, width), inside, outline, line) + stroke(veins, outline, line * 0.6)


def bloom(shades: tuple[str, str, str], outline: str, line: float) -> str:
    """A lotus in full bloom seen from the side, ten high and some sixteen wide, opening along +y from the origin."""
    back, middle, front = shades
    rows = (
        (back, ((58, 8.6, 3.6), (36, 9.4, 3.9), (13, 9.9, 4.0))),
        (middle, ((80, 7.6, 3.2), (46, 8.2, 3.9), (24, 8.6, 4.1))),
        (front, ((66, 6.6, 3.2), (33, 6.6, 3.8))),
    )
    drawing = _veined(9.9, 4.0, back, outline, line)
    for shade, petals in rows:
        for turn, length, width in petals:
            for side in (turn, -turn):
                drawing += place(_veined(length, width, shade, outline, line), 0, 0, turn=side)
    return drawing + _veined(6.6, 4.2, front, outline, line)


def _closed(shades: tuple[str, str, str], outline: str, line: float) -> str:
    """A bud about to open."""
    back, middle, front = shades
    return (
        place(_veined(5.2, 2.2, back, outline, line), 0, 0, turn=15)
        + place(_veined(5.2, 2.2, back, outline, line), 0, 0, turn=-15)
        + _veined(5.8, 2.6, middle, outline, line)
        + place(both(petal(2.2, 1.2), front, outline, line), 0, 0, turn=24)
        + place(both(petal(2.2, 1.2), front, outline, line), 0, 0, turn=-24)
    )


def _leaf(across: float, along: float, inside: str, outline: str, line: float) -> str:
    """A leaf that lies on the water, with its veins."""
    veins = "".join(
        lines([(0, along * 0.1), (across * x, along * y)])
        for x, y in (
            (-0.9, 0.1),
            (-0.72, 0.6),
            (-0.3, 0.9),
            (0.3, 0.9),
            (0.72, 0.6),
            (0.9, 0.1),
            (0.6, -0.7),
            (-0.6, -0.7),
        )
    )
    return both(ellipse(across, along), inside, outline, line) + stroke(veins, outline, line * 0.7)


_BRIGHT = (PALE_ROSE, BLUSH, "#FFF8F4")


def _row(length: float) -> str:
    """Petals side by side along +x, tips upward, an even number of them."""
    count = 2 * round(length / 10.4)
    step = length / count
    behind = both(bud(4.5, step * 0.86), LIGHT_GOLD, GOLD, 0.16)
    before = both(bud(4.9, step * 0.92), PALE_ROSE, DEEP, 0.2) + stroke(bud(3.2, step * 0.5), ROSE, 0.16)
    return "".join(place(behind, step * (n + 1), 0) for n in range(count - 1)) + "".join(
        place(before, step * (n + 0.5), 0) for n in range(count)
    )


def _frame(width: float, height: float) -> str:
    def around(inset: float) -> str:
        return box(inset, inset, width - 2 * inset, height - 2 * inset)

    corner = 16.4
    wide, high = width - 2 * corner, height - 2 * corner
    square = fill(box(7.4, 7.4, 9, 9), DEEP) + stroke(box(8.2, 8.2, 7.4, 7.4), LIGHT_GOLD, 0.3)
    flower = ring(both(bud(3.1, 2.3), LIGHT_GOLD, DEEP, 0.14), 8, 0.3) + both(circle(0.8), GOLD, DEEP, 0.14)
    knot = square + place(flower, 11.9, 11.9)
    sides = ((corner, 9.6, wide, 0.0), (width - corner, height - 9.6, wide, 180.0),
             (9.6, height - corner, high, -90.0), (width - 9.6, corner, high, 90.0))  # fmt: skip
    drawing = [
        fill(around(7.4) + around(16.4), "#FDF6EA", holes=True),
        stroke(around(6.6), DEEP, 0.9),
        stroke(around(8.3), GOLD, 0.25),
        "".join(place(_row(long), x, y, turn=turn) for x, y, long, turn in sides),
        stroke(around(9.6), DEEP, 0.3),
        stroke(around(15.6), GOLD, 0.25),
        stroke(around(16.4), DEEP, 0.5),
        stroke(around(17.6), GOLD, 0.25),
    ]
    for flip in ("1 0 0 1 0 0", f"-1 0 0 1 {width:g} 0", f"1 0 0 -1 0 {height:g}", f"-1 0 0 -1 {width:g} {height:g}"):
        drawing.append(f"q {flip} cm {knot}Q ")
    return "".join(drawing)


def _stem(points: list[tuple[float, float]], width: float) -> str:
    return fill(ribbon(points, width), GREEN)


def _corner() -> str:
    """The lower left corner: a bloom on the diagonal, a bud and leaves on either side."""
    half = "".join(
        [
            _stem([(3, 2.0), (12, 2.6), (22, 3.6), (31, 3.2), (39, 4.4)], 0.8),
            _stem([(8, 2.2), (16, 3.4), (23, 6.0), (28, 9.4)], 0.6),
            place(_leaf(4.4, 1.6, PALE_GREEN, GREEN, 0.16), 20, 3.2, turn=6),
            place(_leaf(2.8, 1.1, PALE_GREEN, GREEN, 0.14), 33, 2.2, turn=-4),
            place(_closed(_BRIGHT, ROSE, 0.14), 38.4, 4.2, turn=-62, scale=0.9),
            place(_closed(_BRIGHT, ROSE, 0.14), 27.6, 9.0, turn=-36, scale=0.72),
        ]
    )
    return half + f"q 0 1 1 0 0 0 cm {half}Q " + place(bloom(_BRIGHT, ROSE, 0.16), 4.2, 4.2, turn=-45, scale=1.3)


def _ripples(width: float) -> str:
    """Still water: flat rings, wider towards the reader."""
    arcs = "".join(
        ellipse(width * share, width * share * 0.12, (0, -2.0 * n)) for n, share in enumerate((0.3, 0.42, 0.55))
    )
    return stroke(arcs, VEIL_LINE, 0.3)


def _pond(*, rich: bool) -> str:
    """The ground: one great flower over the water."""
    flower = place(bloom((VEIL, "#FDF6F1", PAPER), VEIL_LINE, 0.055), 0, 0, scale=7.2)
    if not rich:
        return flower
    rings = stroke(circle(76) + circle(77.2) + circle(84), VEIL_LINE, 0.3)
    fringe = ring(both(bud(6.4, 4.6), VEIL, VEIL_LINE, 0.25), 96, 77.2)
    leaves = "".join(
        place(_leaf(15, 3.4, VEIL, VEIL_LINE, 0.3), x, y, turn=turn, scale=scale)
        for x, y, turn, scale in ((-52, 2, 4, 1.2), (50, 0, -5, 1.3), (-26, -9, 2, 1.0), (30, -11, -3, 0.9))
    )
    return place(fringe + rings, 0, 24) + place(_ripples(130), 0, -2) + leaves + flower


def drawn(width: float, height: float, *, rich: bool = True) -> str:
    """The whole page, motifs in millimetres of an A4 page; the light variant has the flower alone."""
    side = 16.4
    corner = _corner()
    top = height - 21.5
    collar = ring(both(bud(4.6, 3.4), PALE_ROSE, DEEP, 0.18), 24, 8.4) + ring(
        both(bud(3.9, 3.2), LIGHT_GOLD, GOLD, 0.16), 24, 8.4, first=97.5
    )
    parts = [
        "1 j 1 J ",
        fill(box(side, side, width - 2 * side, height - 2 * side), PAPER),
        place(_pond(rich=rich), width / 2, height / 2 - 32),
        _frame(width, height),
    ]
    lower = (f"1 0 0 1 {side:g} {side:g}", f"-1 0 0 1 {width - side:g} {side:g}")
    upper = (f"1 0 0 -1 {side:g} {height - side:g}", f"-1 0 0 -1 {width - side:g} {height - side:g}")
    for flip in (*lower, *(upper if rich else ())):
        parts.append(f"q {flip} cm {place(corner, 0, 0, scale=0.84)}Q ")
    parts.append(place(collar + device(DEEP, DEEP_GOLD, LIGHT_GOLD), width / 2, top))
    return "".join(parts)
