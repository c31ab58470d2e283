"""The layouts that are shipped: the boxes of each kind of certificate, set in a design's colours on any page size."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from certificates.designs import DESIGNS, PALETTES
from certificates.layouts import FULL, OVERLAY, Box, Layout, Square
from kernel.text import gettext_noop

WIDTH, HEIGHT = 297.0, 210.0
_HERE = Path(__file__).parent


KINDS: Mapping[str, str] = {
    "": gettext_noop("Giấy khen cho mọi đối tượng"),
    "person": gettext_noop("Giấy khen cá nhân"),
    "collective": gettext_noop("Giấy khen tập thể"),
    "merit": gettext_noop("Bằng khen"),
    "honour": gettext_noop("Bằng chứng nhận danh hiệu thi đua"),
    "bilingual": gettext_noop("Giấy khen song ngữ Việt – Anh"),
    "overlay": gettext_noop("In trên phôi"),
}
"""Each kind of certificate with its name."""


@dataclass(frozen=True)
class Preset:
    """A shipped layout: a design with the boxes of one kind of certificate."""

    code: str
    design: str
    kind: str

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind]

    @property
    def design_title(self) -> str:
        return DESIGNS[self.design] if self.design else ""

    @property
    def title(self) -> str:
        return " – ".join(part for part in (self.kind_title, self.design_title) if part)


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((_HERE / name).read_text("utf-8"))
    return data


_COMMON = _read("common.json")
_BOXES = _read("kinds.json")
_PLAIN = "classic"
PRESETS: Mapping[str, Preset] = {
    f"{design}-{kind}".removesuffix("-"): Preset(f"{design}-{kind}".removesuffix("-"), design, kind)
    for design in DESIGNS
    for kind in KINDS
    if kind != OVERLAY
} | {OVERLAY: Preset(OVERLAY, "", OVERLAY)}


@cache
def preset(code: str, width: float = WIDTH, height: float = HEIGHT) -> Layout:
    """A shipped layout; it is drawn for A4 landscape, other pages are the same picture larger or smaller."""
    chosen = PRESETS[code]
    palette = PALETTES[chosen.design or _PLAIN]
    boxes = tuple(Box(**{**box, "colour": palette[box["colour"]]}) for box in _boxes(chosen.kind))
    layout = Layout(
        page_width=WIDTH,
        page_height=HEIGHT,
        art=chosen.design,
        mode=OVERLAY if chosen.kind == OVERLAY else FULL,
        boxes=boxes,
        qr=None if chosen.kind == OVERLAY else Square(**_COMMON["qr"]),
        palette=palette,
    )
    return scaled(layout, width, height)


def usual(award_code: str, subject: str) -> str:
    """The preset for an award where the authority has chosen none."""
    if award_code in _COMMON["honours"]:
        return "classic-honour"
    return "classic-person" if subject == "person" else "classic-collective"


def _boxes(kind: str) -> list[dict[str, Any]]:
    """The boxes that all kinds share, with what one kind does otherwise."""
    about = _BOXES.get(kind, {})
    boxes = [
        {**box, **about.get("change", {}).get(box["key"], {})}
        for box in _COMMON["boxes"]
        if box["key"] not in about.get("without", ())
    ]
    for extra in about.get("add", ()):
        place = [box["key"] for box in boxes].index(extra["after"]) + 1
        boxes.insert(place, {name: value for name, value in extra.items() if name != "after"})
    return boxes


def scaled(layout: Layout, width: float, height: float) -> Layout:
    """The layout on a page of another size: places follow the page's sides, letters and the code the lesser of the two."""
    across, down = width / layout.page_width, height / layout.page_height
    even = min(across, down)
    boxes = tuple(_resized(box, across, down, even) for box in layout.boxes)
    qr = layout.qr and Square(
        x=_tenth(layout.qr.x * across), y=_tenth(layout.qr.y * down), side=_tenth(layout.qr.side * even)
    )
    return replace(layout, page_width=width, page_height=height, boxes=boxes, qr=qr)


def _resized(box: Box, across: float, down: float, even: float) -> Box:
    return replace(
        box,
        x=_tenth(box.x * across),
        y=_tenth(box.y * down),
        width=_tenth(box.width * across),
        height=_tenth(box.height * down),
        size=_quarter(box.size * even),
        floor=_quarter(box.floor * even),
        lead_size=_quarter(box.lead_size * even),
    )


def _tenth(length: float) -> float:
    return round(length, 1)


def _quarter(points: float) -> float:
    return round(points * 4) / 4
