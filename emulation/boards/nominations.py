"""Reads for the pages of nomination dossiers: what waits for whom, and one dossier with its lines, papers, marks and steps."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.db.models import Count, Q

from emulation import award_names, award_visibility, units
from emulation.boards.forwardings import Between, between
from emulation.commendation import likeness, nomination_desk, nomination_papers, quota_counters
from emulation.commendation.likeness import Pointed
from emulation.commendation.nomination_papers import Asked, may_add
from emulation.models import (
    Attachment,
    Nomination,
    NominationLine,
    NominationStep,
    Posting,
    StoredFile,
    in_force,
)
from emulation.rules.access import ROLE_TITLES
from emulation.rules.awards.quotas import Shares
from emulation.rules.awards.states import NOMINATION, RECEIVED
from emulation.rules.periods import local_date
from kernel.actors import SYSTEM, Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

PAGE = 50
IN_TURN = (
    "submit", "receive", "appraise", "bring", "take_off", "answer_below", "forward", "forward_part", "return", "withdraw",
)  # fmt: skip
"""Acts that stand on the page of a dossier as forms or links, in this order."""
WRITERS = frozenset(role for entry in NOMINATION.rows if entry.act == "revise" for role in entry.roles)


@dataclass(frozen=True)
class Filters:
    """By what the list is narrowed; empty for all."""

    state: str = ""
    unit: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Row:
    """A dossier as the list shows it: whose turn it is, and whether its appraisal is overdue."""

    nomination: Nomination
    unit: str
    lines: int
    turn: tuple[str, ...]
    overdue: bool


@dataclass(frozen=True)
class ListBoard:
    rows: list[Row]
    counts: list[tuple[str, int]]
    filters: Filters
    page: int
    pages: int
    total: int
    writes: list[units.ChartedUnit]


@dataclass(frozen=True)
class AlikeReports:
    """How many reports of one unit and year a report is like, and by how much at most."""

    unit: str
    year: int
    percent: int
    count: int


@dataclass(frozen=True)
class LineRow:
    """A nominee with names, what is pointed out, and its papers."""

    line: NominationLine
    name: str
    unit: str
    position: str
    award: str
    final: str
    pointed: Pointed | None
    alike: tuple[AlikeReports, ...]
    papers: tuple[Asked, ...]


@dataclass(frozen=True)
class DossierBoard:
    nomination: Nomination
    unit: str
    lines: list[LineRow]
    papers: tuple[Asked, ...]
    others: list[tuple[str, StoredFile]]
    steps: list[NominationStep]
    acts: tuple[str, ...]
    turn: tuple[str, ...]
    shares: Shares
    may_add: bool
    later: bool
    missing: list[Asked]
    between: Between
    page: int
    pages: int
    total: int


def turn_of(state: str) -> tuple[str, ...]:
    """Roles that may bring a dossier on from a state, in their order."""
    found = dict.fromkeys(
        role
        for row in NOMINATION.rows
        if row.source == state != row.target and row.act != "withdraw"
        for role in row.roles
    )
    return tuple(role for role in ROLE_TITLES if role in found and role != SYSTEM)


def _overdue(row: Nomination, on: date) -> bool:
    return row.state == RECEIVED and row.answer_by is not None and row.answer_by < on


def find(nomination_id: str, *, by: Actor, at: datetime) -> Nomination:
    """A dossier that the actor may see. Raises `Missing`."""
    seen = award_visibility.nominations(by, local_date(at))
    row = (
        seen.filter(pk=nomination_id).select_related("unit", "campaign", "ranking__campaign", "ranking__month").first()
    )
    if row is None:
        raise Missing("nomination.missing", gettext_noop("Không có hồ sơ đề nghị này."))
    return row


def listed(filters: Filters = Filters(), *, page: int = 1, by: Actor, at: datetime) -> ListBoard:
    """Dossiers that the actor may see, those first that wait longest for their appraisal."""
    on = local_date(at)
    chart = units.chart(by.authority, on)
    seen = award_visibility.nominations(by, on)
    wanted = Q()
    if filters.unit:
        wanted &= Q(unit__code=filters.unit)
    if filters.year:
        wanted &= Q(year=filters.year)
    counts = Counter(dict(seen.filter(wanted).order_by().values_list("state").annotate(Count("pk"))))
    rows = seen.filter(wanted, **({"state": filters.state} if filters.state else {})).select_related("unit")
    pages = Paginator(rows.order_by("answer_by", "-drafted_at"), PAGE)
    shown = pages.get_page(page)
    listed_lines = NominationLine.objects.filter(nomination__in=[row.pk for row in shown.object_list]).order_by()
    many: dict[object, int] = dict(listed_lines.values_list("nomination_id").annotate(Count("pk")))
    found = [
        Row(
            row,
            chart.units[row.unit.code].name if row.unit.code in chart.units else row.unit.code,
            many.get(row.pk, 0),
            turn_of(row.state),
            _overdue(row, on),
        )
        for row in shown.object_list
    ]
    writes = chart.seen_by(by, WRITERS)
    told = [(state, counts[state]) for state in NOMINATION.states if counts[state]]
    return ListBoard(found, told, filters, shown.number, pages.num_pages, pages.count, writes)


def names_on(on: date) -> dict[str, str]:
    """Awards of a day by code, in the language that is spoken; of codes that are not in force then the newest name."""
    return award_names.spoken() | award_names.spoken(on)


def shares_of(row: Nomination, on: date) -> Shares:
    """The shares of one dossier."""
    return quota_counters.shares(list(row.lines.select_related("person", "category")), on=on)


def _alike(pointed: Pointed | None, chart: units.Chart) -> tuple[AlikeReports, ...]:
    found: dict[tuple[str, int], list[int]] = {}
    for one in pointed.reports if pointed else ():
        if one.likeness:
            found.setdefault((one.line.unit.code, one.line.nomination.year), []).append(one.likeness.percent)
    return tuple(
        AlikeReports(chart.units[unit].name if unit in chart.units else unit, year, max(percents), len(percents))
        for (unit, year), percents in found.items()
    )


def _line_rows(
    row: Nomination,
    lines: Sequence[NominationLine],
    asked: Iterable[Asked],
    postings: Mapping[object, Posting],
    on: date,
) -> list[LineRow]:
    chart, names, pointed = units.chart(row.authority_id, on), names_on(on), likeness.of_nomination(row, lines)
    papers: dict[object, list[Asked]] = {}
    for one in asked:
        if one.line:
            papers.setdefault(one.line.pk, []).append(one)
    found = []
    for line in lines:
        unit = chart.units[line.unit.code].name if line.unit.code in chart.units else line.unit.code
        posting = postings.get(line.person_id)
        found.append(
            LineRow(
                line=line,
                name=line.person.full_name if line.person else line.household or unit,
                unit=unit,
                position=posting.position if posting else "",
                award=names.get(line.award_code, line.award_code),
                final=names.get(line.final_award, line.final_award),
                pointed=pointed.get(str(line.pk)),
                alike=_alike(pointed.get(str(line.pk)), chart),
                papers=tuple(papers.get(line.pk, ())),
            )
        )
    return found


def _others(row: Nomination, asked: Sequence[Asked]) -> list[tuple[str, StoredFile]]:
    """Files at places that no rule asks for, with the code of their place."""
    shown = {file.pk for one in asked for file in one.files}
    rows = Attachment.objects.filter(record_type=nomination_desk.RECORD, record=row.pk, detached_at=None)
    return [(one.label.partition(":")[0], one.file) for one in rows.select_related("file") if one.file_id not in shown]


def dossier(nomination_id: str, *, page: int = 1, by: Actor, at: datetime) -> DossierBoard:
    """One dossier with a page of its nominees, and what the actor may do now; what is missing is said of all of them."""
    on = local_date(at)
    row = find(nomination_id, by=by, at=at)
    everybody = list(row.lines.select_related("person", "unit", "category", "achievement"))
    pages = Paginator(everybody, PAGE)
    shown = pages.get_page(page)
    lines = list(shown.object_list)
    here = Posting.objects.filter(in_force(on), person__in=[line.person_id for line in lines if line.person_id])
    postings: dict[object, Posting] = {one.person_id: one for one in here}
    asked = nomination_papers.asked(row, on=on)
    held = nomination_desk.roles(row, by=by, on=on)
    way = between(row, by=by, on=on)
    possible = nomination_desk.possible(row, held, from_below=way.came is not None)
    chart = units.branch(row.authority_id, row.unit.code, on)
    return DossierBoard(
        nomination=row,
        unit=chart.units[row.unit.code].name if row.unit.code in chart.units else row.unit.code,
        lines=_line_rows(row, lines, asked, postings, on),
        papers=tuple(one for one in asked if one.line is None),
        others=_others(row, asked),
        steps=list(row.steps.select_related("by")),
        acts=tuple(act for act in ("revise", *IN_TURN) if act in possible),
        turn=turn_of(row.state),
        shares=quota_counters.shares(everybody, on=on),
        missing=[one for one in asked if one.missing],
        between=way,
        page=shown.number,
        pages=pages.num_pages,
        total=pages.count,
        may_add=may_add(row, "", held),
        later=may_add(row, nomination_papers.OPINION, held),
    )
