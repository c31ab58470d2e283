"""The first page: campaigns, what waits for whoever looks, what they were told, and their certificates."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from certificates import verification
from emulation.boards import home, judging
from web.access import Visit, member_required
from web.links import address

OWN_CERTIFICATES = 6


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    own = verification.seen_by(visit.actor, frozenset()).filter(person=visit.actor.person, person__gt="")
    board = home.home(by=visit.actor, at=visit.at)
    values = {
        "board": board,
        "errands": [(errand, address(errand.about) + errand.query) for errand in board.errands],
        "judged": judging.JUDGEMENTS,
        "certificates": own.order_by("-decided_on", "place_in_decision")[:OWN_CERTIFICATES],
    }
    return visit.page("web/home.html", values)
