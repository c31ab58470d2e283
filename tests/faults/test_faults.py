"""Whatever is killed in the middle of the work: nothing is lost, nothing is doubled, register numbers have no gap."""

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from devstack.stack import Services
from tests.faults.conftest import FULL, SHORT, Staged
from tests.faults.stage import BOUND_SECONDS, ISSUED, Stage, certificates_hold, children, sealed

Record = Callable[[str, object], None]
CHILD_KILLS = 5
WORKER_KILLS = {SHORT: 2, FULL: 5}
"""A worker takes seconds to start, so the short form kills fewer."""
pytestmark = pytest.mark.timeout(900)


def begin(stage: Stage, size: int, *, relays: int = 1) -> None:
    """Start the processes and sign a decision: each of its awards gets its certificate by a reaction."""
    stage.processes.start("relay", copies=relays)
    stage.processes.start("sealer")
    stage.processes.start("worker")
    stage.drive("sign", size)


def at(stage: Stage, share: float, size: int) -> None:
    """Wait until this share of the certificates is issued."""
    stage.until(ISSUED, lambda found: found >= share * size)


def ends_well(stage: Stage, size: int, record: Record) -> None:
    """From the last fault on: done in time, and all of it right."""
    seconds = stage.until_done(ISSUED, size)
    record("seconds_after_last_fault", round(seconds, 1))
    certificates_hold(stage, size)
    sealed(stage)
    assert stage.count("select count(*) from kernel_delivery where state <> 'done'") == 0
    assert seconds <= BOUND_SECONDS


def test_killed_workers_lose_and_double_nothing(staged: Staged, size: int, record_property: Record) -> None:
    stage = staged(size)
    begin(stage, size)
    kills = WORKER_KILLS[size]
    for kill in range(1, kills + 1):
        at(stage, kill / (kills + 2), size)
        stage.processes.kill("worker")
    ends_well(stage, size, record_property)
    assert stage.processes.supervisor.exits("worker") >= kills


def test_five_killed_pool_children_lose_and_double_nothing(staged: Staged, size: int, record_property: Record) -> None:
    stage = staged(size)
    begin(stage, size)
    chance = random.Random(20191220)
    for kill in range(1, CHILD_KILLS + 1):
        at(stage, kill / (CHILD_KILLS + 2), size)
        os.kill(chance.choice(children(stage.processes.pid("worker") or 0)), signal.SIGKILL)
    ends_well(stage, size, record_property)


@pytest.mark.parametrize("empty", [True, False], ids=["empty", "on its append-only file"])
def test_a_killed_redis_that_comes_back_loses_and_doubles_nothing(
    services: Services, staged: Staged, size: int, empty: bool, record_property: Record
) -> None:
    stage = staged(size)
    begin(stage, size)
    at(stage, 0.3, size)
    services.kill_redis()
    time.sleep(1)
    services.start_redis(empty=empty)
    ends_well(stage, size, record_property)


def test_a_database_that_stops_as_in_a_power_cut_loses_and_doubles_nothing(
    services: Services, staged: Staged, size: int, record_property: Record
) -> None:
    stage = staged(size)
    begin(stage, size)
    at(stage, 0.3, size)
    services.stop_postgres("immediate")
    time.sleep(1)
    services.start_postgres()
    ends_well(stage, size, record_property)


def test_a_payload_that_kills_its_worker_is_dead_after_five_attempts_and_hinders_nobody(
    staged: Staged, size: int, record_property: Record
) -> None:
    stage = staged(size)
    stage.start_probed()
    stage.processes.start("sealer")
    stage.drive("probe", "poison", 1, "kill")
    stage.drive("sign", size)
    began = time.monotonic()
    stage.until("select count(*) from kernel_delivery where state = 'dead'", lambda found: found == 1)
    record_property("seconds_until_dead", round(time.monotonic() - began, 1))
    stage.until_done(ISSUED, size)
    certificates_hold(stage, size)
    sealed(stage)
    ((reaction, attempts, error),) = stage.ask(
        "select reaction, attempts, error from kernel_delivery where state = 'dead'"
    )
    assert (reaction, attempts) == ("write_probe", 5)
    assert error
    assert stage.ask("select probe from probe_effect") == [("poison 1 echoed",)]
