"""Certificates end to end, from signed decisions by relay, workers and PostgreSQL to the ZIP over HTTP."""

import argparse
import hashlib
import socket
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench import results
from devstack.stack import Services
from tests.faults.stage import ISSUED, Stage, certificates_hold, children

MODULE = "bench.certificates"
PER_DECISION = 10_000
LEASE_SECONDS = "120"
CHUNK = "250"
_SPANS = """
SELECT reaction, count(*), extract(epoch FROM max(done_at) - min(sent_at)) FROM kernel_delivery
 WHERE sent_at > %s AND reaction = ANY(%s) GROUP BY reaction ORDER BY min(sent_at)
"""
CHAIN = ("request_certificates", "prepare_decision_paper", "seal_decision_paper", "begin_batch", "make_chunk")


@dataclass
class Measured:
    """Seconds of each stretch, and bytes."""

    size: int
    signing: float = 0
    making: float = 0
    drawing: float = 0
    download: float = 0
    resumed: float = 0
    bytes: int = 0
    memory: list[int] = field(default_factory=list)
    steps: list[tuple[str, float]] = field(default_factory=list)


def _memory(stage: Stage) -> int:
    """MB that the worker's processes hold for themselves."""
    kept = []
    for pid in children(stage.processes.pid("worker") or 0):
        with suppress(ProcessLookupError, FileNotFoundError):  # a worker's processes are replaced after some work
            kept.append(Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8"))
    lines = [line for text in kept for line in text.splitlines() if line.startswith("Pss:")]
    return sum(int(line.split()[1]) for line in lines) // 1024


@contextmanager
def staged(files: Path, size: int) -> Iterator[Stage]:
    with Services.throwaway() as services:
        url = services.create_database("bench_certificates")
        overlay = {"DELIVERY_LEASE_SECONDS": LEASE_SECONDS, "CERTIFICATES_PER_CHUNK": CHUNK}
        stage = Stage(url, services.redis_url, files, **overlay)
        try:
            stage.processes.once("migrate")
            stage.drive("prepare", size)
            yield stage
        finally:
            stage.close()


def measure(stage: Stage, size: int) -> Measured:
    """Sign while relay and worker stand ready, and wait until all is made."""
    found = Measured(size)
    for name in ("relay", "worker"):
        stage.processes.start(name)
    stage.drive("sign_many", 1, 1, 1, module=MODULE)
    stage.until(ISSUED, lambda issued: issued == 1)
    ((since,),) = stage.ask("select clock_timestamp()")
    began = time.monotonic()
    stage.drive("sign_many", 2, size, PER_DECISION, module=MODULE)
    found.signing = time.monotonic() - began
    while stage.count(ISSUED) < size:
        time.sleep(0.5)
        found.memory.append(_memory(stage))
    stage.until("select count(*) from certificates_batch where state <> 'done'", lambda left: left == 0)
    found.making = time.monotonic() - began
    found.steps = _steps(stage, since)
    certificates_hold(stage, size)
    stage.drive("draw", size, module=MODULE)
    found.drawing = float((Path(stage.values["DATA_DIR"]) / "drawn").read_text(encoding="utf-8"))
    _fetch(stage, found)
    return found


def _steps(stage: Stage, since: object) -> list[tuple[str, float]]:
    """Each link of the chain, from when it was first handed to a worker to the end of the last of its kind."""
    return [(f"{count} × {name}", float(span)) for name, count, span in stage.ask(_SPANS, since, list(CHAIN))]


def _fetch(stage: Stage, found: Measured) -> None:
    """Each batch's ZIP over HTTP, once whole and its last tenth again; every member is checked against its row."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = ("--interface", "wsgi", "--no-ws", "--host", "127.0.0.1", "--port", str(port), "--workers", "1")
    program = str(Path(sys.executable).with_name("granian"))
    stage.processes.run_command("web", (program, *words, "bench.certificates.app:application"), restart=True)
    for (batch,) in stage.ask("select id from certificates_batch order by decision_number"):
        address, file = f"http://127.0.0.1:{port}/{batch}", stage.files / "batch.zip"
        began = time.monotonic()
        length = _saved(address, file)
        found.download += time.monotonic() - began
        found.bytes += length
        began = time.monotonic()
        tail = httpx.get(address, headers={"Range": f"bytes={length - length // 10}-"}, timeout=600).content
        found.resumed += time.monotonic() - began
        with file.open("rb") as whole:
            whole.seek(length - length // 10)
            if whole.read() != tail:
                raise SystemExit("the resumed part differs")
        _checked(stage, file, str(batch))


def _saved(address: str, file: Path) -> int:
    ends = time.monotonic() + 60
    while True:
        try:
            with httpx.stream("GET", address, timeout=600) as answer, file.open("wb") as target:
                length = int(answer.headers["Content-Length"])
                for piece in answer.iter_raw():
                    target.write(piece)
            break
        except httpx.ConnectError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
    if file.stat().st_size != length:
        raise SystemExit("the ZIP has another length than it said")
    return length


def _checked(stage: Stage, file: Path, batch: str) -> None:
    query = "select sha256 from certificates_certificate where batch_id = %s order by place_in_decision"
    digests = [digest for (digest,) in stage.ask(query, batch)]
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        for place in range(0, len(names), 97):
            if hashlib.sha256(archive.read(names[place])).hexdigest() != digests[place]:
                raise SystemExit(f"{names[place]} is not what was issued")
        if len(names) != len(digests):
            raise SystemExit("the ZIP lacks certificates")


def table(found: Measured) -> list[str]:
    size = found.size
    rows = [
        ("drawing alone, one process", found.drawing),
        ("drafting and signing (register numbers, one event a decision), a process begun for it", found.signing),
        ("from the first signature to all issued: relay, workers, PostgreSQL", found.making),
        ("the ZIP over HTTP", found.download),
    ]
    steps = ", ".join(f"`{name}` {seconds:.1f} s" for name, seconds in found.steps)
    memory = found.memory or [0]
    return [
        f"{size:,} certificates in decisions of up to {PER_DECISION:,}, chunks of {CHUNK}, two worker processes:",
        "",
        "| | seconds | certificates a second |",
        "|---|---|---|",
        *(f"| {name} | {seconds:.1f} | {size / seconds:,.0f} |" for name, seconds in rows),
        "",
        f"ZIP of {found.bytes / 1e6:,.0f} MB; its last tenth again by `Range` in {found.resumed:.2f} s. The links of the chain, "
        f"each from the first hand-out to the last end: {steps}. Worker processes held {memory[0]} MB at "
        f"first, {max(memory)} MB at most, {memory[-1]} MB at the end.",
    ]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=10_000)
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder), size) as stage:
        lines = table(measure(stage, size))
    print("\n".join(lines))
    results.write(f"Batches of certificates ({size:,})", lines, ("django", "psycopg", "celery", "granian"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
