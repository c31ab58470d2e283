"""The tree of components of a scheme: what a node is, how it is read from data and what must hold in the tree."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text
from emulation.rules.reading import Fields
from kernel.errors import Problem
from kernel.text import gettext_noop

CRITERIA, BONUS, DEDUCTION = "criteria", "bonus", "deduction"
KINDS = (CRITERIA, BONUS, DEDUCTION)
EVALUATION, SURVEY = "evaluation", "survey"
SOURCES = (EVALUATION, SURVEY)
ZERO, REBASE, REFUSE = "zero", "rebase", "refuse"
MISSING_POLICIES = (ZERO, REBASE, REFUSE)
NOT_APPLICABLE_POLICIES = (REBASE, REFUSE)
AGGREGATES = ("sum",)
DEEPEST = 50

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]*")
_FIELDS = (
    "code", "title", "kind", "max", "aggregate", "weight", "source", "missing", "not_applicable", "children",
)  # fmt: skip


@dataclass(frozen=True)
class Title:
    vi: str
    en: str = ""

    def to_data(self) -> dict[str, str]:
        return {"vi": self.vi, "en": self.en}


@dataclass(frozen=True)
class Node:
    """A component. ``maximum`` is None where nothing bounds it (an index without maxima, a bonus without a cap);
    for an inner criteria node without a stated one it is derived from its children."""

    code: str
    title: Title
    kind: str = CRITERIA
    maximum: Decimal | None = None
    aggregate: str = "sum"
    weight: Decimal = Decimal(1)
    source: str = EVALUATION
    missing: str = REFUSE
    not_applicable: str = REBASE
    children: tuple["Node", ...] = ()

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator["Node"]:
        """This node and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def to_data(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "code": self.code,
            "title": self.title.to_data(),
            "kind": self.kind,
            "max": None if self.maximum is None else exact_text(self.maximum),
            "weight": exact_text(self.weight),
        }
        if self.is_leaf:
            return data | {"source": self.source, "missing": self.missing, "not_applicable": self.not_applicable}
        return data | {"aggregate": self.aggregate, "children": [child.to_data() for child in self.children]}


def read_title(fields: Fields) -> Title:
    inner = Fields(fields.data.get("title"), fields.at("title"), fields.faults, ("vi", "en"))
    return Title(inner.text("vi"), inner.text("en", ""))


def read_code(fields: Fields) -> str:
    code = fields.text("code")
    if code and not _CODE.fullmatch(code):
        message = gettext_noop("Mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm và gạch dưới.")
        fields.fault("code_malformed", message, "code")
    return code


def read_node(data: object, path: str, faults: list[Problem], *, parent: Node | None = None, depth: int = 1) -> Node:
    """A node with everything below it. Below a bonus or a deduction everything is of that kind."""
    fields = Fields(data, path, faults, _FIELDS)
    inherited = CRITERIA if parent is None else parent.kind
    node = Node(
        code=read_code(fields),
        title=read_title(fields),
        kind=fields.choice("kind", KINDS, inherited),
        maximum=fields.positive("max", None),
        weight=fields.positive("weight", Decimal(1)) or Decimal(1),
    )
    if inherited not in (CRITERIA, node.kind):
        fields.fault(
            "kind_mixed", gettext_noop("Trong nhóm điểm thưởng hoặc điểm trừ, mọi mục phải cùng loại với nhóm."), "kind"
        )
    if depth > DEEPEST:
        fields.fault("too_deep", gettext_noop("Cây tiêu chí không được sâu quá %(deepest)d cấp."), deepest=DEEPEST)
        return node
    children = tuple(
        read_node(child, where, faults, parent=node, depth=depth + 1) for child, where in fields.rows("children")
    )
    return _with_children(fields, node, children) if children else _with_leaf_fields(fields, node)


def _with_leaf_fields(fields: Fields, node: Node) -> Node:
    if "aggregate" in fields.data:
        fields.fault("not_for_leaves", gettext_noop("Cách tổng hợp chỉ dùng cho nhóm có mục con."), "aggregate")
    bounded = node.maximum is not None or node.kind != CRITERIA
    return replace(
        node,
        source=fields.choice("source", SOURCES, EVALUATION),
        missing=fields.choice("missing", MISSING_POLICIES, REFUSE),
        not_applicable=fields.choice("not_applicable", NOT_APPLICABLE_POLICIES, REBASE if bounded else REFUSE),
    )


def _with_children(fields: Fields, node: Node, children: tuple[Node, ...]) -> Node:
    for name in ("source", "missing", "not_applicable"):
        if name in fields.data:
            fields.fault("only_for_leaves", gettext_noop("Trường này chỉ dùng cho tiêu chí không có mục con."), name)
    node = replace(node, children=children, aggregate=fields.choice("aggregate", AGGREGATES, "sum"))
    if node.kind != CRITERIA:
        return node
    if all(child.kind != CRITERIA for child in children):
        fields.fault("no_criteria", gettext_noop("Nhóm tiêu chí phải có ít nhất một tiêu chí tính điểm."), "children")
    total = total_maximum(children)
    if node.maximum is None:
        return replace(node, maximum=total)
    if total is not None and total != node.maximum:
        fields.fault(
            "maxima_do_not_add_up",
            gettext_noop("Tổng điểm tối đa của các mục con là %(total)s, khác điểm tối đa %(maximum)s của nhóm."),
            "max",
            total=exact_text(total),
            maximum=exact_text(node.maximum),
        )
    return node


def total_maximum(nodes: Sequence[Node]) -> Decimal | None:
    """What the criteria among the nodes can reach together; None if one of them is unbounded."""
    total = Fraction(0)
    for node in nodes:
        if node.kind != CRITERIA:
            continue
        if node.maximum is None:
            return None
        total += Fraction(node.maximum) * Fraction(node.weight)
    return Decimal(exact_text(total))


def check_codes(roots: Sequence[tuple[Node, str]], faults: list[Problem]) -> None:
    """Every code once in the whole tree; a fault stands at the second use."""
    seen: dict[str, str] = {}
    for root, where in roots:
        for node, path in walk_paths(root, where):
            if node.code in seen:
                message = gettext_noop("Mã “%(code)s” đã được dùng tại %(first)s.")
                params = {"code": node.code, "first": seen[node.code]}
                faults.append(Problem("code_repeated", message, f"{path}.code", params))
            elif node.code:
                seen[node.code] = path


def check_rebasing(roots: Sequence[tuple[Node, str]], faults: list[Problem]) -> None:
    """Where a leaf may be left out, its siblings and the siblings of all groups above it need maxima to scale by."""
    criteria = [(node, path) for node, path in roots if node.kind == CRITERIA]
    if any(_may_be_left_out(node) for node, _ in criteria):
        message = gettext_noop(
            "Có tiêu chí cùng cấp được phép quy đổi khi thiếu hoặc không áp dụng, nên mục này cần điểm tối đa."
        )
        faults.extend(
            Problem("maximum_needed", message, f"{path}.max") for node, path in criteria if node.maximum is None
        )
    for node, path in criteria:
        check_rebasing([(child, f"{path}.children[{i}]") for i, child in enumerate(node.children)], faults)


def _may_be_left_out(node: Node) -> bool:
    leaves = (leaf for leaf in node.walk() if leaf.is_leaf and leaf.kind == CRITERIA)
    return any(REBASE in (leaf.missing, leaf.not_applicable) for leaf in leaves)


def walk_paths(node: Node, path: str) -> Iterator[tuple[Node, str]]:
    yield node, path
    for index, child in enumerate(node.children):
        yield from walk_paths(child, f"{path}.children[{index}]")
