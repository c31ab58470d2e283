"""Kinds of units: known by code and by title, in both languages and without accents; others stay as they are written."""

import pytest

from emulation.rules import unit_kinds


def _english(title: str) -> str:
    return "The wards" if title == "Phường" else title


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("ward", "ward"),
        ("Phường", "ward"),
        ("  phuong ", "ward"),
        ("the wards", "ward"),
        ("XÃ, THỊ TRẤN", "commune"),
        ("Đội   lưu động", "Đội lưu động"),
        ("", ""),
    ],
)
def test_a_kind_is_read_by_code_title_or_translated_title(typed: str, kind: str) -> None:
    assert unit_kinds.read(typed, _english) == kind


def test_no_two_kinds_have_one_title() -> None:
    assert len({title.casefold() for title in unit_kinds.TITLES.values()}) == len(unit_kinds.TITLES)
