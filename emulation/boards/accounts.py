"""Reads for the pages of log-ins: the list with who is shut or locked, and one with its roles over the years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from emulation.accounts import place_of, require_administrator
from emulation.models import Account, Cluster, RoleGrant, UnitVersion, in_force
from emulation.rules.access import ROLES
from emulation.rules.periods import local_date
from kernel.actors import AUTHORITY, CLUSTER, SELF, UNIT, Actor, Grant
from kernel.errors import Missing
from kernel.text import gettext_noop, search_key

SHOWN = 50
SCOPES = (AUTHORITY, CLUSTER, UNIT, SELF)


@dataclass(frozen=True)
class AccountRow:
    account: Account
    roles: Sequence[str]
    locked: bool


@dataclass(frozen=True)
class AccountsBoard:
    """``after`` is the user name to go on from; empty where there are no more."""

    rows: Sequence[AccountRow]
    after: str


@dataclass(frozen=True)
class GrantRow:
    """A role over a place and its time; ``by`` and ``ended_by`` are user names where they are known."""

    row: RoleGrant
    grant: Grant
    by: str
    ended_by: str


@dataclass(frozen=True)
class AccountBoard:
    """``places`` are codes and names of units and clusters that a role may be given over. ``own`` is the reader's own log-in."""

    account: Account
    locked: bool
    grants: Sequence[GrantRow]
    own: bool
    roles: Sequence[str]
    scopes: Sequence[str]
    places: Sequence[tuple[str, str]]


def _locked(by_name: Any) -> Exists:
    """Too many wrong passwords from somewhere, and not long ago by the database's own clock."""
    since = Now() - timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    wrong = AccessAttempt.objects.filter(
        username=by_name, failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    )
    return Exists(wrong)


def listed(text: str, *, shut: bool, after: str, by: Actor) -> AccountsBoard:
    """The authority's log-ins by user name, those that are open or those that were shut."""
    require_administrator(by, by.authority)
    rows = Account.objects.filter(authority_id=by.authority, is_active=not shut, username__gt=after)
    if text:
        named = (
            Q(username__icontains=text)
            | Q(first_name__icontains=text)
            | Q(person__search_name__contains=search_key(text))
        )
        rows = rows.filter(named)
    found = list(
        rows.select_related("person").annotate(locked=_locked(OuterRef("username"))).order_by("username")[: SHOWN + 1]
    )
    held = RoleGrant.objects.filter(account__in=found[:SHOWN], ended_at=None).order_by("role")
    roles: dict[Any, list[str]] = {}
    for account, role in held.values_list("account_id", "role"):
        roles.setdefault(account, []).append(role)
    shown = [
        AccountRow(one, list(dict.fromkeys(roles.get(one.pk, ()))), bool(getattr(one, "locked", False)))
        for one in found[:SHOWN]
    ]
    return AccountsBoard(shown, found[SHOWN - 1].username if len(found) > SHOWN else "")


def one(account_id: str, *, by: Actor, at: Any) -> AccountBoard:
    """One log-in of the authority. Raises `Missing` for others'."""
    require_administrator(by, by.authority)
    rows = Account.objects.filter(pk=account_id, authority_id=by.authority).select_related("person")
    account = rows.annotate(locked=_locked(OuterRef("username"))).first()
    if account is None:
        raise Missing("accounts.unknown", gettext_noop("Cơ quan không có tài khoản này."))
    grants = list(account.grants.select_related("unit", "cluster").order_by("ended_at", "-granted_at"))
    names = _names({one.granted_by for one in grants} | {one.ended_by for one in grants})
    units = UnitVersion.objects.filter(in_force(local_date(at)), authority_id=by.authority).order_by("unit__code")
    clusters = Cluster.objects.filter(authority_id=by.authority).order_by("code")
    return AccountBoard(
        account=account,
        locked=bool(getattr(account, "locked", False)),
        grants=[
            GrantRow(
                one, place_of(one), names.get(one.granted_by, one.granted_by), names.get(one.ended_by, one.ended_by)
            )
            for one in grants
        ],
        own=str(account.pk) in by.accounts,
        roles=ROLES,
        scopes=SCOPES,
        places=[*units.values_list("unit__code", "name"), *clusters.values_list("code", "name")],
    )


def _names(accounts: set[str]) -> dict[str, str]:
    ids = [one for one in accounts if one.count("-") == 4]
    return {str(id_): name for id_, name in Account.objects.filter(pk__in=ids).values_list("pk", "username")}
