"""Exact numbers: rounding against Python's own decimals, and one spelling for one number."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.exact import ROUNDING_MODES, exact_text, from_text, is_number, rounded

ORACLES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}


@given(st.decimals(-10_000, 10_000, places=5), st.integers(0, 4), st.sampled_from(ROUNDING_MODES))
def test_rounding_agrees_with_decimal_quantize_in_every_mode(value: Decimal, places: int, mode: str) -> None:
    expected = value.quantize(Decimal(1).scaleb(-places), ORACLES[mode], Context(prec=50))
    assert rounded(Fraction(value), places, mode) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.005", "0.01"), ("0.015", "0.02"), ("2.675", "2.68"), ("89.995", "90.00"), ("-0.005", "-0.01")],
)
def test_a_tie_goes_away_from_zero_by_default(value: str, expected: str) -> None:
    assert format(rounded(Fraction(value), 2), "f") == expected


def test_rounding_does_not_depend_on_the_digits_of_the_decimal_context() -> None:
    huge = Fraction(10**40) + Fraction(1, 8)
    assert format(rounded(huge, 2), "f") == "1" + "0" * 40 + ".13"


def test_nothing_is_ever_minus_zero() -> None:
    assert format(rounded(Fraction(-1, 1000), 2), "f") == "0.00"


def test_an_unknown_mode_is_a_bug_and_not_a_default() -> None:
    with pytest.raises(ValueError, match="unknown rounding mode"):
        rounded(Fraction(1), 2, "nearest")


@given(st.fractions(max_denominator=10_000))
def test_exact_text_reads_back_to_the_same_number(value: Fraction) -> None:
    assert from_text(exact_text(value)) == value


@given(st.decimals(0, 1000, places=3), st.integers(0, 4))
def test_trailing_zeros_do_not_change_the_spelling(value: Decimal, zeros: int) -> None:
    longer = Decimal(f"{value}" + "0" * zeros)
    assert exact_text(longer) == exact_text(value)
    assert is_number(exact_text(value))


@pytest.mark.parametrize("text", ["", "1,5", "NaN", "1e3", "Infinity", "1/0", "0x1", "٣", " 1"])
def test_only_plain_numbers_are_read_back(text: str) -> None:
    with pytest.raises(ValueError, match="not an exact number"):
        from_text(text)
