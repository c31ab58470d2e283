"""Grades: the band that a score falls into; who is disqualified gets the last band whatever the points."""

from decimal import Decimal
from fractions import Fraction

from emulation.rules.schemes import GradeBand, Scheme


def grade(scheme: Scheme, score: Fraction | Decimal, *, disqualified: bool = False) -> GradeBand | None:
    """The band of a decisive score; None where the scheme has no grades. Below the last band means in the last band."""
    if not scheme.grades:
        return None
    last = scheme.grades[-1]
    if disqualified:
        return last
    return next((band for band in scheme.grades if Fraction(score) >= Fraction(band.at_least)), last)
