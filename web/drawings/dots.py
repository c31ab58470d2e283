"""Four voices on one line for each unit: a shape for each of them, joined by how far they lie apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.drawings.svg import Sheet, shortened

ROW, TOP, NAMES, WIDE, SIZE = 32.0, 30.0, 200.0, 560.0, 13.0
SELF, APPRAISED, CITIZENS, INSPECTORS = "self", "appraised", "citizens", "inspectors"
VOICES = (SELF, APPRAISED, CITIZENS, INSPECTORS)


@dataclass(frozen=True)
class Row:
    """``values`` are per cent by voice; ``flagged`` that a limit is passed."""

    name: str
    values: Mapping[str, float]
    told: str
    flagged: bool = False


def draw(name: str, title: str, description: str, rows: Sequence[Row]) -> str:
    low = min((value for row in rows for value in row.values.values()), default=0.0)
    most = max((value for row in rows for value in row.values.values()), default=0.0)
    begin, end = max(0, min(90, int(low // 10) * 10)), max(100, -int(-most // 10) * 10)
    height = TOP + ROW * len(rows) + 6
    sheet = Sheet(name, title, description, NAMES + WIDE + 30, height)

    def x(value: float) -> float:
        return NAMES + WIDE * (value - begin) / (end - begin)

    for mark in range(begin, end + 1, 10 if begin >= 40 else 20):
        sheet.line("grid", x(mark), TOP - 8, x(mark), height - 4)
        sheet.text("t-axis t-middle", x(mark), 14, str(mark))
    for order, row in enumerate(rows):
        y = TOP + ROW * order + ROW / 2
        css = "t-name t-end t-own" if row.flagged else "t-name t-end"
        sheet.text(css, NAMES - 14, y + 4.5, ("▲ " if row.flagged else "") + shortened(row.name, NAMES - 34, SIZE))
        if row.values:
            ends = (min(row.values.values()), max(row.values.values()))
            sheet.rect("range", x(ends[0]), y - 1.5, x(ends[1]) - x(ends[0]), 3, told=row.told)
        for voice in VOICES:
            if voice in row.values:
                shape(sheet, voice, x(row.values[voice]), y)
    return sheet.done()


def shape(sheet: Sheet, voice: str, x: float, y: float) -> None:
    """A circle, a square, a triangle, a diamond."""
    css = f"voice voice--{voice}"
    if voice == SELF:
        sheet.circle(css, x, y, 7)
    elif voice == APPRAISED:
        sheet.rect(css, x - 6, y - 6, 12, 12)
    elif voice == CITIZENS:
        sheet.path(css, [(x, y - 8), (x + 8, y + 6), (x - 8, y + 6)], closed=True)
    else:
        sheet.path(css, [(x, y - 9), (x + 8, y), (x, y + 9), (x - 8, y)], closed=True)


def key(voice: str) -> str:
    """The shape by itself, for a legend; the words stand beside it."""
    sheet = Sheet("", "", "", 20, 20)
    shape(sheet, voice, 10, 10)
    return sheet.ornament()
