"""The shipped designs: every one on every page size says all that it must, fits the longest real texts, and draws no emblem."""

import re
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from certificates import preflight, presets
from certificates.compiled.build import compile_layout
from certificates.compiled.press import Press
from certificates.designs import ARTS, artwork
from certificates.drafting import SIGNING_ROOM, checked
from certificates.layouts import Layout
from certificates.stamps import SEAL_SIDE, stamped
from certificates.typefaces import typefaces
from certificates.typesetting import POINT, is_constant, lay_out, set_box, texts
from kernel.errors import Invalid
from tests.paper.presses import ADDRESS
from tests.paper.readers import PERSON, rendered

SIZES = ((297.0, 210.0), (420.0, 297.0), (400.0, 300.0))


@pytest.mark.parametrize("size", SIZES, ids=["A4", "A3", "400×300"])
def test_every_shipped_layout_is_sound_prints_the_longest_texts_and_leaves_room_to_sign(
    size: tuple[float, float],
) -> None:
    for code in presets.PRESETS:
        layout = presets.preset(code, *size)
        assert checked(layout.to_data()) == layout == Layout.from_data(layout.to_data())
        papers = [preflight.specimen(), preflight.longest(), preflight.body()]
        report = preflight.examine(((paper, layout) for paper in papers), typefaces())
        assert report.good, (code, report.refused)
        sheet = lay_out(PERSON, layout, typefaces())
        title = max(run.down for run in sheet.runs if run.box == "signatory")
        name = next(run for run in sheet.runs if run.box == "signatory_name")
        assert name.down - name.size * POINT * 0.66 - title >= SIGNING_ROOM


@pytest.mark.parametrize("art", ARTS)
def test_art_is_drawn_to_the_size_of_the_page_and_stays_small(art: str) -> None:
    drawn = [artwork(art, *size) for size in SIZES]
    assert len(set(drawn)) == len(SIZES)
    assert max(len(zlib.compress(one, 9)) for one in drawn) < 45_000
    assert artwork(art, *SIZES[0]) is artwork(art, *SIZES[0])
    operators = set(re.findall(rb"[A-Za-z*]+", re.sub(rb"[-.0-9]+", b"", drawn[0])))
    assert operators <= set(b"q Q cm m l c h re f f* S B rg RG w j J".split())
    assert drawn[0].count(b"q ") == drawn[0].count(b"Q ")


def test_a_box_depends_on_its_own_text_alone_and_constant_boxes_are_told() -> None:
    layout = presets.preset("lotus-bilingual")
    one, other = PERSON, replace(PERSON, recipient_name="Y Ngông Niê Kđăm", register_number=58)
    sheets = [lay_out(paper, layout, typefaces()) for paper in (one, other)]
    changed = {a.box for a, b in zip(*(sheet.settings for sheet in sheets), strict=True) if a != b}
    assert changed == {"name", "register", "register_en"}
    constant = {box.key for box in layout.boxes if is_constant(box)}
    assert constant == {"nation", "nation_en", "motto", "motto_en", "gives", "title_en"}
    for box, (lead, text), setting in zip(layout.boxes, texts(one, layout), sheets[0].settings, strict=True):
        assert set_box(box, lead, text, typefaces()) == setting


def test_names_set_below_twenty_points_are_listed_and_what_cannot_be_printed_is_named_with_its_place() -> None:
    layout = presets.preset("classic-collective")
    small = replace(preflight.body(), recipient_name="Ban Chỉ đạo phong trào thi đua " * 4 + "phường Hàng Bạc")
    refused = replace(PERSON, recipient_name="Nguyễn 漢 An", citation="Có\u0007thành tích")
    report = preflight.examine([(PERSON, layout), (small, layout), (refused, layout)], typefaces())
    assert [(one.place, one.size < 20) for one in report.small] == [(2, True)]
    (bad,) = report.refused
    assert (bad.place, bad.name) == (3, "Nguyễn 漢 An")
    assert {problem.path for problem in bad.problems} == {"recipient_name", "citation"}
    assert "漢" in bad.problems[0].text()


def test_each_design_is_one_page_with_the_name_as_text() -> None:
    for code, size in (("lotus", SIZES[1]), ("guilloche", SIZES[2])):
        pdf = rendered(PERSON, presets.preset(code, *size))
        assert pdf.startswith(b"%PDF-") and len(pdf) < 200_000


def test_the_seal_covers_a_third_of_the_signature_on_its_left_and_nothing_else_comes_in_with_an_image() -> None:
    images = {}
    for kind, size in (("signature", (600, 240)), ("seal", (500, 500))):
        out = BytesIO()
        Image.new("RGBA", size, (20, 50, 160, 128)).save(out, "PNG")
        images[kind] = out.getvalue()
    with pytest.raises(Invalid) as nobodys:
        checked(stamped(presets.preset("classic"), images).to_data())
    assert [problem.path for problem in nobodys.value.problems] == ["pictures[0].of"]
    layout = stamped(presets.preset("classic"), images, of=PERSON.signatory_name)
    assert checked(layout.to_data()) == layout
    signature, seal = layout.pictures
    assert abs((seal.x + seal.width - signature.x) / signature.width - 1 / 3) < 0.01
    assert seal.width == seal.height == SEAL_SIDE
    assert stamped(layout, {}).pictures == ()
    with pytest.raises(Invalid) as refusal:
        stamped(layout, {"seal": b"GIF89a"})
    assert [problem.path for problem in refusal.value.problems] == ["seal"]
    out = BytesIO()
    Image.new("RGB", (50, 50), "white").save(out, "PNG")
    with pytest.raises(Invalid) as refusal:
        stamped(layout, {"seal": out.getvalue()})
    assert refusal.value.code == "stamp.opaque"


def test_a_signature_stands_under_its_own_name_alone_and_never_where_ink_signs() -> None:
    out = BytesIO()
    Image.new("RGBA", (60, 24), (20, 50, 160, 128)).save(out, "PNG")
    layout = stamped(presets.preset("classic"), {"signature": out.getvalue()}, of=PERSON.signatory_name)
    content = compile_layout(layout, ADDRESS)
    assert b"/P0 Do" in Press(content).pdf(PERSON)
    deputy = replace(PERSON, signatory_name="Lê Thị B")
    for refusing in (lambda: Press(content).pdf(deputy), lambda: lay_out(deputy, layout, typefaces())):
        with pytest.raises(Invalid) as no:
            refusing()
        assert [(one.code, one.path) for one in no.value.problems] == [("other_signature", "signatory_name")]
    by_hand = Press(content, bare=True)
    assert b"/P0" not in by_hand.pdf(deputy) and by_hand.pdf(PERSON) == Press(
        compile_layout(replace(layout, pictures=()), ADDRESS)
    ).pdf(PERSON)
