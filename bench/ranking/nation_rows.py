"""The rows of the nation: its year from month shards, its freeze from the rollup, and its survey, each against PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from psycopg import Connection

from bench.ranking import database, engines, twins
from bench.ranking.nation import Size
from bench.ranking.rows import Row, Taken, taking
from emulation.columns.copying import integers_in, integers_out
from emulation.columns.surveys import LEVELS, counters

ITEMS = tuple(f"q{item}" for item in range(1, 6))
_ROLLUP = ("id", "unit", "cluster", "months", "score", "top", "vetoes")


@dataclass(frozen=True)
class Bench:
    """Where the nation lies: its database, its files, and how often each thing is timed."""

    size: Size
    connection: Connection[Any]
    postmaster: int
    folder: Path
    times: int

    def best(self, work: Callable[[], Taken]) -> Taken:
        """The run of the least processor time."""
        return min((work() for _ in range(self.times)), key=lambda taken: taken.cpu)


def year_in_columns(bench: Bench) -> Taken:
    """Read and computed in a process of its own, whose memory is told too."""
    words = [sys.executable, "-m", "bench.ranking.year", str(bench.folder)]
    said = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return Taken(said["wall"], said["client"], 0.0, {"peak": said["peak"], "checksum": said["checksum"]})


def year_in_sql(bench: Bench) -> Taken:
    """The same rules as one statement over the wide table; its result stays in the database."""
    return _made_in_sql(bench, f"CREATE TEMPORARY TABLE placed AS {twins.YEAR}", "placed")


def freeze_in_sql(bench: Bench) -> Taken:
    return _made_in_sql(bench, f"CREATE TABLE frozen AS {twins.FREEZE}", "frozen")


def _made_in_sql(bench: Bench, statement: str, table: str) -> Taken:
    with taking(bench.postmaster) as taken:
        bench.connection.execute(statement)
        bench.connection.commit()
    return _checked(bench, taken, table)


def _checked(bench: Bench, taken: Taken, table: str) -> Taken:
    taken.extra["checksum"] = engines.checksum(database.figures(bench.connection, table))
    bench.connection.execute(f"DROP TABLE {table}")
    bench.connection.commit()
    return taken


def freeze_in_columns(bench: Bench) -> Taken:
    """The sums out, ranks, grades and quotas, and the result in as a new table."""
    out = f"COPY (SELECT {', '.join(_ROLLUP)} FROM rollup) TO STDOUT (FORMAT binary)"
    steps = []
    with taking(bench.postmaster) as taken, bench.connection.cursor() as cursor:
        with taking() as step:
            rollup = integers_out(cursor, out, dict.fromkeys(_ROLLUP, 4))
        steps.append(step.wall)
        with taking() as step:
            found = engines.from_rollup(rollup)
        steps.append(step.wall)
        with taking() as step:
            columns = {name: found[name].fill_null(-1).to_numpy() for name in twins.FIGURES}
            cursor.execute(f"CREATE TABLE frozen ({', '.join(f'{name} integer NOT NULL' for name in columns)})")
            integers_in(cursor, "COPY frozen FROM STDIN (FORMAT binary)", columns)
            bench.connection.commit()
        steps.append(step.wall)
    taken.extra["steps"] = steps
    return _checked(bench, taken, "frozen")


def survey_rows(bench: Bench) -> list[Row]:
    """Answers counted into unit, item and level."""
    forms = twins.load_survey(bench.connection, bench.size)
    path = bench.folder / "forms"
    forms.write_parquet(path, compression="lz4", statistics=False)
    del forms
    ours = bench.best(lambda: _counted(path))
    answers, wide = (bench.best(lambda query=query: _asked(bench, query)) for query in twins.SURVEY)
    if not ours.extra["rows"] == answers.extra["rows"] == wide.extra["rows"]:
        raise SystemExit("the counters disagree")
    work = f"{bench.size.answers:,} survey answers, read and counted"
    return [
        Row(work, "PostgreSQL GROUP BY per answer", str(ours), str(answers), answers.wall / ours.wall, 5),
        Row(work, "PostgreSQL, 30 counters a unit in one pass", str(ours), str(wide), wide.wall / ours.wall, 1),
    ]


def _counted(path: Path) -> Taken:
    with taking() as taken:
        found = counters(pl.scan_parquet(path), ITEMS)
    taken.extra["rows"] = sorted(
        (row["unit"], int(row["item"][1:]), level, row[name])
        for row in found.iter_rows(named=True)
        for level, name in enumerate(LEVELS)
        if row[name]
    )
    return taken


def _asked(bench: Bench, query: str) -> Taken:
    with taking(bench.postmaster) as taken:
        rows = bench.connection.execute(query).fetchall()
    bench.connection.commit()
    if len(rows[0]) > 4:
        rows = [
            (row[0], place // 6 + 1, place % 6, count) for row in rows for place, count in enumerate(row[1:]) if count
        ]
    taken.extra["rows"] = sorted(rows)
    return taken
