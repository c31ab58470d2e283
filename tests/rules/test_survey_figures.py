"""Survey figures: shares, means, minimum numbers, policies and points of a leaf."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.reading import Fields
from emulation.rules.survey_policies import SurveyPolicy, read_survey_policy
from emulation.rules.surveys import (
    Tally,
    mark_variance,
    need,
    points_again,
    respondents,
    satisfaction,
    scaled_mean,
    survey_leaves,
    survey_points,
    survey_result,
    tally,
)
from kernel.errors import Invalid, Problem
from tests.rules.builders import leaf, scheme

answers = st.lists(st.integers(0, 5), max_size=60)


@given(answers)
def test_the_share_is_the_answers_four_and_five_among_the_valid_ones(given_answers: list[int]) -> None:
    tallies = {"Q1": tally(given_answers)}
    valid = [answer for answer in given_answers if answer > 0]
    if not valid:
        assert satisfaction(tallies) is None
        assert scaled_mean(tallies) is None
        return
    assert satisfaction(tallies) == Fraction(sum(answer >= 4 for answer in valid), len(valid))
    assert scaled_mean(tallies) == (Fraction(sum(valid), len(valid)) - 1) * 25


@given(answers, answers)
def test_tallies_add_up_like_their_answers(one: list[int], other: list[int]) -> None:
    assert tally(one) + tally(other) == tally(one + other) == tally(other) + tally(one)


def test_all_ones_are_zero_and_all_fives_one_hundred_on_the_scaled_mean() -> None:
    assert scaled_mean({"Q": tally([1, 1])}) == 0
    assert scaled_mean({"Q": tally([5, 5])}) == 100


def test_items_are_pooled_and_no_opinion_counts_nowhere() -> None:
    tallies = {"Q1": tally([5, 4, 3, 0]), "Q2": tally([1, 0, 0, 0])}
    assert satisfaction(tallies) == Fraction(1, 2)
    assert respondents(tallies) == 3


@given(answers, st.integers(1, 40), st.integers(1, 30))
def test_points_are_within_the_maximum_and_absent_below_the_minimum(
    given_answers: list[int], minimum: int, maximum: int
) -> None:
    tallies = {"Q1": tally(given_answers)}
    result = survey_result(tallies, maximum=Decimal(maximum), minimum=minimum)
    assert (result.points is None) == (result.share is None) == (tallies["Q1"].valid < minimum)
    if result.points is not None and result.share is not None:
        assert 0 <= result.points <= maximum
        assert abs(Fraction(result.points) - result.share * maximum) <= Fraction(1, 20_000)


def test_two_thirds_of_ten_points_are_published_at_four_decimals() -> None:
    result = survey_result({"Q": tally([5, 4, 1])}, maximum=Decimal(10), minimum=3)
    assert (result.share, result.points) == (Fraction(2, 3), Decimal("6.6667"))
    data = result.to_data()
    assert {name: data[name] for name in ("respondents", "minimum", "share", "mean", "value", "points")} == {
        "respondents": 3, "minimum": 3, "share": "2/3", "mean": "175/3", "value": "2/3", "points": "6.6667",
    }  # fmt: skip
    assert (data["mu"], data["k"], data["estimated"]) == (None, None, None)


def test_a_survey_without_any_answer_gives_no_points_even_with_minimum_zero() -> None:
    assert survey_result({}, maximum=Decimal(10), minimum=0).points is None


@pytest.mark.parametrize("answer", [-1, 6, 10])
def test_an_answer_outside_the_scale_is_refused(answer: int) -> None:
    with pytest.raises(Invalid):
        tally([3, answer])


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(Invalid):
        Tally((1, 0, 0, 0, -1))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=60))
def test_the_variance_is_that_of_the_marks_on_the_scale_from_zero_to_one(given_answers: list[int]) -> None:
    values = [Fraction(answer - 1, 4) for answer in given_answers]
    mean = sum(values) / len(values)
    expected = sum((value - mean) ** 2 for value in values) / len(values)
    assert mark_variance({"Q": tally(given_answers)}) == expected


@pytest.mark.parametrize(
    ("served", "margin", "asked"),
    [
        (0, "0.05", 0),
        (1, "0.05", 1),
        (100, "0.05", 80),
        (1000, "0.05", 286),
        (10_000, "0.05", 385),
        (10_000, "0.1", 100),
    ],
)
def test_the_sample_needed_is_rounded_up(served: int, margin: str, asked: int) -> None:
    assert need(served, Decimal(margin)) == asked


@given(st.integers(1, 10**7), st.sampled_from(["0.02", "0.05", "0.1"]))
def test_never_more_are_asked_than_were_served_nor_more_than_an_endless_crowd_needs(served: int, margin: str) -> None:
    asked = need(served, Decimal(margin))
    assert need(served - 1, Decimal(margin)) <= asked <= min(served, Fraction(1) / Fraction(margin) ** 2)


# The policy of a leaf


def read(data: Any) -> tuple[SurveyPolicy, list[Problem]]:
    faults: list[Problem] = []
    return read_survey_policy(Fields(data, "components[0]", faults, ("survey",))), faults


@pytest.mark.parametrize("data", [{}, {"survey": {}}])
def test_without_a_word_of_it_the_satisfied_share_counts_as_it_stands(data: dict[str, Any]) -> None:
    assert read(data) == (SurveyPolicy("share", "none", None, "cluster"), [])


@pytest.mark.parametrize(
    ("shrink", "text", "stored"),
    [
        ("estimate", "estimate", "estimate"),
        ("30", Decimal(30), "30"),
        (30, Decimal(30), "30"),
        ("2.50", Decimal("2.5"), "2.5"),
    ],
)
def test_a_policy_is_written_as_it_is_read(shrink: Any, text: str | Decimal, stored: str) -> None:
    policy, faults = read({"survey": {"measure": "mean", "shrink": shrink, "minimum": 10, "within": "all"}})
    assert faults == []
    assert policy == SurveyPolicy("mean", text, 10, "all")
    assert policy.to_data() == {"measure": "mean", "shrink": stored, "minimum": 10, "within": "all"}
    assert read({"survey": policy.to_data()}) == (policy, [])


@pytest.mark.parametrize(
    ("survey", "code", "path"),
    [
        ({"measure": "median"}, "unknown_choice", "measure"),
        ({"shrink": "strongly"}, "shrink_malformed", "shrink"),
        ({"shrink": "-1"}, "shrink_malformed", "shrink"),
        ({"shrink": "0"}, "shrink_malformed", "shrink"),
        ({"shrink": 2.5}, "shrink_malformed", "shrink"),
        ({"shrink": None}, "shrink_malformed", "shrink"),
        ({"shrink": True}, "shrink_malformed", "shrink"),
        ({"shrink": ["30"]}, "shrink_malformed", "shrink"),
        ({"minimum": 0}, "whole_number_needed", "minimum"),
        ({"minimum": "30"}, "whole_number_needed", "minimum"),
        ({"within": 3}, "text_needed", "within"),
        ({"towards": "cluster"}, "unknown_field", "towards"),
    ],
)
def test_every_fault_of_a_policy_is_named_with_its_place(survey: dict[str, Any], code: str, path: str) -> None:
    _, faults = read({"survey": survey})
    assert [(fault.code, fault.path) for fault in faults] == [(code, f"components[0].survey.{path}")]


# Points of a table


def test_the_mean_gives_points_like_the_share_does() -> None:
    tallies = {"P01": {"Q": tally([5, 4, 1])}}
    (result,) = survey_points(tallies, {}, SurveyPolicy("mean"), maximum=Decimal(10), minimum=3).values()
    assert (result.raw, result.mean, result.points) == (Fraction(7, 12), Fraction(175, 3), Decimal("5.8333"))
    assert result.share == Fraction(2, 3)


def test_the_minimum_of_the_criterion_stands_before_that_of_the_campaign() -> None:
    tallies = {"P01": {"Q": tally([5, 4, 1])}}
    for own, points in ((None, None), (3, Decimal("6.6667")), (4, None)):
        policy = SurveyPolicy(minimum=own)
        result = survey_points(tallies, {}, policy, maximum=Decimal(10), minimum=30)["P01"]
        assert (result.points, result.minimum) == (points, own or 30)


def test_below_the_minimum_nothing_but_the_number_of_people_is_told() -> None:
    policy = SurveyPolicy(shrink="estimate")
    tallies = {"few": {"Q": tally([5] * 9)}, "many": {"Q": tally([5, 3] * 20)}}
    results = survey_points(tallies, {"few": "CUM-1", "many": "CUM-1"}, policy, maximum=Decimal(10), minimum=10)
    told = results["few"].to_data()
    assert {name for name, value in told.items() if value is not None} == {"respondents", "minimum", "measure"}
    assert set(results["few"].printed.values()) == {None}
    assert (results["few"].few, results["many"].few) == (True, False)
    assert results["many"].prior is not None and results["many"].prior.mu == Decimal("0.5")


def test_a_unit_without_answers_is_in_the_table_without_a_figure() -> None:
    results = survey_points({"P01": {}}, {}, SurveyPolicy(shrink=Decimal(30)), maximum=Decimal(10), minimum=1)
    assert (results["P01"].respondents, results["P01"].points) == (0, None)


@given(
    st.dictionaries(st.sampled_from("ABCDEFGH"), st.lists(st.integers(1, 5), max_size=40), max_size=8),
    st.sampled_from(["none", "estimate", Decimal("0.5"), Decimal("12.5"), Decimal(1000)]),
    st.sampled_from(["share", "mean"]),
    st.sampled_from(["cluster", "all"]),
)
def test_points_are_found_again_from_what_was_stored(
    given_answers: dict[str, list[int]], shrink: str | Decimal, measure: str, within: str
) -> None:
    tallies = {unit: {"Q": tally(marks)} for unit, marks in given_answers.items()}
    groups = {unit: "CUM-1" if unit < "E" else "CUM-2" for unit in tallies}
    policy = SurveyPolicy(measure, shrink, None, within)
    for result in survey_points(tallies, groups, policy, maximum=Decimal(15), minimum=5).values():
        assert points_again(result.to_data(), maximum=Decimal(15)) == result.points


def test_the_printed_figures_are_of_a_hundred_beside_each_other() -> None:
    tallies = {"P01": {"Q": tally([5] * 26 + [3] * 4)}, "P02": {"Q": tally([5] * 70 + [3] * 30)}}
    groups = dict.fromkeys(tallies, "CUM-1")
    result = survey_points(tallies, groups, SurveyPolicy(shrink=Decimal(30)), maximum=Decimal(10), minimum=30)["P01"]
    assert result.printed == {
        "raw": Decimal("86.7"), "low": Decimal("70.3"), "high": Decimal("94.7"), "mean": Decimal("93.3"),
        "shrunk": Decimal("80.3"), "mu": Decimal("73.8"),
    }  # fmt: skip
    assert result.points == Decimal("8.0256")


def test_every_leaf_takes_of_the_survey_what_its_own_policy_says() -> None:
    of = scheme(
        leaf("A", "10"),
        leaf("B", "10", source="survey", missing="zero"),
        leaf("C", "20", source="survey", missing="zero", survey={"measure": "mean", "shrink": "40"}),
        leaf("D", "5", source="survey", missing="zero", survey={"shrink": "10", "within": "all", "minimum": 21}),
    )
    tallies = {
        "P01": {"Q": tally([5] * 20)},
        "P02": {"Q": tally([5] * 20 + [1] * 20)},
        "D01": {"Q": tally([1] * 40)},
    }
    groups = {"P01": {"cluster": "CUM-1"}, "P02": {"cluster": "CUM-1"}, "D01": {"cluster": "CUM-2"}}
    found = survey_leaves(of, tallies, groups, minimum=20)
    points = {code: {unit: result.points for unit, result in results.items()} for code, results in found.items()}
    assert points == {
        "B": {"P01": Decimal("10.0000"), "P02": Decimal("5.0000"), "D01": Decimal("0.0000")},
        "C": {"P01": Decimal("15.5556"), "P02": Decimal("11.6667"), "D01": Decimal("0.0000")},
        "D": {"P01": None, "P02": Decimal("2.2500"), "D01": Decimal("0.2500")},
    }
