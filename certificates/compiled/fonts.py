"""Faces frozen for good: each becomes one small 8-bit TrueType font, so that no certificate pays for subsetting or widths."""

import hashlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from certificates.compiled.letters import NOWHERE, TABLE
from certificates.paper import DISPLAY
from certificates.typefaces import FILES, FONTS

_KEPT = {"head", "hhea", "hmtx", "maxp", "loca", "glyf", "cmap"}
_SYMBOLIC, _SERIF, _ITALIC = 4, 2, 64


@dataclass(frozen=True)
class Frozen:
    """A face as it stands in every certificate. ``table`` has the letter of each code and ``widths`` its advance in font units;
    ``program`` is the font file without hints, names and layout."""

    face: str
    name: str
    table: str
    em: int
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capital: int
    slant: float
    program: bytes

    @property
    def flags(self) -> int:
        return _SYMBOLIC | _SERIF | (_ITALIC if self.slant else 0)


@cache
def frozen(face: str) -> Frozen:
    """The face with the letters of the table that it has; its names are dropped, as reserved names ask of a changed font."""
    font = TTFont(FONTS / FILES[face], recalcTimestamp=False)
    known = font.getBestCmap()
    table = "".join(letter if ord(letter) in known else NOWHERE for letter in TABLE)
    slant, capital = font["post"].italicAngle, font["OS/2"].sCapHeight
    _cut(font, table)
    order = font.getBestCmap()
    advances = font["hmtx"].metrics
    widths = tuple(0 if letter == NOWHERE else advances[order[ord(letter)]][0] for letter in table)
    _coded(font, {0xF000 + code: order[ord(letter)] for code, letter in enumerate(table) if letter != NOWHERE})
    out = BytesIO()
    font.save(out, reorderTables=True)
    program = out.getvalue()
    head, lines = font["head"], font["hhea"]
    digest = hashlib.sha256(program).hexdigest()
    tag = "".join(chr(65 + int(digit, 16)) for digit in digest[12:18])
    return Frozen(
        face=face,
        name=f"{tag}+ThiDua{'Display' if face == DISPLAY else face.title().replace(' ', '')}-{digest[:12]}",
        table=table,
        em=head.unitsPerEm,
        widths=widths,
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        ascent=lines.ascent,
        descent=lines.descent,
        capital=capital,
        slant=slant,
        program=program,
    )


def _cut(font: TTFont, table: str) -> None:
    options = Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[], glyph_names=False)
    for tag in set(font.keys()) - _KEPT - {"GlyphOrder"}:
        del font[tag]  # before anything reads the long tables of layout
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in table if letter != NOWHERE])
    cutter.subset(font)


def _coded(font: TTFont, glyphs: dict[int, str]) -> None:
    """One symbol table of codes: what PDF/A asks of a font with an encoding of its own."""
    codes = CmapSubtable.newSubtable(4)
    codes.platformID, codes.platEncID, codes.language, codes.cmap = 3, 0, 0, glyphs
    font["cmap"] = newTable("cmap")
    font["cmap"].tableVersion, font["cmap"].tables = 0, [codes]
