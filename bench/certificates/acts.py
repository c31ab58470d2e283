"""The acts of the measurement of batches, each run in a process of its own."""

import time
from pathlib import Path

from django.conf import settings

from certificates import printing
from certificates.models import Certificate
from tests.faults.acts import decide


def sign_many(first: int, last: int, each: int) -> None:
    """Decisions of so many people, from one person to another; a decision has the number of its first."""
    for begin in range(first, last + 1, each):
        decide(str(begin), [f"CB{n:04d}" for n in range(begin, min(begin + each, last + 1))])


def draw(size: int) -> None:
    """What drawing alone costs: every certificate once, rows read beforehand; the seconds go into a file."""
    rows = list(Certificate.objects.select_related("batch").order_by("pk")[: min(size, 10_000)])
    began = time.perf_counter()
    for row in rows:
        printing.fingerprint(row)
    seconds = (time.perf_counter() - began) * size / len(rows)
    (Path(settings.DATA_DIR) / "drawn").write_text(str(seconds), encoding="utf-8")


ACTS = {act.__name__: act for act in (sign_many, draw)}
