"""Pages of certificates: the list, the paper for those who may have it, and what anybody may check by a code."""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from certificates import downloads, handouts, templates, verification
from certificates.models import Certificate
from emulation import visibility
from emulation.rules.periods import local_date
from kernel.errors import Missing
from kernel.text import gettext_noop, search_key
from web.access import Visit, member_required

PAGE = 50


def _seen(visit: Visit) -> QuerySet[Certificate]:
    return verification.seen_by(visit.actor, visibility.own_units(visit.actor, local_date(visit.at)))


@require_safe
@member_required
def show(visit: Visit) -> HttpResponse:
    sought = visit.request.GET.get("q", "").strip()[:100]
    rows = _seen(visit).order_by("-decided_on", "decision", "place_in_decision")
    if sought:
        rows = rows.filter(search_name__contains=search_key(sought))
    page = Paginator(rows, PAGE).get_page(visit.request.GET.get("page"))
    return visit.page(
        "web/certificates.html",
        {
            "page": page,
            "sought": sought,
            "sees_batches": handouts.may_see(visit.actor),
            "keeps_templates": templates.may_keep(visit.actor),
        },
    )


@require_safe
@member_required
def paper(visit: Visit, certificate: UUID) -> HttpResponseBase:
    row = _seen(visit).filter(pk=certificate).select_related("batch").first()
    if row is None:
        raise Missing("certificate.missing", gettext_noop("Không có giấy khen này."))
    headers = downloads.headers(downloads.name_of(row))
    return HttpResponse(downloads.paper(row), content_type="application/pdf", headers=headers)
