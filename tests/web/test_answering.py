"""Citizens at their page: no script, no cookie, few bytes, and nothing lost of what was filled in."""

import gzip
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from emulation import survey_access, survey_forms, survey_trays, surveys
from emulation.models import CampaignMonth, SurveyCodeBatch, SurveyTray, SurveyVersion
from emulation.rules.survey_codes import code_of
from emulation.survey_access import About
from tests.world import NOW, World, launch

CODES = [code_of(bytes([n]) * 8) for n in range(1, 7)]


@pytest.fixture
def version(world: World) -> SurveyVersion:
    town = world.home
    office, chair = town.actors["standing_officer"], town.actors["authority"]
    campaign = launch(town, "KS", ends_on=date(2019, 6, 30))
    row = survey_forms.take_template(campaign, "muoi-chuan-muc", "ten-service-standards", by=office, at=NOW)
    assert {"Q1", "S1", "S10", "GOP_Y"} <= {item.code for item in survey_forms.form_of(row).items}
    row = survey_forms.write(campaign, "muoi-chuan-muc", {**row.definition, "limit": 5}, by=office, at=NOW)
    survey_forms.begin(str(row.pk), by=chair, at=NOW)
    survey_access.issue(
        str(row.survey_id), About("P01"), kind="code", label="Đợt 1", codes=CODES, until=date(2019, 6, 1), by=office, at=NOW
    )  # fmt: skip
    for kind in ("qr", "kiosk"):
        survey_access.open_point(str(row.survey_id), About("P01"), kind=kind, token=f"P01{kind}", by=office, at=NOW)
    return row


def text(response: Any) -> str:
    return str(response.content.decode())


def filled(page: str, **answers: str) -> dict[str, str]:
    """The hidden fields of a page and what somebody marks."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {**hidden, **{f"q-{code}": value for code, value in answers.items()}}


def test_a_citizen_answers_by_a_code_without_script_or_cookie(version: SurveyVersion, client: Client) -> None:
    address = reverse("web:survey-code")
    slip = client.post(address, {"code": CODES[0][:-1] + ("A" if CODES[0][-1] != "A" else "B")})
    assert slip.status_code == 422 and "Mã chưa đúng" in text(slip) and 'aria-invalid="true"' in text(slip)
    page = text(client.post(address, {"code": CODES[0].lower()}))
    assert page.count("<fieldset") == page.count("<legend>") == 11
    assert "Khách đến, được chào hỏi" in page and "<script" not in page
    empty = client.post(address, filled(page, GOP_Y="   "))
    assert empty.status_code == 422 and "Hãy trả lời ít nhất một câu." in text(empty) and 'role="alert"' in text(empty)
    wrong = client.post(address, filled(page, S1="5", S2="7", GOP_Y="Xin <b>cảm ơn</b>"))
    assert wrong.status_code == 422 and "Xin &lt;b&gt;cảm ơn" in text(wrong)
    assert re.search(r'name="q-S1" value="5" checked', text(wrong)) and 'aria-describedby="e-S2"' in text(wrong)
    english = text(client.post(address, {**filled(page, S1="5"), "switch": "en"}))
    assert "Visitors are greeted" in english and re.search(r'name="q-S1" value="5" checked', english)
    done = client.post(address, filled(english, S1="5", S2="4", GOP_Y="Tốt"))
    assert done.status_code == 200 and not client.cookies and "Set-Cookie" not in done
    assert "no-store" in done["Cache-Control"]
    again = client.post(address, {"code": CODES[0]})
    assert again.status_code == 409 and "mỗi mã chỉ trả lời một lần" in text(again)
    assert SurveyCodeBatch.objects.get(survey=version.survey).used == 1
    row = SurveyTray.objects.get()
    assert (row.marks[:3], row.texts, row.channel) == ([None, 5, 4], {"GOP_Y": "Tốt"}, "code")


def test_the_page_is_light_enough_for_a_cheap_phone(version: SurveyVersion, client: Client) -> None:
    for token in ("P01qr", "P01kiosk"):
        page = client.get(reverse("web:survey-point", args=[token]))
        assert page.status_code == 200
        static = Path("web/static/web")
        files = [static.joinpath(name).read_bytes() for name in re.findall(r'"/static/web/([\w.]+)"', text(page))]
        assert len(files) >= 2
        assert len(page.content) + sum(map(len, files)) < 40_000
        assert sum(len(gzip.compress(data)) for data in [page.content, *files]) < 12_000


def test_an_open_counter_is_limited_by_address_and_nobody_keeps_the_address(
    version: SurveyVersion, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    cache.clear()
    address, here = reverse("web:survey-point", args=["P01qr"]), {"REMOTE_ADDR": "203.0.113.77"}
    page = text(client.get(address))
    for _ in range(5):
        assert client.post(address, {**filled(page, S1="4"), "key": str(uuid4())}, **here).status_code == 200
    more = client.post(address, {**filled(page, S1="2"), "key": str(uuid4())}, **here)
    assert more.status_code == 429 and re.search(r'name="q-S1" value="2" checked', text(more))
    other = client.post(address, {**filled(page, S1="2"), "key": str(uuid4())}, REMOTE_ADDR="203.0.113.78")
    assert other.status_code == 200
    assert SurveyTray.objects.filter(repeated=False).count() == 3, (
        "the third and later of one client say so, and no more"
    )
    assert SurveyTray.objects.filter(repeated=True).count() == 3
    keys = cache._cache.get_client(None).keys("*survey*")
    assert len(keys) == 4 and not [key for key in keys if b"203.0" in key]
    assert "request_finished" in caplog.text and "203.0" not in caplog.text
    cache.clear()


def test_a_kiosk_sends_its_queue_and_hears_of_each_answer(version: SurveyVersion, client: Client) -> None:
    cache.clear()
    address = reverse("api:survey-point-answers", args=["P01kiosk"])
    good = {"key": uuid4().hex, "version": str(version.pk), "marks": {"S1": 5}, "day": "2019-05-10", "hour": 9}
    bad = {"key": uuid4().hex, "marks": {"S99": 5}}
    for _ in range(2):
        reply = client.post(address, {"answers": [good, bad]}, content_type="application/json")
        assert reply.json()["answers"] == [
            {"key": good["key"], "taken": True, "refused": ""},
            {"key": bad["key"], "taken": False, "refused": "survey_answer.invalid"},
        ]
    assert survey_trays.collect(at=NOW) == 1
    month = CampaignMonth.objects.get(campaign=version.survey.campaign_id, month="2019-05")
    assert surveys.tallies(month) == {"P01": {"Q1": surveys.Tally((0,) * 5, 50, 100)}}
    assert client.post(address, {"answers": [good] * 51}, content_type="application/json").status_code == 422
    assert client.post(address, {"answers": [good] * 3}, content_type="application/json").status_code == 503
    assert client.get("/s/p/%00/").status_code == client.get("/s/l/%00/").status_code == 404
    gone = client.get(reverse("web:survey-point", args=["nobody"]))
    assert gone.status_code == 404 and "không còn dùng" in text(gone)
    worker = client.get(reverse("web:survey-kiosk-worker", args=["P01kiosk"]))
    assert worker["Content-Type"].startswith("text/javascript") and "/s/p/P01kiosk/" in text(worker)
    cache.clear()


def test_the_language_chosen_for_other_pages_is_spoken_here_too_unless_the_form_says_otherwise(client: Client) -> None:
    address = reverse("web:survey-code")
    assert 'lang="vi"' in client.get(address).content.decode()
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get(address).content.decode()
    assert 'lang="vi"' in client.get(f"{address}?lang=vi").content.decode()
