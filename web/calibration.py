"""The screen of the meeting that settles a ranking before it is made known; it changes nothing by itself."""

from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from emulation.boards import calibration as boards
from emulation.rules.calibration import NEAR
from web.access import Visit, member_required

ALL = "all"
_NEAR = {str(distance): distance for distance in NEAR}


@require_safe
@member_required
def show(visit: Visit, ranking: UUID) -> HttpResponse:
    """Units or people of one cluster side by side at the edge of a grade; ``part`` is what the page asks for again by itself."""
    asked = visit.request.GET
    chosen = asked.get("near", "")
    near: Decimal | None = None if chosen == ALL else _NEAR.get(chosen, boards.Wish.near)
    wish = boards.Wish(cluster=asked.get("cluster", "").replace("\0", "")[:40], near=near)
    board = boards.table(str(ranking), wish, by=visit.actor)
    values = {
        "board": board,
        "campaign": board.campaign,
        "distances": NEAR,
        "month": board.ranking.month.month if board.ranking.month else "",
    }
    if asked.get("part") == "counters":
        return render(visit.request, "web/_calibration_counters.html", values)
    return visit.page("web/calibration.html", values)
