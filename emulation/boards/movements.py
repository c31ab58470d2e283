"""Reads for how places moved since the month before, on rankings and on live boards."""

from collections.abc import Sequence
from dataclasses import replace

from emulation.boards import live
from emulation.boards.rankings import RankingBoard
from emulation.models import Rollup, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rollups import entries_of, year_of
from emulation.rules.movements import Move, moves
from emulation.rules.rollups import Year, outcome
from emulation.rules.standings import competition_ranks


def of_ranking(board: RankingBoard) -> dict[str, Move]:
    """Of a month's ranking since the one of the month before; of a whole campaign's there is none."""
    if board.ranking is None or not board.month:
        return {}
    earlier = [name for name in board.months if name < board.month]
    if not earlier:
        return {}
    place = "rank_in_cluster" if board.wish.cluster else "rank"
    rows = Standing.objects.filter(
        ranking__campaign=board.campaign,
        ranking__subjects=board.ranking.subjects,
        ranking__month__month=max(earlier),
        ranking__state__in=IN_FORCE,
        subject__in=[row.subject for row in board.rows],
        rank__isnull=False,
    )
    before = dict(rows.values_list("subject", place))
    return moves(before, {row.subject: row.rank for row in board.rows if row.rank is not None})


def of_board(head: live.Head, rows: Sequence[live.LiveRow]) -> dict[str, Move]:
    """Of a small board: of a month since the month before, of the campaign since its newest month was not yet counted."""
    if head.large or not rows or len(rows) > live.FEW:
        return {}
    now = {row.subject: place for row in rows if (place := _place(head, row)) is not None}
    return moves(_month_before(head) if head.wish.month else _without_newest(head), now)


def _place(head: live.Head, row: live.LiveRow) -> int | None:
    return row.rank_in_cluster if head.wish.cluster else row.rank


def _month_before(head: live.Head) -> dict[str, int]:
    earlier = head.campaign.months.filter(month__lt=head.wish.month).order_by("-month").values_list("month", flat=True)
    newest = earlier.first()
    if newest is None:
        return {}
    then = replace(head, wish=replace(head.wish, month=newest))
    places = ((row.subject, _place(head, row)) for row in live.rows(then))
    return {subject: place for subject, place in places if place is not None}


def _without_newest(head: live.Head) -> dict[str, int]:
    """Places by all months but the newest one of which anything is known."""
    everybody = list(Rollup.objects.filter(board_id=head.board, listed=True))
    newest = max((name for row in everybody for name in row.months), default="")
    wanted = [row for row in everybody if head.wish.cluster in ("", row.cluster_code)]
    chains = {}
    for row in wanted:
        year, entry = year_of(row), entries_of(head.scheme, row).get(newest)
        if entry:
            year -= Year.of(head.scheme, newest, entry.score, entry.vetoes)
        worth = outcome(head.scheme, year, aside=row.aside)
        if not worth.reason and year.scored:
            chains[row.subject] = worth.chain
    return {code: spot.rank for code, spot in competition_ranks(chains).items()}
