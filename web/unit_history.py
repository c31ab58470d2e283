"""The page of a unit's own history: its months beside its cluster's median, and where it is ahead or behind."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import unit_history as boards
from web.access import Visit, member_required
from web.charts_unit import chart


@require_safe
@member_required
def show(visit: Visit, campaign: UUID, unit: str) -> HttpResponse:
    month = str(visit.request.GET.get("month", ""))[:7]
    board = boards.history(str(campaign), unit, month, by=visit.actor, at=visit.at)
    values = {"board": board, "campaign": board.campaign, "chart": chart(board.months)}
    return visit.page("web/unit_history.html", values)
