"""Contests through the acts: planned, judged without seeing each other's marks, ranked, protested, prizes given and signed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from statistics import mean
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation import contest_plans, contest_rounds, contests, schemes
from emulation.boards import contests as boards
from emulation.events import ContestDrafted, ContestRoundClosed, ContestSigned
from emulation.models import Booking, Contest, ContestSheet
from emulation.rules.contest_plans import read_plan, written
from emulation.rules.contests import (
    Contestant,
    Criterion,
    Judge,
    Line,
    Plan,
    Prize,
    Round,
    final_lines,
    going_on,
    prize_problems,
    round_lines,
    suggested,
)
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, recorded, refused
from tests.world import PRESETS, Town, World, launch, person

NOW = datetime(2019, 3, 1, 2, tzinfo=UTC)
CRITERIA = (Criterion("ND", "Nội dung", Decimal(10), Decimal(2)), Criterion("HT", "Hình thức", Decimal(10)))
PANEL = ("authority", "council_chair", "council_member", "inspector", "staff")
"""Accounts that judge; the last of them is the third person of P01."""
ROUNDS = (
    Round(1, "Vòng loại", date(2019, 3, 4), "Hội trường", Decimal(1), 2),
    Round(2, "Chung kết", date(2019, 3, 8), "Hội trường", Decimal(2)),
)
PRIZES = (
    Prize("nhat", "Giải nhất", 1, Decimal(5)),
    Prize("nhi", "Giải nhì", 1, Decimal(3)),
    Prize("kk", "Khuyến khích", 2),
)
ENTRANTS = (
    Contestant(person("P02", 1), "Chị Hòa", "person", "P02"),
    Contestant("D01", "Đơn vị D01", "unit", "D01"),
    Contestant("DOI-1", "Đội một cửa", "team", "P01", (person("P01", 1), person("P01", 2))),
)


def plan(town: Town, **changed: Any) -> Plan:
    judges = tuple(Judge(town.accounts[name].username, presides=name == "authority") for name in sorted(PANEL))
    values = {"code": "HT-01", "name": "Hội thi dân vận khéo", "criteria": CRITERIA, "rounds": ROUNDS, "prizes": PRIZES}
    entrants = tuple(sorted(ENTRANTS, key=lambda one: one.code))
    ordered = tuple(sorted(judges, key=lambda judge: judge.username))
    return Plan(**{**values, "entrants": entrants, "judges": ordered, **changed})


@pytest.fixture
def run(town: Town) -> str:
    """A campaign in which prizes give at most four points."""
    for name in ("hanoi-3814-unit", "hanoi-3814-person"):
        definition = json.loads((PRESETS / f"{name}.json").read_text(encoding="utf-8"))
        leaf = {
            "code": "GIAI",
            "title": {"vi": "Giải hội thi"},
            "max": "4",
            "source": "booked",
            "booked": {"from": ["prize"]},
        }
        group = {"code": "TG", "title": {"vi": "Thưởng"}, "kind": "bonus", "max": "4", "children": [leaf]}
        definition |= {"code": f"{name}-giai", "components": [*definition["components"], group]}
        schemes.publish(definition, by=town.actors["standing_officer"], at=NOW)
    scored = {"unit_scheme": ("hanoi-3814-unit-giai", 1), "person_scheme": ("hanoi-3814-person-giai", 1)}
    return launch(town, "HT", ends_on=date(2019, 4, 30), **scored)


@pytest.fixture
def contest(town: Town, run: str) -> str:
    office = town.actors["standing_officer"]
    row = contest_plans.draft(run, plan(town), by=office, at=NOW)
    return str(contests.open_(str(row.pk), by=office, at=NOW).pk)


def marks(first: str, second: str = "8") -> dict[str, Decimal]:
    return {"ND": Decimal(first), "HT": Decimal(second)}


def judge_round(town: Town, contest: str, number: int, given: dict[str, str], panel: tuple[str, ...] = PANEL) -> None:
    """Everybody of the panel gives each entrant the same marks, but none that they are recused from, and hands in."""
    for name in panel:
        by = town.actors[name]
        for entrant, mark in given.items():
            if not (name == "staff" and entrant == "DOI-1"):
                contest_rounds.mark(contest, number, entrant, marks(mark), by=by, at=NOW)
        contest_rounds.hand_in(contest, number, by=by, at=NOW)


def played(town: Town, contest: str) -> Contest:
    """Two rounds to their end: D01 before the team, the person is out after the first."""
    office, head = town.actors["standing_officer"], town.actors["authority"]
    contest_rounds.open_round(contest, 1, by=office, at=NOW)
    judge_round(town, contest, 1, {"D01": "9", "DOI-1": "8", person("P02", 1): "7"})
    contest_rounds.close_round(contest, 1, by=head, at=NOW)
    contest_rounds.open_round(contest, 2, by=office, at=NOW)
    judge_round(town, contest, 2, {"D01": "9", "DOI-1": "8.5"})
    contest_rounds.close_round(contest, 2, by=head, at=NOW)
    return Contest.objects.get(pk=contest)


# Rules


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 20), min_size=4, max_size=7), st.booleans())
def test_a_trimmed_mean_leaves_out_one_at_each_end_of_the_judges_who_are_left(halves: list[int], barred: bool) -> None:
    judges = [f"J{n}" for n in range(len(halves))]
    given_ = {judge: {"ND": Decimal(half) / 2} for judge, half in zip(judges, halves, strict=True)}
    out = {"A": ["J0"]} if barred else {}
    (line,) = round_lines(CRITERIA[:1], judges, "trimmed_mean", {"A": given_}, out)
    left = sorted(halves[1:] if barred else halves)[1:-1]
    expected = Fraction(mean(map(Fraction, left)))
    assert abs(Fraction(Decimal(line.total)) - expected) <= Fraction(1, 200)


def test_who_got_further_stands_before_who_did_not_and_equal_figures_share_the_place() -> None:
    def line(entrant: str, total: str, rank: int, tied: bool = False) -> Line:
        return Line(entrant, total, rank, tied)

    first = [line("A", "30", 1), line("B", "20", 2, True), line("C", "20", 2, True), line("D", "10", 4)]
    assert going_on(first, 2) == ["A", "B", "C"]
    second = [line("A", "5", 3), line("B", "9", 1, True), line("C", "9", 1, True)]
    last = final_lines([(Decimal(1), first), (Decimal(2), second)])
    assert [(one.entrant, one.total, one.rank, one.tied) for one in last] == [
        ("A", "40", 1, False), ("B", "38", 2, True), ("C", "38", 2, True), ("D", "10", 4, False),
    ]  # fmt: skip
    assert suggested(PRIZES, last) == {"A": "nhat", "D": "kk"}
    assert [p.code for p in prize_problems({"A": "nhat", "D": "nhi"}, PRIZES, last)] == ["contest.prize_order"]
    codes = {p.code for p in prize_problems({"A": "nhi", "B": "nhi", "X": "nhat"}, PRIZES, last)}
    assert codes == {"contest.unknown_prize"}
    crowded = prize_problems({"A": "nhi", "B": "nhi"}, PRIZES, last)
    assert [p.code for p in crowded] == ["contest.too_many_prizes"]


# Planning


def test_a_plan_is_drafted_once_reads_back_and_is_written_in_lines(town: Town, run: str) -> None:
    office = town.actors["standing_officer"]
    once(ContestDrafted, lambda: contest_plans.draft(run, plan(town), by=office, at=NOW), campaign=run)
    row = Contest.objects.get(campaign=run)
    assert contest_plans.plan_of(row) == plan(town) == read_plan(written(plan(town)))
    changed = plan(town, name="Hội thi khác", entrants=plan(town).entrants[:2])
    assert contest_plans.plan_of(contest_plans.draft(run, changed, by=office, at=NOW)) == changed
    contests.open_(str(row.pk), by=office, at=NOW)
    with refused(WrongState, "contest.wrong_state"):
        contest_plans.draft(run, plan(town), by=office, at=NOW)
    with refused(NotAllowed, "contest.not_organiser"):
        contest_plans.draft(run, plan(town, code="HT-02"), by=town.actors["unit_head"], at=NOW)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"criteria": (), "name": ""}, {"contest.empty"}),
        ({"judges": (Judge("ai"),)}, {"contest.one_presides", "contest.unknown_judge"}),
        ({"rounds": (replace(ROUNDS[0], advance=0),)}, {"contest.round_figures"}),
        ({"rounds": (replace(ROUNDS[1], number=1, held_on=date(2020, 1, 1)),)}, {"contest.outside_campaign"}),
        ({"entrants": (Contestant("A", "A", "unit", "P01"),)}, {"contest.entrant"}),
        ({"entrants": (Contestant("A", "A", "team", "P99", ("X",)),)}, {"contest.unknown_unit"}),
        ({"entrants": (Contestant("A", "A", "team", "P01", (person("P02", 1),)),)}, {"contest.unknown_person"}),
        ({"prizes": (PRIZES[0], PRIZES[0])}, {"contest.repeated"}),
        ({"aggregate": "sum"}, {"contest.aggregate"}),
    ],
)
def test_every_fault_of_a_plan_is_told(town: Town, run: str, changed: dict[str, Any], codes: set[str]) -> None:
    with refused(Invalid, "contest.invalid") as no:
        contest_plans.draft(run, plan(town, **changed), by=town.actors["standing_officer"], at=NOW)
    assert set(no.codes) == codes


def test_a_line_that_cannot_be_read_is_told() -> None:
    with pytest.raises(Invalid) as no:
        read_plan({"criteria": "ND; Nội dung; mười", "rounds": "1; Vòng; hôm qua", "code": "x", "name": "x"})
    assert [(p.code, p.path) for p in no.value.problems] == [("contest.line", "criteria"), ("contest.line", "rounds")]


# Judging


def test_a_judge_is_recused_from_the_own_unit_and_a_panel_never_gets_too_small(
    town: Town, run: str, contest: str
) -> None:
    office, staff = town.actors["standing_officer"], town.actors["staff"]
    contest_rounds.open_round(contest, 1, by=office, at=NOW)
    with refused(NotAllowed, "contest.recused"):
        contest_rounds.mark(contest, 1, "DOI-1", marks("10"), by=staff, at=NOW)
    contest_rounds.mark(contest, 1, "D01", marks("10"), by=staff, at=NOW)
    small = tuple(Judge(town.accounts[n].username, n == "authority") for n in ("authority", "council_chair", "staff"))
    judges = tuple(sorted(small, key=lambda judge: judge.username))
    row = contest_plans.draft(run, plan(town, code="HT-02", judges=judges), by=office, at=NOW)
    contests.open_(str(row.pk), by=office, at=NOW)
    with refused(Invalid, "contest.panel_too_small") as no:
        contest_rounds.open_round(str(row.pk), 1, by=office, at=NOW)
    assert no.paths == ["DOI-1"]


def test_marks_are_hidden_from_all_others_until_everybody_has_handed_in(town: Town, contest: str) -> None:
    office, head = town.actors["standing_officer"], town.actors["authority"]
    contest_rounds.open_round(contest, 1, by=office, at=NOW)
    contest_rounds.mark(contest, 1, "D01", marks("9.25"), by=head, at=NOW)

    def seen(name: str) -> bool:
        board = boards.sheets(contest, 1, by=town.actors[name], at=NOW)
        return any("9.25" in str(row) for row in board.rows)

    others = ("council_chair", "staff", "standing_officer")
    assert [seen("authority"), *map(seen, others)] == [True, False, False, False]
    assert not LedgerEntry.objects.filter(payload__contains="9.25").exists()
    for entrant in ("DOI-1", person("P02", 1)):
        contest_rounds.mark(contest, 1, entrant, marks("8"), by=head, at=NOW)
    contest_rounds.hand_in(contest, 1, by=head, at=NOW)
    with refused(WrongState, "contest.handed_in"):
        contest_rounds.mark(contest, 1, "D01", marks("1"), by=head, at=NOW)
    assert [*map(seen, others)] == [False, False, False]
    judge_round(town, contest, 1, {"D01": "8", "DOI-1": "8", person("P02", 1): "8"}, PANEL[1:])
    assert [*map(seen, others)] == [True, True, True]
    with refused(Missing, "contest.no_sheets"):
        seen("unit_head")


def test_a_judge_hands_in_only_what_is_complete_and_right(town: Town, contest: str) -> None:
    contest_rounds.open_round(contest, 1, by=town.actors["standing_officer"], at=NOW)
    by = town.actors["authority"]
    with refused(Invalid, "contest.marks") as no:
        contest_rounds.mark(contest, 1, "D01", {"ND": Decimal(11), "XX": Decimal(1)}, by=by, at=NOW)
    assert set(no.paths) == {"ND", "XX"}
    contest_rounds.mark(contest, 1, "D01", {"ND": Decimal(9)}, by=by, at=NOW)
    with refused(Invalid, "contest.incomplete") as no:
        contest_rounds.hand_in(contest, 1, by=by, at=NOW)
    assert set(no.paths) == {"D01.HT", "DOI-1.ND", "DOI-1.HT", f"{person('P02', 1)}.ND", f"{person('P02', 1)}.HT"}
    with refused(NotAllowed, "contest.not_judge"):
        contest_rounds.hand_in(contest, 1, by=town.actors["standing_officer"], at=NOW)


def test_who_presides_may_close_without_a_judge_as_long_as_enough_are_left(town: Town, contest: str) -> None:
    contest_rounds.open_round(contest, 1, by=town.actors["standing_officer"], at=NOW)
    given_ = {"D01": "9", "DOI-1": "8", person("P02", 1): "7"}
    judge_round(town, contest, 1, given_, PANEL[:2])
    with refused(Invalid, "contest.panel_too_small"):
        contest_rounds.close_round(contest, 1, by=town.actors["authority"], at=NOW)
    judge_round(town, contest, 1, given_, PANEL[2:4])
    with refused(NotAllowed, "contest.not_presiding"):
        contest_rounds.close_round(contest, 1, by=town.actors["council_chair"], at=NOW)
    row = contest_rounds.close_round(contest, 1, by=town.actors["authority"], at=NOW)
    assert [(line["entrant"], line["total"], line["rank"]) for line in row.result] == [
        ("D01", "26.00", 1), ("DOI-1", "24.00", 2), (person("P02", 1), "22.00", 3),
    ]  # fmt: skip
    with refused(WrongState, "contest.round_state"):
        contest_rounds.close_round(contest, 1, by=town.actors["authority"], at=NOW)
    assert recorded(ContestRoundClosed, contest=contest, digest=row.digest) == 1


# The end


def test_prizes_are_given_by_one_signed_by_another_and_booked_within_the_cap(
    town: Town, contest: str, run: str
) -> None:
    office, chair = town.actors["standing_officer"], town.actors["council_chair"]
    row = played(town, contest)
    assert [(line["entrant"], line["total"], line["stage"]) for line in row.result] == [
        ("D01", "78", 2), ("DOI-1", "74", 2), (person("P02", 1), "22", 1),
    ]  # fmt: skip
    picks = {"D01": "nhat", "DOI-1": "nhi", person("P02", 1): "kk"}
    with refused(Invalid, "contest.prizes"):
        contests.award(contest, {"DOI-1": "nhat"}, by=office, at=NOW)
    contests.award(contest, picks, by=office, at=NOW)
    with refused(NotAllowed, "contest.not_allowed"):
        contests.sign(contest, by=office, at=NOW)
    contests.return_(contest, reason="Xem lại.", by=chair, at=NOW)
    both = town.actors["all_roles"]
    contests.award(contest, picks, by=both, at=NOW)
    with refused(NotAllowed, "contest.own_award"):
        contests.sign(contest, by=both, at=NOW)
    contests.sign(contest, by=chair, at=NOW)
    booked = Booking.objects.filter(campaign=run, state="booked").order_by("-points")
    assert [(b.unit.code, str(b.points), b.month.month) for b in booked] == [
        ("D01", "4.0000", "2019-03"), ("P01", "3.0000", "2019-03"),
    ]  # fmt: skip
    assert recorded(ContestSigned, contest=contest) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Contest.objects.filter(pk=contest).update(signed_by=both.account)


def test_arithmetic_is_done_again_for_who_competes_and_a_difference_comes_to_light(town: Town, contest: str) -> None:
    played(town, contest)
    ask: Callable[..., Any] = contest_rounds.protest
    with refused(NotAllowed, "contest.not_concerned"):
        ask(contest, 1, "D01", "Cộng sai?", by=town.actors["unit_head"], at=NOW)
    made = ask(contest, 1, "DOI-1", "Cộng sai?", by=town.actors["unit_head"], at=NOW)
    assert (made.holds, made.before["total"]) == (True, "24.00")
    ContestSheet.objects.filter(judge__round__number=1, entrant__code="DOI-1").update(marks={"ND": "9", "HT": "9"})
    found = ask(contest, 1, "DOI-1", "Cộng lại lần nữa.", by=town.actors["unit_officer"], at=NOW)
    assert (found.holds, found.before["total"], found.after["total"]) == (False, "24.00", "27.00")


def test_results_are_public_after_publication_and_not_before(town: Town, world: World, contest: str) -> None:
    played(town, contest)
    with refused(Missing, "contest.missing"):
        boards.results(contest)
    contests.award(contest, {"D01": "nhat"}, by=town.actors["standing_officer"], at=NOW)
    contests.sign(contest, by=town.actors["council_chair"], at=NOW)
    with refused(Missing, "contest.missing"):
        boards.results(contest)
    contests.publish(contest, by=town.actors["standing_officer"], at=NOW)
    board = boards.results(contest)
    assert [(row.line.entrant, row.prize) for row in board.rows][0] == ("D01", "Giải nhất")
    with refused(Missing, "contest.missing"):
        contests.cancel(contest, reason="x", by=world.away.actors["authority"], at=NOW)
