"""Compiled faces: how wide a text is and which codes it is drawn with, out of the frozen tables."""

import codecs
from collections.abc import Mapping
from typing import Any

from certificates.compiled.letters import NOWHERE
from certificates.compiled.rare import Shaper

_LONGEST = 24  # words are measured again and again, lines once


class CompiledFace:
    """One face of an artefact. ``resource`` is its name on the page."""

    def __init__(self, kept: Mapping[str, Any], resource: str) -> None:
        self.face: str = kept["face"]
        self.resource = resource
        self._encoder = codecs.charmap_build(kept["table"])
        em = kept["em"]
        self._advances = {
            letter: width / em for letter, width in zip(kept["table"], kept["widths"], strict=True) if letter != NOWHERE
        }
        self._words: dict[str, float] = {}

    def width(self, text: str) -> float:
        """The advance at one point. Raises KeyError for letters that are not in the font."""
        known = self._words.get(text)
        if known is None:
            known = sum(map(self._advances.__getitem__, text))
            if len(text) <= _LONGEST and len(self._words) < 20_000:
                self._words[text] = known
        return known

    def codes(self, text: str) -> bytes:
        """The inside of a PDF string. Raises UnicodeEncodeError for letters that are not in the font."""
        found: bytes = codecs.charmap_encode(text, "strict", self._encoder)[0]
        return found.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")

    def has(self, letter: str) -> bool:
        return letter in self._advances


class CompiledFaces:
    """What the layout asks of fonts, answered by an artefact's tables; letters outside them by shaping."""

    def __init__(self, kept: list[dict[str, Any]]) -> None:
        self.by_face = {one["face"]: CompiledFace(one, f"F{place}") for place, one in enumerate(kept)}
        self.shaper = Shaper()

    def width(self, face: str, text: str) -> float:
        own = self.by_face[face]
        try:
            return own.width(text)
        except KeyError:
            return sum(
                own.width(part) if common else self.shaper.width(face, part) for part, common in self.parts(face, text)
            )

    def lacks(self, face: str, text: str) -> str:
        """A text that only machines read may be in a face that no box is set in."""
        own = self.by_face.get(face)
        return next((one for one in text if not (own and own.has(one)) and not self.shaper.has(face, one)), "")

    def parts(self, face: str, text: str) -> list[tuple[str, bool]]:
        """The text cut into stretches that the compiled font has, blanks included, and words that it has not in whole."""
        own = self.by_face[face]
        parts: list[tuple[str, bool]] = []
        for place, word in enumerate(text.split(" ")):
            common = all(map(own.has, word))
            lead = " " if place else ""
            if common:
                _join(parts, lead + word)
            else:
                _join(parts, lead)
                parts.append((word, False))
        return parts


def _join(parts: list[tuple[str, bool]], text: str) -> None:
    if text and parts and parts[-1][1]:
        parts[-1] = (parts[-1][0] + text, True)
    elif text:
        parts.append((text, True))
