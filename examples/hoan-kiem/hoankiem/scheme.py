"""The criteria that a unit fills in, taken from the product's own presets of the Hanoi regulation 3814-QĐ/TU."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.workbooks import Leaf
from hoankiem import ROOT

UNIT_SCHEME, PERSON_SCHEME = "hanoi-3814-unit", "hanoi-3814-person"


@dataclass(frozen=True)
class Scheme:
    leaves: tuple[Leaf, ...]
    vetoes: tuple[Leaf, ...]

    def maximum(self, code: str) -> Decimal:
        return next(leaf.maximum for leaf in self.leaves if leaf.code == code and leaf.maximum is not None)


def load(code: str) -> Scheme:
    """The leaves that come from the workbooks (not from the survey), and the vetoes."""
    definition = json.loads((ROOT / "emulation" / "presets" / f"{code}.json").read_text(encoding="utf-8"))
    leaves = [
        Leaf(node["code"], node["title"]["vi"], Decimal(node["max"]))
        for top in definition["components"]
        for node in _leaves(top)
        if node.get("source", "evaluation") == "evaluation"
    ]
    vetoes = [Leaf(veto["code"], veto["title"]["vi"]) for veto in definition["vetoes"]]
    return Scheme(tuple(leaves), tuple(vetoes))


def _leaves(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    children = node.get("children", ())
    if not children:
        yield node
    for child in children:
        yield from _leaves(child)
