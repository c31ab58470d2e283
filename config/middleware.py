"""The request's id goes with everything that the request causes."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from kernel import ledger


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
