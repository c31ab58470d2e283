"""Rollups through the acts: what the live board shows, and that it is what a full recompute and the ranking say."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from emulation import evaluations, people, rollup_snapshots, rollups, schemes, surveys
from emulation.boards import live
from emulation.evaluations import Line
from emulation.events import ParticipationsMoved, RankingComputed
from emulation.models import LiveBoard, RankCell, RankChange, Ranking, Rollup, Standing
from emulation.month_entries import scheme_for
from emulation.surveys import Answer
from kernel.actors import Actor
from kernel.errors import Invalid, Missing
from kernel.models import Delivery, LedgerEntry
from tests.acts.conftest import refused
from tests.acts.test_rankings import Year, answers, found_unit, reorganise, total, year
from tests.world import NOW, PERSON_MARKS, START, Town, event, person, points


def board(
    run: Year, subjects: str = Ranking.UNITS, by: str = "standing_officer", **wish: Any
) -> dict[str, live.LiveRow]:
    head = live.head(run.id, live.Wish(subjects, **wish), by=run.town.actors[by], at=NOW)
    return {row.subject: row for row in live.rows(head)}


def agree(run: Year) -> bool:
    return rollup_snapshots.differences(run.id) == []


def settle(run: Year, month: str) -> None:
    """What follows the closing of a month."""
    for subjects in (Ranking.UNITS, Ranking.PEOPLE):
        rollups.follow_ranking(event(RankingComputed, campaign=run.id, month=month, subjects=subjects), NOW)


def place(row: live.LiveRow | Standing) -> tuple[Any, ...]:
    return (row.subject, row.score, row.rank, row.rank_in_cluster, row.rank_in_unit, row.tied, row.grade)


# What the board shows


def test_the_board_ranks_by_what_is_appraised_so_far(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20")
    run.score("2019-01", "P02", B1="28")
    run.score("2019-01", "D01", B1="24", upto="submit")
    assert {code: (row.score, row.rank, row.rank_in_cluster) for code, row in board(run).items()} == {
        "P02": (total(B1="28"), 1, 1), "P01": (total(B1="20"), 2, 2),
    }  # fmt: skip
    assert agree(run)


def test_equals_share_a_place_on_the_board(town: Town) -> None:
    run = year(town)
    for unit, b1 in (("P01", "25"), ("P02", "25"), ("D01", "24")):
        run.score("2019-01", unit, B1=b1)
    assert {code: (row.rank, row.tied) for code, row in board(run).items()} == {
        "P01": (1, True), "P02": (1, True), "D01": (3, False),
    }  # fmt: skip


def test_a_returned_evaluation_leaves_the_board_and_comes_back_changed(town: Town, office: Actor) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20")
    evaluations.return_(run.id, "2019-01", "P01", subjects=[""], reason="Nhầm.", by=office, at=NOW)
    assert board(run) == {}
    assert agree(run)
    run.score("2019-01", "P01", B1="26")
    assert board(run)["P01"].score == total(B1="26")
    assert agree(run)


def test_an_adjusted_appraisal_counts_as_adjusted(town: Town, office: Actor, head: Actor, officer: Actor) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20", upto="submit")
    evaluations.confirm(run.id, "2019-01", "P01", by=head, at=NOW)
    line = Line("", points({"B1": "15"}), note="Kiểm tra lại.")
    evaluations.appraise(run.id, "2019-01", "P01", lines=[line], by=office, at=NOW)
    assert board(run)["P01"].score == total(B1="15")
    assert agree(run)


def test_counted_answers_move_a_unit_that_is_appraised_already(town: Town, office: Actor) -> None:
    run = year(town, policy={"minimum_survey_answers": 2})
    run.score("2019-01", "P01", B1="20")
    surveys.count(run.id, answers(4, 1, "P01"), by=office, at=NOW)
    assert board(run)["P01"].score == Decimal("69")
    assert agree(run)


def test_who_is_away_or_disqualified_stands_on_the_board_without_a_place(town: Town) -> None:
    run = year(town)
    staff = [Line(person("P01", 1), points(PERSON_MARKS)), Line(person("P01", 2), points(PERSON_MARKS), ("V1",))]
    run.score("2019-01", "P01", *staff, Line(person("P01", 3), absent=True, note="Đi học."), B1="30")
    rows = board(run, Ranking.PEOPLE)
    assert {code: (row.rank, row.reason, row.months) for code, row in rows.items()} == {
        person("P01", 1): (1, "", 1),
        person("P01", 2): (None, "disqualified", 1),
        person("P01", 3): (None, "too_few_months", 0),
    }
    month = board(run, Ranking.PEOPLE, month="2019-01")
    assert {code: (row.rank, row.reason) for code, row in month.items()} == {
        person("P01", 1): (1, ""), person("P01", 2): (None, "disqualified"), person("P01", 3): (None, "absent"),
    }  # fmt: skip


def test_a_person_stands_where_the_last_month_was_and_brings_the_others_along(town: Town, office: Actor) -> None:
    run, who = year(town), person("P01", 3)
    run.score("2019-01", "P01", Line(who, points(PERSON_MARKS)), B1="20")
    people.transfer(town.code, who, to_unit="P02", position="", effective_on=date(2019, 2, 1), by=office, at=NOW)
    run.score("2019-02", "P02", Line(who, points(PERSON_MARKS, B1="20")), B1="20")
    row = board(run, Ranking.PEOPLE)[who]
    assert (row.unit, row.months, row.rank_in_unit) == ("P02", 2, 1)
    assert board(run, Ranking.PEOPLE, month="2019-01")[who].unit == "P01"
    evaluations.return_(run.id, "2019-02", "P02", subjects=[who], reason="Nhầm.", by=office, at=NOW)
    assert board(run, Ranking.PEOPLE)[who].unit == "P01"
    assert agree(run)


def test_an_appraised_sheet_that_moves_with_its_person_moves_on_the_board(town: Town, office: Actor) -> None:
    run, who = year(town), person("P01", 3)
    run.score("2019-01", "P01", Line(who, points(PERSON_MARKS)), B1="20")
    people.transfer(town.code, who, to_unit="P02", position="", effective_on=date(2019, 1, 20), by=office, at=NOW)
    run.score("2019-01", "P02", B1="20")
    assert board(run, Ranking.PEOPLE)[who].unit == "P02"
    assert agree(run)


def published(town: Town, code: str, **changed: Any) -> tuple[str, int]:
    """The town's scheme for units with other parts; ``survey`` is the policy of the criterion that draws on it."""
    survey = changed.pop("survey", None)

    def with_policy(node: dict[str, Any]) -> dict[str, Any]:
        if node.get("source") == "survey" and survey:
            return {**node, "survey": survey}
        return {**node, "children": [with_policy(child) for child in node["children"]]} if "children" in node else node

    base = schemes.find(town.code, "hanoi-3814-unit", 1).definition
    parts = [with_policy(node) for node in base["components"]]
    definition = {**base, "code": code, "components": parts, **changed}
    schemes.publish(definition, by=town.actors["standing_officer"], at=START)
    return code, 1


def test_figures_that_hang_on_those_of_others_move_with_them(town: Town, office: Actor) -> None:
    scheme = published(town, "co-ve", survey={"shrink": "20", "within": "cluster"})
    run = year(town, policy={"minimum_survey_answers": 2}, unit_scheme=scheme)
    surveys.count(run.id, [*answers(4, 1, "P01"), *answers(9, 9, "P02")], by=office, at=NOW)
    run.score("2019-01", "P01", B1="20")
    alone = board(run)["P01"].score
    run.score("2019-01", "P02", B1="20")
    surveys.count(run.id, [Answer("thêm", "P02", date(2019, 1, 9), "qr", {"Q1": 1})], by=office, at=NOW)
    assert board(run)["P01"].score != alone
    assert agree(run)
    rollup_snapshots.rebuild(run.id)
    assert agree(run)


def test_a_scheme_that_never_rounds_is_ranked_by_fractions_that_no_key_holds(town: Town) -> None:
    scheme = published(town, "khong-lam-tron", rounding={"stage": "never", "decimals": 2}, tie_breaks=[])
    run = year(town, unit_scheme=scheme)
    for unit, b1 in (("P01", "20"), ("P02", "20.0000001"), ("D01", "20")):
        run.score("2019-01", unit, B1=b1)
    rows = board(run)
    assert len({row.score for row in rows.values()}) == 1
    assert {code: (row.rank, row.tied) for code, row in rows.items()} == {
        "P02": (1, False), "P01": (2, True), "D01": (2, True),
    }  # fmt: skip
    row = held(run, Ranking.UNITS)
    rule = scheme_for(row.campaign, Ranking.UNITS)
    assert rule is not None
    assert live.places(row.pk, rule, list(rows)) == {"P02": 1, "P01": 2, "D01": 2}
    assert agree(run)


# Equal to the ranking


def test_the_board_is_the_ranking_once_all_months_are_closed(town: Town) -> None:
    run = year(town)
    for month, b1 in (("2019-01", "20"), ("2019-02", "29")):
        staff = [Line(person("P01", n), points(PERSON_MARKS, B1=str(30 - n))) for n in (1, 2)]
        run.score(month, "P01", *staff, B1=b1)
        run.score(month, "P02", Line(person("P02", 3), points(PERSON_MARKS)), B1="25")
        run.close(month)
        settle(run, month)
    units = run.finish()
    assert {code: place(row) for code, row in board(run).items()} == {code: place(row) for code, row in units.items()}
    staff_rows = run.table("", Ranking.PEOPLE)
    assert {code: place(row) for code, row in board(run, Ranking.PEOPLE).items()} == {
        code: place(row) for code, row in staff_rows.items()
    }
    assert agree(run)


def test_who_was_never_appraised_comes_onto_the_board_when_the_month_is_ranked(town: Town) -> None:
    run = year(town)
    lines = [Line(person("P01", 3), points(PERSON_MARKS))]
    evaluations.save(run.id, "2019-01", "P01", lines, by=run.of("unit_officer", "P01"), at=NOW)
    assert board(run, Ranking.PEOPLE) == {}
    run.close("2019-01")
    settle(run, "2019-01")
    assert board(run, Ranking.PEOPLE)[person("P01", 3)].reason == "too_few_months"
    assert set(board(run)) == {"P01", "P02", "D01"}
    assert agree(run)
    assert rollups.settle(run.id, "2019-01", Ranking.UNITS) == 0


def test_units_that_were_merged_count_for_the_one_that_took_over(town: Town) -> None:
    run = year(town, date(2019, 3, 31))
    run.score("2019-01", "P01", B1="20")
    run.score("2019-01", "P02", B1="24")
    found_unit(run, "P03", date(2019, 2, 1))
    reorganise(run, "merge", "P01 P02", "P03", date(2019, 2, 1))
    rollups.follow_succession(event(ParticipationsMoved, campaign=run.id), NOW)
    assert set(board(run)) == {"P01", "P02"}
    run.score("2019-02", "P03", B1="30")
    assert set(board(run)) == {"P03"}
    assert board(run)["P03"].months == 2
    assert agree(run)
    for month in ("2019-01", "2019-02", "2019-03"):
        run.close(month)
        settle(run, month)
    assert {code: place(row) for code, row in board(run).items()} == {
        code: place(row) for code, row in run.finish().items()
    }
    assert agree(run)


# Snapshots and the histogram


def held(run: Year, subjects: str) -> LiveBoard:
    return LiveBoard.objects.get(campaign_id=run.id, subjects=subjects, current=True)


def scored(town: Town) -> Year:
    run = year(town)
    for unit, b1 in (("P01", "20"), ("P02", "28"), ("D01", "24")):
        staff = [Line(person(unit, n), points(PERSON_MARKS, B1=str(int(b1) - n % 2))) for n in (1, 2, 3)]
        run.score("2019-01", unit, *staff, B1=b1)
    return run


def test_the_histogram_gives_the_places_of_the_window_before_and_after_it_took_in_the_changes(town: Town) -> None:
    run = scored(town)
    row = held(run, Ranking.PEOPLE)
    ranks = {code: line.rank for code, line in board(run, Ranking.PEOPLE).items()}
    scheme = scheme_for(row.campaign, Ranking.PEOPLE)
    assert scheme is not None
    assert live.places(row.pk, scheme, list(ranks)) == ranks
    version = live.head(run.id, live.Wish(Ranking.PEOPLE), by=town.actors["standing_officer"], at=NOW).version
    assert RankChange.objects.filter(board=row).exists()
    rollup_snapshots.take_in_all(at=NOW)
    assert not RankChange.objects.filter(board=row).exists()
    assert live.places(row.pk, scheme, list(ranks)) == ranks
    assert live.head(run.id, live.Wish(Ranking.PEOPLE), by=town.actors["standing_officer"], at=NOW).version == version
    assert agree(run)


@pytest.mark.parametrize("limit", [live.SMALL, 0])
def test_a_large_board_has_the_places_of_a_small_one(town: Town, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run = scored(town)
    whole = {unit: board(run, Ranking.PEOPLE, unit=unit) for unit in ("P01", "P02", "D01")}
    monkeypatch.setattr(live, "SMALL", limit)
    assert {unit: board(run, Ranking.PEOPLE, unit=unit) for unit in whole} == whole


def test_a_large_board_is_not_shown_whole(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    run = scored(town)
    monkeypatch.setattr(live, "SMALL", 0)
    with refused(Invalid, "board.too_large"):
        board(run, Ranking.PEOPLE)
    with refused(Invalid, "board.month_too_large"):
        board(run, Ranking.PEOPLE, month="2019-01", unit="P01")
    with refused(Missing, "month.missing"):
        board(run, Ranking.PEOPLE, month="2018-01")


def test_a_rebuild_makes_the_same_board_under_a_newer_version(town: Town) -> None:
    run = scored(town)
    before = {subjects: (held(run, subjects).pk, board(run, subjects)) for subjects in ("units", "people")}
    tag = live.head(run.id, live.Wish(), by=town.actors["standing_officer"], at=NOW).tag
    assert rollup_snapshots.rebuild(run.id) == 12
    for subjects, (pk, rows) in before.items():
        assert held(run, subjects).pk != pk
        assert board(run, subjects) == rows
    assert live.head(run.id, live.Wish(), by=town.actors["standing_officer"], at=NOW).tag != tag
    assert agree(run)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: Rollup.objects.filter(board=row, subject="P01").update(score_key=1),
        lambda row: Rollup.objects.filter(board=row, subject="P01").delete(),
        lambda row: Rollup.objects.create(board=row, subject="X", name="X", months={"2019-01": "1 - -"}),
        lambda row: RankChange.objects.create(board=row, cell=9000, holders=1),
        lambda row: RankCell.objects.create(board=row, cell=9000, holders=1),
    ],
)
def test_whatever_is_spoilt_is_found_and_mended_by_a_rebuild(town: Town, spoil: Callable[[LiveBoard], object]) -> None:
    run = scored(town)
    rollup_snapshots.take_in_all(at=NOW)
    spoil(held(run, Ranking.UNITS))
    assert not agree(run)
    assert rollup_snapshots.check(at=NOW) > 0
    rollup_snapshots.rebuild(run.id)
    assert agree(run)


def test_what_is_still_on_its_way_to_the_board_is_no_difference(town: Town) -> None:
    run = year(town)
    line = [Line(person("P01", 3), points(PERSON_MARKS))]
    evaluations.save(run.id, "2019-01", "P01", line, by=run.of("unit_officer", "P01"), at=NOW)
    run.score("2019-01", "P01", B1="20")
    run.close("2019-01")
    entry = LedgerEntry.objects.filter(type=RankingComputed.type, payload__campaign=run.id).latest("id")
    waiting = Delivery.objects.create(entry=entry, authority=town.code, reaction="settle_rollups")
    elsewhere = rollup_snapshots.check(at=NOW)
    assert not agree(run)
    settle(run, "2019-01")
    waiting.delete()
    assert agree(run)
    assert rollup_snapshots.check(at=NOW) > elsewhere, "campaigns of the world whose reactions nobody has followed"


# Who sees what


def test_everybody_sees_the_places_of_units_and_only_the_near_ones_those_of_people(town: Town) -> None:
    run = scored(town)
    assert set(board(run, by="staff")) == {"P01", "P02", "D01"}
    assert set(board(run, Ranking.PEOPLE, by="staff")) == {person("P01", 3)}
    assert {row.unit for row in board(run, Ranking.PEOPLE, by="unit_head").values()} == {"P01"}
    assert {row.unit for row in board(run, Ranking.PEOPLE, by="cluster_lead").values()} == {"P01", "P02"}
    assert len(board(run, Ranking.PEOPLE, by="inspector")) == 9
    month = board(run, Ranking.PEOPLE, by="unit_head", month="2019-01")
    assert {row.unit for row in month.values()} == {"P01"}
    seen = board(run, Ranking.PEOPLE, by="staff")[person("P01", 3)]
    assert seen == board(run, Ranking.PEOPLE)[person("P01", 3)]


def test_a_stranger_knows_of_no_board(town: Town, world: Any) -> None:
    run = scored(town)
    with refused(Missing, "campaign.missing"):
        live.head(run.id, live.Wish(), by=world.away.actors["standing_officer"], at=NOW)


def test_a_board_changes_its_tag_with_every_change_and_only_then(town: Town) -> None:
    run = scored(town)

    def tag(**wish: Any) -> str:
        return live.head(run.id, live.Wish(**wish), by=town.actors["standing_officer"], at=NOW).tag

    first = tag()
    assert tag() == first
    assert tag(cluster="CUM-1") != first
    run.score("2019-02", "P01", B1="25")
    assert tag() != first
