"""The chase list as an Excel workbook: one line for each sheet that is missing."""

from collections.abc import Mapping

from emulation.chase import ChaseList
from emulation.rules import chasing
from emulation.rules.periods import VIETNAM
from emulation.rules.states import STATE_TITLES
from emulation.workbooks import Column, Value, table_form

SHEET = "Danh sách đôn đốc"
COLUMNS = (
    Column("unit", "Mã đơn vị", width=12),
    Column("unit_name", "Tên đơn vị", width=36),
    Column("responsible", "Người phụ trách", width=36),
    Column("subject", "Mã cán bộ", width=12),
    Column("name", "Phiếu của", width=30),
    Column("state", "Tình trạng", width=18),
    Column("stage", "Còn thiếu", width=18),
    Column("days_left", "Số ngày còn lại", width=12),
    Column("reminded", "Số lần nhắc", width=12),
    Column("last", "Nhắc gần nhất", width=18),
)
STAGES = {chasing.UNSUBMITTED: "Chưa nộp", chasing.UNCONFIRMED: "Chưa xác nhận"}


def workbook(found: ChaseList) -> bytes:
    rows: list[Mapping[str, Value]] = [
        {
            "unit": group.unit,
            "unit_name": group.name,
            "responsible": ", ".join(group.responsible),
            "subject": row.subject,
            "name": row.name,
            "state": STATE_TITLES.get(row.state, "Chưa lập"),
            "stage": STAGES[row.stage],
            "days_left": str(found.days_left),
            "reminded": str(row.reminded),
            "last": f"{row.last.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if row.last else "",
        }
        for group in found.groups
        for row in group.rows
    ]
    return table_form(COLUMNS, rows, SHEET)
