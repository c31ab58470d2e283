"""Reads for the charts of a campaign: places over months, what scores are made of, criteria by units, grades against caps."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count

from emulation import rankings, visibility
from emulation.boards.campaigns import find
from emulation.models import Campaign, Cluster, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rules.contributions import GONE, Policy
from emulation.rules.exact import from_text
from emulation.rules.nodes import Title
from emulation.rules.periods import local_date
from emulation.rules.quotas import Cut
from emulation.rules.schemes import GradeBand
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import digest, gettext_noop

WHOLE_CAMPAIGN = ""
CRITERIA = "criteria"
UNKNOWN = frozenset(str(policy) for policy in (*GONE, Policy.MISSING, Policy.ZERO))
"""A criterion of which there is nothing has no share, not a share of nothing."""
MOST_COLUMNS = 14
"""So many criteria stand beside each other in a heat map; where there are more, those above them do."""


@dataclass(frozen=True)
class Wish:
    month: str = WHOLE_CAMPAIGN
    cluster: str = ""


@dataclass(frozen=True)
class Head:
    """Which charts are meant, for whom, and what they were last changed by. ``details`` says whether the actor may see what
    scores are made of; ``settled`` that nothing of it is provisional any more."""

    campaign: Campaign
    wish: Wish
    rankings: tuple[Ranking, ...]
    clusters: dict[str, str]
    details: bool
    own: frozenset[str]

    @property
    def months(self) -> list[str]:
        return sorted({row.month.month for row in self.rankings if row.month})

    @property
    def settled(self) -> bool:
        return bool(self.rankings) and all(row.state in ("published", "final") for row in self.rankings)

    @property
    def tag(self) -> str:
        known = sorted((str(row.pk), row.state) for row in self.rankings)
        return digest(
            [str(self.campaign.pk), known, self.wish.month, self.wish.cluster, self.details, sorted(self.own)]
        )

    def of(self, subjects: str) -> list[Ranking]:
        """Those of months, by month."""
        rows = [row for row in self.rankings if row.subjects == subjects and row.month]
        return sorted(rows, key=lambda row: row.month.month if row.month else "")


def head(campaign_id: str, wish: Wish, *, by: Actor, at: datetime) -> Head:
    """Raises `Missing` for a campaign or a month that there is not."""
    campaign = find(campaign_id, by=by)
    if wish.month and not campaign.months.filter(month=wish.month).exists():
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=wish.month)
    found = visibility.rankings(by).filter(campaign=campaign, state__in=IN_FORCE).select_related("month")
    clusters = Cluster.objects.filter(authority_id=by.authority).order_by("code")
    return Head(
        campaign=campaign,
        wish=wish,
        rankings=tuple(found.defer("inputs", "changes").order_by("pk")),
        clusters=dict(clusters.values_list("code", "name")),
        details=visibility.holds(by, visibility.WHOLE),
        own=visibility.own_units(by, local_date(at)),
    )


@dataclass(frozen=True)
class Track:
    """A unit's places, month by month: None where it had none."""

    subject: str
    name: str
    places: tuple[int | None, ...]
    own: bool


@dataclass(frozen=True)
class Column:
    code: str
    title: Title
    kind: str


@dataclass(frozen=True)
class Bar:
    """A unit with its points by column, its total, and of what is asked in the heat map the share that it reached."""

    subject: str
    name: str
    own: bool
    rank: int | None
    total: Fraction
    parts: Mapping[str, Fraction]
    shares: Mapping[str, Fraction]


@dataclass(frozen=True)
class Composition:
    columns: tuple[Column, ...]
    criteria: tuple[Column, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class GradeRow:
    """How many hold each grade in a month; of a grade with a cap ``limits`` says how many may."""

    subjects: str
    month: str
    counts: Mapping[str, int]
    limits: Mapping[str, int]


@dataclass(frozen=True)
class Grades:
    bands: tuple[GradeBand, ...]
    rows: tuple[GradeRow, ...]


def tracks(head: Head) -> list[Track]:
    """Units by their last place; in a cluster the places are those inside it."""
    months = head.months
    place = "rank_in_cluster" if head.wish.cluster else "rank"
    rows = Standing.objects.filter(ranking__in=head.of(Ranking.UNITS), rank__isnull=False)
    if head.wish.cluster:
        rows = rows.filter(cluster_code=head.wish.cluster)
    found: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    values = rows.order_by("ranking__month__month").values_list("subject", "name", "ranking__month__month", place)
    for subject, name, month, rank in values:
        found.setdefault(subject, {})[month] = rank
        names[subject] = name
    made = [
        Track(code, names[code], tuple(own.get(month) for month in months), code in head.own)
        for code, own in found.items()
    ]
    return sorted(made, key=lambda track: (_last(track.places), track.subject))


def _last(places: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(1_000_000 if place is None else place for place in reversed(list(places)))


def composition(head: Head) -> Composition:
    """What scores are made of: of one month, or the mean of all months."""
    asked = [row for row in head.of(Ranking.UNITS) if head.wish.month in ("", row.month.month if row.month else "")]
    wanted = Ranking.objects.filter(pk__in=[row.pk for row in asked]).select_related(
        "campaign__unit_scheme", "campaign__person_scheme", "month"
    )
    trees: dict[str, list[list[Mapping[str, Any]]]] = {}
    for row in wanted:
        replayed = rankings.replay(row)
        for line in replayed.lines if replayed else ():
            contributions = line.explanation.get("contributions")
            if contributions and line.total is not None:
                trees.setdefault(line.subject, []).append(contributions)
    return _composed(head, asked, trees)


def _composed(head: Head, asked: list[Ranking], trees: Mapping[str, list[list[Mapping[str, Any]]]]) -> Composition:
    example = next((months[0] for months in trees.values()), [])
    columns, criteria = _columns(example), _columns(_level([node for node in example if node["kind"] == CRITERIA]))
    ranks = _final_ranks(head, asked)
    bars = []
    for subject, months in trees.items():
        if subject not in ranks:
            continue
        name, rank = ranks[subject]
        parts = {column.code: _mean(months, column.code, "points") for column in columns}
        signed = {c.code: -parts[c.code] if c.kind == "deduction" else parts[c.code] for c in columns}
        shares = {c.code: share for c in criteria if (share := _share(months, c.code)) is not None}
        bars.append(Bar(subject, name, subject in head.own, rank, sum(signed.values(), Fraction(0)), parts, shares))
    bars.sort(key=lambda bar: (-bar.total, bar.subject))
    return Composition(columns, criteria, tuple(bars))


def _final_ranks(head: Head, asked: list[Ranking]) -> dict[str, tuple[str, int | None]]:
    """Name and last place of those who are asked for."""
    rows = Standing.objects.filter(ranking__in=asked).order_by("ranking__month__month")
    if head.wish.cluster:
        rows = rows.filter(cluster_code=head.wish.cluster)
    return {code: (name, rank) for code, name, rank in rows.values_list("subject", "name", "rank")}


def _columns(nodes: Iterable[Mapping[str, Any]]) -> tuple[Column, ...]:
    return tuple(
        Column(node["code"], Title(node["title"]["vi"], node["title"].get("en", "")), node["kind"]) for node in nodes
    )


def _level(nodes: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The deepest level that is not too wide: a node without children stays where others are split."""
    deeper = [inner for node in nodes for inner in (node["children"] or [node])]
    return _level(deeper) if len(nodes) < len(deeper) <= MOST_COLUMNS else nodes


def _found(nodes: Iterable[Mapping[str, Any]], code: str) -> Mapping[str, Any] | None:
    for node in nodes:
        inner = node if node["code"] == code else _found(node["children"], code)
        if inner:
            return inner
    return None


def _mean(months: list[list[Mapping[str, Any]]], code: str, figure: str) -> Fraction:
    found = [from_text(node[figure]) for month in months if (node := _found(month, code))]
    return sum(found, Fraction(0)) / len(found) if found else Fraction(0)


def _share(months: list[list[Mapping[str, Any]]], code: str) -> Fraction | None:
    """How much of what can be had, from 0 to 1; None where nothing bounds it or nothing was there to count."""
    nodes = [node for month in months if (node := _found(month, code)) and UNKNOWN.isdisjoint(node["policies"])]
    bounded = [node for node in nodes if node["max"] and from_text(node["max"])]
    if not bounded:
        return None
    shares = [from_text(node["points"]) / from_text(node["max"]) for node in bounded]
    return min(max(sum(shares, Fraction(0)) / len(shares), Fraction(0)), Fraction(1))


def grades(head: Head) -> list[tuple[str, Grades]]:
    """Of units and of people; empty where a scheme has no grades."""
    found = []
    for subjects in (Ranking.UNITS, Ranking.PEOPLE):
        version = rankings.version_of(head.campaign, subjects)
        bands = scheme_of(version).grades if version else ()
        rows = [row for row in head.of(subjects) if head.wish.month in ("", row.month.month if row.month else "")]
        if bands and rows:
            found.append((subjects, Grades(bands, tuple(_grade_rows(subjects, rows)))))
    return found


def _grade_rows(subjects: str, rows: list[Ranking]) -> list[GradeRow]:
    counted: dict[Any, Counter[str]] = {}
    held = Standing.objects.filter(ranking__in=rows).exclude(grade="").order_by().values("ranking_id", "grade")
    for row in held.annotate(holders=Count("pk")):
        counted.setdefault(row["ranking_id"], Counter())[row["grade"]] = row["holders"]
    return [
        GradeRow(subjects, row.month.month if row.month else "", counted.get(row.pk, Counter()), _limits(row))
        for row in rows
    ]


def _limits(row: Ranking) -> dict[str, int]:
    """What the quotas of the frozen ranking allow, over all groups; read again from its inputs only where there are quotas."""
    version = rankings.version_of(row.campaign, row.subjects)
    if version is None or not scheme_of(version).quotas:
        return {}
    whole = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme").get(pk=row.pk)
    replayed = rankings.replay(whole)
    return _summed(replayed.quotas if replayed else ())


def _summed(cuts: Iterable[Cut]) -> dict[str, int]:
    """``limit`` of a cut is never more than there were candidates, so nobody is told that more could have had the grade."""
    limits: Counter[str] = Counter()
    for cut in cuts:
        limits[cut.grade] += max(cut.limit, int(cut.share * cut.out_of))
    return dict(limits)
