"""A unit beside its cluster: medians that give nobody away, and where it is ahead or behind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from emulation.rules.chance import median

LEAST = 3
"""Of units that have a figure: a median of fewer would tell the figure of a neighbour."""
AHEAD, LEVEL, BEHIND = "ahead", "level", "behind"


def shared_median(values: Collection[Fraction], *, least: int = LEAST) -> Fraction | None:
    return median(values) if len(values) >= least else None


@dataclass(frozen=True)
class Beside:
    """One figure of a unit and its cluster's median; without a median nothing is said of who is ahead."""

    code: str
    own: Fraction
    median: Fraction | None
    maximum: Fraction | None = None
    lower_is_better: bool = False

    @property
    def gap(self) -> Fraction:
        """How far ahead; a deduction counts the other way round."""
        if self.median is None:
            return Fraction(0)
        return self.median - self.own if self.lower_is_better else self.own - self.median

    @property
    def verdict(self) -> str:
        return AHEAD if self.gap > 0 else BEHIND if self.gap < 0 else LEVEL

    @property
    def share(self) -> Fraction:
        """The gap as a share of what could be reached, so that lines of different weight compare."""
        return self.gap / self.maximum if self.maximum else self.gap


def beside(
    own: Mapping[str, Fraction],
    cluster: Collection[Mapping[str, Fraction]],
    maxima: Mapping[str, Fraction | None],
    deductions: Collection[str],
    *,
    least: int = LEAST,
) -> list[Beside]:
    """Every figure of a unit with the median of all units of its cluster, itself among them, in the order of ``maxima``."""
    found = []
    for code, maximum in maxima.items():
        if code not in own:
            continue
        values = [figures[code] for figures in cluster if code in figures]
        found.append(Beside(code, own[code], shared_median(values, least=least), maximum, code in deductions))
    return found
