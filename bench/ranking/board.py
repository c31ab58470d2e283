"""A board of 5,000 units over HTTP, against the same board recomputed for each request."""

from collections.abc import Iterator
from statistics import median

from bench.ranking.rows import Row, seconds
from bench.ranking.trials import trial

AIM = 50


def run(size: str) -> Iterator[Row]:
    found = trial("units", size)
    read, same, computed = (median(found[name]) for name in ("read", "same", "computed"))
    if found["of_rows"] != 1:
        raise SystemExit(f"{found['of_rows']} queries for the rows of a board")
    yield Row(
        f"board of {found['units']:,} units × {found['columns']} columns over HTTP",
        "recomputed by the engine for each request",
        seconds(read),
        seconds(computed),
        computed / read,
        AIM,
        note=f"one query for the rows, {found['queries']} in all; unchanged (304): {seconds(same)};"
        f" all rollups made anew: {seconds(found['rebuilt'])}",
    )
