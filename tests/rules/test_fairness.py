"""Fairness instruments: each finds what was planted and leaves honest scores alone, whatever the order of the rows."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules import chance, gaps, patterns
from emulation.rules.fairness import (
    ALIKE,
    CITIZENS,
    COPIED,
    HEAPING,
    KINDS,
    LENIENCY,
    SELF_GAP,
    TITLES,
    FairnessPolicy,
    InflationWeights,
    Reading,
    parse_fairness_policy,
)
from emulation.rules.gaps import Marked
from emulation.rules.inflation import MISSING, inflation, why_missing
from emulation.rules.raters import DoubleScore, leniency, leniency_readings
from emulation.rules.schemes import parse_scheme
from kernel.errors import Invalid
from tests.rules.builders import preset_data

POLICY = FairnessPolicy()
MONTH = "2019-05"
MAXIMUM = Fraction(90)
shares = st.fractions(0, 1, max_denominator=40)
quarters = st.integers(0, 400).map(lambda count: Fraction(count, 4))


def points(value: float) -> Fraction:
    """Offices score in quarters of a point."""
    return Fraction(round(value * 4), 4)


def row(subject: str, unit: str = "P01", month: str = MONTH, **more: object) -> Marked:
    values = {"cluster": "CUM-1", "duty_group": "Chuyên môn", **more}
    return Marked(subject, unit, month=month, **values)  # type: ignore[arg-type]


def staff(unit: str, heads: list[float], month: str = MONTH, **more: object) -> list[Marked]:
    """People of a unit with what their head gave them."""
    return [
        row(f"{unit}-{place}", unit, month, head=points(head), head_marks=f"{unit} {place}", **more)
        for place, head in enumerate(heads)
    ]


def flagged(readings: list[Reading]) -> set[str]:
    return {reading.subject for reading in readings if reading.beyond}


# Exact statistics


@given(of=st.integers(0, 25), count=st.integers(-1, 26), share=shares)
def test_a_tail_is_the_sum_of_its_chances(of: int, count: int, share: Fraction) -> None:
    expected = sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(max(count, 0), of + 1))
    assert chance.tail(count, of, share) == expected


@given(of=st.integers(1, 60), share=shares, alarm=st.fractions("1/1000", "1/5", max_denominator=1000))
def test_a_limit_is_the_first_count_that_chance_exceeds_less_often_than_the_alarm(
    of: int, share: Fraction, alarm: Fraction
) -> None:
    limit = chance.most_ordinary(of, share, alarm)
    assert chance.tail(limit + 1, of, share) < alarm
    assert limit == 0 or chance.tail(limit, of, share) >= alarm


def test_tails_of_hundreds_stay_exact() -> None:
    assert chance.tail(10, 10, Fraction(1, 2)) == Fraction(1, 1024)
    whole = chance.tail(300, 600, Fraction(1, 2)) + chance.tail(301, 600, Fraction(1, 2))
    assert whole == 1


@given(st.lists(quarters, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_medians_spreads_and_places_do_not_depend_on_the_order(values: list[Fraction], order: random.Random) -> None:
    mixed = list(values)
    order.shuffle(mixed)
    least = Fraction(1, 2)
    assert chance.spread(values, least=least) == chance.spread(mixed, least=least)
    named = {str(place): value for place, value in enumerate(values)}
    assert chance.places(named) == chance.places(dict(reversed(named.items())))
    assert sum(chance.places(named).values()) == Fraction(len(values) * (len(values) + 1), 2)


@given(st.fractions(0, 10_000))
def test_a_root_is_cut_off_never_rounded_up(value: Fraction) -> None:
    root = Fraction(chance.root(value))
    assert root**2 <= value < (root + Fraction(1, 10_000)) ** 2


def test_the_step_comes_from_the_median_deviation_or_where_most_agree_from_the_mean_and_is_never_too_small() -> None:
    least = Fraction(1, 2)
    spread = chance.spread([Fraction(value) for value in (1, 2, 3, 4, 9)], least=least)
    assert (spread.middle, spread.step, spread.rule) == (3, chance.MAD_FACTOR, chance.BY_MEDIAN)
    spread = chance.spread([Fraction(value) for value in (0, 0, 0, 8, 8)], least=least)
    assert (spread.middle, spread.step, spread.rule) == (0, chance.MEAN_FACTOR * Fraction(16, 5), chance.BY_MEAN)
    spread = chance.spread([Fraction(0)] * 9 + [Fraction(1, 100)], least=least)
    assert (spread.step, spread.rule) == (least, chance.BY_LEAST)
    assert spread.steps(Fraction(1, 100)) == Fraction(1, 50)


# Self-score against appraisal


def gap_rows(gap: Mapping[str, float], **more: object) -> list[Marked]:
    return [row(subject, own=points(80 + over), official=points(80), **more) for subject, over in gap.items()]


def test_who_alone_scores_higher_than_appraised_stands_out_where_everybody_else_agrees() -> None:
    units = {f"P{number:02}": 3.0 if number == 11 else 0.0 for number in range(1, 19)}
    rows = [replace(one, unit=one.subject, duty_group="") for one in gap_rows(units)]
    [reading] = [one for one in gaps.self_gaps(rows, POLICY, least=POLICY.least_units) if one.beyond]
    assert (reading.kind, reading.subject, reading.figure, reading.limit) == (SELF_GAP, "P11", 6, Fraction(7, 2))
    assert reading.evidence["step_by"] == chance.BY_LEAST
    assert "3.00 điểm" in reading.text()
    assert "6 bước (giới hạn 3.50)" in reading.text()


def test_four_who_agree_can_accuse_nobody_and_a_small_group_is_compared_with_a_wider_one() -> None:
    rows = gap_rows({"a": 9, "b": 0, "c": 0, "d": 0}, duty_group="Văn thư")
    assert gaps.self_gaps(rows, POLICY, least=5) == []
    wider = [*rows, *gap_rows({f"e{place}": 0 for place in range(20)})]
    [reading] = [one for one in gaps.self_gaps(wider, POLICY, least=POLICY.least_people) if one.beyond]
    assert (reading.subject, reading.evidence["group"]) == ("a", "CUM-1")


def test_a_modest_self_score_is_no_flag() -> None:
    rows = gap_rows({f"e{place}": -30 if place == 0 else place % 3 for place in range(30)})
    assert flagged(gaps.self_gaps(rows, POLICY, least=POLICY.least_people)) == set()


def test_over_several_months_the_mean_gap_counts() -> None:
    rows = [
        row(f"p{place}", month=f"2019-0{month}", own=points(80 + (month if place == 0 else 0)), official=points(80))
        for place in range(25)
        for month in (1, 2, 3)
    ]
    [reading] = [one for one in gaps.self_gaps(rows, POLICY, least=POLICY.least_people) if one.beyond]
    assert reading.evidence["gap"] == Decimal("2.00")


def test_units_whose_people_score_themselves_higher_are_told_from_the_others() -> None:
    units = {f"P{number:02}": "CUM-1" for number in range(1, 9)}
    rows = [
        row(f"{unit}-{place}", unit, own=points(80 + (5 if unit == "P03" else place % 2)), official=points(80))
        for unit, place in product(units, range(6))
    ]
    assert flagged(gaps.people_gaps(rows, units, POLICY)) == {"P03"}


def test_a_unit_that_citizens_see_otherwise_stands_out_with_both_its_places() -> None:
    units = {f"P{number:02}": "CUM-1" for number in range(1, 13)}
    satisfied = {unit: Fraction(70 + 2 * place) for place, unit in enumerate(units)}
    own = {unit: share + 5 for unit, share in satisfied.items()} | {"P01": Fraction(99)}
    [reading] = [one for one in gaps.against_citizens(own, satisfied, units, POLICY) if one.beyond]
    assert (reading.kind, reading.subject) == (CITIZENS, "P01")
    assert [reading.evidence[name] for name in ("own_place", "other_place", "places")] == [
        1,
        12,
        11,
    ]
    assert "99.00 %" in reading.text()


# Full marks, cut-offs, caps


def test_full_marks_beyond_chance_are_told_and_a_few_more_than_elsewhere_are_not() -> None:
    elsewhere = [
        one
        for unit in ("P02", "P03", "P04", "P05")
        for one in staff(unit, [90.0] + [80.0 + place for place in range(9)])
    ]
    lavish, usual = staff("P01", [90.0] * 8 + [85.0] * 2), staff("P01", [90.0] * 3 + [85.0] * 7)
    assert flagged(patterns.full_marks([*elsewhere, *lavish], MAXIMUM, POLICY)) == {"P01"}
    assert flagged(patterns.full_marks([*elsewhere, *usual], MAXIMUM, POLICY)) == set()
    assert patterns.full_marks([*elsewhere, *lavish], None, POLICY) == []
    assert patterns.full_marks(lavish, MAXIMUM, POLICY) == []


def test_scores_heaped_over_a_cut_off_are_told_and_even_ones_are_not() -> None:
    heaped = staff("P01", [90.25] * 12)
    even = staff("P02", [90.25] * 7 + [89.75] * 5)
    far = staff("P03", [85.0] * 12)
    readings = patterns.heaping([*heaped, *even, *far], [Decimal(90), Decimal(70)], POLICY)
    assert flagged(readings) == {"P01"}
    assert {reading.unit for reading in readings} == {"P01", "P02"}
    [reading] = [one for one in readings if one.beyond]
    assert (reading.kind, reading.evidence["below"], reading.evidence["cut"]) == (HEAPING, 0, 90)


def test_the_bins_at_a_cut_off_take_in_the_cut_itself_and_leave_out_the_next_point() -> None:
    rows = staff("P01", [89.0, 89.75, 90.0, 90.75, 91.0, 88.75])
    [reading] = patterns.heaping(rows, [Decimal(90)], POLICY)
    assert (reading.evidence["count"], reading.evidence["below"]) == (2, 2)


def test_one_person_over_a_cut_off_in_twelve_months_is_one_person() -> None:
    rows = [one for month in range(1, 13) for one in staff("P01", [90.5], f"2019-{month:02}")]
    [reading] = patterns.heaping(rows, [Decimal(90)], POLICY)
    assert (reading.figure, reading.beyond) == (1, False)


def test_more_in_the_top_grade_than_its_cap_allows_is_told_with_the_group() -> None:
    over = patterns.Capped("P01", MONTH, "Chuyên môn", "A", count=6, of=10, allowed=2)
    at = patterns.Capped("P02", MONTH, "Chuyên môn", "A", count=2, of=10, allowed=2)
    first, second = patterns.top_grades([at, over])
    assert (first.beyond, first.severity) == (True, Fraction(1, 2))
    assert (second.beyond, second.severity) == (False, 0)
    assert "6 người có điểm ở loại A, trong khi mức khống chế tính trên 10 người là 2." in first.text()


QUOTA = {
    "code": "Q", "grade": "A", "share": "0.3", "denominator": {"base": "rated"}, "within": ["unit", "duty_group"],
}  # fmt: skip


def test_caps_are_those_of_the_scheme_unit_by_unit_and_in_its_groups() -> None:
    of = parse_scheme({**preset_data("hanoi-3814-person"), "quotas": [QUOTA]})
    lavish = staff("P01", [91.0] * 6 + [80.0] * 4)
    modest = staff("P02", [91.0] * 3 + [80.0] * 7)
    found = patterns.capped([*lavish, *modest], of)
    assert [(one.unit, one.group, one.count, one.of, one.allowed) for one in found] == [
        ("P01", "Chuyên môn", 6, 10, 3),
        ("P02", "Chuyên môn", 3, 10, 3),
    ]
    assert flagged(patterns.top_grades(found)) == {"P01"}


def test_the_official_score_counts_for_a_cap_once_it_is_there() -> None:
    of = parse_scheme({**preset_data("hanoi-3814-person"), "quotas": [QUOTA]})
    corrected = [replace(one, official=points(80)) for one in staff("P01", [91.0] * 10)]
    assert [one.count for one in patterns.capped(corrected, of)] == [0]


def test_a_scheme_without_a_cap_by_unit_says_nothing_of_units() -> None:
    rows = staff("P01", [91.0] * 10)
    whole = {**QUOTA, "within": ["cluster"]}
    assert patterns.capped(rows, parse_scheme({**preset_data("hanoi-3814-person"), "quotas": [whole]})) == []
    assert patterns.capped(rows, parse_scheme({**preset_data("hanoi-3814-person"), "quotas": []})) == []


# Sheets too much alike


def test_a_head_who_tells_nobody_apart_is_told() -> None:
    flat, spread = staff("P01", [85.0, 85.25, 85.0, 85.5, 85.0]), staff("P02", [80.0, 85.0, 78.0, 88.0, 83.0])
    few = staff("P03", [85.0] * 4)
    readings = patterns.alike([*flat, *spread, *few], POLICY)
    assert flagged(readings) == {"P01"}
    assert {reading.unit for reading in readings} == {"P01", "P02"}


def test_one_sheet_for_everybody_is_told_even_where_totals_could_differ() -> None:
    rows = [replace(one, head_marks='{"A1":"5"}') for one in staff("P01", [80.0, 85.0, 78.0, 88.0, 83.0])]
    spread, sheet = patterns.alike(rows, POLICY)
    assert (spread.beyond, sheet.beyond, sheet.figure) == (False, True, 100)
    assert sheet.kind == ALIKE


def sheets(subject: str, *months: str, unit: str = "P01") -> list[Marked]:
    return [row(subject, unit, f"2019-{month:02}", marks=marks) for month, marks in enumerate(months, start=1)]


def test_the_same_sheet_month_after_month_is_told_with_its_months() -> None:
    rows = [
        *sheets("a", "x", "y", "y", "y", "y", "z"),
        *sheets("b", "x", "y", "x", "y", "x", "y"),
        *sheets("c", "x", "x"),
    ]
    readings = patterns.copied(rows, POLICY)
    assert flagged(readings) == {"a"}
    assert {reading.subject for reading in readings} == {"a", "b"}
    [reading] = [one for one in readings if one.beyond]
    assert (reading.kind, reading.figure) == (COPIED, 4)
    assert [reading.evidence[name] for name in ("first", "last")] == ["2019-02", "2019-05"]


def test_a_month_away_does_not_break_a_row_of_equal_sheets() -> None:
    rows = [one for one in sheets("a", "x", "x", "x", "x", "x") if one.month != "2019-03"]
    assert flagged(patterns.copied(rows, POLICY)) == {"a"}


def test_a_unit_half_of_whose_people_copy_is_told() -> None:
    people = [*sheets("a", *"xxxx"), *sheets("b", *"xxxx"), *sheets("c", *"abcd"), *sheets("d", *"abcd", unit="P02")]
    readings = patterns.copiers(patterns.copied(people, POLICY), POLICY)
    assert flagged(readings) == {"P01"}
    assert "2/3 người" in readings[0].text()


# Raters


def twice(unit: str, *differences: float) -> list[DoubleScore]:
    return [
        DoubleScore(unit, f"{unit}-{place}", points(80 + over), points(80)) for place, over in enumerate(differences)
    ]


def test_a_lenient_head_is_told_with_error_and_an_advice_between_nothing_and_the_difference() -> None:
    scores = [*twice("P01", 6, 5, 7, 6), *twice("P02", 0, 1, -1, 0), *twice("P03", -1, 0, 1, 0)]
    found = leniency(scores, POLICY)
    assert found["P01"].difference == 6
    assert found["P01"].error == Decimal("0.4082")
    assert found["P01"].advice is not None
    assert 5 < found["P01"].advice < 6
    readings = {reading.subject: reading for reading in leniency_readings(found, POLICY)}
    assert [unit for unit, reading in readings.items() if reading.beyond] == ["P01"]
    assert readings["P01"].kind == LENIENCY


def test_a_severe_head_is_told_too_but_inflates_nothing() -> None:
    scores = [*twice("P01", -6, -5, -7, -6), *twice("P02", 0, 1, -1, 0)]
    [severe, _] = leniency_readings(leniency(scores, POLICY), POLICY)
    assert (severe.beyond, severe.severity) == (True, 0)
    assert "thấp hơn đoàn kiểm tra trung bình 6.00 điểm" in severe.text()


def test_below_the_least_sample_the_difference_is_shown_and_nothing_is_advised() -> None:
    found = leniency([*twice("P01", 9, 9, 8), *twice("P02", 0, 1, -1, 0)], POLICY)
    assert (found["P01"].staff, found["P01"].enough, found["P01"].advice) == (3, False, None)
    assert found["P02"].enough
    assert [reading.subject for reading in leniency_readings(found, POLICY)] == ["P02"]


def test_one_person_in_four_months_is_not_four_people() -> None:
    scores = [DoubleScore("P01", "a", points(85 + month), points(80)) for month in range(4)]
    found = leniency(scores, POLICY)
    assert (found["P01"].staff, found["P01"].advice) == (1, None)


def test_differences_that_chance_explains_are_drawn_to_nothing() -> None:
    scores = [*twice("P01", 4, -4, 5, -3), *twice("P02", -4, 4, -5, 3)]
    assert [one.advice for one in leniency(scores, POLICY).values()] == [0, 0]


@given(
    st.lists(st.tuples(st.sampled_from(["P01", "P02", "P03"]), st.integers(0, 9), quarters), max_size=40),
    st.randoms(use_true_random=False),
)
def test_advice_lies_between_nothing_and_the_difference_in_any_order(
    drawn: list[tuple[str, int, Fraction]], order: random.Random
) -> None:
    scores = [DoubleScore(unit, f"{unit}-{who}", head, Fraction(50)) for unit, who, head in drawn]
    found = leniency(scores, POLICY)
    for one in found.values():
        if one.advice is not None:
            assert min(Fraction(0), one.difference) <= one.advice <= max(Fraction(0), one.difference)
    order.shuffle(scores)
    assert leniency(scores, POLICY) == found


# The indicator


def reading(kind: str, figure: float, month: str = "", *, limit: int = 2) -> Reading:
    at = Fraction(limit)
    value = Fraction(figure)
    return Reading(kind, "P01", "P01", month, value, at, value > at, Fraction(0), 2 * at, "%(figure)s so với %(limit)s")


def test_the_indicator_is_the_weighted_mean_of_the_parts_that_are_there() -> None:
    found = inflation("P01", [reading("self_gap", 4), reading("citizens", 1), reading("alike", 0)], POLICY)
    assert found.coverage == Fraction(35, 100)
    assert found.value == Fraction(100) * (20 * 1 + 10 * Fraction(1, 4)) / 35
    assert found.flags == 1
    assert [part.kind for part in found.parts] == ["self_gap", "citizens", "alike"]
    assert set(found.missing) == set(KINDS) - {"self_gap", "citizens", "alike"}


def test_with_too_little_known_there_is_no_indicator() -> None:
    assert inflation("P01", [reading("self_gap", 4)], POLICY).value is None
    assert inflation("P01", [], POLICY).value is None
    generous = replace(POLICY, least_coverage=Fraction(1, 10))
    assert inflation("P01", [reading("self_gap", 4)], generous).value == 100


def test_a_part_of_no_weight_is_neither_there_nor_missing() -> None:
    policy = replace(POLICY, weights=replace(InflationWeights(), self_gap=0))
    found = inflation("P01", [reading("self_gap", 4), reading("people_gap", 4), reading("leniency", 4)], policy)
    assert "self_gap" not in {part.kind for part in found.parts} | set(found.missing)


def test_one_odd_month_is_no_habit() -> None:
    months = [reading("full_marks", 4 if month == 1 else 0, f"2019-{month:02}") for month in range(1, 13)]
    [part] = inflation("P01", months, POLICY).parts
    assert part.severity == Fraction(1, 12)
    assert (part.flags, part.readings[0].month) == (1, "2019-01")


readings_ = st.lists(
    st.builds(reading, st.sampled_from(KINDS), st.integers(-9, 9), st.sampled_from(["", "2019-01", "2019-02"])),
    max_size=25,
)


@given(readings_, st.randoms(use_true_random=False))
def test_the_indicator_lies_between_0_and_100_in_any_order(drawn: list[Reading], order: random.Random) -> None:
    found = inflation("P01", drawn, POLICY)
    mixed = list(drawn)
    order.shuffle(mixed)
    again = inflation("P01", mixed, POLICY)
    assert found.value is None or 0 <= found.value <= 100
    assert (again.value, again.coverage, again.missing) == (found.value, found.coverage, found.missing)


def test_every_kind_has_its_name_and_says_why_it_may_be_missing() -> None:
    assert set(TITLES) == set(MISSING) == set(InflationWeights().to_data())
    for message in MISSING.values():
        assert "%(" not in message % why_missing(POLICY)


# Every instrument, whatever the order


people = st.lists(
    st.builds(
        lambda place, unit, month, own, head, official: row(
            f"{unit}-{place}", unit, month, own=own, head=head, official=official, marks=str(own), head_marks=str(head)
        ),
        st.integers(0, 5), st.sampled_from(["P01", "P02", "P03"]), st.sampled_from(["2019-01", "2019-02"]),
        quarters, quarters, quarters,
    ),
    max_size=40, unique_by=lambda one: (one.subject, one.month),
)  # fmt: skip
SMALL = replace(POLICY, least_people=3, least_units=2, copied_months=2)
INSTRUMENTS: dict[str, Callable[[list[Marked]], list[Reading]]] = {
    "self gaps": lambda rows: gaps.self_gaps(rows, SMALL, least=3),
    "people gaps": lambda rows: gaps.people_gaps(rows, dict.fromkeys(("P01", "P02", "P03"), "CUM-1"), SMALL),
    "full marks": lambda rows: patterns.full_marks(rows, MAXIMUM, SMALL),
    "heaping": lambda rows: patterns.heaping(rows, [Decimal(50)], replace(SMALL, cut_width=Fraction(40))),
    "alike": lambda rows: patterns.alike(rows, SMALL),
    "copied": lambda rows: patterns.copied(rows, SMALL),
}


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_instrument_says_the_same_whatever_the_order_of_the_rows(name: str) -> None:
    @given(people, st.randoms(use_true_random=False))
    def run(rows: list[Marked], order: random.Random) -> None:
        mixed = list(rows)
        order.shuffle(mixed)
        found = INSTRUMENTS[name](rows)
        assert INSTRUMENTS[name](mixed) == found
        for one in found:
            assert "%(" not in one.text()
            assert 0 <= one.severity <= 1

    run()


# Policy data


def test_a_policy_is_read_back_as_it_was_written() -> None:
    assert parse_fairness_policy({}) == POLICY
    assert parse_fairness_policy(POLICY.to_data()) == POLICY
    own = parse_fairness_policy({"robust_limit": "3", "least_double": 6, "weights": {"citizens": 30}})
    assert (own.robust_limit, own.least_double, own.weights.citizens, own.weights.self_gap) == (3, 6, 30, 20)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"robust_limit": "0"}, "robust_limit"),
        ({"alarm": 0.001}, "alarm"),
        ({"alike_share": "1.5"}, "alike_share"),
        ({"least_units": 4}, "least_units"),
        ({"copied_months": "4"}, "copied_months"),
        ({"weights": {"gossip": 3}}, "weights.gossip"),
        ({"weights": dict.fromkeys(KINDS, 0)}, "weights"),
        ({"limit": "3"}, "limit"),
    ],
)
def test_a_faulty_policy_is_refused_with_the_place(data: dict[str, object], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_fairness_policy(data)
    assert refused.value.code == "fairness.invalid"
    assert [problem.path for problem in refused.value.problems] == [path]
