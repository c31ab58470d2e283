"""A scheme as an indented tree for people: weights, maxima, sums and policies of every component."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from emulation.rules.aggregates import SUM
from emulation.rules.exact import exact_text, rounded
from emulation.rules.nodes import CRITERIA, Node
from emulation.rules.schemes import Scheme
from emulation.tables.wording import Say, vietnamese
from kernel.text import gettext_noop

_PLAIN: Mapping[str, Any] = {"kind": CRITERIA, "weight": "1", "aggregate": SUM, "floor": "0", "coverage": "0", "min": "0",
                             "source": "evaluation", "missing": "refuse", "not_applicable": "rebase"}  # fmt: skip
_STRUCTURE = frozenset({"code", "title", "children"})


def outline(scheme: Scheme, say: Say = vietnamese) -> str:
    return "\n".join(_lines(scheme, say))


def _lines(scheme: Scheme, say: Say) -> Iterator[str]:
    yield f"{scheme.code} {scheme.version}: {scheme.title.vi}"
    yield _facts(scheme)
    shares = _shares(scheme)
    for node in scheme.components:
        yield from _node(node, 1, shares)
    leaves = len(scheme.leaves)
    maximum = "–" if scheme.maximum is None else exact_text(scheme.maximum)
    yield say(
        gettext_noop("%(leaves)d tiêu chí; điểm tối đa của tổng: %(maximum)s"), {"leaves": leaves, "maximum": maximum}
    )
    weights = sum((Fraction(node.weight) for node in scheme.components if node.kind == CRITERIA), Fraction(0))
    yield say(gettext_noop("Tổng trọng số cấp một: %(weights)s"), {"weights": exact_text(weights)})
    for name, rows in (("grades", scheme.grades), ("vetoes", scheme.vetoes), ("quotas", scheme.quotas)):
        for row in rows:
            yield f"{name}: {_pairs(row.to_data(), frozenset({'title'}))}"


def _facts(scheme: Scheme) -> str:
    data = scheme.to_data()
    names = ("aggregate", "trim", "rebase", "coverage", "rounding", "floor", "ceiling", "tie_breaks", "ranks", "derivation",
             "minimum_months")  # fmt: skip
    return _pairs({name: data[name] for name in names if name in data}, frozenset())


def _shares(scheme: Scheme) -> dict[str, Fraction]:
    """Of every criterion its part of the whole, where sums and means make that a number."""
    found: dict[str, Fraction] = {}

    def walk(nodes: tuple[Node, ...], whole: Fraction) -> None:
        own = [node for node in nodes if node.kind == CRITERIA]
        sizes = [_size(node) for node in own]
        known = [size for size in sizes if size is not None]
        if len(known) < len(sizes) or not sum(known):
            return
        for node, size in zip(own, known, strict=True):
            found[node.code] = whole * size / sum(known)
            walk(node.children, found[node.code])

    walk(scheme.components, Fraction(1))
    return found


def _size(node: Node) -> Fraction | None:
    return None if node.reach is None else Fraction(node.reach) * Fraction(node.weight)


def _node(node: Node, depth: int, shares: Mapping[str, Fraction]) -> Iterator[str]:
    data = {name: value for name, value in node.to_data().items() if value is not None and _PLAIN.get(name) != value}
    title = f" {node.title.vi}" if node.title.vi != node.code else ""
    share = f" ({rounded(shares[node.code] * 100, 2)} %)" if node.code in shares else ""
    facts = _pairs(data, _STRUCTURE)
    yield f"{'  ' * depth}{node.code}{title}{share}{': ' if facts else ''}{facts}"
    for child in node.children:
        yield from _node(child, depth + 1, shares)


def _pairs(data: Mapping[str, Any], but: frozenset[str]) -> str:
    return ", ".join(
        f"{name}={_value(value)}" for name, value in data.items() if name not in but and value not in (None, [], "")
    )


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + _pairs(value, frozenset()) + "}"
    if isinstance(value, list):
        return "[" + " ".join(map(_value, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
