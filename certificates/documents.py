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
from certificates.pages import HIGH, NUMBER_DOWN, WIDE, Block, Mark, Rule, Run, lay_out
from certificates.paper import ROMAN
from certificates.renderer import ONE_AT_A_TIME
from certificates.typefaces import typefaces
from kernel.errors import Invalid
from kernel.text import gettext_noop

_TOUCHING = 0.1


@dataclass(frozen=True)
class Carried:
    """A file inside the document."""

    name: str
    title: str
    media: str
    content: bytes


DAY = date(2020, 3, 5)
"""When Decree 30/2020 came into force: the day of documents that have none of their own."""


def render(
    blocks: Sequence[Block],
    *,
    title: str,
    author: str,
    landscape: bool = False,
    carried: Carried | None = None,
    day: date = DAY,
) -> bytes:
    """The document as a PDF for archives: the same blocks give the same bytes. ``carried`` is a file that goes with it. Raises
    `Invalid` for text that has no glyphs."""
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
        reading = Reading()
        for place, page in enumerate(pages):
            _page(canvas, page, high, place, reading)
            canvas.showPage()
        canvas.save()
    return archived(out.getvalue(), Label(title, author, day, part=3 if carried else 2), reading)


def _page(canvas: Canvas, page: Sequence[Mark], high: float, place: int, reading: Reading) -> None:
    """Words in their paragraphs, lines and page numbers as what is not read aloud."""
    before: Run | None = None
    for at, mark in enumerate(page):
        after = next((one for one in page[at + 1 :] if isinstance(one, Run)), None)
        if isinstance(mark, Run) and mark.text and mark.down != NUMBER_DOWN:
            canvas._code.append(f"/P <</MCID {reading.piece(place, goes_on=_goes_on(before, mark))}>> BDC")
            before, blank = mark, " " if after and mark.spread and after.down != mark.down else ""
            _draw(canvas, replace(mark, text=mark.text + blank), high)
        else:
            canvas._code.append("/Artifact BMC")
            _draw(canvas, mark, high)
        canvas._code.append("EMC")


def _goes_on(before: Run | None, run: Run) -> bool:
    """Whether a run belongs to the paragraph of the one before it: right behind it on its line, or below a line that was filled."""
    if before is None:
        return False
    if run.down != before.down:
        return before.spread != 0 and run.down > before.down
    natural = typefaces().width(before.face, before.text) * before.size + before.spread * before.text.count(" ")
    return abs(before.x + natural - run.x) < _TOUCHING


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
