"""The columnar core against the scalar one: the same published figures, ranks and grades for any scheme and sheets."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from emulation.columns import files, places
from emulation.columns.months import Program, compile_scheme
from emulation.columns.rankings import (
    REASONS,
    Lists,
    OfYear,
    published,
    rank_sheets,
    rank_years,
    sheet_columns,
    veto_masks,
    with_more,
)
from emulation.columns.surveys import LEVELS, counters
from emulation.columns.terms import DoesNotFitError
from emulation.columns.years import compile_year, counted_months
from emulation.rules.ranking import Line, MonthScore, Ranking, rank_campaign, rank_table
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Scored, score_sheet
from emulation.rules.service import Minimum
from emulation.rules.sheets import NOT_APPLICABLE, sheet_to_data
from emulation.rules.standings import competition_ranks
from tests.rules.builders import group, leaf, scheme
from tests.rules.wide_schemes import wide_schemes, wide_sheets

GROUPINGS = ("cluster", "unit")
LISTS = Lists(GROUPINGS, frozenset({"P"}))
MINIMUM = 2
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


def compiled(scheme: Scheme) -> Program:
    """The program of a scheme; the few that do not fit (never rounded, unlike denominators) are not tried."""
    try:
        return compile_scheme(scheme, decimals=2)
    except DoesNotFitError:
        reject()


@given(tables())
def test_a_month_in_columns_is_the_month_of_the_scalar_core(table: dict[str, Any]) -> None:
    scheme = table.pop("scheme")
    program = compiled(scheme)
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
    exempt = [one for one in table["sheets"] if draw(st.integers(0, 3)) == 0]
    spanning = {one: draw(VETOES) for one in exempt}
    served = {one: Fraction(draw(st.integers(0, 12)), 2) for one in table["sheets"] if draw(st.booleans())}
    told = {name: table[name] for name in ("scheme", "groups", "unranked")}
    return told | {"months": months, "vetoes": vetoes, "exempt": exempt, "spanning": spanning, "served": served}


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
    for one, found in campaign["spanning"].items():
        vetoes[one].update(found)
    more = {name: campaign[name] for name in ("groups", "unranked", "exempt")} | {"exceptional": ["P"]}
    return rank_campaign(scheme, months, vetoes=vetoes, service=Minimum(MINIMUM, "", campaign["served"]), **more)


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


def year_of(program: Program, parts: Sequence[pl.DataFrame], campaign: Mapping[str, Any]) -> pl.DataFrame:
    months = [counted_months(program, part.lazy(), ["subject", "quarter"]) for part in parts]
    year = compile_year(program, months=12)
    spanning: dict[str, list[str]] = {}
    for one, found in campaign["spanning"].items():
        for code in found:
            spanning.setdefault(code, []).append(one)
    short = [one for one, months in campaign["served"].items() if months < MINIMUM and one not in campaign["exempt"]]
    added = with_more(year.sums(months), OfYear((), campaign["exempt"], spanning, short))
    people = people_of(campaign).with_columns(unranked=pl.col("subject").is_in(campaign["unranked"]))
    return rank_years(year, added.join(people, on="subject", validate="1:1"), LISTS)


@given(campaigns())
def test_a_year_in_columns_is_the_year_of_the_scalar_core(campaign: dict[str, Any]) -> None:
    scheme = campaign["scheme"]
    program = compiled(scheme)
    ranked = year_of(program, frames_of(scheme, campaign), campaign)
    assert of_frame(scheme, ranked) == figures(scheme, scalar_year(scheme, campaign))


@given(campaigns(), st.randoms(use_true_random=False))
def test_permuted_rows_and_parts_give_the_same_bytes(campaign: dict[str, Any], chance: Any) -> None:
    program = compiled(campaign["scheme"])
    frames = frames_of(campaign["scheme"], campaign)
    rows = [row for frame in frames for row in frame.iter_rows(named=True)]
    chance.shuffle(rows)
    cut = chance.randint(0, len(rows))
    parts = [pl.DataFrame(part, schema=frames[0].schema) for part in (rows[:cut], rows[cut:])]
    whole, split = (year_of(program, some, campaign).sort("subject") for some in (frames, parts))
    assert whole.write_csv() == split.write_csv()


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=40))
def test_places_by_a_table_and_by_sorting_are_the_places_of_the_scalar_core(rows: list[tuple[int, int]]) -> None:
    keys, groups = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    wanted = {}
    for number in set(groups.tolist()):
        members = {str(n): (Fraction(int(keys[n])),) for n in np.flatnonzero(groups == number)}
        wanted |= competition_ranks(members)
    packed = groups * 7 + (6 - keys)
    for found in (places.spots(keys, groups), places._counted(packed, groups, (5, 7)), places._sorted(packed, groups)):
        rows_of = zip(found.rank, found.dense, found.sharing > 1, found.of, strict=True)
        assert list(rows_of) == [
            (s.rank, s.dense, s.tied, s.of) for s in (wanted[str(number)] for number in range(len(rows)))
        ]


@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=30))
def test_the_order_of_values_is_kept_wherever_they_lie(values: list[int]) -> None:
    order = sorted(set(values))
    found = places.ordered(np.array(values, dtype=np.int64)).tolist()
    assert found == [order.index(value) for value in values]


@pytest.mark.parametrize(
    ("components", "more", "why"),
    [
        ([group("K", leaf("K1"), leaf("K2"), aggregate="median")], {}, "has no median"),
        ([leaf("K1", missing="carry")], {}, "carried forward"),
        ([leaf("K1", normalise={"method": "z"}, min="0")], {}, "measured against the table"),
        ([leaf("K1"), leaf("K2", missing="rebase")], {"rounding": {"stage": "never"}}, ""),
        ([leaf(f"K{n}", f"{10**5 + n}.{n:04d}", missing="rebase") for n in range(9)], {}, "more than 64 bits hold"),
    ],
)
def test_what_does_not_fit_says_why(components: list[Any], more: dict[str, Any], why: str) -> None:
    found = scheme(*components, **more)
    if not why:
        compile_scheme(found)
        return
    with pytest.raises(DoesNotFitError, match=why):
        compile_scheme(found)


def test_the_last_month_alone_does_not_fit() -> None:
    program = compile_scheme(scheme(leaf("K1"), derivation={"method": "last"}))
    with pytest.raises(DoesNotFitError, match="last month"):
        compile_year(program, months=12)


@given(st.lists(st.decimals(-2000, 2000, places=4), min_size=1, max_size=9))
def test_points_come_out_of_their_columns_as_they_went_in(points: list[Any]) -> None:
    found = scheme(leaf("K1", None, kind="bonus", missing="zero", min=None), leaf("K2"))
    texts = [json.dumps(sheet_to_data({"K1": value, "K2": NOT_APPLICABLE})) for value in points]
    frame = pl.DataFrame({"sheet": texts, "vetoes": ["[]"] * len(texts)})
    columns, decimals = files.with_columns_of_sheets(found, frame)
    again = [files.sheet_of(found, row, decimals) for row in columns.iter_rows(named=True)]
    assert again == [{"K1": value, "K2": NOT_APPLICABLE} for value in points]


def test_answers_are_counted_alike_whole_and_in_parts() -> None:
    forms = pl.DataFrame({"unit": [1, 1, 2, 1], "q1": [5, 5, 0, 1], "q2": [4, 3, 3, 2]})
    whole = counters(forms.lazy(), ("q1", "q2"))
    assert whole.rows() == [
        (1, "q1", 0, 1, 0, 0, 0, 2),
        (1, "q2", 0, 0, 1, 1, 1, 0),
        (2, "q1", 1, 0, 0, 0, 0, 0),
        (2, "q2", 0, 0, 0, 1, 0, 0),
    ]
    parts = pl.concat([counters(forms[rows].lazy(), ("q1", "q2")) for rows in ([0, 3], [1, 2])])
    added = parts.group_by("unit", "item").agg(pl.col(LEVELS).sum()).sort("unit", "item")
    assert added.rows() == whole.rows()
