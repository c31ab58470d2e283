"""The supervisor: it starts again what ends, stops all in order, and whatever happens to it leaves no orphan behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from devstack.places import CLONE, StackError
from devstack.supervisor import Command, Supervisor

STUBBORN = "trap '' TERM INT; while true; do sleep 0.1; done"
FAMILY = "trap '' TERM; (trap '' TERM; while true; do sleep 0.1; done) & echo $! > part; mv part child; wait; wait"


def shell(name: str, script: str, folder: Path) -> Command:
    return Command(name, ("sh", "-c", script), dict(os.environ), folder, folder / f"{name}.log")


def soon(holds: Callable[[], bool], seconds: float = 15) -> bool:
    ends = time.monotonic() + seconds
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    return holds()


def alive(pid: int) -> bool:
    """Neither gone nor a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    with Supervisor([].append) as started:
        yield started


def test_a_process_that_ends_is_started_again_ever_more_slowly(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("restless", "date +%s.%N >> times", tmp_path))
    assert soon(lambda: supervisor.exits("restless") >= 4)
    times = [float(line) for line in (tmp_path / "times").read_text().split()]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[0] < gaps[1] < gaps[2]


def test_a_killed_process_comes_back_under_another_number(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("worker", "sleep 1000", tmp_path))
    before = supervisor.pid("worker")
    supervisor.kill("worker")
    assert soon(lambda: supervisor.pid("worker") not in (before, None))


def test_a_stopped_process_stays_stopped_and_can_be_started_again(supervisor: Supervisor, tmp_path: Path) -> None:
    command = shell("worker", "sleep 1000", tmp_path)
    supervisor.start(command)
    supervisor.stop("worker")
    time.sleep(0.5)
    assert supervisor.pid("worker") is None
    supervisor.start(command)
    assert supervisor.pid("worker") is not None


def test_a_one_off_tells_its_exit_code_and_is_not_repeated(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("once", "echo run >> runs; exit 3", tmp_path), restart=False)
    assert supervisor.wait("once", timeout=10) == 3
    time.sleep(0.5)
    assert (tmp_path / "runs").read_text() == "run\n"


def test_what_a_dead_process_left_behind_is_ended_before_the_next_start(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("parent", FAMILY, tmp_path))
    assert soon((tmp_path / "child").exists)
    child = int((tmp_path / "child").read_text())
    supervisor.kill("parent")
    assert soon(lambda: not alive(child))


def test_one_that_will_not_go_is_killed_when_its_time_is_over(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("stubborn", STUBBORN, tmp_path))
    pid = supervisor.pid("stubborn")
    supervisor.stop("stubborn", timeout=0.5)
    assert pid is not None
    assert not alive(pid)


def test_a_program_that_is_not_there_is_named(supervisor: Supervisor, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="no-such-program"):
        supervisor.start(Command("lost", ("no-such-program",), dict(os.environ), tmp_path, None))


def test_one_that_keeps_failing_is_reported_with_the_end_of_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("broken", "echo SECRET_KEY is not set; exit 1", tmp_path), restart=False)
    with pytest.raises(StackError, match="SECRET_KEY is not set"):
        supervisor.until("broken", lambda: False, timeout=5)


def test_no_process_can_be_started_twice_under_one_name(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(shell("beat", "sleep 1000", tmp_path))
    with pytest.raises(StackError, match="beat cannot be started twice"):
        supervisor.start(shell("beat", "sleep 1000", tmp_path))


ORPHANAGE = """
import os, sys, time
from pathlib import Path
from devstack.supervisor import Command, Supervisor
folder = Path(sys.argv[1])
with Supervisor() as supervisor:
    for name, script in (("plain", "sleep 1000"), ("stubborn", sys.argv[2]), ("parent", sys.argv[3])):
        supervisor.start(Command(name, ("sh", "-c", script), dict(os.environ), folder, folder / "log"))
    print(*(supervisor.pid(name) for name in supervisor.names()), flush=True)
    time.sleep(1000)
"""


def test_a_supervisor_killed_outright_leaves_no_orphan(tmp_path: Path) -> None:
    words = [sys.executable, "-c", ORPHANAGE, str(tmp_path), STUBBORN, FAMILY]
    with subprocess.Popen(words, cwd=CLONE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert soon((tmp_path / "child").exists)
        pids.append(int((tmp_path / "child").read_text()))
        assert all(alive(pid) for pid in pids)
        assert len(pids) == 4
        parent.send_signal(signal.SIGKILL)
    assert soon(lambda: not any(alive(pid) for pid in pids), 10)
