"""Acts on month shards: a ranked month is exported once as a hashed column file, and months and year are checked from it."""

import hashlib
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.db import connection, transaction
from psycopg.sql import SQL, Literal

from emulation import participations
from emulation.columns import files, rankings
from emulation.columns.copying import frame_out
from emulation.columns.grades import GRADE
from emulation.columns.months import TOTAL, compile_scheme
from emulation.columns.places import RANK, SHARING, within
from emulation.columns.rankings import REASON, REASONS, UNRANKED, Lists
from emulation.columns.terms import DoesNotFitError
from emulation.columns.years import ABSENT, COUNTED, QUARTER, SUBJECT, VETOES
from emulation.events import MonthShardExported, RankingComputed, RankingRevised
from emulation.models import MonthShard, Ranking, RankingRuling, Standing
from emulation.rankings import replay, unpacked, version_of
from emulation.rules import ranking as engine
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import sheet_from_data
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import system_actor

GROUPS = ("cluster", "unit", "duty_group")
SCALE = 6
"""Decimals of the scores that are kept in rankings."""

_COLUMNS = {
    SUBJECT: pl.String, "unit": pl.String, "cluster": pl.String, "duty_group": pl.String, ABSENT: pl.String,
    COUNTED: pl.String, files.SHEET: pl.String, VETOES: pl.String,
}  # fmt: skip
_MONTH = r"""
COPY (SELECT subject, unit_code, cluster_code, coalesce(inputs->>'duty_group', ''),
  coalesce(inputs->>'absent', 'false'), (inputs->'month_score') IS NOT NULL,
  inputs->>'sheet', inputs->>'vetoes'
FROM emulation_standing WHERE ranking_id = {ranking} ORDER BY subject COLLATE "C") TO STDOUT (FORMAT csv, NULL '\N')
"""
_KEPT = {
    SUBJECT: pl.String, "score": pl.Int64, "grade": pl.String, "rank": pl.Int64, "rank_in_cluster": pl.Int64,
    "rank_in_unit": pl.Int64, "tied": pl.String, "unranked_because": pl.String,
}  # fmt: skip
_LINES = r"""
COPY (SELECT subject, (score * {scale})::bigint, grade, rank, rank_in_cluster, rank_in_unit, tied, unranked_because
FROM emulation_standing WHERE ranking_id = {ranking}) TO STDOUT (FORMAT csv, NULL '\N')
"""


@transaction.atomic
def export(event: RankingComputed | RankingRevised, at: datetime) -> MonthShard | None:
    """Keep the rows of a month's ranking as a column file, once; a campaign's ranking comes from its months and has none."""
    ranking = _with_scheme().get(pk=event.ranking)
    if ranking.month is None or MonthShard.objects.filter(ranking=ranking).exists():
        return None
    scheme = _scheme(ranking)
    rows, decimals = _rows(ranking, scheme)
    data = _parquet(rows)
    digest = hashlib.sha256(data).hexdigest()
    name = (
        f"shards/{ranking.authority_id}/{ranking.campaign_id}/{ranking.month.month}-{ranking.subjects}-{digest}.parquet"
    )
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(data))
    shard = MonthShard.objects.create(
        authority_id=ranking.authority_id,
        ranking=ranking,
        name=name,
        sha256=digest,
        size=len(data),
        rows=rows.height,
        decimals=decimals,
        exported_at=at,
    )
    told = MonthShardExported(
        authority=ranking.authority_id,
        ranking=str(ranking.pk),
        campaign=str(ranking.campaign_id),
        month=ranking.month.month,
        subjects=ranking.subjects,
        rows=shard.rows,
        size=shard.size,
        sha256=digest,
    )
    ledger.record(told, by=system_actor(ranking.authority_id), at=at)
    return shard


def _with_scheme() -> Any:
    return Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme", "month").defer("inputs")


def _scheme(ranking: Ranking) -> Scheme:
    version = version_of(ranking.campaign, ranking.subjects)
    if version is None:
        raise ValueError(f"ranking {ranking.pk} has no scheme")
    return scheme_of(version)


def _rows(ranking: Ranking, scheme: Scheme) -> tuple[pl.DataFrame, int]:
    """What the ranking was computed from, by subject, with the groups in which each one is compared."""
    with connection.cursor() as cursor:
        found = frame_out(cursor, SQL(_MONTH).format(ranking=Literal(str(ranking.pk))), _COLUMNS)
    nowhere = ["unit", "duty_group"] if ranking.subjects == Ranking.UNITS else []
    flags = [pl.col(ABSENT).eq("true").alias(ABSENT), pl.col(COUNTED).eq("t").alias(COUNTED)]
    empty = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in GROUPS if name not in nowhere]
    gone = [pl.lit(None, pl.String).alias(name) for name in nowhere]
    return files.with_columns_of_sheets(scheme, found.with_columns(*flags, *empty, *gone))


def _parquet(rows: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    rows.write_parquet(target, compression="lz4", statistics=False)
    return target.getvalue()


# Checking


@dataclass(frozen=True)
class Difference:
    """A figure that is kept and another that was computed."""

    ranking: str
    subject: str
    name: str
    kept: object
    computed: object


@dataclass(frozen=True)
class Verification:
    """What was computed from shards and compared: with which core, why not in columns, and what differs."""

    ranking: str
    rows: int
    core: str = "columns"
    why: str = ""
    differences: Sequence[Difference] = field(default_factory=tuple)

    @property
    def ok(self) -> bool:
        return not self.differences


def verify(ranking: Ranking) -> Verification:
    """Compute a ranking again, a month's from its shard and a campaign's from those of its months, and compare every
    published figure; the allowed difference is none. A missing or altered file is a difference too."""
    sources = [ranking] if ranking.month_id else list(_with_scheme().filter(pk__in=ranking.sources))
    sources.sort(key=lambda row: row.month.month if row.month else "")
    damaged = [difference for row in sources if (difference := _damage(row))]
    if damaged or not sources:
        return Verification(str(ranking.pk), 0, differences=damaged)
    scheme = _scheme(ranking)
    core, why = "columns", ""
    try:
        computed = _computed(ranking, scheme, sources)
    except DoesNotFitError as reason:
        core, why = "scalar", str(reason)
        computed = _by_lines(ranking, scheme)
    differences = _differences(str(ranking.pk), _kept(ranking), computed)
    return Verification(str(ranking.pk), computed.height, core, why, differences)


def _damage(ranking: Ranking) -> Difference | None:
    """The difference between a shard's hash and its file, if there is one."""
    shard = MonthShard.objects.filter(ranking=ranking).first()
    if shard is None:
        return Difference(str(ranking.pk), "", "shard", None, None)
    found = None
    if default_storage.exists(shard.name):
        with default_storage.open(shard.name) as data:
            found = hashlib.file_digest(data, "sha256").hexdigest()
    return None if found == shard.sha256 else Difference(str(ranking.pk), "", "sha256", shard.sha256, found)


def _opened(ranking: Ranking) -> tuple[pl.LazyFrame, int]:
    """The shard to read from; a file on disk is read piece by piece."""
    shard, storage = MonthShard.objects.get(ranking=ranking), storages["default"]
    if isinstance(storage, FileSystemStorage):
        return pl.scan_parquet(storage.path(shard.name)), shard.decimals
    with storage.open(shard.name) as data:
        return pl.scan_parquet(io.BytesIO(data.read())), shard.decimals


def _computed(ranking: Ranking, scheme: Scheme, sources: Sequence[Ranking]) -> pl.DataFrame:
    """The lines of the ranking by the core in columns. Raises `DoesNotFitError` with the reason why not."""
    opened = [(*_opened(row), row.month.month) for row in sources if row.month]
    decimals = max(held for _, held, _ in opened)
    unbounded = any(leaf.maximum is None for leaf in scheme.leaves.values())
    if unbounded and any(held < decimals for _, held, _ in opened):
        raise DoesNotFitError("a criterion has no maximum and its months have unlike decimals")
    program = compile_scheme(scheme, decimals=decimals)
    frames = [
        files.at_decimals(frame, scheme, held=held, wanted=decimals).with_columns(
            pl.lit((int(month[-2:]) + 2) // 3 + 4 * int(month[:4])).alias(QUARTER)
        )
        for frame, held, month in opened
    ]
    told = _rulings(ranking)
    lists = Lists(GROUPS, frozenset(told["exceptional"]))
    if ranking.month_id:
        sheets = frames[0].with_columns(pl.col(SUBJECT).is_in(told["unranked"]).alias(UNRANKED))
        return _lines(scheme, rankings.rank_sheets(program, sheets.collect(), lists))
    if ranking.subjects == Ranking.UNITS and any(participations.heirs(ranking.campaign).values()):
        raise DoesNotFitError("months of units that ended count for those that took over")
    return _lines(scheme, rankings.rank_shards(program, frames, lists, _of_year(ranking, told["unranked"])))


def _of_year(ranking: Ranking, unranked: list[str]) -> rankings.OfYear:
    """What the year's ranking took in besides its months, as its lines keep it."""
    rows = Standing.objects.filter(ranking=ranking, inputs__has_key="service").values_list("subject", "inputs__service")
    served = dict(rows)
    vetoes: defaultdict[str, list[str]] = defaultdict(list)
    for subject, one in served.items():
        for code in one["vetoes"]:
            vetoes[code].append(subject)
    exempt, short = ([subject for subject, one in served.items() if one.get(name)] for name in ("exempt", "short"))
    return rankings.OfYear(unranked, exempt, vetoes, short)


def _rulings(ranking: Ranking) -> dict[str, list[str]]:
    """What was ruled when the ranking was computed, as its inputs have it; most campaigns know no ruling, and a nation's inputs
    are large."""
    rows = RankingRuling.objects.filter(campaign=ranking.campaign_id, subjects=ranking.subjects)
    inputs = unpacked(ranking.inputs) if rows.exists() else {}
    return {name: inputs.get(name, []) for name in ("unranked", "exceptional")}


def _lines(scheme: Scheme, ranked: pl.DataFrame) -> pl.DataFrame:
    """What is published of each line, spelled as rankings keep it."""
    decimals = scheme.rounding.decimals
    if decimals > SCALE:
        raise DoesNotFitError(f"scores are kept with {SCALE} decimals, not {decimals}")
    grades = {place: band.code for place, band in enumerate(scheme.grades)}
    reasons = {number: str(reason or "") for number, reason in enumerate(REASONS)}
    return ranked.select(
        SUBJECT,
        (pl.col(TOTAL) * 10 ** (SCALE - decimals)).alias("score"),
        pl.col(GRADE).replace_strict(grades, default="", return_dtype=pl.String).alias("grade"),
        pl.col(RANK),
        pl.col(within("cluster", RANK)).alias("rank_in_cluster"),
        pl.col(within("unit", RANK)).alias("rank_in_unit"),
        pl.when(pl.col(SHARING) > 1).then(pl.lit("t")).otherwise(pl.lit("f")).alias("tied"),
        pl.col(REASON).replace_strict(reasons, return_dtype=pl.String).alias("unranked_because"),
    )


def _by_lines(ranking: Ranking, scheme: Scheme) -> pl.DataFrame:
    """The same from the scalar core: of the rows of a month's shard, of the frozen months for a campaign."""
    whole = Ranking.objects.select_related("campaign__unit_scheme", "campaign__person_scheme").get(pk=ranking.pk)
    again = _ranked_rows(whole, scheme) if ranking.month_id else replay(whole)
    return pl.DataFrame([_line(line) for line in again.lines] if again else [], schema=_KEPT)


def _ranked_rows(ranking: Ranking, scheme: Scheme) -> engine.Ranking:
    shard, decimals = _opened(ranking)
    rows = {str(row[SUBJECT]): row for row in shard.collect().iter_rows(named=True)}
    carried = unpacked(ranking.inputs).get("previous", {})
    vetoes = scheme.veto_codes()
    return engine.rank_table(
        scheme,
        {code: files.sheet_of(scheme, row, decimals) for code, row in rows.items()},
        groups={code: {name: row[name] for name in GROUPS if row[name]} for code, row in rows.items()},
        vetoes={code: [veto for n, veto in enumerate(vetoes) if row[VETOES] >> n & 1] for code, row in rows.items()},
        absent=[code for code, row in rows.items() if row[ABSENT]],
        previous={code: sheet_from_data(sheet) for code, sheet in carried.items()},
        **_rulings(ranking),
    )


def _line(line: engine.Line) -> Mapping[str, Any]:
    spots = {name: spot.rank for name, spot in line.within.items()}
    return {
        SUBJECT: line.subject,
        "score": None if line.total is None else int(line.total.scaleb(SCALE)),
        "grade": line.grade,
        "rank": line.rank,
        "rank_in_cluster": spots.get("cluster"),
        "rank_in_unit": spots.get("unit"),
        "tied": "t" if line.overall and line.overall.tied else "f",
        "unranked_because": str(line.reason or ""),
    }


def _kept(ranking: Ranking) -> pl.DataFrame:
    query = SQL(_LINES).format(ranking=Literal(str(ranking.pk)), scale=Literal(10**SCALE))
    with connection.cursor() as cursor:
        return frame_out(cursor, query, _KEPT)


def _differences(ranking: str, kept: pl.DataFrame, computed: pl.DataFrame) -> list[Difference]:
    both = kept.join(computed, on=SUBJECT, how="full", suffix=" again", coalesce=True)
    found = []
    for name in kept.columns[1:]:
        other = both.filter(~pl.col(name).eq_missing(pl.col(f"{name} again"))).sort(SUBJECT)
        rows = other.select(SUBJECT, name, f"{name} again").iter_rows()
        found += [Difference(ranking, subject, name, one, two) for subject, one, two in rows]
    return found
