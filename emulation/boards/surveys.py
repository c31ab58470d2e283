"""Reads for a month's survey results: each unit's raw figures with how sure they are, and what its criteria take of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from emulation import rankings, surveys, visibility
from emulation.boards.campaigns import find, find_month
from emulation.models import Campaign, CampaignMonth, Cluster, Participation
from emulation.rules.nodes import SURVEY, Title
from emulation.rules.periods import local_date
from emulation.rules.policies import parse_policy
from emulation.rules.schemes import Scheme
from emulation.rules.survey_policies import NONE, SurveyPolicy
from emulation.rules.surveys import SurveyResult, Tallies, survey_leaves, survey_points
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.text import sort_key


@dataclass(frozen=True)
class Criterion:
    """A leaf of the units' scheme that draws on the survey."""

    code: str
    title: Title
    shrinks: bool


@dataclass(frozen=True)
class UnitRow:
    """``result`` is the satisfied share under the campaign's minimum; ``criteria`` what each criterion makes of the answers,
    by its code and in the order of `SurveyBoard.criteria`."""

    code: str
    name: str
    cluster: str
    cluster_name: str
    result: SurveyResult
    criteria: Mapping[str, SurveyResult]


@dataclass(frozen=True)
class SurveyBoard:
    """``partial`` where the actor sees some of the units only; their figures are drawn towards those of all."""

    campaign: Campaign
    month: CampaignMonth
    minimum: int
    criteria: list[Criterion]
    units: list[UnitRow]
    partial: bool

    @property
    def columns(self) -> int:
        """Of the table: five of every unit, one of points for each criterion, one more where it shrinks."""
        return 5 + sum(1 + criterion.shrinks for criterion in self.criteria)

    @property
    def shrinks(self) -> bool:
        return any(criterion.shrinks for criterion in self.criteria)


def results(campaign_id: str, month: str, *, by: Actor, at: datetime) -> SurveyBoard:
    """The figures of the units whose evaluations the actor may see, as far as the minimum of answers lets them be shown."""
    campaign = find(campaign_id, by=by)
    found = find_month(campaign, month)
    entries = sorted(rankings.taking_part(found), key=lambda entry: (entry.cluster_code, sort_key(entry.unit.code)))
    whole = visibility.holds(by, visibility.WHOLE)
    seen = frozenset[str]() if whole else visibility.own_units(by, local_date(at))
    minimum = parse_policy(campaign.policy).minimum_survey_answers
    scheme = scheme_of(campaign.unit_scheme) if campaign.unit_scheme else None
    rows = _rows(found, entries, scheme, minimum)
    return SurveyBoard(
        campaign=campaign,
        month=found,
        minimum=minimum,
        criteria=_criteria(scheme) if scheme else [],
        units=[row for row in rows if whole or row.code in seen],
        partial=not whole,
    )


def _criteria(scheme: Scheme) -> list[Criterion]:
    leaves = [scheme.leaves[code] for code in scheme.leaf_codes(source=SURVEY)]
    return [
        Criterion(leaf.code, leaf.title, leaf.survey is not None and leaf.survey.shrink != NONE)
        for leaf in leaves
        if leaf.maximum is not None
    ]


def _rows(month: CampaignMonth, entries: list[Participation], scheme: Scheme | None, minimum: int) -> list[UnitRow]:
    counted = surveys.tallies(month)
    tallies: dict[str, Tallies] = {entry.unit.code: counted.get(entry.unit.code, {}) for entry in entries}
    groups = {entry.unit.code: {"cluster": entry.cluster_code} for entry in entries}
    usual = survey_points(tallies, {}, SurveyPolicy(), maximum=Decimal(100), minimum=minimum)
    points = survey_leaves(scheme, tallies, groups, minimum=minimum) if scheme else {}
    names = dict(Cluster.objects.filter(authority_id=month.authority_id).values_list("code", "name"))
    return [
        UnitRow(
            code=entry.unit.code,
            name=entry.unit_name,
            cluster=entry.cluster_code,
            cluster_name=names.get(entry.cluster_code, entry.cluster_code),
            result=usual[entry.unit.code],
            criteria={code: results[entry.unit.code] for code, results in points.items()},
        )
        for entry in entries
    ]
