"""Auditing printed tables: what follows from its parts holds, what does not is named with what it should be and why."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.tables.auditing import GRADE, PART, RANK, TOTAL, WRONG, Audit
from kernel.errors import Invalid
from tests.tables.tables import audited, scheme, scored

AB = scheme("A", "B", rounding={"decimals": 1})
THIRDS = scheme("A", "B", "C", aggregate="mean")


def findings(audit: Audit) -> list[tuple[str, str, str, str]]:
    return [(one.subject, one.what, one.printed, one.computed) for one in audit.findings]


def hints(audit: Audit) -> set[str]:
    return {hint.code for finding in audit.findings for hint in finding.hints}


GOOD = "Tên;A;B;Tổng;Hạng\nX;50,1;40;90,1;1\nY;30;40;70,0;2=\nZ;40;30;70,0;2=\nT;1;1;2;4\n"


def test_a_sound_table_agrees() -> None:
    audit = audited(GOOD, AB)
    assert audit.agrees
    assert (audit.count(TOTAL), audit.count(RANK)) == (4, 4)


@pytest.mark.parametrize(
    ("wrong", "found", "hint"),
    [
        (("90,1", "91"), ("X", TOTAL, "91", "90.1"), ""),
        (("90,1", "50,1"), ("X", TOTAL, "50.1", "90.1"), "audit.part_of_total"),
        (("90,1", "130,1"), ("X", TOTAL, "130.1", "90.1"), "audit.part_of_total"),
        (("90,1", "9010"), ("X", TOTAL, "9010", "90.1"), "audit.factor_hundred"),
        (("90,1", "901"), ("X", TOTAL, "901", "90.1"), "audit.digits_swapped"),
        (("90,1", "90"), ("X", TOTAL, "90", "90.1"), "audit.fewer_decimals"),
        (("1;2;4", "1;2;3"), ("T", RANK, "3", "4"), "audit.other_ranks"),
        (("70,0;2=\nZ", "70,0;3\nZ"), ("Y", RANK, "3", "2="), "audit.ties_in_a_row"),
        (("70,0;2=\nZ", "70,0;2\nZ"), ("Y", RANK, "2", "2="), "audit.tie_marked_otherwise"),
    ],
)
def test_what_is_wrong_is_found_with_what_it_should_be(
    wrong: tuple[str, str], found: tuple[str, str, str, str], hint: str
) -> None:
    assert wrong[0] in GOOD
    audit = audited(GOOD.replace(*wrong), AB)
    assert found in findings(audit)
    assert hint in hints(audit) | {""}


def test_a_finding_names_its_row() -> None:
    assert audited(GOOD.replace("90,1;1", "91;1"), AB).findings[0].rows == (2,)


def test_a_rank_that_follows_from_a_wrong_total_is_said_to() -> None:
    audit = audited("Tên;A;B;Tổng;Hạng\nX;50;40;90;2\nY;30;40;95;1", AB)
    assert [one[:2] for one in findings(audit)] == [("Y", TOTAL), ("X", RANK), ("Y", RANK)]
    assert "audit.by_printed_totals" in hints(audit)


def test_noughts_that_a_spreadsheet_dropped_make_no_difference() -> None:
    of = scheme("A", "B", rounding={"decimals": 2})
    assert audited("Tên;A;B;Tổng\nX;50,25;40,25;90,5\nY;1;2;3\nZ;1,11;1,11;2,22", of).agrees
    audit = audited("Tên;A;B;Tổng\nX;50,24;40,25;90,5\nZ;1,11;1,11;2,22", of)
    assert hints(audit) >= {"audit.fewer_decimals"}


def test_a_coarser_table_is_compared_at_its_own_decimals() -> None:
    of = scheme("A", "B", rounding={"decimals": 2})
    assert audited("Tên;A;B;Tổng\nX;50,24;40,25;90,5\nY;1,11;1,11;2,2", of).agrees
    assert not audited("Tên;A;B;Tổng\nX;50,24;40,25;90,4\nY;1,11;1,11;2,2", of).agrees


def test_another_mode_or_stage_of_rounding_is_recognised() -> None:
    text = "Tên;A;B;C;Tổng\nX;10;10;10,5;10,16\nY;1;1;1;1"
    assert "audit.other_rounding" in hints(audited(text, THIRDS))
    parts = scheme("A", "B", rounding={"decimals": 0})
    staged = audited("Tên;A;B;Tổng\nX;1,5;1,5;4\nY;1;2;3", parts)
    assert ("X", TOTAL, "4", "3") in findings(staged)
    assert "audit.other_rounding" in hints(staged)
    assert audited(
        "Tên;A;B;Tổng\nX;1,5;1,5;4\nY;1;2;3", scheme("A", "B", rounding={"decimals": 0, "stage": "component"})
    ).agrees


def test_more_decimals_than_the_scheme_publishes_do_not_agree_but_are_explained() -> None:
    audit = audited("Tên;A;B;Tổng\nX;1,23;1,01;2,24", AB)
    assert "audit.more_decimals" in hints(audit)


def test_the_rounding_of_the_parts_may_be_allowed_for() -> None:
    text = "Tên;A;B;C;Tổng\nX;33,33;33,33;33,33;100,00\nY;10,10;10,10;10,10;30,30"
    of = scheme("A", "B", "C", rounding={"decimals": 2})
    strict = audited(text, of)
    assert findings(strict) == [("X", TOTAL, "100.00", "99.99")]
    assert "audit.rounding_of_parts" in hints(strict)
    assert audited(text, of, tolerance="parts").agrees
    assert audited(text, of, tolerance="0,01").agrees
    assert not audited(text, of, tolerance="0.009").agrees
    assert not audited(text.replace("100,00", "100,03"), of, tolerance="parts").agrees


def test_whole_numbers_are_exact_and_allow_for_nothing() -> None:
    assert not audited("Tên;A;B;Tổng\nX;50;40;91", AB, tolerance="parts").agrees


def test_where_less_is_better_the_allowance_goes_the_other_way() -> None:
    goal = {"method": "range", "low": "0", "high": "10", "scale": "10", "lower_is_better": True}
    of = scheme("A", {"code": "B", "normalise": goal}, rounding={"decimals": 2})
    text = "Tên;A;B;Tổng\nX;1,11;2,22;8,90\nY;1,00;1,01;9,99"
    assert audited(text, of, tolerance="parts").agrees
    assert not audited(text.replace("8,90", "8,91"), of, tolerance="parts").agrees


@pytest.mark.parametrize(
    ("printed", "agrees"), [("2-3", True), ("1–2", True), ("3-5", False), ("2+", True), ("3+", False)]
)
def test_a_band_holds_if_the_rank_lies_in_it(printed: str, *, agrees: bool) -> None:
    assert audited(f"Tên;A;B;Hạng\nX;3;3;1\nY;2;2;{printed}\nZ;1;1;3", AB).agrees == agrees


def test_who_has_no_rank_must_be_printed_without_one() -> None:
    of = scheme("A", {"code": "B", "max": "100"}, rounding={"decimals": 1})
    rows = "Tên;A;B;Hạng\nX;3;3;1\nY;2;;{}"
    assert audited(rows.format("KXH"), of).agrees
    assert audited(rows.format(""), of).agrees
    assert findings(audited(rows.format("2"), of)) == [("Y", RANK, "2", "–")]
    assert findings(audited(rows.format("2").replace("Y;2;;2", "Y;2;1;–"), of)) == [("Y", RANK, "–", "2")]


def test_ranks_within_groups_are_audited_by_group() -> None:
    rows = "Tên;Cụm;A;B;Hạng;Hạng trong cụm\nX;1;3;3;1;1\nY;1;1;1;3;2\nZ;2;2;2;2;{}"
    assert audited(rows.format(1), AB).agrees
    audit = audited(rows.format(2), AB)
    assert [(one.subject, one.of, one.printed, one.computed) for one in audit.findings] == [("Z", "cluster", "2", "1")]


@pytest.mark.parametrize(("ranks", "printed"), [("dense", (1, 2, 2, 3)), ("fractional", ("1", "2,5", "2,5", "4"))])
def test_other_counts_of_ranks_are_the_schemes(ranks: str, printed: tuple[object, ...]) -> None:
    of = scheme("A", "B", ranks=ranks)
    rows = zip("XYZT", (9, 5, 5, 1), printed, strict=True)
    text = "Tên;A;B;Hạng\n" + "\n".join(f"{name};{points};0;{rank}" for name, points, rank in rows)
    assert audited(text, of).agrees
    assert not audited(text, AB).agrees
    assert "audit.other_ranks" in hints(audited(text, AB))


def test_grades_are_compared_by_code_or_title() -> None:
    grades = [{"code": "A", "title": "Xuất sắc", "at_least": "90"}, {"code": "B", "title": "Tốt", "at_least": "0"}]
    of = scheme("P", "Q", grades=grades)
    assert audited("Tên;P;Q;Xếp loại\nX;90;0;xuất sắc\nY;1;1;B", of).agrees
    assert findings(audited("Tên;P;Q;Xếp loại\nX;89;0;Xuất sắc", of)) == [("X", GRADE, "Xuất sắc", "B")]


NESTED = scheme(
    {
        "code": "G",
        "title": "Nhóm",
        "weight": "0.5",
        "children": [{"code": "A", "max": "10"}, {"code": "B", "max": "10"}],
    },
    {"code": "C", "max": "10"},
)


def test_printed_groups_are_audited_as_points_or_as_weighted_points() -> None:
    points = audited("Tên;A;B;Nhóm;C\nX;1;2;3;4\nY;3;4;7;1", NESTED)
    weighted = audited("Tên;A;B;G;C\nX;1;2;1,5;4\nY;3;4;3,5;1", NESTED)
    assert points.agrees
    assert weighted.agrees
    assert [note.code for note in weighted.notes] == ["audit.part_reading"]
    wrong = audited("Tên;A;B;G;C\nX;1;2;3;4\nY;3;4;8;1", NESTED)
    assert findings(wrong) == [("Y", PART, "8", "7")]


def test_a_table_that_prints_nothing_cannot_be_audited() -> None:
    with pytest.raises(Invalid) as found:
        audited("Tên;A;B\nX;1;2", AB)
    assert found.value.code == "table.nothing_printed"


def test_totals_of_months_are_those_of_their_rows() -> None:
    text = "Tên;Tháng;A;B;Tổng\nX;1/2025;1;2;3\nX;2/2025;3;4;8"
    assert [(one.of, one.printed, one.computed) for one in audited(text, AB).findings] == [("2025-02", "8", "7")]


def test_unrounded_ranks_may_differ_where_printed_totals_tie() -> None:
    of = scheme("A", "B", aggregate="mean", rounding={"decimals": 2, "stage": "never"})
    text = "Tên;A;B;Tổng;Hạng\nX;90,001;90;90,00;1\nY;90;90;90,00;2\n"
    assert audited(text, of).agrees
    assert audited("\n".join(line.rpartition(";")[0] for line in text.splitlines()), of).agrees
    assert not audited(text, scheme("A", "B", aggregate="mean")).agrees


MARKS = st.lists(st.tuples(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2)), min_size=1, max_size=12)


@given(MARKS, st.integers(0, 4), st.sampled_from(["half_up", "half_even", "down", "up"]))
def test_what_the_engine_prints_agrees_with_itself(
    marks: list[tuple[Decimal, Decimal]], decimals: int, mode: str
) -> None:
    of = scheme("A", "B", aggregate="mean", rounding={"decimals": decimals, "mode": mode})
    plain = "Tên;A;B\n" + "\n".join(f"S{i};{a};{b}" for i, (a, b) in enumerate(marks))
    lines: Mapping[str, tuple[Decimal | None, int | None]] = {
        line.subject: (line.total, line.rank) for line in scored(plain, of).ranking.lines
    }
    printed = "Tên;A;B;Tổng;Hạng\n" + "\n".join(
        f"S{i};{a};{b};{lines[f'S{i}'][0]};{lines[f'S{i}'][1]}" for i, (a, b) in enumerate(marks)
    )
    audit = audited(printed, of)
    assert findings(audit) == []
    assert audit.count(TOTAL) == audit.count(RANK) == len(marks)


@given(MARKS, st.data())
def test_any_printed_total_that_was_changed_is_found(marks: list[tuple[Decimal, Decimal]], data: st.DataObject) -> None:
    of = scheme("A", "B", rounding={"decimals": 2})
    which = data.draw(st.integers(0, len(marks) - 1))
    by = data.draw(st.decimals("0.01", 5, places=2))
    rows = [(a, b, a + b + (by if i == which else 0)) for i, (a, b) in enumerate(marks)]
    audit = audited("Tên;A;B;Tổng\n" + "\n".join(f"S{i};{a};{b};{t}" for i, (a, b, t) in enumerate(rows)), of)
    wrong = [(one.subject, Fraction(one.computed)) for one in audit.findings if one.what == TOTAL]
    assert wrong == [(f"S{which}", Fraction(sum(marks[which])))]
    assert audit.count(TOTAL, WRONG) == 1


@pytest.mark.parametrize(("printed", "policy"), [("60", "zero"), ("72", "rebase"), ("80", "")])
def test_another_policy_for_what_is_missing_is_recognised(printed: str, policy: str) -> None:
    gaps = {"missing": "exclude", "not_applicable": "renormalise"}
    of = scheme(
        {"code": "A", "max": "30", "weight": "2", **gaps},
        {"code": "B", "max": "40", **gaps},
        {"code": "C", "max": "20", **gaps},
    )
    found = audited(f"Tên;A;B;C;Tổng\nX;15;30;NA;{printed}\nY;1;1;1;4", of)
    hinted = {hint.params["policy"] for one in found.findings for hint in one.hints if "policy" in hint.params}
    assert hinted == ({policy} if policy else set())
    assert found.agrees == (not policy)
