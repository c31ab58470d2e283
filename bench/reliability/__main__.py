"""Runs the trials, prints them as tables and writes them to bench/RESULTS.md: `python -m bench.reliability`."""

import sys
import tempfile
from pathlib import Path

from bench import results
from bench.reliability.trials import DEFAULTS, JOBS, KILLED_AT, LATE, LEDGER, SINGLE, Counted, latencies, redis_lost
from bench.reliability.verifying import ENTRIES, entries_per_second
from devstack.stack import Services
from tests.faults.stage import Stage

TEMPLATE = "prepared"


def prepare(services: Services, files: Path) -> None:
    stage = Stage(services.create_database(TEMPLATE), services.redis_url, files)
    try:
        stage.processes.once("migrate")
        stage.drive("prepare", 1)
        stage.write("create table probe_source (probe text primary key, committed_at timestamptz)")
    finally:
        stage.close()


def _after(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds > 0 else "none came"


def lost_table(rows: list[Counted]) -> list[str]:
    return [
        f"Redis killed when {KILLED_AT:.0%} of {JOBS} jobs of one request were done, and started again empty:",
        "",
        "| | lost | doubled | last effect after the restart |",
        "|---|---|---|---|",
        *(f"| {row.way.title} | {row.lost} | {row.doubled} | {_after(row.seconds)} |" for row in rows),
    ]


def time_table(direct: tuple[float, float], ledger: tuple[float, float]) -> list[str]:
    return [
        "",
        f"From commit to the first statement of the job, {SINGLE} jobs one at a time:",
        "",
        "| | median | 95th percentile |",
        "|---|---|---|",
        f"| {LATE.title} | {direct[0]:.1f} ms | {direct[1]:.1f} ms |",
        f"| {LEDGER.title} | {ledger[0]:.1f} ms | {ledger[1]:.1f} ms |",
        f"| ratio | {ledger[0] / direct[0]:.2f} | {ledger[1] / direct[1]:.2f} |",
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, Services.throwaway() as services:
        files = Path(folder)
        prepare(services, files)
        lost = [redis_lost(services, way, TEMPLATE, files) for way in (DEFAULTS, LATE, LEDGER)]
        times = [latencies(services, way, TEMPLATE, files) for way in (LATE, LEDGER)]
    lines = lost_table(lost) + time_table(*times)
    lines += ["", f"`python -m kernel.chain` walks {entries_per_second():,.0f} entries a second ({ENTRIES:,} entries)."]
    print("\n".join(lines))
    results.write("Reliability", lines, ("celery", "kombu", "redis", "django", "psycopg"))
    ours = lost[-1]
    return 0 if (ours.lost, ours.doubled) == (0, 0) else 1


if __name__ == "__main__":
    sys.exit(main())
