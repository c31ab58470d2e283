"""Pure layout of official documents by Decree 30/2020: filled blocks become pieces of texts and lines at their places.

Everything is in points from the top left corner of a page. Text is measured and broken here, and never read as markup.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from certificates.paper import BOLD, BOLD_ITALIC, ITALIC, ROMAN, Faces

MM = 72 / 25.4
WIDE, HIGH = 210 * MM, 297 * MM
TOP, BOTTOM, LEFT, RIGHT = 20 * MM, 20 * MM, 30 * MM, 15 * MM
"""Margins: of 20 to 25, 20 to 25, 30 to 35 and 15 to 20 millimetres that the decree leaves open."""
BODY, LIST, NUMBER = 14, 12, 13
NUMBER_DOWN = 12 * MM
_INDENT = 10 * MM
_LEADING = 1.22
_ASCENT = 0.95
SEALED_ROOM, SIGNED_ROOM = 36.5 * MM, 25 * MM
"""Room over a name: for a signature with the round seal in its real size, and for a signature alone."""
_KEPT = 2
_CELL_SIDE, _CELL_END, _HAIR = 3.5, 2.5, 0.5
_TH, _TD = ("TH", 0), ("TD", 0)
_MOTTO = "Độc lập - Tự do - Hạnh phúc"

Block = Mapping[str, Any]
Part = tuple[tuple[str, int], ...]
"""Where a text belongs for who has the page read aloud: the tags from the whole document inwards, each with its number."""


@dataclass(frozen=True)
class Run:
    """A text on its baseline; ``spread`` is added to every blank so that a line fills its measure. Without a ``part`` it is not
    read aloud; without text it is a part that is empty, as a cell may be."""

    x: float
    down: float
    text: str
    face: str
    size: float
    spread: float = 0
    part: Part = ()

    def moved(self, x: float, down: float, part: Part | None = None) -> "Run":
        """At another place, and of another part if one is given."""
        whose = self.part if part is None else part
        return Run(self.x + x, self.down + down, self.text, self.face, self.size, self.spread, whose)


@dataclass(frozen=True)
class Rule:
    """A thin black box: its top left corner, width and height."""

    x: float
    down: float
    wide: float
    high: float

    def moved(self, x: float, down: float, part: Part | None = None) -> "Rule":
        """At another place; a line is part of nothing."""
        return Rule(self.x + x, self.down + down, self.wide, self.high)


Mark = Run | Rule
Words = Sequence[tuple[str, str]]
"""Words with their faces."""


@dataclass(frozen=True)
class Piece:
    """What is never cut by the end of a page. ``keep``: the next piece stands on the same page; ``before`` is room above it that
    falls away at the top of a page; ``header`` is repeated where a page begins with this piece."""

    high: float
    marks: tuple[Mark, ...] = ()
    before: float = 0
    keep: bool = False
    header: "Piece | None" = None
    ends_page: bool = False


@dataclass(frozen=True)
class Style:
    size: float = BODY
    align: str = "left"
    indent: float = 0
    leading: float = _LEADING


class Desk:
    """Breaks text by the widths of the fonts."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self._cells: dict[tuple[str, str, Style, float], list[tuple[Mark, ...]]] = {}

    def wide(self, text: str, face: str, size: float) -> float:
        return self.faces.width(face, text) * size

    def _whole(self, words: Words, size: float, limit: float) -> Iterator[tuple[str, str]]:
        """Words, those cut that are longer than a line."""
        for word, face in words:
            rest = word
            while self.wide(rest, face, size) > limit:
                end = next(n for n in range(len(rest), 0, -1) if n == 1 or self.wide(rest[:n], face, size) <= limit)
                yield rest[:end], face
                rest = rest[end:]
                if not rest:
                    break
            if rest:
                yield rest, face

    def broken(self, words: Words, style: Style, limit: float) -> list[list[tuple[str, str]]]:
        """Lines of words, each filled in turn; the first one is indented."""
        lines: list[list[tuple[str, str]]] = []
        used = 0.0
        for word, face in self._whole(words, style.size, limit - style.indent):
            room = limit - (style.indent if len(lines) <= 1 else 0)
            more = self.wide(f" {word}" if lines and lines[-1] else word, face, style.size)
            if not lines or used + more > room:
                lines.append([])
                used, more = 0.0, self.wide(word, face, style.size)
            lines[-1].append((word, face))
            used += more
        return lines

    def _marks(self, line: Words, style: Style, x: float, room: float, down: float, *, full: bool) -> list[Run]:
        """One line as runs of one face each; a full line is spread over its measure."""
        parts: list[tuple[str, str]] = []
        for word, face in line:
            if parts and parts[-1][1] == face:
                parts[-1] = (f"{parts[-1][0]} {word}", face)
            else:
                parts.append((word, face))
        texts = [(text + (" " if place < len(parts) - 1 else ""), face) for place, (text, face) in enumerate(parts)]
        natural = sum(self.wide(text, face, style.size) for text, face in texts)
        gaps = sum(text.count(" ") for text, _ in texts)
        spread = (room - natural) / gaps if full and gaps and style.align == "both" else 0
        shift = {"centre": (room - natural) / 2, "right": room - natural}.get(style.align, 0)
        runs = []
        at = x + shift
        for text, face in texts:
            runs.append(Run(at, down, text, face, style.size, spread))
            at += self.wide(text, face, style.size) + spread * text.count(" ")
        return runs

    def lines(self, paragraphs: Sequence[Words], style: Style, limit: float) -> list[tuple[Mark, ...]]:
        """The marks of every line, each from its own top."""
        done: list[tuple[Mark, ...]] = []
        for words in paragraphs:
            broken = self.broken(words, style, limit) or [[]]
            for place, line in enumerate(broken):
                indent = style.indent if place == 0 else 0
                last = place == len(broken) - 1
                marks = self._marks(line, style, indent, limit - indent, style.size * _ASCENT, full=not last)
                done.append(tuple(marks))
        return done

    def cell(self, text: str, face: str, style: Style, limit: float) -> Sequence[tuple[Mark, ...]]:
        """`lines` of a cell, remembered: in a list of thousands, units and citations repeat."""
        key = (text, face, style, limit)
        if key not in self._cells:
            self._cells[key] = self.lines(_faced(text, face), style, limit)
        return self._cells[key]


def _faced(text: str, face: str) -> list[Words]:
    return [[(word, face) for word in line.split()] for line in text.split("\n")]


class Composer:
    """Turns blocks into pieces of one width."""

    def __init__(self, faces: Faces, width: float, height: float, numbers: Iterator[int] | None = None) -> None:
        self.desk, self.width, self.height = Desk(faces), width, height
        self._numbers = count() if numbers is None else numbers
        self._titled = False

    def pieces(self, blocks: Sequence[Block]) -> list[Piece]:
        """The pieces of all blocks; nobody signs on a page where nothing of the text stands."""
        done: list[Piece] = []
        for block in blocks:
            if block["shape"] == "signatures":
                done[-_KEPT:] = [replace(piece, keep=True) for piece in done[-_KEPT:]]
            done += getattr(self, f"_{block['shape']}")(block)
        return done

    def _part(self, *tags: str) -> Part:
        return tuple((tag, next(self._numbers)) for tag in tags)

    # Words -----------------------------------------------------------------------------------------------------------

    def _lines(
        self,
        text: str,
        size: float = BODY,
        face: str = ROMAN,
        align: str = "centre",
        *,
        before: float = 0,
        keep: bool = False,
        part: Part = (),
    ) -> list[Piece]:
        return self._set(_faced(text, face), Style(size, align), before=before, keep=keep, part=part)

    def _set(
        self, paragraphs: Sequence[Words], style: Style, *, before: float = 0, keep: bool = False, part: Part = ()
    ) -> list[Piece]:
        """Lines as pieces; neither the first nor the last line of a paragraph stands alone on a page."""
        whose = part or self._part("P")
        lines = [
            tuple(mark.moved(0, 0, whose) for mark in line) for line in self.desk.lines(paragraphs, style, self.width)
        ]
        last = len(lines) - 1
        return [
            Piece(
                style.size * style.leading,
                marks,
                before if place == 0 else 0,
                keep=keep or (last > 0 and place in (0, last - 1)),
            )
            for place, marks in enumerate(lines)
        ]

    def _rule(self, length: float, *, below: float = 3) -> Piece:
        return Piece(below + 3, (Rule((self.width - length) / 2, 2, length, 0.6),), keep=True)

    def _within(self, width: float) -> "Composer":
        return Composer(self.desk.faces, width, self.height, self._numbers)

    def _beside(self, columns: Sequence[tuple[float, Sequence[Piece]]]) -> Piece:
        """Pieces side by side as one: each column from its left edge."""
        marks: list[Mark] = []
        highest = 0.0
        for left, pieces in columns:
            down = 0.0
            for piece in pieces:
                down += piece.before
                marks += (mark.moved(left, down) for mark in piece.marks)
                down += piece.high
            highest = max(highest, down)
        return Piece(highest, tuple(marks))

    # Shapes ----------------------------------------------------------------------------------------------------------

    def _nation_lines(self) -> list[Piece]:
        return [
            *self._lines("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, BOLD),
            *self._lines(_MOTTO, 13, BOLD),
            self._rule(self.desk.wide(_MOTTO, BOLD, 13)),
        ]

    def _head(self, block: Block) -> list[Piece]:
        head = block["head"]
        left, right = self._within(self.width * 0.4), self._within(self.width * 0.6)
        whose = left._lines(head["superior"], 12) if head["superior"] else []
        whose += [*left._lines(head["body"], 12, BOLD), left._rule(left.width * 0.4)]
        if block["numbered"]:
            whose += left._lines(f"Số: {head['number']}", 13)
        if block["about"]:
            whose += left._lines(block["about"], 12)
        nation = [*right._nation_lines(), *right._lines(f"{head['place']}, {head['day']}", 13, ITALIC, before=4)]
        return [self._beside([(0, whose), (left.width, nation)]), Piece(14)]

    def _nation(self, _: Block) -> list[Piece]:
        return [*self._nation_lines(), Piece(14)]

    def _title(self, block: Block) -> list[Piece]:
        """What kind of document it is and what about: one heading."""
        self._titled, part = True, self._part("H1")
        done = self._lines(block["name"], face=BOLD, before=4, keep=True, part=part)
        if block["about"]:
            about = self._lines(block["about"], face=BOLD, keep=True, part=part)
            done += [*about, self._rule(self.width * 0.25, below=5)]
        return done + (self._lines(block["note"], 13, ITALIC, keep=True) if block["note"] else [])

    def _centred(self, block: Block) -> list[Piece]:
        return [*self._lines(block["text"], face=BOLD, before=6, keep=True), Piece(4, keep=True)]

    def _addressed(self, block: Block) -> list[Piece]:
        return [*self._lines(f"Kính gửi: {block['text']}", before=8), Piece(6)]

    def _heading(self, block: Block) -> list[Piece]:
        part = self._part("H2" if self._titled else "H1")
        return self._set(_faced(block["text"], BOLD), Style(indent=_INDENT), before=6, keep=True, part=part)

    def _text(self, block: Block) -> list[Piece]:
        first, *rest = _faced(block["text"], ITALIC if block["italic"] else ROMAN)
        lead = [(word, BOLD) for word in block["lead"].split()]
        return self._set([[*lead, *first], *rest], Style(align="both", indent=_INDENT), before=6)

    def _annex(self, _: Block) -> list[Piece]:
        return [Piece(0, ends_page=True)]

    # Signatures ------------------------------------------------------------------------------------------------------

    def _signatures(self, block: Block) -> list[Piece]:
        left, right = self._within(self.width * 0.45), self._within(self.width * 0.55)
        first: list[Piece] = []
        if block["recipients"]:
            first = left._lines("Nơi nhận:", 12, BOLD_ITALIC, "left")
            first += left._listed(block["recipients"])
        elif block["left"]:
            first = left._signer(block["left"], SIGNED_ROOM)
        room = SIGNED_ROOM if block["left"] else SEALED_ROOM
        whole = self._beside([(0, first), (left.width, right._signer(block["right"], room))])
        return [replace(whole, before=12)]

    def _listed(self, lines: Sequence[str]) -> list[Piece]:
        whole = self._part("L")
        items = [(text, (*whole, *self._part("LI", "LBody"))) for text in lines]
        return [line for text, part in items for line in self._lines(f"- {text}", 11, align="left", part=part)]

    def _signer(self, one: Block, room: float) -> list[Piece]:
        words = [text for text in (one["capacity"], one["title"]) if text]
        done = [line for text in words for line in self._lines(text, 13, BOLD)]
        return [*done, Piece(room), *self._lines(one["name"], face=BOLD)]

    # Tables ----------------------------------------------------------------------------------------------------------

    def _table(self, block: Block) -> list[Piece]:
        """Rows go over pages whole, under their headings again; a total stays with the row before it."""
        columns = block["columns"]
        scale = self.width / sum(column["width"] for column in columns)
        widths = [column["width"] * scale for column in columns]
        whole, heading = self._part("Table"), lambda _: "centre"
        (header,) = self._rows([one["heading"] for one in columns], widths, heading, BOLD, self.height, (*whole, _TH))

        def rows_of(cells: Sequence[str], face: str) -> list[Piece]:
            made = self._rows(cells, widths, lambda place: columns[place]["align"], face, room, (*whole, _TD))
            return [replace(row, header=header) for row in made]

        room = self.height - header.high
        rows = [row for cells in block["cells"] for row in rows_of(cells, ROMAN)]
        if block["total"]:
            rows[-1:] = [replace(row, keep=True) for row in rows[-1:]]
            rows += rows_of(block["total"], BOLD)
        return [replace(header, before=6, keep=True), *rows, Piece(4)]

    def _rows(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        align: Callable[[int], str],
        face: str,
        room: float,
        part: Part,
    ) -> list[Piece]:
        """One row, or several where it is higher than a page. ``part``: the table, and what its cells are."""
        *table, (tag, _) = part
        row = (*table, *self._part("TR"))
        parts_of = [(*row, (tag, place)) for place in range(len(cells))]
        inner = [
            self.desk.cell(text, face, Style(LIST, align(place)), widths[place] - 2 * _CELL_SIDE)
            for place, text in enumerate(cells)
        ]
        most = max(1, int((room - 2 * _CELL_END) / (LIST * _LEADING)))
        longest = max(len(lines) for lines in inner)
        parts = range(0, max(longest, 1), most)
        return [self._row([lines[first : first + most] for lines in inner], widths, parts_of) for first in parts]

    def _row(
        self, cells: Sequence[Sequence[tuple[Mark, ...]]], widths: Sequence[float], parts: Sequence[Part]
    ) -> Piece:
        leading = LIST * _LEADING
        high = max((len(lines) for lines in cells), default=1) * leading + 2 * _CELL_END
        marks: list[Mark] = [Rule(0, 0, self.width, _HAIR), Rule(0, high, self.width, _HAIR)]
        left = 0.0
        for lines, width, part in zip(cells, widths, parts, strict=True):
            marks.append(Rule(left, 0, _HAIR, high))
            if not any(lines):
                marks.append(Run(left, high, "", ROMAN, LIST, 0, part))
            top = (high - len(lines) * leading) / 2
            for place, line in enumerate(lines):
                marks += (mark.moved(left + _CELL_SIDE, top + place * leading, part) for mark in line)
            left += width
        marks.append(Rule(self.width - _HAIR, 0, _HAIR, high + _HAIR))
        return Piece(high, tuple(marks))
