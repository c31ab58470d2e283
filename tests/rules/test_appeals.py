"""Rules of appeals: how long one may come, what the findings add up to, and whom a revision concerns."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.appeals import TURN_DOWN, UPHOLD, UPHOLD_IN_PART, outcome, placed_otherwise, window
from emulation.rules.business_days import Calendar
from emulation.rules.periods import local_date
from emulation.rules.revisions import Change, Place

MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
DAYS_OFF = st.frozensets(st.dates(date(2019, 1, 1), date(2030, 2, 1)), max_size=30)
PLACES = st.builds(
    Place,
    name=st.just("P01"),
    score=st.sampled_from(["90", "91"]),
    grade=st.sampled_from("AB"),
    rank=st.sampled_from([1, 2, None]),
    rank_in_cluster=st.sampled_from([1, 2, None]),
    rank_in_unit=st.none(),
    reason=st.sampled_from(["", "disqualified"]),
)


@settings(max_examples=60, deadline=None)
@given(MOMENTS, st.integers(0, 20), DAYS_OFF)
def test_a_window_leaves_the_full_working_days_and_ends_with_a_working_day(
    known: datetime, days: int, off: frozenset[date]
) -> None:
    calendar = Calendar(holidays=off)
    span = window(known, days, calendar)
    assert span.is_open(known)
    assert span.is_open(span.closes)
    assert not span.is_open(span.closes + timedelta(seconds=1))
    assert not span.is_open(known - timedelta(seconds=1))
    last = local_date(span.closes)
    assert calendar.between(local_date(known), last) == days
    assert days == 0 or calendar.is_working(last)
    assert window(known, days + 1, calendar).closes > span.closes


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_all_some_or_none_of_the_lines_upheld(upheld: list[bool]) -> None:
    assert outcome(upheld) == (UPHOLD if all(upheld) else UPHOLD_IN_PART if any(upheld) else TURN_DOWN)


def test_nothing_is_decided_without_lines() -> None:
    with pytest.raises(ValueError, match="lines"):
        outcome([])


@settings(max_examples=80, deadline=None)
@given(PLACES, PLACES)
def test_other_points_alone_concern_nobody_and_another_rank_or_grade_does(before: Place, after: Place) -> None:
    change = Change("P01", "P01", before, after, ())
    same = (before.grade, before.rank, before.rank_in_cluster, before.reason) == (
        after.grade, after.rank, after.rank_in_cluster, after.reason,
    )  # fmt: skip
    assert placed_otherwise([change]) == (() if same else (change,))
    assert placed_otherwise([Change("P01", "P01", before, None, ())])
    assert placed_otherwise([Change("", "", before, None, ())]) == ()
