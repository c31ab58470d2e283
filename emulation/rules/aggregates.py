"""How the points of a group come from those of its members: sums, means of every kind, and judges' panels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Any

from emulation.rules.exact import NOUGHT, exact_text, power_mean, weighed
from emulation.rules.reading import Fields
from kernel.text import gettext_noop

SUM, MEAN, GEOMETRIC, HARMONIC = "sum", "mean", "geometric", "harmonic"
TRIMMED_MEAN, MEDIAN, MINIMUM, MAXIMUM, PRODUCT = "trimmed_mean", "median", "minimum", "maximum", "product"
AGGREGATES = (SUM, MEAN, GEOMETRIC, HARMONIC, TRIMMED_MEAN, MEDIAN, MINIMUM, MAXIMUM, PRODUCT)
UNWEIGHTED = (TRIMMED_MEAN, MEDIAN, MINIMUM, MAXIMUM, PRODUCT)
"""These look at the order of the members, and a weight has no meaning in them."""

Member = tuple[Fraction, Fraction]
"""Points and weight."""


@dataclass(frozen=True)
class Trim:
    """What a trimmed mean leaves out: so many of the lowest and highest; with ``share`` that part of the number of marks at
    each end, rounded down; with ``best`` all but so many of the highest."""

    low: int = 1
    high: int = 1
    share: Decimal | None = None
    best: int | None = None

    def cut(self, count: int) -> tuple[int, int]:
        """How many of ``count`` marks go at the low and at the high end."""
        if self.best is not None:
            return max(count - self.best, 0), 0
        if self.share is None:
            return self.low, self.high
        ends = int(count * Fraction(self.share))
        return ends, ends

    def to_data(self) -> dict[str, Any]:
        if self.best is not None:
            return {"best": self.best}
        if self.share is not None:
            return {"share": exact_text(self.share)}
        return {"low": self.low, "high": self.high}


def read_trim(fields: Fields, aggregate: str) -> Trim | None:
    """The ``trim`` of a trimmed mean, one mark at each end where nothing else is said."""
    if aggregate != TRIMMED_MEAN:
        if "trim" in fields.data:
            fields.fault("only_for_trimmed", gettext_noop("Chỉ trung bình cắt (trimmed_mean) mới dùng trim."), "trim")
        return None
    inner = Fields(fields.data.get("trim", {}), fields.at("trim"), fields.faults, ("low", "high", "share", "best"))
    share = inner.number("share", None)
    if share is not None and not 0 <= share < Decimal("0.5"):
        inner.fault("out_of_range", gettext_noop("Tỷ lệ cắt phải từ 0 đến dưới 0.5."), "share")
        share = None
    best = inner.whole("best", 1, 1, 1000) if "best" in inner.data else None
    return Trim(inner.whole("low", 1, 0, 1000), inner.whole("high", 1, 0, 1000), share, best)


def kept_after(trim: Trim, values: Sequence[Fraction]) -> list[int]:
    """The places of the marks that a trimmed mean keeps; none when the panel is too small. Which of equal marks goes is
    of no consequence to the mean, and the earliest goes first."""
    low, high = trim.cut(len(values))
    order = sorted(range(len(values)), key=lambda place: (values[place], place))
    return sorted(order[low : len(order) - high]) if low + high < len(values) else []


def aggregated(how: str, members: Sequence[Member], trim: Trim | None = None) -> Fraction | None:
    """The points of a group of at least one member; None where a panel is too small to be trimmed.

    Raises `ValueError` for a negative value under a geometric or harmonic mean.
    """
    values = [value for value, _ in members]
    if how == TRIMMED_MEAN:
        kept = kept_after(trim or Trim(), values)
        return sum((values[place] for place in kept), Fraction(0)) / len(kept) if kept else None
    return _PLAIN[how](members) if how in _PLAIN else _UNWEIGHTED[how](values)


def _sum(members: Sequence[Member]) -> Fraction:
    return sum((weighed(value, weight) for value, weight in members), NOUGHT)


def _mean(members: Sequence[Member]) -> Fraction:
    return _sum(members) / sum((weight for _, weight in members), Fraction(0))


def _harmonic(members: Sequence[Member]) -> Fraction:
    if any(value < 0 for value, _ in members):
        raise ValueError("a harmonic mean needs values of at least zero")
    if any(value == 0 for value, _ in members):
        return Fraction(0)
    weights = sum((weight for _, weight in members), Fraction(0))
    return weights / sum((weight / value for value, weight in members), Fraction(0))


def _median(values: Sequence[Fraction]) -> Fraction:
    order = sorted(values)
    middle = len(order) // 2
    return order[middle] if len(order) % 2 else (order[middle - 1] + order[middle]) / 2


def _product(values: Sequence[Fraction]) -> Fraction:
    return prod(values, start=Fraction(1))


_PLAIN: dict[str, Callable[[Sequence[Member]], Fraction]] = {
    SUM: _sum,
    MEAN: _mean,
    GEOMETRIC: power_mean,
    HARMONIC: _harmonic,
}
_UNWEIGHTED: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    MEDIAN: _median,
    MINIMUM: min,
    MAXIMUM: max,
    PRODUCT: _product,
}
