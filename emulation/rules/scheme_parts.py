"""The parts of a scheme besides its tree: vetoes, grades, rounding, tie-breaks and how a campaign follows from months."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rules.exact import HALF_UP, ROUNDING_MODES, exact_text
from emulation.rules.node_reading import read_code, read_title
from emulation.rules.nodes import Title
from emulation.rules.reading import Fields
from kernel.errors import Problem
from kernel.text import gettext_noop

DISQUALIFY, DROP_GRADE, CAP_GRADE = "disqualify", "drop_grade", "cap_grade"
EFFECTS = (DISQUALIFY, DROP_GRADE, CAP_GRADE)
TOTAL, COMPONENT, LEVEL, NEVER = "total", "component", "level", "never"
STAGES = (TOTAL, COMPONENT, LEVEL, NEVER)
GROUP = "group"
REBASE_AT = (GROUP, TOTAL)
COMPETITION, DENSE, FRACTIONAL = "competition", "dense", "fractional"
RANKS = (COMPETITION, DENSE, FRACTIONAL)
DESCENDING, ASCENDING = "descending", "ascending"
MONTHS, QUARTERS = "months", "quarters"
MEAN_OF, SUM_OF, LAST_OF = "mean", "sum", "last"
TOP_MONTHS = "@top_months"
"""In a tie-break chain: how many months reached the best grade."""


@dataclass(frozen=True)
class Veto:
    """A finding that overrides the points: ``disqualify`` means not ranked and the last grade, ``drop_grade`` one grade lower,
    ``cap_grade`` no better than ``grade``. One that spans the ``campaign`` counts for it when any month has it."""

    code: str
    title: Title
    effect: str = DISQUALIFY
    grade: str = ""
    spans_campaign: bool = True

    def to_data(self) -> dict[str, Any]:
        data = {"code": self.code, "title": self.title.to_data(), "effect": self.effect}
        return data | {"grade": self.grade, "spans_campaign": self.spans_campaign}


@dataclass(frozen=True)
class GradeBand:
    code: str
    at_least: Decimal
    title: Title

    def to_data(self) -> dict[str, Any]:
        return {"code": self.code, "at_least": exact_text(self.at_least), "title": self.title.to_data()}


@dataclass(frozen=True)
class Rounding:
    """``stage``: the total; each top component and the total; every node of every level and the total; or never, and then
    ``decimals`` are for showing only."""

    mode: str = HALF_UP
    decimals: int = 2
    stage: str = TOTAL

    def to_data(self) -> dict[str, Any]:
        return {"mode": self.mode, "decimals": self.decimals, "stage": self.stage}


@dataclass(frozen=True)
class TieBreak:
    code: str
    lower_first: bool = False

    def to_data(self) -> str:
        return f"-{self.code}" if self.lower_first else self.code


@dataclass(frozen=True)
class Derivation:
    """The score of a campaign from its months: their mean, sum or last one, of the months themselves or of quarters that are
    derived and published the same way first. A month, or a quarter of fewer than ``minimum_months_in_quarter`` scored
    months, that is missing is left out."""

    method: str = MEAN_OF
    through: str = MONTHS
    minimum_months_in_quarter: int = 1

    def to_data(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "through": self.through,
            "minimum_months_in_quarter": self.minimum_months_in_quarter,
        }


def read_veto(data: object, path: str, faults: list[Problem]) -> Veto:
    fields = Fields(data, path, faults, ("code", "title", "effect", "grade", "spans_campaign"))
    effect = fields.choice("effect", EFFECTS, DISQUALIFY)
    return Veto(
        read_code(fields),
        read_title(fields),
        effect,
        fields.text("grade", None if effect == CAP_GRADE else ""),
        fields.flag("spans_campaign", default=True),
    )


def read_grade(data: object, path: str, faults: list[Problem]) -> GradeBand:
    fields = Fields(data, path, faults, ("code", "at_least", "title"))
    at_least = fields.number("at_least", None)
    if at_least is None:
        fields.fault("number_needed", gettext_noop("Cần mức điểm tối thiểu của loại này."), "at_least")
    return GradeBand(read_code(fields), at_least or Decimal(0), read_title(fields))


def read_rounding(fields: Fields) -> Rounding:
    data = fields.data.get("rounding", {})
    inner = Fields(data, fields.at("rounding"), fields.faults, ("mode", "decimals", "stage"))
    return Rounding(
        inner.choice("mode", ROUNDING_MODES, HALF_UP),
        inner.whole("decimals", 2, 0, 10),
        inner.choice("stage", STAGES, TOTAL),
    )


def read_derivation(fields: Fields) -> Derivation:
    data = fields.data.get("derivation", {})
    known = ("method", "through", "minimum_months_in_quarter")
    inner = Fields(data, fields.at("derivation"), fields.faults, known)
    return Derivation(
        inner.choice("method", (MEAN_OF, SUM_OF, LAST_OF), MEAN_OF),
        inner.choice("through", (MONTHS, QUARTERS), MONTHS),
        inner.whole("minimum_months_in_quarter", 1, 1, 3),
    )


def read_tie_break(member: object, path: str, faults: list[Problem]) -> TieBreak:
    if not isinstance(member, str):
        faults.append(Problem("text_needed", gettext_noop('Cần một mã thành phần, ví dụ "B" hoặc "-D".'), path))
        return TieBreak("")
    return TieBreak(member.removeprefix("-"), member.startswith("-"))
