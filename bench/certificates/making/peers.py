"""How others make the same certificate: same texts at the same places and sizes, same art, same fonts."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

import typst
from pypdf import PdfReader, PdfWriter
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from bench.certificates.making.drawing import MM, as_svg, on_canvas
from certificates.paper import Paper
from certificates.typefaces import FILES, FONTS
from certificates.typesetting import Sheet

Rows = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class Job:
    """One certificate as peers get it: what it says is already measured and broken, and its code is already made."""

    paper: Paper
    sheet: Sheet
    rows: Rows


class Naive:
    """ReportLab as its manual shows it: fonts, art and code for each certificate."""

    def __init__(self, art: bytes) -> None:
        self.art, self.turn = art, count()

    def __call__(self, job: Job) -> bytes:
        turn = next(self.turn)
        names = {face: f"naive {turn} {face}" for face in {run.face for run in job.sheet.runs}}
        for face, name in names.items():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / FILES[face])))
        out = BytesIO()
        canvas = Canvas(out, pagesize=(job.sheet.width * MM, job.sheet.height * MM), pageCompression=1)
        on_canvas(canvas, self.art)
        words(canvas, job, names)
        canvas.save()
        return out.getvalue()


class Merged:
    """ReportLab draws the words, pypdf lays the background's page under them in the order in which pretix makes its badges
    (`Renderer.render_background` in pretix.base.pdf, without its loop of shrinking paragraphs)."""

    def __init__(self, art: bytes, sheet: Sheet) -> None:
        self.names = {face: f"merged {face}" for face in FILES}
        for face, name in self.names.items():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / FILES[face])))
        out = BytesIO()
        canvas = Canvas(out, pagesize=(sheet.width * MM, sheet.height * MM), pageCompression=1)
        on_canvas(canvas, art)
        canvas.save()
        self.background = PdfReader(BytesIO(out.getvalue()))

    def __call__(self, job: Job) -> bytes:
        out = BytesIO()
        canvas = Canvas(out, pagesize=(job.sheet.width * MM, job.sheet.height * MM), pageCompression=1)
        words(canvas, job, self.names)
        canvas.save()
        writer = PdfWriter()
        page = writer.add_page(PdfReader(out).pages[0])
        page.merge_page(self.background.pages[0], over=False)
        merged = BytesIO()
        writer.write(merged)
        return merged.getvalue()


def words(canvas: Canvas, job: Job, names: dict[str, str]) -> None:
    high = job.sheet.height
    for run in job.sheet.runs:
        canvas.setFillColor(HexColor(run.colour))
        canvas.setFont(names[run.face], run.size)
        canvas.drawString(run.x * MM, (high - run.down) * MM, run.text)
    square = job.sheet.qr
    side = square.side * MM
    code = QrCodeWidget(job.paper.verify_url, barLevel="M")
    left, low, right, top = code.getBounds()
    drawing = Drawing(side, side, transform=[side / (right - left), 0, 0, side / (top - low), 0, 0])
    drawing.add(code)
    renderPDF.draw(drawing, canvas, square.x * MM, (high - square.y) * MM - side)


_TYPST = """
#let data = json(bytes(sys.inputs.data))
#set page(width: data.width * 1mm, height: data.height * 1mm, margin: 0mm, background: image("art.svg", width: 100%))
#set text(lang: "vi", top-edge: "baseline", bottom-edge: "baseline")
#set document(title: data.title)
#for run in data.runs {
  place(top + left, dx: run.x * 1mm, dy: run.down * 1mm,
    text(font: run.font, size: run.size * 1pt, weight: run.weight, style: run.style, fill: rgb(run.colour), run.text))
}
#for (x, y, wide) in data.dark {
  place(top + left, dx: (data.qx + x * data.step) * 1mm, dy: (data.qy + y * data.step) * 1mm,
    rect(width: wide * data.step * 1mm, height: data.step * 1mm, fill: black))
}
"""
_TYPST_FACES = {
    "roman": ("Tinos", 400, "normal"), "italic": ("Tinos", 400, "italic"), "bold": ("Tinos", 700, "normal"),
    "bold italic": ("Tinos", 700, "italic"), "display": ("Playfair Display", 700, "normal"),
}  # fmt: skip


class Typst:
    """Typst with its compiler kept, the art as SVG, the certificate as its input."""

    def __init__(self, art: bytes, sheet: Sheet) -> None:
        folder = Path(mkdtemp(prefix="certificates-"))
        (folder / "art.svg").write_text(as_svg(art, sheet.width, sheet.height))
        (folder / "main.typ").write_text(_TYPST)
        fonts = [str(FONTS / "tinos"), str(FONTS / "playfair-display")]
        self.compiler = typst.Compiler(str(folder / "main.typ"), font_paths=fonts, ignore_system_fonts=True)

    def __call__(self, job: Job) -> bytes:
        runs = [
            {"text": run.text, "x": run.x, "down": run.down, "size": run.size, "colour": run.colour, "font": font,
             "weight": weight, "style": style}
            for run in job.sheet.runs
            for font, weight, style in [_TYPST_FACES[run.face]]
        ]  # fmt: skip
        x, y, step = _code(job)
        data = {"width": job.sheet.width, "height": job.sheet.height, "title": job.paper.recipient_name, "runs": runs,
                "qx": x, "qy": y, "step": step, "dark": _dark(job.rows)}  # fmt: skip
        made: bytes = self.compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)})
        return made


class Weasy:
    """WeasyPrint with its fonts kept, art as a background in SVG."""

    def __init__(self, art: bytes, sheet: Sheet) -> None:
        self.fonts = FontConfiguration()
        picture = base64.b64encode(as_svg(art, sheet.width, sheet.height).encode()).decode()
        faces = "".join(
            f"@font-face{{font-family:'{face}';src:url('{(FONTS / file).as_uri()}')}}" for face, file in FILES.items()
        )
        self.head = (
            f"<!doctype html><html lang=vi><style>{faces}@page{{size:{sheet.width}mm {sheet.height}mm;margin:0;"
            f"background:url(data:image/svg+xml;base64,{picture}) no-repeat 0 0/100% 100%}}"
            "body{margin:0}p{position:absolute;margin:0;line-height:0;white-space:pre}i{position:absolute;background:#000}</style>"
        )

    def __call__(self, job: Job) -> bytes:
        x, y, step = _code(job)
        texts = "".join(
            f"<p style=\"left:{run.x}mm;top:{run.down}mm;font:{run.size}pt/0 '{run.face}';color:{run.colour}\">"
            f"{escape(run.text)}</p>"
            for run in job.sheet.runs
        )
        dark = "".join(f"<path d='M{a} {b}h{wide}v1h-{wide}z'/>" for a, b, wide in _dark(job.rows))
        side = len(job.rows)
        code = (
            f"<svg style='position:absolute;left:{x}mm;top:{y}mm' width='{side * step}mm' height='{side * step}mm' "
            f"viewBox='0 0 {side} {side}'>{dark}</svg>"
        )
        made: bytes = HTML(string=self.head + texts + code).write_pdf(font_config=self.fonts)
        return made


def _code(job: Job) -> tuple[float, float, float]:
    square = job.sheet.qr
    step = square.side / (len(job.rows) + 8)
    return square.x + 4 * step, square.y + 4 * step, step


def _dark(rows: Rows) -> list[tuple[int, int, int]]:
    found = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            wide = next((at for at in range(x, len(row)) if row[at] != row[x]), len(row)) - x
            if row[x]:
                found.append((x, y, wide))
            x += wide
    return found


Maker = Callable[[Job], bytes]


def makers(art: bytes, sheet: Sheet) -> dict[str, Maker]:
    return {
        "naive ReportLab (fonts and art per certificate)": Naive(art),
        "Typst (compiler reused)": Typst(art, sheet),
        "WeasyPrint": Weasy(art, sheet),
        "ReportLab + pypdf background merge": Merged(art, sheet),
    }
