"""The page of suggested timely commendations: who and why, with the sources; taken up or put away with a reason."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import commendations, reach
from emulation.boards import commendations as boards
from emulation.rules import states
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Problem
from web import links
from web.access import Visit, member_required
from web.refusals import sentence


def _address(about: Mapping[str, str], visit: Visit) -> str:
    """The page that tells of the source, where it has one that the reader may open."""
    if about.get("page") not in links.PAGES or not reach.may_open(visit.actor, about, local_date(visit.at)):
        return ""
    return links.address(about)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """Suggestions of one state. What is wrong with a decision is said above; nothing typed is lost."""
    faults: list[str] = []
    given = {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in ("suggestion", "act", "reason")}
    if visit.request.method == "POST":
        try:
            commendations.decide(given["suggestion"], given["act"], reason=given["reason"], by=visit.actor, at=visit.at)
        except Invalid as no:
            faults = [sentence(problem) for problem in no.problems or [Problem(no.code, no.message, "", no.params)]]
        else:
            messages.success(visit.request, gettext("Đã ghi."))
            return redirect("web:commendations")
    asked = str(visit.request.GET.get("state", ""))
    page = str(visit.request.GET.get("page", "1"))
    state = asked if asked in states.COMMENDATION.states else states.SUGGESTED
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    board = boards.listed(state=state, page=number, by=visit.actor, at=visit.at)
    rows = [(row, _address(row.suggestion.about, visit)) for row in board.rows]
    values = {"board": board, "rows": rows, "states": states.COMMENDATION.states, "faults": faults, "given": given}
    return visit.page("web/commendations.html", values, status=422 if faults else 200)
