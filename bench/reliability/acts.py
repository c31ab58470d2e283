"""What a request does: commit rows and ask for a job each, by the ledger or by `.delay()`."""

import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import connection, transaction

from bench.reliability.usual import write
from kernel import ledger
from kernel.actors import system_actor
from tests.faults.acts import HOME
from tests.faults.probe import Probed

Ask = Callable[[str], None]
PAUSE_SECONDS = 0.03


def by_the_ledger(probe: str) -> None:
    ledger.record(Probed(authority=HOME, probe=probe), by=system_actor(HOME), at=settings.CLOCK())


def by_delay(probe: str) -> None:
    transaction.on_commit(lambda: write.delay(probe))


WAYS: dict[str, Ask] = {"ledger": by_the_ledger, "usual": by_delay}


def _source(probe: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO probe_source (probe) VALUES (%s)", [probe])


@transaction.atomic
def burst(way: str, number: int) -> None:
    """One request that asks for all jobs, as the signing of a decision does."""
    for n in range(1, number + 1):
        _source(f"job {n}")
        WAYS[way](f"job {n}")


def drip(way: str, number: int) -> None:
    """One request after the other, each with one job; notes when each has committed."""
    committed = {}
    for n in range(1, number + 1):
        probe = f"job {n}"
        with transaction.atomic():
            _source(probe)
            transaction.on_commit(partial(lambda name: committed.update({name: time.time()}), probe))
            WAYS[way](probe)
        time.sleep(PAUSE_SECONDS)
    with connection.cursor() as cursor:
        query = "UPDATE probe_source SET committed_at = to_timestamp(%s) WHERE probe = %s"
        cursor.executemany(query, [(moment, probe) for probe, moment in committed.items()])


ACTS: dict[str, Callable[[str, int], None]] = {"burst": burst, "drip": drip}
