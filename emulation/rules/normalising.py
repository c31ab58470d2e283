"""Bringing figures of any unit onto a common scale: against a maximum, fixed goalposts, a target, steps, or the table."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text, logarithm, square_root
from emulation.rules.reading import Fields
from kernel.errors import Invalid
from kernel.text import gettext_noop

SHARE, RANGE, Z, TARGET, BEST, STEPS = "share", "range", "z", "target", "best", "steps"
RANK, PERCENTILE = "rank", "percentile"
METHODS = (SHARE, RANGE, Z, TARGET, BEST, STEPS, RANK, PERCENTILE)
OVERALL = ""
"""The group of those who are measured against the whole table."""

_FIELDS = (
    "method", "from", "scale", "low", "high", "target", "centre", "spread", "sample", "steps", "interpolate",
    "lower_is_better", "log", "clip", "within",
)  # fmt: skip


@dataclass(frozen=True)
class Norm:
    """What a table says of one figure: the ends, the mean and the standard deviation of those who have it."""

    low: Fraction
    high: Fraction
    mean: Fraction
    deviation: Fraction
    figures: tuple[Fraction, ...] = ()
    """All of them in their order, where ranks are asked for."""

    def to_data(self) -> dict[str, str]:
        return {
            "low": exact_text(self.low),
            "high": exact_text(self.high),
            "mean": exact_text(self.mean),
            "deviation": exact_text(self.deviation),
        }


Norms = Mapping[str, Mapping[str, Norm]]
"""By code of the node and by group (`OVERALL` for the whole table)."""


@dataclass(frozen=True)
class Normalisation:
    """How a figure becomes points, from ``bottom`` (0 if not given) to ``scale`` for the best.

    - ``share``: figure / maximum of the way.
    - ``range``: (figure − low) / (high − low) of the way, with the table's ends for a ``low`` or ``high`` that is not given.
    - ``z``: centre + spread × (figure − mean) / standard deviation of the table (``sample``: with n − 1).
    - ``target``: how much of the way from ``low`` (0 if not given) to ``target`` is done.
    - ``best``: figure / best of the table.
    - ``rank``: the rank in the table itself, 1 for the best; ``percentile``: the share of the others who are strictly worse.
    - ``steps``: the points of the highest threshold reached, or with ``interpolate`` on the line between two.

    ``log`` takes natural logarithms first, of the goalposts too; ``clip`` cuts to bottom … scale; ``within`` names the grouping
    whose members are measured against each other.
    """

    method: str
    scale: Decimal = Decimal(100)
    bottom: Decimal = Decimal(0)
    low: Decimal | None = None
    high: Decimal | None = None
    target: Decimal | None = None
    centre: Decimal = Decimal(0)
    spread: Decimal = Decimal(1)
    sample: bool = False
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    interpolate: bool = False
    lower_is_better: bool = False
    log: bool = False
    clip: bool = True
    within: str = ""

    @property
    def relative(self) -> bool:
        """Whether the points depend on who else is in the table."""
        open_end = self.method == RANGE and (self.low is None or self.high is None)
        return self.method in (Z, BEST, RANK, PERCENTILE) or open_end

    @property
    def reach(self) -> Decimal | None:
        """The most that comes out; None where nothing bounds it."""
        if self.method == STEPS:
            return max((points for _, points in self.steps), default=None)
        if self.method in (Z, RANK) or (self.method in (RANGE, TARGET) and not self.clip and not self.relative):
            return None
        return self.scale

    def to_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {"method": self.method, "from": exact_text(self.bottom)}
        for name in ("scale", "low", "high", "target", "centre", "spread"):
            value = getattr(self, name)
            data[name] = None if value is None else exact_text(value)
        for name in ("sample", "interpolate", "lower_is_better", "log", "clip", "within"):
            data[name] = getattr(self, name)
        data["steps"] = [[exact_text(threshold), exact_text(points)] for threshold, points in self.steps]
        return data


def read_normalisation(fields: Fields) -> Normalisation | None:
    """The ``normalise`` of a node; absent, null or ``"none"`` leave the figures as they are."""
    data = fields.data.get("normalise")
    if data is None or data == "none" or data == {"method": "none"}:
        return None
    inner = Fields(data, fields.at("normalise"), fields.faults, _FIELDS)
    found = Normalisation(
        method=inner.choice("method", METHODS, SHARE),
        scale=inner.positive("scale", Decimal(100)) or Decimal(100),
        bottom=inner.number("from", Decimal(0)) or Decimal(0),
        low=inner.number("low", None),
        high=inner.number("high", None),
        target=inner.number("target", None),
        centre=inner.number("centre", Decimal(0)) or Decimal(0),
        spread=inner.positive("spread", Decimal(1)) or Decimal(1),
        sample=inner.flag("sample", default=False),
        steps=_steps(inner),
        interpolate=inner.flag("interpolate", default=False),
        lower_is_better=inner.flag("lower_is_better", default=False),
        log=inner.flag("log", default=False),
        clip=inner.flag("clip", default=True),
        within=inner.text("within", ""),
    )
    _check(inner, found)
    return found


def _steps(fields: Fields) -> tuple[tuple[Decimal, Decimal], ...]:
    found = []
    for row, path in fields.rows("steps"):
        pair = row if isinstance(row, list | tuple) else ()
        inner = Fields(dict(zip(("at", "points"), pair, strict=False)), path, fields.faults, ("at", "points"))
        threshold, points = inner.number("at", None), inner.number("points", None)
        if len(pair) != 2 or threshold is None or points is None:
            inner.fault("step_malformed", gettext_noop('Mỗi bậc là một cặp [ngưỡng, điểm], ví dụ ["80", "1.5"].'))
        else:
            found.append((threshold, points))
    return tuple(sorted(found))


def _check(fields: Fields, found: Normalisation) -> None:
    if found.method == STEPS and not found.steps:
        fields.fault("steps_needed", gettext_noop("Cách quy đổi theo bậc cần ít nhất một bậc."), "steps")
    if found.method == TARGET and (found.target is None or found.target == (found.low or 0)):
        fields.fault("target_needed", gettext_noop("Cần chỉ tiêu khác với mức xuất phát."), "target")
    if found.method == RANGE and None not in (found.low, found.high) and found.low == found.high:
        fields.fault("range_empty", gettext_noop("Hai mốc thấp và cao phải khác nhau."), "high")
    goalposts = (found.low, found.high, found.target)
    if found.bottom >= found.scale:
        fields.fault("range_empty", gettext_noop("Mức điểm thấp nhất (from) phải nhỏ hơn scale."), "from")
    if found.log and any(post is not None and post <= 0 for post in goalposts):
        fields.fault("log_needs_positive", gettext_noop("Lấy logarit thì các mốc phải lớn hơn 0."), "log")


def figure_of(how: Normalisation, value: Fraction) -> Fraction:
    """The figure that is measured: the value itself or its logarithm."""
    if not how.log:
        return value
    try:
        return logarithm(value)
    except ValueError as error:
        message = gettext_noop("Không lấy được logarit của %(value)s; giá trị phải lớn hơn 0.")
        raise Invalid("normalise.log_needs_positive", message, value=exact_text(value)) from error


def norm_of(how: Normalisation, values: Sequence[Fraction]) -> Norm:
    """What the table says: of at least one value."""
    figures = [figure_of(how, value) for value in values]
    mean = sum(figures, Fraction(0)) / len(figures)
    squares = sum(((figure - mean) ** 2 for figure in figures), Fraction(0))
    divisor = len(figures) - 1 if how.sample else len(figures)
    deviation = square_root(squares / divisor) if divisor and how.method == Z else Fraction(0)
    order = tuple(sorted(figures)) if how.method in (RANK, PERCENTILE) else ()
    return Norm(min(figures), max(figures), mean, deviation, order)


def normalised(how: Normalisation, value: Fraction, *, maximum: Decimal | None, norm: Norm | None) -> Fraction:
    """The points of a value. ``norm`` is needed where the method is relative, ``maximum`` for a share."""
    figure = figure_of(how, value)
    if how.method == STEPS:
        return _on_steps(how, figure)
    if how.method == Z:
        return _standardised(how, figure, _needed(norm))
    if how.method == RANK:
        return Fraction(_better(how, figure, _needed(norm)) + 1)
    bottom, scale = Fraction(how.bottom), Fraction(how.scale)
    points = bottom + _way(how, figure, maximum, norm) * (scale - bottom)
    return min(max(points, bottom), scale) if how.clip else points


def _needed(norm: Norm | None) -> Norm:
    if norm is None:
        raise Invalid("normalise.table_needed", gettext_noop("Cách quy đổi này cần cả bảng, không tính được riêng lẻ."))
    return norm


def _way(how: Normalisation, figure: Fraction, maximum: Decimal | None, norm: Norm | None) -> Fraction:
    if how.method == BEST:
        return _best_part(how, figure, _needed(norm))
    if how.method == PERCENTILE:
        table = _needed(norm)
        others = len(table.figures) - 1
        equal = bisect_right(table.figures, figure) - bisect_left(table.figures, figure)
        worse = len(table.figures) - _better(how, figure, table) - equal
        return Fraction(worse, others) if others else Fraction(1)
    return _part(how, figure, maximum, norm)


def _better(how: Normalisation, figure: Fraction, norm: Norm) -> int:
    """How many of the table are strictly better."""
    if how.lower_is_better:
        return bisect_left(norm.figures, figure)
    return len(norm.figures) - bisect_right(norm.figures, figure)


def _part(how: Normalisation, figure: Fraction, maximum: Decimal | None, norm: Norm | None) -> Fraction:
    """How much of the way from the low to the high end."""
    low, high = _ends(how, maximum, norm)
    if low == high:
        return Fraction(1)
    part = (figure - low) / (high - low)
    return 1 - part if how.lower_is_better and how.method != TARGET else part


def _ends(how: Normalisation, maximum: Decimal | None, norm: Norm | None) -> tuple[Fraction, Fraction]:
    if how.method == SHARE:
        return Fraction(0), Fraction(maximum or how.scale)
    low, high = how.low, how.target if how.method == TARGET else how.high
    if how.method == TARGET and low is None:
        return Fraction(0), figure_of(how, Fraction(high or 1))
    return (
        figure_of(how, Fraction(low)) if low is not None else _needed(norm).low,
        figure_of(how, Fraction(high)) if high is not None else _needed(norm).high,
    )


def _standardised(how: Normalisation, figure: Fraction, norm: Norm) -> Fraction:
    if norm.deviation == 0:
        return Fraction(how.centre)
    away = (figure - norm.mean) / norm.deviation
    return Fraction(how.centre) + Fraction(how.spread) * (-away if how.lower_is_better else away)


def _best_part(how: Normalisation, figure: Fraction, norm: Norm) -> Fraction:
    best, below = (norm.low, figure) if how.lower_is_better else (figure, norm.high)
    if below <= 0:
        message = gettext_noop("So với mức tốt nhất chỉ dùng được cho các giá trị lớn hơn 0.")
        raise Invalid("normalise.best_needs_positive", message)
    return best / below


def _on_steps(how: Normalisation, figure: Fraction) -> Fraction:
    """Below the first threshold there is nothing, beyond the last one its points."""
    reached = [(Fraction(at), Fraction(points)) for at, points in how.steps if Fraction(at) <= figure]
    beyond = [(Fraction(at), Fraction(points)) for at, points in how.steps if Fraction(at) > figure]
    if not reached:
        return Fraction(0)
    at, points = reached[-1]
    if not how.interpolate or not beyond:
        return points
    next_at, next_points = beyond[0]
    return points + (next_points - points) * (figure - at) / (next_at - at)
