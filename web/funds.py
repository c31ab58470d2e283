"""Pages of money: funds with their ledgers, the bonuses of awards, and the lists by which they are paid."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import award_names
from emulation.boards import funds as boards
from emulation.boards import typed_names, unit_choices
from emulation.commendation import bonuses, funds, payments
from emulation.rules.awards import payment_states as states
from emulation.rules.periods import local_date
from emulation.workbooks.payment_books import payment_workbook
from kernel.errors import Invalid, Missing, Problem, WrongState
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.campaigns import XLSX
from web.refusals import sentence

FIELDS = {
    "name": 300, "document": 300, "amount": 20, "unit": typed_names.LONGEST, "note": 2000, "basis": 300, "number": 40, "title": 500,
    "reason": 2000, "bonus": 36,
}  # fmt: skip
"""What is asked for, and how long it may be."""
Done = Callable[[], object]


def _given(visit: Visit) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "") for name in FIELDS}


def _page(visit: Visit) -> int:
    asked = str(visit.request.GET.get("page", "1"))
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1


def _money(text: str) -> int:
    """An amount as people write it: 1.490.000, 1 490 000 or −5000."""
    plain = text.replace(".", "").replace(",", "").replace(" ", "").replace("\u00a0", "").replace("−", "-")
    if not plain.removeprefix("-").isdecimal() or len(plain) > 15:
        problem = Problem("fund.amount_unread", gettext_noop("Hãy ghi số tiền bằng chữ số, đơn vị đồng."), "amount")
        raise Invalid(problem.code, problem.message, problems=[problem])
    return int(plain)


def _checked(given: Mapping[str, str]) -> None:
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    problems = [
        Problem("fund.too_long", message, name, {"longest": longest})
        for name, longest in FIELDS.items()
        if len(given[name]) > longest
    ]
    if problems:
        raise Invalid("fund.too_long", message, problems=problems, **problems[0].params)


def _attempt(visit: Visit, given: Mapping[str, str], acts: Mapping[str, Done]) -> list[str]:
    """Do what the form asks; what is wrong comes back as sentences, and so does what the fund has no money for."""
    asked = str(visit.request.POST.get("act", ""))
    try:
        _checked(given)
        if asked not in acts:
            raise Invalid("fund.act", gettext_noop("Hãy chọn việc cần làm."))
        acts[asked]()
    except Invalid as no:
        return [sentence(problem) for problem in no.problems or [Problem(no.code, no.message, "", no.params)]]
    except WrongState as no:
        if no.state != funds.SHORT:
            raise
        return [sentence(no)]
    messages.success(visit.request, gettext("Đã ghi."))
    return []


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """All funds; the accountant opens one here."""
    boards.listed(by=visit.actor)
    given, faults = _given(visit), []
    own, on = visit.actor.authority, local_date(visit.at)
    if visit.request.method == "POST":
        levels = visit.request.POST.getlist("level")

        def open_fund() -> None:
            unit = typed_names.unit(given["unit"], authority=own, on=on)
            asked = funds.Opening(given["name"], given["document"], _money(given["amount"]), unit, levels)
            funds.open_(asked, by=visit.actor, at=visit.at)

        faults = _attempt(visit, given, {"open": open_fund})
        if not faults:
            return redirect("web:funds")
    board = boards.listed(by=visit.actor)
    values = {"board": board, "faults": faults, "given": given, "longest": FIELDS}
    values["units"] = unit_choices.units(own, on) if board.may_open else []
    return visit.page("web/funds.html", values, status=422 if faults else 200)


def _fund_acts(visit: Visit, fund: str, given: Mapping[str, str]) -> dict[str, Done]:
    when: dict[str, Any] = {"by": visit.actor, "at": visit.at}
    paper: dict[str, Any] = {"document": given["document"], "note": given["note"], **when}
    chosen = visit.request.POST.getlist("bonus") if visit.request.POST.get("which") == "chosen" else None
    return {
        "allocate": lambda: funds.allocate(fund, _money(given["amount"]), **paper),
        "adjust": lambda: funds.adjust(fund, _money(given["amount"]), **paper),
        "overdraft": lambda: funds.allow_overdraft(fund, _money(given["amount"]), basis=given["basis"], **when),
        "draft": lambda: payments.draft(
            payments.Draft(fund, given["number"], given["title"], _ids(chosen)), by=visit.actor, at=visit.at
        ),
    }


def _ids(chosen: list[str] | None) -> list[str] | None:
    """Raises `Missing` for what is no id; an empty choice stays one, so that it is told to be empty."""
    for one in chosen or ():
        _id(one)
    return chosen


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError as no:
        raise Missing("bonus.missing", gettext_noop("Không có khoản thưởng này.")) from no


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, fund: UUID) -> HttpResponse:
    """A fund's ledger and balance; money booked and lists drafted here. Nothing typed is lost."""
    boards.one(str(fund), by=visit.actor)
    given, faults = _given(visit), []
    if visit.request.method == "POST":
        faults = _attempt(visit, given, _fund_acts(visit, str(fund), given))
        if not faults:
            return redirect("web:fund", fund=fund)
    board = boards.one(str(fund), page=_page(visit), by=visit.actor)
    asked = str(visit.request.POST.get("act", "")) if faults else ""
    values = {"board": board, "faults": faults, "given": given, "longest": FIELDS, "asked": asked}
    return visit.page("web/fund.html", {**values, "names": award_names.spoken()}, status=422 if faults else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def of_awards(visit: Visit) -> HttpResponse:
    """Bonuses: everybody's for who keeps the money, one's own for others."""
    given, faults = _given(visit), []
    if visit.request.method == "POST":

        def recover() -> None:
            bonuses.recover(_id(given["bonus"]), document=given["document"], by=visit.actor, at=visit.at)

        faults = _attempt(visit, given, {"recover": recover})
        if not faults:
            return redirect("web:bonuses")
    asked = str(visit.request.GET.get("state", ""))
    state = asked if asked in states.BONUS.states else ""
    board = boards.of_awards(state=state, page=_page(visit), by=visit.actor, at=visit.at)
    values = {"board": board, "states": states.BONUS.states, "faults": faults, "given": given, "longest": FIELDS}
    return visit.page("web/bonuses.html", {**values, "names": award_names.spoken()}, status=422 if faults else 200)


def _list_acts(visit: Visit, row: str, given: Mapping[str, str]) -> dict[str, Done]:
    when: dict[str, Any] = {"by": visit.actor, "at": visit.at}

    def refresh() -> None:
        fund = str(payments.find(row, by=visit.actor).fund_id)
        payments.revise(row, payments.Draft(fund, given["number"], given["title"]), **when)

    return {
        "approve": lambda: payments.approve(row, **when),
        "return": lambda: payments.return_(row, reason=given["reason"], **when),
        "discard": lambda: payments.discard(row, **when),
        "pay": lambda: payments.pay(row, document=given["document"], **when),
        "revise": refresh,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def payment_list(visit: Visit, payment_list: UUID) -> HttpResponse:
    """A list with its recipients and what may be done with it."""
    boards.of_list(str(payment_list), by=visit.actor)
    given, faults = _given(visit), []
    if visit.request.method == "POST":
        faults = _attempt(visit, given, _list_acts(visit, str(payment_list), given))
        if not faults:
            return redirect("web:payment-list", payment_list=payment_list)
    board = boards.of_list(str(payment_list), by=visit.actor)
    values = {"board": board, "faults": faults, "given": given, "longest": FIELDS}
    return visit.page("web/payment_list.html", {**values, "names": award_names.spoken()}, status=422 if faults else 200)


@require_safe
@member_required
def workbook(visit: Visit, payment_list: UUID) -> HttpResponse:
    row = payments.find(str(payment_list), by=visit.actor)
    headers = {"Content-Disposition": f'attachment; filename="danh-sach-chi-thuong-{row.year}-{row.pk}.xlsx"'}
    return HttpResponse(payment_workbook(payments.context(row)), content_type=XLSX, headers=headers)
