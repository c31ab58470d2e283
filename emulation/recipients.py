"""Who is meant when units, roles, people or accounts are told something: accounts, by the grants in force at that moment, and
those who stand in for their holders by a delegation in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from emulation import accounts, delegations, units
from emulation.models import Account, RoleGrant
from emulation.rules.access import UNIT_HEAD, UNIT_OFFICER
from kernel.actors import Actor

RESPONSIBLE = (UNIT_HEAD, UNIT_OFFICER)


def _grants(authority: str) -> Q:
    return Q(authority_id=authority, ended_at=None, account__is_active=True)


def of_units(codes: Iterable[str], chart: units.Chart) -> Mapping[str, list[str]]:
    """By unit: the accounts of its head and officers, or of those of the nearest unit above that has any."""
    rows = RoleGrant.objects.filter(_grants(chart.authority), role__in=RESPONSIBLE, unit__isnull=False)
    held: defaultdict[str, set[str]] = defaultdict(set)
    for code, account in rows.values_list("unit__code", "account_id"):
        held[code].add(str(account))
    placed = delegations.running(chart.on).filter(authority_id=chart.authority, grant__unit__isnull=False)
    for code, account in placed.filter(grant__role__in=RESPONSIBLE).values_list("grant__unit__code", "delegate_id"):
        held[code].add(str(account))
    return {code: sorted(_nearest(code, held, chart)) for code in codes}


def _nearest(code: str, held: Mapping[str, set[str]], chart: units.Chart) -> set[str]:
    seen: set[str] = set()
    while code and code not in held and code not in seen:
        seen.add(code)
        code = chart.units[code].parent if code in chart.units else ""
    return held.get(code, set())


def of_roles(authority: str, roles: Iterable[str], on: date) -> set[str]:
    """Accounts that hold one of these roles over whatever place, or stand in for whoever does on that day."""
    wanted = list(roles)
    rows = RoleGrant.objects.filter(_grants(authority), role__in=wanted)
    placed = delegations.running(on).filter(authority_id=authority, grant__role__in=wanted)
    found = {*rows.values_list("account_id", flat=True), *placed.values_list("delegate_id", flat=True)}
    return {str(account) for account in found}


def of_people(authority: str, codes: Iterable[str]) -> dict[str, str]:
    """The accounts of members of staff who have one, by the codes of their records."""
    rows = Account.objects.filter(authority_id=authority, is_active=True, person__code__in=list(codes))
    return {code: str(id_) for code, id_ in rows.values_list("person__code", "id") if code}


def actors(authority: str, ids: Iterable[str], on: date) -> dict[str, list[Actor]]:
    """Those of the accounts that are of this authority and open: as they are now, then in whose places they act on that day."""
    own = {id_: actor for id_, actor in accounts.actors_of(ids).items() if actor.authority == authority}
    placed = delegations.actors_in_place(own, on)
    return {id_: [actor, *placed.get(id_, ())] for id_, actor in own.items()}
