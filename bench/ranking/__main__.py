"""Runs the table of speed and writes it to bench/RESULTS.md: `./run with python -m bench.ranking --size S|M|L`.

Modules beside this one with a function ``run(size)`` that answers `rows.Row` (`PLUGGED`) add theirs.
"""

import argparse
import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from bench import results
from bench.ranking import database, engines, nation_rows, twins
from bench.ranking.nation import SIZES, Size
from bench.ranking.nation_rows import Bench
from bench.ranking.rows import HEAD, Row, Taken, seconds, taking

PLUGGED = ("incremental", "certainty", "board")
PACKAGES = ("polars", "numpy", "psycopg", "django")
PEOPLE_BY_HAND = 50_000
"""Up to so many the scalar core computes everything too."""


def prefetched() -> Taken:
    """The year of the small size with Django, prefetched."""
    with database.fresh("rows") as address:
        environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
        words = [sys.executable, "-m", "bench.ranking.prefetched"]
        said = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout)
    return Taken(said["wall"], said["client"], 0.0, {"checksum": said["checksum"]})


def small_sum() -> tuple[int, str]:
    """The sheets of the small size and the checksum of its year in columns."""
    with tempfile.TemporaryDirectory() as folder:
        sheets = engines.write_shards(SIZES["S"], Path(folder))
        return sheets, engines.checksum(engines.from_shards(Path(folder)))


def nation(size: Size, say: list[str]) -> Iterator[Row]:
    """The rows of the nation and what agreed."""
    with (
        tempfile.TemporaryDirectory() as folder,
        database.fresh("nation") as address,
        psycopg.connect(address) as connection,
    ):
        postmaster = twins.prepare(connection)
        bench = Bench(size, connection, postmaster, Path(folder), 1 if size.name == "L" else 3)
        sheets = engines.write_shards(size, bench.folder)
        bytes_ = sum(path.stat().st_size for path in bench.folder.glob("*.parquet"))
        with taking(postmaster) as loading:
            twins.load_wide(connection, size)
        say.append(
            f"{size.staff:,} people, {sheets:,} sheets of 12 figures: twelve shards of {bytes_ / 12e6:.2f} MB, the wide"
            f" table by COPY in {seconds(loading.wall)}."
        )
        ours, theirs = (
            bench.best(lambda: nation_rows.year_in_columns(bench)),
            bench.best(lambda: nation_rows.year_in_sql(bench)),
        )
        yield from worker_rows(ours, sheets, say)
        yield Row(
            "the nation's year from month shards, read and computed",
            "the same rules as one SQL over the wide table",
            f"{ours}, {ours.extra['peak']:,.0f} MB at most",
            str(theirs),
            theirs.wall / ours.wall,
            10,
            note=f"CPU {theirs.cpu / ours.cpu:.1f}×",
        )
        twins.load_rollup(connection)
        frozen, made = (
            bench.best(lambda: nation_rows.freeze_in_columns(bench)),
            bench.best(lambda: nation_rows.freeze_in_sql(bench)),
        )
        out, ranks, back = frozen.extra["steps"]
        yield Row(
            "the nation's freeze from the rollup: out, rank, quota, in",
            "one CREATE TABLE AS in the database",
            f"{frozen}: out {seconds(out)}, ranks {seconds(ranks)}, in {seconds(back)}",
            str(made),
            frozen.wall / made.wall,
            2,
            most=True,
            note=f"CPU {frozen.cpu / made.cpu:.2f}×",
        )
        sums = {
            "columns from shards": ours,
            "SQL over the wide table": theirs,
            "columns from the rollup": frozen,
            "SQL from the rollup": made,
        }
        agree(size, {name: taken.extra["checksum"] for name, taken in sums.items()}, say)
        yield from nation_rows.survey_rows(bench)


def worker_rows(ours: Taken, sheets: int, say: list[str]) -> Iterator[Row]:
    """Year and ranks for each sheet, the worker's core against Django."""
    small, expected = small_sum()
    django = prefetched()
    if django.extra["checksum"] != expected:
        raise SystemExit("Django's board of the small size differs")
    mine, other = 1e6 * ours.cpu / sheets, 1e6 * django.client / small
    yield Row(
        "year and ranks, CPU a sheet, worker's core",
        f"Django prefetch over rows of marks ({small:,} sheets)",
        f"{mine:.3f} µs",
        f"{other:,.0f} µs",
        other / mine,
        1000,
    )


def agree(size: Size, sums: dict[str, str], say: list[str]) -> None:
    """One checksum over total, ranks and grade of everybody; anything else ends the run."""
    if size.staff <= PEOPLE_BY_HAND:
        with taking() as taken:
            sums["scalar core"] = engines.checksum(engines.scalar(size))
        say.append(f"The scalar core takes {seconds(taken.client)} CPU for the same.")
    if len(set(sums.values())) != 1:
        raise SystemExit(f"engines disagree: {sums}")
    say.append(
        f"{len(sums)} engines ({', '.join(sums)}) agree on every published figure: `{next(iter(sums.values()))}` over total,"
        " rank in the nation, in the cluster and in the unit, and grade after quotas; engines that disagree: 0."
    )


def plugged(size: str) -> Iterator[Row]:
    for name in PLUGGED:
        if importlib.util.find_spec(f"bench.ranking.{name}"):
            run = getattr(importlib.import_module(f"bench.ranking.{name}"), "run", None)
            yield from run(size) if run else ()


def section(title: str, rows: Iterator[Row], say: list[str]) -> None:
    """Print rows as they come, and keep them."""
    lines = list(HEAD)
    print(f"\n{title}\n\n" + "\n".join(lines), flush=True)
    for row in rows:
        lines.append(row.line())
        print(lines[-1], flush=True)
    told = ["", *say] if say else []
    print("\n".join(told))
    results.write(title, [*lines, *told], PACKAGES)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="M")
    parser.add_argument("--only", choices=("nation", "boards"), help="one of the two tables")
    chosen = parser.parse_args()
    say: list[str] = []
    if chosen.only != "boards":
        section(f"Ranking: the nation, size {chosen.size}", nation(SIZES[chosen.size], say), say)
    if chosen.only != "nation":
        section(f"Ranking: boards and what is certain, size {chosen.size}", plugged(chosen.size), [])
    return 0


if __name__ == "__main__":
    sys.exit(main())
