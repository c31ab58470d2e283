"""Pages of certificates: the list, the paper for those who may have it, and what anybody may check by a code."""

from uuid import UUID

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import verification
from certificates.models import Certificate
from emulation import visibility
from emulation.rules.periods import local_date
from kernel.errors import Missing, WrongState
from kernel.text import gettext_noop, search_key
from web.access import Visit, member_required

PLAIN = {"ensure_ascii": False}

PAGE = 50
UNKNOWN = gettext_noop("Không có giấy khen nào mang mã này.")


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
    return visit.page("web/certificates.html", {"page": page, "sought": sought})


@require_safe
@member_required
def paper(visit: Visit, certificate: UUID) -> HttpResponseBase:
    row = _seen(visit).filter(pk=certificate).first()
    if row is None:
        raise Missing("certificate.missing", gettext_noop("Không có giấy khen này."))
    if row.state != Certificate.ISSUED:
        raise WrongState(
            "certificate.not_ready", gettext_noop("Giấy khen đang được in, hãy quay lại sau ít phút."), state=row.state
        )
    name = f"giay-khen-{row.register_number}-{row.register_year}.pdf"
    response = FileResponse(
        default_storage.open(row.stored), as_attachment=True, filename=name, content_type="application/pdf"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code of a paper certificate."""
    code = "".join(c for c in request.GET.get("code", "") if c.isalnum())[:64]
    if code:
        return redirect("web:certificate-verify", token=code.upper())
    return render(request, "web/verify_form.html")


@require_safe
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the certificate says, for people and for machines; every unknown code gets the same answer."""
    try:
        certificate = verification.find(token)
    except Missing:
        response = _unknown(request)
    else:
        facts = verification.public_facts(certificate)
        html = render(request, "web/verify.html", {"facts": facts, "certificate": certificate})
        response = JsonResponse(facts, json_dumps_params=PLAIN) if _for_machines(request) else html
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_vary_headers(response, ["Accept"])
    return response


def _unknown(request: HttpRequest) -> HttpResponse:
    if _for_machines(request):
        problem = {"title": gettext(UNKNOWN), "status": 404, "code": "certificate.unknown"}
        return JsonResponse(problem, json_dumps_params=PLAIN, status=404, content_type="application/problem+json")
    return render(request, "web/verify_unknown.html", status=404)


def _for_machines(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
