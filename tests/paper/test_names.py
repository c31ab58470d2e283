"""Names come out of the file exactly as they went in, or the certificate is refused and says why."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.paper import COLLECTIVES
from kernel.errors import Invalid
from tests.paper.readers import PERSON, render, text_lines, words_of

NAMES = [
    "Nguyễn Thị Hường",
    "Đặng Thuỳ Trâm",
    "H'Hen Niê",
    "HʼHen Niê",
    "H’Hen Niê",
    "Y Ngông Niê Kđăm",
    "Công Tằng Tôn Nữ Diệu Huyền Trang Phượng Uyên",
    "Nguyễn Vũ Hoàng Thuỵ Khánh Quỳnh Ưu Ái",
    "Võ Nguyễn Bảo Châu",
    "Y Bhĭm Ƀuôn Yă",
    "Hñăm Čil Ŭn",
    "K'Brơi",
    "Điểu Ong",
    "Ý",
    "QUÁCH THỊ ỪNG",
    "Lê Ỹ Ỷ Ỵ Ặng Ẫng Ỗng Ỡng Ữu",
    "Lò Văn Panh",
    "Đàng Năng Thọ (Chăm)",
    "Tổ dân phố số 5 – khu A",
]
_BASES = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzƀčĕĭñŏŭ"
_LETTERS = sorted(
    {
        letter
        for base in _BASES
        for tone in ("", *"\u0300\u0309\u0303\u0301\u0323")
        for letter in (unicodedata.normalize("NFC", base + tone), unicodedata.normalize("NFC", base + tone).upper())
    }
)
_COMPOSED = [letter for letter in _LETTERS if len(letter) == 1]


def word(letters: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(letters), min_size=1, max_size=7).map("".join)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_exactly(name: str) -> None:
    assert f"Bà {name}" in text_lines(render(replace(PERSON, recipient_name=name)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(word([*_COMPOSED, "'", "-"]), min_size=1, max_size=6).map(" ".join))
def test_any_vietnamese_name_is_read_back_exactly(name: str) -> None:
    assert f"Bà {name}" in text_lines(render(replace(PERSON, recipient_name=name)))


@pytest.mark.parametrize("char", ["漢", "क", "😀", "ꪀ", "\u1100"])
def test_a_character_without_a_glyph_is_refused_naming_it_and_the_name(char: str) -> None:
    name = f"Nguyễn {char} An"
    with pytest.raises(Invalid) as refusal:
        render(replace(PERSON, recipient_name=name))
    (problem,) = refusal.value.problems
    assert problem.path == "recipient_name"
    assert char in problem.text() and f"U+{ord(char):04X}" in problem.text() and name in problem.text()


def test_a_glyph_missing_from_the_title_face_is_refused_too() -> None:
    with pytest.raises(Invalid) as refusal:
        render(replace(PERSON, title="GIẤY Ƀ"))
    assert [(problem.path, problem.params["char"]) for problem in refusal.value.problems] == [("title", "Ƀ")]


@pytest.mark.parametrize("name", ["Nguyễn Thị Hường", "Đặng Thuỳ Trâm"])
def test_a_decomposed_name_is_refused_instead_of_drawn_with_broken_marks(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        render(replace(PERSON, recipient_name=unicodedata.normalize("NFD", name)))
    assert refusal.value.problems[0].code == "not_normal"


def test_every_fault_is_told_at_once() -> None:
    broken = replace(PERSON, recipient_name="", citation="漢", place="Hoàn  Kiếm", verify_url="javascript:alert(1)")
    with pytest.raises(Invalid) as refusal:
        render(broken)
    assert {(problem.path, problem.code) for problem in refusal.value.problems} == {
        ("recipient_name", "empty"),
        ("citation", "glyph_missing"),
        ("place", "not_normal"),
        ("verify_url", "not_an_address"),
    }


def test_a_person_has_a_post_and_a_unit_and_a_body_need_have_neither() -> None:
    person = text_lines(render(PERSON))
    assert "Công chức Văn hóa – Xã hội, Ủy ban nhân dân phường Hàng Bạc" in person
    assert "Tập thể" in COLLECTIVES
    body = replace(PERSON, salutation="Tập thể", recipient_name="Phòng Tư pháp", position="", unit_name="")
    lines = text_lines(render(body))
    assert "Tập thể Phòng Tư pháp" in lines
    assert len(lines) == len(person) - 1


def test_all_that_the_decree_asks_for_stands_on_the_paper_in_its_order() -> None:
    text = words_of(text_lines(render(PERSON)))
    parts = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        PERSON.authority_line,
        "TẶNG",
        "GIẤY KHEN",
        "Bà Nguyễn Thị Hường",
        PERSON.citation,
        "Hoàn Kiếm, ngày 15 tháng 01 năm 2020",
        "CHỦ TỊCH",
        "Quyết định số: 128/QĐ-UBND ngày 15 tháng 01 năm 2020",
        "Vào sổ khen thưởng số: 57/2020",
        "Trần Quốc Bảo",
    ]
    places = [text.index(part, 0 if part != "CHỦ TỊCH" else text.index("năm 2020")) for part in parts]
    assert places == sorted(places)
