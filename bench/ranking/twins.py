"""The same rules as SQL over PostgreSQL's tables: what the columnar core is measured and checked against, nothing else."""

from collections.abc import Iterable
from typing import Any

import polars as pl
from psycopg import Connection

from bench.ranking.nation import BONUS, CRITERIA, DEDUCTION, LEAVES, WEIGHTS, Size, months, responses
from bench.ranking.rows import postmaster_of
from emulation.columns.copying import frame_in
from emulation.columns.trees import leaf_column

FIGURES = ("id", "total", "overall", "in_cluster", "in_unit", "grade")

_WIDE = f"""
CREATE TABLE wide (id integer NOT NULL, month smallint NOT NULL, {", ".join(f"{c} smallint" for c in LEAVES)},
  vetoes smallint NOT NULL);
CREATE TABLE people (id integer NOT NULL, unit integer NOT NULL, cluster integer NOT NULL)
"""
_SUM = " + ".join(f"coalesce({code}, 0) * {weight}" for code, weight in zip(CRITERIA, WEIGHTS, strict=True))
_THERE = " + ".join(f"({code} IS NOT NULL)::int * {weight}" for code, weight in zip(CRITERIA, WEIGHTS, strict=True))
MONTH_TOTALS = f"""
SELECT id, vetoes, CASE WHEN there >= 50 THEN
  greatest(0, least(10000, (2 * points + there) / (2 * there) + coalesce({BONUS}, 0) - coalesce({DEDUCTION}, 0))) END AS c
FROM (SELECT id, vetoes, {BONUS}, {DEDUCTION}, {_SUM} AS points, {_THERE} AS there FROM wide) w
"""
_ROLLUP = f"""
CREATE TABLE rollup AS
SELECT m.id, p.unit, p.cluster, m.months, m.score, m.top, m.vetoes FROM
  (SELECT id, count(c)::int AS months, coalesce(sum(c), 0)::int AS score,
     count(*) FILTER (WHERE c >= 9000)::int AS top, sum(vetoes)::int AS vetoes
   FROM ({MONTH_TOTALS}) t GROUP BY id) m JOIN people p USING (id)
"""
_PLACED = """
WITH years AS (
  SELECT r.id, r.unit, r.cluster, r.top, r.vetoes, r.months >= 10 AND r.vetoes = 0 AS ranked,
    (CASE WHEN r.months > 0 THEN (2 * r.score + r.months) / (2 * r.months) END)::int AS total
  FROM ({rollup}) r
), graded AS (
  SELECT *, CASE WHEN vetoes > 0 THEN 3 WHEN NOT ranked THEN NULL WHEN total >= 9000 THEN 0 WHEN total >= 7000 THEN 1
    WHEN total >= 5000 THEN 2 ELSE 3 END AS points FROM years
), placed AS (
  SELECT *,
    CASE WHEN ranked THEN rank() OVER (PARTITION BY ranked ORDER BY total DESC, top DESC) END AS overall,
    CASE WHEN ranked THEN rank() OVER (PARTITION BY ranked, cluster ORDER BY total DESC, top DESC) END AS in_cluster,
    CASE WHEN ranked THEN rank() OVER (PARTITION BY ranked, unit ORDER BY total DESC, top DESC) END AS in_unit,
    count(*) OVER (PARTITION BY ranked, unit ORDER BY total DESC, top DESC) AS to_here,
    count(*) FILTER (WHERE points <= 1) OVER (PARTITION BY unit) / 5 AS may
  FROM graded
)
SELECT id, total, overall::int, in_cluster::int, in_unit::int,
  CASE WHEN points = 0 AND to_here > may THEN 1 ELSE points END AS grade
FROM placed
"""
_FROM_WIDE = f"""
SELECT m.id, p.unit, p.cluster, m.months, m.score, m.top, m.vetoes FROM
  (SELECT id, count(c) AS months, sum(c) AS score, count(*) FILTER (WHERE c >= 9000) AS top, sum(vetoes) AS vetoes
   FROM ({MONTH_TOTALS}) t GROUP BY id) m JOIN people p USING (id)
"""
YEAR = _PLACED.format(rollup=_FROM_WIDE)
FREEZE = _PLACED.format(rollup="SELECT * FROM rollup")
SURVEY_ANSWERS = """
SELECT unit, item, answer, count(*) FROM survey
CROSS JOIN LATERAL (VALUES (1, q1), (2, q2), (3, q3), (4, q4), (5, q5)) AS v (item, answer) GROUP BY unit, item, answer
"""
SURVEY_COUNTERS = "SELECT unit, {} FROM survey GROUP BY unit".format(
    ", ".join(f"count(*) FILTER (WHERE q{item} = {level})" for item in range(1, 6) for level in range(6))
)


SURVEY = (SURVEY_ANSWERS, SURVEY_COUNTERS)


def prepare(connection: Connection[Any]) -> int:
    """Generous memory for the twin; the number of the server's first process."""
    for setting in ("work_mem = '1GB'", "hash_mem_multiplier = 2", "jit = off"):
        connection.execute(f"SET {setting}")
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return postmaster_of(row[0] if row else 0)


def load_wide(connection: Connection[Any], size: Size) -> None:
    """One compact row for each person and month, in the order in which months close."""
    connection.execute(_WIDE)
    people = pl.DataFrame(schema={"subject": pl.Int32, "unit": pl.Int32, "cluster": pl.Int32})
    with connection.cursor() as cursor:
        for number, sheets in months(size):
            columns = [leaf_column(code) for code in LEAVES]
            rows = sheets.select("subject", pl.lit(number).alias("month"), *columns, "vetoes")
            frame_in(cursor, r"COPY wide FROM STDIN (FORMAT csv, NULL '\N')", rows)
            here = sheets.select("subject", "unit", "cluster")
            people = pl.concat([here, people.join(here, on="subject", how="anti")])
        frame_in(cursor, r"COPY people FROM STDIN (FORMAT csv, NULL '\N')", people.sort("subject"))
    connection.commit()
    _settle(connection, ("wide", "people"))


def load_rollup(connection: Connection[Any]) -> None:
    connection.execute(_ROLLUP)
    connection.commit()
    _settle(connection, ("rollup",))


def load_survey(connection: Connection[Any], size: Size) -> pl.DataFrame:
    forms = responses(size)
    connection.execute(
        "CREATE TABLE survey (unit smallint, q1 smallint, q2 smallint, q3 smallint, q4 smallint, q5 smallint)"
    )
    with connection.cursor() as cursor:
        frame_in(cursor, r"COPY survey FROM STDIN (FORMAT csv, NULL '\N')", forms)
    connection.commit()
    _settle(connection, ("survey",))
    return forms


def _settle(connection: Connection[Any], tables: Iterable[str]) -> None:
    connection.autocommit = True
    for table in tables:
        connection.execute(f"VACUUM (ANALYZE) {table}")
    connection.autocommit = False
