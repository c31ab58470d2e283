"""Boxes with letters outside the compiled fonts: drawn with fonts that the one certificate carries for just those words."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from certificates.compiled.boxes import PrintedBox, at, rules, said
from certificates.compiled.objects import Shelf, hexadecimal, number
from certificates.compiled.rare import Glyph, em_of, operators, put_font, stand_in
from certificates.compiled.typeset import CompiledFaces
from certificates.typesetting import Run, Setting


class RareBoxes:
    """The boxes of one page that have such words. Their fonts take the numbers after ``first``."""

    def __init__(self, boxes: Sequence[PrintedBox], said: Mapping[str, str], faces: CompiledFaces, first: int) -> None:
        self.faces = faces
        self.shelf = Shelf(first)
        self.fonts: dict[str, int] = {}
        settings = {box: setting for box in boxes if (setting := box.setting(said)) and self._rare(setting)}
        self._places: dict[str, dict[int, int]] = {}
        self._names: dict[str, str] = {}
        for face, glyphs in sorted(self._glyphs(settings.values()).items()):
            name = f"R{len(self.fonts)}"
            self.fonts[name], self._places[face] = put_font(self.shelf, face, glyphs, _font_name(face, glyphs))
            self._names[face] = name
        self.drawn = {box.place: self._box(setting, box.height) for box, setting in settings.items()}

    def _rare(self, setting: Setting) -> bool:
        return any(not common for run in setting.runs for _, common in self.faces.parts(run.face, run.text))

    def _glyphs(self, settings: Iterable[Setting]) -> dict[str, list[Glyph]]:
        found: dict[str, list[Glyph]] = {}
        for setting in settings:
            for run in setting.runs:
                for part, common in self.faces.parts(run.face, run.text):
                    if not common:
                        found.setdefault(stand_in(run.face), []).extend(self.faces.shaper.shaped(run.face, part)[0])
        return found

    def _box(self, setting: Setting, height: float) -> bytes:
        return b"".join(self._run(run, height) for run in setting.runs) + rules(setting, height)

    def _run(self, run: Run, height: float) -> bytes:
        """The stretches of a run one after the other, each rare word with its letters for readers beside it."""
        own = self.faces.by_face[run.face]
        parts = [f"BT {at(run, height)} Td\n".encode()]
        done = moved = 0.0
        for text, common in self.faces.parts(run.face, f"{run.text} " if run.more else run.text):
            parts.append(f"{number(done - moved)} 0 Td ".encode())
            moved += float(number(done - moved))
            if common:
                parts.append(f"/{own.resource} {number(run.size)} Tf (".encode() + own.codes(text) + b")Tj\n")
                done += own.width(text) * run.size
            else:
                parts.append(self._word(run, text))
                done += self.faces.shaper.width(run.face, text) * run.size
        return said(run, b"".join([*parts, b"ET\n"]))

    def _word(self, run: Run, word: str) -> bytes:
        """A word's glyphs with its letters for readers; these stand at the whole run where it is drawn in other letters."""
        face = stand_in(run.face)
        glyphs, _ = self.faces.shaper.shaped(run.face, word)
        drawn = operators(glyphs, self._places[face], run.size / em_of(face))
        font = f"/{self._names[face]} {number(run.size)} Tf\n".encode()
        if run.said:
            return b"%s%s\n" % (font, drawn)
        return b"/Span <</ActualText%s>> BDC\n%s%s\nEMC\n" % (hexadecimal(word), font, drawn)


def _font_name(face: str, glyphs: Sequence[Glyph]) -> str:
    digest = hashlib.sha256(repr((face, sorted({glyph.index for glyph in glyphs}))).encode()).hexdigest()
    tag = "".join(chr(65 + int(digit, 16)) for digit in digest[12:18])
    return f"{tag}+ThiDuaRare{face.title().replace(' ', '')}-{digest[:12]}"
