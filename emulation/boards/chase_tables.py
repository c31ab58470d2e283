"""The chase list as an Excel workbook: a line for each sheet that is missing, and apart from them those who are away."""

from collections.abc import Mapping
from datetime import datetime

from emulation.boards.leaves import AwayLine, away
from emulation.chase import ChaseList
from emulation.rules import chasing
from emulation.rules.periods import VIETNAM
from emulation.rules.states import STATE_TITLES
from emulation.workbooks import Column, TableSheet, Value, table_book
from kernel.actors import Actor

SHEET, AWAY = "Danh sách đôn đốc", "Vắng cả tháng"
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
AWAY_COLUMNS = (
    Column("unit", "Mã đơn vị", width=12),
    Column("subject", "Mã cán bộ", width=12),
    Column("name", "Họ và tên", width=30),
    Column("worked", "Ngày làm việc", width=12),
    Column("working", "Ngày làm việc của tháng", width=14),
    Column("why", "Lý do", width=34),
    Column("since", "Từ ngày", width=13),
    Column("until", "Đến ngày", width=13),
)
STAGES = {chasing.UNSUBMITTED: "Chưa nộp", chasing.UNCONFIRMED: "Chưa xác nhận"}


def workbook(found: ChaseList, *, by: Actor, at: datetime) -> bytes:
    """What is missing on the first sheet; who did not serve in the month, with what the reader may know of it, on the second."""
    gone = [row for line in away(found, by=by, at=at) for row in _away(line)]
    return table_book([TableSheet(SHEET, COLUMNS, _missing(found)), TableSheet(AWAY, AWAY_COLUMNS, gone)])


def _away(line: AwayLine) -> list[Mapping[str, Value]]:
    """A row for each span: a leave with its kind where the reader may know it, and days before coming or after leaving."""
    who = {"unit": line.unit, "subject": line.subject, "name": line.name}
    served: dict[str, Value] = {**who, "worked": str(line.service.worked), "working": str(line.service.working)}
    spans: list[dict[str, Value]] = [
        {"why": leave.title["vi"] if leave.title else "Nghỉ", "since": leave.first_day, "until": leave.last_day}
        for leave in line.service.leaves
    ]
    if line.service.joined:
        spans.append({"why": "Vào cơ quan trong tháng", "since": line.service.joined})
    if line.service.left:
        spans.append({"why": "Ở cơ quan đến hết ngày", "until": line.service.left})
    return [{**served, **span} for span in spans or [{"why": "Ghi vắng trên phiếu"}]]


def _missing(found: ChaseList) -> list[Mapping[str, Value]]:
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
    return rows
