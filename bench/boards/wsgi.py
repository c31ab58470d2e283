"""The product's own application with an empty view beside it: the same server, settings and middleware for both."""

from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from config.wsgi import application
from web.access import Visit, member_required


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


@member_required
def signed_in(visit: Visit) -> HttpResponse:
    """Empty too, once session, account and roles are read."""
    return HttpResponse(b"")


urlpatterns = [path("bench/empty", empty), path("bench/member", signed_in), path("", include("config.urls"))]
override_settings(ROOT_URLCONF="bench.boards.wsgi").enable()

__all__ = ["application"]
