"""The inflation indicator of a unit (bệnh thành tích): one figure from 0 to 100 with the parts that make it up."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from emulation.rules.chance import mean
from emulation.rules.fairness import (
    ALIKE,
    CITIZENS,
    COPIED,
    FULL_MARKS,
    HEAPING,
    INSPECTED,
    KINDS,
    LENIENCY,
    PEOPLE_GAP,
    SELF_GAP,
    TOP_GRADES,
    FairnessPolicy,
    Reading,
)
from kernel.text import gettext_noop

_TOO_FEW_UNITS = gettext_noop(
    "Chưa có phiếu tự chấm và phiếu thẩm định để so với ít nhất %(least_units)s đơn vị (kể cả đơn vị này)."
)
MISSING = {
    SELF_GAP: _TOO_FEW_UNITS,
    PEOPLE_GAP: _TOO_FEW_UNITS,
    LENIENCY: gettext_noop("Đoàn kiểm tra chưa chấm lại ít nhất %(least_double)s người của đơn vị."),
    INSPECTED: gettext_noop(
        "Đoàn kiểm tra chưa chấm lại ít nhất %(least_double)s người của mỗi đơn vị ở ít nhất %(least_units)s đơn vị."
    ),
    CITIZENS: gettext_noop("Chưa đủ phiếu khảo sát người dân để so với ít nhất %(least_units)s đơn vị."),
    FULL_MARKS: gettext_noop(
        "Chưa đủ phiếu do thủ trưởng chấm (đơn vị cần %(least_staff)s người, các đơn vị khác cần %(least_people)s người),"
        " hoặc bộ tiêu chí không có điểm tối đa."
    ),
    TOP_GRADES: gettext_noop("Bộ tiêu chí không khống chế số người ở loại cao nhất, hoặc chưa có ai được chấm."),
    HEAPING: gettext_noop("Không có ai được chấm sát một mức xếp loại (trong khoảng %(cut_width)s điểm)."),
    ALIKE: gettext_noop("Thủ trưởng chấm chưa đến %(least_staff)s người trong tháng."),
    COPIED: gettext_noop("Chưa có ai tự chấm đủ %(copied_months)s tháng."),
}
"""Why a part is not there, in words."""


@dataclass(frozen=True)
class Part:
    """What one instrument brings: ``severity`` from 0 (nothing) over 1/2 (about its limit) to 1; the worst reading first."""

    kind: str
    weight: int
    severity: Fraction
    readings: tuple[Reading, ...]

    @property
    def flags(self) -> int:
        return sum(reading.beyond for reading in self.readings)


@dataclass(frozen=True)
class Inflation:
    """The indicator of one unit. ``value`` is None where too little is known (``coverage``: the share of weights there).

    value = 100 × sum(weight × severity) / sum(weight), over the parts that are there; ``missing`` names the others.
    """

    unit: str
    value: Fraction | None
    coverage: Fraction
    parts: tuple[Part, ...]
    missing: tuple[str, ...]

    @property
    def flags(self) -> int:
        return sum(part.flags for part in self.parts)


def inflation(unit: str, readings: Iterable[Reading], policy: FairnessPolicy) -> Inflation:
    """Put the readings of a unit together. A part missing lifts nobody and sinks nobody: it is left out, and named."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.kind, []).append(reading)
    weighing = [kind for kind in KINDS if policy.weights.of(kind)]
    parts = tuple(_part(kind, found[kind], policy) for kind in weighing if kind in found)
    there = sum(part.weight for part in parts)
    coverage = Fraction(there, policy.weights.total)
    known = there and coverage >= policy.least_coverage
    value = 100 * sum((part.weight * part.severity for part in parts), Fraction(0)) / there if known else None
    return Inflation(unit, value, coverage, parts, tuple(kind for kind in weighing if kind not in found))


def _part(kind: str, readings: Collection[Reading], policy: FairnessPolicy) -> Part:
    """Of several readings in one month the worst counts, of several months the mean: one odd month is no habit."""
    months: dict[str, Fraction] = {}
    for reading in readings:
        months[reading.month] = max(months.get(reading.month, Fraction(0)), reading.severity)
    ordered = sorted(readings, key=lambda one: (not one.beyond, -one.severity, one.month, one.message, one.subject))
    return Part(kind, policy.weights.of(kind), mean(months.values()), tuple(ordered))


def why_missing(policy: FairnessPolicy) -> dict[str, Any]:
    """What the sentences of `MISSING` have places for."""
    return {**policy.to_data(), "weights": None}
