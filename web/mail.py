"""Pages about mails: how somebody wants them, the links that confirm an address or end them, and another try of the operator."""

from collections.abc import Iterable, Mapping
from datetime import time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_time
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from emulation import mail_preferences, mail_tokens, mails
from emulation.mail_preferences import Wish
from emulation.rules import mailing
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.refusals import sentence

FIELDS = ("address", "frequency", "language", "quiet_from", "quiet_to")
FREQUENCIES = {
    mailing.EACH: gettext_noop("Ngay khi có thông báo"),
    mailing.DAILY: gettext_noop("Mỗi ngày một thư tổng hợp (07:30)"),
    mailing.WEEKLY: gettext_noop("Mỗi tuần một thư tổng hợp (thứ Hai, 07:30)"),
    mailing.OFF: gettext_noop("Không nhận thư"),
}


def _form(visit: Visit, given: Mapping[str, str], problems: Iterable[Problem] = ()) -> HttpResponse:
    errors: dict[str, str] = {}
    for problem in problems:
        errors.setdefault(problem.path, sentence(problem))
    values = {
        "preference": mail_preferences.of(visit.actor),
        "confirmation": mail_preferences.last_confirmation(visit.actor),
        "frequencies": FREQUENCIES,
        "has_server": bool(settings.EMAIL_HOST),
        "given": given,
        "errors": errors,
    }
    return visit.page("web/mail.html", values, status=422 if errors else 200)


def _wish(given: Mapping[str, str]) -> Wish:
    times: dict[str, time] = {}
    faults = []
    for name in ("quiet_from", "quiet_to"):
        try:
            at = parse_time(given[name])
        except ValueError:
            at = None
        if at is None:
            message = gettext_noop("Hãy viết giờ như 21:00.")
            faults.append(Problem("mail.bad_time", message, name))
        else:
            times[name] = at
    if faults:
        raise Invalid("mail.bad_time", faults[0].message, problems=faults)
    return Wish(given["address"], given["frequency"], given["language"], times["quiet_from"], times["quiet_to"])


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def preferences(visit: Visit) -> HttpResponse:
    row = mail_preferences.of(visit.actor)
    if visit.request.method != "POST":
        given = {
            "address": row.asked_address or row.address,
            "frequency": row.frequency,
            "language": row.language,
            "quiet_from": f"{row.quiet_from:%H:%M}",
            "quiet_to": f"{row.quiet_to:%H:%M}",
        }
        return _form(visit, given)
    given = {name: str(visit.request.POST.get(name, "")).replace("\0", "").strip() for name in FIELDS}
    try:
        row = mail_preferences.change(_wish(given), by=visit.actor, at=visit.at)
    except Invalid as no:
        return _form(visit, given, no.problems)
    if row.asked_at == visit.at:
        messages.success(visit.request, gettext("Đã gửi thư xác nhận; hãy mở liên kết trong thư để nhận thông báo."))
    else:
        messages.success(visit.request, gettext("Đã ghi lựa chọn nhận thư."))
    return redirect("web:mail-preferences")


def _known(purpose: str, token: str) -> None:
    if mail_tokens.read(purpose, token) is None:
        raise Missing("mail.bad_link", gettext_noop("Liên kết này không đúng hoặc không còn dùng được."))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: programs that read mails open links too, and open them without anybody's wish."""
    _known(mail_tokens.CONFIRM, token)
    done = request.method == "POST"
    if done:
        mail_preferences.confirm(token, at=settings.CLOCK())
    return render(request, "web/mail_link.html", {"purpose": "confirm", "done": done})


@csrf_exempt  # the mail program of the reader posts here by itself (RFC 8058); the token is the right to
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    _known(mail_tokens.UNSUBSCRIBE, token)
    done = request.method == "POST"
    if done:
        mail_preferences.unsubscribe(token, at=settings.CLOCK())
    return render(request, "web/mail_link.html", {"purpose": "unsubscribe", "done": done})


@require_POST
@member_required
def retry(visit: Visit, mail: UUID) -> HttpResponse:
    mails.retry(str(mail), by=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Thư sẽ được gửi lại."))
    return redirect("web:operations")
