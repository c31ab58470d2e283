"""The page of a month's survey results."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import survey_figures, surveys
from emulation.visibility import WHOLE, holds
from web.access import Visit, member_required


@require_safe
@member_required
def show(visit: Visit, campaign: UUID, month: str) -> HttpResponse:
    board = surveys.results(str(campaign), month, by=visit.actor, at=visit.at)
    answered = any(row.result.respondents for row in board.units)
    values = {
        "board": board,
        "campaign": board.campaign,
        "answered": answered,
        "figures": survey_figures.month(str(campaign), month, by=visit.actor, at=visit.at),
        "sees_flags": holds(visit.actor, WHOLE),
    }
    return visit.page("web/survey.html", values)
