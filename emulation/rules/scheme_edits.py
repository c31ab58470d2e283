"""Editing the tree of a scheme as data: nodes by their place (``0.2.1``), moved, copied and removed, and sums told live.

A draft may be wrong in every way while it is written; nothing here raises for that. `examined` says what `parse_scheme` would.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from emulation.rules.aggregates import SUM
from emulation.rules.exact import exact_text, is_number
from emulation.rules.nodes import BONUS, CRITERIA, DEDUCTION
from emulation.rules.schemes import parse_scheme
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

UP, DOWN, COPY, REMOVE, CHILD, AFTER = "up", "down", "copy", "remove", "child", "after"
ACTS = (UP, DOWN, COPY, REMOVE, CHILD, AFTER)
MOST_NODES, LARGEST, DEEPEST = 400, 300_000, 6
USUAL_TOTAL = Decimal(100)

_PLACE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){0,8}")
_NUMBER_AT_THE_END = re.compile(r"(.*?)([0-9]+)")
_GROUP_ONLY = ("aggregate", "trim", "floor", "coverage", "children")
_LEAF_ONLY = ("source", "survey", "booked", "missing", "not_applicable", "min", "evidence", "appraiser")

Data = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """A node as a line of the editor. ``children_total`` is what the members of a group reach together, None where nothing
    bounds it; ``fits`` says whether the stated maximum agrees with it."""

    place: str
    depth: int
    node: Mapping[str, Any]
    group: bool
    kind: str
    first: bool
    last: bool
    children_total: str | None = None
    fits: bool = True

    @property
    def indent(self) -> int:
        return min(self.depth, 3)


@dataclass(frozen=True)
class Examined:
    """What a draft is worth as it stands: every fault with its path, advice that keeps nobody from publishing, and the sums
    of criteria, bonuses and deductions."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]
    total: str | None
    bonus: str
    deduction: str
    leaves: int
    digest: str

    @property
    def sound(self) -> bool:
        return not self.problems


def indexes(place: str) -> tuple[int, ...]:
    """Raises `Invalid` for a place that is not written as one."""
    if not _PLACE.fullmatch(place):
        raise _gone()
    return tuple(int(part) for part in place.split("."))


def _gone() -> Invalid:
    return Invalid("scheme.no_node", gettext_noop("Không có mục này trong cây tiêu chí; trang có thể đã cũ."))


def _siblings(data: Data, place: str) -> tuple[list[Data], int]:
    """The list that a place is in, and where in it. Raises `Invalid` for a place that there is not."""
    members, path = _members(data, "components"), indexes(place)
    for step in path[:-1]:
        if step >= len(members):
            raise _gone()
        members = _members(members[step], "children")
    if path[-1] >= len(members):
        raise _gone()
    return members, path[-1]


def _members(data: Data, key: str) -> list[Data]:
    members = data.get(key)
    if not isinstance(members, list):
        members = data[key] = []
    return members


def node_at(data: Data, place: str) -> Data:
    members, index = _siblings(data, place)
    return members[index]


def node_is_there(data: Data, place: str) -> bool:
    try:
        node_at(deepcopy(data), place)
    except Invalid:
        return False
    return True


def codes(data: Mapping[str, Any]) -> set[str]:
    return {str(node.get("code", "")) for _, node in _walk(data.get("components"), "")}


def _walk(members: Any, above: str) -> Iterator[tuple[str, Data]]:
    for index, node in enumerate(members if isinstance(members, list) else []):
        if isinstance(node, dict):
            place = f"{above}.{index}".lstrip(".")
            yield place, node
            yield from _walk(node.get("children"), place)


def fresh_code(taken: set[str], like: str) -> str:
    """The next free code after this one: A3 after A2, B1 in B."""
    found = _NUMBER_AT_THE_END.fullmatch(like)
    stem, number = (found[1], int(found[2]) + 1) if found else (like or "M", 1)
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def act(data: Data, name: str, place: str) -> Data:
    """The tree after one act on the node at a place: a new value, nothing that was handed in changes."""
    new = deepcopy(data)
    if name == CHILD:
        _add_child(new, place)
    else:
        _among_siblings(new, name, place)
    return new


def _add_child(data: Data, place: str) -> None:
    """A new line below a node, which becomes a group and gives up what only lines have; its figures go to the first line."""
    node = node_at(data, place)
    members = _members(node, "children")
    taken = codes(data)
    line: Data = {"code": fresh_code(taken, str(node.get("code", "")) + "0"), "title": {"vi": "", "en": ""}, "max": "1"}
    if not members:
        line["max"] = node.get("max")
        line |= {name: node.pop(name) for name in _LEAF_ONLY if name in node}
    members.append(line)


def _among_siblings(data: Data, name: str, place: str) -> None:
    members, index = _siblings(data, place)
    if name == REMOVE:
        del members[index]
        _end_empty_group(data, place)
    elif name in (UP, DOWN):
        other = index + (1 if name == DOWN else -1)
        if 0 <= other < len(members):
            members[index], members[other] = members[other], members[index]
    elif name == COPY:
        members.insert(index + 1, _with_fresh_codes(members[index], codes(data)))
    elif name == AFTER:
        kind = members[index].get("kind")
        line = {"code": fresh_code(codes(data), str(members[index].get("code", ""))), "title": {"vi": "", "en": ""}}
        members.insert(index + 1, {**line, "max": "1", **({"kind": kind} if kind else {})})


def _end_empty_group(data: Data, place: str) -> None:
    """A group that lost its last member is a line again."""
    above = place.rpartition(".")[0]
    if above:
        node = node_at(data, above)
        if not node.get("children"):
            for name in _GROUP_ONLY:
                node.pop(name, None)


def _with_fresh_codes(node: Data, taken: set[str]) -> Data:
    copy = deepcopy(node)
    for _, one in _walk([copy], ""):
        one["code"] = fresh_code(taken, str(one.get("code", "")))
        taken.add(one["code"])
    return copy


def moved(data: Data, place: str, before: str) -> Data:
    """The tree with a node put before another one, wherever that is; onto itself or into itself it stays where it was."""
    if before == place or before.startswith(f"{place}."):
        return deepcopy(data)
    new = deepcopy(data)
    members, index = _siblings(new, place)
    target, at = _siblings(new, before)
    node = members[index]
    target.insert(at, node)
    members.pop(index + 1 if members is target and at <= index else index)
    _end_empty_group_of(new, members)
    return new


def _end_empty_group_of(data: Data, members: list[Data]) -> None:
    for _, node in _walk(data.get("components"), ""):
        if node.get("children") is members and not members:
            for name in _GROUP_ONLY:
                node.pop(name, None)


def examined(data: Mapping[str, Any]) -> Examined:
    """The draft with every fault, every sum and some advice."""
    problems: tuple[Problem, ...] = ()
    digest = ""
    try:
        digest = parse_scheme(data).digest
    except Invalid as no:
        problems = no.problems or (Problem(no.code, no.message, "", no.params),)
    rows = tuple(_rows(data.get("components"), "", CRITERIA, 0))
    top = [row for row in rows if row.depth == 0]
    total = _sum(row.node for row in top if row.kind == CRITERIA) if data.get("aggregate", SUM) == SUM else None
    return Examined(
        rows=rows,
        problems=tuple(problems),
        advice=tuple(_advice(rows, total)),
        total=None if total is None else exact_text(total),
        bonus=exact_text(_sum(row.node for row in top if row.kind == BONUS) or Decimal(0)),
        deduction=exact_text(_sum(row.node for row in top if row.kind == DEDUCTION) or Decimal(0)),
        leaves=sum(not row.group for row in rows),
        digest=digest,
    )


def _rows(members: Any, above: str, inherited: str, depth: int) -> Iterator[Row]:
    nodes = [node for node in members if isinstance(node, dict)] if isinstance(members, list) else []
    for index, node in enumerate(nodes):
        place, kind = f"{above}.{index}".lstrip("."), str(node.get("kind", inherited))
        children = node.get("children")
        group = isinstance(children, list) and bool(children)
        total = _sum(children) if group and node.get("aggregate", SUM) == SUM else None
        stated = number_of(node.get("max"))
        yield Row(
            place=place,
            depth=depth,
            node=node,
            group=group,
            kind=kind,
            first=index == 0,
            last=index == len(nodes) - 1,
            children_total=None if total is None else exact_text(total),
            fits=kind != CRITERIA or None in (total, stated) or total == stated,
        )
        yield from _rows(children, place, kind, depth + 1)


def number_of(value: Any) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, str | int) and is_number(str(value)) else None


def _sum(nodes: Any) -> Decimal | None:
    """What nodes reach together by their maxima and weights; None where one has no maximum."""
    total = Decimal(0)
    for node in nodes if not isinstance(nodes, list) else [one for one in nodes if isinstance(one, dict)]:
        if node.get("kind", CRITERIA) == "uncounted":
            continue
        own = number_of(node.get("max"))
        if own is None and node.get("children"):
            own = _sum(node["children"])
        weight = number_of(node.get("weight", "1"))
        if own is None or weight is None or node.get("normalise"):
            return None
        total += own * weight
    return total


def _advice(rows: tuple[Row, ...], total: Decimal | None) -> Iterator[Problem]:
    """What may be meant so, and mostly is not."""
    if total is not None and total != USUAL_TOTAL:
        message = gettext_noop("Tổng điểm tối đa của các tiêu chí là %(total)s, không phải 100.")
        yield Problem("scheme.total_not_hundred", message, "components", {"total": exact_text(total)})
    for row in rows:
        stated = number_of(row.node.get("max"))
        if row.kind in (BONUS, DEDUCTION) and row.group and stated is not None and row.children_total is not None:
            reached = Decimal(row.children_total)
            if stated > reached:
                message = gettext_noop(
                    "Mức trần %(maximum)s của %(code)s không bao giờ đạt: các mục cộng lại chỉ %(total)s."
                )
                about = {
                    "maximum": exact_text(stated),
                    "code": str(row.node.get("code", "")),
                    "total": row.children_total,
                }
                yield Problem("scheme.cap_out_of_reach", message, row.place, about)


def place_of(path: str) -> str:
    """The place of the node that a fault's path points into: ``components[0].children[2].max`` is in ``0.2``."""
    return ".".join(re.findall(r"(?:components|children)\[([0-9]+)\]", path))


def require_size(data: Mapping[str, Any], size: int) -> None:
    """Raise `Invalid` for what no office writes by hand."""
    nodes = list(_walk(data.get("components"), ""))
    deep = max((place.count(".") + 1 for place, _ in nodes), default=0)
    if len(nodes) > MOST_NODES or size > LARGEST or deep > DEEPEST:
        message = gettext_noop("Bộ tiêu chí quá lớn: nhiều nhất %(nodes)s mục và %(deep)s cấp.")
        raise Invalid("scheme.too_large", message, nodes=MOST_NODES, deep=DEEPEST)


def blank(code: str, title: str, subject: str) -> Data:
    """What a new scheme begins with: the three groups that nearly every regulation has, and four grades."""
    return {
        "code": code,
        "version": 1,
        "subject": subject,
        "title": {"vi": title, "en": ""},
        "legal_basis": "",
        "components": [
            {"code": "A", "title": {"vi": "Ý thức tổ chức kỷ luật", "en": ""}, "max": "30", "children": [
                {"code": "A1", "title": {"vi": "Chấp hành nội quy, quy chế làm việc", "en": ""}, "max": "30"}]},
            {"code": "B", "title": {"vi": "Kết quả thực hiện nhiệm vụ", "en": ""}, "max": "70", "children": [
                {"code": "B1", "title": {"vi": "Thực hiện nhiệm vụ được giao", "en": ""}, "max": "70"}]},
            {"code": "C", "title": {"vi": "Điểm thưởng", "en": ""}, "kind": BONUS, "max": "10", "children": [
                {"code": "C1", "title": {"vi": "Có sáng kiến được công nhận", "en": ""}, "max": "10", "missing": "zero"}]},
            {"code": "D", "title": {"vi": "Điểm trừ", "en": ""}, "kind": DEDUCTION, "max": "20", "children": [
                {"code": "D1", "title": {"vi": "Vi phạm nội quy", "en": ""}, "max": "20", "missing": "zero"}]},
        ],
        "floor": "0",
        "ceiling": "100",
        "grades": [
            {"code": "A", "at_least": "90", "title": {"vi": "Hoàn thành xuất sắc nhiệm vụ", "en": "Excellent"}},
            {"code": "B", "at_least": "70", "title": {"vi": "Hoàn thành tốt nhiệm vụ", "en": "Good"}},
            {"code": "C", "at_least": "50", "title": {"vi": "Hoàn thành nhiệm vụ", "en": "Completed"}},
            {"code": "D", "at_least": "0", "title": {"vi": "Không hoàn thành nhiệm vụ", "en": "Not completed"}},
        ],
    }  # fmt: skip
