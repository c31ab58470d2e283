"""Editing a scheme's tree as data, what is told about it live, who takes part, channels, and a year on one line."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules import scheme_edits, timelines
from emulation.rules.channels import caps, channels
from emulation.rules.policies import parse_policy
from emulation.rules.scheme_edits import act, blank, examined, moved, node_at, place_of
from emulation.rules.schemes import parse_scheme
from emulation.rules.taking_part import TakingPart
from emulation.rules.timelines import Mark, coming, laid_out
from kernel.errors import Invalid

NEW = blank("thu", "Bộ thử", "unit")


def codes_of(data: dict[str, Any]) -> list[str]:
    return [str(row.node["code"]) for row in examined(data).rows]


def test_a_blank_scheme_is_sound_and_says_its_sums() -> None:
    found = examined(NEW)
    assert (found.sound, found.total, found.bonus, found.deduction, found.leaves) == (True, "100", "10", "20", 4)
    assert found.digest == parse_scheme(NEW).digest


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(scheme_edits.ACTS), st.integers(0, 30)), max_size=8))
def test_whatever_buttons_are_pressed_codes_stay_apart_and_what_was_handed_in_stays_as_it_was(
    presses: list[tuple[str, int]],
) -> None:
    data, before = NEW, examined(NEW)
    for name, number in presses:
        rows = examined(data).rows
        if rows:
            data = act(data, name, rows[number % len(rows)].place)
    codes = codes_of(data)
    assert len(codes) == len(set(codes))
    assert not [problem for problem in examined(data).problems if problem.code in ("only_for_leaves", "not_for_leaves")]
    assert examined(NEW) == before


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 7), st.integers(0, 7))
def test_a_node_that_is_moved_is_neither_lost_nor_doubled(source: int, target: int) -> None:
    rows = examined(NEW).rows
    new = moved(NEW, rows[source].place, rows[target].place)
    assert sorted(codes_of(new)) == sorted(codes_of(NEW))


def test_up_and_down_undo_each_other_and_a_line_under_a_line_makes_a_group() -> None:
    assert act(act(NEW, "down", "0"), "up", "1") == NEW
    assert codes_of(act(NEW, "down", "0"))[:2] == ["B", "B1"]
    grown = act(NEW, "child", "1.0")
    assert node_at(grown, "1.0")["children"][0]["max"] == "70"
    assert act(grown, "remove", "1.0.0")["components"][1] == NEW["components"][1]
    copied = act(NEW, "copy", "1")
    assert [row.node["code"] for row in examined(copied).rows if row.place in ("2", "2.0")] == ["B2", "B3"]
    with pytest.raises(Invalid):
        act(NEW, "up", "9.9")
    with pytest.raises(Invalid):
        act(NEW, "up", "../1")


def test_faults_and_sums_are_told_where_they_are() -> None:
    wrong = act(NEW, "copy", "1.0")
    found = examined(wrong)
    assert [(place_of(p.path), p.code) for p in found.problems] == [("1", "maxima_do_not_add_up")]
    row = next(row for row in found.rows if row.place == "1")
    assert (row.children_total, row.fits) == ("140", False)
    assert [advice.code for advice in examined({**NEW, "components": NEW["components"][:1]}).advice] == [
        "scheme.total_not_hundred"
    ]
    capped = {**NEW, "components": [*NEW["components"][:2], {**NEW["components"][2], "max": "12"}]}
    assert [advice.code for advice in examined(capped).advice] == ["scheme.cap_out_of_reach"]


def test_evidence_and_appraisers_are_of_lines_that_people_fill_in() -> None:
    asked = {**NEW, "components": [*NEW["components"][:1], {"code": "B", "title": {"vi": "B"}, "max": "70", "evidence": True,
                                                           "appraiser": "Phòng Nội vụ"}]}  # fmt: skip
    leaf = parse_scheme(asked).leaves["B"]
    assert (leaf.evidence, leaf.appraiser, leaf.to_data()["evidence"]) == (True, "Phòng Nội vụ", True)
    assert "evidence" not in parse_scheme(NEW).leaves["A1"].to_data()
    asked["components"][1]["source"] = "survey"
    assert [problem.code for problem in examined(asked).problems] == ["evidence_elsewhere"]


def test_who_takes_part_is_everybody_unless_somebody_is_named() -> None:
    scope = parse_policy({"taking_part": {"clusters": ["C1"], "left_out": ["P02"], "heads": False}}).taking_part
    assert [scope.takes_unit(*unit) for unit in (("P01", "C1"), ("P02", "C1"), ("D01", "C2"), ("X", ""))] == [
        True, False, False, False,
    ]  # fmt: skip
    assert (scope.takes_person("A", is_head=True), scope.takes_person("A", is_head=False)) == (False, True)
    assert "taking_part" not in parse_policy({}).to_data()
    assert parse_policy({"taking_part": scope.to_data()}).taking_part == scope
    assert TakingPart().takes_unit("X", "C9")
    with pytest.raises(Invalid) as caught:
        parse_policy({"taking_part": {"clusters": [1], "other": 2}})
    assert [problem.path for problem in caught.value.problems] == ["taking_part.other", "taking_part.clusters[0]"]


def test_channels_share_the_points_of_the_criteria() -> None:
    survey = {"code": "S", "title": {"vi": "S"}, "max": "25", "source": "survey"}
    scheme = parse_scheme({**NEW, "components": [*NEW["components"], survey]})
    assert [(one.source, one.share) for one in channels(scheme)] == [
        ("evaluation", Fraction(4, 5)),
        ("survey", Fraction(1, 5)),
    ]
    assert caps(scheme) == {"bonus": 10, "deduction": 20}


def test_a_year_lies_on_one_line_with_today_on_it() -> None:
    marks = [
        Mark("launch", date(2019, 1, 1), done=True),
        Mark("end", date(2019, 4, 11)),
        Mark("deadline", date(2019, 2, 20)),
    ]
    line = laid_out(marks, date(2019, 3, 2))
    assert ([one.at for one in line.marks], line.today) == ([0, 500, 1000], 600)
    assert laid_out(marks, date(2020, 1, 1)).today is None
    assert [mark.kind for mark in coming(marks, date(2019, 3, 2), most=1)] == ["deadline"]
    assert laid_out([], date(2020, 1, 1)) == timelines.Line((), None)
