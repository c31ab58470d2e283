"""Who is meant when units, roles, people or accounts are told something: accounts, by the grants in force at that moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q

from emulation import accounts, units
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
    return {code: sorted(_nearest(code, held, chart)) for code in codes}


def _nearest(code: str, held: Mapping[str, set[str]], chart: units.Chart) -> set[str]:
    seen: set[str] = set()
    while code and code not in held and code not in seen:
        seen.add(code)
        code = chart.units[code].parent if code in chart.units else ""
    return held.get(code, set())


def of_roles(authority: str, roles: Iterable[str]) -> set[str]:
    """Accounts that hold one of these roles over whatever place."""
    rows = RoleGrant.objects.filter(_grants(authority), role__in=list(roles))
    return {str(account) for account in rows.values_list("account_id", flat=True)}


def of_people(authority: str, codes: Iterable[str]) -> dict[str, str]:
    """The accounts of members of staff who have one, by the codes of their records."""
    rows = Account.objects.filter(authority_id=authority, is_active=True, person__code__in=list(codes))
    return {code: str(id_) for code, id_ in rows.values_list("person__code", "id") if code}


def actors(authority: str, ids: Iterable[str]) -> dict[str, Actor]:
    """Those of the accounts that are of this authority and open, as they are now."""
    return {id_: actor for id_, actor in accounts.actors_of(ids).items() if actor.authority == authority}
