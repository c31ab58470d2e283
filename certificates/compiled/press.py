"""A compiled template ready to print: what every certificate begins with, and the tail of each one."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from certificates.compiled import qr
from certificates.compiled.artefact import Artefact
from certificates.compiled.boxes import NoRoom, PrintedBox, opening
from certificates.compiled.ground import background, code_start
from certificates.compiled.metadata import About, info, xmp
from certificates.compiled.objects import FREE, HEADER, colour, framed, line
from certificates.compiled.rare_page import RareBoxes
from certificates.compiled.skeleton import CATALOG, PAGE, skeleton
from certificates.compiled.sound import TEXTS, unsound
from certificates.compiled.typeset import CompiledFaces
from certificates.layouts import Layout
from certificates.paper import Paper, long_date, values
from certificates.typesetting import lay_out
from kernel.errors import Invalid
from kernel.text import gettext_noop

_NOTHING: Mapping[int, bytes] = {}
_CLOSED = b"EMC\n"
_LINE = 20  # bytes of an object's line in the table


class Press:
    """One template. All but what its boxes remember is settled when it is made. ``bare`` leaves out the images of a signature and
    a seal, for papers that are signed and sealed by hand."""

    def __init__(self, content: bytes, *, bare: bool = False) -> None:
        self.artefact = Artefact.from_bytes(content)
        data = self.artefact.data
        self.has_pictures = bool(data["layout"]["pictures"])
        if bare:
            data["layout"]["pictures"] = []
        self.digest = hashlib.sha256(content).hexdigest()
        self.layout = Layout.from_data(
            data["layout"] | {"pictures": [_whose(one) for one in data["layout"]["pictures"]]}
        )
        self._signed = {one.of for one in self.layout.pictures if one.of}
        self.address: str = data["address"]
        self.faces = CompiledFaces(data["faces"])
        self.qr = qr.table(data["qr"], self.artefact.streams["qr"]) if self.layout.qr else None
        self.bones = skeleton(self.artefact, self.layout, HEADER)
        count = self.bones.count
        self.head = self.bones.head + b"%d 0 obj\n<</Length " % (count + 1)
        self.sha, self.crc = hashlib.sha256(self.head), zlib.crc32(self.head)
        self._lines = FREE + self.bones.lines + line(len(self.bones.head))
        self._metadata = b"%d 0 obj\n<</Type/Metadata/Subtype/XML/Length " % (count + 2)
        self._info = b"%d 0 obj\n" % (count + 3)
        height = self.layout.page_height
        self.boxes = [PrintedBox(box, place, self.faces, height) for place, box in enumerate(self.layout.boxes)]
        said = {field for box in self.boxes for field in box.fields}
        self._unprinted = tuple(field for field in TEXTS if field not in said)
        self.ground = background(self.artefact, self.layout)
        self.code_start = code_start(self.layout, self.qr.side, len(self.boxes)) if self.layout.qr and self.qr else b""
        self.pieces = self._pieces()
        self._bare_code = self.code_start.partition(b"BDC\n")[2]
        self._bare = self._bare_pieces()
        self.about = lru_cache(maxsize=256)(_about)

    # The page ----------------------------------------------------------------------------------------------------------

    def _pieces(self) -> list[bytes | PrintedBox]:
        """The page in reading order: bytes that are always the same, and boxes that are not."""
        parts: list[bytes | PrintedBox] = [self.ground]
        for box in self.boxes:
            parts += [opening(box.box, box.place), _constant(box) or box, _CLOSED]
        joined: list[bytes | PrintedBox] = []
        for part in parts:
            if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
                joined[-1] += part
            else:
                joined.append(part)
        return joined

    def _bare_pieces(self) -> list[bytes | PrintedBox]:
        """The boxes that change without tags; marks of content are kept, as a rule under a text ends one."""
        parts: list[bytes | PrintedBox] = []
        for box in self.boxes:
            if not _constant(box):
                parts += [f"/P BMC\n{colour(box.box.colour)} rg\n".encode(), box, _CLOSED]
        return parts

    def content(self, paper: Paper, redrawn: Mapping[int, bytes] = _NOTHING) -> bytes:
        """The page's operators; ``redrawn`` has boxes by place that are already drawn. Raises `Invalid`, and
        UnicodeEncodeError for letters outside the compiled fonts."""
        done = self._walked(self.pieces, paper, redrawn)
        if self.qr is not None:
            done += [self.code_start, self.qr.image(self.token(paper)).hex().encode(), b">\nEI Q\nEMC\n"]
        return b"".join(done)

    def steady(self) -> bytes:
        """What is the same on all pages, for files of many: ground and constant words."""
        drawn = [
            f"/P BMC\n{colour(box.box.colour)} rg\n".encode() + words + _CLOSED
            for box in self.boxes
            if (words := _constant(box))
        ]
        return b"".join([self.ground, *drawn])

    def changing(self, paper: Paper, redrawn: Mapping[int, bytes] = _NOTHING) -> bytes:
        """What differs from page to page, over the form "S" of what is the same; errors as for `content`."""
        done = [b"/S Do\n", *self._walked(self._bare, paper, redrawn)]
        if self.qr is not None:
            done += [self._bare_code, self.qr.image(self.token(paper)).hex().encode(), b">\nEI Q\n"]
        return b"".join(done)

    def _walked(self, pieces: Sequence[bytes | PrintedBox], paper: Paper, redrawn: Mapping[int, bytes]) -> list[bytes]:
        said: dict[str, str] | None = None
        done = []
        if self._signed - {paper.signatory_name} or (self._unprinted and unsound(self._unprinted, paper)):
            self.refuse(paper)
        for piece in pieces:
            if isinstance(piece, bytes):
                done.append(piece)
                continue
            if redrawn and piece.place in redrawn:
                done.append(redrawn[piece.place])
                continue
            key = piece.key(paper)
            if piece.fixed is not None:
                done += [piece.fixed[0], key.encode("ascii"), piece.fixed[1]]
                continue
            drawn = piece.known.get(key)
            if drawn is None:
                said = said or values(paper)
                drawn = piece.remember(key, self._drawn(piece, paper, said))
            done.append(drawn)
        return done

    def _drawn(self, box: PrintedBox, paper: Paper, said: dict[str, str]) -> bytes:
        if unsound(box.fields, paper):
            self.refuse(paper)
        try:
            return box.operators(said)
        except NoRoom:
            self.refuse(paper)
            raise

    def refuse(self, paper: Paper) -> None:
        """Raise `Invalid` with all that keeps the paper from being printed; nothing, if nothing does."""
        lay_out(paper, self.layout, self.faces)

    def token(self, paper: Paper) -> str:
        """The paper's token. Raises `Invalid` for an address that is not the one compiled in, which the codes are made for."""
        token = paper.verify_url.removeprefix(self.address)
        if len(paper.verify_url) != len(self.address) + qr.TOKEN or not qr.is_token(token):
            message = gettext_noop("Địa chỉ kiểm tra “%(url)s” không thuộc mẫu đã công bố.")
            raise Invalid("paper_address", message, url=paper.verify_url)
        return token

    # The file ----------------------------------------------------------------------------------------------------------

    def tail(self, paper: Paper, evidence: bytes = b"") -> bytes:
        """All that follows the head in one certificate's file. Raises `Invalid` for what cannot be printed."""
        token = self.token(paper).encode()
        rare = None
        try:
            content = self.content(paper)
        except UnicodeEncodeError:
            self.refuse(paper)
            rare = RareBoxes(self.boxes, values(paper), self.faces, self.bones.count + 3)
            content = self.content(paper, rare.drawn)
        about = self.about(paper.authority_line, paper.decision_number, paper.decided_on)
        title = f"{paper.title.capitalize()} – {paper.recipient_name}"
        return self._finished(content, xmp(title, about, evidence), info(title, about), token, rare)

    def pdf(self, paper: Paper, evidence: bytes = b"") -> bytes:
        return self.head + self.tail(paper, evidence)

    def _finished(self, content: bytes, xml: bytes, plain: bytes, name: bytes, rare: RareBoxes | None) -> bytes:
        first = b"%d>>\nstream\n%s\nendstream\nendobj\n" % (len(content), content)
        second = b"%s%d>>\nstream\n%s\nendstream\nendobj\n" % (self._metadata, len(xml), xml)
        third = b"%s%s\nendobj\n" % (self._info, plain)
        metadata = len(self.head) + len(first)
        lines = [self._lines, line(metadata), line(metadata + len(second))]
        end = metadata + len(second) + len(third)
        size, fourth = self.bones.count + 4, b""
        if rare:
            fourth, page, more = self._own_page(rare, end)
            lines = [self._lines[: PAGE * _LINE], page, self._lines[(PAGE + 1) * _LINE :], *lines[1:], more]
            size, end = size + len(rare.shelf.bodies), end + len(fourth)
        trailer = b"xref\n0 %d\n%strailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[(%s)(%s)]>>\nstartxref\n%d\n%%%%EOF\n" % (
            size, b"".join(lines), size, CATALOG, self.bones.count + 3, name, name, end)  # fmt: skip
        return b"".join([first, second, third, fourth, trailer])

    def _own_page(self, rare: RareBoxes, start: int) -> tuple[bytes, bytes, bytes]:
        """The page once more with the rare fonts among its resources, and those fonts; the table names this page."""
        shared = self.bones.shared
        resources = replace(shared, fonts=shared.fonts | rare.fonts).resources()
        page = framed(PAGE, self.bones.page + b"/Resources%s>>" % resources)
        fonts, lines = rare.shelf.written(start + len(page))
        return page + fonts, line(start), lines


def _whose(kept: Mapping[str, Any]) -> dict[str, Any]:
    """An image by its place and whose it is; its dots are in the artefact's streams."""
    return {name: value for name, value in kept.items() if name != "pixels"} | {"png": ""}


def _constant(box: PrintedBox) -> bytes | None:
    """What draws a box that always says the same; None for others, and for the odd one with letters outside the fonts."""
    if box.names:
        return None
    try:
        return box.operators({})
    except UnicodeEncodeError:
        return None


def _about(author: str, number: str, day: date) -> About:
    return About.decision(author, f"Quyết định số {number} {long_date(day)}", day)
