"""Writes the forms that units fill in, as an office wants them: frozen headers, checked entries, A4 landscape."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from emulation.workbooks.books import Value
from emulation.workbooks.evaluations import (
    COLLECTIVE,
    HEADING,
    INFORMATION,
    PERSON_HEADERS,
    PERSONS,
    REVISIONS,
    UNIT_HEADERS,
)
from emulation.workbooks.tables import Column

GUIDE = "Hướng dẫn"
_A4 = 9
# Fixed, so that the same form is the same bytes.
_MADE = datetime(2019, 1, 1)
_GUIDANCE = (
    "Chỉ nhập số vào các ô điểm; không dùng công thức, không thêm hoặc đổi tên trang và cột.",
    "Trang “Tập thể”: tiêu chí không áp dụng cho đơn vị thì ghi x vào cột “Không áp dụng” và để trống điểm.",
    "Trang “Cá nhân”: người vắng mặt cả tháng thì ghi x vào cột “Vắng mặt” và để trống điểm.",
    "Cột, dòng V…: ghi x nếu thuộc trường hợp không xét thi đua; nếu không thì để trống.",
)
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "header": {"bold": True, "bg_color": "#DCE6F1", "text_wrap": True, "align": "center", "valign": "vcenter"},
    "text": {"text_wrap": True, "valign": "top"},
    "fixed": {"bg_color": "#F2F2F2", "text_wrap": True, "valign": "top"},
    "points": {"align": "center", "valign": "top"},
    "day": {"num_format": "dd/mm/yyyy", "align": "center", "valign": "top"},
}


@dataclass(frozen=True)
class Leaf:
    """A criterion that is filled in; ``maximum`` None for one without a maximum."""

    code: str
    title: str
    maximum: Decimal | None = None


@dataclass(frozen=True)
class UnitFill:
    """What is written already for a criterion of the unit (``x`` for a veto)."""

    value: Value = None
    not_applicable: bool = False
    note: str = ""


@dataclass(frozen=True)
class PersonFill:
    """A row of the staff sheet: code and name as they shall stand there, with what is written already."""

    code: str
    name: str
    values: Mapping[str, Value] = field(default_factory=dict)
    absent: bool = False
    note: str = ""


@dataclass(frozen=True)
class EvaluationForm:
    """All that a unit's form of a month says; empty ``unit_values`` and ``values`` of people make the blank form."""

    campaign: str
    unit: str
    month: str
    unit_leaves: Sequence[Leaf]
    unit_vetoes: Sequence[Leaf]
    person_leaves: Sequence[Leaf]
    person_vetoes: Sequence[Leaf]
    people: Sequence[PersonFill]
    unit_values: Mapping[str, UnitFill] = field(default_factory=dict)
    revisions: Mapping[str, int] = field(default_factory=dict)


def new_workbook(target: io.BytesIO) -> Workbook:
    """A workbook in which no text becomes a formula, link or number, and whose bytes depend on its content alone."""
    book = Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": _MADE})
    return book


def put(sheet: Worksheet, row: int, column: int, value: Value, style: Format, day: Format | None = None) -> None:
    """Writes one cell by the kind of its value; text stays text whatever it begins with."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day or style)
    else:
        sheet.write_string(row, column, value[:32_767], style)


def evaluation_template(form: EvaluationForm) -> bytes:
    """The evaluation form of a unit for a month, blank or prefilled."""
    target = io.BytesIO()
    book = new_workbook(target)
    styles = _styles(book)
    _information(book.add_worksheet(INFORMATION), form, styles)
    _collective(book.add_worksheet(COLLECTIVE), form, styles)
    _persons(book.add_worksheet(PERSONS), form, styles)
    _guide(book.add_worksheet(GUIDE), form, styles)
    book.close()
    return target.getvalue()


@dataclass(frozen=True)
class TableSheet:
    """One list of a workbook."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Value]]


def table_form(columns: Sequence[Column], rows: Sequence[Mapping[str, Value]], sheet_name: str) -> bytes:
    """A list of units or staff (or the blank form of one) with Vietnamese headers."""
    return table_book([TableSheet(sheet_name, columns, rows)])


def table_book(tables: Sequence[TableSheet]) -> bytes:
    """Several such lists, each on a sheet of its own."""
    target = io.BytesIO()
    book = new_workbook(target)
    styles = _styles(book)
    for table in tables:
        sheet, columns = book.add_worksheet(table.name), table.columns
        headers = [column.header for column in columns]
        _lay_out(sheet, [column.width for column in columns], headers, styles, len(table.rows))
        for number, row in enumerate(table.rows, start=1):
            for place, column in enumerate(columns):
                value = row.get(column.field)
                put(sheet, number, place, "x" if value is True else value or None, styles["text"], styles["day"])
    book.close()
    return target.getvalue()


def _styles(book: Workbook) -> dict[str, Format]:
    return {name: book.add_format({"border": 1, **values}) for name, values in _FORMATS.items()}


def _lay_out(
    sheet: Worksheet, widths: Sequence[float], headers: Sequence[str], styles: Mapping[str, Format], rows: int
) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    sheet.set_footer("&L&A&RTrang &P/&N")
    sheet.print_area(0, 0, max(rows, 1), len(headers) - 1)
    for column, (width, header) in enumerate(zip(widths, headers, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, styles["header"])


def _information(sheet: Worksheet, form: EvaluationForm, styles: Mapping[str, Format]) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 30)
    values = {"campaign": form.campaign, "unit": form.unit, "month": form.month}
    for row, (name, label) in enumerate(HEADING.items()):
        sheet.write_string(row, 0, label, styles["header"])
        sheet.write_string(row, 1, values[name], styles["text"])
    if form.revisions:
        told = "; ".join(f"{code}={revision}" for code, revision in form.revisions.items())
        sheet.write_string(len(HEADING), 0, REVISIONS, styles["header"])
        sheet.write_string(len(HEADING), 1, told[:32_767], styles["fixed"])


def _collective(sheet: Worksheet, form: EvaluationForm, styles: Mapping[str, Format]) -> None:
    leaves = [*form.unit_leaves, *form.unit_vetoes]
    _lay_out(sheet, (11, 64, 11, 10, 12, 40), list(UNIT_HEADERS.values()), styles, len(leaves))
    vetoes = {leaf.code for leaf in form.unit_vetoes}
    for row, leaf in enumerate(leaves, start=1):
        fill = form.unit_values.get(leaf.code, UnitFill())
        sheet.write_string(row, 0, leaf.code, styles["fixed"])
        sheet.write_string(row, 1, leaf.title, styles["fixed"])
        put(sheet, row, 2, leaf.maximum, styles["fixed"])
        put(sheet, row, 3, fill.value, styles["points"], styles["day"])
        put(sheet, row, 4, "x" if fill.not_applicable else None, styles["points"])
        put(sheet, row, 5, fill.note or None, styles["text"])
        _check(sheet, (row, 3, row, 3), leaf, is_veto=leaf.code in vetoes)
    _check(sheet, (1, 4, max(len(leaves), 1), 4), Leaf("", ""), is_veto=True)


def _persons(sheet: Worksheet, form: EvaluationForm, styles: Mapping[str, Format]) -> None:
    leaves = [*form.person_leaves, *form.person_vetoes]
    codes = [leaf.code for leaf in leaves]
    headers = [PERSON_HEADERS["code"], PERSON_HEADERS["name"], *codes]
    headers += [PERSON_HEADERS["absent"], PERSON_HEADERS["note"]]
    _lay_out(sheet, [11, 30, *[7] * len(codes), 9, 34], headers, styles, len(form.people))
    sheet.freeze_panes(1, 2)
    last = 2 + len(codes)
    for row, person in enumerate(form.people, start=1):
        sheet.write_string(row, 0, person.code, styles["fixed"])
        sheet.write_string(row, 1, person.name, styles["fixed"])
        for column, code in enumerate(codes, start=2):
            put(sheet, row, column, person.values.get(code), styles["points"], styles["day"])
        put(sheet, row, last, "x" if person.absent else None, styles["points"])
        put(sheet, row, last + 1, person.note or None, styles["text"])
    bottom = max(len(form.people), 1)
    vetoes = {leaf.code for leaf in form.person_vetoes}
    for column, leaf in enumerate(leaves, start=2):
        _check(sheet, (1, column, bottom, column), leaf, is_veto=leaf.code in vetoes)
    _check(sheet, (1, last, bottom, last), Leaf("", ""), is_veto=True)


def _check(sheet: Worksheet, area: tuple[int, int, int, int], leaf: Leaf, *, is_veto: bool) -> None:
    if is_veto:
        rule: dict[str, Any] = {"validate": "list", "source": ["x"], "error_message": "Chỉ ghi x hoặc để trống."}
    elif leaf.maximum is None:
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "Hãy nhập số không âm."}
    else:
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": float(leaf.maximum),
            "error_message": f"Điểm từ 0 đến {leaf.maximum:f}.",
        }
    sheet.data_validation(*area, {**rule, "error_title": "Chưa đúng"})


def _guide(sheet: Worksheet, form: EvaluationForm, styles: Mapping[str, Format]) -> None:
    leaves = [*form.person_leaves, *form.person_vetoes]
    _lay_out(sheet, (11, 90, 11), ("Mã", "Tiêu chí của cá nhân", "Điểm tối đa"), styles, len(leaves) + len(_GUIDANCE))
    for row, leaf in enumerate(leaves, start=1):
        sheet.write_string(row, 0, leaf.code, styles["text"])
        sheet.write_string(row, 1, leaf.title, styles["text"])
        put(sheet, row, 2, leaf.maximum, styles["points"])
    for row, line in enumerate(_GUIDANCE, start=len(leaves) + 2):
        sheet.write_string(row, 1, line)
