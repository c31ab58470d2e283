"""What a kind of document is: its blocks, the facts that fill them, and the record that it is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from emulation.commendation.papers.blocks import Block
from emulation.commendation.papers.facts import Asked
from emulation.commendation.papers.filling import Shape, shape_of

LONGEST = 500


@dataclass(frozen=True)
class Blank:
    """Something that a clerk fills in, because no record has it; ``choices`` where it is one of a few."""

    name: str
    title: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Kind:
    """``record`` is the type of the record; ``fits`` says whether this document is made of a record at all."""

    code: str
    title: str
    record: str
    facts: type
    blocks: Sequence[Block]
    gather: Callable[[Any, Asked], Any]
    landscape: bool = False
    blanks: tuple[Blank, ...] = ()
    fits: Callable[[Any], bool] = lambda _: True

    @property
    def shape(self) -> Shape:
        return shape_of(self.facts)


def sample(kind: Any, name: str = "") -> Any:
    """Facts of a type made up for trying a template: every text is there, every list has two members."""
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return {one.name: sample(hints[one.name], one.name) for one in fields(kind)}
    if get_origin(kind) is tuple:
        return [sample(get_args(kind)[0], name), sample(get_args(kind)[0], name)]
    return {bool: True, int: 2}.get(kind, f"‹{name}›")
