"""Scores of a sheet: exact, bounded, monotonic, capped, and every figure explained."""

import json
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from emulation.rules.exact import from_text
from emulation.rules.grades import grade
from emulation.rules.schemes import Scheme
from emulation.rules.scores import NOT_APPLICABLE, Entry, Policy, Scored, score_sheet
from kernel.errors import Invalid
from tests.rules.builders import full_sheet, group, leaf, points_up_to, preset, scheme, schemes, sheets

UNIT, PERSON = preset("hanoi-3814-unit"), preset("hanoi-3814-person")


def draft(of: Scheme, sheet: dict[str, Entry], *vetoes: str) -> Scored:
    return score_sheet(of, sheet, vetoes=vetoes, complete=False)


def test_a_person_with_full_points_and_bonus_has_exactly_one_hundred() -> None:
    scored = score_sheet(PERSON, full_sheet(PERSON) | {"C1": Decimal(5), "C2": Decimal(5)})
    assert scored.total == Decimal("100.00")
    assert scored.limit == ""


def test_deductions_are_taken_off_and_the_total_stops_at_the_floor() -> None:
    sheet = full_sheet(PERSON, "0.1") | {"D1": Decimal(10), "D2": Decimal("7.5")}
    scored = score_sheet(PERSON, sheet)
    assert scored.unlimited == Fraction("-8.5")
    assert (scored.total, scored.limit) == (Decimal("0.00"), "floor")


def test_a_bonus_group_is_cut_to_its_cap() -> None:
    capped = scheme(leaf("A", "90"), group("C", leaf("C1", "8"), leaf("C2", "8"), kind="bonus", max="10"))
    scored = score_sheet(capped, {"A": Decimal(50), "C1": Decimal(8), "C2": Decimal(7)})
    assert scored.total == Decimal(60)
    assert scored.contributions[1].policies == (Policy.CAPPED,)
    assert scored.contributions[1].raw == 15


def test_a_total_above_one_hundred_stands_where_the_scheme_has_no_ceiling() -> None:
    flags = scheme(leaf("A", "100"), leaf("F", "25", kind="bonus", missing="zero"))
    assert score_sheet(flags, {"A": Decimal(97), "F": Decimal(10)}).total == Decimal(107)


def test_deductions_inside_a_group_come_off_that_group_and_never_below_zero() -> None:
    strict = scheme(group("A", leaf("A1", "20"), leaf("A2", "30", kind="deduction")), leaf("B", "80"))
    scored = score_sheet(strict, {"A1": Decimal(20), "A2": Decimal(25), "B": Decimal(40)})
    assert scored.total == Decimal(40)
    assert scored.contributions[0].policies == (Policy.RAISED,)


def test_not_applicable_and_not_submitted_and_zero_are_three_things() -> None:
    sheet = full_sheet(UNIT, "0.5")
    zero = score_sheet(UNIT, sheet | {"B1": Decimal(0)})
    not_applicable = score_sheet(UNIT, sheet | {"B1": NOT_APPLICABLE})
    absent = draft(UNIT, {code: entry for code, entry in sheet.items() if code != "B1"})
    assert (zero.total, zero.complete) == (Decimal(30), True)
    assert (not_applicable.total, not_applicable.complete) == (Decimal(45), True)
    assert (absent.total, absent.complete, absent.missing) == (Decimal(30), False, ("B1",))
    with pytest.raises(Invalid) as refused:
        score_sheet(UNIT, {code: entry for code, entry in sheet.items() if code != "B1"})
    assert [(p.code, p.path) for p in refused.value.problems] == [("sheet.missing", "B1")]


def test_a_unit_without_a_survey_is_scaled_to_the_full_maximum_of_the_group() -> None:
    sheet = {code: entry for code, entry in full_sheet(UNIT, "0.8").items() if code != "B4"}
    results = score_sheet(UNIT, sheet).contributions[1]
    assert [results.raw, results.points, results.effective_maximum] == [48, 56, 60]
    assert results.policies == (Policy.REBASED,)
    assert results.children[3].policies == (Policy.NOT_SUBMITTED,)


def test_a_group_of_which_nothing_is_left_is_taken_out_of_the_total() -> None:
    two = scheme(group("A", leaf("A1", "30")), group("B", leaf("B1", "50"), leaf("B2", "20")))
    scored = score_sheet(two, {"A1": NOT_APPLICABLE, "B1": Decimal(25), "B2": Decimal(10)})
    assert scored.contributions[0].policies == (Policy.LEFT_OUT,)
    assert scored.rebased
    assert scored.total == Decimal(50)


def test_a_sheet_on_which_nothing_applies_has_no_score() -> None:
    sheet: dict[str, Entry] = {"A": NOT_APPLICABLE, "B": NOT_APPLICABLE}
    two = scheme(leaf("A"), leaf("B"))
    with pytest.raises(Invalid) as refused:
        score_sheet(two, sheet)
    assert [p.code for p in refused.value.problems] == ["sheet.nothing_to_score"]
    assert not draft(two, sheet).complete


@given(st.lists(st.integers(1, 83), min_size=1, max_size=5, unique=True))
def test_thanh_hoa_2023_is_reproduced_however_the_84_points_are_split(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 84]
    maxima = [after - before for before, after in pairwise(edges)]
    index = scheme(*(leaf(f"K{i}", str(m)) for i, m in enumerate(maxima)), leaf("NA", "16"))
    left = Decimal("68.32")
    sheet: dict[str, Entry] = {"NA": NOT_APPLICABLE}
    for i, most in enumerate(maxima):
        sheet[f"K{i}"] = min(left, Decimal(most))
        left -= min(left, Decimal(most))
    scored = score_sheet(index, sheet)
    assert scored.total == Decimal("81.33")
    assert scored.exact == Fraction("68.32") * 100 / 84
    assert [scored.maximum, scored.effective_maximum] == [100, 84]
    assert scored.rebased


@pytest.mark.parametrize(
    ("stage", "mode", "total"),
    [
        ("total", "half_up", "2.01"),
        ("total", "half_even", "2.01"),
        ("total", "down", "2.01"),
        ("component", "half_up", "2.02"),
        ("component", "half_even", "2.00"),
        ("component", "down", "2.00"),
        ("component", "up", "2.02"),
    ],
)
def test_the_stage_and_the_mode_of_rounding_decide_the_last_digit(stage: str, mode: str, total: str) -> None:
    two = scheme(leaf("A"), leaf("B"), rounding={"stage": stage, "mode": mode, "decimals": 2})
    assert score_sheet(two, {"A": Decimal("1.005"), "B": Decimal("1.005")}).total == Decimal(total)


def test_a_scheme_that_never_rounds_ranks_what_it_does_not_print() -> None:
    thirds = scheme(leaf("A", "1"), leaf("B", "2"), leaf("C", "1"), rounding={"stage": "never", "decimals": 2})
    scored = score_sheet(thirds, {"A": Decimal(1), "B": Decimal(0), "C": NOT_APPLICABLE})
    assert scored.decisive == Fraction(4, 3)
    assert scored.total == Decimal("1.33")


def test_weights_multiply_points_and_maxima_alike() -> None:
    weighted = scheme(group("A", leaf("A1", "10", weight="2"), leaf("A2", "10"), max="30"))
    scored = score_sheet(weighted, {"A1": Decimal(5), "A2": NOT_APPLICABLE})
    assert scored.total == Decimal(15)


@given(st.data(), schemes())
def test_raising_a_criterion_or_a_bonus_never_lowers_and_raising_a_deduction_never_lifts(
    data: st.DataObject, of: Scheme
) -> None:
    sheet = data.draw(sheets(of, gaps=True))
    scored_leaves = [code for code, entry in sheet.items() if isinstance(entry, Decimal)]
    assume(scored_leaves)
    code = data.draw(st.sampled_from(scored_leaves))
    entry, maximum = sheet[code], of.leaves[code].maximum
    assert isinstance(entry, Decimal)
    assert maximum is not None
    more = entry + data.draw(points_up_to(maximum - entry))
    before, after = draft(of, sheet), draft(of, sheet | {code: more})
    if of.leaves[code].kind == "deduction":
        assert after.decisive <= before.decisive
        assert after.total <= before.total
    else:
        assert after.decisive >= before.decisive
        assert after.total >= before.total


@given(st.data(), schemes())
def test_no_figure_leaves_its_bounds(data: st.DataObject, of: Scheme) -> None:
    scored = draft(of, data.draw(sheets(of, gaps=True)))
    assert of.floor is not None
    assert scored.exact >= Fraction(of.floor)
    assert of.ceiling is None or scored.exact <= Fraction(of.ceiling)
    step = Fraction(1, 10**of.rounding.decimals)
    assert abs(Fraction(scored.total) - scored.exact) < step
    slack = step if of.rounding.stage == "component" else 0
    for top in scored.contributions:
        for part in top.walk():
            assert part.points >= 0
            assert part.maximum is None or part.points <= Fraction(part.maximum) + slack


@given(st.data(), schemes(), st.integers(0, 100))
def test_who_has_the_same_share_of_every_criterion_has_that_share_whatever_is_left_out(
    data: st.DataObject, of: Scheme, percent: int
) -> None:
    criteria = of.leaf_codes(kind="criteria")
    share = Decimal(percent) / 100
    gone = {code for code in criteria if data.draw(st.booleans(), label=code)}
    assume(gone != set(criteria))
    sheet: dict[str, Entry] = {
        code: NOT_APPLICABLE if code in gone else (of.leaves[code].maximum or Decimal(0)) * share for code in criteria
    }
    assume(of.rounding.stage != "component")
    assert of.maximum is not None
    assert draft(of, sheet).unlimited == Fraction(of.maximum) * percent / 100


@given(st.data(), schemes())
def test_the_top_contributions_add_up_to_the_total_that_is_explained(data: st.DataObject, of: Scheme) -> None:
    scored = draft(of, data.draw(sheets(of)))
    sign = {"criteria": 1, "bonus": 1, "deduction": -1}
    tops = scored.to_data()["contributions"]
    total = sum((sign[top["kind"]] * from_text(top["points"]) * from_text(top["weight"]) for top in tops), Fraction(0))
    assert total == from_text(scored.to_data()["unlimited"]) == scored.unlimited


@given(st.data(), schemes())
def test_an_explanation_is_plain_json_without_floats(data: st.DataObject, of: Scheme) -> None:
    written = draft(of, data.draw(sheets(of, gaps=True))).to_data()

    def floats(part: Any) -> bool:
        if isinstance(part, dict):
            return any(floats(member) for member in part.values())
        return any(floats(member) for member in part) if isinstance(part, list) else isinstance(part, float)

    assert json.loads(json.dumps(written)) == written
    assert not floats(written)


def test_an_unknown_veto_is_refused_and_a_known_one_is_kept() -> None:
    with pytest.raises(Invalid) as refused:
        score_sheet(PERSON, full_sheet(PERSON), vetoes=["V9"])
    assert [(p.code, p.path) for p in refused.value.problems] == [("sheet.unknown_veto", "V9")]
    assert score_sheet(PERSON, full_sheet(PERSON), vetoes=["V1", "V1"]).vetoes == ("V1",)


@pytest.mark.parametrize("value", [4.5, 4, "4", None])
def test_only_decimals_are_scored(value: object) -> None:
    sheet: Any = {"A": value}
    with pytest.raises(Invalid) as refused:
        score_sheet(scheme(leaf("A")), sheet)
    assert refused.value.problems[0].code == "sheet.not_a_number"


@pytest.mark.parametrize(
    ("score", "band"),
    [("100", "A"), ("90", "A"), ("89.99", "B"), ("70", "B"), ("69.99", "C"), ("50", "C"), ("49.99", "D"), ("0", "D")],
)
def test_a_grade_begins_exactly_at_its_cut(score: str, band: str) -> None:
    found = grade(PERSON, Decimal(score))
    assert found is not None
    assert found.code == band


@given(st.fractions(0, 100))
def test_who_is_disqualified_has_the_last_grade_whatever_the_points(score: Fraction) -> None:
    found = grade(PERSON, score, disqualified=True)
    assert found == PERSON.grades[-1]
    assert grade(scheme(leaf("A")), score, disqualified=True) is None
