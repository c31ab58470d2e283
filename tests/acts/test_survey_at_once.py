"""A hundred citizens at once, on connections of their own: nothing is lost, nothing is doubled, and nothing says who was who."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from emulation import recounts, survey_access, survey_answering, survey_forms, survey_trays, surveys, units
from emulation.models import CampaignMonth, SurveyAnswer, SurveyCodeBatch, SurveyTally
from emulation.rules.survey_codes import code_of
from emulation.survey_access import About
from emulation.survey_answering import Given
from emulation.units import UnitRow
from kernel.actors import AUTHORITY, Grant, system_actor
from kernel.errors import WrongState
from tests.acts.test_at_once import at_once
from tests.acts.test_survey_answering import FORM
from tests.world import HOME, NOW, START, Town, launch, open_account
from tests.world import _publish_schemes as publish_schemes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(transactional_db: None, clock: None) -> Town:
    """As little of a town as a survey needs, committed, for these threads see no open transaction."""
    town, system = Town(HOME), system_actor(HOME)
    with transaction.atomic():
        units.found_authority(HOME, name="Quận", head_title="Chủ tịch", place="Hà Nội", by=system, at=START)
        rows = [UnitRow("P01", "Phường 1", "ward", "", "CUM-1", "Cụm 1", date(2018, 1, 1))]
        units.register(HOME, rows, source="tests", by=system, at=START)
        for role in ("standing_officer", "authority"):
            open_account(town, role, Grant(role, AUTHORITY))
        publish_schemes(town)
    return town


def by_code(code: str) -> bool:
    try:
        door = survey_answering.with_code(code, at=NOW)
        return survey_answering.answer(door, Given(str(uuid4()), {"Q1": 5}), at=NOW)
    except WrongState as no:
        assert no.code == "survey_code.spent"
        return False


def at_counter(token: str, key: str, mark: int) -> bool:
    door = survey_answering.remembered_point(token, at=NOW)
    return survey_answering.answer(door, Given(key, {"Q1": mark}), at=NOW)


def cut_off() -> None:
    """The connection falls, as when the database was started again."""
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def collected() -> int:
    return survey_trays.collect(at=NOW)


def test_a_hundred_writers_lose_and_double_nothing(town: Town) -> None:
    office, chair = town.actors["standing_officer"], town.actors["authority"]
    campaign = launch(town, "KS", ends_on=date(2019, 6, 30))
    version = survey_forms.write(campaign, "mot-cua", {**FORM, "ask_counter": False}, by=office, at=NOW)
    survey_forms.begin(str(version.pk), by=chair, at=NOW)
    survey, codes = str(version.survey_id), [code_of(bytes([n]) * 8) for n in range(1, 16)]
    survey_access.issue(
        survey, About("P01"), kind="code", label="1", codes=codes, until=date(2019, 5, 31), by=office, at=NOW
    )
    token = survey_access.open_point(survey, About("P01"), kind="kiosk", token="KIOSK", by=office, at=NOW).token
    keys = [str(uuid4()) for _ in range(34)]
    acts: list[Any] = [partial(by_code, code) for code in codes for _ in range(2)]
    acts += [partial(at_counter, token, key, 1 + n % 5) for n, key in enumerate(keys) for _ in range(2)]
    acts += [collected, collected]
    assert len(acts) == 100
    done = at_once(*acts)
    assert sum(done[:30]) == 15
    assert all(sum(done[place : place + 2]) >= 1 for place in range(0, 98, 2))
    again = at_once(*[partial(at_counter, token, key, 1) for key in keys[:20]], collected)
    assert not any(again[:20])
    collected()
    assert SurveyAnswer.objects.filter(version=version).count() == 49
    assert SurveyCodeBatch.objects.get().used == 15
    month = CampaignMonth.objects.select_related("campaign").get(campaign=campaign, month="2019-05")
    tally = surveys.tallies(month)["P01"]["Q1"]
    assert tally.counts == (7 * 25, 7 * 25, 7 * 25, 7 * 25, 15 * 100 + 6 * 25)
    assert sum(row.n5 for row in SurveyTally.objects.filter(month=month, item="Q1")) == 21
    assert recounts.recount(month) == []
    assert survey_trays.blend(at=NOW + timedelta(days=1)) == 49
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM emulation_surveyanswer WHERE version_id = %s", [version.pk])
        wrote = {xmin for (xmin,) in cursor.fetchall()}
        cursor.execute(
            "SELECT xmin::text FROM emulation_surveycode UNION SELECT xmin::text FROM emulation_surveycodebatch"
        )
        assert len(wrote) == 1
        assert wrote.isdisjoint({xmin for (xmin,) in cursor.fetchall()})
    cut_off()
    assert at_counter(token, str(uuid4()), 3)
    assert collected() == 1
