"""The live board over HTTP: what it answers, when it has nothing new to say, and what it refuses."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emulation import evaluations
from emulation.evaluations import Line
from tests.api.conftest import Caller, visitor
from tests.world import CONFIRMED, NOW, PERSON_MARKS, Town, World, person, points


@pytest.fixture
def town(world: World) -> Town:
    return world.home


def address(town: Town) -> str:
    return f"/api/v1/campaigns/{town.running}/board"


def test_the_board_says_who_stands_where_and_that_it_is_provisional(as_: Caller, town: Town) -> None:
    answer = as_("standing_officer").get(address(town), {"subjects": "people", "cluster": "CUM-1"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["provisional"], told["subjects"], told["month"]) == (True, "people", "")
    assert {row["cluster"] for row in told["rows"]} == {"CUM-1"}
    first = told["rows"][0]
    assert first == {
        "subject": person("P01", 1), "name": first["name"], "unit": "P01", "cluster": "CUM-1", "score": first["score"],
        "grade": "B", "rank": 1, "rank_in_cluster": 1, "rank_in_unit": 1, "tied": True, "months": 1, "top": 0, "reason": "",
        "bracket": 1,
    }  # fmt: skip
    assert isinstance(first["score"], str)


def test_an_unchanged_board_is_not_sent_again_and_a_changed_one_is(as_: Caller, town: Town) -> None:
    client = as_("standing_officer")
    first = client.get(address(town))
    again = client.get(address(town), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(address(town), {"cluster": "CUM-1"}, headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    office = town.actors["standing_officer"]
    evaluations.appraise(town.running, CONFIRMED, "P01", by=office, at=NOW)
    changed = client.get(address(town), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["version"] > first.json()["version"]


def test_nobody_is_told_by_an_answer_of_304_what_others_may_see(as_: Caller, town: Town) -> None:
    asked = {"subjects": "people"}
    whole = as_("standing_officer").get(address(town), asked)
    staff = as_("staff").get(address(town), asked, headers={"If-None-Match": whole.headers["ETag"]})
    assert staff.status_code == 200
    assert len(staff.json()["rows"]) < len(whole.json()["rows"])


def test_the_rows_of_a_board_are_one_query(as_: Caller, town: Town) -> None:
    client = as_("standing_officer")
    client.get(address(town))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(town))
    assert sum("emulation_rollup" in query["sql"] and "name" in query["sql"] for query in queries.captured_queries) == 1


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"clutser": "CUM-1"}, 422, "request.unknown_parameter"),
        ({"subjects": "cats"}, 422, "board.unknown_subjects"),
        ({"month": "2031-01"}, 404, "month.missing"),
        ({"cluster": "\0"}, 422, "request.not_storable"),
    ],
)
def test_a_slip_in_the_question_is_told(as_: Caller, town: Town, asked: dict[str, str], status: int, code: str) -> None:
    answer = as_("standing_officer").get(address(town), asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_campaign_that_ranks_no_people_has_no_board_of_people(as_: Caller, town: Town) -> None:
    answer = as_("standing_officer").get(f"/api/v1/campaigns/{town.stages['draft']}/board", {"subjects": "people"})
    assert answer.status_code == 200
    assert answer.json()["rows"] == []


def test_the_page_shows_the_same_places_and_says_that_they_are_provisional(town: Town) -> None:
    page = visitor(town, "standing_officer").get(f"/campaigns/{town.running}/board/?subjects=people&month=2019-01")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Tạm tính" in text
    assert person("P01", 1) in text
    assert "chưa xét tỷ lệ khống chế" in text


def test_the_page_survives_any_question(town: Town) -> None:
    for asked in ("page=0", "page=x", "subjects=x&cluster=%00", "unit=P01&page=99999"):
        assert visitor(town, "staff").get(f"/campaigns/{town.running}/board/?{asked}").status_code in (200, 404, 422), (
            asked
        )


def test_a_month_of_the_board_ranks_by_that_month_alone(as_: Caller, town: Town) -> None:
    run, office = town.running, town.actors["standing_officer"]
    officer, head = town.actors["unit_officer"], town.actors["unit_head"]
    subject, who = person("P01", 3), [person("P01", 3)]
    evaluations.return_(run, CONFIRMED, "P01", subjects=who, reason="Nhầm.", by=office, at=NOW)
    evaluations.save(run, CONFIRMED, "P01", [Line(subject, points(PERSON_MARKS, B1="10"))], by=officer, at=NOW)
    evaluations.submit(run, CONFIRMED, "P01", subjects=who, by=officer, at=NOW)
    evaluations.confirm(run, CONFIRMED, "P01", subjects=who, by=head, at=NOW)
    evaluations.appraise(run, CONFIRMED, "P01", by=office, at=NOW)
    rows: list[dict[str, Any]] = (
        as_("standing_officer")
        .get(address(town), {"subjects": "people", "month": CONFIRMED, "unit": "P01"})
        .json()["rows"]
    )
    assert [(row["subject"], row["rank"]) for row in rows][-1] == (subject, 3)
    assert {row["months"] for row in rows} == {1}
