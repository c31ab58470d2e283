"""The page of a sheet's evidence: what lies at which criterion, and the form that adds to it or takes from it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import evidences, files
from emulation.boards import evaluations
from emulation.rules.file_types import PURPOSES
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.files import uploads
from web.refusals import sentence


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, evaluation: UUID) -> HttpResponse:
    """``?criterion=`` has that criterion chosen in the form. What is wrong with a file is said with its name."""
    if visit.request.method != "POST":
        return _shown(visit, evaluation, str(visit.request.GET.get("criterion", "")), [])
    act = visit.request.POST.get("act")
    label = str(visit.request.POST.get("label", "")).replace("\0", "")[:100]
    if act == "detach":
        sent = str(visit.request.POST.get("file", ""))
        evidences.remove(str(evaluation), sent, criterion=label, by=visit.actor, at=visit.at)
        messages.success(visit.request, gettext("Đã bỏ minh chứng."))
    elif act == "attach":
        chosen = uploads(visit)
        try:
            evidences.hand_in(str(evaluation), chosen, criterion=label, by=visit.actor, at=visit.at)
        except Invalid as no:
            return _shown(visit, evaluation, label, faults(no, [one.name for one in chosen]))
        messages.success(visit.request, gettext("Đã lưu minh chứng."))
    else:
        raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
    return redirect("web:evidence", evaluation=evaluation)


def faults(no: Invalid, names: list[str]) -> list[str]:
    """Everything that is wrong, with the name of the file where it is one file's fault."""
    found = []
    for problem in no.problems or ():
        place = problem.path.removeprefix("files[").removesuffix("]")
        name = names[int(place)] if place.isdecimal() and int(place) < len(names) else ""
        found.append(f"{name}: {sentence(problem)}" if name else sentence(problem))
    return found or [sentence(no)]


def _shown(visit: Visit, evaluation: UUID, criterion: str, wrong: list[str]) -> HttpResponse:
    board = evaluations.evaluation(str(evaluation), by=visit.actor, at=visit.at)
    found = files.by_label(evidences.RECORD, str(evaluation))
    places = [("", None), *((row.code, row.title) for row in board.rows)]
    values = {
        "board": board,
        "campaign": board.evaluation.campaign,
        "places": places,
        "groups": [(code, title, found[code]) for code, title in places if code in found],
        "criterion": criterion,
        "faults": wrong,
        "upload": PURPOSES["evidence"],
        "may_add": evidences.may_add(board.evaluation, by=visit.actor),
        "may_remove": evidences.may_remove(board.evaluation, by=visit.actor),
    }
    return visit.page("web/evidence.html", values, status=422 if wrong else 200)
