"""Caps on a grade: never exceeded, their denominators as configured, and a tie on the boundary selects nobody."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.quotas import Quota, Rated, apply_quotas
from emulation.rules.ranking import Ranking, rank_table, replay
from emulation.rules.schemes import Scheme
from kernel.errors import Invalid
from tests.rules.builders import leaf, scheme

GRADES = [
    {"code": "XS", "at_least": "90", "title": {"vi": "Xuất sắc"}},
    {"code": "T", "at_least": "70", "title": {"vi": "Tốt"}},
    {"code": "HT", "at_least": "50", "title": {"vi": "Hoàn thành"}},
    {"code": "KHT", "at_least": "0", "title": {"vi": "Không hoàn thành"}},
]
CODES = [grade["code"] for grade in GRADES]


def with_quota(**more: Any) -> Scheme:
    quota = {"code": "cap", "grade": "XS", "share": "0.2", "denominator": {"base": "rated"}, **more}
    return scheme(leaf("A", "100"), grades=GRADES, quotas=[quota], tie_breaks=more.pop("tie_breaks", []))


def ranked(of: Scheme, *points: int, **more: Any) -> Ranking:
    return rank_table(of, {f"s{number:03d}": {"A": Decimal(value)} for number, value in enumerate(points)}, **more)


def grades_of(ranking: Ranking) -> dict[str, int]:
    return dict(Counter(line.grade for line in ranking.lines))


def test_twenty_percent_of_the_good_is_not_twenty_percent_of_the_good_or_better() -> None:
    """A hundred people at 90 and more: of all rated 20, of those who reached good or better 20, of those finally good 16."""
    points = [100 - number % 10 for number in range(100)]
    everybody = [f"{100 - number / 20:.2f}" for number in range(100)]
    sheets = {f"s{n:03d}": {"A": Decimal(value)} for n, value in enumerate(everybody)}
    assert len(points) == len(everybody)
    for denominator, expected in (
        ({"base": "rated"}, 20),
        ({"base": "reached", "grades": ["XS", "T"]}, 20),
        ({"base": "final", "grades": ["T"]}, 16),
        ({"base": "final", "grades": ["XS", "T"]}, 20),
    ):
        ranking = rank_table(with_quota(denominator=denominator), sheets)
        assert grades_of(ranking) == {"XS": expected, "T": 100 - expected}


def test_a_quota_without_its_denominator_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        scheme(leaf("A", "100"), grades=GRADES, quotas=[{"code": "cap", "grade": "XS", "share": "0.2"}])
    assert "quotas[0].denominator" in [problem.path for problem in refused.value.problems]


def test_those_beyond_the_cap_get_the_next_grade_and_keep_their_rank() -> None:
    ranking = ranked(with_quota(), 99, 98, 97, 60, 60)
    line = ranking.by_subject["s001"]
    assert (line.grade, line.grade_by_points, line.rank, line.contested) == ("T", "XS", 2, False)
    assert ranking.by_subject["s000"].grade == "XS"
    assert [(cut.limit, cut.out_of, cut.candidates, cut.kept) for cut in ranking.quotas] == [(1, 5, 3, 1)]


def test_a_tie_on_the_boundary_selects_nobody_and_goes_to_the_council() -> None:
    ranking = ranked(with_quota(), 99, 95, 95, 60, 60, 60, 60, 60, 60, 60)
    assert grades_of(ranking) == {"XS": 1, "T": 2, "HT": 7}
    assert [line.subject for line in ranking.lines if line.contested] == ["s001", "s002"]
    nobody = ranked(with_quota(boundary="none"), 99, 95, 95, 60, 60, 60, 60, 60, 60, 60)
    assert not any(line.contested for line in nobody.lines)


def test_every_unit_and_duty_group_has_a_quota_of_its_own() -> None:
    of = with_quota(within=["unit", "duty_group"])
    groups = {f"s{n:03d}": {"unit": "P01" if n < 10 else "P02", "duty_group": "a" if n % 2 else "b"} for n in range(20)}
    ranking = ranked(of, *([95] * 5 + [91] * 5 + list(range(80, 100, 2))), groups=groups)
    held = Counter(
        (groups[line.subject]["unit"], groups[line.subject]["duty_group"])
        for line in ranking.lines
        if line.grade == "XS"
    )
    assert all(count <= 1 for count in held.values())
    assert len(ranking.quotas) == 4


def test_an_outstanding_unit_has_the_exceptional_share() -> None:
    of = with_quota(within=["unit"], share="0.3", exceptional_share="0.4")
    groups = {f"s{n:03d}": {"unit": "P01" if n < 10 else "P02"} for n in range(20)}
    points = [90 + n % 10 for n in range(20)]
    ranking = ranked(of, *points, groups=groups, exceptional=["P02"])
    held = Counter(groups[line.subject]["unit"] for line in ranking.lines if line.grade == "XS")
    assert held == {"P01": 3, "P02": 4}
    assert replay(of, ranking.inputs).result_digest == ranking.result_digest


def test_a_second_quota_counts_those_whom_the_first_sent_down() -> None:
    quotas = [
        {"code": "xs", "grade": "XS", "share": "0.2", "denominator": {"base": "rated"}},
        {"code": "t", "grade": "T", "share": "0.5", "denominator": {"base": "rated"}},
    ]
    of = scheme(leaf("A", "100"), grades=GRADES, quotas=quotas)
    assert grades_of(ranked(of, *range(90, 100))) == {"XS": 2, "T": 5, "HT": 3}


@st.composite
def quotas(draw: st.DrawFn) -> Quota:
    base = draw(st.sampled_from(["rated", "reached", "final"]))
    named = draw(st.lists(st.sampled_from(CODES[:2]), min_size=1, max_size=2, unique=True))
    share = Decimal(draw(st.integers(1, 99))) / 100
    boundary = draw(st.sampled_from(["council", "none"]))
    return Quota("q", "XS", share, base, () if base == "rated" else tuple(named), ("unit",), boundary=boundary)


people = st.lists(st.tuples(st.integers(0, 12), st.sampled_from("ab")), min_size=1, max_size=40)


def rated(given_people: list[tuple[int, str]]) -> list[Rated]:
    place = {0: 3, 1: 3, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1}
    return [
        Rated(f"s{n:02d}", place.get(key, 0), (Fraction(key),), {"unit": unit})
        for n, (key, unit) in enumerate(given_people)
    ]


@given(quotas(), people)
def test_a_quota_is_never_exceeded_whatever_its_denominator(quota: Quota, given_people: list[tuple[int, str]]) -> None:
    everybody = rated(given_people)
    places, cuts = apply_quotas([quota], CODES, everybody)
    for cut in cuts:
        own = [one for one in everybody if one.groups["unit"] == cut.group["unit"]]
        held = sum(places[one.subject] == 0 for one in own)
        assert held == cut.kept
        assert held <= Fraction(quota.share) * cut.out_of
        counted = {CODES.index(code) for code in quota.grades}
        denominators = {
            "rated": len(own),
            "reached": sum(one.place in counted for one in own),
            "final": sum(places[one.subject] in counted for one in own),
        }
        assert cut.out_of == denominators[quota.base]


@given(quotas(), people)
def test_equal_keys_have_equal_grades_and_better_keys_no_worse_ones(
    quota: Quota, given_people: list[tuple[int, str]]
) -> None:
    everybody = rated(given_people)
    places, _ = apply_quotas([quota], CODES, everybody)
    for one in everybody:
        for other in everybody:
            if one.groups == other.groups and one.key >= other.key:
                assert places[one.subject] <= places[other.subject]


@given(quotas(), people, st.randoms(use_true_random=False))
def test_the_order_of_people_decides_nothing(quota: Quota, given_people: list[tuple[int, str]], random: Any) -> None:
    everybody = rated(given_people)
    shuffled = list(everybody)
    random.shuffle(shuffled)
    assert apply_quotas([quota], CODES, shuffled) == apply_quotas([quota], CODES, everybody)


@given(quotas(), people)
def test_one_more_place_could_not_have_been_given(quota: Quota, given_people: list[tuple[int, str]]) -> None:
    """The limit is the largest that holds: with one more the share would be exceeded."""
    _, cuts = apply_quotas([quota], CODES, rated(given_people))
    for cut in cuts:
        if cut.limit < cut.candidates:
            own = [one for one in rated(given_people) if one.groups["unit"] == cut.group["unit"]]
            counted = {CODES.index(code) for code in quota.grades}
            more = cut.limit + 1
            lowered = cut.candidates - more
            final = sum(one.place in counted for one in own if one.place != 0) + more * (0 in counted)
            final += lowered * (1 in counted)
            reached = sum(one.place in counted for one in own)
            out_of = {"rated": len(own), "reached": reached, "final": final}[quota.base]
            assert more > Fraction(quota.share) * out_of
