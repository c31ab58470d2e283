"""Reads for the pages of rulings: those about a campaign with the names of whom they are about, and what may be ruled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from emulation import rulings, visibility
from emulation.boards import campaigns
from emulation.models import Campaign, Person, Ranking, RankingRuling
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class RulingRow:
    """A ruling with the name of whom it is about; the name is empty where it says no more than the code."""

    ruling: RankingRuling
    name: str
    may_lift: bool


@dataclass(frozen=True)
class RulingsBoard:
    """``in_force`` and ``lifted`` are those that the reader may see; ``may_rule`` offers the form."""

    campaign: Campaign
    in_force: list[RulingRow]
    lifted: list[RulingRow]
    may_rule: bool


@dataclass(frozen=True)
class FormBoard:
    """What may be ruled: ``subjects`` that are ranked, and for each of them the groups that may have an exceptional share."""

    campaign: Campaign
    subjects: tuple[str, ...]
    groups: list[tuple[str, dict[str, str]]]


def of_campaign(campaign: Campaign, *, by: Actor, at: datetime) -> RulingsBoard:
    """What stands on the page of a campaign."""
    seen = visibility.rulings(by, local_date(at)).filter(campaign=campaign)
    rows = list(seen.select_related("decided_by", "lifted_by"))
    decides = rulings.may_rule(by) and campaign.state not in (states.DRAFT, states.CANCELLED)
    names = _names(campaign, rows)
    shown = [
        RulingRow(row, names.get((row.subjects, row.target), ""), decides and str(row.decided_by_id) != by.account)
        for row in rows
    ]
    return RulingsBoard(
        campaign=campaign,
        in_force=[row for row in shown if row.ruling.lifted_at is None],
        lifted=[row for row in shown if row.ruling.lifted_at],
        may_rule=decides,
    )


def _names(campaign: Campaign, rows: Sequence[RankingRuling]) -> dict[tuple[str, str], str]:
    """By subjects and target: the names of the people and units that are named."""
    if not rows:
        return {}
    people = {row.target for row in rows if row.subjects == Ranking.PEOPLE}
    units = dict(campaign.participations.values_list("unit__code", "unit_name"))
    known = Person.objects.filter(authority_id=campaign.authority_id, code__in=people) if people else ()
    found = {(kind, code): name for code, name in units.items() for kind in (Ranking.UNITS, Ranking.PEOPLE)}
    return found | {(Ranking.PEOPLE, person.code): person.full_name for person in known}


def form(campaign_id: str, *, by: Actor) -> FormBoard:
    """What those who may rule are offered. Raises `NotAllowed` for others and `WrongState` where nothing is ranked."""
    campaign = campaigns.find(campaign_id, by=by)
    rulings.require_sense(campaign, by=by)
    ranked = tuple(kind for kind in (Ranking.UNITS, Ranking.PEOPLE) if version_of(campaign, kind))
    groups = [(kind, rulings.groups_with_a_share(campaign, kind)) for kind in ranked]
    return FormBoard(campaign, ranked, [(kind, found) for kind, found in groups if found])


def lifting(ruling_id: str, *, by: Actor, at: datetime) -> RulingRow:
    """A ruling that the reader is about to lift. Raises `Missing`, and what the act itself would raise."""
    seen = visibility.rulings(by, local_date(at)).select_related("campaign", "decided_by", "lifted_by")
    row = seen.filter(pk=ruling_id).first()
    if row is None:
        raise Missing("ruling.missing", gettext_noop("Không có quyết định này."))
    rulings.require_sense(row.campaign, by=by)
    rulings.require_liftable(row, by=by)
    return RulingRow(row, _names(row.campaign, [row]).get((row.subjects, row.target), ""), may_lift=True)
