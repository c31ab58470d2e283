"""Reads for the operator's page: what is pending, stuck, dead or done, and how far the ledger is sealed and anchored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet
from django.db.models.functions import Now

from emulation import visibility
from emulation.models import Account
from emulation.rules.access import READS_OPERATIONS, RUNS_OPERATIONS
from kernel.actors import CITIZEN, SYSTEM, Actor
from kernel.errors import NotAllowed
from kernel.models import Anchor, Delivery, LedgerEntry
from kernel.text import gettext_noop

STUCK_AFTER = timedelta(minutes=1)
SHOWN = 50
NEWEST = 15
STATES = (Delivery.PENDING, Delivery.DEAD, Delivery.DONE, Delivery.DISCARDED)
_AGE = ExpressionWrapper(Now() - F("entry__recorded_at"), output_field=DurationField())


@dataclass(frozen=True)
class DeliveryRow:
    id: int
    reaction: str
    state: str
    attempts: int
    event: str
    key: str
    error: str
    age: timedelta

    @property
    def cause(self) -> str:
        """What went wrong in one line: the last of what was kept."""
        return (self.error.strip().splitlines() or [""])[-1]


@dataclass(frozen=True)
class EntryRow:
    id: int
    type: str
    key: str
    actor: str
    at: datetime
    sealed: bool


@dataclass(frozen=True)
class OperationsBoard:
    """Ages are by the database's own clock, so that a simulated one cannot hide a queue that stands."""

    counts: Mapping[str, int]
    oldest_pending: timedelta | None
    stuck: list[DeliveryRow]
    dead: list[DeliveryRow]
    entries: list[EntryRow]
    sealed: int
    unsealed: int
    anchor: Anchor | None
    may_run: bool


def operations(*, by: Actor) -> OperationsBoard:
    if not visibility.holds(by, READS_OPERATIONS):
        raise NotAllowed("operations.not_allowed", gettext_noop("Trang này dành cho quản trị hệ thống và thường trực."))
    deliveries = visibility.deliveries(by)
    tally = dict(deliveries.order_by().values_list("state").annotate(Count("pk")))
    pending = deliveries.filter(state=Delivery.PENDING)
    entries = visibility.ledger_entries(by)
    sealing = entries.aggregate(sealed=Count("pk", filter=Q(seal__isnull=False)), all=Count("pk"))
    return OperationsBoard(
        counts={state: tally.get(state, 0) for state in STATES},
        oldest_pending=pending.aggregate(oldest=Max(_AGE))["oldest"],
        stuck=_rows(pending.filter(Q(attempts__gt=0) | Q(entry__recorded_at__lt=Now() - STUCK_AFTER))),
        dead=_rows(deliveries.filter(state=Delivery.DEAD)),
        entries=_entries(entries, by),
        sealed=sealing["sealed"],
        unsealed=sealing["all"] - sealing["sealed"],
        anchor=Anchor.objects.last(),
        may_run=visibility.holds(by, RUNS_OPERATIONS),
    )


def _rows(deliveries: QuerySet[Delivery]) -> list[DeliveryRow]:
    rows = deliveries.select_related("entry").annotate(age=_AGE)[:SHOWN]
    return [
        DeliveryRow(row.id, row.reaction, row.state, row.attempts, row.entry.type, row.entry.key, row.error, row.age)
        for row in rows
    ]


def _entries(entries: QuerySet[LedgerEntry], by: Actor) -> list[EntryRow]:
    """The newest entries, with the names of those who acted."""
    newest = list(entries.annotate(is_sealed=Q(seal__isnull=False)).order_by("-id")[:NEWEST])
    acting = {entry.actor for entry in newest} - {SYSTEM, CITIZEN}
    names = {str(a.pk): a.username for a in Account.objects.filter(authority_id=by.authority, pk__in=acting)}
    return [EntryRow(e.id, e.type, e.key, names.get(e.actor, e.actor), e.at, e.is_sealed) for e in newest]
