"""The page of an authority's certificate templates: adopt a design, and choose what is printed with which."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from certificates import presets, printing, templates
from certificates.models import TemplateUse
from certificates.moved_addresses import moved
from emulation.models import AwardType, in_force
from emulation.rules.periods import local_date
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop
from web.access import Visit, member_required
from web.decision_forms import day, told
from web.layout_forms import number
from web.printers import PAGES


def _post(visit: Visit, name: str, longest: int) -> str:
    return str(visit.request.POST.get(name, "")).replace("\0", "").strip()[:longest]


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def listed(visit: Visit) -> HttpResponse:
    """The authority's templates, what is printed with them, the printers for blanks, and the forms that change these."""
    templates.require_keeper(visit.actor)
    wrong: list[str] = []
    if visit.request.method == "POST":
        act = _ACTS.get(_post(visit, "act", 20))
        if act is None:
            raise Missing("web.no_act", gettext_noop("Không có thao tác này."))
        try:
            return act(visit)
        except Invalid as no:
            wrong = told(no)
    day_ = local_date(visit.at)
    values = {
        "adopted": templates.of(visit.actor),
        "uses": TemplateUse.objects.filter(authority=visit.actor.authority).select_related("template"),
        "presets": presets.PRESETS.values(),
        "pages": PAGES,
        "subjects": templates.SUBJECTS,
        "awards": AwardType.objects.filter(in_force(day_), has_certificate=True).order_by("name"),
        "writes": bool(templates.roles_of(visit.actor) & templates.WRITERS),
        "publishes": bool(templates.roles_of(visit.actor) & templates.PUBLISHERS),
        "today": day_,
        "moved": moved(visit.actor.authority),
        "address": printing.address(),
        "wrong": wrong,
    }
    return visit.page("web/certificate_templates.html", values, status=422 if wrong else 200)


def _adopt(visit: Visit) -> HttpResponse:
    width, height = PAGES.get(_post(visit, "page", 10), (0.0, 0.0))
    if not width:
        width, height = (_side(visit, name) for name in ("width", "height"))
    row = templates.adopt(
        _post(visit, "preset", 60),
        code=_post(visit, "code", 61),
        title=_post(visit, "title", 200),
        width=width,
        height=height,
        by=visit.actor,
        at=visit.at,
    )
    messages.success(visit.request, gettext("Đã nhận mẫu; hãy xem thử và chỉnh trước khi ban hành."))
    return redirect("web:certificate-template", template=row.pk)


def _side(visit: Visit, name: str) -> float:
    length = number(_post(visit, name, 10))
    if isinstance(length, str):
        message = gettext_noop("Hãy ghi cạnh giấy bằng mm.")
        raise Invalid("template.page", message, problems=[Problem("template.page", message, name)])
    return length


def _choose(visit: Visit) -> HttpResponse:
    templates.choose(
        _template(visit),
        award_code=_post(visit, "award_code", 60),
        subject=_post(visit, "subject", 12),
        from_day=day(_post(visit, "in_effect_from", 10), "in_effect_from"),
        by=visit.actor,
        at=visit.at,
    )
    messages.success(visit.request, gettext("Đã chọn mẫu; quyết định từ ngày đó in bằng mẫu này."))
    return redirect("web:certificate-templates")


def _template(visit: Visit) -> UUID:
    try:
        return UUID(_post(visit, "template", 36))
    except ValueError as no:
        message = gettext_noop("Hãy chọn một mẫu.")
        raise Invalid("template.unknown", message, problems=[Problem("template.unknown", message, "template")]) from no


_ACTS = {"adopt": _adopt, "choose": _choose}
