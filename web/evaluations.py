"""The page of one evaluation."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation import evidences, files
from emulation.boards import corrections, evaluations
from web.access import Visit, member_required


@require_safe
@member_required
def show(visit: Visit, evaluation: UUID) -> HttpResponse:
    board = evaluations.evaluation(str(evaluation), by=visit.actor, at=visit.at)
    offer = corrections.offer(board.evaluation, by=visit.actor)
    values = {
        "board": board,
        "campaign": board.evaluation.campaign,
        "offer": offer,
        "evidence": files.by_label(evidences.RECORD, str(evaluation)),
        "may_add": evidences.may_add(board.evaluation, by=visit.actor),
    }
    return visit.page("web/evaluation.html", values)
