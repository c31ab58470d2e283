"""The year of the nation with Django over the rows of marks: prefetched, then plain Python."""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
from django.db import connection

from bench.ranking.eav.models import TABLES, Cluster, Criterion, Evaluation, Score, Staff, Unit
from bench.ranking.nation import BONUS, CRITERIA, DEDUCTION, WEIGHTS, Size, months
from bench.ranking.twins import FIGURES
from emulation.columns.trees import leaf_column

CENT = Decimal("0.01")
BATCH = 5_000


def load(size: Size) -> None:
    with connection.schema_editor() as editor:
        for model in TABLES:
            editor.create_model(model)
    frames = list(months(size))
    last = pl.concat([frame.select("subject", "unit", "cluster") for _, frame in frames]).unique("subject", keep="last")
    Cluster.objects.bulk_create([Cluster(pk=pk) for pk in last["cluster"].unique()])
    units = last.select("unit", "cluster").unique("unit").iter_rows()
    Unit.objects.bulk_create([Unit(pk=unit, cluster_id=cluster) for unit, cluster in units])
    Staff.objects.bulk_create([Staff(pk=who, unit_id=unit) for who, unit, _ in last.iter_rows()], batch_size=BATCH)
    Criterion.objects.bulk_create([Criterion(pk=pk, weight=weight) for pk, weight in enumerate(WEIGHTS)])
    for number, frame in frames:
        _load_month(number, frame)


def _load_month(number: int, frame: pl.DataFrame) -> None:
    rows = list(frame.iter_rows(named=True))
    made = Evaluation.objects.bulk_create(
        [
            Evaluation(
                staff_id=row["subject"],
                month=number,
                bonus=Decimal(row[leaf_column(BONUS)] or 0) / 100,
                deduction=Decimal(row[leaf_column(DEDUCTION)] or 0) / 100,
                vetoed=bool(row["vetoes"]),
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    scores = [
        Score(evaluation=evaluation, criterion_id=pk, points=Decimal(points) / 100)
        for evaluation, row in zip(made, rows, strict=True)
        for pk, code in enumerate(CRITERIA)
        if (points := row[leaf_column(code)]) is not None
    ]
    Score.objects.bulk_create(scores, batch_size=BATCH)


def month_score(evaluation: Evaluation) -> Decimal | None:
    scores = list(evaluation.scores.all())
    weight = sum(score.criterion.weight for score in scores)
    if weight < 50:
        return None
    mean = sum((score.points * score.criterion.weight for score in scores), Decimal(0)) / weight
    rounded = mean.quantize(CENT, ROUND_HALF_UP)
    return max(Decimal(0), min(Decimal(100), rounded + evaluation.bonus - evaluation.deduction))


def board() -> pl.DataFrame:
    """The published figures of everybody."""
    keys, years, vetoed, places = {}, {}, set(), {}
    staff = Staff.objects.select_related("unit__cluster").prefetch_related("evaluations__scores__criterion")
    for person in staff:
        evaluations = list(person.evaluations.all())
        scores = [score for evaluation in evaluations if (score := month_score(evaluation)) is not None]
        if any(evaluation.vetoed for evaluation in evaluations):
            vetoed.add(person.pk)
        years[person.pk] = (sum(scores) / len(scores)).quantize(CENT, ROUND_HALF_UP) if scores else None
        places[person.pk] = {"cluster": person.unit.cluster_id, "unit": person.unit_id}
        if len(scores) >= 10 and person.pk not in vetoed:
            keys[person.pk] = (years[person.pk], sum(score >= 90 for score in scores))
    ranks = [
        _ranks(keys, dict.fromkeys(keys, 0)),
        *(_ranks(keys, {pk: places[pk][n] for pk in keys}) for n in ("cluster", "unit")),
    ]
    grades = _grades(keys, vetoed, {pk: places[pk]["unit"] for pk in years})
    rows = [
        (pk, None if total is None else int(total * 100), *(found.get(pk) for found in ranks), grades.get(pk))
        for pk, total in years.items()
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(FIGURES, pl.Int32), orient="row")


def _ranks(keys: dict, groups: dict) -> dict[int, int]:
    members = defaultdict(list)
    for pk, key in keys.items():
        members[groups[pk]].append(key)
    ranks = {}
    for group, found in members.items():
        better, shared = 0, Counter(found)
        for key in sorted(shared, reverse=True):
            ranks[group, key] = better + 1
            better += shared[key]
    return {pk: ranks[groups[pk], key] for pk, key in keys.items()}


def _grades(keys: dict, vetoed: set, units: dict) -> dict[int, int]:
    grades = dict.fromkeys(vetoed, 3)
    members = defaultdict(list)
    for pk, (total, top) in keys.items():
        grades[pk] = 0 if total >= 90 else 1 if total >= 70 else 2 if total >= 50 else 3
        members[units[pk]].append((total, top, pk))
    for found in members.values():
        may = sum(grades[pk] <= 1 for _, _, pk in found) // 5
        for total, top, pk in found:
            to_here = sum(other[:2] >= (total, top) for other in found)
            if grades[pk] == 0 and to_here > may:
                grades[pk] = 1
    return grades
