"""The rounds: ours and the peers' in turns at two densities of art, then print files, archives and memory."""

import logging
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

import zstandard

from bench import results
from bench.certificates.making import content, peers
from certificates import printing
from certificates.compiled import qr
from certificates.compiled.booklet import booklet
from certificates.compiled.metadata import About
from certificates.compiled.press import Press
from certificates.designs import artwork
from certificates.layouts import Layout
from certificates.models import Certificate
from certificates.presets import preset
from certificates.typefaces import typefaces
from certificates.typesetting import lay_out

PACKAGES = ("reportlab", "rl_accel", "typst", "weasyprint", "pypdf", "fonttools", "zopfli", "segno")
ARTS = {"light": "classic-light", "rich": "guilloche"}
ROUNDS, OURS, THEIRS = 9, 1_000, 2
MANY, MOST = 10_000, 100_000
MUST = {"naive": 250, "Typst": 30, "WeasyPrint": 750, "pypdf": 1_000}
AIM = {"naive": 900, "Typst": 100, "WeasyPrint": 2_500, "pypdf": 4_000}


@dataclass
class Spent:
    """Processor seconds of one certificate, a figure a round; the size of the last."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def middle(self) -> float:
        return median(self.seconds)


def timed(spent: Spent, jobs: Sequence[object], make: Callable[..., bytes]) -> None:
    begun = time.process_time()
    for job in jobs:
        made = make(job)
    spent.seconds.append((time.process_time() - begun) / len(jobs))
    spent.size = len(made)


def pdf(press: Press) -> Callable[[Certificate], bytes]:
    """What a download does with a row but for reading it: values, evidence, file."""

    def make(row: Certificate) -> bytes:
        return press.head + press.tail(printing.paper_of(row, press.address), content.evidence(row))

    return make


def job(press: Press, row: Certificate) -> peers.Job:
    paper = printing.paper_of(row, press.address)
    assert press.qr
    rows = qr.rows_of(press.qr.image(row.token), press.qr.side)
    return peers.Job(paper, lay_out(paper, press.layout, typefaces()), rows)


def density(art: str, *, different: bool) -> tuple[Spent, dict[str, Spent]]:
    """Ours and the peers' in turns; every round has rows of its own, so names are new to all."""
    press, layout = pressed(art)
    ours, theirs = Spent(), {}
    first = job(press, content.rows(1, 0, different=different)[0])
    makers = peers.makers(artwork(art, layout.page_width, layout.page_height), first.sheet)
    for make in makers.values():
        make(first)
    timed(Spent(), content.rows(200, 99, different=different), pdf(press))
    for turn in range(ROUNDS):
        timed(ours, content.rows(OURS, turn + 1, different=different), pdf(press))
        jobs = [job(press, row) for row in content.rows(THEIRS, turn + 1, different=different)]
        for name, make in makers.items():
            timed(theirs.setdefault(name, Spent()), jobs, make)
    return ours, theirs


def pressed(art: str) -> tuple[Press, Layout]:
    layout = replace(preset("classic"), art=art)
    return Press(printing.compile_layout(layout)), layout


def ratios(kind: str, art: str, *, different: bool) -> list[str]:
    ours, theirs = density(art, different=different)
    wanted = MUST if different else AIM
    lines = []
    for name, spent in theirs.items():
        ratio, aim = spent.middle / ours.middle, next(value for key, value in wanted.items() if key in name)
        lines.append(
            f"| {kind} | {'all different' if different else 'repeat'} | {name} "
            f"| {ours.middle * 1e6:.0f} µs, {ours.size / 1e3:.1f} kB "
            f"| {spent.middle * 1e3:.1f} ms, {spent.size / 1e3:.1f} kB | {ratio:,.0f}× | ≥ {aim:,}× | "
            f"{'yes' if ratio >= aim else 'no'} |"
        )
        print(lines[-1], file=sys.stderr)
    return lines


def print_file(press: Press) -> str:
    rows = content.rows(MANY, 1, different=True)
    about = About.decision("Chủ tịch", "Quyết định", rows[0].decided_on)

    def size(some: Sequence[Certificate]) -> int:
        pages = ((press, printing.paper_of(row, press.address)) for row in some)
        return sum(len(part) for part in booklet(pages, "Quyết định", about))

    begun = time.process_time()
    whole = size(rows)
    spent = (time.process_time() - begun) / MANY
    return (
        f"One file for print of {MANY:,}, every citation different: {(whole - size(rows[:1])) / (MANY - 1):,.0f} bytes a page "
        f"after the first (aim ≤ 1,500), {spent * 1e6:.0f} µs a page."
    )


def packed(press: Press) -> str:
    """A solid archive of whole files, as the records office gets it."""
    make, sizes = pdf(press), []
    for different in (False, True):
        packer = zstandard.ZstdCompressor(level=3, write_content_size=False).compressobj()
        rows = content.rows(MANY, 2, different=different)
        parts = (packer.compress(row.token.encode().ljust(512, b"\0") + make(row)) for row in rows)
        sizes.append((sum(map(len, parts)) + len(packer.flush())) / MANY)
    return (
        f"`tar.zst` of {MANY:,}: {sizes[0]:,.0f} bytes each when citations repeat, {sizes[1]:,.0f} when all are different "
        "(aim ≤ 1,000); each carries its record, salt and 448 bytes of proof."
    )


def flat(press: Press) -> str:
    """Memory of one worker over a hundred thousand, most of whose texts are new."""
    make, seen = pdf(press), []
    begun = time.process_time()
    for turn in range(MOST // MANY):
        for row in content.rows(MANY, turn + 10, different=True):
            make(row)
        seen.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    rate = MOST / (time.process_time() - begun)
    return (
        f"{MOST:,} certificates in one process, every citation different: most memory {seen[0]:.0f} MB after the first {MANY:,}, "
        f"{seen[-1]:.0f} MB at the end; {rate:,.0f} a second of one core, making up the rows included."
    )


def main() -> None:
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)
    head = [
        "| art | citations | against | ours | theirs | ratio | aim | reached |",
        "|---|---|---|---|---|---|---|---|",
    ]
    table = [
        line
        for kind, art in ARTS.items()
        for different in (True, False)
        for line in ratios(kind, art, different=different)
    ]
    press, _ = pressed(ARTS["rich"])
    notes = [flat(press), print_file(press), packed(press)]
    for note in notes:
        print(note, file=sys.stderr)
    drawn = ", ".join(
        f"{kind} {len(artwork(art, 297.0, 210.0)) / 1e3:.0f} kB of operators" for kind, art in ARTS.items()
    )
    about = (
        f"CPU time of one A4 certificate, medians of {ROUNDS} rounds in turns in one process, {OURS:,} of ours and {THEIRS} of "
        f"theirs a round; names are always new. Art: {drawn}. Ours is whole: values, record and proof, layout, tags, file. "
        "For the peers texts are measured, broken and placed beforehand; two of them get the code's modules too."
    )
    results.write("Certificates", [about, "", *head, *table, "", *notes], PACKAGES)
