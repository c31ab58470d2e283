"""Pages of weekly task lists: one's weeks, one week filled in on a phone, and the word of the head."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import task_lists
from emulation.boards import task_lists as boards
from emulation.rules.task_lists import COUNTS, Entry, Task
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop, nfc
from web.access import Visit, member_required
from web.refusals import sentence

TEXTS, NUMBERS = ("name", "product", "assigned_by", "excuse"), ("planned", "done", "accepted", "coefficient")
DAYS = ("deadline", "done_on")
FIELDS = (*TEXTS, *NUMBERS, *DAYS, *COUNTS)
BLANK_ROWS, MOST_ROWS = 2, 60


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    return visit.page("web/task_lists.html", {"board": boards.listed(by=visit.actor, at=visit.at)})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        raise Missing("task_list.week", gettext_noop("Không có tuần này.")) from no


def _typed(visit: Visit) -> list[dict[str, str]]:
    """Every task of the form that has a name; rows that were left empty are none."""
    rows = []
    for place in range(MOST_ROWS):
        given = {name: str(visit.request.POST.get(f"{name}-{place}", "")).replace("\0", "")[:1000] for name in FIELDS}
        if given["name"].strip() or given["product"].strip():
            rows.append(given)
    return rows


def _number(text: str, path: str, faults: list[Problem], usual: str = "0") -> Decimal:
    try:
        value = Decimal((text.strip() or usual).replace(",", "."))
        if value.is_finite() and 0 <= value < 1_000_000:
            return value
    except InvalidOperation:
        pass
    faults.append(Problem("task.number", gettext_noop("Hãy ghi một số, ví dụ 4 hoặc 1,5."), path))
    return Decimal(0)


def _entry(given: dict[str, str], place: int, faults: list[Problem]) -> Entry:
    path = f"tasks[{place}]."
    planned, done = (_number(given[name], path + name, faults) for name in ("planned", "done"))
    accepted = _number(given["accepted"], f"{path}accepted", faults, given["done"] or "0")
    coefficient = _number(given["coefficient"], f"{path}coefficient", faults, "1")
    counts = {name: int(_number(given[name], path + name, faults)) for name in COUNTS}
    days: dict[str, Any] = {}
    for name in DAYS:
        try:
            days[name] = date.fromisoformat(given[name]) if given[name] or name == "deadline" else None
        except ValueError:
            faults.append(Problem("task.day", gettext_noop("Hãy chọn ngày."), path + name))
            days[name] = date.min
    texts = {name: nfc(given[name]) for name in TEXTS}
    return Entry(
        name=texts["name"],
        product=texts["product"],
        assigned_by=texts["assigned_by"],
        deadline=days["deadline"],
        figures=Task(planned, done, accepted, coefficient, **counts),
        done_on=days["done_on"],
        excuse=texts["excuse"],
    )


def _spelled(entry: Entry) -> dict[str, str]:
    return {name: str(value) for name, value in entry.to_data().items()}


def _form(visit: Visit, board: boards.WeekBoard, rows: list[dict[str, str]], no: Invalid | None = None) -> HttpResponse:
    faults = [(problem.path, sentence(problem)) for problem in no.problems] if no else []
    blanks = [dict.fromkeys(FIELDS, "") for _ in range(BLANK_ROWS)] if "save" in board.may else []
    values = {"board": board, "rows": list(enumerate([*rows, *blanks])), "faults": faults}
    return visit.page("web/task_list.html", values, status=422 if no else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, person: str, week: str) -> HttpResponse:
    """One week: its tasks written and handed in by their person, confirmed or returned by the head. Nothing typed is lost."""
    board = boards.week(person, _day(week), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        return _form(visit, board, [_spelled(entry) for entry in board.entries])
    if visit.request.POST.get("act") == "feed":
        return _feed(visit, board)
    rows, faults = _typed(visit), list[Problem]()
    entries = [_entry(given, place, faults) for place, given in enumerate(rows)]
    try:
        if faults:
            raise Invalid("task_list.invalid", faults[0].message, problems=faults)
        _act(visit, board, entries)
    except Invalid as no:
        return _form(visit, board, rows or [_spelled(entry) for entry in board.entries], no)
    messages.success(visit.request, gettext("Đã ghi danh mục công việc."))
    return redirect("web:task-list", person=person, week=board.week.isoformat())


def _act(visit: Visit, board: boards.WeekBoard, entries: list[Entry]) -> None:
    act, reason = visit.request.POST.get("act", "save"), str(visit.request.POST.get("reason", "")).replace("\0", "")
    who: dict[str, Any] = {"by": visit.actor, "at": visit.at}
    if act in ("save", "submit"):
        task_lists.save(board.person.code, board.week, entries, **who)
    if act == "submit":
        task_lists.submit(board.person.code, board.week, **who)
    elif act == "confirm":
        task_lists.confirm(board.person.code, board.week, reason=reason, **who)
    elif act == "return":
        task_lists.return_(board.person.code, board.week, reason=reason, **who)


def _feed(visit: Visit, board: boards.WeekBoard) -> HttpResponse:
    """Take the month's confirmed weeks into the draft of the sheet."""
    chosen = visit.request.POST.get("campaign", "")
    offer = next((one for one in board.offers if one.campaign == chosen), None)
    if offer is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    row = task_lists.feed(offer.campaign, offer.month, board.person.code, by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã đưa số liệu của các tuần vào phiếu tháng."))
    return redirect("web:evaluation", evaluation=row.pk)
