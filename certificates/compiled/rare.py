"""Letters outside the compiled fonts: shaped by HarfBuzz and drawn with a font that the one certificate carries itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise

import uharfbuzz
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from certificates.compiled.art import packed
from certificates.compiled.objects import Shelf, numbers, packed_stream
from certificates.paper import BOLD, DISPLAY
from certificates.typefaces import FILES, FONTS

_FEATURES = {"kern": False, "liga": False, "clig": False, "dlig": False, "calt": False}
_KEPT = {"head", "hhea", "hmtx", "maxp", "loca", "glyf"}


@dataclass(frozen=True)
class Glyph:
    """A glyph of the whole font at its place, in font units from the start of its word; ``letters`` it stands for."""

    index: int
    x: int
    y: int
    letters: str


def stand_in(face: str) -> str:
    """The face that has the letters: the display face has too few of them."""
    return BOLD if face == DISPLAY else face


class Shaper:
    """Sets words with the whole text faces."""

    def has(self, face: str, letter: str) -> bool:
        return ord(letter) in _letters(stand_in(face))

    def width(self, face: str, word: str) -> float:
        _, advance = self.shaped(face, word)
        return advance / em_of(stand_in(face))

    def shaped(self, face: str, word: str) -> tuple[tuple[Glyph, ...], int]:
        """The glyphs of a word and its advance, marks placed as the font says; never ligatures, which are read back badly."""
        return _shaped(stand_in(face), word)


@cache
def _font(face: str) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / FILES[face]))))


@cache
def _letters(face: str) -> frozenset[int]:
    return frozenset(TTFont(FONTS / FILES[face]).getBestCmap())


def em_of(face: str) -> int:
    return int(_font(face).face.upem)


@cache
def _shaped(face: str, word: str) -> tuple[tuple[Glyph, ...], int]:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(_font(face), buffer, _FEATURES)
    starts = sorted({info.cluster for info in buffer.glyph_infos} | {len(word)})
    ends = dict(pairwise(starts))
    glyphs, at, seen = [], 0, set()
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        letters = "" if info.cluster in seen else word[info.cluster : ends[info.cluster]]
        seen.add(info.cluster)
        glyphs.append(Glyph(info.codepoint, at + position.x_offset, position.y_offset, letters))
        at += position.x_advance
    return tuple(glyphs), at


def operators(glyphs: Sequence[Glyph], places: dict[int, int], scale: float) -> bytes:
    """The glyphs of a word, each moved to its place; the text position is the word's start before and after."""
    parts = []
    x = y = 0.0
    for glyph in glyphs:
        to_x, to_y = round(glyph.x * scale, 2), round(glyph.y * scale, 2)
        parts.append(f"{numbers(to_x - x, to_y - y)} Td<{places[glyph.index]:04X}>Tj")
        x, y = to_x, to_y
    parts.append(f"{numbers(-x, -y)} Td")
    return "\n".join(parts).encode()


def put_font(shelf: Shelf, face: str, glyphs: Iterable[Glyph], name: str) -> tuple[int, dict[int, int]]:
    """A font of just these glyphs as objects of the shelf; answers its number, and the new place of each glyph."""
    said = {0: ""}
    for glyph in glyphs:
        said[glyph.index] = said.get(glyph.index) or glyph.letters
    program, places, widths, shape = _cut(face, tuple(sorted(said)))
    file = shelf.take(packed_stream(packed(program), f"/Length1 {len(program)}"))
    covered = packed_stream(packed(_bits(len(widths))))
    descriptor = shelf.take(b"<</Type/FontDescriptor/FontName/%s%s/FontFile2 %d 0 R/CIDSet %d 0 R>>" % (
        name.encode(), shape.encode(), file, shelf.take(covered)))  # fmt: skip
    child = shelf.take(
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %d 0 R/CIDToGIDMap/Identity/DW 0/W[0[%s]]>>"
        % (name.encode(), descriptor, numbers(*widths).encode())
    )
    pairs = sorted((places[index], letters) for index, letters in said.items() if letters)
    letters = shelf.take(packed_stream(packed(_to_unicode(pairs))))
    font = shelf.take(
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
        % (name.encode(), child, letters)
    )
    return font, places


@cache
def _cut(face: str, order: tuple[int, ...]) -> tuple[bytes, dict[int, int], tuple[float, ...], str]:
    """The font of the glyphs and of what they are composed of: its program, their new places, all widths and its shape."""
    font = TTFont(FONTS / FILES[face], recalcTimestamp=False)
    names = font.getGlyphOrder()
    em, capital, slant = font["head"].unitsPerEm, font["OS/2"].sCapHeight, font["post"].italicAngle
    options = Options(hinting=False, layout_features=[], notdef_outline=True, glyph_names=False, retain_gids=False)
    for tag in set(font.keys()) - _KEPT - {"GlyphOrder"}:
        del font[tag]  # before anything reads the long tables of layout
    cutter = Subsetter(options)
    cutter.populate(gids=list(order))
    cutter.subset(font)
    kept = font.getGlyphOrder()
    places = {index: kept.index(names[index]) for index in order}
    widths = tuple(1000 * font["hmtx"].metrics[name][0] / em for name in kept)
    out = BytesIO()
    font.save(out, reorderTables=True)
    head, lines = font["head"], font["hhea"]
    scaled = [1000 * value / em for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
    shape = (
        f"/Flags 4/FontBBox[{numbers(*scaled)}]/ItalicAngle {numbers(slant)}/Ascent {numbers(1000 * lines.ascent / em)}"
        f"/Descent {numbers(1000 * lines.descent / em)}/CapHeight {numbers(1000 * capital / em)}/StemV 90"
    )
    return out.getvalue(), places, widths, shape


def _bits(count: int) -> bytes:
    return int("1" * count + "0" * (-count % 8), 2).to_bytes((count + 7) // 8, "big")


def _to_unicode(pairs: list[tuple[int, str]]) -> bytes:
    lines = "\n".join(f"<{place:04X}><{letters.encode('utf-16-be').hex()}>" for place, letters in pairs)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
        "/Supplement 0>>def /CMapName/Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000><FFFF> "
        f"endcodespacerange\n{len(pairs)} beginbfchar\n{lines}\nendbfchar\n"
        "endcmap CMapName currentdict/CMap defineresource pop end end"
    ).encode()
