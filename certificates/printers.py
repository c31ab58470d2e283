"""Printers for pre-printed blanks: by how much each one misses, and the page on which that is measured."""

from datetime import datetime
from io import BytesIO

from django.db import transaction
from django.db.models import QuerySet
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from certificates import templates
from certificates.events import PrinterOffsetSet
from certificates.models import PrinterOffset
from certificates.paper import BOLD, ROMAN
from certificates.renderer import ONE_AT_A_TIME
from certificates.typefaces import typefaces
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

FARTHEST = 200
"""Tenths of a millimetre: what misses by more is not adjusted but set up wrongly."""
_MM = 72 / 25.4
_FINE, _MIDDLE, _MAIN = HexColor("#C9D3DE"), HexColor("#8795A5"), HexColor("#B5121B")


def of(by: Actor) -> QuerySet[PrinterOffset]:
    templates.require_keeper(by)
    return PrinterOffset.objects.filter(authority=by.authority)


@transaction.atomic
def set_offset(printer: str, right: int, down: int, *, by: Actor, at: datetime) -> PrinterOffset:
    """Keep by how many tenths of a millimetre a printer sets blanks too far left and too high. Repeated, it changes nothing."""
    templates.require_keeper(by)
    name = nfc(printer)
    problems = []
    if not name or len(name) > 100:
        problems.append(Problem("printer.name", gettext_noop("Hãy ghi tên máy in, dài nhất 100 ký tự."), "printer"))
    far = gettext_noop("Độ lệch phải từ −20 đến 20 mm; lệch hơn thì chỉnh khay giấy của máy in.")
    for side, value in (("right", right), ("down", down)):
        if abs(value) > FARTHEST:
            problems.append(Problem("printer.offset", far, side))
    if problems:
        raise Invalid("printer.invalid", problems[0].message, problems=problems)
    row = PrinterOffset.objects.select_for_update().filter(authority=by.authority, printer=name).first()
    if row and (row.right, row.down) == (right, down):
        return row
    row = row or PrinterOffset(authority=by.authority, printer=name)
    row.right, row.down = right, down
    row.save()
    ledger.record(PrinterOffsetSet(authority=by.authority, printer=name, right=right, down=down), by=by, at=at)
    return row


def calibration(width: float, height: float, *, right: float = 0, down: float = 0) -> bytes:
    """A ruler grid over the whole page in millimetres from its upper left corner, moved by a printer's offset: what is read on
    the edges of the printed sheet is what is still missing."""
    with ONE_AT_A_TIME:
        out = BytesIO()
        canvas = Canvas(
            out,
            pagesize=(width * _MM, height * _MM),
            pageCompression=1,
            invariant=1,
            lang="vi",
            initialFontName=typefaces().names[ROMAN],
        )
        canvas.setTitle("Trang căn chỉnh máy in")
        canvas.translate(right * _MM, -down * _MM)
        _lines(canvas, width, height)
        _words(canvas, width, height)
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _lines(canvas: Canvas, width: float, height: float) -> None:
    """Every five millimetres a fine line, every ten a stronger one; a cross in the middle and ten from each corner."""
    for along, across, turned in ((width, height, False), (height, width, True)):
        for place in range(0, int(along) + 1, 5):
            canvas.setStrokeColor(_MIDDLE if place % 10 == 0 else _FINE)
            canvas.setLineWidth(0.3 if place % 10 == 0 else 0.15)
            ends = (0, place, across, place) if turned else (place, 0, place, across)
            canvas.line(*(end * _MM for end in _from_top(ends, height)))
    canvas.setStrokeColor(_MAIN)
    canvas.setLineWidth(0.5)
    corners = [(x, y) for x in (10.0, width - 10) for y in (10.0, height - 10)]
    for x, y in [(width / 2, height / 2), *corners]:
        canvas.line((x - 4) * _MM, y * _MM, (x + 4) * _MM, y * _MM)
        canvas.line(x * _MM, (y - 4) * _MM, x * _MM, (y + 4) * _MM)


def _from_top(ends: tuple[float, float, float, float], height: float) -> tuple[float, float, float, float]:
    x, y, across, down = ends
    return x, height - y, across, height - down


def _words(canvas: Canvas, width: float, height: float) -> None:
    names = typefaces().names
    canvas.setFillColor(_MIDDLE)
    canvas.setFont(names[ROMAN], 6.5)
    for place in range(10, int(width), 10):
        canvas.drawCentredString(place * _MM, (height - 4.4) * _MM, str(place))
    for place in range(10, int(height), 10):
        canvas.drawString(1.2 * _MM, (height - place + 0.6) * _MM, str(place))
    canvas.setFillColor(HexColor("#1B1B1B"))
    lines = (
        (BOLD, 15, f"Trang căn chỉnh phôi {width:g} × {height:g} mm"),
        (ROMAN, 11, "In ở cỡ thật (100%, không co giãn), rồi đặt tờ giấy lên phôi."),
        (ROMAN, 11, "Số đọc được ở mép trái và mép trên là phần máy in còn lệch sang trái và lên trên."),
        (ROMAN, 11, "Ghi hai số đó (mm, một số lẻ) vào trang Căn chỉnh máy in phôi."),
    )
    down = height / 2 - 26
    for face, size, text in lines:
        canvas.setFont(names[face], size)
        wide = canvas.stringWidth(text, names[face], size)
        canvas.setFillColor(HexColor("#FFFFFF"))
        canvas.rect(width / 2 * _MM - wide / 2 - 3, (height - down) * _MM - 3, wide + 6, size + 3, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#1B1B1B"))
        canvas.drawCentredString(width / 2 * _MM, (height - down) * _MM, text)
        down += 7
