"""Word documents: the template that ships for a list of blocks, and a template filled with facts; python-docx and docxtpl."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.exceptions import OpcError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml.etree import LxmlError

from emulation.commendation.papers.blocks import Block
from emulation.commendation.papers.filling import Refused, Sandbox, Shape

FONT = "Times New Roman"
PAGE = (210, 297)
MARGINS = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
WIDTH = 165
"""Millimetres of a line between the margins of Decree 30/2020."""
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_SEALED, _SIGNED = 7, 5
"""Empty lines over a name: for a signature with the round seal in its real size, and for a signature alone."""
_STAMP = (2020, 3, 5, 0, 0, 0)
"""The day from which Decree 30/2020 holds: files say when nothing was made, so that the same facts give the same bytes."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


class _Writer:
    """Writes blocks into one Word document."""

    def __init__(self, *, landscape: bool) -> None:
        self.document: WordDocument = Document()
        self.width = PAGE[1] - 35 if landscape else WIDTH
        self._styles()
        self._page(landscape=landscape)

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(14)
        fonts = normal.element.rPr.rFonts
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), FONT)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        about = self.document.core_properties
        about.author, about.title, about.comments = "Thi Đua", "", ""
        about.created = about.modified = datetime(*_STAMP, tzinfo=UTC)

    def _page(self, *, landscape: bool) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        wide, high = PAGE[::-1] if landscape else PAGE
        section.page_width, section.page_height = Mm(wide), Mm(high)
        for name, value in MARGINS.items():
            setattr(section, name, Mm(value))
        section.header_distance = Mm(10)
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = number.add_run()
            run.font.size = Pt(13)
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = words
            run._r.append(part)

    # Parts -----------------------------------------------------------------------------------------------------------

    def line(
        self, into: WordDocument | _Cell, words: str, *, size: float = 14, face: str = "", align: str = "centre"
    ) -> Paragraph:
        paragraph = into.add_paragraph()
        paragraph.alignment = _ALIGN[align]
        self.run(paragraph, words, size=size, face=face)
        return paragraph

    def run(self, paragraph: Paragraph, words: str, *, size: float = 14, face: str = "") -> None:
        run = paragraph.add_run(words)
        run.font.size, run.bold, run.italic = Pt(size), "bold" in face or None, "italic" in face or None

    def rule(self, into: WordDocument | _Cell, width: float, part: float) -> None:
        """A thin line in the middle: a low paragraph with a border under it, drawn in from both sides."""
        paragraph = into.add_paragraph()
        form = paragraph.paragraph_format
        form.left_indent = form.right_indent = Mm(width * (1 - part) / 2)
        form.line_spacing, form.space_after = Pt(3), Pt(3)
        border = OxmlElement("w:pBdr")
        bottom = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            bottom.set(qn(f"w:{name}"), value)
        border.append(bottom)
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")

    def halves(self, left: float) -> tuple[_Cell, _Cell, float, float]:
        grid = self.document.add_table(rows=1, cols=2)
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _margins(grid, 0)
        widths = (self.width * left, self.width * (1 - left))
        for place, width in enumerate(widths):
            grid.columns[place].width = Mm(width)
            grid.rows[0].cells[place].width = Mm(width)
        grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        first, second = grid.rows[0].cells
        return first, second, *widths

    def tag(self, words: str) -> None:
        """A line that docxtpl takes away: the beginning or end of a loop or condition around paragraphs."""
        self.document.add_paragraph(words)

    # Shapes ----------------------------------------------------------------------------------------------------------

    def write(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            getattr(self, f"_{block['shape']}")(block)

    def _head(self, block: Block) -> None:
        left, right, wide, wider = self.halves(0.4)
        _emptied(left, right)
        self.line(left, "{%p if head.superior %}", size=12)
        self.line(left, "{{ head.superior }}", size=12)
        self.line(left, "{%p endif %}", size=12)
        self.line(left, "{{ head.body }}", size=12, face="bold")
        self.rule(left, wide, 0.4)
        if block["numbered"]:
            self.line(left, "Số: {{ head.number }}", size=13)
        if block["about"]:
            self.line(left, block["about"], size=12)
        self._heading_of_nation(right, wider)
        self.line(right, "{{ head.place }}, {{ head.day }}", size=13, face="italic").paragraph_format.space_before = Pt(
            4
        )
        self.line(self.document, "", size=6)

    def _heading_of_nation(self, into: WordDocument | _Cell, width: float) -> None:
        self.line(into, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, face="bold")
        self.line(into, "Độc lập - Tự do - Hạnh phúc", size=13, face="bold")
        self.rule(into, width, 59 / width)

    def _nation(self, _: Block) -> None:
        self._heading_of_nation(self.document, self.width)
        self.line(self.document, "", size=6)

    def _title(self, block: Block) -> None:
        self.line(self.document, block["name"], face="bold").paragraph_format.space_before = Pt(6)
        if block["about"]:
            self.line(self.document, block["about"], face="bold")
            self.rule(self.document, self.width, 0.25)
        if block["note"]:
            self.line(self.document, block["note"], size=13, face="italic")

    def _centred(self, block: Block) -> None:
        form = self.line(self.document, block["text"], face="bold").paragraph_format
        form.space_before = form.space_after = Pt(6)

    def _addressed(self, block: Block) -> None:
        form = self.line(self.document, f"Kính gửi: {block['text']}").paragraph_format
        form.space_before = form.space_after = Pt(8)

    def _heading(self, block: Block) -> None:
        form = self.line(self.document, block["text"], face="bold", align="left").paragraph_format
        form.first_line_indent, form.space_before, form.keep_with_next = Mm(10), Pt(6), True

    def _text(self, block: Block) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = _ALIGN["both"]
        form = paragraph.paragraph_format
        form.first_line_indent, form.space_before, form.line_spacing = Mm(10), Pt(6), 1.1
        if block["lead"]:
            self.run(paragraph, f"{block['lead']} ", face="bold")
        self.run(paragraph, block["text"], face="italic" if block["italic"] else "")

    def _each(self, block: Block) -> None:
        self.tag(f"{{%p for {block['name']} in {block['rows']} %}}")
        self.write(block["blocks"])
        self.tag("{%p endfor %}")

    def _when(self, block: Block) -> None:
        self.tag(f"{{%p if {block['what']} %}}")
        self.write(block["blocks"])
        self.tag("{%p endif %}")

    def _table(self, block: Block) -> None:
        columns = block["columns"]
        self.line(self.document, "", size=6)
        grid = self.document.add_table(rows=1, cols=len(columns), style="Table Grid")
        grid.autofit = False
        scale = self.width / sum(column["width"] for column in columns)
        for place, column in enumerate(columns):
            grid.columns[place].width = Mm(column["width"] * scale)
        _margins(grid, 1.2, 0.7)
        self._row(grid, [column["heading"] for column in columns], columns, face="bold", align="centre", scale=scale)
        mark = OxmlElement("w:tblHeader")
        grid.rows[0]._tr.get_or_add_trPr().append(mark)
        grid.add_row()
        self._row(grid, [f"{{%tr for {block['name']} in {block['rows']} %}}"], columns, scale=scale)
        grid.add_row()
        self._row(grid, [column["text"] for column in columns], columns, scale=scale)
        grid.add_row()
        self._row(grid, ["{%tr endfor %}"], columns, scale=scale)
        if block["total"]:
            grid.add_row()
            self._row(grid, block["total"], columns, face="bold", scale=scale)
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def _row(
        self,
        grid: Table,
        texts: Sequence[str],
        columns: Sequence[Block],
        *,
        scale: float,
        face: str = "",
        align: str = "",
    ) -> None:
        for place, (cell, column) in enumerate(zip(grid.rows[-1].cells, columns, strict=True)):
            cell.width, cell.vertical_alignment = Mm(column["width"] * scale), WD_ALIGN_VERTICAL.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.alignment = _ALIGN[align or column["align"]]
            self.run(paragraph, texts[place] if place < len(texts) else "", size=12, face=face)

    def _signatures(self, block: Block) -> None:
        self.line(self.document, "", size=8)
        left, right, _, _ = self.halves(0.45)
        _emptied(left, right)
        if block["recipients"]:
            self.line(left, "Nơi nhận:", size=12, face="bold italic", align="left")
            self.line(left, f"{{%p for one in {block['recipients']} %}}", size=11, align="left")
            self.line(left, "- {{ one }}", size=11, align="left")
            self.line(left, "{%p endfor %}", size=11, align="left")
        elif block["left"]:
            self._signer(left, block["left"], _SIGNED)
        self._signer(right, block["right"], _SIGNED if block["left"] else _SEALED)
        if not block["recipients"] and not block["left"]:
            left.add_paragraph()

    def _signer(self, cell: _Cell, one: Block, room: int) -> None:
        for words in (one["capacity"], one["title"]):
            if words:
                self.line(cell, words, size=13, face="bold").paragraph_format.keep_with_next = True
        for _ in range(room):
            self.line(cell, "", size=13).paragraph_format.keep_with_next = True
        self.line(cell, one["name"], size=14, face="bold")

    def _annex(self, _: Block) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _emptied(*cells: _Cell) -> None:
    """A new cell holds one empty line; ours begin with text."""
    for cell in cells:
        cell._tc.remove(cell.paragraphs[0]._p)


def _margins(grid: Table, side: float, high: float = 0) -> None:
    """Room inside the cells of a grid, in millimetres."""
    margins = OxmlElement("w:tblCellMar")
    for name, room in (("top", high), ("left", side), ("bottom", high), ("right", side)):
        part = OxmlElement(f"w:{name}")
        part.set(qn("w:w"), str(round(room * 56.7)))
        part.set(qn("w:type"), "dxa")
        margins.append(part)
    grid._tbl.tblPr.append(margins)


def _repacked(data: bytes) -> bytes:
    """The same parts without the time of their writing."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for row in given.infolist():
            made.writestr(zipfile.ZipInfo(row.filename, _STAMP), given.read(row), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def template(blocks: Sequence[Block], *, landscape: bool = False) -> bytes:
    """The Word template of these blocks with their placeholders: what ships, and what an office starts from."""
    writer = _Writer(landscape=landscape)
    writer.write(blocks)
    out = BytesIO()
    writer.document.save(out)
    return _repacked(out.getvalue())


def _clean(value: Any) -> Any:
    """Facts without the control characters that no XML may hold and that would mean something to docxtpl."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value).replace("\t", " ")
    if isinstance(value, Mapping):
        return {name: _clean(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value


class Unreadable(Exception):
    """Raised for a template that cannot be opened or filled; says where."""


_BROKEN = (OpcError, LxmlError, ParseError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, IndexError)
"""What python-docx and docxtpl say of files that are no Word documents, or no longer are when they are filled."""


def fill(data: bytes, shape: Shape, facts: Mapping[str, Any]) -> bytes:
    """A template filled with facts. Raises `Refused` with every placeholder that is not there and every command that may not
    be, and `Unreadable` for what is no Word document or comes out as none."""
    try:
        made = DocxTemplate(BytesIO(data))
        made.render(_clean(facts), Sandbox(shape), autoescape=True)
        out = BytesIO()
        made.save(out)
        Document(BytesIO(out.getvalue()))
        return _repacked(out.getvalue())
    except Refused:
        raise
    except TemplateError as no:
        raise Unreadable(str(no)) from no
    except _BROKEN as no:
        raise Unreadable(type(no).__name__) from no


_OUTSIDE = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>')
_HYPERLINK = re.compile(rb'Type="[^"]*/hyperlink"')


def reaches_outside(data: bytes) -> bool:
    """Whether the document would fetch something when it is opened: a template, a picture or an object at an address. Links
    that a reader clicks are none of these."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".rels")]
    return any(not _HYPERLINK.search(found) for part in parts for found in _OUTSIDE.findall(part))
