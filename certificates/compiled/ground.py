"""What lies under the words of a page and is no part of what is read: art, pictures, the white ground of the code."""

from certificates.compiled.artefact import Artefact
from certificates.compiled.objects import MM, colour, numbers
from certificates.layouts import Layout

QUIET = 4
"""Modules around a QR code that stay white."""
_HAIR = 0.2 * MM


def background(artefact: Artefact, layout: Layout) -> bytes:
    parts = ["q /A Do Q\n"] if "art" in artefact.streams else []
    for place, kept in enumerate(artefact.data["layout"]["pictures"]):
        low = layout.page_height - kept["y"] - kept["height"]
        sides = numbers(MM * kept["width"], 0, 0, MM * kept["height"], MM * kept["x"], MM * low)
        parts.append(f"q {sides} cm /P{place} Do Q\n")
    if layout.qr:
        side = MM * layout.qr.side
        corner = numbers(MM * layout.qr.x, MM * (layout.page_height - layout.qr.y) - side, side, side)
        edge = f"{colour(layout.palette['edge'])} RG {numbers(_HAIR)} w " if "edge" in layout.palette else ""
        parts.append(f"q 1 g {edge}{corner} re {'B' if edge else 'f'} Q\n")
    return f"/Artifact BMC\n{''.join(parts)}EMC\n".encode() if parts else b""


def code_start(layout: Layout, modules: int, place: int) -> bytes:
    """What comes before the rows of a code: a mask of one bit a module, black where it is 1, drawn inside its quiet zone."""
    assert layout.qr is not None
    step = MM * layout.qr.side / (modules + 2 * QUIET)
    left = MM * layout.qr.x + QUIET * step
    low = MM * (layout.page_height - layout.qr.y - layout.qr.side) + QUIET * step
    side = modules * step
    return (
        f"/Figure <</MCID {place}>> BDC\nq 0 g {side:.3f} 0 0 {side:.3f} {left:.3f} {low:.3f} cm\n"
        f"BI /W {modules} /H {modules} /IM true /D [1 0] /F /AHx ID\n"
    ).encode()
