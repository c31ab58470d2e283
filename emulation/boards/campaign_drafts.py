"""Reads for the pages on which a campaign is drafted: the choices of each step, and everything of the draft for a last look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from emulation import campaign_drafts, campaigns, participations, units, visibility
from emulation.models import Campaign, Cluster, Posting, SchemeVersion, in_force
from emulation.rules import states
from emulation.rules.channels import Channel, caps, channels
from emulation.rules.periods import closes_at, deadline, local_date, months_between
from emulation.rules.policies import CampaignPolicy, parse_policy
from emulation.rules.schemes import Scheme
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Problem
from kernel.text import sort_key

LONGEST_TABLE = 36


@dataclass(frozen=True)
class MonthDays:
    month: str
    deadline: date
    closes_on: date


@dataclass(frozen=True)
class ClusterChoice:
    code: str
    name: str
    units: list[units.ChartedUnit]


@dataclass(frozen=True)
class Scored:
    """A scheme as the draft uses it, with what it makes of the channels and how far bonuses and deductions go."""

    row: SchemeVersion
    scheme: Scheme
    channels: list[Channel]
    caps: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class DraftBoard:
    """``possible`` are the acts that the reader may do now."""

    campaign: Campaign
    policy: CampaignPolicy
    problems: list[Problem]
    possible: tuple[str, ...]
    today: date


def board(campaign: Campaign, *, by: Actor, at: datetime) -> DraftBoard:
    possible = states.CAMPAIGN.possible(campaign.state, campaigns.roles(by, campaign))
    policy = parse_policy(campaign.policy)
    return DraftBoard(campaign, policy, campaign_drafts.in_the_way(campaign), possible, local_date(at))


def months(campaign: Campaign) -> list[MonthDays]:
    """The months that a launch would lay out, with their days."""
    if not campaign.starts_on or not campaign.ends_on:
        return []
    policy = parse_policy(campaign.policy)
    found = months_between(campaign.starts_on, campaign.ends_on)[:LONGEST_TABLE]
    return [MonthDays(str(m), local_date(deadline(m, policy)), local_date(closes_at(m, policy))) for m in found]


def clusters(campaign: Campaign, today: date) -> list[ClusterChoice]:
    """Every cluster with its units, as they stand on the campaign's first day."""
    chart = units.chart(campaign.authority_id, campaign.starts_on or today)
    names = dict(Cluster.objects.filter(authority_id=campaign.authority_id).values_list("code", "name"))
    found: dict[str, list[units.ChartedUnit]] = {}
    for unit in sorted(chart.units.values(), key=lambda one: sort_key(one.code)):
        if unit.cluster:
            found.setdefault(unit.cluster, []).append(unit)
    return [ClusterChoice(code, names.get(code, code), own) for code, own in sorted(found.items())]


def duty_groups(campaign: Campaign, today: date) -> list[str]:
    here = Posting.objects.filter(in_force(campaign.starts_on or today), authority_id=campaign.authority_id)
    return sorted({group for group in here.values_list("duty_group", flat=True) if group}, key=sort_key)


def enrolled(campaign: Campaign) -> list[units.ChartedUnit]:
    return participations.enrolled(campaign, campaign.starts_on) if campaign.starts_on else []


def schemes(subject: str, *, by: Actor) -> list[SchemeVersion]:
    """The published versions by which these subjects may be scored, the newest of each first."""
    rows = visibility.schemes(by).filter(subject__in=(subject, "any"))
    return list(rows.order_by("code", "-version"))


def scored(campaign: Campaign) -> list[Scored]:
    rows = [row for row in (campaign.unit_scheme, campaign.person_scheme) if row]
    return [Scored(row, scheme_of(row), channels(scheme_of(row)), caps(scheme_of(row))) for row in rows]


def copied_from(*, by: Actor) -> list[Campaign]:
    """The campaigns from which a new draft may be copied, the newest first."""
    return list(visibility.campaigns(by).order_by("-starts_on", "code")[:20])
