"""Points by component as bars of parts: dark and light in turns, with codes inside, so that grey is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.drawings.svg import Sheet, shortened

ROW, THICK, TOP, NAMES, WIDE, SIZE = 34.0, 22.0, 30.0, 190.0, 560.0, 13.0
LOOKS = 8


@dataclass(frozen=True)
class Part:
    code: str
    points: float
    told: str
    takes: bool = False


@dataclass(frozen=True)
class Bar:
    name: str
    total: str
    parts: Sequence[Part]
    own: bool = False


def look(order: int) -> int:
    return order % LOOKS + 1


def draw(name: str, title: str, description: str, bars: Sequence[Bar], most: float) -> str:
    """``most`` is where the axis ends. What takes points away reaches back from the end, as a framed strip."""
    scale = WIDE / most if most > 0 else 0.0
    height = TOP + ROW * len(bars) + 8
    sheet = Sheet(name, title, description, NAMES + WIDE + 70, height)
    for mark in _marks(most):
        sheet.line("grid", NAMES + mark * scale, TOP - 6, NAMES + mark * scale, height - 4)
        sheet.text("t-axis t-middle", NAMES + mark * scale, 16, f"{mark:g}")
    for row, bar in enumerate(bars):
        _bar(sheet, bar, TOP + ROW * row, scale)
    return sheet.done()


def _marks(most: float) -> list[float]:
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500) if most / step <= 6), 1000)
    return [float(mark) for mark in range(0, int(most) + 1, step)]


def _bar(sheet: Sheet, bar: Bar, y: float, scale: float) -> None:
    middle = y + THICK / 2 + 4.5
    sheet.text(
        "t-name t-end t-own" if bar.own else "t-name t-end", NAMES - 12, middle, shortened(bar.name, NAMES - 14, SIZE)
    )
    x = NAMES
    end = NAMES + sum(part.points for part in bar.parts if not part.takes) * scale
    for order, part in enumerate(bar.parts):
        width = part.points * scale
        if part.takes:
            if width > 0:
                sheet.rect("part part--takes", x - width, y + THICK * 0.6, width, THICK * 0.55, told=part.told)
                x -= width
            continue
        sheet.rect(f"part part--{look(order)}", x, y, width, THICK, told=part.told)
        if width > 9 * len(part.code) + 4:
            sheet.text(f"t-part t-middle part-text--{look(order)}", x + width / 2, middle, part.code)
        x += width
    sheet.text("t-figure", end + 8, middle, bar.total)
