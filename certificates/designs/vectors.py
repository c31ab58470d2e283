"""The art of a certificate as SVG, from the same operators that are printed: what the layout editor shows under the texts; pure."""

from functools import cache

from certificates.designs import artwork

_LETTERS = {"m": "M", "l": "L", "c": "C"}
_FILLED, _STROKED = ("f", "f*", "B"), ("S", "B")
_CAPS, _JOINS = ("butt", "round", "square"), ("miter", "round", "bevel")


class _Reader:
    """The few operators that the pen writes, one after the other; groups are closed where the state is restored."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.path: list[str] = []
        self.open: list[int] = [0]
        self.fill, self.stroke, self.wide = "#000", "#000", "1"
        self.kept: list[tuple[str, str, str]] = []

    def take(self, word: str, values: list[str]) -> None:
        if word in _LETTERS or word in ("h", "re"):
            self.path.append(_drawn(word, values))
        elif word in _FILLED or word in _STROKED:
            self._paint(word)
        else:
            self._state(word, values)

    def _paint(self, word: str) -> None:
        fill = f'fill="{self.fill}"' if word in _FILLED else 'fill="none"'
        holes = ' fill-rule="evenodd"' if word == "f*" else ""
        stroke = f' stroke="{self.stroke}" stroke-width="{self.wide}"' if word in _STROKED else ""
        self.out.append(f'<path d="{"".join(self.path)}" {fill}{holes}{stroke}/>')
        self.path = []

    def _state(self, word: str, values: list[str]) -> None:
        if word == "q":
            self.open.append(0)
            self.kept.append((self.fill, self.stroke, self.wide))
        elif word == "Q":
            self.out.append("</g>" * self.open.pop())
            self.fill, self.stroke, self.wide = self.kept.pop()
        elif word == "rg":
            self.fill = _colour(values)
        elif word == "RG":
            self.stroke = _colour(values)
        elif word == "w":
            self.wide = values[0]
        else:
            self._group(word, values)

    def _group(self, word: str, values: list[str]) -> None:
        if word == "cm":
            about = f'transform="matrix({" ".join(values)})"'
        elif word == "j":
            about = f'stroke-linejoin="{_JOINS[int(values[0])]}"'
        else:
            about = f'stroke-linecap="{_CAPS[int(values[0])]}"'
        self.out.append(f"<g {about}>")
        self.open[-1] += 1


def _drawn(word: str, values: list[str]) -> str:
    if word == "h":
        return "Z"
    if word == "re":
        x, y, width, height = values
        return f"M{x} {y}h{width}v{height}h-{width}Z"
    return _LETTERS[word] + " ".join(values)


def _colour(values: list[str]) -> str:
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in values)


@cache
def vectors(art: str, width: float, height: float) -> bytes:
    """The whole art of a page as one SVG file in millimetres."""
    reader, values = _Reader(), []
    for word in artwork(art, width, height).decode().split():
        if word[0].isdigit() or word[0] in "-.":
            values.append(word)
        else:
            reader.take(word, values)
            values = []
    body = "".join(reader.out) + "</g>" * sum(reader.open)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" viewBox="0 0 {width:g} {height:g}">'
    return f'{head}<g transform="matrix(1 0 0 -1 0 {height:g})">{body}</g></svg>'.encode()
