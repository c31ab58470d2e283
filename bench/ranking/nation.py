"""The synthetic nation: staff in units and clusters, ten weighted criteria a month with gaps, ties, leave, transfers, vetoes.

Marks come in steps of 2.5, so that many figures lie exactly between two published ones; everything follows from the seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from emulation.columns.trees import leaf_column
from emulation.rules.schemes import Scheme, parse_scheme

SEED = 2019
MONTHS = 12
WEIGHTS = (20, 15, 15, 10, 10, 10, 5, 5, 5, 5)
CRITERIA = tuple(f"K{number:02d}" for number in range(1, len(WEIGHTS) + 1))
BONUS, DEDUCTION = "T", "P"
LEAVES = (*CRITERIA, BONUS, DEDUCTION)
UNIT, CLUSTER = 40, 5_000
"""People in a unit and in a cluster."""
DECIMALS = 2


@dataclass(frozen=True)
class Size:
    name: str
    staff: int
    responses: int
    """Citizens who answered five questions each."""

    @property
    def answers(self) -> int:
        return self.responses * 5


SIZES = {
    size.name: size for size in (Size("S", 500, 20_000), Size("M", 50_000, 2_000_000), Size("L", 2_000_000, 20_000_000))
}


def scheme_data() -> dict[str, Any]:
    """The scheme: a weighted mean of what is there, bonus and deduction, at least half of the weight and ten months, the
    months of the best grade as a tie-break, and a fifth of a unit's good or better may be excellent."""

    def leaf(code: str, maximum: str, **more: Any) -> dict[str, Any]:
        return {"code": code, "title": {"vi": code}, "max": maximum, **more}

    criteria = [
        leaf(code, "100", weight=f"{weight / 100:.2f}", missing="rebase")
        for code, weight in zip(CRITERIA, WEIGHTS, strict=True)
    ]
    grades = (("A", "90"), ("B", "70"), ("C", "50"), ("D", "0"))
    return {
        "code": "nation",
        "title": {"vi": "Cả nước"},
        "components": [
            *criteria,
            leaf(BONUS, "5", kind="bonus", missing="zero"),
            leaf(DEDUCTION, "5", kind="deduction", missing="zero"),
        ],
        "coverage": "0.5",
        "floor": "0",
        "ceiling": "100",
        "rounding": {"mode": "half_up", "decimals": 2, "stage": "total"},
        "grades": [{"code": code, "at_least": least, "title": {"vi": code}} for code, least in grades],
        "vetoes": [{"code": "V1", "title": {"vi": "Bị kỷ luật"}}],
        "quotas": [
            {
                "code": "Q1",
                "grade": "A",
                "share": "0.2",
                "denominator": {"base": "reached", "grades": ["A", "B"]},
                "within": ["unit"],
                "boundary": "none",
            }
        ],
        "tie_breaks": ["@top_months"],
        "minimum_months": 10,
    }


@cache
def scheme() -> Scheme:
    return parse_scheme(scheme_data())


def month(size: Size, number: int) -> pl.DataFrame:
    """The sheets of one month, in the order of the people: about three in a hundred are on leave, and one mark in a
    hundred is missing."""
    drawn = np.random.Generator(np.random.PCG64([SEED, size.staff, number]))
    people = _people(size.staff)
    here = (drawn.random(size.staff) >= 0.03) & ~((people["leave"] <= number) & (number < people["leave"] + 3))
    who = np.flatnonzero(here)
    count = len(who)
    columns: dict[str, Any] = {
        "subject": who.astype(np.int32),
        "unit": np.where(number >= people["moves"][who], people["next"][who], people["unit"][who]).astype(np.int32),
    }
    columns["cluster"] = (columns["unit"] // (CLUSTER // UNIT)).astype(np.int32)
    strength = people["strength"][who] + drawn.normal(0, 2, count).astype(np.float32)
    columns["vetoes"] = (drawn.random(count) < 0.0003).astype(np.int32)
    for code in CRITERIA:
        marks = strength + drawn.normal(0, 6, count).astype(np.float32)
        points = np.clip(np.rint(marks / 2.5) * 250, 0, 10_000).astype(np.int32)
        columns[leaf_column(code)] = pl.Series(points).set(pl.Series(drawn.random(count) < 0.01), None)
    for code, share in ((BONUS, 0.1), (DEDUCTION, 0.05)):
        points = (drawn.integers(1, 11, count) * 50).astype(np.int32)
        columns[leaf_column(code)] = pl.Series(points).set(pl.Series(drawn.random(count) >= share), None)
    return pl.DataFrame(columns)


@cache
def _people(staff: int) -> dict[str, Any]:
    """Who somebody is all year long; one in a hundred moves to the next unit."""
    drawn = np.random.Generator(np.random.PCG64([SEED, staff]))
    unit = np.arange(staff) // UNIT
    moving = drawn.random(staff) < 0.01
    leaving = drawn.random(staff) < 0.05
    return {
        "unit": unit,
        "next": (unit + 1) % max(staff // UNIT, 1),
        "moves": np.where(moving, drawn.integers(2, MONTHS + 1, staff), MONTHS + 1),
        "leave": np.where(leaving, drawn.integers(1, MONTHS + 1, staff), MONTHS + 9),
        "strength": drawn.normal(82, 8, staff).astype(np.float32),
    }


def months(size: Size) -> Iterator[tuple[int, pl.DataFrame]]:
    for number in range(1, MONTHS + 1):
        yield number, month(size, number)


def responses(size: Size) -> pl.DataFrame:
    """Survey forms: the unit, and five answers from 1 to 5, 0 for no opinion."""
    drawn = np.random.Generator(np.random.PCG64([SEED, size.responses]))
    units = (drawn.random(size.responses) ** 1.5 * 3_300).astype(np.int16)
    levels = np.array([4, 4, 5, 3, 5, 4, 2, 1, 0, 5], dtype=np.int8)
    marks = {f"q{item}": levels[drawn.integers(0, len(levels), size.responses)] for item in range(1, 6)}
    return pl.DataFrame({"unit": units, **marks})
