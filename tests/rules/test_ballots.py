"""A council's votes: exact thresholds with their articles, quorum, denominators, and choosing among equals."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.ballots import (
    CAST,
    DENOMINATORS,
    PRESENT,
    TOTAL,
    Count,
    Rule,
    Turnout,
    base,
    choose,
    is_share,
    needed,
    outcome,
    picked,
    quorum_of,
)

GIVEN_ARTICLES = [
    ("Nghị định 91/2017 Điều 45 khoản 8: từ 90% tổng số thành viên", "90", 9, 9),
    ("Nghị định 91/2017 Điều 45 khoản 8: từ 90% tổng số thành viên", "90", 10, 9),
    ("Nghị định 91/2017 Điều 45 khoản 8: từ 90% tổng số thành viên", "90", 11, 10),
    ("Thủ tục cấp tỉnh: bằng khen từ 80% tổng số thành viên", "80", 9, 8),
    ("Thủ tục cấp tỉnh: bằng khen từ 80% tổng số thành viên", "80", 10, 8),
    ("quá nửa theo quy chế Hội đồng", "50", 9, 5),
    ("hai phần ba viết bằng phần trăm", "66.67", 9, 7),
    ("không ai được bỏ phiếu thì không đạt", "80", 0, 1),
]


@pytest.mark.parametrize(("article", "threshold", "denominator", "votes"), GIVEN_ARTICLES)
def test_a_threshold_is_rounded_up(article: str, threshold: str, denominator: int, votes: int) -> None:
    assert needed(Decimal(threshold), denominator) == votes, article


@pytest.mark.parametrize(
    ("threshold", "denominator", "votes"), [("50", 9, 5), ("50", 10, 6), ("50", 0, 1), ("66.67", 9, 7), ("75", 8, 7)]
)
def test_a_majority_is_more_than_the_share_and_never_the_share_itself(
    threshold: str, denominator: int, votes: int
) -> None:
    assert needed(Decimal(threshold), denominator, strict=True) == votes
    rule = Rule(Decimal(threshold), strict=True)
    found = outcome(rule, Turnout(members=denominator, present=denominator), Count(votes, 0))
    words = [part.message % part.params for part in found.parts]
    assert found.passed
    assert ("Cần quá bán (trên 50 %)" in words[1]) == (threshold == "50")
    if (threshold, denominator) == ("50", 9):
        assert words[1] == "Cần quá bán (trên 50 %) của 9, tức trên 4,5: ít nhất 5 phiếu đồng ý."


@pytest.mark.parametrize(("share", "members", "there"), [("2/3", 9, 6), ("2/3", 10, 7), ("1/2", 9, 5), ("1/1", 7, 7)])
def test_a_quorum_is_a_share_of_all_members_rounded_up(share: str, members: int, there: int) -> None:
    assert quorum_of(share, members) == there
    assert [is_share(text) for text in (share, "3/2", "0/3", "2/0", "-1/3", "hai")] == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("denominator", "leave", "written", "expected"),
    [
        (TOTAL, False, True, 9),
        (TOTAL, True, True, 7),
        (PRESENT, False, True, 8),
        (PRESENT, True, True, 7),
        (PRESENT, True, False, 6),
        (CAST, False, True, 6),
        (CAST, True, True, 6),
    ],
)
def test_recused_members_leave_the_denominator_only_where_the_rule_says_so(
    denominator: str, leave: bool, written: bool, expected: int
) -> None:
    rule = Rule(Decimal(80), denominator, recused_leave=leave, written=written)
    assert base(rule, Turnout(members=9, present=7, written=1, recused=2, recused_present=1), Count(5, 1)) == expected


turnouts = st.builds(Turnout, members=st.integers(1, 40), present=st.integers(0, 40), written=st.integers(0, 9))
thresholds = st.decimals(min_value="0.01", max_value=100, places=2)


@settings(max_examples=60)
@given(thresholds, st.sampled_from(DENOMINATORS), turnouts, st.builds(Count, *[st.integers(0, 40)] * 3), st.booleans())
def test_a_vote_passes_exactly_when_the_yes_reach_or_exceed_the_share_and_more_yes_never_fail(
    threshold: Decimal, denominator: str, turnout: Turnout, count: Count, strict: bool
) -> None:
    rule = Rule(threshold, denominator, strict=strict)
    found = outcome(rule, turnout, count)
    share = Fraction(threshold) / 100 * base(rule, turnout, count)
    assert found.passed == (count.yes > share if strict else count.yes >= max(1, ceil(share)))
    if denominator != CAST:
        more = Count(count.yes + 1, count.no, count.abstain)
        assert outcome(rule, turnout, more).passed >= found.passed
    turned = Count(count.yes + count.no, 0, count.abstain)
    assert outcome(rule, turnout, turned).passed >= found.passed
    assert all(part.message % part.params for part in found.parts)


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from("12345"), max_size=3), max_size=9), st.integers(1, 4))
def test_equals_are_chosen_by_votes_and_never_more_than_there_are_seats(votes: list[list[str]], seats: int) -> None:
    found = choose("12345", [picked(one) for one in votes], seats)
    assert len(found.chosen) <= seats
    assert sorted([*found.chosen, *found.tied, *found.out]) == list("12345")
    assert all(found.votes[one] > 0 for one in (*found.chosen, *found.tied))
    least = min((found.votes[one] for one in found.chosen), default=99)
    assert all(found.votes[one] < least for one in (*found.tied, *found.out))
    if found.tied:
        assert len(found.chosen) + len(found.tied) > seats > len(found.chosen)


def test_who_is_tied_on_the_boundary_is_left_to_the_chair() -> None:
    found = choose("123", ["1 2", "1 3", "1"], 2)
    assert (found.chosen, found.tied, found.out) == (("1",), ("2", "3"), ())
