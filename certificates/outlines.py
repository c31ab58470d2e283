"""The outlines of letters in the vendored fonts, so that a page of the browser shows the very letters that are printed."""

from functools import cache

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from certificates.typefaces import FILES, FONTS


class Outlines:
    """One face; what is asked for is drawn once in a process."""

    def __init__(self, face: str) -> None:
        font = TTFont(FONTS / FILES[face], lazy=True)
        self._glyphs, self._names = font.getGlyphSet(), font.getBestCmap()
        self.em: int = font["head"].unitsPerEm
        self._known: dict[str, tuple[str, float]] = {}

    def of(self, letter: str) -> tuple[str, float]:
        """The path of a letter in font units with its baseline at 0, and its advance; '' for what has no outline."""
        if letter not in self._known:
            glyph = self._glyphs[self._names.get(ord(letter), ".notdef")]
            pen = SVGPathPen(self._glyphs, ntos=lambda value: f"{value:g}")
            glyph.draw(pen)
            self._known[letter] = pen.getCommands(), glyph.width
        return self._known[letter]


@cache
def outlines(face: str) -> Outlines:
    return Outlines(face)
