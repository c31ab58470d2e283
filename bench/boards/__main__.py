"""Measures a kept board over HTTP beside an empty view and writes bench/RESULTS.md: `./run with python -m bench.boards`."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import results
from bench.survey.__main__ import serving
from bench.survey.client import answered
from devstack import environment
from devstack.places import CLONE, throwaway_places
from devstack.stack import Services

THREADS, ROUNDS, SECONDS = 8, 5, 2.0
AIM = 0.9
PACKAGES = ("django", "granian", "psycopg", "redis")
EMPTY, MEMBER = "an empty view", "an empty view for who is signed in"
WHOLE, HELD = "the settled board", "the settled board, `If-None-Match` (304)"
SHARED = "the settled board for a session that did not just ask (text kept, rights read)"


@dataclass
class Way:
    """A request, word for word, the status that it must get, and the requests a second of each round."""

    path: str
    status: int
    headers: Mapping[str, str]
    rates: list[float] = field(default_factory=list)

    def request(self, number: int) -> bytes:
        """A number stands for another session: what one session was shown is kept by its headers."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        return f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".replace("NUMBER", str(number)).encode()


def once(port: int, way: Way, seconds: float, first: int) -> float:
    """Requests a second. Ends the run if one was not answered as it should be."""
    seen: Counter[int] = Counter()
    began = time.perf_counter()

    def send(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.perf_counter() < began + seconds:
                connection.sendall(way.request(number))
                seen[answered(connection)] += 1
                number += THREADS

    senders = [threading.Thread(target=send, args=(first + place,)) for place in range(THREADS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if set(seen) != {way.status}:
        raise SystemExit(f"{way.path} was not answered well: {dict(seen)}")
    return seen.total() / (time.perf_counter() - began)


def lines(ways: Mapping[str, Way], weight: int) -> Iterator[str]:
    empty, member = (median(ways[name].rates) for name in (EMPTY, MEMBER))
    yield f"{ROUNDS} rounds of {SECONDS:g} s in turns, {THREADS} at a time, medians; the production server with its usual"
    yield f"processes and threads, client on the same cores; a board of 37 units, {weight / 1024:.0f} KiB as it is sent, official."
    yield ""
    yield "| way | requests/s | of the empty view | of the empty view for a member |"
    yield "|---|---|---|---|"
    for name, way in ways.items():
        rate = median(way.rates)
        yield f"| {name} | {rate:,.0f} | {rate / empty:.2f} | {rate / member:.2f} |"
    yield ""
    worst = min(median(ways[name].rates) / empty for name in (WHOLE, HELD))
    yield f"Aim: a settled board at ≥ {AIM:g} of the empty view's requests a second, with and without `If-None-Match`:"
    yield f"{worst:.2f}, {'reached' if worst >= AIM else 'not reached'}."


def asked(port: int, made: Mapping[str, str]) -> tuple[dict[str, Way], int]:
    """The ways, and what the board weighs."""
    cookie = {"Cookie": f"sessionid={made['session']}", "Accept-Language": "vi"}
    path = f"/campaigns/{made['campaign']}/ranking/rows/"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(Way(path, 200, {**cookie, "Connection": "close"}).request(0))
        whole = b"".join(iter(lambda: connection.recv(65_536), b""))
    head, _, body = whole.partition(b"\r\n\r\n")
    tag = next(line[6:] for line in head.decode().split("\r\n") if line.lower().startswith("etag: "))
    ways = {
        EMPTY: Way("/bench/empty", 200, {}),
        MEMBER: Way("/bench/member", 200, cookie),
        WHOLE: Way(path, 200, cookie),
        HELD: Way(path, 304, {**cookie, "If-None-Match": tag}),
        SHARED: Way(path, 200, {**cookie, "Accept-Language": "vi,en-NUMBER;q=0.1"}),
    }
    return ways, len(body)


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
    words = [sys.executable, "-m", "bench.boards.prepare"]
    made = json.loads(subprocess.run(words, check=True, env=ready, cwd=CLONE, stdout=subprocess.PIPE, text=True).stdout)
    with serving("bench.boards.wsgi:application", values) as (port, _):
        ways, weight = asked(port, made)
        first = 0
        for round_ in range(-1, ROUNDS):
            for way in ways.values():
                rate = once(port, way, SECONDS if round_ >= 0 else 0.5, first)
                first += 1_000_000
                if round_ >= 0:
                    way.rates.append(rate)
    told = list(lines(ways, weight))
    print("\n".join(told))
    results.write("Boards over HTTP", told, PACKAGES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
