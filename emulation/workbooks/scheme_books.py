"""The tree of a scheme as a workbook and back: one line for each node, with the code of the group that it stands in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from emulation.workbooks.books import Value, number_of
from emulation.workbooks.forms import TableSheet, table_book
from emulation.workbooks.tables import MARK, Column, Row, read_table
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, search_key

KINDS = {"criteria": "Tiêu chí", "bonus": "Điểm thưởng", "deduction": "Điểm trừ", "uncounted": "Không tính điểm"}
SOURCES = {"evaluation": "Tự chấm, thẩm định", "survey": "Khảo sát", "booked": "Ghi theo việc"}
COLUMNS = (
    Column("code", "Mã", required=True, also=("Mã tiêu chí",), width=10),
    Column("parent", "Thuộc nhóm", also=("Mã nhóm",), width=12),
    Column("title", "Nội dung", required=True, also=("Tiêu chí", "Tên tiêu chí"), width=60),
    Column("title_en", "Nội dung (tiếng Anh)", width=40),
    Column("kind", "Loại", width=16),
    Column("max", "Điểm tối đa", also=("Điểm chuẩn", "Điểm"), width=12),
    Column("weight", "Hệ số", width=10),
    Column("source", "Cách chấm", width=20),
    Column("evidence", "Cần minh chứng", kind=MARK, width=14),
    Column("appraiser", "Nơi thẩm định", width=28),
)
GRADE_COLUMNS = (
    Column("code", "Mã loại", width=10),
    Column("title", "Xếp loại", width=40),
    Column("at_least", "Từ điểm", width=12),
)
_OWN = ("code", "title", "kind", "max", "weight", "source", "evidence", "appraiser", "children")
_OF_LEAVES = ("source", "evidence", "appraiser", "survey", "booked", "missing", "not_applicable", "min")
_OF_GROUPS = ("aggregate", "trim", "floor", "coverage")


def scheme_book(definition: Mapping[str, Any]) -> bytes:
    """The tree and, on a sheet of their own, the grades; only the tree is read back."""
    rows: list[Mapping[str, Value]] = []
    for node in definition.get("components", ()):
        _lay(node, "", "criteria", rows)
    grades: list[Mapping[str, Value]] = [
        {"code": one["code"], "title": one["title"]["vi"], "at_least": str(one["at_least"])}
        for one in definition.get("grades", ())
    ]
    return table_book([TableSheet("Bộ tiêu chí", COLUMNS, rows), TableSheet("Xếp loại", GRADE_COLUMNS, grades)])


def _lay(node: Mapping[str, Any], parent: str, above: str, rows: list[Mapping[str, Value]]) -> None:
    kind, children, weight = node.get("kind", above), node.get("children", ()), str(node.get("weight", "1"))
    title = node.get("title") or {}
    maximum = node.get("max")
    rows.append({
        "code": str(node.get("code", "")),
        "parent": parent,
        "title": str(title.get("vi", "")),
        "title_en": str(title.get("en", "")),
        "kind": KINDS.get(kind, kind),
        "max": "" if maximum is None else str(maximum),
        "weight": "" if weight == "1" else weight,
        "source": "" if children else SOURCES.get(node.get("source", "evaluation"), ""),
        "evidence": bool(node.get("evidence")),
        "appraiser": str(node.get("appraiser", "")),
    })  # fmt: skip
    for child in children:
        _lay(child, str(node.get("code", "")), kind, rows)


def tree_of(content: bytes, filename: str, before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The components that a workbook says. What a sheet has no column for stays as it was in the node of the same code
    ``before``. Raises `Invalid` with every fault at its cell."""
    table = read_table(content, filename, COLUMNS)
    known = {str(node.get("code")): node for node in _nodes(before.get("components", ()))}
    faults = list(table.problems)
    nodes: dict[str, dict[str, Any]] = {}
    tops: list[dict[str, Any]] = []
    for row in table.rows:
        node = _node(row, known.get(row.text("code"), {}), faults)
        parent = row.text("parent")
        if parent and parent not in nodes:
            message = gettext_noop("Nhóm “%(code)s” phải đứng ở một dòng phía trên.")
            faults.append(Problem("workbook.unknown_group", message, row.path("parent"), {"code": parent}))
        elif parent:
            nodes[parent].setdefault("children", []).append(node)
        else:
            tops.append(node)
        nodes[row.text("code")] = node
    if faults:
        raise Invalid("workbook.invalid", gettext_noop("Tệp có %(count)d lỗi."), problems=faults, count=len(faults))
    for node in nodes.values():
        for name in _OF_LEAVES if "children" in node else _OF_GROUPS:
            node.pop(name, None)
    return tops


def _nodes(members: Any) -> list[Mapping[str, Any]]:
    return [one for node in members for one in (node, *_nodes(node.get("children", ())))]


def _node(row: Row, before: Mapping[str, Any], faults: list[Problem]) -> dict[str, Any]:
    node = {name: value for name, value in before.items() if name not in _OWN}
    node |= {"code": row.text("code"), "title": {"vi": row.text("title"), "en": row.text("title_en")}}
    for name, words in (("kind", KINDS), ("source", SOURCES)):
        said = _coded(row, name, words, faults)
        node |= {name: said} if said else {}
    if node.get("source", "evaluation") != before.get("source", "evaluation"):
        node = {name: value for name, value in node.items() if name not in ("survey", "booked", "missing")}
    maximum, weight = _figure(row, "max", faults), _figure(row, "weight", faults)
    node |= {"max": maximum} if maximum else {}
    node |= {"weight": weight} if weight else {}
    node |= {"evidence": True} if row.values.get("evidence") is True else {}
    appraiser = row.text("appraiser")
    return node | ({"appraiser": appraiser} if appraiser else {})


def _coded(row: Row, name: str, words: Mapping[str, str], faults: list[Problem]) -> str:
    text = search_key(row.text(name))
    if not text:
        return ""
    found = next((code for code, word in words.items() if text in (code, search_key(word))), "")
    if not found:
        message = gettext_noop("“%(value)s” không dùng được; hãy ghi một trong: %(options)s.")
        about = {"value": row.text(name), "options": ", ".join(words.values())}
        faults.append(Problem("workbook.unknown_word", message, row.path(name), about))
    return found


def _figure(row: Row, name: str, faults: list[Problem]) -> str:
    cell = row.cells.get(name)
    if cell is None or not row.text(name):
        return ""
    value = number_of(cell)
    if isinstance(value, Problem):
        faults.append(value)
    return format(value, "f") if isinstance(value, Decimal) else ""
