"""Answers that are the same as long as what they show is the same: tagged, and kept as text where making them costs something.

A tag says the content's version, what its reader may see, the language and the templates; a browser keeps what it got and asks
each time whether it is still that, so nobody is shown a page that they may not see any more.
"""

from collections.abc import Callable
from functools import cache as once
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from kernel.text import digest

KEPT_SECONDS = 24 * 3600
_TEMPLATES = Path(__file__).with_name("templates")


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


def answer(request: HttpRequest, tag: str, make: Callable[[], str]) -> HttpResponse:
    """The text, or that it is still the one that the browser has."""
    etag = f'"{tag}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(make())
    response["ETag"] = etag
    patch_vary_headers(response, ("Cookie", "Accept-Language"))
    patch_cache_control(response, private=True, no_cache=True)
    response.__dict__["kept_by_its_reader"] = True
    return response
