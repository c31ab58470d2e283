"""The design with the bronze drum: ground, drum, meander frame, scrolled corners and the emblem's place; no state emblem."""

from certificates.designs.motifs import circles, petal, star, teeth
from certificates.designs.pen import (
    Point,
    bezier,
    both,
    box,
    circle,
    fill,
    lines,
    place,
    polar,
    ribbon,
    ring,
    smooth,
    spiral,
    stroke,
)

PALETTE = {"accent": "#B5121B", "ink": "#1B1B1B", "soft": "#5F574A", "edge": "#E9CF86"}
RED, DEEP_RED = "#B5121B", "#8E0E15"
GOLD, DEEP_GOLD, LIGHT_GOLD, PALE_GOLD = "#C8992E", "#A87A1C", "#E9CF86", "#F9EDCB"
PAPER, VEIL, VEIL_LINE = "#FFFDF6", "#FBF2DC", "#F1E0B4"

_KEY: tuple[Point, ...] = ((0, 0), (0, 4), (4, 4), (4, 1), (2, 1), (2, 2), (3, 2), (3, 3), (1, 3), (1, 0))


def _bird() -> str:
    """A crane in flight as on the Ngọc Lũ drum, heading along +x."""
    return bezier(
        (7.4, 0.1),
        (5.6, 0.7, 4.6, 1.0, 3.9, 1.1),
        (3.2, 1.7, 2.2, 2.2, 1.0, 2.3),
        (1.9, 1.8, 2.3, 1.3, 2.5, 0.9),
        (1.7, 0.8, 1.2, 0.8, 0.8, 0.8),
        (0.5, 2.0, -0.6, 3.4, -2.2, 4.2),
        (-1.7, 2.9, -1.8, 1.6, -2.0, 0.7),
        (-3.6, 1.0, -5.6, 1.6, -7.2, 2.0),
        (-7.0, 0.9, -7.0, -0.3, -7.3, -1.3),
        (-5.4, -0.9, -3.4, -0.8, -1.8, -0.8),
        (-1.5, -1.7, -1.2, -2.6, -1.6, -3.8),
        (0.0, -3.0, 0.9, -1.8, 1.1, -0.6),
        (2.2, -0.3, 3.2, -0.1, 3.8, 0.2),
        (5.0, 0.1, 6.2, 0.0, 7.4, 0.1),
        closed=True,
    )


def _drum() -> str:
    """The watermark: the rings of a Đông Sơn bronze drum around a star of fourteen rays."""
    feather = lines([(-1.5, 0), (0, 4.2), (1.5, 0)]) + lines([(-0.8, 0), (0, 2.4), (0.8, 0)])
    target = stroke(circle(1.15), VEIL_LINE, 0.28) + fill(circle(0.4), VEIL_LINE)
    tooth = lines([(-1.2, 0), (0, 3.2), (1.2, 0)], closed=True)
    return "".join(
        [
            fill(circle(60.4), VEIL),
            fill(star(14, 15.5, 5.2), VEIL_LINE),
            ring(stroke(feather, VEIL_LINE, 0.28), 14, 8.4, first=90 + 180 / 14),
            circles((16.4, 17.2), VEIL_LINE, 0.35),
            ring(target, 40, 19.1),
            circles((21.0, 21.6), VEIL_LINE, 0.3),
            teeth(150, 22.0, 24.6, VEIL_LINE, 0.28),
            circles((25.0, 25.6), VEIL_LINE, 0.3),
            "".join(
                place(fill(_bird(), VEIL_LINE), *polar(33.5, a), turn=a + 90, scale=0.92)
                for a in (360 * i / 14 for i in range(14))
            ),
            circles((41.2, 41.8), VEIL_LINE, 0.3),
            teeth(220, 42.2, 44.8, VEIL_LINE, 0.28),
            circles((45.2,), VEIL_LINE, 0.3),
            ring(target, 96, 47.2),
            circles((49.2,), VEIL_LINE, 0.3),
            teeth(260, 49.6, 52.2, VEIL_LINE, 0.28),
            circles((52.6, 53.4), VEIL_LINE, 0.35),
            ring(fill(tooth, VEIL_LINE), 128, 53.9),
            circles((58.2, 60.4), VEIL_LINE, 0.35),
            ring(fill(circle(0.5), VEIL_LINE), 150, 59.3),
            ring(both(petal(7.6, 6.4), PAPER, VEIL_LINE, 0.3), 48, 60.4, first=90 + 180 / 48),
            ring(both(petal(7.0, 6.2), VEIL, VEIL_LINE, 0.34) + stroke(petal(4.2, 3.2), VEIL_LINE, 0.3), 48, 60.4),
        ]
    )


def _quiet() -> str:
    """The drum's star and outer rings alone."""
    return fill(star(14, 15.5, 5.2), VEIL) + circles((17.2, 44.8, 45.6, 60.4), VEIL, 0.5)


def _meander(length: float, grid: float) -> str:
    """Half a side of the key pattern along +x, from the corner towards the middle, as one line."""
    units = round(length / (5 * grid))
    step = length / (5 * units)
    points = [(step * (5 * unit + x), grid * (y - 2)) for unit in range(units) for x, y in _KEY]
    return lines([*points, (length, -2 * grid)])


def _side(length: float) -> str:
    half = _meander(length / 2, 1.28)
    key = stroke(half, RED, 0.62)
    return place(key, -length / 2, 0) + place(key, length / 2, 0, mirror=True)


def _lotus(scale: float = 1) -> str:
    """A lotus in bloom seen from the front, opening along +y."""
    outline, width = DEEP_GOLD, 0.22
    outer = [(74, 7.2, 3.4, LIGHT_GOLD), (50, 7.8, 3.6, PALE_GOLD), (26, 8.4, 3.7, LIGHT_GOLD)]
    drawing = ""
    for angle, length, breadth, colour in outer:
        for side in (angle, -angle):
            drawing += place(both(petal(length, breadth), colour, outline, width), 0, 0, turn=side)
    drawing += both(petal(9, 4.2), PALE_GOLD, outline, width)
    drawing += both(petal(5.4, 2.2), LIGHT_GOLD, outline, width)
    return place(drawing, 0, 0, scale=scale)


def _curl(x: float, y: float, radius: float, width: float, *, up: bool = True, lead: float = 4.5) -> str:
    """A tendril that leaves a stem running along +x just before (x, y) and winds itself up."""
    side = 1 if up else -1
    approach = [(x - lead, y - side * lead * 0.13), (x - lead / 2, y - side * lead * 0.05)]
    return ribbon([*approach, *spiral((x, y + side * radius), radius, -90 * side, 410 * side)], width)


def _leaves(places: tuple[tuple[float, float, float, float], ...]) -> str:
    leaf = fill(petal(4.2, 1.9), GOLD)
    return "".join(place(leaf, x, y, turn=turn, scale=scale) for x, y, turn, scale in places)


def _vine() -> str:
    """Half of a corner's scrollwork, running along +x from the corner at the origin."""
    stem = [(5.0, 2.4), (9, 2.6), (14, 2.0), (19, 1.3), (24, 1.3), (29, 1.7), (34, 1.5), (39, 0.9)]
    ribbons = [
        ribbon(stem, 1.05),
        _curl(14.5, 2.2, 2.7, 0.95, lead=5.5),
        _curl(24.0, 1.4, 2.0, 0.85),
        _curl(32.5, 1.7, 1.35, 0.7, lead=3.6),
    ]
    leaves = ((17.2, 1.9, -38.0, 0.85), (26.2, 1.6, -42.0, 0.75), (34.2, 1.6, -48.0, 0.7), (37.2, 1.2, -88.0, 0.85))
    return "".join(fill(path, GOLD) for path in ribbons) + _leaves(leaves)


def _rosette() -> str:
    """A lotus seen from above."""
    return (
        ring(both(petal(4.9, 3.3), LIGHT_GOLD, DEEP_RED, 0.2), 8, 0.5, first=90 + 22.5)
        + ring(both(petal(4.6, 2.5), PALE_GOLD, DEEP_RED, 0.2), 8, 0.4)
        + both(circle(1.25), GOLD, DEEP_RED, 0.2)
        + ring(fill(circle(0.22), DEEP_RED), 8, 0.75)
    )


def _corner() -> str:
    """A corner block with its scrollwork, drawn for the lower left; the origin is the page's corner."""
    scroll = _vine()
    other = f"q 0 1 1 0 0 0 cm {scroll}Q "
    return "".join(
        [
            fill(box(6.4, 6.4, 13, 13), RED),
            stroke(box(7.5, 7.5, 10.8, 10.8), LIGHT_GOLD, 0.35),
            place(_rosette(), 12.9, 12.9),
            place(scroll + other, 19.7, 19.7, scale=0.84),
            place(_lotus(0.84), 22.6, 22.6, turn=-45),
        ]
    )


def _frame(width: float, height: float) -> str:
    def around(inset: float) -> str:
        return box(inset, inset, width - 2 * inset, height - 2 * inset)

    wide, high = width - 2 * 20.6, height - 2 * 20.6
    drawing = [
        fill(around(8.9) + around(16.7), PALE_GOLD, holes=True),
        stroke(around(6.9), RED, 1.0),
        stroke(around(8.3), GOLD, 0.4),
        stroke(around(17.2), GOLD, 0.4),
        stroke(around(18.3), RED, 0.6),
        place(_side(wide), width / 2, height - 12.8, turn=180),
        place(_side(wide), width / 2, 12.8),
        place(_side(high), 12.8, height / 2, turn=-90),
        place(_side(high), width - 12.8, height / 2, turn=90),
    ]
    corner = _corner()
    for x, y, flip in ((0.0, 0.0, "1 0 0 1"), (width, 0.0, "-1 0 0 1"), (0.0, height, "1 0 0 -1")):
        drawing.append(f"q {flip} {x:g} {y:g} cm {corner}Q ")
    drawing.append(f"q -1 0 0 -1 {width:g} {height:g} cm {corner}Q ")
    return "".join(drawing)


def _medallion(flower: str) -> str:
    """The small disc that joins the two halves of a side of the frame."""
    return both(circle(5.2), PALE_GOLD, RED, 0.6) + stroke(circle(4.5), GOLD, 0.25) + flower


def _roundel() -> str:
    """The place of the emblem: our own device, a gold star in the rings of a bronze drum."""
    return "".join(
        [
            ring(both(petal(3.4, 2.5), LIGHT_GOLD, DEEP_GOLD, 0.2), 36, 9.9),
            both(circle(10.9), PALE_GOLD, DEEP_GOLD, 0.35),
            teeth(96, 9.3, 10.4, GOLD, 0.25),
            circles((9.1,), DEEP_GOLD, 0.25),
            ring(fill(circle(0.36), DEEP_GOLD), 40, 8.55),
            both(circle(8.0), RED, DEEP_GOLD, 0.35),
            stroke(circle(7.35), LIGHT_GOLD, 0.22),
            both(star(5, 5.9, 2.25), "#FFD24A", DEEP_GOLD, 0.15),
        ]
    )


def _spray() -> str:
    """Scrollwork that leaves the roundel along +x."""
    stem = [(0.0, 0.4), (5, 1.0), (11, 0.6), (17, -0.4), (23, -0.6), (29, 0.0), (36, 0.2)]
    ribbons = [
        ribbon(stem, 1.0),
        _curl(8.5, 1.0, 2.1, 0.85),
        _curl(16.0, -0.3, 1.9, 0.8, up=False),
        _curl(25.5, -0.4, 1.6, 0.75),
    ]
    leaves = ((10.8, 0.6, -128.0, 0.8), (18.5, -0.5, -40.0, 0.8), (27.8, -0.1, -130.0, 0.75), (27.8, -0.1, -48.0, 0.75),
              (34.0, 0.2, -90.0, 0.9))  # fmt: skip
    return "".join(fill(path, GOLD) for path in ribbons) + _leaves(leaves)


def _guilloche() -> str:
    """Fine interlaced lines around the drum, as on a banknote."""
    waves = []
    for phase in range(9):
        points = []
        for step in range(73):
            angle = 5 * step
            radius = 73.6 + 4.0 * _wave(angle * 10 + phase * 40)
            points.append(polar(radius, angle))
        waves.append(smooth(points[:-1], closed=True))
    return stroke("".join(waves), VEIL_LINE, 0.14)


def _wave(degrees: float) -> float:
    return polar(1, degrees)[1]


def drawn(width: float, height: float, *, rich: bool = True) -> str:
    """The whole page, motifs in millimetres of an A4 page; the light variant has a quiet ground."""
    side = 18.3
    ground = fill(box(side, side, width - 2 * side, height - 2 * side), PAPER)
    middle = (width / 2, height / 2 - 5.0)
    top = height - 21.0
    rosette = _medallion(place(_rosette(), 0, 0, scale=0.74))
    return "".join(
        [
            "1 j 1 J ",
            ground,
            place(_guilloche() + _drum() if rich else _quiet(), *middle),
            "0 j 2 J ",
            _frame(width, height),
            place(_medallion(place(_lotus(0.5), 0, -2.3)), width / 2, 12.8),
            place(rosette, 12.8, height / 2),
            place(rosette, width - 12.8, height / 2),
            place(_spray(), width / 2 + 12.6, top - 3.6),
            place(_spray(), width / 2 - 12.6, top - 3.6, mirror=True),
            place(_roundel(), width / 2, top),
        ]
    )
