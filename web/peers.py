"""Pages of peer scores: whom one scores this month, who scores whom, and a sheet to fill in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import peers
from emulation.boards import peers as boards
from emulation.rules.sheets import Entry, parse_points
from kernel.errors import Invalid, Problem
from web.access import Visit, member_required
from web.refusals import sentence

LONGEST = 2000


def _pairs(text: str) -> list[tuple[str, str]]:
    """One pair a line: who scores, then whom."""
    found = []
    for line in text.replace(",", " ").replace("→", " ").splitlines():
        codes = line.split()
        if codes:
            found.append((codes[0], codes[1] if len(codes) > 1 else ""))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    """Whom the reader scores; those who assign also lay down who scores whom."""
    board = boards.of_month(str(campaign), month, by=visit.actor)
    problems, text = [], ""
    if visit.request.method == "POST":
        kind = str(visit.request.POST.get("subjects", ""))
        text = str(visit.request.POST.get("pairs", "")).replace("\0", "")[:100_000]
        cluster = str(visit.request.POST.get("cluster", ""))
        pairs = _pairs(text) + (peers.within_cluster(board.campaign, cluster) if cluster else [])
        try:
            made = peers.assign(campaign, kind, pairs, by=visit.actor, at=visit.at)
        except Invalid as no:
            problems = [sentence(problem) for problem in no.problems]
        else:
            messages.success(visit.request, gettext("Đã phân công thêm %(count)s cặp chấm chéo.") % {"count": made})
            return redirect("web:peers", campaign=campaign, month=month)
    values = {"board": board, "campaign": board.campaign, "problems": problems, "text": text}
    return visit.page("web/peers.html", values, status=422 if problems else 200)


def _marks(visit: Visit, form: boards.PeerForm, faults: list[Problem]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for leaf in form.leaves:
        typed = str(visit.request.POST.get(f"score-{leaf.code}", "")).strip()
        try:
            if typed:
                found[leaf.code] = parse_points(typed, maximum=leaf.maximum)
        except Invalid as no:
            faults.append(Problem(no.code, no.message, leaf.code, no.params))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def score(visit: Visit, assignment: UUID, month: str) -> HttpResponse:
    """Fill in one sheet. What is wrong is said at its field; nothing typed is lost."""
    form = boards.form(str(assignment), month, by=visit.actor)
    given, note, errors = form.given, form.note, {}
    if visit.request.method == "POST":
        faults: list[Problem] = []
        marks = _marks(visit, form, faults)
        note = str(visit.request.POST.get("note", "")).replace("\0", "")[:LONGEST]
        given = {leaf.code: str(visit.request.POST.get(f"score-{leaf.code}", ""))[:20] for leaf in form.leaves}
        try:
            if faults:
                raise Invalid("peers.invalid", faults[0].message, problems=faults, **faults[0].params)
            peers.score(assignment, month, marks, note=note, by=visit.actor, at=visit.at)
        except Invalid as no:
            errors = {problem.path: sentence(problem) for problem in no.problems}
        else:
            messages.success(visit.request, gettext("Đã ghi phiếu chấm chéo."))
            return redirect("web:peers", campaign=form.assignment.campaign_id, month=month)
    rows = [(leaf, given.get(leaf.code, ""), errors.get(leaf.code, "")) for leaf in form.leaves]
    values = {"form": form, "campaign": form.assignment.campaign, "rows": rows, "note": note, "errors": errors}
    return visit.page("web/peer_score.html", values, status=422 if errors else 200)
