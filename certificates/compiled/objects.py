"""PDF objects by hand: numbers, strings, streams, and a shelf that gives each object its number."""

from dataclasses import dataclass, field
from html import escape

MM = 72 / 25.4
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FREE = b"0000000000 65535 f \n"


def number(value: float) -> str:
    """A number with two places at most, as short as it goes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(*values: float) -> str:
    return " ".join(map(number, values))


def hexadecimal(text: str) -> bytes:
    """A text for readers, in UTF-16 between angle brackets."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().encode()


def colour(code: str) -> str:
    """#RRGGBB as three shares."""
    return " ".join(f"{int(code[at : at + 2], 16) / 255:.3f}".rstrip("0").rstrip(".") for at in (1, 3, 5))


def in_xml(text: str) -> bytes:
    return escape(text).encode()


def stream(content: bytes, about: str = "") -> bytes:
    """A stream object's body; PDF/A wants a line's end before `endstream`."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (about.encode(), len(content), content)


def packed_stream(content: bytes, about: str = "") -> bytes:
    return stream(content, f"{about}/Filter/FlateDecode")


def framed(place: int, body: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (place, body)


def line(offset: int) -> bytes:
    """An object's line in the table of offsets."""
    return b"%010d 00000 n \n" % offset


@dataclass
class Shelf:
    """Objects in the order of their numbers, which begin after ``first``; a number may be taken before its body is known."""

    first: int = 0
    bodies: list[bytes] = field(default_factory=list)

    def take(self, body: bytes = b"") -> int:
        self.bodies.append(body)
        return self.first + len(self.bodies)

    def put(self, place: int, body: bytes) -> None:
        self.bodies[place - self.first - 1] = body

    def written(self, start: int) -> tuple[bytes, bytes]:
        """All objects one after the other from the offset on, and their lines of the table."""
        parts, lines = [], []
        for place, body in enumerate(self.bodies, self.first + 1):
            parts.append(framed(place, body))
            lines.append(line(start))
            start += len(parts[-1])
        return b"".join(parts), b"".join(lines)
