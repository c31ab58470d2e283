"""Rows that hold between two days: no day has two versions, and a new version never touches the days before it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules import ledger_reading, timetables
from emulation.rules.dated_rows import Span, clash, taken_over
from kernel.errors import Invalid
from kernel.events import EVENTS

DAYS = st.dates(date(2019, 1, 1), date(2019, 2, 28))
SPANS = st.builds(
    lambda first, length: Span(first, first + timedelta(days=length) if length else None), DAYS, st.integers(0, 20)
)


@settings(max_examples=60, deadline=None)
@given(SPANS, SPANS, DAYS)
def test_two_spans_clash_exactly_where_they_share_a_day(one: Span, other: Span, day: date) -> None:
    horizon = [date(2018, 12, 1) + timedelta(days=n) for n in range(130)]
    shared = any(one.holds(on) and other.holds(on) for on in horizon)
    assert one.overlaps(other) == other.overlaps(one) == shared
    assert (clash(one, [other]) is None) == (not shared)
    parts = taken_over(one, day)
    if parts is None:
        assert day <= one.first or not one.holds(day)
        return
    old, new = parts
    assert old.runs_forward and new.runs_forward and not old.overlaps(new)
    for on in horizon:
        assert one.holds(on) == (old.holds(on) or new.holds(on))
        assert not (on < day and new.holds(on))


def test_a_rhythm_is_read_as_it_is_written_and_nonsense_is_refused() -> None:
    for text in ("every 1", "every 86400", "daily 00:00", "daily 23:59"):
        assert str(timetables.read(text)) == text
    for text in ("", "every 0", "every 86401", "every x", "daily 24:00", "daily 7:00", "weekly", "every 5; rm"):
        with pytest.raises(Invalid, match="giây"):
            timetables.read(text)


def test_what_an_entry_says_is_read_by_role_and_secrets_by_nobody() -> None:
    nouns = {type_.split(".")[1] for type_ in EVENTS if type_.startswith(("emulation.", "certificates."))}
    assert nouns >= ledger_reading.RECORDS | ledger_reading.SECRETS
    read = ledger_reading.may_read
    assert read("emulation.legal_row.entered.v1", ())
    assert read("emulation.discipline.recorded.v1", {"standing_officer"})
    assert not read("emulation.discipline.recorded.v1", {"administrator"})
    assert not any(read(f"emulation.{noun}.x.v1", {"standing_officer", "authority"}) for noun in ledger_reading.SECRETS)
    assert not read("emulation.never_thought_of.done.v1", {"administrator"})
