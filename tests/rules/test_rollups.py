"""Rollups: sums of months form a commutative group and are worth what the engine says; the histogram gives competition ranks."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.campaigns import MonthScore
from emulation.rules.ranking import Line, competition_ranks, rank_campaign
from emulation.rules.rollups import (
    Entry,
    Outcome,
    RankIndex,
    Year,
    cell_of,
    is_fine,
    joined,
    outcome,
    pack,
    place_of,
    sums_from_data,
    sums_to_data,
    unpack,
    whole,
)
from emulation.rules.schemes import Scheme
from emulation.rules.standings import Reason
from tests.rules.builders import leaf, scheme

MONTHS = [f"2019-{number:02}" for number in range(1, 13)]
GRADES = [
    {"code": code, "at_least": at_least, "title": {"vi": code}}
    for code, at_least in (("A", "90"), ("B", "70"), ("C", "50"), ("D", "0"))
]
VETOES = [
    {"code": "V1", "title": {"vi": "Loại"}},
    {"code": "V2", "title": {"vi": "Hạ một bậc"}, "effect": "drop_grade"},
    {"code": "V3", "title": {"vi": "Chỉ xét tháng"}, "effect": "cap_grade", "grade": "C", "spans_campaign": False},
]


def made(stage: str = "total", method: str = "mean", through: str = "months", **more: Any) -> Scheme:
    values: dict[str, Any] = {
        "grades": GRADES,
        "vetoes": VETOES,
        "tie_breaks": ["K", "-L", "@top_months"],
        "rounding": {"decimals": 2, "stage": stage},
        "derivation": {"method": method, "through": through, "minimum_months_in_quarter": 2},
        "minimum_months": 2,
    }
    return scheme(leaf("K", "60"), leaf("L", "40"), **{**values, **more})


VETO_SETS = st.sampled_from([(), (), (), ("V1",), ("V2",), ("V2", "V3")])
SCHEMES = [made(*one) for one in product(("total", "never"), ("mean", "sum", "last"), ("months", "quarters"))]
UNGRADED = [
    *VETOES[:2],
    {"code": "V3", "title": {"vi": "Chỉ xét tháng"}, "effect": "drop_grade", "spans_campaign": False},
]
SCHEMES.append(made(order="ascending", grades=[], vetoes=UNGRADED, tie_breaks=["K"]))
PLAIN = made()


def scores(of: Scheme) -> st.SearchStrategy[MonthScore]:
    whole_points = st.integers(0, 10_000).map(lambda units: Fraction(units, 100))
    points = st.fractions(0, 100, max_denominator=84) if is_fine(of) else whole_points
    components = st.dictionaries(st.sampled_from(["K", "L"]), points, max_size=2)
    return st.builds(MonthScore, points, components, VETO_SETS)


@st.composite
def entries(draw: st.DrawFn, of: Scheme) -> Entry:
    score, vetoes = draw(st.one_of(scores(of), st.none())), draw(VETO_SETS)
    return Entry(draw(st.sampled_from(["P01", "P02"])), "CUM-1", score and replace(score, vetoes=vetoes), vetoes)


def histories(of: Scheme) -> st.SearchStrategy[dict[str, Entry]]:
    return st.dictionaries(st.sampled_from(MONTHS), entries(of), max_size=12)


def sums(of: Scheme, history: Mapping[str, Entry]) -> Year:
    return joined(of, [history])


def line(of: Scheme, history: Mapping[str, Entry]) -> Line:
    """The engine's own: a month's vetoes that do not span the campaign are no vetoes of the campaign."""
    kept = {veto.code for veto in of.vetoes if veto.spans_campaign}
    vetoes = {code for entry in history.values() for code in entry.vetoes} & kept
    ranked = rank_campaign(of, {"": {month: entry.score for month, entry in history.items()}}, vetoes={"": vetoes})
    return ranked.by_subject[""]


@pytest.mark.parametrize(
    "of", SCHEMES, ids=lambda of: f"{of.rounding.stage}-{of.derivation.method}-{of.derivation.through}"
)
@settings(max_examples=12)
@given(data=st.data())
def test_sums_are_worth_what_the_engine_makes_of_the_months(of: Scheme, data: st.DataObject) -> None:
    history = data.draw(histories(of))
    worth, engine = outcome(of, sums(of, history)), line(of, history)
    assert (worth.total, worth.exact, worth.reason) == (engine.total, engine.exact, engine.reason)
    assert worth.grade == engine.grade_by_points


@settings(max_examples=30)
@given(data=st.data(), of=st.sampled_from(SCHEMES))
def test_adding_months_in_any_order_gives_the_same_sums(data: st.DataObject, of: Scheme) -> None:
    history = data.draw(histories(of))
    there = Year()
    for month in data.draw(st.permutations(sorted(history))):
        there += Year.of(of, month, history[month].score, history[month].vetoes)
    assert there == sums(of, history)


@settings(max_examples=30)
@given(data=st.data(), of=st.sampled_from(SCHEMES))
def test_what_is_added_and_taken_off_again_leaves_no_trace(data: st.DataObject, of: Scheme) -> None:
    history, month, score = data.draw(histories(of)), data.draw(st.sampled_from(MONTHS)), data.draw(scores(of))
    before, change = sums(of, history), Year.of(of, month, score)
    assert before + change - change == before
    assert change - change == Year()


@given(history=histories(PLAIN))
def test_sums_of_a_scheme_that_rounds_are_whole_numbers(history: dict[str, Entry]) -> None:
    there = sums(PLAIN, history)
    assert there.total.denominator == 1
    assert all(total.denominator == 1 for total, _ in there.ties.values())


def _with_components_of(entry: Entry, chain: set[str]) -> Entry:
    """A board keeps of a month's components those that break ties."""
    if entry.score is None:
        return entry
    kept = {code: points for code, points in entry.score.components.items() if code in chain}
    return replace(entry, score=replace(entry.score, components=kept))


@settings(max_examples=30)
@given(data=st.data(), of=st.sampled_from(SCHEMES))
def test_sums_and_entries_come_back_from_what_is_stored(data: st.DataObject, of: Scheme) -> None:
    history = data.draw(histories(of))
    there = sums(of, history)
    assert (sums_from_data(sums_to_data(there.periods)), sums_from_data(sums_to_data(there.ties))) == (
        there.periods, there.ties,
    )  # fmt: skip
    chain = {link.code for link in of.tie_breaks}
    kept = {month: _with_components_of(entry, chain) for month, entry in history.items()}
    assert unpack(of, pack(of, history), place_of(history) if history else ("", "")) == kept


def test_a_month_at_the_usual_place_without_findings_is_kept_as_one_short_text() -> None:
    score = MonthScore(Fraction(185, 2), {"K": Fraction(55), "L": Fraction(75, 2)})
    history = {"2019-01": Entry("P01", "CUM-1", score), "2019-02": Entry("P02", "CUM-1", score)}
    assert pack(PLAIN, history) == {
        "2019-01": {"s": "92.5 55 37.5 -", "p": ["P01", "CUM-1"]},
        "2019-02": "92.5 55 37.5 -",
    }


@settings(max_examples=25)
@given(data=st.data(), of=st.sampled_from(SCHEMES))
def test_keys_order_as_the_engine_does(data: st.DataObject, of: Scheme) -> None:
    many = [data.draw(histories(of)) for _ in range(3)]
    ranked = rank_campaign(of, {str(n): {m: e.score for m, e in own.items()} for n, own in enumerate(many)})
    worth = {str(n): outcome(of, joined(of, [_clean(own)])) for n, own in enumerate(many)}
    for one, other in product(worth, worth):
        places = [ranked.by_subject[name].rank for name in (one, other)]
        if None not in places:
            _agree(of, worth[one], worth[other], places[0] or 0, places[1] or 0)


@settings(max_examples=25)
@given(data=st.data(), of=st.sampled_from(SCHEMES), aside=st.booleans())
def test_who_stands_aside_is_worth_what_the_engine_says(data: st.DataObject, of: Scheme, *, aside: bool) -> None:
    history = _clean(data.draw(histories(of)))
    ranked = rank_campaign(of, {"x": {m: e.score for m, e in history.items()}}, unranked=["x"] if aside else [])
    line, worth = ranked.by_subject["x"], outcome(of, joined(of, [history]), aside=aside)
    assert (worth.total, worth.grade, worth.reason) == (line.total, line.grade, line.reason)
    assert (worth.key is None) is (line.rank is None)


def _clean(history: Mapping[str, Entry]) -> dict[str, Entry]:
    """Without findings of a month that has no score: the engine is not told of them here."""
    return {month: Entry(e.unit, e.cluster, e.score) for month, e in history.items()}


def _agree(of: Scheme, one: Outcome, other: Outcome, place: int, place_of_other: int) -> None:
    assert one.key is not None
    assert other.key is not None
    assert (one.chain == other.chain) is (place == place_of_other)
    if is_fine(of):
        assert (place < place_of_other) is (one.chain > other.chain)
        assert one.key >= other.key or place > place_of_other
    else:
        assert (place < place_of_other) is (one.key > other.key)


def test_a_veto_of_the_year_has_no_key_and_the_last_grade() -> None:
    worth = outcome(PLAIN, Year.of(PLAIN, "2019-01", MonthScore(Fraction(95), {}, ("V1",))))
    assert (worth.key, worth.reason, worth.grade) == (None, Reason.DISQUALIFIED, "D")


def test_a_unit_that_took_over_has_the_mean_of_both_in_their_months() -> None:
    one = {"2019-01": Entry("P01", "C", MonthScore(Fraction(80)))}
    other = {
        "2019-01": Entry("P02", "C", MonthScore(Fraction(91))),
        "2019-02": Entry("P02", "C", MonthScore(Fraction(90))),
    }
    worth = outcome(PLAIN, joined(PLAIN, [one, other]))
    assert worth.exact == (Fraction(171, 2) + 90) / 2


@given(cells=st.lists(st.integers(-300, 12_000), min_size=1, max_size=60), taken=st.data())
def test_the_histogram_gives_competition_ranks_after_any_changes(cells: list[int], taken: st.DataObject) -> None:
    index = RankIndex()
    for cell in cells:
        index.add(cell)
    gone = taken.draw(st.lists(st.sampled_from(range(len(cells))), unique=True, max_size=len(cells) - 1))
    for place in gone:
        index.remove(cells[place])
    left = {str(place): (Fraction(cell),) for place, cell in enumerate(cells) if place not in gone}
    ranks = competition_ranks(left)
    assert {name: index.rank(int(key[0])) for name, key in left.items()} == {s: spot.rank for s, spot in ranks.items()}


@given(points=st.fractions(-5, 120, max_denominator=1000), of=st.sampled_from(SCHEMES))
def test_a_cell_is_the_hundredth_of_a_point_in_which_a_score_lies(points: Fraction, of: Scheme) -> None:
    assert cell_of(of, whole(of, [points])) == (points * 100).__floor__()
