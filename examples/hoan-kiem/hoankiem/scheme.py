"""The criteria that a unit fills in, taken from the product's own presets of the Hanoi regulation 3814-QĐ/TU."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.workbooks import Leaf
from hoankiem import ROOT

UNIT_SCHEME, PERSON_SCHEME = "hanoi-3814-unit", "hanoi-3814-person"


def _booked(code: str, vi: str, en: str, kind: str, maximum: str, **booked: Any) -> dict[str, Any]:
    title = {"vi": vi, "en": en}
    return {"code": code, "title": title, "kind": kind, "max": maximum, "source": "booked", "booked": booked}


BOOKED = [
    _booked("E1", "Vi phạm qua kiểm tra công vụ", "Breaches found by inspections", "deduction", "5", **{"from": ["finding"]}),
    _booked("E2", "Nhiệm vụ được giao quá hạn", "Overdue assignments", "deduction", "5",
            **{"from": ["overdue_assignment"], "each": "1"}),
    _booked("E3", "Trả lời phản ánh, kiến nghị quá hạn", "Overdue answers to citizens", "deduction", "5",
            **{"from": ["overdue_feedback"], "each": "0.5"}),
    _booked("E4", "Giải thưởng hội thi", "Prizes of contests", "bonus", "3", **{"from": ["prize"]}),
]  # fmt: skip
"""What the district adds to the regulation for units: points that nobody enters, each from a thing that happened."""


@dataclass(frozen=True)
class Scheme:
    leaves: tuple[Leaf, ...]
    vetoes: tuple[Leaf, ...]

    def maximum(self, code: str) -> Decimal:
        return next(leaf.maximum for leaf in self.leaves if leaf.code == code and leaf.maximum is not None)


def preset(code: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "emulation" / "presets" / f"{code}.json").read_text(encoding="utf-8"))
    return found


def published(code: str) -> dict[str, Any]:
    """The scheme as the district publishes it."""
    found = preset(code)
    return {**found, "components": [*found["components"], *BOOKED]} if code == UNIT_SCHEME else found


def load(code: str) -> Scheme:
    """The leaves that come from the workbooks (not from the survey), and the vetoes."""
    definition = preset(code)
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
