"""Reads for the ranking page and for the page that explains one standing down to its lines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KeyTransform

from emulation import explanations, publications, visibility
from emulation.boards.campaigns import find
from emulation.boards.evaluations import LayerRow
from emulation.models import Campaign, Cluster, EvaluationLayer, RankCertainty, Ranking, SchemeVersion, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rules.exact import from_text, rounded
from emulation.rules.nodes import Title
from emulation.rules.periods import local_date
from emulation.rules.schemes import Scheme
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import digest, gettext_noop

WHOLE_CAMPAIGN = ""
PAGE = 100


@dataclass(frozen=True)
class Wish:
    """Which ranking is asked for; ``month`` None stands for the newest, empty for that of the whole campaign, and
    ``revision`` 0 for the one in force."""

    subjects: str = Ranking.UNITS
    month: str | None = None
    cluster: str = ""
    page: int = 1
    revision: int = 0


@dataclass(frozen=True)
class PlaceRow:
    """A line of the table. ``standing`` is empty where the actor may not follow the figure; ``rank`` is the one in the
    cluster when one is chosen, and shared where ``tied``.
    ``service`` is what the year's service means for a person, where it means something."""

    standing: str
    subject: str
    name: str
    unit: str
    cluster: str
    rank: int | None
    tied: bool
    score: Decimal | None
    share: int
    grade: str
    grade_title: Title | None
    reason: str
    own: bool
    service: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class RankingBoard:
    """``ranking`` is None as long as there is none of this kind."""

    campaign: Campaign
    wish: Wish
    month: str
    months: list[str]
    has_final: bool
    clusters: list[tuple[str, str]]
    ranking: Ranking | None
    rows: list[PlaceRow]
    total: int
    pages: int
    partial: bool


@dataclass(frozen=True)
class Head:
    """Which ranking is meant and for whom: enough to say whether its table is another one by now."""

    found: Ranking | None
    tag: str

    @property
    def settled(self) -> bool:
        return self.found is not None and self.found.state in ("published", "final")


def head(campaign_id: str, wish: Wish, *, by: Actor, at: datetime) -> Head:
    campaign = find(campaign_id, by=by)
    known = _in_force(campaign, wish.subjects, by)
    month = _chosen_month(known, wish.month)
    found = _revision(campaign, wish, month, by) if wish.revision else known.get(month)
    others = sorted((month, str(row.pk)) for month, row in known.items())
    whole, own = visibility.holds(by, visibility.WHOLE), sorted(visibility.own_units(by, local_date(at)))
    study = RankCertainty.objects.filter(ranking=found).values_list("digest", flat=True).first() if found else None
    shown = [str(found.pk), found.state, study] if found else []
    return Head(found, digest([str(campaign.pk), wish.subjects, shown, others, whole, own, by.person]))


def ranking(campaign_id: str, wish: Wish, *, by: Actor, at: datetime) -> RankingBoard:
    campaign = find(campaign_id, by=by)
    known = _in_force(campaign, wish.subjects, by)
    month = _chosen_month(known, wish.month)
    clusters = _clusters(by.authority)
    found = _revision(campaign, wish, month, by) if wish.revision else known.get(month)
    rows, total = _places(found, campaign, wish, clusters, by, at) if found else ([], 0)
    return RankingBoard(
        campaign=campaign,
        wish=wish,
        month=month,
        months=sorted(name for name in known if name),
        has_final=WHOLE_CAMPAIGN in known,
        clusters=sorted(clusters.items()),
        ranking=found,
        rows=rows,
        total=total,
        pages=-(-total // PAGE),
        partial=wish.subjects == Ranking.PEOPLE and not visibility.holds(by, visibility.WHOLE),
    )


def _in_force(campaign: Campaign, subjects: str, by: Actor) -> dict[str, Ranking]:
    """The revision in force of each month's ranking, and of the campaign's under the empty name."""
    rows = visibility.rankings(by).filter(campaign=campaign, subjects=subjects, state__in=IN_FORCE)
    rows = rows.select_related("month").defer("inputs", "changes")
    return {row.month.month if row.month else WHOLE_CAMPAIGN: row for row in rows}


def _revision(campaign: Campaign, wish: Wish, month: str, by: Actor) -> Ranking | None:
    """A certain revision, if the actor may know it."""
    rows = visibility.rankings(by).filter(campaign=campaign, subjects=wish.subjects, revision=wish.revision)
    rows = rows.filter(month__month=month) if month else rows.filter(month=None)
    return rows.select_related("month").defer("inputs", "changes").first()


def _chosen_month(known: Mapping[str, Ranking], wished: str | None) -> str:
    if wished is not None:
        return wished
    return WHOLE_CAMPAIGN if WHOLE_CAMPAIGN in known else max(known, default=WHOLE_CAMPAIGN)


def _clusters(authority: str) -> dict[str, str]:
    return dict(Cluster.objects.filter(authority_id=authority).values_list("code", "name"))


def _version(campaign: Campaign, subjects: str) -> SchemeVersion:
    version = campaign.unit_scheme if subjects == Ranking.UNITS else campaign.person_scheme
    if version is None:
        raise Missing("ranking.no_scheme", gettext_noop("Phong trào không xếp hạng đối tượng này."))
    return version


def _places(
    found: Ranking, campaign: Campaign, wish: Wish, clusters: Mapping[str, str], by: Actor, at: datetime
) -> tuple[list[PlaceRow], int]:
    on = local_date(at)
    scheme = scheme_of(_version(campaign, found.subjects))
    lines = (
        visibility.standings(by, on)
        .filter(ranking=found)
        .defer("inputs")
        .annotate(service=KeyTransform("service", "inputs"))
    )
    if wish.cluster:
        lines = lines.filter(cluster_code=wish.cluster)
    total = lines.count()
    shown = list(lines[(wish.page - 1) * PAGE : wish.page * PAGE])
    followed = set(visibility.explained(by, on).filter(ranking=found).values_list("pk", flat=True))
    own = visibility.own_units(by, on)
    shared = _shared(found) if wish.cluster else frozenset()
    top = scheme.ceiling or scheme.maximum
    rows = []
    for line in shown:
        rank = line.rank_in_cluster if wish.cluster else line.rank
        tied = (line.cluster_code, rank) in shared if wish.cluster else line.tied
        rows.append(
            PlaceRow(
                standing=str(line.pk) if line.pk in followed else "",
                subject=line.subject,
                name=line.name,
                unit=line.unit_code,
                cluster=clusters.get(line.cluster_code, line.cluster_code),
                rank=rank,
                tied=tied,
                score=shown_score(scheme, line.score),
                share=_share(line.score, top),
                grade=line.grade,
                grade_title=_grade_title(scheme, line.grade),
                reason=line.unranked_because,
                own=line.subject == by.person or (found.subjects == Ranking.UNITS and line.subject in own),
                service=line.service,
            )
        )
    return rows, total


def _shared(found: Ranking) -> frozenset[tuple[str, int | None]]:
    """The places inside a cluster that more than one subject holds, also where the actor does not see them all."""
    places = (
        Standing.objects.filter(ranking=found, rank__isnull=False).order_by().values("cluster_code", "rank_in_cluster")
    )
    held = places.annotate(holders=Count("pk")).filter(holders__gt=1)
    return frozenset((row["cluster_code"], row["rank_in_cluster"]) for row in held)


def shown_score(scheme: Scheme, score: Decimal | None) -> Decimal | None:
    return None if score is None else rounded(Fraction(score), scheme.rounding.decimals, scheme.rounding.mode)


def _share(value: Decimal | Fraction | None, top: Decimal | Fraction | None) -> int:
    """Per cent of the most that can be had, for a bar; 0 where nothing bounds it."""
    if value is None or not top:
        return 0
    return max(0, min(100, int(Fraction(value) * 100 / Fraction(top))))


def _grade_title(scheme: Scheme, code: str) -> Title | None:
    return next((band.title for band in scheme.grades if band.code == code), None)


@dataclass(frozen=True)
class LineRow:
    """One node of the tree of contributions; figures as exact text."""

    depth: int
    code: str
    title: Title
    kind: str
    maximum: str | None
    raw: str
    points: str
    weight: str
    policies: tuple[str, ...]
    share: int
    is_leaf: bool


@dataclass(frozen=True)
class MonthFigure:
    month: str
    score: str | None
    components: Mapping[str, str]
    vetoes: tuple[str, ...]
    standing: str


@dataclass(frozen=True)
class Explanation:
    """``figures`` is what `explanations.explain` answers; a month has ``lines`` and ``layers``, a campaign ``months``."""

    standing: Standing
    campaign: Campaign
    month: str
    score: Decimal | None
    grade_title: Title | None
    cluster_name: str
    figures: Mapping[str, Any]
    lines: list[LineRow]
    months: list[MonthFigure]
    components: list[str]
    layers: list[LayerRow]
    evaluation: str
    vetoes: list[Title]
    was_rounded: bool
    pseudonym: str


def explanation(standing_id: str, *, by: Actor, at: datetime) -> Explanation:
    """Everything behind one figure. Raises `Missing` for a standing that the actor may not follow."""
    row = _explained(standing_id, by, at)
    scheme = scheme_of(_version(row.ranking.campaign, row.ranking.subjects))
    figures = explanations.explain(row)
    months = _month_figures(row, figures, by, at)
    return Explanation(
        standing=row,
        campaign=row.ranking.campaign,
        month=row.ranking.month.month if row.ranking.month else WHOLE_CAMPAIGN,
        score=shown_score(scheme, row.score),
        grade_title=_grade_title(scheme, row.grade),
        cluster_name=_clusters(by.authority).get(row.cluster_code, row.cluster_code),
        figures=figures,
        lines=list(_lines(figures.get("contributions", ()))),
        months=months,
        components=[node.code for node in scheme.components] if months else [],
        layers=_layers(row),
        evaluation=row.inputs.get("evaluation", ""),
        vetoes=[veto.title for veto in scheme.vetoes if veto.code in figures.get("vetoes", ())],
        was_rounded=_was_rounded(figures),
        pseudonym=publications.pseudonym(row) if row.ranking.subjects == Ranking.PEOPLE else "",
    )


def account(standing_id: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The same as `explanations.account` has it, for files. Raises `Missing` as `explanation` does."""
    return explanations.account(_explained(standing_id, by, at), visibility.explained(by, local_date(at)))


def _explained(standing_id: str, by: Actor, at: datetime) -> Standing:
    joined = ("ranking__month", "ranking__campaign__unit_scheme", "ranking__campaign__person_scheme")
    row = visibility.explained(by, local_date(at)).filter(pk=standing_id).select_related(*joined).first()
    if row is None:
        raise Missing("standing.missing", gettext_noop("Không có kết quả xếp hạng này."))
    return row


def _was_rounded(figures: Mapping[str, Any]) -> bool:
    exact, total = figures.get("exact"), figures.get("total")
    return exact is not None and total is not None and from_text(exact) != from_text(total)


def _lines(contributions: Iterable[Mapping[str, Any]], depth: int = 0) -> Iterator[LineRow]:
    for part in contributions:
        maximum = part["max"]
        yield LineRow(
            depth=depth,
            code=part["code"],
            title=Title(part["title"]["vi"], part["title"].get("en", "")),
            kind=part["kind"],
            maximum=maximum,
            raw=part["raw"],
            points=part["points"],
            weight=part["weight"],
            policies=tuple(part["policies"]),
            share=_share(from_text(part["points"]), from_text(maximum) if maximum else None),
            is_leaf=not part["children"],
        )
        yield from _lines(part["children"], depth + 1)


def _month_figures(row: Standing, figures: Mapping[str, Any], by: Actor, at: datetime) -> list[MonthFigure]:
    """The months behind a campaign's figure, each with the month's own standing to follow."""
    if row.ranking.month_id is not None:
        return []
    known = visibility.explained(by, local_date(at)).filter(ranking__in=row.ranking.sources, subject=row.subject)
    links = dict(known.filter(ranking__month__isnull=False).values_list("ranking__month__month", "pk"))
    return [
        MonthFigure(
            month=month,
            score=data["score"] if data else None,
            components=data["components"] if data else {},
            vetoes=tuple(data["vetoes"]) if data else (),
            standing=str(links.get(month, "")),
        )
        for month, data in figures["months"].items()
    ]


def _layers(row: Standing) -> list[LayerRow]:
    """Who gave the points, when and why, up to the revision that was frozen."""
    source, revision = row.inputs.get("evaluation"), row.inputs.get("revision")
    if not source or revision is None:
        return []
    layers = EvaluationLayer.objects.filter(evaluation=source, revision__lte=revision).select_related("by")
    return [
        LayerRow(e.kind, e.by.get_full_name() or e.by.username, e.at, e.total, e.reason, e.revision) for e in layers
    ]
