"""Pages out of pieces: what stands together, what is repeated where a page begins, and the number of the page; pure."""

from collections.abc import Iterator, Sequence

from certificates.pages import (
    BOTTOM,
    LEFT,
    NUMBER,
    NUMBER_DOWN,
    RIGHT,
    TOP,
    Block,
    Composer,
    Mark,
    Part,
    Piece,
    Run,
)
from certificates.paper import ROMAN, Faces


def _chains(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces that stand on one page together."""
    chain: list[Piece] = []
    for piece in pieces:
        chain.append(piece)
        if not piece.keep:
            yield chain
            chain = []
    if chain:
        yield chain


class _Pages:
    """Fills page after page."""

    def __init__(self, height: float) -> None:
        self.height, self.down = height, 0.0
        self.pages: list[list[Mark]] = [[]]

    def turn(self) -> None:
        self.pages.append([])
        self.down = 0.0

    def put(self, piece: Piece) -> None:
        before = piece.before if self.down else 0
        if self.down and self.down + before + piece.high > self.height:
            self.turn()
            before = 0
        if not self.down and piece.header and len(self.pages) > 1:
            self._draw(piece.header, ())
        self.down += before
        self._draw(piece)

    def _draw(self, piece: Piece, part: Part | None = None) -> None:
        self.pages[-1] += (mark.moved(LEFT, TOP + self.down, part) for mark in piece.marks)
        self.down += piece.high

    def fits(self, chain: Sequence[Piece]) -> bool:
        return self.down + sum(piece.before + piece.high for piece in chain) <= self.height


def lay_out(blocks: Sequence[Block], faces: Faces, *, wide: float, high: float) -> list[list[Mark]]:
    """The marks of every page; the number of the page stands in the middle of the upper margin from the second one on. What repeats
    from page to page, as this number and the headings of a table that goes on, is read aloud once at most: it has no part."""
    width, height = wide - LEFT - RIGHT, high - TOP - BOTTOM
    made = _Pages(height)
    for chain in _chains(Composer(faces, width, height).pieces(blocks)):
        alone = sum(piece.before + piece.high for piece in chain) > height
        if made.down and not alone and not made.fits(chain):
            made.turn()
        for piece in chain:
            if piece.ends_page:
                made.turn()
            else:
                made.put(piece)
    for number, page in enumerate(made.pages, start=1):
        if number > 1:
            middle = (width - faces.width(ROMAN, str(number)) * NUMBER) / 2
            page.append(Run(LEFT + middle, NUMBER_DOWN, str(number), ROMAN, NUMBER))
    return made.pages
