"""A scoring scheme: its components, vetoes, limits, rounding, grades and tie-breaks, read from versioned data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from emulation.rules.exact import HALF_UP, ROUNDING_MODES, exact_text
from emulation.rules.nodes import (
    CRITERIA,
    Node,
    Title,
    check_codes,
    check_rebasing,
    read_code,
    read_node,
    read_title,
    total_maximum,
)
from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop

__all__ = ["GradeBand", "Node", "Rounding", "Scheme", "TieBreak", "Title", "Veto", "parse_scheme"]

SUBJECTS = ("unit", "person", "any")
DISQUALIFY = "disqualify"
EFFECTS = (DISQUALIFY,)
TOTAL, COMPONENT, NEVER = "total", "component", "never"
STAGES = (TOTAL, COMPONENT, NEVER)

_FIELDS = (
    "code", "version", "subject", "title", "legal_basis", "components", "vetoes", "floor", "ceiling",
    "rounding", "grades", "tie_breaks", "minimum_months",
)  # fmt: skip


@dataclass(frozen=True)
class Veto:
    """A finding that overrides the points: ``disqualify`` means not ranked and the last grade."""

    code: str
    title: Title
    effect: str = DISQUALIFY

    def to_data(self) -> dict[str, Any]:
        return {"code": self.code, "title": self.title.to_data(), "effect": self.effect}


@dataclass(frozen=True)
class GradeBand:
    code: str
    at_least: Decimal
    title: Title

    def to_data(self) -> dict[str, Any]:
        return {"code": self.code, "at_least": exact_text(self.at_least), "title": self.title.to_data()}


@dataclass(frozen=True)
class Rounding:
    """``stage``: the total; each top component and the total; or never, and then ``decimals`` are for showing only."""

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
class Scheme:
    """``minimum_months`` is how many scored months a ranking over months asks for; ``digest`` names it exactly."""

    code: str
    version: int
    subject: str
    title: Title
    components: tuple[Node, ...]
    legal_basis: str = ""
    vetoes: tuple[Veto, ...] = ()
    floor: Decimal | None = Decimal(0)
    ceiling: Decimal | None = None
    rounding: Rounding = Rounding()
    grades: tuple[GradeBand, ...] = ()
    tie_breaks: tuple[TieBreak, ...] = ()
    minimum_months: int = 1

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node of the tree by its code, parents first."""
        return {node.code: node for top in self.components for node in top.walk()}

    @cached_property
    def leaves(self) -> Mapping[str, Node]:
        return {code: node for code, node in self.nodes.items() if node.is_leaf}

    @cached_property
    def maximum(self) -> Decimal | None:
        """What the criteria reach together, without bonus; None if one of them is unbounded."""
        return total_maximum(self.components)

    @cached_property
    def digest(self) -> str:
        return digest(self.to_data())

    def leaf_codes(self, *, source: str | None = None, kind: str | None = None) -> tuple[str, ...]:
        """Codes of the leaves in the order of the tree, of one source or kind where given."""
        return tuple(
            code for code, leaf in self.leaves.items() if source in (None, leaf.source) and kind in (None, leaf.kind)
        )

    def veto_codes(self) -> tuple[str, ...]:
        return tuple(veto.code for veto in self.vetoes)

    def to_data(self) -> dict[str, Any]:
        """The scheme as data with every default spelled out; `parse_scheme` reads it back to an equal scheme."""
        return {
            "code": self.code,
            "version": self.version,
            "subject": self.subject,
            "title": self.title.to_data(),
            "legal_basis": self.legal_basis,
            "components": [node.to_data() for node in self.components],
            "vetoes": [veto.to_data() for veto in self.vetoes],
            "floor": None if self.floor is None else exact_text(self.floor),
            "ceiling": None if self.ceiling is None else exact_text(self.ceiling),
            "rounding": self.rounding.to_data(),
            "grades": [grade.to_data() for grade in self.grades],
            "tie_breaks": [tie_break.to_data() for tie_break in self.tie_breaks],
            "minimum_months": self.minimum_months,
        }


def parse_scheme(data: Mapping[str, Any]) -> Scheme:
    """Read a scheme. Raises one `Invalid` that lists every fault found, each with its path."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _FIELDS)
    components = [(read_node(member, path, faults), path) for member, path in fields.rows("components")]
    scheme = Scheme(
        code=_scheme_code(fields),
        version=fields.whole("version", 1, 1, 1_000_000),
        subject=fields.choice("subject", SUBJECTS, "any"),
        title=read_title(fields),
        components=tuple(node for node, _ in components),
        legal_basis=fields.text("legal_basis", ""),
        vetoes=tuple(_veto(member, path, faults) for member, path in fields.rows("vetoes")),
        floor=fields.number("floor", Decimal(0)),
        ceiling=fields.number("ceiling", None),
        rounding=_rounding(fields),
        grades=tuple(_grade(member, path, faults) for member, path in fields.rows("grades")),
        tie_breaks=tuple(_tie_break(member, path, faults) for member, path in fields.rows("tie_breaks")),
        minimum_months=fields.whole("minimum_months", 1, 1, 1200),
    )
    check_codes(components, faults)
    check_rebasing(components, faults)
    _check_whole(fields, scheme)
    _check_grades(fields, scheme.grades)
    _check_tie_breaks(fields, scheme)
    if faults:
        message = gettext_noop("Bộ tiêu chí có %(count)d lỗi.")
        raise Invalid("scheme.invalid", message, problems=faults, count=len(faults))
    return scheme


def _scheme_code(fields: Fields) -> str:
    """Schemes are named in addresses: lower case words with hyphens are welcome here, unlike in codes of components."""
    code = fields.text("code")
    if code and not code.replace("-", "").replace("_", "").replace(".", "").isalnum():
        fields.fault("code_malformed", gettext_noop("Mã chỉ gồm chữ, số, dấu chấm và dấu gạch."), "code")
    return code


def _veto(data: object, path: str, faults: list[Problem]) -> Veto:
    fields = Fields(data, path, faults, ("code", "title", "effect"))
    return Veto(read_code(fields), read_title(fields), fields.choice("effect", EFFECTS, DISQUALIFY))


def _grade(data: object, path: str, faults: list[Problem]) -> GradeBand:
    fields = Fields(data, path, faults, ("code", "at_least", "title"))
    at_least = fields.number("at_least", None)
    if at_least is None:
        fields.fault("number_needed", gettext_noop("Cần mức điểm tối thiểu của loại này."), "at_least")
    return GradeBand(read_code(fields), at_least or Decimal(0), read_title(fields))


def _rounding(fields: Fields) -> Rounding:
    data = fields.data.get("rounding", {})
    inner = Fields(data, fields.at("rounding"), fields.faults, ("mode", "decimals", "stage"))
    return Rounding(
        inner.choice("mode", ROUNDING_MODES, HALF_UP),
        inner.whole("decimals", 2, 0, 10),
        inner.choice("stage", STAGES, TOTAL),
    )


def _tie_break(member: object, path: str, faults: list[Problem]) -> TieBreak:
    if not isinstance(member, str):
        faults.append(Problem("text_needed", gettext_noop('Cần một mã thành phần, ví dụ "B" hoặc "-D".'), path))
        return TieBreak("")
    return TieBreak(member.removeprefix("-"), member.startswith("-"))


def _check_whole(fields: Fields, scheme: Scheme) -> None:
    if all(node.kind != CRITERIA for node in scheme.components):
        fields.fault("no_criteria", gettext_noop("Cần ít nhất một thành phần tính điểm."), "components")
    if scheme.floor is not None and scheme.ceiling is not None and scheme.floor >= scheme.ceiling:
        fields.fault("floor_above_ceiling", gettext_noop("Điểm sàn phải thấp hơn điểm trần."), "floor")
    _check_repeated(fields, "vetoes", scheme.veto_codes(), taken=scheme.nodes)
    _check_repeated(fields, "grades", [grade.code for grade in scheme.grades])
    _check_repeated(fields, "tie_breaks", [tie_break.code for tie_break in scheme.tie_breaks])


def _check_repeated(fields: Fields, key: str, codes: Sequence[str], taken: Mapping[str, object] | None = None) -> None:
    for index, code in enumerate(codes):
        if code and (code in codes[:index] or code in (taken or {})):
            fields.fault("code_repeated", gettext_noop("Mã “%(item)s” đã được dùng."), f"{key}[{index}]", item=code)


def _check_grades(fields: Fields, grades: Sequence[GradeBand]) -> None:
    for index, (upper, lower) in enumerate(pairwise(grades), start=1):
        if lower.at_least >= upper.at_least:
            message = gettext_noop("Mức điểm của các loại phải giảm dần.")
            fields.fault("grades_not_descending", message, f"grades[{index}].at_least")
    if grades and grades[-1].at_least != 0:
        message = gettext_noop("Loại cuối cùng phải bắt đầu từ 0 điểm.")
        fields.fault("grades_leave_a_gap", message, f"grades[{len(grades) - 1}].at_least")


def _check_tie_breaks(fields: Fields, scheme: Scheme) -> None:
    for index, tie_break in enumerate(scheme.tie_breaks):
        if tie_break.code and tie_break.code not in scheme.nodes:
            message = gettext_noop("Không có thành phần nào mang mã “%(item)s”.")
            fields.fault("unknown_code", message, f"tie_breaks[{index}]", item=tie_break.code)
