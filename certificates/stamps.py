"""Images of a signature and a seal on a layout, where Decree 30/2020 has them: the seal over a third of the signature, left."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from certificates.drafting import MOST_PIXELS
from certificates.layouts import SEAL, SIGNATURE, Box, Layout, Picture
from certificates.paper import named
from certificates.signature_marks import SIGNATURE_WIDTH
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

SEAL_SIDE = 36.0
"""Millimetres across the round seal of a state body, which is shown in its real size."""
_PIXELS = 900
_OPAQUE = 255


def stamped(layout: Layout, images: Mapping[str, bytes], *, of: str = "") -> Layout:
    """The layout with the images given for a signature, whose is ``of``, and a seal; without any, with none."""
    boxes = {name: box for box in layout.boxes for name in named(box)}
    above, below = boxes.get("signatory_title"), boxes.get("signatory_name")
    if above is None or below is None:
        message = gettext_noop("Mẫu này không có chỗ ký.")
        raise Invalid("stamp.no_place", message, problems=[Problem("stamp.no_place", message, "signature")])
    read = {kind: seen_of(kind, data) for kind, data in images.items() if data}
    pictures = []
    width, height = _signature_sides(read.get(SIGNATURE), above, below)
    x, middle = above.x + (above.width - width) / 2, (above.y + above.height + below.y) / 2
    if SIGNATURE in read:
        signature = _picture(SIGNATURE, read[SIGNATURE], x, middle - height / 2, width, height)
        pictures.append(replace(signature, of=nfc(of)))
    if SEAL in read:
        left = x + width / 3 - SEAL_SIDE
        pictures.append(_picture(SEAL, read[SEAL], left, middle - SEAL_SIDE / 2, SEAL_SIDE, SEAL_SIDE))
    return replace(layout, pictures=tuple(pictures))


def _signature_sides(image: Image.Image | None, above: Box, below: Box) -> tuple[float, float]:
    """As wide as a signature is, or less where it would be higher than the room that is kept for it."""
    if image is None:
        return SIGNATURE_WIDTH, 0.0
    room = below.y - above.y - above.height - 2
    height = SIGNATURE_WIDTH * image.height / image.width
    return (SIGNATURE_WIDTH, height) if height <= room else (room * image.width / image.height, room)


def seen_of(kind: str, data: bytes) -> Image.Image:
    """What is seen of an image, drawn anew: without the empty margins that would make a seal smaller than it is, and with nothing
    but its dots. Raises `Invalid`."""
    message = gettext_noop("Phải là ảnh PNG, mỗi cạnh nhiều nhất %(most)s điểm.")
    problem = Problem("stamp.not_png", message, kind, {"most": MOST_PIXELS})
    try:
        with Image.open(BytesIO(data), formats=("PNG",)) as opened:
            if max(opened.size) > MOST_PIXELS:
                raise Invalid("stamp.not_png", message, problems=[problem], most=MOST_PIXELS)
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as no:
        raise Invalid("stamp.not_png", message, problems=[problem], most=MOST_PIXELS) from no
    if image.getchannel("A").getextrema()[0] == _OPAQUE:
        message = gettext_noop("Ảnh phải có nền trong suốt: chữ ký, dấu nằm chồng lên chữ đã in.")
        raise Invalid("stamp.opaque", message, problems=[Problem("stamp.opaque", message, kind)])
    image = image.crop(image.getchannel("A").getbbox())
    image.thumbnail((_PIXELS, _PIXELS))
    return image


def packed(image: Image.Image) -> bytes:
    """The image as a small PNG."""
    out = BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _picture(kind: str, image: Image.Image, x: float, y: float, width: float, height: float) -> Picture:
    png = base64.b64encode(packed(image)).decode()
    return Picture(kind=kind, x=round(x, 1), y=round(y, 1), width=round(width, 1), height=round(height, 1), png=png)
