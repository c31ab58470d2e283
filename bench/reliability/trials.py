"""The trials: a thousand jobs with Redis killed and back empty, and the time from commit to the start of a job."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from devstack.stack import Services
from tests.faults.stage import Stage

JOBS, SINGLE = 1000, 150
KILLED_AT = 0.3
SILENCE_SECONDS = 6.0
"""So long without a new effect, and nothing more is expected of the usual set-ups (the ledger says itself when it is done)."""
LEASE_SECONDS = "4"
MODULE = "bench.reliability"
_numbers = count(1)


@dataclass(frozen=True)
class Way:
    """How a job is asked for; ``settings`` are those of `bench.reliability.usual`."""

    title: str
    act: str
    settings: str = ""


DEFAULTS = Way("Celery, default settings, `.delay()` on commit", "usual", "defaults")
LATE = Way("Celery, `acks_late` + `reject_on_worker_lost` + prefetch 1, `.delay()` on commit", "usual", "late")
LEDGER = Way("Ledger, relay, deliveries", "ledger")


@dataclass(frozen=True)
class Counted:
    way: Way
    lost: int
    doubled: int
    seconds: float
    """From the restart of Redis to the last effect."""


@contextmanager
def staged(services: Services, way: Way, template: str, files: Path) -> Iterator[Stage]:
    """A fresh database, an empty Redis, and the processes of one way, ready to work."""
    services.kill_redis()
    services.start_redis(empty=True)
    name = f"trial_{next(_numbers)}"
    url = services.create_database(name, template=template)
    overlay = {"DELIVERY_LEASE_SECONDS": LEASE_SECONDS, "USUAL_SETTINGS": way.settings or "defaults"}
    stage = Stage(url, services.redis_url, files / name, **overlay)
    try:
        if way.settings:
            stage.start_worker("bench.reliability.usual")
        else:
            stage.start_probed(module=MODULE)
        stage.drive("drip", way.act, 1, module=MODULE)
        stage.until("select count(*) from probe_effect", lambda found: found == 1)
        stage.write("truncate probe_effect, probe_source")
        yield stage
    finally:
        stage.close()


def _effects(stage: Stage) -> int:
    return stage.count("select count(*) from probe_effect")


def _quiet(stage: Stage) -> None:
    """Wait until all is done, or nothing has moved for a while."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < SILENCE_SECONDS:
        found = _effects(stage)
        if found != last:
            last, since = found, time.monotonic()
        time.sleep(0.2)


def redis_lost(services: Services, way: Way, template: str, files: Path) -> Counted:
    """One request asks for all jobs; when a share of them is done Redis is killed and comes back empty."""
    with staged(services, way, template, files) as stage:
        stage.drive("burst", way.act, JOBS, module=MODULE)
        stage.until("select count(*) from probe_effect", lambda found: found >= KILLED_AT * JOBS)
        services.kill_redis()
        time.sleep(1)
        services.start_redis(empty=True)
        back = stage.ask("select clock_timestamp()")[0][0]
        _quiet(stage)
        query = """select count(*) filter (where e.probe is null), count(e.probe) - count(distinct e.probe), max(e.at)
                     from probe_source s left join probe_effect e on e.probe = s.probe"""
        ((lost, doubled, last),) = stage.ask(query)
        return Counted(way, lost, doubled, (last - back).total_seconds())


def latencies(services: Services, way: Way, template: str, files: Path) -> tuple[float, float]:
    """Median and 95th percentile of the milliseconds from commit to the job's first statement, one job at a time."""
    with staged(services, way, template, files) as stage:
        stage.drive("drip", way.act, SINGLE, module=MODULE)
        stage.until("select count(*) from probe_effect", lambda found: found == SINGLE)
        query = """select extract(epoch from e.at - s.committed_at)::float * 1000
                     from probe_source s join probe_effect e on e.probe = s.probe"""
        found = [value for (value,) in stage.ask(query)]
    return statistics.median(found), statistics.quantiles(found, n=20)[-1]
