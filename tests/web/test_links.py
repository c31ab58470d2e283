"""What a page offers to somebody leads on: no link of any page that a role reaches ends in a refusal."""

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.web.conftest import SignIn
from tests.web.district import District

pytestmark = pytest.mark.django_db
ROLES = ("chutich", "vanthu", "thuky", "ketoan", "quantri", "kiemtra", "canbo.p01", "thutruong.p01", "nhanvien.p01")
"""All but the standing office, which may open nearly everything and takes as long as all others together."""
STATES = {"campaign", "month", "ranking", "decision", "nomination", "council-session", "evaluation", "certificate"}
"""Pages that offer other things in other states: of these a few are opened, of all others the first."""
A_FEW = 4


def kind_of(address: str) -> str:
    """The name of the page that an address leads to; where it names an act, with the act."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return " ".join(
        [found.view_name, *(str(value) for name, value in found.kwargs.items() if name in ("act", "record"))]
    )


def links(page: str, here: str) -> Iterator[str]:
    for href in re.findall(r'<a [^>]*href="([^"]+)"', page):
        address = urldefrag(urljoin(here, href.replace("&amp;", "&")))[0]
        if address.startswith("/") and not address.startswith("/static/"):
            yield address


def refused(client: Client) -> list[tuple[int, str, str]]:
    """Of all that can be reached from the first page: which address answers with what error, and where it is offered."""
    wrong, seen, opened = [], {"/"}, dict[str, int]()
    waiting = deque([("/", "")])
    while waiting:
        here, offered = waiting.popleft()
        answer = client.get(here)
        if answer.status_code >= 400:
            wrong.append((answer.status_code, here, offered))
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            deque(getattr(answer, "streaming_content", ()), maxlen=0)  # a file that is read to its end closes itself
            continue
        for address in links(answer.content.decode(), here):
            kind = kind_of(address)
            most = A_FEW if kind.removeprefix("web:") in STATES else 1
            if address not in seen and opened.get(kind, 0) < most:
                seen.add(address)
                opened[kind] = opened.get(kind, 0) + 1
                waiting.append((address, here))
    assert len(opened) > 20, "the walk ended at the door"
    return wrong


@pytest.mark.parametrize("username", ROLES)
def test_no_link_leads_its_reader_to_a_refusal(sign_in: SignIn, district: District, username: str) -> None:
    assert refused(sign_in(username)) == []
