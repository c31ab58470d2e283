"""From a layout to its artefact: all that does not depend on a certificate is drawn, measured and packed here, once."""

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from certificates.compiled.art import on_grid, packed
from certificates.compiled.artefact import Artefact
from certificates.compiled.fonts import Frozen, frozen
from certificates.compiled.letters import NOWHERE, TABLE
from certificates.compiled.qr import basis
from certificates.designs import artwork
from certificates.layouts import Layout, Picture

PROFILE = Path(__file__).parents[1] / "colour" / "sRGB.icc"


def compile_layout(layout: Layout, address: str) -> bytes:
    """The artefact as bytes: the same for the same layout and ``address`` (all that stands before a token in a QR code)."""
    faces = [frozen(face) for face in faces_of(layout)]
    streams = {f"font {face.face}": packed(face.program) for face in faces}
    streams["letters"] = packed(to_unicode())
    streams["profile"] = packed(PROFILE.read_bytes())
    if layout.art:
        streams["art"] = packed(on_grid(artwork(layout.art, layout.page_width, layout.page_height)))
    pictures = []
    for place, picture in enumerate(layout.pictures):
        pictures.append(_picture(place, picture, streams))
    symbols = None
    if layout.qr:
        symbols, streams["qr"] = basis(address)
    data: dict[str, Any] = {
        "layout": layout.to_data() | {"pictures": pictures},
        "faces": [_kept(face) for face in faces],
        "qr": symbols,
        "address": address,
    }
    return Artefact(data, streams).to_bytes()


def faces_of(layout: Layout) -> tuple[str, ...]:
    """The faces that the layout's boxes are set in."""
    return tuple(sorted({face for box in layout.boxes for face in (box.face, box.lead_face) if face}))


def _kept(face: Frozen) -> dict[str, Any]:
    return {
        "face": face.face, "name": face.name, "table": face.table, "em": face.em, "widths": list(face.widths),
        "box": list(face.box), "ascent": face.ascent, "descent": face.descent, "capital": face.capital,
        "slant": round(face.slant, 2), "flags": face.flags, "size": len(face.program),
    }  # fmt: skip


def to_unicode() -> bytes:
    """Which letter each code is, for all compiled fonts alike."""
    pairs = [(code, letter) for code, letter in enumerate(TABLE) if letter != NOWHERE]
    head = (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)"
        "/Supplement 0>>def /CMapName/Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <00><FF> endcodespacerange\n"
    )
    parts = [head]
    for at in range(0, len(pairs), 100):
        some = pairs[at : at + 100]
        lines = "\n".join(f"<{code:02X}><{ord(letter):04X}>" for code, letter in some)
        parts.append(f"{len(some)} beginbfchar\n{lines}\nendbfchar\n")
    parts.append("endcmap CMapName currentdict/CMap defineresource pop end end")
    return "".join(parts).encode()


def _picture(place: int, picture: Picture, streams: dict[str, bytes]) -> dict[str, Any]:
    """A signature or seal: its colours and how far they cover, each as a stream."""
    with Image.open(BytesIO(base64.b64decode(picture.png))) as opened:
        image = opened.convert("RGBA")
    streams[f"picture {place}"] = packed(image.convert("RGB").tobytes())
    streams[f"cover {place}"] = packed(image.getchannel("A").tobytes())
    return {
        "kind": picture.kind, "x": picture.x, "y": picture.y, "width": picture.width, "height": picture.height,
        "pixels": list(image.size), "of": picture.of,
    }  # fmt: skip
