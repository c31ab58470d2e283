"""Pages for everybody, without a log-in and without JavaScript: published results, and the honour roll."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from emulation.boards import open_pages as boards
from web.limits import Limit, refused

LOOKS = Limit("open page", 240, 1)
LANGUAGES = ("vi", "en")
FRESH = 120
"""Seconds for which a browser or a proxy may show a page again without asking."""
Page = Callable[..., HttpResponse]


def _for_everybody(view: Page) -> Page:
    """Within the rate of an address, in the language of the address, and with a mark by which an unchanged page is not sent
    again."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **named: object) -> HttpResponse:
        over = refused(request, LOOKS)
        if over is not None:
            return over
        asked = request.GET.get("lang", "")
        with translation.override(asked if asked in LANGUAGES else get_language()):
            response = view(request, **named)
        if response.status_code != 200:
            return response
        mark = f'"{sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = mark
        response["Cache-Control"] = f"public, max-age={FRESH}"
        patch_vary_headers(response, ["Cookie"])
        return get_conditional_response(request, etag=mark, response=response) or response

    return wrapped


@_for_everybody
def start(request: HttpRequest) -> HttpResponse:
    """The authorities that have something to tell; the only one at once."""
    rows = boards.authorities()
    if len(rows) == 1:
        return redirect("web:open-authority", authority=rows[0].pk)
    return render(request, "web/open_start.html", {"authorities": rows})


@_for_everybody
def authority(request: HttpRequest, authority: str) -> HttpResponse:
    held, rows = boards.results(authority)
    return render(request, "web/open_authority.html", {"authority": held, "rows": rows})


@_for_everybody
def results(request: HttpRequest, authority: str, ranking: UUID) -> HttpResponse:
    board = boards.result(authority, ranking)
    return render(request, "web/open_results.html", {"board": board, "authority": board.authority})


@_for_everybody
def honour_roll(request: HttpRequest, authority: str) -> HttpResponse:
    """People are found here by who looks for them, and not by search engines."""
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:200] for name in ("q", "award", "unit")}
    year, page = request.GET.get("year", ""), request.GET.get("page", "")
    wish = boards.Wish(
        words=asked["q"],
        year=int(year) if year.isdecimal() and len(year) == 4 and int(year) else None,
        award=asked["award"],
        unit=asked["unit"],
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )
    board = boards.honour_roll(authority, wish)
    response = render(request, "web/open_honours.html", {"board": board, "authority": board.authority})
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
