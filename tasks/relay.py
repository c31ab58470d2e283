"""The relay: turns ledger entries into deliveries and leases the due ones to the workers, never into a backlog."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from kernel.ledger import CHANNEL
from kernel.models import Backlog, Delivery
from tasks.app import QUEUE, app
from tasks.deliveries import ATTEMPTS
from tasks.reactions import reactions_to

WINDOW = 100
RESEND_BELOW = 5
BURST_SECONDS = 0.004  # entries recorded so close together wake the relay once
SPREAD = 500
log = structlog.get_logger(__name__)

_TAKE = """
WITH taken AS (
  DELETE FROM kernel_backlog WHERE id IN (
    SELECT id FROM kernel_backlog WHERE taker = %(taker)s ORDER BY entry_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
  RETURNING entry_id)
SELECT entry.id, entry.type, entry.authority FROM taken JOIN kernel_ledgerentry entry ON entry.id = taken.entry_id
 ORDER BY entry.id
"""
_LEASE = """
UPDATE kernel_delivery
   SET sent_at = clock_timestamp(), due_at = clock_timestamp() + make_interval(secs => %(lease)s)
 WHERE id IN (SELECT id FROM kernel_delivery
               WHERE state = 'pending' AND due_at <= clock_timestamp() AND attempts < %(attempts)s
                 AND (sent_at IS NULL OR %(resend)s)
               ORDER BY due_at, id LIMIT %(room)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""
_BURY = """
UPDATE kernel_delivery
   SET state = 'dead', error = CASE WHEN error = '' THEN 'the worker died in every attempt' ELSE error END
 WHERE id IN (SELECT id FROM kernel_delivery
               WHERE state = 'pending' AND attempts >= %s AND due_at <= clock_timestamp()
               FOR UPDATE SKIP LOCKED)
RETURNING id, reaction
"""


@transaction.atomic
def spread(limit: int = SPREAD) -> tuple[int, int]:
    """Make the deliveries of entries that wait; answers how many entries were taken and how many deliveries they made.

    Several relays share the work.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"taker": Backlog.RELAY, "limit": limit})
        taken = cursor.fetchall()
    made = [
        Delivery(entry_id=entry, authority=authority, reaction=name)
        for entry, type_, authority in taken
        for name in reactions_to(type_)
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    return len(taken), len(made)


def lease(room: int, *, resend: bool) -> list[int]:
    """Mark up to ``room`` due deliveries as handed out and answer them. ``resend`` also takes those handed out before."""
    values: dict[str, Any] = {
        "lease": settings.DELIVERY_LEASE_SECONDS,
        "attempts": ATTEMPTS,
        "resend": resend,
        "room": room,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, values)
        return sorted(id_ for (id_,) in cursor.fetchall())


def bury() -> None:
    """Deliveries that took their worker with them in the last attempt are dead; the relay finds them, nobody else can."""
    with connection.cursor() as cursor:
        cursor.execute(_BURY, [ATTEMPTS])
        for id_, name in cursor.fetchall():
            log.error("delivery_dead", delivery=id_, reaction=name)


def backlog(broker: Redis) -> int:
    """Messages that wait in the broker."""
    return int(broker.llen(QUEUE))


def turn(broker: Redis, *, look: bool) -> bool:
    """One turn of the relay; answers whether more may be due than the broker was given.

    ``look`` searches for what has come due by time too. A broker that is away costs nothing but time.
    """
    made = 0
    while True:
        entries, deliveries = spread()
        made += deliveries
        if entries < SPREAD:
            break
    if not (made or look):
        return False
    try:
        waiting = backlog(broker)
        room = max(WINDOW - waiting, 0)
        ids = lease(room, resend=waiting < RESEND_BELOW)
        for id_ in ids:
            app.send_task("tasks.deliver", args=(id_,), queue=QUEUE)
    except (RedisError, OperationalError) as error:
        log.warning("broker_away", error=str(error))
        return False
    return len(ids) == room


@contextmanager
def ear() -> Iterator[psycopg.Connection]:
    """A connection that hears of every entry that is recorded."""
    with psycopg.connect(**_address(), autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield listener


def wait(listener: psycopg.Connection, seconds: float) -> None:
    """Until an entry is recorded, at most so long; entries recorded close together count as one."""
    if list(listener.notifies(timeout=seconds, stop_after=1)):
        list(listener.notifies(timeout=BURST_SECONDS))


def _address() -> dict[str, Any]:
    known = connection.get_connection_params()
    return {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
