"""The art of the certificates, drawn by us in vectors to the size of the page; a place for the emblem, never the emblem."""

from collections.abc import Callable, Mapping
from functools import cache, partial

from certificates.designs import classic, guilloche, lotus
from certificates.designs.pen import place
from kernel.text import gettext_noop

DESIGNS: Mapping[str, str] = {
    "classic": gettext_noop("Trống đồng"),
    "lotus": gettext_noop("Hoa sen"),
    "guilloche": gettext_noop("Vân lưới"),
}
"""Each design with its name."""
PALETTES: Mapping[str, Mapping[str, str]] = {
    "classic": classic.PALETTE,
    "lotus": lotus.PALETTE,
    "guilloche": guilloche.PALETTE,
}
LIGHT = "-light"
_DRAWINGS: Mapping[str, Callable[..., str]] = {
    "classic": classic.drawn,
    "lotus": lotus.drawn,
    "guilloche": guilloche.drawn,
} | {
    "classic-light": partial(classic.drawn, rich=False),
    "lotus-light": partial(lotus.drawn, rich=False),
    "guilloche-light": partial(guilloche.drawn, rich=False),
}
ARTS = tuple(_DRAWINGS)


@cache
def artwork(art: str, width: float, height: float) -> bytes:
    """All that is the same on every certificate, as PDF operators in millimetres from the lower left corner.

    The motifs grow with the page; how many of them stand in a row follows from its sides.
    """
    scale = min(width / 297.0, height / 210.0)
    drawing = _DRAWINGS[art](width / scale, height / scale)
    return (drawing if scale == 1 else place(drawing, 0, 0, scale=scale)).encode()
