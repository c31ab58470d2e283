"""The public pages behind the QR code: what a certificate says and whether it holds, for people and for machines."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from certificates import comparing, credentials, public_papers, uploads, verification
from certificates.comparing import TITLES, Comparison
from certificates.models import Certificate
from certificates.tokens import address_of, normalised
from emulation.decisions.changes import GROUND_TITLES
from kernel.errors import Missing, Refusal
from kernel.text import gettext_noop
from web.limits import FILES, LOOKS, Limit, refused
from web.refusals import sentence

PLAIN = {"ensure_ascii": False}
HTML, JSON = "text/html", "application/json"
LANGUAGES = ("vi", "en")
UNKNOWN = gettext_noop("Không có giấy khen nào mang mã này.")
TOO_LARGE, NO_FILE = "too_large", "no_file"
CAUSES = {
    Certificate.AMENDED: gettext_noop("Nội dung đã được đính chính bằng một quyết định sau."),
    Certificate.EXCHANGE: gettext_noop("Giấy đã được cấp đổi."),
    Certificate.REISSUE: gettext_noop("Giấy đã được cấp lại."),
}
_HIDDEN = ("/V/", "/v/", "/Q/", "/q/", "/verify/", "/s/", "/api/")
ROBOTS = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in _HIDDEN)])
Page = Callable[..., HttpResponse]


def for_anybody(view: Page) -> Page:
    """In the language that the address asks for, kept by nobody, unknown to search engines, within the rate of an address,
    and without a forgery check: there is no session that a stranger could borrow, and nothing is changed."""

    @wraps(view)
    def wrapped(request: HttpRequest, **named: str) -> HttpResponse:
        asked = request.GET.get("lang", "")
        limit: Limit = FILES if request.method == "POST" else LOOKS
        with translation.override(asked if asked in LANGUAGES else get_language()):
            response = refused(request, limit) or view(request, **named)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["Accept", "Cookie"])
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return csrf_exempt(wrapped)


def wanted_kind(request: HttpRequest) -> str:
    return request.get_preferred_type([HTML, JSON, credentials.MEDIA_TYPE]) or HTML


def opened(response: HttpResponse) -> HttpResponse:
    """Pages of others may read it: whoever has the code may read it anyway, and no cookie changes the answer."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def problem(status: int, code: str, title: str, **more: Any) -> HttpResponse:
    problem = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return opened(
        JsonResponse(problem, json_dumps_params=PLAIN, status=status, content_type="application/problem+json")
    )


def told(certificate: Certificate) -> dict[str, Any]:
    """The public facts, with the ground of a revocation in words."""
    facts = verification.public_facts(certificate)
    if facts["revoked"]:
        title = GROUND_TITLES.get(facts["revoked"]["ground"], "")
        facts["revoked"]["ground_text"] = gettext(title) if title else ""
    return facts


def public_page(request: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200) -> HttpResponse:
    other = "vi" if get_language() == "en" else "en"
    frame = {"language": get_language(), "other": other, "looked_at": settings.CLOCK()}
    return render(request, template, {**frame, **values}, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    if wanted_kind(request) != HTML:
        return problem(404, "certificate.unknown", gettext(UNKNOWN))
    return public_page(request, "web/verify_unknown.html", {}, status=404)


def _shown(request: HttpRequest, certificate: Certificate, **more: Any) -> HttpResponse:
    facts = told(certificate)
    following = facts["superseded"]
    words = CAUSES[following["cause"]] if following else ""
    values = {
        "facts": facts,
        "certificate": certificate,
        "decision": public_papers.of_certificate(certificate),
        "cause": words and gettext(words),
    }
    return public_page(request, "web/verify.html", {**values, **more})


def _credential(certificate: Certificate) -> HttpResponse:
    """The signed credential; that of a superseded certificate is the next one's, as the refresh service has it."""
    following = verification.successor_of(certificate)
    if following is not None:
        return opened(HttpResponseRedirect(address_of(following.token)))
    try:
        return opened(HttpResponse(credentials.token(certificate), content_type=credentials.MEDIA_TYPE))
    except Refusal as no:
        return problem(no.status, no.code, sentence(no), state=verification.STATES[certificate.state])


@require_http_methods(["GET", "HEAD", "POST"])
@for_anybody
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the certificate says: as a page, as JSON, or as a credential; every unknown code gets the same answer."""
    try:
        certificate = verification.find(normalised(token))
    except Missing:
        return _unknown(request)
    if request.method == "POST":
        return _compared(request, certificate)
    wanted = wanted_kind(request)
    if wanted == HTML:
        return _shown(request, certificate)
    return _credential(certificate) if wanted != JSON else _facts(certificate)


def _facts(certificate: Certificate) -> HttpResponse:
    return opened(JsonResponse(told(certificate), json_dumps_params=PLAIN))


def _file(request: HttpRequest) -> tuple[str, uploads.Compared | None]:
    """What came in, and what is wrong with it."""
    try:
        watching = uploads.watch(request)
        file = uploads.taken(watching, request.FILES.get("file"))
    except uploads.TooLarge:
        return TOO_LARGE, None
    return ("", file) if file is not None and file.size else (NO_FILE, None)


def _compared(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    wrong, file = _file(request)
    if file is None:
        return _shown(request, certificate, outcome=wrong)
    found = comparing.compare(file.digest, file.content, token=certificate.token)
    return _shown(request, certificate, belongs=_belongs(found, certificate), **_outcome(found))


def _outcome(found: Comparison) -> dict[str, Any]:
    """What a page says of a file; what was altered by the names that stand on the paper."""
    rows = [
        {"title": gettext(TITLES[one.name]), "in_file": one.in_file, "issued": one.issued} for one in found.differences
    ]
    return {"outcome": found.outcome, "differences": rows, "carries": found.carries}


def _belongs(found: Comparison, asked: Certificate) -> str:
    """The address of the certificate whose file it is, where that is another one."""
    other = found.certificate
    return reverse("web:certificate-verify", args=[other.token]) if other and other != asked else ""


@require_http_methods(["GET", "HEAD", "POST"])
@for_anybody
def ask(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code of a paper, or hands in a file without one."""
    if request.method != "POST":
        code = normalised(request.GET.get("code", ""))
        return (
            redirect("web:certificate-verify", token=code) if code else public_page(request, "web/verify_form.html", {})
        )
    wrong, file = _file(request)
    if file is None:
        return public_page(request, "web/verify_form.html", {"outcome": wrong}, status=422)
    found = comparing.compare(file.digest, file.content)
    if found.certificate is None:
        return public_page(request, "web/verify_form.html", {"digest": file.digest, **_outcome(found)})
    return _shown(request, found.certificate, **_outcome(found))


@require_safe
def ask_there(request: HttpRequest) -> HttpResponse:
    """What the paper prints before its code leads to where the code is typed."""
    return redirect("web:verify")


@require_safe
def old(request: HttpRequest, token: str) -> HttpResponse:
    """The address on papers of before."""
    return HttpResponsePermanentRedirect(reverse("web:certificate-verify", args=[normalised(token) or "X"]))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")
