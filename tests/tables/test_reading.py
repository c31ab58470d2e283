"""Tables as they come: wide and long, any code page, headers in two rows, words for what is missing; nothing is dropped."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.scores import NOT_APPLICABLE
from emulation.tables.files import decoded
from emulation.tables.reading import Table
from emulation.tables.scoring import score_table
from kernel.errors import Invalid
from tests.tables.tables import ranks, read, refused, scheme, scored, workbook

AB = scheme("A", "B")
TITLED = scheme(
    {"code": "A", "title": {"vi": "Chất lượng", "en": "Quality"}, "max": "20"},
    {"code": "B", "title": {"vi": "Tiến độ", "en": "Progress"}, "max": "80"},
)
OPEN = scheme(
    {"code": "A", "max": "100", "missing": "rebase"},
    {"code": "B", "max": "100", "missing": "zero"},
    vetoes=[{"code": "V1", "title": "Vi phạm kỷ luật"}],
)


def sheets(table: Table) -> dict[str, dict[str, object]]:
    return {row.subject: dict(row.sheet) for row in table.rows}


@pytest.mark.parametrize(
    "header",
    [
        "A;B",
        "a;b",
        "Chất lượng;Tiến độ",
        "CHAT LUONG;tien do",
        "quality;PROGRESS",
        "A. Chất lượng (20 điểm);B - Tiến độ",
        "Progress;Quality",
    ],
)
def test_columns_are_found_by_code_or_title_in_any_case_and_without_accents(header: str) -> None:
    swapped = header.startswith("Progress")
    table = read(f"Tên;{header}\nX;{'2;1' if swapped else '1;2'}", TITLED)
    assert sheets(table) == {"X": {"A": Decimal(1), "B": Decimal(2)}}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_any_delimiter_and_encoding_is_read(delimiter: str, encoding: str) -> None:
    text = f"Tên{delimiter}A{delimiter}B\nĐà Nẵng{delimiter}1{delimiter}2\nQuảng Bình{delimiter}3{delimiter}4.5\n"
    if encoding == "cp1258":  # which spells tones as marks of their own
        text = text.replace("ẵ", "ă\u0303").replace("ả", "a\u0309").replace("ì", "i\u0300")
    assert list(sheets(read(text.encode(encoding), AB))) == ["Đà Nẵng", "Quảng Bình"]


def test_western_letters_are_told_from_vietnamese_ones() -> None:
    assert decoded("São Paulo;Málaga;Forlì".encode("cp1252")) == ("São Paulo;Málaga;Forlì", "cp1252")
    assert (
        decoded(
            "Đơn vị: Cầu Giấy".replace("ấ", "â\u0301").replace("ầ", "â\u0300").replace("ị", "i\u0323").encode("cp1258")
        )[1]
        == "cp1258"
    )
    assert decoded("Škoda".encode("cp1252"))[1] == "cp1252"


def test_a_legacy_code_page_is_said() -> None:
    assert [note.code for note in read("name;A;B\nSão;1;2".encode("cp1252"), AB).notes] == ["table.legacy_encoding"]


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_no_bytes_at_all_make_the_reader_stumble(content: bytes) -> None:
    for start in (b"", b"name,A,B\n", b"PK\x03\x04", b"\xff\xfe"):
        try:
            read(start + content, AB)
        except Invalid as refusal:
            assert refusal.text()


CELLS = st.sampled_from(
    [
        "",
        "-",
        "NA",
        "12",
        "1,5",
        "1.234",
        "x",
        "X",
        "A",
        "B",
        "Tổng",
        "2=",
        "=1+1",
        "95.7*",
        "%",
        "\n",
        "Tên",
        "rank",
    ]
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
@settings(max_examples=300)
def test_no_cells_at_all_make_the_reader_stumble(rows: list[list[str]]) -> None:
    text = "Tên;A;B;Tổng;Hạng\n" + "\n".join(";".join(row) for row in rows)
    try:
        result = scored(text, OPEN)
    except Invalid as refusal:
        assert refusal.text()
        assert all(problem.text() for problem in refusal.problems)
    else:
        counts = result.counts()
        assert counts["rows_read"] + counts["rows_left_out"] + counts["rows_blank"] >= len(
            [row for row in rows if any(row)]
        )


def test_the_words_for_missing_keep_their_three_meanings() -> None:
    words = ["", "-", "–", "..", "…"], ["NA", "n/a", "không áp dụng", "KAD", "N.A."]
    table = read("Tên;A;B\n" + "\n".join(f"{i};{word};1" for i, word in enumerate([*words[0], *words[1]])), OPEN)
    entries = [row.sheet.get("A") for row in table.rows]
    assert entries == [None] * 5 + [NOT_APPLICABLE] * 5
    zero = read("Tên;A;B\nX;0;1", OPEN)
    assert zero.rows[0].sheet["A"] == 0


def test_a_word_can_be_given_another_meaning() -> None:
    table = read("Tên;A;B\nX;-;miễn\nY;;1", OPEN, not_applicable=("-", "miễn"))
    assert table.rows[0].sheet == {"A": NOT_APPLICABLE, "B": NOT_APPLICABLE}
    assert table.rows[1].sheet == {"B": Decimal(1)}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Tên;A\nX;1", ["table.missing_column"]),
        ("Tên;A;Bb\nX;1;2", ["table.missing_column"]),
        ("Tên;A;B;A\nX;1;2;3", ["table.column_repeated"]),
        ("Tên;A;B;Tổng;Tổng\nX;1;2;3;3", ["table.column_repeated"]),
        ("A;B\n1;2", ["table.no_subject"]),
        ("Tên;A;B\nX;1;2\nY;3;4\nX;5;6", ["table.subject_repeated"]),
        ("Tên;A;B\nX;1;2\n;3;4", ["table.no_subject_in_row"]),
        ("Tên;A;B\nX;1;abc", ["table.not_a_number"]),
        ("Tên;A;B\nX;1;2\nTổng;3;4", ["table.totals_row"]),
        ("Tên;A;B\nX;1;200", ["sheet.out_of_range"]),
        ("Tên;A;B\nX;1;-2", ["sheet.out_of_range"]),
        ("Tên;A;B;Hạng\nX;1;2;đầu", ["table.not_a_rank"]),
        ("Tên,A,B\nX,1,92,5", ["table.row_too_wide"]),
        ("Tên;A;B;Không xét\nX;1;2;x", ["table.unknown_veto"]),
        ("Tên;A;B;Vắng\nX;1;2;có lẽ", ["table.not_a_mark"]),
        ("Tên;A;B\n", ["table.empty"]),
        ("", ["table.no_header"]),
        ("xin chào", ["table.no_header"]),
    ],
)
def test_what_cannot_be_used_is_named(text: str, codes: list[str]) -> None:
    assert refused(text, AB) == codes


def test_a_fault_says_row_column_and_the_mend() -> None:
    with pytest.raises(Invalid) as found:
        read("Tên;A;B\nX;1;2\nY;3;chín mươi", AB)
    problem = found.value.problems[0]
    assert problem.path == "C3"
    assert problem.text().startswith("Dòng 3, cột “B”: “chín mươi” không phải là số; hãy sửa")
    with pytest.raises(Invalid) as found:
        scored("Tên;A;B\nX;1;2\nX.A;3;101", AB)
    assert found.value.problems[0].path == "C3 (X.A)"
    with pytest.raises(Invalid) as found:
        read("Tên;A;B\nX;1;2\nY;3;4\nX;5;6", AB)
    assert "dòng 2 và dòng 4" in found.value.problems[0].text()


def test_a_misspelt_column_is_suggested_for_the_missing_one() -> None:
    with pytest.raises(Invalid) as found:
        read("Tên;Chất lượn;Tiến độ\nX;1;2", TITLED)
    assert "“Chất lượn” có lẽ là cột này" in found.value.problems[0].text()


def test_a_column_that_may_be_missing_is_said_to_be_missing() -> None:
    table = read("Tên;A\nX;1", OPEN, missing_columns=True)
    assert "table.leaves_without_figures" in [note.code for note in table.notes]


def test_one_title_of_two_leaves_asks_for_codes() -> None:
    two = scheme(
        {"code": "P", "children": [{"code": "P1", "title": "Hồ sơ", "max": "10"}]},
        {"code": "Q", "children": [{"code": "Q1", "title": "Hồ sơ", "max": "10"}]},
    )
    assert refused("Tên;Hồ sơ;Hồ sơ\nX;1;2", two) == ["table.column_unclear"] * 2
    assert refused("Tên;P1;Q1\nX;1;2", two) == []


def test_every_row_is_somewhere() -> None:
    text = "BẢNG ĐIỂM NĂM 2025\n\nTên;A;B;Ghi chú\n(1);(2);(3);(4)\nX;1;2;tốt\n;;;\nY;3;;\nTổng cộng;4;2;\nNguồn: báo cáo;;;\n"
    result = scored(text, OPEN, skip_totals=True, skip=("nguồn*",))
    assert result.counts() == {
        "rows_read": 2, "subjects": 2, "ranked": 2, "unranked": 0, "rows_left_out": 4, "rows_filtered": 0, "rows_blank": 1,
    }  # fmt: skip
    assert [(left.row, left.text.split(" | ")[0]) for left in result.table.left_out] == [
        (1, "BẢNG ĐIỂM NĂM 2025"), (4, "(1)"), (8, "Tổng cộng"), (9, "Nguồn: báo cáo"),
    ]  # fmt: skip
    assert [note.code for note in result.notes] == ["table.columns_left_out"]


def test_a_row_that_only_looks_like_totals_may_stay() -> None:
    assert ranks(scored("Tên;A;B\nX;1;2\nTotal;3;4", AB, keep=("Total",))) == {"Total": 1, "X": 2}


def test_a_header_of_two_rows_with_merged_headings_is_read() -> None:
    content = workbook(
        ["Kết quả năm 2025"],
        ["STT", "Tên đơn vị", "Tiêu chí", "", "Tổng điểm"],
        ["", "", "A", "B", ""],
        [1, "Phường Bạch Mai", 20, 30, 50],
        [2, "Phường Cửa Nam", 10, 10, 20],
    )
    result = scored(content, AB)
    assert ranks(result) == {"Phường Bạch Mai": 1, "Phường Cửa Nam": 2}
    assert result.first_rows["Phường Cửa Nam"].printed.total is not None


def test_numbers_of_a_workbook_are_what_was_typed() -> None:
    content = workbook(["Tên", "A", "B"], ["X", 0.1 + 0.2, 92.1], ["Y", 1.234, "1,5"])
    assert sheets(read(content, AB)) == {
        "X": {"A": Decimal("0.3"), "B": Decimal("92.1")},
        "Y": {"A": Decimal("1.234"), "B": Decimal("1.5")},
    }


def test_formulas_count_as_what_they_last_showed_and_are_said() -> None:
    content = workbook(["Tên", "A", "B"], ["X", 1, 2], formulas={(1, 2): 12.5})
    table = read(content, AB)
    assert table.rows[0].sheet["B"] == Decimal("12.5")
    assert [note.code for note in table.notes] == ["table.formula"]
    assert "Bảng!C2" in table.notes[0].text()


def test_the_sheet_that_fits_is_chosen_or_the_one_that_was_asked_for() -> None:
    content = workbook(["Tên", "A", "B"], ["X", 1, 2], sheet="Điểm")
    assert read(content, AB, sheet="diem").rows[0].subject == "X"
    assert refused(content, AB, sheet="Khác") == ["table.no_such_sheet"]


def test_a_date_that_excel_made_of_a_number_is_named() -> None:
    assert refused(b"T\xc3\xaan;A;B\nX;2019-05-01;2", AB) == ["table.not_a_number"]


def test_an_ambiguous_column_is_refused_until_somebody_says() -> None:
    big = scheme({"code": "A", "max": "100000"}, {"code": "B", "max": "100000"})
    text = "Tên;A;B\nX;1.234;2,5\nY;5.678;3,5"
    assert refused(text, big) == ["table.ambiguous_decimals"]
    assert read(text, big, decimal=",").rows[0].sheet["A"] == Decimal(1234)
    assert refused(text, big, decimal=".") == ["table.not_a_number"] * 2


def test_a_point_that_cannot_be_a_thousand_is_a_decimal_point() -> None:
    table = read("Tên;A;B\nX;1.234;2", AB)
    assert table.rows[0].sheet["A"] == Decimal("1.234")
    assert [note.code for note in table.notes] == ["table.decimals_by_maximum"]


def test_marks_behind_figures_are_reported() -> None:
    table = read("Tên;A;B\nX;95.7*;12 [a]\nY;1;2", AB)
    assert [note.code for note in table.notes] == ["table.mark", "table.mark"]
    assert table.rows[0].sheet == {"A": Decimal("95.7"), "B": Decimal(12)}


def test_deductions_printed_as_negative_numbers_are_taken_off_once() -> None:
    of = scheme("A", {"code": "D", "kind": "deduction", "max": "20"})
    result = scored("Tên;A;D\nX;50;-5\nY;50;0", of)
    assert [format(line.total or 0, "f") for line in result.ranking.lines] == ["50.00", "45.00"]
    assert [note.code for note in result.notes] == ["table.negative_deductions"]


def test_vetoes_stand_in_columns_of_their_own_or_in_a_list() -> None:
    marked = scored("Tên;A;B;Vi phạm kỷ luật\nX;1;2;x\nY;1;1;", OPEN)
    listed = scored("Tên;A;B;Không xét\nX;1;2;V1\nY;1;1;", OPEN)
    ticked = scored("Tên;A;B;Không xét\nX;1;2;x\nY;1;1;-", OPEN)
    assert ranks(marked) == ranks(listed) == ranks(ticked) == {"Y": 1, "X": None}


def test_groupings_are_ranked_within() -> None:
    result = scored("Tên;Cụm;A;B;Phòng\nX;1;1;2;p\nY;1;3;4;q\nZ;2;0;0;p", AB, groups={"unit": "Phòng"})
    within = {line.subject: {name: spot.rank for name, spot in line.within.items()} for line in result.ranking.lines}
    assert within == {"Y": {"cluster": 1, "unit": 1}, "X": {"cluster": 2, "unit": 1}, "Z": {"cluster": 1, "unit": 2}}


def test_code_and_name_and_unit_of_people_find_their_places() -> None:
    result = scored("STT;Mã cán bộ;Họ và tên;Đơn vị;A;B\n1;CB1;An;P1;1;2\n2;CB2;An;P2;3;4", AB)
    assert [(line.subject, result.name(line.subject), line.within["unit"].rank) for line in result.ranking.lines] == [
        ("CB2", "An", 1), ("CB1", "An", 1),
    ]  # fmt: skip


def test_columns_may_be_named_by_header_or_letter() -> None:
    text = "x;y;Quality;Progress\nP;Q;1;2"
    assert [row.subject for row in read(text, TITLED, subject="Y").rows] == ["Q"]
    assert [row.subject for row in read(text, TITLED, subject="b").rows] == ["Q"]
    assert refused(text, TITLED, subject="z") == ["table.no_such_column"]


def test_without_any_usual_name_the_first_column_of_words_names_the_subjects() -> None:
    assert [row.subject for row in read("Gemeinde;A;B\nBern;1;2\nChur;3;4", AB).rows] == ["Bern", "Chur"]


def test_a_long_table_is_the_same_as_the_wide_one() -> None:
    wide = scored("Tên;A;B;Tổng;Hạng\nX;1;2;3;2\nY;3;4;7;1", AB)
    rows = ["X;A;1", "Y;B;4", "X;B;2", "X;Tổng;3", "Y;A;3", "Y;Tổng;7", "Y;Hạng;1", "X;Hạng;2"]
    long = scored("Tên;Tiêu chí;Điểm\n" + "\n".join(rows), AB)
    assert long.ranking.result_digest == wide.ranking.result_digest
    assert long.first_rows["X"].printed.total == wide.first_rows["X"].printed.total
    assert long.first_rows["X"].printed.ranks == wide.first_rows["X"].printed.ranks


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ("X;A;1\nX;A;2\nX;B;1", ["table.figure_repeated"]),
        ("X;A;1\nX;C;2", ["table.unknown_component"]),
        ("X;A;1\nX;;2", ["table.unknown_component"]),
        ("X;A;một", ["table.not_a_number"]),
    ],
)
def test_faults_of_a_long_table_are_named(rows: str, codes: list[str]) -> None:
    assert refused(f"Tên;Tiêu chí;Điểm\n{rows}", AB) == codes


def test_rows_are_chosen_by_the_values_of_columns() -> None:
    text = "Tên;Năm;A;B\nX;2024;1;2\nX;2025;3;4\nY;2025;1;1"
    assert refused(text, AB) == ["table.subject_repeated"]
    result = scored(text, AB, where={"nam": ("2025",)})
    assert ranks(result) == {"X": 1, "Y": 2}
    assert result.counts()["rows_filtered"] == 1


PANELS = scheme(
    {"code": "P", "panel": 3, "aggregate": "mean", "mark": {"max": "10", "missing": "renormalise"}},
    {"code": "Q", "panel": 3, "aggregate": "mean", "mark": {"max": "10", "missing": "renormalise"}},
)


def test_marks_of_judges_come_wide_or_long_or_both() -> None:
    wide = scored("Tên;P.J1;P.J2;P.J3;Q.J1;Q.J2;Q.J3\nX;1;2;3;4;5;6", PANELS)
    by_judge = [("P", "J1", 1), ("P", "J2", 2), ("P", "J3", 3), ("Q", "J1", 4), ("Q", "J2", 5), ("Q", "J3", 6)]
    long = scored("Tên;component;judge;mark\n" + "\n".join(f"X;{p};{j};{m}" for p, j, m in by_judge), PANELS)
    both = scored("Tên;component;J1;J2;J3\nX;P;1;2;3\nX;Q;4;5;6", PANELS)
    assert wide.ranking.result_digest == long.ranking.result_digest == both.ranking.result_digest


def test_judges_of_any_name_take_the_seats_of_a_panel_in_turn() -> None:
    text = "Tên;component;judge;mark\nX;P;An;1\nX;P;Bình;2\nY;P;Bình;3\nX;Q;J2;1\nY;Q;An;2\nY;P;Chi;3"
    table = read(text, PANELS)
    assert sheets(table) == {
        "X": {"P.J1": 1, "P.J2": 2, "Q.J2": 1},
        "Y": {"P.J2": 3, "P.J3": 3, "Q.J1": 2},
    }
    assert refused(text + "\nX;P;Dung;1\n", PANELS) == ["table.too_many_raters"]


MONTHS = (
    "Tên;Tháng;A;B;Vắng mặt\nX;1/2025;10;20;\nX;02/2025;20;20;\nX;2025-03;;;x\nY;Tháng 1/2025;50;;\nY;2/2025;10;11;\n"
)


def test_a_table_over_months_is_a_campaign() -> None:
    result = scored(MONTHS, AB)
    assert [(line.subject, format(line.total or 0, "f")) for line in result.ranking.lines] == [
        ("X", "35.00"),
        ("Y", "21.00"),
    ]
    assert [note.code for note in result.notes] == ["table.month_incomplete"]
    assert result.ranking.by_subject["X"].explanation["missing"] == ["2025-03"]


def test_a_month_twice_is_named() -> None:
    assert refused("Tên;Tháng;A;B\nX;1/2025;1;2\nX;01/2025;3;4", AB) == ["table.subject_repeated"]


def test_quarters_need_months_with_their_year() -> None:
    quarterly = scheme("A", "B", derivation={"through": "quarters"})
    assert refused("Tên;Tháng;A;B\nX;1;1;2", quarterly) == ["table.unclear_months"]
    assert refused("Tên;Tháng;A;B\nX;1/2025;1;2", quarterly) == []


def test_figures_of_the_period_before_are_carried_forward() -> None:
    carry = scheme("A", {"code": "B", "max": "100", "missing": "carry"})
    before = read("Tên;A;B\nX;1;40\nZ;1;1", carry)
    now = read("Tên;A;B\nX;50;\nY;50;", carry)
    result = score_table(carry, now, previous=before)
    assert ranks(result) == {"X": 1, "Y": None}
    assert format(result.ranking.by_subject["X"].total or 0, "f") == "90.00"


def test_several_columns_may_name_the_subject_together() -> None:
    panel = scheme(
        {"code": "P", "panel": 3, "aggregate": "trimmed_mean", "rounding": {"decimals": 2}, "mark": {"max": "10"}}
    )
    text = "Skater;Component;J1;J2;J3;Score\nIto;SS;7;8;9.25;8\nIto;TR;7;7;7;7\nRossi;SS;1;2;3;2"
    result = scored(text, panel, subject="Skater+Component")
    assert ranks(result) == {"Ito / SS": 1, "Ito / TR": 2, "Rossi / SS": 3}


def test_units_of_measurement_below_a_header_and_columns_without_one_do_no_harm() -> None:
    content = workbook(
        ["Table 1"],
        ["Rank", "Country", "Quality", "", "Progress", ""],
        ["", "", "(years)", "", "(points)", ""],
        [1, "Norway", 12, "a", 70, ""],
        [2, "Iceland", 13, "", 60, "c"],
    )
    table = read(content, TITLED)
    assert sheets(table) == {"Norway": {"A": 12, "B": 70}, "Iceland": {"A": 13, "B": 60}}
    assert [note.text() for note in table.notes] == ["Các cột không dùng đến: D, F."]


def test_a_data_row_of_a_long_table_is_never_taken_for_a_header() -> None:
    long = "Tên;level;indicator;value\nX;dimension;A;1\nX;dimension;B;2"
    assert sheets(read(long, AB)) == {"X": {"A": 1, "B": 2}}
