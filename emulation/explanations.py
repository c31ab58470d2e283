"""The explanation of a figure in a ranking, computed again from what was frozen: the score, the grade, the place, the sources."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from emulation import files, publications, rankings
from emulation.models import Ranking, RankingRuling, Standing
from emulation.rules import ranking as engine
from emulation.rules.exact import exact_text, from_text
from emulation.rules.grades import grade, graded
from emulation.rules.quotas import Cut
from emulation.rules.scheme_parts import COMPETITION, NEVER, TOP_MONTHS
from emulation.rules.schemes import GradeBand, Scheme
from emulation.rules.scores import decisive_components, score_sheet
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of
from emulation.tables.explaining import walked
from emulation.tables.telling import text
from emulation.tables.telling_sheets import workbook
from emulation.tables.wording import Voice

WRITERS: Mapping[str, Callable[[Mapping[str, Any], Voice], bytes]] = {
    "txt": lambda told, voice: text(told, voice).encode(),
    "xlsx": workbook,
}
"""What `account` answers as files for people, by their suffix."""
_TOP_MONTHS = {"vi": "Số tháng đạt loại cao nhất", "en": "Months with the best grade"}


def account(standing: Standing, visible: QuerySet[Standing]) -> dict[str, Any]:
    """All that explains one standing, as JSON values: who and what it is about, and `explain` with the months' standings that
    are among the ``visible`` to follow."""
    row, who = standing.ranking, {"subject": standing.subject, "name": standing.name}
    about = {
        "campaign": {"code": row.campaign.code, "name": row.campaign.name},
        "month": row.month.month if row.month else "",
        "subjects": row.subjects,
        "unit": standing.unit_code,
        "cluster": standing.cluster_code,
        "ranking": str(row.pk),
        "revision": row.revision,
        "state": row.state,
        "computed_at": row.computed_at.isoformat(),
        "engine_version": row.engine_version,
        **{name: getattr(row, name) for name in publications.DIGESTS},
    }
    told = {**who, "pseudonym": publications.pseudonym(standing), "about": about, **explain(standing, visible)}
    return {**told, "evidence": _evidence(standing)}


def _evidence(standing: Standing) -> dict[str, list[dict[str, Any]]]:
    """The files at the criteria of the sheet that a month's figure was made of: whoever may follow the figure may open them."""
    sheet = standing.inputs.get("evaluation", "")
    found = files.by_label("evaluation", sheet) if sheet else {}
    return {
        code: [{"file": str(row.pk), "name": row.name, "kind": row.kind, "digest": row.digest} for row in rows]
        for code, rows in sorted(found.items())
    }


def explain(standing: Standing, visible: QuerySet[Standing] | None = None) -> dict[str, Any]:
    """Every figure behind a standing down to its lines, computed again from the frozen inputs."""
    version = rankings.version_of(standing.ranking.campaign, standing.ranking.subjects)
    if version is None:
        return {}
    scheme = scheme_of(version)
    again = rankings.replay(standing.ranking) if _needs_all(scheme, standing) else None
    if standing.ranking.month_id is None:
        derived = engine.derive(scheme, _months(standing), vetoes=standing.inputs["vetoes"])
        told, components, score = _of_campaign(scheme, standing, derived, visible), derived.components, derived.decisive
    else:
        told = _of_month(scheme, standing, again)
        points = {code: from_text(part["points"]) for code, part in walked(told)}
        components, score = decisive_components(scheme, points), _decisive(scheme, told)
    return {
        **told,
        "vetoes_applied": [scheme.veto_by_code[code].to_data() for code in told["vetoes"]],
        "grading": _grading(scheme, standing, score, told["vetoes"], again),
        "place": _place(scheme, standing, components, again),
    }


def _needs_all(scheme: Scheme, standing: Standing) -> bool:
    """Whether a figure follows from the whole table alone: measured against it, carried forward, cut by a quota, or a rank in
    another count than is kept."""
    if (
        standing.ranking.month_id is not None
        and not standing.inputs.get("absent")
        and (scheme.relative or scheme.carried)
    ):
        return True
    return bool(standing.grade and scheme.quotas) or (standing.rank is not None and scheme.ranks != COMPETITION)


def _months(standing: Standing) -> dict[str, engine.MonthScore | None]:
    return {m: engine.MonthScore.from_data(d) if d else None for m, d in standing.inputs["months"].items()}


def _of_month(scheme: Scheme, standing: Standing, again: engine.Ranking | None) -> dict[str, Any]:
    """A month's figure: of the sheet alone, or of the whole table where the scheme measures against it or carries forward."""
    inputs, absent = standing.inputs, bool(standing.inputs.get("absent"))
    source = {name: inputs[name] for name in ("evaluation", "revision", "survey", "booked") if name in inputs}
    more = {"absent": absent, "source": source}
    if again is not None and not absent:
        return {**again.by_subject[standing.subject].explanation, **more}
    beyond = bool(scheme.relative or scheme.carried)
    sheet = {} if beyond else sheet_from_data(inputs["sheet"])
    return {**score_sheet(scheme, sheet, vetoes=inputs["vetoes"], complete=False).to_data(), **more}


def _decisive(scheme: Scheme, told: Mapping[str, Any]) -> Fraction:
    return from_text(told["exact"] if scheme.rounding.stage == NEVER else told["total"])


def _of_campaign(
    scheme: Scheme, standing: Standing, derived: engine.Derived, visible: QuerySet[Standing] | None
) -> dict[str, Any]:
    return {
        **derived.to_data(),
        "inherited": standing.inputs["inherited"],
        "derivation": {**scheme.derivation.to_data(), "minimum_months": scheme.minimum_months},
        "sources": _sources(standing, derived, visible),
        **({"service": standing.inputs["service"]} if "service" in standing.inputs else {}),
    }


def _sources(standing: Standing, derived: engine.Derived, visible: QuerySet[Standing] | None) -> dict[str, Any]:
    """Of every month the ranking that its figure was taken from, and why it gave none where it did not."""
    frozen = Ranking.objects.filter(pk__in=standing.ranking.sources).values_list(
        "month__month", "pk", "revision", "state"
    )
    kept = Standing.objects.filter(ranking__in=standing.ranking.sources, subject=standing.subject)
    lines = {
        month: (pk, reason) for month, pk, reason in kept.values_list("ranking__month__month", "pk", "unranked_because")
    }
    followed = (
        set(kept.filter(pk__in=visible.values("pk")).values_list("pk", flat=True)) if visible is not None else set()
    )
    months = {
        month: {"ranking": str(pk), "revision": revision, "state": state} for month, pk, revision, state in frozen
    }
    found: dict[str, Any] = {}
    for month, score in derived.months.items():
        line, reason = lines.get(month, (None, "no_line" if month in months else "no_ranking"))
        why_not = "" if score is not None else reason or "no_sheet"
        found[month] = {
            **months.get(month, {}),
            "standing": str(line) if line in followed else None,
            "why_not": why_not,
        }
    return found


def _grading(
    scheme: Scheme, standing: Standing, score: Fraction | None, vetoes: list[str], again: engine.Ranking | None
) -> dict[str, Any] | None:
    """The grade with its threshold, what it would be by the score alone and after the vetoes, and the quotas that lowered it."""
    if not standing.grade or score is None:
        return None
    own = {band.code: band for band in scheme.grades}[standing.grade]
    cuts = [cut for cut in again.quotas if standing.subject in (*cut.lowered, *cut.contested)] if again else []
    return {
        **own.to_data(),
        "by_score": _band(grade(scheme, score)),
        "by_points": _band(graded(scheme, score, vetoes)),
        "contested": any(standing.subject in cut.contested for cut in cuts),
        "quotas": [_cut(cut, standing.subject) for cut in cuts],
    }


def _band(band: GradeBand | None) -> dict[str, Any] | None:
    return band.to_data() if band else None


def _cut(cut: Cut, subject: str) -> dict[str, Any]:
    """What a quota did to one subject. The others whom it touched are counted, never named."""
    counted = {"contested": len(cut.contested), "lowered": len(cut.lowered)}
    return {**cut.to_data(), **counted, "is_contested": subject in cut.contested}


def _place(
    scheme: Scheme, standing: Standing, components: Mapping[str, Fraction], again: engine.Ranking | None
) -> dict[str, Any]:
    """The ranks with how many are ranked, what parts equals, and how many have the same score."""
    chain = [
        {
            "code": link.code,
            "title": _TOP_MONTHS if link.code == TOP_MONTHS else scheme.nodes[link.code].title.to_data(),
            "lower_first": link.lower_first,
            "value": exact_text(components.get(link.code, Fraction(0))),
        }
        for link in scheme.tie_breaks
    ]
    found: dict[str, Any] = {"ranks": scheme.ranks, "reason": standing.unranked_because, "tie_breaks": chain}
    if standing.rank is None:
        return {**found, "overall": None, "within": {}, "same_score": 0, "ruling": _ruling(standing)}
    counts = _counts(standing)
    spots = {"overall": _spot(counts, "all", standing.rank, "")}
    if standing.rank_in_cluster is not None:
        spots["cluster"] = _spot(counts, "cluster", standing.rank_in_cluster, standing.cluster_code)
    if standing.rank_in_unit is not None:
        spots["unit"] = _spot(counts, "unit", standing.rank_in_unit, standing.unit_code)
    if again is not None:
        line = again.by_subject[standing.subject]
        known = {"overall": line.overall, **line.within}
        spots |= {name: spot.to_data() for name, spot in known.items() if spot and name in spots}
    return {**found, "overall": spots.pop("overall"), "within": spots, "same_score": counts["same_score"]}


def _ruling(standing: Standing) -> dict[str, str] | None:
    """What was ruled of who is not eligible, as it stood when the ranking was computed."""
    if standing.unranked_because != engine.Reason.NOT_ELIGIBLE:
        return None
    row, at = standing.ranking, standing.ranking.computed_at
    about = {"campaign": row.campaign_id, "subjects": row.subjects, "kind": RankingRuling.UNRANKED}
    ruled = RankingRuling.objects.filter(**about, target=standing.subject, decided_at__lte=at)
    last = ruled.filter(Q(lifted_at=None) | Q(lifted_at__gt=at)).last()
    if last is None:
        return None
    return {"reason": last.reason, "legal_basis": last.legal_basis, "decided_at": last.decided_at.isoformat()}


def _counts(standing: Standing) -> dict[str, int]:
    """How many are ranked in each of the lists, how many hold the same place there, and how many have the same score."""
    cluster, unit = Q(cluster_code=standing.cluster_code), Q(unit_code=standing.unit_code)
    wanted = {
        "of_all": Q(),
        "at_all": Q(rank=standing.rank),
        "of_cluster": cluster,
        "at_cluster": cluster & Q(rank_in_cluster=standing.rank_in_cluster),
        "of_unit": unit,
        "at_unit": unit & Q(rank_in_unit=standing.rank_in_unit),
        "same_score": Q(score=standing.score),
    }
    ranked = Standing.objects.filter(ranking=standing.ranking_id, rank__isnull=False)
    counted: dict[str, int] = ranked.order_by().aggregate(
        **{name: Count("pk", filter=wish) for name, wish in wanted.items()}
    )
    return counted


def _spot(counts: Mapping[str, int], name: str, rank: int, group: str) -> dict[str, Any]:
    return {"group": group, "rank": rank, "tied": counts[f"at_{name}"] > 1, "of": counts[f"of_{name}"]}
