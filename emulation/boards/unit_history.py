"""Reads for a unit's own history: its months beside the median of its cluster, and the lines on which it is ahead or behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from emulation import units, visibility
from emulation.boards.campaigns import find
from emulation.models import Campaign, Evaluation, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rules import states
from emulation.rules.comparisons import AHEAD, BEHIND, LEAST, Beside, beside, shared_median
from emulation.rules.exact import fraction
from emulation.rules.nodes import DEDUCTION, EVALUATION, Title
from emulation.rules.periods import local_date
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

MOST_TOLD = 3
"""Of strengths and of weaknesses: what a unit can take in hand next month."""


@dataclass(frozen=True)
class MonthLine:
    """One ranked month. ``median`` is None where too few units of the cluster have a score."""

    month: str
    score: Decimal | None
    median: Fraction | None
    rank: int | None
    of: int
    grade: str
    standing: str


@dataclass(frozen=True)
class CriterionLine:
    title: Title
    beside: Beside


@dataclass(frozen=True)
class HistoryBoard:
    campaign: Campaign
    unit: units.ChartedUnit
    months: list[MonthLine]
    chosen: str
    lines: list[CriterionLine]
    least: int = LEAST

    @property
    def strengths(self) -> list[CriterionLine]:
        return self._told(AHEAD)

    @property
    def weaknesses(self) -> list[CriterionLine]:
        return self._told(BEHIND)

    def _told(self, verdict: str) -> list[CriterionLine]:
        found = [line for line in self.lines if line.beside.median is not None and line.beside.verdict == verdict]
        return sorted(found, key=lambda line: -abs(line.beside.share))[:MOST_TOLD]


def history(campaign_id: str, unit: str, month: str, *, by: Actor, at: datetime) -> HistoryBoard:
    """For the unit's own people and the committee; ``month`` chooses whose lines are compared, empty the newest. Raises `Missing`
    for everybody else: the lines of a unit are not its neighbours' business."""
    campaign = find(campaign_id, by=by)
    on = local_date(at)
    chart = units.chart(by.authority, on)
    mine = visibility.holds(by, visibility.WHOLE) or unit in visibility.own_units(by, on)
    if unit not in chart.units or not mine:
        raise Missing("unit.missing", gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này."), code=unit)
    months = _months(campaign, unit, by)
    known = [line.month for line in months]
    chosen = month if month in known else known[-1] if known else ""
    lines = _lines(campaign, unit, chosen) if chosen and campaign.unit_scheme else []
    return HistoryBoard(campaign, chart.units[unit], months, chosen, lines)


def _months(campaign: Campaign, unit: str, by: Actor) -> list[MonthLine]:
    rankings = visibility.rankings(by).filter(
        campaign=campaign, subjects=Ranking.UNITS, month__isnull=False, state__in=IN_FORCE
    )
    rows = Standing.objects.filter(ranking__in=rankings.order_by()).defer("inputs").select_related("ranking__month")
    by_month: dict[str, list[Standing]] = {}
    for row in rows:
        by_month.setdefault(row.ranking.month.month if row.ranking.month else "", []).append(row)
    found = []
    for name, table in sorted(by_month.items()):
        own = next((row for row in table if row.subject == unit), None)
        if own is None:
            continue
        near = [row for row in table if row.cluster_code == own.cluster_code and row.score is not None]
        median = shared_median([fraction(row.score) for row in near if row.score is not None])
        found.append(MonthLine(name, own.score, median, own.rank_in_cluster, len(near), own.grade, str(own.pk)))
    return found


def _figures(scheme: Scheme, scores: Mapping[str, str]) -> dict[str, Fraction]:
    """The points of the lines that are filled in by units; a line that does not apply has none."""
    codes = set(scheme.leaf_codes(source=EVALUATION))
    entries = sheet_from_data(scores).items()
    return {code: fraction(entry) for code, entry in entries if code in codes and isinstance(entry, Decimal)}


def _lines(campaign: Campaign, unit: str, month: str) -> list[CriterionLine]:
    if campaign.unit_scheme is None:
        return []
    scheme = scheme_of(campaign.unit_scheme)
    rows = Evaluation.objects.filter(campaign=campaign, month__month=month, person=None, state=states.APPRAISED)
    sheets = {row.unit.code: row for row in rows.select_related("unit")}
    if unit not in sheets:
        return []
    cluster = [row for row in sheets.values() if row.cluster_code == sheets[unit].cluster_code]
    nodes = scheme.leaves
    maxima = {code: None if node.maximum is None else fraction(node.maximum) for code, node in nodes.items()}
    told = beside(
        _figures(scheme, sheets[unit].scores),
        [_figures(scheme, row.scores) for row in cluster],
        maxima,
        scheme.leaf_codes(kind=DEDUCTION),
    )
    return [CriterionLine(nodes[one.code].title, one) for one in told]
