"""The layout of a certificate as data: page, ornament and the boxes of its texts in millimetres; pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LEFT, CENTRE, RIGHT = "left", "centre", "right"
TOP, MIDDLE, BOTTOM = "top", "middle", "bottom"
PERSON, TEXT = "person", "text"
SHRINK, WRAP = "shrink", "wrap"
BESIDE, ABOVE = "beside", "above"
FULL, OVERLAY = "full", "overlay"
SIGNATURE, SEAL = "signature", "seal"


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle that one text is set in; ``x`` and ``y`` are its upper left corner from the page's upper left corner.

    ``text`` is a pattern: words stand as they are, ``{name}`` is a value of the certificate (`certificates.paper.values`).
    A box whose values are all empty is left out. A line break in a value begins a new line.
    ``size`` is in points. ``fit`` says what gives way first: with SHRINK a text too wide is set smaller down to seven tenths
    and only then broken into at most ``lines`` lines by the rules of ``breaking``; with WRAP it is broken first. Lines that find
    no room are set smaller down to ``floor``; what still finds none is refused. ``step`` is the distance of lines in sizes.
    ``lead`` is a pattern set before the text in a face and size of its own (it shrinks with the text): BESIDE it on the same
    line, or on a line ABOVE. ``role`` is the tag for readers: H1, H2 or P; boxes stand in the layout in reading order.
    With ``capitals`` the text is drawn in capitals, while readers and searches find it as it was recorded.
    """

    key: str
    text: str
    x: float
    y: float
    width: float
    height: float
    face: str
    size: float
    floor: float
    lines: int = 1
    step: float = 1.25
    align: str = CENTRE
    upright: str = MIDDLE
    colour: str = "#1B1B1B"
    breaking: str = TEXT
    fit: str = SHRINK
    role: str = "P"
    rule: float = 0  # width of a line under the text as a share of the text's width
    language: str = "vi"
    lead: str = ""
    lead_face: str = ""
    lead_size: float = 0
    lead_place: str = BESIDE
    capitals: bool = False


@dataclass(frozen=True, kw_only=True)
class Square:
    """Where the QR code stands, its quiet zone included."""

    x: float
    y: float
    side: float


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The image of a signature or a seal as the authority gave it: a PNG in base64, so that a layout is whole by itself. ``of`` is
    the name of who signs so: the image stands under nobody else's name.
    """

    kind: str
    x: float
    y: float
    width: float
    height: float
    png: str
    of: str = ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Everything a template version says. ``art`` names a drawing of `certificates.designs`, drawn to the page's size; an
    overlay has none and prints only what differs, on blanks. Two layouts with the same data are the same template.
    """

    page_width: float
    page_height: float
    art: str
    mode: str = FULL
    boxes: tuple[Box, ...] = ()
    qr: Square | None = None
    pictures: tuple[Picture, ...] = ()
    palette: Mapping[str, str] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        """Plain data. What boxes learned later is left out where it says nothing, so that layouts of before stay as they were."""
        data = asdict(self)
        for box in data["boxes"]:
            if not box["capitals"]:
                del box["capitals"]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Layout":
        """The layout that `to_data` gave; raises TypeError or KeyError for anything else (checked data comes from forms)."""
        boxes = tuple(Box(**box) for box in data["boxes"])
        qr = Square(**data["qr"]) if data.get("qr") else None
        pictures = tuple(Picture(**picture) for picture in data.get("pictures", ()))
        return cls(**{**data, "boxes": boxes, "qr": qr, "pictures": pictures})
