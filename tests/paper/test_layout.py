"""Where things stand: inside the frame, clear of each other, sized and broken by the rules of the office."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.breaking import balanced, person_break, text_break
from certificates.paper import DISPLAY, Paper, long_date
from certificates.presets import preset
from certificates.typefaces import typefaces
from certificates.typesetting import POINT, Run, Sheet
from kernel.errors import Invalid
from tests.paper.readers import PERSON, lay_out

SYLLABLES = [
    "Đã", "có", "thành", "tích", "xuất", "sắc", "trong", "phong", "trào", "thi", "đua", "“Thực", "hiện", "văn", "hóa",
    "công", "sở”,", "năm", "2019", "phường", "Hàng", "Bạc", "quận", "Hoàn", "Kiếm", "nghiêng",
]  # fmt: skip


def run_of(sheet: Sheet, text: str) -> Run:
    return next(run for run in sheet.runs if run.text == text)


def right_end(run: Run) -> float:
    return run.x + typefaces().width(run.face, run.text) * run.size * POINT


def clash(one: Run, other: Run) -> bool:
    """Whether the bodies of two runs (from the height of a small letter to the baseline) meet."""
    apart = right_end(one) <= other.x + 0.01 or right_end(other) <= one.x + 0.01
    above = one.down <= other.down - other.size * POINT * 0.66 or other.down <= one.down - one.size * POINT * 0.66
    return not apart and not above


def sentences(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=most).map(" ".join)


PAPERS = st.builds(
    replace,
    st.just(PERSON),
    salutation=st.sampled_from(["Ông", "Bà", "Tập thể", "Hộ gia đình"]),
    recipient_name=sentences(24),
    position=st.one_of(st.just(""), sentences(12)),
    unit_name=st.one_of(st.just(""), sentences(16)),
    citation=sentences(90),
    signatory_title=st.sampled_from(["CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "TM. UBND\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"]),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(PAPERS)
def test_whatever_is_printed_stands_inside_the_frame_and_touches_nothing(paper: Paper) -> None:
    try:
        sheet = lay_out(paper)
    except Invalid as refusal:
        assert {problem.code for problem in refusal.problems} <= {"no_room", "too_long"}
        return
    for run in sheet.runs:
        assert run.x >= 25 and right_end(run) <= 272 and 35 < run.down < 188
    for index, one in enumerate(sheet.runs):
        assert not any(clash(one, other) for other in sheet.runs[index + 1 :]), one.text


@settings(max_examples=100, deadline=None, derandomize=True)
@given(PAPERS)
def test_no_word_of_name_post_or_citation_is_lost_or_moved(paper: Paper) -> None:
    try:
        sheet = lay_out(paper)
    except Invalid:
        return
    printed = " ".join(run.text for run in sheet.runs)
    posts = ", ".join(part for part in (paper.position, paper.unit_name) if part)
    for text in (paper.recipient_name, posts, paper.citation):
        assert text in printed


@pytest.mark.parametrize("title", ["CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH"])
def test_thirty_five_millimetres_are_free_between_title_and_name_of_the_signatory(title: str) -> None:
    sheet = lay_out(replace(PERSON, signatory_title=title))
    last, name = run_of(sheet, title.rpartition("\n")[2]), run_of(sheet, PERSON.signatory_name)
    capital = name.size * POINT * 1341 / 2048
    assert name.down - capital - last.down >= 35
    block = (last.x, right_end(last))
    between = [
        run for run in sheet.runs if last.down < run.down < name.down and run.x < block[1] and right_end(run) > block[0]
    ]
    assert between == []


def test_the_title_is_the_largest_and_red_and_the_word_of_giving_is_black() -> None:
    sheet, palette = lay_out(PERSON), preset("classic").palette
    largest = max(sheet.runs, key=lambda run: run.size)
    assert (largest.text, largest.face, largest.colour) == ("GIẤY KHEN", DISPLAY, palette["accent"])
    assert run_of(sheet, PERSON.authority_line).colour == palette["accent"]
    assert run_of(sheet, "TẶNG").colour == palette["ink"]


def test_a_long_name_shrinks_to_twenty_points_then_takes_two_lines_then_is_refused() -> None:
    kinds = []
    for syllables in range(2, 40):
        name = " ".join(["Nguyễn", *["Phượng"] * (syllables - 1)])
        try:
            sheet = lay_out(replace(PERSON, recipient_name=name, position="", citation="Có thành tích"))
        except Invalid:
            kinds.append("refused")
            continue
        lines = [run for run in sheet.runs if "Phượng" in run.text]
        assert all(run.size >= 16 for run in lines)
        kinds.append(f"{len(lines)} lines")
    assert list(dict.fromkeys(kinds)) == ["1 lines", "2 lines", "refused"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Công Tằng Tôn Nữ Diệu Huyền Trang", "Công Tằng Tôn Nữ"),
        ("Trần Nguyễn Thị Ngọc Bích Phượng", "Trần Nguyễn"),
        ("Lê Hoàng Phủ Ngọc Tường Vi", "Lê Hoàng Phủ"),
        ("Nguyễn Văn Minh Khai", "Nguyễn Văn"),  # no place is good: then two even halves
    ],
)
def test_a_name_in_two_lines_keeps_its_compounds_and_never_leaves_one_word_alone(name: str, first: str) -> None:
    assert balanced(name.split(" "), len, 1000, 2, person_break)[0] == first


@pytest.mark.parametrize(
    ("words", "at"),
    [("năm 2019", 1), ("số 128/QĐ-UBND", 1), ("Văn hóa – Xã hội", 2)],
)
def test_a_number_or_a_dash_never_begins_a_line(words: str, at: int) -> None:
    assert text_break(words.split(" "), at) > text_break(["phong", "trào", "này"], 2)


def test_a_citation_that_finds_no_room_is_refused_and_a_page_of_five_hundred_letters_is_not() -> None:
    long = "Đã có nhiều thành tích trong phong trào thi đua năm 2019, " * 8 + "được ghi nhận"
    assert 470 < len(long) < 520
    lay_out(replace(PERSON, citation=long))
    with pytest.raises(Invalid) as refusal:
        lay_out(replace(PERSON, citation=(long + ", " + long + ", ") * 2 + "hết"))
    assert [(problem.code, problem.path) for problem in refusal.value.problems] == [("no_room", "citation")]


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2020, 1, 5), "ngày 05 tháng 01 năm 2020"),
        (date(2020, 2, 29), "ngày 29 tháng 02 năm 2020"),
        (date(2019, 3, 9), "ngày 09 tháng 3 năm 2019"),
        (date(2019, 11, 20), "ngày 20 tháng 11 năm 2019"),
    ],
)
def test_the_date_is_written_as_state_papers_write_it(day: date, text: str) -> None:
    assert long_date(day) == text


@pytest.mark.parametrize("title", ["CHỦ TỊCH\n", "\nCHỦ TỊCH", "A\nB\nC\nD"])
def test_a_signatory_title_has_one_to_three_full_lines(title: str) -> None:
    with pytest.raises(Invalid) as refusal:
        lay_out(replace(PERSON, signatory_title=title))
    assert refusal.value.problems[0].code == "wrong_lines"
