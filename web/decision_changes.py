"""Pages that draft a later decision: correct what awards say, or revoke them on a ground of the law."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from emulation.boards import decisions as boards
from emulation.commendation import awards_above
from emulation.decisions import changes
from emulation.models import Award, Decision
from kernel.errors import Invalid, NotAllowed
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import HEADING, blank, day, given, heading, told

TEXTS = {"recipient_name": 200, "position": 200, "unit_name": 200, "citation": 2000}


def _board(visit: Visit, decision: UUID, *, above: str = "") -> boards.DecisionBoard:
    """Raises `NotAllowed` for who may not draft a change of this decision now, nor enter that of a level ``above``."""
    board = boards.decision(str(decision), by=visit.actor, at=visit.at)
    if not board.may_change and not (above and board.may_end):
        if board.rows and not any(one.award.state == Award.VALID for one in board.rows):
            message = gettext_noop("Không còn khen thưởng nào của quyết định có hiệu lực để sửa đổi hay hủy bỏ.")
            raise NotAllowed("decision.nothing_valid", message)
        message = gettext_noop(
            "Chỉ văn thư, chuyên viên thường trực được soạn quyết định sửa đổi, hủy bỏ quyết định đã ký."
        )
        raise NotAllowed("decision.no_change", message)
    return board


def _typed_lines(visit: Visit, rows: list[Award]) -> dict[str, dict[str, str]]:
    """What was typed for each award, what it says now where nothing was."""
    posted = visit.request.POST
    return {
        str(row.pk): {
            name: str(posted.get(f"{name}-{row.pk}", getattr(row, name))).replace("\0", "")[:longest]
            for name, longest in TEXTS.items()
        }
        for row in rows
    }


def _corrected(rows: list[Award], typed: Mapping[str, Mapping[str, str]]) -> list[changes.Corrected]:
    """The awards of which something else was typed."""
    other = {str(row.pk): _changed(row, typed[str(row.pk)]) for row in rows}
    return [changes.Corrected(award, **texts) for award, texts in other.items() if texts]


def _changed(row: Award, typed: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in typed.items() if text.strip() != getattr(row, name)}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def amend(visit: Visit, decision: UUID) -> HttpResponse:
    board = _board(visit, decision)
    rows = [one.award for one in board.rows if one.award.state == Award.VALID]
    typed, wrong, lines = blank(visit, HEADING), [], _typed_lines(visit, rows)
    if visit.request.method == "POST":
        typed = given(visit, HEADING)
        try:
            named = changes.Heading(**heading(typed))
            row = changes.draft_amendment(str(decision), named, _corrected(rows, lines), by=visit.actor, at=visit.at)
        except Invalid as no:
            wrong = told(no)
        else:
            return redirect("web:decision", decision=row.pk)
    values = {
        "board": board,
        "lines": [(row, lines[str(row.pk)]) for row in rows],
        "opened": [row.pk for row in rows if len(rows) == 1 or _changed(row, lines[str(row.pk)])],
        "given": typed,
        "wrong": wrong,
        "longest": {**HEADING, **TEXTS},
    }
    return visit.page("web/decision_amend.html", values, status=422 if wrong else 200)


def _revoked(
    visit: Visit, board: boards.DecisionBoard, typed: Mapping[str, str], ended: list[changes.Ended]
) -> Decision:
    id_ = str(board.decision.pk)
    if board.may_end:
        on = day(typed["decided_on"], "decided_on")
        return awards_above.end_on_paper(id_, ended, number=typed["number"], decided_on=on, by=visit.actor, at=visit.at)
    return changes.draft_revocation(id_, changes.Heading(**heading(typed)), ended, by=visit.actor, at=visit.at)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def revoke(visit: Visit, decision: UUID) -> HttpResponse:
    """One ground and one reason for the awards that are chosen; other grounds are other decisions. What a level above revoked of
    its own on paper is entered with its number and day."""
    board = _board(visit, decision, above="may end")
    rows = [one.award for one in board.rows if one.award.state == Award.VALID]
    names = {**HEADING, "ground": 1, "reason": 2000, "number": awards_above.NUMBER_LENGTH}
    typed, wrong, chosen = blank(visit, names), [], []
    if visit.request.method == "POST":
        typed, chosen = given(visit, names), [str(one) for one in visit.request.POST.getlist("award")]
        ended = [changes.Ended(one, typed["ground"], typed["reason"]) for one in chosen]
        try:
            row = _revoked(visit, board, typed, ended)
        except Invalid as no:
            wrong = told(no)
        else:
            return redirect("web:decision", decision=row.pk)
    values = {
        "board": board,
        "awards": rows,
        "grounds": changes.GROUND_TITLES,
        "given": typed,
        "chosen": chosen,
        "wrong": wrong,
        "longest": names,
    }
    return visit.page("web/decision_revoke.html", values, status=422 if wrong else 200)
