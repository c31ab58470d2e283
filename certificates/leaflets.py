"""Slips with one-time codes of a survey for receipts; ReportLab draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from certificates.paper import BOLD, ROMAN
from certificates.renderer import ONE_AT_A_TIME, dark_runs, qr_modules
from certificates.typefaces import typefaces

_MM = 72 / 25.4
_ACROSS, _DOWN = 2, 8
_QUIET = 4


@dataclass(frozen=True)
class Slip:
    """One code as it is handed out: what is printed large, and the address that its QR code leads to."""

    code: str
    address: str


def slips(title: str, lines: Sequence[str], codes: Sequence[Slip]) -> bytes:
    """Sheets of A4 with sixteen slips each, to be cut; the same slips give the same bytes."""
    with ONE_AT_A_TIME:
        out = BytesIO()
        canvas = _canvas(out, A4, title)
        width, height = A4[0] / _ACROSS, A4[1] / _DOWN
        for place, slip in enumerate(codes):
            on_page = place % (_ACROSS * _DOWN)
            if place and not on_page:
                canvas.showPage()
            left, top = (on_page % _ACROSS) * width, A4[1] - (on_page // _ACROSS) * height
            _slip(canvas, slip, lines, title, left, top, width, height)
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _canvas(out: BytesIO, size: tuple[float, float], title: str) -> Canvas:
    names = typefaces().names
    canvas = Canvas(out, pagesize=size, pageCompression=1, invariant=1, lang="vi", initialFontName=names[ROMAN])
    canvas.setTitle(title)
    canvas.setCreator("Thi Đua")
    return canvas


def _wrapped(text: str, face: str, size: float, width: float) -> list[str]:
    lines: list[str] = simpleSplit(text, typefaces().names[face], size, width)
    return lines


def _slip(
    canvas: Canvas, slip: Slip, lines: Sequence[str], title: str, left: float, top: float, width: float, height: float
) -> None:
    names, side, pad = typefaces().names, height - 12 * _MM, 6 * _MM
    canvas.setLineWidth(0.3)
    canvas.setDash(2, 2)
    canvas.rect(left, top - height, width, height)
    canvas.setDash()
    _qr(canvas, slip.address, left + width - side - pad / 2, top - height + pad, side)
    room, down = width - side - 2.2 * pad, top - pad - 8
    for line in _wrapped(title, BOLD, 9.5, room)[:2]:
        canvas.setFont(names[BOLD], 9.5)
        canvas.drawString(left + pad, down, line)
        down -= 11.5
    canvas.setFont(names[BOLD], 17)
    down -= 10
    canvas.drawString(left + pad, down, slip.code)
    down -= 13
    canvas.setFont(names[ROMAN], 8)
    for text in lines:
        for line in _wrapped(text, ROMAN, 8, room):
            canvas.drawString(left + pad, down, line)
            down -= 9.5


def _qr(canvas: Canvas, address: str, left: float, bottom: float, side: float) -> None:
    rows = qr_modules(address)
    module = side / (len(rows) + 2 * _QUIET)
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        for start, length in dark_runs(row):
            x, y = left + (start + _QUIET) * module, bottom + side - (line + 1 + _QUIET) * module
            path.rect(x, y, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
