"""Fairness instruments that look at patterns of scores: full marks, heaps over a cut-off, caps, sheets too much alike.

Each answers readings with figure, limit and reason, flagged or not; none of them changes anything.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from emulation.rules.chance import most_ordinary, root, tail, variance
from emulation.rules.fairness import (
    ALIKE,
    COPIED,
    FULL_MARKS,
    HEAPING,
    TOP_GRADES,
    FairnessPolicy,
    Reading,
    brief,
    shown,
)
from emulation.rules.gaps import Marked, as_it_was_last
from emulation.rules.quotas import Rated, apply_quotas
from emulation.rules.schemes import Scheme
from kernel.text import gettext_noop


def _by_unit(rows: Iterable[Marked]) -> dict[str, list[Marked]]:
    found: dict[str, list[Marked]] = {}
    for row in sorted(rows, key=lambda row: (row.unit, row.month, row.subject)):
        found.setdefault(row.unit, []).append(row)
    return found


# Full marks, cut-offs, caps


_FULL_MARKS = gettext_noop(
    "%(count)s/%(of)s người được thủ trưởng chấm điểm tối đa, trong khi ở các đơn vị khác cùng nhóm là %(elsewhere)s/%(all)s;"
    " do ngẫu nhiên thì không quá %(limit)s người."
)
_HEAPING = gettext_noop(
    "Quanh mức %(cut)s điểm: %(count)s người ở ngay trên, %(below)s người ở ngay dưới (trong khoảng %(width)s điểm); do ngẫu"
    " nhiên thì không quá %(limit)s người ở ngay trên."
)
_TOP_GRADES = gettext_noop(
    "%(count)s người có điểm ở loại %(grade)s, trong khi mức khống chế tính trên %(of)s người là %(limit)s. %(group)s"
)
_WITHIN_CAP = gettext_noop(
    "%(count)s người có điểm ở loại %(grade)s, trong mức khống chế tính trên %(of)s người. %(group)s"
)
_UNIT = "unit"


def _binomial(
    kind: str, unit: str, month: str, count: int, of: int, share: Fraction, policy: FairnessPolicy, message: str,
    **more: Decimal | int | str,
) -> Reading:  # fmt: skip
    """A reading of a count: beyond what chance exceeds less often than the policy's alarm."""
    limit = most_ordinary(of, share, policy.alarm)
    expected = of * share
    return Reading(
        kind=kind,
        subject=unit,
        unit=unit,
        month=month,
        figure=Fraction(count),
        limit=Fraction(limit),
        beyond=count > limit,
        start=expected,
        full=max(expected + 2 * (limit + 1 - expected), expected),
        message=message,
        evidence={
            "count": count,
            "of": of,
            "expected": shown(expected),
            "chance": shown(tail(count, of, share), 6),
            **more,
        },
    )


def full_marks(rows: Collection[Marked], maximum: Fraction | None, policy: FairnessPolicy) -> list[Reading]:
    """Of every unit and month: how many its head gave the maximum, against all other units of the cluster.

    The share elsewhere is (count + 1) / (all + 2), so that it is never taken for impossible or certain because it was
    never or always seen.
    """
    if maximum is None:
        return []
    top = maximum * policy.full_share
    counts: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        if row.head is not None:
            one = counts.setdefault((row.month, row.cluster, row.unit), [0, 0])
            one[0] += row.head >= top
            one[1] += 1
    readings = []
    for (month, cluster, unit), (count, of) in sorted(counts.items()):
        others = [(where, found) for (when, where, who), found in counts.items() if when == month and who != unit]
        near = [found for where, found in others if where == cluster]
        chosen = near if sum(found[1] for found in near) >= policy.least_people else [found for _, found in others]
        elsewhere, all_ = sum(found[0] for found in chosen), sum(found[1] for found in chosen)
        if all_ >= policy.least_people and of >= policy.least_staff:
            share = Fraction(elsewhere + 1, all_ + 2)
            more = {"elsewhere": elsewhere, "all": all_}
            readings.append(_binomial(FULL_MARKS, unit, month, count, of, share, policy, _FULL_MARKS, **more))
    return readings


def heaping(rows: Collection[Marked], cuts: Sequence[Decimal], policy: FairnessPolicy) -> list[Reading]:
    """Of every unit and grade limit: its people just over it against those just under it, by their heads' scores.

    Each person counts once, on the side on which the person's months lie more often: months of one person are not
    independent. Without heaping either side is as likely as the other.
    """
    readings = []
    width = policy.cut_width
    for unit, found in _by_unit(rows).items():
        for cut in cuts:
            sides: Counter[str] = Counter()
            for row in found:
                if row.head is not None and -width <= row.head - Fraction(cut) < width:
                    sides[row.subject] += 1 if row.head >= cut else -1
            over = sum(side > 0 for side in sides.values())
            under = sum(side < 0 for side in sides.values())
            if over + under:
                more: dict[str, Decimal | int | str] = {
                    "cut": brief(Fraction(cut)),
                    "below": under,
                    "width": brief(width),
                }
                half = Fraction(1, 2)
                readings.append(_binomial(HEAPING, unit, "", over, over + under, half, policy, _HEAPING, **more))
    return readings


@dataclass(frozen=True)
class Capped:
    """How many of a group score within a capped grade in a month, and how many of them the cap allows: all of them
    (``allowed`` = ``count``) where they stay within it. ``of`` is what the cap is a share of."""

    unit: str
    month: str
    group: str
    grade: str
    count: int
    of: int
    allowed: int


def capped(rows: Collection[Marked], scheme: Scheme) -> list[Capped]:
    """What the scheme's quotas of its best grade would leave of those who reach it, by unit and month. Quotas that do not
    count unit by unit say nothing of a unit."""
    top = scheme.grades[0].code if scheme.grades else ""
    quotas = [quota for quota in scheme.quotas if quota.grade == top and _UNIT in quota.within]
    codes, bands = [band.code for band in scheme.grades], [band.at_least for band in scheme.grades]
    found = []
    for month in sorted({row.month for row in rows}) if quotas else ():
        rated = [one for row in rows if row.month == month and (one := _rated(row, bands)) is not None]
        _, cuts = apply_quotas(quotas, codes, rated)
        for cut in cuts:
            others = ", ".join(value for name, value in sorted(cut.group.items()) if name != _UNIT and value)
            found.append(Capped(cut.group[_UNIT], month, others, cut.grade, cut.candidates, cut.out_of, cut.limit))
    return found


def _rated(row: Marked, bands: Sequence[Decimal]) -> Rated | None:
    """By the official score, or while there is none by the head's."""
    total = row.official if row.official is not None else row.head
    if total is None:
        return None
    place = next((index for index, least in enumerate(bands) if total >= least), len(bands) - 1)
    groups = {_UNIT: row.unit, "cluster": row.cluster, "duty_group": row.duty_group}
    return Rated(row.subject, place, (total,), groups)


def top_grades(counted: Iterable[Capped]) -> list[Reading]:
    """Of every capped group: those whose points reach the grade against its cap, before the cap cuts any of them off."""
    return [
        Reading(
            kind=TOP_GRADES,
            subject=one.unit,
            unit=one.unit,
            month=one.month,
            figure=Fraction(one.count),
            limit=Fraction(one.allowed),
            beyond=one.count > one.allowed,
            start=Fraction(one.allowed),
            full=Fraction(max(one.of, one.count)),
            message=_TOP_GRADES if one.count > one.allowed else _WITHIN_CAP,
            evidence={"count": one.count, "of": one.of, "grade": one.grade, "group": one.group},
        )
        for one in sorted(counted, key=lambda one: (one.unit, one.month, one.grade, one.group))
    ]


# Sheets that are too much alike


_NO_SPREAD = gettext_noop(
    "Điểm thủ trưởng chấm cho %(of)s người chỉ có độ lệch chuẩn %(figure)s điểm (dưới %(limit)s là không phân biệt được ai)."
)
_ONE_SHEET = gettext_noop(
    "%(count)s/%(of)s người của đơn vị có phiếu giống hệt nhau ở mọi tiêu chí (từ %(limit)s %% trở lên là bất thường)."
)
_COPIED = gettext_noop(
    "Phiếu tự chấm giống hệt nhau ở mọi tiêu chí trong %(figure)s tháng liên tiếp, từ %(first)s đến %(last)s (từ %(limit)s"
    " tháng là bất thường)."
)
_COPIERS = gettext_noop(
    "%(count)s/%(of)s người của đơn vị tự chấm giống hệt nhau qua ít nhất %(months)s tháng liên tiếp (từ %(limit)s %% trở lên"
    " là bất thường)."
)
_HUNDRED = 100


def alike(rows: Collection[Marked], policy: FairnessPolicy) -> list[Reading]:
    """Of every unit and month with enough staff: whether its head tells people apart, by spread and by equal sheets."""
    readings = []
    for unit, found in _by_unit(rows).items():
        for month in sorted({row.month for row in found}):
            staff = [row for row in found if row.month == month and row.head is not None]
            if len(staff) >= policy.least_staff:
                readings += [_no_spread(unit, month, staff, policy), _one_sheet(unit, month, staff, policy)]
    return readings


def _no_spread(unit: str, month: str, staff: Sequence[Marked], policy: FairnessPolicy) -> Reading:
    squared = variance([row.head for row in staff if row.head is not None])
    return Reading(
        kind=ALIKE,
        subject=unit,
        unit=unit,
        month=month,
        figure=Fraction(root(squared)),
        limit=policy.low_spread,
        beyond=squared < policy.low_spread**2,
        start=2 * policy.low_spread,
        full=Fraction(0),
        message=_NO_SPREAD,
        evidence={"of": len(staff)},
    )


def _share(
    kind: str, unit: str, month: str, count: int, of: int, limit: Fraction, message: str, **more: int
) -> Reading:
    """A share in per cent that is remarkable from its limit on; one in a hundred is shown, half of it weighs nothing."""
    share = Fraction(count, of)
    return Reading(
        kind=kind,
        subject=unit,
        unit=unit,
        month=month,
        figure=share * _HUNDRED,
        limit=limit * _HUNDRED,
        beyond=share >= limit,
        start=limit * _HUNDRED / 2,
        full=Fraction(_HUNDRED),
        message=message,
        evidence={"count": count, "of": of, **more},
    )


def _one_sheet(unit: str, month: str, staff: Sequence[Marked], policy: FairnessPolicy) -> Reading:
    most = max(Counter(row.head_marks for row in staff).values())
    return _share(ALIKE, unit, month, most if most > 1 else 0, len(staff), policy.alike_share, _ONE_SHEET)


@dataclass(frozen=True)
class _Run:
    months: int
    first: str
    last: str


def _longest_run(rows: Sequence[Marked]) -> _Run:
    """The most months in a row with one and the same self-score; a month without a sheet does not break a row."""
    ordered = sorted(rows, key=lambda row: row.month)
    best = run = _Run(1, ordered[0].month, ordered[0].month)
    for before, row in pairwise(ordered):
        run = _Run(run.months + 1, run.first, row.month) if row.marks == before.marks else _Run(1, row.month, row.month)
        best = max(best, run, key=lambda one: one.months)
    return best


def copied(rows: Collection[Marked], policy: FairnessPolicy) -> list[Reading]:
    """Of every subject with enough months: the longest row of months with the very same self-score."""
    sheets: dict[str, list[Marked]] = {}
    for row in rows:
        if row.marks:
            sheets.setdefault(row.subject, []).append(row)
    latest, readings = as_it_was_last(rows), []
    for subject in sorted(sheets):
        if len(sheets[subject]) >= policy.copied_months:
            run = _longest_run(sheets[subject])
            readings.append(
                Reading(
                    kind=COPIED,
                    subject=subject,
                    unit=latest[subject].unit,
                    month="",
                    figure=Fraction(run.months),
                    limit=Fraction(policy.copied_months),
                    beyond=run.months >= policy.copied_months,
                    start=Fraction(1),
                    full=Fraction(2 * policy.copied_months - 1),
                    message=_COPIED,
                    evidence={"first": run.first, "last": run.last},
                )
            )
    return readings


def copiers(people: Collection[Reading], policy: FairnessPolicy) -> list[Reading]:
    """Of every unit: how many of its people copy their sheets, from the people's own readings."""
    found: dict[str, list[Reading]] = {}
    for reading in people:
        found.setdefault(reading.unit, []).append(reading)
    return [
        _share(
            COPIED,
            unit,
            "",
            sum(reading.beyond for reading in readings),
            len(readings),
            policy.copied_share,
            _COPIERS,
            months=policy.copied_months,
        )
        for unit, readings in sorted(found.items())
    ]
