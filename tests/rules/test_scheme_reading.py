"""Schemes as data: what is read, what is refused, and that every fault is found with its path."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from emulation.rules.schemes import Scheme, TieBreak, parse_scheme
from kernel.errors import Invalid
from tests.rules.builders import Data, group, leaf, preset, preset_data, scheme, scheme_data, schemes


def faults_of(data: Any) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        parse_scheme(data)
    assert refused.value.code == "scheme.invalid"
    assert all(problem.text() for problem in refused.value.problems)
    return {(problem.code, problem.path) for problem in refused.value.problems}


@pytest.mark.parametrize("name", ["hanoi-3814-unit", "hanoi-3814-person"])
def test_the_hanoi_presets_are_twenty_and_seventy_points_with_capped_extras(name: str) -> None:
    found = preset(name)
    assert found.code == name
    assert found.maximum == 90
    assert {code: found.nodes[code].maximum for code in "ABCD"} == {
        "A": Decimal(20), "B": Decimal(70), "C": Decimal(10), "D": Decimal(20),
    }  # fmt: skip
    assert {band.code: int(band.at_least) for band in found.grades} == {"A": 90, "B": 70, "C": 50, "D": 0}
    assert found.tie_breaks == (TieBreak("B"), TieBreak("A"))
    assert found.veto_codes() == ("V1",)
    assert all(node.title.vi and node.title.en for node in found.nodes.values())


def test_leaves_are_found_by_source_and_kind() -> None:
    unit = preset("hanoi-3814-unit")
    assert unit.leaf_codes(source="survey") == ("B4",)
    assert unit.leaf_codes(kind="bonus") == ("C1", "C2")
    assert unit.leaf_codes(source="evaluation", kind="criteria") == ("A1", "A2", "A3", "A4", "B1", "B2", "B3")


@given(schemes())
def test_a_scheme_survives_being_written_and_read(found: Scheme) -> None:
    again = parse_scheme(json.loads(json.dumps(found.to_data())))
    assert again == found
    assert again.digest == found.digest


def test_the_digest_sees_through_spelling_but_not_through_meaning() -> None:
    one = scheme(leaf("A", "20"), floor="0")
    same = scheme(leaf("A", "20.00", weight=1, kind="criteria"))
    other = scheme(leaf("A", "20.01"))
    assert one.digest == same.digest
    assert one.digest != other.digest


def test_an_inner_node_without_a_maximum_takes_the_sum_of_its_children() -> None:
    found = scheme(group("A", leaf("A1", "3"), group("A2", leaf("A21", "4", weight="2"))))
    assert found.nodes["A"].maximum == 11


def test_a_bonus_group_may_be_capped_below_the_sum_of_its_children() -> None:
    found = scheme(leaf("A"), group("C", leaf("C1", "8"), leaf("C2", "8"), kind="bonus", max="10"))
    assert found.nodes["C"].maximum == 10
    assert found.nodes["C1"].kind == "bonus"


GONE = object()


def altered(path: str, value: object) -> Data:
    """The unit preset with one value replaced, added or (GONE) removed."""
    data = preset_data("hanoi-3814-unit")
    *way, last = [int(part) if part.isdigit() else part for part in path.replace("[", ".").replace("]", "").split(".")]
    place: Any = data
    for part in way:
        place = place[part]
    if value is GONE:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("components[0].max", "21", "maxima_do_not_add_up"),
        ("components[1].children[0].max", 2.5, "float_refused"),
        ("components[1].children[0].max", "năm", "number_needed"),
        ("components[1].children[0].max", True, "number_needed"),
        ("components[1].children[0].max", "0", "positive_needed"),
        ("components[0].weight", "0", "positive_needed"),
        ("components[0].weight", "-1", "positive_needed"),
        ("components[1].code", "A1", "code_repeated"),
        ("components[1].code", "Mục 1", "code_malformed"),
        ("components[2].title", "Điểm thưởng", "not_an_object"),
        ("title.vi", " ", "text_needed"),
        ("components[0].kind", "penalty", "unknown_choice"),
        ("components[2].children[0].kind", "criteria", "kind_mixed"),
        ("components[0].missing", "zero", "only_for_leaves"),
        ("components[0].children[0].aggregate", "sum", "not_for_leaves"),
        ("components[0].children", {"A1": 5}, "list_needed"),
        ("components[4]", "E", "not_an_object"),
        ("tiebreaks", [], "unknown_field"),
        ("grades[1].at_least", "95", "grades_not_descending"),
        ("grades[1].at_least", "90", "grades_not_descending"),
        ("grades[3].at_least", "10", "grades_leave_a_gap"),
        ("grades[3].at_least", None, "number_needed"),
        ("tie_breaks[1]", "-X", "unknown_code"),
        ("tie_breaks[1]", "-B", "code_repeated"),
        ("tie_breaks[1]", 1, "text_needed"),
        ("floor", "100", "floor_above_ceiling"),
        ("rounding.decimals", -1, "whole_number_needed"),
        ("version", "1", "whole_number_needed"),
        ("minimum_months", 0, "whole_number_needed"),
        ("components", [], "no_criteria"),
    ],
)
def test_each_fault_is_named_with_its_place(path: str, value: object, code: str) -> None:
    assert (code, path) in faults_of(altered(path, value))


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("vetoes[0].code", "A1", ("code_repeated", "vetoes[0]")),
        ("grades[1].code", "A", ("code_repeated", "grades[1]")),
        ("components[2].title", GONE, ("not_an_object", "components[2].title")),
        ("components[4]", {"code": "E", "title": {"vi": "Chỉ số"}}, ("maximum_needed", "components[4].max")),
    ],
)
def test_a_fault_that_lies_between_two_places_is_named_where_it_is_mended(
    path: str, value: object, fault: tuple[str, str]
) -> None:
    assert fault in faults_of(altered(path, value))


def test_all_faults_are_found_in_one_go() -> None:
    data = preset_data("hanoi-3814-unit")
    data["components"][0]["max"] = "21"
    data["tie_breaks"] = ["X"]
    data["rounding"]["mode"] = "nearest"
    data["vetoes"][0]["title"] = {}
    assert faults_of(data) == {
        ("maxima_do_not_add_up", "components[0].max"),
        ("unknown_code", "tie_breaks[0]"),
        ("unknown_choice", "rounding.mode"),
        ("text_needed", "vetoes[0].title.vi"),
    }


@pytest.mark.parametrize("data", [None, [], "A", 1])
def test_what_is_no_object_at_all_is_refused_with_reasons(data: object) -> None:
    assert ("not_an_object", "") in faults_of(data)


def test_a_tree_of_forty_levels_is_read_and_one_of_sixty_is_refused() -> None:
    def chain(levels: int) -> Data:
        node = leaf("N0", "5")
        for level in range(1, levels):
            node = group(f"N{level}", node)
        return node

    assert len(scheme(chain(40)).nodes) == 40
    assert "too_deep" in {code for code, _ in faults_of(scheme_data(chain(60)))}


def test_an_index_without_maxima_refuses_not_applicable_by_default() -> None:
    found = scheme(leaf("A", None), leaf("B", None))
    assert found.maximum is None
    assert found.leaves["A"].not_applicable == "refuse"
