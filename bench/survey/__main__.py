"""Measures the open answering endpoint and writes bench/RESULTS.md: `./run with python -m bench.survey`."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psycopg

from bench import results
from bench.ranking.rows import TICKS
from config.processes import BY_NAME, filled
from devstack import environment
from devstack.places import CLONE, throwaway_places
from devstack.stack import Services

CONCURRENCIES = (1, 4, 16)
ROUNDS, SECONDS = 3, 3.0
AIM = 0.20
PACKAGES = ("django", "granian", "psycopg", "redis")
EMPTY, BARE = "an empty view, the product's middleware around it", "an empty view, no middleware at all"
OURS = "the product's endpoint, every check, page of thanks"
MAPPER, ONE = "`get_or_create` of the mapper, marks checked", "one INSERT … ON CONFLICT, marks checked"
WRITING = (OURS, MAPPER, ONE)
GOOD = {"200", "201"}


@dataclass
class Taken:
    """Requests a second of each round, and processor milliseconds of all servers for a request."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def spent(self) -> float:
        return median(self.cpu)


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _stat(entry: Path) -> tuple[int, int, int]:
    """Number, parent and ticks of a process, with those of its children that ended."""
    parts = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(entry.name), int(parts[1]), sum(int(part) for part in parts[11:15])


def spent_by(roots: Sequence[int]) -> float:
    """Processor seconds of these processes and all below them."""
    found: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                number, parent, ticks = _stat(entry)
            except (FileNotFoundError, ProcessLookupError):
                continue
            found[number] = parent, ticks
    ours = set(roots)
    while more := {number for number, (parent, _) in found.items() if parent in ours} - ours:
        ours |= more
    return sum(found[number][1] for number in ours if number in found) / TICKS


@contextmanager
def serving(application: str, values: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Port and process of the production server with this application."""
    port = _port()
    words = filled(BY_NAME["web"].command, {**values, "WEB_HOST": "127.0.0.1", "WEB_PORT": str(port)})
    words = [application if word == "config.wsgi:application" else word for word in words]
    words[0] = str(Path(sys.executable).with_name(words[0]))
    server = subprocess.Popen(words, env={**os.environ, **values}, cwd=CLONE, stdout=subprocess.DEVNULL)
    try:
        _wait(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server does not start")


def once(port: int, path: str, threads: int, seconds: float, first: int) -> tuple[int, float]:
    """Requests and seconds. Ends the run if one was not answered well."""
    words = [sys.executable, "-m", "bench.survey.client", str(port), path, str(threads), str(seconds), str(first)]
    said = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, cwd=CLONE).stdout)
    if set(said["statuses"]) - GOOD:
        raise SystemExit(f"{path} was not answered well: {said['statuses']}")
    return sum(said["statuses"].values()), said["seconds"]


def measure(ways: Mapping[str, tuple[int, str]], servers: Sequence[int]) -> tuple[dict[tuple[str, int], Taken], int]:
    """Every way at every concurrency, in turns, so that what else runs hits all of them; and how many answers were taken."""
    found: dict[tuple[str, int], Taken] = {}
    first = answers = 0
    for round_ in range(-1, ROUNDS):
        for threads in CONCURRENCIES:
            for name, (port, path) in ways.items():
                before = spent_by(servers)
                requests, seconds = once(port, path, threads, SECONDS if round_ >= 0 else 0.5, first)
                first += requests + threads * 10
                answers += requests if name in WRITING else 0
                if round_ >= 0:
                    taken = found.setdefault((name, threads), Taken())
                    taken.rates.append(requests / seconds)
                    taken.cpu.append((spent_by(servers) - before) / requests * 1000)
    return found, answers


def lines(found: dict[tuple[str, int], Taken], answers: int) -> Iterator[str]:
    yield f"{ROUNDS} rounds of {SECONDS:g} s in turns, medians; the production server with its usual processes and threads,"
    yield "PostgreSQL durable, client on the same cores. CPU is of all servers: web, PostgreSQL and Valkey, for one request."
    yield ""
    yield "| at a time | way | requests/s | of the empty view | of the bare one | CPU a request | of the empty view |"
    yield "|---|---|---|---|---|---|---|"
    for threads in CONCURRENCIES:
        empty, bare = found[EMPTY, threads], found[BARE, threads]
        for name in (BARE, EMPTY, OURS, ONE, MAPPER):
            taken = found[name, threads]
            shares = f"{taken.rate / empty.rate:.2f} | {taken.rate / bare.rate:.2f}"
            cpu = f"{taken.spent:.2f} ms | {taken.spent / empty.spent:.1f}×"
            yield f"| {threads} | {name} | {taken.rate:,.0f} | {shares} | {cpu} |"
    yield ""
    worst = min(found[OURS, threads].rate / found[EMPTY, threads].rate for threads in CONCURRENCIES)
    yield f"Aim: the product's endpoint at ≥ {AIM:.2f} of the empty view's requests a second; least {worst:.2f}:"
    yield f"{'reached' if worst >= AIM else 'not reached'}. All {answers:,} answers that were taken lie in the tray, each once."


def require_all_there(database_url: str, answers: int) -> None:
    """End the run where the tray has more or fewer than were taken."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT count(*) FROM emulation_surveytray").fetchone()
    if row != (answers,):
        raise SystemExit(f"{answers} answers were taken, the tray has {row}")


def main() -> int:
    places = throwaway_places()
    try:
        with Services(places, durable=True) as services:
            return run(services, places.root)
    finally:
        shutil.rmtree(places.root, ignore_errors=True)


def run(services: Services, files: Path) -> int:
    values = environment.of_tests(files, services.database_url, services.redis_url)
    ready = {**os.environ, **values}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, env=ready, cwd=CLONE)
    words = [sys.executable, "-m", "bench.survey.prepare"]
    made = json.loads(subprocess.run(words, check=True, env=ready, cwd=CLONE, stdout=subprocess.PIPE, text=True).stdout)
    values |= {"BENCH_VERSION": made["version"], "BENCH_UNIT": made["unit"]}
    ours, plain = (serving(f"bench.survey.{name}:application", values) for name in ("wsgi", "bare"))
    with ours as (port, web), plain as (bare, other):
        ways = {
            BARE: (bare, "/empty"),
            EMPTY: (port, "/bench/empty"),
            OURS: (port, f"/s/p/{made['token']}/"),
            ONE: (port, "/bench/one"),
            MAPPER: (port, "/bench/mapper"),
        }
        found, answers = measure(ways, [web, other, *_pids(services)])
    require_all_there(services.database_url, answers)
    told = list(lines(found, answers))
    print("\n".join(told))
    results.write("Survey answers over HTTP", told, PACKAGES)
    return 0


def _pids(services: Services) -> list[int]:
    postmaster = (services.places.postgres / "postmaster.pid").read_text(encoding="utf-8").split()[0]
    return [int(postmaster), services.supervisor.pid("redis") or 0]


if __name__ == "__main__":
    sys.exit(main())
