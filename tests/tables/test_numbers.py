"""Figures as people print them are read back as what they are, or refused; never as something else."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.tables.numbers import SHARE, Ambiguous, PrintedRank, read_figure, read_rank, spelling, without_noise

STYLES = [
    (".", ""),
    (",", ""),
    (".", ","),
    (",", "."),
    (".", " "),
    (",", " "),
    (".", "'"),
    (",", "\u00a0"),
    (",", "\u202f"),
]
FIGURES = st.lists(st.decimals(-99_999_999, 99_999_999, places=3), min_size=1, max_size=8)


def spelled(value: Decimal, decimal: str, thousands: str, decimals: int) -> str:
    whole, _, rest = f"{abs(value):.3f}".partition(".")
    groups = re.sub(r"(?<=\d)(?=(\d{3})+$)", thousands, whole) if thousands else whole
    sign = "-" if value < 0 else ""
    return f"{sign}{groups}{decimal}{rest[:decimals]}" if decimals else sign + groups


@given(FIGURES, st.sampled_from(STYLES), st.data())
def test_a_column_in_one_style_is_read_as_it_was_meant_or_refused(
    values: list[Decimal], style: tuple[str, str], data: st.DataObject
) -> None:
    texts, meant = [], []
    for value in values:
        decimals = data.draw(st.integers(0, 3))
        text = spelled(value, *style, decimals)
        texts.append(text)
        plain = "".join(char for char in text if char.isdigit() or char in "-" + style[0])
        meant.append(Decimal(plain.replace(style[0], ".")))
    try:
        how = spelling(texts)
    except Ambiguous as unclear:
        assert unclear.example in texts
        assert sum(sign in unclear.example for sign in ".,") == 1
        return
    assert [figure.value for text in texts if (figure := read_figure(text, how))] == meant


@given(FIGURES, st.sampled_from([",", "."]), st.sampled_from(["%", " %", "*", " [a]", " điểm", "†", " (b)", "**"]))
def test_what_stands_behind_a_figure_does_not_change_it(values: list[Decimal], decimal: str, behind: str) -> None:
    texts = [spelled(value, decimal, "", 3) + behind for value in values]
    how = spelling(texts, stated=decimal)
    assert [read_figure(text, how).value for text in texts] == values  # type: ignore[union-attr]


@given(st.decimals(-(10**6), 10**6, places=8))
def test_a_float_that_a_computer_printed_is_read_as_the_decimal_it_stands_for(value: Decimal) -> None:
    noisy = float(value) + 0.1 - 0.1
    if abs(noisy - float(value)) > 1e-12 or "e" in repr(noisy):
        return
    figure = read_figure(repr(noisy))
    assert figure is not None
    assert abs(figure.value - value) < Decimal("1e-9")


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("34.52542999999999", "34.52543"),
        ("36.899708000000004", "36.899708"),
        ("35.259381999999995", "35.259382"),
        ("0.30000000000000004", "0.3"),
        ("99.99999999999999", "100"),
        ("1.1234567890123456", "1.1234567890123456"),
        ("0.123456789", "0.123456789"),
        ("1000000000000.5", "1000000000000.5"),
        ("124999.99999901", "124999.99999901"),
        ("0.0000000000000001", "0.0000000000000001"),
    ],
)
def test_only_binary_noise_is_taken_off(printed: str, meant: str) -> None:
    assert Decimal(without_noise(printed)) == Decimal(meant)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1 2",
        "12 5",
        "1.2.3",
        "1,2,3",
        "1.23.456",
        "12e",
        "~95",
        ">90",
        "1/2",
        "1e99",
        "9" * 61,
        "1.234,567,8",
        "--3",
    ],
)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert read_figure(text, spelling([], stated=".")) is None


def test_a_percentage_is_points_or_a_share_as_said() -> None:
    assert read_figure("92,5 %").value == Decimal("92.5")  # type: ignore[union-attr]
    share = read_figure("92,5%", percent=SHARE)
    assert share is not None
    assert (share.value, share.decimals) == (Decimal("0.925"), 3)


def test_an_unclear_column_is_decided_by_what_it_can_reach_and_refused_otherwise() -> None:
    how = spelling(["1.234", "2.345"], maximum=Decimal(10))
    assert (how.decimal, how.by_maximum) == (".", True)
    with pytest.raises(Ambiguous, match=r"1\.234"):
        spelling(["1.234", "2.345"], maximum=Decimal(100_000))
    with pytest.raises(Ambiguous):
        spelling(["1.234", "2,345"], maximum=Decimal(10))
    with pytest.raises(Ambiguous) as found:
        spelling(["0.5", "0,5", "1.234"])
    assert found.value.mixed


def test_mixed_signs_are_fine_where_each_cell_is_clear_by_itself() -> None:
    how = spelling(["92.5", "93,25", "94"])
    assert how.mixed
    assert [read_figure(text, how).value for text in ("92.5", "93,25", "94")] == [  # type: ignore[union-attr]
        Decimal("92.5"),
        Decimal("93.25"),
        Decimal(94),
    ]


@given(st.text(max_size=80))
def test_no_text_at_all_makes_the_reader_stumble(text: str) -> None:
    figure = read_figure(text)
    assert figure is None or figure.value.is_finite()
    rank = read_rank(text)
    assert rank is None or rank.low >= 0


@pytest.mark.parametrize(
    ("text", "low", "high", "tied"),
    [
        ("2", 2, 2, False),
        ("2=", 2, 2, True),
        ("=2", 2, 2, True),
        ("T2", 2, 2, True),
        ("T-2", 2, 2, True),
        ("2.5", Fraction(5, 2), Fraction(5, 2), False),
        ("2,5", Fraction(5, 2), Fraction(5, 2), False),
        ("101-150", 101, 150, False),
        ("101–150", 101, 150, False),
        ("101 đến 150", 101, 150, False),
        ("501+", 501, None, False),
        ("Hạng 3", 3, 3, False),
        ("1st", 1, 1, False),
        ("3*", 3, 3, False),
    ],
)
def test_ranks_are_read_as_they_are_printed(
    text: str, low: int | Fraction, high: int | Fraction | None, *, tied: bool
) -> None:
    assert read_rank(text) == PrintedRank(Fraction(low), None if high is None else Fraction(high), text, tied)


@pytest.mark.parametrize("text", ["", "x", "150-101", "1/2", "-", "1.7", "A1"])
def test_what_is_no_rank_is_none(text: str) -> None:
    assert read_rank(text) is None


@given(st.integers(1, 500), st.integers(0, 100), st.integers(1, 700))
def test_a_band_holds_exactly_the_ranks_in_it(low: int, width: int, rank: int) -> None:
    printed = read_rank(f"{low}-{low + width}")
    assert printed is not None
    assert printed.holds(Fraction(rank)) == (low <= rank <= low + width)
