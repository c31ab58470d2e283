"""Reads for the brackets of a live board: places that the figures so far cannot tell apart, as a ranking shows them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.cache import cache

from emulation import month_entries, participations
from emulation.boards import live
from emulation.models import Campaign, Ranking, Rollup
from emulation.rules.campaigns import MonthScore, merged
from emulation.rules.certainty import bracketed, seed_of
from emulation.rules.evidence import evidence_of
from emulation.rules.ranking import Months, rank_campaign
from emulation.rules.rollups import Entry, spanning
from kernel.text import digest

MOST = 150
"""A longer list is not replicated while it moves; its ranking is, once it is there."""
KEPT_SECONDS = 3600


def brackets(head: live.Head) -> dict[str, int]:
    """By subject the number of its bracket, over everybody whose places the board counts, whatever its reader sees of them; nothing
    where the list is too long or nothing can be drawn again. Kept for as long as the board is the same one."""
    if head.large:
        return {}
    key = f"brackets:{digest([head.board, head.version, head.wish.month, head.wish.cluster])}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        found = _studied(head)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _studied(head: live.Head) -> dict[str, int]:
    rows = Rollup.objects.filter(board_id=head.board, listed=True)
    if head.wish.cluster:
        rows = rows.filter(cluster_code=head.wish.cluster)
    aside = dict(rows.values_list("subject", "aside")[: MOST + 1])
    if not 2 <= len(aside) <= MOST:
        return {}
    history = _history(head, aside)
    months = sorted({month for own in history.values() for month in own if head.wish.month in ("", month)})
    scores: dict[str, Months] = {code: {m: _score(own.get(m)) for m in months} for code, own in history.items()}
    scheme, whole = head.scheme, not head.wish.month
    ranking = rank_campaign(
        scheme if whole else replace(scheme, minimum_months=1),
        scores,
        vetoes={code: _vetoes(head, own) for code, own in history.items()},
        unranked=[code for code, stands_aside in aside.items() if stands_aside and code in scores],
    )
    return bracketed(evidence_of(scheme, ranking, groupings=()), seed=seed_of(ranking.inputs_digest))


def _score(entry: Entry | None) -> MonthScore | None:
    return entry.score if entry else None


def _vetoes(head: live.Head, own: Mapping[str, Entry]) -> list[str]:
    counted = (entry for month, entry in own.items() if head.wish.month in ("", month))
    return sorted({veto for entry in counted for veto in spanning(head.scheme, entry.vetoes)})


def _history(head: live.Head, subjects: Mapping[str, Any]) -> dict[str, dict[str, Entry]]:
    """The months of those on the board, with all components; those of a unit that ended count for who took over from it."""
    campaign: Campaign = head.campaign
    if head.wish.subjects == Ranking.PEOPLE:
        return month_entries.some_people(campaign, list(subjects))[0]
    found = month_entries.some_units(campaign)[0]
    takers = {old: new - {old} for old, new in participations.heirs(campaign).items()}
    sources = {code: [code, *(old for old, new in takers.items() if code in new)] for code in subjects}
    return {code: _united([found[one] for one in own if one in found]) for code, own in sources.items()}


def _united(histories: list[dict[str, Entry]]) -> dict[str, Entry]:
    if len(histories) == 1:
        return histories[0]
    months = sorted({month for own in histories for month in own})
    return {month: _joined([own[month] for own in histories if month in own]) for month in months}


def _joined(entries: list[Entry]) -> Entry:
    scores = [entry.score for entry in entries if entry.score]
    vetoes = tuple(sorted({veto for entry in entries for veto in entry.vetoes}))
    return replace(entries[0], score=merged(scores) if scores else None, vetoes=vetoes)
