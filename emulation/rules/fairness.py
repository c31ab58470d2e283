"""What the fairness instruments go by: their limits as policy data, and a reading with figure, limit, evidence and reason.

Readings are advice to those who appraise and decide. Nothing in the product feeds one into a score, a rank or a grade.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text, rounded
from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

SELF_GAP, PEOPLE_GAP, LENIENCY, INSPECTED = "self_gap", "people_gap", "leniency", "inspected"
CITIZENS, FULL_MARKS, TOP_GRADES = "citizens", "full_marks", "top_grades"
HEAPING, ALIKE, COPIED = "heaping", "alike", "copied"
TITLES = {
    SELF_GAP: gettext_noop("Tự chấm so với thẩm định"),
    PEOPLE_GAP: gettext_noop("Cá nhân tự chấm so với thẩm định"),
    LENIENCY: gettext_noop("Thủ trưởng so với đoàn kiểm tra"),
    INSPECTED: gettext_noop("Tự chấm so với đoàn kiểm tra"),
    CITIZENS: gettext_noop("Tự chấm so với người dân"),
    FULL_MARKS: gettext_noop("Tỷ lệ đạt điểm tối đa"),
    TOP_GRADES: gettext_noop("Số người ở loại cao nhất"),
    HEAPING: gettext_noop("Dồn sát trên mức xếp loại"),
    ALIKE: gettext_noop("Điểm giống nhau trong đơn vị"),
    COPIED: gettext_noop("Phiếu lặp lại qua các tháng"),
}
KINDS = tuple(TITLES)
Evidence = Mapping[str, Decimal | int | str]


@dataclass(frozen=True)
class InflationWeights:
    """How much each instrument counts in the inflation indicator of a unit; they need not add up to 100."""

    self_gap: int = 20
    people_gap: int = 15
    leniency: int = 15
    inspected: int = 10
    citizens: int = 10
    full_marks: int = 10
    top_grades: int = 5
    heaping: int = 5
    alike: int = 5
    copied: int = 5

    def of(self, kind: str) -> int:
        return int(getattr(self, kind))

    @property
    def total(self) -> int:
        return sum(self.of(kind) for kind in KINDS)

    def to_data(self) -> dict[str, int]:
        return {kind: self.of(kind) for kind in KINDS}


@dataclass(frozen=True)
class FairnessPolicy:
    """Every limit of the instruments. Points are points of the scheme.

    ``robust_limit``: robust steps above the group's middle.  ``least_step``: the smallest step, in points.
    ``least_people``, ``least_units``: members that a group needs before anybody is compared with it.
    ``alarm``: how seldom chance alone may go beyond a binomial limit.
    ``full_share``: the share of the maximum that counts as full marks.
    ``cut_width``: points on either side of a grade's limit.  ``low_spread``: a standard deviation, in points.
    ``least_staff``: staff that a unit needs before they are looked at as a whole;  ``alike_share``: of them with one sheet.
    ``copied_months``: equal sheets in a row;  ``copied_share``: of a unit's staff who hand in such.
    ``least_double``: staff of a unit whom inspectors scored too, before anything is said of its head;
    ``leniency_errors``: standard errors from which on a head counts as lenient or severe.
    ``least_coverage``: the share of the weights that must be there before an indicator is given.
    """

    robust_limit: Fraction = Fraction(7, 2)
    least_step: Fraction = Fraction(1, 2)
    least_people: int = 20
    least_units: int = 5
    alarm: Fraction = Fraction(1, 1000)
    full_share: Fraction = Fraction(1)
    cut_width: Fraction = Fraction(1)
    low_spread: Fraction = Fraction(1)
    least_staff: int = 5
    alike_share: Fraction = Fraction(4, 5)
    copied_months: int = 4
    copied_share: Fraction = Fraction(1, 2)
    least_double: int = 4
    leniency_errors: Fraction = Fraction(3)
    least_coverage: Fraction = Fraction(1, 4)
    weights: InflationWeights = InflationWeights()

    def to_data(self) -> dict[str, Any]:
        data = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: _plain(value) for name, value in data.items()}


def _plain(value: Fraction | int | InflationWeights) -> Any:
    if isinstance(value, InflationWeights):
        return value.to_data()
    return exact_text(value) if isinstance(value, Fraction) else value


_WHOLE = {
    "least_people": (3, 10_000),
    "least_units": (5, 1_000),
    "least_staff": (3, 1_000),
    "copied_months": (2, 60),
    "least_double": (2, 1_000),
}
"""With fewer than five units one that stands out alone can never lie 3.5 steps away: the rule of the equal rest forbids it."""
_SHARES = ("alarm", "full_share", "alike_share", "copied_share", "least_coverage")


def parse_fairness_policy(data: Mapping[str, Any]) -> FairnessPolicy:
    """Read a policy; what is absent takes its default. Raises one `Invalid` that lists every fault."""
    faults: list[Problem] = []
    usual = FairnessPolicy()
    names = [one.name for one in fields(usual)]
    read = Fields(data, "", faults, names)
    values: dict[str, Any] = {}
    for name in names:
        if name == "weights":
            values[name] = _weights(read)
        elif name in _WHOLE:
            values[name] = read.whole(name, getattr(usual, name), *_WHOLE[name])
        else:
            values[name] = _fraction(read, name, getattr(usual, name))
    if faults:
        message = gettext_noop("Quy định về các chỉ báo công bằng có %(count)d lỗi.")
        raise Invalid("fairness.invalid", message, problems=faults, count=len(faults))
    return FairnessPolicy(**values)


def _fraction(read: Fields, name: str, usual: Fraction) -> Fraction:
    if name not in read.data:
        return usual
    value = read.positive(name, Decimal(1))
    found = Fraction(value) if value is not None else usual
    if name in _SHARES and found > 1:
        read.fault("share_needed", gettext_noop("Cần một tỷ lệ lớn hơn 0 và không quá 1."), name)
    return found


def _weights(read: Fields) -> InflationWeights:
    usual = InflationWeights()
    inner = Fields(read.data.get("weights", {}), read.at("weights"), read.faults, KINDS)
    found = InflationWeights(**{kind: inner.whole(kind, usual.of(kind), 0, 100) for kind in KINDS})
    if found.total == 0:
        read.fault("weights_needed", gettext_noop("Ít nhất một trọng số phải lớn hơn 0."), "weights")
        return usual
    return found


def shown(value: Fraction, decimals: int = 2) -> Decimal:
    """A figure of advice as people read it; whether it is beyond its limit was decided before."""
    return rounded(value, decimals)


def brief(value: Fraction, decimals: int = 2) -> Decimal:
    """The same without decimals where there are none, as counts are read."""
    return rounded(value, 0 if value.denominator == 1 else decimals)


@dataclass(frozen=True)
class Reading:
    """What one instrument says of one subject (a person or a unit), in a month or (``month`` empty) over the whole scope.

    ``beyond`` makes it a flag. ``severity`` is what it brings to the indicator: 0 up to ``start``, 1 from ``full`` on.
    ``message`` is the reason in words, with places for ``params``.
    """

    kind: str
    subject: str
    unit: str
    month: str
    figure: Fraction
    limit: Fraction
    beyond: bool
    start: Fraction
    full: Fraction
    message: str
    evidence: Evidence = field(default_factory=dict)

    @property
    def severity(self) -> Fraction:
        if self.start == self.full:
            return Fraction(int(self.beyond and self.figure > self.start))
        return min(max((self.figure - self.start) / (self.full - self.start), Fraction(0)), Fraction(1))

    @property
    def params(self) -> Evidence:
        return {**self.evidence, "figure": brief(self.figure), "limit": brief(self.limit)}

    def text(self) -> str:
        return (self.message % self.params).strip()
