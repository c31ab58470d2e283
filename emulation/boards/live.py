"""Reads for the live board: where units or people stand right now, by what is appraised so far.

Places within a unit or a cluster come from a window over its rows, places among all from the histogram where a board is
large. One month, and a scheme that never rounds, are ranked by the engine itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q

from emulation import visibility
from emulation.boards.campaigns import find
from emulation.models import Campaign, Cluster, Ranking, Rollup
from emulation.month_entries import ranked_months, scheme_for
from emulation.rollups import entries_of, year_of
from emulation.rules.exact import rounded
from emulation.rules.grades import graded
from emulation.rules.periods import local_date
from emulation.rules.rollups import CELL, FINE, WIDTH, cell_of, chain_of, is_fine, outcome, scale
from emulation.rules.schemes import Scheme
from emulation.rules.standings import Reason, Spot, competition_ranks
from kernel.actors import Actor
from kernel.errors import Invalid, Missing
from kernel.text import digest, gettext_noop

SMALL = 10_000
"""Up to so many rows a board is shown whole and ranked by one window; above it a cluster or unit has to be chosen."""
SHIFT = WIDTH.bit_length() - 1
FEW = 500
PAGE = 100
"""For so many rows of a large board the place among all is looked up."""


@dataclass(frozen=True)
class Wish:
    subjects: str = Ranking.UNITS
    cluster: str = ""
    unit: str = ""
    month: str = ""
    subject: str = ""


@dataclass(frozen=True)
class LiveRow:
    """A line of the board. ``rank`` is among all (None on a large board where too many rows are shown to look it up), ``top``
    the number of months with the best grade; ``tied`` says that the rank is shared."""

    subject: str
    name: str
    unit: str
    cluster: str
    score: Decimal | None
    grade: str
    rank: int | None
    rank_in_cluster: int | None
    rank_in_unit: int | None
    tied: bool
    months: int
    top: int
    reason: str


@dataclass(frozen=True)
class Head:
    """Which board is meant, for whom, and what it was last changed by: enough to say whether it is another one by now."""

    campaign: Campaign
    wish: Wish
    scheme: Scheme
    board: int
    version: int
    large: bool
    sees: frozenset[str] | None
    person: str

    @property
    def too_large(self) -> bool:
        """Whether a cluster or unit has to be chosen first."""
        wish = self.wish
        return self.large and self.sees is None and not (wish.cluster or wish.unit or wish.subject)

    @property
    def tag(self) -> str:
        """One value for one content."""
        seen = None if self.sees is None else [*sorted(self.sees), self.person]
        wish = [self.wish.subjects, self.wish.cluster, self.wish.unit, self.wish.month, self.wish.subject]
        return digest([str(self.campaign.pk), self.version, seen, wish])[:32]


_HEAD = """
SELECT b.id, b.version + (SELECT count(*) FROM emulation_rankchange c WHERE c.board_id = b.id),
       (SELECT count(*) FROM (SELECT 1 FROM emulation_rollup r WHERE r.board_id = b.id LIMIT %s) few)
FROM emulation_liveboard b WHERE b.campaign_id = %s::uuid AND b.subjects = %s AND b.current
"""


def head(campaign_id: str, wish: Wish, *, by: Actor, at: datetime) -> Head:
    """What a board is, without its rows. Raises `Missing` for a campaign, or a ranking, that there is not."""
    campaign = find(campaign_id, by=by)
    scheme = scheme_for(campaign, wish.subjects)
    if scheme is None:
        raise Missing("ranking.no_scheme", gettext_noop("Phong trào không xếp hạng đối tượng này."))
    if wish.month and not campaign.months.filter(month=wish.month).exists():
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=wish.month)
    everything = wish.subjects == Ranking.UNITS or visibility.holds(by, visibility.WHOLE)
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [SMALL + 1, campaign_id, wish.subjects])
        board, version, size = cursor.fetchone() or (0, 0, 0)
    return Head(
        campaign=campaign,
        wish=wish,
        scheme=scheme,
        board=board,
        version=version,
        large=size > SMALL,
        sees=None if everything else visibility.own_units(by, local_date(at)),
        person=by.person,
    )


def rows(head: Head) -> list[LiveRow]:
    """The board's lines in the order of their places, the unranked last. Raises `Invalid` for a large board whole."""
    if head.too_large:
        message = gettext_noop("Bảng có hơn %(limit)s dòng; hãy chọn cụm, khối hoặc đơn vị.")
        raise Invalid("board.too_large", message, limit=SMALL)
    return _by_engine(head) if head.wish.month or is_fine(head.scheme) else _by_window(head)


@dataclass(frozen=True)
class LivePage:
    """A page of the board, with what else may be asked for. ``board`` is empty while a cluster has to be chosen."""

    head: Head
    number: int
    pages: int
    total: int
    board: list[LiveRow]
    clusters: dict[str, str]
    months: list[str]


def page(campaign_id: str, wish: Wish, number: int, *, by: Actor, at: datetime) -> LivePage:
    found = head(campaign_id, wish, by=by, at=at)
    board = [] if found.too_large else rows(found)
    clusters = Cluster.objects.filter(authority_id=by.authority).order_by("code")
    return LivePage(
        head=found,
        number=number,
        pages=-(-len(board) // PAGE),
        total=len(board),
        board=board[(number - 1) * PAGE : number * PAGE],
        clusters=dict(clusters.values_list("code", "name")),
        months=list(found.campaign.months.values_list("month", flat=True)),
    )


_PLACES = """
SELECT DISTINCT unit_code, cluster_code FROM emulation_rollup WHERE board_id = %(board)s AND listed
  AND (%(cluster)s = '' OR cluster_code = %(cluster)s) AND (%(unit)s = '' OR unit_code = %(unit)s)
  AND (%(subject)s = '' OR subject = %(subject)s)
  AND (%(whole)s OR unit_code = ANY(%(sees)s) OR (subject = %(person)s AND subject > ''))
"""
_BOARD = """
SELECT subject, name, unit_code, cluster_code, score, grade,
       CASE WHEN score_key IS NOT NULL THEN place END, CASE WHEN score_key IS NOT NULL THEN in_cluster END,
       CASE WHEN score_key IS NOT NULL THEN in_unit END, score_key IS NOT NULL AND holders > 1, scored, top, reason
FROM (
  SELECT *, rank() OVER (ORDER BY score_key DESC NULLS LAST, tie_key DESC) AS place,
         rank() OVER (PARTITION BY cluster_code ORDER BY score_key DESC NULLS LAST, tie_key DESC) AS in_cluster,
         rank() OVER (PARTITION BY unit_code ORDER BY score_key DESC NULLS LAST, tie_key DESC) AS in_unit,
         count(*) OVER (PARTITION BY score_key, tie_key) AS holders
  FROM emulation_rollup WHERE board_id = %(board)s AND listed
    AND (NOT %(large)s OR cluster_code = ANY(%(clusters)s) OR unit_code = ANY(%(units)s))
) everybody
WHERE (%(cluster)s = '' OR cluster_code = %(cluster)s) AND (%(unit)s = '' OR unit_code = %(unit)s)
  AND (%(subject)s = '' OR subject = %(subject)s)
  AND (%(whole)s OR unit_code = ANY(%(sees)s) OR (subject = %(person)s AND subject > ''))
ORDER BY place, subject
"""


def _asked(head: Head) -> dict[str, Any]:
    """What the queries are told: the rows that are asked for and may be seen, and those among which places are counted: all of
    a small board, else the units and clusters of the rows that are shown."""
    values = {
        **vars(head.wish),
        "board": head.board,
        "large": head.large,
        "whole": head.sees is None,
        "sees": sorted(head.sees or ()),
        "person": head.person,
        "units": [""],
        "clusters": [""],
    }
    if head.large:
        with connection.cursor() as cursor:
            cursor.execute(_PLACES, values)
            found = cursor.fetchall()
        values |= {"units": sorted({unit for unit, _ in found}), "clusters": sorted({cluster for _, cluster in found})}
    return values


def _by_window(head: Head) -> list[LiveRow]:
    with connection.cursor() as cursor:
        cursor.execute(_BOARD, _asked(head))
        found = cursor.fetchall()
    decimals, of_units = Decimal(1).scaleb(-head.scheme.rounding.decimals), head.wish.subjects == Ranking.UNITS
    overall = places(head.board, head.scheme, [row[0] for row in found]) if head.large and len(found) <= FEW else {}
    return [
        LiveRow(
            subject,
            name,
            unit,
            cluster,
            None if score is None else score.quantize(decimals),
            grade,
            overall.get(subject) if head.large else place,
            in_cluster,
            None if of_units else in_unit,
            tied,
            months,
            top,
            reason,
        )
        for subject, name, unit, cluster, score, grade, place, in_cluster, in_unit, tied, months, top, reason in found
    ]


@dataclass(frozen=True)
class _Line:
    """A subject with its exact figures; ``chain`` is what is compared, None where there is no rank."""

    row: Rollup
    unit: str
    cluster: str
    score: Decimal | None
    grade: str
    chain: tuple[Fraction, ...] | None
    months: int
    top: int
    reason: str


def _by_engine(head: Head) -> list[LiveRow]:
    """Ranked from exact figures: one month, or all of them under a scheme that never rounds."""
    if head.wish.month and head.large:
        message = gettext_noop("Bảng có hơn %(limit)s dòng chỉ xem được cả phong trào, không xem riêng từng tháng.")
        raise Invalid("board.month_too_large", message, limit=SMALL)
    everybody = Rollup.objects.filter(board_id=head.board)
    if head.large:
        asked = _asked(head)
        everybody = everybody.filter(Q(cluster_code__in=asked["clusters"]) | Q(unit_code__in=asked["units"]))
    frozen = bool(head.wish.month) and head.wish.month in ranked_months(head.campaign, head.wish.subjects)
    lines = (_month(head, row, frozen=frozen) if head.wish.month else _year(head, row) for row in everybody)
    found = [line for line in lines if line]
    ranked = {line.row.subject: line for line in found if line.chain is not None}
    overall = competition_ranks({code: line.chain or () for code, line in ranked.items()})
    clusters = _within({code: line.cluster for code, line in ranked.items()}, ranked)
    units = _within({code: line.unit for code, line in ranked.items()}, ranked)
    shown = sorted((line for line in found if _is_chosen(head, line)), key=lambda line: _place(overall, line))
    if head.large and len(shown) <= FEW:
        among_all = places(head.board, head.scheme, [line.row.subject for line in shown])
    else:
        among_all = {} if head.large else {code: spot.rank for code, spot in overall.items()}
    return [_live_row(head, line, among_all, overall, clusters, units) for line in shown]


Spots = Mapping[str, Spot]


def _within(groups: Mapping[str, str], ranked: Mapping[str, _Line]) -> dict[str, Spot]:
    members: dict[str, dict[str, tuple[Fraction, ...]]] = {}
    for code, group in groups.items():
        members.setdefault(group, {})[code] = ranked[code].chain or ()
    return {code: spot for own in members.values() for code, spot in competition_ranks(own).items()}


def _place(overall: Spots, line: _Line) -> tuple[bool, int, str]:
    spot = overall.get(line.row.subject)
    return spot is None, spot.rank if spot else 0, line.row.subject


def _is_chosen(head: Head, line: _Line) -> bool:
    wish = head.wish
    asked = ((wish.cluster, line.cluster), (wish.unit, line.unit), (wish.subject, line.row.subject))
    visible = head.sees is None or line.unit in head.sees or (bool(head.person) and line.row.subject == head.person)
    return visible and all(wanted in ("", there) for wanted, there in asked)


def _year(head: Head, row: Rollup) -> _Line | None:
    if not row.listed:
        return None
    year = year_of(row)
    worth = outcome(head.scheme, year, aside=row.aside)
    chain = None if worth.reason else worth.chain
    return _Line(
        row, row.unit_code, row.cluster_code, worth.total, worth.grade, chain, year.scored, year.top, row.reason
    )


def _month(head: Head, row: Rollup, *, frozen: bool) -> _Line | None:
    """As the subject stood in the month; without the figures that other months gave. A month that is ranked says itself who was
    not eligible then; in any other those are not who are not now."""
    entry = entries_of(head.scheme, row).get(head.wish.month)
    if entry is None:
        return None
    scheme, score = head.scheme, entry.score
    if score is None:
        return _Line(row, entry.unit, entry.cluster, None, "", None, 0, 0, entry.reason)
    reason = entry.reason or (str(Reason.NOT_ELIGIBLE) if row.aside and not frozen else "")
    chain = chain_of(scheme, score.score, score.components)
    band = graded(scheme, score.score, entry.vetoes)
    best = bool(scheme.grades) and score.score >= scheme.grades[0].at_least
    total = rounded(score.score, scheme.rounding.decimals, scheme.rounding.mode)
    return _Line(
        row, entry.unit, entry.cluster, total, band.code if band else "", None if reason else chain, 1, int(best), reason,
    )  # fmt: skip


def _live_row(
    head: Head, line: _Line, among_all: Mapping[str, int], overall: Spots, clusters: Spots, units: Spots
) -> LiveRow:
    code = line.row.subject
    of_units, spot = head.wish.subjects == Ranking.UNITS, overall.get(code)
    return LiveRow(
        subject=code,
        name=line.row.name,
        unit=line.unit,
        cluster=line.cluster,
        score=line.score,
        grade=line.grade,
        rank=among_all.get(code),
        rank_in_cluster=clusters[code].rank if code in clusters else None,
        rank_in_unit=units[code].rank if code in units and not of_units else None,
        tied=bool(spot and spot.tied),
        months=line.months,
        top=line.top,
        reason=line.reason,
    )


_AMONG_ALL = """
SELECT o.subject, 1
  + coalesce((SELECT sum(holders) FROM emulation_rankblock b
              WHERE b.board_id = %(board)s AND b.block > o.cell >> %(shift)s), 0)
  + coalesce((SELECT sum(holders) FROM emulation_rankcell c WHERE c.board_id = %(board)s
              AND c.cell > o.cell AND c.cell < ((o.cell >> %(shift)s) + 1) << %(shift)s), 0)
  + coalesce((SELECT sum(holders) FROM emulation_rankchange w WHERE w.board_id = %(board)s AND w.cell > o.cell), 0)
  + CASE WHEN NOT %(inside)s THEN 0 ELSE (
      SELECT count(*) FROM emulation_rollup i WHERE i.board_id = %(board)s AND i.score_key >= o.score_key
      AND i.score_key < ceil((o.cell + 1) * %(part)s::numeric)::bigint AND (i.score_key, i.tie_key) > (o.score_key, o.tie_key)) END
FROM (SELECT subject, score_key, tie_key, floor(score_key / %(part)s::numeric)::bigint AS cell FROM emulation_rollup
      WHERE board_id = %(board)s AND subject = ANY(%(subjects)s) AND score_key IS NOT NULL) o
"""


def places(board: int, scheme: Scheme, subjects: Sequence[str]) -> dict[str, int]:
    """The place among all of each subject that has one: two short sums over the histogram, with what waits for it, and those
    in the same cell who are better. The size of the board does not matter."""
    fine = is_fine(scheme)
    part = Decimal(FINE if fine else scale(scheme)) / CELL
    inside = not fine and (bool(scheme.tie_breaks) or part > 1)
    asked: dict[str, Any] = {"board": board, "subjects": list(subjects), "shift": SHIFT, "part": part, "inside": inside}
    with connection.cursor() as cursor:
        cursor.execute(_AMONG_ALL, asked)
        found = {code: int(place) for code, place in cursor.fetchall()}
    return {code: place + _finer(board, scheme, code) for code, place in found.items()} if fine else found


def _finer(board: int, scheme: Scheme, subject: str) -> int:
    """How many in the same cell are better by fractions that no key holds."""
    rollups = Rollup.objects.filter(board_id=board)
    own = rollups.get(subject=subject)
    cell = cell_of(scheme, (own.score_key or 0,))
    part = FINE // CELL
    near = rollups.filter(score_key__gte=cell * part, score_key__lt=(cell + 1) * part)
    mine = outcome(scheme, year_of(own)).chain
    return sum(outcome(scheme, year_of(row)).chain > mine for row in near)
