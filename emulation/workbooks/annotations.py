"""Hands an upload back with its faults: wrong cells red with a comment, and a sheet that lists them with links."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from emulation.workbooks.books import Sheet, Value, clean, open_book
from emulation.workbooks.forms import new_workbook, put
from emulation.workbooks.package import Limits, column_number
from kernel.errors import Problem

FAULTS = "Lỗi"
_PLACE = re.compile(r"(.+)!([A-Z]{1,3})([1-9][0-9]*)", re.DOTALL)
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_PARTING = re.compile(r"[:;,] (?=hãy )|: ")
_HEADERS = ("Trang", "Ô", "Dòng", "Lỗi", "Cách sửa")
_WIDEST = 50


@dataclass(frozen=True)
class _Fault:
    """A problem where it stands (counted from 1; row 0 when it is about no single cell), parted in what and how."""

    sheet: str
    row: int
    column: int
    cell: str
    what: str
    how: str


def annotate(
    content: bytes,
    problems: Sequence[Problem],
    filename: str = "",
    *,
    say: Callable[[Problem], str] = Problem.text,
    limits: Limits | None = None,
) -> bytes:
    """A new workbook with the sheets and values of the upload and what is wrong with them.

    A problem's ``path`` is ``Cá nhân!F12`` (or only a sheet's name, or nothing); its text is ``what: hãy …``, which is
    parted into what is wrong and how to mend it. A list of faults from an earlier round is left out, so that the
    result may be mended and sent again.
    """
    book = open_book(content, filename, limits=limits)
    faults = [_fault(problem, say) for problem in problems]
    target = io.BytesIO()
    written = new_workbook(target)
    styles = _Styles(written)
    sheets = [sheet for sheet in book.sheets if clean(sheet.name).casefold() != FAULTS.casefold()]
    names = _names(sheets)
    for sheet in sheets:
        _copy(written.add_worksheet(names[sheet.name]), sheet, [f for f in faults if f.sheet == sheet.name], styles)
    _list(written.add_worksheet(FAULTS), faults, names, styles)
    written.close()
    return target.getvalue()


class _Styles:
    """The few formats of an annotated workbook."""

    def __init__(self, book: Workbook) -> None:
        def style(**values: object) -> Format:
            return book.add_format({"text_wrap": True, "valign": "top", "border": 1, **values})

        self.plain = style()
        self.plain_day = style(num_format="dd/mm/yyyy")
        self.wrong = style(bg_color="#FF9999", font_color="#7F0000")
        self.wrong_day = style(bg_color="#FF9999", font_color="#7F0000", num_format="dd/mm/yyyy")
        self.header = style(bold=True, bg_color="#DCE6F1")
        self.link = style(font_color="#0563C1", underline=1)


def _fault(problem: Problem, say: Callable[[Problem], str]) -> _Fault:
    text = say(problem)
    what, how = (*_PARTING.split(text, maxsplit=1), "")[:2]
    how = how[:1].upper() + how[1:]
    found = _PLACE.fullmatch(problem.path)
    if found is None:
        return _Fault(problem.path, 0, 0, "", what, how)
    return _Fault(found[1], int(found[3]), column_number(found[2]), found[2] + found[3], what, how)


def _names(sheets: Iterable[Sheet]) -> dict[str, str]:
    """A name that Excel takes for each sheet: at most 31 characters, some forbidden, none twice."""
    names: dict[str, str] = {}
    taken = {FAULTS.casefold()}
    for number, sheet in enumerate(sheets, start=1):
        name = _FORBIDDEN.sub(" ", sheet.name).strip("' ")[:31] or f"Trang {number}"
        if name.casefold() in taken or name.casefold() == "history":
            name = f"{name[:25]} ({number})"
        taken.add(name.casefold())
        names[sheet.name] = name
    return names


def _copy(target: Worksheet, sheet: Sheet, faults: Sequence[_Fault], styles: _Styles) -> None:
    wrong: dict[tuple[int, int], list[_Fault]] = {}
    for fault in faults:
        if fault.row:
            wrong.setdefault((fault.row, fault.column), []).append(fault)
    target.freeze_panes(1, 0)
    for column, width in enumerate(_widths(sheet)):
        target.set_column(column, column, width)
    for row, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None and (row, column) not in wrong:
                put(target, row - 1, column - 1, value, styles.plain, styles.plain_day)
    for (row, column), found in wrong.items():
        put(target, row - 1, column - 1, sheet.cell(row, column).value, styles.wrong, styles.wrong_day)
        comment = "\n".join(f"{fault.what}\n→ {fault.how}" if fault.how else fault.what for fault in found)
        target.write_comment(row - 1, column - 1, comment, {"x_scale": 2, "y_scale": 1.2 * len(found)})


def _widths(sheet: Sheet) -> list[float]:
    widths: list[float] = []
    for values in sheet.rows:
        for column, value in enumerate(values):
            if column == len(widths):
                widths.append(9)
            widths[column] = max(widths[column], min(_width(value), _WIDEST))
    return widths


def _width(value: Value) -> float:
    return 0 if value is None else len(str(value)) + 2


def _list(target: Worksheet, faults: Sequence[_Fault], names: Mapping[str, str], styles: _Styles) -> None:
    target.freeze_panes(1, 0)
    for column, (header, width) in enumerate(zip(_HEADERS, (16, 8, 8, 60, 60), strict=True)):
        target.set_column(column, column, width)
        target.write_string(0, column, header, styles.header)
    for row, fault in enumerate(faults, start=1):
        put(target, row, 0, fault.sheet or None, styles.plain)
        if fault.cell and fault.sheet in names:
            quoted = names[fault.sheet].replace("'", "''")
            target.write_url(row, 1, f"internal:'{quoted}'!{fault.cell}", styles.link, fault.cell)
        else:
            put(target, row, 1, fault.cell or None, styles.plain)
        target.write(row, 2, fault.row or None, styles.plain)
        put(target, row, 3, fault.what, styles.plain)
        put(target, row, 4, fault.how or None, styles.plain)
    target.autofilter(0, 0, max(len(faults), 1), len(_HEADERS) - 1)
