"""The stage of a test: processes of its own on a database of its own, which is asked from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg

from config.processes import BY_NAME, filled
from devstack import environment
from devstack.places import CLONE
from devstack.stack import Processes

LEASE_SECONDS = "4"
CHUNK = "3"
"""Small, so that a kill hits a batch in its middle."""
BOUND_SECONDS = 60.0
"""Within this time after the last fault everything is done."""
PATIENCE_SECONDS = 240.0
"""A test that gets nowhere for so long is given up."""

ISSUED = "select count(*) from certificates_certificate where state = 'issued'"
UNDONE = "select count(*) from kernel_delivery where state = 'pending'"
WAITING = "select count(*) from kernel_backlog where taker = 'relay'"


class Stage:
    """A database with files and processes of its own."""

    def __init__(self, database_url: str, redis_url: str, files: Path, **overlay: str) -> None:
        self.database_url = database_url
        self.files = files
        self.values: Mapping[str, str] = {
            **environment.of_tests(files, database_url, redis_url),
            "DELIVERY_LEASE_SECONDS": LEASE_SECONDS,
            "WORKER_CONCURRENCY": "2",
            "CERTIFICATES_PER_CHUNK": CHUNK,
            **overlay,
        }
        self.processes = Processes(self.values, logs=files / "logs")

    def drive(self, act: str, *values: object, module: str = "tests.faults") -> None:
        """Run one of the module's acts to its end."""
        words = [sys.executable, "-m", "tests.faults.drive", f"{module}.acts", act, *map(str, values)]
        done = subprocess.run(
            words, env={**os.environ, **self.values}, cwd=CLONE, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{act} failed:\n{done.stdout}\n{done.stderr}"

    def start_probed(self, *, relays: int = 1, workers: int = 1, module: str = "tests.faults") -> None:
        """Relay and worker that know the probe besides."""
        if relays:
            words = (sys.executable, "-m", "tests.faults.relay", f"{module}.reactions")
            self.processes.run_command("relay", words, restart=True)
        if workers:
            self.start_worker(f"{module}.app")

    def start_worker(self, app: str, **overlay: str) -> None:
        """The worker as production starts it, of another Celery application."""
        words = filled(BY_NAME["worker"].command, self.values)
        self.processes.run_command(
            "worker", tuple(app if word == "tasks.app" else word for word in words), overlay, restart=True
        )

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5) as connection:
            return connection.execute(query, values).fetchall()

    def write(self, query: str, *values: Any) -> None:
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5) as connection:
            connection.execute(query, values)

    def count(self, query: str, *values: Any) -> int:
        return int(self.ask(query, *values)[0][0])

    def until(self, query: str, enough: Callable[[int], bool], *values: Any, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for a count; a database that is away is asked again."""
        ends = time.monotonic() + seconds
        found = -1
        while not enough(found):
            assert time.monotonic() < ends, f"after {seconds:.0f} s still {found}: {query}\n{self.logs()}"
            time.sleep(0.1)
            try:
                found = self.count(query, *values)
            except psycopg.OperationalError:
                continue

    def until_done(self, query: str, number: int) -> float:
        """Wait for a count and for every delivery; answers the seconds that it took."""
        began = time.monotonic()
        self.until(query, lambda found: found >= number)
        self.until(WAITING, lambda found: found == 0)
        self.until(UNDONE, lambda found: found == 0)
        return time.monotonic() - began

    def logs(self) -> str:
        parts = []
        for file in sorted((self.files / "logs").glob("*.log")):
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            parts.append(f"--- {file.name}\n" + "\n".join(lines[-15:]))
        return "\n".join(parts)

    def close(self) -> None:
        """The data are thrown away, so nobody need end with care."""
        self.processes.supervisor.stop(*self.processes.supervisor.names(), number=signal.SIGKILL)
        self.processes.supervisor.close()


def children(pid: int) -> list[int]:
    """The processes that it started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").glob("*/children") for child in task.read_text().split()]


def certificates_hold(stage: Stage, size: int) -> None:
    """Every award has one register number, one certificate, one paper; each chunk and each batch ended once."""
    numbers = [number for (number,) in stage.ask("select number from emulation_registerentry order by number")]
    assert numbers == list(range(1, size + 1)), "register numbers have gaps or repeats"
    printed = stage.ask(
        "select register_number, state, length(sha256), size > 0 from certificates_certificate order by 1"
    )
    assert printed == [(number, "issued", 64, True) for number in numbers]
    query = """select count(*), count(distinct made->>'award') from kernel_ledgerentry,
                jsonb_array_elements(payload->'certificates') as made where type = %s"""
    assert stage.ask(query, "certificates.chunk.issued.v1") == [(size, size)], "papers were lost or made twice"
    query = "select count(*), count(*) filter (where done_at is not null) from certificates_chunk"
    ((chunks, through),) = stage.ask(query)
    done = stage.ask("select state, count(*) from kernel_delivery where reaction = 'make_chunk' group by 1")
    assert (done, through) == ([("done", chunks)], chunks)
    ended = stage.ask(
        "select count(*), count(distinct key) from kernel_ledgerentry where type = 'certificates.batch.done.v1'"
    )
    assert ended == stage.ask("select count(*), count(*) from certificates_batch where state = 'done'")


def sealed(stage: Stage) -> None:
    """The sealer leaves nothing out, and its numbers run without a gap."""
    stage.until("select count(*) from kernel_backlog where taker = 'sealer'", lambda found: found == 0)
    query = "select (select count(*) from kernel_ledgerentry), count(*), min(sequence), max(sequence) from kernel_seal"
    ((entries, seals, first, last),) = stage.ask(query)
    assert (seals, first, last) == (entries, 1, entries)
