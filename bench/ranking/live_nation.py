"""The nation's live board: its rollups come in by COPY as a year of changes would have left them, then single sheets change.

The first fold of every sampled sheet has to find nothing to change: the loaded rows are the product's own figures.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from bench.ranking.live_rows import Sampled, campaign, everybody, sampled
from bench.ranking.nation import SEED, SIZES, scheme
from bench.ranking.rows import postmaster_of, taking
from emulation import rollup_snapshots, rollups
from emulation.boards import live
from emulation.models import CampaignMonth, Evaluation, LiveBoard, Ranking, Rollup
from emulation.rules.rollups import joined

CHANGES = 200
OFTEN = 5
_COUNTED = """
SELECT 1 + (SELECT count(*) FROM emulation_rollup WHERE board_id = %(board)s AND score_key > %(key)s)
  + (SELECT count(*) FROM emulation_rollup WHERE board_id = %(board)s AND score_key = %(key)s AND tie_key > %(ties)s::bigint[])
"""
_OWN = "SELECT score_key, tie_key FROM emulation_rollup WHERE board_id = %s AND subject = %s"


def measure(size: str) -> dict[str, Any]:
    chosen = SIZES[size]
    drawn = random.Random(SEED)
    board, month = campaign(chosen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        postmaster = postmaster_of(cursor.fetchone()[0])
    began = time.perf_counter()
    everybody(chosen, board)
    rollup_snapshots.lay_histogram(scheme(), board)
    _settle()
    loaded = time.perf_counter() - began
    who = sorted(drawn.sample(range(chosen.staff), min(CHANGES, chosen.staff)))
    samples = sampled(chosen, who, month)
    _check(board, month, samples)
    with taking(postmaster) as changed:
        changes = [_change(month, one, drawn) for one in samples]
    waiting = _timed(board, samples, 1, _place)
    rollup_snapshots.take_in(board)
    with taking(postmaster) as placed:
        place = _timed(board, samples, OFTEN, _place)
    with taking(postmaster) as counted:
        count = _timed(board, samples, 1, _count)
    _agree(board, samples)
    return {
        "rows": board.rollups.count(),
        "loaded": loaded,
        "change": changes,
        "change_cpu": changed.cpu / len(changes),
        "place": place,
        "place_cpu": placed.cpu / len(place),
        "count": count,
        "count_cpu": counted.cpu / len(count),
        "place_waiting": waiting,
        "cluster": _clusters(board, samples),
    }


def _settle() -> None:
    with connection.cursor() as cursor:
        for table in ("rollup", "rankcell", "rankblock"):
            cursor.execute(f"VACUUM (ANALYZE) emulation_{table}")


def _check(board: LiveBoard, month: CampaignMonth, samples: list[Sampled]) -> None:
    """Folding what is there already changes nothing, and sums made anew are those that were loaded."""
    before = board.rollups.count(), _version(board)
    with transaction.atomic():
        for one in samples:
            rollups.fold(month, one.unit, [one.evaluation])
    if (board.rollups.count(), _version(board)) != before:
        raise SystemExit("the loaded rollups are not what the product makes of the sheets")
    for one in samples:
        row = Rollup.objects.get(board=board, subject=one.subject)
        loaded = rollups.figures(row)
        entries = rollups.entries_of(scheme(), row)
        rollups.rewrite(scheme(), row, entries, joined(scheme(), [entries]), listed=True)
        if rollups.figures(row) != loaded:
            raise SystemExit(f"{one.subject}: {loaded} is not {rollups.figures(row)}")


def _version(board: LiveBoard) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM emulation_rankchange WHERE board_id = %s", [board.pk])
        return int(cursor.fetchone()[0])


def _change(month: CampaignMonth, one: Sampled, drawn: random.Random) -> float:
    """Another mark, folded, durable."""
    code = drawn.choice(sorted(one.evaluation.scores))
    one.evaluation.scores = {**one.evaluation.scores, code: str(drawn.randrange(0, 5))}
    began = time.perf_counter()
    with transaction.atomic():
        Evaluation.objects.bulk_create(
            [one.evaluation], update_conflicts=True, unique_fields=["id"], update_fields=["scores"]
        )
        rollups.fold(month, one.unit, [one.evaluation])
    return time.perf_counter() - began


def _timed(
    board: LiveBoard, samples: list[Sampled], times: int, ask: Callable[[LiveBoard, str], int | None]
) -> list[float]:
    """Seconds of each question for somebody's place."""
    taken = []
    for one in samples * times:
        began = time.perf_counter()
        ask(board, one.subject)
        taken.append(time.perf_counter() - began)
    return taken


def _place(board: LiveBoard, subject: str) -> int | None:
    return live.places(board.pk, scheme(), [subject]).get(subject)


def _count(board: LiveBoard, subject: str) -> int | None:
    """Everybody with a better score, and those with the same one who have more months of the best grade."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [board.pk, subject])
        key, ties = cursor.fetchone()
        if key is None:
            return None
        cursor.execute(_COUNTED, {"board": board.pk, "key": key, "ties": ties})
        return int(cursor.fetchone()[0])


def _agree(board: LiveBoard, samples: list[Sampled]) -> None:
    for one in samples:
        place, counted = _place(board, one.subject), _count(board, one.subject)
        if place != counted:
            raise SystemExit(f"{one.subject}: place {place} by the histogram, {counted} counted")


def _clusters(board: LiveBoard, samples: list[Sampled]) -> list[float]:
    """The whole cluster ranked by one window."""
    times = []
    for one in samples[:20]:
        row = Rollup.objects.get(board=board, subject=one.subject)
        wish = live.Wish(Ranking.PEOPLE, cluster=row.cluster_code)
        head = live.Head(board.campaign, wish, scheme(), board.pk, 0, large=True, sees=None, person="")
        began = time.perf_counter()
        live.rows(head)
        times.append(time.perf_counter() - began)
    return times
