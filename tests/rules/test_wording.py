"""How documents spell days, counts and shares: by tables of the decree's own cases."""

from datetime import date

import pytest

from emulation.rules.awards import wording
from emulation.rules.awards.wording import BLANK


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
    ("part", "whole", "share"), [(1, 3, "33,33%"), (2, 3, "66,67%"), (1, 800, "0,13%"), (9, 9, "100,00%"), (0, 0, "")]
)
def test_a_share_has_two_places_rounded_half_up(part: int, whole: int, share: str) -> None:
    assert wording.fraction_percent(part, whole) == share


def test_small_counts_have_a_leading_zero_and_what_is_not_known_stays_open() -> None:
    assert [wording.count_words(count) for count in (0, 3, 12, 1200)] == ["0", "03", "12", "1.200"]
    assert wording.short_day(None) == BLANK
