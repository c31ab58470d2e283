"""A sheet that is drawn on: elements with numbers for places and classes for looks, no style of its own."""

from collections.abc import Iterable, Mapping
from html import escape

from django.utils.safestring import SafeString

LETTER = 0.56
"""How wide a letter is on average, in parts of the size of its type."""


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def shortened(text: str, width: float, size: float) -> str:
    """As many letters as there is room for."""
    most = max(int(width / (LETTER * size)), 2)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


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
        attributes = "".join(f' {key}="{number(value)}"' for key, value in places.items())
        named = f' class="{css}"' if css else ""
        self._parts.append(f"<{tag}{named}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{named}{attributes}/>")

    def rect(
        self, css: str, x: float, y: float, width: float, height: float, *, told: str = "", round_: float = 0
    ) -> None:
        inside = f"<title>{escape(told)}</title>" if told else ""
        corners = {"rx": round_} if round_ else {}
        self.add("rect", css, {"x": x, "y": y, "width": max(width, 0), "height": height, **corners}, inside)

    def line(self, css: str, x1: float, y1: float, x2: float, y2: float) -> None:
        self.add("line", css, {"x1": x1, "y1": y1, "x2": x2, "y2": y2})

    def circle(self, css: str, cx: float, cy: float, r: float, *, told: str = "") -> None:
        self.add("circle", css, {"cx": cx, "cy": cy, "r": r}, f"<title>{escape(told)}</title>" if told else "")

    def path(self, css: str, points: Iterable[tuple[float, float]], *, closed: bool = False) -> None:
        drawn = " L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._parts.append(f'<path class="{css}" d="M{drawn}{"Z" if closed else ""}"/>')

    def text(self, css: str, x: float, y: float, said: str) -> None:
        """``css`` says where the text hangs, too: ``t-end`` or ``t-middle``."""
        self.add("text", css, {"x": x, "y": y}, escape(said))

    def ornament(self) -> SafeString:
        """For what stands beside words that say the same."""
        places = f'viewBox="0 0 {number(self._width)} {number(self._height)}" width="{number(self._width)}"'
        return SafeString(
            f'<svg class="key" {places} aria-hidden="true" focusable="false">{"".join(self._parts)}</svg>'
        )

    def done(self) -> SafeString:
        ids = f"{self._name}-title {self._name}-desc"
        head = f'<svg class="chart" viewBox="0 0 {number(self._width)} {number(self._height)}" role="img" aria-labelledby="{ids}" '
        head += f'focusable="false"><title id="{self._name}-title">{escape(self._title)}</title>'
        head += f'<desc id="{self._name}-desc">{escape(self._description)}</desc>'
        return SafeString(head + "".join(self._parts) + "</svg>")
