"""Caps on awards: rounded down, never exceeded, and a tie on the boundary selects nobody; the shares on a list."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.award_rules import Quota
from emulation.rules.awards.quotas import Candidate, Counter, Listed, counters, limit_of, shares

FIFTEEN = Quota("share", Decimal(15), award="LDTT", exception_pct=Decimal(20))


def crowd(*scores: str, unit: str = "P01", group: str = "") -> list[Candidate]:
    return [Candidate(f"{unit}{n}", unit, group, Decimal(text) if text else None) for n, text in enumerate(scores)]


def only(quota: Quota, base: list[Candidate], candidates: list[Candidate], *, exceptional: bool = False) -> Counter:
    (found,) = counters(quota, base, candidates, exceptional=exceptional)
    return found


@pytest.mark.parametrize(
    ("pct", "out_of", "limit"),
    [
        pytest.param("20", 23, 4, id="20 % của 23 → 4"),
        pytest.param("15", 20, 3, id="15 % của 20 LĐTT → 3 (Điều 9 Nghị định 91/2017/NĐ-CP)"),
        pytest.param("15", 6, 0, id="15 % của 6 → 0"),
        pytest.param("33.3", 10, 3, id="33,3 % của 10 → 3"),
    ],
)
def test_a_share_is_rounded_down(pct: str, out_of: int, limit: int) -> None:
    assert limit_of(Decimal(pct), out_of) == limit


def test_who_ties_on_the_boundary_goes_to_the_council_and_nobody_of_them_is_in() -> None:
    base = crowd(*["70"] * 20)
    found = only(FIFTEEN, base, crowd("99", "98", "97", "97", "90"))
    assert (found.limit, found.within, found.contested, found.beyond, found.over) == (
        3, ("P010", "P011"), ("P012", "P013"), ("P014",), 2,
    )  # fmt: skip
    exact = only(FIFTEEN, base, crowd("99", "98", "97", "96", ""))
    assert (exact.within, exact.contested, exact.beyond) == (("P010", "P011", "P012"), (), ("P013", "P014"))
    assert only(FIFTEEN, base, crowd("99", "98", "97", "96"), exceptional=True).over == 0
    assert only(FIFTEEN, base, crowd("", "", "", "")).contested == ("P010", "P011", "P012", "P013")


def test_groups_are_counted_each_on_its_own() -> None:
    quota = Quota("share", Decimal(20), grades=("good",), scope="unit", by_duty_group=True)
    base = [*crowd(*["1"] * 10, group="A"), *crowd(*["1"] * 4, unit="P02", group="A")]
    found = counters(quota, base, [*crowd("9", "8", group="A"), *crowd("9", unit="P02", group="A")])
    assert {one.group: (one.out_of, one.limit, one.over) for one in found} == {
        ("P01", "A"): (10, 2, 0), ("P02", "A"): (4, 0, 1),
    }  # fmt: skip


@settings(max_examples=40)
@given(
    st.decimals(0, 100, places=1),
    st.integers(0, 60),
    st.lists(st.one_of(st.none(), st.integers(0, 5).map(Decimal)), max_size=30),
)
def test_a_cap_is_never_exceeded_and_everybody_is_somewhere(
    pct: Decimal, out_of: int, scores: list[Decimal | None]
) -> None:
    candidates = [Candidate(f"c{n}", "P01", "", score) for n, score in enumerate(scores)]
    base = [Candidate(f"b{n}", "P01") for n in range(out_of)]
    for one in counters(Quota("q", pct), base, candidates):
        assert len(one.within) <= one.limit <= pct * out_of / 100
        assert sorted((*one.within, *one.contested, *one.beyond)) == sorted(one.subject for one in candidates)
        scored = {one.subject: -1 if one.score is None else one.score for one in candidates}
        assert all(scored[a] > scored[b] for a in one.within for b in (*one.contested, *one.beyond)) or not one.over


def test_the_shares_of_a_list_count_people_and_name_every_category() -> None:
    found = shares(
        [
            Listed("lanh-dao-phong", leads=True, woman=False),
            Listed("truc-tiep", direct=True, woman=True, person="CB-1"),
            Listed("truc-tiep", direct=True, woman=True, person="CB-2"),
            Listed("truc-tiep", direct=True, woman=True, person="CB-2"),
            Listed("ho-gia-dinh"),
        ]
    )
    assert (found.lines, found.people, found.leaders, found.direct, found.women) == (5, 3, 1, 2, 2)
    assert (found.percent(found.leaders), found.percent(found.women), shares([]).percent(0)) == (33, 67, 0)
    assert found.by_category == {"ho-gia-dinh": 1, "lanh-dao-phong": 1, "truc-tiep": 3}
