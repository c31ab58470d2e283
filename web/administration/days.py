"""The page of the nation's days off and worked days of rest, as they are announced for a year: added and withdrawn by acts."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from emulation import work_calendars
from emulation.commendation import legal_catalogue
from emulation.models import CalendarDay
from emulation.rules.access import NATION
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem, WrongState, invalid_at
from kernel.text import gettext_noop
from web.administration.entrance import actor_at
from web.refusals import sentence

FIELDS = {"day": 10, "kind": 10, "occasion": 20, "name": 200, "legal_basis": 300, "reason": 2000, "row": 36}


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: str(request.POST.get(name, "")).replace("\0", "").strip()[:most] for name, most in FIELDS.items()}


def _act(request: HttpRequest, given: dict[str, str]) -> None:
    """Add a day, or withdraw one. Raises `Invalid`, `WrongState` and `Missing` as the acts do."""
    by, at = actor_at(request), settings.CLOCK()
    legal_catalogue.require_keeper(by)
    if given["row"]:
        try:
            row = str(UUID(given["row"]))
        except ValueError as error:
            raise Missing("calendar_day.missing", gettext_noop("Không có dòng này trong lịch của cơ quan.")) from error
        work_calendars.withdraw(row, reason=given["reason"], by=by, at=at)
        return
    try:
        day = date.fromisoformat(given["day"])
    except ValueError as error:
        raise invalid_at("calendar_day.day", gettext_noop("Hãy chọn ngày."), "day") from error
    texts = {name: given[name] for name in ("name", "legal_basis", "occasion")}
    work_calendars.add(day, given["kind"], **texts, by=by, at=at)


def day_urls(site: AdminSite) -> list[URLPattern]:
    def show(request: HttpRequest) -> HttpResponse:
        given, errors = _given(request), {}
        if request.method == "POST":
            try:
                _act(request, given)
            except (Invalid, WrongState) as no:
                problems = no.problems or (Problem(no.code, no.message, "day", no.params),)
                errors = {one.path: sentence(one) for one in problems}
            else:
                messages.success(request, gettext("Đã ghi; sự việc có trong sổ cái."))
                return redirect("admin:days")
        asked = request.GET.get("year", "")
        today = local_date(settings.CLOCK())
        year = int(asked) if asked.isascii() and asked.isdecimal() and 1900 < int(asked[:4]) < 2200 else today.year
        values: dict[str, Any] = {
            **site.each_context(request),
            "title": _("Ngày nghỉ, ngày làm bù của cả nước"),
            "days": CalendarDay.objects.filter(authority=None, withdrawn_at=None, day__year=year).order_by("day"),
            "year": year,
            "english": get_language() == "en",
            "lacks": work_calendars.lacks(NATION, (year,)),
            "occasions": work_calendars.occasions(),
            "may_keep": legal_catalogue.may_keep(actor_at(request)),
            "given": given,
            "errors": errors,
        }
        return TemplateResponse(request, "admin/days.html", values, status=422 if errors else 200)

    return [path("ngay-nghi/", site.admin_view(show), name="days")]
