"""What two people typed is put together without losing a word; notes at lines survive; medians tell of nobody alone."""

import json
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules import sheet_fields
from emulation.rules.comparisons import AHEAD, BEHIND, beside, shared_median
from emulation.rules.schemes import parse_scheme
from emulation.rules.sheets import NOT_APPLICABLE

PRESET = Path(__file__).parents[2] / "emulation" / "presets" / "hanoi-3814-unit.json"
SCHEME = parse_scheme(json.loads(PRESET.read_text(encoding="utf-8")))
NAMES = st.sampled_from(["s.A1", "s.A2", "n.A1", "note"])
FORMS = st.dictionaries(NAMES, st.sampled_from(["", "1", "2", "3"]))


@settings(max_examples=60)
@given(FORMS, FORMS, FORMS)
def test_a_field_is_taken_or_told_and_what_nobody_typed_stays(
    seen: dict[str, str], first: dict[str, str], second: dict[str, str]
) -> None:
    stored = sheet_fields.merged(seen, seen, first).values
    laid = sheet_fields.merged(stored, seen, second)
    for name in {*seen, *first, *second}:
        there, before = stored.get(name, ""), seen.get(name, "")
        typed = second.get(name, before)
        if typed in (before, there):
            assert laid.values.get(name, "") == there and name not in laid.clashes
        elif there == before:
            assert laid.values.get(name, "") == typed and name not in laid.clashes
        else:
            assert laid.values.get(name, "") == there == laid.clashes[name]


def test_a_form_is_read_as_people_type_and_shown_as_it_was_written() -> None:
    typed = {
        "s.A1": "4,50",
        "s.A2": "kad",
        "s.B1": "x",
        "s.B2": "99",
        "n.A1": " họp  trễ ",
        "v.V1": "1",
        "note": "Chung.",
    }
    read = sheet_fields.read(SCHEME, typed)
    assert (str(read.scores["A1"]), read.scores["A2"], read.vetoes) == ("4.50", NOT_APPLICABLE, ("V1",))
    assert [problem.path for problem in read.problems] == ["s.B1", "s.B2"]
    assert read.note == "Chung.\nA1: họp trễ"
    back = sheet_fields.fields_of({"A1": "4.5", "A2": "NA"}, ["V1"], absent=False, note=read.note)
    assert back == {"s.A1": "4.5", "s.A2": "NA", "n.A1": "họp trễ", "v.V1": "1", "note": "Chung."}
    assert sheet_fields.spelled("s.A1", "4,50") == "4.5" and sheet_fields.spelled("s.A1", "4,5x") == "4,5x"
    assert sheet_fields.told_at_lines("Xem lại.\nA1: sai\nZ9: lạ", SCHEME.nodes) == ("Xem lại.\nZ9: lạ", {"A1": "sai"})


@settings(max_examples=40)
@given(st.lists(st.fractions(0, 100), min_size=1, max_size=7))
def test_a_median_is_of_three_at_least_and_says_who_is_ahead(values: list[Fraction]) -> None:
    table = [{"A1": value, "D1": value} for value in values]
    plain, deducted = beside(table[0], table, {"A1": Fraction(100), "D1": None}, {"D1"})
    assert plain.median == deducted.median == shared_median(list(reversed(values)))
    assert (plain.median is None) == (len(values) < 3)
    assert plain.gap == -deducted.gap
    if plain.median is not None and values[0] > plain.median:
        assert (plain.verdict, deducted.verdict) == (AHEAD, BEHIND)
