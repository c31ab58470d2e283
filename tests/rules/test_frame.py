"""The columnar core against the scalar one: the same published figures, ranks and grades for any scheme and sheets."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from emulation.columns import places
from emulation.columns.months import compile_scheme
from emulation.columns.rankings import REASONS, Lists, published, rank_sheets, rank_years, sheet_columns, veto_masks
from emulation.columns.terms import DoesNotFitError
from emulation.columns.years import compile_year, counted_months
from emulation.rules.ranking import Line, MonthScore, Ranking, rank_campaign, rank_table
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Scored, score_sheet
from tests.rules.wide_schemes import wide_schemes, wide_sheets

GROUPINGS = ("cluster", "unit")
LISTS = Lists(GROUPINGS, frozenset({"P"}))
MONTHS = tuple(f"2026-{month:02d}" for month in range(2, 8))
VETOES = st.sampled_from([[], [], [], ["V1"], ["V2"], ["V3", "V2"]])


def frame_of(scheme: Scheme, sheets: Mapping[str, Any], **more: Any) -> pl.DataFrame:
    subjects = list(sheets)
    groups = more.get("groups", {})
    return pl.DataFrame(
        {
            "subject": subjects,
            **{name: [groups.get(one, {}).get(name) for one in subjects] for name in GROUPINGS},
            "absent": pl.Series([one in more.get("absent", ()) for one in subjects], dtype=pl.Boolean),
            "unranked": pl.Series([one in more.get("unranked", ()) for one in subjects], dtype=pl.Boolean),
            "vetoes": veto_masks(scheme, more.get("vetoes", {}), subjects),
            **sheet_columns(scheme, list(sheets.values()), decimals=2),
        },
        schema_overrides=dict.fromkeys(("subject", *GROUPINGS), pl.String),
    )


def of_line(scheme: Scheme, line: Line) -> tuple[Any, ...]:
    spots = [line.overall, *(line.within.get(name) for name in GROUPINGS)]
    flat = [(s.rank, s.dense, s.fractional, s.tied, s.of) if s else None for s in spots]
    return (line.subject, line.total, line.grade, line.grade_by_points, line.contested, str(line.reason), *flat)


def of_row(scheme: Scheme, row: Mapping[str, Any]) -> tuple[Any, ...]:
    grades = ["" if row[name] is None else scheme.grades[row[name]].code for name in ("grade", "grade_by_points")]
    spots = []
    for grouping in ("", *GROUPINGS):
        rank, dense, sharing, of = (row[places.within(grouping, name)] for name in ("rank", "dense", "sharing", "of"))
        spots.append(rank and (rank, dense, rank + Fraction(sharing - 1, 2), sharing > 1, of))
    total = published(row["total"], scheme.rounding.decimals)
    return (row["subject"], total, *grades, row["contested"], str(REASONS[row["reason"]]), *spots)


def figures(scheme: Scheme, ranking: Ranking) -> list[tuple[Any, ...]]:
    return sorted(of_line(scheme, line) for line in ranking.lines)


def of_frame(scheme: Scheme, frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(of_row(scheme, row) for row in frame.iter_rows(named=True))


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    scheme = draw(wide_schemes())
    subjects = [f"S{number:02d}" for number in range(draw(st.integers(1, 9)))]
    groups = {
        one: {"cluster": draw(st.sampled_from("XY")), **({"unit": draw(st.sampled_from("PQ"))} if number % 3 else {})}
        for number, one in enumerate(subjects)
    }
    drawn = [draw(wide_sheets(scheme)) for _ in range(draw(st.integers(1, 9)))]
    return {
        "scheme": scheme,
        "sheets": {one: draw(st.sampled_from(drawn)) for one in subjects},  # some are equal, so that there are ties
        "groups": groups,
        "vetoes": {one: draw(VETOES) for one in subjects},
        "absent": [one for one in subjects if draw(st.integers(0, 7)) == 0],
        "unranked": [one for one in subjects if draw(st.integers(0, 7)) == 0],
        "exceptional": ["P"],
    }


def compiled(scheme: Scheme) -> Any:
    try:
        return compile_scheme(scheme, decimals=2)
    except DoesNotFitError:
        return None


@given(tables())
def test_a_month_in_columns_is_the_month_of_the_scalar_core(table: dict[str, Any]) -> None:
    scheme = table.pop("scheme")
    program = compiled(scheme)
    if program is None:
        assert scheme.rounding.stage == "never"
        return
    ranked = rank_sheets(program, frame_of(scheme, **table), LISTS)
    assert of_frame(scheme, ranked) == figures(scheme, rank_table(scheme, **table))


@st.composite
def campaigns(draw: st.DrawFn) -> dict[str, Any]:
    """Sheets of some subjects for six months; a month may lack a sheet, and a sheet may be absent or incomplete."""
    table = draw(tables())
    months = {}
    for month in MONTHS[: draw(st.integers(1, 6))]:
        there = [one for one in table["sheets"] if draw(st.integers(0, 4))]
        months[month] = {one: draw(st.sampled_from(list(table["sheets"].values()))) for one in there}
    vetoes = {month: {one: draw(VETOES) for one in sheets} for month, sheets in months.items()}
    return {name: table[name] for name in ("scheme", "groups", "unranked")} | {"months": months, "vetoes": vetoes}


def scalar_year(scheme: Scheme, campaign: Mapping[str, Any]) -> Ranking:
    subjects = sorted(campaign["groups"])
    months: dict[str, dict[str, MonthScore | None]] = {one: dict.fromkeys(campaign["months"]) for one in subjects}
    vetoes: dict[str, set[str]] = {one: set() for one in subjects}
    for month, sheets in campaign["months"].items():
        for one, sheet in sheets.items():
            found = campaign["vetoes"][month].get(one, [])
            vetoes[one].update(code for code in found if scheme.veto_by_code[code].spans_campaign)
            scored = score_sheet(scheme, sheet, vetoes=found, complete=False)
            months[one][month] = MonthScore.of(scored) if counts(scored) else None
    more = {"groups": campaign["groups"], "unranked": campaign["unranked"], "exceptional": ["P"]}
    return rank_campaign(scheme, months, vetoes=vetoes, **more)


def counts(scored: Scored) -> bool:
    return scored.complete and not scored.excluded and not scored.thin


def frames_of(scheme: Scheme, campaign: Mapping[str, Any]) -> list[pl.DataFrame]:
    nothing: dict[str, dict[str, Any]] = {one: {} for one in campaign["groups"]}
    frames = [frame_of(scheme, nothing, absent=nothing).with_columns(quarter=0)]
    for month, sheets in campaign["months"].items():
        frame = frame_of(scheme, sheets, vetoes=campaign["vetoes"][month])
        frames.append(frame.with_columns(quarter=(int(month[-2:]) + 2) // 3))
    return frames


def people_of(campaign: Mapping[str, Any]) -> pl.DataFrame:
    groups = campaign["groups"]
    columns = {name: [own.get(name) for own in groups.values()] for name in GROUPINGS}
    return pl.DataFrame({"subject": list(groups), **columns}, schema_overrides=dict.fromkeys(GROUPINGS, pl.String))


def year_of(program: Any, parts: Sequence[pl.DataFrame], campaign: Mapping[str, Any]) -> pl.DataFrame:
    months = pl.concat([counted_months(program, part.lazy(), ["subject", "quarter"]) for part in parts])
    year = compile_year(program, months=12)
    added = year.sums(months).collect()
    people = people_of(campaign).with_columns(unranked=pl.col("subject").is_in(campaign["unranked"]))
    return rank_years(year, added.join(people, on="subject", validate="1:1"), LISTS)


@given(campaigns())
def test_a_year_in_columns_is_the_year_of_the_scalar_core(campaign: dict[str, Any]) -> None:
    scheme = campaign["scheme"]
    program = compiled(scheme)
    if program is None:
        assert scheme.rounding.stage == "never"
        return
    ranked = year_of(program, frames_of(scheme, campaign), campaign)
    assert of_frame(scheme, ranked) == figures(scheme, scalar_year(scheme, campaign))


@given(campaigns(), st.randoms(use_true_random=False))
def test_permuted_rows_and_parts_give_the_same_bytes(campaign: dict[str, Any], chance: Any) -> None:
    program = compiled(campaign["scheme"])
    if program is None:
        return
    frames = frames_of(campaign["scheme"], campaign)
    rows = [row for frame in frames for row in frame.iter_rows(named=True)]
    chance.shuffle(rows)
    cut = chance.randint(0, len(rows))
    parts = [pl.DataFrame(part, schema=frames[0].schema) for part in (rows[:cut], rows[cut:])]
    whole, split = (year_of(program, some, campaign).sort("subject") for some in (frames, parts))
    assert whole.write_csv() == split.write_csv()
