"""How many hold each grade, row by row, with a mark at the most that may hold it."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.drawings.svg import Sheet

ROW, THICK, TOP, NAMES, WIDE = 50.0, 22.0, 26.0, 110.0, 640.0


@dataclass(frozen=True)
class Row:
    """``counts`` hold grade, holders and their sentence, the best grade first; ``limits`` the most of a grade."""

    name: str
    counts: Sequence[tuple[str, int, str]]
    limits: Sequence[tuple[str, int, str]] = ()

    @property
    def total(self) -> int:
        return sum(count for _, count, _ in self.counts)


def draw(name: str, title: str, description: str, rows: Sequence[Row]) -> str:
    height = TOP + ROW * len(rows) + 4
    sheet = Sheet(name, title, description, NAMES + WIDE + 60, height)
    for order, row in enumerate(rows):
        _row(sheet, row, TOP + ROW * order)
    return sheet.done()


def _row(sheet: Sheet, row: Row, y: float) -> None:
    scale = WIDE / row.total if row.total else 0.0
    middle = y + THICK / 2 + 4.5
    sheet.text("t-name t-end", NAMES - 12, middle, row.name)
    starts, x = {}, NAMES
    for order, (grade, count, told) in enumerate(row.counts, start=1):
        width, starts[grade] = count * scale, x
        sheet.rect(f"part share--{min(order, 6)}", x, y, width, THICK, told=told)
        if width > 9 * len(f"{grade} {count}") + 6:
            sheet.text(f"t-part t-middle share-text--{min(order, 6)}", x + width / 2, middle, f"{grade} {count}")
        x += width
    sheet.text("t-figure", x + 8, middle, str(row.total))
    for grade, limit, told in row.limits:
        at = starts.get(grade, NAMES) + limit * scale
        sheet.rect("cap", at - 1.5, y - 5, 3, THICK + 10, told=told)
        sheet.text("t-cap t-middle", at, y - 9, f"≤ {limit}")
