"""Sheets: how points are spelled, and that every wrong entry is found before anything is scored."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.sheets import (
    NOT_APPLICABLE,
    check_sheet,
    missing_leaves,
    parse_points,
    sheet_from_data,
    sheet_to_data,
)
from kernel.errors import Invalid
from tests.rules.builders import full_sheet, leaf, preset, scheme, sheets

UNIT = preset("hanoi-3814-unit")


@pytest.mark.parametrize(
    ("spelled", "points"),
    [
        ("92,5", "92.5"),
        ("92.50", "92.50"),
        (" 7 ", "7"),
        (92, "92"),
        (Decimal("0.125"), "0.125"),
        ("\u00a04,75", "4.75"),
        ("+3", "3"),
    ],
)
def test_points_are_read_as_people_write_them(spelled: object, points: str) -> None:
    assert parse_points(spelled) == Decimal(points)


@pytest.mark.parametrize(
    ("spelled", "code"),
    [
        (92.5, "points.float"),
        (True, "points.not_a_number"),
        (None, "points.not_a_number"),
        ("", "points.not_a_number"),
        ("bốn", "points.not_a_number"),
        ("1.234,5", "points.not_a_number"),
        ("1e2", "points.not_a_number"),
        ("٣", "points.not_a_number"),
        (Decimal("NaN"), "points.not_a_number"),
        (Decimal("Infinity"), "points.not_a_number"),
        ("4,12345", "points.too_precise"),
        ("-1", "points.out_of_range"),
        ("-0,5", "points.out_of_range"),
        ("10,01", "points.out_of_range"),
    ],
)
def test_what_is_not_clearly_points_is_refused_with_its_reason(spelled: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_points(spelled, maximum=Decimal(10))
    assert refused.value.code == code


@given(st.decimals(0, 1000, places=4), st.sampled_from([".", ","]))
def test_points_survive_being_written_with_either_decimal_sign(points: Decimal, sign: str) -> None:
    assert parse_points(str(points).replace(".", sign)) == points


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("Z9", Decimal(1), "sheet.unknown_code"),
        ("A", Decimal(1), "sheet.not_a_leaf"),
        ("A1", Decimal("5.01"), "sheet.out_of_range"),
        ("A1", Decimal("-0.01"), "sheet.out_of_range"),
        ("A1", "5", "sheet.not_a_number"),
        ("A1", 4.5, "sheet.not_a_number"),
        ("A1", 4, "sheet.not_a_number"),
        ("A1", Decimal("NaN"), "sheet.not_a_number"),
        ("B4", Decimal(9), "sheet.wrong_source"),
        ("D1", Decimal(11), "sheet.out_of_range"),
    ],
)
def test_each_wrong_entry_is_named_with_its_leaf(code: str, value: object, fault: str) -> None:
    problems = check_sheet(UNIT, {**full_sheet(UNIT), "B4": Decimal(9)} | {code: value})
    sourced = check_sheet(UNIT, {code: value}, source="evaluation")
    assert (fault, code) in {(p.code, p.path) for p in (*problems, *sourced)}
    assert all(p.text() for p in sourced)


def test_a_leaf_that_always_applies_cannot_be_marked_not_applicable() -> None:
    strict = scheme(leaf("A", not_applicable="refuse"), leaf("B"))
    problems = check_sheet(strict, {"A": NOT_APPLICABLE, "B": NOT_APPLICABLE})
    assert [(p.code, p.path) for p in problems] == [("sheet.must_apply", "A")]


def test_completeness_asks_only_for_what_the_scheme_insists_on() -> None:
    sheet = {"A1": Decimal(5), "A2": NOT_APPLICABLE}
    assert missing_leaves(UNIT, sheet) == ("A3", "A4", "B1", "B2", "B3")
    assert [p.path for p in check_sheet(UNIT, sheet, complete=True)] == ["A3", "A4", "B1", "B2", "B3"]
    assert check_sheet(UNIT, sheet) == ()


@given(sheets(UNIT, gaps=True))
def test_a_sheet_survives_being_stored(sheet: dict[str, Decimal]) -> None:
    assert sheet_from_data(sheet_to_data(sheet)) == sheet


@pytest.mark.parametrize("stored", ["1,5", "", "NaN", "n/a"])
def test_a_stored_sheet_is_read_strictly(stored: str) -> None:
    with pytest.raises(Invalid):
        sheet_from_data({"A1": stored})
