"""The ranking page, and the page that explains one standing."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import publications, rankings
from emulation.models import Ranking
from web.access import Visit, member_required

_FINAL = "all"


def _wish(request: HttpRequest) -> rankings.Wish:
    """What the address asks for; nonsense in it asks for nothing."""
    asked = request.GET
    month = asked.get("month") or None
    page, revision = asked.get("page", ""), asked.get("revision", "")
    return rankings.Wish(
        subjects=Ranking.PEOPLE if asked.get("subjects") == Ranking.PEOPLE else Ranking.UNITS,
        month=rankings.WHOLE_CAMPAIGN if month == _FINAL else month,
        cluster=asked.get("cluster", ""),
        page=int(page) if page.isdecimal() and 0 < int(page) < 100_000 else 1,
        revision=int(revision) if revision.isdecimal() and int(revision) < 100_000 else 0,
    )


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    board = rankings.ranking(str(campaign), _wish(visit.request), by=visit.actor, at=visit.at)
    state = publications.state(board.ranking, by=visit.actor) if board.ranking else None
    values = {"board": board, "campaign": board.campaign, "state": state}
    return visit.page("web/ranking.html", values)


@require_safe
@member_required
def explain(visit: Visit, standing: UUID) -> HttpResponse:
    board = rankings.explanation(str(standing), by=visit.actor, at=visit.at)
    crumb = urlencode({"subjects": board.standing.ranking.subjects, "month": board.month or _FINAL})
    values = {"board": board, "campaign": board.campaign, "standing": board.standing, "crumb": crumb}
    return visit.page("web/standing.html", values)
