"""Reads for everybody: results of units that were made known, and the honour roll of awards that stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.db.models.functions import ExtractYear

from emulation.boards.search import LONGEST, plain
from emulation.decisions.lists import full_number
from emulation.models import Authority, Award, Campaign, Decision, Ranking, Standing, WithheldName
from emulation.rules import states
from emulation.rules.awards.states import SIGNED
from emulation.rules.periods import local_date
from kernel.errors import Missing
from kernel.text import gettext_noop, search_key

PAGE = 50
KNOWN = (states.PUBLISHED, "final")
UNTOLD = ("draft", "cancelled")
"""States of campaigns of which the public is told nothing."""


@dataclass(frozen=True)
class ResultRow:
    """A published ranking of units in the list of them."""

    id: UUID
    campaign: str
    month: str
    state: str
    told_on: date


@dataclass(frozen=True)
class PlaceRow:
    rank: int | None
    tied: bool
    name: str
    score: Decimal | None
    grade: str


@dataclass(frozen=True)
class Results:
    authority: Authority
    ranking: Ranking
    campaign: Campaign
    rows: tuple[PlaceRow, ...]


@dataclass(frozen=True)
class Wish:
    """What is looked for in the honour roll; empty for all."""

    words: str = ""
    year: int | None = None
    award: str = ""
    unit: str = ""
    page: int = 1


@dataclass(frozen=True)
class HonourRow:
    """Name, unit, award, decision and, where it was a level above, who decided: nothing else of anybody is told here. ``name``
    is empty where it is withheld."""

    name: str
    unit: str
    award: str
    number: str
    decided_on: date
    given_by: str = ""


@dataclass(frozen=True)
class Roll:
    authority: Authority
    wish: Wish
    page: Page[Award]
    rows: tuple[HonourRow, ...]
    years: tuple[int, ...]
    awards: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]


def authorities() -> list[Authority]:
    """Those that have something to tell: a published result of units, or a signed decision."""
    told = Ranking.objects.filter(state__in=KNOWN, subjects=Ranking.UNITS).values("authority")
    signed = Decision.objects.filter(state=SIGNED).values("authority")
    return list(Authority.objects.filter(pk__in=told.union(signed)).order_by("name"))


def find(authority: str) -> Authority:
    row = Authority.objects.filter(pk=authority).first()
    if row is None:
        raise Missing("open.no_authority", gettext_noop("Không có cơ quan này."))
    return row


def _published() -> QuerySet[Ranking]:
    """Rankings of units alone: of people the public learns by decisions, never by points."""
    rows = Ranking.objects.filter(state__in=KNOWN, subjects=Ranking.UNITS).exclude(campaign__state__in=UNTOLD)
    return rows.select_related("campaign", "month", "authority").defer("inputs", "changes")


def results(authority: str) -> tuple[Authority, list[ResultRow]]:
    """What is published, the newest first; the result of a whole campaign before those of its months."""
    held = find(authority)
    rows = _published().filter(authority=held).prefetch_related("publications")
    listed = [
        ResultRow(
            row.pk,
            row.campaign.name,
            row.month.month if row.month else "",
            row.state,
            local_date(max(step.at for step in row.publications.all())),
        )
        for row in rows.order_by("-campaign__starts_on", "campaign__code", F("month__month").desc(nulls_first=True))
    ]
    return held, listed


def result(authority: str, ranking: UUID) -> Results:
    """One published ranking of units. Raises `Missing` for everything else."""
    held = find(authority)
    row = _published().filter(authority=held, pk=ranking).first()
    if row is None:
        raise Missing("open.no_result", gettext_noop("Không có kết quả nào được công bố ở địa chỉ này."))
    lines = Standing.objects.filter(ranking=row).defer("inputs").order_by("order")
    places = tuple(PlaceRow(one.rank, one.tied, one.name, one.score, one.grade) for one in lines if one.rank)
    return Results(held, row, row.campaign, places)


def awards(authority: str) -> QuerySet[Award]:
    """Awards that stand, of signed decisions: what was revoked or written anew by a later decision is not among them."""
    withheld = Exists(WithheldName.objects.filter(person=OuterRef("person")))
    return Award.objects.filter(authority_id=authority, decision__state=SIGNED, state=Award.VALID).annotate(
        withheld=withheld
    )


def honour_roll(authority: str, wish: Wish) -> Roll:
    """The honour roll as far as it is asked for, the newest decision first. Words are found without accents in names of
    people, units and awards and in the decision's number."""
    held = find(authority)
    every = awards(authority)
    rows = _wished(every, wish).select_related("award_type", "decision__authority")
    page = Paginator(rows.order_by("-decision__decided_on", "decision", "place"), PAGE).get_page(wish.page)
    known = every.order_by("award_type__name").values_list("award_type__code", "award_type__name").distinct()
    return Roll(
        authority=held,
        wish=wish,
        page=page,
        rows=tuple(_told(page.object_list)),
        years=tuple(
            every.annotate(year=ExtractYear("decision__decided_on"))
            .order_by("-year")
            .values_list("year", flat=True)
            .distinct()
        ),
        awards=tuple(dict(known).items()),
        units=tuple(every.order_by("unit_name").values_list("unit_name", "unit_name").distinct()),
    )


def _wished(every: QuerySet[Award], wish: Wish) -> QuerySet[Award]:
    rows: QuerySet[Any] = every
    if wish.year:
        rows = rows.filter(decision__decided_on__year=wish.year)
    if wish.award:
        rows = rows.filter(award_type__code=wish.award)
    if wish.unit:
        rows = rows.filter(unit_name=wish.unit)
    words = search_key(wish.words[:LONGEST]).split()
    if words:
        fields = ("unit_name", "award_type__name", "decision__number")
        told = Case(When(withheld=True, then=plain(*fields)), default=plain("recipient_name", *fields))
        rows = rows.annotate(plain=told)
    for word in words:
        rows = rows.filter(plain__contains=word)
    return rows


def _told(rows: Iterable[Any]) -> Iterable[HonourRow]:
    for one in rows:
        decision = one.decision
        said = (full_number(decision), decision.decided_on, decision.given_by)
        name = "" if one.withheld else one.recipient_name
        yield HonourRow(name, one.unit_name, one.award_type.name, *said)
