"""A cheap event with two reactions, known to the processes of a test alone: each effect is one row of a plain table."""

import os
import signal
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from kernel.events import Event

TABLE = (
    "create table probe_effect"
    " (id bigserial primary key, probe text not null, at timestamptz not null default clock_timestamp())"
)
SECONDS = 0.005


@dataclass(frozen=True, kw_only=True)
class Probed(Event):
    """``behaviour`` says how its first reaction ends: ``write``, ``fail`` (until it is mended) or ``kill`` (its own worker)."""

    probe: str
    behaviour: str = "write"


# Named after the fact: the class statement would enter it among the product's events, which the gates of this process list.
Probed.type = "tests.probe.recorded.v1"


def _write(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_effect (probe) VALUES (%s)", [text])


def _mended(probe: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM probe_effect WHERE probe = %s", [f"{probe} mended"])
        return cursor.fetchone() is not None


def write_probe(event: Probed, at: datetime) -> None:
    """Write first and end afterwards, so that what a failed attempt has written must be seen to go away."""
    _write(event.probe)
    time.sleep(SECONDS)
    if event.behaviour == "fail" and not _mended(event.probe):
        raise RuntimeError(f"refused at {time.monotonic_ns()}")
    if event.behaviour == "kill":
        os.kill(os.getpid(), signal.SIGKILL)


def echo_probe(event: Probed, at: datetime) -> None:
    """A second reaction to the same event, which always ends well."""
    _write(f"{event.probe} echoed")
