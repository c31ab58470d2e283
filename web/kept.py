"""Answers that are the same as long as what they show is the same: tagged, and kept as text where making them costs something.

A tag says the content's version, what its reader may see, the language and the templates; a browser keeps what it got and asks
each time whether it is still that, so nobody is shown a page that they may not see any more. What is settled is kept for a few
seconds more for one session, before anybody asks the database who that is.
"""

from collections.abc import Callable
from functools import cache as once
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from kernel.text import digest

KEPT_SECONDS = 24 * 3600
SESSION_SECONDS = 10
_TEMPLATES = Path(__file__).with_name("templates")
_HEADERS = {
    "Vary": "Cookie, Accept-Language",
    "Cache-Control": "private, no-cache",
    "X-Frame-Options": "DENY",
    "Content-Type": "text/html; charset=utf-8",
}


@once
def look() -> str:
    """Another value for every other set of templates, so that a new version of the platform keeps nothing old."""
    files = sorted(path for path in _TEMPLATES.rglob("*.html"))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def tag_of(*parts: Any) -> str:
    """The tag of what these parts decide; they are values that JSON knows."""
    return digest([look(), get_language() or "", *parts])[:40]


def text(tag: str, make: Callable[[], str]) -> str:
    """The text under this tag, made when nobody made it before."""
    key = f"kept:{tag}"
    found = cache.get(key)
    if isinstance(found, str):
        return found
    made = make()
    cache.set(key, made, KEPT_SECONDS)
    return made


def answer(request: HttpRequest, tag: str, make: Callable[[], str], *, settled: bool = False) -> HttpResponse:
    """The text, or that it is still the one that the browser has."""
    etag = f'"{tag}"'
    held = get_conditional_response(request, etag=etag)
    response = held or HttpResponse(make())
    response["ETag"] = etag
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    patch_cache_control(response, private=True, no_cache=True)
    response.__dict__["kept_by_its_reader"] = True
    key = _of_session(request) if settled and held is None else ""
    if key:
        cache.set(key, (etag, response.content), SESSION_SECONDS)
    return response


def _of_session(request: HttpRequest) -> str:
    """What one session was shown at this address in this language; empty for who has none."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not session:
        return ""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "") + request.headers.get("Accept-Language", "")
    asked = "\n".join((session, language, request.get_full_path()))
    return f"shown:{sha256(asked.encode()).hexdigest()}"


class KeepSettled:
    """Answer again what a session was shown a moment ago, before session, account and rights are read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and request.path.endswith("/rows/") and "export" not in request.GET:
            key = _of_session(request)
            found = cache.get(key) if key else None
            if isinstance(found, tuple):
                return _again(request, *found)
        return self.get_response(request)


def _again(request: HttpRequest, etag: str, content: bytes) -> HttpResponse:
    headers = {**_HEADERS, "ETag": etag}
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        del headers["Content-Type"]
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(content, headers={**headers, "Content-Length": str(len(content))})
