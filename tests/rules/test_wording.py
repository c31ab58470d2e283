"""How documents spell days, amounts and counts: by tables of the decree's own cases, and read back for any amount."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards import wording
from emulation.rules.awards.wording import BLANK

DIGITS = {
    **dict(zip(("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"), range(10), strict=True)),
    "mốt": 1,
    "lăm": 5,
}
POWERS = {"nghìn": 10**3, "triệu": 10**6}


def read(words: str) -> int:
    """What a person understands of a number in words."""
    *above, rest = words.rsplit("tỷ", 1)
    total = group = digit = 0
    for word in rest.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in POWERS:
            total, group, digit = total + (group + digit) * POWERS[word], 0, 0
        else:
            assert word == "linh", word
    return sum(read(part) for part in above) * 10**9 + total + group + digit


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 9, 5), "ngày 05 tháng 9 năm 2019"),
        (date(2020, 1, 20), "ngày 20 tháng 01 năm 2020"),
        (date(2020, 2, 1), "ngày 01 tháng 02 năm 2020"),
        (date(2020, 12, 31), "ngày 31 tháng 12 năm 2020"),
        (None, f"ngày {BLANK} tháng {BLANK} năm {BLANK}"),
    ],
)
def test_a_day_has_leading_zeros_where_the_decree_asks_for_them(day: date | None, words: str) -> None:
    assert wording.day_words(day) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (230_000, "Hai trăm ba mươi nghìn đồng"),
        (447_005, "Bốn trăm bốn mươi bảy nghìn không trăm linh năm đồng"),
        (1_490_000, "Một triệu bốn trăm chín mươi nghìn đồng"),
        (21_000_015, "Hai mươi mốt triệu không trăm mười lăm đồng"),
        (5_000_000_000, "Năm tỷ đồng"),
    ],
)
def test_an_amount_in_words_is_what_stands_under_a_total(amount: int, words: str) -> None:
    assert wording.amount_words(amount) == words


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**13))
def test_an_amount_in_words_is_read_back_as_the_same_amount(amount: int) -> None:
    assert read(wording.number_words(amount)) == amount
    assert wording.grouped(amount).replace(".", "") == str(amount)


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 3, "33,33%"), (2, 3, "66,67%"), (1, 800, "0,13%"), (9, 9, "100,00%"), (0, 0, "")]
)
def test_a_share_has_two_places_rounded_half_up(part: int, whole: int, share: str) -> None:
    assert wording.fraction_percent(part, whole) == share


def test_small_counts_have_a_leading_zero_and_less_than_nothing_is_no_count() -> None:
    assert [wording.count_words(count) for count in (0, 3, 12, 1200)] == ["0", "03", "12", "1.200"]
    assert wording.short_day(None) == BLANK
    with pytest.raises(ValueError, match="not negative"):
        wording.number_words(-1)
