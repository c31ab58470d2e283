"""What one component brings to a score: its figure, what happened to it on the way, and everything below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rules.exact import exact_text, fraction, weighed
from emulation.rules.nodes import Title


class Policy(StrEnum):
    """What happened to a figure on its way, besides being aggregated."""

    NOT_APPLICABLE = "not_applicable"  # declared not applicable: taken out of its group
    NOT_SUBMITTED = "not_submitted"  # absent, and the scheme takes it out of its group
    LEFT_OUT = "left_out"  # a group of which nothing, or too little, is left
    LOW_COVERAGE = "low_coverage"  # fewer of its members are there than the scheme asks for
    ZERO = "zero"  # absent, and the scheme counts it as zero
    CARRIED = "carried"  # absent, and taken from the period before
    EXCLUDED = "excluded"  # absent, and therefore not to be ranked
    MISSING = "missing"  # absent although needed: counted as zero for now, the sheet is incomplete
    REBASED = "rebased"  # scaled from what is left of the maximum to the full maximum
    RENORMALISED = "renormalised"  # the weights of what is left stand for all of them
    TRIMMED = "trimmed"  # a mark that the panel's mean leaves out
    NORMALISED = "normalised"  # brought onto another scale
    CAPPED = "capped"  # cut to its maximum
    RAISED = "raised"  # lifted to its floor
    ROUNDED = "rounded"  # rounded before it went on


GONE = frozenset({Policy.NOT_APPLICABLE, Policy.NOT_SUBMITTED, Policy.LEFT_OUT, Policy.EXCLUDED})


@dataclass(frozen=True)
class Contribution:
    """What one node brings: ``raw`` as entered or aggregated and ``points`` after its policies, both before its weight.

    ``effective_maximum`` is what was left of the maximum once parts were taken out, ``reach`` what the points are out of, as
    the group above sees them. ``norm`` holds the figures of the table
    that ``points`` were measured against. ``by_weight`` says that what is gone is made good by weights, not by maxima.
    """

    code: str
    title: Title
    kind: str
    maximum: Decimal | None
    effective_maximum: Fraction | None
    weight: Decimal
    raw: Fraction
    points: Fraction
    policies: tuple[Policy, ...] = ()
    children: tuple["Contribution", ...] = ()
    aggregate: str = ""
    norm: Mapping[str, str] | None = None
    by_weight: bool = False
    reach: Fraction | None = None

    @cached_property
    def left_out(self) -> bool:
        return not GONE.isdisjoint(self.policies)

    @property
    def weighted(self) -> Fraction:
        return weighed(self.points, fraction(self.weight))

    def walk(self) -> Iterator["Contribution"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def to_data(self) -> dict[str, Any]:
        data = {
            "code": self.code,
            "title": self.title.to_data(),
            "kind": self.kind,
            "points": exact_text(self.points),
            "raw": exact_text(self.raw),
            "max": None if self.maximum is None else exact_text(self.maximum),
            "effective_max": None if self.effective_maximum is None else exact_text(self.effective_maximum),
            "weight": exact_text(self.weight),
            "policies": [str(policy) for policy in self.policies],
            "children": [child.to_data() for child in self.children],
        }
        if self.aggregate:
            data["aggregate"] = self.aggregate
        return data | ({"norm": dict(self.norm)} if self.norm is not None else {})
