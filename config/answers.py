"""What Django itself answers when no view does: a problem document under the API, a page elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views import defaults

from api.problems import MEDIA_TYPE, document


def _problem(status: int, code: str, title: str) -> HttpResponse:
    return JsonResponse(document(status, code, title), status=status, content_type=MEDIA_TYPE)


def _of_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def unreadable(request: HttpRequest, exception: Any) -> HttpResponse:
    if not _of_api(request):
        return defaults.bad_request(request, exception)
    return _problem(400, "request.unreadable", gettext("Không đọc được yêu cầu."))


def missing(request: HttpRequest, exception: Any) -> HttpResponse:
    if not _of_api(request):
        return defaults.page_not_found(request, exception)
    return _problem(404, "request.not_found", gettext("Không có địa chỉ này."))


def broken(request: HttpRequest) -> HttpResponse:
    """A bug: nothing of its inside is told."""
    if not _of_api(request):
        return defaults.server_error(request)
    return _problem(500, "server.error", gettext("Hệ thống gặp lỗi; sự việc đã được ghi lại."))
