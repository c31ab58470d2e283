"""Quantity, quality and progress of a person's work from the list of their tasks, as a scheme says they follow.

Decree 335/2025 takes each as a share of what was assigned, in converted products: quantity *a* of what was done, quality
*b* of what was done as required, progress *c* of what was done in time. Each serious error of content takes a quarter of
the quality points of its product, each delay a quarter of its progress points, unless the cause was an objective one that
the head confirmed. With *k* the difficulty by which a product is converted, *p* what was assigned, *d* what was done and
*g* what was accepted of it::

    a = Σ k·min(d, p) / Σ k·p
    b = Σ k·min(g, p)·max(0, 1 − ¼·errors) / Σ k·p
    c = Σ k·min(d, p)·max(0, 1 − ¼·delays) / Σ k·p

More than was assigned of one product does not make good what is missing of another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import HALF_UP, exact_text, rounded
from emulation.rules.periods import Month
from emulation.rules.reading import Fields
from emulation.rules.scheme_parts import GradeBand
from kernel.errors import Problem
from kernel.text import gettext_noop

QUANTITY, QUALITY, PROGRESS = "quantity", "quality", "progress"
PARTS = (QUANTITY, QUALITY, PROGRESS)
FIGURE_DECIMALS = 4
"""Decimals of a sheet's points; figures that do not end are rounded half up to so many, the lines below stay exact."""


@dataclass(frozen=True)
class UnitResult:
    """What the result of the unit in charge is worth to its leader: ``every`` where all of its people reached ``grade``,
    ``otherwise`` where somebody did not."""

    leaf: str
    grade: str
    every: Decimal
    otherwise: Decimal

    def to_data(self) -> dict[str, Any]:
        figures = {"every": exact_text(self.every), "otherwise": exact_text(self.otherwise)}
        return {"leaf": self.leaf, "grade": self.grade, **figures}


@dataclass(frozen=True)
class TaskListRule:
    """Which leaves the list of tasks feeds, and which share of a product's points an error or a delay costs. With
    ``coefficients`` products are converted by their difficulty."""

    quantity: str
    quality: str
    progress: str
    error_costs: Decimal = Decimal("0.25")
    delay_costs: Decimal = Decimal("0.25")
    coefficients: bool = False
    unit_result: UnitResult | None = None

    @property
    def leaves(self) -> dict[str, str]:
        return {QUANTITY: self.quantity, QUALITY: self.quality, PROGRESS: self.progress}

    def to_data(self) -> dict[str, Any]:
        costs = {"error_costs": exact_text(self.error_costs), "delay_costs": exact_text(self.delay_costs)}
        above = {"unit_result": self.unit_result.to_data()} if self.unit_result else {}
        return {**self.leaves, **costs, "coefficients": self.coefficients, **above}


def read_task_list(fields: Fields) -> TaskListRule | None:
    """The ``task_list`` of a scheme; none where it is absent."""
    data = fields.data.get("task_list")
    if data is None:
        return None
    known = (*PARTS, "error_costs", "delay_costs", "coefficients", "unit_result")
    inner = Fields(data, fields.at("task_list"), fields.faults, known)
    return TaskListRule(
        inner.text(QUANTITY),
        inner.text(QUALITY),
        inner.text(PROGRESS),
        _cost(inner, "error_costs"),
        _cost(inner, "delay_costs"),
        inner.flag("coefficients", default=False),
        _unit_result(inner),
    )


def _cost(fields: Fields, key: str) -> Decimal:
    cost = fields.number(key, Decimal("0.25"))
    if cost is None or not 0 <= cost <= 1:
        fields.fault("out_of_range", gettext_noop("Cần một tỷ lệ từ 0 đến 1, ví dụ “0.25”."), key)
        return Decimal("0.25")
    return cost


def _unit_result(fields: Fields) -> UnitResult | None:
    data = fields.data.get("unit_result")
    if data is None:
        return None
    inner = Fields(data, fields.at("unit_result"), fields.faults, ("leaf", "grade", "every", "otherwise"))
    every, otherwise = (inner.number(key, None) or Decimal(0) for key in ("every", "otherwise"))
    return UnitResult(inner.text("leaf"), inner.text("grade"), every, otherwise)


def check_task_list(
    fields: Fields, rule: TaskListRule | None, maxima: Mapping[str, Decimal | None], grades: Iterable[GradeBand]
) -> None:
    """Every leaf that is fed must be entered in sheets and have a maximum, once; the grade must be one of the scheme."""
    if rule is None:
        return
    named = {f"task_list.{part}": leaf for part, leaf in rule.leaves.items()}
    if rule.unit_result:
        named["task_list.unit_result.leaf"] = rule.unit_result.leaf
    message = gettext_noop("“%(item)s” phải là một tiêu chí nhập trong phiếu, có điểm tối đa, và chỉ nêu một lần.")
    taken: set[str] = set()
    for path, leaf in named.items():
        if leaf and (maxima.get(leaf) is None or leaf in taken):
            fields.fault("not_fed", message, path, item=leaf)
        taken.add(leaf)
    if rule.unit_result and rule.unit_result.grade not in {grade.code for grade in grades}:
        message = gettext_noop("Không có loại “%(item)s”.")
        fields.fault("unknown_grade", message, "task_list.unit_result.grade", item=rule.unit_result.grade)


@dataclass(frozen=True)
class Task:
    """One product of a week. ``errors`` and ``delays`` are all that happened, ``excused_…`` those of them whose objective cause
    the head confirmed. ``accepted`` is what was done as required, at most ``done``."""

    planned: Decimal
    done: Decimal
    accepted: Decimal
    coefficient: Decimal = Decimal(1)
    errors: int = 0
    excused_errors: int = 0
    delays: int = 0
    excused_delays: int = 0


@dataclass(frozen=True)
class Work:
    """The three shares, exactly; ``assigned`` is the sum of converted products out of which they are."""

    assigned: Fraction
    quantity: Fraction
    quality: Fraction
    progress: Fraction


def work(rule: TaskListRule, tasks: Iterable[Task]) -> Work | None:
    """The shares of a list of tasks, each from 0 to 1; None where nothing was assigned."""
    assigned = quantity = quality = progress = Fraction(0)
    for task in tasks:
        weight = Fraction(task.coefficient) if rule.coefficients else Fraction(1)
        assigned += weight * Fraction(task.planned)
        done = weight * Fraction(min(task.done, task.planned))
        quantity += done
        accepted = weight * Fraction(min(task.accepted, task.done, task.planned))
        quality += accepted * _left(rule.error_costs, task.errors - task.excused_errors)
        progress += done * _left(rule.delay_costs, task.delays - task.excused_delays)
    if not assigned:
        return None
    return Work(assigned, quantity / assigned, quality / assigned, progress / assigned)


def _left(cost: Decimal, times: int) -> Fraction:
    return max(Fraction(0), 1 - Fraction(cost) * max(0, times))


def figures(rule: TaskListRule, done: Work, maxima: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """By leaf the points that follow from the shares: 100 per cent is the leaf's maximum."""
    shares = {QUANTITY: done.quantity, QUALITY: done.quality, PROGRESS: done.progress}
    return {
        leaf: rounded(shares[part] * Fraction(maxima[leaf] or 0), FIGURE_DECIMALS, HALF_UP)
        for part, leaf in rule.leaves.items()
    }


def unit_figure(rule: UnitResult, reached: Iterable[bool]) -> Decimal | None:
    """What the leader's unit is worth to them, from whether each of its people reached the grade; None for no people."""
    found = list(reached)
    if not found:
        return None
    return rule.every if all(found) else rule.otherwise


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def month_of_week(week: date) -> Month:
    """A week belongs to the month of its Thursday, as weeks belong to years (ISO 8601)."""
    return Month.of(monday(week) + timedelta(days=3))


def weeks_of(month: Month) -> tuple[date, ...]:
    """The Mondays of the weeks that belong to a month, four or five of them."""
    first = monday(month.first_day)
    found = (first + timedelta(days=7 * number) for number in range(6))
    return tuple(week for week in found if month_of_week(week) == month)


def problems_of(task: Task, path: str) -> list[Problem]:
    """What cannot be of one task."""
    found = []
    if task.planned <= 0 or task.coefficient <= 0:
        message = gettext_noop("Số lượng được giao và hệ số phải lớn hơn 0.")
        found.append(Problem("task.not_positive", message, f"{path}planned"))
    if not 0 <= task.accepted <= task.done:
        message = gettext_noop("Số lượng đạt yêu cầu không được lớn hơn số lượng đã làm.")
        found.append(Problem("task.accepted_above_done", message, f"{path}accepted"))
    counts = (task.errors, task.excused_errors, task.delays, task.excused_delays)
    if min(counts) < 0 or task.excused_errors > task.errors or task.excused_delays > task.delays:
        message = gettext_noop("Số lần có nguyên nhân khách quan không được lớn hơn số lần xảy ra.")
        found.append(Problem("task.excused_above_all", message, f"{path}errors"))
    return found


@dataclass(frozen=True)
class Entry:
    """A task as it is written down: what, for whom, until when, and how it went."""

    name: str
    product: str
    assigned_by: str
    deadline: date
    figures: Task
    done_on: date | None = None
    excuse: str = ""

    @property
    def counted(self) -> Task:
        """As it is reckoned: what was done past its deadline is late at least once."""
        late = self.done_on is not None and self.done_on > self.deadline
        return replace(self.figures, delays=max(self.figures.delays, int(late)))

    def to_data(self) -> dict[str, Any]:
        one = self.figures
        numbers = {name: exact_text(getattr(one, name)) for name in ("planned", "done", "accepted", "coefficient")}
        counts = {name: getattr(one, name) for name in COUNTS}
        texts = {"name": self.name, "product": self.product, "assigned_by": self.assigned_by, "excuse": self.excuse}
        days = {"deadline": self.deadline.isoformat(), "done_on": self.done_on.isoformat() if self.done_on else ""}
        return {**texts, **days, **numbers, **counts}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Entry":
        """Read back what `to_data` wrote."""
        planned, done, accepted, coefficient = (
            Decimal(data[name]) for name in ("planned", "done", "accepted", "coefficient")
        )
        counts = {name: int(data[name]) for name in COUNTS}
        return cls(
            data["name"],
            data["product"],
            data["assigned_by"],
            date.fromisoformat(data["deadline"]),
            Task(planned, done, accepted, coefficient, **counts),
            date.fromisoformat(data["done_on"]) if data["done_on"] else None,
            data["excuse"],
        )


COUNTS = ("errors", "excused_errors", "delays", "excused_delays")


def entry_problems(entry: Entry, place: int) -> list[Problem]:
    """Every fault of one line of a list, at ``tasks[n].field``."""
    path = f"tasks[{place}]."
    found = problems_of(entry.counted, path)
    for name, text in (("name", entry.name), ("product", entry.product), ("assigned_by", entry.assigned_by)):
        if not text:
            message = gettext_noop("Hãy ghi tên việc, sản phẩm và người giao.")
            found.append(Problem("task.text_needed", message, path + name))
    if (entry.figures.excused_errors or entry.figures.excused_delays) and not entry.excuse:
        message = gettext_noop("Nguyên nhân khách quan phải được ghi rõ.")
        found.append(Problem("task.excuse_needed", message, path + "excuse"))
    return found
