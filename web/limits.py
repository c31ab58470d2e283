"""How often one address may use a public form: the same rates as the API's, where rates are in force at all."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from emulation.survey_limits import admit
from web.refusals import HEADINGS


@dataclass(frozen=True)
class Limit:
    """So many requests of one kind from one address within so many minutes; a service hall shares one address."""

    kind: str
    most: int
    minutes: int


LOOKS, FILES, LISTS = Limit("certificate", 120, 1), Limit("certificate file", 30, 10), Limit("credential lists", 300, 1)


class _ByAddress(SimpleRateThrottle):
    scope = "feedback"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        ident = self.get_ident(request)  # type: ignore[arg-type]  # it reads META alone
        return self.cache_format % {"scope": self.scope, "ident": ident}


def too_often(request: HttpRequest) -> HttpResponse | None:
    """The page that says so, or nothing while the address is within its rate."""
    if not api_settings.DEFAULT_THROTTLE_CLASSES:
        return None
    if _ByAddress().allow_request(request, None):  # type: ignore[arg-type]  # Django's request will do
        return None
    values = {
        "heading": gettext(HEADINGS[429]),
        "text": gettext("Địa chỉ mạng này đã gửi quá nhiều lần. Hãy thử lại sau một giờ."),
    }
    return render(request, "web/refusal.html", values, status=429)


def address(request: HttpRequest) -> str:
    """Where the request came from, as the nearest proxy tells it; used for counting within minutes and never kept."""
    told = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return told or str(request.META.get("REMOTE_ADDR", ""))


def refused(request: HttpRequest, limit: Limit) -> HttpResponse | None:
    """What an address gets that asks more than it may; it says nothing of what was asked for."""
    if not api_settings.DEFAULT_THROTTLE_CLASSES:
        return None
    if admit(address(request), limit.kind, limit=limit.most, minutes=limit.minutes, at=settings.CLOCK()):
        return None
    text = gettext("Mạng này đã tra cứu quá nhiều lần. Hãy thử lại sau ít phút.")
    values = {"language": get_language(), "heading": gettext(HEADINGS[429]), "text": text}
    response = render(request, "web/verify_often.html", values, status=429)
    response["Retry-After"] = str(limit.minutes * 60)
    return response
