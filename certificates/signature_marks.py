"""The visible part of a digital signature: red words in a red frame, drawn as a page of its own size."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from certificates.paper import BOLD, ROMAN
from certificates.renderer import ONE_AT_A_TIME
from certificates.typefaces import typefaces

RED = "#C8102E"
_LARGEST, _SMALLEST, _SIDE, _LEADING = 10.0, 5.0, 5.0, 1.25


def stamp(lines: Sequence[str], *, wide: float, high: float) -> bytes:
    """The lines as large as they fit, the first one bold; what is too long even at the smallest size is set narrower."""
    size = min(_LARGEST, (high - 2 * _SIDE) / (_LEADING * len(lines)))
    with ONE_AT_A_TIME:
        out = BytesIO()
        canvas = Canvas(out, pagesize=(wide, high), invariant=1, lang="vi", initialFontName=typefaces().names[ROMAN])
        canvas.setStrokeColor(HexColor(RED))
        canvas.setFillColor(HexColor(RED))
        canvas.setLineWidth(1)
        canvas.rect(0.5, 0.5, wide - 1, high - 1)
        down = (high + size * _LEADING * len(lines)) / 2
        for place, line in enumerate(lines):
            down -= size * _LEADING
            _line(canvas, line, BOLD if place == 0 else ROMAN, size, (wide, down + size * 0.3))
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _line(canvas: Canvas, line: str, face: str, size: float, place: tuple[float, float]) -> None:
    wide, down = place
    room = wide - 2 * _SIDE
    natural = typefaces().width(face, line)
    fitted = max(_SMALLEST, min(size, room / natural if natural else size))
    text = canvas.beginText(_SIDE, down)
    text.setFont(typefaces().names[face], fitted)
    if natural * fitted > room:
        text.setHorizScale(100 * room / (natural * fitted))
    text.textOut(line)
    canvas.drawText(text)
