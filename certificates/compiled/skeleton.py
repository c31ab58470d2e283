"""The constant objects of a template's certificates: catalog, page, structure for readers, fonts, art, colours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from certificates.compiled.artefact import Artefact
from certificates.compiled.objects import MM, Shelf, hexadecimal, number, numbers, stream
from certificates.layouts import Box, Layout, Square

CATALOG, PAGES, PAGE = 1, 2, 3
QR_ALT = "Mã QR dẫn tới trang kiểm tra giấy chứng nhận này"
_PACKED = "/Filter/FlateDecode"


@dataclass
class Shared:
    """Objects that files of one certificate and of many have alike: names on the page with the numbers of their objects."""

    profile: int = 0
    fonts: dict[str, int] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)

    def resources(self) -> bytes:
        fonts = "".join(f"/{name} {place} 0 R" for name, place in self.fonts.items())
        forms = "".join(f"/{name} {place} 0 R" for name, place in self.forms.items())
        return f"<</Font<<{fonts}>>/XObject<<{forms}>>>>".encode()


def put_shared(shelf: Shelf, artefact: Artefact, layout: Layout) -> Shared:
    """Fonts, art and pictures of a template, with the colour profile."""
    streams, shared = artefact.streams, Shared()
    shared.profile = shelf.take(stream(streams["profile"], f"/N 3/Alternate/DeviceRGB{_PACKED}"))
    letters = shelf.take(stream(streams["letters"], _PACKED))
    for place, kept in enumerate(artefact.data["faces"]):
        shared.fonts[f"F{place}"] = _font(shelf, kept, streams[f"font {kept['face']}"], letters)
    if "art" in streams:
        box = numbers(0, 0, layout.page_width * ART_GRID, layout.page_height * ART_GRID)
        step = f"{MM / ART_GRID:.8f}"
        about = f"/Type/XObject/Subtype/Form/BBox[{box}]/Matrix[{step} 0 0 {step} 0 0]/Resources<<>>{_PACKED}"
        shared.forms["A"] = shelf.take(stream(streams["art"], about))
    for place, kept in enumerate(artefact.data["layout"]["pictures"]):
        wide, high = kept["pixels"]
        about = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/BitsPerComponent 8{_PACKED}"
        cover = shelf.take(stream(streams[f"cover {place}"], f"{about}/ColorSpace/DeviceGray"))
        image = stream(streams[f"picture {place}"], f"{about}/ColorSpace/DeviceRGB/SMask {cover} 0 R")
        shared.forms[f"P{place}"] = shelf.take(image)
    return shared


ART_GRID = 40
"""Steps of the art's grid in a millimetre, as artefacts of this format have them."""


def _font(shelf: Shelf, kept: Mapping[str, Any], program: bytes, letters: int) -> int:
    def scaled(*values: float) -> str:
        return numbers(*(1000 * value / kept["em"] for value in values))

    file = shelf.take(stream(program, f"/Length1 {kept['size']}{_PACKED}"))
    descriptor = shelf.take(
        (
            f"<</Type/FontDescriptor/FontName/{kept['name']}/Flags {kept['flags']}/FontBBox[{scaled(*kept['box'])}]"
            f"/ItalicAngle {number(kept['slant'])}/Ascent {scaled(kept['ascent'])}/Descent {scaled(kept['descent'])}"
            f"/CapHeight {scaled(kept['capital'])}/StemV {140 if 'old' in kept['face'] else 90}/FontFile2 {file} 0 R>>"
        ).encode()
    )
    return shelf.take(
        (
            f"<</Type/Font/Subtype/TrueType/BaseFont/{kept['name']}/FirstChar 0/LastChar 255/Widths[{scaled(*kept['widths'])}]"
            f"/FontDescriptor {descriptor} 0 R/ToUnicode {letters} 0 R>>"
        ).encode()
    )


def intent(profile: int) -> bytes:
    return (
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
        b"/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]" % profile
    )


@dataclass(frozen=True)
class Skeleton:
    """The head of every certificate of a template: the objects as bytes up to the first that differs, and their lines."""

    head: bytes
    lines: bytes
    count: int
    shared: Shared
    page: bytes


def skeleton(artefact: Artefact, layout: Layout, header: bytes) -> Skeleton:
    """Content, metadata and info take the next three numbers after the skeleton's own."""
    shelf = Shelf()
    for _ in (CATALOG, PAGES, PAGE):
        shelf.take()
    shared = put_shared(shelf, artefact, layout)
    root = _structure(shelf, layout)
    content = len(shelf.bodies) + 1
    catalog = (
        b"<</Type/Catalog/Pages %d 0 R/Lang(vi)/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R"
        b"/ViewerPreferences<</DisplayDocTitle true>>/Metadata %d 0 R%s>>"
    )
    shelf.put(CATALOG, catalog % (PAGES, root, content + 1, intent(shared.profile)))
    shelf.put(PAGES, b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % PAGE)
    page = page_head(layout) + b"/Parent %d 0 R/Contents %d 0 R/StructParents 0/Tabs/S" % (PAGES, content)
    shelf.put(PAGE, page + b"/Resources%s>>" % shared.resources())
    objects, lines = shelf.written(len(header))
    return Skeleton(header + objects, lines, len(shelf.bodies), shared, page)


def page_head(layout: Layout) -> bytes:
    return f"<</Type/Page/MediaBox[0 0 {numbers(layout.page_width * MM, layout.page_height * MM)}]".encode()


def _structure(shelf: Shelf, layout: Layout) -> int:
    """One element for each box in reading order, then the code; each is the marked content of its own number."""
    root, whole = shelf.take(), shelf.take()
    parts = [shelf.take(_element(whole, place, box)) for place, box in enumerate(layout.boxes)]
    if layout.qr:
        parts.append(shelf.take(_figure(whole, len(parts), layout.qr, layout)))
    kids = b" ".join(b"%d 0 R" % part for part in parts)
    shelf.put(whole, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (root, kids))
    shelf.put(
        root,
        b"<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[0[%s]]>>/ParentTreeNextKey 1>>" % (whole, kids),
    )
    return root


def _element(whole: int, place: int, box: Box) -> bytes:
    language = "" if box.language == "vi" else f"/Lang({box.language})"
    return f"<</Type/StructElem/S/{box.role}/P {whole} 0 R/Pg {PAGE} 0 R/K {place}{language}>>".encode()


def _figure(whole: int, place: int, square: Square, layout: Layout) -> bytes:
    low = layout.page_height - square.y - square.side
    corners = numbers(*(MM * value for value in (square.x, low, square.x + square.side, low + square.side)))
    return b"<</Type/StructElem/S/Figure/P %d 0 R/Pg %d 0 R/K %d/Alt%s/A<</O/Layout/Placement/Block/BBox[%s]>>>>" % (
        whole, PAGE, place, hexadecimal(QR_ALT), corners.encode())  # fmt: skip
