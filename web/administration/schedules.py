"""The page of the timetable: when each job runs, when it ran last, and moving, resting or waking one with a reason."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from emulation import timetables
from kernel.errors import Invalid
from kernel.text import sort_key
from web.administration.entrance import actor_at
from web.refusals import sentence

EVERY, DAILY = "every", "daily"


def _asked(request: HttpRequest) -> str:
    """The rhythm as the act reads it."""
    kind = EVERY if request.POST.get("kind") == EVERY else DAILY
    return f"{kind} {request.POST.get(kind, '')}"


def _by_title() -> list[timetables.ScheduledJob]:
    """In the order of the reader's own language."""
    return sorted(timetables.jobs(), key=lambda job: sort_key(gettext(job.title)))


def schedule_urls(site: AdminSite) -> list[URLPattern]:
    def show(request: HttpRequest) -> HttpResponse:
        by, errors, asked = actor_at(request), {}, str(request.POST.get("job", ""))
        if request.method == "POST":
            running, reason = "running" in request.POST, str(request.POST.get("reason", "")).replace("\0", "")
            try:
                timetables.reschedule(
                    asked, _asked(request), running=running, reason=reason, by=by, at=settings.CLOCK()
                )
            except Invalid as no:
                errors = {asked: sentence(no)}
            else:
                messages.success(request, gettext("Đã ghi lịch chạy; có hiệu lực trong vài giây."))
                return redirect("admin:schedules")
        values: dict[str, Any] = {
            **site.each_context(request),
            "title": _("Lịch chạy tự động"),
            "jobs": [(job, errors.get(job.name, "")) for job in _by_title()],
            "may_keep": timetables.may_keep(by),
            "typed": request.POST,
        }
        return TemplateResponse(request, "admin/schedules.html", values, status=422 if errors else 200)

    return [path("lich-chay/", site.admin_view(show), name="schedules")]
