"""A month's survey results through both mouths: raw figures, how sure they are, and what criteria take of them."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from emulation import schemes, surveys
from emulation.rules.exact import from_text
from emulation.rules.surveys import points_again, wilson
from emulation.surveys import Answer
from tests.api.conftest import Caller, visitor
from tests.world import NOW, START, Town, World, launch

MONTH = "2019-04"


@pytest.fixture
def town(world: World) -> Town:
    return world.home


def _scheme(town: Town, code: str, **survey: Any) -> tuple[str, int]:
    """The town's scheme for units with a policy for the one criterion that draws on the survey."""

    def with_policy(node: dict[str, Any]) -> dict[str, Any]:
        if node.get("source") == "survey":
            return {**node, "survey": survey}
        return {**node, "children": [with_policy(child) for child in node["children"]]} if "children" in node else node

    base = schemes.find(town.code, "hanoi-3814-unit", 1).definition
    definition = {**base, "code": code, "components": [with_policy(node) for node in base["components"]]}
    schemes.publish(definition, by=town.actors["standing_officer"], at=START)
    return code, 1


def _answers(unit: str, satisfied: int, others: int) -> list[Answer]:
    marks = [5] * satisfied + [2] * others
    day = date(2019, 4, 1)
    return [Answer(f"{unit}-{n}", unit, day + timedelta(n % 30), "qr", {"Q1": mark}) for n, mark in enumerate(marks)]


def _surveyed(town: Town, code: str, **survey: Any) -> str:
    """A campaign in which P01 has few answers, all good, P02 many that are mostly good, and D01 too few."""
    scheme = _scheme(town, f"bo-{code.lower()}", **survey)
    policy = {"minimum_survey_answers": 10}
    campaign = launch(town, code, ends_on=date(2019, 4, 30), unit_scheme=scheme, policy=policy)
    sent = [*_answers("P01", 12, 0), *_answers("P02", 90, 10), *_answers("D01", 9, 0)]
    surveys.count(campaign, sent, by=town.actors["standing_officer"], at=NOW)
    return campaign


def _results(as_: Caller, campaign: str, name: str = "standing_officer") -> dict[str, dict[str, Any]]:
    answer = as_(name).get(f"/api/v1/campaigns/{campaign}/months/{MONTH}/survey-results")
    assert answer.status_code == 200, answer.content
    return {row["unit"]: row for row in answer.json()}


def test_a_unit_is_told_with_its_share_its_mean_and_how_sure_they_are(town: Town, as_: Caller) -> None:
    told = _results(as_, _surveyed(town, "KS-1"))
    found = wilson(from_text("0.9"), 100)
    row = told["P02"]
    assert (row["answers"], row["minimum"], row["few_answers"]) == (100, 10, False)
    assert (row["satisfaction"], row["mean"], row["cluster"]) == ("0.9", "92.5", "CUM-1")
    assert (Decimal(row["interval_low"]), Decimal(row["interval_high"])) == (found.low, found.high)
    (criterion,) = row["criteria"]
    assert {name: criterion[name] for name in ("code", "measure", "raw", "mu", "k", "value", "points")} == {
        "code": "B4", "measure": "share", "raw": "0.9", "mu": None, "k": None, "value": "0.9", "points": "9.0000",
    }  # fmt: skip


def test_of_few_answers_only_their_number_is_told(town: Town, as_: Caller) -> None:
    row = _results(as_, _surveyed(town, "KS-2"))["D01"]
    assert (row["answers"], row["few_answers"]) == (9, True)
    assert {row[name] for name in ("satisfaction", "mean", "interval_low", "interval_high")} == {None}
    assert {row["criteria"][0][name] for name in ("raw", "mu", "k", "value", "points")} == {None}


def test_the_shrunken_figure_stands_beside_the_raw_one_with_what_it_was_drawn_towards(town: Town, as_: Caller) -> None:
    told = _results(as_, _surveyed(town, "KS-3", shrink="30"))
    few, many = (told[unit]["criteria"][0] for unit in ("P01", "P02"))
    assert (few["raw"], few["k"], few["mu"], many["raw"]) == ("1", "30", "0.910714", "0.9")
    assert from_text(few["value"]) == (12 + 30 * from_text("0.910714")) / 42
    assert from_text(many["value"]) < from_text(few["value"]) < 1
    assert told["P01"]["satisfaction"] == "1"


def test_the_api_gives_what_it_takes_to_find_the_points_again(town: Town, as_: Caller) -> None:
    for row in _results(as_, _surveyed(town, "KS-4", shrink="estimate", measure="mean")).values():
        (criterion,) = row["criteria"]
        data = {**criterion, "share": row["satisfaction"], "mean": row["mean"], "respondents": row["answers"]}
        again = points_again({**data, "estimated": True}, maximum=Decimal(10))
        assert criterion["points"] == (None if again is None else str(again))


def test_everybody_sees_the_figures_of_their_own_units_drawn_towards_those_of_all(town: Town, as_: Caller) -> None:
    campaign = _surveyed(town, "KS-5", shrink="estimate")
    whole, own = _results(as_, campaign), _results(as_, campaign, "unit_officer")
    assert set(whole) == {"P01", "P02", "D01"}
    assert own == {"P01": whole["P01"]}
    assert _results(as_, campaign, "staff") == {}


def _page(town: Town, campaign: str, name: str = "standing_officer", language: str = "vi") -> str:
    answer = visitor(town, name).get(
        f"/campaigns/{campaign}/months/{MONTH}/survey/", headers={"accept-language": language}
    )
    assert answer.status_code == 200
    return str(answer.content.decode())


def _cells(page: str, unit: str) -> list[str]:
    row = re.search(rf'<span class="code">{unit}</span></th>(.*?)</tr>', page, re.DOTALL)
    assert row
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells]


def test_the_page_shows_raw_figure_interval_and_what_became_of_it(town: Town) -> None:
    page = _page(town, _surveyed(town, "KS-6", shrink="30"))
    assert _cells(page, "P02") == [
        "100", "90,0 82,5–94,5", "82,5–94,5", "92,5", "90,2 gốc 90,0, mức chung 91,1, k = 30", "9,0247",
    ]  # fmt: skip
    assert _cells(page, "P01")[1:3] == ["100,0 75,7–100,0", "75,7–100,0"]
    assert _cells(page, "D01") == ["9 Ít phiếu", "–", "–", "–", "–", "–"]
    assert "Sau khi co" in page
    assert "Tháng còn mở" in page


def test_without_shrinkage_the_page_has_no_word_of_it(town: Town) -> None:
    page = _page(town, _surveyed(town, "KS-7"))
    assert _cells(page, "P02") == ["100", "90,0 82,5–94,5", "82,5–94,5", "92,5", "9,0000"]
    assert "Sau khi co" not in page


def test_the_page_of_a_unit_has_the_units_own_figures_alone(town: Town) -> None:
    page = _page(town, _surveyed(town, "KS-8"), "unit_officer")
    assert '<span class="code">P01</span>' in page
    assert '<span class="code">P02</span>' not in page
    assert "Bạn thấy những đơn vị trong phạm vi của mình." in page
