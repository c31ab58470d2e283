"""A workbook or CSV file as plain sheets of cells: NFC text, exact decimals, dates, each cell knowing its place."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from emulation.workbooks.package import Limits, column_letters, inspect, malformed, too_large, too_many_cells
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc, search_key

Value = str | Decimal | bool | date | None
CSV_SHEET = "Dữ liệu"
_DELIMITERS = ";,\t"
_CSV_NAMES = (".csv", ".txt", ".tsv")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_MARKS = frozenset({"x", "v", "✓", "✔", "co", "1", "true"})
_NO_MARKS = frozenset({"", "khong", "0", "false", "-"})
_LARGEST = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; ``row`` and ``column`` count from 1."""

    sheet: str
    row: int
    column: int
    value: Value
    formula: bool = False

    @property
    def path(self) -> str:
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"

    @property
    def text(self) -> str:
        """What the cell says when a code or a name is asked for: ``12`` for a number 12, nothing for an empty cell."""
        if self.value is None:
            return ""
        if isinstance(self.value, Decimal):
            return format(self.value, "f")
        return self.value if isinstance(self.value, str) else str(self.value)


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: tuple[tuple[Value, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        """The cell at a place counted from 1; beyond the filled area cells are empty."""
        values = self.rows[row - 1] if row <= len(self.rows) else ()
        value = values[column - 1] if column <= len(values) else None
        return Cell(self.name, row, column, value, (row, column) in self.formulas)

    def is_blank(self, row: int) -> bool:
        return all(value is None for value in self.rows[row - 1]) and not any(r == row for r, _ in self.formulas)


@dataclass(frozen=True)
class Book:
    sheets: tuple[Sheet, ...]

    def find(self, name: str) -> Sheet | None:
        """The sheet of this name, whatever its case, accents and blanks."""
        wanted = header_key(name)
        return next((sheet for sheet in self.sheets if header_key(sheet.name) == wanted), None)


def header_key(text: str) -> str:
    """What two spellings of one header share: letters and digits without case, accents and blanks."""
    return "".join(char for char in search_key(text) if char.isalnum())


def clean(text: str) -> str:
    """Text as it is stored: NFC, single blanks, without control and invisible format characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return nfc("".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")))


def open_book(content: bytes, filename: str = "", *, limits: Limits | None = None) -> Book:
    """Reads XLSX by its first bytes and CSV by its name; raises `Invalid` for what is neither or is dangerous."""
    limits = limits or Limits()
    if len(content) > limits.size:
        raise too_large(limits)
    if content.startswith(b"PK"):
        return _open_xlsx(content, limits)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(
            "workbook.old_format",
            gettext_noop("Tệp .xls cũ hoặc có mật khẩu không đọc được: hãy lưu lại dạng .xlsx không có mật khẩu."),
        )
    if filename.lower().endswith(_CSV_NAMES):
        return Book((_open_csv(content, limits),))
    raise malformed()


def _open_xlsx(content: bytes, limits: Limits) -> Book:
    package = inspect(content, limits)
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(package.content))
        grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in package.formulas}
    except (CalamineError, ValueError, OSError) as error:
        raise malformed() from error
    return Book(
        tuple(
            Sheet(clean(name), tuple(tuple(map(_value, row)) for row in grid), package.formulas[name])
            for name, grid in grids.items()
        )
    )


def _value(raw: Any) -> Value:
    """A raw cell as a plain value. Numbers keep the fifteen digits that Excel itself shows: 0.1 + 0.2 is 0.3."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str):
        return clean(raw) or None
    if isinstance(raw, int):
        return Decimal(raw)
    if isinstance(raw, float):
        number = Decimal(format(raw, ".15g"))
        return number if number.is_finite() else str(raw)
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == raw.time().min else raw.isoformat(" ")
    return raw if isinstance(raw, date) else str(raw)


def _open_csv(content: bytes, limits: Limits) -> Sheet:
    text = _decode(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(clean(value) or None for value in row))
            if len(rows) > limits.rows or len(row) > limits.columns:
                raise too_many_cells(limits)
    except csv.Error as error:
        raise malformed() from error
    return Sheet(CSV_SHEET, tuple(rows))


def _decode(content: bytes) -> str:
    """UTF-8 with or without BOM, Excel's UTF-16, and the Windows code page of old Vietnamese machines."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: Sequence[str] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1258", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise malformed()


def formula_problem(cell: Cell) -> Problem:
    return Problem(
        "workbook.formula", gettext_noop("Ô chứa công thức: hãy dán giá trị (Paste Special → Values)."), cell.path
    )


def number_of(cell: Cell) -> Decimal | Problem | None:
    """The number in a cell, a decimal comma being as good as a point; None for an empty one."""
    if cell.formula:
        return formula_problem(cell)
    value = cell.value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value.replace(",", "."))
    if isinstance(value, Decimal) and abs(value) < _LARGEST:
        return value
    if value is None:
        return None
    if isinstance(value, date):
        message = gettext_noop(
            "“%(value)s” là ngày, không phải số (Excel đã tự đổi): hãy định dạng ô là Số và nhập lại."
        )
    else:
        message = gettext_noop("“%(value)s” không phải là số: hãy nhập số, ví dụ 4,5.")
    return Problem("workbook.not_a_number", message, cell.path, {"value": cell.text[:60]})


def mark_of(cell: Cell) -> bool | Problem:
    """Whether a cell is ticked with an x."""
    if cell.formula:
        return formula_problem(cell)
    key = search_key(cell.text)
    if key in _MARKS or key in _NO_MARKS:
        return key in _MARKS
    return Problem(
        "workbook.not_a_mark",
        gettext_noop("“%(value)s” không hợp lệ: chỉ ghi x hoặc để trống."),
        cell.path,
        {"value": cell.text[:60]},
    )


def day_of(cell: Cell) -> date | Problem | None:
    """A date typed as a date, as 2019-05-31 or as 31/5/2019."""
    if cell.formula:
        return formula_problem(cell)
    if cell.value is None or isinstance(cell.value, date):
        return cell.value
    if found := _ISO_DAY.fullmatch(cell.text):
        parts = found[1], found[2], found[3]
    elif found := _DAY.fullmatch(cell.text):
        parts = found[3], found[2], found[1]
    else:
        parts = "0", "0", "0"
    try:
        return date(*map(int, parts))
    except ValueError:
        return Problem(
            "workbook.not_a_date",
            gettext_noop("“%(value)s” không phải là ngày: hãy nhập dạng ngày/tháng/năm, ví dụ 01/06/2019."),
            cell.path,
            {"value": cell.text[:60]},
        )


def text_of(cell: Cell) -> str | Problem:
    return formula_problem(cell) if cell.formula else cell.text


def header_row(sheet: Sheet, wanted: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row among the first twenty that names most of the wanted columns, and where each of them stands."""
    keys = {header_key(label): name for name, labels in wanted.items() for label in labels}
    best: tuple[int, dict[str, int]] = (1, {})
    for number, row in enumerate(sheet.rows[:20], start=1):
        found: dict[str, int] = {}
        for column, value in enumerate(row, start=1):
            if isinstance(value, str) and header_key(value) in keys:
                found.setdefault(keys[header_key(value)], column)
        if len(found) > len(best[1]):
            best = number, found
    return best
