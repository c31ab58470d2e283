"""Whether a signed file still is the document that was prepared: the same pages, drawn the same way, and nothing that acts.

A signing program may write the file anew, so it is not compared by bytes but by what it shows.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from kernel.errors import Problem
from kernel.text import gettext_noop

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_NOT_SHOWN = frozenset({"/Parent", "/Length", "/Filter", "/DecodeParms", "/P", "/StructParents", "/StructParent"})
_ACTING = ("/OpenAction", "/AA")
_DEEPEST = 40
UNREADABLE = (
    PdfError,
    zlib.error,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
)
"""What pyHanko raises for bytes that are no PDF, or a broken one."""


class Unreadable(ValueError):
    """The bytes are no PDF that can be read."""


def attachment(pdf: bytes, name: str) -> bytes | None:
    """The content of a file inside the PDF; None where it has none of this name. Raises `Unreadable`."""
    try:
        names = _at(_at(_at(PdfFileReader(BytesIO(pdf)).root, "/Names"), "/EmbeddedFiles"), "/Names", [])
        found = {str(names[at]): names[at + 1] for at in range(0, len(names) - 1, 2)}
        content: bytes | None = found[name]["/EF"]["/F"].data if name in found else None
    except UNREADABLE as no:
        raise Unreadable(str(no)) from no
    return content


def _at(node: Any, name: str, otherwise: Any = None) -> Any:
    """An entry with references followed; an empty one where there is none."""
    try:
        return node[name]
    except KeyError:
        return {} if otherwise is None else otherwise


def metadata(pdf: bytes) -> bytes:
    """The document's XMP; empty where it has none. Raises `Unreadable`."""
    try:
        root = PdfFileReader(BytesIO(pdf)).root
        held: bytes = root["/Metadata"].data if "/Metadata" in root else b""
    except UNREADABLE as no:
        raise Unreadable(str(no)) from no
    return held


def differences(prepared: bytes, signed: bytes) -> list[Problem]:
    """What the signed file shows or does that the prepared one did not; empty for the same document."""
    try:
        before, after = PdfFileReader(BytesIO(prepared)), PdfFileReader(BytesIO(signed))
        return list(_differences(before, after))
    except UNREADABLE as no:
        message = gettext_noop("Tệp không đọc được như một PDF (%(why)s).")
        return [Problem("paper.unreadable", message, "", {"why": str(no)[:200]})]


def _differences(before: PdfFileReader, after: PdfFileReader) -> Iterator[Problem]:
    shown, now = list(_pages(before.root["/Pages"], {})), list(_pages(after.root["/Pages"], {}))
    if len(shown) != len(now):
        message = gettext_noop("Đây không phải bản đã tải về: bản ấy có %(pages)s trang, tệp này có %(found)s trang.")
        yield Problem("paper.other_document", message, "", {"pages": len(shown), "found": len(now)})
        return
    for place, (one, other) in enumerate(zip(shown, now, strict=True), start=1):
        if _look(one) != _look(other):
            message = gettext_noop("Trang %(page)s khác bản đã tải về; hãy tải lại bản chuẩn bị và ký đúng bản ấy.")
            yield Problem("paper.page_changed", message, "", {"page": place})
        if any(not _is_signature(note.get_object()) for note in _at(other, "/Annots", [])):
            message = gettext_noop(
                "Trang %(page)s có ghi chú hoặc hình thêm vào ngoài chữ ký; hãy ký lại bản đã tải về."
            )
            yield Problem("paper.page_noted", message, "", {"page": place})
    names = _at(after.root, "/Names")
    form = _at(after.root, "/AcroForm")
    if any(name in after.root for name in _ACTING) or "/JavaScript" in names or "/XFA" in form:
        yield Problem("paper.acts", gettext_noop("Tệp chứa lệnh tự chạy; hãy ký lại bản đã tải về."))


def _pages(node: Any, given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every page with what it inherits."""
    own = {name: node[name] for name in _INHERITED if name in node}
    passed = {**given, **own}
    if "/Kids" not in node:
        yield {**passed, **{name: node[name] for name in ("/Contents", "/Annots", "/UserUnit") if name in node}}
        return
    for kid in node["/Kids"]:
        yield from _pages(kid.get_object(), passed)


def _is_signature(note: Any) -> bool:
    kinds = (_at(note, "/FT"), _at(_at(note, "/Parent"), "/FT"))
    return _at(note, "/Subtype") == "/Widget" and "/Sig" in kinds and "/A" not in note


def _look(page: Mapping[str, Any]) -> str:
    """A digest of all that makes a page look as it does."""
    contents = _at(page, "/Contents", [])
    parts = contents if isinstance(contents, generic.ArrayObject) else [contents]
    drawn = b"\n".join(part.get_object().data.strip() for part in parts)
    rest = [_shape(_at(page, name), 0) for name in (*_INHERITED, "/UserUnit")]
    return hashlib.sha256(drawn + repr(rest).encode()).hexdigest()


def _shape(value: Any, depth: int) -> Any:
    """An object without the way in which it was written: references followed, streams unpacked, numbers rounded."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, generic.IndirectObject):
        return _shape(value.get_object(), depth + 1)
    if isinstance(value, generic.StreamObject):
        return hashlib.sha256(value.data).hexdigest(), _entries(value, depth)
    if isinstance(value, Mapping):
        return _entries(value, depth)
    if isinstance(value, list):
        return [_shape(one, depth + 1) for one in value]
    if isinstance(value, generic.FloatObject | generic.NumberObject):
        return round(float(value), 2)
    return str(value)


def _entries(value: Mapping[Any, Any], depth: int) -> list[tuple[str, Any]]:
    kept = ((str(name), one) for name, one in value.items() if str(name) not in _NOT_SHOWN)
    return sorted(((name, _shape(one, depth + 1)) for name, one in kept), key=lambda entry: entry[0])
