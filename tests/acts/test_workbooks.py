"""Workbooks: what is written is read again, what is wrong is named by its cell, what is dangerous is refused."""

import contextlib
import io
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from emulation.workbooks import (
    COLLECTIVE,
    FAULTS,
    INFORMATION,
    PERSONS,
    STAFF_COLUMNS,
    UNIT_COLUMNS,
    EvaluationForm,
    Leaf,
    Limits,
    PersonFill,
    UnitFill,
    Value,
    annotate,
    evaluation_template,
    open_book,
    read_evaluation,
    read_heading,
    read_staff,
    read_units,
    table_form,
)
from kernel.errors import Invalid, Problem

UNIT_LEAVES = (
    Leaf("A1", "Chấp hành nội quy", Decimal(5)),
    Leaf("B1", "Nhiệm vụ chính trị", Decimal(30)),
    Leaf("PAPI", "Chỉ số không có điểm tối đa"),
)
PERSON_LEAVES = (Leaf("A1", "Chấp hành nội quy", Decimal(5)), Leaf("B1", "Khối lượng", Decimal(30)))
VETO = (Leaf("V1", "Bị kỷ luật"),)
PEOPLE = (
    PersonFill("CB0001", "Nguyễn Thị Hòa", {"A1": Decimal("4.5"), "B1": Decimal("27.25")}),
    PersonFill("CB0002", "H'Lim Niê", {"A1": Decimal(5), "B1": Decimal(30), "V1": "x"}, note="khiển trách"),
    PersonFill("CB0003", "Y Djuang Niê Kđăm", absent=True, note="nghỉ ốm"),
)
FORM = EvaluationForm(
    campaign="VHCS-2019",
    unit="P07",
    month="2019-05",
    unit_leaves=UNIT_LEAVES,
    unit_vetoes=VETO,
    person_leaves=PERSON_LEAVES,
    person_vetoes=VETO,
    people=PEOPLE,
    unit_values={"A1": UnitFill(Decimal("4.75")), "B1": UnitFill(not_applicable=True, note="chưa giao")},
)

FILLED = evaluation_template(FORM)


def problem_codes(content: bytes) -> dict[str, str]:
    return {problem.path: problem.code for problem in read_evaluation(content).problems}


def unchanged(name: str, text: str) -> str:
    return text


def repacked(
    content: bytes, change: Callable[[str, str], str] = unchanged, extra: Mapping[str, bytes] | None = None
) -> bytes:
    """The workbook with its parts changed by hand, as only a forger does."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in source.namelist():
            packed.writestr(name, change(name, source.read(name).decode()))
        for name, data in (extra or {}).items():
            packed.writestr(name, data)
    return target.getvalue()


def in_part(part: str, old: str, new: str) -> Callable[[str, str], str]:
    def change(name: str, text: str) -> str:
        if name != part:
            return text
        assert old in text
        return text.replace(old, new, 1)

    return change


def book_of(sheets: dict[str, Sequence[Sequence[object]]]) -> bytes:
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def refusal(content: bytes, filename: str = "thang-5.xlsx", limits: Limits | None = None) -> Invalid:
    with pytest.raises(Invalid) as caught:
        open_book(content, filename, limits=limits)
    assert caught.value.text()
    return caught.value


# ---- what is written is read again


def test_a_form_says_for_whom_and_when_it_is() -> None:
    heading = read_heading(evaluation_template(FORM))
    assert (heading.campaign, heading.unit, heading.month) == ("VHCS-2019", "P07", "2019-05")
    assert heading.paths["unit"] == f"{INFORMATION}!B2"


def test_a_filled_form_is_read_line_by_line() -> None:
    book = read_evaluation(evaluation_template(FORM))
    assert book.problems == ()
    units = {line.code: line for line in book.unit_lines}
    assert units["A1"].entry.points == Decimal("4.75")
    assert units["B1"].not_applicable
    assert units["B1"].entry.points is None
    assert units["B1"].note == "chưa giao"
    assert units["V1"].entry.marked is False
    first, second, third = book.person_lines
    assert {code: entry.points for code, entry in first.entries.items()} == {
        "A1": Decimal("4.5"),
        "B1": Decimal("27.25"),
        "V1": None,
    }
    assert second.entries["V1"].marked
    assert second.name == "H'Lim Niê"
    assert third.absent
    assert third.note == "nghỉ ốm"
    assert first.entries["B1"].cell.path == f"{PERSONS}!D2"


POINTS = st.decimals(min_value=0, max_value=9999, places=4, allow_nan=False)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.none() | POINTS, st.none() | POINTS, st.booleans()), max_size=12))
def test_whatever_points_are_written_the_same_points_are_read(rows: list[tuple[str, Decimal, Decimal, bool]]) -> None:
    people = [
        PersonFill(f"CB{n:04d}", name, {"A1": a, "B1": b, "V1": "x" if veto else None})
        for n, (name, a, b, veto) in enumerate(rows)
    ]
    book = read_evaluation(evaluation_template(replace(FORM, people=people)))
    assert book.problems == ()
    assert [
        (line.code, line.name, line.entries["A1"].points, line.entries["B1"].points, line.entries["V1"].marked)
        for line in book.person_lines
    ] == [(f"CB{n:04d}", unicodedata.normalize("NFC", name), a, b, veto) for n, (name, a, b, veto) in enumerate(rows)]


def test_the_same_form_is_the_same_bytes() -> None:
    assert evaluation_template(FORM) == evaluation_template(FORM)


def test_a_sum_pasted_from_excel_has_the_digits_that_excel_shows() -> None:
    content = repacked(
        evaluation_template(FORM),
        in_part("xl/worksheets/sheet2.xml", "<v>4.75</v>", f"<v>{0.1 + 0.2!r}</v>"),
    )
    assert read_evaluation(content).unit_lines[0].entry.points == Decimal("0.3")


def test_text_that_looks_like_a_formula_stays_text_everywhere() -> None:
    evil = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "http://x.example")
    people = [PersonFill(f"CB{n}", text, note=text) for n, text in enumerate(evil)]
    content = evaluation_template(replace(FORM, people=people))
    returned = annotate(content, [Problem("x", "Sai: hãy sửa.", f"{PERSONS}!B2")])
    for written in (content, returned):
        assert [line.name for line in read_evaluation(written).person_lines] == list(evil)
        assert read_evaluation(written).problems == ()
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet3.xml")


# ---- one wrong cell


def filled(**values: Value) -> bytes:
    person = PersonFill("CB0001", "Nguyễn Thị Hòa", {**PEOPLE[0].values, **values})
    return evaluation_template(replace(FORM, people=[person]))


@pytest.mark.parametrize("text", ["4,5", "4.5", " 4,50 ", "+4,5"])
def test_a_number_typed_as_text_is_a_number(text: str) -> None:
    assert read_evaluation(filled(A1=text)).person_lines[0].entries["A1"].points == Decimal("4.5")


@pytest.mark.parametrize(
    "value", ["chín", "4 điểm", "1e400", "1.000,5", "4..5", "NaN", "∞", True, date(2019, 5, 4), "9" * 30]
)
def test_what_is_no_number_is_named_by_its_cell(value: Value) -> None:
    assert problem_codes(filled(A1=value)) == {f"{PERSONS}!C2": "workbook.not_a_number"}


def test_a_mark_other_than_x_is_named_by_its_cell() -> None:
    assert problem_codes(filled(V1="đúng")) == {f"{PERSONS}!E2": "workbook.not_a_mark"}


def test_a_formula_is_refused_in_whichever_cell_it_hides() -> None:
    content = repacked(
        evaluation_template(FORM), in_part("xl/worksheets/sheet2.xml", "<v>4.75</v>", "<f>2+2.75</f><v>4.75</v>")
    )
    book = read_evaluation(content)
    assert [(p.code, p.path) for p in book.problems] == [("workbook.formula", f"{COLLECTIVE}!D2")]
    assert book.unit_lines[0].entry.points is None
    assert book.unit_lines[1].problems == ()


def test_an_absent_person_with_points_and_a_criterion_both_scored_and_not_applicable_are_named() -> None:
    form = replace(
        FORM,
        people=[replace(PEOPLE[0], absent=True)],
        unit_values={"A1": UnitFill(Decimal(4), not_applicable=True)},
    )
    assert problem_codes(evaluation_template(form)) == {
        f"{COLLECTIVE}!D2": "workbook.points_not_applicable",
        f"{PERSONS}!F2": "workbook.points_absent",
    }


def test_a_repeated_and_an_empty_code_are_named() -> None:
    form = replace(FORM, people=[PEOPLE[0], PEOPLE[0], replace(PEOPLE[0], code="")])
    assert problem_codes(evaluation_template(form)) == {
        f"{PERSONS}!A3": "workbook.repeated_code",
        f"{PERSONS}!A4": "workbook.empty_cell",
    }


def test_a_decomposed_name_is_the_same_name() -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    assert name != "Nguyễn Thị Hường"
    content = evaluation_template(replace(FORM, people=[replace(PEOPLE[0], name=name)]))
    assert read_evaluation(content).person_lines[0].name == "Nguyễn Thị Hường"


def test_decomposed_sheet_names_and_headers_are_found() -> None:
    def nfd(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    content = book_of(
        {
            nfd("THÔNG TIN"): [
                [nfd("mã phong trào"), "VHCS-2019"],
                [nfd("MÃ ĐƠN VỊ"), "P07"],
                [nfd("Tháng"), "5/2019"],
            ],
            nfd("Tập thể"): [[nfd("Mã tiêu chí"), nfd("TỰ CHẤM")], ["A1", 4.5]],
            "ca nhan": [["Ma can bo", nfd("Họ và tên"), "A1"], ["CB0001", "An", 5]],
        }
    )
    book = read_evaluation(content)
    assert book.heading.month == "2019-05"
    assert book.unit_lines[0].entry.points == Decimal("4.5")
    assert book.person_lines[0].entries["A1"].points == Decimal(5)


# ---- the whole file


def test_missing_sheets_are_named() -> None:
    content = book_of({INFORMATION: [["Mã phong trào", "X"]], "Sheet1": [[1]]})
    with pytest.raises(Invalid) as caught:
        read_evaluation(content)
    assert caught.value.code == "workbook.missing_sheet"
    assert [problem.path for problem in caught.value.problems] == [COLLECTIVE, PERSONS]


def test_missing_columns_are_named() -> None:
    content = book_of({INFORMATION: HEADING_ROWS, COLLECTIVE: [["Mã tiêu chí", "Điểm"]], PERSONS: [["Mã cán bộ"]]})
    with pytest.raises(Invalid) as caught:
        read_evaluation(content)
    assert (caught.value.code, caught.value.problems[0].path) == ("workbook.missing_column", COLLECTIVE)
    assert "Tự chấm" in caught.value.text()


HEADING_ROWS = [["Mã phong trào", "VHCS-2019"], ["Mã đơn vị", "P07"], ["Tháng", "2019-05"]]


@pytest.mark.parametrize("month", ["", "2019-13", "tháng năm", "5-19"])
def test_a_heading_without_a_month_is_refused(month: str) -> None:
    content = book_of({INFORMATION: [*HEADING_ROWS[:2], ["Tháng", month]], COLLECTIVE: [], PERSONS: []})
    with pytest.raises(Invalid) as caught:
        read_heading(content)
    assert caught.value.problems[0].path == f"{INFORMATION}!B3"


def test_a_criterion_column_that_stands_twice_is_refused() -> None:
    persons: list[list[object]] = [["Mã cán bộ", "Họ và tên", "B1", "B1"], ["CB0001", "An", 1, 2]]
    content = book_of({INFORMATION: HEADING_ROWS, COLLECTIVE: [["Mã tiêu chí", "Tự chấm"]], PERSONS: persons})
    with pytest.raises(Invalid) as caught:
        read_evaluation(content)
    assert (caught.value.code, caught.value.problems[0].path) == ("workbook.repeated_column", f"{PERSONS}!D1")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook.malformed"),
        (b"PK", "workbook.malformed"),
        (b"PK\x03\x04" + bytes(500), "workbook.malformed"),
        (b"%PDF-1.7", "workbook.malformed"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "workbook.old_format"),
        (evaluation_template(FORM)[:-200], "workbook.malformed"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("readme.txt", "xin chào")
    assert refusal(target.getvalue()).code == "workbook.malformed"


def test_an_upload_of_a_hundred_megabytes_is_refused_unopened() -> None:
    assert refusal(b"PK\x03\x04" + bytes(100 * 1024 * 1024)).code == "workbook.too_large"


def test_a_zip_bomb_is_refused() -> None:
    bomb = repacked(FILLED, extra={"xl/worksheets/sheet9.xml": bytes(30_000_000)})
    assert len(bomb) < 100_000
    assert refusal(bomb).code == "workbook.bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = repacked(FILLED, extra={"xl/worksheets/sheet9.xml": bytes(30_000_000)})
    size = struct.pack("<I", 30_000_000)
    assert honest.count(size) == 2
    assert refusal(honest.replace(size, struct.pack("<I", 1_000))).code == "workbook.malformed"


def test_too_many_entries_are_refused() -> None:
    assert refusal(repacked(FILLED, extra={f"x{n}": b"" for n in range(2_001)})).code == "workbook.bomb"


def test_a_long_shared_text_in_very_many_cells_is_a_bomb_too() -> None:
    content = book_of({"Sheet1": [["a" * 32_000] * 50] * 50})
    assert refusal(content).code == "workbook.bomb"


def test_a_single_cell_far_away_is_refused() -> None:
    content = repacked(evaluation_template(FORM), in_part("xl/worksheets/sheet3.xml", 'r="D2"', 'r="XFD1048576"'))
    assert refusal(content).code == "workbook.too_many_cells"


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "XL/VBAPROJECT.BIN"])
def test_macros_are_refused(name: str) -> None:
    assert refusal(repacked(FILLED, extra={name: b"x"})).code == "workbook.macro"


def test_a_macro_workbook_by_its_content_type_is_refused() -> None:
    change = in_part("[Content_Types].xml", "spreadsheetml.sheet.main+xml", "sheet.macroEnabled.main+xml")
    content = evaluation_template(FORM)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        assert kind in archive.read("[Content_Types].xml").decode()
    assert refusal(repacked(content, change)).code == "workbook.macro"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "<!DOCTYPE x>",
    ],
)
def test_entities_are_refused_in_every_part(part: str, doctype: str) -> None:
    content = repacked(evaluation_template(FORM), in_part(part, "?>\n", f"?>\n{doctype}"))
    assert refusal(content).code == "workbook.malformed"


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = repacked(FILLED, extra={"xl/workbook.xml": b"<workbook/>"})
    assert refusal(content).code == "workbook.malformed"


def test_a_part_in_letters_that_nobody_knows_is_malformed() -> None:
    content = repacked(FILLED, in_part("xl/workbook.xml", "UTF-8", "TF-8"))
    assert refusal(content).code == "workbook.malformed"


PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml")
SHEETS = ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml")


@settings(max_examples=200, deadline=None)
@given(
    part=st.sampled_from(PARTS + SHEETS),
    place=st.floats(0, 1, exclude_max=True),
    removed=st.integers(0, 12),
    added=st.binary(max_size=3) | st.sampled_from([b'"', b"<", b">", b"/>", b"0", b"-1", b"99999999999", b' t="s"']),
)
def test_a_damaged_part_is_read_or_refused_but_never_crashes(
    part: str, place: float, removed: int, added: bytes
) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FILLED)) as source, zipfile.ZipFile(target, "w") as packed:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                cut = int(place * len(data))
                data = data[:cut] + added + data[cut + removed :]
            packed.writestr(name, data)
    with contextlib.suppress(Invalid):
        read_evaluation(target.getvalue())


@settings(max_examples=100, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), tail=st.integers(0, 400))
def test_a_damaged_upload_is_read_or_refused_but_never_crashes(place: float, byte: int, tail: int) -> None:
    content = bytearray(FILLED)
    content[int(place * len(content))] = byte
    with contextlib.suppress(Invalid):
        read_evaluation(bytes(content[: len(content) - tail]))


# ---- lists of units and staff


UNIT_ROWS: list[dict[str, Value]] = [
    {"code": "HK", "name": "UBND quận", "kind": "authority_office", "valid_from": date(2019, 1, 1)},
    {"code": "P01", "name": "UBND phường Đồng Xuân", "kind": "ward", "parent_code": "HK", "cluster_code": "CUM-1"},
]
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """As old Vietnamese Windows writes it: the vowel with its hat composed, the tone as a character behind it."""
    written = ""
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        vowel = "".join(part for part in parts if part not in TONES)
        written += unicodedata.normalize("NFC", vowel) + "".join(part for part in parts if part in TONES)
    return written.encode("cp1258")


CSV = "Mã cán bộ;Họ và tên;Giới tính;Mã đơn vị;Thủ trưởng;Từ ngày\r\nCB0001;Nguyễn Thế Đường;nam;P01;x;01/06/2019\r\n"


def test_a_list_written_is_a_list_read() -> None:
    table = read_units(table_form(UNIT_COLUMNS, UNIT_ROWS, "Đơn vị"), "donvi.xlsx")
    assert table.problems == ()
    assert [(row.number, row.text("code"), row.text("name"), row.day("valid_from")) for row in table.rows] == [
        (2, "HK", "UBND quận", date(2019, 1, 1)),
        (3, "P01", "UBND phường Đồng Xuân", None),
    ]
    assert table.rows[1].path("kind") == "Đơn vị!C3"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        unicodedata.normalize("NFD", CSV).encode(),
        CSV.replace(";", ",").encode(),
        CSV.replace(";", "\t").encode(),
        windows_1258(CSV),
    ],
    ids=["utf-8", "bom", "utf-16", "nfd", "comma", "tab", "cp1258"],
)
def test_every_spelling_of_a_csv_says_the_same(content: bytes) -> None:
    table = read_staff(content, "canbo.csv")
    (row,) = table.rows
    assert table.problems == ()
    assert (row.text("code"), row.text("full_name"), row.text("unit_code")) == ("CB0001", "Nguyễn Thế Đường", "P01")
    assert row.values["is_head"] is True
    assert row.day("from") == date(2019, 6, 1)


def test_faults_of_a_list_are_named_by_cell() -> None:
    rows = "CB1,An,nam,P01,x,2019-06-31\nCB1,Bình,nam,P01,có lẽ,\n,,nữ,P02,,\n"
    table = read_staff(f"code,full_name,gender,unit_code,is_head,from\n{rows}".encode(), "canbo.csv")
    assert {problem.path: problem.code for problem in table.problems} == {
        "Dữ liệu!F2": "workbook.not_a_date",
        "Dữ liệu!A3": "workbook.repeated_code",
        "Dữ liệu!E3": "workbook.not_a_mark",
        "Dữ liệu!A4": "workbook.empty_cell",
        "Dữ liệu!B4": "workbook.empty_cell",
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Họ và tên,Mã đơn vị\nAn,P01\n", "workbook.missing_column"),
        ("Mã cán bộ,Họ và tên,Mã đơn vị\n", "workbook.empty"),
        ("", "workbook.missing_column"),
        ("Mã cán bộ,Họ và tên,Mã đơn vị\n" + "a,b,c\n" * 10_001, "workbook.too_many_cells"),
        ("Mã cán bộ,Họ và tên,Mã đơn vị\n" + "a," * 200, "workbook.too_many_cells"),
        ('Mã cán bộ,Họ và tên,Mã đơn vị\n"' + "a" * 200_000, "workbook.malformed"),
    ],
)
def test_a_list_that_cannot_be_one_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_staff(text.encode(), "canbo.csv")
    assert caught.value.code == code


def test_control_characters_do_not_come_through() -> None:
    table = read_staff(b"code,full_name,unit_code\nCB\x00001,A\x07n\xe2\x80\x8b,P01\n", "canbo.csv")
    assert (table.rows[0].text("code"), table.rows[0].text("full_name")) == ("CB001", "An")


# ---- the annotated workbook


def test_the_annotated_workbook_has_the_values_of_the_upload_and_lists_the_faults() -> None:
    content = filled(A1="chín")
    problems = [*read_evaluation(content).problems, Problem("e", "Thiếu cán bộ %(code)s", PERSONS, {"code": "CB0009"})]
    returned = annotate(content, problems)
    before, after = open_book(content), open_book(returned)
    assert [sheet.name for sheet in after.sheets] == [*(sheet.name for sheet in before.sheets), FAULTS]
    assert [sheet.rows for sheet in after.sheets[:-1]] == [sheet.rows for sheet in before.sheets]
    assert after.sheets[-1].rows[1:] == (
        (PERSONS, "C2", Decimal(2), "“chín” không phải là số", "Hãy nhập số, ví dụ 4,5."),
        (PERSONS, None, None, "Thiếu cán bộ CB0009", None),
    )


def test_a_wrong_cell_is_red_and_has_a_comment_and_a_link() -> None:
    content = filled(A1="chín")
    with zipfile.ZipFile(io.BytesIO(annotate(content, read_evaluation(content).problems))) as archive:
        comments = archive.read("xl/comments1.xml").decode()
        assert 'ref="C2"' in comments
        assert "“chín” không phải là số" in comments
        assert "FFFF9999" in archive.read("xl/styles.xml").decode()
        assert "location=\"'Cá nhân'!C2\"" in archive.read("xl/worksheets/sheet5.xml").decode()


def test_an_annotated_workbook_may_be_sent_and_annotated_again() -> None:
    content = filled(A1="chín")
    problems = read_evaluation(content).problems
    once = annotate(content, problems)
    assert read_evaluation(once).problems == problems
    assert [sheet.name for sheet in open_book(annotate(once, problems)).sheets].count(FAULTS) == 1


def test_a_csv_comes_back_as_a_workbook() -> None:
    returned = annotate(CSV.encode(), [Problem("e", "Sai: hãy sửa.", "Dữ liệu!A2")], "canbo.csv")
    assert read_staff(returned, "canbo.xlsx").rows[0].text("full_name") == "Nguyễn Thế Đường"


def test_the_columns_of_the_lists_are_those_of_the_forms() -> None:
    for columns, reader in ((UNIT_COLUMNS, read_units), (STAFF_COLUMNS, read_staff)):
        row: dict[str, Value] = {column.field: date(2019, 1, 1) if column.kind == "day" else "x" for column in columns}
        table = reader(table_form(columns, [row], "Mẫu"), "mau.xlsx")
        assert set(table.rows[0].values) == set(row)
        assert table.problems == ()
