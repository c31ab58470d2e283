"""Shrinkage: a rate from few answers is drawn towards the rate of its group, as strongly as the table itself suggests.

The shrunken rate is (x + k·μ) / (n + k), as if k people of the group's usual opinion had answered too. μ is the rate of all
people of the group together. k is fixed by the scheme or estimated once, by the method of moments, from how much the units
of a group differ beyond what chance alone makes them differ. Both are rounded to decimals that are stored, and everything
after that is computed from the stored figures, so anybody with a calculator gets the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.exact import rounded

MU_DECIMALS, K_DECIMALS = 6, 2
STRONGEST = Decimal(1000)
"""The cap of k. A unit would need a thousand answers for half of its own rate to count; around a rate of 80 % it stands for
units that differ by 1.3 points of a hundred (one standard deviation), which no survey of this kind can tell from none.
Without a cap a table whose differences are all chance would have every unit at exactly μ: a shared first place for all."""

_GRAIN = 10**12
"""Estimates are made on whole multiples of 1/_GRAIN: exact sums in any order, without the endless denominators that adding
thousands of fractions would make. It is ten digits finer than what is kept of k."""


@dataclass(frozen=True)
class Sample:
    """One unit's survey: ``value`` between 0 and 1 from ``people``, and how much single answers vary around it."""

    value: Fraction
    people: int
    variance: Fraction


@dataclass(frozen=True)
class Prior:
    """What a group's units are drawn towards and how strongly; ``estimated`` tells a fitted k from a fixed one."""

    mu: Decimal
    k: Decimal
    estimated: bool

    def shrunk(self, value: Fraction, people: int) -> Fraction:
        """Between the value and μ: nearer to μ the fewer people answered."""
        k, mu = Fraction(self.k), Fraction(self.mu)
        return (people * value + k * mu) / (people + k)


@dataclass(frozen=True)
class _Moments:
    """Sums over the units of one group: spread around their mean, what chance adds to it, and what it could be at most."""

    mu: Decimal
    free: int
    squares: Fraction
    chance: Fraction
    """Σ (1 − 1/N)/n: the share of the variance of single answers that stands in ``squares`` by chance alone."""

    @property
    def bernoulli(self) -> Fraction:
        """The variance of yes and no around μ."""
        return Fraction(self.mu) * (1 - Fraction(self.mu))


def priors(
    groups: Mapping[str, Sequence[Sample]], *, fixed: Decimal | None = None, shares: bool = True
) -> dict[str, Prior]:
    """μ of every group and one k for all. A group is small, so its own k would be mostly chance; what is pooled is the spread
    inside the groups, never that between them. ``shares`` says whether the values are of yes and no, or means of marks."""
    moments = {name: _moments(samples) for name, samples in groups.items() if samples}
    if fixed is not None:
        k = fixed
    elif shares:
        k = strength_of_shares(moments.values())
    else:
        k = strength_of_means(moments.values(), _variance(sample for group in groups.values() for sample in group))
    return {name: Prior(found.mu, k, fixed is None) for name, found in moments.items()}


def _moments(samples: Sequence[Sample]) -> _Moments:
    units, people = len(samples), sum(sample.people for sample in samples)
    values = [_grains(sample.value) for sample in samples]
    weighted = sum(value * sample.people for value, sample in zip(values, samples, strict=True))
    squares = units * sum(value * value for value in values) - sum(values) ** 2
    inverse = sum(_grains(Fraction(1, sample.people)) for sample in samples)
    return _Moments(
        mu=rounded(Fraction(weighted, people * _GRAIN), MU_DECIMALS),
        free=units - 1,
        squares=Fraction(squares, units * _GRAIN**2),
        chance=Fraction(inverse * (units - 1), units * _GRAIN),
    )


def _grains(value: Fraction) -> int:
    return (2 * value.numerator * _GRAIN + value.denominator) // (2 * value.denominator)


def strength_of_shares(groups: Iterable[_Moments]) -> Decimal:
    """k = (Σ (N−1)·μ(1−μ) − S) / (S − Σ μ(1−μ)·h), S the squares inside the groups.

    With one group this is h = mean(1/n), τ² = (s² − μ(1−μ)h) / (1 − h), k = μ(1−μ)/τ² − 1: of the variance between units,
    what their numbers of answers explain is chance, and the rest is τ², which a beta distribution of that k would have.
    """
    found = list(groups)
    squares = sum((group.squares for group in found), Fraction(0))
    most = sum((group.free * group.bernoulli for group in found), Fraction(0))
    by_chance = sum((group.chance * group.bernoulli for group in found), Fraction(0))
    return _bounded(most - squares, squares - by_chance)


def strength_of_means(groups: Iterable[_Moments], within: Fraction) -> Decimal:
    """k = σ²within / τ²between: how much single people differ against how much units do, after what chance explains."""
    found = list(groups)
    free = sum(group.free for group in found)
    squares = sum((group.squares for group in found), Fraction(0))
    by_chance = within * sum((group.chance for group in found), Fraction(0))
    return _bounded(within * free, squares - by_chance)


def _variance(samples: Iterable[Sample]) -> Fraction:
    """The variance of single people inside their units, pooled; units of one person say nothing about it."""
    squares = free = 0
    for sample in samples:
        if sample.people > 1:
            squares += sample.people * _grains(sample.variance)
            free += sample.people - 1
    return Fraction(squares, free * _GRAIN) if free else Fraction(0)


def _bounded(numerator: Fraction, denominator: Fraction) -> Decimal:
    """The quotient within 0 and the cap, which also stands where no difference between units is to be seen."""
    if denominator <= 0:
        return rounded(Fraction(STRONGEST), K_DECIMALS)
    return rounded(min(max(numerator / denominator, Fraction(0)), Fraction(STRONGEST)), K_DECIMALS)
