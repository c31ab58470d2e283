"""The lists of units and of staff: their columns, and reading them from XLSX or CSV with every fault named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from emulation.workbooks.books import Book, Cell, Sheet, day_of, header_row, mark_of, open_book, text_of
from emulation.workbooks.package import Limits
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

TEXT, DAY, MARK = "text", "day", "mark"
Field = str | bool | date | None


@dataclass(frozen=True)
class Column:
    """``header`` is what the form prints; a file may as well head the column with ``field`` or one of ``also``."""

    field: str
    header: str
    kind: str = TEXT
    required: bool = False
    also: tuple[str, ...] = ()
    width: int = 16


UNIT_COLUMNS = (
    Column("code", "Mã đơn vị", required=True, also=("Mã",), width=12),
    Column("name", "Tên đơn vị", required=True, also=("Tên",), width=44),
    Column("kind", "Loại đơn vị", required=True, also=("Loại",)),
    Column("parent_code", "Mã đơn vị cấp trên", also=("Đơn vị cấp trên",), width=20),
    Column("cluster_code", "Mã cụm/khối", also=("Mã cụm", "Mã khối")),
    Column("cluster_name", "Tên cụm/khối", also=("Tên cụm", "Tên khối"), width=34),
    Column("valid_from", "Từ ngày", kind=DAY, also=("Hiệu lực từ", "Ngày hiệu lực"), width=13),
)
STAFF_COLUMNS = (
    Column("code", "Mã cán bộ", required=True, also=("Mã CB", "Mã"), width=12),
    Column("full_name", "Họ và tên", required=True, also=("Họ tên",), width=30),
    Column("gender", "Giới tính", also=("Nam/Nữ",), width=10),
    Column("unit_code", "Mã đơn vị", required=True, also=("Đơn vị",), width=12),
    Column("position", "Chức vụ", also=("Chức danh",), width=34),
    Column("duty_group", "Nhóm vị trí", also=("Nhóm vị trí việc làm",)),
    Column("is_head", "Thủ trưởng", kind=MARK, also=("Là thủ trưởng", "Người đứng đầu"), width=11),
    Column("from", "Từ ngày", kind=DAY, also=("valid_from", "Ngày về đơn vị"), width=13),
)

DECISION_COLUMNS = (
    Column("row", "STT", also=("TT", "Số thứ tự"), width=6),
    Column("number", "Số quyết định", required=True, also=("Số QĐ", "Quyết định số"), width=16),
    Column(
        "decided_on", "Ngày quyết định", kind=DAY, required=True, also=("Ngày QĐ", "Ngày ký", "Ngày ban hành"), width=14
    ),
    Column("title", "Trích yếu", also=("Về việc", "Nội dung"), width=40),
    Column("signatory_name", "Người ký", required=True, also=("Họ tên người ký",), width=24),
    Column("signatory_title", "Chức vụ người ký", also=("Chức danh người ký",), width=20),
    Column(
        "award",
        "Danh hiệu, hình thức khen thưởng",
        required=True,
        also=("Danh hiệu", "Hình thức khen thưởng", "Mã danh hiệu", "Hình thức"),
        width=32,
    ),
    Column("person", "Mã cán bộ", also=("Mã CB",), width=12),
    Column("name", "Họ và tên", also=("Họ tên", "Tên cá nhân", "Cá nhân"), width=28),
    Column("household", "Hộ gia đình", also=("Tên hộ gia đình",), width=24),
    Column("unit", "Đơn vị", required=True, also=("Mã đơn vị", "Tên đơn vị", "Tập thể"), width=28),
    Column("position", "Chức vụ", also=("Chức danh",), width=20),
    Column("citation", "Thành tích", also=("Nội dung thành tích",), width=44),
    Column("book_number", "Số vào sổ", also=("Số sổ vàng", "Vào sổ khen thưởng số"), width=12),
)


@dataclass(frozen=True)
class Row:
    """One row of a list. ``problems`` is empty exactly when the reader has nothing against it."""

    number: int
    values: Mapping[str, Field]
    cells: Mapping[str, Cell]
    problems: tuple[Problem, ...] = ()

    def text(self, field: str) -> str:
        value = self.values.get(field)
        return value if isinstance(value, str) else ""

    def day(self, field: str) -> date | None:
        value = self.values.get(field)
        return value if isinstance(value, date) else None

    def path(self, field: str) -> str:
        cell = self.cells.get(field)
        return cell.path if cell else ""


@dataclass(frozen=True)
class Table:
    sheet: str
    rows: tuple[Row, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for row in self.rows for problem in row.problems)


def read_table(
    content: bytes, filename: str, columns: Sequence[Column], *, limits: Limits | None = None, keyed: bool = True
) -> Table:
    """Every filled row below the header of the first sheet that has the required columns, with the faults of its cells.

    The first column is the key, but for a list that is not ``keyed``: a row that repeats a key is faulty. Raises `Invalid`
    where no sheet fits.
    """
    book = open_book(content, filename, limits=limits)
    sheet, header, places = _fitting_sheet(book, columns)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number in range(header + 1, len(sheet.rows) + 1):
        if not sheet.is_blank(number):
            rows.append(_row(sheet, number, columns, places, seen if keyed else None))
    if not rows:
        raise Invalid("workbook.empty", gettext_noop("Tệp không có dòng dữ liệu nào dưới dòng tiêu đề."))
    return Table(sheet.name, tuple(rows))


def read_units(content: bytes, filename: str, *, limits: Limits | None = None) -> Table:
    return read_table(content, filename, UNIT_COLUMNS, limits=limits)


def read_staff(content: bytes, filename: str, *, limits: Limits | None = None) -> Table:
    return read_table(content, filename, STAFF_COLUMNS, limits=limits)


def read_decisions(content: bytes, filename: str, *, limits: Limits | None = None) -> Table:
    """Awards of old decisions, one a line."""
    return read_table(content, filename, DECISION_COLUMNS, limits=limits, keyed=False)


def _fitting_sheet(book: Book, columns: Sequence[Column]) -> tuple[Sheet, int, dict[str, int]]:
    labels = {column.field: (column.field, column.header, *column.also) for column in columns}
    required = [column for column in columns if column.required]
    fewest: list[Column] = required
    for sheet in book.sheets:
        header, places = header_row(sheet, labels)
        missing = [column for column in required if column.field not in places]
        if not missing:
            return sheet, header, places
        fewest = min(fewest, missing, key=len)
    raise missing_columns(column.header for column in fewest)


def missing_columns(headers: Iterable[str], sheet: str = "") -> Invalid:
    names = ", ".join(f"“{header}”" for header in headers)
    message = gettext_noop("Thiếu cột %(columns)s: hãy dùng đúng mẫu của hệ thống.")
    problem = Problem("workbook.missing_column", message, sheet, {"columns": names})
    return Invalid("workbook.missing_column", message, problems=[problem], columns=names)


def _row(
    sheet: Sheet, number: int, columns: Sequence[Column], places: Mapping[str, int], seen: dict[str, int] | None
) -> Row:
    cells = {field: sheet.cell(number, column) for field, column in places.items()}
    values: dict[str, Field] = {}
    problems = []
    for column in columns:
        if column.field not in cells:
            continue
        cell = cells[column.field]
        value = _read(column, cell)
        if isinstance(value, Problem):
            problems.append(value)
            value = None
        elif column.required and not value:
            problems.append(empty_problem(cell, column.header))
        values[column.field] = value
    if seen is not None:
        problems += repeated(cells[columns[0].field], seen)
    return Row(number, values, cells, tuple(problems))


def _read(column: Column, cell: Cell) -> Field | Problem:
    if column.kind == DAY:
        return day_of(cell)
    return mark_of(cell) if column.kind == MARK else text_of(cell)


def empty_problem(cell: Cell, header: str) -> Problem:
    message = gettext_noop("Ô “%(header)s” bắt buộc mà còn trống: hãy điền.")
    return Problem("workbook.empty_cell", message, cell.path, {"header": header})


def repeated(cell: Cell, seen: dict[str, int]) -> list[Problem]:
    """The fault of a key that an earlier row has already; ``seen`` remembers the first row of each key."""
    key = cell.text
    if not key or seen.setdefault(key, cell.row) == cell.row:
        return []
    message = gettext_noop("Mã %(key)s đã có ở dòng %(row)d: hãy bỏ dòng trùng.")
    return [Problem("workbook.repeated_code", message, cell.path, {"key": key, "row": seen[key]})]
