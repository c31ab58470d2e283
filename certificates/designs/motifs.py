"""Motifs that several designs share: petals, stars, rings of teeth, and the place that is kept for the emblem."""

from certificates.designs.pen import bezier, both, circle, fill, lines, polar, ring, stroke


def star(points: int, outer: float, inner: float) -> str:
    corners = [polar(outer if i % 2 == 0 else inner, 90 + 180 * i / points) for i in range(2 * points)]
    return lines(corners, closed=True)


def petal(length: float, width: float) -> str:
    half = width / 2
    return bezier(
        (0, 0),
        (-half * 0.9, length * 0.12, -half * 1.25, length * 0.62, 0, length),
        (half * 1.25, length * 0.62, half * 0.9, length * 0.12, 0, 0),
        closed=True,
    )


def teeth(count: int, inner: float, outer: float, colour: str, width: float) -> str:
    rays = "".join(lines([polar(inner, 360 * i / count), polar(outer, 360 * i / count)]) for i in range(count))
    return stroke(rays, colour, width)


def circles(radii: tuple[float, ...], colour: str, width: float) -> str:
    return stroke("".join(circle(radius) for radius in radii), colour, width)


def ellipse(across: float, along: float, centre: tuple[float, float] = (0, 0)) -> str:
    (x, y), k = centre, 0.5522847498
    a, b = across, along
    return bezier(
        (x + a, y),
        (x + a, y + b * k, x + a * k, y + b, x, y + b),
        (x - a * k, y + b, x - a, y + b * k, x - a, y),
        (x - a, y - b * k, x - a * k, y - b, x, y - b),
        (x + a * k, y - b, x + a, y - b * k, x + a, y),
        closed=True,
    )


def bud(length: float, width: float) -> str:
    """A petal that is fullest in its upper half and ends in a point, as of a lotus."""
    half = width / 2
    return bezier(
        (0, 0),
        (-half * 1.1, length * 0.16, -half * 1.5, length * 0.62, -half * 0.42, length * 0.86),
        (-half * 0.2, length * 0.93, -half * 0.06, length * 0.97, 0, length),
        (half * 0.06, length * 0.97, half * 0.2, length * 0.93, half * 0.42, length * 0.86),
        (half * 1.5, length * 0.62, half * 1.1, length * 0.16, 0, 0),
        closed=True,
    )


def device(ground: str, rim: str, light: str) -> str:
    """What stands in the emblem's place: a gold star on a disc in fine rings; never the emblem itself."""
    return "".join(
        [
            both(circle(8.6), light, rim, 0.3),
            ring(fill(circle(0.3), rim), 48, 8.05),
            both(circle(7.5), ground, rim, 0.3),
            stroke(circle(6.9), light, 0.2),
            both(star(5, 5.6, 2.14), "#FFD24A", rim, 0.12),
        ]
    )
