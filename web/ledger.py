"""Pages of the ledger: looking for entries, and one entry with what it says and its place in the chain."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from emulation.boards import ledger as boards
from web import event_words, payload_words
from web.access import Visit, member_required


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _typed(visit: Visit, name: str) -> str:
    return visit.request.GET.get(name, "").replace("\0", "").strip()[:150]


def _asked(visit: Visit) -> boards.Asked:
    """What is looked for; nonsense looks for nothing. Events are typed by their titles or by their codes."""
    before, event = visit.request.GET.get("before", ""), _typed(visit, "type")
    return boards.Asked(
        key=_typed(visit, "key"),
        actor=_typed(visit, "actor"),
        types=event_words.meant(event) if event else None,
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
    values = {
        "board": board,
        "kept": urlencode(kept),
        "event": event_words.title(_typed(visit, "type")),
        "meant": event_words.told(board.asked.types or ()),
        "subjects": event_words.by_subject(),
    }
    return visit.page("web/ledger.html", values)


@require_safe
@member_required
def entry(visit: Visit, number: int) -> HttpResponse:
    board = boards.entry(number, by=visit.actor)
    said = board.payload
    rows = None if said is None else payload_words.linked(board.row.entry.type, said, by=visit.actor, at=visit.at)
    return visit.page("web/ledger_entry.html", {"board": board, "rows": rows})
