"""Grades: the band that a score falls into, and what vetoes make of it; who is disqualified gets the last band."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from emulation.rules.scheme_parts import CAP_GRADE, DISQUALIFY, DROP_GRADE
from emulation.rules.schemes import GradeBand, Scheme


def grade(scheme: Scheme, score: Fraction | Decimal, *, disqualified: bool = False) -> GradeBand | None:
    """The band of a decisive score; None where the scheme has no grades. Below the last band means in the last band."""
    if not scheme.grades:
        return None
    last = scheme.grades[-1]
    if disqualified:
        return last
    return next((band for band in scheme.grades if Fraction(score) >= Fraction(band.at_least)), last)


def disqualifies(scheme: Scheme, vetoes: Iterable[str]) -> bool:
    """Whether one of the vetoes takes its subject out of the ranking."""
    return any(scheme.veto_by_code[code].effect == DISQUALIFY for code in vetoes)


def graded(scheme: Scheme, score: Fraction | Decimal, vetoes: Iterable[str] = ()) -> GradeBand | None:
    """The band after the vetoes: each that drops a grade drops one, then nobody is above a cap."""
    applied = [scheme.veto_by_code[code] for code in sorted(set(vetoes))]
    band = grade(scheme, score, disqualified=any(veto.effect == DISQUALIFY for veto in applied))
    if band is None:
        return None
    codes = [one.code for one in scheme.grades]
    place = codes.index(band.code) + sum(veto.effect == DROP_GRADE for veto in applied)
    caps = [codes.index(veto.grade) for veto in applied if veto.effect == CAP_GRADE]
    return scheme.grades[min(max([place, *caps]), len(codes) - 1)]
