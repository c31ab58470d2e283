"""Pages of log-ins: the list, opening one, and one with its roles and what an administrator may do with it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from emulation import accounts, logins
from emulation.boards import accounts as boards
from emulation.boards import typed_names
from emulation.rules.periods import local_date
from kernel.actors import Grant
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, refuse_all
from kernel.text import gettext_noop
from web import passwords
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = {"username": 150, "name": 150, "person": typed_names.LONGEST, "email": 254}
GRANT = {"role": 30, "scope": 12, "code": 40, "ends_on": 10, "reason": 2000}


def _given(visit: Visit, fields: Mapping[str, int]) -> dict[str, str]:
    return {name: str(visit.request.POST.get(name, "")).replace("\0", "").strip() for name in fields}


def _too_long(given: Mapping[str, str], fields: Mapping[str, int]) -> list[Problem]:
    message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    return [
        Problem("accounts.too_long", message, name, {"longest": most})
        for name, most in fields.items()
        if len(given[name]) > most
    ]


def _faults_of_new(given: Mapping[str, str]) -> list[Problem]:
    faults = _too_long(given, FIELDS)
    if not given["username"] or not all(letter.isalnum() or letter in "._+-@" for letter in given["username"]):
        message = gettext_noop("Tên đăng nhập chỉ gồm chữ, số và . _ + - @.")
        faults.append(Problem("accounts.username", message, "username"))
    return faults


@require_safe
@member_required
def listed(visit: Visit) -> HttpResponse:
    asked = {name: visit.request.GET.get(name, "").replace("\0", "")[:150] for name in ("q", "after")}
    shut = "shut" in visit.request.GET
    board = boards.listed(asked["q"], shut=shut, after=asked["after"], by=visit.actor)
    return visit.page("web/accounts.html", {"board": board, "asked": asked, "shut": shut})


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def opened(visit: Visit) -> HttpResponse:
    """Open a log-in without a password; its owner chooses one by a link. Nothing typed is lost."""
    accounts.require_administrator(visit.actor, visit.actor.authority)
    given = _given(visit, FIELDS)
    errors: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            refuse_all(_faults_of_new(given))
            account = accounts.open_account(
                visit.actor.authority,
                given["username"],
                name=given["name"],
                person=typed_names.person(given["person"], authority=visit.actor.authority, on=local_date(visit.at)),
                email=given["email"],
                by=visit.actor,
                at=visit.at,
            )
        except (Invalid, Missing) as no:
            at = "person" if no.code in ("accounts.no_person", "accounts.person_taken") else "username"
            errors = {one.path: sentence(one) for one in no.problems} or {at: sentence(no)}
        else:
            messages.success(visit.request, gettext("Đã mở tài khoản; hãy giao vai trò và đưa liên kết đặt mật khẩu."))
            return redirect("web:account", account=account.pk)
    values = {"given": given, "errors": errors, "longest": FIELDS}
    return visit.page("web/account_new.html", values, status=422 if errors else 200)


def _grant(given: Mapping[str, str]) -> Grant:
    code = given["code"] if given["scope"] in ("unit", "cluster") else ""
    return Grant(given["role"], given["scope"], code)


def _give(visit: Visit, board: boards.AccountBoard, given: Mapping[str, str]) -> None:
    try:
        last = date.fromisoformat(given["ends_on"]) if given["ends_on"] else None
    except ValueError as error:
        message = gettext_noop("Hãy chọn ngày.")
        raise Invalid("accounts.day", message, problems=[Problem("accounts.day", message, "ends_on")]) from error
    accounts.grant_role(
        visit.actor.authority, board.account.username, _grant(given), ends_on=last, by=visit.actor, at=visit.at
    )
    messages.success(visit.request, gettext("Đã giao vai trò."))


def _end(visit: Visit, board: boards.AccountBoard, given: Mapping[str, str]) -> None:
    accounts.end_role(visit.actor.authority, board.account.username, _grant(given), by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã thu vai trò; ai giữ, từ khi nào vẫn còn ghi."))


def _shut(visit: Visit, board: boards.AccountBoard, given: Mapping[str, str]) -> None:
    logins.shut(str(board.account.pk), reason=given["reason"], by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã ngừng tài khoản; không ai đăng nhập được bằng tài khoản này nữa."))


def _reopen(visit: Visit, board: boards.AccountBoard, given: Mapping[str, str]) -> None:
    logins.reopen(str(board.account.pk), reason=given["reason"], by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã mở lại tài khoản."))


def _unlock(visit: Visit, board: boards.AccountBoard, given: Mapping[str, str]) -> None:
    logins.unlock(str(board.account.pk), by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Đã bỏ khóa tạm; có thể đăng nhập ngay."))


ACTS: Mapping[str, Callable[[Visit, boards.AccountBoard, Mapping[str, str]], None]] = {
    "grant": _give,
    "end": _end,
    "shut": _shut,
    "reopen": _reopen,
    "unlock": _unlock,
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def show(visit: Visit, account: UUID) -> HttpResponse:
    """One log-in. A link with which to choose a password is shown here once and kept nowhere."""
    board = boards.one(str(account), by=visit.actor, at=visit.at)
    given = _given(visit, GRANT)
    if visit.request.method != "POST":
        return _shown(visit, board, given)
    act = visit.request.POST.get("act", "")
    try:
        refuse_all(_too_long(given, GRANT))
        if act == "link":
            issued = logins.issue_link(str(account), by=visit.actor, at=visit.at)
            return _shown(visit, board, given, link=passwords.link(issued))
        if act in ACTS:
            ACTS[act](visit, board, given)
    except (Invalid, Missing, WrongState, NotAllowed) as no:
        return _shown(visit, board, given, problems=no.problems or (Problem(no.code, no.message, "acts", no.params),))
    return redirect("web:account", account=account)


def _shown(
    visit: Visit,
    board: boards.AccountBoard,
    given: Mapping[str, str],
    *,
    problems: Iterable[Problem] = (),
    link: str = "",
) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    values = {"board": board, "given": given, "errors": errors, "link": link, "longest": GRANT}
    return visit.page("web/account.html", values, status=422 if errors else 200)
