"""The bar around every page: of each task what a member may use, the search over everything, and how the pages look."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.boards import search
from emulation.rules.periods import local_date
from kernel.actors import system_actor
from tests.web.conftest import SignIn
from tests.web.district import HOME, NOW, District
from tests.web.test_pages import member_pages
from web import navigation

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    return str(answer.content.decode())


def bar(page: str) -> str:
    found = re.search(r'<nav class="menus".*?</nav>', page, re.DOTALL)
    assert found
    return found[0]


def test_the_bar_leads_each_member_to_pages_that_open_and_marks_where_they_are(
    sign_in: SignIn, district: District
) -> None:
    seen: dict[str, set[str]] = {}
    for username in ("thuongtruc", "canbo.p01", "vanthu", "thutruong.p01"):
        client = sign_in(username)
        links = re.findall(r'href="([^"]+)"', bar(text(client.get("/"))))
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200) | {"/public/": 302}
        seen[username] = set(links)
    office = {"/operations/", "/award-rules/", "/funds/", "/decisions/old/"}
    assert office < seen["thuongtruc"]
    assert not office & seen["canbo.p01"]
    assert "/nominations/" in seen["canbo.p01"]
    assert "/award-register/" in seen["vanthu"]
    client = sign_in("thuongtruc")
    dossier = bar(text(client.get(reverse("web:nomination", args=[district.dossier]))))
    assert re.findall(r'href="([^"]+)" aria-current="([a-z]+)"', dossier) == [("/nominations/", "true")]
    assert dossier.count("menu--active") == 1
    month = bar(text(client.get(f"/campaigns/{district.campaign}/months/2019-02/")))
    assert (month.count("menu--active"), month.count("aria-current")) == (1, 0)
    assert "menus" not in text(Client().get("/login/"))


OF_NO_TASK = {
    *("search", "help", "help-topic", "inbox", "inbox-read", "notice", "mail-preferences", "mail-retry", "password"),
    *("documents", "document", "file", "name-in-public"),
}
"""What is the member's own, and what hangs on whatever led there."""


def test_every_page_of_members_belongs_to_a_task_of_the_bar(district: District) -> None:
    office = district.actors["thuongtruc"]
    nowhere = {
        page for page in member_pages(district) if not any(menu.active for menu in navigation.menus(office, page))
    }
    assert nowhere == OF_NO_TASK


def test_the_bar_asks_the_database_nothing(django_assert_num_queries: Any, district: District) -> None:
    with django_assert_num_queries(0):
        menus = navigation.menus(district.actors["thuongtruc"], "decision-amend")
    assert [(menu.title, [link.route for link in menu.links if link.current]) for menu in menus if menu.active] == [
        ("Giấy khen", ["decisions"])
    ]
    letters = [link.key for link in navigation.shortcuts(menus)]
    assert len(letters) == len(set(letters)) > 5


def test_a_chosen_theme_stands_in_the_page_and_nothing_else_is_kept(sign_in: SignIn, district: District) -> None:
    client = sign_in("thuongtruc")
    assert "data-theme" not in text(client.get("/"))
    answer = client.post("/display/", {"theme": "dark", "keys": "off", "next": "/certificates/"})
    assert answer.headers["Location"] == "/certificates/"
    page = text(client.get("/"))
    assert '<html lang="vi" data-theme="dark">' in page
    assert 'media="screen"' in page
    assert " data-off>" in page
    client.post("/display/", {"theme": "<b>", "next": "https://example.org/"})
    assert client.cookies["theme"].value == "dark"
    client.post("/display/", {"theme": "light"})
    assert "dark.css" not in text(client.get("/"))


def test_what_one_may_know_of_is_found_without_accents_by_group(sign_in: SignIn, district: District) -> None:
    office, staff = sign_in("thuongtruc"), sign_in("canbo.p01")
    page = text(office.get("/search/", {"q": "duc UONG"}))
    assert page.count("Trần Đức Ưởng</a>") == 4
    assert "Giấy khen" in page
    assert text(staff.get("/search/", {"q": "duc uong"})).count("Trần Đức Ưởng</a>") < 4
    assert "/award-rules/" in text(office.get("/search/", {"q": "quy dinh", "part": "suggestions"}))
    assert "/award-rules/" not in text(staff.get("/search/", {"q": "quy dinh"}))
    number = district.certificates["staff"]
    asked = {"q": f"{number.register_number}/{number.register_year}", "group": "certificates"}
    assert reverse("web:certificate", args=[number.pk]) in text(office.get("/search/", asked))
    assert "ít nhất hai ký tự" in text(office.get("/search/", {"q": "a"}))
    assert "Không tìm thấy gì" in text(office.get("/search/", {"q": "%_\\ 'x"}))


def test_a_search_asks_as_often_whatever_it_finds(district: District) -> None:
    by, on, costs = system_actor(HOME), local_date(NOW), []
    for sought in ("tr", "trần đức ưởng"):
        with CaptureQueriesContext(connection) as seen:
            assert {one.group for one in search.search(sought, by=by, on=on)} >= {"people"}
        costs.append(len(seen))
    assert costs == [7, 7]
