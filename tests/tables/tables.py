"""Small tables and schemes as the tests write them."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

from emulation.rules.schemes import Scheme, parse_scheme
from emulation.tables.auditing import Audit, audit
from emulation.tables.definitions import spelled_out
from emulation.tables.options import Options
from emulation.tables.reading import Table, read_table
from emulation.tables.scoring import Result, score_table
from kernel.errors import Invalid


def scheme(*components: str | Mapping[str, Any], **fields: Any) -> Scheme:
    """A scheme of components by their codes, each up to 100 points where nothing else is said."""
    nodes = [{"code": one, "max": "100"} if isinstance(one, str) else one for one in components]
    return parse_scheme(spelled_out({"code": "test", "version": 1, "components": nodes} | fields))


def read(text: str | bytes, of: Scheme, **options: Any) -> Table:
    content = text.encode() if isinstance(text, str) else text
    return read_table(content, "table.csv", of, Options(**options))


def scored(text: str | bytes, of: Scheme, **options: Any) -> Result:
    return score_table(of, read(text, of, **options))


def audited(text: str | bytes, of: Scheme, *, tolerance: str = "", **options: Any) -> Audit:
    return audit(scored(text, of, **options), tolerance=tolerance)


def refused(text: str | bytes, of: Scheme, **options: Any) -> list[str]:
    """The codes of the faults for which a table is refused, or of the refusal itself."""
    try:
        scored(text, of, **options)
    except Invalid as refusal:
        return [problem.code for problem in refusal.problems] or [refusal.code]
    return []


def workbook(*rows: Sequence[Any], sheet: str = "Bảng", formulas: Mapping[tuple[int, int], Any] | None = None) -> bytes:
    """An XLSX; ``formulas`` maps places from 0 to the values that were last computed there."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            page.write(number, place, value)
    for (number, place), value in (formulas or {}).items():
        page.write_formula(number, place, "=1+1", None, value)
    book.close()
    return target.getvalue()


def ranks(result: Result) -> dict[str, int | None]:
    return {line.subject: line.rank for line in result.ranking.lines}
