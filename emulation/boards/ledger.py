"""Reads for the ledger's pages: entries by thing, actor, event and day, and one entry with its place in the chain."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from emulation import visibility
from emulation.models import Account
from emulation.rules.access import NATION, READS_OPERATIONS
from emulation.rules.ledger_reading import may_read
from emulation.rules.periods import VIETNAM
from kernel import chain, ledger
from kernel.actors import CITIZEN, SYSTEM, Actor, Place
from kernel.errors import Missing, NotAllowed
from kernel.models import Anchor, LedgerEntry, Seal
from kernel.text import gettext_noop

SHOWN = 50
COMMON = ("emulation.legal_row.", "emulation.job.", "emulation.calendar_day.")
"""Entries of no authority that every reader of a ledger may see: they are about what holds for all."""


@dataclass(frozen=True)
class Asked:
    """What is looked for. ``key`` is a thing's id or code, ``actor`` a user name, ``types`` are events (None: any);
    ``before`` is the entry to go on from."""

    key: str = ""
    actor: str = ""
    types: Collection[str] | None = None
    first: date | None = None
    last: date | None = None
    nation: bool = False
    before: int | None = None


@dataclass(frozen=True)
class EntryRow:
    entry: LedgerEntry
    actor: str
    sealed: bool


@dataclass(frozen=True)
class LedgerBoard:
    """``older`` is the entry to go on from; None where there are no more."""

    asked: Asked
    rows: Sequence[EntryRow]
    older: int | None
    sealed: int
    anchor: Anchor | None


@dataclass(frozen=True)
class EntryBoard:
    """``payload`` is None where the reader may not see what the entry says. ``intact`` is None before it is sealed."""

    row: EntryRow
    behalf: str
    payload: Mapping[str, Any] | None
    seal: Seal | None
    previous: str
    intact: bool | None
    anchor: Anchor | None


def _require_reader(by: Actor) -> None:
    if not visibility.holds(by, READS_OPERATIONS):
        message = gettext_noop("Sổ cái dành cho quản trị hệ thống và chuyên viên thường trực.")
        raise NotAllowed("ledger.not_reader", message)


def _common() -> QuerySet[LedgerEntry]:
    about = Q()
    for start in COMMON:
        about |= Q(type__startswith=start)
    return LedgerEntry.objects.filter(about, authority=NATION)


def _day(on: date) -> datetime:
    return datetime.combine(on, time.min, VIETNAM)


def _accounts(authority: str, actors: set[str]) -> dict[str, str]:
    known = Account.objects.filter(pk__in=actors - {SYSTEM, CITIZEN, ""})
    return {str(one.pk): one.username for one in known}


def _found(rows: QuerySet[LedgerEntry], asked: Asked, by: Actor) -> QuerySet[LedgerEntry]:
    if asked.key:
        rows = rows.filter(key=asked.key)
    if asked.types is not None:
        rows = rows.filter(type__in=asked.types)
    if asked.actor:
        named = Account.objects.filter(Q(authority_id=by.authority) | Q(authority=None), username=asked.actor)
        ids = [str(id_) for id_ in named.values_list("pk", flat=True)]
        rows = rows.filter(actor__in=[*ids, *({asked.actor} & {SYSTEM, CITIZEN})])
    if asked.first:
        rows = rows.filter(at__gte=_day(asked.first))
    if asked.last:
        rows = rows.filter(at__lt=_day(asked.last + timedelta(days=1)))
    return rows.filter(pk__lt=asked.before) if asked.before else rows


def entries(asked: Asked, *, by: Actor) -> LedgerBoard:
    """The newest entries that fit. Raises `NotAllowed` for who does not read the ledger."""
    _require_reader(by)
    rows = _common() if asked.nation else visibility.ledger_entries(by)
    found = list(_found(rows, asked, by).select_related("seal").order_by("-id")[: SHOWN + 1])
    names = _accounts(by.authority, {entry.actor for entry in found})
    shown = [EntryRow(one, names.get(one.actor, one.actor), hasattr(one, "seal")) for one in found[:SHOWN]]
    last = Seal.objects.order_by("-sequence").first()
    return LedgerBoard(
        asked=asked,
        rows=shown,
        older=shown[-1].entry.pk if len(found) > SHOWN else None,
        sealed=last.sequence if last else 0,
        anchor=Anchor.objects.last(),
    )


def payload_of(entry: LedgerEntry, by: Actor) -> dict[str, Any] | None:
    """What an entry says, to who may read it."""
    roles = by.roles_over(Place(by.authority))
    return entry.payload if entry.authority == NATION or may_read(entry.type, roles) else None


def entry(number: int, *, by: Actor) -> EntryBoard:
    """One entry with its place in the chain: the hash is computed again from what stands in the table."""
    _require_reader(by)
    own, common = visibility.ledger_entries(by), _common()
    found = LedgerEntry.objects.filter(Q(pk__in=own.filter(pk=number)) | Q(pk__in=common.filter(pk=number)))
    row = found.select_related("seal").first()
    if row is None:
        raise Missing("ledger.missing", gettext_noop("Sổ cái không có mục số %(id)s."), id=number)
    seal: Seal | None = getattr(row, "seal", None)
    previous = ""
    if seal:
        before = Seal.objects.filter(sequence=seal.sequence - 1).values_list("hash", flat=True).first()
        previous = before or chain.GENESIS
    behalf = str(row.payload.get("on_behalf_of", ""))
    names = _accounts(by.authority, {row.actor, behalf})
    return EntryBoard(
        row=EntryRow(row, names.get(row.actor, row.actor), seal is not None),
        behalf=names.get(behalf, behalf),
        payload=payload_of(row, by),
        seal=seal,
        previous=previous,
        intact=chain.entry_hash(previous, ledger.as_line(row)) == seal.hash if seal else None,
        anchor=Anchor.objects.filter(sequence__gte=seal.sequence).order_by("sequence").first() if seal else None,
    )
