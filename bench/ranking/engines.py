"""The engines on the nation: the columnar core from shards and from the rollup, the scalar core, and one checksum for all."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.ranking.nation import DECIMALS, LEAVES, MONTHS, Size, months, scheme
from bench.ranking.twins import FIGURES
from emulation.columns.grades import GRADE
from emulation.columns.months import SCORE, TOTAL, compile_scheme, component_column
from emulation.columns.places import RANK, within
from emulation.columns.rankings import Lists, rank_shards, rank_years
from emulation.columns.trees import leaf_column
from emulation.columns.years import FIGURES as COUNT
from emulation.columns.years import MONTHS as SCORED
from emulation.columns.years import compile_year, veto_column
from emulation.rules.campaigns import MonthScore
from emulation.rules.ranking import rank_campaign
from emulation.rules.scheme_parts import TOP_MONTHS
from emulation.rules.scores import score_sheet

LISTS = Lists(("cluster", "unit"))


def write_shards(size: Size, folder: Path) -> int:
    """The months as column files; how many sheets they hold."""
    count = 0
    for number, sheets in months(size):
        sheets.write_parquet(folder / f"{number:02d}.parquet", compression="lz4", statistics=False)
        count += sheets.height
    return count


def from_shards(folder: Path) -> pl.DataFrame:
    """The year of the nation, read and computed."""
    shards = [pl.scan_parquet(path) for path in sorted(folder.glob("*.parquet"))]
    return published(rank_shards(compile_scheme(scheme(), decimals=DECIMALS), shards, LISTS))


def from_rollup(rollup: dict[str, Any]) -> pl.DataFrame:
    """Grades, ranks and quotas of a nation whose sums are known."""
    year = compile_year(compile_scheme(scheme(), decimals=DECIMALS), months=MONTHS)
    sums = {
        "subject": rollup["id"],
        "unit": rollup["unit"],
        "cluster": rollup["cluster"],
        SCORED: rollup["months"].astype(np.int64),
        COUNT: rollup["months"].astype(np.int64),
        SCORE: rollup["score"].astype(np.int64),
        component_column(TOP_MONTHS): rollup["top"].astype(np.int64),
        veto_column("V1"): rollup["vetoes"],
    }
    return published(rank_years(year, pl.DataFrame(sums), LISTS))


def published(ranked: pl.DataFrame) -> pl.DataFrame:
    """What everybody gets to see, as the SQL twin names it."""
    names = ("subject", TOTAL, RANK, within("cluster", RANK), within("unit", RANK), GRADE)
    return ranked.select(pl.col(name).cast(pl.Int32).alias(column) for name, column in zip(names, FIGURES, strict=True))


def scalar(size: Size) -> pl.DataFrame:
    """The same from the scalar core, sheet by sheet."""
    rules = scheme()
    scores: dict[str, dict[str, MonthScore | None]] = {}
    groups: dict[str, dict[str, str]] = {}
    vetoes: dict[str, list[str]] = {}
    for number, sheets in months(size):
        for row in sheets.iter_rows(named=True):
            who = str(row["subject"])
            sheet = {c: Decimal(v).scaleb(-DECIMALS) for c in LEAVES if (v := row[leaf_column(c)]) is not None}
            found = ["V1"] if row["vetoes"] else []
            scored = score_sheet(rules, sheet, vetoes=found, complete=False)
            own = scores.setdefault(who, {f"2019-{month:02d}": None for month in range(1, MONTHS + 1)})
            own[f"2019-{number:02d}"] = MonthScore.of(scored) if scored.complete else None
            groups[who] = {"cluster": str(row["cluster"]), "unit": str(row["unit"])}
            vetoes.setdefault(who, []).extend(found)
    codes = [band.code for band in rules.grades]
    rows = [
        (
            int(line.subject),
            None if line.total is None else int(line.total.scaleb(DECIMALS)),
            line.rank,
            *(line.within[name].rank if name in line.within else None for name in LISTS.groups),
            codes.index(line.grade) if line.grade else None,
        )
        for line in rank_campaign(rules, scores, groups=groups, vetoes=vetoes).lines
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(FIGURES, pl.Int32), orient="row")


def checksum(figures: pl.DataFrame) -> str:
    """One hash over everything published, whoever computed it."""
    rows: Sequence[Any] = [figures.sort("id")[name].cast(pl.Int32).fill_null(-1).to_numpy() for name in FIGURES]
    return hashlib.sha256(np.stack(rows).tobytes()).hexdigest()[:16]
