"""Means of every kind and judges' panels: what they are, and what they can never do."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.aggregates import AGGREGATES, PRODUCT, SUM, Trim, aggregated, kept_after
from emulation.rules.contributions import Policy
from emulation.rules.exact import rounded
from emulation.rules.scores import score_sheet
from kernel.errors import Invalid
from tests.rules.builders import group, leaf, scheme

F = Fraction
MEANS = [how for how in AGGREGATES if how not in (SUM, PRODUCT)]
points = st.fractions(0, 100, max_denominator=100)
weights = st.fractions(F(1, 4), 5, max_denominator=4)
members = st.lists(st.tuples(points, weights), min_size=3, max_size=8)


def of(how: str, *values: int, trim: Trim | None = None) -> Fraction | None:
    return aggregated(how, [(F(value), F(1)) for value in values], trim)


def test_the_means_of_two_four_and_nine() -> None:
    assert of("mean", 2, 4, 9) == 5
    assert of("harmonic", 2, 4, 9) == F(108, 31)
    assert of("median", 2, 4, 9) == 4
    assert of("median", 2, 4, 9, 11) == F(13, 2)
    assert (of("minimum", 2, 4, 9), of("maximum", 2, 4, 9), of("product", 2, 4, 9)) == (2, 9, 72)
    assert of("geometric", 4, 9) == 6


def test_weights_are_relative_in_every_mean() -> None:
    pairs = [(F(4), F(1)), (F(9), F(3))]
    tenfold = [(value, weight * 10) for value, weight in pairs]
    for how in ("mean", "geometric", "harmonic"):
        assert aggregated(how, pairs) == aggregated(how, tenfold)


def test_a_geometric_mean_is_known_to_forty_decimals_and_exact_where_it_is_rational() -> None:
    root = of("geometric", 2, 8, 32)
    assert root == 8
    irrational = of("geometric", 1, 2)
    assert irrational is not None
    assert rounded(irrational, 40) == Decimal("1.4142135623730950488016887242096980785697")


@given(members)
def test_the_order_of_the_members_decides_nothing(given_members: list[tuple[Fraction, Fraction]]) -> None:
    for how in AGGREGATES:
        assert aggregated(how, given_members) == aggregated(how, given_members[::-1])


@given(members)
def test_every_mean_lies_between_the_least_and_the_greatest_member(pairs: list[tuple[Fraction, Fraction]]) -> None:
    values = [value for value, _ in pairs]
    for how in MEANS:
        found = aggregated(how, pairs)
        assert found is not None
        assert min(values) <= found <= max(values) or abs(found - min(values)) < F(1, 10**39)


@given(members)
def test_harmonic_is_at_most_geometric_and_geometric_at_most_arithmetic(pairs: list[tuple[Fraction, Fraction]]) -> None:
    slack = F(1, 10**38)
    harmonic, geometric, mean = (aggregated(how, pairs) or F(0) for how in ("harmonic", "geometric", "mean"))
    assert harmonic <= geometric + slack
    assert geometric <= mean + slack


@given(members, st.integers(0, 7), points)
def test_raising_one_member_never_lowers_the_whole(
    pairs: list[tuple[Fraction, Fraction]], place: int, more: Fraction
) -> None:
    raised = list(pairs)
    value, weight = raised[place % len(raised)]
    raised[place % len(raised)] = (value + more, weight)
    for how in AGGREGATES:
        before, after = aggregated(how, pairs), aggregated(how, raised)
        assert before is not None
        assert after is not None
        assert after >= before - F(1, 10**38)


def test_a_panel_leaves_out_its_highest_and_lowest_mark() -> None:
    assert of("trimmed_mean", 5, 9, 7, 1) == 6
    assert of("trimmed_mean", 5, 9, 7, 1, trim=Trim(share=Decimal("0.25"))) == 6
    assert of("trimmed_mean", 5, 9, 7, 1, trim=Trim(low=2, high=0)) == 8
    assert of("trimmed_mean", 5, 9, 7, 1, trim=Trim(best=2)) == 8
    assert of("trimmed_mean", 5, 9) is None


def test_of_equal_marks_only_as_many_are_left_out_as_the_panel_says() -> None:
    assert kept_after(Trim(), [F(5), F(5), F(5), F(9)]) == [1, 2]


def test_a_panel_shows_which_marks_it_left_out_and_rounds_its_own_figure() -> None:
    panel = scheme(
        group("P", *(leaf(f"J{n}", "10") for n in range(1, 6)), aggregate="trimmed_mean", rounding={"decimals": 2}),
        rounding={"stage": "never", "decimals": 2},
    )
    marks = {"J1": "7.25", "J2": "8", "J3": "7.5", "J4": "9.75", "J5": "7"}
    scored = score_sheet(panel, {code: Decimal(mark) for code, mark in marks.items()})
    assert scored.exact == F("7.58")
    trimmed = [child.code for child in scored.contributions[0].children if Policy.TRIMMED in child.policies]
    assert trimmed == ["J4", "J5"]


def test_a_judge_who_is_away_leaves_a_smaller_panel() -> None:
    panel = scheme(
        group("P", *(leaf(f"J{n}", "10", missing="renormalise") for n in range(1, 5)), aggregate="trimmed_mean")
    )
    scored = score_sheet(panel, {"J1": Decimal(7), "J2": Decimal(8), "J4": Decimal(9)})
    assert scored.total == 8
    assert scored.contributions[0].policies == (Policy.RENORMALISED,)


def test_a_degree_of_difficulty_multiplies_a_panel() -> None:
    """The middle three of five marks, added up, times the difficulty: a dive."""
    dive = scheme(
        group(
            "D",
            leaf("DD", None, not_applicable="refuse"),
            group("SUM", group("P", *(leaf(f"J{n}", "10") for n in range(1, 6)), aggregate="trimmed_mean", weight="3")),
            aggregate="product",
        )
    )
    marks = {f"J{n}": Decimal(mark) for n, mark in enumerate(("7", "7.5", "8", "8", "6.5"), start=1)}
    assert score_sheet(dive, marks | {"DD": Decimal("3.2")}).total == Decimal("72.00")


def test_a_geometric_mean_of_negative_points_is_refused_by_name() -> None:
    odd = scheme(leaf("A", None, min="-5", not_applicable="refuse"), leaf("B", None, min="-5", not_applicable="refuse"),
                 aggregate="geometric")  # fmt: skip
    with pytest.raises(Invalid) as refused:
        score_sheet(odd, {"A": Decimal(-1), "B": Decimal(2)})
    assert refused.value.code == "scores.negative_under_a_mean"


def test_a_weight_where_it_has_no_meaning_is_a_fault() -> None:
    with pytest.raises(Invalid) as refused:
        scheme(group("P", leaf("J1", weight="2"), leaf("J2"), aggregate="median"))
    assert [problem.path for problem in refused.value.problems] == ["components[0].children[0].weight"]
