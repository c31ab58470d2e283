"""What booked lines of a subject and month come to on the leaves that take them."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from emulation.rules.booked_policies import FINDING, KINDS, OVERDUE_ASSIGNMENT, OVERDUE_FEEDBACK, PRIZE
from emulation.rules.nodes import Node

__all__ = ["FINDING", "KINDS", "OVERDUE_ASSIGNMENT", "OVERDUE_FEEDBACK", "PRIZE", "takers", "together"]


def together(leaves: Mapping[str, Node], lines: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """What the booked lines of one subject and month (code, points) come to on each leaf: their sum, cut at its maximum."""
    sums: dict[str, Decimal] = {}
    for code, points in lines:
        sums[code] = sums.get(code, Decimal(0)) + points
    return {code: _cut(leaves[code].maximum, total) for code, total in sums.items()}


def _cut(maximum: Decimal | None, total: Decimal) -> Decimal:
    return total if maximum is None else min(total, maximum)


def takers(leaves: Mapping[str, Node], kind: str) -> Sequence[Node]:
    """The leaves that take points from a kind of event, in the order of the tree."""
    return [leaf for leaf in leaves.values() if leaf.booked and kind in leaf.booked.kinds]
