"""The help inside the platform: whole in both languages, led to from every page, found by the search."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.web.conftest import SignIn
from tests.web.district import District
from web import help_topics

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def spans(part: help_topics.Part) -> list[help_topics.Span]:
    return [span for block in part.blocks for span in block.spans]


def test_both_languages_say_the_same_and_every_address_in_them_is_a_page() -> None:
    for topic in help_topics.TOPICS:
        vi, en = (help_topics.text(topic.slug, language) for language in help_topics.LANGUAGES)
        assert vi.title and len(vi.parts) == len(en.parts) > 2, topic.slug
        links = [[span.href for part in one.parts for span in spans(part) if span.href] for one in (vi, en)]
        assert links[0] == links[1], topic.slug
        assert all(get_resolver().resolve(link).func for link in links[0])
        assert not [span for part in vi.parts for span in spans(part) if {"*", "[", "`"} & set(span.text)]
    assert {path.stem for path in help_topics.TEXTS.glob("*/*.md")} == set(help_topics.BY_SLUG)


def test_the_sign_in_the_bar_leads_to_the_help_on_the_page_and_its_own_texts_come_first(
    sign_in: SignIn, district: District
) -> None:
    officer, inspector = sign_in("canbo.p01"), sign_in("kiemtra")
    for path, slug in (
        ("/", "bat-dau"),
        ("/me/", "ca-nhan"),
        (f"/campaigns/{district.campaign}/months/2019-02/units/P01/sheet/", "phieu-thang"),
        (f"/campaigns/{district.campaign}/ranking/", "ket-qua"),
        ("/organisation/", "quan-tri"),
    ):
        assert f'class="bell bell--help" href="/help/{slug}/"' in text(officer.get(path)), path
    own = [text(client.get("/help/")).partition("Việc của người khác")[0] for client in (officer, inspector)]
    assert ["/help/phieu-thang/" in one for one in own] == [True, False]
    page = text(inspector.get("/help/kiem-tra/"))
    assert 'id="muc-2"' in page and 'href="#muc-2"' in page
    assert inspector.get("/help/khong-co/").status_code == 404
    assert Client().get("/help/").status_code == 302


def test_a_search_finds_parts_of_the_help_in_the_language_that_is_read(sign_in: SignIn, district: District) -> None:
    client = sign_in("nhanvien.p01")
    assert 'href="/help/ket-qua/#muc-3"' in text(client.get("/search/", {"q": "khieu nai", "part": "suggestions"}))
    assert "Trợ giúp" in text(client.get("/search/", {"q": "mat mang", "group": "help"}))
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Keys" in text(client.get("/search/", {"q": "switch them off"}))
    assert reverse("web:help-topic", args=["bat-dau"]) in text(client.get("/search/", {"q": "first steps"}))
