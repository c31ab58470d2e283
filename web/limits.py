"""How often one address may use a public form: the same rates as the API's, where rates are in force at all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from web.refusals import HEADINGS


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
