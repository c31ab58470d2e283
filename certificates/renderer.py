"""The one room that knows ReportLab: a paper and its layout go in, the bytes of a one-page PDF come out."""

import hashlib
import zlib
from functools import cache
from io import BytesIO
from itertools import groupby
from threading import Lock

import segno
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from certificates.compiled.objects import hexadecimal
from certificates.designs import artwork
from certificates.layouts import Layout, Square
from certificates.paper import ROMAN, Paper, long_date
from certificates.typefaces import typefaces
from certificates.typesetting import Run, Sheet, lay_out

_MM = 72 / 25.4
_QUIET = 4  # modules around a QR code that must stay white
_ART = "art"
ONE_AT_A_TIME = Lock()  # ReportLab's font reader keeps its place in the file, so two threads must not subset at once


def render(paper: Paper, layout: Layout) -> bytes:
    """The certificate as a PDF: the same paper and layout give the same bytes, in any process, at any time.

    Raises Invalid for text that cannot be printed exactly as given or that finds no room.
    """
    sheet = lay_out(paper, layout, typefaces())
    with ONE_AT_A_TIME:
        return _drawn(paper, layout, sheet)


def qr_modules(verify_url: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules of the QR code row by row, without the quiet zone."""
    code = segno.make_qr(verify_url, error="m")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _drawn(paper: Paper, layout: Layout, sheet: Sheet) -> bytes:
    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=(sheet.width * _MM, sheet.height * _MM),
        pageCompression=1,
        invariant=1,
        lang="vi",
        initialFontName=typefaces().names[ROMAN],
    )
    _describe(canvas, paper)
    if layout.art:
        canvas._doc.addForm(_ART, _art_form(layout.art, sheet.width, sheet.height))
        canvas.doForm(_ART)
    if sheet.qr:
        _qr(canvas, paper.verify_url, sheet.qr, sheet.height, layout.palette["edge"])
    for rule in sheet.rules:
        canvas.setFillColor(HexColor(rule.colour))
        down = sheet.height - rule.down
        canvas.rect(rule.x * _MM, down * _MM, rule.width * _MM, rule.thickness * _MM, stroke=0, fill=1)
    for run in sheet.runs:
        _text(canvas, run, sheet.height)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _describe(canvas: Canvas, paper: Paper) -> None:
    """Metadata, and what invariant mode leaves to the environment: date and file id come from the paper."""
    canvas.setTitle(f"{paper.title.capitalize()} – {paper.recipient_name}")
    canvas.setAuthor(paper.authority_line)
    canvas.setSubject(f"Quyết định số {paper.decision_number} {long_date(paper.decided_on)}")
    canvas.setKeywords(f"Sổ khen thưởng {paper.register_number}/{paper.register_year}")
    canvas.setCreator("Thi Đua")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    stamp = TimeStamp(invariant=1)
    stamp.YMDhms = (paper.decided_on.year, paper.decided_on.month, paper.decided_on.day, 0, 0, 0)
    stamp.dhh = 7
    canvas._doc._timeStamp = stamp
    canvas._doc.signature = hashlib.md5(repr(paper).encode(), usedforsecurity=False)


@cache
def _packed_art(art: str, width: float, height: float) -> bytes:
    return zlib.compress(artwork(art, width, height), 9)


def _art_form(art: str, width: float, height: float) -> pdfdoc.PDFFormXObject:
    """The static art as a form that is already compressed: drawn once in a process, only copied into each file."""
    form = pdfdoc.PDFFormXObject(0, 0, width, height)
    form.Matrix = pdfdoc.PDFArray([_MM, 0, 0, _MM, 0, 0])
    form.Resources = pdfdoc.PDFDictionary({})
    packing = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")})
    form.Contents = pdfdoc.PDFStream(packing, _packed_art(art, width, height))
    return form


def _text(canvas: Canvas, run: Run, height: float) -> None:
    """Text goes to the page as glyph codes of an embedded font: nothing in it is ever read as markup."""
    canvas.setFillColor(HexColor(run.colour))
    canvas.setFont(typefaces().names[run.face], run.size)
    if run.said:
        canvas._code.append(f"/Span <</ActualText {hexadecimal(run.said).decode()}>> BDC")
    canvas.drawString(run.x * _MM, (height - run.down) * _MM, run.text)
    if run.said:
        canvas._code.append("EMC")


def _qr(canvas: Canvas, verify_url: str, square: Square, height: float, edge: str) -> None:
    """The code as one vector path on a white square that is its quiet zone, with a hairline around it."""
    rows = qr_modules(verify_url)
    module = square.side / (len(rows) + 2 * _QUIET)
    left, top = square.x, height - square.y
    canvas.setFillColor(HexColor("#FFFFFF"))
    canvas.setStrokeColor(HexColor(edge))
    canvas.setLineWidth(0.2 * _MM)
    side = square.side * _MM
    canvas.rect(left * _MM, top * _MM - side, side, side, stroke=1, fill=1)
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        for start, length in dark_runs(row):
            x, y = left + (start + _QUIET) * module, top - (line + 1 + _QUIET) * module
            path.rect(x * _MM, y * _MM, length * module * _MM, module * _MM)
    canvas.drawPath(path, stroke=0, fill=1)


def dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Start and length of each unbroken stretch of dark modules."""
    runs = []
    start = 0
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark:
            runs.append((start, length))
        start += length
    return runs
