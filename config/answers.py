"""What Django itself answers when no view does: a problem document under the API, a page elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views import defaults

from api.problems import MEDIA_TYPE, document
from web.access import around


def _problem(status: int, code: str, title: str) -> HttpResponse:
    return JsonResponse(document(status, code, title), status=status, content_type=MEDIA_TYPE)


def _of_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """A page with the menu of the member who asks, if it is one."""
    frame = around(request)
    response = render(request, template, frame, status=status)
    if frame:
        patch_cache_control(response, private=True, no_store=True)
    return response


def unreadable(request: HttpRequest, exception: Any) -> HttpResponse:
    if not _of_api(request):
        return defaults.bad_request(request, exception)
    return _problem(400, "request.unreadable", gettext("Không đọc được yêu cầu."))


def refused(request: HttpRequest, exception: Any) -> HttpResponse:
    if not _of_api(request):
        return _page(request, "403.html", 403)
    return _problem(403, "request.permission_denied", gettext("Bạn không có quyền làm việc này"))


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or from one that has been open for too long."""
    return _page(request, "403_csrf.html", 403)


def missing(request: HttpRequest, exception: Any) -> HttpResponse:
    if not _of_api(request):
        return _page(request, "404.html", 404)
    return _problem(404, "request.not_found", gettext("Không có địa chỉ này."))


def broken(request: HttpRequest) -> HttpResponse:
    """A bug: nothing of its inside is told."""
    if not _of_api(request):
        return defaults.server_error(request)
    return _problem(500, "server.error", gettext("Hệ thống gặp lỗi; sự việc đã được ghi lại."))
