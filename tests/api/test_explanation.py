"""Why a standing is what it is, over HTTP and on its page: JSON, text or XLSX, in the language of whoever asks."""

from typing import Any

import pytest
from django.utils import translation

from emulation.rules.exact import from_text
from emulation.tables.explaining import walked_down
from emulation.workbooks import open_book
from tests.api.conftest import Caller, visitor
from tests.world import OTHER, OWN, Town, World

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"txt": "text/plain", "xlsx": XLSX, "json": "application/json"}


@pytest.fixture
def town(world: World) -> Town:
    return world.home


@pytest.fixture(params=["accept", "format"])
def get(request: Any, as_: Caller, town: Town) -> Any:
    """Asks for an explanation in a kind, by the header or by the address."""

    def asked(kind: str, unit: str = OWN, by: str = "unit_head", **headers: str) -> Any:
        how = {"Accept": MEDIA[kind]} if request.param == "accept" else {}
        address = f"/api/v1/standings/{town.standing(unit)}/explanation"
        address += "" if request.param == "accept" else f"?format={kind}"
        return as_(by).get(address, headers={**how, **headers})

    return asked


def test_text_and_workbook_are_answered_to_who_asks_for_them_and_say_what_the_json_says(get: Any) -> None:
    told = get("json").json()
    answer = get("txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("DIỄN GIẢI ĐIỂM\n")
    assert f"Điểm: {told['total'].replace('.', ',')}" in text
    assert told["about"]["inputs_digest"] in text
    answer = get("xlsx")
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == 'attachment; filename="explanation.xlsx"'
    tree = open_book(answer.content).find("Cách tính")
    assert tree is not None
    parts = [part for _, part in walked_down(told["contributions"])]
    figures = {row[0]: from_text(format(row[5], "f")) for row in tree.rows[1:] if row[0]}
    assert figures == {part["code"]: round(from_text(part["points"]), 9) if "/" in part["points"] else
                       from_text(part["points"]) for part in parts}  # fmt: skip


def test_who_may_not_follow_a_figure_gets_no_file_of_it_either(get: Any) -> None:
    for kind in MEDIA:
        answer = get(kind, OTHER)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["code"] == "standing.missing"


def test_the_text_is_in_the_language_of_the_reader(get: Any) -> None:
    english = get("txt", **{"Accept-Language": "en"}).content.decode()
    with translation.override("en"):
        assert english.startswith(translation.gettext("DIỄN GIẢI ĐIỂM"))


def test_the_page_of_a_standing_offers_both_files_and_says_the_place_in_words(town: Town) -> None:
    client, standing = visitor(town, "unit_head"), town.standing(OWN)
    page = client.get(f"/standings/{standing}/").content.decode()
    assert "Tải bản giải thích (Excel)" in page
    assert "Tải bản giải thích (văn bản)" in page
    assert "loại này cần từ" in page
    assert "trong cụm, khối CUM-1" in page
    for kind in ("txt", "xlsx"):
        path = f"/standings/{standing}/explanation.{kind}"
        assert f'href="{path}"' in page
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(MEDIA[kind])
        assert answer["Content-Disposition"] == f'attachment; filename="dien-giai-diem.{kind}"'
    assert client.get(f"/standings/{standing}/explanation.pdf").status_code == 404
    assert client.get(f"/standings/{town.standing(OTHER)}/explanation.txt").status_code == 404
