"""Official documents as PDF: filled blocks are laid out and drawn, text as glyphs of embedded fonts, nothing read as markup."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from certificates.pages import HIGH, WIDE, Block, Mark, Rule, lay_out
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


def render(
    blocks: Sequence[Block], *, title: str, author: str, landscape: bool = False, carried: Carried | None = None
) -> bytes:
    """The document as a PDF: the same blocks give the same bytes. ``carried`` is a file that goes with it. Raises `Invalid`
    for text that has no glyphs."""
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
        for page in pages:
            for mark in page:
                _draw(canvas, mark, high)
            canvas.showPage()
        canvas.save()
        return out.getvalue()


def _names(document: Any, carried: Carried) -> PDFDictionary:
    """The catalogue's names with one embedded file, which is not compressed, so that any program finds it."""
    about = {"Type": PDFName("EmbeddedFile"), "Subtype": PDFName(carried.media.replace("/", "#2F"))}
    content = PDFStream(PDFDictionary(about), carried.content)
    content.filters = []
    name = PDFString(carried.name)
    held = PDFDictionary({"F": document.Reference(content)})
    about = {"Type": PDFName("Filespec"), "F": name, "UF": name, "Desc": PDFString(carried.title), "EF": held}
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
