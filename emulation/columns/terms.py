"""Exact fractions as columns: an integer numerator over a constant and, where rows differ, a column of denominators.

Every operation knows the bounds of its value, so that no row can leave 64 bits: what might is refused when the scheme
is compiled, not found when it is run.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

import polars as pl

from emulation.rules.exact import DOWN, HALF_EVEN, HALF_UP, UP

LIMIT = 2**62


class DoesNotFitError(ValueError):
    """The columnar core cannot compute this scheme exactly; the scalar core can. Says why."""


@dataclass(frozen=True)
class Term:
    """``numerator / (unit * factor)``, between ``low`` and ``high``; the factor, if there is one, is at most ``most``."""

    numerator: pl.Expr
    unit: int
    low: Fraction
    high: Fraction
    factor: pl.Expr | None = None
    most: int = 1

    def __post_init__(self) -> None:
        largest = max(abs(self.low), abs(self.high), Fraction(1)) * self.unit * self.most
        if largest > LIMIT:
            raise DoesNotFitError(f"a numerator may reach {float(largest):.1e}, more than 64 bits hold")

    @property
    def constant(self) -> bool:
        """Whether all rows share the denominator."""
        return self.factor is None


def constant(value: Fraction) -> Term:
    return Term(pl.lit(value.numerator, pl.Int64), value.denominator, value, value)


def times(term: Term, number: Fraction) -> Term:
    """The term times a constant."""
    common = math.gcd(number.numerator, term.unit)
    low, high = sorted((term.low * number, term.high * number))
    numerator = term.numerator
    if number.numerator // common != 1:
        numerator = numerator * (number.numerator // common)
    return replace(term, numerator=numerator, unit=term.unit // common * number.denominator, low=low, high=high)


def over(term: Term, divisor: pl.Expr, most: int, low: Fraction, high: Fraction) -> Term:
    """The term divided by a column of whole numbers from 1 to ``most``; the caller knows the bounds of the quotient."""
    factor = divisor if term.factor is None else term.factor * divisor
    return replace(term, factor=factor, most=term.most * most, low=low, high=high)


def lifted(term: Term, unit: int) -> pl.Expr:
    """The numerator over another, larger unit."""
    return term.numerator if unit == term.unit else term.numerator * (unit // term.unit)


def added(terms: Sequence[Term]) -> Term:
    """The sum of terms over their common denominator."""
    return reduce(_plus, terms) if terms else constant(Fraction(0))


def _plus(one: Term, two: Term) -> Term:
    unit = math.lcm(one.unit, two.unit)
    low, high, most = one.low + two.low, one.high + two.high, one.most * two.most
    left, right = lifted(one, unit), lifted(two, unit)
    if two.factor is not None:
        left = left * two.factor
    if one.factor is not None:
        right = right * one.factor
    factors = [factor for factor in (one.factor, two.factor) if factor is not None]
    factor = reduce(lambda a, b: a * b, factors) if factors else None
    Term(left, unit, -max(abs(one.low), abs(one.high)), max(abs(two.low), abs(two.high)), factor, most)
    return Term(left + right, unit, low, high, factor, most)


def clipped(term: Term, low: Fraction | None, high: Fraction | None) -> Term:
    """The term cut to a span; a limit that it cannot cross costs nothing."""
    if low is not None and term.low < low:
        term = _bounded(term, low, upper=False)
        term = replace(term, low=low, high=max(term.high, low))
    if high is not None and term.high > high:
        term = _bounded(term, high, upper=True)
        term = replace(term, low=min(term.low, high), high=high)
    return term


def _bounded(term: Term, limit: Fraction, *, upper: bool) -> Term:
    unit = math.lcm(term.unit, limit.denominator)
    edge = int(limit * unit)
    widest = max(abs(term.low), abs(term.high), abs(limit))
    Term(term.numerator, unit, -widest, widest, term.factor, term.most)
    inside = lifted(term, unit)
    if term.factor is None:
        cut = inside.clip(upper_bound=edge) if upper else inside.clip(lower_bound=edge)
    else:
        bound = term.factor * edge
        cut = pl.min_horizontal(inside, bound) if upper else pl.max_horizontal(inside, bound)
    return replace(term, numerator=cut, unit=unit)


def chosen(condition: pl.Expr, term: Term, otherwise: Fraction) -> Term:
    """The term where the condition holds, else a constant."""
    unit = math.lcm(term.unit, otherwise.denominator)
    other = pl.lit(int(otherwise * unit), pl.Int64)
    if term.factor is not None:
        other = term.factor * int(otherwise * unit)
    numerator = pl.when(condition).then(lifted(term, unit)).otherwise(other)
    return replace(term, numerator=numerator, unit=unit, low=min(term.low, otherwise), high=max(term.high, otherwise))


def either(condition: pl.Expr, one: Term, two: Term) -> Term:
    """The one term where the condition holds, else the other."""
    unit = math.lcm(one.unit, two.unit)
    numerator = pl.when(condition).then(lifted(one, unit)).otherwise(lifted(two, unit))
    factor = None
    if one.factor is not None or two.factor is not None:
        plain = pl.lit(1, pl.Int64)
        left, right = (plain if factor is None else factor for factor in (one.factor, two.factor))
        factor = pl.when(condition).then(left).otherwise(right)
    return Term(numerator, unit, min(one.low, two.low), max(one.high, two.high), factor, max(one.most, two.most))


def rounded(term: Term, decimals: int, mode: str) -> Term:
    """The term at so many decimals, rounded as `emulation.rules.exact.rounded` rounds."""
    scale = 10**decimals
    if term.factor is None and scale % term.unit == 0:
        return replace(term, numerator=lifted(term, scale), unit=scale)
    common = math.gcd(scale, term.unit)
    up, below = scale // common, term.unit // common
    span = max(abs(term.low), abs(term.high)) + 1
    Term(term.numerator, 2 * scale * term.unit // common, -span, span, term.factor, term.most)
    numerator = term.numerator if up == 1 else term.numerator * up
    denominator = pl.lit(below, pl.Int64) if term.factor is None else term.factor * below
    whole = quotient(numerator, denominator, mode, signed=term.low < 0)
    return Term(
        whole, scale, Fraction(math.floor(term.low * scale), scale), Fraction(math.ceil(term.high * scale), scale)
    )


def quotient(numerator: pl.Expr, denominator: pl.Expr, mode: str, *, signed: bool) -> pl.Expr:
    """The whole number next to a quotient; half-way cases and directions go by the magnitude, as for the scalar core."""
    size = numerator.abs() if signed else numerator
    if mode == HALF_UP:
        whole = (size * 2 + denominator) // (denominator * 2)
    elif mode == UP:
        whole = (size + denominator - 1) // denominator
    elif mode == DOWN:
        whole = size // denominator
    elif mode == HALF_EVEN:
        floor = size // denominator
        twice = (size - floor * denominator) * 2
        lift = (twice > denominator) | ((twice == denominator) & (floor % 2 == 1))
        whole = floor + lift.cast(pl.Int64)
    else:
        raise DoesNotFitError(f"rounding mode {mode!r} is unknown")
    return pl.when(numerator < 0).then(-whole).otherwise(whole) if signed else whole
