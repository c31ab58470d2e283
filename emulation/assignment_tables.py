"""The table of a plan's tasks in Excel and CSV: read with every fault at its cell, written as the annex of the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from emulation.rules.assignments import Task, read_parts, read_steps, written_parts, written_steps
from emulation.workbooks import Column, Row, Value, read_table, table_form
from emulation.workbooks.tables import DAY
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

MOST_ROWS = 500
SHEET = "Phân công"
COLUMNS = (
    Column("code", "Mã nhiệm vụ", required=True, also=("Mã",), width=12),
    Column("title", "Nội dung nhiệm vụ", required=True, also=("Nhiệm vụ",), width=40),
    Column("unit", "Đơn vị chủ trì", required=True, also=("Mã đơn vị",), width=12),
    Column("person", "Người chịu trách nhiệm", also=("Mã cán bộ",), width=14),
    Column("responsibility", "Trách nhiệm", required=True, width=28),
    Column("parts", "Phối hợp", also=("Đơn vị, người phối hợp",), width=28),
    Column("steps", "Quy trình", required=True, also=("Các bước",), width=40),
    Column("product", "Kết quả", required=True, also=("Sản phẩm",), width=28),
    Column("check", "Cách kiểm tra", required=True, width=24),
    Column("deadline", "Thời hạn", kind=DAY, required=True, also=("Hạn hoàn thành",), width=13),
)
STATE_COLUMNS = (Column("state", "Tình trạng", width=16), Column("overdue", "Quá hạn", width=10))
"""What the annex tells besides; a table that is read may have them and they change nothing."""


def read_tasks(content: bytes, filename: str) -> tuple[list[Task], list[Mapping[str, str]]]:
    """The tasks of a table and for each the cells of its fields. Raises one `Invalid` with every fault."""
    table = read_table(content, filename, COLUMNS)
    if len(table.rows) > MOST_ROWS:
        message = gettext_noop("Bảng phân công có quá %(most)s dòng; hãy chia ra.")
        raise Invalid("assignment.too_many", message, most=MOST_ROWS)
    read = [_task(row) for row in table.rows]
    faults = [*table.problems, *(fault for _, problems in read for fault in problems)]
    if faults:
        message = gettext_noop("Bảng phân công có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("assignment.invalid", message, problems=faults, count=len(faults))
    places: list[Mapping[str, str]] = [
        {column.field: row.path(column.field) for column in COLUMNS} for row in table.rows
    ]
    return [task for task, _ in read], places


def _task(row: Row) -> tuple[Task, list[Problem]]:
    steps, parts = read_steps(row.text("steps")), read_parts(row.text("parts"))
    faults = [replace(fault, path=row.path(fault.path)) for fault in (steps, parts) if isinstance(fault, Problem)]
    task = Task(
        code=row.text("code"),
        title=row.text("title"),
        unit=row.text("unit"),
        person=row.text("person"),
        responsibility=row.text("responsibility"),
        product=row.text("product"),
        check=row.text("check"),
        steps=() if isinstance(steps, Problem) else steps,
        parts=() if isinstance(parts, Problem) else parts,
        deadline=row.day("deadline"),
    )
    return task, faults


def write_tasks(rows: Sequence[tuple[Task, str, str]]) -> bytes:
    """The annex of the plan: tasks with the words for their state and for being overdue; without rows the blank form."""
    values: list[Mapping[str, Value]] = [
        {
            "code": task.code, "title": task.title, "unit": task.unit, "person": task.person,
            "responsibility": task.responsibility, "parts": written_parts(task.parts), "steps": written_steps(task.steps),
            "product": task.product, "check": task.check, "deadline": task.deadline, "state": state, "overdue": late,
        }
        for task, state, late in rows
    ]  # fmt: skip
    return table_form((*COLUMNS, *STATE_COLUMNS) if rows else COLUMNS, values, SHEET)
