"""Reads for the pages of delegations: those that the reader gave, took or may look after, and what may be delegated."""

from dataclasses import dataclass
from datetime import date, datetime

from emulation import delegations, visibility
from emulation.models import Account, Delegation, RoleGrant
from emulation.rules.delegations import DELEGABLE, OVER, RUNNING, Span
from emulation.rules.periods import local_date
from kernel.actors import AUTHORITY, Actor, Grant
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class DelegationRow:
    """``stage``: planned, running or over. ``may_use`` is for who took it, ``may_end`` for both sides and the administrator."""

    row: Delegation
    grant: Grant
    delegator: str
    delegate: str
    stage: str
    may_use: bool
    may_end: bool


@dataclass(frozen=True)
class Offered:
    """A role that may be delegated, as its choice is spelled in a form."""

    value: str
    grant: Grant
    holder: str


@dataclass(frozen=True)
class DelegationsBoard:
    rows: list[DelegationRow]
    offered: list[Offered]
    administers: bool
    today: date


def _name(account: Account) -> str:
    return account.get_full_name() or account.username


def _row(row: Delegation, day: date, *, by: Actor) -> DelegationRow:
    stage = OVER if row.ended_at or row.grant.ended_at else Span(row.starts_on, row.ends_on).stage(day)
    return DelegationRow(
        row=row,
        grant=delegations.grant_of(row.grant),
        delegator=_name(row.delegator),
        delegate=_name(row.delegate),
        stage=stage,
        may_use=stage == RUNNING and by.account == str(row.delegate_id),
        may_end=row.ended_at is None and delegations.may_end(row, by),
    )


def spelled(grant: Grant, holder: str) -> str:
    return f"{grant.role}:{grant.scope}:{grant.code}@{holder}"


def read(value: str) -> tuple[Grant, str]:
    """What `spelled` wrote: the role and the user name of its holder; anything else is a role that nobody holds."""
    grant, _, holder = value.partition("@")
    role, _, place = grant.partition(":")
    scope, _, code = place.partition(":")
    return Grant(role, scope or AUTHORITY, code), holder


def listed(*, by: Actor, at: datetime) -> DelegationsBoard:
    """All that the reader may see, those in force first."""
    day = local_date(at)
    seen = visibility.delegations(by).select_related("delegator", "delegate", "grant__unit", "grant__cluster")
    rows = sorted((_row(row, day, by=by) for row in seen), key=lambda row: (row.stage == OVER, row.stage != RUNNING))
    return DelegationsBoard(rows, _offered(by), delegations.administers(by), day)


def _offered(by: Actor) -> list[Offered]:
    """The roles that the reader may put into other hands: their own, or as the administrator everybody's."""
    held = RoleGrant.objects.filter(
        authority_id=by.authority, role__in=DELEGABLE, ended_at=None, own_record_only=False, account__is_active=True
    )
    if not delegations.administers(by):
        held = held.filter(account_id=by.account)
    if by.principal:
        return []
    rows = held.select_related("unit", "cluster", "account").order_by("role", "unit__code", "cluster__code", "pk")
    found = [(delegations.grant_of(row), row.account) for row in rows]
    return [Offered(spelled(grant, account.username), grant, _name(account)) for grant, account in found]


def one(delegation_id: str, *, by: Actor, at: datetime) -> DelegationRow:
    """Raises `Missing` for what the reader may not know of."""
    seen = visibility.delegations(by).select_related("delegator", "delegate", "grant__unit", "grant__cluster")
    row = seen.filter(pk=delegation_id).first()
    if row is None:
        raise Missing("delegation.missing", gettext_noop("Không có ủy quyền này."))
    return _row(row, local_date(at), by=by)
