"""What a meeting looks at before results are made known: who stands at the edge of a grade, and what a cap leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.exact import exact_text, from_text, rounded
from emulation.rules.quotas import Cut
from emulation.rules.scheme_parts import GradeBand

NEAR = (Decimal(1), Decimal(2), Decimal(5))
"""Distances from the edge of a grade, in points, among which a meeting chooses."""


@dataclass(frozen=True)
class Edge:
    """How far a score is from the grades around it: ``up`` to the next better one, ``down`` to the loss of its own."""

    up: Decimal | None
    better: str
    down: Decimal | None

    def within(self, distance: Decimal) -> bool:
        return any(gap is not None and gap <= distance for gap in (self.up, self.down))


def edge(score: Decimal, bands: Sequence[GradeBand]) -> Edge:
    """Of a score among grades by points, the best band first; below the last threshold there is nothing to lose."""
    above = [band for band in bands if band.at_least > score]
    held = next((band for band in bands if band.at_least <= score), None)
    better = above[-1] if above else None
    return Edge(
        up=better.at_least - score if better else None,
        better=better.code if better else "",
        down=score - held.at_least if held and held is not bands[-1] else None,
    )


@dataclass(frozen=True)
class Counter:
    """One cap as the meeting reads it: ``exact`` is the share of ``out_of`` before it was rounded to the ``limit``; ``left``
    is what may still be given, ``waiting`` how many share the place on the boundary."""

    grade: str
    group: str
    share: str
    out_of: int
    exact: Decimal
    limit: int
    kept: int
    waiting: int
    lowered: int

    @property
    def left(self) -> int:
        return max(self.limit - self.kept, 0)

    @property
    def full(self) -> bool:
        return self.left == 0


def counters(cuts: Iterable[Cut], cluster: str = "") -> tuple[Counter, ...]:
    """The caps that concern a cluster: those of its own group, and those over all."""
    return tuple(_counter(cut) for cut in cuts if not cluster or cut.group.get("cluster", cluster) == cluster)


def _counter(cut: Cut) -> Counter:
    share = from_text(exact_text(cut.share))
    return Counter(
        grade=cut.grade,
        group=", ".join(value for _, value in sorted(cut.group.items()) if value),
        share=exact_text(rounded(share * 100, 2)),
        out_of=cut.out_of,
        exact=rounded(Fraction(share) * cut.out_of, 2),
        limit=cut.limit,
        kept=cut.kept,
        waiting=len(cut.contested),
        lowered=len(cut.lowered),
    )
