"""Sums by subject and the groups as they were last, whatever subjects are called."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.columns.sums import add_up, last_known

CALLED: dict[str, Callable[[int], Any]] = {
    "close together": lambda number: number - 3,
    "far apart": lambda number: number * 10**14,
    "by letters": lambda number: f"CB{number:02d}",
}
Month = dict[int, tuple[bool, int]]
months = st.lists(
    st.dictionaries(st.integers(0, 12), st.tuples(st.booleans(), st.integers(-5, 2**27))), min_size=1, max_size=5
).filter(any)


def frames(campaign: list[Month], called: Callable[[int], Any]) -> list[pl.LazyFrame]:
    kind = {"subject": pl.String if isinstance(called(1), str) else pl.Int64, "flag": pl.Boolean, "figure": pl.Int32}
    return [
        pl.LazyFrame([(called(who), *row) for who, row in month.items()], schema=kind, orient="row")
        for month in campaign
    ]


@pytest.mark.parametrize("how", CALLED)
@given(campaign=months)
def test_sums_are_those_of_all_rows(how: str, campaign: list[Month]) -> None:
    flags, figures = Counter[Any](), Counter[Any]()
    for month in campaign:
        for who, (flag, figure) in month.items():
            flags[CALLED[how](who)] += flag
            figures[CALLED[how](who)] += figure
    found = add_up(frames(campaign, CALLED[how]), "subject")
    assert found.rows() == [(who, flags[who], figures[who]) for who in sorted(figures)]


@pytest.mark.parametrize("how", CALLED)
@given(campaign=months)
def test_everybody_has_the_groups_of_the_last_month_in_which_they_are(how: str, campaign: list[Month]) -> None:
    wanted = {CALLED[how](who): figure for month in campaign for who, (_, figure) in month.items()}
    keys = pl.DataFrame({"subject": list(wanted), "kept": range(len(wanted))})
    found = last_known(frames(campaign, CALLED[how]), "subject", ["figure"], keys)
    assert dict(found.select("subject", "figure").iter_rows()) == wanted
    assert found.drop("figure").sort("kept").equals(keys)
