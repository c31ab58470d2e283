"""Files that ReportLab wrote, written once more as archives want them: XMP, colours, structure for readers, an end of line where
the standard has one. Pure bytes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from certificates.compiled.art import packed
from certificates.compiled.metadata import PROGRAM, RDF, UA, UA_CLAIM, UA_DESCRIBED
from certificates.compiled.objects import FREE, HEADER, framed, hexadecimal, in_xml, line, packed_stream, stream
from certificates.compiled.skeleton import intent
from certificates.pages import Part

_PROFILE = Path(__file__).parent / "colour" / "sRGB.icc"
_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_LINE = 20
_FOR_READERS = 2
_HEADS_COLUMN = b"/A<</O/Table/Scope/Column>>"
_XMP = (
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" '
    f'xmlns:pdfuaid="{UA}">'
    "<pdfaid:part>%d</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>%s<dc:format>application/pdf</dc:format>"
    "<xmp:CreatorTool>%s</xmp:CreatorTool><pdf:Producer>%s</pdf:Producer>"
    "<dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>"
    '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>'
    "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>"
    "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta>\n"
    '<?xpacket end="r"?>'
)


@cache
def _profile() -> bytes:
    return packed_stream(packed(_PROFILE.read_bytes()), "/N 3/Alternate/DeviceRGB")


@dataclass(frozen=True)
class Label:
    """What a document says of itself. With a file inside it is shaped as PDF/A-3, which alone takes such files; else as PDF/A-2
    and PDF/UA. A paper that is still to be signed claims nothing of readers: the signature's field is put in by other programs."""

    title: str
    author: str
    day: date
    part: int = _FOR_READERS

    def xmp(self) -> bytes:
        moment = f"{self.day.isoformat()}T00:00:00+07:00"
        title, author = in_xml(self.title).decode(), in_xml(self.author).decode()
        described, claim = (UA_DESCRIBED, UA_CLAIM) if self.part == _FOR_READERS else ("", "")
        said = (self.part, claim, PROGRAM, PROGRAM, title, author, moment, moment)
        return (RDF + described + _XMP % said).encode()

    def info(self) -> bytes:
        stamp = b"(D:%s000000+07'00')" % self.day.strftime("%Y%m%d").encode()
        program = hexadecimal(PROGRAM)
        said = (hexadecimal(self.title), hexadecimal(self.author), program, program, stamp, stamp)
        return b"<</Title%s/Author%s/Creator%s/Producer%s/CreationDate%s/ModDate%s>>" % said


@dataclass
class Element:
    """A paragraph, heading, list, table … with what is in it, in reading order: other elements, and pieces of pages' content as
    (page, piece)."""

    tag: str
    kids: "list[Element | tuple[int, int]]" = field(default_factory=list)

    def inwards(self) -> "Iterator[Element]":
        """This element and all within it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.inwards()


class Reading:
    """What is read aloud of a document."""

    def __init__(self) -> None:
        self.whole = Element("Document")
        self._known: dict[Part, Element] = {(): self.whole}
        self.owners: dict[int, list[Element]] = {}

    def element(self, part: Part) -> Element:
        """The element of a part, which stands behind all that came before where it is new."""
        known = self._known.get(part)
        if known is None:
            known = self._known[part] = Element(part[-1][0])
            self.element(part[:-1]).kids.append(known)
        return known

    def piece(self, page: int, part: Part) -> int:
        """The number of the next piece of a page, which belongs to this part."""
        element, owners = self.element(part), self.owners.setdefault(page, [])
        owners.append(element)
        element.kids.append((page, len(owners) - 1))
        return len(owners) - 1


def _objects(content: bytes) -> tuple[dict[int, bytes], bytes]:
    """The bodies of a file's objects by their numbers, and its trailer."""
    found = _START.search(content)
    if found is None:
        raise ValueError("no table of offsets")
    table = int(found[1])
    head = re.match(rb"xref\s+0 (\d+)\s*\n", content[table:])
    if head is None:
        raise ValueError("no table of offsets")
    first, bodies = table + head.end(), {}
    for place in range(1, int(head[1])):
        start = int(content[first + place * _LINE : first + place * _LINE + 10])
        start += len(b"%d 0 obj\n" % place)
        bodies[place] = content[start : content.index(b"\nendobj", start)].rstrip(b"\n")
    return bodies, content[first + int(head[1]) * _LINE : found.start()]


def _ended(body: bytes) -> bytes:
    """A stream's end on a line of its own."""
    return body[: -len(b"endstream")] + b"\nendstream" if body.endswith(b"endstream") else body


def _within(body: bytes, more: bytes) -> bytes:
    return body[: body.rindex(b">>")] + more + b">>"


def _place(text: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", text)
    if found is None:
        raise ValueError(f"no {name.decode()}")
    return int(found[1])


def _structure(bodies: dict[int, bytes], pages: Sequence[int], reading: Reading) -> int:
    """Headings, paragraphs, tables; answers the number of the tree's root. Each page names its part of it."""
    root = len(bodies) + 1
    numbers = {id(element): root + at for at, element in enumerate(reading.whole.inwards(), start=1)}
    parents = {id(kid): numbers[id(one)] for one in reading.whole.inwards() for kid in one.kids}
    for element in reading.whole.inwards():
        kids = b"".join(_kid(kid, numbers, pages) for kid in element.kids)
        more = _HEADS_COLUMN if element.tag == "TH" else b""
        about = (element.tag.encode(), parents.get(id(element), root), more, kids)
        bodies[numbers[id(element)]] = b"<</Type/StructElem/S/%s/P %d 0 R%s/K[%s]>>" % about
    tree = b"".join(
        b"%d[%s]" % (page, b" ".join(b"%d 0 R" % numbers[id(one)] for one in owners))
        for page, owners in sorted(reading.owners.items())
    )
    about_tree = b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>"
    bodies[root] = about_tree % (root + 1, tree, len(pages))
    for at, page in enumerate(pages):
        bodies[page] = _within(bodies[page], b"/StructParents %d/Tabs/S" % at)
    return root


def _kid(kid: Element | tuple[int, int], numbers: Mapping[int, int], pages: Sequence[int]) -> bytes:
    if isinstance(kid, Element):
        return b"%d 0 R " % numbers[id(kid)]
    return b"<</Type/MCR/Pg %d 0 R/MCID %d>>" % (pages[kid[0]], kid[1])


def archived(content: bytes, label: Label, reading: Reading) -> bytes:
    """The file with all that PDF/A asks for; the same bytes for the same content."""
    bodies, trailer = _objects(content)
    catalog, info = _place(trailer, b"Root"), _place(trailer, b"Info")
    bodies = {place: _ended(body) for place, body in bodies.items()}
    kids = bodies[_place(bodies[catalog], b"Pages")]
    pages = [
        int(one)
        for one in re.findall(rb"(\d+) 0 R", kids[kids.index(b"/Kids") : kids.index(b"]", kids.index(b"/Kids"))])
    ]
    tree = _structure(bodies, pages, reading)
    profile = len(bodies) + 1
    bodies[profile] = _profile()
    bodies[profile + 1] = stream(label.xmp(), "/Type/Metadata/Subtype/XML")
    more = b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R/Metadata %d 0 R%s" % (tree, profile + 1, intent(profile))
    held = [place for place, body in bodies.items() if b"/Type /Filespec" in body]
    if held:
        more += b"/AF[%s]" % b" ".join(b"%d 0 R" % place for place in held)
    bodies[catalog], bodies[info] = _within(bodies[catalog], more), label.info()
    name = re.search(rb"/ID\s*(\[[^\]]*\])", trailer)
    return _written(bodies, catalog, info, name[1] if name else b"[()()]")


def _written(bodies: Mapping[int, bytes], catalog: int, info: int, name: bytes) -> bytes:
    parts, lines, at = [HEADER], [FREE], len(HEADER)
    for place in range(1, len(bodies) + 1):
        parts.append(framed(place, bodies[place]))
        lines.append(line(at))
        at += len(parts[-1])
    size = len(bodies) + 1
    end = b"xref\n0 %d\n%strailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, b"".join(lines), size, catalog, info, name, at)  # fmt: skip
    return b"".join([*parts, end])
