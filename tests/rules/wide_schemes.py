"""Hypothesis strategies of schemes that use everything the columnar core knows, and of sheets for them."""

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.sheets import Entry
from kernel.errors import Invalid
from tests.rules import builders
from tests.rules.builders import Data, group, leaf

MODES = ("half_up", "half_even", "down", "up")


def _rounding(draw: st.DrawFn) -> Data | None:
    if draw(st.integers(0, 4)):
        return None
    return {"decimals": draw(st.integers(0, 3)), "mode": draw(st.sampled_from(MODES))}


def _scale(draw: st.DrawFn, maximum: str | None) -> Data:
    choices: list[Data] = [
        {"method": "range", "low": "2", "high": "9", "scale": "30", "lower_is_better": draw(st.booleans())},
        {"method": "target", "target": "7", "scale": "10", "clip": draw(st.booleans())},
        {"method": "target", "low": "9", "target": "0"},
    ]
    if maximum is not None:
        choices.append({"method": "share", "scale": draw(st.sampled_from(["10", "3"]))})
    return draw(st.sampled_from(choices))


@st.composite
def trees(draw: st.DrawFn, code: str, depth: int, ways: tuple[str, ...], plain: bool) -> Data:
    """A criteria node of any shape; ``ways`` are the missing policies in use, ``plain`` keeps to sums of maxima."""
    weight = draw(st.sampled_from(["1", "2", "0.25"]))
    if depth and draw(st.integers(0, 2)):
        members = [draw(trees(f"{code}.{n}", depth - 1, ways, plain)) for n in range(1, draw(st.integers(1, 3)) + 1)]
        if draw(st.integers(0, 3)) == 0:
            members.append(leaf(f"{code}.T", "3", kind=draw(st.sampled_from(["bonus", "deduction"])), missing="zero"))
        aggregate = "sum" if plain else draw(st.sampled_from(["sum", "mean"]))
        more: Data = {"weight": weight, "aggregate": aggregate, "rounding": _rounding(draw)}
        if draw(st.integers(0, 3)) == 0:
            more["coverage"] = draw(st.sampled_from(["0.3", "0.5", "1"]))
        if not plain and draw(st.integers(0, 5)) == 0:
            more["normalise"] = _scale(draw, None)
        return group(code, *members, **more)
    maximum = draw(st.sampled_from(["5", "10", "12.5", "40"]))
    missing = draw(st.sampled_from(ways))
    more = {"missing": missing, "weight": weight, "rounding": _rounding(draw)}
    more["not_applicable"] = draw(st.sampled_from(sorted({*ways} & {"rebase", "renormalise"} or {"refuse"})))
    if not plain and draw(st.integers(0, 4)) == 0:
        more["normalise"] = _scale(draw, maximum)
        more["min"] = "0"
    elif draw(st.integers(0, 5)) == 0:
        more["min"] = "-3"
    return leaf(code, maximum, **more)


def _extras(draw: st.DrawFn) -> list[Data]:
    cap = draw(st.sampled_from(["8", None]))
    extras = [
        group(code, leaf(f"{code}.1", "6", missing="zero"), leaf(f"{code}.2", "6", missing="zero"), kind=kind, max=cap)
        for code, kind in (("T", "bonus"), ("P", "deduction"))
    ]
    return [*extras, leaf("U", "9", kind="uncounted")]


def _quotas(draw: st.DrawFn) -> list[Data]:
    quotas = []
    for number in range(draw(st.integers(0, 2))):
        base = draw(st.sampled_from(["rated", "reached", "final"]))
        grades = draw(st.lists(st.sampled_from("ABC"), min_size=1, unique=True)) if base != "rated" else []
        quotas.append(
            {
                "code": f"Q{number}",
                "grade": draw(st.sampled_from("AB")),
                "share": draw(st.sampled_from(["0.2", "0.5", "0.333"])),
                "exceptional_share": draw(st.sampled_from([None, "0.75"])),
                "denominator": {"base": base, "grades": grades},
                "within": draw(st.sampled_from([[], ["unit"], ["cluster"], ["cluster", "unit"]])),
                "rounding": draw(st.sampled_from(MODES)),
                "minimum": draw(st.integers(0, 1)),
                "boundary": draw(st.sampled_from(["none", "council"])),
            }
        )
    return quotas


def _title(text: str) -> Data:
    return {"title": {"vi": text}}


@st.composite
def wide_schemes(draw: st.DrawFn) -> Scheme:
    """Any scheme of sums and weighted means; what contradicts itself is thrown away."""
    ways = draw(st.sampled_from([("zero",), ("rebase", "zero"), ("renormalise", "exclude"), ("rebase", "refuse")]))
    total = ways == ("rebase", "zero") and draw(st.booleans())
    plain = total or draw(st.booleans())
    criteria = [draw(trees(f"K{n}", 2, ways, plain)) for n in range(1, draw(st.integers(1, 3)) + 1)]
    top = draw(st.integers(10, 60))
    data = {
        "rebase": "total" if total else "group",
        "aggregate": "sum" if plain else draw(st.sampled_from(["sum", "mean"])),
        "coverage": draw(st.sampled_from(["0", "0.5"])),
        "rounding": {
            "mode": draw(st.sampled_from(MODES)),
            "decimals": draw(st.integers(0, 3)),
            "stage": draw(st.sampled_from(["total", "component", "level", "never"])),
        },
        "grades": [
            {"code": code, "at_least": str(least), **_title(code)}
            for code, least in (("A", top), ("B", top - 5), ("C", 1), ("D", 0))
        ],
        "vetoes": [
            {"code": "V1", **_title("Bị kỷ luật"), "spans_campaign": draw(st.booleans())},
            {"code": "V2", "effect": "drop_grade", **_title("Hạ một bậc")},
            {"code": "V3", "effect": "cap_grade", "grade": "B", **_title("Không quá B")},
        ],
        "quotas": _quotas(draw),
        "tie_breaks": draw(st.sampled_from([[], ["K1", "-P"], ["@top_months", "-K1"]])),
        "ceiling": draw(st.sampled_from([None, "30"])),
        "minimum_months": draw(st.integers(1, 4)),
        "derivation": {
            "method": draw(st.sampled_from(["mean", "sum"])),
            "through": draw(st.sampled_from(["months", "quarters"])),
            "minimum_months_in_quarter": draw(st.integers(1, 2)),
        },
    }
    try:
        return parse_scheme(builders.scheme_data(*criteria, *_extras(draw), **data))
    except Invalid:
        assume(condition=False)
        raise


@st.composite
def wide_sheets(draw: st.DrawFn, scheme: Scheme) -> dict[str, Entry]:
    """A sheet without faults, with points of two decimals that may be below zero where a leaf allows it."""
    sheet: dict[str, Any] = {}
    for code, node in scheme.leaves.items():
        entry = draw(builders.entries_of(scheme, code, gaps=True))
        if entry is builders.NOT_APPLICABLE and node.not_applicable == "refuse":
            continue
        if entry is not None:
            sheet[code] = entry
            if node.minimum is not None and node.minimum < 0 and draw(st.booleans()):
                sheet[code] = node.minimum / 2
    return sheet
