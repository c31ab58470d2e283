"""The layouts that are shipped: the boxes of each kind of certificate, set in a design's colours on any page size."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from certificates.designs import PALETTES
from certificates.layouts import Box, Layout, Square

WIDTH, HEIGHT = 297.0, 210.0
_HERE = Path(__file__).parent


@cache
def preset(code: str, width: float = WIDTH, height: float = HEIGHT) -> Layout:
    """A shipped layout; it is drawn for A4 landscape, other pages are the same picture larger or smaller."""
    data = json.loads((_HERE / "common.json").read_text("utf-8"))
    return scaled(_layout(data, code), width, height)


def _layout(data: dict[str, Any], design: str) -> Layout:
    palette = PALETTES[design]
    boxes = tuple(Box(**{**box, "colour": palette[box["colour"]]}) for box in data["boxes"])
    return Layout(
        page_width=WIDTH, page_height=HEIGHT, art=design, boxes=boxes, qr=Square(**data["qr"]), palette=palette
    )


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
