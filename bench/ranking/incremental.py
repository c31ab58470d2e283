"""One changed sheet with the nation's ranks right, and one person's place in the nation: the rollups against full SQL."""

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

import psycopg

from bench.ranking import database, twins
from bench.ranking.hot_rows import hot_row
from bench.ranking.nation import SIZES
from bench.ranking.rows import Row, Taken, seconds, taking
from bench.ranking.trials import trial

FULL = 10_000
FLAT = 1.5
PLACE = 40


def run(size: str) -> Iterator[Row]:
    """Ratios are of processor time, ours and PostgreSQL's, for the clock sees whatever else the machine does. Aims hold at the
    large size; a small one shows how cost grows."""
    small = trial("nation", "S")
    ours = small if size == "S" else trial("nation", size)
    full, aimed = _full(size), size == "L"
    yield Row(
        f"one changed sheet of {ours['rows']:,} people, durable, ranks right",
        "all of it again in one SQL over the wide table",
        f"{_spread(ours, 'change')}; to read the place {_spread(ours, 'place')}",
        str(full),
        full.cpu / (ours["change_cpu"] + ours["place_cpu"]),
        FULL if aimed else 1,
        note=f"by the clock {full.wall / (median(ours['change']) + median(ours['place'])):,.0f}×",
    )
    yield Row(
        f"one changed sheet of {ours['rows']:,} people",
        f"its own cost among {small['rows']:,}",
        _spread(ours, "change"),
        _spread(small, "change"),
        ours["change_cpu"] / small["change_cpu"],
        FLAT,
        most=True,
    )
    yield Row(
        f"place of one among {ours['rows']:,}",
        "count over an index",
        _spread(ours, "place"),
        _spread(ours, "count"),
        ours["count_cpu"] / ours["place_cpu"],
        PLACE if aimed else 0,
        note=f"by the clock {median(ours['count']) / median(ours['place']):.1f}×; with {2 * len(ours['change'])} changes not"
        f" taken in yet p50 {seconds(median(ours['place_waiting']))}; a cluster ranked by one window"
        f" p50 {seconds(median(ours['cluster']))}",
    )
    yield hot_row()


def _full(size: str) -> Taken:
    with database.fresh("full") as address, psycopg.connect(address) as connection:
        postmaster = twins.prepare(connection)
        twins.load_wide(connection, SIZES[size])
        with taking(postmaster) as taken:
            connection.execute(f"CREATE TEMPORARY TABLE placed AS {twins.YEAR}")
            connection.commit()
    return taken


def _spread(found: Mapping[str, Any], name: str) -> str:
    """Median and 99th percentile by the clock, and the mean of the processor time."""
    ordered = sorted(found[name])
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"p50 {seconds(median(ordered))}, p99 {seconds(high)} (CPU {seconds(found[f'{name}_cpu'])})"
