"""A seal and a signature to try with, drawn here and marked as examples: no authority's seal looks like this one."""

import math
from base64 import b64encode
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from hoankiem import ROOT

RED, INK = "#C8102E", "#1F3A93"
MARK = "MẪU"
_SIDE, _WIDE, _HIGH = 600, 720, 300
_FACE = ROOT / "certificates" / "fonts" / "tinos" / "Tinos_700Bold.ttf"


def _words(draw: ImageDraw.ImageDraw, middle: tuple[int, int], size: int, text: str, colour: str) -> None:
    draw.text(middle, text, fill=colour, font=ImageFont.truetype(_FACE, size), anchor="mm")


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def seal() -> bytes:
    """A ring that says that it is an example, without the arms, the star and the names of a real seal; the rest is clear."""
    image = Image.new("RGBA", (_SIDE, _SIDE), (0, 0, 0, 0))
    draw, middle = ImageDraw.Draw(image), _SIDE // 2
    draw.ellipse((6, 6, _SIDE - 6, _SIDE - 6), outline=RED, width=14)
    for place in range(0, 360, 15):
        angle = math.radians(place)
        x, y = middle + 262 * math.cos(angle), middle + 262 * math.sin(angle)
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=RED)
    _words(draw, (middle, middle - 172), 52, "dữ liệu ví dụ", RED)
    _words(draw, (middle, middle + 12), 180, MARK, RED)
    _words(draw, (middle, middle + 150), 50, "không có giá trị", RED)
    return _png(image)


def signature() -> bytes:
    """A stroke of a pen that nobody signs with, and the word under it."""
    image = Image.new("RGBA", (_WIDE, _HIGH), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    stroke = [(40 + step * 6, 130 - 90 * math.sin(step / 7) * math.exp(-step / 70)) for step in range(106)]
    draw.line(stroke, fill=INK, width=9, joint="curve")
    _words(draw, (_WIDE * 2 // 3, 250), 60, f"chữ ký {MARK.lower()}", INK)
    return _png(image)


def look(whose: str) -> dict[str, str | int]:
    """What a decision shows of its signature: both images, the seal 36 mm wide as real ones are."""
    images = {name: b64encode(made()).decode() for name, made in (("seal", seal), ("signature", signature))}
    return {**images, "seal_mm": 36, "signature_of": whose}
