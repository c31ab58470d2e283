"""Acts on whole boards: make all rollups anew from what they were made of, compare them with it, and take in changes of rank."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum

from emulation import month_entries
from emulation.models import Campaign, LiveBoard, RankBlock, RankCell, RankChange, Ranking, RankingRuling, Rollup
from emulation.models.rulings import ruled
from emulation.month_entries import History, Names, is_local, scheme_for
from emulation.rollups import (
    FIGURES,
    current,
    family,
    figures,
    find,
    heirs_of,
    held_cell,
    hold,
    plain,
    rewrite,
    tell,
    unite,
)
from emulation.rules import states
from emulation.rules.rollups import WIDTH, RankIndex, block_of, joined
from emulation.rules.schemes import Scheme
from kernel.models import Delivery

log = structlog.get_logger(__name__)
COLUMNS = ("board_id", "subject", "name", *FIGURES)
TOLD = 20
FOLLOWING = ("settle_rollups", "settle_revised_rollups", "unite_rollups")
"""The reactions by which boards follow rankings and successions."""
SUBJECTS = (Ranking.UNITS, Ranking.PEOPLE)


@dataclass(frozen=True)
class Difference:
    """Where a board is not what a full recompute makes; ``what`` names a subject, or a cell of the histogram."""

    subjects: str
    what: str
    kept: str
    computed: str


def _made(campaign: Campaign, scheme: Scheme, subjects: str, history: History, names: Names) -> dict[str, Rollup]:
    """Rows as all months make them, together and not one after the other."""
    outside = ruled(campaign, subjects, RankingRuling.UNRANKED)
    rows = {code: Rollup(subject=code, name=names.get(code, code), aside=code in outside) for code in history}
    for code, row in rows.items():
        rewrite(scheme, row, history[code], joined(scheme, [history[code]]), listed=True)
    heirs = heirs_of(campaign) if subjects == Ranking.UNITS else {}
    if heirs:
        unite(scheme, rows, heirs)
    return rows


def _everybody(campaign: Campaign, scheme: Scheme, subjects: str) -> Iterator[dict[str, Rollup]]:
    for history, names in month_entries.of_everybody(campaign, subjects):
        yield _made(campaign, scheme, subjects, history, names)


def _some(campaign: Campaign, scheme: Scheme, subjects: str, codes: Collection[str]) -> dict[str, Rollup]:
    """Rows of these subjects and of those that they cannot be made without."""
    if not is_local(scheme):
        history, names = next(month_entries.of_everybody(campaign, subjects), ({}, {}))
    elif subjects == Ranking.UNITS:
        history, names = month_entries.some_units(campaign, family(heirs_of(campaign), codes))
    else:
        history, names = month_entries.some_people(campaign, codes)
    return _made(campaign, scheme, subjects, history, names)


def rebuild(campaign_id: str) -> int:
    """Make the boards of a campaign anew beside those that stand, and swap them; answers how many rows there are.

    Evaluations go on meanwhile. What changed under way shows as a difference between the two boards; only for that, and for
    the swap, everybody waits.
    """
    campaign = find(campaign_id)
    made = 0
    for subjects in SUBJECTS:
        scheme = scheme_for(campaign, subjects)
        if scheme is not None:
            current(campaign, subjects)
            made += _rebuild(campaign, scheme, subjects)
    return made


@transaction.atomic
def _rebuild(campaign: Campaign, scheme: Scheme, subjects: str) -> int:
    with connection.cursor() as cursor:
        # A request may not take long; making a nation anew may.
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
    fresh = LiveBoard.objects.create(
        authority_id=campaign.authority_id, campaign=campaign, subjects=subjects, current=False
    )
    for rows in _everybody(campaign, scheme, subjects):
        _copy(fresh, rows.values())
    hold(campaign.pk, alone=True)
    old = LiveBoard.objects.select_for_update().get(pk=current(campaign, subjects).pk)
    late = _unlike(old, fresh)
    if late:
        again = _some(campaign, scheme, subjects, late)
        fresh.rollups.filter(subject__in=late).delete()
        _copy(fresh, (row for code, row in again.items() if code in late))
    lay_histogram(scheme, fresh)
    fresh.version = old.version + RankChange.objects.filter(board_id=old.pk).count() + 1
    old.delete()
    fresh.current = True
    fresh.save(update_fields=["current", "version"])
    tell(fresh.pk)
    return fresh.rollups.count()


def _copy(board: LiveBoard, rows: Iterable[Rollup]) -> None:
    """Bulk rows go in by COPY."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as target:
        for row in rows:
            target.write_row([board.pk, row.subject, row.name, *(plain(value) for value in figures(row))])


_COPY = f"COPY emulation_rollup ({', '.join(COLUMNS)}) FROM STDIN"


_UNLIKE = """
SELECT o.subject
FROM (SELECT * FROM emulation_rollup WHERE board_id = %s) o
LEFT JOIN (SELECT * FROM emulation_rollup WHERE board_id = %s) f USING (subject)
WHERE f.id IS NULL OR
  (o.unit_code, o.cluster_code, o.listed, o.aside, o.months, o.total, o.scored, o.top, o.periods, o.vetoes, o.ties, o.score,
   o.grade, o.reason, o.score_key, o.tie_key) IS DISTINCT FROM
  (f.unit_code, f.cluster_code, f.listed, f.aside, f.months, f.total, f.scored, f.top, f.periods, f.vetoes, f.ties, f.score,
   f.grade, f.reason, f.score_key, f.tie_key)
"""


def _unlike(old: LiveBoard, fresh: LiveBoard) -> list[str]:
    """Subjects of the old board that are others in the new one. Whatever is written meanwhile leaves a row in the old one."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE, [old.pk, fresh.pk])
        return [code for (code,) in cursor.fetchall()]


def lay_histogram(scheme: Scheme, board: LiveBoard) -> None:
    """The histogram of all rows of a board."""
    index = RankIndex()
    for cell, holders in _holders(scheme, board).items():
        index.add(cell, holders)
    RankCell.objects.bulk_create(
        RankCell(board=board, cell=cell, holders=holders)
        for inside in index.cells.values()
        for cell, holders in inside.items()
    )
    RankBlock.objects.bulk_create(
        RankBlock(board=board, block=block, holders=holders) for block, holders in index.blocks.items()
    )


def _holders(scheme: Scheme, board: LiveBoard) -> Mapping[int, int]:
    """How many rows stand in each cell, counted from the rows."""
    found: dict[int, int] = {}
    keys = board.rollups.filter(score_key__isnull=False).values("score_key").annotate(holders=Count("pk")).order_by()
    for row in keys.iterator():
        cell = held_cell(scheme, Rollup(score_key=row["score_key"]))
        if cell is not None:
            found[cell] = found.get(cell, 0) + row["holders"]
    return found


@transaction.atomic
def take_in(board: LiveBoard) -> int:
    """Add the changes that wait to the histogram, all or none, and count them; answers how many."""
    free = LiveBoard.objects.select_for_update(skip_locked=True).filter(pk=board.pk, current=True)
    if not free.exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_IN, {"board": board.pk, "shift": WIDTH.bit_length() - 1})
        return int(cursor.fetchone()[0])


_TAKE_IN = """
WITH taken AS (DELETE FROM emulation_rankchange WHERE board_id = %(board)s RETURNING cell, holders),
cells AS (
  INSERT INTO emulation_rankcell AS c (board_id, cell, holders)
  SELECT %(board)s, cell, sum(holders) FROM taken WHERE cell IS NOT NULL GROUP BY cell HAVING sum(holders) <> 0
  ON CONFLICT (board_id, cell) DO UPDATE SET holders = c.holders + excluded.holders),
blocks AS (
  INSERT INTO emulation_rankblock AS b (board_id, block, holders)
  SELECT %(board)s, cell >> %(shift)s, sum(holders) FROM taken WHERE cell IS NOT NULL
  GROUP BY 2 HAVING sum(holders) <> 0
  ON CONFLICT (board_id, block) DO UPDATE SET holders = b.holders + excluded.holders),
counted AS (SELECT count(*) AS number FROM taken)
UPDATE emulation_liveboard SET version = version + number FROM counted WHERE id = %(board)s RETURNING number
"""


def take_in_all(*, at: datetime) -> int:
    """Take in what waits at this moment, board by board."""
    waiting = RankChange.objects.values_list("board", flat=True).distinct()
    return sum(take_in(board) for board in LiveBoard.objects.filter(pk__in=list(waiting)).order_by("pk"))


def differences(campaign_id: str) -> list[Difference]:
    """Where the boards of a campaign are not what a full recompute makes: none, ever. Writers go on meanwhile: what looks
    different is locked and looked at again."""
    campaign = find(campaign_id)
    found: list[Difference] = []
    for subjects in SUBJECTS:
        scheme = scheme_for(campaign, subjects)
        board = LiveBoard.objects.filter(campaign=campaign, subjects=subjects, current=True).first()
        if scheme is not None and board is not None:
            found += _unequal_rows(campaign, scheme, board)
            found += _unequal_cells(scheme, board)
    return found


def _unequal_rows(campaign: Campaign, scheme: Scheme, board: LiveBoard) -> Iterator[Difference]:
    seen: set[str] = set()
    for rows in _everybody(campaign, scheme, board.subjects):
        seen.update(rows)
        kept = {row.subject: row for row in board.rollups.filter(subject__in=list(rows))}
        doubtful = [code for code, row in rows.items() if code not in kept or figures(kept[code]) != figures(row)]
        yield from _really(campaign, scheme, board, doubtful)
    strangers = board.rollups.exclude(months={}).values_list("subject", flat=True)
    yield from _really(campaign, scheme, board, [code for code in strangers.iterator() if code not in seen])


@transaction.atomic
def _really(campaign: Campaign, scheme: Scheme, board: LiveBoard, doubtful: list[str]) -> list[Difference]:
    """Of the doubtful rows those that are different while nobody writes."""
    if not doubtful:
        return []
    hold(campaign.pk, alone=True)
    kept = {row.subject: row for row in board.rollups.filter(subject__in=doubtful)}
    again = _some(campaign, scheme, board.subjects, doubtful)
    nothing = Rollup()
    pairs = [(code, figures(kept.get(code, nothing)), figures(again.get(code, nothing))) for code in doubtful]
    return [Difference(board.subjects, code, str(one), str(other)) for code, one, other in pairs if one != other]


@transaction.atomic
def _unequal_cells(scheme: Scheme, board: LiveBoard) -> list[Difference]:
    """The histogram with what waits for it, against a count of the rows."""
    hold(board.campaign_id, alone=True)
    LiveBoard.objects.select_for_update().get(pk=board.pk)
    counted = _holders(scheme, board)
    cells = _added(RankCell.objects.filter(board=board), "cell")
    waiting = _added(RankChange.objects.filter(board_id=board.pk, cell__isnull=False), "cell")
    kept = {cell: cells.get(cell, 0) + waiting.get(cell, 0) for cell in {*cells, *waiting}}
    blocks = _added(RankBlock.objects.filter(board=board), "block")
    upper = {f"block {block}": (blocks.get(block, 0), 0) for block in blocks}
    for cell, holders in cells.items():
        name = f"block {block_of(cell)}"
        upper[name] = (upper.get(name, (0, 0))[0], upper.get(name, (0, 0))[1] + holders)
    pairs = {f"cell {cell}": (kept.get(cell, 0), counted.get(cell, 0)) for cell in {*kept, *counted}} | upper
    return [Difference(board.subjects, what, str(a), str(b)) for what, (a, b) in sorted(pairs.items()) if a != b]


def _added(rows: QuerySet[Any], name: str) -> dict[int, int]:
    found = rows.values(name).annotate(sum=Sum("holders")).order_by()
    return {row[name]: row["sum"] for row in found}


def check(*, at: datetime) -> int:
    """Compare every running campaign's boards with a full recompute and report what differs; answers how many differences.
    An authority with something on its way to the rollups waits for the next time."""
    number = 0
    under_way = Delivery.objects.filter(state=Delivery.PENDING, reaction__in=FOLLOWING).values("authority")
    running = Campaign.objects.filter(state__in=(states.LAUNCHED, states.SUSPENDED))
    for campaign in running.exclude(authority__in=under_way).order_by("pk"):
        found = differences(str(campaign.pk))
        number += len(found)
        for one in found[:TOLD]:
            log.error("rollups_differ", campaign=campaign.code, authority=campaign.authority_id, **asdict(one))
    return number
