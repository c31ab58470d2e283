"""An answer at an open point costs one statement, and a door that a process remembers never lets in what is closed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation import campaigns, survey_access, survey_forms
from emulation.models import SurveyPoint, SurveyTray, SurveyVersion
from emulation.survey_access import About
from tests.world import NOW, Town, World, launch

ASKED = {"title": {"vi": "Khảo sát"}, "items": [{"code": "A", "title": {"vi": "Thái độ"}}]}


@pytest.fixture
def town(world: World) -> Town:
    cache.clear()
    return world.home


@pytest.fixture
def version(town: Town) -> SurveyVersion:
    office, chair = town.actors["standing_officer"], town.actors["authority"]
    campaign = launch(town, "NHANH", ends_on=date(2019, 6, 30), survey=[])
    made = survey_forms.write(campaign, "nhanh", ASKED, by=office, at=NOW)
    survey_access.open_point(str(made.survey_id), About("P01"), kind="qr", token="NHANH", by=office, at=NOW)
    return survey_forms.begin(str(made.pk), by=chair, at=NOW)


def send(client: Client, key: str = "", **marks: str) -> Any:
    sent = {"key": key or str(uuid4()), **{f"q-{code}": mark for code, mark in marks.items()}}
    return client.post(reverse("web:survey-point", args=["NHANH"]), sent)


def test_an_answer_is_one_statement_and_sent_again_it_is_the_same(version: SurveyVersion, client: Client) -> None:
    assert send(client, A="5").status_code == 200
    key = str(uuid4())
    with CaptureQueriesContext(connection) as asked:
        assert send(client, key, A="4").status_code == 200
    assert len(asked) == 1
    assert send(client, key, A="1").status_code == 200
    assert sorted(SurveyTray.objects.values_list("marks", flat=True)) == [[4], [5]]


def test_a_remembered_door_follows_the_next_version_at_once(version: SurveyVersion, town: Town, client: Client) -> None:
    assert send(client, A="5").status_code == 200
    office, chair = town.actors["standing_officer"], town.actors["authority"]
    other = {**ASKED, "items": [*ASKED["items"], {"code": "B", "title": {"vi": "Thời gian"}}]}
    campaign = str(version.survey.campaign_id)
    drafted = survey_forms.write(campaign, "nhanh", other, by=office, at=NOW)
    survey_forms.begin(str(drafted.pk), by=chair, at=NOW)
    assert send(client, A="3", B="2").status_code == 200
    assert SurveyTray.objects.get(version=drafted).marks == [3, 2]
    wrong = send(client, A="9")
    assert (wrong.status_code, "e-A" in wrong.content.decode()) == (422, True)


def test_a_remembered_door_that_closed_is_closed(version: SurveyVersion, town: Town, client: Client) -> None:
    assert send(client, A="5").status_code == 200
    campaign, chair = str(version.survey.campaign_id), town.actors["authority"]
    campaigns.suspend(campaign, reason="Chờ.", by=chair, at=NOW)
    assert send(client, A="5").status_code == 409
    campaigns.resume(campaign, by=chair, at=NOW)
    assert send(client, A="5").status_code == 200
    point = SurveyPoint.objects.get(token="NHANH")
    survey_access.close_point(str(point.pk), by=town.actors["standing_officer"], at=NOW)
    assert send(client, A="5").status_code == 404
    assert SurveyTray.objects.count() == 2
