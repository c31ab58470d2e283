"""The request's id goes with everything that the request causes."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware

from kernel import ledger

NOBODYS = ("/s/", "/api/v1/s/")
"""Where citizens answer surveys."""
UNWRITTEN = (*NOBODYS, "/password/")
"""Where the address itself opens something: a link to a survey, a link with which to choose a password."""


class LogRequests(RequestMiddleware):
    """Requests in the log; of those with which citizens answer, neither where they came from nor by which link."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        if not request.path.startswith(NOBODYS):
            super().bind_ip(request)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        nobody = next((path for path in UNWRITTEN if request.path.startswith(path)), "")
        return f"{request.method} {nobody}…" if nobody else f"{request.method} {request.get_full_path()}"


class CarryRequestId:
    """Give the ledger the id under which the request is logged, and answer it as ``X-Request-Id``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        id_ = str(structlog.contextvars.get_contextvars().get("request_id", ""))
        token = ledger.request_id.set(id_)
        try:
            response = self.get_response(request)
        finally:
            ledger.request_id.reset(token)
        response["X-Request-Id"] = id_
        return response
