"""Fairness instruments that compare scores of two hands: oneself, appraisers, inspectors, citizens; by robust steps.

Each answers readings with figure, limit and reason, flagged or not; none of them changes anything.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from emulation.rules.chance import Compared, compared, mean, places
from emulation.rules.fairness import CITIZENS, INSPECTED, PEOPLE_GAP, SELF_GAP, FairnessPolicy, Reading, brief, shown
from kernel.text import gettext_noop

EVERYBODY = ""


@dataclass(frozen=True)
class Marked:
    """One subject in one month: what each layer gave, None where the layer is not there.

    ``marks`` and ``head_marks`` spell the points of the self-score and of the head's layer, leaf by leaf.
    """

    subject: str
    unit: str
    cluster: str
    month: str
    duty_group: str = ""
    own: Fraction | None = None
    head: Fraction | None = None
    official: Fraction | None = None
    marks: str = ""
    head_marks: str = ""

    @property
    def groups(self) -> tuple[str, ...]:
        """With whom it is compared, narrow first: same duty group in the cluster, the cluster, everybody."""
        narrow = (f"{self.cluster} · {self.duty_group}",) if self.duty_group else ()
        return (*narrow, self.cluster, EVERYBODY)


def as_it_was_last(rows: Iterable[Marked]) -> dict[str, Marked]:
    """Each subject as it was last."""
    return {row.subject: row for row in sorted(rows, key=lambda row: (row.month, row.subject))}


# How far one stands above the middle of those alike


_GAP = gettext_noop(
    "Tự chấm cao hơn thẩm định %(gap)s điểm, trong khi mức giữa của %(count)s đối tượng cùng nhóm là %(middle)s: lệch"
    " %(figure)s bước (giới hạn %(limit)s)."
)
_PEOPLE_GAP = gettext_noop(
    "Cá nhân của đơn vị tự chấm cao hơn thẩm định trung bình %(gap)s điểm, trong khi mức giữa của %(count)s đơn vị cùng"
    " nhóm là %(middle)s: lệch %(figure)s bước (giới hạn %(limit)s)."
)
_INSPECTED = gettext_noop(
    "Cá nhân của đơn vị tự chấm cao hơn đoàn kiểm tra trung bình %(gap)s điểm, trong khi mức giữa của %(count)s đơn vị"
    " cùng nhóm là %(middle)s: lệch %(figure)s bước (giới hạn %(limit)s). Theo tự chấm đứng thứ %(own_place)s, theo đoàn"
    " kiểm tra đứng thứ %(other_place)s."
)
_CITIZENS = gettext_noop(
    "Tự chấm %(own)s %% điểm tối đa, người dân hài lòng %(other)s %%: chênh %(gap)s, trong khi mức giữa của %(count)s đơn"
    " vị cùng nhóm là %(middle)s: lệch %(figure)s bước (giới hạn %(limit)s). Theo tự chấm đứng thứ %(own_place)s, theo"
    " người dân đứng thứ %(other_place)s."
)


def _steps(
    kind: str, row: Marked, of: Compared, policy: FairnessPolicy, message: str, **more: Decimal | int | str
) -> Reading:
    """A reading of robust steps: only what lies above the middle counts."""
    evidence = {
        "gap": shown(of.value),
        "middle": shown(of.spread.middle),
        "step": shown(of.spread.step),
        "step_by": of.spread.rule,
        "count": of.spread.size,
        "group": of.group,
        **more,
    }
    return Reading(
        kind=kind,
        subject=row.subject,
        unit=row.unit,
        month="",
        figure=of.steps,
        limit=policy.robust_limit,
        beyond=of.steps > policy.robust_limit,
        start=Fraction(0),
        full=2 * policy.robust_limit,
        message=message,
        evidence=evidence,
    )


def _mean_gaps(rows: Iterable[Marked]) -> dict[str, Fraction]:
    """Self-score less official score by subject, the mean of its months."""
    gaps: dict[str, list[Fraction]] = {}
    for row in rows:
        if row.own is not None and row.official is not None:
            gaps.setdefault(row.subject, []).append(row.own - row.official)
    return {subject: mean(found) for subject, found in gaps.items()}


def self_gaps(rows: Collection[Marked], policy: FairnessPolicy, *, least: int) -> list[Reading]:
    """Of every subject: how far its self-score lies above what was appraised, against others alike."""
    gaps, latest = _mean_gaps(rows), as_it_was_last(rows)
    found = compared(
        gaps, {subject: latest[subject].groups for subject in gaps}, least=least, least_step=policy.least_step
    )
    return [_steps(SELF_GAP, latest[subject], found[subject], policy, _GAP) for subject in sorted(found)]


def _between_units(
    values: Mapping[str, Fraction], units: Mapping[str, str], policy: FairnessPolicy
) -> dict[str, Compared]:
    """Units against those of their cluster, or all where the cluster is too small. ``units``: their clusters."""
    groups = {unit: (units[unit], EVERYBODY) for unit in values}
    return compared(values, groups, least=policy.least_units, least_step=policy.least_step)


def _unit(code: str, cluster: str) -> Marked:
    return Marked(code, code, cluster, "")


def people_gaps(rows: Collection[Marked], units: Mapping[str, str], policy: FairnessPolicy) -> list[Reading]:
    """Of every unit: the mean gap of its people against that of other units."""
    gaps, latest = _mean_gaps(rows), as_it_was_last(rows)
    people: dict[str, list[Fraction]] = {}
    for subject, gap in gaps.items():
        people.setdefault(latest[subject].unit, []).append(gap)
    means = {unit: mean(found) for unit, found in people.items() if unit in units and len(found) >= policy.least_staff}
    return [
        _steps(PEOPLE_GAP, _unit(unit, units[unit]), one, policy, _PEOPLE_GAP, people=len(people[unit]))
        for unit, one in sorted(_between_units(means, units, policy).items())
    ]


def _against(
    kind: str,
    own: Mapping[str, Fraction],
    other: Mapping[str, Fraction],
    units: Mapping[str, str],
    policy: FairnessPolicy,
    message: str,
) -> list[Reading]:
    """Own score less somebody else's, against other units, with the places that both give inside the same group."""
    both = sorted(own.keys() & other.keys() & units.keys())
    found = _between_units({unit: own[unit] - other[unit] for unit in both}, units, policy)
    readings = []
    for unit, one in found.items():
        group = [name for name in found if one.group in (units[name], EVERYBODY)]
        own_place = places({name: own[name] for name in group})[unit]
        other_place = places({name: other[name] for name in group})[unit]
        more = {
            "own": shown(own[unit]),
            "other": shown(other[unit]),
            "own_place": brief(own_place, 1),
            "other_place": brief(other_place, 1),
            "places": brief(other_place - own_place, 1),
        }
        readings.append(_steps(kind, _unit(unit, units[unit]), one, policy, message, **more))
    return readings


def against_citizens(
    own: Mapping[str, Fraction], satisfied: Mapping[str, Fraction], units: Mapping[str, str], policy: FairnessPolicy
) -> list[Reading]:
    """Units' self-scores against the satisfied share of citizens, both in per cent."""
    return _against(CITIZENS, own, satisfied, units, policy, _CITIZENS)


def against_inspectors(
    own: Mapping[str, Fraction], inspected: Mapping[str, Fraction], units: Mapping[str, str], policy: FairnessPolicy
) -> list[Reading]:
    """What a unit's staff gave themselves against what the inspectors gave the same staff: means, in points."""
    return _against(INSPECTED, own, inspected, units, policy, _INSPECTED)
