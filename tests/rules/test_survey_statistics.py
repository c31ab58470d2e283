"""The satisfaction index with its interval, response rates, the size of a sample, and what may not be found by subtraction."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.survey_statistics import (
    Element,
    Responses,
    elements_of,
    index_result,
    margin_of,
    may_compare,
    response_rate,
    sample_plan,
    shown_parts,
)
from emulation.rules.surveys import Tally, need, tally, wilson
from kernel.errors import Invalid

PARTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40), max_size=8)


# The index


def test_the_index_is_the_weighted_mean_of_the_elements_shares_as_computed_by_hand() -> None:
    """Element A asks two questions: 80 of 100 and 30 of 50 satisfied, so 110 of 150, from 75 people on average. B: 18 of 30.
    C was answered by four. A weighs twice as much as the others."""
    tallies = {
        "A1": Tally((5, 5, 10, 50, 30)), "A2": Tally((10, 0, 10, 20, 10)), "B": Tally((2, 5, 5, 8, 10)),
        "C": Tally((4, 0, 0, 0, 0)),
    }  # fmt: skip
    elements = [Element("A", Fraction(2), ("A1", "A2")), Element("B"), Element("C")]
    found = index_result(tallies, elements, minimum=4)
    assert (found.respondents, found.coverage) == (100, 1)
    assert found.index
    assert found.mean
    assert found.index.value == (2 * Fraction(110, 150) + Fraction(18, 30) + 0) / 4
    assert found.mean.value == (2 * Fraction(395 + 170 - 150, 600) + Fraction(109 - 30, 120) + 0) / 4
    n = 4 / (Fraction(2, 75) + Fraction(1, 30) + Fraction(1, 4))
    assert found.index.interval == wilson(found.index.value, int(n))
    assert found.elements[0].people == 75


def test_what_too_few_answered_is_left_out_and_not_to_be_found_by_subtraction() -> None:
    tallies = {"A": Tally((5, 5, 10, 50, 30)), "B": Tally((2, 5, 5, 8, 10)), "C": Tally((4, 0, 0, 0, 0))}
    elements = [Element("A", Fraction(2)), Element("B"), Element("C")]
    hidden = index_result(tallies, elements, minimum=30)
    assert [one.people for one in hidden.elements] == [100, None, None]
    assert hidden.index
    assert (hidden.index.value, hidden.coverage) == (Fraction(4, 5), Fraction(1, 2))
    assert index_result(tallies, elements, minimum=101).few
    assert index_result({}, elements, minimum=0).few
    assert index_result(tallies, [Element("D")], minimum=1).few


def test_elements_are_read_from_the_survey_and_without_any_each_question_is_one() -> None:
    items = [{"code": "a", "element": "E"}, {"code": "b", "element": "E"}, {"code": "t", "kind": "text"}]
    assert elements_of([{"code": "E", "weight": 3}, {"code": "F"}], items) == [Element("E", Fraction(3), ("a", "b"))]
    assert [one.asked for one in elements_of([], items)] == [("a",), ("b",)]


def test_the_interval_holds_the_truth_at_least_as_often_as_it_says_however_alike_the_answers_of_one_person_are() -> (
    None
):
    """Three elements with true shares .9, .7 and .5. A person answers them alike (share .6 of people) or each for itself."""
    chance, truths, weights = random.Random(33), (0.9, 0.7, 0.5), (3, 2, 1)
    true = sum(w * p for w, p in zip(weights, truths, strict=True)) / sum(weights)
    elements = [Element(str(n), Fraction(w)) for n, w in enumerate(weights)]
    held = trials = 0
    for _ in range(300):
        people = chance.choice((30, 60, 120))
        marks: list[list[int]] = [[], [], []]
        for _ in range(people):
            common = chance.random()
            alike = chance.random() < 0.6
            for n, p in enumerate(truths):
                skipped = n == 2 and chance.random() < 0.1
                satisfied = (common if alike else chance.random()) < p
                marks[n].append(0 if skipped else 4 + chance.randrange(2) if satisfied else 1 + chance.randrange(3))
        found = index_result({str(n): tally(own) for n, own in enumerate(marks)}, elements, minimum=10)
        assert found.index
        held += found.index.interval.low <= Decimal(true) <= found.index.interval.high
        trials += 1
    assert held >= 0.95 * trials


# What may be shown


@given(PARTS, st.integers(1, 30))
def test_nothing_small_is_shown_and_nothing_small_is_left_to_be_found_by_subtraction(
    counts: dict[str, int], minimum: int
) -> None:
    shown = shown_parts(counts, minimum)
    left = sum(count for code, count in counts.items() if code not in shown)
    assert all(counts[code] >= minimum for code in shown)
    assert left == 0 or left >= minimum or not shown
    if all(count >= minimum for count in counts.values()):
        assert shown == counts.keys()


def test_two_views_that_differ_by_a_few_are_not_shown_together() -> None:
    assert may_compare(100, 70, 30)
    assert may_compare(100, 100, 30)
    assert not may_compare(100, 99, 30)
    assert not may_compare(50, 20, 30)


# Response rates and the size of a sample


def test_open_channels_have_no_rate_and_count_on_neither_side() -> None:
    codes, links, open_ = Responses("code", 30, 100), Responses("link", 10, 20), Responses("counter", 500)
    assert [one.rate for one in (codes, links, open_)] == [Fraction(3, 10), Fraction(1, 2), None]
    assert response_rate([codes, links, open_]) == Fraction(1, 3)
    assert response_rate([open_, Responses("paper", 0, 0)]) is None
    assert Responses("code", 3, 2).too_many
    assert not Responses("counter", 3).too_many


@pytest.mark.parametrize(
    ("served", "margin", "needed"),
    [(1000, "0.05", 286), (100, "0.05", 80), (50_000, "0.05", 397), (None, "0.05", 400), (1, "0.1", 1)]
)  # fmt: skip
def test_the_sample_is_the_one_of_the_printed_tables(served: int | None, margin: str, needed: int) -> None:
    """1000 → 286, 100 → 80 and 50,000 → 397 stand in Yamane's table of 1967."""
    assert sample_plan(served, Decimal(margin)).needed == needed


@given(st.integers(1, 10_000), st.sampled_from(["0.03", "0.05", "0.1"]))
def test_the_needed_number_is_the_least_that_reaches_the_margin(served: int, text: str) -> None:
    margin = Decimal(text)
    needed = need(served, margin)
    assert margin_of(served, needed) <= margin
    assert needed == 1 or Fraction(1, needed - 1) - Fraction(1, served) > Fraction(margin) ** 2
    plan = sample_plan(served, margin, needed)
    assert plan.enough
    assert plan.reached == margin_of(served, needed)


def test_everybody_asked_leaves_no_margin_and_numbers_that_cannot_be_are_all_told_at_once() -> None:
    assert margin_of(40, 40) == 0
    assert margin_of(None, 100) == Decimal("0.1")
    with pytest.raises(Invalid) as no:
        sample_plan(0, Decimal(2), -1)
    assert [problem.path for problem in no.value.problems] == ["served", "margin", "answers"]
