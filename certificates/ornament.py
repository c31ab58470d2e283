"""The art of the certificate, drawn by us: ground, bronze drum, meander frame, corners and roundel; no state emblem."""

from functools import cache

from certificates.pen import (
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

WIDTH, HEIGHT = 297.0, 210.0
RED, DEEP_RED = "#B5121B", "#8E0E15"
GOLD, DEEP_GOLD, LIGHT_GOLD, PALE_GOLD = "#C8992E", "#A87A1C", "#E9CF86", "#F9EDCB"
PAPER, VEIL, VEIL_LINE = "#FFFDF6", "#FBF2DC", "#F1E0B4"

_KEY: tuple[Point, ...] = ((0, 0), (0, 4), (4, 4), (4, 1), (2, 1), (2, 2), (3, 2), (3, 3), (1, 3), (1, 0))


def _star(points: int, outer: float, inner: float) -> str:
    corners = [polar(outer if i % 2 == 0 else inner, 90 + 180 * i / points) for i in range(2 * points)]
    return lines(corners, closed=True)


def _petal(length: float, width: float) -> str:
    half = width / 2
    return bezier(
        (0, 0),
        (-half * 0.9, length * 0.12, -half * 1.25, length * 0.62, 0, length),
        (half * 1.25, length * 0.62, half * 0.9, length * 0.12, 0, 0),
        closed=True,
    )


def _teeth(count: int, inner: float, outer: float, colour: str, width: float) -> str:
    rays = "".join(
        lines([polar(inner, 360 * i / count), polar(outer, 360 * i / count)]) for i in range(count)
    )
    return stroke(rays, colour, width)


def _circles(radii: tuple[float, ...], colour: str, width: float) -> str:
    return stroke("".join(circle(radius) for radius in radii), colour, width)


def _bird() -> str:
    """A crane in flight as on the Ngọc Lũ drum, heading along +x."""
    body = bezier(
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
    return body


def _drum() -> str:
    """The watermark: the rings of a Đông Sơn bronze drum around a star of fourteen rays."""
    feather = lines([(-1.5, 0), (0, 4.2), (1.5, 0)]) + lines([(-0.8, 0), (0, 2.4), (0.8, 0)])
    target = stroke(circle(1.15), VEIL_LINE, 0.28) + fill(circle(0.4), VEIL_LINE)
    tooth = lines([(-1.2, 0), (0, 3.2), (1.2, 0)], closed=True)
    return "".join(
        [
            fill(circle(66), VEIL),
            fill(_star(14, 15.5, 5.2), VEIL_LINE),
            ring(stroke(feather, VEIL_LINE, 0.28), 14, 8.4, first=90 + 180 / 14),
            _circles((16.4, 17.2), VEIL_LINE, 0.35),
            ring(target, 40, 19.1),
            _circles((21.0, 21.6), VEIL_LINE, 0.3),
            _teeth(150, 22.0, 24.6, VEIL_LINE, 0.28),
            _circles((25.0, 25.6), VEIL_LINE, 0.3),
            "".join(
                place(fill(_bird(), VEIL_LINE), *polar(33.5, a), turn=a + 90, scale=0.92)
                for a in (360 * i / 14 for i in range(14))
            ),
            _circles((41.2, 41.8), VEIL_LINE, 0.3),
            _teeth(220, 42.2, 44.8, VEIL_LINE, 0.28),
            _circles((45.2,), VEIL_LINE, 0.3),
            ring(target, 96, 47.2),
            _circles((49.2,), VEIL_LINE, 0.3),
            _teeth(260, 49.6, 52.2, VEIL_LINE, 0.28),
            _circles((52.6, 53.4), VEIL_LINE, 0.35),
            ring(fill(tooth, VEIL_LINE), 128, 53.9),
            _circles((58.2, 60.4), VEIL_LINE, 0.35),
            ring(fill(circle(0.5), VEIL_LINE), 150, 59.3),
            ring(stroke(_petal(7.2, 5.6) + _petal(4.6, 3.2), VEIL_LINE, 0.32), 60, 61.2),
            ring(stroke(_petal(7.2, 5.6), VEIL_LINE, 0.2), 60, 63.4, first=93),
        ]
    )


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
            drawing += place(both(_petal(length, breadth), colour, outline, width), 0, 0, turn=side)
    drawing += both(_petal(9, 4.2), PALE_GOLD, outline, width)
    drawing += both(_petal(5.4, 2.2), LIGHT_GOLD, outline, width)
    return place(drawing, 0, 0, scale=scale)


def _vine() -> str:
    """Half of a corner's scrollwork, running along +x from the corner at the origin."""
    stem = [(2.0, 2.0), (6, 3.6), (11, 3.2), (16, 1.9), (21, 1.7), (25.5, 2.7)]
    ribbons = [
        ribbon(stem + spiral((27.0, 5.2), 2.9, -95, 400), 1.15),
        ribbon([(8, 3.4), (10.4, 4.0), *spiral((11.6, 7.0), 2.9, -110, 420)], 1.0),
        ribbon([(17, 2.0), (19.2, 3.0), *spiral((19.0, 5.0), 2.0, -75, 400)], 0.8),
        ribbon([(25, 2.4), (30, 1.5), (35, 1.2), (41, 1.6)], 0.75),
    ]
    leaf = _petal(4.2, 1.9)
    leaves = [(14.2, 3.0, -40.0, 0.9), (22.6, 2.6, -28.0, 0.8), (31.5, 2.2, -62.0, 0.95), (35.6, 2.0, -74.0, 0.8)]
    return "".join(fill(path, GOLD) for path in ribbons) + "".join(
        place(fill(leaf, GOLD), x, y, turn=turn, scale=scale) for x, y, turn, scale in leaves
    )


def _corner() -> str:
    """A corner block with its scrollwork, drawn for the lower left; the origin is the page's corner."""
    rosette = (
        ring(both(_petal(4.9, 3.3), LIGHT_GOLD, DEEP_RED, 0.2), 8, 0.5, first=90 + 22.5)
        + ring(both(_petal(4.6, 2.5), PALE_GOLD, DEEP_RED, 0.2), 8, 0.4)
        + both(circle(1.25), GOLD, DEEP_RED, 0.2)
        + ring(fill(circle(0.22), DEEP_RED), 8, 0.75)
    )
    scroll = _vine()
    other = f"q 0 1 1 0 0 0 cm {scroll}Q "
    return "".join(
        [
            fill(box(6.4, 6.4, 13, 13), RED),
            stroke(box(7.5, 7.5, 10.8, 10.8), LIGHT_GOLD, 0.35),
            place(rosette, 12.9, 12.9),
            place(scroll + other, 19.6, 19.6),
            place(_lotus(0.82), 22.6, 22.6, turn=-45),
        ]
    )


def _frame() -> str:
    def around(inset: float) -> str:
        return box(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)

    wide, high = WIDTH - 2 * 20.6, HEIGHT - 2 * 20.6
    band = f"{_even(around(8.9), around(16.7))}"
    drawing = [
        band,
        stroke(around(6.9), RED, 1.0),
        stroke(around(8.3), GOLD, 0.4),
        stroke(around(17.2), GOLD, 0.4),
        stroke(around(18.3), RED, 0.6),
        place(_side(wide), WIDTH / 2, HEIGHT - 12.8, turn=180),
        place(_side(wide), WIDTH / 2, 12.8),
        place(_side(high), 12.8, HEIGHT / 2, turn=-90),
        place(_side(high), WIDTH - 12.8, HEIGHT / 2, turn=90),
    ]
    corner = _corner()
    for x, y, flip in ((0.0, 0.0, "1 0 0 1"), (WIDTH, 0.0, "-1 0 0 1"), (0.0, HEIGHT, "1 0 0 -1")):
        drawing.append(f"q {flip} {x:g} {y:g} cm {corner}Q ")
    drawing.append(f"q -1 0 0 -1 {WIDTH:g} {HEIGHT:g} cm {corner}Q ")
    return "".join(drawing)


def _even(outer: str, inner: str) -> str:
    return fill(f"{outer}{inner}", PALE_GOLD).replace("f ", "f* ")


def _medallion() -> str:
    """The small lotus that joins the two halves of the frame's lower side."""
    return (
        both(circle(5.2), PALE_GOLD, RED, 0.6)
        + stroke(circle(4.5), GOLD, 0.25)
        + place(_lotus(0.5), 0, -2.3)
    )


def _roundel() -> str:
    """The place of the emblem: our own device, a gold star in the rings of a bronze drum."""
    return "".join(
        [
            ring(both(_petal(3.4, 2.5), LIGHT_GOLD, DEEP_GOLD, 0.2), 36, 9.9),
            both(circle(10.9), PALE_GOLD, DEEP_GOLD, 0.35),
            _teeth(96, 9.3, 10.4, GOLD, 0.25),
            _circles((9.1,), DEEP_GOLD, 0.25),
            ring(fill(circle(0.36), DEEP_GOLD), 40, 8.55),
            both(circle(8.0), RED, DEEP_GOLD, 0.35),
            stroke(circle(7.35), LIGHT_GOLD, 0.22),
            both(_star(5, 5.9, 2.25), "#FFD24A", DEEP_GOLD, 0.15),
        ]
    )


def _spray() -> str:
    """Scrollwork that leaves the roundel along +x."""
    stem = [(0.0, 0.0), (6, 1.6), (13, 1.0), (20, -0.8), (28, -0.6), (36, 0.2)]
    leaf = _petal(3.6, 1.6)
    ribbons = [
        ribbon(stem, 0.9),
        ribbon([(5, 1.4), (8, 2.6), *spiral((9.4, 0.0 - 1.6), 2.2, 110, -400)], 0.8),
        ribbon([(17, -0.2), (20, 0.6), *spiral((21.4, 2.0), 1.7, -60, 400)], 0.7),
    ]
    leaves = [(12, 1.1, -62.0), (25.5, -0.7, -66.0), (30, -0.5, -118.0), (34, 0.0, -80.0)]
    return "".join(fill(path, GOLD) for path in ribbons) + "".join(
        place(fill(leaf, GOLD), x, y, turn=turn, scale=0.85) for x, y, turn in leaves
    )


def _guilloche() -> str:
    """Fine interlaced lines left and right of the drum, as on a banknote."""
    waves = []
    for phase in range(9):
        points = []
        for step in range(73):
            angle = 5 * step
            radius = 72.5 + 4.2 * _wave(angle * 10 + phase * 40)
            points.append(polar(radius, angle))
        waves.append(smooth(points[:-1], closed=True))
    return stroke("".join(waves), VEIL_LINE, 0.14)


def _wave(degrees: float) -> float:
    return polar(1, degrees)[1]


@cache
def artwork() -> bytes:
    """All that is the same on every certificate, as PDF operators in millimetres from the lower left corner."""
    side = 18.3
    ground = fill(box(side, side, WIDTH - 2 * side, HEIGHT - 2 * side), PAPER)
    middle = (WIDTH / 2, 100.0)
    top = HEIGHT - 21.0
    return "".join(
        [
            "1 j 1 J ",
            ground,
            place(_guilloche() + _drum(), *middle),
            "0 j 2 J ",
            _frame(),
            place(_medallion(), WIDTH / 2, 12.8),
            place(_spray(), WIDTH / 2 + 13, top - 3.5),
            place(_spray(), WIDTH / 2 - 13, top - 3.5, mirror=True),
            place(_roundel(), WIDTH / 2, top),
        ]
    ).encode()
