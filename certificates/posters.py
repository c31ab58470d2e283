"""The papers of a counter's QR code, in two languages: a poster for the wall (A4), one for the counter (A5), a folded tent."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from certificates.paper import BOLD, ITALIC, ROMAN
from certificates.renderer import ONE_AT_A_TIME, dark_runs, qr_modules
from certificates.typefaces import typefaces

_MM = 72 / 25.4
_QUIET, _STEP = 4, 1.22
RED, GOLD, INK, GREY = HexColor("#8f1216"), HexColor("#b9852a"), HexColor("#231c18"), HexColor("#5f554d")
SIZES = ("a4", "a5", "tent")


@dataclass(frozen=True)
class Words:
    """What stands on the paper. ``steps`` and ``promises`` are pairs: Vietnamese, English."""

    authority: str
    place: str
    title: str
    title_en: str
    steps: Sequence[tuple[str, str]]
    promise: tuple[str, str]
    or_type: tuple[str, str]


def poster(words: Words, address: str, *, size: str = "a4") -> bytes:
    """The same words give the same bytes. A tent is a sheet of A4, folded in the middle: both sides stand upright."""
    with ONE_AT_A_TIME:
        out = BytesIO()
        page = A5 if size == "a5" else A4
        names = typefaces().names
        canvas = Canvas(out, pagesize=page, pageCompression=1, invariant=1, lang="vi", initialFontName=names[ROMAN])
        canvas.setTitle(f"{words.title} – {words.place}")
        canvas.setCreator("Thi Đua")
        if size == "tent":
            _tent(canvas, words, address)
        else:
            _upright(canvas, words, address, *page)
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _lines(text: str, face: str, size: float, width: float) -> list[str]:
    """Broken into as few lines as there must be, of about the same length: no word is left alone on the last one."""
    found: list[str] = simpleSplit(text, typefaces().names[face], size, width)
    room = width
    while room > width / 2:
        room -= width / 40
        closer: list[str] = simpleSplit(text, typefaces().names[face], size, room)
        if len(closer) > len(found):
            break
        found = closer
    return found


def _centred(
    canvas: Canvas, text: str, face: str, size: float, colour: Color, middle: float, width: float, down: float
) -> float:
    """A paragraph around ``middle``; answers where the next may begin."""
    canvas.setFillColor(colour)
    canvas.setFont(typefaces().names[face], size)
    for line in _lines(text, face, size, width):
        canvas.drawCentredString(middle, down, line)
        down -= size * _STEP
    return down


def _star(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The five-pointed star, one point up."""
    points = [(0, 1), (0.225, 0.309), (0.951, 0.309), (0.363, -0.118), (0.588, -0.809), (0, -0.382)]
    outline = [*points, *((-px, py) for px, py in reversed(points[1:5]))]
    path = canvas.beginPath()
    path.moveTo(x + points[0][0] * radius, y + points[0][1] * radius)
    for px, py in outline[1:]:
        path.lineTo(x + px * radius, y + py * radius)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _frame(canvas: Canvas, left: float, bottom: float, width: float, height: float, scale: float) -> None:
    """A red line with a thin golden one inside it."""
    canvas.setStrokeColor(RED)
    canvas.setLineWidth(2.2 * scale)
    canvas.rect(left, bottom, width, height)
    inner = 2 * _MM * scale
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(0.7 * scale)
    canvas.rect(left + inner, bottom + inner, width - 2 * inner, height - 2 * inner)


def _upright(canvas: Canvas, words: Words, address: str, width: float, height: float) -> None:
    scale, middle = width / A4[0], width / 2
    edge = 10 * _MM * scale
    _frame(canvas, edge, edge, width - 2 * edge, height - 2 * edge, scale)
    room = width - 2 * edge - 16 * _MM * scale
    down = height - edge - 14 * _MM * scale
    down = _centred(canvas, words.authority.upper(), BOLD, 15 * scale, INK, middle, room, down)
    down = _centred(canvas, words.place, ROMAN, 14 * scale, GREY, middle, room, down - 1 * scale)
    canvas.setFillColor(GOLD)
    _star(canvas, middle, down - 4 * _MM * scale, 3.6 * _MM * scale)
    down -= 18 * _MM * scale
    down = _centred(canvas, words.title, BOLD, 27 * scale, RED, middle, room, down)
    down = _centred(canvas, words.title_en, ITALIC, 16 * scale, GREY, middle, room, down + 6 * scale)
    foot = edge + 62 * _MM * scale
    side = min(118 * _MM * scale, down - foot - 6 * _MM * scale)
    _qr(canvas, address, middle - side / 2, down - side - 2 * _MM * scale, side, scale)
    _steps(canvas, words, middle, room, foot - 4 * _MM * scale, scale)
    down = edge + 25 * _MM * scale
    down = _centred(canvas, " · ".join(words.or_type), ROMAN, 10.5 * scale, GREY, middle, room, down)
    down = _centred(canvas, address.partition("://")[2], BOLD, 12.5 * scale, INK, middle, room, down - 1 * scale)
    down = _centred(canvas, words.promise[0], BOLD, 10.5 * scale, RED, middle, room, down - 3 * scale)
    _centred(canvas, words.promise[1], ITALIC, 10.5 * scale, GREY, middle, room, down)


def _steps(canvas: Canvas, words: Words, middle: float, room: float, top: float, scale: float) -> None:
    """What to do, in numbered columns side by side."""
    column = room / len(words.steps)
    for place, (vi, en) in enumerate(words.steps):
        x = middle - room / 2 + column * (place + 0.5)
        canvas.setFillColor(RED)
        canvas.circle(x, top, 4.6 * _MM * scale, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.setFont(typefaces().names[BOLD], 15 * scale)
        canvas.drawCentredString(x, top - 5.2 * scale, str(place + 1))
        down = _centred(canvas, vi, BOLD, 13 * scale, INK, x, column * 0.92, top - 11 * _MM * scale)
        _centred(canvas, en, ITALIC, 11.5 * scale, GREY, x, column * 0.92, down)


def _tent(canvas: Canvas, words: Words, address: str) -> None:
    """Two halves back to back; the upper one stands on its head until the sheet is folded."""
    width, height = A4
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.4)
    canvas.setDash(3, 3)
    canvas.line(0, height / 2, width, height / 2)
    canvas.setDash()
    _half(canvas, words, address, width, height / 2)
    canvas.saveState()
    canvas.translate(width, height)
    canvas.rotate(180)
    _half(canvas, words, address, width, height / 2)
    canvas.restoreState()


def _measure(words: Words, room: float, free: float) -> tuple[float, float]:
    """How large the title of a tent is and how far its steps stand apart: with a long title nothing runs into the promise."""

    def tall(text: str, face: str, size: float) -> float:
        return len(_lines(text, face, size, room)) * size * _STEP

    under = tall(words.title_en, ITALIC, 11.5) + sum(
        tall(vi, BOLD, 11) + tall(en, ITALIC, 9.5) for vi, en in words.steps
    )
    sizes = [size for size in (18, 16, 14, 12) if tall(words.title, BOLD, size) + under + 12 <= free]
    size = max(sizes, default=11)
    left = free - under - tall(words.title, BOLD, size)
    return size, max(0.0, min(9.0, left / (len(words.steps) + 2)))


def _half(canvas: Canvas, words: Words, address: str, width: float, height: float) -> None:
    edge = 9 * _MM
    _frame(canvas, edge, edge, width - 2 * edge, height - 2 * edge, 0.8)
    side = height - 2 * edge - 26 * _MM
    left = edge + 8 * _MM
    _qr(canvas, address, left, (height - side) / 2, side, 0.8)
    start = left + side + 8 * _MM
    room = width - edge - 7 * _MM - start
    middle, down = start + room / 2, height - edge - 13 * _MM
    down = _centred(canvas, words.authority.upper(), BOLD, 10, INK, middle, room, down)
    down = _centred(canvas, words.place, ROMAN, 10, GREY, middle, room, down)
    low = edge + 24 * _MM + 9
    size, gap = _measure(words, room, down - 12 - low)
    down = _centred(canvas, words.title, BOLD, size, RED, middle, room, down - 12)
    down = _centred(canvas, words.title_en, ITALIC, 11.5, GREY, middle, room, down + 3)
    down -= gap
    for vi, en in words.steps:
        down = _centred(canvas, vi, BOLD, 11, INK, middle, room, down - gap)
        down = _centred(canvas, en, ITALIC, 9.5, GREY, middle, room, down)
    down = _centred(canvas, words.promise[0], BOLD, 9, RED, middle, room, edge + 24 * _MM)
    down = _centred(canvas, words.promise[1], ITALIC, 9, GREY, middle, room, down)
    _centred(canvas, address.partition("://")[2], ROMAN, 9, INK, middle, room, edge + 6 * _MM)


def _qr(canvas: Canvas, address: str, left: float, bottom: float, side: float, scale: float) -> None:
    """The code on white, framed thinly; its quiet zone is inside the frame."""
    rows = qr_modules(address)
    module = side / (len(rows) + 2 * _QUIET)
    canvas.setStrokeColor(GOLD)
    canvas.setLineWidth(1.2 * scale)
    canvas.roundRect(left, bottom, side, side, 3 * _MM * scale)
    canvas.setFillColor(HexColor("#000000"))
    path = canvas.beginPath()
    for line, row in enumerate(rows):
        for start, length in dark_runs(row):
            x, y = left + (start + _QUIET) * module, bottom + side - (line + 1 + _QUIET) * module
            path.rect(x, y, length * module, module)
    canvas.drawPath(path, stroke=0, fill=1)
