"""Recording events, sealing them into the chain and anchoring its head."""

import json
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.db.models import F

from kernel import chain
from kernel.actors import Actor
from kernel.events import Event
from kernel.models import Anchor, Backlog, LedgerEntry, Seal

CHANNEL = "ledger"
SEALER_LOCK = 8_317_201
_QUEUE = """
WITH queued AS (INSERT INTO kernel_backlog (entry_id, taker) SELECT %(entry)s, unnest(%(takers)s::text[]))
SELECT pg_notify(%(channel)s, '')
"""
request_id: ContextVar[str] = ContextVar("request_id", default="")


def record(event: Event, *, by: Actor, at: datetime) -> LedgerEntry:
    """Write one event into the ledger, in the transaction of the act that it tells of. What is done in somebody's place
    says so in its payload (``on_behalf_of``, ``delegation``), which is sealed with the rest.

    Raises `RuntimeError` outside a transaction: a fact and its event are committed together or not at all.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{event.type} must be recorded in the transaction of its act")
    entry = LedgerEntry.objects.create(
        authority=event.authority,
        type=event.type,
        key=event.key,
        payload={**event.payload(), **_behalf(by)},
        at=at,
        actor=by.account,
        request_id=request_id.get(),
    )
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"entry": entry.pk, "takers": [Backlog.RELAY, Backlog.SEALER], "channel": CHANNEL})
    return entry


def _behalf(by: Actor) -> dict[str, str]:
    if by.principal is None:
        return {}
    return {"on_behalf_of": by.principal.account, "delegation": by.principal.delegation}


def principals(authority: str, key: str) -> frozenset[str]:
    """The accounts on whose behalf something was done about the thing of this key."""
    rows = LedgerEntry.objects.filter(authority=authority, key=key, payload__has_key="on_behalf_of")
    return frozenset(rows.values_list("payload__on_behalf_of", flat=True))


def hands(authority: str, key: str, types: Collection[str]) -> frozenset[str]:
    """The accounts that recorded events of these types about a thing, and those in whose place they did."""
    rows = LedgerEntry.objects.filter(authority=authority, key=key, type__in=types)
    pairs = rows.values_list("actor", "payload__on_behalf_of")
    return frozenset(account for pair in pairs for account in pair if account)


def behalves(authority: str, keys: Collection[str]) -> dict[tuple[str, str], str]:
    """By key and type of event the account on whose behalf it was last recorded; nothing where everybody acted for themselves."""
    rows = LedgerEntry.objects.filter(authority=authority, key__in=keys, payload__has_key="on_behalf_of")
    found = rows.order_by("id").values_list("key", "type", "payload__on_behalf_of") if keys else ()
    return {(key, type_): account for key, type_, account in found}


def as_line(entry: LedgerEntry) -> dict[str, Any]:
    """An entry as the chain hashes it and as exports carry it."""
    return {
        "id": entry.id,
        "authority": entry.authority,
        "type": entry.type,
        "key": entry.key,
        "payload": entry.payload,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor,
        "request_id": entry.request_id,
    }


@transaction.atomic
def seal(limit: int = 1000) -> int:
    """Chain up to ``limit`` entries that wait; returns how many. One sealer at a time, held by an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER_LOCK])
        (held,) = cursor.fetchone() or (False,)
    if not held:
        return 0
    waiting = list(Backlog.objects.filter(taker=Backlog.SEALER).select_related("entry").order_by("entry_id")[:limit])
    last = Seal.objects.order_by("-sequence").first()
    sequence, previous = (last.sequence, last.hash) if last else (0, chain.GENESIS)
    seals = []
    for row in waiting:
        sequence, previous = sequence + 1, chain.entry_hash(previous, as_line(row.entry))
        seals.append(Seal(sequence=sequence, entry=row.entry, hash=previous))
    Seal.objects.bulk_create(seals)
    Backlog.objects.filter(pk__in=[row.pk for row in waiting]).delete()
    return len(waiting)


@transaction.atomic
def anchor(reason: str, *, at: datetime, key: Ed25519PrivateKey) -> chain.Head:
    """Sign the present head once per ``reason`` (repeating answers the same head)."""
    known = Anchor.objects.filter(reason=reason).first()
    if known:
        return chain.Head(
            known.sequence, known.hash, known.at.astimezone(UTC).isoformat(), known.reason, known.signature
        )
    last = Seal.objects.order_by("-sequence").first()
    moment = at.astimezone(UTC)
    sequence, hash_ = (last.sequence, last.hash) if last else (0, chain.GENESIS)
    head = chain.sign(chain.Head(sequence, hash_, moment.isoformat(), reason), key)
    Anchor.objects.create(sequence=sequence, hash=hash_, at=moment, reason=reason, signature=head.signature)
    return head


def export_lines() -> Iterator[str]:
    """Every ledger entry as one JSON line with its place in the chain; entries not sealed yet come last.

    One query, so that what is sealed while it runs is neither left out nor told twice.
    """
    entries = LedgerEntry.objects.annotate(sequence=F("seal__sequence"), hash=F("seal__hash"))
    for entry in entries.order_by(F("sequence").asc(nulls_last=True), "id").iterator(chunk_size=2000):
        yield json.dumps({**as_line(entry), "sequence": entry.sequence, "hash": entry.hash}, ensure_ascii=False)
