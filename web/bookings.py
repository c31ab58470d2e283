"""Pages of booked points: the list of a campaign, and one of them with the second person's word."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import bookings
from emulation.boards import bookings as boards
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

LONGEST = 2000
DONE: dict[str, tuple[Callable[..., Any], str, str]] = {
    "book": (bookings.book, "note", gettext_noop("Đã ghi điểm.")),
    "decline": (bookings.decline, "reason", gettext_noop("Đã bỏ đề nghị ghi điểm.")),
    "reverse": (bookings.reverse, "reason", gettext_noop("Đã hủy ghi điểm.")),
}


def _page(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


@require_safe
@member_required
def listed(visit: Visit, campaign: UUID) -> HttpResponse:
    """Everything of a campaign that the reader may see, waiting ones first."""
    page = _page(str(visit.request.GET.get("page", "")))
    board = boards.listed(str(campaign), page, by=visit.actor, at=visit.at)
    return visit.page("web/bookings.html", {"board": board, "campaign": board.campaign})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, booking: UUID) -> HttpResponse:
    """One booking with its reason and history; whoever may decides here. A missing reason is said at its field."""
    board = boards.booking(str(booking), by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        return _shown(visit, board)
    act = str(visit.request.POST.get("act", ""))
    if act not in DONE:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    run, field, said = DONE[act]
    text = str(visit.request.POST.get("text", "")).replace("\0", "")
    if len(text) > LONGEST:
        return _shown(
            visit, board, act, text, gettext("Dài quá %(longest)s ký tự; hãy viết ngắn lại.") % {"longest": LONGEST}
        )
    try:
        run(str(booking), **{field: text}, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _shown(visit, board, act, text, sentence(no.problems[0]))
    messages.success(visit.request, gettext(said))
    return redirect("web:booking", booking=booking)


def _shown(visit: Visit, board: boards.Board, act: str = "", text: str = "", error: str = "") -> HttpResponse:
    values = {
        "board": board,
        "row": board.row.booking,
        "campaign": board.campaign,
        "given_act": act,
        "given": text,
        "error": error,
        "longest": LONGEST,
    }
    return visit.page("web/booking.html", values, status=422 if error else 200)
