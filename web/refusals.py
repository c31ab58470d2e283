"""What a person reads when the product says no: a refusal as a page, in their language, with what can be mended."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from certificates import states as certificates
from emulation.rules.titles import act_title, machine_of, state_title
from kernel.errors import Problem, Refusal, Unavailable
from kernel.text import gettext_noop, spoken
from web.access import around

HEADINGS = {
    400: gettext_noop("Yêu cầu không đọc được"),
    403: gettext_noop("Bạn không có quyền làm việc này"),
    404: gettext_noop("Không tìm thấy"),
    409: gettext_noop("Chưa làm được lúc này"),
    422: gettext_noop("Nội dung chưa đúng"),
    429: gettext_noop("Quá nhiều lần"),
    503: gettext_noop("Tạm thời chưa phục vụ được"),
}
NEXT = {
    403: gettext_noop(
        "Cần làm việc này thì hỏi bộ phận thường trực: quản trị trao vai trò, hoặc người có quyền ủy quyền cho bạn làm thay."
    ),
    404: gettext_noop("Hãy tìm tên người, đơn vị, quyết định bằng ô tìm kiếm, hoặc mở trang cần xem từ trình đơn."),
}
"""What a member does next who was refused so."""
_CODED = {"act": act_title, "state_name": state_title}
_TEXTS = ("content",)


def _params(params: Mapping[str, Any], machine: str) -> dict[str, Any]:
    """Values as they are read: codes of acts and states by their titles in the machine, texts of ours translated."""
    english = get_language() == "en"
    said = {name: spoken(value, gettext, english=english) for name, value in params.items()}
    for name, title in _CODED.items():
        if name in said:
            word = title(str(said[name]), machine)
            said[name] = gettext(certificates.TITLES.get(word, word))
    if isinstance(said.get("month"), str) and said["month"][5:].isdecimal():
        said["month"] = f"{int(said['month'][5:])}/{said['month'][:4]}"
    for name in _TEXTS:
        if said.get(name):
            said[name] = gettext(str(said[name]))
    return said


def sentence(no: Refusal | Problem) -> str:
    """The message in the language of the reader, with its values filled in."""
    message = gettext(no.message)
    return message % _params(no.params, machine_of(no.code)) if no.params else message


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    frame = {} if isinstance(refusal, Unavailable) else around(request)
    values = {
        **frame,
        "heading": gettext(HEADINGS.get(refusal.status, HEADINGS[400])),
        "next_step": gettext(NEXT[refusal.status]) if frame and refusal.status in NEXT else "",
        "text": sentence(refusal),
        "problems": list(dict.fromkeys(sentence(problem) for problem in refusal.problems)),
        "code": refusal.code,
        "back": _back(request),
    }
    response = render(request, "web/refusal.html", values, status=refusal.status)
    if isinstance(refusal, Unavailable):
        response["Retry-After"] = "10"
    response["Cache-Control"] = "private, no-store"
    return response


def _back(request: HttpRequest) -> str:
    """The page of ours that led here, if any."""
    came = urlsplit(request.headers.get("Referer", ""))
    here = came.netloc == request.get_host() and came.path != request.path
    return came.path + (f"?{came.query}" if came.query else "") if here else ""


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, Any]) -> HttpResponse:
    """What django-axes answers after too many wrong passwords; machines keep the answer that the API gave."""
    if request.path.startswith("/api/"):
        return response
    values = {
        "heading": gettext(HEADINGS[429]),
        "text": gettext("Đã nhập sai mật khẩu quá nhiều lần. Hãy thử lại sau 15 phút, hoặc liên hệ quản trị hệ thống."),
    }
    return render(request, "web/refusal.html", values, status=429)
