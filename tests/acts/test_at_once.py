"""The same act by several at once, on connections of their own: one event, no gap, nothing counted twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from emulation import decisions, evaluations, months, surveys
from emulation.events import EvaluationsSaved, MonthClosed, SurveyAnswersCounted
from emulation.models import Campaign, CampaignMonth, Evaluation, RegisterEntry, SurveyAnswer
from emulation.surveys import Answer
from kernel.errors import WrongState
from tests.acts.conftest import recorded
from tests.world import DRAFTED, NOW, UNIT_MARKS, Town, decision, launch, person, points, proposals


@pytest.fixture
def town(committed_town: Town) -> Town:
    return committed_town


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Begin all at the same moment; answers what they answered."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            together.wait(30)
            return act()
        finally:
            connection.close()

    connection.close()  # ours would be one too many for the pool
    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(60) for done in [pool.submit(run, act) for act in acts]]


def test_a_month_that_two_close_at_once_closes_once(town: Town) -> None:
    office = town.actors["standing_officer"]
    done = at_once(*[lambda: months.close(town.running, DRAFTED, by=office, at=NOW).state] * 4)
    assert done == ["closed"] * 4
    assert recorded(MonthClosed, campaign=town.running, month=DRAFTED) == 1


def test_two_beats_at_once_close_what_is_due_once(town: Town) -> None:
    late = CampaignMonth.objects.get(campaign=town.running, month=DRAFTED).closes_at.replace(month=6)
    before = recorded(MonthClosed)
    due = [row for row in months.due(late) if not months.closing_problems(row, late)]
    at_once(*[lambda: months.close_due(at=late)] * 3)
    assert recorded(MonthClosed) == before + len(due)


def test_a_month_does_not_close_under_a_hand_that_writes_into_it(town: Town) -> None:
    """Either the sheet is written before the closing, or it is refused: never written into a closed month."""
    office, officer = town.actors["standing_officer"], town.actors["unit_officer"]

    def write() -> bool:
        line = evaluations.Line("", points(UNIT_MARKS, B1="11"))
        try:
            evaluations.save(town.running, DRAFTED, "P01", [line], by=officer, at=NOW)
        except WrongState:
            return False
        return True

    written, _ = at_once(write, lambda: bool(months.close(town.running, DRAFTED, by=office, at=NOW)))
    entries = recorded(EvaluationsSaved, campaign=town.running, month=DRAFTED, unit="P01")
    assert entries == 1 + written
    assert town.evaluation(DRAFTED, "P01").scores["B1"] == ("11" if written else "27")


def test_register_numbers_have_no_gap_and_no_repeat_from_fifty_at_once(town: Town) -> None:
    clerk, chair = town.actors["clerk"], town.actors["authority"]
    who = proposals(("P01", ""), ("P02", person("P02", 3)))
    with transaction.atomic():
        rows = [str(decisions.draft(decision(f"A{n}", who), by=clerk, at=NOW).pk) for n in range(50)]
    at_once(*[lambda id_=id_: decisions.sign(id_, by=chair, at=NOW) for id_ in rows])
    entries = RegisterEntry.objects.filter(authority=town.code, book="giay-khen", year=2019)
    assert sorted(entries.values_list("number", flat=True)) == list(range(1, 4 + 50 * 2 + 1))
    for id_ in rows:
        own = sorted(entries.filter(award__decision=id_).values_list("number", flat=True))
        assert own == [own[0], own[0] + 1]


def test_a_decision_that_two_sign_at_once_is_signed_once(town: Town) -> None:
    chair = town.actors["authority"]

    def sign() -> bool:
        try:
            decisions.sign(town.drafted, by=chair, at=NOW)
        except WrongState:
            return False
        return True

    assert sorted(at_once(sign, sign, sign)) == [False, False, True]
    assert RegisterEntry.objects.filter(award__decision=town.drafted).count() == 4


def test_two_deliveries_of_answers_at_once_are_counted_right(town: Town) -> None:
    office = town.actors["standing_officer"]
    campaign = launch(town, "KS", ends_on=date(2019, 4, 30))
    assert Campaign.objects.get(pk=campaign).survey

    def answers(first: int, unit: str) -> list[Answer]:
        return [Answer(f"k{n}", unit, date(2019, 4, 9), "qr", {"Q1": 1 + n % 5}) for n in range(first, first + 60)]

    halves = [
        [*answers(0, "P01"), *answers(100, "D01")],
        [*answers(100, "D01"), *answers(40, "P01")],
        answers(20, "P01"),
    ]
    done = at_once(*[lambda sent=sent: surveys.count(campaign, sent, by=office, at=NOW) for sent in halves])
    assert sum(counted for counted, _ in done) == SurveyAnswer.objects.filter(campaign=campaign).count() == 160
    tallies = surveys.tallies(CampaignMonth.objects.get(campaign=campaign, month=DRAFTED))
    assert {unit: items["Q1"].valid for unit, items in tallies.items()} == {"P01": 100, "D01": 60}
    assert tallies["P01"]["Q1"].counts == (20, 20, 20, 20, 20)
    assert recorded(SurveyAnswersCounted, campaign=campaign) in (2, 3)


def test_the_same_sheet_by_two_at_once_is_one_layer(town: Town) -> None:
    officer = town.actors["unit_officer"]
    line = evaluations.Line("", points(UNIT_MARKS, B1="12"))
    done = at_once(*[lambda: evaluations.save(town.running, DRAFTED, "P01", [line], by=officer, at=NOW)] * 3)
    assert sorted(done) == [(0, 1), (0, 1), (1, 0)]
    assert Evaluation.objects.get(pk=town.evaluation(DRAFTED, "P01").pk).layers.count() == 2


def test_a_first_sheet_by_two_at_once_is_one_sheet(town: Town) -> None:
    officer = town.actors["unit_officer"]
    campaign = launch(town, "MOI")
    line = evaluations.Line("", points(UNIT_MARKS))
    done = at_once(*[lambda: evaluations.save(campaign, "2019-01", "P01", [line], by=officer, at=NOW)] * 3)
    assert sorted(done) == [(0, 1), (0, 1), (1, 0)]
    assert Evaluation.objects.filter(campaign=campaign).count() == 1
