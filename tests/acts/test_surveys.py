"""Survey answers: counted once, whole deliveries or nothing, and points only from enough of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from emulation import campaigns, evaluations, months, rankings, schemes, surveys
from emulation.events import MonthClosed, SurveyAnswersCounted
from emulation.models import CampaignMonth, Standing, SurveyAnswer, SurveyTally
from emulation.rules.surveys import Tally, points_again
from emulation.surveys import Answer
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.api.conftest import visitor
from tests.world import CLOSED, DRAFTED, NOW, START, Town, World, event, hand_in, launch, of_unit


def answer(key: str, mark: int | None = 5, **changed: Any) -> Answer:
    values = {"unit": "P01", "answered_on": date(2019, 4, 10), "channel": "qr", "marks": {"Q1": mark}}
    return Answer(key, **{**values, **changed})


@pytest.fixture
def campaign(town: Town, office: Actor) -> str:
    """A campaign without any answer yet, whose January is closed."""
    made = launch(town, "KS-2019", ends_on=date(2019, 4, 30))
    months.close(made, CLOSED, by=office, at=NOW)
    return made


def count(campaign: str, by: Actor, *answers: Answer) -> tuple[int, int]:
    return surveys.count(campaign, answers, by=by, at=NOW)


def tallies(campaign: str) -> dict[str, dict[str, Tally]]:
    return surveys.tallies(CampaignMonth.objects.get(campaign=campaign, month=DRAFTED))


def test_answers_are_counted_by_unit_month_and_item(campaign: str, office: Actor) -> None:
    answers = [answer(f"k{n}", mark) for n, mark in enumerate([1, 2, 3, 4, 5, 5, None])]
    assert count(campaign, office, *answers, answer("d", 4, unit="D01")) == (8, 0)
    assert tallies(campaign) == {"P01": {"Q1": Tally((1, 1, 1, 1, 2), 1)}, "D01": {"Q1": Tally((0, 0, 0, 1, 0))}}
    told = event(SurveyAnswersCounted)
    assert (told.counted, told.repeated) == (8, 0)


def test_a_key_counts_once_however_often_it_comes(campaign: str, office: Actor) -> None:
    once(SurveyAnswersCounted, lambda: count(campaign, office, answer("a"), answer("b")), campaign=campaign)
    assert count(campaign, office, answer("b", 1), answer("c", 4), answer("c", 3)) == (1, 2)
    assert tallies(campaign)["P01"]["Q1"].valid == 3
    assert tallies(campaign)["P01"]["Q1"].counts[0] == 0


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ({"unit": "P77"}, "survey.unknown_unit", "answers[1].unit"),
        ({"marks": {"Q9": 3}}, "survey.unknown_item", "answers[1].marks.Q9"),
        ({"marks": {"Q1": 6}}, "survey.bad_mark", "answers[1].marks.Q1"),
        ({"marks": {"Q1": 0}}, "survey.bad_mark", "answers[1].marks.Q1"),
        ({"marks": {"Q1": -1}}, "survey.bad_mark", "answers[1].marks.Q1"),
    ],
)
def test_one_wrong_answer_keeps_the_whole_delivery_out(
    campaign: str, office: Actor, wrong: dict[str, Any], code: str, path: str
) -> None:
    with refused(Invalid, "survey.invalid") as no:
        count(campaign, office, answer("good"), answer("bad", **wrong))
    assert (no.codes, no.paths) == ([code], [path])
    assert not SurveyAnswer.objects.filter(campaign=campaign).exists()
    assert not SurveyTally.objects.filter(month__campaign=campaign).exists()


def test_too_many_or_no_answers_are_refused(campaign: str, office: Actor) -> None:
    for answers in ([], [answer(str(n)) for n in range(surveys.LIMIT + 1)]):
        with refused(Invalid, "survey.too_many"):
            count(campaign, office, *answers)


def test_answers_for_closed_and_unknown_months_are_refused(campaign: str, office: Actor, chair: Actor) -> None:
    with refused(WrongState, "month.closed"):
        count(campaign, office, answer("open"), answer("closed", answered_on=date(2019, 1, 10)))
    with refused(Missing, "month.missing"):
        count(campaign, office, answer("later", answered_on=date(2019, 12, 10)))
    with refused(Missing, "month.missing"):
        count(campaign, office, answer("before", answered_on=date(9, 1, 10)))
    campaigns.suspend(campaign, reason="Chờ.", by=chair, at=NOW)
    with refused(WrongState, "campaign.not_running"):
        count(campaign, office, answer("open"))
    assert recorded(SurveyAnswersCounted, campaign=campaign) == 0


def test_only_the_standing_office_of_the_authority_sends_answers(
    campaign: str, head: Actor, office: Actor, world: World
) -> None:
    with refused(NotAllowed, "survey.not_allowed"):
        count(campaign, head, answer("a"))
    with refused(Missing, "campaign.missing"):
        count(world.away.running, office, answer("a"))


def shrinking(town: Town, office: Actor, **survey: Any) -> str:
    """A campaign under the town's scheme for units whose one survey criterion has a policy."""

    def with_policy(node: dict[str, Any]) -> dict[str, Any]:
        if node.get("source") == "survey":
            return {**node, "survey": survey}
        return {**node, "children": [with_policy(child) for child in node["children"]]} if "children" in node else node

    base = schemes.find(town.code, "hanoi-3814-unit", 1).definition
    components = [with_policy(node) for node in base["components"]]
    schemes.publish({**base, "code": "co-ve-cum", "components": components}, by=office, at=START)
    changed = {"unit_scheme": ("co-ve-cum", 1), "policy": {"minimum_survey_answers": 10}}
    return launch(town, "CO-2019", ends_on=date(2019, 1, 31), **changed)


def test_a_ranking_keeps_raw_figures_with_what_they_were_drawn_towards_and_finds_the_points_again(
    town: Town, office: Actor
) -> None:
    campaign, at = shrinking(town, office, shrink="estimate"), datetime(2020, 1, 1, tzinfo=UTC)
    day = date(2019, 1, 10)
    for unit, marks in (("P01", [5] * 12), ("P02", [5] * 60 + [2] * 30), ("D01", [5] * 9)):
        count(
            campaign, office, *(answer(f"{unit}{n}", mark, unit=unit, answered_on=day) for n, mark in enumerate(marks))
        )
        hand_in(town, CLOSED, unit, at, campaign=campaign)
        evaluations.confirm(campaign, CLOSED, unit, by=of_unit(town, "unit_head", unit), at=at)
        evaluations.appraise(campaign, CLOSED, unit, by=office, at=at)
    months.close(campaign, CLOSED, by=office, at=at)
    rankings.rank_units(event(MonthClosed, campaign=campaign, month=CLOSED), at)
    rows = {row.subject: row for row in Standing.objects.filter(ranking__campaign=campaign)}
    kept = {unit: row.inputs["survey"]["B4"] for unit, row in rows.items()}
    assert (kept["P01"]["share"], kept["P02"]["share"], kept["D01"]["points"]) == ("1", "2/3", None)
    assert kept["P01"]["mu"] == kept["P02"]["mu"] == "0.705882"
    assert kept["P01"]["k"] == kept["P02"]["k"] != "0"
    for unit in ("P01", "P02"):
        again = points_again(kept[unit], maximum=Decimal(10))
        assert again is not None
        assert Decimal(rows[unit].inputs["sheet"]["B4"]) == again == Decimal(kept[unit]["points"])
    assert Decimal(kept["P01"]["points"]) < 10
    assert "B4" not in rows["D01"].inputs["sheet"]
    page = visitor(town, "standing_officer").get(f"/standings/{rows['P01'].pk}/").content.decode()
    assert "100,0 % ý kiến hài lòng trong 12 phiếu khảo sát (tối thiểu 10)" in page
    assert "co về mức chung 70,6 % với k = " in page
