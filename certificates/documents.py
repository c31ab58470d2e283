"""Official documents as PDF: filled blocks are laid out and drawn, text as glyphs of embedded fonts, nothing read as markup."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from certificates.archival import Label, Reading, archived
from certificates.page_flow import lay_out
from certificates.pages import HIGH, WIDE, Block, Mark, Part, Rule, Run
from certificates.paper import ROMAN
from certificates.renderer import ONE_AT_A_TIME
from certificates.typefaces import typefaces
from kernel.errors import Invalid
from kernel.text import gettext_noop


@dataclass(frozen=True)
class Carried:
    """A file inside the document."""

    name: str
    title: str
    media: str
    content: bytes


@dataclass(frozen=True)
class Drawn:
    """A document with the places of all its words."""

    content: bytes
    pages: Sequence[Sequence[Mark]]


DAY = date(2020, 3, 5)
"""When Decree 30/2020 came into force: the day of documents that have none of their own."""


def render(
    blocks: Sequence[Block],
    *,
    title: str,
    author: str,
    landscape: bool = False,
    day: date = DAY,
) -> bytes:
    """The document as a PDF for archives, with headings, paragraphs and tables for who has it read aloud: the same blocks give the
    same bytes. Raises `Invalid` for text that has no glyphs."""
    return drawn(blocks, title=title, author=author, landscape=landscape, day=day).content


def drawn(
    blocks: Sequence[Block],
    *,
    title: str,
    author: str,
    landscape: bool = False,
    carried: Carried | None = None,
    day: date = DAY,
) -> Drawn:
    """As `render`; ``carried`` is a file that goes with it."""
    _require_printable(blocks)
    wide, high = (HIGH, WIDE) if landscape else (WIDE, HIGH)
    pages = lay_out(blocks, typefaces(), wide=wide, high=high)
    with ONE_AT_A_TIME:
        out = BytesIO()
        canvas = Canvas(
            out,
            pagesize=(wide, high),
            pageCompression=1,
            invariant=1,
            lang="vi",
            initialFontName=typefaces().names[ROMAN],
        )
        _describe(canvas, title, author, repr(blocks) + (repr(carried) if carried else ""))
        if carried:
            canvas._doc.Catalog.Names = _names(canvas._doc, carried)
        reading, last = Reading(), _last_lines(pages)
        for place, page in enumerate(pages):
            for mark in page:
                _marked(canvas, mark, high, place, reading, last)
            canvas.showPage()
        canvas.save()
    return Drawn(archived(out.getvalue(), Label(title, author, day, part=3 if carried else 2), reading), pages)


def _last_lines(pages: Sequence[Sequence[Mark]]) -> dict[Part, tuple[int, float]]:
    """Where the last line of each part stands: page and height."""
    runs = ((place, mark) for place, page in enumerate(pages) for mark in page if isinstance(mark, Run))
    return {mark.part: (place, mark.down) for place, mark in runs}


def _marked(
    canvas: Canvas, mark: Mark, high: float, place: int, reading: Reading, last: Mapping[Part, tuple[int, float]]
) -> None:
    """Words in their paragraph, heading or cell, with a blank where a line of it ends; all else is not read aloud."""
    if isinstance(mark, Run) and mark.part:
        reading.element(mark.part)
        if mark.text:
            blank = "" if last[mark.part] == (place, mark.down) else " "
            ends = not mark.text.endswith(" ")
            canvas._code.append(f"/{mark.part[-1][0]} <</MCID {reading.piece(place, mark.part)}>> BDC")
            _draw(canvas, replace(mark, text=mark.text + blank if ends else mark.text), high)
            canvas._code.append("EMC")
    elif isinstance(mark, Rule) or mark.text:
        canvas._code.append("/Artifact BMC")
        _draw(canvas, mark, high)
        canvas._code.append("EMC")


def _names(document: Any, carried: Carried) -> PDFDictionary:
    """The catalogue's names with one embedded file, which is not compressed, so that any program finds it."""
    about = {"Type": PDFName("EmbeddedFile"), "Subtype": PDFName(carried.media.replace("/", "#2F"))}
    content = PDFStream(PDFDictionary(about), carried.content)
    content.filters = []
    name = PDFString(carried.name)
    held = PDFDictionary({"F": document.Reference(content)})
    about = {
        "Type": PDFName("Filespec"),
        "F": name,
        "UF": name,
        "Desc": PDFString(carried.title),
        "EF": held,
        "AFRelationship": PDFName("Data"),
    }
    listed = PDFArray([name, document.Reference(PDFDictionary(about))])
    return PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": listed})})


def _describe(canvas: Canvas, title: str, author: str, content: str) -> None:
    """Metadata; date and file id come from what is written, not from when and where it is drawn."""
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Thi Đua")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    stamp = TimeStamp(invariant=1)
    stamp.YMDhms, stamp.dhh = (2020, 3, 5, 0, 0, 0), 7
    canvas._doc._timeStamp = stamp
    canvas._doc.signature = hashlib.md5(repr([title, author, content]).encode(), usedforsecurity=False)


def _draw(canvas: Canvas, mark: Mark, high: float) -> None:
    if isinstance(mark, Rule):
        canvas.rect(mark.x, high - mark.down - mark.high, mark.wide, mark.high, stroke=0, fill=1)
    elif mark.text:
        canvas.setFont(typefaces().names[mark.face], mark.size)
        canvas.drawString(mark.x, high - mark.down, mark.text, wordSpace=mark.spread)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list | tuple) else []


def _require_printable(blocks: Sequence[Block]) -> None:
    """Nothing is left out in silence: a character without a glyph is named."""
    missing = typefaces().lacks(ROMAN, "".join("".join(_texts(list(blocks))).split()))
    if missing:
        message = gettext_noop("Phông chữ của văn bản không có ký tự “%(char)s” (%(point)s); hãy sửa nội dung.")
        raise Invalid("document.glyph_missing", message, char=missing, point=f"U+{ord(missing):04X}")
