"""The year of every subject from its months: sums that may be added in any order and parts, then one division each.

The sums of a subject form a commutative group: months may come from any number of shards in any order, and the sums of
parts add up to the sums of the whole.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from emulation.columns import terms
from emulation.columns.months import COMPLETE, EXCLUDED, SCORE, THIN, TOTAL, Program, component_column
from emulation.columns.sums import add_up, added
from emulation.columns.terms import DoesNotFitError, Term
from emulation.rules.scheme_parts import LAST_OF, QUARTERS, SUM_OF, TOP_MONTHS
from emulation.rules.schemes import NEVER, Scheme

SUBJECT, QUARTER = "subject", "quarter"
ABSENT, VETOES, COUNTED = "absent", "vetoes", "counted"
MONTHS, FIGURES = "months", "figures"
MONTHS_IN_QUARTER = 3
MOST_MONTHS = 1200


def veto_column(code: str) -> str:
    return f"veto {code}"


@dataclass(frozen=True)
class YearProgram:
    """What turns sums into years: the published total, the decisive score and the components, each with its unit.
    ``quarter`` is the figure of a quarter, where the year goes through quarters."""

    scheme: Scheme
    total: Term
    score: Term
    components: dict[str, Term]
    quarter: Term | None = None

    def sums(self, months: Sequence[pl.LazyFrame]) -> pl.DataFrame:
        """The sums of each subject from parts of its `counted_months`, and how many figures they are of, by subject."""
        if self.quarter is None:
            return add_up(months, SUBJECT).with_columns(pl.col(MONTHS).alias(FIGURES))
        least = self.scheme.derivation.minimum_months_in_quarter
        counts = pl.col(MONTHS) >= least
        quarters = added(pl.concat(months), [SUBJECT, QUARTER]).with_columns(
            pl.when(counts).then(self.quarter.numerator).otherwise(0).alias(SCORE),
            counts.cast(pl.Int64).alias(FIGURES),
        )
        return add_up([quarters.drop(QUARTER)], SUBJECT)

    def derived(self, sums: pl.LazyFrame, keep: Iterable[str] = ()) -> pl.LazyFrame:
        """Years from sums; without any figure there is no total, and zero decides."""
        some, scored = pl.col(FIGURES) > 0, pl.col(MONTHS) > 0
        return sums.select(
            *keep,
            MONTHS,
            pl.when(some).then(self.total.numerator).alias(TOTAL),
            pl.when(some).then(self.score.numerator).otherwise(0).alias(SCORE),
            *(
                pl.when(scored).then(term.numerator).otherwise(0).alias(component_column(code))
                for code, term in self.components.items()
            ),
        )


def counted_months(program: Program, sheets: pl.LazyFrame, keep: Sequence[str] = (SUBJECT,)) -> pl.LazyFrame:
    """The outcome of each sheet as it enters the sums: nothing of a sheet that does not count, but its vetoes.

    A frame that says itself which rows are ``counted`` is believed; else the complete sheets of those present are.
    """
    names = sheets.collect_schema().names()
    known = [name for name in (ABSENT, VETOES, COUNTED) if name in names]
    terms_of = {SCORE: program.score} | {component_column(c): term for c, term in program.components.items()}
    figures = [
        pl.when(COUNTED).then(name).otherwise(0).cast(_narrow(term)).alias(name) for name, term in terms_of.items()
    ]
    if _breaks_by_top_months(program.scheme):
        best = Fraction(program.scheme.grades[0].at_least) * program.score.unit
        reached = pl.col(SCORE) >= -(-best.numerator // best.denominator)
        figures.append((pl.col(COUNTED) & reached).alias(component_column(TOP_MONTHS)))
    vetoes = [
        ((pl.col(VETOES) // 2**place) % 2 == 1).alias(veto_column(veto.code))
        for place, veto in enumerate(program.scheme.vetoes)
        if VETOES in known and veto.spans_campaign
    ]
    scored = program.scored(sheets, [*keep, *known]).with_columns(_counted(known).alias(COUNTED))
    return scored.select(*keep, pl.col(COUNTED).alias(MONTHS), *figures, *vetoes)


def _narrow(term: Term) -> Any:
    """The type in which the sum over all months still has room: a grouping of millions keeps every row for a while."""
    return pl.Int32 if term.largest * MOST_MONTHS <= terms.NARROW else pl.Int64


def _counted(known: Sequence[str]) -> pl.Expr:
    if COUNTED in known:
        return pl.col(COUNTED)
    scored = pl.col(COMPLETE) & ~pl.col(EXCLUDED) & ~pl.col(THIN)
    return scored & ~pl.col(ABSENT) if ABSENT in known else scored


def _breaks_by_top_months(scheme: Scheme) -> bool:
    return bool(scheme.grades) and any(link.code == TOP_MONTHS for link in scheme.tie_breaks)


def compile_year(program: Program, *, months: int) -> YearProgram:
    """The program for years of at most so many months. Raises `DoesNotFitError` with the reason."""
    scheme, how = program.scheme, program.scheme.derivation
    if months > MOST_MONTHS:
        raise DoesNotFitError(f"a campaign of more than {MOST_MONTHS} months")
    if how.method == LAST_OF:
        raise DoesNotFitError("the last month decides, which no sum tells")
    score, quarter, figures, count = program.score, None, months, FIGURES
    if how.through == QUARTERS:
        quarter = _settled(
            scheme, _over(how.method, score, SCORE, MONTHS, MONTHS_IN_QUARTER), MONTHS, MONTHS_IN_QUARTER
        )
        figures = -(-months // MONTHS_IN_QUARTER) + 1
        score = quarter
    exact = _over(how.method, score, SCORE, count, figures)
    components = {
        code: _settled(scheme, _over("", term, component_column(code), MONTHS, months), MONTHS, months)
        for code, term in program.components.items()
    }
    if _breaks_by_top_months(scheme):
        top = component_column(TOP_MONTHS)
        components[TOP_MONTHS] = Term(pl.col(top), 1, Fraction(0), Fraction(months))
    return YearProgram(
        scheme=scheme,
        total=terms.rounded(exact, scheme.rounding.decimals, scheme.rounding.mode),
        score=_settled(scheme, exact, count, figures),
        components=components,
        quarter=quarter,
    )


def _over(method: str, term: Term, column: str, count: str, most: int) -> Term:
    """The sum of a column, or its mean over a count of at most so many."""
    low, high = min(term.low, Fraction(0)), max(term.high, Fraction(0))
    total = Term(pl.col(column), term.unit, low * most, high * most)
    if method == SUM_OF:
        return total
    return terms.over(total, pl.col(count).clip(lower_bound=1), most, low, high)


def _settled(scheme: Scheme, exact: Term, count: str, most: int) -> Term:
    """The figure as it decides: rounded, or before any rounding over one denominator whatever the count is."""
    if scheme.rounding.stage != NEVER:
        return terms.rounded(exact, scheme.rounding.decimals, scheme.rounding.mode)
    if exact.constant:
        return exact
    multiple = math.lcm(*range(1, most + 1))
    lift = pl.lit(multiple, pl.Int64) // pl.col(count).clip(lower_bound=1)
    return Term(exact.numerator * lift, exact.unit * multiple, exact.low, exact.high)
