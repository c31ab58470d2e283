"""The art of the certificates, drawn by us in vectors to the size of the page; a place for the emblem, never the emblem."""

from collections.abc import Callable, Mapping
from functools import cache

from certificates.designs import classic
from certificates.designs.pen import place
from kernel.text import gettext_noop

Drawing = Callable[[float, float], str]

_DRAWINGS: Mapping[str, Drawing] = {"classic": classic.drawn}
PALETTES: Mapping[str, Mapping[str, str]] = {"classic": classic.PALETTE}
DESIGNS: Mapping[str, str] = {"classic": gettext_noop("Trống đồng")}
"""Each design with its name."""
ARTS = tuple(_DRAWINGS)


@cache
def artwork(art: str, width: float, height: float) -> bytes:
    """All that is the same on every certificate, as PDF operators in millimetres from the lower left corner.

    The motifs grow with the page; how many of them stand in a row follows from its sides.
    """
    scale = min(width / 297.0, height / 210.0)
    drawing = _DRAWINGS[art](width / scale, height / scale)
    return (drawing if scale == 1 else place(drawing, 0, 0, scale=scale)).encode()
