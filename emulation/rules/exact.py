"""Exact numbers: fractions inside, decimals and text at the edges, one place where anything is rounded."""

import re
from collections.abc import Sequence
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

HALF_UP, HALF_EVEN, DOWN, UP = "half_up", "half_even", "down", "up"
ROUNDING_MODES = (HALF_UP, HALF_EVEN, DOWN, UP)

NOUGHT = Fraction(0)

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_QUOTIENT = re.compile(r"-?[0-9]+/[0-9]*[1-9][0-9]*")


def rounded(value: Fraction, decimals: int, mode: str = HALF_UP) -> Decimal:
    """The value at so many decimals. ``half_up`` and ``up`` go away from zero, as PostgreSQL's numeric does.

    The digits are put together by hand: Decimal's own operations would depend on the context of the thread.
    """
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if _goes_up(whole, 2 * rest, scaled.denominator, mode):
        whole += 1
    sign = 1 if value < 0 and whole else 0
    return Decimal((sign, tuple(int(digit) for digit in str(whole)), -decimals))


def _goes_up(whole: int, twice: int, denominator: int, mode: str) -> bool:
    """Whether what is left, given doubled so that a half is the denominator itself, lifts the last digit."""
    if mode == HALF_UP:
        return twice >= denominator
    if mode == HALF_EVEN:
        return twice > denominator or (twice == denominator and whole % 2 == 1)
    if mode == UP:
        return twice > 0
    if mode == DOWN:
        return False
    raise ValueError(f"unknown rounding mode {mode!r}")


@lru_cache(maxsize=16_384)
def fraction(value: Decimal) -> Fraction:
    """``Fraction(value)``, which takes twenty times as long and is asked for the same few weights and maxima all the time."""
    return Fraction(value)


def weighed(value: Fraction, weight: Fraction) -> Fraction:
    """The value times its weight, which nearly always is one."""
    return value if weight == 1 else value * weight


def exact_text(value: Fraction | Decimal) -> str:
    """One spelling for one number: ``4.5`` where the decimals end (also for 4.50), else ``55/3``."""
    return _spelled(*value.as_integer_ratio())


@lru_cache(maxsize=16_384)
def _spelled(numerator: int, denominator: int) -> str:
    decimals = _decimals(denominator)
    if decimals is None:
        return f"{numerator}/{denominator}"
    return format(rounded(Fraction(numerator, denominator), decimals), "f")


def _decimals(denominator: int) -> int | None:
    """How many decimals a fraction of this denominator needs; None if they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def is_number(text: str) -> bool:
    """Whether the text is a plain number with a decimal point, as data files spell it."""
    return _NUMBER.fullmatch(text) is not None


def from_text(text: str) -> Fraction:
    """Read back what `exact_text` wrote."""
    if not (is_number(text) or _QUOTIENT.fullmatch(text)):
        raise ValueError(f"{text!r} is not an exact number")
    return Fraction(text)


PLACES = 40
"""Decimals to which an irrational figure is known: far beyond any rounding, and the same on every machine."""

_CONTEXT = Context(prec=100)


def as_decimal(value: Fraction) -> Decimal:
    """The value to a hundred significant digits, for `irrational` functions alone."""
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def irrational(value: Decimal) -> Fraction:
    """What came out of a root or logarithm, kept to `PLACES` decimals; what is rational in so many comes out exact."""
    with localcontext(_CONTEXT):
        return Fraction(value.quantize(Decimal(1).scaleb(-PLACES)))


def logarithm(value: Fraction) -> Fraction:
    """The natural logarithm. Raises `ValueError` where there is none."""
    if value <= 0:
        raise ValueError(f"{exact_text(value)} has no logarithm")
    return irrational(_CONTEXT.ln(as_decimal(value)))


def square_root(value: Fraction) -> Fraction:
    """Raises `ValueError` for a negative value."""
    if value < 0:
        raise ValueError(f"{exact_text(value)} has no square root")
    return irrational(_CONTEXT.sqrt(as_decimal(value)))


def power_mean(values: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    """The weighted geometric mean of (value, weight) pairs with values of at least zero and positive weights."""
    if any(value < 0 for value, _ in values):
        raise ValueError("a geometric mean needs values of at least zero")
    if any(value == 0 for value, _ in values):
        return Fraction(0)
    if len({value for value, _ in values}) == 1:
        return values[0][0]
    total = sum((weight for _, weight in values), Fraction(0))
    with localcontext(_CONTEXT):
        logs = sum((as_decimal(weight / total) * as_decimal(value).ln() for value, weight in values), Decimal(0))
        return irrational(logs.exp())
