"""The page of a campaign's live board."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import live
from emulation.models import Ranking
from web.access import Visit, member_required


def _wish(request: HttpRequest) -> live.Wish:
    """What the address asks for; nonsense in it asks for nothing."""
    asked = {name: request.GET.get(name, "") for name in ("cluster", "unit", "month")}
    texts = {name: text for name, text in asked.items() if "\0" not in text}
    return live.Wish(Ranking.PEOPLE if request.GET.get("subjects") == Ranking.PEOPLE else Ranking.UNITS, **texts)


@require_safe
@member_required
def show(visit: Visit, campaign: UUID) -> HttpResponse:
    number = visit.request.GET.get("page", "")
    wanted = int(number) if number.isdecimal() and 0 < int(number) < 100_000 else 1
    page = live.page(str(campaign), _wish(visit.request), wanted, by=visit.actor, at=visit.at)
    return visit.page("web/board.html", {"page": page, "wish": page.head.wish, "campaign": page.head.campaign})
