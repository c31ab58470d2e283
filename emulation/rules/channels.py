"""From which channels the points of a scheme come: what units enter and is appraised, what citizens say, what is booked."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.aggregates import SUM
from emulation.rules.nodes import BONUS, CRITERIA, DEDUCTION, SOURCES, Node
from emulation.rules.schemes import Scheme


@dataclass(frozen=True)
class Channel:
    """``share`` is the part of the criteria's points that this source decides; None where they are no plain sum."""

    source: str
    points: Fraction | None
    share: Fraction | None
    leaves: int


def channels(scheme: Scheme) -> list[Channel]:
    """The sources that a scheme has, each with its part of the points that the criteria reach together."""
    found = [_channel(scheme, source) for source in SOURCES]
    return [channel for channel in found if channel.leaves]


def _channel(scheme: Scheme, source: str) -> Channel:
    leaves = sum(leaf.source == source and leaf.kind == CRITERIA for leaf in scheme.leaves.values())
    if scheme.aggregate != SUM or not scheme.maximum:
        return Channel(source, None, None, leaves)
    points = _points(scheme.components, source)
    return Channel(source, points, None if points is None else points / Fraction(scheme.maximum), leaves)


def _points(nodes: Iterable[Node], source: str) -> Fraction | None:
    total = Fraction(0)
    for node in nodes:
        if node.kind != CRITERIA:
            continue
        own = _of_node(node, source)
        if own is None:
            return None
        total += own * Fraction(node.weight)
    return total


def _of_node(node: Node, source: str) -> Fraction | None:
    if node.is_leaf:
        return (Fraction(node.reach) if node.source == source else Fraction(0)) if node.reach is not None else None
    return _points(node.children, source) if node.aggregate == SUM and node.normalise is None else None


def cap(scheme: Scheme, kind: str) -> Decimal | None:
    """How many points bonuses, or deductions, come to at most; None where nothing bounds them."""
    tops = [node for node in scheme.components if node.kind == kind]
    reaches = [node.reach for node in tops]
    return None if None in reaches else sum((reach for reach in reaches if reach is not None), Decimal(0))


def caps(scheme: Scheme) -> dict[str, Decimal | None]:
    return {kind: cap(scheme, kind) for kind in (BONUS, DEDUCTION)}
