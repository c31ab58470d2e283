"""Missing figures, vetoes, rounding by stage, tie-breaks, kinds of ranks and periods, as a scheme may choose them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.campaigns import MonthScore, derive, quarters_of
from emulation.rules.contributions import Policy
from emulation.rules.ranking import rank_campaign, rank_table, replay
from emulation.rules.schemes import Scheme
from emulation.rules.scores import NOT_APPLICABLE, Entry, score_sheet
from emulation.rules.standings import Reason
from kernel.errors import Invalid
from tests.rules.builders import group, leaf, scheme

NEVER = {"stage": "never", "decimals": 4}
GRADES = [
    {"code": "A", "at_least": "90", "title": {"vi": "A"}},
    {"code": "B", "at_least": "70", "title": {"vi": "B"}},
    {"code": "C", "at_least": "50", "title": {"vi": "C"}},
    {"code": "D", "at_least": "0", "title": {"vi": "D"}},
]


def exact(of: Scheme, **sheet: Entry) -> Fraction:
    return score_sheet(of, sheet, complete=False).exact


def test_what_is_left_out_is_made_good_by_maxima_or_by_weights() -> None:
    """20 of 40 with weight 3, and nothing of the other: by maxima 20 × 3 × 130/120, by weights 20 × 3 × 4/3."""
    for policy, expected in (("rebase", Fraction(65)), ("renormalise", Fraction(80))):
        of = scheme(leaf("A", "40", weight="3"), leaf("B", "10", missing=policy), rounding=NEVER)
        assert exact(of, A=Decimal(20)) == expected


def test_both_ways_in_one_group_are_a_fault() -> None:
    with pytest.raises(Invalid) as refused:
        scheme(leaf("A", missing="rebase", not_applicable="refuse"), leaf("B", missing="renormalise"))
    assert "two_ways_to_leave_out" in [problem.code for problem in refused.value.problems]


def test_points_over_the_applicable_maximum_of_the_whole_form() -> None:
    """A form of 100 points of which 84 apply: 68.32 points are an index of 81.33 %, wherever the gaps are."""
    groups = [group(name, leaf(f"{name}1", "30"), leaf(f"{name}2", "20")) for name in "AB"]
    form = scheme(*groups, rebase="total")
    sheet = {"A1": Decimal("24.32"), "A2": Decimal(14), "B1": Decimal(30), "B2": NOT_APPLICABLE}
    applicable = scheme(
        group("A", leaf("A1", "30"), leaf("A2", "20")), group("B", leaf("B1", "34"), leaf("B2", "16")), rebase="total"
    )
    assert score_sheet(applicable, sheet).total == Decimal("81.33")
    in_its_group = scheme(*groups)
    assert score_sheet(form, sheet).exact == Fraction(6832, 80)
    assert score_sheet(in_its_group, sheet).exact == Fraction("38.32") + 50


def test_a_component_is_carried_forward_from_the_period_before_and_says_so() -> None:
    of = scheme(leaf("A"), leaf("B", missing="carry"))
    first, second = {"A": Decimal(5), "B": Decimal(8)}, {"A": Decimal(6)}
    ranking = rank_table(of, {"x": second, "y": {"A": Decimal(7)}}, previous={"x": first})
    assert ranking.by_subject["x"].total == 14
    assert ranking.by_subject["x"].explanation["contributions"][1]["policies"] == ["carried"]
    assert ranking.by_subject["y"].reason is Reason.INCOMPLETE
    assert replay(of, ranking.inputs).result_digest == ranking.result_digest


def test_who_lacks_a_component_that_excludes_is_listed_and_not_ranked() -> None:
    of = scheme(leaf("A"), leaf("B", missing="exclude"))
    ranking = rank_table(of, {"x": {"A": Decimal(5), "B": Decimal(1)}, "y": {"A": Decimal(9)}})
    assert [(line.subject, line.rank, line.reason) for line in ranking.lines] == [
        ("x", 1, None),
        ("y", None, Reason.MISSING_COMPONENT),
    ]


def test_too_few_criteria_leave_a_group_out_or_its_subject_unranked() -> None:
    members = [leaf(code, missing="renormalise") for code in ("A1", "A2", "A3", "A4")]
    part = scheme(group("A", *members, aggregate="mean", coverage="0.5"), leaf("B"), aggregate="mean", rounding=NEVER)
    scored = score_sheet(part, {"A1": Decimal(10), "B": Decimal(4)})
    assert scored.exact == 4
    assert Policy.LOW_COVERAGE in scored.contributions[0].policies
    whole = scheme(*members, aggregate="mean", coverage="0.5")
    ranking = rank_table(whole, {"x": {"A1": Decimal(10)}, "y": {"A1": Decimal(5), "A2": Decimal(5)}})
    assert ranking.by_subject["x"].reason is Reason.LOW_COVERAGE
    assert ranking.by_subject["y"].rank == 1


def test_who_is_not_eligible_is_scored_and_graded_but_not_ranked() -> None:
    of = scheme(leaf("A", "100"), grades=GRADES)
    ranking = rank_table(of, {"x": {"A": Decimal(95)}, "y": {"A": Decimal(80)}}, unranked=["x"])
    line = ranking.by_subject["x"]
    assert (line.rank, line.grade, line.reason) == (None, "A", Reason.NOT_ELIGIBLE)
    assert ranking.by_subject["y"].rank == 1


def test_vetoes_drop_a_grade_cap_it_or_disqualify() -> None:
    vetoes = [
        {"code": "late", "title": {"vi": "Nộp muộn"}, "effect": "drop_grade"},
        {"code": "cap", "title": {"vi": "Có phản ánh"}, "effect": "cap_grade", "grade": "C"},
        {"code": "out", "title": {"vi": "Kỷ luật"}, "effect": "disqualify"},
    ]
    of = scheme(leaf("A", "100"), grades=GRADES, vetoes=vetoes)
    sheets = {name: {"A": Decimal(95)} for name in ("none", "late", "cap", "both", "out")}
    found = {"late": ["late"], "cap": ["cap"], "both": ["late", "cap"], "out": ["out"]}
    ranking = rank_table(of, sheets, vetoes=found)
    assert {name: ranking.by_subject[name].grade for name in sheets} == {
        "none": "A", "late": "B", "cap": "C", "both": "C", "out": "D",
    }  # fmt: skip
    assert {name for name in sheets if ranking.by_subject[name].rank == 1} == {"none", "late", "cap", "both"}


@given(st.integers(0, 100), st.sets(st.sampled_from(["late", "cap", "out"])), st.sampled_from(["late", "cap", "out"]))
def test_a_further_veto_never_improves_a_grade(value: int, applied: set[str], more: str) -> None:
    vetoes: list[dict[str, Any]] = [
        {"code": "late", "title": {"vi": "l"}, "effect": "drop_grade"},
        {"code": "cap", "title": {"vi": "c"}, "effect": "cap_grade", "grade": "C"},
        {"code": "out", "title": {"vi": "o"}},
    ]
    of = scheme(leaf("A", "100"), grades=GRADES, vetoes=vetoes)
    sheets = {"x": {"A": Decimal(value)}}
    with_fewer, with_more = (
        rank_table(of, sheets, vetoes={"x": found}).by_subject["x"].grade for found in (applied, applied | {more})
    )
    assert with_more >= with_fewer


def test_the_stage_of_rounding_decides_the_total() -> None:
    groups = [group(name, leaf(f"{name}1", weight="0.5"), leaf(f"{name}2", weight="0.5")) for name in "AB"]
    sheet = {"A1": Decimal("1.01"), "A2": Decimal("1.02"), "B1": Decimal("2.01"), "B2": Decimal("2.02")}
    totals = {}
    for stage in ("total", "component", "level", "never"):
        totals[stage] = score_sheet(scheme(*groups, rounding={"stage": stage, "decimals": 1}), sheet).decisive
    assert totals == {"total": 3, "component": 3, "level": 3, "never": Fraction("3.03")}
    fine = {"A1": Decimal("1.04"), "A2": Decimal("1.06"), "B1": Decimal("2.04"), "B2": Decimal("2.06")}
    rough = {
        stage: score_sheet(scheme(*groups, rounding={"stage": stage, "decimals": 1, "mode": "down"}), fine).decisive
        for stage in ("total", "component", "level")
    }
    assert rough == {"total": Fraction("3.1"), "component": Fraction(3), "level": Fraction(3)}


def test_a_total_that_is_never_rounded_ranks_apart_what_prints_alike() -> None:
    sheets = {"x": {"A": Decimal("1.001")}, "y": {"A": Decimal("1.002")}}
    printed = rank_table(scheme(leaf("A")), sheets)
    unrounded = rank_table(scheme(leaf("A"), rounding={"stage": "never", "decimals": 2}), sheets)
    assert [line.rank for line in printed.lines] == [1, 1]
    assert [(line.subject, line.rank, str(line.total)) for line in unrounded.lines] == [
        ("y", 1, "1.00"),
        ("x", 2, "1.00"),
    ]


def test_what_is_not_counted_breaks_ties_and_nothing_else() -> None:
    medals = scheme(
        leaf("G", None, not_applicable="refuse"), leaf("S", None, kind="uncounted"), leaf("B", None, kind="uncounted"),
        tie_breaks=["S", "B"],
    )  # fmt: skip
    table = {"a": (2, 1, 0), "b": (2, 1, 4), "c": (3, 0, 0), "d": (2, 1, 4)}
    sheets = {n: {"G": Decimal(g), "S": Decimal(s), "B": Decimal(b)} for n, (g, s, b) in table.items()}
    ranking = rank_table(medals, sheets)
    assert [(line.subject, line.rank) for line in ranking.lines] == [("c", 1), ("b", 2), ("d", 2), ("a", 4)]
    assert ranking.by_subject["a"].total == 2


def test_competition_dense_and_fractional_ranks_are_three_views_of_one_place() -> None:
    sheets = {name: {"A": Decimal(value)} for name, value in (("a", 9), ("b", 7), ("c", 7), ("d", 1))}
    spots = {line.subject: line.overall for line in rank_table(scheme(leaf("A")), sheets).lines}
    shown = {
        name: [spot.shown(kind) for kind in ("competition", "dense", "fractional")]
        for name, spot in spots.items()
        if spot
    }
    assert shown == {"a": ["1"] * 3, "b": ["2", "2", "2.5"], "c": ["2", "2", "2.5"], "d": ["4", "3", "4"]}


def test_the_lowest_total_may_be_first() -> None:
    of = scheme(leaf("A"), order="ascending")
    ranking = rank_table(of, {"x": {"A": Decimal(3)}, "y": {"A": Decimal(1)}, "z": {"A": Decimal(3)}})
    assert [(line.subject, line.rank) for line in ranking.lines] == [("y", 1), ("x", 2), ("z", 2)]


def month(value: str, *vetoes: str) -> MonthScore:
    return MonthScore(Fraction(value), {}, vetoes)


def test_a_year_through_quarters_rounds_each_published_quarter() -> None:
    of = scheme(leaf("A", "100"), derivation={"through": "quarters"}, rounding={"decimals": 1})
    months = {"2026-01": month("90"), "2026-02": month("90"), "2026-03": month("91"), "2026-04": month("80")}
    assert quarters_of(of, months) == {"2026-Q1": Fraction("90.3"), "2026-Q2": 80}
    assert derive(of, months).exact == Fraction("85.15")
    assert derive(of, months).total == Decimal("85.2")


def test_a_quarter_of_too_few_months_is_left_out() -> None:
    of = scheme(leaf("A", "100"), derivation={"through": "quarters", "minimum_months_in_quarter": 2})
    months = {"2026-01": month("90"), "2026-02": month("92"), "2026-04": month("10"), "2026-05": None}
    derived = derive(of, months)
    assert derived.total == 91
    assert derived.to_data()["quarters"] == {"2026-Q1": "91", "2026-Q2": None}


def test_a_year_may_be_the_sum_or_the_last_of_its_months() -> None:
    months = {"2026-01": month("9"), "2026-02": None, "2026-03": month("7")}
    totals = [derive(scheme(leaf("A"), derivation={"method": how}), months).total for how in ("mean", "sum", "last")]
    assert totals == [8, 16, 7]


def test_ties_of_the_year_are_broken_by_the_months_in_the_best_grade() -> None:
    of = scheme(leaf("A", "100"), grades=GRADES, tie_breaks=["@top_months"])
    months = {
        "even": {"2026-01": month("89"), "2026-02": month("89")},
        "peak": {"2026-01": month("95"), "2026-02": month("83")},
    }
    ranking = rank_campaign(of, months)
    assert [(line.subject, line.rank) for line in ranking.lines] == [("peak", 1), ("even", 2)]


def test_a_veto_of_one_month_may_stay_in_its_month() -> None:
    late = {"code": "late", "title": {"vi": "Muộn"}, "effect": "drop_grade", "spans_campaign": False}
    of = scheme(leaf("A", "100"), grades=GRADES, vetoes=[late, {"code": "out", "title": {"vi": "Kỷ luật"}}])
    ranking = rank_campaign(of, {"x": {"2026-01": month("95", "late")}, "y": {"2026-01": month("95", "out")}})
    assert (ranking.by_subject["x"].grade, ranking.by_subject["y"].grade) == ("A", "D")


@given(st.lists(st.integers(0, 10000), min_size=1, max_size=12))
def test_a_month_without_a_score_changes_nothing(cents: list[int]) -> None:
    of = scheme(leaf("A", "100"))
    months = {f"2026-{n:02d}": MonthScore(Fraction(value, 100)) for n, value in enumerate(cents, start=1)}
    missing = {**months, "2027-01": None}
    assert derive(of, missing).exact == derive(of, months).exact


def test_a_mean_of_figures_without_maxima_asks_for_no_maxima_above_it() -> None:
    of = scheme(
        group("M", leaf("A", None), leaf("B", None), aggregate="mean"), leaf("C", None, not_applicable="refuse")
    )
    assert exact(of, A=Decimal(6), B=NOT_APPLICABLE, C=Decimal(1)) == 7
