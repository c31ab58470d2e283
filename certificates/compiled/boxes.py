"""The boxes of a template as they are printed: operators for each, remembered by the values that a box says."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from certificates.compiled.objects import MM, colour, hexadecimal, number, numbers
from certificates.compiled.qr import ALPHABET, TOKEN
from certificates.compiled.typeset import CompiledFaces
from certificates.layouts import LEFT, Box
from certificates.paper import grouped, named, set_in
from certificates.typesetting import Run, Setting, set_box

_FROM = {
    "post": ("position", "unit_name"),
    "decision_date": ("decided_on",),
    "decision_date_english": ("decided_on",),
}
"""Which fields of a paper a value comes from, where it is not the field of its name."""
MOST = 4096
"""Texts of one box that are remembered: of a decision's citations and units all, of names none twice."""


class NoRoom(Exception):
    """The text finds no room in its box."""


class PrintedBox:
    """One box that says something else on each certificate."""

    def __init__(self, box: Box, place: int, faces: CompiledFaces, height: float) -> None:
        self.box, self.place, self.faces, self.height = box, place, faces, height
        self.names = named(box)
        self.fields = tuple(dict.fromkeys(field for name in self.names for field in _FROM.get(name, (name,))))
        self.key: Callable[[Any], Any] = attrgetter(*self.fields) if self.fields else lambda _: None
        self.known: dict[Any, bytes] = {}
        self.fixed = self._fixed()

    def _fixed(self) -> tuple[bytes, bytes] | None:
        """What stands before and after the code in a box for it alone that takes the widest one at full size: such a box looks
        the same but for its letters, and no two certificates have the same code."""
        if self.box.text != "{verify_code}" or self.box.lead or self.box.align != LEFT or self.box.rule:
            return None
        widest = max(ALPHABET, key=lambda letter: self.faces.width(self.box.face, letter))
        code = grouped(widest * TOKEN)
        setting = self.setting({"verify_code": code})
        if setting is None or setting.size != self.box.size or len(setting.runs) != 1:
            return None
        before, _, after = self._run(setting.runs[0]).partition(code.encode())
        return before, after

    def texts(self, said: Mapping[str, str]) -> tuple[str, str]:
        """Lead and text; the text is '' where the box is left out."""
        if self.names and not any(said[name] for name in self.names):
            return "", ""
        return set_in(self.box.lead, said), set_in(self.box.text, said)

    def setting(self, said: Mapping[str, str]) -> Setting | None:
        """The box laid out, None where it is left out. Raises `NoRoom`."""
        lead, text = self.texts(said)
        if not text:
            return None
        setting = set_box(self.box, lead, text, self.faces)
        if setting is None:
            raise NoRoom(self.box.key)
        return setting

    def operators(self, said: Mapping[str, str]) -> bytes:
        """What draws the box. Raises `NoRoom`, and UnicodeEncodeError for letters outside the compiled fonts."""
        setting = self.setting(said)
        if setting is None:
            return b""
        parts = [self._run(run) for run in setting.runs]
        return b"".join(parts) + rules(setting, self.height)

    def remember(self, key: Any, drawn: bytes) -> bytes:
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[key] = drawn
        return drawn

    def _run(self, run: Run) -> bytes:
        face = self.faces.by_face[run.face]
        codes = face.codes(f"{run.text} " if run.more else run.text)
        drawn = f"BT /{face.resource} {number(run.size)} Tf {at(run, self.height)} Td(".encode() + codes + b")Tj ET\n"
        return said(run, drawn)


def at(run: Run, height: float) -> str:
    return numbers(run.x * MM, (height - run.down) * MM)


def said(run: Run, drawn: bytes) -> bytes:
    """What draws a run, with what a reader finds there where it is something else."""
    if not run.said:
        return drawn
    words = hexadecimal(f"{run.said} " if run.more else run.said)
    return b"/Span <</ActualText%s>> BDC\n%sEMC\n" % (words, drawn)


def rules(setting: Setting, height: float) -> bytes:
    """Lines under a text are no part of what is read aloud: they end the box's marked content and stand in one of their own."""
    if not setting.rules:
        return b""
    drawn = [
        numbers(rule.x * MM, (height - rule.down) * MM, rule.width * MM, rule.thickness * MM) for rule in setting.rules
    ]
    return f"EMC\n/Artifact BMC\n{' re f '.join(drawn)} re f\n".encode()


def opening(box: Box, place: int) -> bytes:
    return f"/{box.role} <</MCID {place}>> BDC\n{colour(box.colour)} rg\n".encode()
