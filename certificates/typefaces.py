"""The vendored fonts: read once, checked against their manifest, registered under names that carry their hash."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from certificates.paper import BOLD, BOLD_ITALIC, DISPLAY, ITALIC, ROMAN

FONTS = Path(__file__).parent / "fonts"
FILES = {
    ROMAN: "tinos/Tinos_400Regular.ttf",
    ITALIC: "tinos/Tinos_400Regular_Italic.ttf",
    BOLD: "tinos/Tinos_700Bold.ttf",
    BOLD_ITALIC: "tinos/Tinos_700Bold_Italic.ttf",
    DISPLAY: "playfair-display/PlayfairDisplay_700Bold.ttf",
}


_REMEMBERED = 1 << 15
"""Texts of which a process keeps the width: lists of awards repeat units, positions and citations a thousand times."""


class _Widths:
    """How wide texts are in one font, in thousandths of its size."""

    def __init__(self, font: TTFont) -> None:
        self._of_char: Mapping[int, float] = font.face.charWidths
        self._default: float = font.face.defaultWidth
        self.of = lru_cache(maxsize=_REMEMBERED)(self._measured)

    def _measured(self, text: str) -> float:
        return sum(self._of_char.get(ord(char), self._default) for char in text)


class Typefaces:
    """The faces of the layout as ReportLab fonts; ``names`` maps a face to its registered name."""

    def __init__(self) -> None:
        manifest: dict[str, str] = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))["sha256"]
        self._fonts = {face: _registered(file, manifest[file]) for face, file in FILES.items()}
        self._widths = {face: _Widths(font) for face, font in self._fonts.items()}
        self.names: dict[str, str] = {face: font.fontName for face, font in self._fonts.items()}

    def width(self, face: str, text: str) -> float:
        return self._widths[face].of(text) / 1000

    def lacks(self, face: str, text: str) -> str:
        glyphs = self._fonts[face].face.charToGlyph
        return next((char for char in text if ord(char) not in glyphs), "")


def _registered(file: str, sha256: str) -> TTFont:
    """ReportLab ignores a second font of the same name and aliases a second file of the same face: so both names carry
    the file's hash, and a changed file can never be drawn with the glyphs of the old one."""
    data = (FONTS / file).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError(f"the font {file} is not the file of its manifest")
    name = f"{Path(file).stem}-{sha256[:12]}"
    font = TTFont(name, BytesIO(data))
    font.face.name = name.replace("_", "-").encode("ascii")
    pdfmetrics.registerFont(font)
    return font


@cache
def typefaces() -> Typefaces:
    return Typefaces()
