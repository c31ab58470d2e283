"""Months and deadlines: Vietnamese days, inclusive to the last second, and the policy that names them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.periods import (
    VIETNAM,
    CampaignPolicy,
    Month,
    closes_at,
    deadline,
    is_late,
    local_date,
    months_between,
    months_due,
    parse_policy,
    reminder_dates,
)
from kernel.errors import Invalid

POLICY = CampaignPolicy()
MAY = Month(2019, 5)
months = st.builds(Month, st.integers(1990, 2100), st.integers(1, 12))


def test_the_deadline_of_may_is_the_end_of_the_fifth_of_june_in_viet_nam() -> None:
    assert deadline(MAY, POLICY) == datetime(2019, 6, 5, 23, 59, 59, tzinfo=VIETNAM)
    assert deadline(MAY, POLICY) == datetime(2019, 6, 5, 16, 59, 59, tzinfo=UTC)
    assert deadline(MAY, POLICY).tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (datetime(2019, 6, 5, 23, 59, 59, tzinfo=VIETNAM), False),
        (datetime(2019, 6, 5, 23, 59, 59, 999_999, tzinfo=VIETNAM), False),
        (datetime(2019, 6, 6, 0, 0, 0, tzinfo=VIETNAM), True),
        (datetime(2019, 6, 5, 16, 59, 59, tzinfo=UTC), False),
        (datetime(2019, 6, 5, 17, 0, 0, tzinfo=UTC), True),
        (datetime(2019, 6, 5, 23, 0, 0, tzinfo=UTC), True),
    ],
)
def test_the_whole_last_second_is_in_time(moment: datetime, late: bool) -> None:
    assert is_late(moment, deadline(MAY, POLICY)) is late


def test_a_moment_without_a_time_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        is_late(datetime(2019, 6, 5), deadline(MAY, POLICY))
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2019, 6, 5))


@given(months, st.integers(1, 28), st.integers(0, 27))
def test_a_deadline_lies_in_the_following_month_and_never_after_the_closing(month: Month, day: int, more: int) -> None:
    policy = CampaignPolicy(deadline_day=day, closing_day=min(28, day + more))
    limit = deadline(month, policy)
    assert Month.of(local_date(limit)) == month.next
    assert local_date(limit).day == day
    assert limit <= closes_at(month, policy)
    assert not is_late(limit, limit)
    assert is_late(limit + timedelta(seconds=1), limit)


@given(months)
def test_months_are_written_read_and_stepped_without_loss(month: Month) -> None:
    assert Month.parse(str(month)) == month
    assert month.next.previous == month
    assert month < month.next
    assert (month.last_day + timedelta(days=1)) == month.next.first_day


@pytest.mark.parametrize("text", ["2019-13", "2019-00", "2019-5", "19-05", "2019-05-01", "", "tháng 5"])
def test_a_malformed_month_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        Month.parse(text)


def test_a_campaign_over_new_year_has_its_months_in_order() -> None:
    found = months_between(date(2018, 11, 30), date(2019, 2, 1))
    assert [str(month) for month in found] == ["2018-11", "2018-12", "2019-01", "2019-02"]
    assert months_between(date(2019, 2, 1), date(2019, 1, 31)) == ()


def test_a_month_is_due_once_its_closing_day_has_passed_and_until_it_is_closed() -> None:
    span = (date(2019, 1, 1), date(2019, 12, 31), POLICY)
    end = datetime(2019, 4, 10, 23, 59, 59, tzinfo=VIETNAM)
    assert months_due(*span, at=end) == (Month(2019, 1), Month(2019, 2))
    after = end + timedelta(seconds=1)
    assert months_due(*span, at=after, closed={Month(2019, 1)}) == (Month(2019, 2), Month(2019, 3))


def test_reminders_are_counted_back_from_the_deadline_even_into_the_month_itself() -> None:
    assert reminder_dates(MAY, POLICY) == (date(2019, 6, 2), date(2019, 6, 4))
    early = CampaignPolicy(reminder_days_before=(7,))
    assert reminder_dates(MAY, early) == (date(2019, 5, 29),)


def test_a_policy_survives_being_written_and_read() -> None:
    policy = CampaignPolicy(3, 12, 50, (5, 2, 0))
    assert parse_policy(policy.to_data()) == policy
    assert parse_policy({}) == POLICY


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"deadline_day": 31}, ("whole_number_needed", "deadline_day")),
        ({"deadline_day": "5"}, ("whole_number_needed", "deadline_day")),
        ({"closing_day": 4}, ("closing_before_deadline", "closing_day")),
        ({"minimum_survey_answers": 0}, ("whole_number_needed", "minimum_survey_answers")),
        ({"reminder_days_before": [1, 1]}, ("bad_reminders", "reminder_days_before")),
        ({"reminder_days_before": [-1]}, ("bad_reminders", "reminder_days_before")),
        ({"reminder_days_before": ["1"]}, ("bad_reminders", "reminder_days_before")),
        ({"reminder_days_before": 3}, ("list_needed", "reminder_days_before")),
        ({"deadline": 5}, ("unknown_field", "deadline")),
    ],
)
def test_each_fault_of_a_policy_is_named(data: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        parse_policy(data)
    assert fault in {(problem.code, problem.path) for problem in refused.value.problems}


def test_a_policy_may_move_the_limits_of_the_fairness_instruments_and_names_what_is_wrong_in_them() -> None:
    policy = parse_policy({"fairness": {"robust_limit": "4"}})
    assert policy.fairness is not None
    assert parse_policy(policy.to_data()) == policy
    with pytest.raises(Invalid) as refused:
        parse_policy({"fairness": {"no_such_limit": "4"}})
    assert [problem.path for problem in refused.value.problems] == ["fairness.no_such_limit"]
