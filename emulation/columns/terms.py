"""Exact fractions as columns: an integer numerator over a constant and, where rows differ, a column of denominators.

Every operation knows the bounds of its value, so that no row can leave 64 bits: what might is refused when the scheme
is compiled, not found when it is run. What is sure to stay within 32 bits may be that narrow, which computes faster.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

import polars as pl

from emulation.rules.exact import DOWN, HALF_EVEN, HALF_UP, UP

LIMIT = 2**62
NARROW = 2**31 - 1


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
        if self.largest > LIMIT:
            raise DoesNotFitError(f"a numerator may reach {float(self.largest):.1e}, more than 64 bits hold")

    @property
    def largest(self) -> Fraction:
        """What the numerator cannot exceed in size."""
        return max(abs(self.low), abs(self.high), Fraction(1)) * self.unit * self.most

    @property
    def constant(self) -> bool:
        """Whether all rows share the denominator."""
        return self.factor is None

    def room_for(self, largest: Fraction | int) -> pl.Expr:
        """The numerator, wide enough for what is made of it."""
        return widened(self.numerator, self.largest, largest)


def widened(expression: pl.Expr, now: Fraction | int, then: Fraction | int) -> pl.Expr:
    """A column of at most ``now`` as one that holds ``then``."""
    if then > LIMIT:
        raise DoesNotFitError(f"a numerator may reach {float(then):.1e}, more than 64 bits hold")
    return expression.cast(pl.Int64) if now <= NARROW < then else expression


def whole(value: int) -> pl.Expr:
    """A whole number as narrow as it may be."""
    return pl.lit(value, pl.Int32 if abs(value) <= NARROW else pl.Int64)


def constant(value: Fraction) -> Term:
    return Term(whole(value.numerator), value.denominator, value, value)


def times(term: Term, number: Fraction) -> Term:
    """The term times a constant."""
    common = math.gcd(number.numerator, term.unit)
    low, high = sorted((term.low * number, term.high * number))
    made = replace(term, unit=term.unit // common * number.denominator, low=low, high=high)
    by = number.numerator // common
    return replace(made, numerator=term.room_for(made.largest) * by) if by != 1 else made


def over(term: Term, divisor: pl.Expr, most: int, low: Fraction, high: Fraction) -> Term:
    """The term divided by a column of whole numbers from 1 to ``most``; the caller knows the bounds of the quotient."""
    factor = divisor if term.factor is None else widened(term.factor, term.most, term.most * most) * divisor
    return replace(term, factor=factor, most=term.most * most, low=low, high=high)


def lifted(term: Term, unit: int, largest: Fraction | int = 0) -> pl.Expr:
    """The numerator over another, larger unit, with room for what is made of it."""
    by = unit // term.unit
    numerator = term.room_for(max(term.largest * by, largest))
    return numerator if by == 1 else numerator * by


def added(terms: Sequence[Term]) -> Term:
    """The sum of terms over their common denominator."""
    return reduce(_plus, terms) if terms else constant(Fraction(0))


def _plus(one: Term, two: Term) -> Term:
    unit = math.lcm(one.unit, two.unit)
    low, high, most = one.low + two.low, one.high + two.high, one.most * two.most
    span = max(abs(low), abs(high), abs(one.low), abs(one.high), abs(two.low), abs(two.high), Fraction(1))
    largest = span * unit * most
    left, right = lifted(one, unit, largest), lifted(two, unit, largest)
    if two.factor is not None:
        left = left * two.factor
    if one.factor is not None:
        right = right * one.factor
    factors = [widened(term.factor, term.most, most) for term in (one, two) if term.factor is not None]
    factor = reduce(lambda a, b: a * b, factors) if factors else None
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
    largest = max(abs(term.low), abs(term.high), abs(limit)) * unit * term.most
    inside = lifted(term, unit, largest)
    if term.factor is None:
        cut = inside.clip(upper_bound=edge) if upper else inside.clip(lower_bound=edge)
    else:
        bound = widened(term.factor, term.most, largest) * edge
        cut = pl.min_horizontal(inside, bound) if upper else pl.max_horizontal(inside, bound)
    return replace(term, numerator=cut, unit=unit)


def chosen(condition: pl.Expr, term: Term, otherwise: Fraction) -> Term:
    """The term where the condition holds, else a constant."""
    unit = math.lcm(term.unit, otherwise.denominator)
    made = replace(term, unit=unit, low=min(term.low, otherwise), high=max(term.high, otherwise))
    other = whole(int(otherwise * unit))
    if term.factor is not None and otherwise:
        other = widened(term.factor, term.most, made.largest) * int(otherwise * unit)
    return replace(made, numerator=pl.when(condition).then(lifted(term, unit, made.largest)).otherwise(other))


def either(condition: pl.Expr, one: Term, two: Term) -> Term:
    """The one term where the condition holds, else the other."""
    unit = math.lcm(one.unit, two.unit)
    numerator = pl.when(condition).then(lifted(one, unit)).otherwise(lifted(two, unit))
    factor = None
    if one.factor is not None or two.factor is not None:
        left, right = (whole(1) if term.factor is None else term.factor for term in (one, two))
        factor = pl.when(condition).then(left).otherwise(right)
    return Term(numerator, unit, min(one.low, two.low), max(one.high, two.high), factor, max(one.most, two.most))


def rounded(term: Term, decimals: int, mode: str) -> Term:
    """The term at so many decimals, rounded as `emulation.rules.exact.rounded` rounds."""
    scale = 10**decimals
    if term.factor is None and scale % term.unit == 0:
        return replace(term, numerator=lifted(term, scale), unit=scale)
    common = math.gcd(scale, term.unit)
    up, below = scale // common, term.unit // common
    largest = 2 * (max(abs(term.low), abs(term.high)) + 1) * (scale * below) * term.most
    numerator = term.room_for(largest)
    numerator = numerator if up == 1 else numerator * up
    denominator = whole(below) if term.factor is None else widened(term.factor, term.most, largest) * below
    figure = quotient(numerator, denominator, mode, signed=term.low < 0)
    low, high = math.floor(term.low * scale), math.ceil(term.high * scale)
    return Term(figure, scale, Fraction(low, scale), Fraction(high, scale))


def quotient(numerator: pl.Expr, denominator: pl.Expr, mode: str, *, signed: bool) -> pl.Expr:
    """The whole number next to a quotient; half-way cases and directions go by the magnitude, as for the scalar core."""
    size = numerator.abs() if signed else numerator
    if mode == HALF_UP:
        figure = (size * 2 + denominator) // (denominator * 2)
    elif mode == UP:
        figure = (size + denominator - 1) // denominator
    elif mode == DOWN:
        figure = size // denominator
    elif mode == HALF_EVEN:
        floor = size // denominator
        twice = (size - floor * denominator) * 2
        lift = (twice > denominator) | ((twice == denominator) & (floor % 2 == 1))
        figure = floor + lift.cast(pl.Int32)
    else:
        raise DoesNotFitError(f"rounding mode {mode!r} is unknown")
    return pl.when(numerator < 0).then(-figure).otherwise(figure) if signed else figure
