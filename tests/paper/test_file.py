"""The file itself: one A4 page, the same bytes every time, every font inside it, small."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.paper.readers import PERSON, render

ROOT = Path(__file__).parents[2]
LONG = replace(
    PERSON,
    salutation="Tập thể",
    recipient_name="Ban Chỉ đạo phong trào “Toàn dân đoàn kết xây dựng đời sống văn hóa” phường Chương Dương",
    citation="Đã có nhiều thành tích trong phong trào thi đua, góp phần hoàn thành nhiệm vụ chính trị, " * 3
    + "năm 2019",
    signatory_title="KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
)
SCRIPT = """
import hashlib
from tests.paper.readers import PERSON, render
from tests.paper.test_file import LONG
print(hashlib.sha256(render(PERSON)).hexdigest(), hashlib.sha256(render(LONG)).hexdigest())
"""


def fonts_of(pdf: bytes) -> list[Any]:
    page = PdfReader(BytesIO(pdf)).pages[0]
    resources: Any = page["/Resources"]
    return [font.get_object() for font in resources["/Font"].get_object().values()]


def test_the_same_paper_gives_the_same_bytes_again() -> None:
    assert render(PERSON) == render(PERSON)
    assert render(PERSON) != render(replace(PERSON, register_number=58))


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "TZ": "America/Lima", "SOURCE_DATE_EPOCH": "1"},
        {"PYTHONHASHSEED": "4242", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C"},
    ],
)
def test_another_process_with_another_seed_clock_and_place_gives_the_same_bytes(
    surroundings: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-c", SCRIPT]
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    output = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, check=True, text=True).stdout
    assert output.split() == [hashlib.sha256(render(paper)).hexdigest() for paper in (PERSON, LONG)]


def test_threads_that_print_together_do_not_disturb_each_other() -> None:
    papers = [replace(PERSON, register_number=number) for number in range(1, 25)]
    alone = [render(paper) for paper in papers]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, papers)) == alone


@pytest.mark.parametrize("paper", [PERSON, LONG], ids=["person", "body"])
def test_it_is_one_page_of_a4_landscape(paper: Any) -> None:
    reader = PdfReader(BytesIO(render(paper)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4, 2), round(float(box.height) / 72 * 25.4, 2)) == (297.0, 210.0)
    assert reader.pages[0].rotation == 0


@pytest.mark.parametrize("paper", [PERSON, LONG], ids=["person", "body"])
def test_every_font_is_embedded_and_carries_the_hash_of_its_file(paper: Any) -> None:
    fonts = fonts_of(render(paper))
    assert len(fonts) >= 4
    for font in fonts:
        descriptor = font["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor and "/ToUnicode" in font
        assert len(font["/BaseFont"].rsplit("-", 1)[1]) == 12


@pytest.mark.parametrize("paper", [PERSON, LONG], ids=["person", "body"])
def test_it_stays_below_two_hundred_kilobytes(paper: Any) -> None:
    assert len(render(paper)) < 200_000


def test_it_says_what_it_is_to_machines() -> None:
    reader = PdfReader(BytesIO(render(PERSON)))
    about = reader.metadata
    assert about is not None
    assert about.title == "Giấy khen – Nguyễn Thị Hường"
    assert about.author == PERSON.authority_line
    assert about.subject == "Quyết định số 128/QĐ-UBND ngày 15 tháng 01 năm 2020"
    assert str(about["/CreationDate"]) == "D:20200115000000+07'00'"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert unicodedata.is_normalized("NFC", str(about.title))


def test_it_carries_nothing_that_runs_or_reaches_out() -> None:
    root: Any = PdfReader(BytesIO(render(PERSON))).trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(root)
