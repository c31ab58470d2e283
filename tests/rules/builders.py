"""Builders and Hypothesis strategies of schemes and sheets for the tests of the rules."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry

PRESETS = Path(__file__).parents[2] / "emulation" / "presets"
DATA = Path(__file__).parent / "data"

Data = dict[str, Any]


def preset_data(name: str) -> Data:
    data: Data = json.loads((PRESETS / f"{name}.json").read_text("utf-8"))
    return data


def preset(name: str) -> Scheme:
    return parse_scheme(preset_data(name))


def leaf(code: str, maximum: str | None = "10", **more: Any) -> Data:
    return {"code": code, "title": {"vi": f"Tiêu chí {code}"}, "max": maximum, **more}


def group(code: str, *children: Data, **more: Any) -> Data:
    return {"code": code, "title": {"vi": f"Nhóm {code}"}, "children": list(children), **more}


def scheme_data(*components: Data, **more: Any) -> Data:
    return {"code": "thu", "version": 1, "title": {"vi": "Bộ tiêu chí thử"}, "components": list(components), **more}


def scheme(*components: Data, **more: Any) -> Scheme:
    return parse_scheme(scheme_data(*components, **more))


def full_sheet(of: Scheme, share: str = "1") -> dict[str, Entry]:
    """The same share of the maximum on every criterion, nothing on bonus and deduction."""
    return {
        code: (node.maximum or Decimal(0)) * Decimal(share) if node.kind == "criteria" else Decimal(0)
        for code, node in of.leaves.items()
    }


def points_up_to(maximum: Decimal) -> st.SearchStrategy[Decimal]:
    return st.integers(0, int(maximum * 100)).map(lambda cents: Decimal(cents) / 100)


def entries_of(of: Scheme, code: str, *, gaps: bool) -> st.SearchStrategy[Entry | None]:
    maximum = of.leaves[code].maximum
    points = points_up_to(maximum if maximum is not None else Decimal(50))
    return st.one_of(points, st.just(NOT_APPLICABLE), st.none()) if gaps else points


@st.composite
def sheets(draw: st.DrawFn, of: Scheme, *, gaps: bool = False) -> dict[str, Entry]:
    """A sheet without faults; with ``gaps`` some leaves are not applicable or not submitted."""
    drawn: Mapping[str, Entry | None] = {code: draw(entries_of(of, code, gaps=gaps)) for code in of.leaves}
    return {code: entry for code, entry in drawn.items() if entry is not None}


@st.composite
def trees(draw: st.DrawFn, code: str, depth: int) -> Data:
    """A criteria node with maxima, of any shape, in which absent leaves are zero or taken out."""
    if depth == 0 or draw(st.booleans()):
        missing = draw(st.sampled_from(["zero", "rebase"]))
        return leaf(code, str(draw(st.integers(1, 40))), missing=missing, weight=str(draw(st.integers(1, 3))))
    count = draw(st.integers(1, 3))
    return group(code, *(draw(trees(f"{code}.{number}", depth - 1)) for number in range(1, count + 1)))


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """A scheme with a tree of criteria, a capped bonus, a capped deduction, and any rounding."""
    count = draw(st.integers(1, 3))
    criteria = [draw(trees(f"K{number}", 3)) for number in range(1, count + 1)]
    extras = [
        group(code, leaf(f"{code}.1", "6", missing="zero"), leaf(f"{code}.2", "6", missing="zero"), kind=kind, max="8")
        for code, kind in (("T", "bonus"), ("P", "deduction"))
    ]
    rounding = {
        "mode": draw(st.sampled_from(["half_up", "half_even", "down", "up"])),
        "decimals": draw(st.integers(0, 3)),
        "stage": draw(st.sampled_from(["total", "component", "never"])),
    }
    grades = [
        {"code": "A", "at_least": "20", "title": {"vi": "Cao"}},
        {"code": "B", "at_least": "0", "title": {"vi": "Thấp"}},
    ]
    veto = {"code": "V1", "title": {"vi": "Bị kỷ luật"}}
    ceiling = draw(st.sampled_from([None, "30"]))
    return scheme(
        *criteria, *extras, rounding=rounding, grades=grades, vetoes=[veto], ceiling=ceiling, tie_breaks=["K1", "-P"]
    )
