"""How fast the stand-alone check walks the chain."""

import time

from kernel import chain

ENTRIES = 10_000
KEY = chain.private_key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")


def entries_per_second() -> float:
    """A chain of entries like an appraisal's, with a head on its end, walked once."""
    lines, previous = [], chain.GENESIS
    for number in range(1, ENTRIES + 1):
        line = {
            "id": number,
            "authority": "hoan-kiem",
            "type": "emulation.evaluations.appraised.v1",
            "key": "01920000-0000-7000-8000-000000000000",
            "payload": {"unit": "P01", "month": "2019-05", "lines": [{"subject": "CB0001", "total": "87.50"}] * 5},
            "at": "2019-06-01T02:30:00+00:00",
            "actor": "standing.officer",
            "request_id": "0123456789abcdef",
        }
        previous = chain.entry_hash(previous, line)
        lines.append({**line, "sequence": number, "hash": previous})
    head = chain.sign(chain.Head(ENTRIES, previous, "2019-06-01T02:30:00+00:00", "daily"), KEY)
    began = time.perf_counter()
    faults = chain.walk(lines, [head], KEY.public_key())
    seconds = time.perf_counter() - began
    if faults:
        raise SystemExit(f"the chain of the benchmark does not hold: {faults[0]}")
    return ENTRIES / seconds
