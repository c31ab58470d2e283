"""Pages of a council's session: its agenda and quorum, what the page asks for while it goes on, the minutes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import award_names
from emulation.boards import councils as boards
from emulation.commendation import ballot_sheets, council_agendas, council_sessions
from emulation.models import Attendance
from emulation.rules.awards.ballots import CHOICES
from kernel.errors import Invalid
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.council_papers import paper_of, receipt_of
from web.refusals import sentence

WAY, CHOICE, PAPER = "way-", "choice-", "paper-"
SHEETS = {"open_all": ballot_sheets.open_all, "close_all": ballot_sheets.close_all}


def post(visit: Visit, name: str) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "").strip()


def faults_of(no: Invalid) -> list[str]:
    return list(dict.fromkeys(sentence(one) for one in no.problems)) or [sentence(no)]


def whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _numbers(visit: Visit, name: str) -> list[int]:
    return [int(one) for one in visit.request.POST.getlist(name) if str(one).isdecimal() and len(str(one)) < 5]


def _act(visit: Visit, session: str) -> None:
    """What the button on the page of a session asks for."""
    act = post(visit, "act")
    at: dict[str, Any] = {"by": visit.actor, "at": visit.at}
    if act == "attend":
        names = [str(name) for name in visit.request.POST if str(name).startswith(WAY)]
        ways = {name.removeprefix(WAY): post(visit, name) for name in names}
        council_sessions.attend(session, ways, **at)
    elif act in ("bring", "take_off"):
        nomination = _nomination(visit)
        if act == "bring":
            council_agendas.bring(session, nomination, **at)
        else:
            council_agendas.take_off(session, nomination, reason=post(visit, "text"), **at)
    elif act == "choose":
        items, secret = _numbers(visit, "items"), post(visit, "secret") == "1"
        council_agendas.choose_among(session, items, whole(post(visit, "seats")), secret=secret, **at)
    elif act in SHEETS:
        SHEETS[act](session, **at)
    else:
        council_sessions.act(session, act, text=post(visit, "text"), **at)


def _sheet(visit: Visit, session: str) -> dict[int, str]:
    """Every vote of a sheet, all or none; answers the receipts of the secret ones by number."""
    board = boards.session(session, by=visit.actor)
    ids = {row.item.number: str(row.item.pk) for row in board.items if row.item.secret}
    names = [str(name) for name in visit.request.POST if str(name).startswith(CHOICE)]
    choices = {whole(name.removeprefix(CHOICE)): post(visit, name) for name in names}
    papers = {number: post(visit, f"{PAPER}{number}") for number in choices.keys() & ids.keys()}
    receipts = {number: receipt_of(paper, ids[number]) for number, paper in papers.items()}
    return ballot_sheets.vote(session, choices, receipts=receipts, by=visit.actor, at=visit.at)


def _nomination(visit: Visit) -> str:
    try:
        return str(UUID(post(visit, "nomination")))
    except ValueError as no:
        message = gettext_noop("Hãy chọn một hồ sơ.")
        raise Invalid("council_session.nomination", message) from no


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def session(visit: Visit, session: UUID) -> HttpResponse:
    """One session; what its reader may do now stands on it as buttons."""
    if visit.request.method == "POST":
        receipts: dict[int, str] = {}
        try:
            if post(visit, "act") == "sheet":
                receipts = _sheet(visit, str(session))
            else:
                _act(visit, str(session))
        except Invalid as no:
            return _session_page(visit, str(session), faults_of(no))
        if receipts:
            return visit.page("web/council_receipt.html", {"receipts": receipts, "session": session})
        messages.success(visit.request, gettext("Đã ghi."))
        return redirect("web:council-session", session=session)
    return _session_page(visit, str(session))


def _session_page(visit: Visit, id_: str, faults: Iterable[str] = ()) -> HttpResponse:
    board = boards.session(id_, by=visit.actor)
    values = {
        "board": board,
        "session": board.session,
        "faults": list(faults),
        "given": {"text": post(visit, "text"), "seats": post(visit, "seats")},
        "ways": Attendance.WAYS,
        "choices": CHOICES,
        "sheet": [(row, paper_of(str(row.item.pk)) if row.item.secret else "") for row in board.sheet],
    }
    return visit.page("web/council_session.html", values, status=422 if values["faults"] else 200)


@require_safe
@member_required
def live(visit: Visit, session: UUID) -> HttpResponse:
    """What changes while a session goes on."""
    return JsonResponse(boards.live(str(session), by=visit.actor))


@require_safe
@member_required
def minutes(visit: Visit, session: UUID) -> HttpResponse:
    """The minutes with the arithmetic of every vote, to be printed and signed."""
    row = boards.minutes(str(session), by=visit.actor)
    names = award_names.spoken()
    values = {
        "session": row,
        "minutes": row.minutes,
        "items": row.minutes["items"],
        "awards": names,
        "authority": row.authority,
    }
    return visit.page("web/council_minutes.html", values)
