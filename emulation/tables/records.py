"""The rows of a table as records, one for each subject (and month): which cell holds which figure, wide or long."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from emulation.rules.nodes import Node
from emulation.tables import headers as named
from emulation.tables.columns import Column, Layout
from emulation.tables.headers import labels_in, usual_role
from emulation.tables.options import TOTALS_ROWS, Options
from emulation.workbooks.books import Cell, header_key
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:-[0-9]{1,2})?")
_MONTH_FIRST = re.compile(r"(?:thang |t|month )?([0-9]{1,2})(?:[-/. ]+(?:nam )?([0-9]{4}))?")
_BELOW_HEADER = re.compile(r"[(\[][^()\[\]]*[)\]]|%")


@dataclass
class Record:
    """One subject of a table, of one month where there are months. ``figures`` are the cells of leaves and groups of
    the scheme, ``printed`` those of totals, ranks and grades, ``marks`` those of vetoes and absence."""

    subject: str
    name: str
    month: str
    rows: list[int]
    figures: dict[str, Cell] = field(default_factory=dict)
    printed: dict[tuple[str, str], Cell] = field(default_factory=dict)
    groups: dict[str, Cell] = field(default_factory=dict)
    marks: dict[tuple[str, str], Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """A row that is no subject's, and why."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class Records:
    layout: Layout
    records: tuple[Record, ...]
    left_out: tuple[LeftOut, ...]
    blank: int
    elsewhere: int


COLUMN_NUMBERS = gettext_noop("dòng đánh số cột hoặc đơn vị tính")
SKIPPED = gettext_noop("bỏ qua theo yêu cầu")
TOTALS = gettext_noop("dòng tổng hoặc trung bình, bỏ qua theo yêu cầu")
ABOVE_HEADER = gettext_noop("ở trên dòng tiêu đề")


class _Reader:
    """Collects records row by row, every fault in one go."""

    def __init__(self, layout: Layout, options: Options) -> None:
        self.layout = layout
        self.grid = layout.grid
        self.options = options
        self.faults: list[Problem] = []
        self.records: dict[tuple[str, str], Record] = {}
        self.left_out: list[LeftOut] = []
        self.blank = self.elsewhere = 0
        self.subjects = layout.having(named.SUBJECT) or layout.having(named.NAME)
        self.name = layout.one(named.NAME)
        self.month = layout.one(named.MONTH)
        self.last = len(layout.columns)
        self.judges: dict[str, dict[str, str]] = {}
        self.codes: dict[str, tuple[str, str]] = {}

    def fault(self, kind: str, message: str, row: int, place: int, /, **params: object) -> None:
        self.faults.append(Problem(kind, message, self.grid.where(row, place), {"row": row, **params}))

    def read(self) -> Records:
        for row in range(1, self.layout.header_row):
            text = _row_text(self.layout, row)
            if text:
                self.left_out.append(LeftOut(row, text, ABOVE_HEADER))
        for row in range(self.layout.first, self.grid.height + 1):
            if self.grid.width(row) == 0:
                self.blank += 1
            elif all(_any(self.grid.cell(row, place).text, values) for place, values in self.layout.where.items()):
                self._row(row)
            else:
                self.elsewhere += 1
        if not self.records and not self.faults:
            raise Invalid("table.empty", gettext_noop("Bảng không có dòng dữ liệu nào dưới dòng tiêu đề."))
        if self.faults:
            message = gettext_noop("Bảng có %(count)d lỗi.")
            raise Invalid("table.bad_rows", message, problems=self.faults, count=len(self.faults))
        return Records(self.layout, tuple(self.records.values()), tuple(self.left_out), self.blank, self.elsewhere)

    def _row(self, row: int) -> None:
        if self.grid.width(row) > self.last:
            self._too_wide(row)
            return
        cells = [self.grid.cell(row, c.place).text for c in self.layout.columns]
        subject = self._subject(row)
        if all(_BELOW_HEADER.fullmatch(text) for text in cells if text):
            self.left_out.append(LeftOut(row, _row_text(self.layout, row), COLUMN_NUMBERS))
        elif not subject:
            message = gettext_noop(
                "Dòng %(row)d không có mã hoặc tên đối tượng ở cột %(column)s: hãy điền hoặc xóa dòng."
            )
            self.fault("table.no_subject_in_row", message, row, self._where(), column=self.subjects[0].label)
        elif reason := self._skipped(row, subject):
            self.left_out.append(LeftOut(row, subject, reason))
        elif self.layout.is_long:
            self._long_row(row, subject)
        else:
            self._wide_row(row, subject)

    def _subject(self, row: int) -> str:
        """What names the subject of a row, from all of its columns."""
        return " / ".join(text for column in self.subjects if (text := self.grid.cell(row, column.place).text))

    def _where(self) -> int:
        return self.subjects[0].place

    def _too_wide(self, row: int) -> None:
        message = gettext_noop(
            "Dòng %(row)d có nhiều ô hơn dòng tiêu đề (%(cells)d so với %(headers)d): có thể số dùng dấu phẩy thập phân mà "
            "ô lại ngăn cách bằng dấu phẩy. Hãy đặt số trong ngoặc kép hoặc ngăn cách bằng dấu chấm phẩy."
        )
        width = self.grid.width(row)
        self.fault("table.row_too_wide", message, row, width, cells=width, headers=self.last)

    def _skipped(self, row: int, subject: str) -> str:
        """Why a row stays out, if it was asked for; a row that looks like totals must be decided upon."""
        texts = {search_key(subject), search_key(self.grid.cell(row, self.name.place).text) if self.name else ""} - {""}
        if any(fnmatchcase(text, search_key(skip)) for text in texts for skip in self.options.skip):
            return SKIPPED
        if not texts & _TOTALS or texts & {search_key(keep) for keep in self.options.keep}:
            return ""
        if self.options.skip_totals:
            return TOTALS
        message = gettext_noop(
            "Dòng %(row)d “%(subject)s” có vẻ là dòng tổng hoặc trung bình: hãy bỏ qua dòng này hoặc xác nhận giữ lại."
        )
        self.fault("table.totals_row", message, row, self._where(), subject=subject)
        return TOTALS

    def _record(self, row: int, subject: str) -> Record:
        month = month_text(self.grid.cell(row, self.month.place).text) if self.month else ""
        name = self.grid.cell(row, self.name.place).text if self.name else ""
        key = (subject, month)
        if key not in self.records:
            self.records[key] = Record(subject, name or subject, month, [])
        record = self.records[key]
        record.rows.append(row)
        return record

    def _wide_row(self, row: int, subject: str) -> None:
        record = self._record(row, subject)
        if len(record.rows) > 1:
            self._twice(record)
            return
        self._take(record, row, (named.LEAF, named.GROUP_NODE))

    def _twice(self, record: Record) -> None:
        message = (
            gettext_noop("“%(subject)s” có ở cả dòng %(first)d và dòng %(row)d của tháng %(month)s: hãy bỏ một dòng.")
            if record.month
            else gettext_noop(
                "“%(subject)s” có ở cả dòng %(first)d và dòng %(row)d: hãy bỏ một dòng, chọn cột mã khác hoặc lọc theo cột."
            )
        )
        params = {"subject": record.subject, "first": record.rows[0], "month": record.month}
        self.fault("table.subject_repeated", message, record.rows[-1], self._where(), **params)

    def _take(self, record: Record, row: int, figures: tuple[str, ...] = ()) -> None:
        """All of a row but its leaves in a long table. What several rows of a subject repeat must be the same."""
        for column in self.layout.columns:
            cell = self.grid.cell(row, column.place)
            if column.role in figures:
                record.figures[column.code] = cell
            elif column.role in (named.TOTAL, named.RANK, named.GRADE, named.RANK_WITHIN):
                self._same_again(record.printed.setdefault((column.role, column.code), cell), cell, column)
            elif column.role == named.GROUPING:
                self._same_again(record.groups.setdefault(column.code, cell), cell, column)
            elif column.role in (named.VETO_MARK, named.VETOES, named.ABSENT):
                self._same_again(record.marks.setdefault((column.role, column.code), cell), cell, column)

    def _same_again(self, first: Cell, cell: Cell, column: Column) -> None:
        if first.text != cell.text:
            message = gettext_noop("Cột %(column)s ghi “%(value)s” ở dòng %(row)d nhưng “%(other)s” ở dòng %(first)d.")
            params = {"column": column.label, "value": cell.text, "other": first.text, "first": first.row}
            self.fault("table.rows_disagree", message, cell.row, cell.column, **params)

    def _long_row(self, row: int, subject: str) -> None:
        record = self._record(row, subject)
        self._take(record, row)
        component = self.layout.one(named.COMPONENT)
        if component is None:
            raise TypeError("a long table has a column of components")
        text = self.grid.cell(row, component.place).text
        found = self._found(text)
        if found is None:
            self._unknown_component(row, component, text)
            return
        role, code = found
        for column in self.layout.having(named.VALUE):
            self._long_value(record, role, code, self.grid.cell(row, column.place), self._rater(row, column))

    def _found(self, text: str) -> tuple[str, str] | None:
        """Role and code of a component; found once, as the same few come again and again."""
        if text not in self.codes:
            label = self.layout.labels.get(header_key(text))
            usual = label or usual_role(text, "usual")
            found = self.layout.names.find(text) if not label else None
            if found is None and usual in (named.TOTAL, named.RANK):
                found = (usual, "")
            if found is None:
                return None
            self.codes[text] = found
        return self.codes[text]

    def _unknown_component(self, row: int, component: Column, text: str) -> None:
        near = self.layout.names.nearest(text) if text else ""
        message = gettext_noop("Dòng %(row)d: bộ tiêu chí không có thành phần “%(text)s”; mã gần giống: %(near)s.")
        if shared := self.layout.names.codes_called(text):
            message = gettext_noop(
                "Dòng %(row)d: nhiều thành phần cùng tên “%(text)s”: hãy ghi mã, một trong %(near)s."
            )
            near = ", ".join(shared)
        self.fault("table.unknown_component", message, row, component.place, text=text, near=near or "–")

    def _rater(self, row: int, column: Column) -> str:
        rater = self.layout.one(named.RATER)
        return column.code or (self.grid.cell(row, rater.place).text if rater else "")

    def _long_value(self, record: Record, role: str, code: str, cell: Cell, rater: str) -> None:
        if role in (named.TOTAL, named.RANK):
            self._once(record, record.printed.setdefault((role, ""), cell), cell, role)
            return
        if rater and role == named.GROUP_NODE:
            code = self._leaf_of_rater(self.layout.scheme.nodes[code], rater, cell)
        self._once(record, record.figures.setdefault(code, cell), cell, code)

    def _once(self, record: Record, first: Cell, cell: Cell, code: str) -> None:
        if first is not cell:
            message = gettext_noop(
                "“%(subject)s” có %(code)s ở cả dòng %(first)d và dòng %(row)d: hãy bỏ một dòng hoặc lọc theo cột."
            )
            params = {"subject": record.subject, "code": code, "first": first.row}
            self.fault("table.figure_repeated", message, cell.row, cell.column, **params)

    def _leaf_of_rater(self, panel: Node, rater: str, cell: Cell) -> str:
        """The leaf of a panel that holds a judge's mark: the one called so, else the next that nobody has."""
        known = self.judges.setdefault(panel.code, {})
        if rater not in known:
            key = header_key(rater)
            called = next((child.code for child in panel.children if key in labels_in(panel, child)), "")
            free = (child.code for child in panel.children if child.is_leaf and child.code not in known.values())
            known[rater] = called or next(free, "")
        if not known[rater]:
            message = gettext_noop(
                "Dòng %(row)d: hội đồng %(panel)s chỉ có %(seats)d chỗ, không còn chỗ cho “%(rater)s”."
            )
            params = {"panel": panel.code, "seats": len(panel.children), "rater": rater}
            self.fault("table.too_many_raters", message, cell.row, cell.column, **params)
        return known[rater]


_TOTALS = frozenset(search_key(word) for word in TOTALS_ROWS)


def read_records(layout: Layout, options: Options) -> Records:
    """Every row of the table as part of a record, left out for a reason, or refused."""
    return _Reader(layout, options).read()


def month_text(text: str) -> str:
    """A month as it sorts: ``2019-05`` for 5/2019, Tháng 5/2019 or a date in May, ``05`` for a 5 alone."""
    if found := _YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{int(found[2]):02d}"
    if found := _MONTH_FIRST.fullmatch(search_key(text)):
        return f"{found[2]}-{int(found[1]):02d}" if found[2] else f"{int(found[1]):02d}"
    return text


def _any(text: str, wanted: Iterable[str]) -> bool:
    return search_key(text) in {search_key(one) for one in wanted}


def _row_text(layout: Layout, row: int) -> str:
    return " | ".join(_texts(layout, row))[:200]


def _texts(layout: Layout, row: int) -> Iterator[str]:
    cells: Iterable[Cell] = (layout.grid.cell(row, place) for place in range(1, layout.grid.width(row) + 1))
    return (cell.text for cell in cells if cell.text)
