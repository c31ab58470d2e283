"""Official documents as PDF: the layout of Decree 30/2020 as another program reads it, the same bytes, every word printed."""

import re
import unicodedata
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from certificates import documents
from certificates.paper import ROMAN
from certificates.typefaces import typefaces
from emulation.commendation.papers import blocks as b
from emulation.commendation.papers.registry import KINDS
from kernel.errors import Invalid
from tests.paper.documents import LINES, blocks_of

MM = 72 / 25.4
PLAIN = {"title": "Văn bản", "author": "Ủy ban nhân dân quận Hoàn Kiếm"}


def drawn(*blocks: dict[str, Any], landscape: bool = False) -> bytes:
    return documents.render(blocks, **PLAIN, landscape=landscape)


def printed(pdf: bytes) -> list[tuple[int, float, float, float, str]]:
    """Page, place from the left and from the top in millimetres, size, and text of everything that is printed."""
    found: list[tuple[int, float, float, float, str]] = []
    for number, page in enumerate(PdfReader(BytesIO(pdf)).pages, start=1):
        high = float(page.mediabox.height)

        def visit(
            text: str, cm: list[float], tm: list[float], _: object, size: float, at: int = number, top: float = high
        ) -> None:
            if text.strip():
                x, y = cm[4] + tm[4] * cm[0], cm[5] + tm[5] * cm[3]
                found.append((at, x / MM, (top - y) / MM, size, text.strip()))

        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_keeps_the_margins_embeds_its_fonts_and_numbers_its_pages(code: str) -> None:
    kind = KINDS[code]
    pdf = documents.render(blocks_of(kind), **PLAIN, landscape=kind.landscape)
    pages = PdfReader(BytesIO(pdf)).pages
    size = [round(float(side) / MM) for side in (pages[0].mediabox.width, pages[0].mediabox.height)]
    assert size == ([297, 210] if kind.landscape else [210, 297])
    for page in pages:
        fonts: Any = page["/Resources"]["/Font"].get_object()  # type: ignore[index]
        for font in fonts.values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]
    seen = printed(pdf)
    numbers = [(page, text) for page, _, down, _, text in seen if down < 15]
    assert numbers == [(page, str(page)) for page in range(2, len(pages) + 1)]
    body = [(x, down) for _, x, down, _, _ in seen if down >= 15]
    assert min(x for x, _ in body) >= 29.9 and max(x for x, _ in body) <= size[0] - 15
    assert min(down for _, down in body) >= 20 and max(down for _, down in body) <= size[1] - 20
    text = "".join(part[-1] for part in seen)
    assert text == unicodedata.normalize("NFC", text) and "{" not in text


def test_the_same_blocks_give_the_same_bytes() -> None:
    blocks = blocks_of(KINDS["proposal"])
    assert drawn(*blocks) == drawn(*blocks) != drawn(*blocks[1:])


def test_a_list_goes_over_pages_under_its_headings_and_loses_no_line() -> None:
    columns = [b.column("STT", "", 20), b.column("Họ và tên", "", 145)]
    cells = [[str(place), f"Người thứ {place}"] for place in range(1, 9 * LINES)]
    table = {**b.table("", "", columns, total=["", "Cộng"]), "cells": cells}
    seen = printed(drawn(table))
    pages = max(page for page, *_ in seen)
    assert pages > 2
    assert [page for page, *_, text in seen if text == "Họ và tên"] == list(range(1, pages + 1))
    assert [int(text.split()[-1]) for *_, text in seen if text.startswith("Người thứ")] == list(range(1, 9 * LINES))
    last, total = seen[-3], next(part for part in seen if part[-1] == "Cộng")
    assert last[0] == total[0], "the total stands with the line before it"


def test_a_cell_higher_than_a_page_is_printed_whole() -> None:
    words = [f"chữ{place}" for place in range(900)]
    table = {**b.table("", "", [b.column("Thành tích", "", 40)]), "cells": [[" ".join(words)]]}
    text = " ".join(part[-1] for part in printed(drawn(table)))
    assert [word for word in text.split() if word.startswith("chữ")] == words


def test_text_is_never_read_as_markup_and_keeps_its_breaks() -> None:
    hostile = '<b>đậm</b> &amp; <font size="99">to</font> <img src="http://a.example/x.png"/>\ndòng hai'
    seen = printed(drawn(b.text(hostile, lead="<i>Điều 1.</i>")))
    said = re.sub(r"\s+", "", "".join(part[-1] for part in seen))
    assert said == re.sub(r"\s+", "", "<i>Điều 1.</i>" + hostile)
    assert {part[3] for part in seen} == {14}


def test_a_character_without_a_glyph_is_named_not_left_out() -> None:
    assert typefaces().lacks(ROMAN, "漢") == "漢"
    with pytest.raises(Invalid) as no:
        drawn(b.text("Ông 漢"))
    assert no.value.params["char"] == "漢"


def test_the_head_has_the_authority_left_and_the_nation_right_with_place_and_day_in_italics() -> None:
    head = {"superior": "", "body": "ỦY BAN NHÂN DÂN\nQUẬN HOÀN KIẾM", "number": "128/QĐ-UBND", "place": "Hoàn Kiếm",
            "day": "ngày 05 tháng 9 năm 2019"}  # fmt: skip
    seen = {part[-1]: part for part in printed(drawn({**b.head(), "head": head}))}
    left = [seen[text] for text in ("ỦY BAN NHÂN DÂN", "QUẬN HOÀN KIẾM", "Số: 128/QĐ-UBND")]
    right = [
        seen[text]
        for text in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Hoàn Kiếm, ngày 05 tháng 9 năm 2019",
        )
    ]  # fmt: skip
    assert all(part[1] < 95 for part in left) and all(part[1] > 95 for part in right)
    assert [part[3] for part in right] == [12, 13, 13]
    assert [part[2] for part in right] == sorted(part[2] for part in right)
