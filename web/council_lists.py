"""The page of the councils: who sits in them, who comes and goes, sessions that are called; a council is entered on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation.boards import councils as boards
from emulation.boards import typed_names
from emulation.boards.typed_names import Holder
from emulation.commendation import council_sessions, councils
from emulation.models import CouncilMember, CouncilSession
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem, Refusal, WrongState
from kernel.text import gettext_noop
from web import council_seats
from web.access import Visit, member_required
from web.councils import post, whole
from web.refusals import sentence

FIELDS = (
    "name", "document", "valid_from", "quorum", "account", "role", "title", "day", "held_on", "place", "form", "number",
)  # fmt: skip
FOUND = "found"


@dataclass
class Asked:
    """What was sent: the act, its fields and the rows of members; then what is wrong with them."""

    act: str
    council: str
    given: dict[str, str]
    rows: list[council_seats.Row]
    offered: list[Holder] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    status: int = 200


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as no:
        message = gettext_noop("Ngày không đúng; hãy chọn lại.")
        raise Invalid("council.day", message, problems=[Problem("council.day", message, name)]) from no


def _found(visit: Visit, asked: Asked) -> None:
    asked.rows = [row for row in asked.rows if not row.blank]
    founding, wrong = council_seats.founded(asked.given, asked.rows, asked.offered)
    if not wrong:
        councils.found(founding, by=visit.actor, at=visit.at)
        return
    found = councils.faults(founding, by=visit.actor)
    raise Invalid(
        "council.invalid", gettext_noop("Chưa ghi được Hội đồng."), problems=council_seats.merged(found, wrong)
    )


def _seat(visit: Visit, asked: Asked) -> None:
    given = asked.given
    account = typed_names.account(given["account"], asked.offered, field="account")
    wanted = councils.Seat(account, given["role"], given["title"])
    councils.seat(asked.council, wanted, from_day=_day(given["day"], "day"), by=visit.actor, at=visit.at)


def _leave(visit: Visit, asked: Asked) -> None:
    on = _day(asked.given["day"], "day")
    councils.leave(asked.council, asked.given["account"], on=on, by=visit.actor, at=visit.at)


def _convene(visit: Visit, asked: Asked) -> CouncilSession:
    given = asked.given
    held_on = _day(given["held_on"], "held_on")
    plan = council_sessions.Plan(
        held_on=held_on, place=given["place"], form=given["form"], number=whole(given["number"])
    )
    return council_sessions.convene(asked.council, plan, by=visit.actor, at=visit.at)


ACTS: Mapping[str, Any] = {FOUND: _found, "seat": _seat, "leave": _leave, "convene": _convene}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """The councils with their members and sessions. What is wrong is said at its place; nothing typed is lost."""
    given = {name: post(visit, name) for name in FIELDS}
    asked = Asked(post(visit, "act"), post(visit, "council"), given, council_seats.typed(visit))
    if councils.may_keep(visit.actor):
        asked.offered = typed_names.holders(visit.actor.authority, local_date(visit.at))
    if visit.request.method != "POST":
        return _page(visit, asked)
    if council_seats.reshapes(asked.act):
        asked.rows = council_seats.reshaped(asked.rows, asked.act)
        return _page(visit, asked)
    if asked.act not in ACTS:
        raise Missing("council.no_act", gettext_noop("Không có thao tác này."))
    try:
        made = ACTS[asked.act](visit, asked)
    except (Invalid, WrongState) as no:
        return _refused(visit, asked, no)
    messages.success(visit.request, gettext("Đã ghi."))
    return redirect("web:council-session", session=made.pk) if made else redirect("web:councils")


def _refused(visit: Visit, asked: Asked, no: Refusal) -> HttpResponse:
    asked.problems = list(no.problems) or [Problem(no.code, no.message, "", no.params)]
    asked.status = no.status
    if asked.act == FOUND:
        asked.rows = council_seats.at_rows(asked.rows, asked.problems)
    return _page(visit, asked)


def _page(visit: Visit, asked: Asked) -> HttpResponse:
    founds = asked.act == FOUND
    values = {
        "board": boards.listed(by=visit.actor, at=visit.at),
        "asked": asked,
        "given": asked.given,
        "faults": council_seats.listed(asked.problems) if founds else [],
        "told": {one.path: sentence(one) for one in asked.problems},
        "members": asked.rows or council_seats.BEGUN,
        "roles": CouncilMember.ROLES,
        "forms": CouncilSession.FORMS,
    }
    return visit.page("web/councils.html", values, status=asked.status)
