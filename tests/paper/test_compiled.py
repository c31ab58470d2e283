"""The compiled way against the plain one: the same words in the same places, and a file that validators and readers accept."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import unicodedata
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import segno
import zxingcpp
from pdfua import validate
from PIL import Image, ImageChops, ImageFilter, ImageStat

from certificates.compiled import qr
from certificates.compiled.artefact import Artefact, Unreadable
from certificates.compiled.build import compile_layout
from certificates.compiled.letters import NOWHERE, TABLE, VIETNAMESE
from certificates.compiled.press import Press
from certificates.drafting import checked
from certificates.layouts import OVERLAY, Layout, Picture
from certificates.paper import Paper
from certificates.presets import preset
from certificates.renderer import render as rendered
from certificates.typefaces import typefaces
from certificates.typesetting import POINT, lay_out
from kernel.errors import Invalid
from tests.paper.presses import ADDRESS, plain_press, preflight, press, printed, twin, with_token
from tests.paper.readers import PERSON, render, text_lines, with_text
from tests.paper.test_file import LONG

ROOT = Path(__file__).parents[2]
RARE = replace(PERSON, recipient_name="H’Bơ̆r Ƀuôn Êđê̆ Jörg")
PAPERS = {"person": PERSON, "body": LONG, "rare": RARE}
EVIDENCE = json.dumps({"record": "thử “một” hai", "proof": "AAAA"}, ensure_ascii=False).encode()


def picture(pdf: bytes, dots: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        image: Image.Image = document[0].render(scale=dots / 72).to_pil().convert("L")
    return image


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_the_words_are_those_that_the_plain_way_prints(paper: Paper) -> None:
    read = [" ".join(line.split()) for line in text_lines(press().pdf(paper))]
    if paper is RARE:  # the plain way has no place for marks that no font composes
        assert f"Bà {RARE.recipient_name}" in read
    else:
        assert read == [" ".join(line.split()) for line in text_lines(render(paper))]


@pytest.mark.parametrize("paper", [PERSON, LONG], ids=["person", "body"])
def test_every_mark_stands_where_the_plain_way_sets_it(paper: Paper) -> None:
    ours, plain = picture(press().pdf(paper), 100), picture(render(paper), 100)
    assert ours.size == plain.size
    code = preset("classic").qr
    assert code
    corners = [round(value / 25.4 * 100) for value in (code.x, code.y, code.x + code.side, code.y + code.side)]
    for image in (ours, plain):  # both codes are right, in masks of their own
        image.paste(255, tuple(corners))
    # A grid of a fortieth of a millimetre moves edges of the art by a part of a pixel; a word elsewhere would be solid black.
    apart = ImageChops.difference(ours, plain)
    differing = apart.point(lambda value: 255 if value > 16 else 0)
    solid = apart.filter(ImageFilter.BoxBlur(2))
    assert (ImageStat.Stat(differing).mean[0] / 255 < 0.02, solid.getextrema()[1] < 60) == (True, True)


def in_capitals(code: str = "classic") -> Layout:
    layout = preset(code)
    boxes = [replace(box, capitals=True) if box.key in ("name", "citation") else box for box in layout.boxes]
    return replace(layout, boxes=tuple(boxes))


def test_a_box_in_capitals_is_drawn_so_and_read_as_it_was_recorded(tmp_path: Path) -> None:
    layout, plain = in_capitals(), preset("classic")
    assert checked(layout.to_data()) == layout == Layout.from_data(layout.to_data())
    assert all("capitals" not in box for box in plain.to_data()["boxes"]), "layouts of before stay as they were"
    by = Press(compile_layout(layout, ADDRESS))
    every = replace(PERSON, recipient_name="Đỗ Ưởng Ẵm Ỹ Ữu", citation=f"Chữ {VIETNAMESE[:67]} (đủ) đ")
    for paper in (PERSON, LONG, RARE, every):
        words = " ".join(" ".join(text_lines(by.pdf(paper))).split())
        assert f"{paper.salutation} {paper.recipient_name} " in words or paper is LONG
        assert sorted(words.split()) == sorted(" ".join(text_lines(press().pdf(paper))).split())
        if paper is not RARE:
            assert sorted(words.split()) == sorted(" ".join(text_lines(rendered(paper, layout))).split())
        setting = next(one for one in lay_out(paper, layout, by.faces).settings if one.box == "name")
        drawn = " ".join(run.text for run in setting.runs if run.said)
        assert (drawn, " ".join(run.said for run in setting.runs if run.said)) == (
            unicodedata.normalize("NFC", paper.recipient_name.upper()),
            paper.recipient_name,
        )
        path = tmp_path / "capitals.pdf"
        path.write_bytes(by.pdf(paper, EVIDENCE))
        assert list(validate(path).findings) == []
    ours, oracle = picture(by.pdf(PERSON), 60), picture(rendered(PERSON, layout), 60)
    apart = ImageChops.difference(ours, oracle).filter(ImageFilter.BoxBlur(2))
    code = layout.qr
    assert code
    apart.paste(0, tuple(round(side / 25.4 * 60) for side in (code.x, code.y, code.x + code.side, code.y + code.side)))
    assert apart.getextrema()[1] < 60
    name = next(box for box in layout.boxes if box.key == "name")
    runs = [run for run in lay_out(LONG, layout, typefaces()).runs if run.box == "name"]
    widths = [typefaces().width(run.face, run.text) * run.size * POINT for run in runs]
    assert max(widths) <= name.width, "capitals are wider, and measured so"
    small = [typefaces().width(run.face, run.said or run.text) * run.size * POINT for run in runs]
    assert sum(widths) > 1.05 * sum(small)
    with pytest.raises(Invalid) as no:
        by.pdf(with_text("recipient_name", "Nguyễn ʂ"))
    assert no.value.problems[0].params["char"] == "Ʂ", "the small letter has a glyph, its capital has none"


def test_readers_hear_the_boxes_in_their_order_with_their_roles() -> None:
    sheet = lay_out(LONG, preset("classic"), typefaces())
    with pikepdf.open(BytesIO(press().pdf(LONG))) as pdf:
        root: Any = pdf.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
            "vi",
            True,
            True,
        )
        whole = root.StructTreeRoot.K
        roles = [str(part.S)[1:] for part in whole.K]
        assert str(whole.S) == "/Document"
        assert roles == [*(box.role for box in preset("classic").boxes), "Figure"]
        assert [int(part.K) for part in whole.K] == list(range(len(roles)))
        assert len(root.StructTreeRoot.ParentTree.Nums[1]) == len(roles)
        assert str(whole.K[-1].Alt).startswith("Mã QR")
        assert all("/FontFile2" in font.FontDescriptor for font in pdf.pages[0].Resources.Font.values())
    if tool := shutil.which("pdfinfo"):
        command = [tool, "-struct-text", "-"]
        heard = subprocess.run(command, input=press().pdf(LONG), capture_output=True, check=True).stdout.decode()
        said = "".join(line.strip().strip('"') + " " for line in heard.splitlines() if line.strip().startswith('"'))
        places = [said.index(run.text) for run in sheet.runs]
        assert places == sorted(places)


def test_validators_accept_it_plain_rare_sealed_and_printed(tmp_path: Path) -> None:
    seal = BytesIO()
    Image.new("RGBA", (40, 40), (200, 20, 20, 255)).save(seal, "PNG")
    layout = preset("classic")
    stamp = Picture(kind="seal", x=200, y=150, width=20, height=20, png=base64.b64encode(seal.getvalue()).decode())
    overlay = replace(layout, art="", mode=OVERLAY, qr=None, pictures=(stamp,))
    files = {
        "person.pdf": press().pdf(PERSON, EVIDENCE),
        "rare.pdf": press().pdf(RARE, EVIDENCE),
        "printed.pdf": printed([with_token(1), with_token(2, RARE)], press()),
        "overlay.pdf": Press(compile_layout(overlay, ADDRESS)).pdf(LONG),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pikepdf.open(tmp_path / name) as pdf:
            assert len(pdf.pages) == (2 if name == "printed.pdf" else 1)
            assert pdf.check_pdf_syntax() == []
        if name != "printed.pdf":
            assert len(content) < 110_000
            assert list(validate(tmp_path / name).findings) == []
    # Only a seal is see-through, which the first part of PDF/A does not know yet.
    said = preflight(tmp_path, {name: twin(content) for name, content in files.items()})
    if said is not None:
        assert {name: fault for name, fault in said.items() if fault and name != "overlay.pdf"} == {}
        assert "SMask" in said["overlay.pdf"] or "ransparen" in said["overlay.pdf"]


def test_it_says_what_it_is_and_carries_its_evidence() -> None:
    with pikepdf.open(BytesIO(press().pdf(with_text("recipient_name", "A & B <c>"), EVIDENCE))) as pdf:
        about = pdf.open_metadata()
        assert about["dc:title"] == "Giấy khen – A & B <c>" == str(pdf.docinfo["/Title"])
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert about["{urn:thi-dua:certificate:1}evidence"].encode() == EVIDENCE
        assert about["xmp:CreateDate"] == "2020-01-15T00:00:00+07:00"


SCRIPT = """
import hashlib
from certificates.compiled.build import compile_layout
from certificates.compiled.press import Press
from certificates.presets import preset
from tests.paper.readers import PERSON
from tests.paper.test_compiled import RARE
made = compile_layout(preset("classic"), "HTTPS://THIDUA.HOANKIEM.GOV.VN/V/")
press = Press(made)
print(*(hashlib.sha256(b).hexdigest() for b in (made, press.pdf(PERSON), press.pdf(RARE))))
"""


def test_another_process_with_another_seed_makes_the_same_template_and_the_same_bytes(tmp_path: Path) -> None:
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "4242",
        "TZ": "America/Lima",
        "LC_ALL": "C",
    }
    command = [sys.executable, "-c", SCRIPT]
    output = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, check=True, text=True).stdout
    ours = (press().digest, *(hashlib.sha256(press().pdf(paper)).hexdigest() for paper in (PERSON, RARE)))
    assert tuple(output.split()) == ours


def test_hash_and_checksum_of_a_file_go_on_from_those_of_its_head() -> None:
    tail, whole = press().tail(PERSON), press().pdf(PERSON)
    digest = press().sha.copy()
    digest.update(tail)
    assert digest.hexdigest() == hashlib.sha256(whole).hexdigest()
    assert zlib.crc32(tail, press().crc) == zlib.crc32(whole)
    assert press().head + tail == whole
    assert len(tail) < 8_000


@pytest.mark.parametrize("prefix", [ADDRESS, "HTTP://LOCALHOST:8000/V/", "https://host.vn/thi_dua/V/"])
def test_codes_made_by_xor_are_those_of_segno(prefix: str) -> None:
    table = qr.table(*qr.basis(prefix))
    version = (table.side - 17) // 4
    for number in range(8):
        token = with_token(number).verify_url.removeprefix(ADDRESS)
        rows = qr.rows_of(table.image(token), table.side)
        assert rows in [qr.modules(prefix + token, version, mask) for mask in range(8)]
    assert version == segno.make_qr(prefix + "A" * 26, error="m", boost_error=False).version


def test_codes_are_read_from_blurred_pictures_of_seventy_two_dots() -> None:
    for number in range(6):
        paper = with_token(number)
        image = picture(press().pdf(paper), 72).filter(ImageFilter.GaussianBlur(0.6))
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [paper.verify_url]


@pytest.mark.parametrize("url", ["https://elsewhere.vn/V/" + "A" * 26, ADDRESS + "A" * 25, ADDRESS + "1" * 26])
def test_an_address_that_is_not_the_templates_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        press().pdf(replace(PERSON, verify_url=url))


def test_what_the_plain_way_refuses_the_compiled_way_refuses_with_the_same_reasons() -> None:
    for paper in (
        replace(PERSON, recipient_name="", citation="漢", place="Hoàn  Kiếm"),
        replace(PERSON, recipient_name="An\u202eB"),
        replace(PERSON, recipient_name="Nguye\u0302\u0303n"),
        replace(PERSON, citation="dài " * 499),
    ):
        with pytest.raises(Invalid) as plain:
            render(paper)
        with pytest.raises(Invalid) as ours:
            press().pdf(paper)
        assert ours.value.problems == plain.value.problems


def test_a_template_is_small_and_a_torn_or_foreign_one_is_not_read() -> None:
    made = press().artefact.to_bytes()
    assert len(made) < 125_000
    assert Artefact.from_bytes(made).to_bytes() == made
    for broken in (made[:-1], b"PK" + made, made.replace(b'"format":1', b'"format":9', 1)):
        with pytest.raises(Unreadable):
            Artefact.from_bytes(broken)


def test_the_alphabet_has_each_vietnamese_letter_once_and_no_code_that_readers_lose() -> None:
    letters = TABLE.replace(NOWHERE, "")
    assert len(set(letters)) == len(letters)
    assert set(VIETNAMESE) < set(letters) and len(VIETNAMESE) == 134
    assert all(TABLE[code] == NOWHERE for code in (0, 10, 13))
    assert plain_press().faces.lacks("bold", letters) == ""
