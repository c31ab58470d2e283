"""Rankings in columns: of the sheets of a month and of the years of a campaign, the same integers as `rules.ranking`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from emulation.columns import grades, places
from emulation.columns.months import COMPLETE, EXCLUDED, THIN, TOTAL, Program
from emulation.columns.sums import last_known
from emulation.columns.terms import DoesNotFitError, Term
from emulation.columns.trees import LARGEST, leaf_column
from emulation.columns.trees import NOT_APPLICABLE as NOT_APPLICABLE_CODE
from emulation.columns.years import (
    ABSENT,
    FIGURES,
    MONTHS,
    QUARTER,
    SUBJECT,
    VETOES,
    YearProgram,
    compile_year,
    counted_months,
    veto_column,
)
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry, Sheet
from emulation.rules.standings import Reason

REASON, UNRANKED, EXEMPT, SHORT = "reason", "unranked", "exempt", "short"
REASONS = (None, *Reason)
RATED = (None, Reason.DISQUALIFIED, Reason.NOT_ELIGIBLE)


@dataclass(frozen=True)
class Lists:
    """What is ranked within what: ``groups`` names the columns of groups, ``exceptional`` the groups (by the value of any
    grouping of a quota) that have its exceptional share."""

    groups: Sequence[str] = ()
    exceptional: Collection[str] = field(default_factory=frozenset)


EVERYBODY = Lists()


@dataclass(frozen=True)
class OfYear:
    """What a year's ranking takes in besides the months: who is not ranked, whose months may be too few, vetoes of people
    for the whole of it, and who served too short a time to be rated."""

    unranked: Collection[str] = ()
    exempt: Collection[str] = ()
    vetoes: Mapping[str, Collection[str]] = field(default_factory=dict)
    short: Collection[str] = ()


NOTHING = OfYear()


def rank_sheets(program: Program, sheets: pl.DataFrame, lists: Lists = EVERYBODY) -> pl.DataFrame:
    """The ranking of one month's sheets; columns ``absent``, ``unranked`` and ``vetoes`` (a bit for each veto) may be
    left out."""
    known = [name for name in (ABSENT, UNRANKED, VETOES) if name in sheets.columns]
    scheme = program.scheme
    has = {
        veto.code: (pl.col(VETOES) // 2**place) % 2 == 1 for place, veto in enumerate(scheme.vetoes) if VETOES in known
    }
    reason = _first(
        (grades.disqualified(scheme, has), Reason.DISQUALIFIED),
        (pl.col(ABSENT) if ABSENT in known else None, Reason.ABSENT),
        (pl.col(EXCLUDED), Reason.MISSING_COMPONENT),
        (pl.col(THIN), Reason.LOW_COVERAGE),
        (~pl.col(COMPLETE), Reason.INCOMPLETE),
        (pl.col(UNRANKED) if UNRANKED in known else None, Reason.NOT_ELIGIBLE),
    )
    scored = program.scored(sheets.lazy(), [SUBJECT, *lists.groups, *known]).with_columns(reason.alias(REASON))
    if ABSENT in known:
        scored = scored.with_columns(pl.when(~pl.col(ABSENT)).then(TOTAL).alias(TOTAL))
    return _ranked(scheme, program.score, scored, has, lists)


def rank_years(year: YearProgram, sums: pl.DataFrame, lists: Lists = EVERYBODY) -> pl.DataFrame:
    """The ranking of the years of subjects from their sums, which carry the columns of groups beside them."""
    scheme = year.scheme
    vetoes = [veto.code for veto in scheme.vetoes if veto_column(veto.code) in sums.columns]
    has = {code: pl.col(veto_column(code)) > 0 for code in vetoes}
    aside = [name for name in (UNRANKED, SHORT) if name in sums.columns]
    reason = _first(
        (pl.col(SHORT) if SHORT in aside else None, Reason.SHORT_SERVICE),
        (grades.disqualified(scheme, has), Reason.DISQUALIFIED),
        (_too_few(scheme, sums.columns), Reason.TOO_FEW_MONTHS),
        (pl.col(UNRANKED) if UNRANKED in aside else None, Reason.NOT_ELIGIBLE),
    )
    spared = [EXEMPT, FIGURES] if EXEMPT in sums.columns else []
    keep = [SUBJECT, *lists.groups, *aside, *spared, *(veto_column(code) for code in vetoes)]
    derived = year.derived(sums.lazy(), keep).with_columns(reason.alias(REASON))
    return _ranked(scheme, year.score, derived, has, lists)


def _too_few(scheme: Scheme, known: Sequence[str]) -> pl.Expr:
    """Whether the months are too few. Who is exempt needs no more than one figure."""
    few = pl.col(MONTHS) < scheme.minimum_months
    return few & ~(pl.col(EXEMPT) & (pl.col(FIGURES) > 0)) if EXEMPT in known else few


def _first(*reasons: tuple[pl.Expr | None, Reason]) -> pl.Expr:
    """The number of the first of the reasons that holds, the gravest first."""
    number = pl.lit(0, pl.Int8)
    for holds, reason in reversed(reasons):
        if holds is not None:
            number = pl.when(holds).then(pl.lit(REASONS.index(reason), pl.Int8)).otherwise(number)
    return number


def _ranked(
    scheme: Scheme, score: Term, outcomes: pl.LazyFrame, has: Mapping[str, pl.Expr], lists: Lists
) -> pl.DataFrame:
    rated = pl.col(REASON).is_in([REASONS.index(reason) for reason in RATED])
    place = pl.when(rated).then(grades.by_points(scheme, score, has)).otherwise(-1).fill_null(-1)
    frame = outcomes.with_columns(place.alias(grades.GRADE)).collect()
    keys = places.keys_of(scheme, frame)
    entered = np.flatnonzero(frame[REASON].to_numpy() == 0)
    columns = places.ranked(keys, entered, places.groupings(frame, lists.groups))
    columns |= grades.after_quotas(scheme, frame, frame[grades.GRADE].to_numpy(), keys, lists.exceptional)
    return frame.with_columns(**columns)


def sheet_columns(scheme: Scheme, sheets: Sequence[Sheet], *, decimals: int) -> dict[str, pl.Series]:
    """Sheets as columns of scaled integers. Raises `DoesNotFitError` if one has points that do not go into them."""
    return {
        leaf_column(code): pl.Series([_scaled(sheet.get(code), decimals) for sheet in sheets], dtype=pl.Int32)
        for code in scheme.leaves
    }


def _scaled(entry: Entry | None, decimals: int) -> int | None:
    if entry is None:
        return None
    if entry is NOT_APPLICABLE:
        return NOT_APPLICABLE_CODE
    scaled = entry.scaleb(decimals)
    if scaled != int(scaled) or abs(scaled) > LARGEST:
        raise DoesNotFitError(f"{entry} has more than {decimals} decimals, or too many digits")
    return int(scaled)


def veto_masks(scheme: Scheme, vetoes: Mapping[str, Sequence[str]], subjects: Sequence[str]) -> pl.Series:
    """The vetoes of each subject as bits in the order of the scheme."""
    places_of = {veto.code: 2**place for place, veto in enumerate(scheme.vetoes)}
    return pl.Series([sum(places_of[code] for code in set(vetoes.get(one, ()))) for one in subjects], dtype=pl.Int64)


def published(value: int | None, decimals: int) -> Decimal | None:
    """A published figure from its column."""
    return None if value is None else Decimal(value).scaleb(-decimals)


def rank_shards(
    program: Program, shards: Sequence[pl.LazyFrame], lists: Lists = EVERYBODY, more: OfYear = NOTHING
) -> pl.DataFrame:
    """The ranking of the year of which these are the months, oldest first, in one pass over the shards. Everybody stands
    in the groups of the last month in which they are: scores travel with the person."""
    year = compile_year(program, months=len(shards))
    keep = [SUBJECT] if year.quarter is None else [SUBJECT, QUARTER]
    sums = year.sums([counted_months(program, shard, keep) for shard in shards])
    sums = with_more(sums, more)
    return rank_years(year, last_known(shards, SUBJECT, lists.groups, sums) if lists.groups else sums, lists)


def with_more(sums: pl.DataFrame, more: OfYear) -> pl.DataFrame:
    """The sums of a year with what it takes in besides its months."""
    return sums.with_columns(
        *(
            pl.col(SUBJECT).is_in(list(named)).alias(name)
            for name, named in ((UNRANKED, more.unranked), (EXEMPT, more.exempt), (SHORT, more.short))
            if named
        ),
        *(_with_vetoed(sums.columns, code, subjects) for code, subjects in more.vetoes.items()),
    )


def _with_vetoed(known: Sequence[str], code: str, subjects: Collection[str]) -> pl.Expr:
    """The column of a veto with those who have it for the whole year."""
    name = veto_column(code)
    given = pl.col(SUBJECT).is_in(list(subjects)).cast(pl.Int64)
    return ((pl.col(name).cast(pl.Int64) + given) if name in known else given).alias(name)
