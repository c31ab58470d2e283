"""Sheets, answers, rebuilds and the taking in of changes at the same moment, on connections of their own: nothing is missed."""

from datetime import date
from functools import partial

import pytest

from emulation import evaluations, rollup_snapshots, surveys
from emulation.boards import live
from emulation.models import LiveBoard, RankChange, Ranking
from emulation.surveys import Answer
from tests.acts.test_at_once import at_once
from tests.world import CONFIRMED, NOW, Town, person

UNITS = ("P01", "P02", "D01")


@pytest.fixture
def town(committed_town: Town) -> Town:
    return committed_town


def answers(unit: str) -> list[Answer]:
    return [Answer(f"{unit} {n}", unit, date(2019, 2, 15), "qr", {"Q1": 4 + n % 2}) for n in range(40)]


def agree(town: Town) -> bool:
    return rollup_snapshots.differences(town.running) == []


def test_a_sheet_and_its_answers_at_once_are_both_on_the_board(town: Town) -> None:
    office = town.actors["standing_officer"]
    appraise = [partial(evaluations.appraise, town.running, CONFIRMED, unit, by=office, at=NOW) for unit in UNITS]
    count = [partial(surveys.count, town.running, answers(unit), by=office, at=NOW) for unit in UNITS]
    at_once(*appraise, *count)
    head = live.head(town.running, live.Wish(month=CONFIRMED), by=office, at=NOW)
    assert {row.subject for row in live.rows(head)} == set(UNITS)
    assert agree(town)


def test_a_rebuild_and_the_taking_in_of_changes_miss_nothing_that_is_written_meanwhile(town: Town) -> None:
    office = town.actors["standing_officer"]
    before = LiveBoard.objects.get(campaign_id=town.running, subjects=Ranking.PEOPLE, current=True)
    appraise = [partial(evaluations.appraise, town.running, CONFIRMED, unit, by=office, at=NOW) for unit in UNITS]
    back = partial(
        evaluations.return_,
        town.running,
        "2019-03",
        "P01",
        subjects=[person("P01", 3)],
        reason="Nhầm.",
        by=office,
        at=NOW,
    )
    rebuild, take_in = partial(rollup_snapshots.rebuild, town.running), partial(rollup_snapshots.take_in_all, at=NOW)
    at_once(*appraise, back, rebuild, take_in, take_in, rebuild)
    assert agree(town)
    after = LiveBoard.objects.get(campaign_id=town.running, subjects=Ranking.PEOPLE, current=True)
    assert after.pk != before.pk
    assert not LiveBoard.objects.filter(pk=before.pk).exists()
    rollup_snapshots.take_in_all(at=NOW)
    assert not RankChange.objects.filter(board_id=after.pk).exists()
    assert agree(town)
