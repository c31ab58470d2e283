"""The nation's live board: its rollups come in by COPY as a year of changes would have left them, then single sheets change.

The first fold of every sampled sheet has to find nothing to change: the loaded rows are the product's own figures.
"""

import random
import time
from typing import Any

from django.db import connection, transaction

from bench.ranking.live_rows import Sampled, campaign, everybody, sampled
from bench.ranking.nation import SEED, SIZES, scheme
from emulation import rollup_snapshots, rollups
from emulation.boards import live
from emulation.models import CampaignMonth, Evaluation, LiveBoard, Ranking, Rollup
from emulation.rules.rollups import joined

CHANGES = 200
_COUNTED = "SELECT 1 + count(*) FROM emulation_rollup WHERE board_id = %s AND score_key > %s"
_OWN = "SELECT score_key FROM emulation_rollup WHERE board_id = %s AND subject = %s"


def measure(size: str) -> dict[str, Any]:
    chosen = SIZES[size]
    drawn = random.Random(SEED)
    board, month = campaign(chosen)
    began = time.perf_counter()
    everybody(chosen, board)
    rollup_snapshots.lay_histogram(scheme(), board)
    _settle()
    loaded = time.perf_counter() - began
    who = sorted(drawn.sample(range(chosen.staff), min(CHANGES, chosen.staff)))
    samples = sampled(chosen, who, month)
    _check(board, month, samples)
    changes = [_change(month, one, drawn) for one in samples]
    waiting = _places(board, samples)
    rollup_snapshots.take_in(board)
    taken_in = _places(board, samples)
    return {
        "rows": board.rollups.count(),
        "loaded": loaded,
        "change": changes,
        "place": taken_in["histogram"],
        "place_waiting": waiting["histogram"],
        "count": taken_in["count"],
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


def _places(board: LiveBoard, samples: list[Sampled]) -> dict[str, list[float]]:
    """One person's place in the nation, by the histogram and by counting over an index; they have to agree."""
    times: dict[str, list[float]] = {"histogram": [], "count": []}
    for one in samples:
        began = time.perf_counter()
        place = live.places(board.pk, scheme(), [one.subject]).get(one.subject)
        middle = time.perf_counter()
        counted = _count(board, one.subject)
        times["histogram"].append(middle - began)
        times["count"].append(time.perf_counter() - middle)
        if place is not None and counted is not None and place < counted:
            raise SystemExit(f"{one.subject}: place {place}, counted {counted}")
    return times


def _count(board: LiveBoard, subject: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_OWN, [board.pk, subject])
        (key,) = cursor.fetchone()
        if key is None:
            return None
        cursor.execute(_COUNTED, [board.pk, key])
        return int(cursor.fetchone()[0])


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
