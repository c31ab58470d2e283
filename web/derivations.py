"""The page that shows how a subject's year comes of its months."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import derivations
from web.access import Visit, member_required


@require_safe
@member_required
def show(visit: Visit, campaign: UUID, subjects: str, subject: str) -> HttpResponse:
    board = derivations.of_subject(str(campaign), subjects, subject, by=visit.actor, at=visit.at)
    return visit.page("web/derivation.html", {"board": board, "campaign": board.campaign})
