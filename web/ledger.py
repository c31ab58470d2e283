"""Pages of the ledger: looking for entries, and one entry with what it says and its place in the chain."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import ledger as boards
from web.access import Visit, member_required


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _asked(visit: Visit) -> boards.Asked:
    """What is looked for; nonsense looks for nothing."""
    said = {name: visit.request.GET.get(name, "").replace("\0", "").strip()[:150] for name in ("key", "actor", "type")}
    before = visit.request.GET.get("before", "")
    return boards.Asked(
        **said,
        first=_day(visit.request.GET.get("first", "")),
        last=_day(visit.request.GET.get("last", "")),
        nation="nation" in visit.request.GET,
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None,
    )


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    board = boards.entries(_asked(visit), by=visit.actor)
    kept: dict[str, Any] = {name: value for name, value in visit.request.GET.items() if name != "before"}
    return visit.page("web/ledger.html", {"board": board, "kept": urlencode(kept)})


@require_safe
@member_required
def entry(visit: Visit, number: int) -> HttpResponse:
    return visit.page("web/ledger_entry.html", {"board": boards.entry(number, by=visit.actor)})
