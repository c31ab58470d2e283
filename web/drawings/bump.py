"""Places over months: a line for each, its place written at every month, so that lines are told apart without colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.drawings.svg import Sheet, shortened

ROW, TOP, LEFT, NAMES, SIZE, LEAST = 26.0, 34.0, 46.0, 250.0, 13.0, 860.0
MARKED = 5
"""The first of the last month have a line of their own look."""


@dataclass(frozen=True)
class Line:
    name: str
    places: Sequence[int | None]
    own: bool = False


def draw(name: str, title: str, description: str, months: Sequence[str], lines: Sequence[Line]) -> str:
    """``lines`` by their last place. Who shares a place stands on rows of their own, with the same figure."""
    step = max(52.0, min(110.0, 620.0 / max(len(months), 1)))
    width = max(LEFT + step * max(len(months) - 1, 0) + 30 + NAMES, LEAST)
    rows = _rows(months, lines)
    height = TOP + ROW * max((max(column.values(), default=0) for column in rows), default=0) + ROW
    sheet = Sheet(name, title, description, width, height)
    for place, month in enumerate(months):
        x = LEFT + step * place
        sheet.text("t-axis t-middle", x, 16, month)
        sheet.line("grid", x, TOP - 8, x, height - ROW + 4)
    for order, line in sorted(enumerate(lines), key=lambda pair: (pair[1].own, -pair[0])):
        _line(sheet, line, order, [column.get(order) for column in rows], step)
    return sheet.done()


def _rows(months: Sequence[str], lines: Sequence[Line]) -> list[dict[int, int]]:
    """By month the row of each line that has a place in it."""
    found = []
    for place in range(len(months)):
        placed = [(rank, order) for order, line in enumerate(lines) if (rank := line.places[place]) is not None]
        found.append({order: row for row, (_, order) in enumerate(sorted(placed))})
    return found


def _line(sheet: Sheet, line: Line, order: int, rows: Sequence[int | None], step: float) -> None:
    look = "own" if line.own else f"{order + 1}" if order < MARKED else "other"
    points = [
        (LEFT + step * place, TOP + ROW * row, line.places[place]) for place, row in enumerate(rows) if row is not None
    ]
    if not points:
        return
    for stretch in _stretches(rows):
        if len(stretch) > 1:
            sheet.path(f"track track--{look}", [(LEFT + step * at, TOP + ROW * (rows[at] or 0)) for at in stretch])
    for x, y, rank in points:
        sheet.circle(f"stop stop--{look}", x, y, 10.5)
        sheet.text(f"t-stop t-middle stop-text--{look}", x, y + 4.2, str(rank))
    x, y, _ = points[-1]
    sheet.text("t-name t-own" if line.own else "t-name", x + 18, y + 4.5, shortened(line.name, NAMES, SIZE))


def _stretches(rows: Sequence[int | None]) -> list[list[int]]:
    """Months without a gap."""
    found: list[list[int]] = [[]]
    for place, row in enumerate(rows):
        if row is None:
            found.append([])
        else:
            found[-1].append(place)
    return [stretch for stretch in found if stretch]
