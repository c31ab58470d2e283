"""A layout tried while it is worked on: drawn as far as it goes, letters where they are printed, faults beside their boxes."""

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from certificates import preflight, previews
from certificates.designs import ARTS
from certificates.designs.vectors import vectors
from certificates.outlines import outlines
from certificates.presets import preset
from certificates.trials import Trial, tried
from certificates.typefaces import typefaces
from certificates.typesetting import POINT, lay_out

_ROOM = "layout.no_room"


def changed(**box: Any) -> dict[str, Any]:
    layout = preset("classic")
    boxes = tuple(replace(one, **box) if one.key == "name" else one for one in layout.boxes)
    return replace(layout, boxes=boxes).to_data()


def found(trial: Trial) -> set[tuple[str, str, bool]]:
    return {(one.box, one.problem.code, one.grave) for one in trial.findings}


def test_a_shipped_layout_is_good_and_its_letters_stand_where_the_typesetting_puts_them() -> None:
    layout, paper = preset("classic"), preflight.longest()
    trial = tried(layout.to_data(), paper)
    assert trial.good and found(trial) == {("name", "layout.small_name", False)}
    root = ElementTree.fromstring(f"<svg>{trial.drawn}</svg>")
    sheet = lay_out(paper, layout, typefaces())
    for setting in sheet.settings:
        (group,) = [one for one in root if one.get("data-text") == setting.box]
        runs = [one for one in group if one.tag == "g"]
        assert len(runs) == len(setting.runs)
        for drawn, run in zip(runs, setting.runs, strict=True):
            x, down = map(float, re.findall(r"-?[\d.]+", drawn.get("transform", ""))[:2])
            assert (x, down) == pytest.approx((run.x, run.down), abs=0.001)
            em, last = outlines(run.face).em, drawn[-1]
            end = float(last.get("x", 0)) * run.size * POINT / em
            wide = typefaces().width(run.face, run.text.rstrip()[:-1]) * run.size * POINT
            assert end == pytest.approx(wide, abs=0.35)
    assert trial.sizes["name"] == sheet.size_of("name")


def test_faults_of_place_and_room_are_told_beside_their_box_and_the_rest_is_drawn_all_the_same() -> None:
    crowded = tried(changed(y=66.6, x=200), preflight.specimen())
    assert {("name", "layout.outside", True), ("name", "layout.overlap", True)} <= found(crowded)
    assert 'data-text="name"' in crowded.drawn
    narrow = tried(changed(width=60, x=118.5), preflight.longest())
    assert ("name", _ROOM, True) in found(narrow)
    assert 'data-text="name"' not in narrow.drawn and 'data-text="title"' in narrow.drawn
    broken = tried(changed(size="to", face="comic"), preflight.specimen())
    assert (broken.drawn, broken.good) == ("", False)
    assert {(one.box, one.name) for one in broken.findings} == {("name", "size"), ("name", "face")}


def test_the_longest_name_of_an_authority_is_tried_though_another_is_shown() -> None:
    own = previews.own_of(("Chủ tịch", "Huế"), ["W" * 60, "Lê Vĩ"], ["Công chức"], ["Phòng 漢"])
    trial = tried(preset("classic").to_data(), previews.sample(previews.SHORTEST, own), previews.own_samples(own))
    assert ("name", _ROOM, True) in found(trial)
    assert {"glyph_missing"} & {code for _, code, _ in found(trial)}
    assert previews.sample(previews.OWN, own).recipient_name == "W" * 60
    assert previews.sample(previews.OWN, None) == preflight.longest()


@pytest.mark.parametrize(
    ("kind", "salutations"),
    [("person", {"Bà", "Ông"}), ("collective", {"Tập thể"}), ("household", {"Hộ gia đình"})],
)
def test_a_template_is_seen_with_names_of_its_own_kind_of_recipient(kind: str, salutations: set[str]) -> None:
    own = previews.own_of(("Chủ tịch", "Huế"), ["Lê Vĩ"], ["Công chức"], ["Phòng Tư pháp"])
    assert {previews.sample(code, own).salutation for code in previews.titles(kind)} == salutations
    assert {previews.begun_with(kind), previews.longest_for(kind)} <= set(previews.titles(kind))
    assert {paper.salutation for paper in previews.own_samples(own, kind)} <= salutations
    for code in previews.titles(kind):
        trial = tried(preset("classic-collective").to_data(), previews.sample(code, own))
        assert 'data-text="name"' in trial.drawn


def test_a_template_for_anybody_is_seen_with_names_of_all_kinds() -> None:
    assert list(previews.titles("")) == list(previews.TITLES)
    assert (previews.begun_with(""), previews.longest_for("")) == (previews.OWN, previews.LONGEST)


@pytest.mark.parametrize("art", ARTS)
def test_the_art_is_whole_svg_without_script_or_style(art: str) -> None:
    root = ElementTree.fromstring(vectors(art, 297.0, 210.0))
    tags = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert tags == {"svg", "g", "path"}
    assert not [one for one in root.iter() if set(one.attrib) & {"style", "onload", "href"}]
