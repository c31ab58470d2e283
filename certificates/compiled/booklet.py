"""One file for the print shop: all pages in their order, what they share once, written while it is made."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from certificates.compiled.metadata import About, plain_xmp
from certificates.compiled.objects import FREE, HEADER, MM, Shelf, framed, line, numbers, packed_stream, stream
from certificates.compiled.press import Press
from certificates.compiled.rare_page import RareBoxes
from certificates.compiled.skeleton import CATALOG, PAGES, Shared, intent, page_head, put_shared
from certificates.paper import Paper, values

_LEAVES = 64
"""Pages in one node of the tree of pages."""
_EFFORT = 6


@dataclass
class _File:
    """Objects written one after the other, and the table of where each of them begins."""

    offset: int = len(HEADER)
    lines: dict[int, int] = field(default_factory=dict)
    last: int = PAGES

    def take(self) -> int:
        self.last += 1
        return self.last

    def write(self, place: int, body: bytes) -> bytes:
        whole = framed(place, body)
        self.lines[place] = self.offset
        self.offset += len(whole)
        return whole

    def shelf(self, shelf: Shelf) -> bytes:
        self.last += len(shelf.bodies)
        return b"".join(self.write(place, body) for place, body in enumerate(shelf.bodies, shelf.first + 1))

    def end(self) -> bytes:
        """The table and the trailer; the name of the file follows from its table."""
        table = b"".join([FREE, *(line(self.lines[place]) for place in range(1, self.last + 1))])
        size = self.last + 1
        name = hashlib.sha256(table).hexdigest()[:32].encode()
        return b"xref\n0 %d\n%strailer\n<</Size %d/Root %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            size, table, size, CATALOG, name, name, self.offset)  # fmt: skip


@dataclass
class _Kind:
    """A template in the file: the numbers of its shared objects, and those of its form of constant words."""

    shared: Shared
    resources: int


def booklet(
    pages: Iterable[tuple[Press, Paper]], title: str, about: About, right: float = 0, down: float = 0
) -> Iterator[bytes]:
    """The file in pieces. ``right`` and ``down`` move every page by millimetres, as a printer's offset asks."""
    file = _File()
    kinds: dict[str, _Kind] = {}
    nodes: list[int] = []
    counts: list[int] = []
    kids: list[int] = []
    move = f"1 0 0 1 {numbers(right * MM, -down * MM)} cm\n".encode() if right or down else b""
    yield HEADER
    for press, paper in pages:
        if press.digest not in kinds:
            yield _begun(file, kinds, press)
        if not kids:
            nodes.append(file.take())
        kind = kinds[press.digest]
        drawn, resources = _page(file, press, paper, kind)
        yield drawn[0]
        page, content = file.take(), file.take()
        kids.append(page)
        body = page_head(press.layout) + b"/Parent %d 0 R/Contents %d 0 R/Resources %d 0 R>>" % (
            nodes[-1],
            content,
            resources,
        )
        packed = zlib.compress(move + drawn[1], _EFFORT)
        yield file.write(page, body) + file.write(content, stream(packed, "/Filter/FlateDecode"))
        if len(kids) == _LEAVES:
            counts.append(len(kids))
            yield _node(file, nodes[-1], kids)
            kids = []
    if kids:
        counts.append(len(kids))
        yield _node(file, nodes[-1], kids)
    yield _closed(file, kinds, nodes, sum(counts), title, about)


def _begun(file: _File, kinds: dict[str, _Kind], press: Press) -> bytes:
    """The shared objects of a template that comes for the first time."""
    shelf = Shelf(file.last)
    shared = put_shared(shelf, press.artefact, press.layout)
    plain = shelf.take(shared.resources())
    size = numbers(press.layout.page_width * MM, press.layout.page_height * MM)
    about = f"/Type/XObject/Subtype/Form/BBox[0 0 {size}]/Resources {plain} 0 R"
    shared.forms["S"] = shelf.take(packed_stream(zlib.compress(press.steady(), 9), about))
    resources = shelf.take(shared.resources())
    kinds[press.digest] = _Kind(shared, resources)
    return file.shelf(shelf)


def _page(file: _File, press: Press, paper: Paper, kind: _Kind) -> tuple[tuple[bytes, bytes], int]:
    """Objects that this page alone needs, and its operators; with the number of its resources."""
    try:
        return (b"", press.changing(paper)), kind.resources
    except UnicodeEncodeError:
        press.refuse(paper)
    shelf = Shelf(file.last)
    rare = RareBoxes(press.boxes, values(paper), press.faces, file.last)
    shelf.bodies = rare.shelf.bodies
    fonts = replace(kind.shared, fonts=kind.shared.fonts | rare.fonts)
    resources = shelf.take(fonts.resources())
    return (file.shelf(shelf), press.changing(paper, rare.drawn)), resources


def _node(file: _File, place: int, kids: list[int]) -> bytes:
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    return file.write(place, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (PAGES, len(kids), listed))


def _closed(file: _File, kinds: dict[str, _Kind], nodes: list[int], count: int, title: str, about: About) -> bytes:
    """The tree of pages, the catalog and the table of offsets."""
    metadata = file.take()
    parts = [file.write(metadata, stream(plain_xmp(title, about), "/Type/Metadata/Subtype/XML"))]
    listed = b" ".join(b"%d 0 R" % node for node in nodes)
    parts.append(file.write(PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, listed)))
    profile = intent(next(iter(kinds.values())).shared.profile) if kinds else b""
    catalog = b"<</Type/Catalog/Pages %d 0 R/Lang(vi)/Metadata %d 0 R%s/ViewerPreferences<</DisplayDocTitle true>>>>"
    parts.append(file.write(CATALOG, catalog % (PAGES, metadata, profile)))
    return b"".join([*parts, file.end()])
