"""What a benchmark says: one row of the table of speed, and how time is taken of us and of PostgreSQL's processes."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Row:
    """Work, what it stands against, both figures as text, and their ratio with the aim: at least, or with ``most`` at most."""

    work: str
    against: str
    ours: str
    theirs: str
    ratio: float
    aim: float
    most: bool = False
    note: str = ""

    @property
    def reached(self) -> bool:
        return self.ratio <= self.aim if self.most else self.ratio >= self.aim

    def line(self) -> str:
        aim = f"{'≤' if self.most else '≥'} {self.aim:,.10g}×"
        ratio = f"{self.ratio:,.0f}×" if self.ratio >= 100 else f"{self.ratio:.2f}×"
        cells = (
            self.work,
            self.against,
            self.ours,
            self.theirs,
            ratio,
            aim,
            "yes" if self.reached else "no",
            self.note,
        )
        return f"| {' | '.join(cells)} |"


HEAD = ("| work | against | ours | theirs | ratio | aim | reached | |", "|---|---|---|---|---|---|---|---|")


@dataclass
class Taken:
    """Seconds: of the clock, of our own processor time and of PostgreSQL's."""

    wall: float = 0.0
    client: float = 0.0
    server: float = 0.0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        return self.client + self.server

    def __str__(self) -> str:
        server = f", of it in PostgreSQL {seconds(self.server)}" if self.server else ""
        return f"{seconds(self.wall)} (CPU {seconds(self.cpu)}{server})"


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


@contextmanager
def taking(postmaster: int = 0) -> Iterator[Taken]:
    """Time of a block, with that of all of PostgreSQL's processes where the first of them is given."""
    taken, began = Taken(), (time.perf_counter(), time.process_time(), _server(postmaster))
    yield taken
    ended = (time.perf_counter(), time.process_time(), _server(postmaster))
    taken.wall, taken.client, taken.server = (after - before for before, after in zip(began, ended, strict=True))


def postmaster_of(backend: int) -> int:
    """The parent of all processes of the server to which a backend belongs."""
    return int(_stat(backend)[1])


def _stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _server(postmaster: int) -> float:
    """Processor time of a server: of the processes that run, and of those that the first one has seen end."""
    if not postmaster:
        return 0.0
    ticks = sum(int(part) for part in _stat(postmaster)[11:15])
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = _stat(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(stat[1]) == postmaster:
                ticks += int(stat[11]) + int(stat[12])
    return ticks / TICKS
