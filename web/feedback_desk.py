"""Pages on which officers handle citizens' feedback: the list, one item with its acts, its publication, figures of units."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import feedback_desk
from emulation.boards import feedback as boards
from emulation.feedback import LONGEST
from emulation.models import Feedback
from emulation.rules import states
from emulation.rules.feedback import KINDS
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

ASKED = ("state", "kind", "unit", "overdue")
GIVEN = ("unit", "reason", "where_to_go", "text")

Act = Callable[[Visit, str, dict[str, str]], Feedback]
ACTS: dict[str, Act] = {
    "route": lambda visit, id_, given: feedback_desk.route(
        id_, given["unit"], reason=given["reason"], by=visit.actor, at=visit.at
    ),
    "dismiss": lambda visit, id_, given: feedback_desk.dismiss(
        id_, reason=given["reason"], where_to_go=given["where_to_go"], by=visit.actor, at=visit.at
    ),
    "answer": lambda visit, id_, given: feedback_desk.answer(id_, given["text"], by=visit.actor, at=visit.at),
    "return": lambda visit, id_, given: feedback_desk.return_(id_, reason=given["reason"], by=visit.actor, at=visit.at),
    "send": lambda visit, id_, _: feedback_desk.send(id_, by=visit.actor, at=visit.at),
    "close": lambda visit, id_, _: feedback_desk.close(id_, by=visit.actor, at=visit.at),
}
DONE = {
    "route": gettext_noop("Đã chuyển đơn vị; hạn trả lời tính từ hôm nay."),
    "dismiss": gettext_noop("Đã ghi không tiếp nhận; người dân thấy lý do và nơi cần đến."),
    "answer": gettext_noop("Đã ghi trả lời; bộ phận thường trực duyệt trước khi gửi người dân."),
    "return": gettext_noop("Đã trả lại đơn vị."),
    "send": gettext_noop("Đã gửi; người dân đọc được trả lời bằng mã theo dõi."),
    "close": gettext_noop("Đã kết thúc."),
}


def _page(visit: Visit) -> int:
    number = visit.request.GET.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 6 else 1


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    asked = {name: str(visit.request.GET.get(name, ""))[:40].replace("\0", "") for name in ASKED}
    board = boards.desk(asked, _page(visit), by=visit.actor, at=visit.at)
    values = {"board": board, "asked": asked, "states": states.FEEDBACK.states, "kinds": KINDS}
    return visit.page("web/feedback_desk.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, feedback: UUID) -> HttpResponse:
    """One item, and the act that is asked for."""
    if visit.request.method != "POST":
        return _shown(visit, feedback, "", dict.fromkeys(GIVEN, ""), ())
    act = str(visit.request.POST.get("act", ""))
    if act not in ACTS:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    given = {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in GIVEN}
    try:
        ACTS[act](visit, str(feedback), given)
    except Invalid as no:
        return _shown(visit, feedback, act, given, no.problems)
    messages.success(visit.request, gettext(DONE[act]))
    if act == "dismiss":
        return redirect("web:feedback-desk")
    return redirect("web:feedback-item", feedback=feedback)


def _shown(
    visit: Visit, feedback: UUID, act: str, given: dict[str, str], problems: tuple[Problem, ...]
) -> HttpResponse:
    board = boards.item(str(feedback), by=visit.actor, at=visit.at)
    errors = {problem.path: sentence(problem) for problem in reversed(problems)}
    values = {"board": board, "row": board.row, "act": act, "given": given, "errors": errors, "longest": LONGEST}
    return visit.page("web/feedback_item.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def publish(visit: Visit, feedback: UUID) -> HttpResponse:
    """Write the words that everybody may read, look at them, then publish; or take them down."""
    board = boards.item(str(feedback), by=visit.actor, at=visit.at)
    feedback_desk.require_publisher(board.row, by=visit.actor, at=visit.at)
    row = board.row
    given = {"question": row.public_question or row.text, "answer": row.public_answer or row.answer, "reason": ""}
    if visit.request.method != "POST":
        return _publishing(visit, board, given)
    given = {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in given}
    act = visit.request.POST.get("act")
    try:
        if act == "unpublish":
            feedback_desk.unpublish(str(feedback), reason=given["reason"], by=visit.actor, at=visit.at)
            messages.success(visit.request, gettext("Đã gỡ khỏi trang công khai."))
        elif act == "publish":
            texts = {"question": given["question"], "answered": given["answer"]}
            feedback_desk.publish(str(feedback), **texts, by=visit.actor, at=visit.at)
            messages.success(visit.request, gettext("Đã công khai câu hỏi và trả lời."))
        else:
            seen = feedback_desk.masked(row, given["question"], given["answer"])
            return _publishing(visit, board, {**given, "question": seen[0], "answer": seen[1]}, looked=seen)
    except Invalid as no:
        return _publishing(visit, board, given, problems=no.problems)
    return redirect("web:feedback-item", feedback=feedback)


def _publishing(
    visit: Visit,
    board: boards.ItemBoard,
    given: dict[str, str],
    *,
    looked: tuple[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    errors = {problem.path: sentence(problem) for problem in reversed(problems)}
    values = {"board": board, "row": board.row, "given": given, "looked": looked, "errors": errors, "longest": LONGEST}
    return visit.page("web/feedback_publish.html", values, status=422 if errors else 200)


def _day(text: str, usual: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return usual


@require_safe
@member_required
def figures(visit: Visit) -> HttpResponse:
    today = local_date(visit.at)
    asked = visit.request.GET
    since = _day(asked.get("since", ""), date(today.year, 1, 1))
    until = _day(asked.get("until", ""), today)
    board = boards.unit_figures(since, until, by=visit.actor, at=visit.at)
    return visit.page("web/feedback_figures.html", {"board": board})
