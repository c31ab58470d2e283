"""The request process is killed again and again while clients repeat what was not answered."""

import http.client
import json
import os
import random
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.conftest import FULL, SHORT, Staged
from tests.faults.stage import BOUND_SECONDS, ISSUED, PATIENCE_SECONDS, Stage, certificates_hold, children, sealed
from tests.faults.test_faults import Record

CLIENTS = 4
KILLS = {SHORT: 6, FULL: 30}
SIGNED = "select count(*) from emulation_decision where state = 'signed'"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def put(port: int, number: int) -> tuple[int, int]:
    """Send the decision of this number until it is answered; the register number, and how often it was sent."""
    ends, tries = time.monotonic() + PATIENCE_SECONDS, 0
    while time.monotonic() < ends:
        tries += 1
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("PUT", f"/{number}")
            answer = connection.getresponse()
            content = answer.read()
            if answer.status in (200, 201):
                (register_number,) = json.loads(content)["register_numbers"]
                return register_number, tries
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(f"decision {number} was never answered")


def start_web(stage: Stage, port: int) -> None:
    words = ("granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port), "--workers", "2")
    respawn = ("--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "5")
    program = str(Path(sys.executable).with_name(words[0]))
    stage.processes.run_command("web", (program, *words[1:], *respawn, "tests.faults.web:application"), restart=True)


def request_processes(stage: Stage) -> list[int]:
    """Granian's workers: its children that serve."""
    found = children(stage.processes.pid("web") or 0)
    return [pid for pid in found if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


def kill_one(stage: Stage, chance: random.Random) -> None:
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (serving := request_processes(stage)):
        assert time.monotonic() < ends, stage.logs()
        time.sleep(0.05)
    os.kill(chance.choice(serving), signal.SIGKILL)


@pytest.mark.timeout(900)
def test_killed_request_processes_lose_and_double_nothing_when_clients_repeat(
    staged: Staged, size: int, record_property: Record
) -> None:
    stage, port, chance = staged(size), free_port(), random.Random(20191220)
    start_web(stage, port)
    for name in ("relay", "sealer", "worker"):
        stage.processes.start(name)
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = pool.map(lambda number: put(port, number), range(1, size + 1))
        for kill in range(1, KILLS[size] + 1):
            stage.until(SIGNED, lambda found, share=kill / (KILLS[size] + 2): found >= share * size)
            kill_one(stage, chance)
        told, tries = zip(*answers, strict=True)
    seconds = stage.until_done(ISSUED, size)
    record_property("requests_repeated", sum(tries) - size)
    assert sorted(told) == list(range(1, size + 1)), "the numbers that clients were told have gaps or repeats"
    certificates_hold(stage, size)
    sealed(stage)
    assert seconds <= BOUND_SECONDS
    assert sum(tries) > size, "no request was ever interrupted"
