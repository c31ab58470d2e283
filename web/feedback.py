"""Public pages of citizens' feedback: handing in without an account, following by a code, and what was published."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from emulation import feedback
from emulation.boards import feedback as boards
from emulation.feedback import Contact, Told
from emulation.models import Authority
from emulation.rules import tracking_codes
from emulation.rules.feedback import KINDS
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.files import chosen
from web.limits import too_often
from web.refusals import sentence

FIELDS = {"kind": 20, "unit": 40, "text": feedback.LONGEST, "happened_on": 20, "name": 200, "reach": 200, "share": 5}
"""What is asked for, and how long it may be."""
TRAP = "website"
"""A field that no person sees: what fills it is a machine."""
SALT, OLDEST, YOUNGEST = "web.feedback", 12 * 3600, 2


def ticket() -> str:
    """A signed number that becomes the tracking code: a form that is sent twice is one item."""
    return signing.dumps(secrets.randbelow(tracking_codes.SPACE), salt=SALT)


def _number(text: str) -> int | None:
    """The number of a ticket that was handed out, neither too long ago nor a moment ago."""
    try:
        number = signing.loads(text, salt=SALT, max_age=OLDEST)
    except signing.BadSignature:
        return None
    try:
        signing.loads(text, salt=SALT, max_age=YOUNGEST)
    except signing.SignatureExpired:
        return int(number)
    return None


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: str(request.POST.get(name, "")).replace("\0", "").strip() for name in FIELDS}


def _told(given: Mapping[str, str]) -> Told:
    """What was typed, as the act takes it. Raises `Invalid` for what is too long or no day."""
    problems = [
        Problem(
            "feedback.too_long", gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại."), name, {"longest": most}
        )
        for name, most in FIELDS.items()
        if len(given[name]) > most
    ]
    day = None
    try:
        day = date.fromisoformat(given["happened_on"]) if given["happened_on"] else None
    except ValueError:
        message = gettext_noop("Ngày không đọc được; hãy chọn lại ngày, hoặc để trống.")
        problems.append(Problem("feedback.day", message, "happened_on"))
    if problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems, **problems[0].params)
    contact = Contact(given["name"], given["reach"], given["share"] == "yes")
    return Told(given["kind"], given["text"], given["unit"], day, contact, "en" if get_language() == "en" else "vi")


def _authority(code: str) -> Authority:
    row = Authority.objects.filter(pk=code).first()
    if row is None:
        raise Missing("feedback.no_authority", gettext_noop("Không có cơ quan này."))
    return row


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Which authority it is for; where there is only one, its page at once."""
    rows = list(Authority.objects.order_by("name")[:500])
    if len(rows) == 1:
        return redirect("web:feedback-tell", authority=rows[0].pk)
    return render(request, "web/feedback_start.html", {"authorities": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def tell(request: HttpRequest, authority: str) -> HttpResponse:
    """Ask what happened. What is wrong is said at its field; nothing typed is lost. The code is shown once, on no address."""
    row = _authority(authority)
    if request.method != "POST":
        unit = str(request.GET.get("unit", ""))[:40].replace("\0", "")
        return _form(request, row, {**dict.fromkeys(FIELDS, ""), "kind": KINDS[0], "unit": unit})
    refused = too_often(request)
    if refused:
        return refused
    given = _given(request)
    number = _number(str(request.POST.get("ticket", "")))
    if number is None or request.POST.get(TRAP):
        message = gettext_noop("Trang này mở quá lâu hoặc gửi quá nhanh; hãy xem lại nội dung rồi bấm gửi lần nữa.")
        return _form(request, row, given, [Problem("feedback.ticket", message, "ticket")])
    code = tracking_codes.code_of(number)
    try:
        told, sent = _told(given), chosen(request)
        taken = feedback.receive(row.pk, told, code=code, uploads=sent, at=settings.CLOCK())
    except Invalid as no:
        return _form(request, row, given, no.problems or [Problem(no.code, no.message, "ticket", no.params)])
    return render(
        request, "web/feedback_done.html", {"code": tracking_codes.shown(code), "row": taken, "authority": row}
    )


def _form(
    request: HttpRequest, row: Authority, given: Mapping[str, str], problems: Iterable[Problem] = ()
) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path.partition("[")[0], sentence(problem))
    today = local_date(settings.CLOCK())
    values: dict[str, Any] = {
        "authority": row,
        "units": list(boards.names_of(row.pk, today).items()),
        "kinds": KINDS,
        "given": given,
        "errors": errors,
        "longest": FIELDS,
        "today": today.isoformat(),
        "ticket": ticket(),
        "trap": TRAP,
    }
    return render(request, "web/feedback_tell.html", values, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Show the item of a code that is sent in the form, never in an address; and reopen it, once."""
    if request.method != "POST":
        return _tracking(request, "")
    refused = too_often(request)
    if refused:
        return refused
    code = str(request.POST.get("code", "")).replace("\0", "")[:100]
    reason = str(request.POST.get("reason", "")).replace("\0", "")
    error = ""
    try:
        if request.POST.get("act") == "reopen":
            try:
                feedback.reopen(code, reason=reason, at=settings.CLOCK())
            except Invalid as no:
                error = sentence(no)
        found = boards.tracked(code, at=settings.CLOCK())
    except Missing as no:
        return _tracking(request, code, error=sentence(no))
    values = {"found": found, "row": found.row, "code": code, "reason": reason, "reason_error": error}
    return render(request, "web/feedback_tracked.html", values, status=422 if error else 200)


def _tracking(request: HttpRequest, code: str, error: str = "") -> HttpResponse:
    return render(request, "web/feedback_track.html", {"code": code, "error": error}, status=404 if error else 200)


@require_safe
def published(request: HttpRequest, authority: str) -> HttpResponse:
    """Questions and answers that everybody may read."""
    number = request.GET.get("page", "")
    page = int(number) if number.isdecimal() and len(number) < 6 else 1
    row, rows = boards.published(authority, page)
    names = boards.names_of(row.pk, local_date(settings.CLOCK()))
    lines = [(one, names.get(one.unit.code, "") if one.unit else "") for one in rows]
    return render(request, "web/feedback_published.html", {"authority": row, "page": rows, "lines": lines})
