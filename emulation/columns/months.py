"""What each sheet of a month comes to, for all rows at once and exactly as `score_sheet` says."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from emulation.columns import terms
from emulation.columns.terms import DoesNotFitError, Term
from emulation.columns.trees import How, TreeCompiler, leaf_column
from emulation.rules.nodes import CARRY, CRITERIA, EXCLUDE, REFUSE
from emulation.rules.scheme_parts import TOP_MONTHS
from emulation.rules.schemes import NEVER, Scheme

COMPLETE, EXCLUDED, THIN, TOTAL, SCORE = "complete", "excluded", "thin", "total", "score"


def component_column(code: str) -> str:
    return f"component {code}"


@dataclass(frozen=True)
class Program:
    """A scheme over columns. ``stages`` are computed one after the other; ``total`` is the published figure in units of
    the last published decimal, ``score`` the decisive one and ``components`` what breaks ties, each with its own unit;
    ``marks`` say what a sheet lacks."""

    scheme: Scheme
    decimals: int
    stages: tuple[tuple[pl.Expr, ...], ...]
    total: Term
    score: Term
    components: dict[str, Term]
    marks: dict[str, pl.Expr]

    def scored(self, frame: pl.LazyFrame, keep: Iterable[str] = ()) -> pl.LazyFrame:
        """The frame with the outcome of each row in place of its sheet."""
        for stage in self.stages:
            frame = frame.with_columns(*stage)
        parts = [term.numerator.cast(pl.Int64).alias(component_column(code)) for code, term in self.components.items()]
        marks = [expression.alias(name) for name, expression in self.marks.items()]
        figures = [self.total.numerator.cast(pl.Int64).alias(TOTAL), self.score.numerator.cast(pl.Int64).alias(SCORE)]
        return frame.select(*keep, *figures, *parts, *marks)


def compile_scheme(scheme: Scheme, *, decimals: int = 4) -> Program:
    """The program of a scheme for sheets with so many decimals. Raises `DoesNotFitError` with the reason."""
    compiler = TreeCompiler(scheme, decimals)
    tops = [compiler.part(node, top=True) for node in scheme.components]
    whole = compiler.together(tops, How(CRITERIA, scheme.aggregate, Fraction(scheme.coverage), scales=True))
    points = whole.points if whole.gone is None else terms.chosen(~whole.gone, whole.points, Fraction(0))
    floor = None if scheme.floor is None else Fraction(scheme.floor)
    ceiling = None if scheme.ceiling is None else Fraction(scheme.ceiling)
    exact = compiler.settled(terms.clipped(points, floor, ceiling))
    rounding = scheme.rounding
    published = compiler.settled(terms.rounded(exact, rounding.decimals, rounding.mode))
    score = exact if rounding.stage == NEVER else published
    if not score.constant:
        raise DoesNotFitError("scores are never rounded and their denominators differ from row to row")
    never = pl.lit(value=False)
    excluding = [pl.col(leaf_column(c)).is_null() for c, leaf in scheme.leaves.items() if leaf.missing == EXCLUDE]
    marks = {
        COMPLETE: _complete(scheme, whole.gone),
        EXCLUDED: pl.any_horizontal(excluding) if excluding else never,
        THIN: never if whole.thin is None else whole.thin,
    }
    components = _components(scheme, {code: part.points for code, part in compiler.parts.items()})
    stages = tuple(tuple(stage) for stage in compiler.stages)
    return Program(scheme, decimals, stages, published, score, components, marks)


def _components(scheme: Scheme, points: dict[str, Term]) -> dict[str, Term]:
    rounding = scheme.rounding
    found = {link.code: points[link.code] for link in scheme.tie_breaks if link.code != TOP_MONTHS}
    if rounding.stage != NEVER:
        return {code: terms.rounded(term, rounding.decimals, rounding.mode) for code, term in found.items()}
    if not all(term.constant for term in found.values()):
        raise DoesNotFitError("tie-breaks are never rounded and their denominators differ from row to row")
    return found


def _complete(scheme: Scheme, empty: pl.Expr | None) -> pl.Expr:
    needed = [
        pl.col(leaf_column(code)).is_not_null()
        for code, leaf in scheme.leaves.items()
        if leaf.missing in (REFUSE, CARRY)
    ]
    if empty is not None:
        needed.append(~empty)
    return pl.all_horizontal(needed) if needed else pl.lit(value=True)
