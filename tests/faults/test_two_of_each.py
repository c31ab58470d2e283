"""Two relays and two beats at once: the work is shared, and each month closes exactly once."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from emulation.rules.periods import VIETNAM
from tests.faults.acts import MONTHS
from tests.faults.conftest import Staged
from tests.faults.stage import ISSUED, Stage
from tests.faults.test_faults import Record, begin, ends_well

CLOSED = "select count(*) from emulation_campaignmonth where state = 'closed'"
SENT = "Sending due task close_due_months"


def turn_clock(clock: Path, year: int, month: int, day: int) -> None:
    fresh = clock.with_suffix(".new")
    fresh.write_text(datetime(year, month, day, 8, tzinfo=VIETNAM).isoformat(), encoding="utf-8")
    fresh.replace(clock)


def nudges(stage: Stage, label: str) -> int:
    return stage.processes.log(label).read_text(encoding="utf-8").count(SENT)


@pytest.mark.timeout(900)
def test_two_relays_and_two_beats_double_nothing(
    staged: Staged, size: int, tmp_path: Path, record_property: Record
) -> None:
    clock = tmp_path / "clock"
    turn_clock(clock, 2019, 1, 15)
    stage = staged(size, SIMULATED_CLOCK_FILE=str(clock), LOG_LEVEL="INFO")
    stage.drive("launch", 1)
    beats = stage.processes.start("beat", copies=2)
    begin(stage, size, relays=2)
    for closed, day in ((1, (2019, 2, 11)), (5, (2019, 6, 11)), (MONTHS, (2020, 1, 11))):
        turn_clock(clock, *day)
        stage.until(CLOSED, lambda found, closed=closed: found == closed)
    before = {beat: nudges(stage, beat) for beat in beats}
    ends_well(stage, size, record_property)
    ends = time.monotonic() + 60
    while any(nudges(stage, beat) < before[beat] + 2 for beat in beats):
        assert time.monotonic() < ends, stage.logs()
        time.sleep(0.2)
    stage.until_done(ISSUED, size)
    events = "select count(*), count(distinct payload->>'month') from kernel_ledgerentry where type = %s"
    assert stage.ask(events, "emulation.month.closed.v1") == [(MONTHS, MONTHS)]
    ranked = "select count(*), count(distinct (payload->>'month', payload->>'subjects')) from kernel_ledgerentry where type = %s"
    ((rankings, distinct),) = stage.ask(ranked, "emulation.ranking.computed.v1")
    assert rankings == distinct >= MONTHS
