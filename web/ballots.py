"""Pages of a vote: the dossier to be read beside the ballot, the receipt that is shown once, and the public recount."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import award_names
from emulation.boards import councils as boards
from emulation.commendation import ballot_counts, ballots, recusals
from emulation.rules.awards.ballots import CHOICES, picked
from kernel.errors import Invalid, Missing
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.council_papers import paper_of, receipt_of
from web.councils import faults_of, post


def _chosen(visit: Visit) -> str:
    many = [str(one) for one in visit.request.POST.getlist("candidates") if str(one).isdecimal() and len(str(one)) < 5]
    return picked(many) if post(visit, "many") else post(visit, "choice")


def _act(visit: Visit, item: str) -> str:
    """What the button on the page asks for; answers the receipt of a secret vote, empty otherwise."""
    act = post(visit, "act")
    at: dict[str, Any] = {"by": visit.actor, "at": visit.at}
    if act == "vote" and ballots.find(item, by=visit.actor).secret:
        return ballots.cast(item, _chosen(visit), receipt=receipt_of(post(visit, "paper"), item), **at)
    acts: dict[str, Any] = {
        "vote": lambda: ballots.vote(item, _chosen(visit), **at),
        "open": lambda: ballots.open_item(item, **at),
        "close": lambda: ballot_counts.close_item(item, **at),
        "opinion": lambda: ballots.enter_opinion(
            item, post(visit, "member"), _chosen(visit), document=post(visit, "document"), **at
        ),
        "recuse": lambda: recusals.declare(item, post(visit, "member"), reason=post(visit, "reason"), **at),
        "break_tie": lambda: ballot_counts.break_tie(item, _chosen(visit).split(), reason=post(visit, "reason"), **at),
    }
    if act not in acts:
        raise Missing("session_item.no_act", gettext_noop("Không có thao tác này."))
    acts[act]()
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def item(visit: Visit, item: UUID) -> HttpResponse:
    """One item: the nominee's dossier to be read, and the ballot. A receipt is answered at once and kept by no session."""
    if visit.request.method == "POST":
        try:
            receipt = _act(visit, str(item))
        except Invalid as no:
            return _page(visit, str(item), faults_of(no))
        if receipt:
            found = ballots.find(str(item), by=visit.actor)
            values = {"receipts": {found.number: receipt}, "session": found.session_id}
            return visit.page("web/council_receipt.html", values)
        messages.success(visit.request, gettext("Đã ghi."))
        return redirect("web:council-item", item=item)
    return _page(visit, str(item))


def _page(visit: Visit, id_: str, faults: Iterable[str] = ()) -> HttpResponse:
    board = boards.item(id_, by=visit.actor)
    values = {
        "board": board,
        "item": board.row.item,
        "line": board.row.item.line,
        "opens_dossier": boards.opens_dossier(board.row.item, by=visit.actor, at=visit.at),
        "session": board.session,
        "faults": list(faults),
        "choices": CHOICES,
        "names": award_names.spoken(),
        "paper": paper_of(id_) if board.can_vote and board.row.item.secret else "",
        "given": {name: post(visit, name) for name in ("reason", "document", "member")},
    }
    return visit.page("web/council_item.html", values, status=422 if values["faults"] else 200)


@require_safe
def recount(request: HttpRequest, item: UUID) -> HttpResponse:
    """The public list of receipts: each voter finds their own, anybody adds them up."""
    return render(request, "web/council_recount.html", {"board": boards.recount(str(item))})
