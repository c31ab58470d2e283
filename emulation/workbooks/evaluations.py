"""Reads a unit's evaluation workbook for a month: line by line, with the faults that need no database."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from emulation.workbooks.books import (
    Book,
    Cell,
    Sheet,
    formula_problem,
    header_key,
    header_row,
    mark_of,
    number_of,
    open_book,
    text_of,
)
from emulation.workbooks.package import Limits
from emulation.workbooks.tables import empty_problem, missing_columns, repeated
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

INFORMATION, COLLECTIVE, PERSONS = "Thông tin", "Tập thể", "Cá nhân"
HEADING = {"campaign": "Mã phong trào", "unit": "Mã đơn vị", "month": "Tháng"}
REVISIONS = "Lớp điểm khi tải"
"""Label of the cell that says on which layer of each sheet a form was prefilled: ``P01=3; CB-P01-1=2``."""
UNIT_HEADERS = {
    "code": "Mã tiêu chí",
    "title": "Nội dung",
    "maximum": "Điểm tối đa",
    "points": "Tự chấm",
    "not_applicable": "Không áp dụng",
    "note": "Ghi chú",
}
PERSON_HEADERS = {"code": "Mã cán bộ", "name": "Họ và tên", "absent": "Vắng mặt", "note": "Ghi chú"}
_ISO_MONTH = re.compile(r"([0-9]{4})-(0?[1-9]|1[0-2])")
_MONTH = re.compile(r"(?:[Tt]háng )?(0?[1-9]|1[0-2])[/-]([0-9]{4})")
_REVISION = re.compile(r"([^\s;=]+)=([0-9]{1,6})(?:;|$)")
_VETO = re.compile(r"V[0-9]+")


@dataclass(frozen=True)
class Heading:
    """Which campaign, unit and month (``2019-05``) a workbook says it is for."""

    campaign: str
    unit: str
    month: str
    paths: Mapping[str, str]
    revisions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """What a workbook gives for one criterion: points, or for a veto whether it is ``marked``. Neither: left empty."""

    code: str
    cell: Cell
    points: Decimal | None = None
    marked: bool = False


@dataclass(frozen=True)
class UnitLine:
    """One criterion of the unit. ``path`` is the cell of its code, ``entry.cell.path`` that of its points."""

    code: str
    entry: Entry
    not_applicable: bool
    note: str
    path: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PersonLine:
    """One member of staff, with an entry for every criterion column, empty ones too."""

    code: str
    name: str
    entries: Mapping[str, Entry]
    absent: bool
    note: str
    path: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class EvaluationBook:
    heading: Heading
    unit_lines: tuple[UnitLine, ...]
    person_lines: tuple[PersonLine, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every fault of every line; a line without faults can be used even when others have some."""
        lines: Sequence[UnitLine | PersonLine] = (*self.unit_lines, *self.person_lines)
        return tuple(problem for line in lines for problem in line.problems)


def read_evaluation(
    content: bytes | Book, *, vetoes: Collection[str] | None = None, limits: Limits | None = None
) -> EvaluationBook:
    """Reads the three sheets. ``vetoes`` are the codes that take an x instead of points (default: V1, V2, …).

    Raises `Invalid` for what concerns the whole file: a missing sheet, column or heading. What concerns one cell is a
    problem of its line.
    """
    book = content if isinstance(content, Book) else open_book(content, limits=limits)
    found = {name: book.find(name) for name in (INFORMATION, COLLECTIVE, PERSONS)}
    missing = [name for name, sheet in found.items() if sheet is None]
    if missing:
        raise _missing_sheets(missing)
    information, collective, persons = (sheet for sheet in found.values() if sheet is not None)
    return EvaluationBook(_heading(information), _unit_lines(collective, vetoes), _person_lines(persons, vetoes))


def read_heading(content: bytes | Book, *, limits: Limits | None = None) -> Heading:
    """Only what the workbook is for, so that its scheme can be looked up before it is read in full."""
    book = content if isinstance(content, Book) else open_book(content, limits=limits)
    sheet = book.find(INFORMATION)
    if sheet is None:
        raise _missing_sheets([INFORMATION])
    return _heading(sheet)


def _missing_sheets(names: Sequence[str]) -> Invalid:
    message = gettext_noop("Thiếu trang “%(sheet)s”: hãy dùng đúng mẫu của hệ thống.")
    problems = [Problem("workbook.missing_sheet", message, name, {"sheet": name}) for name in names]
    return Invalid("workbook.missing_sheet", message, problems=problems, sheet="”, “".join(names))


def _heading(sheet: Sheet) -> Heading:
    labels = {header_key(label): field for field, label in HEADING.items()}
    cells: dict[str, Cell] = {}
    for row in range(1, min(len(sheet.rows), 50) + 1):
        field = labels.get(header_key(sheet.cell(row, 1).text))
        if field:
            cells.setdefault(field, sheet.cell(row, 2))
    texts: dict[str, str] = {}
    problems = []
    for field, label in HEADING.items():
        text = _heading_text(field, cells[field]) if field in cells else ""
        if isinstance(text, Problem):
            problems.append(text)
        elif text:
            texts[field] = text
        else:
            problems.append(empty_problem(cells.get(field, Cell(sheet.name, 1, 2, None)), label))
    if problems:
        message = gettext_noop("Trang “Thông tin” phải ghi đủ mã phong trào, mã đơn vị và tháng.")
        raise Invalid("workbook.heading", message, problems=problems)
    return Heading(**texts, paths={name: cell.path for name, cell in cells.items()}, revisions=_revisions(sheet))


def _revisions(sheet: Sheet) -> dict[str, int]:
    """What the form was prefilled on; a form of another making says nothing of it."""
    rows = range(1, min(len(sheet.rows), 50) + 1)
    told = next((sheet.cell(row, 2).text for row in rows if sheet.cell(row, 1).text == REVISIONS), "")
    return {code: int(number) for code, number in _REVISION.findall(told)}


def _heading_text(field: str, cell: Cell) -> str | Problem:
    if field != "month" or cell.formula:
        return text_of(cell)
    if isinstance(cell.value, date):  # Excel makes a date of a typed 2019-05
        return f"{cell.value:%Y-%m}"
    if found := _ISO_MONTH.fullmatch(cell.text):
        return f"{found[1]}-{int(found[2]):02d}"
    if found := _MONTH.fullmatch(cell.text):
        return f"{found[2]}-{int(found[1]):02d}"
    message = gettext_noop("“%(value)s” không phải là tháng: hãy ghi dạng năm-tháng, ví dụ 2019-05.")
    return Problem("workbook.not_a_month", message, cell.path, {"value": cell.text[:60]}) if cell.text else ""


def _columns(sheet: Sheet, headers: Mapping[str, str], required: Sequence[str]) -> tuple[int, dict[str, int]]:
    row, places = header_row(sheet, {field: (header,) for field, header in headers.items()})
    missing = [headers[field] for field in required if field not in places]
    if missing:
        raise missing_columns(missing, sheet.name)
    return row, places


def _unit_lines(sheet: Sheet, vetoes: Collection[str] | None) -> tuple[UnitLine, ...]:
    header, places = _columns(sheet, UNIT_HEADERS, ("code", "points"))
    seen: dict[str, int] = {}
    lines = []
    for row in range(header + 1, len(sheet.rows) + 1):
        cells = {field: sheet.cell(row, column) for field, column in places.items()}
        asked = [cells[field] for field in ("code", "points", "not_applicable") if field in cells]
        if any(cell.value is not None or cell.formula for cell in asked):
            lines.append(_unit_line(cells, vetoes, seen))
    return tuple(lines)


def _unit_line(cells: Mapping[str, Cell], vetoes: Collection[str] | None, seen: dict[str, int]) -> UnitLine:
    problems = _key_problems(cells["code"], UNIT_HEADERS["code"], seen)
    code = cells["code"].text
    entry = _entry(code, cells["points"], vetoes, problems)
    absent = _mark(cells.get("not_applicable"), problems)
    if absent and entry.points is not None:
        message = gettext_noop("Tiêu chí vừa có điểm vừa ghi không áp dụng: hãy bỏ một trong hai.")
        problems.append(Problem("workbook.points_not_applicable", message, entry.cell.path))
    return UnitLine(code, entry, absent, _note(cells), cells["code"].path, tuple(problems))


def _person_lines(sheet: Sheet, vetoes: Collection[str] | None) -> tuple[PersonLine, ...]:
    header, places = _columns(sheet, PERSON_HEADERS, ("code", "name"))
    taken = set(places.values())
    criteria = {}
    for column in range(1, len(sheet.rows[header - 1]) + 1):
        code = sheet.cell(header, column).text
        if code in criteria:
            raise _repeated_column(sheet.cell(header, column))
        if code and column not in taken:
            criteria[code] = column
    seen: dict[str, int] = {}
    lines = []
    for row in range(header + 1, len(sheet.rows) + 1):
        if not sheet.is_blank(row):
            cells = {field: sheet.cell(row, column) for field, column in places.items()}
            points = {code: sheet.cell(row, column) for code, column in criteria.items()}
            lines.append(_person_line(cells, points, vetoes, seen))
    return tuple(lines)


def _repeated_column(cell: Cell) -> Invalid:
    message = gettext_noop("Cột “%(column)s” có hai lần: hãy dùng đúng mẫu của hệ thống.")
    problem = Problem("workbook.repeated_column", message, cell.path, {"column": cell.text})
    return Invalid("workbook.repeated_column", message, problems=[problem], column=cell.text)


def _person_line(
    cells: Mapping[str, Cell], points: Mapping[str, Cell], vetoes: Collection[str] | None, seen: dict[str, int]
) -> PersonLine:
    problems = _key_problems(cells["code"], PERSON_HEADERS["code"], seen)
    entries = {code: _entry(code, cell, vetoes, problems) for code, cell in points.items()}
    absent = _mark(cells.get("absent"), problems)
    if absent and any(entry.points is not None for entry in entries.values()):
        message = gettext_noop("Cán bộ ghi vắng mặt cả tháng mà vẫn có điểm: hãy bỏ một trong hai.")
        problems.append(Problem("workbook.points_absent", message, cells["absent"].path))
    problems += [formula_problem(cells[name]) for name in ("name", "note") if name in cells and cells[name].formula]
    return PersonLine(
        cells["code"].text, cells["name"].text, entries, absent, _note(cells), cells["code"].path, tuple(problems)
    )


def _key_problems(cell: Cell, header: str, seen: dict[str, int]) -> list[Problem]:
    if cell.formula:
        return [formula_problem(cell)]
    return repeated(cell, seen) if cell.text else [empty_problem(cell, header)]


def _entry(code: str, cell: Cell, vetoes: Collection[str] | None, problems: list[Problem]) -> Entry:
    is_veto = bool(_VETO.fullmatch(code)) if vetoes is None else code in vetoes
    if is_veto:
        return Entry(code, cell, marked=_mark(cell, problems))
    number = number_of(cell)
    if isinstance(number, Problem):
        problems.append(number)
        number = None
    return Entry(code, cell, points=number)


def _mark(cell: Cell | None, problems: list[Problem]) -> bool:
    marked = mark_of(cell) if cell else False
    if isinstance(marked, Problem):
        problems.append(marked)
        return False
    return marked


def _note(cells: Mapping[str, Cell]) -> str:
    return cells["note"].text if "note" in cells else ""
