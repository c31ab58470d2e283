"""Acts on rollups: every changed evaluation is carried into them in its own transaction; they can be made anew and compared.

Locks are taken in one order: the campaign's advisory lock (shared, but alone for what concerns everybody), rows of people, rows
of units, each by subject. A unit's figures are read after its row is locked, so that its sheet and its survey, which change
in different transactions, are never both missed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from emulation import month_entries, participations
from emulation.events import ParticipationsMoved, RankingComputed, RankingPublished
from emulation.models import Campaign, CampaignMonth, Evaluation, LiveBoard, Ranking, RankingRuling, Rollup
from emulation.models.rulings import ruled
from emulation.month_entries import PORTION, is_local, scheme_for
from emulation.rules.exact import exact_text, from_text
from emulation.rules.rollups import (
    Entry,
    Sums,
    Year,
    cell_of,
    joined,
    outcome,
    pack,
    packed,
    place_of,
    sums_from_data,
    sums_to_data,
    unpack,
)
from emulation.rules.schemes import Scheme

LOCKS = 0x7D0A
CHANNEL = "boards"
"""Where PostgreSQL says, when a change is committed, which board it was of; a change that is taken back is never told."""
FIGURES = (
    "unit_code", "cluster_code", "listed", "aside", "months", "total", "scored", "top", "periods", "vetoes", "ties", "score",
    "grade", "reason", "score_key", "tie_key",
)  # fmt: skip
Changes = Mapping[str, Mapping[str, Entry | None]]
"""By subject and month what the month gives now; None takes it off the board."""


def hold(campaign_id: object, *, alone: bool = False) -> None:
    """Keep the campaign's boards as they are (with ``alone``: for oneself) until the transaction ends."""
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [LOCKS, str(campaign_id)])


def find(campaign_id: str) -> Campaign:
    return Campaign.objects.select_related("unit_scheme", "person_scheme").get(pk=campaign_id)


def current(campaign: Campaign, subjects: str) -> LiveBoard:
    """The board that follows changes; made when there is none."""
    boards = LiveBoard.objects.filter(campaign=campaign, subjects=subjects, current=True)
    found = boards.first()
    if found is None:
        fresh = LiveBoard(authority_id=campaign.authority_id, campaign=campaign, subjects=subjects)
        LiveBoard.objects.bulk_create([fresh], ignore_conflicts=True)
        found = boards.get()
    return found


def fold(month: CampaignMonth, unit: str, evaluations: Sequence[Evaluation], *, alone: bool = False) -> None:
    """Carry evaluations of a unit as they stand now into the rollups: added when appraised, taken off when not. Repeating it
    changes nothing. ``alone`` is for a caller that will fold again in its transaction."""
    people = [evaluation for evaluation in evaluations if evaluation.person]
    schemes = [scheme_for(month.campaign, subjects) for subjects in (Ranking.UNITS, Ranking.PEOPLE)]
    hold(month.campaign_id, alone=alone or not all(is_local(scheme) for scheme in schemes if scheme))
    if people:
        _fold_people(month, unit, people)
    if len(people) < len(evaluations):
        _fold_units(month.campaign, {month: frozenset({unit})})


def _fold_people(month: CampaignMonth, unit: str, evaluations: Sequence[Evaluation]) -> None:
    scheme = scheme_for(month.campaign, Ranking.PEOPLE)
    if scheme is None:
        return
    units = {str(row.unit_id): unit for row in evaluations}
    if not is_local(scheme):
        everybody = Evaluation.objects.filter(month=month, person__isnull=False).select_related("person", "unit")
        evaluations, units = list(everybody), {str(row.unit_id): row.unit.code for row in everybody}
    table = month_entries.of_people(month, scheme, evaluations, units)
    names = {row.person.code: row.person.full_name for row in evaluations if row.person}
    rows = _locked(month.campaign, Ranking.PEOPLE, names, among=())
    _carry(scheme, rows, {code: {month.month: table.get(code)} for code in names})


def fold_booked(month: CampaignMonth, unit: str) -> None:
    """Carry what is booked on a unit itself into the rollups."""
    scheme = scheme_for(month.campaign, Ranking.UNITS)
    hold(month.campaign_id, alone=scheme is not None and not is_local(scheme))
    _fold_units(month.campaign, {month: frozenset({unit})})


def fold_surveys(campaign: Campaign, months: Mapping[CampaignMonth, Iterable[str]]) -> None:
    """Carry survey counts of units into the rollups, where the scheme draws on them."""
    scheme = scheme_for(campaign, Ranking.UNITS)
    if scheme and month_entries.draws_on_surveys(scheme):
        hold(campaign.pk, alone=not is_local(scheme))
        _fold_units(campaign, {month: frozenset(codes) for month, codes in months.items()})


def _fold_units(campaign: Campaign, months: Mapping[CampaignMonth, frozenset[str]]) -> None:
    scheme = scheme_for(campaign, Ranking.UNITS)
    if scheme is None:
        return
    heirs = heirs_of(campaign)
    named = campaign.participations.values_list("unit__code", "unit_name")
    codes = frozenset().union(*months.values())
    names = dict(named.filter(unit__code__in=codes) if is_local(scheme) else named)
    rows = _locked(campaign, Ranking.UNITS, names, among=family(heirs, names))
    changes: dict[str, dict[str, Entry | None]] = {code: {} for code in names}
    for month, own in months.items():
        table, _ = month_entries.of_units(month, scheme, own if is_local(scheme) else None)
        for code in own if is_local(scheme) else names:
            changes[code][month.month] = table.get(code)
    _carry(scheme, rows, changes, heirs)


def heirs_of(campaign: Campaign) -> Mapping[str, frozenset[str]]:
    """Who takes over from whom; usually nobody, which costs one short query."""
    ended = campaign.participations.filter(to_month__gt="").exists()
    return participations.heirs(campaign) if ended else {}


def family(heirs: Mapping[str, frozenset[str]], codes: Iterable[str]) -> frozenset[str]:
    """The units, those that they count for, and all others that count for these."""
    family = frozenset(codes)
    while True:
        wider = family.union(*(heirs.get(code, frozenset()) for code in family))
        wider |= {code for code, takers in heirs.items() if takers & wider}
        if wider == family:
            return family
        family = wider


_KNOWN = """
SELECT b.id, ARRAY(SELECT r.subject FROM emulation_rollup r WHERE r.board_id = b.id AND r.subject = ANY(%s))
FROM emulation_liveboard b WHERE b.campaign_id = %s AND b.subjects = %s AND b.current
"""


_HELD = """
SELECT id, subject, name, unit_code, cluster_code, listed, aside, months, total, scored, top, periods, vetoes, ties, score,
  grade, reason, score_key, tie_key
FROM emulation_rollup WHERE board_id = %s AND subject = ANY(%s) ORDER BY subject FOR UPDATE
"""
_JSON = ("months", "periods", "vetoes", "ties")


def _row(board: int, values: Sequence[Any]) -> Rollup:
    """A row as it was read by hand, which costs a third of what the mapper takes; every change pays it."""
    found = dict(zip(("id", "subject", "name", *FIGURES), values, strict=True))
    return Rollup(board_id=board, **{name: _loaded(v) if name in _JSON else v for name, v in found.items()})


def _loaded(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _locked(campaign: Campaign, subjects: str, names: Mapping[str, str], *, among: Iterable[str]) -> dict[str, Rollup]:
    """The rows of these subjects, locked in their order; those with a name are made, in their order too, where there are
    none."""
    wanted = sorted({*among, *names})
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(names), campaign.pk, subjects])
        board, known = cursor.fetchone() or (current(campaign, subjects).pk, [])
    fresh = sorted(names.keys() - set(known))
    if fresh:
        outside = ruled(campaign, subjects, RankingRuling.UNRANKED)
        rows = [Rollup(board_id=board, subject=code, name=names[code], aside=code in outside) for code in fresh]
        Rollup.objects.bulk_create(rows, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [board, wanted])
        found = {row[1]: _row(board, row) for row in cursor.fetchall()}
    for code, name in names.items():
        found[code].name = name
    return found


def _carry(
    scheme: Scheme, rows: Mapping[str, Rollup], changes: Changes, heirs: Mapping[str, frozenset[str]] | None = None
) -> int:
    """Put changed months into locked rows and write those that became others; answers how many."""
    before = {code: (figures(row), held_cell(scheme, row)) for code, row in rows.items()}
    for code, months in changes.items():
        if code in rows:
            _change(scheme, rows[code], months)
    if heirs:
        unite(scheme, rows, heirs)
    changed = [row for code, row in rows.items() if figures(row) != before[code][0]]
    _write(changed, {row.subject: (before[row.subject][1], held_cell(scheme, row)) for row in changed})
    return len(changed)


def _change(scheme: Scheme, row: Rollup, months: Mapping[str, Entry | None]) -> None:
    """One subtraction and one addition for each month."""
    entries, year = entries_of(scheme, row), year_of(row)
    for month, entry in months.items():
        old = entries.pop(month, None)
        if old:
            year -= Year.of(scheme, month, old.score, old.vetoes)
        if entry:
            entries[month] = entry
            year += Year.of(scheme, month, entry.score, entry.vetoes)
    rewrite(scheme, row, entries, year, listed=bool(entries))


def unite(scheme: Scheme, rows: Mapping[str, Rollup], heirs: Mapping[str, frozenset[str]]) -> None:
    """Units that ended count for those that took over from them, and do not stand on the board any more."""
    own = {code: entries_of(scheme, row) for code, row in rows.items()}
    known = frozenset(code for code, entries in own.items() if entries)
    takers = {code: heirs.get(code, frozenset()) & known or frozenset({code}) for code in known}
    for code, row in rows.items():
        sources = [own[source] for source in known if code in takers[source]]
        rewrite(scheme, row, own[code], joined(scheme, sources), listed=bool(sources))


def entries_of(scheme: Scheme, row: Rollup) -> dict[str, Entry]:
    return unpack(scheme, row.months, (row.unit_code, row.cluster_code))


def year_of(row: Rollup) -> Year:
    usual: Sums = {"": (from_text(row.total), row.scored)} if row.scored else {}
    return Year(sums_from_data(row.periods) or usual, sums_from_data(row.ties), row.top, row.vetoes or {})


def rewrite(scheme: Scheme, row: Rollup, entries: Mapping[str, Entry], year: Year, *, listed: bool) -> None:
    """The row as these months and sums make it."""
    row.unit_code, row.cluster_code = place_of(entries) if entries else ("", "")
    row.months, row.listed = pack(scheme, entries), listed
    row.total, row.scored, row.top = exact_text(year.total), year.scored, year.top
    row.vetoes, row.ties = dict(sorted(year.vetoes.items())) or None, sums_to_data(year.ties)
    row.periods = None if set(year.periods) <= {""} else sums_to_data(year.periods)
    worth = outcome(scheme, year, aside=row.aside)
    key = worth.key if listed else None
    row.score, row.grade, row.reason = worth.total, worth.grade, str(worth.reason or "")
    row.score_key, row.tie_key = (key[0], list(key[1:])) if key else (None, [])


def figures(row: Rollup) -> tuple[Any, ...]:
    """All that follows from a subject's months."""
    return tuple(getattr(row, name) for name in FIGURES)


def held_cell(scheme: Scheme, row: Rollup) -> int | None:
    return None if row.score_key is None else cell_of(scheme, (row.score_key,))


_CHANGED = """
UPDATE emulation_rollup SET name = %(name)s, unit_code = %(unit_code)s, cluster_code = %(cluster_code)s, listed = %(listed)s,
  aside = %(aside)s, months = %(months)s, total = %(total)s, scored = %(scored)s, top = %(top)s, periods = %(periods)s,
  vetoes = %(vetoes)s, ties = %(ties)s, score = %(score)s, grade = %(grade)s, reason = %(reason)s, score_key = %(score_key)s,
  tie_key = %(tie_key)s
WHERE id = %(id)s
"""
_MOVED = """
WITH moved AS (
  INSERT INTO emulation_rankchange (board_id, cell, holders) SELECT %s, * FROM unnest(%s::bigint[], %s::int[]))
SELECT pg_notify(%s, %s)
"""


def _write(rows: Sequence[Rollup], cells: Mapping[str, tuple[int | None, int | None]]) -> None:
    """The rows, and what their change of place means to the histogram. A row that kept its place still counts as a change,
    because the board looks different now."""
    if not rows:
        return
    moves: list[tuple[int | None, int]] = []
    for row in rows:
        before, after = cells[row.subject]
        own = [(cell, by) for cell, by in ((before, -1), (after, 1)) if cell is not None and before != after]
        moves += own or [(None, 0)]
    values = [{name: plain(getattr(row, name)) for name in ("id", "name", *FIGURES)} for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_CHANGED, values)
        board = rows[0].board_id
        cursor.execute(_MOVED, [board, [cell for cell, _ in moves], [by for _, by in moves], CHANNEL, str(board)])


def tell(board: int) -> None:
    """Let those who follow the board know that it is another one, once the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(board)])


def plain(value: Any) -> Any:
    """A value as SQL takes it."""
    return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value


def stand_aside(campaign: Campaign, subjects: str, code: str, name: str, *, aside: bool) -> None:
    """Take a subject out of the places of the board, or put it back; scores, months and those who inherit them stay. The row
    is made where there is none, so that a board that is made anew meanwhile finds what changed."""
    scheme = scheme_for(campaign, subjects)
    if scheme is None:
        return
    hold(campaign.pk, alone=True)
    rows = _locked(campaign, subjects, {code: name}, among=())
    before = held_cell(scheme, rows[code])
    row = rows[code]
    row.aside = aside
    rewrite(scheme, row, entries_of(scheme, row), year_of(row), listed=row.listed)
    _write([row], {code: (before, held_cell(scheme, row))})


def follow_ranking(event: RankingComputed | RankingPublished, at: datetime) -> None:
    """A month was ranked, or a revision of its ranking applied: what it gives is frozen from now on."""
    if event.month:
        settle(event.campaign, event.month, event.subjects)


def follow_succession(event: ParticipationsMoved, at: datetime) -> None:
    """Units took over from others: their months count for these."""
    regroup(event.campaign)


@transaction.atomic
def settle(campaign_id: str, month: str, subjects: str) -> int:
    """Put the frozen figures of a ranked month in the place of those that were followed; answers how many rows changed."""
    campaign = find(campaign_id)
    scheme = scheme_for(campaign, subjects)
    if scheme is None:
        return 0
    hold(campaign.pk)
    heirs = heirs_of(campaign) if subjects == Ranking.UNITS else {}
    rows = month_entries.standings(campaign, subjects).filter(ranking__month__month=month).order_by("subject")
    rows = rows.select_related(None).only("subject", "name", "unit_code", "cluster_code", "unranked_because", "inputs")
    changed = 0
    for start in range(0, rows.count(), PORTION):
        portion = list(rows[start : start + PORTION])
        table, names = (
            {row.subject: month_entries.of_standing(row) for row in portion},
            {r.subject: r.name for r in portion},
        )
        other = _differing(scheme, current(campaign, subjects), month, table)
        held = _locked(campaign, subjects, {code: names[code] for code in other}, among=family(heirs, other))
        changed += _carry(scheme, held, {code: {month: table[code]} for code in other}, heirs)
    return changed


def _differing(scheme: Scheme, board: LiveBoard, month: str, table: Mapping[str, Entry]) -> frozenset[str]:
    """Subjects whose month is not what the table says, so that only those are locked."""
    rows = Rollup.objects.filter(board=board, subject__in=list(table))
    known = {
        code: months.get(month) == packed(scheme, table[code], (unit, cluster))
        for code, months, unit, cluster in rows.values_list("subject", "months", "unit_code", "cluster_code")
    }
    return frozenset(code for code in table if not known.get(code))


@transaction.atomic
def regroup(campaign_id: str) -> int:
    """Follow who took over from whom after a reorganisation; answers how many rows changed."""
    campaign = find(campaign_id)
    scheme = scheme_for(campaign, Ranking.UNITS)
    if scheme is None:
        return 0
    hold(campaign.pk, alone=True)
    heirs = heirs_of(campaign)
    held = _locked(campaign, Ranking.UNITS, {}, among=family(heirs, heirs))
    return _carry(scheme, held, {}, heirs)
