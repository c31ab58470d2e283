"""Pages of delegations: the list with the form, and one of them, under which its delegate begins to act."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation import delegations
from emulation.boards import delegations as boards
from emulation.boards import typed_names
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop
from web.access import BEHALF, Visit, member_required
from web.refusals import sentence

FIELDS = ("role", "delegator", "delegate", "starts_on", "ends_on", "reason", "document")
LONGEST = 2000


def _given(visit: Visit) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "")[:LONGEST] for name in FIELDS}


def _day(text: str, path: str, faults: list[Problem]) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(Problem("delegation.day", gettext_noop("Hãy chọn ngày."), path))
        return date.min


def _delegate(visit: Visit, given: Mapping[str, str]) -> str:
    """The user name of who is meant, by user name, code or name."""
    offered = typed_names.holders(visit.actor.authority, local_date(visit.at))
    return typed_names.account(given["delegate"][: typed_names.LONGEST], offered, field="delegate")


def _list(visit: Visit, given: dict[str, str], problems: Iterable[Problem] = ()) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    board = boards.listed(by=visit.actor, at=visit.at)
    values = {"board": board, "given": given, "errors": errors}
    return visit.page("web/delegations.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """All delegations that the reader may see; from here one is made, and acting for somebody ends."""
    if visit.request.method != "POST":
        return _list(visit, dict.fromkeys(FIELDS, ""))
    if visit.request.POST.get("act") == "leave":
        visit.request.session.pop(BEHALF, None)
        messages.success(visit.request, gettext("Bạn trở lại với vai trò của chính mình."))
        return redirect("web:delegations")
    given = _given(visit)
    faults: list[Problem] = []
    days = {name: _day(given[name], name, faults) for name in ("starts_on", "ends_on")}
    grant, named = boards.read(given["role"])
    holder = given["delegator"] or named or str(visit.request.user.get_username())
    if faults:
        return _list(visit, given, faults)
    texts = (given["reason"], given["document"][:300])
    try:
        wanted = delegations.Wanted(holder, _delegate(visit, given), grant, days["starts_on"], days["ends_on"], *texts)
        row = delegations.delegate(wanted, by=visit.actor, at=visit.at)
    except Invalid as no:
        return _list(visit, given, no.problems)
    messages.success(visit.request, gettext("Đã ghi ủy quyền; người được ủy quyền thấy ngay trong trang này."))
    return redirect("web:delegation", delegation=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, delegation: UUID) -> HttpResponse:
    """One delegation. Its delegate begins to act under it, and both sides may end it with a reason."""
    shown = boards.one(str(delegation), by=visit.actor, at=visit.at)
    error = ""
    if visit.request.method == "POST" and visit.request.POST.get("act") == "use":
        delegations.actor_for(visit.request.user, delegation, at=visit.at)  # type: ignore[arg-type]  # a member's account
        visit.request.session[BEHALF] = str(delegation)
        return redirect("web:home")
    if visit.request.method == "POST":
        reason = str(visit.request.POST.get("reason", "")).replace("\0", "")[:LONGEST]
        try:
            delegations.end(delegation, reason=reason, by=visit.actor, at=visit.at)
        except Invalid as no:
            error = sentence(no)
        else:
            messages.success(visit.request, gettext("Đã kết thúc ủy quyền."))
            return redirect("web:delegations")
    return visit.page("web/delegation.html", {"shown": shown, "error": error}, status=422 if error else 200)
