"""Statistical forms as a workbook: a sheet each with its head, its figures, the sums that were checked and its source."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from emulation.rules.awards.statistics import Table, told
from emulation.workbooks.forms import new_workbook

_A4 = 9
_FIGURES_FROM = 3
_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "bold": {"bold": True},
    "title": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "font_size": 13},
    "middle": {"italic": True, "align": "center"},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1},
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "heading": {"text_wrap": True, "valign": "top", "border": 1, "bold": True},
    "code": {"align": "center", "valign": "top", "border": 1},
    "number": {"num_format": "#,##0", "align": "right", "valign": "top", "border": 1},
    "off": {"bold": True, "font_color": "#9C0006", "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
}


@dataclass(frozen=True)
class Heading:
    """Who reports what to whom."""

    authority: str
    place: str
    year: int
    notes: Sequence[str] = ()


def statistics_workbook(heading: Heading, tables: Sequence[Table]) -> bytes:
    """All forms of a year."""
    target = io.BytesIO()
    book = new_workbook(target)
    styles = {
        name: book.add_format({"font_name": "Times New Roman", "font_size": 11, **kind})
        for name, kind in _FORMATS.items()
    }
    for table in tables:
        _sheet(book.add_worksheet(table.form.code.replace("/", "-")[:31]), heading, table, styles)
    book.close()
    return target.getvalue()


def _sheet(sheet: Worksheet, heading: Heading, table: Table, styles: dict[str, Format]) -> None:
    last = _FIGURES_FROM + len(table.form.columns) - 1
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 13)
    sheet.set_column(2, 2, 12)
    sheet.set_column(_FIGURES_FROM, last, 13)
    row = _head(sheet, heading, table, styles, last)
    row = _columns(sheet, table, styles, row)
    row = _body(sheet, table, styles, row)
    row = _checks(sheet, table, styles, row + 1, last)
    _foot(sheet, heading, table, styles, row + 1, last)


def _across(sheet: Worksheet, row: int, first: int, last: int, text: str, style: Format) -> None:
    if first == last:
        sheet.write_string(row, first, text, style)
    else:
        sheet.merge_range(row, first, row, last, "", style)
        sheet.write_string(row, first, text, style)


def _head(sheet: Worksheet, heading: Heading, table: Table, styles: dict[str, Format], last: int) -> int:
    form = table.form
    sheet.write_string(0, 0, f"Biểu số: {form.code}", styles["bold"])
    sheet.write_string(0, 2, f"Đơn vị báo cáo: {heading.authority}", styles["plain"])
    if form.basis:
        sheet.write_string(1, 0, f"Ban hành theo {form.basis}", styles["plain"])
        sheet.write_string(1, 2, f"Ngày nhận báo cáo: ngày 15 tháng 12 năm {heading.year}", styles["plain"])
    sheet.set_row(3, 36)
    _across(sheet, 3, 0, last, form.title, styles["title"])
    _across(sheet, 4, 0, last, f"Năm {heading.year}", styles["middle"])
    if form.unit:
        sheet.write_string(5, 0, f"Đơn vị tính: {form.unit}", styles["plain"])
    return 6


def _columns(sheet: Worksheet, table: Table, styles: dict[str, Format], top: int) -> int:
    """The heading cells: groups above their columns, each over as many as stand side by side."""
    columns = table.form.columns
    deep = max(len(one.groups) for one in columns)
    sheet.set_row(top + deep, 62)
    for place, title in enumerate(("", "Mã số", "Đơn vị tính")):
        if deep:
            sheet.merge_range(top, place, top + deep, place, "", styles["head"])
        sheet.write_string(top, place, title, styles["head"])
    for place, one in enumerate(columns, start=_FIGURES_FROM):
        level = len(one.groups)
        if level < deep:
            sheet.merge_range(top + level, place, top + deep, place, "", styles["head"])
        sheet.write_string(top + level, place, one.title, styles["head"])
    for level in range(deep):
        _groups(sheet, [one.groups[: level + 1] for one in columns], level, top, styles["head"])
    for place, letter in enumerate(("A", "B", "C", *(one.code for one in columns))):
        sheet.write_string(top + deep + 1, place, letter, styles["head"])
    return top + deep + 2


def _groups(sheet: Worksheet, names: Sequence[tuple[str, ...]], level: int, top: int, style: Format) -> None:
    place = 0
    while place < len(names):
        end = place
        while end + 1 < len(names) and names[end + 1] == names[place]:
            end += 1
        if len(names[place]) > level:
            _across(sheet, top + level, place + _FIGURES_FROM, end + _FIGURES_FROM, names[place][level], style)
        place = end + 1


def _body(sheet: Worksheet, table: Table, styles: dict[str, Format], row: int) -> int:
    for line in table.form.rows:
        sheet.write_string(row, 0, line.title, styles["text" if line.code else "heading"])
        sheet.write_string(row, 1, line.code, styles["code"])
        sheet.write_string(row, 2, line.unit, styles["code"])
        for place, column in enumerate(table.form.columns, start=_FIGURES_FROM):
            value = table.cells.get((line.code, column.code))
            if value is None:
                sheet.write_blank(row, place, None, styles["number"])
            else:
                sheet.write_number(row, place, value, styles["number"])
        row += 1
    return row


def _checks(sheet: Worksheet, table: Table, styles: dict[str, Format], row: int, last: int) -> int:
    if not table.checks:
        sheet.write_string(row, 0, "Phần mềm không có số liệu của biểu này; ghi bằng tay.", styles["note"])
        return row + 1
    sheet.write_string(row, 0, "Kiểm tra tổng", styles["bold"])
    for check in table.checks:
        row += 1
        message, values = told(check)
        _across(sheet, row, 0, last, message % values, styles["plain" if check.holds else "off"])
    return row + 1


def _foot(sheet: Worksheet, heading: Heading, table: Table, styles: dict[str, Format], row: int, last: int) -> None:
    notes = [f"Nguồn biểu: {table.form.source}{' (cần đối chiếu)' if table.form.to_confirm else ''}."]
    if table.left:
        notes.append(f"{table.left} khen thưởng trong năm không thuộc phạm vi biểu này; xem phụ lục.")
    for note in [*notes, *(heading.notes if table.checks else ())]:
        _across(sheet, row, 0, last, note, styles["note"])
        row += 1
    sheet.write_string(row + 1, 2, f"{heading.place}, ngày      tháng      năm {heading.year}", styles["note"])
    sheet.write_string(row + 2, 0, "Người lập biểu", styles["bold"])
    sheet.write_string(row + 2, 2, "Thủ trưởng đơn vị", styles["bold"])
    sheet.write_string(row + 3, 0, "(Ký, họ tên)", styles["note"])
    sheet.write_string(row + 3, 2, "(Ký, họ tên, đóng dấu)", styles["note"])
