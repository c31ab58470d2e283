"""Reads for the meeting that settles a ranking before it is made known: who stands where, by whose marks, at which edge."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from emulation import fairness, marks, rankings, visibility
from emulation.boards import publications
from emulation.models import Campaign, CampaignMonth, Cluster, Correction, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rules import calibration, states
from emulation.rules.access import COMMITTEE, STANDING_OFFICER
from emulation.rules.calibration import Counter, Edge
from emulation.rules.chance import mean
from emulation.rules.exact import rounded
from emulation.rules.gaps import Marked
from emulation.rules.scheme_parts import GradeBand
from emulation.rulings import may_rule
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import NotAllowed, WrongState
from kernel.text import gettext_noop

MOST = 300


@dataclass(frozen=True)
class Wish:
    """``near`` is the distance from a grade's edge in points; None shows everybody."""

    cluster: str = ""
    near: Decimal | None = calibration.NEAR[1]


@dataclass(frozen=True)
class Line:
    """Somebody beside the others: by themselves, by their head, as appraised, by citizens and by inspectors."""

    standing: Standing
    own: Decimal | None
    head: Decimal | None
    appraised: Decimal | None
    citizens: Decimal | None
    inspectors: Decimal | None
    edge: Edge | None
    contested: bool
    lowered: bool
    evaluation: str
    waiting: str
    breaks: bool


@dataclass(frozen=True)
class Pending:
    """What was proposed and is not decided, or waits to be put into force: a ranking moves by these alone."""

    corrections: int
    shadow: Ranking | None
    newer: Ranking | None


@dataclass(frozen=True)
class Table:
    ranking: Ranking
    campaign: Campaign
    wish: Wish
    clusters: tuple[tuple[str, str], ...]
    counters: tuple[Counter, ...]
    lines: tuple[Line, ...]
    total: int
    pending: Pending
    asks: bool
    rules: bool


def table(ranking_id: str, wish: Wish, *, by: Actor) -> Table:
    """A ranking in force as the meeting reads it. Raises `Missing`, `NotAllowed` for all but the committee, and `WrongState`
    for a revision that is not in force."""
    row = _found(ranking_id, by)
    version = rankings.version_of(row.campaign, row.subjects)
    scheme = scheme_of(version) if version else None
    again = rankings.replay(row)
    cuts = again.quotas if again else ()
    named = _clusters(row)
    standings = Standing.objects.filter(ranking=row, rank__isnull=False).order_by("order")
    if wish.cluster:
        standings = standings.filter(cluster_code=wish.cluster)
    known = _Known(
        marks=_marks(row),
        citizens=fairness.satisfied_shares(row.campaign, _months(row)) if row.subjects == Ranking.UNITS else {},
        inspectors=_inspected(row),
        contested=frozenset(subject for cut in cuts for subject in cut.contested),
        lowered=frozenset(subject for cut in cuts for subject in cut.lowered),
        waiting=_waiting(row),
        bands=scheme.grades if scheme else (),
    )
    lines = [_line(one, known) for one in standings[:MOST]]
    shown = [line for line in lines if _wanted(line, wish)]
    return Table(
        ranking=row,
        campaign=row.campaign,
        wish=wish,
        clusters=named,
        counters=calibration.counters(cuts, wish.cluster),
        lines=tuple(_with_breaks(shown)),
        total=len(lines),
        pending=_pending(row, by),
        asks=visibility.holds(by, {STANDING_OFFICER}) and row.month is not None,
        rules=may_rule(by),
    )


def _found(ranking_id: str, by: Actor) -> Ranking:
    row = publications.find(ranking_id, by=by)
    if not visibility.holds(by, COMMITTEE):
        raise NotAllowed(
            "calibration.not_allowed", gettext_noop("Chỉ Hội đồng và thường trực mở được màn hình họp này.")
        )
    if row.state not in IN_FORCE:
        message = gettext_noop("Chỉ họp trên bảng đang có hiệu lực.")
        raise WrongState("calibration.not_in_force", message, state=row.state)
    return row


@dataclass(frozen=True)
class _Known:
    marks: Mapping[str, list[Marked]]
    citizens: Mapping[str, Fraction]
    inspectors: Mapping[str, Fraction]
    contested: frozenset[str]
    lowered: frozenset[str]
    waiting: Mapping[str, str]
    bands: tuple[GradeBand, ...]


def _months(row: Ranking) -> list[CampaignMonth]:
    return [row.month] if row.month else list(row.campaign.months.all())


def _marks(row: Ranking) -> dict[str, list[Marked]]:
    found = marks.read(row.campaign, _months(row))
    by_subject: dict[str, list[Marked]] = {}
    for one in found.units if row.subjects == Ranking.UNITS else found.people:
        by_subject.setdefault(one.subject, []).append(one)
    return by_subject


def _inspected(row: Ranking) -> dict[str, Fraction]:
    """By person what inspectors gave, over the months; units have no such marks."""
    if row.subjects == Ranking.UNITS:
        return {}
    each: dict[str, list[Fraction]] = {}
    for (_, person), total in fairness.inspected_scores(_months(row)).items():
        each.setdefault(person, []).append(total)
    return {person: mean(totals) for person, totals in each.items()}


def _waiting(row: Ranking) -> dict[str, str]:
    """By evaluation the correction that waits for a word on it."""
    rows = Correction.objects.filter(evaluation__campaign=row.campaign_id, state=states.PROPOSED)
    return {str(evaluation): str(pk) for evaluation, pk in rows.values_list("evaluation", "pk")}


def _mean(values: list[Fraction | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return rounded(mean(known), 2) if known else None


def _percent(share: Fraction | None) -> Decimal | None:
    return None if share is None else rounded(share, 1)


def _line(one: Standing, known: _Known) -> Line:
    rows = known.marks.get(one.subject, [])
    evaluation = str(one.inputs.get("evaluation", ""))
    return Line(
        standing=one,
        own=_mean([row.own for row in rows]),
        head=_mean([row.head for row in rows]),
        appraised=_mean([row.official for row in rows]),
        citizens=_percent(known.citizens.get(one.subject)),
        inspectors=_mean([known.inspectors.get(one.subject)]),
        edge=calibration.edge(one.score, known.bands) if one.score is not None and known.bands else None,
        contested=one.subject in known.contested,
        lowered=one.subject in known.lowered,
        evaluation=evaluation,
        waiting=known.waiting.get(evaluation, ""),
        breaks=False,
    )


def _wanted(line: Line, wish: Wish) -> bool:
    if wish.near is None or line.contested or line.lowered or line.waiting:
        return True
    return line.edge is not None and line.edge.within(wish.near)


def _with_breaks(lines: list[Line]) -> list[Line]:
    """Each line that begins another grade says so."""
    grades = ["", *(line.standing.grade for line in lines)]
    return [replace(line, breaks=line.standing.grade != before) for line, before in zip(lines, grades, strict=False)]


def _clusters(row: Ranking) -> tuple[tuple[str, str], ...]:
    return tuple(Cluster.objects.filter(authority_id=row.authority_id).order_by("code").values_list("code", "name"))


def _pending(row: Ranking, by: Actor) -> Pending:
    asked = Correction.objects.filter(evaluation__campaign=row.campaign_id, state=states.PROPOSED)
    if row.month:
        asked = asked.filter(evaluation__month=row.month)
    board = publications.state(row, by=by)
    newer = board.in_force if board.in_force and board.in_force.pk != row.pk else None
    return Pending(asked.count(), board.shadow, newer)
