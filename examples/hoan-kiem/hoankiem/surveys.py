"""Twenty thousand answers to the ten service standards: who asked for what they got, and truly differently by unit."""

import calendar
import csv
import io
import random

from hoankiem.campaign import SURVEY
from hoankiem.chance import stream
from hoankiem.places import COUNTERS, MONTHS, WARDS

ANSWERS = 20_000
_CHANNELS = {"qr": 40, "kiosk": 30, "web": 15, "paper": 10, "phone": 5}
_ITEM_EFFECT = {"S1": 0.03, "S2": -0.01, "S6": -0.05, "S7": -0.07, "S8": -0.04, "S10": 0.01}
_NO_OPINION = {"S7": 0.18, "S8": 0.15, "S9": 0.05}
_QUIET = {("P16", "2019-02"): 17, ("D05", "2019-02"): 12}
"""Too few answers to count: less than the policy's minimum."""


def counts() -> dict[tuple[str, str], int]:
    """How many answers each unit got in each month; in all exactly `ANSWERS`."""
    units = [*(unit.code for unit in WARDS), *COUNTERS]
    chance = stream("survey", "counts")
    busy = {code: chance.uniform(0.7, 1.5) for code in units}
    weights = {
        (code, month): busy[code] * chance.uniform(0.85, 1.15)
        for month in MONTHS for code in units if (code, month) not in _QUIET
    }  # fmt: skip
    wanted = ANSWERS - sum(_QUIET.values())
    total = sum(weights.values())
    found = {key: int(wanted * weight / total) for key, weight in weights.items()}
    for key in sorted(weights)[: wanted - sum(found.values())]:
        found[key] += 1
    return {**found, **_QUIET}


def satisfaction(levels: dict[str, float]) -> dict[str, float]:
    """The chance of a satisfied answer by unit: follows how good the unit is, with a will of its own."""
    return {
        code: min(0.96, max(0.55, 0.80 + (level - 0.87) * 1.6 + stream("survey", code).gauss(0, 0.035)))
        for code, level in levels.items()
    }


def month_csv(month: str, found: dict[tuple[str, str], int], satisfied: dict[str, float]) -> bytes:
    """The answers of a month: key, unit, moment, channel and 1 to 5 for each item, empty for no opinion."""
    rows = []
    for (unit, when), number in found.items():
        if when == month:
            chance = stream("survey", unit, month)
            rows += [_row(chance, unit, month, n, satisfied[unit]) for n in range(1, number + 1)]
    rows.sort(key=lambda row: (row[2], row[0]))
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(["key", "unit_code", "answered_at", "channel", *(code for code, _, _ in SURVEY)])
    writer.writerows(rows)
    return target.getvalue().encode()


def _row(chance: random.Random, unit: str, month: str, number: int, satisfied: float) -> list[str]:
    last = calendar.monthrange(int(month[:4]), int(month[5:]))[1]
    at = f"{month}-{chance.randint(1, last):02d}T{chance.randint(8, 16):02d}:{chance.randint(0, 59):02d}:00+07:00"
    channel = chance.choices(list(_CHANNELS), weights=list(_CHANNELS.values()))[0]
    mood = chance.gauss(0, 0.10)
    marks = [_mark(chance, code, satisfied + mood) for code, _, _ in SURVEY]
    return [f"KS-{month}-{unit}-{number:04d}", unit, at, channel, *marks]


def _mark(chance: random.Random, code: str, satisfied: float) -> str:
    if chance.random() < _NO_OPINION.get(code, 0.02):
        return ""
    if chance.random() < satisfied + _ITEM_EFFECT.get(code, 0):
        return "5" if chance.random() < satisfied * 0.6 else "4"
    return "3" if chance.random() < 0.6 else "2" if chance.random() < 0.7 else "1"
