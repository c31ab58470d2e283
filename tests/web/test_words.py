"""Figures as pages show them: in line with each other, with the reader's decimal mark, and never rounded unseen."""

from decimal import Decimal

import pytest
from django.utils import translation

from web.templatetags import words


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("84.0000"), 2, "84,00"),
        (Decimal("69.5"), 2, "69,50"),
        ("8.531", 4, "8,5310"),
        (Decimal("8.7084"), 2, "8,7084"),
        ("1/3", 2, "≈ 0,3333"),
        (None, 2, "–"),
        ("NA", 2, "Không áp dụng"),
    ],
)
def test_points_in_a_column_have_as_many_decimals_as_it_takes(value: Decimal | str, decimals: int, shown: str) -> None:
    with translation.override("vi"):
        assert words.padded(value, decimals) == shown


def test_a_figure_of_the_inputs_is_shown_as_points_and_a_word_as_it_stands() -> None:
    with translation.override("vi"):
        assert [words.figure(text) for text in ("24.75", "15", "V1", None)] == ["24,75", "15", "V1", "–"]
    with translation.override("en"):
        assert words.figure("24.75") == "24.75"


def test_a_figure_below_zero_has_a_minus_and_no_hyphen() -> None:
    with translation.override("vi"):
        assert words.score(Decimal("-0.15")) == "−0,15"
        assert words.score(Decimal("93.123500")) == "93,124"
