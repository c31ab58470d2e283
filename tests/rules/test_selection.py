"""Whom a ranking puts forward: never more than asked for, and never half of a tie."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.selection import Chosen, Ranked, choose

LINES = [
    Ranked("a", "1", 1, "A"),
    Ranked("b", "1", 2, "A"),
    Ranked("c", "1", 2, "B"),
    Ranked("d", "2", 4, "A"),
    Ranked("e", "2", None, "A"),
]


@pytest.mark.parametrize(
    ("asked", "chosen", "left"),
    [
        ({}, "abcd", ""),
        ({"grades": ("A",)}, "abd", ""),
        ({"top": 1}, "ad", ""),
        ({"top": 2}, "ad", "bc"),
        ({"top": 2, "grades": ("A",)}, "abd", ""),
        ({"top": 3}, "abcd", ""),
    ],
)
def test_a_tie_on_the_boundary_chooses_nobody(asked: dict[str, object], chosen: str, left: str) -> None:
    assert choose(LINES, **asked) == Chosen(tuple(chosen), tuple(left))  # type: ignore[arg-type]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("12"), st.integers(1, 4) | st.none()), max_size=12), st.integers(1, 5))
def test_of_no_group_are_more_chosen_than_asked_for(places: list[tuple[str, int | None]], top: int) -> None:
    lines = [Ranked(str(n), group, rank, "") for n, (group, rank) in enumerate(places)]
    found = choose(lines, top=top)
    group = {line.subject: line.group for line in lines}
    assert all(count <= top for count in Counter(group[code] for code in found.subjects).values())
    assert not set(found.subjects) & set(found.left)
