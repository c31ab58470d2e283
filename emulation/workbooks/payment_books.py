"""A payment list of bonuses as a workbook, as it is signed for: recipients, amounts, the total in words, the signatures."""

import io
from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from emulation.workbooks.forms import new_workbook

_A4 = 9
_COLUMNS = (
    ("STT", 6), ("Họ và tên, tập thể, hộ gia đình", 34), ("Chức vụ, đơn vị", 34), ("Danh hiệu, hình thức", 30),
    ("Quyết định", 22), ("Hệ số", 8), ("Lương cơ sở (đồng)", 14), ("Tiền thưởng (đồng)", 15), ("Ký nhận", 16),
)  # fmt: skip
_MONEY = 7
_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "bold": {"bold": True},
    "title": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "font_size": 13},
    "middle": {"italic": True, "align": "center"},
    "head": {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1},
    "text": {"text_wrap": True, "valign": "top", "border": 1},
    "center": {"align": "center", "valign": "top", "border": 1},
    "money": {"num_format": "#,##0", "valign": "top", "border": 1},
    "total": {"num_format": "#,##0", "bold": True, "border": 1},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
}


def payment_workbook(told: Mapping[str, Any]) -> bytes:
    """``told`` is what the list says, as plain values."""
    target = io.BytesIO()
    book = new_workbook(target)
    styles = {
        name: book.add_format({"font_name": "Times New Roman", "font_size": 11, **kind})
        for name, kind in _FORMATS.items()
    }
    sheet = book.add_worksheet("Danh sách chi thưởng")
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    last = len(_COLUMNS) - 1
    sheet.write_string(0, 0, told["authority"], styles["bold"])
    sheet.write_string(1, 0, f"Số: {told['number']}/{told['year']}", styles["plain"])
    sheet.merge_range(2, 0, 2, last, told["title"], styles["title"])
    sheet.merge_range(3, 0, 3, last, f"Nguồn chi: {told['fund']}", styles["middle"])
    for place, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(5, place, title, styles["head"])
    sheet.freeze_panes(6, 0)
    sheet.repeat_rows(5)
    row = 6
    for line in told["lines"]:
        _line(sheet, row, line, styles)
        row += 1
    sheet.merge_range(row, 0, row, _MONEY - 1, "Tổng cộng", styles["head"])
    sheet.write_number(row, _MONEY, told["total"], styles["total"])
    sheet.write_blank(row, last, None, styles["text"])
    _foot(sheet, row + 1, told, styles)
    book.close()
    return target.getvalue()


def _line(sheet: Worksheet, row: int, line: Mapping[str, Any], styles: Mapping[str, Format]) -> None:
    where = ", ".join(text for text in (line["position"], line["unit"]) if text and text != line["name"])
    texts = (f"{line['salutation']} {line['name']}", where, line["award"], line["decision"], line["multiple"])
    sheet.write_number(row, 0, line["place"], styles["center"])
    for place, text in enumerate(texts, start=1):
        sheet.write_string(row, place, text, styles["text"])
    sheet.write_number(row, _MONEY - 1, line["base_salary"], styles["money"])
    sheet.write_number(row, _MONEY, line["amount"], styles["money"])
    sheet.write_blank(row, _MONEY + 1, None, styles["text"])


def _foot(sheet: Worksheet, row: int, told: Mapping[str, Any], styles: Mapping[str, Format]) -> None:
    last = len(_COLUMNS) - 1
    sheet.merge_range(row, 0, row, last, f"Bằng chữ: {told['total_words']}.", styles["note"])
    for basis in told["bases"]:
        row += 1
        sheet.merge_range(row, 0, row, last, f"Căn cứ: {basis}", styles["note"])
    sheet.write_string(row + 2, 1, "Người lập", styles["bold"])
    sheet.write_string(row + 2, 3, "Kế toán", styles["bold"])
    sheet.write_string(row + 2, 6, "Người duyệt", styles["bold"])
    sheet.write_string(row + 3, 1, told["drafted_by"], styles["plain"])
    sheet.write_string(row + 3, 3, told["paid_by"], styles["plain"])
    sheet.write_string(row + 3, 6, told["approved_by"], styles["plain"])
