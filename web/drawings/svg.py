"""A sheet that is drawn on: elements with numbers for places and classes for looks, no style of its own."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from itertools import accumulate

from django.utils.html import format_html, format_html_join

NARROW, SLIM, BROAD = frozenset(" '.,:;|/ijlI"), frozenset("-()1frt"), frozenset("mwMW")
"""Letters of Be Vietnam Pro that are narrower or broader than others."""


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


SHORT = (
    ("Ủy ban nhân dân", "UBND"),
    ("Hội đồng nhân dân", "HĐND"),
    ("Trung học cơ sở", "THCS"),
    ("Trung học phổ thông", "THPT"),
)
"""What everybody writes short, so that the part of a name by which units differ is the part that stays."""


def _breadth(letter: str) -> float:
    """In parts of the size of the type, as in its semibold face: rather too much than too little."""
    plain = unicodedata.normalize("NFD", letter)[0]
    if plain in NARROW:
        return 0.3
    if plain in SLIM:
        return 0.44
    if plain in BROAD:
        return 0.9
    return 0.75 if plain.isupper() else 0.65


def shortened(text: str, width: float, size: float) -> str:
    """As many letters as there is room for, of the usual short form where the whole name has none."""
    room = width / size
    if sum(map(_breadth, text)) > room:
        for long, short in SHORT:
            text = text.replace(long, short)
    reached = list(accumulate(map(_breadth, text)))
    if not reached or reached[-1] <= room:
        return text
    return text[: max(bisect_right(reached, room - 0.9), 1)].rstrip() + "…"


class Sheet:
    """``name`` makes the ids of title and description unique on a page."""

    def __init__(self, name: str, title: str, description: str, width: float, height: float) -> None:
        self._name = name
        self._title = title
        self._description = description
        self._width = width
        self._height = height
        self._parts: list[str] = []

    def add(self, tag: str, css: str, places: Mapping[str, float], inside: str = "") -> None:
        """``inside`` is markup made by `format_html`, or plain text."""
        named = format_html(' class="{}"', css) if css else ""
        attributes = format_html_join("", ' {}="{}"', ((key, number(value)) for key, value in places.items()))
        if inside:
            self._parts.append(format_html("<{tag}{}{}>{}</{tag}>", named, attributes, inside, tag=tag))
        else:
            self._parts.append(format_html("<{}{}{}/>", tag, named, attributes))

    def rect(
        self, css: str, x: float, y: float, width: float, height: float, *, told: str = "", round_: float = 0
    ) -> None:
        inside = format_html("<title>{}</title>", told) if told else ""
        corners = {"rx": round_} if round_ else {}
        self.add("rect", css, {"x": x, "y": y, "width": max(width, 0), "height": height, **corners}, inside)

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.add("line", css, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})

    def circle(self, css: str, cx: float, cy: float, r: float, *, told: str = "") -> None:
        self.add("circle", css, {"cx": cx, "cy": cy, "r": r}, format_html("<title>{}</title>", told) if told else "")

    def path(self, css: str, points: Iterable[tuple[float, float]], *, closed: bool = False) -> None:
        drawn = " L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._parts.append(format_html('<path class="{}" d="M{}{}"/>', css, drawn, "Z" if closed else ""))

    def text(self, css: str, x: float, y: float, said: str) -> None:
        """``css`` says where the text hangs, too: ``t-end`` or ``t-middle``."""
        self.add("text", css, {"x": x, "y": y}, said)

    def _inside(self) -> str:
        return format_html_join("", "{}", ((part,) for part in self._parts))

    def ornament(self) -> str:
        """For what stands beside words that say the same."""
        return format_html(
            '<svg class="key" viewBox="0 0 {width} {}" width="{width}" aria-hidden="true" focusable="false">{}</svg>',
            number(self._height),
            self._inside(),
            width=number(self._width),
        )

    def done(self) -> str:
        return format_html(
            '<svg class="chart" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-title {name}-desc" '
            'focusable="false"><title id="{name}-title">{}</title><desc id="{name}-desc">{}</desc>{}</svg>',
            self._title,
            self._description,
            self._inside(),
            name=self._name,
            width=number(self._width),
            height=number(self._height),
        )
