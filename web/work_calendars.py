"""The page of the calendar of working days: what counts, what is missing, adding and withdrawing a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import work_calendars
from emulation.boards import work_calendars as boards
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = {"day": 20, "kind": 10, "occasion": 20, "name": 200, "legal_basis": 300}


def _read(given: Mapping[str, str]) -> date:
    """The day that was typed. Raises `Invalid` with all that is too long or no day."""
    problems = [
        Problem(
            "calendar_day.too_long",
            gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại."),
            name,
            {"longest": most},
        )
        for name, most in FIELDS.items()
        if len(given[name]) > most
    ]
    day = date.min
    try:
        day = date.fromisoformat(given["day"])
    except ValueError:
        problems.append(Problem("calendar_day.day", gettext_noop("Hãy chọn ngày."), "day"))
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems, **problems[0].params)
    return day


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit) -> HttpResponse:
    """The days of a year; those who keep the calendar add one or take theirs back. Nothing typed is lost."""
    if visit.request.method != "POST":
        return _shown(visit, {**dict.fromkeys(FIELDS, ""), "kind": "holiday"}, ())
    work_calendars.require_keeper(visit.actor)
    if visit.request.POST.get("act") == "withdraw":
        return _withdraw(visit)
    given = {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in FIELDS}
    try:
        day = _read(given)
        texts = {name: given[name] for name in ("name", "legal_basis", "occasion")}
        work_calendars.add(day, given["kind"], **texts, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _shown(visit, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi vào lịch; các hạn đã tính giữ nguyên."))
    return redirect(f"{visit.request.path}?year={day.year}")


def _withdraw(visit: Visit) -> HttpResponse:
    """Take back a day of the authority's own."""
    asked = visit.request.POST
    reason = str(asked.get("reason", "")).replace("\0", "")[:2000]
    try:
        row = str(UUID(str(asked.get("row", ""))))
    except ValueError as error:
        message = gettext_noop("Không có dòng này trong lịch của cơ quan.")
        raise Missing("calendar_day.missing", message) from error
    found = work_calendars.withdraw(row, reason=reason, by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã bỏ dòng này; ngày ấy theo lịch chung của cả nước."))
    return redirect(f"{visit.request.path}?year={found.day.year}")


def _shown(visit: Visit, given: Mapping[str, str], problems: Iterable[Problem]) -> HttpResponse:
    asked = visit.request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else None
    board = boards.calendar(year, by=visit.actor, at=visit.at)
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    values = {"board": board, "given": given, "errors": errors, "longest": FIELDS}
    return visit.page("web/calendar.html", values, status=422 if errors else 200)
