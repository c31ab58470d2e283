"""Pages of leaves: those of a unit's people with the form, withdrawing one, and noting absences down for a month."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from emulation import absences, leaves
from emulation.boards import leaves as boards
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = {"person": 40, "kind": 20, "first_day": 20, "last_day": 20, "document": 300}
MOST_REASON = 2000


def _read(given: Mapping[str, str]) -> dict[str, date]:
    """The days that were typed. Raises `Invalid` with all that is too long or no day."""
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    problems = [
        Problem("leave.too_long_text", message, name, {"longest": most})
        for name, most in FIELDS.items()
        if len(given[name]) > most
    ]
    days = {}
    for name in ("first_day", "last_day"):
        try:
            days[name] = date.fromisoformat(given[name])
        except ValueError:
            problems.append(Problem("leave.day", gettext_noop("Hãy chọn ngày."), name))
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems, **problems[0].params)
    return days


def _shown(visit: Visit, unit: str, given: Mapping[str, str], problems: Iterable[Problem] = ()) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    board = boards.of_unit(unit, by=visit.actor, at=visit.at)
    values = {"board": board, "given": given, "errors": errors, "longest": FIELDS}
    return visit.page("web/leaves.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def of_unit(visit: Visit, unit: str) -> HttpResponse:
    """The leaves of a unit's people; those who keep them record one more. Nothing typed is lost."""
    if visit.request.method != "POST":
        return _shown(visit, unit, dict.fromkeys(FIELDS, ""))
    boards.of_unit(unit, by=visit.actor, at=visit.at)
    given = {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in FIELDS}
    try:
        days = _read(given)
        leaves.record(
            given["person"],
            given["kind"],
            days["first_day"],
            days["last_day"],
            document=given["document"],
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as no:
        return _shown(visit, unit, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi việc nghỉ."))
    return redirect("web:leaves", unit=unit)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def withdraw(visit: Visit, unit: str, leave: UUID) -> HttpResponse:
    row = leaves.find(str(leave), by=visit.actor)
    given, errors = {"reason": ""}, {}
    if visit.request.method == "POST":
        given = {"reason": str(visit.request.POST.get("reason", "")).replace("\0", "")[:MOST_REASON]}
        try:
            leaves.withdraw(str(leave), reason=given["reason"], by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = {"reason": sentence(no)}
        else:
            messages.success(visit.request, gettext("Đã rút; những gì đã chấm theo đó giữ nguyên."))
            return redirect("web:leaves", unit=unit)
    values = {"row": row, "unit": unit, "given": given, "errors": errors, "longest": MOST_REASON}
    return visit.page("web/leave_withdraw.html", values, status=422 if errors else 200)


@require_POST
@member_required
def propose(visit: Visit, campaign: UUID, month: str, unit: str) -> HttpResponse:
    """Note down as away whoever did not serve in the month by the records."""
    written = absences.propose(str(campaign), month, unit, by=visit.actor, at=visit.at)
    text = ngettext("Đã ghi vắng cả tháng cho %(count)s người.", "Đã ghi vắng cả tháng cho %(count)s người.", written)
    messages.success(visit.request, text % {"count": written})
    return redirect("web:unit-month", campaign=campaign, month=month, unit=unit)
