"""When mails go out: never in quiet hours, never before they were told of, never lost; and how far tries are apart."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.mailing import DAILY, DISTANCES, EACH, OFF, WEEKLY, Answer, Quiet, Rhythm, due, next_try
from emulation.rules.periods import VIETNAM

MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2019, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
HOURS = st.times().map(lambda at: at.replace(microsecond=0))


def there(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


@settings(max_examples=60)
@given(MOMENTS, HOURS, HOURS, st.sampled_from((EACH, DAILY, WEEKLY)))
def test_what_is_told_goes_out_once_it_may_and_never_in_quiet_hours(
    at: datetime, begins: time, ends: time, frequency: str
) -> None:
    quiet = Quiet(begins, ends)
    rhythm = Rhythm(frequency, quiet)
    moment = due(rhythm, at)
    assert moment is not None
    assert moment >= at
    assert not quiet.holds(moment)
    assert moment - at <= {EACH: timedelta(days=1), DAILY: timedelta(days=2), WEEKLY: timedelta(days=8)}[frequency]
    assert due(Rhythm(EACH, quiet), moment) == moment
    assert due(rhythm, at, urgent=True) == at
    assert due(Rhythm(OFF, quiet), at, urgent=True) is None


@pytest.mark.parametrize(
    ("frequency", "told", "goes"),
    [
        (EACH, there(2019, 5, 10, 20, 59), there(2019, 5, 10, 20, 59)),
        (EACH, there(2019, 5, 10, 21, 0), there(2019, 5, 11, 6, 30)),
        (EACH, there(2019, 5, 11, 6, 29), there(2019, 5, 11, 6, 30)),
        (DAILY, there(2019, 5, 10, 7, 30), there(2019, 5, 10, 7, 30)),
        (DAILY, there(2019, 5, 10, 7, 31), there(2019, 5, 11, 7, 30)),
        (WEEKLY, there(2019, 5, 10, 12, 0), there(2019, 5, 13, 7, 30)),
        (WEEKLY, there(2019, 5, 13, 7, 31), there(2019, 5, 20, 7, 30)),
    ],
)
def test_digests_go_out_at_half_past_seven_and_quiet_hours_end_at_half_past_six(
    frequency: str, told: datetime, goes: datetime
) -> None:
    assert due(Rhythm(frequency, Quiet()), told) == goes


def test_tries_grow_apart_and_end() -> None:
    at = there(2019, 5, 10, 8)
    moments = [next_try(attempts, at) for attempts in range(1, len(DISTANCES) + 2)]
    assert moments[-1] is None
    apart = [moment - at for moment in moments if moment]
    assert apart == sorted(apart)
    assert len(apart) == len(DISTANCES)
    assert [Answer(code, "x").final for code in (0, 421, 451, 500, 550)] == [False, False, False, True, True]
