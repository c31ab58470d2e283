"""The visible part of a digital signature by Decree 30/2020: the seal in its real size over a third of the signature, on its left;
without images, red words in a red frame. Drawn as a page of its own size."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor

from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from certificates.pages import MM
from certificates.paper import BOLD, ROMAN
from certificates.renderer import ONE_AT_A_TIME
from certificates.typefaces import typefaces

RED = "#C8102E"
SIGNATURE_WIDTH = 48.0
"""Millimetres that a signature is wide at most."""
_LARGEST, _SMALLEST, _SIDE, _LEADING = 10.0, 5.0, 5.0, 1.25


@dataclass(frozen=True)
class Images:
    """What an authority's signature looks like: PNGs, empty where there is none, and the seal's real size in millimetres."""

    seal: bytes = b""
    seal_mm: int = 36
    signature: bytes = b""


@dataclass(frozen=True)
class Picture:
    """A drawn page, and where its lower left corner stands from the middle of the room's lower edge, in whole points."""

    page: bytes
    left: int
    bottom: int
    wide: int
    high: int


_Placed = tuple[bytes, tuple[float, float, float, float]]
"""An image, its lower left corner, width and height."""


def sealed(images: Images, room: float) -> Picture:
    """Signature and seal in the middle of a room of this height, in points. A seal that is higher than the room goes over its edges
    alike: it is never made smaller."""
    placed: list[_Placed] = []
    wide = SIGNATURE_WIDTH * MM
    if images.signature:
        wide, high = _within(images.signature, wide, room)
        placed.append((images.signature, (-wide / 2, (room - high) / 2, wide, high)))
    if images.seal:
        side = images.seal_mm * MM
        placed.append((images.seal, (-wide / 6 - side, (room - side) / 2, side, side)))
    left, bottom = (floor(min(place[at] for _, place in placed)) for at in (0, 1))
    right, top = (ceil(max(place[at] + place[at + 2] for _, place in placed)) for at in (0, 1))
    return Picture(_drawn(placed, left, bottom, right - left, top - bottom), left, bottom, right - left, top - bottom)


def _within(png: bytes, wide: float, room: float) -> tuple[float, float]:
    with Image.open(BytesIO(png), formats=("PNG",)) as image:
        across, down = image.size
    scale = min(wide / across, room / down)
    return across * scale, down * scale


def _drawn(placed: Sequence[_Placed], left: int, bottom: int, wide: int, high: int) -> bytes:
    with ONE_AT_A_TIME:
        out = BytesIO()
        canvas = _canvas(out, wide, high)
        for png, (x, y, across, up) in placed:
            canvas.drawImage(ImageReader(BytesIO(png)), x - left, y - bottom, across, up, mask="auto")
        canvas.showPage()
        canvas.save()
        return out.getvalue()


def _canvas(out: BytesIO, wide: float, high: float) -> Canvas:
    return Canvas(out, pagesize=(wide, high), invariant=1, lang="vi", initialFontName=typefaces().names[ROMAN])


def stamp(lines: Sequence[str], *, wide: float, high: float) -> bytes:
    """The lines as large as they fit, the first one bold; what is too long even at the smallest size is set narrower."""
    size = min(_LARGEST, (high - 2 * _SIDE) / (_LEADING * len(lines)))
    with ONE_AT_A_TIME:
        out = BytesIO()
        canvas = _canvas(out, wide, high)
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
