"""Reading the tree of components from data, and what must hold in it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from emulation.rules.aggregates import AGGREGATES, SUM, UNWEIGHTED, read_trim
from emulation.rules.booked_policies import read_booked_policy
from emulation.rules.exact import HALF_UP, ROUNDING_MODES, exact_text
from emulation.rules.nodes import (
    BOOKED,
    CRITERIA,
    EVALUATION,
    KINDS,
    MISSING_POLICIES,
    NOT_APPLICABLE_POLICIES,
    REBASE,
    REFUSE,
    RENORMALISE,
    SOURCES,
    SURVEY,
    UNCOUNTED,
    ZERO,
    Node,
    NodeRounding,
    Title,
    total_maximum,
    walk_paths,
)
from emulation.rules.normalising import SHARE, Normalisation, read_normalisation
from emulation.rules.reading import Fields
from emulation.rules.survey_policies import read_survey_policy
from kernel.errors import Problem
from kernel.text import gettext_noop

DEEPEST = 50

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._]*")
_FIELDS = (
    "code", "title", "kind", "max", "min", "aggregate", "trim", "weight", "normalise", "rounding", "floor", "coverage",
    "source", "survey", "booked", "missing", "not_applicable", "evidence", "appraiser", "children",
)  # fmt: skip
_OF_LEAVES = ("source", "survey", "booked", "missing", "not_applicable", "min", "evidence", "appraiser")
_OF_GROUPS = ("aggregate", "trim", "floor", "coverage")


def read_title(fields: Fields) -> Title:
    inner = Fields(fields.data.get("title"), fields.at("title"), fields.faults, ("vi", "en"))
    return Title(inner.text("vi"), inner.text("en", ""))


def read_code(fields: Fields) -> str:
    code = fields.text("code")
    if code and not _CODE.fullmatch(code):
        message = gettext_noop("Mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm và gạch dưới.")
        fields.fault("code_malformed", message, "code")
    return code


def read_share(fields: Fields, key: str) -> Decimal:
    """A share from 0 to 1, 0 where it is absent."""
    share = fields.number(key, Decimal(0)) or Decimal(0)
    if not 0 <= share <= 1:
        fields.fault("out_of_range", gettext_noop("Cần một tỷ lệ từ 0 đến 1, ví dụ “0.5”."), key)
        return Decimal(0)
    return share


def read_node(
    data: object, path: str, faults: list[Problem], *, above: str = SUM, parent: Node | None = None, depth: int = 1
) -> Node:
    """A node with everything below it; ``above`` is how its group is aggregated. Below a bonus, a deduction or what is not
    counted everything is of that kind."""
    fields = Fields(data, path, faults, _FIELDS)
    inherited = CRITERIA if parent is None else parent.kind
    node = Node(
        code=read_code(fields),
        title=read_title(fields),
        kind=fields.choice("kind", KINDS, inherited),
        maximum=fields.positive("max", None),
        weight=fields.positive("weight", Decimal(1)) or Decimal(1),
        normalise=read_normalisation(fields),
        rounding=_rounding(fields),
    )
    _check_place(fields, node, inherited, above)
    if depth > DEEPEST:
        fields.fault("too_deep", gettext_noop("Cây tiêu chí không được sâu quá %(deepest)d cấp."), deepest=DEEPEST)
        return node
    aggregate = fields.choice("aggregate", AGGREGATES, SUM) if "children" in fields.data else SUM
    children = tuple(
        read_node(child, where, faults, above=aggregate, parent=node, depth=depth + 1)
        for child, where in fields.rows("children")
    )
    if children:
        return _group(fields, replace(node, aggregate=aggregate, children=children))
    return _leaf(fields, node, above)


def _check_place(fields: Fields, node: Node, inherited: str, above: str) -> None:
    if inherited not in (CRITERIA, node.kind):
        message = gettext_noop("Trong nhóm điểm thưởng hoặc điểm trừ, mọi mục phải cùng loại với nhóm.")
        fields.fault("kind_mixed", message, "kind")
    if above in UNWEIGHTED and node.kind == CRITERIA and node.weight != 1:
        message = gettext_noop("Cách tổng hợp của nhóm không dùng trọng số; hãy bỏ trọng số của mục này.")
        fields.fault("weight_without_meaning", message, "weight")


def _rounding(fields: Fields) -> NodeRounding | None:
    data = fields.data.get("rounding")
    if data is None:
        return None
    inner = Fields(data, fields.at("rounding"), fields.faults, ("decimals", "mode"))
    return NodeRounding(inner.whole("decimals", 2, 0, 10), inner.choice("mode", ROUNDING_MODES, HALF_UP))


def _leaf(fields: Fields, node: Node, above: str) -> Node:
    for name in _OF_GROUPS:
        if name in fields.data:
            fields.fault("not_for_leaves", gettext_noop("Trường này chỉ dùng cho nhóm có mục con."), name)
    scaled = node.normalise
    if scaled and scaled.method == SHARE and node.maximum is None:
        message = gettext_noop("Quy đổi theo tỷ lệ điểm tối đa cần điểm tối đa.")
        fields.fault("maximum_needed", message, "max")
    node = replace(node, minimum=fields.number("min", _least(scaled)))
    source = fields.choice("source", SOURCES, EVALUATION)
    nothing = ZERO if node.kind == UNCOUNTED or source == BOOKED else REFUSE
    missing = fields.choice("missing", MISSING_POLICIES, nothing)
    if source == BOOKED and missing != ZERO:
        message = gettext_noop(
            "Tiêu chí ghi điểm theo từng việc mà không có việc nào thì là 0 điểm; hãy bỏ trường này."
        )
        fields.fault("booked_missing", message, "missing")
    return replace(
        node,
        source=source,
        booked=read_booked_policy(fields) if source == BOOKED else None,
        survey=read_survey_policy(fields) if source == SURVEY and "survey" in fields.data else None,
        missing=missing,
        evidence=_evidence(fields, source),
        appraiser=fields.text("appraiser", ""),
        not_applicable=fields.choice("not_applicable", NOT_APPLICABLE_POLICIES, _usual(node, missing, above)),
    )


def _evidence(fields: Fields, source: str) -> bool:
    """Files stand at what people enter; what is surveyed or booked has its sources of its own."""
    asked = fields.flag("evidence", default=False)
    if asked and source != EVALUATION:
        message = gettext_noop("Chỉ đòi minh chứng ở tiêu chí do đơn vị tự chấm.")
        fields.fault("evidence_elsewhere", message, "evidence")
    return asked


def _usual(node: Node, missing: str, above: str) -> str:
    """What is not applicable is left out as what is missing, where the rest can stand in for it."""
    if missing == RENORMALISE or (above != SUM and node.reach is None):
        return RENORMALISE
    return REBASE if node.reach is not None or node.kind != CRITERIA else REFUSE


def _least(scaled: Normalisation | None) -> Decimal | None:
    """Figures that are measured against others may be negative, points may not."""
    return Decimal(0) if scaled is None or scaled.method == SHARE else None


def _group(fields: Fields, node: Node) -> Node:
    for name in _OF_LEAVES:
        if name in fields.data:
            fields.fault("only_for_leaves", gettext_noop("Trường này chỉ dùng cho tiêu chí không có mục con."), name)
    node = replace(
        node,
        trim=read_trim(fields, node.aggregate),
        floor=fields.number("floor", usual_floor(node.children)),
        coverage=read_share(fields, "coverage"),
    )
    if node.kind != CRITERIA:
        return node
    if all(child.kind != CRITERIA for child in node.children):
        fields.fault("no_criteria", gettext_noop("Nhóm tiêu chí phải có ít nhất một tiêu chí tính điểm."), "children")
    return _with_maximum(fields, node)


def usual_floor(members: Sequence[Node]) -> Decimal | None:
    """Zero, or nothing where the members themselves may be negative."""
    return None if any(member.may_be_negative for member in members) else Decimal(0)


def _with_maximum(fields: Fields, node: Node) -> Node:
    """The stated maximum, which of a sum must be what the children add up to, or the derived one."""
    total = total_maximum(node.children, node.aggregate, node.trim)
    if node.maximum is None:
        return replace(node, maximum=total)
    if node.aggregate == SUM and total is not None and total != node.maximum:
        fields.fault(
            "maxima_do_not_add_up",
            gettext_noop("Tổng điểm tối đa của các mục con là %(total)s, khác điểm tối đa %(maximum)s của nhóm."),
            "max",
            total=exact_text(total),
            maximum=exact_text(node.maximum),
        )
    return node


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


def check_left_out(roots: Sequence[tuple[Node, str]], faults: list[Problem], *, aggregate: str = SUM) -> None:
    """In a sum from which a member may be left out whole, what is left must have maxima to scale by (or weights, and then it
    is the same for all of its members)."""
    criteria = [(node, path) for node, path in roots if node.kind == CRITERIA]
    if aggregate == SUM and len(criteria) > 1 and any(_may_vanish(node) for node, _ in criteria):
        message = gettext_noop(
            "Có tiêu chí cùng cấp được phép quy đổi khi thiếu hoặc không áp dụng, nên mục này cần điểm tối đa."
        )
        faults.extend(
            Problem("maximum_needed", message, f"{path}.max") for node, path in criteria if node.reach is None
        )
    own = {node.missing for node, _ in criteria if node.is_leaf}
    if aggregate == SUM and {REBASE, RENORMALISE} <= own:
        message = gettext_noop(
            "Trong một nhóm chỉ dùng một cách: quy đổi theo điểm tối đa (rebase) hoặc chia lại trọng số (renormalise)."
        )
        faults.append(Problem("two_ways_to_leave_out", message, criteria[0][1]))
    for node, path in criteria:
        below = [(child, f"{path}.children[{i}]") for i, child in enumerate(node.children)]
        check_left_out(below, faults, aggregate=node.aggregate)


def _may_vanish(node: Node) -> bool:
    """Whether nothing of a node may be left, to be made good by maxima."""
    leaves = [leaf for leaf in node.walk() if leaf.is_leaf and leaf.kind == CRITERIA]
    return all(REBASE in (leaf.missing, leaf.not_applicable) for leaf in leaves)
