"""Official documents as archives want them: valid PDF/A by somebody else's judgement, read aloud in paragraphs, signed or not."""

import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pdfua import validate

from certificates import documents, signing
from certificates.documents import Carried
from certificates.pages import MM, Run
from certificates.signature_marks import stamp
from certificates.signatures import examine, trust_of
from certificates.signing import Mark
from emulation.commendation.papers import blocks as b
from tests.paper import keys
from tests.paper.presses import TWIN, preflight

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
LONG = "Xét đề nghị của Hội đồng Thi đua – Khen thưởng về khen thưởng phong trào thi đua yêu nước năm 2025. "
BLOCKS = [
    {"shape": "centred", "text": "QUYẾT ĐỊNH"},
    *({"shape": "text", "text": LONG * 3, "lead": f"Điều {number}.", "italic": False} for number in range(1, 15)),
]


def made(carried: Carried | None = None) -> bytes:
    about = {"title": "Quyết định <1> & 2", "author": "UBND phường"}
    return documents.drawn(BLOCKS, **about, carried=carried, day=date(2026, 3, 1)).content


def twin(pdf: bytes) -> bytes:
    for part in (b"2", b"3"):
        claim = b"<pdfaid:part>%s</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" % part
        pdf = pdf.replace(claim, TWIN)
    return pdf


def test_a_document_is_an_archive_with_and_without_a_signature_or_a_file_inside(tmp_path: Path) -> None:
    held = keys.signer()
    key = signing.HeldKey(held.key, keys.read(held), [keys.read(keys.root())])
    mark = Mark(0, 300, 90, 200, 52, stamp(("Ký bởi: Nguyễn Văn An",), wide=200, high=52))
    carrying = made(Carried("goc.json", "Mã gốc", "application/json", b"{}"))
    files = {"plain.pdf": made(), "signed.pdf": signing.sign(made(), key, at=AT, mark=mark), "carrying.pdf": carrying}
    assert made() == files["plain.pdf"] and b"<pdfaid:part>3</pdfaid:part>" in carrying
    assert examine(signing.sign(carrying, key, at=AT), trust_of(keys.root().pem), now=AT).sound
    for name, content in files.items():
        with pikepdf.open(BytesIO(content)) as pdf:
            assert pdf.check_pdf_syntax() == [], name
            about = pdf.open_metadata()
            assert about["dc:title"] == str(pdf.docinfo["/Title"]) == "Quyết định <1> & 2"
            assert (about["xmp:CreateDate"], str(pdf.Root.Lang)) == ("2026-03-01T00:00:00+07:00", "vi")
            assert len(pdf.Root.AF) == 1 if name == "carrying.pdf" else "/AF" not in pdf.Root
    said = preflight(tmp_path, {name: twin(content) for name, content in files.items()})
    if said is not None:
        assert (said["plain.pdf"], said["signed.pdf"]) == ("", "")
        assert said["carrying.pdf"].count("<details>") == said["carrying.pdf"].count("EmbeddedFile") == 2


def test_its_paragraphs_are_read_whole_and_page_numbers_are_not() -> None:
    command = ["pdfinfo", "-struct-text", "-"]
    heard = subprocess.run(command, input=made(), capture_output=True, check=True).stdout.decode()
    said = ["".join(part.split('"')[1::2]) for part in heard.split("P (block)")[1:]]
    assert said[0] == "QUYẾT ĐỊNH"
    assert said[1] == f"Điều 1. {LONG * 3}".strip()
    assert "2" not in said


def outline(element: Any) -> Any:
    """An element as its tag and what is in it; a list or a table as all that is in it."""
    tag = str(element.S)[1:]
    kids = [kid for kid in element.K if "/S" in kid]
    return (tag, [outline(kid) for kid in kids]) if kids else tag


def test_readers_find_headings_lists_and_tables_whose_cells_know_their_column(tmp_path: Path) -> None:
    columns = [b.column("STT", "", 20), b.column("Họ và tên", "", 145)]
    cells = [[str(place), "" if place == 2 else f"Người thứ {place} " * 9] for place in range(1, 40)]
    right = b.signature(title_="CHỦ TỊCH", name="Trần Đức Ưởng")
    blocks = [
        b.title("TỜ TRÌNH", "Về việc khen thưởng", "(Kèm theo)"),
        b.heading("I. Danh sách"),
        {**b.table("", "", columns, total=["", "Cộng"]), "cells": cells},
        {**b.issued(right), "recipients": ["Như trên;", "Lưu: VT."]},
    ]
    path = tmp_path / "read.pdf"
    path.write_bytes(documents.render(blocks, title="Tờ trình", author="UBND phường"))
    assert list(validate(path).findings) == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) > 1 and pdf.check_pdf_syntax() == []
        whole = pdf.Root.StructTreeRoot.K
        found = [outline(kid) for kid in whole.K]
        heads = ("TR", ["TH", "TH"])
        assert found[:3] == ["H1", "P", "H2"]
        assert found[3] == ("Table", [heads, *[("TR", ["TD", "TD"])] * 40]), (
            "headings of later pages are not read again"
        )
        assert found[4:] == ["P", ("L", [("LI", ["LBody"])] * 2), "P", "P"]
        assert str(whole.K[3].K[0].K[0].A.Scope) == "/Column"
    heard = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, check=True).stdout.decode()
    title, listed = heard.split("H1 (block)")[1].split("P (block)")[0], heard.split("TD\n")[2]
    assert "".join(title.split('"')[1::2]) == "TỜ TRÌNH Về việc khen thưởng"
    assert "".join(listed.split('"')[1::2]) == ("Người thứ 1 " * 9).strip(), "lines of a cell keep their blanks"


def test_nobody_signs_on_a_page_without_text_and_the_seal_has_its_room() -> None:
    right = b.signature(title_="CHỦ TỊCH", name="Trần Đức Ưởng")
    end = {**b.issued(right), "recipients": ["Lưu: VT."]}
    for count in range(27, 35):
        last = documents.drawn([*[b.text("DÒNG")] * count, end], title="Văn bản", author="UBND").pages[-1]
        runs = {mark.text: mark for mark in last if isinstance(mark, Run)}
        assert {"DÒNG", "CHỦ TỊCH"} <= set(runs)
        assert runs["Trần Đức Ưởng"].down - runs["CHỦ TỊCH"].down > 36 * MM
