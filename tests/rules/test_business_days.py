"""Working days: what counts, how far a number of them reaches, and until when something is in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation import catalogue
from emulation.rules.business_days import Calendar, Occasion, lacking
from emulation.rules.periods import VIETNAM, is_late

FIRST = date(2019, 1, 1)
days = st.integers(0, 900).map(lambda n: FIRST + timedelta(days=n))
counts = st.integers(0, 60)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    off = draw(st.frozensets(days, max_size=30))
    return Calendar(
        off,
        draw(st.frozensets(days, max_size=10)) - off,
        draw(st.sampled_from([{7}, {6, 7}, {1}, set()])) | frozenset(),
    )


def shipped() -> Calendar:
    rows = list(catalogue.calendar_days())
    kinds = {
        kind: frozenset(date.fromisoformat(r["day"]) for r in rows if r["kind"] == kind)
        for kind in ("holiday", "working")
    }
    return Calendar(kinds["holiday"], kinds["working"])


@given(calendars(), days, counts, counts)
def test_going_on_adds_up_and_counting_undoes_it(calendar: Calendar, day: date, n: int, more: int) -> None:
    reached = calendar.after(day, n)
    assert calendar.between(day, reached) == n
    assert calendar.after(reached, more) == calendar.after(day, n + more)
    assert n == 0 or calendar.is_working(reached)


@given(calendars(), days, days, days, counts)
def test_later_days_reach_no_less_far_and_counts_of_spans_add_up(
    calendar: Calendar, a: date, b: date, c: date, n: int
) -> None:
    first, second = sorted((a, b))
    assert calendar.after(first, n) <= calendar.after(second, n) or n == 0
    assert calendar.after(first, n) <= calendar.after(first, n + 1)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert calendar.between(a, b) == -calendar.between(b, a)
    plain = sum(calendar.is_working(first + timedelta(days=k)) for k in range(1, (second - first).days + 1))
    assert calendar.between(first, second) == plain


@given(calendars(), days, counts.filter(bool))
def test_a_deadline_ends_with_its_vietnamese_day(calendar: Calendar, day: date, n: int) -> None:
    came = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=VIETNAM)
    limit = calendar.deadline(came, n)
    assert limit.tzinfo is UTC
    local = limit.astimezone(VIETNAM)
    assert (local.date(), local.time().isoformat()) == (calendar.after(day, n), "23:59:59")
    assert calendar.deadline(came.replace(hour=0, minute=0, second=0), n) == limit
    assert not is_late(limit + timedelta(microseconds=999_999), limit)
    assert is_late(limit + timedelta(seconds=1), limit)
    assert calendar.taken(came, limit) == n


def test_tet_exchanged_days_and_the_bridge_of_april_2019_are_counted_as_they_were() -> None:
    calendar = shipped()
    assert calendar.after(date(2019, 2, 1), 1) == date(2019, 2, 11)
    assert calendar.between(date(2019, 1, 31), date(2019, 2, 11)) == 2
    assert [calendar.is_working(date(2019, 1, day)) for day in (1, 2, 5, 6, 12)] == [False, True, True, False, False]
    assert calendar.after(date(2019, 4, 26), 3) == date(2019, 5, 4)
    assert calendar.after(date(2025, 4, 25), 1) == date(2025, 4, 26)
    assert calendar.after(date(2026, 2, 13), 1) == date(2026, 2, 23)


def test_what_came_on_a_saturday_counts_from_monday() -> None:
    came = datetime(2019, 5, 11, 9, 0, tzinfo=VIETNAM)
    assert Calendar().deadline(came, 1) == datetime(2019, 5, 13, 23, 59, 59, tzinfo=VIETNAM)


def test_a_calendar_that_cannot_be_is_refused() -> None:
    for wrong in (
        lambda: Calendar(frozenset({FIRST}), frozenset({FIRST})),
        lambda: Calendar(rest_days=frozenset(range(1, 8))),
        lambda: Calendar(rest_days=frozenset({0})),
        lambda: Calendar().after(FIRST, -1),
        lambda: Calendar().after(FIRST, 10_001),
    ):
        with pytest.raises(ValueError, match=r"day"):
            wrong()


def test_shipped_days_fall_on_days_that_they_change_and_shipped_years_are_whole() -> None:
    rows = list(catalogue.calendar_days())
    assert len({row["day"] for row in rows}) == len(rows)
    for row in rows:
        assert (date.fromisoformat(row["day"]).isoweekday() < 6) == (row["kind"] == "holiday"), row["day"]
        assert row["legal_basis"]
        assert row["name_en"]
    occasions = [
        Occasion(r["code"], r["name"], int(r["days"]), r["legal_basis"], date.fromisoformat(r["valid_from"]),
                 date.fromisoformat(r["valid_to"]) if r["valid_to"] else None)
        for r in catalogue.public_holidays()
    ]  # fmt: skip
    entered: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (int(row["day"][:4]), row["occasion"])
        entered[key] = entered.get(key, 0) + 1
    assert lacking(range(2019, 2028), occasions, entered) == []
    entered.pop((2019, "tet"))
    missing = lacking([2019, 2028], occasions, entered)
    assert [(lack.year, lack.occasion.code, lack.occasion.days) for lack in missing] == [
        (2019, "tet", 5), (2028, "new_year", 1), (2028, "tet", 5), (2028, "hung_kings", 1), (2028, "victory", 1),
        (2028, "labour", 1), (2028, "national", 2), (2028, "culture", 1),
    ]  # fmt: skip
