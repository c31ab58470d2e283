"""A scoring scheme: its components, vetoes, limits, rounding, grades, quotas and tie-breaks, read from versioned data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from emulation.rules.aggregates import AGGREGATES, SUM, UNWEIGHTED, Trim, read_trim
from emulation.rules.exact import exact_text
from emulation.rules.node_reading import (
    check_codes,
    check_left_out,
    read_node,
    read_share,
    read_title,
    usual_floor,
)
from emulation.rules.nodes import CARRY, CRITERIA, EVALUATION, Node, Title, total_maximum
from emulation.rules.quotas import Quota, read_quota
from emulation.rules.reading import Fields
from emulation.rules.scheme_parts import (
    ASCENDING,
    COMPETITION,
    COMPONENT,
    DESCENDING,
    DISQUALIFY,
    GROUP,
    NEVER,
    RANKS,
    REBASE_AT,
    TOP_MONTHS,
    TOTAL,
    Derivation,
    GradeBand,
    Rounding,
    TieBreak,
    Veto,
    read_derivation,
    read_grade,
    read_rounding,
    read_tie_break,
    read_veto,
)
from emulation.rules.task_lists import TaskListRule, check_task_list, read_task_list
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop

__all__ = [
    "COMPONENT", "DISQUALIFY", "NEVER", "Derivation", "GradeBand", "Node", "Quota", "Rounding", "Scheme", "TieBreak",
    "Title", "Veto", "parse_scheme",
]  # fmt: skip

SUBJECTS = ("unit", "person", "any")

_FIELDS = (
    "code", "version", "subject", "title", "legal_basis", "components", "aggregate", "trim", "rebase", "coverage", "vetoes",
    "floor", "ceiling", "rounding", "grades", "quotas", "tie_breaks", "ranks", "order", "derivation", "minimum_months",
    "task_list",
)  # fmt: skip


@dataclass(frozen=True)
class Scheme:
    """``aggregate`` makes the total of the components. ``rebase`` says where what is left out is made good: in its own group,
    or once at the total (points / applicable maximum). ``coverage`` and ``minimum_months`` are what being ranked asks for;
    in ``ascending`` order the lowest total is first. ``digest`` names the scheme exactly."""

    code: str
    version: int
    subject: str
    title: Title
    components: tuple[Node, ...]
    legal_basis: str = ""
    aggregate: str = SUM
    trim: Trim | None = None
    rebase: str = GROUP
    coverage: Decimal = Decimal(0)
    vetoes: tuple[Veto, ...] = ()
    floor: Decimal | None = Decimal(0)
    ceiling: Decimal | None = None
    rounding: Rounding = field(default_factory=Rounding)
    grades: tuple[GradeBand, ...] = ()
    quotas: tuple[Quota, ...] = ()
    tie_breaks: tuple[TieBreak, ...] = ()
    ranks: str = COMPETITION
    order: str = DESCENDING
    derivation: Derivation = field(default_factory=Derivation)
    minimum_months: int = 1
    task_list: TaskListRule | None = None

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Every node of the tree by its code, parents first."""
        return {node.code: node for top in self.components for node in top.walk()}

    @cached_property
    def leaves(self) -> Mapping[str, Node]:
        return {code: node for code, node in self.nodes.items() if node.is_leaf}

    @cached_property
    def relative(self) -> tuple[Node, ...]:
        """The nodes whose points depend on the whole table, those below first."""
        found = [node for node in self.nodes.values() if node.normalise and node.normalise.relative]
        return tuple(reversed(found))

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """Codes of the leaves that are carried forward where they are absent."""
        return tuple(code for code, leaf in self.leaves.items() if leaf.missing == CARRY)

    @cached_property
    def maximum(self) -> Decimal | None:
        """What the criteria reach together, without bonus; None if one of them is unbounded."""
        return total_maximum(self.components, self.aggregate, self.trim)

    @cached_property
    def rebases_at_total(self) -> bool:
        return self.rebase == TOTAL

    @cached_property
    def veto_by_code(self) -> Mapping[str, Veto]:
        return {veto.code: veto for veto in self.vetoes}

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
            "aggregate": self.aggregate,
            **({"trim": self.trim.to_data()} if self.trim else {}),
            "rebase": self.rebase,
            "coverage": exact_text(self.coverage),
            "components": [node.to_data() for node in self.components],
            "vetoes": [veto.to_data() for veto in self.vetoes],
            "floor": None if self.floor is None else exact_text(self.floor),
            "ceiling": None if self.ceiling is None else exact_text(self.ceiling),
            "rounding": self.rounding.to_data(),
            "grades": [grade.to_data() for grade in self.grades],
            "quotas": [quota.to_data() for quota in self.quotas],
            "tie_breaks": [tie_break.to_data() for tie_break in self.tie_breaks],
            "ranks": self.ranks,
            "order": self.order,
            "derivation": self.derivation.to_data(),
            "minimum_months": self.minimum_months,
            **({"task_list": self.task_list.to_data()} if self.task_list else {}),
        }


def parse_scheme(data: Mapping[str, Any]) -> Scheme:
    """Read a scheme. Raises one `Invalid` that lists every fault found, each with its path."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _FIELDS)
    aggregate = fields.choice("aggregate", AGGREGATES, SUM)
    rows = list(fields.rows("components"))
    components = [(read_node(member, path, faults, above=aggregate), path) for member, path in rows]
    scheme = Scheme(
        code=_scheme_code(fields),
        version=fields.whole("version", 1, 1, 1_000_000),
        subject=fields.choice("subject", SUBJECTS, "any"),
        title=read_title(fields),
        components=tuple(node for node, _ in components),
        legal_basis=fields.text("legal_basis", ""),
        aggregate=aggregate,
        trim=read_trim(fields, aggregate),
        rebase=fields.choice("rebase", REBASE_AT, GROUP),
        coverage=read_share(fields, "coverage"),
        vetoes=tuple(read_veto(member, path, faults) for member, path in fields.rows("vetoes")),
        floor=fields.number("floor", usual_floor([node for node, _ in components])),
        ceiling=fields.number("ceiling", None),
        rounding=read_rounding(fields),
        grades=tuple(read_grade(member, path, faults) for member, path in fields.rows("grades")),
        quotas=tuple(read_quota(member, path, faults) for member, path in fields.rows("quotas")),
        tie_breaks=tuple(read_tie_break(member, path, faults) for member, path in fields.rows("tie_breaks")),
        ranks=fields.choice("ranks", RANKS, COMPETITION),
        order=fields.choice("order", (DESCENDING, ASCENDING), DESCENDING),
        derivation=read_derivation(fields),
        minimum_months=fields.whole("minimum_months", 1, 1, 1200),
        task_list=read_task_list(fields),
    )
    check_codes(components, faults)
    check_left_out(components, faults, aggregate=aggregate)
    _check_all(fields, scheme)
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


def _check_all(fields: Fields, scheme: Scheme) -> None:
    _check_whole(fields, scheme)
    _check_grades(fields, scheme)
    _check_tie_breaks(fields, scheme)
    _check_aggregates(fields, scheme)
    entered = {code: leaf.maximum for code, leaf in scheme.leaves.items() if leaf.source == EVALUATION}
    check_task_list(fields, scheme.task_list, entered, scheme.grades)


def _check_whole(fields: Fields, scheme: Scheme) -> None:
    if all(node.kind != CRITERIA for node in scheme.components):
        fields.fault("no_criteria", gettext_noop("Cần ít nhất một thành phần tính điểm."), "components")
    if scheme.floor is not None and scheme.ceiling is not None and scheme.floor >= scheme.ceiling:
        fields.fault("floor_above_ceiling", gettext_noop("Điểm sàn phải thấp hơn điểm trần."), "floor")
    _check_repeated(fields, "vetoes", scheme.veto_codes(), taken=scheme.nodes)
    _check_repeated(fields, "grades", [grade.code for grade in scheme.grades])
    _check_repeated(fields, "quotas", [quota.code for quota in scheme.quotas])
    _check_repeated(fields, "tie_breaks", [tie_break.code for tie_break in scheme.tie_breaks])


def _check_aggregates(fields: Fields, scheme: Scheme) -> None:
    """What is made good once at the total must have come up there as a plain sum."""
    groups = [node for node in scheme.nodes.values() if not node.is_leaf and node.kind == CRITERIA]
    scaled = any(node.normalise or node.aggregate != SUM for node in groups) or scheme.aggregate != SUM
    if scheme.rebase == TOTAL and scaled:
        message = gettext_noop("Quy đổi ở tổng điểm chỉ dùng khi mọi nhóm đều cộng điểm (sum), không chuẩn hóa.")
        fields.fault("rebase_at_total_needs_sums", message, "rebase")
    if scheme.rebase == TOTAL and scheme.maximum is None:
        message = gettext_noop("Quy đổi ở tổng điểm cần điểm tối đa của mọi tiêu chí.")
        fields.fault("maximum_needed", message, "rebase")
    if scheme.aggregate in UNWEIGHTED and any(node.weight != 1 for node in scheme.components):
        message = gettext_noop("Cách tổng hợp này không dùng trọng số.")
        fields.fault("weight_without_meaning", message, "aggregate")


def _check_repeated(fields: Fields, key: str, codes: Sequence[str], taken: Mapping[str, object] | None = None) -> None:
    for index, code in enumerate(codes):
        if code and (code in codes[:index] or code in (taken or {})):
            fields.fault("code_repeated", gettext_noop("Mã “%(item)s” đã được dùng."), f"{key}[{index}]", item=code)


def _check_grades(fields: Fields, scheme: Scheme) -> None:
    for index, (upper, lower) in enumerate(pairwise(scheme.grades), start=1):
        if lower.at_least >= upper.at_least:
            message = gettext_noop("Mức điểm của các loại phải giảm dần.")
            fields.fault("grades_not_descending", message, f"grades[{index}].at_least")
    if scheme.grades and scheme.grades[-1].at_least != 0:
        message = gettext_noop("Loại cuối cùng phải bắt đầu từ 0 điểm.")
        fields.fault("grades_leave_a_gap", message, f"grades[{len(scheme.grades) - 1}].at_least")
    if scheme.grades and scheme.order == ASCENDING:
        message = gettext_noop("Xếp loại theo mức điểm chỉ dùng khi điểm cao là tốt.")
        fields.fault("grades_need_descending", message, "order")
    _check_named_grades(fields, scheme)


def _check_named_grades(fields: Fields, scheme: Scheme) -> None:
    """Vetoes and quotas name grades that there are, and a quota one that has another below it."""
    known = [grade.code for grade in scheme.grades]
    named = [(veto.grade, f"vetoes[{i}].grade") for i, veto in enumerate(scheme.vetoes) if veto.grade]
    named += [(quota.grade, f"quotas[{i}].grade") for i, quota in enumerate(scheme.quotas)]
    named += [(code, f"quotas[{i}].denominator") for i, quota in enumerate(scheme.quotas) for code in quota.grades]
    for code, path in named:
        if code and code not in known:
            fields.fault("unknown_grade", gettext_noop("Không có loại “%(item)s”."), path, item=code)
    for index, quota in enumerate(scheme.quotas):
        if known and quota.grade == known[-1]:
            message = gettext_noop("Loại cuối cùng không giới hạn được: không còn loại nào thấp hơn.")
            fields.fault("quota_of_the_last_grade", message, f"quotas[{index}].grade")


def _check_tie_breaks(fields: Fields, scheme: Scheme) -> None:
    for index, tie_break in enumerate(scheme.tie_breaks):
        known = tie_break.code in scheme.nodes or tie_break.code == TOP_MONTHS
        if tie_break.code and not known:
            message = gettext_noop("Không có thành phần nào mang mã “%(item)s”.")
            fields.fault("unknown_code", message, f"tie_breaks[{index}]", item=tie_break.code)
