"""What verifiers of credentials ask for, without a log-in: our public keys, who issues, and the public status lists."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from certificates import credentials
from certificates.models import Certificate
from certificates.status_lists import TTL_MS
from kernel.errors import Missing
from kernel.text import gettext_noop
from web.limits import LISTS, refused

KEYS_SECONDS = 3600
Machine = Callable[..., HttpResponse]


def for_machines(seconds: int) -> Callable[[Machine], Machine]:
    """Open to every page's script, kept by caches for a while, and sent once while it stays the same."""

    def decorated(view: Machine) -> Machine:
        @wraps(view)
        def wrapped(request: HttpRequest, **named: Any) -> HttpResponse:
            too_often = refused(request, LISTS)
            if too_often is not None:
                return too_often
            response = view(request, **named)
            response["ETag"] = etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            response["Access-Control-Allow-Origin"] = "*"
            patch_cache_control(response, public=True, max_age=seconds)
            answer: HttpResponse = get_conditional_response(request, etag=etag, response=response) or response
            return answer

        return require_safe(wrapped)

    return decorated


@for_machines(KEYS_SECONDS)
def keys(request: HttpRequest) -> HttpResponse:
    """All keys of ours that ever signed a credential, as a JSON Web Key Set."""
    return JsonResponse(credentials.key_set(), content_type="application/jwk-set+json")


@for_machines(KEYS_SECONDS)
def issuer(request: HttpRequest, authority: str) -> HttpResponse:
    """The document of an authority's identifier, as the method did:web finds it."""
    if not Certificate.objects.filter(authority=authority, issued_at__isnull=False).exists():
        raise Missing("issuer.missing", gettext_noop("Không có cơ quan cấp nào mang mã này."))
    return JsonResponse(credentials.did_document(authority), content_type="application/did+json")


@for_machines(TTL_MS // 1000)
def status_list(request: HttpRequest, authority: str, purpose: str, number: int) -> HttpResponse:
    """A signed list of bits: which certificates hold no longer."""
    text = credentials.status_list(authority, purpose, number, at=settings.CLOCK())
    return HttpResponse(text, content_type=credentials.MEDIA_TYPE)
