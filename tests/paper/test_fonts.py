"""The vendored fonts: the files of their manifests, with their licences, and every Vietnamese letter in them."""

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics

from certificates.paper import BOLD, DISPLAY, ITALIC, ROMAN
from certificates.typefaces import FONTS, typefaces

ROOT = Path(__file__).parents[2]
VIETNAMESE = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", *"\u0300\u0309\u0303\u0301\u0323")
)


@pytest.mark.parametrize("folder", [FONTS, ROOT / "web" / "static" / "fonts"], ids=["paper", "pages"])
def test_each_font_is_the_file_of_its_manifest_and_lies_beside_its_licence(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.suffix in {".ttf", ".woff2", ".txt"}
    }
    assert files == manifest["sha256"]
    for name in files:
        licence = (folder / name).parent / "OFL.txt"
        assert "SIL OPEN FONT LICENSE" in licence.read_text("utf-8").upper()
    assert {name.split("/")[0] for name in files} == set(manifest["sources"])


@pytest.mark.parametrize("face", [ROMAN, ITALIC, BOLD, DISPLAY])
def test_every_face_has_every_vietnamese_letter(face: str) -> None:
    assert typefaces().lacks(face, VIETNAMESE + "đĐ0123456789 .,;:()/-–“”‘’…&<>\\'") == ""


@pytest.mark.parametrize("face", [ROMAN, ITALIC, BOLD])
def test_the_text_faces_have_the_letters_of_ede_and_jarai_names(face: str) -> None:
    assert typefaces().lacks(face, "ƀɃčČĕĔĭĬñÑŏŎŭŬʼ") == ""


@pytest.mark.parametrize("face", [ROMAN, ITALIC, BOLD, DISPLAY])
def test_the_layout_measures_as_the_renderer_draws(face: str) -> None:
    text = "Công Tằng Tôn Nữ Diệu Huyền Trang 0123"
    drawn = pdfmetrics.stringWidth(text, typefaces().names[face], 20)
    assert abs(typefaces().width(face, text) * 20 - drawn) < 1e-6
