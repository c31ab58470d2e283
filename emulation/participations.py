"""Which units take part in a campaign, and how that follows the reorganisation of units while the campaign runs."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from emulation import units
from emulation.events import ParticipationsMoved, UnitsReorganised
from emulation.models import Campaign, Participation, UnitSuccession
from emulation.rules import states
from emulation.rules.periods import Month
from emulation.rules.policies import parse_policy
from kernel import ledger
from kernel.actors import Actor, system_actor

Known = dict[str, Participation]


def _end(known: Known, codes: Iterable[str], chart: units.Chart, month: Month) -> list[str]:
    """Units that are gone on the chart's day take part for the last time in the month before."""
    ended = [code for code in codes if code in known and code not in chart.units and not known[code].to_month]
    for code in ended:
        known[code].to_month = str(month.previous)
        known[code].save(update_fields=["to_month"])
    return ended


def _join(campaign: Campaign, known: Known, codes: Iterable[str], chart: units.Chart, month: Month) -> list[str]:
    """Successors that stand in a cluster and do not take part yet do so from the month on, in their own cluster."""
    found = [chart.units[code] for code in codes if code in chart.units and code not in known]
    scope = parse_policy(campaign.policy).taking_part
    joined = [unit for unit in found if scope.takes_unit(unit.code, unit.cluster)]
    for unit in joined:
        known[unit.code] = Participation.objects.create(
            authority_id=campaign.authority_id,
            campaign=campaign,
            unit_id=unit.id,
            unit_name=unit.name,
            cluster_code=unit.cluster,
            from_month=str(month),
        )
    return [unit.code for unit in joined]


def enrolled(campaign: Campaign, on: date) -> list[units.ChartedUnit]:
    """The units that a launch would take in: those of a cluster that the campaign is about, as they stand on a day."""
    scope = parse_policy(campaign.policy).taking_part
    chart = units.chart(campaign.authority_id, on)
    return [unit for unit in chart.units.values() if scope.takes_unit(unit.code, unit.cluster)]


def settle(campaign: Campaign, *, by: Actor, at: datetime) -> None:
    """Bring taking part in line with every reorganisation inside the campaign's time; repeating it changes nothing.

    A month belongs to those who stand at its end: whoever ends within a month took part until the month before.
    """
    rows = UnitSuccession.objects.filter(
        authority_id=campaign.authority_id, effective_on__gt=campaign.starts_on, effective_on__lte=campaign.ends_on
    ).select_related("predecessor", "successor")
    known = {row.unit.code: row for row in campaign.participations.select_related("unit")}
    ended: list[str] = []
    joined: list[str] = []
    for on, group in groupby(rows.order_by("effective_on", "id"), key=lambda row: row.effective_on):
        pairs = [(row.predecessor.code, row.successor) for row in group if row.predecessor.code in known]
        chart, month = units.chart(campaign.authority_id, on), Month.of(on)
        ended += _end(known, sorted({old for old, _ in pairs}), chart, month)
        joined += _join(campaign, known, sorted({new.code for _, new in pairs if new}), chart, month)
    if ended or joined:
        event = ParticipationsMoved(
            authority=campaign.authority_id, campaign=str(campaign.pk), ended=ended, joined=joined
        )
        ledger.record(event, by=by, at=at)


@transaction.atomic
def follow_reorganisation(event: UnitsReorganised, at: datetime) -> None:
    """Carry a merge, split or dissolution into the campaigns that run; drafts take units as they are at their launch."""
    running = Campaign.objects.select_for_update().filter(
        authority_id=event.authority, state__in=(states.LAUNCHED, states.SUSPENDED)
    )
    for campaign in running.order_by("pk"):
        settle(campaign, by=system_actor(event.authority), at=at)


def heirs(campaign: Campaign) -> dict[str, frozenset[str]]:
    """For every unit whose taking part ended: the units that it counts for in the end; none where nobody took over.

    A unit that goes on keeps what is its own, also when another one was split from it.
    """
    taking_part = {row.unit.code: row for row in campaign.participations.select_related("unit")}
    next_: dict[str, set[str]] = {}
    rows = UnitSuccession.objects.filter(
        authority_id=campaign.authority_id, effective_on__gt=campaign.starts_on, effective_on__lte=campaign.ends_on
    ).values_list("predecessor__code", "successor__code")
    for old, new in rows:
        if new in taking_part:
            next_.setdefault(old, set()).add(new)
    return {code: _last(code, taking_part, next_, frozenset()) for code, row in taking_part.items() if row.to_month}


def _last(code: str, taking_part: Known, next_: dict[str, set[str]], seen: frozenset[str]) -> frozenset[str]:
    if not taking_part[code].to_month or code in seen:
        return frozenset({code})
    found = [_last(new, taking_part, next_, seen | {code}) for new in sorted(next_.get(code, set()))]
    return frozenset().union(*found)
