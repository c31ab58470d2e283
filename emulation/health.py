"""Figures by which an operator, a healthcheck and a metrics scraper tell whether work gets done."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Count, Min

from kernel.models import Anchor, Backlog, Delivery, LedgerEntry, Seal

OLDEST_SECONDS = 120


def _now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone() or (None,)
    return now


def oldest_due_seconds() -> float:
    """Age of the oldest delivery that could have been handed out already."""
    now = _now()
    due = Delivery.objects.filter(state=Delivery.PENDING, due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    return (now - due).total_seconds() if due else 0.0


def deliveries_by_state() -> dict[str, int]:
    rows = Delivery.objects.values_list("state").annotate(count=Count("id")).order_by("state")
    return dict(rows)


def waiting() -> dict[str, int]:
    """Entries that the relay and the sealer have still to take."""
    rows = Backlog.objects.values_list("taker").annotate(count=Count("id"))
    return {Backlog.RELAY: 0, Backlog.SEALER: 0} | dict(rows)


def status() -> dict[str, Any]:
    anchor = Anchor.objects.order_by("-id").first()
    last = Seal.objects.order_by("-sequence").first()
    return {
        "deliveries": deliveries_by_state(),
        "oldest_due_seconds": round(oldest_due_seconds()),
        "waiting": waiting(),
        "entries": LedgerEntry.objects.count(),
        "sealed": last.sequence if last else 0,
        "last_anchor": {"reason": anchor.reason, "sequence": anchor.sequence, "at": anchor.at} if anchor else None,
    }


def faults(oldest: int = OLDEST_SECONDS) -> list[str]:
    """What is wrong, in words for the operator; nothing when all is well."""
    try:
        age = oldest_due_seconds()
        backlog = Backlog.objects.filter(entry__recorded_at__lt=_now()).aggregate(oldest=Min("entry__recorded_at"))[
            "oldest"
        ]
        lag = (_now() - backlog).total_seconds() if backlog else 0.0
    except DatabaseError as error:
        return [f"database: {error}"]
    found = []
    if age > oldest:
        found.append(f"deliveries: the oldest one due has waited {age:.0f} s")
    if lag > oldest:
        found.append(f"ledger: an entry has waited {lag:.0f} s for the relay or the sealer")
    return found
