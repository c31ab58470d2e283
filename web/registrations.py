"""Pages of registrations and pledges: who has registered and signed for a year or campaign, one registration, its form."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from emulation.boards import nomination_forms
from emulation.boards import registrations as boards
from emulation.commendation import pledges, registration_lists, registrations
from emulation.commendation.pledges import Term
from emulation.commendation.registrations import Aim
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.nomination_texts import BUTTONS, GRAVE
from web.nominations import errors_of, posted, whole

AIM = "aim"
SEPARATOR = "|"


def _term(visit: Visit) -> Term:
    """What year and campaign the address asks for; this year where it names none."""
    text = str(visit.request.GET.get("year", ""))
    fine = text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in registrations.YEARS
    year = int(text) if fine else local_date(visit.at).year
    return Term(year, nomination_forms.uuid_text(str(visit.request.GET.get("campaign", ""))))


def _address(term: Term) -> str:
    campaign = f"&campaign={term.campaign}" if term.campaign else ""
    return f"{reverse('web:registrations')}?year={term.year}{campaign}"


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """Who has registered and pledged, by cluster; reminding those who have not, writing the pledge and signing it."""
    term = _term(visit)
    if visit.request.method != "POST":
        return _list(visit, term, ())
    act = posted(visit, "act")
    try:
        if act == "remind":
            codes = registration_lists.remind(term, by=visit.actor, at=visit.at)
            text = gettext("Đã nhắc %(count)s đơn vị chưa đăng ký.") % {"count": len(codes)}
        elif act == "sign":
            pledges.sign(posted(visit, "unit")[:40], term, by=visit.actor, at=visit.at)
            text = gettext("Đã ký giao ước thi đua.")
        elif act == "text":
            pledges.write(term, posted(visit, "text"), by=visit.actor, at=visit.at)
            text = gettext("Đã ghi nội dung giao ước.")
        else:
            raise Missing("registration.no_act", gettext_noop("Không có thao tác này."))
    except Invalid as no:
        return _list(visit, term, whole(no))
    messages.success(visit.request, text)
    return redirect(_address(term))


def _list(visit: Visit, term: Term, problems: Iterable[Problem]) -> HttpResponse:
    errors = errors_of(problems)
    board = registration_lists.listing(term, by=visit.actor, at=visit.at)
    values = {
        "board": board,
        "campaign": board.campaign,
        "errors": errors,
        "may_write": pledges.may_write(visit.actor),
        "text": posted(visit, "text") or (board.text.text if board.text else ""),
        "asked": _address(term).partition("?")[2],
        "longest": pledges.TEXT_LENGTH,
    }
    return visit.page("web/registrations.html", values, status=422 if errors else 200)


def _aims(visit: Visit) -> list[Aim]:
    """What was ticked: each box carries an award and a person, or the unit itself."""
    found = []
    for text in visit.request.POST.getlist(AIM):
        award, _, person = str(text).replace("\0", "").partition(SEPARATOR)
        found.append(Aim(award[:40], person[:40], posted(visit, f"note-{person or 'unit'}")))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def write(visit: Visit, unit: str) -> HttpResponse:
    """What a unit registers: awards ticked for itself and for each of its people."""
    term = _term(visit)
    board = boards.form(unit, term, by=visit.actor, at=visit.at)
    if visit.request.method != "POST":
        return _form(visit, board, board.ticked, board.notes, ())
    aims = _aims(visit)
    try:
        row = registrations.write(unit, term.year, aims, campaign=term.campaign, by=visit.actor, at=visit.at)
    except Invalid as no:
        ticked = frozenset((aim.award_code, aim.person) for aim in aims)
        return _form(visit, board, ticked, {aim.person: aim.note for aim in aims}, whole(no))
    messages.success(visit.request, gettext("Đã ghi bản đăng ký; thủ trưởng đơn vị nộp ở trang này."))
    return redirect("web:registration", registration=row.pk)


def _form(
    visit: Visit,
    board: boards.FormBoard,
    ticked: frozenset[tuple[str, str]],
    notes: Mapping[str, str],
    problems: Iterable[Problem],
) -> HttpResponse:
    errors = errors_of(problems)
    rows = [
        {
            "code": code,
            "name": name,
            "field": code or "unit",
            "note": notes.get(code, ""),
            "boxes": [
                (f"{award}{SEPARATOR}{code}", title, (award, code) in ticked)
                for award, title in (board.personal if code else board.collective)
            ],
        }
        for code, name in (("", board.name), *board.people)
    ]
    values = {"board": board, "campaign": board.campaign, "rows": rows, "faults": list(errors.values())}
    return visit.page("web/registration_form.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, registration: UUID) -> HttpResponse:
    """One registration, to be handed in by the head, and approved or returned by the standing body."""
    id_ = str(registration)
    if visit.request.method != "POST":
        return _page(visit, id_, ())
    act = posted(visit, "act")
    try:
        if act == "submit":
            registrations.submit(id_, by=visit.actor, at=visit.at)
        elif act == "approve":
            registrations.approve(id_, by=visit.actor, at=visit.at)
        elif act == "return":
            registrations.return_(id_, reason=posted(visit, "reason"), by=visit.actor, at=visit.at)
        else:
            raise Missing("registration.no_act", gettext_noop("Không có thao tác này."))
    except Invalid as no:
        return _page(visit, id_, whole(no))
    messages.success(visit.request, gettext("Đã ghi: %(act)s.") % {"act": gettext(BUTTONS[act]).lower()})
    return redirect("web:registration", registration=registration)


def _page(visit: Visit, registration: str, problems: Iterable[Problem]) -> HttpResponse:
    board = boards.one(registration, by=visit.actor, at=visit.at)
    errors = errors_of(problems)
    acts = [(act, BUTTONS[act], act in GRAVE) for act in board.acts if act in BUTTONS]
    values = {
        "board": board,
        "row": board.registration,
        "campaign": board.registration.campaign,
        "acts": acts,
        "errors": errors,
        "reason": posted(visit, "reason"),
    }
    return visit.page("web/registration.html", values, status=422 if errors else 200)
