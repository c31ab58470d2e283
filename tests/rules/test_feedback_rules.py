"""Citizens' feedback, the rules: codes that find slips, limits that escalate, what is personal, and figures of units."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median_low

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules import tracking_codes as codes
from emulation.rules.business_days import Calendar
from emulation.rules.feedback import (
    ANSWER,
    ROUTE,
    SEND,
    Course,
    FeedbackPolicy,
    escalations,
    figures,
    limit,
    median,
    parse_policy,
    personal_marks,
)
from emulation.rules.periods import VIETNAM
from kernel.errors import Invalid

CALENDAR = Calendar(frozenset({date(2019, 4, 15)}))
numbers = st.integers(0, codes.SPACE - 1)


def at(day: int, hour: int = 9, month: int = 4) -> datetime:
    return datetime(2019, month, day, hour, tzinfo=VIETNAM)


@given(numbers, st.integers(0, codes.LENGTH - 1), st.sampled_from(codes.ALPHABET))
def test_a_code_is_read_as_it_is_written_and_any_one_slip_is_found(number: int, place: int, other: str) -> None:
    code = codes.code_of(number)
    assert codes.read(f" {codes.shown(code).lower()} ") == code
    wrong = code[:place] + other + code[place + 1 :]
    assert codes.read(wrong) == (code if wrong == code else "")
    swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
    assert codes.read(swapped) == (code if swapped == code else "")


@given(numbers, numbers)
def test_different_numbers_have_different_codes(one: int, other: int) -> None:
    assert (codes.code_of(one) == codes.code_of(other)) == (one == other)


def test_what_is_no_code_reads_as_nothing_and_hashes_are_slow_and_distinct() -> None:
    for typed in ("", "O0I1-LLLL-0000", "A" * 200, "💥" * 12, "2222-2222-222"):
        assert codes.read(typed) == ""
    for number in (-1, codes.SPACE):
        with pytest.raises(ValueError, match="range"):
            codes.code_of(number)
    assert codes.digest(codes.code_of(5)) != codes.digest(codes.code_of(6))
    assert len(codes.digest("none")) == 64


def test_limits_are_of_working_days_and_each_step_of_the_ladder_is_told_in_its_turn() -> None:
    policy = FeedbackPolicy(answer_days=3, unit_head_after=0, officer_after=1, authority_after=3)
    due = limit(CALENDAR, policy, ANSWER, at(11))
    assert due == datetime(2019, 4, 17, 23, 59, 59, tzinfo=VIETNAM)
    assert limit(CALENDAR, policy, ROUTE, at(12)) == datetime(2019, 4, 17, 23, 59, 59, tzinfo=VIETNAM)
    told = {day: escalations(CALENDAR, policy, ANSWER, due, at(day)) for day in (17, 18, 19, 22, 23)}
    assert told == {
        17: (),
        18: ("unit_head", "standing_officer"),
        19: ("unit_head", "standing_officer"),
        22: ("unit_head", "standing_officer", "authority"),
        23: ("unit_head", "standing_officer", "authority"),
    }
    assert escalations(CALENDAR, policy, SEND, due, at(22)) == ("standing_officer", "authority")
    saturday = limit(CALENDAR, policy, ROUTE, at(17))
    assert escalations(CALENDAR, policy, ANSWER, saturday, at(20)) == ("unit_head",)


@given(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=50)
def test_who_was_told_stays_told(head: int, officer: int, top: int, first: int, later: int) -> None:
    policy = FeedbackPolicy(unit_head_after=head, officer_after=head + officer, authority_after=head + officer + top)
    due, day = at(1), timedelta(days=1)
    before, after = sorted((due + day * first, due + day * later))
    told = escalations(CALENDAR, policy, ANSWER, due, after)
    assert (
        escalations(CALENDAR, policy, ANSWER, due, before)
        == told[: len(escalations(CALENDAR, policy, ANSWER, due, before))]
    )


def test_a_policy_is_read_with_all_its_faults() -> None:
    assert parse_policy({"answer_days": 15}) == FeedbackPolicy(answer_days=15)
    assert parse_policy(FeedbackPolicy().to_data()) == FeedbackPolicy()
    with pytest.raises(Invalid) as no:
        parse_policy({"answer_days": 0, "route_days": "2", "officer_after": 9, "days": 1})
    assert {problem.path for problem in no.value.problems} == {"answer_days", "route_days", "authority_after", "days"}


def test_telephones_identity_numbers_addresses_and_the_contact_itself_are_found_in_a_text() -> None:
    text = "Chị Lan (0912 345 678, +84-912345678, lan@example.vn, CCCD 001187654321) chờ 3 giờ ngày 12/05/2019."
    assert personal_marks(text, ["Lan", "0912 345 678"]) == (
        "lan@example.vn", "0912 345 678", "+84-912345678", "001187654321", "Lan",
    )  # fmt: skip
    assert personal_marks("Quầy số 3 thu 2.500.000 đồng ngày 12/05/2019, quyết định 1234/QĐ-UBND.", ["", "An"]) == ()


@given(st.lists(st.integers(0, 30), max_size=9))
def test_the_median_is_exact(values: list[int]) -> None:
    found = median(values)
    assert (found is None) == (not values)
    if found is not None:
        assert found * 2 == median_low(values) - sorted(-v for v in values)[(len(values) - 1) // 2]


def test_figures_of_units_are_those_computed_by_hand() -> None:
    rows = [
        Course("P02", at(1), at(10), None),
        Course("P01", at(1), at(10), at(3)),
        Course("P01", at(1), at(10), at(12)),
        Course("P01", at(8), at(30), None),
        Course("P01", at(5), at(30), at(10)),
        Course("P01", at(12), at(30), at(16)),
    ]
    one, two = figures(rows, CALENDAR, at(20))
    assert (one.unit, one.received, one.answered, one.in_time, one.overdue) == ("P01", 5, 4, 3, 1)
    assert one.median_days == Fraction(5, 2)
    assert (two.unit, two.received, two.answered, two.in_time, two.overdue, two.median_days) == (
        "P02",
        1,
        0,
        0,
        1,
        None,
    )
