"""Pages of one certificate with its issues, and of requests for another copy: asked, checked, approved by somebody else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates import copies, states, verification
from certificates.models import Certificate, CopyRequest
from emulation import units, visibility
from emulation.rules.periods import local_date
from kernel.actors import Place
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.batches import issues_of
from web.refusals import sentence

PAGE = 50
_BLANKS = {"act": "", "reason": "", "text": ""}


def _given(visit: Visit) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in _BLANKS}


def _attempt(act: Callable[[], object]) -> list[str]:
    """What is wrong comes back as sentences; everything else is a page of its own."""
    try:
        act()
    except Invalid as no:
        return [sentence(problem) for problem in no.problems or [Problem(no.code, no.message, "", no.params)]]
    return []


def _found(visit: Visit, certificate: UUID) -> Certificate:
    seen = verification.seen_by(visit.actor, visibility.own_units(visit.actor, local_date(visit.at)))
    row = seen.filter(pk=certificate).select_related("batch").first()
    if row is None:
        raise Missing("certificate.missing", gettext_noop("Không có giấy khen này."))
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def certificate(visit: Visit, certificate: UUID) -> HttpResponse:
    """What one certificate says, all that were issued under its number, and the form that asks for another copy."""
    row = _found(visit, certificate)
    over = units.chart(row.authority, local_date(visit.at)).place(row.unit, row.person)
    given, faults = dict(_BLANKS), []
    if visit.request.method == "POST":
        given = _given(visit)
        faults = _attempt(
            lambda: copies.ask(row, given["act"], given["reason"], over=over, by=visit.actor, at=visit.at)
        )
        if not faults:
            messages.success(visit.request, gettext("Đã gửi yêu cầu; văn phòng sẽ đối chiếu với sổ khen thưởng."))
            return redirect("web:copies")
    open_ = row.requests.filter(state__in=copies.OPEN).exists()
    values = {
        "row": row,
        "issues": issues_of(row),
        "signed_by": verification.signed_by(row),
        "may_ask": copies.may_ask(row, visit.actor.roles_over(over)) and not open_,
        "waits": open_,
        "given": given,
        "faults": faults,
        "longest": copies.LONGEST,
    }
    return visit.page("web/certificate.html", values, status=422 if faults else 200)


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    """Requests: all for the office, those about its people for a unit, one's own for everybody."""
    seen = copies.seen(visit.actor, visibility.own_units(visit.actor, local_date(visit.at)))
    page = Paginator(seen.select_related("certificate"), PAGE).get_page(visit.request.GET.get("page"))
    return visit.page("web/copies.html", {"page": page})


def _acts(visit: Visit, row: CopyRequest) -> list[str]:
    """What the reader may do now, as the act itself would judge."""
    roles = visit.actor.roles_over(Place(visit.actor.authority))
    found = [act for act in states.COPY_REQUEST.possible(row.state, roles) if act != "withdraw"]
    own = {row.asked_by, row.checked_by} & visit.actor.accounts or row.person in visit.actor.persons
    found = [act for act in found if not (act == "approve" and own)]
    withdraws = row.state == states.ASKED and row.asked_by in visit.actor.accounts
    return [*found, "withdraw"] if withdraws else found


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, copy: UUID) -> HttpResponse:
    """One request with what the reader may do about it."""
    seen = copies.seen(visit.actor, visibility.own_units(visit.actor, local_date(visit.at)))
    row = seen.select_related("certificate", "made").filter(pk=copy).first()
    if row is None:
        raise Missing("copy.missing", gettext_noop("Không có yêu cầu này."))
    given, faults = dict(_BLANKS), []
    if visit.request.method == "POST":
        given = _given(visit)
        text = given["text"]
        by: dict[str, Any] = {"by": visit.actor, "at": visit.at}
        acts: dict[str, Callable[[], object]] = {
            "check": lambda: copies.check(str(copy), text, **by),
            "approve": lambda: copies.approve(str(copy), text, **by),
            "decline": lambda: copies.decline(str(copy), text, **by),
            "withdraw": lambda: copies.withdraw(str(copy), **by),
        }
        if given["act"] not in acts:
            raise Invalid("copy.unknown_act", gettext_noop("Hãy chọn việc cần làm."))
        faults = _attempt(acts[given["act"]])
        if not faults:
            messages.success(visit.request, gettext("Đã ghi."))
            return redirect("web:copy", copy=copy)
    values = {"row": row, "acts": _acts(visit, row), "given": given, "faults": faults, "longest": copies.LONGEST}
    return visit.page("web/copy.html", values, status=422 if faults else 200)
