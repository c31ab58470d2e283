"""Survey figures: shares, means, minimum numbers and points of a leaf."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.surveys import Tally, respondents, satisfaction, scaled_mean, survey_result, tally
from kernel.errors import Invalid

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
    assert result.to_data() == {"respondents": 3, "minimum": 3, "share": "2/3", "points": "6.6667"}


def test_a_survey_without_any_answer_gives_no_points_even_with_minimum_zero() -> None:
    assert survey_result({}, maximum=Decimal(10), minimum=0).points is None


@pytest.mark.parametrize("answer", [-1, 6, 10])
def test_an_answer_outside_the_scale_is_refused(answer: int) -> None:
    with pytest.raises(Invalid):
        tally([3, answer])


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(Invalid):
        Tally((1, 0, 0, 0, -1))
