"""Small statistics in exact numbers: medians and robust spreads, places among others, and tails of the binomial.

Nothing here depends on the order of its input, and nothing is a normal approximation.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt

MAD_FACTOR = Fraction(14826, 10_000)
"""Makes the median absolute deviation a standard deviation where values are normal."""
MEAN_FACTOR = Fraction(12533, 10_000)
"""The same for the mean absolute deviation: √(π/2)."""
BY_MEDIAN, BY_MEAN, BY_LEAST = "median", "mean", "least"


def mean(values: Collection[Fraction]) -> Fraction:
    return Fraction(sum(values), len(values))


def median(values: Collection[Fraction]) -> Fraction:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def variance(values: Collection[Fraction]) -> Fraction:
    """Of a sample: divided by one less than there are values."""
    centre = mean(values)
    return Fraction(sum((value - centre) ** 2 for value in values), len(values) - 1)


def root(value: Fraction, decimals: int = 4) -> Decimal:
    """The square root, cut off at so many decimals: integers alone, so that every machine finds the same digits."""
    scaled = isqrt(value.numerator * 10 ** (2 * decimals) // value.denominator)
    return Decimal(scaled).scaleb(-decimals)


@dataclass(frozen=True)
class Spread:
    """The middle of a group and what counts as one step away from it; ``rule`` says how the step was found."""

    middle: Fraction
    step: Fraction
    size: int
    rule: str

    def steps(self, value: Fraction) -> Fraction:
        """How many steps above (below: negative) the middle a value lies: the robust z."""
        return (value - self.middle) / self.step


def spread(values: Collection[Fraction], *, least: Fraction) -> Spread:
    """Median, and median absolute deviation × 1.4826.

    Where more than half of the values are the same, that deviation is 0 and says nothing: then the mean absolute
    deviation × 1.2533 stands in for it. A step is never smaller than ``least``, so that a group which nearly agrees
    makes no flag of a hundredth of a point, and nothing is ever divided by 0.
    """
    middle = median(values)
    away = [abs(value - middle) for value in values]
    step, rule = MAD_FACTOR * median(away), BY_MEDIAN
    if step == 0:
        step, rule = MEAN_FACTOR * mean(away), BY_MEAN
    if step < least:
        step, rule = least, BY_LEAST
    return Spread(middle, step, len(values), rule)


@dataclass(frozen=True)
class Compared:
    """One value among those of its group: how many robust steps it lies above their middle."""

    value: Fraction
    steps: Fraction
    spread: Spread
    group: str


def compared(
    values: Mapping[str, Fraction], groups: Mapping[str, Sequence[str]], *, least: int, least_step: Fraction
) -> dict[str, Compared]:
    """Each subject against the first of its groups (narrow ones first) that has ``least`` members or more; who belongs
    to no such group is not compared."""
    members: dict[str, list[Fraction]] = {}
    for subject, value in values.items():
        for group in dict.fromkeys(groups[subject]):
            members.setdefault(group, []).append(value)
    spreads = {group: spread(found, least=least_step) for group, found in members.items() if len(found) >= least}
    chosen = {subject: next((group for group in groups[subject] if group in spreads), None) for subject in values}
    return {
        subject: Compared(values[subject], spreads[group].steps(values[subject]), spreads[group], group)
        for subject, group in chosen.items()
        if group is not None
    }


def places(values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Places by descending value; who is level shares the mean of the places that they fill together."""
    counts: dict[Fraction, int] = {}
    for value in values.values():
        counts[value] = counts.get(value, 0) + 1
    found, before = {}, 0
    for value in sorted(counts, reverse=True):
        found[value] = before + Fraction(counts[value] + 1, 2)
        before += counts[value]
    return {subject: found[value] for subject, value in values.items()}


def tail(count: int, of: int, share: Fraction) -> Fraction:
    """The exact chance of so many or more among ``of`` where each happens with this share."""
    if count <= 0:
        return Fraction(1)
    if count > of or share == 0:
        return Fraction(0)
    return Fraction(sum(_terms(of, share, count)), share.denominator**of)


def _terms(of: int, share: Fraction, down_to: int) -> Iterator[int]:
    """Chances of all, all but one, … down to so many, each times the denominator to the power ``of``."""
    happens, does_not = share.numerator, share.denominator - share.numerator
    term = happens**of
    for count in range(of, down_to - 1, -1):
        yield term
        term = term * count * does_not // ((of - count + 1) * happens)


def most_ordinary(of: int, share: Fraction, alarm: Fraction) -> int:
    """The largest count that is still ordinary: one more (if there can be) happens by chance less often than ``alarm``."""
    if share == 0:
        return 0
    whole, seen = share.denominator**of, 0
    for count, term in zip(range(of, -1, -1), _terms(of, share, 0), strict=True):
        seen += term
        if seen * alarm.denominator >= whole * alarm.numerator:
            return count
    return 0
