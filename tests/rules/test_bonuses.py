"""Bonuses: published examples under their articles, and what holds for every multiple, base salary and way of rounding."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.bonuses import (
    COLLECTIVE,
    DOWN,
    HALF_EVEN,
    HALF_UP,
    HOUSEHOLD,
    MODES,
    PERSON,
    UP,
    Claim,
    Rule,
    amount,
    lacking,
    paid,
    pays,
    rounded,
)

COMMUNE = Rule(Decimal("0.15"), collective=Decimal(2))
AGENCY = Rule(Decimal("0.3"), collective=Decimal(2))


@pytest.mark.parametrize(
    ("rule", "base_salary", "subject", "expected"),
    [
        pytest.param(AGENCY, 1_490_000, PERSON, 450_000, id="NĐ 91/2017 Đ73.1.c, Đ68.2: 447 000 up"),
        pytest.param(COMMUNE, 1_490_000, PERSON, 230_000, id="NĐ 91/2017 Đ73.1.d, Đ68.2: 223 500 up"),
        pytest.param(replace(COMMUNE, rounding=DOWN), 1_490_000, PERSON, 220_000, id="as an office printed it: down"),
        pytest.param(COMMUNE, 1_490_000, COLLECTIVE, 450_000, id="NĐ 91/2017 Đ73.2.b: twice for a collective"),
        pytest.param(COMMUNE, 1_490_000, HOUSEHOLD, 230_000, id="NĐ 91/2017 Đ73: a household as a person"),
        pytest.param(AGENCY, 1_390_000, PERSON, 420_000, id="NĐ 72/2018 base salary: 417 000 up"),
        pytest.param(AGENCY, 2_530_000, PERSON, 760_000, id="NĐ 152/2025 Đ53: LĐTT 759 000 up"),
        pytest.param(Rule(Decimal(1)), 2_530_000, PERSON, 2_530_000, id="NĐ 152/2025 Đ53: CSTĐCS exact"),
        pytest.param(COMMUNE, 2_530_000, PERSON, 380_000, id="NĐ 91/2017 Đ73.1.d: giấy khen xã 379 500 up"),
        pytest.param(Rule(Decimal("1.5")), 2_340_000, PERSON, 3_510_000, id="NĐ 152/2025 Đ54.1: bằng khen tỉnh"),
        pytest.param(Rule(Decimal("3.5")), 2_340_000, PERSON, 8_190_000, id="NĐ 152/2025 Đ54.1: bằng khen Thủ tướng"),
        pytest.param(Rule(Decimal("0.8")), 2_340_000, COLLECTIVE, 1_880_000, id="Tập thể LĐTT: 1 872 000 up"),
        pytest.param(replace(COMMUNE, rounding=HALF_UP, step=1000), 1_490_000, PERSON, 224_000, id="half up at 500"),
        pytest.param(replace(COMMUNE, rounding=HALF_EVEN, step=1000), 1_490_000, PERSON, 224_000, id="half to even"),
    ],
)
def test_the_published_examples(rule: Rule, base_salary: int, subject: str, expected: int) -> None:
    assert amount(rule, base_salary, subject) == expected


multiples = st.integers(1, 20_000).map(lambda thousandths: Decimal(thousandths) / 1000)
salaries = st.integers(1, 10_000_000)


@settings(max_examples=60, deadline=None)
@given(multiples, multiples, salaries, st.sampled_from(MODES), st.sampled_from([1, 1000, 10_000]))
def test_amounts_are_whole_steps_monotone_and_never_further_off_than_one(
    multiple: Decimal, more: Decimal, base_salary: int, mode: str, step: int
) -> None:
    rule = Rule(multiple, collective=Decimal(2), rounding=mode, step=step)
    exact, found = Fraction(multiple) * base_salary, amount(rule, base_salary, PERSON)
    assert found % step == 0
    assert abs(found - exact) < step
    assert (mode != UP or found >= exact) and (mode != DOWN or found <= exact)
    assert (mode not in (HALF_UP, HALF_EVEN)) or abs(found - exact) * 2 <= step
    assert found <= amount(replace(rule, multiple=multiple + more), base_salary, PERSON)
    assert found <= amount(rule, base_salary + 1, PERSON)
    assert (
        found
        <= amount(rule, base_salary, COLLECTIVE)
        == amount(replace(rule, multiple=2 * multiple), base_salary, PERSON)
    )


def test_what_cannot_be_a_rule_is_said_and_never_computed() -> None:
    wrong = Rule(Decimal(0), Decimal(-1), Decimal(0), "roughly", 0)
    assert wrong.faults() == ("multiple", "collective", "household", "rounding", "step")
    for rule, salary in ((wrong, 1), (AGENCY, 0)):
        with pytest.raises(ValueError, match="no bonus"):
            amount(rule, salary, PERSON)
    with pytest.raises(ValueError, match="unknown rounding"):
        rounded(Fraction(1), "roughly", 1)


claims = st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(1, 5)), max_size=8).map(
    lambda rows: [Claim(str(n), about, each * 10_000, n) for n, (about, each) in enumerate(rows)]
)


@settings(max_examples=60)
@given(claims)
def test_of_several_awards_for_one_achievement_the_highest_alone_is_paid(rows: list[Claim]) -> None:
    kept = paid(rows[::-1])
    assert kept == paid(rows)
    for about in {row.achievement for row in rows}:
        group = [row for row in rows if row.achievement == about]
        chosen = [row for row in group if row.key in kept]
        if not about:
            assert chosen == group
        else:
            assert chosen == [min(group, key=lambda row: (-row.amount, row.place))]


@pytest.mark.parametrize(
    ("fund_unit", "levels", "unit", "level", "expected"),
    [
        ("", ("district",), "P01", "district", True),
        ("", ("district",), "P01", "province", False),
        ("P01", ("agency",), "P01", "agency", True),
        ("P01", ("agency",), "P02", "agency", False),
    ],
    ids=["Luật 06/2022 Đ11.4: own level", "Luật 06/2022 Đ11.4: not another's", "a unit's own", "not a neighbour's"],
)
def test_who_decides_pays(fund_unit: str, levels: tuple[str, ...], unit: str, level: str, *, expected: bool) -> None:
    assert pays(fund_unit, levels, unit=unit, level=level) is expected


def test_what_a_fund_lacks() -> None:
    assert (lacking(100, 0, 100), lacking(100, 0, 130), lacking(100, 20, 130), lacking(-5, 0, 1)) == (0, 30, 10, 6)
