"""The tree of components of a scheme: what a node is, what it can reach at most, and how it is spelled as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rules.aggregates import SUM, Trim, aggregated
from emulation.rules.booked_policies import BookedPolicy
from emulation.rules.exact import HALF_UP, exact_text
from emulation.rules.normalising import Normalisation, Z
from emulation.rules.survey_policies import SurveyPolicy

CRITERIA, BONUS, DEDUCTION, UNCOUNTED = "criteria", "bonus", "deduction", "uncounted"
KINDS = (CRITERIA, BONUS, DEDUCTION, UNCOUNTED)
EVALUATION, SURVEY, BOOKED = "evaluation", "survey", "booked"
SOURCES = (EVALUATION, SURVEY, BOOKED)
ZERO, REBASE, RENORMALISE, REFUSE = "zero", "rebase", "renormalise", "refuse"
CARRY, EXCLUDE = "carry", "exclude"
MISSING_POLICIES = (ZERO, REBASE, RENORMALISE, REFUSE, CARRY, EXCLUDE)
NOT_APPLICABLE_POLICIES = (REBASE, RENORMALISE, REFUSE)


@dataclass(frozen=True)
class Title:
    vi: str
    en: str = ""

    def to_data(self) -> dict[str, str]:
        return {"vi": self.vi, "en": self.en}


@dataclass(frozen=True)
class NodeRounding:
    """A node that is published in so many decimals, and goes on into the sum as published."""

    decimals: int
    mode: str = HALF_UP

    def to_data(self) -> dict[str, Any]:
        return {"decimals": self.decimals, "mode": self.mode}


@dataclass(frozen=True)
class Node:
    """A component. Of its own figure, before ``normalise``: ``maximum`` is None where nothing bounds it (an index without
    maxima, a bonus without a cap), and for an inner criteria node without a stated one it is derived from the children;
    a leaf is not less than ``minimum``, and a group is lifted to ``floor``.

    ``coverage`` is the share of a group's members, by weight, that must be there; with less it counts as missing. A leaf with
    ``evidence`` takes points only with a file at it; ``appraiser`` names who checks it, for people to read.
    """

    code: str
    title: Title
    kind: str = CRITERIA
    maximum: Decimal | None = None
    minimum: Decimal | None = Decimal(0)
    aggregate: str = SUM
    trim: Trim | None = None
    weight: Decimal = Decimal(1)
    normalise: Normalisation | None = None
    rounding: NodeRounding | None = None
    floor: Decimal | None = Decimal(0)
    coverage: Decimal = Decimal(0)
    source: str = EVALUATION
    survey: SurveyPolicy | None = None
    booked: BookedPolicy | None = None
    missing: str = REFUSE
    not_applicable: str = REBASE
    evidence: bool = False
    appraiser: str = ""
    children: tuple["Node", ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @cached_property
    def reach(self) -> Decimal | None:
        """The most points that the node hands on, before its weight; None if unbounded."""
        return self.maximum if self.normalise is None else self.normalise.reach

    @cached_property
    def may_be_negative(self) -> bool:
        """Whether the points it hands on can be below zero."""
        if self.normalise is not None:
            return self.normalise.method == Z or not self.normalise.clip
        if self.is_leaf:
            return self.minimum is None or self.minimum < 0
        return self.floor is None or self.floor < 0

    def walk(self) -> Iterator["Node"]:
        """This node and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def to_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "code": self.code,
            "title": self.title.to_data(),
            "kind": self.kind,
            "max": _text(self.maximum),
            "weight": exact_text(self.weight),
            "normalise": self.normalise.to_data() if self.normalise else None,
            "rounding": self.rounding.to_data() if self.rounding else None,
        }
        if not self.is_leaf:
            return data | {
                "aggregate": self.aggregate,
                "floor": _text(self.floor),
                "coverage": exact_text(self.coverage),
                **({"trim": self.trim.to_data()} if self.trim else {}),
                "children": [child.to_data() for child in self.children],
            }
        data |= {"min": _text(self.minimum), "source": self.source}
        data |= {"missing": self.missing, "not_applicable": self.not_applicable}
        if self.booked:
            data["booked"] = self.booked.to_data()
        data |= {"evidence": True} if self.evidence else {}
        data |= {"appraiser": self.appraiser} if self.appraiser else {}
        return data | ({"survey": self.survey.to_data()} if self.survey else {})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else exact_text(value)


def total_maximum(nodes: Sequence[Node], aggregate: str = SUM, trim: Trim | None = None) -> Decimal | None:
    """What the criteria among the nodes can reach together; None if one of them is unbounded or it never ends."""
    members = []
    for node in nodes:
        if node.kind != CRITERIA:
            continue
        if node.reach is None:
            return None
        members.append((Fraction(node.reach), Fraction(node.weight)))
    if not members:
        return Decimal(0)
    together = aggregated(aggregate, members, trim)
    spelled = "" if together is None else exact_text(together)
    return Decimal(spelled) if spelled and "/" not in spelled else None


def walk_paths(node: Node, path: str) -> Iterator[tuple[Node, str]]:
    """Every node below and including this one, with its place in the document."""
    yield node, path
    for index, child in enumerate(node.children):
        yield from walk_paths(child, f"{path}.children[{index}]")
