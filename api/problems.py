"""Every no of the API as an RFC 9457 problem document, in the language of the request."""

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404
from django.utils.translation import get_language, gettext, gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

from emulation.rules.titles import act_title, machine_of, state_title
from kernel.errors import Invalid, Problem, Refusal, Unavailable, WrongState
from kernel.text import gettext_noop, spoken

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger(__name__)

_WORDS = {"act": act_title, "state_name": state_title}
_TEXTS = ("content", "field")


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = gettext_lazy("Nội dung gửi lên quá lớn: hãy chia nhỏ.")
    default_code = "too_large"


class ProblemDetail(serializers.Serializer[Any]):
    code = serializers.CharField()
    path = serializers.CharField()
    message = serializers.CharField()


class ProblemDocument(serializers.Serializer[Any]):
    """RFC 9457: what is wrong, where, and how to mend it; ``may`` lists the acts that are possible now."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    problems = ProblemDetail(many=True, required=False)
    state = serializers.CharField(required=False)
    may = serializers.ListField(child=serializers.CharField(), required=False)


def said(message: str, params: Mapping[str, Any], code: str = "") -> str:
    """A message id in the reader's language with its values; states and acts are named in the words of the machine that the
    ``code`` of the refusal names."""
    if not params:
        return gettext(message)
    english = get_language() == "en"
    return gettext(message) % {
        name: spoken(_word(name, value, machine_of(code)), gettext, english=english) for name, value in params.items()
    }


def _word(name: str, value: Any, machine: str) -> Any:
    """A value as people read it: codes of acts and states by their titles, texts of ours translated."""
    if name in _WORDS:
        return gettext(_WORDS[name](str(value), machine))
    return gettext(str(value)) if name in _TEXTS else value


def detail_of(problem: Problem) -> dict[str, str]:
    return {"code": problem.code, "path": problem.path, "message": said(problem.message, problem.params, problem.code)}


def document(status: int, code: str, title: str, problems: Iterable[Problem] = (), **more: Any) -> dict[str, Any]:
    return {
        "type": f"urn:thidua:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "problems": [detail_of(problem) for problem in problems],
        **more,
    }


def _of_refusal(refusal: Refusal) -> Response:
    more: dict[str, Any] = {}
    if isinstance(refusal, WrongState):
        more = {"state": refusal.state, "may": list(refusal.may)}
    body = document(
        refusal.status, refusal.code, said(refusal.message, refusal.params, refusal.code), refusal.problems, **more
    )
    headers = {"Retry-After": "5"} if isinstance(refusal, Unavailable) else None
    return Response(body, status=refusal.status, content_type=MEDIA_TYPE, headers=headers)


def _faults(detail: Any, path: str = "") -> Iterable[Problem]:
    """DRF's nested error details, flattened to paths."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _faults(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from _faults(inner, f"{path}[{index}]" if nested else path)
    else:
        yield Problem(f"request.{getattr(detail, 'code', 'invalid')}", str(detail).replace("%", "%%"), path)


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. What it does not know is a bug and becomes a 500 without internals."""
    if isinstance(error, Refusal):
        return _of_refusal(error)
    if isinstance(error, OperationalError):
        log.warning("database_away", error=str(error))
        return _of_refusal(
            Unavailable("database.away", gettext_noop("Cơ sở dữ liệu tạm thời không trả lời, hãy thử lại sau."))
        )
    if isinstance(error, DataError | UnicodeEncodeError):
        log.warning("not_storable", error=str(error))
        message = gettext_noop("Nội dung gửi lên có ký tự hoặc số mà hệ thống không lưu được.")
        return _of_refusal(Invalid("request.not_storable", message))
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    plain = exception_handler(error, context)
    if plain is None or not isinstance(error, exceptions.APIException):
        return plain
    validation = isinstance(error, exceptions.ValidationError)
    status = 422 if validation else plain.status_code
    code = "request.invalid" if validation else f"request.{error.default_code}"
    title = gettext("Dữ liệu gửi lên chưa hợp lệ.") if validation else str(error.detail)
    body = document(status, code, title, _faults(error.detail) if validation else ())
    headers = {name: plain[name] for name in ("WWW-Authenticate", "Retry-After", "Allow") if plain.has_header(name)}
    return Response(body, status=status, content_type=MEDIA_TYPE, headers=headers)
