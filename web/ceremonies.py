"""The ceremony: places of a ranking called one by one before the hall, each step an address of its own."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import ceremonies
from web.access import Visit, member_required

_LONGEST = 5


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else None


@require_safe
@member_required
def show(visit: Visit, ranking: UUID) -> HttpResponse:
    """The title, or the place that is called at this step with those that were called before it; nothing else."""
    asked = visit.request.GET
    cluster = asked.get("cluster", "").replace("\0", "")[:40]
    first, step = _number(asked.get("from", "")), _number(asked.get("step", "")) or 0
    board = ceremonies.stage(str(ranking), cluster=cluster, first=first, step=step, by=visit.actor)
    chosen = {"cluster": cluster, "from": board.course.first}
    values = {
        "stage": board,
        "campaign": board.campaign,
        "chosen": cluster,
        "next": "" if board.done else "?" + urlencode({**chosen, "step": board.step + 1}),
        "back": "?" + urlencode({**chosen, "step": board.step - 1}) if board.step else "",
        "again": "?" + urlencode({**chosen, "step": 0}),
    }
    return visit.page("web/ceremony.html", values)
