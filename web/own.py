"""Somebody's own page: what they were given month by month and why, what they were awarded, and all of it to take along."""

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from certificates import verification
from certificates.models import Certificate
from emulation.boards import own as boards
from web.access import Visit, member_required


def _certificates(visit: Visit) -> QuerySet[Certificate]:
    rows = verification.seen_by(visit.actor, frozenset()).filter(person=visit.actor.person, person__gt="")
    return rows.order_by("-decided_on", "place_in_decision")


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    board = boards.own(by=visit.actor, at=visit.at)
    return visit.page("web/own.html", {"board": board, "certificates": list(_certificates(visit)[:100])})


@require_safe
@member_required
def data(visit: Visit) -> HttpResponse:
    """The same as a file: one's own data are one's own."""
    board = boards.own(by=visit.actor, at=visit.at)
    papers = [
        {"title": one.title, "citation": one.citation, "decision": one.decision_number, "state": one.state}
        for one in _certificates(visit)
    ]
    answer = JsonResponse(boards.export(board, papers), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="du-lieu-cua-toi.json"'
    return answer
