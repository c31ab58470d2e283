"""One changed sheet with the nation's ranks right, and one person's place in the nation: the rollups against full SQL."""

from collections.abc import Iterator, Sequence
from statistics import median

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
    """Aims hold at the large size; a small one shows how cost grows."""
    small = trial("nation", "S")
    ours = small if size == "S" else trial("nation", size)
    full, aimed = _full(size), size == "L"
    change, place, counted = (median(ours[name]) for name in ("change", "place", "count"))
    clusters = f"a cluster ranked by a window {_spread(ours['cluster'])}"
    yield Row(
        f"one changed sheet of {ours['rows']:,} people, durable, ranks right",
        "all of it again in one SQL over the wide table",
        f"{_spread(ours['change'])} and {_spread(ours['place'])} to read the place",
        str(full),
        full.wall / (change + place),
        FULL if aimed else 1,
        note="" if aimed else f"{FULL:,}× is aimed at for L",
    )
    yield Row(
        "the same", "its own cost for 500 people", _spread(ours["change"]), _spread(small["change"]),
        change / median(small["change"]), FLAT, most=True,
    )  # fmt: skip
    waiting = f"with {2 * len(ours['change'])} changes not taken in yet {_spread(ours['place_waiting'])}"
    yield Row(
        f"place of one among {ours['rows']:,}", "count over an index", _spread(ours["place"]), _spread(ours["count"]),
        counted / place, PLACE if aimed else 0, note=f"{waiting}; {clusters}",
    )  # fmt: skip
    yield hot_row()


def _full(size: str) -> Taken:
    with database.fresh("full") as address, psycopg.connect(address) as connection:
        postmaster = twins.prepare(connection)
        twins.load_wide(connection, SIZES[size])
        with taking(postmaster) as taken:
            connection.execute(f"CREATE TEMPORARY TABLE placed AS {twins.YEAR}")
            connection.commit()
    return taken


def _spread(times: Sequence[float]) -> str:
    """Median and 99th percentile."""
    ordered = sorted(times)
    return f"p50 {seconds(median(ordered))}, p99 {seconds(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))])}"
