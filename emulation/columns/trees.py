"""The tree of a scheme compiled to columns: every node becomes an exact fraction per row, as `score_sheet` makes it.

A frame of sheets has one integer column a leaf (`leaf_column`), in units of the last decimal: null is not submitted,
`NOT_APPLICABLE` not applicable. What the rules leave out is made good by whole numbers: the sizes of what is left.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

import polars as pl

from emulation.columns import terms
from emulation.columns.terms import DoesNotFitError, Term
from emulation.rules.aggregates import MEAN, SUM
from emulation.rules.nodes import BONUS, CARRY, CRITERIA, DEDUCTION, EXCLUDE, REBASE, REFUSE, RENORMALISE, Node
from emulation.rules.normalising import RANGE, SHARE, TARGET, Normalisation
from emulation.rules.scheme_parts import COMPONENT, LEVEL
from emulation.rules.schemes import Scheme

NOT_APPLICABLE = -(2**31)
LARGEST = 2**31 - 1
SMALL_MULTIPLE = 5040


def leaf_column(code: str) -> str:
    return f"points {code}"


@dataclass(frozen=True)
class Piece:
    """Something of a fixed size that may be gone from a row."""

    size: Fraction
    gone: pl.Expr | None


@dataclass
class Part:
    """A node: its points, where it is taken out (None if it never is), where for maxima to make good, and whether it may be
    for weights to. ``pieces`` is what its reach is made of, before its weight; None if nothing bounds it."""

    node: Node
    points: Term
    gone: pl.Expr | None = None
    by_maximum: pl.Expr | None = None
    by_weight: bool = False
    pieces: Sequence[Piece] | None = None


@dataclass(frozen=True)
class Together:
    """The members of a group in one figure, and where there is nothing, or too little, of them."""

    points: Term
    gone: pl.Expr | None = None
    thin: pl.Expr | None = None
    by_maximum: pl.Expr | None = None
    by_weight: bool = False


@dataclass(frozen=True)
class How:
    """How a group is put together: as a node says it, or the scheme for its top components."""

    kind: str
    aggregate: str
    coverage: Fraction
    scales: bool


@dataclass
class TreeCompiler:
    scheme: Scheme
    decimals: int
    stages: list[list[pl.Expr]] = field(default_factory=list)
    depths: dict[str, int] = field(default_factory=dict)
    names: dict[bytes, str] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)

    def kept(self, expression: pl.Expr) -> pl.Expr:
        """The expression as a column of its own, so that what uses it twice does not compute it twice."""
        roots = expression.meta.root_names()
        if len(roots) == 1 and expression.meta.eq(pl.col(roots[0])):
            return expression
        written = expression.meta.serialize()
        if written not in self.names:
            name = self.names[written] = f"step {len(self.depths)}"
            depth = max((self.depths[root] + 1 for root in roots if root in self.depths), default=0)
            if depth == len(self.stages):
                self.stages.append([])
            self.stages[depth].append(expression.alias(name))
            self.depths[name] = depth
        return pl.col(self.names[written])

    def maybe(self, expressions: Sequence[pl.Expr | None]) -> pl.Expr | None:
        """Where any of the conditions holds."""
        found = [expression for expression in expressions if expression is not None]
        if len(found) < 2:
            return self.kept(found[0]) if found else None
        return self.kept(pl.any_horizontal(found))

    def settled(self, term: Term) -> Term:
        factor = None if term.factor is None else self.kept(term.factor)
        return replace(term, numerator=self.kept(term.numerator), factor=factor)

    def part(self, node: Node, *, top: bool = False) -> Part:
        """What a node hands to its group: its figure, normalised and rounded where the scheme says so."""
        made = self.leaf(node) if node.is_leaf else self.group(node)
        made.points = self.settled(self.published(node, made.points, top=top))
        self.parts[node.code] = made
        return made

    def published(self, node: Node, points: Term, *, top: bool) -> Term:
        whole = self.scheme.rounding
        if node.rounding is not None:
            return terms.rounded(points, node.rounding.decimals, node.rounding.mode)
        if whole.stage == LEVEL or (whole.stage == COMPONENT and top):
            return terms.rounded(points, whole.decimals, whole.mode)
        return points

    def leaf(self, node: Node) -> Part:
        if node.missing == CARRY:
            raise DoesNotFitError(f"{node.code} is carried forward from the period before")
        column = pl.col(leaf_column(node.code))
        edge = Fraction(LARGEST, 10**self.decimals)
        low = -edge if node.minimum is None else min(Fraction(node.minimum), Fraction(0))
        high = edge if node.maximum is None else Fraction(node.maximum)
        there = self.kept((column != NOT_APPLICABLE).fill_null(value=False))
        entered = pl.when(there).then(column).otherwise(0)
        points = Term(self.kept(entered), 10**self.decimals, low, high)
        if node.normalise is not None:
            points = terms.chosen(there, on_scale(node, points), Fraction(0))
        absent = column.is_null() if node.missing in (REBASE, RENORMALISE, EXCLUDE) else None
        refused = None if node.not_applicable == REFUSE else (column == NOT_APPLICABLE).fill_null(value=False)
        gone = self.maybe([absent, refused] if absent is None or refused is None else [~there])
        by_weight = node.missing in (RENORMALISE, EXCLUDE) or node.not_applicable == RENORMALISE
        by_maximum = gone
        if by_weight:
            ways = (absent, node.missing == REBASE), (refused, node.not_applicable == REBASE)
            by_maximum = self.maybe([where for where, rebased in ways if rebased])
        pieces = None if node.reach is None else [Piece(Fraction(node.reach), gone)]
        return Part(node, points, gone, by_maximum, by_weight, pieces)

    def group(self, node: Node) -> Part:
        children = [self.part(child) for child in node.children]
        scales = not self.scheme.rebases_at_total
        made = self.together(children, How(node.kind, node.aggregate, Fraction(node.coverage), scales))
        floor = None if node.floor is None else Fraction(node.floor)
        maximum = None if node.maximum is None else Fraction(node.maximum)
        points = terms.clipped(made.points, floor, maximum)
        if made.gone is not None:
            points = terms.chosen(~made.gone, points, Fraction(0))
        points = self.settled(points)
        if node.normalise is not None:
            points = on_scale(node, points)
            points = points if made.gone is None else terms.chosen(~made.gone, points, Fraction(0))
        pieces = None if node.reach is None else [Piece(Fraction(node.reach), made.gone)]
        if not scales and node.kind == CRITERIA:
            pieces = self.flattened(children, made.gone)
        return Part(node, points, made.gone, made.by_maximum, made.by_weight, pieces)

    def flattened(self, children: Sequence[Part], gone: pl.Expr | None) -> list[Piece] | None:
        """The pieces of the members, which are all gone where the group is."""
        pieces = _pieces([child for child in children if child.node.kind == CRITERIA])
        if pieces is None or gone is None:
            return pieces
        return [Piece(piece.size, self.maybe([piece.gone, gone])) for piece in pieces]

    def together(self, members: Sequence[Part], how: How) -> Together:
        """Of criteria those that count are put together and made good; bonuses are added and deductions taken off."""
        own = [member for member in members if member.node.kind == how.kind]
        figure = terms.added([_weighted(member) for member in own])
        if how.kind != CRITERIA:
            return Together(figure)
        if how.aggregate not in (SUM, MEAN):
            raise DoesNotFitError(f"the core in columns adds and averages, it has no {how.aggregate}")
        gone, thin = self.emptied(own, how.coverage)
        if any(member.gone is not None for member in own):
            figure = self.made_good(own, figure, how)
        elif how.aggregate == MEAN:
            figure = terms.times(figure, 1 / sum(_weights(own), Fraction(0)))
        extras = [_weighted(member) for member in members if member.node.kind == BONUS]
        extras += [terms.times(_weighted(member), Fraction(-1)) for member in members if member.node.kind == DEDUCTION]
        by_maximum = None if gone is None else self.maybe([member.by_maximum for member in own])
        by_weight = gone is not None and any(member.by_weight for member in own)
        return Together(terms.added([figure, *extras]), gone, thin, by_maximum, by_weight)

    def emptied(self, own: Sequence[Part], coverage: Fraction) -> tuple[pl.Expr | None, pl.Expr | None]:
        """Where nothing or too little is left of the members, and where it is something, but too little."""
        if all(member.gone is None for member in own):
            return None, None
        sizes = _sizes(_weights(own))
        left = self.kept(_left(sizes, [member.gone for member in own]))
        needed = coverage * sum(sizes)
        least = max(-(-needed.numerator // needed.denominator), 1)
        if least == 1 and any(member.gone is None for member in own):
            return None, None
        gone = self.kept(left < least)
        return gone, self.kept(gone & (left > 0)) if least > 1 else None

    def made_good(self, own: Sequence[Part], figure: Term, how: How) -> Term:
        """What is left scaled by weights, or by maxima where anything is gone that maxima make good."""
        total = sum(_weights(own), Fraction(0))
        weights = [Piece(weight, member.gone) for member, weight in zip(own, _weights(own), strict=True)]
        bounds = (total * min(m.points.low for m in own), total * max(m.points.high for m in own))
        if how.aggregate == MEAN:
            return terms.times(self.scaled(figure, weights, bounds), 1 / total)
        rebases = any(member.by_maximum is not None for member in own)
        by_weight = any(member.by_weight for member in own)
        if by_weight and self.scheme.rebases_at_total:
            raise DoesNotFitError("what is left out is made good by weights in the groups and by maxima at the total")
        scaled = [self.scaled(figure, weights, bounds)] if by_weight else []
        if rebases:
            pieces = _pieces(own) if how.scales else None
            scaled.insert(0, figure if pieces is None else self.scaled(figure, pieces, self.reaching(own, pieces)))
        if len(scaled) == 1:
            return scaled[0]
        return terms.either(pl.any_horizontal(m.by_maximum for m in own if m.by_maximum is not None), *scaled)

    def reaching(self, own: Sequence[Part], pieces: Sequence[Piece]) -> tuple[Fraction, Fraction] | None:
        """What the figure can be once it is made good: what it could be if nothing were gone, part for part."""
        if self.scheme.rebases_at_total:
            return None
        shares = [
            (part.points.low / reach, part.points.high / reach)
            for part in own
            if (reach := sum(piece.size for piece in part.pieces or ()))
        ]
        total = sum(piece.size for piece in pieces)
        return total * min(low for low, _ in shares), total * max(high for _, high in shares)

    def scaled(self, figure: Term, pieces: Sequence[Piece], bounds: tuple[Fraction, Fraction] | None) -> Term:
        """The figure times what the pieces are together over what is left of them."""
        sizes = _sizes([piece.size for piece in pieces])
        whole = sum(sizes)
        left = self.kept(self.kept(_left(sizes, [piece.gone for piece in pieces])).clip(lower_bound=1))
        possible = _possible(sizes, pieces)
        most = Fraction(whole, min(possible))
        low, high = bounds or (figure.low * most, figure.high * most)
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
        multiple = math.lcm(*possible) if len(possible) <= SMALL_MULTIPLE else SMALL_MULTIPLE + 1
        if multiple <= SMALL_MULTIPLE:
            part = terms.times(figure, Fraction(whole, multiple))
            made = replace(part, low=low, high=high)
            return self.settled(replace(made, numerator=part.room_for(made.largest) * (multiple // left)))
        return self.settled(terms.over(terms.times(figure, Fraction(whole)), left, whole, low, high))


def on_scale(node: Node, points: Term) -> Term:
    """The points of a figure under a normalisation that is a straight line with fixed ends."""
    how = node.normalise
    if how is None:
        return points
    if how.relative or how.log or how.method not in (SHARE, RANGE, TARGET):
        raise DoesNotFitError(f"{node.code} is measured against the table, by logarithms or by steps")
    slope, start = _line(how, node)
    moved = terms.added([terms.times(points, slope), terms.constant(start)])
    return terms.clipped(moved, Fraction(0), Fraction(how.scale)) if how.clip else moved


def _line(how: Normalisation, node: Node) -> tuple[Fraction, Fraction]:
    """Slope and start of the line from a figure to its points."""
    scale = Fraction(how.scale)
    low, end = Fraction(how.low or 0), how.target if how.method == TARGET else how.high
    if how.method == SHARE:
        low, end = Fraction(0), node.maximum or how.scale
    if how.method == TARGET and how.low is None:
        end = end or Decimal(1)
    high = Fraction(end or 0)
    if low == high:
        return Fraction(0), scale
    slope = scale / (high - low)
    start = -low * slope
    turned = how.lower_is_better and how.method != TARGET
    return (-slope, scale - start) if turned else (slope, start)


def _weighted(part: Part) -> Term:
    return terms.times(part.points, Fraction(part.node.weight))


def _weights(parts: Sequence[Part]) -> list[Fraction]:
    return [Fraction(part.node.weight) for part in parts]


def _pieces(own: Sequence[Part]) -> list[Piece] | None:
    """What the members can bring together, in pieces; None where one of them is unbounded."""
    found = []
    for part in own:
        if part.pieces is None:
            return None
        found += [Piece(piece.size * Fraction(part.node.weight), piece.gone) for piece in part.pieces]
    return found


def _sizes(values: Sequence[Fraction]) -> list[int]:
    """The values as whole multiples of the largest fraction that divides all of them."""
    below = math.lcm(*(value.denominator for value in values))
    whole = [int(value * below) for value in values]
    grain = math.gcd(*whole)
    return [one // grain for one in whole]


def _left(sizes: Sequence[int], gone: Sequence[pl.Expr | None]) -> pl.Expr:
    kind = pl.Int32 if sum(sizes) <= terms.NARROW else pl.Int64
    left = pl.lit(sum(size for size, where in zip(sizes, gone, strict=True) if where is None), kind)
    for size, where in zip(sizes, gone, strict=True):
        if where is not None:
            left = left + pl.when(where).then(pl.lit(0, kind)).otherwise(pl.lit(size, kind))
    return left


def _possible(sizes: Sequence[int], pieces: Sequence[Piece]) -> set[int]:
    """What may be left of the sizes and not be nothing; of very many the ends alone."""
    found = {sum(size for size, piece in zip(sizes, pieces, strict=True) if piece.gone is None)}
    for size, piece in zip(sizes, pieces, strict=True):
        if piece.gone is not None:
            found |= {one + size for one in found}
        if len(found) > SMALL_MULTIPLE:
            return {max(1, min(found - {0})), *range(1, SMALL_MULTIPLE + 2)}
    return found - {0}
