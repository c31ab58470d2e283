"""Grades in columns: by points and vetoes, and what quotas leave of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from emulation.columns.months import SCORE
from emulation.columns.places import Integers, codes_of, ordered, runs
from emulation.columns.terms import LIMIT, DoesNotFitError, Term
from emulation.rules.exact import DOWN, HALF_EVEN, HALF_UP
from emulation.rules.quotas import COUNCIL, RATED, REACHED, Quota
from emulation.rules.scheme_parts import CAP_GRADE, DISQUALIFY, DROP_GRADE
from emulation.rules.schemes import Scheme

GRADE, GRADE_BY_POINTS, CONTESTED = "grade", "grade_by_points", "contested"

Flags = npt.NDArray[np.bool_]


def disqualified(scheme: Scheme, has: Mapping[str, pl.Expr]) -> pl.Expr:
    """Whether a veto takes the row out of the ranking; ``has`` says where a veto stands, by its code."""
    found = [has[veto.code] for veto in scheme.vetoes if veto.effect == DISQUALIFY and veto.code in has]
    return pl.any_horizontal(found) if found else pl.lit(value=False)


def by_points(scheme: Scheme, score: Term, has: Mapping[str, pl.Expr]) -> pl.Expr:
    """The number of the grade of each row, from 0 for the best, after its vetoes."""
    last = len(scheme.grades) - 1
    if last < 0:
        return pl.lit(None, pl.Int64)
    place = pl.lit(last, pl.Int64)
    for number in range(last - 1, -1, -1):
        least = Fraction(scheme.grades[number].at_least) * score.unit
        place = pl.when(pl.col(SCORE) >= -(-least.numerator // least.denominator)).then(number).otherwise(place)
    codes = [band.code for band in scheme.grades]
    caps = []
    for veto in scheme.vetoes:
        if veto.effect == DROP_GRADE and veto.code in has:
            place = place + has[veto.code].cast(pl.Int64)
        elif veto.effect == CAP_GRADE and veto.code in has:
            caps.append(has[veto.code].cast(pl.Int64) * codes.index(veto.grade))
    capped = pl.max_horizontal(place, *caps).clip(upper_bound=last)
    return pl.when(disqualified(scheme, has)).then(last).otherwise(capped)


@dataclass(frozen=True)
class Rated:
    """Those who have a grade: where they stand in the frame, their grades now and by points, and their keys."""

    rows: Integers
    now: Integers
    points: Integers
    keys: Integers


def after_quotas(
    scheme: Scheme, frame: pl.DataFrame, places: Integers, keys: Integers, exceptional: Collection[str] = ()
) -> dict[str, pl.Series]:
    """Columns of the final grades, of those by points (``places``, below 0 for none) and of contested ties."""
    rows = np.flatnonzero(places >= 0)
    final, contested = places.copy(), np.zeros(len(places), np.bool_)
    codes = [band.code for band in scheme.grades]
    for quota in sorted(scheme.quotas, key=lambda quota: (codes.index(quota.grade), quota.code)):
        group, special = _groups(frame, quota, rows, exceptional)
        rated = Rated(rows, final[rows], places[rows], keys[rows])
        lowered, tied = _cut(quota, codes, rated, group, special)
        final[rows[lowered]] += 1
        contested[rows[tied]] = True
    given = pl.Series(places >= 0)
    return {
        GRADE: pl.Series(final, dtype=pl.Int8).set(~given, None),
        GRADE_BY_POINTS: pl.Series(places, dtype=pl.Int8).set(~given, None),
        CONTESTED: pl.Series(contested),
    }


def _groups(frame: pl.DataFrame, quota: Quota, rows: Integers, exceptional: Collection[str]) -> tuple[Integers, Flags]:
    """The number of the quota's group of each rated row, and whether that group has the exceptional share."""
    group, special = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
    for name in quota.within:
        values = frame[name][rows]
        if values.dtype == pl.String:
            values = values.fill_null("")
        group = ordered(group * 2**31 + codes_of(values))
        if exceptional:
            special |= values.cast(pl.String).is_in(list(exceptional)).fill_null(value=False).to_numpy()
    return group, special


def _cut(quota: Quota, codes: Sequence[str], rated: Rated, group: Integers, special: Flags) -> tuple[Flags, Flags]:
    """Which of the rated lose the grade, and which of these are tied across the boundary for the council to decide."""
    place = codes.index(quota.grade)
    size = int(group.max(initial=-1)) + 1
    candidate = rated.now == place
    many = np.bincount(group[candidate], minlength=size)
    usual = _limits(quota, codes, rated, group, quota.share, many)
    if quota.exceptional_share is not None:
        more = _limits(quota, codes, rated, group, quota.exceptional_share, many)
        marked = np.zeros(size, np.bool_)
        marked[group[special]] = True
        usual = np.where(marked, more, usual)
    lowered, tied = np.zeros(len(group), np.bool_), np.zeros(len(group), np.bool_)
    there = np.flatnonzero(candidate & (many > usual)[group])
    order = there[np.lexsort((-rated.keys[there], group[there]))]
    begins, _, _ = runs(group[order]) if len(order) else (order, order, order)
    limit = usual[group[order]]
    boundary = rated.keys[order[begins + limit]] if len(order) else order
    out = rated.keys[order] <= boundary
    lowered[order] = out
    kept = np.bincount(group[order[~out]], minlength=size)[group[order]]
    tied[order] = (rated.keys[order] == boundary) & (kept < limit) & (quota.boundary == COUNCIL)
    return lowered, tied


def _limits(
    quota: Quota, codes: Sequence[str], rated: Rated, group: Integers, share: object, many: Integers
) -> Integers:
    """How many of each group may keep the grade: the largest x with x <= share * denominator(x), rounded."""
    part, size = Fraction(str(share)), len(many)
    place, counted = codes.index(quota.grade), [codes.index(code) for code in quota.grades]
    kept = lowered = 0
    if quota.base == RATED:
        fixed = np.bincount(group, minlength=size)
    elif quota.base == REACHED:
        fixed = np.bincount(group[np.isin(rated.points, counted)], minlength=size)
    else:
        fixed = np.bincount(group[np.isin(rated.now, counted) & (rated.now != place)], minlength=size)
        kept, lowered = int(place in counted), int(place + 1 in counted)
    above = part.numerator * (fixed + lowered * many)
    below = part.denominator - part.numerator * (kept - lowered)
    if 4 * part.denominator * max(len(group), 1) > LIMIT:
        raise DoesNotFitError(f"the share of {quota.code} has too many decimals")
    return np.minimum(np.maximum(_whole(above, below, quota.rounding), quota.minimum), many)


def _whole(above: Integers, below: int, mode: str) -> Integers:
    """Quotients of whole numbers, not negative, rounded."""
    floor, rest = np.divmod(above, below)
    if mode == HALF_UP:
        lift = 2 * rest >= below
    elif mode == HALF_EVEN:
        lift = (2 * rest > below) | ((2 * rest == below) & (floor % 2 == 1))
    else:
        lift = (rest > 0) & (mode != DOWN)
    lifted: Integers = floor + lift
    return lifted
