"""Placeholders: which a text may hold, checked before anything is filled, and the filling in a sandbox.

A template comes from whoever may change the office's documents. It can name facts, go through lists and ask whether something
is there; calls, arithmetic and everything else of the template language are refused before they run, so that no template
reaches beyond the facts or computes for hours.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from emulation.commendation.papers.blocks import Block
from kernel.errors import Problem
from kernel.text import gettext_noop

FILTERS = frozenset({"upper", "lower", "capitalize"})
LOOP = frozenset({"index", "first", "last", "length"})
MOST_LOOPS = 40
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Compare,
    nodes.Operand,
)  # fmt: skip

_LIST, _LEAF = "list", "leaf"


@dataclass(frozen=True)
class Shape:
    """What a fact is: a leaf, a group of named facts, or a list of one shape."""

    kind: str = _LEAF
    parts: tuple[tuple[str, "Shape"], ...] = ()
    item: "Shape | None" = None

    def part(self, name: str) -> "Shape | None":
        return dict(self.parts).get(name)


@cache
def shape_of(kind: Any) -> Shape:
    """The shape of a type of facts: dataclasses, tuples of one type, plain values."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return Shape("group", tuple((one.name, shape_of(hints[one.name])) for one in fields(kind)))
    if get_origin(kind) is tuple:
        return Shape(_LIST, item=shape_of(get_args(kind)[0]))
    return Shape()


def names_of(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Every placeholder of a shape as people write it; of a list what its members have, in square brackets."""
    for name, part in shape.parts:
        path = f"{prefix}{name}"
        if part.kind == _LIST and part.item is not None:
            inner = ", ".join(names_of(part.item))
            yield f"{path} [{inner}]" if inner else path
        elif part.parts:
            yield from names_of(part, f"{path}.")
        else:
            yield path


def _unknown(path: str) -> Problem:
    message = gettext_noop("Không có chỗ điền “%(placeholder)s” trong loại văn bản này.")
    return Problem("document_template.unknown_placeholder", message, path, {"placeholder": path})


def _refused(what: str, line: int) -> Problem:
    message = gettext_noop(
        "Mẫu dùng lệnh không được phép (%(what)s); chỉ được gọi tên dữ liệu, lặp và hỏi có hay không."
    )
    return Problem("document_template.refused", message, f"line {line}", {"what": what})


class _Reader:
    """Reads the tree of one template; collects what may not be in it."""

    def __init__(self, shape: Shape) -> None:
        self.problems: list[Problem] = []
        self._scopes: list[dict[str, Shape]] = [dict(shape.parts)]
        self._loops = 0

    def read(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.For):
            self._loop(node)
        elif isinstance(node, nodes.Name | nodes.Getattr):
            self._resolved(node)
        elif isinstance(node, nodes.Filter):
            if node.name not in FILTERS or node.args or node.kwargs or node.node is None:
                self.problems.append(_refused(node.name, node.lineno))
            else:
                self.read(node.node)
        elif isinstance(node, _PLAIN):
            for child in node.iter_child_nodes():
                self.read(child)
        else:
            self.problems.append(_refused(type(node).__name__, node.lineno))

    def _loop(self, node: nodes.For) -> None:
        """A loop inside a loop goes through a list of the outer one's member: what is written stays in step with the facts."""
        self._loops += 1
        whole = self._loops > MOST_LOOPS or node.recursive or node.test is not None
        if whole or not isinstance(node.target, nodes.Name):
            self.problems.append(_refused("for", node.lineno))
            return
        over = self._resolved(node.iter)
        if over is None:
            return
        if over.kind != _LIST or (len(self._scopes) > 1 and not self._inner(node.iter)):
            self.problems.append(_refused(f"for {node.target.name}", node.lineno))
            return
        member = over.item or Shape()
        about = Shape("group", tuple((name, Shape()) for name in sorted(LOOP)))
        self._scopes.append({node.target.name: member, "loop": about})
        for child in node.body:
            self.read(child)
        self._scopes.pop()
        for child in node.else_:
            self.read(child)

    def _inner(self, node: nodes.Node) -> bool:
        while isinstance(node, nodes.Getattr):
            node = node.node
        return isinstance(node, nodes.Name) and node.name in self._scopes[-1]

    def _resolved(self, node: nodes.Node) -> Shape | None:
        path: list[str] = []
        while isinstance(node, nodes.Getattr):
            path.insert(0, node.attr)
            node = node.node
        if not isinstance(node, nodes.Name):
            self.problems.append(_refused(type(node).__name__, node.lineno))
            return None
        path.insert(0, node.name)
        found = next((scope[node.name] for scope in reversed(self._scopes) if node.name in scope), None)
        for name in path[1:]:
            found = found.part(name) if found else None
        if found is None:
            self.problems.append(_unknown(".".join(path)))
        return found


class Refused(TemplateError):
    """Raised while a template is read; carries everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("refused")
        self.problems = tuple(problem for place, problem in enumerate(problems) if problem not in problems[:place])


class Sandbox(ImmutableSandboxedEnvironment):
    """Reads every template before it may run: whatever goes through this environment names known facts and nothing else."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=True)
        self.globals.clear()
        self._shape = shape

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        reader = _Reader(self._shape)
        reader.read(tree)
        if reader.problems:
            raise Refused(reader.problems)
        return tree


def _found(facts: Mapping[str, Any], path: str) -> Any:
    value: Any = facts
    for name in path.split("."):
        value = value[name]
    return value


_ours = ImmutableSandboxedEnvironment(undefined=StrictUndefined)


@cache
def _compiled(words: str) -> Template:
    return _ours.from_string(words)


def _text(words: str, facts: Mapping[str, Any]) -> str:
    return _compiled(words).render(facts) if "{" in words else words


def filled(blocks: Sequence[Block], facts: Mapping[str, Any]) -> list[Block]:
    """The platform's own blocks with their facts, for a drawn page: no condition, loop or placeholder is left."""
    return [done for block in blocks for done in _block(block, facts)]


def _block(block: Block, facts: Mapping[str, Any]) -> list[Block]:
    if block["shape"] == "when":
        return filled(block["blocks"], facts) if _found(facts, block["what"]) else []
    if block["shape"] == "each":
        rows = _found(facts, block["rows"])
        return [one for row in rows for one in filled(block["blocks"], {**facts, block["name"]: row})]
    if block["shape"] == "table":
        return [_table(block, facts)]
    whole = _whole(block, facts)
    return [{**whole, "head": dict(facts["head"])} if block["shape"] == "head" else whole]


def _whole(block: Block, facts: Mapping[str, Any]) -> Block:
    done: Block = {}
    for name, value in block.items():
        if name == "recipients" and value:
            done[name] = list(_found(facts, value))
        elif isinstance(value, dict):
            done[name] = _whole(value, facts)
        else:
            done[name] = _text(value, facts) if isinstance(value, str) else value
    return done


def _table(block: Block, facts: Mapping[str, Any]) -> Block:
    cells = [
        [_text(one["text"], {**facts, block["name"]: row, "loop": {"index": place}}) for one in block["columns"]]
        for place, row in enumerate(_found(facts, block["rows"]), start=1)
    ]
    return {**block, "cells": cells, "total": [_text(words, facts) for words in block["total"]]}
