"""Criteria by units: every field says its figure, and is the darker the less was reached."""

from collections.abc import Mapping, Sequence

from web.drawings.svg import Sheet, shortened

ROW, CELL, TOP, NAMES, SIZE = 30.0, 58.0, 34.0, 190.0, 13.0
STEPS = (100, 95, 90, 80, 70, 50)
"""From so many per cent on a field has the first look, the second … and below all of them the last."""


def step(share: int) -> int:
    return next((order for order, least in enumerate(STEPS, start=1) if share >= least), len(STEPS) + 1)


def draw(
    name: str,
    title: str,
    description: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Mapping[str, int]]],
) -> str:
    """``rows`` hold a name and per cent by column; a field without a figure stays empty."""
    width, height = NAMES + CELL * len(columns) + 4, TOP + ROW * len(rows) + 4
    sheet = Sheet(name, title, description, width, height)
    for place, code in enumerate(columns):
        sheet.text("t-axis t-middle t-strong", NAMES + CELL * (place + 0.5), 22, code)
    for row, (said, shares) in enumerate(rows):
        y = TOP + ROW * row
        sheet.text("t-name t-end", NAMES - 12, y + 19, shortened(said, NAMES - 14, SIZE))
        for place, code in enumerate(columns):
            _cell(sheet, shares.get(code), NAMES + CELL * place, y)
    return sheet.done()


def _cell(sheet: Sheet, share: int | None, x: float, y: float) -> None:
    if share is None:
        sheet.rect("heat heat--none", x + 1, y + 1, CELL - 2, ROW - 2, round_=3)
        return
    look = step(share)
    sheet.rect(f"heat heat--{look}", x + 1, y + 1, CELL - 2, ROW - 2, round_=3)
    sheet.text(f"t-part t-middle heat-text--{look}", x + CELL / 2, y + 19.5, str(share))
