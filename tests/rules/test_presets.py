"""Every scheme of the offices that the product ships: read, worked by hand, and ranked."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.rules.ranking import rank_table, replay
from emulation.rules.schemes import parse_scheme
from emulation.rules.scores import NOT_APPLICABLE, Entry, score_sheet
from tests.rules.builders import PRESETS, full_sheet, preset

NAMES = sorted(path.stem for path in PRESETS.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_preset_is_named_as_its_file_has_both_languages_and_reads_back_equal(name: str) -> None:
    data = json.loads((PRESETS / f"{name}.json").read_text("utf-8"))
    scheme = parse_scheme(data)
    assert scheme.code == name
    assert all(node.title.vi and node.title.en for node in scheme.nodes.values())
    assert parse_scheme(scheme.to_data()) == scheme


@pytest.mark.parametrize("name", NAMES)
def test_full_points_are_the_maximum_of_a_preset_and_rank_first(name: str) -> None:
    scheme = preset(name)
    best, worse = full_sheet(scheme), full_sheet(scheme, "0.5")
    ranking = rank_table(scheme, {"best": best, "worse": worse})
    assert ranking.by_subject["best"].total == scheme.maximum
    assert [line.subject for line in ranking.lines] == ["best", "worse"]
    assert replay(scheme, ranking.inputs).result_digest == ranking.result_digest


def marks(**values: str) -> dict[str, Entry]:
    return {code: Decimal(value) for code, value in values.items()}


def test_decree_335_takes_exact_thirds_of_quantity_quality_and_progress() -> None:
    common = marks(A1="9", A2="9", A3="8")
    scored = score_sheet(preset("decree-335-person"), common | marks(B1="100", B2="90", B3="95"))
    assert scored.exact == 26 + Fraction(285, 300) * 70
    assert scored.total == Decimal("92.50")
    leader = score_sheet(
        preset("decree-335-leader"), common | marks(B1="100", B2="90", B3="95", B4="80", B5="85", B6="91")
    )
    assert leader.exact == 26 + Fraction(541, 600) * 70
    assert leader.total == Decimal("89.12")


def test_no_launch_at_the_start_of_the_year_costs_a_cluster_eight_points() -> None:
    scheme = preset("cluster-950-50")
    full = full_sheet(scheme)
    assert score_sheet(scheme, full | marks(T1="30", T2="20")).total == 1000
    assert score_sheet(scheme, full | marks(P1="8")).total == 942


def test_an_index_without_its_survey_is_taken_of_the_applicable_points() -> None:
    scheme = preset("par-index")
    sheet = {code: entry for code, entry in full_sheet(scheme, "0.9").items() if code != "L8.1"}
    scored = score_sheet(scheme, sheet)
    assert (scored.total, scored.effective_maximum) == (Decimal("90.00"), 80)
    without = score_sheet(scheme, sheet | {"L4.1": NOT_APPLICABLE})
    assert (without.total, without.effective_maximum) == (Decimal("90.00"), 70)


def test_a_flag_goes_on_top_of_a_hundred_and_only_the_highest_counts() -> None:
    scheme = preset("flags-above-100")
    sheet = marks(F1="97", F2="97", F3="97", F4="97")
    assert score_sheet(scheme, sheet | marks(C2="10")).total == 107
    assert score_sheet(scheme, sheet | marks(C1="15", C2="10")).total == 112


def test_a_jury_of_seven_leaves_out_its_highest_and_lowest_marks_in_every_part() -> None:
    scheme = preset("judges-panel")
    parts = {"ND": "8 9 7 8 8.5 9.5 6", "HT": "7 7 7 7 7 7 10", "TL": "9 9 9 9 9 9 9"}
    sheet = {f"{part}.J{n}": Decimal(mark) for part, row in parts.items() for n, mark in enumerate(row.split(), 1)}
    assert score_sheet(scheme, sheet).total == Decimal("8.1") * 5 + 7 * 3 + 9 * 2


def test_at_most_thirty_percent_of_a_unit_are_in_grade_a_and_forty_in_an_outstanding_one() -> None:
    scheme = preset("hanoi-3814-person")
    full = full_sheet(scheme)
    sheets = {f"{unit}-{n}": full | {"C1": Decimal(n) / 2} for unit in ("P01", "P02") for n in range(10)}
    groups = {subject: {"unit": subject[:3]} for subject in sheets}
    ranking = rank_table(scheme, sheets, groups=groups, exceptional=["P02"])
    held = [line.subject[:3] for line in ranking.lines if line.grade == "A"]
    assert (held.count("P01"), held.count("P02")) == (3, 4)


def test_hanoi_adds_twenty_and_seventy_and_ten_and_grades_at_ninety_seventy_and_fifty() -> None:
    scheme = preset("hanoi-3814-person")
    assert [scheme.nodes[code].maximum for code in ("A", "B", "C")] == [20, 70, 10]
    sheet = marks(A1="5", A2="5", A3="4", A4="4.5", B1="27", B2="21.5", B3="12")
    assert score_sheet(scheme, sheet | marks(C1="5", C2="5", D1="1.5")).total == Decimal("87.50")
    sheets = {
        name: sheet | marks(B2=b2, B3="15", C1=c1, D1=d1)
        for name, b2, c1, d1 in (
            ("A", "24.5", "5", "0"), ("B", "24.5", "4.99", "0"), ("C", "4.5", "4.99", "0"), ("D", "0", "0", "10"),
        )
    }  # fmt: skip
    sheets["D"] |= marks(B1="7.49")
    sheets["V"] = sheets["A"]
    many = {f"N{n}": sheets["B"] for n in range(5)}
    ranking = rank_table(
        scheme, sheets | many, vetoes={"V": ["V1"]}, groups={s: {"unit": "P01"} for s in [*sheets, *many]}
    )
    assert {code: ranking.by_subject[code].grade for code in sheets} == {
        "A": "A", "B": "B", "C": "C", "D": "D", "V": "D",
    }  # fmt: skip
    assert ranking.by_subject["A"].total == 90


def test_a_unit_of_hanoi_without_a_survey_is_taken_of_what_can_be_asked_of_it() -> None:
    scheme = preset("hanoi-3814-unit")
    sheet = marks(A1="5", A2="5", A3="5", A4="5", B1="24", B2="18", B3="9")
    scored = score_sheet(scheme, sheet | marks(C1="3"))
    assert scored.exact == 20 + Fraction(51 * 70, 60) + 3
    assert score_sheet(scheme, sheet | marks(C1="3", B4="9")).total == 83


def test_at_most_a_fifth_of_those_rated_good_in_a_unit_and_duty_group_are_excellent_under_the_decree() -> None:
    scheme = preset("decree-335-person")
    common = marks(A1="10", A2="10", A3="10")
    best = {f"best-{n}": common | marks(B1="100", B2="100", B3=str(99 - n)) for n in range(6)}
    good = {f"good-{n}": common | marks(B1="80", B2="80", B3="80") for n in range(10)}
    groups = {s: {"unit": "P01", "duty_group": "Chuyên môn"} for s in best | good}
    ranking = rank_table(scheme, best | good, groups=groups)
    # Of 16 two are excellent: a fifth of the 14 who are good then is 2.8. Three would be more than a fifth of 13.
    kept = sum(line.grade == "XS" for line in ranking.lines)
    assert kept == 2
    assert ranking.by_subject["best-2"].grade == "T"
    shared = {s: {"unit": "P01", "duty_group": s[:4]} for s in best | good}
    apart = rank_table(scheme, best | good, groups=shared)
    assert sum(line.grade == "XS" for line in apart.lines) == 1
    struck = rank_table(scheme, best | good, groups=groups, vetoes={"best-0": ["V2"]})
    assert struck.by_subject["best-0"].grade == "KHT"


def test_an_index_of_seven_fields_is_taken_of_the_points_that_apply() -> None:
    scheme = preset("par-index")
    full = full_sheet(scheme)
    apart = {"L2.1": NOT_APPLICABLE, "L5.1": NOT_APPLICABLE}
    scored = score_sheet(scheme, full | apart | marks(**{"L3.2": "0", "L8.1": "12.32"}))
    assert (scored.exact, scored.total) == (Fraction(6832, 84), Decimal("81.33"))
    division = preset("par-index-division")
    assert [division.nodes[f"L{n}"].maximum for n in range(1, 8)] == [10, 9, 13, 9, 10, 9, 10]
    appraised = {code: entry for code, entry in full_sheet(division).items() if code != "KS.1"}
    assert score_sheet(division, appraised | marks(**{"L1.1": "2.5"})).total == Decimal("95.00")
    assert score_sheet(division, appraised | marks(**{"L1.1": "2.5", "KS.1": "24"})).total == Decimal("90.50")
