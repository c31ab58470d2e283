"""Reads for the hall: the places of a ranking that was made known, called one by one; what is not called yet is not read."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F, QuerySet

from emulation import visibility
from emulation.models import Campaign, Cluster, Ranking, Standing
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.access import COMMITTEE
from emulation.rules.ceremonies import Course, course
from emulation.rules.nodes import Title
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed, WrongState
from kernel.text import gettext_noop

KNOWN = (states.PUBLISHED, "final")


@dataclass(frozen=True)
class Called:
    """Somebody at the place that is called."""

    name: str
    unit: str
    score: Decimal | None
    grade: str


@dataclass(frozen=True)
class Place:
    """One place with all who share it."""

    rank: int
    who: tuple[Called, ...]

    @property
    def tied(self) -> bool:
        return len(self.who) > 1


@dataclass(frozen=True)
class Stage:
    """What the hall sees after so many steps: ``now`` is the place just called, ``before`` those called before, the best
    first; before the first step there is only the title."""

    ranking: Ranking
    campaign: Campaign
    cluster: str
    clusters: tuple[tuple[str, str], ...]
    course: Course
    places: tuple[int, ...]
    step: int
    now: Place | None
    before: tuple[Place, ...]
    grades: dict[str, Title]

    @property
    def done(self) -> bool:
        return self.step >= self.course.steps


def may_open(by: Actor) -> bool:
    return visibility.holds(by, COMMITTEE)


def stage(ranking_id: str, *, cluster: str = "", first: int | None = None, step: int = 0, by: Actor) -> Stage:
    """A ranking at one step of its ceremony. Raises `Missing`, `NotAllowed` for all but the committee, and `WrongState` as
    long as the ranking is not made known."""
    row = visibility.rankings(by).select_related("campaign", "month").filter(pk=ranking_id).defer("inputs").first()
    if row is None:
        raise Missing("ranking.missing", gettext_noop("Không có bảng xếp hạng này."))
    if not may_open(by):
        raise NotAllowed(
            "ceremony.not_allowed", gettext_noop("Chỉ Hội đồng và thường trực mở được màn hình lễ công bố.")
        )
    if row.state not in KNOWN:
        message = gettext_noop("Chỉ công bố tại lễ bảng đã công bố hoặc chính thức.")
        raise WrongState("ceremony.not_published", message, state=row.state)
    names = dict(Cluster.objects.filter(authority_id=row.authority_id).values_list("code", "name"))
    within = cluster if cluster in names else ""
    rows = _ranked(row, within)
    held = sorted(set(rows.values_list("place", flat=True)))
    run = course(held, first)
    taken = min(max(step, 0), run.steps)
    known = _places(rows.filter(place__in=run.upto(taken)))
    return Stage(
        ranking=row,
        campaign=row.campaign,
        cluster=names.get(within, ""),
        clusters=tuple(sorted(names.items())),
        course=run,
        places=tuple(held),
        step=taken,
        now=known[0] if known else None,
        before=known[1:],
        grades=_grades(row),
    )


def _ranked(row: Ranking, cluster: str) -> QuerySet[Any]:
    """The frozen lines that have a place, over all or in one cluster."""
    rows: QuerySet[Any] = Standing.objects.filter(ranking=row).defer("inputs")
    if cluster:
        rows = rows.filter(cluster_code=cluster)
    place = "rank_in_cluster" if cluster else "rank"
    ranked: QuerySet[Any] = rows.annotate(place=F(place)).filter(place__isnull=False).order_by("place", "order")
    return ranked


def _places(rows: Iterable[Any]) -> tuple[Place, ...]:
    groups = groupby(rows, key=attrgetter("place"))
    return tuple(
        Place(rank, tuple(Called(one.name, one.unit_code, one.score, one.grade) for one in shared))
        for rank, shared in groups
    )


def _grades(row: Ranking) -> dict[str, Title]:
    version = version_of(row.campaign, row.subjects)
    return {band.code: band.title for band in scheme_of(version).grades} if version else {}
