"""A digital signature on one certificate's file: an update written after its bytes, the same whenever it is written again. Pure.

What a certificate says is proved by its decision's root; this signature says besides whose key stood behind the file, to any
program that opens PDFs. The file under it stays byte for byte what it was.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from asn1crypto import cms

from certificates.compiled.objects import framed, hexadecimal, line, stream
from certificates.compiled.skeleton import CATALOG, PAGE
from certificates.signatures import name_of

FIELD = "ChuKySo"
_ABOUT = hexadecimal("Chữ ký số của cơ quan trên giấy này")
_HANOI = timezone(timedelta(hours=7))
_TRAILER = re.compile(
    rb"trailer\n<</Size (\d+)/Root 1 0 R(/Info \d+ 0 R)/ID\[\(([^)]*)\)\([^)]*\)\]>>\nstartxref\n(\d+)\n%%EOF\n\Z"
)
_LONGEST_TRAILER = 200
_LINE, _RANGE = 20, 34


@dataclass(frozen=True)
class Update:
    """What is written after a file: up to the signature's place, and from there on. ``room`` is for so many bytes of it."""

    before: bytes
    after: bytes
    room: int

    def with_signature(self, signature: bytes) -> bytes:
        return b"".join([self.before, b"<", signature.hex().encode(), b">", self.after])


class _File:
    """A certificate's file as its compiled template wrote it."""

    def __init__(self, head: bytes, tail: bytes) -> None:
        found = _TRAILER.search(tail, max(0, len(tail) - _LONGEST_TRAILER))
        if found is None:
            raise ValueError("not a certificate as a compiled template writes it")
        self._head, self._tail = head, tail
        self.size, self.info, self.name, self.table = int(found[1]), found[2], found[3], int(found[4])
        self._lines = self.table - len(head) + len(b"xref\n0 %d\n" % self.size)

    def body(self, place: int) -> bytes:
        """An object's words as the table names it, the newest of them."""
        start = self._lines + place * _LINE
        offset = int(self._tail[start : start + 10])
        content, offset = (self._head, offset) if offset < len(self._head) else (self._tail, offset - len(self._head))
        first = offset + len(b"%d 0 obj\n" % place)
        return content[first : content.index(b"\nendobj\n", first)]


def _number(body: bytes, name: bytes) -> int:
    found = re.search(name + rb" (\d+) 0 R", body)
    if found is None:
        raise ValueError(f"no {name.decode()} in the certificate")
    return int(found[1])


def _changed(file: _File, widget: int) -> dict[int, bytes]:
    """Catalog, page and structure once more, with the signature's field among what they hold."""
    catalog, page = file.body(CATALOG), file.body(PAGE)
    root = _number(catalog, b"/StructTreeRoot")
    tree = file.body(root)
    whole = _number(tree, b"/K")
    form = widget + 2
    return {
        CATALOG: catalog[:-2] + b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>>>" % widget,
        PAGE: page[:-2] + b"/Annots[%d 0 R]>>" % widget,
        root: tree.replace(b"]]>>/ParentTreeNextKey 1>>", b"]1 %d 0 R]>>/ParentTreeNextKey 2>>" % form),
        whole: file.body(whole)[:-3] + b" %d 0 R]>>" % form,
        widget: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/TU%s/F 132/Rect[0 0 0 0]/P %d 0 R/V %d 0 R/StructParent 1"
        b"/AP<</N %d 0 R>>>>" % (FIELD.encode(), _ABOUT, PAGE, widget + 3, widget + 1),
        widget + 1: stream(b"", "/Type/XObject/Subtype/Form/BBox[0 0 0 0]/Resources<<>>"),
        form: b"<</Type/StructElem/S/Form/P %d 0 R/Pg %d 0 R/K<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>>>"
        % (whole, PAGE, widget, PAGE),
    }  # fmt: skip


def update(head: bytes, tail: bytes, room: int, at: datetime) -> Update:
    """What is written after a certificate's file to sign it at a moment, all but the signature."""
    file, end = _File(head, tail), len(head) + len(tail)
    widget = file.size
    parts: list[bytes] = []
    places: dict[int, int] = {}
    for place, body in _changed(file, widget).items():
        places[place] = end + sum(len(part) for part in parts)
        parts.append(framed(place, body))
    signature = widget + 3
    places[signature] = end + sum(len(part) for part in parts)
    stamp = f"D:{at.astimezone(_HANOI):%Y%m%d%H%M%S}+07'00'".encode()
    opening = b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(%s)/ByteRange[" % (
        signature, stamp)  # fmt: skip
    fixed = b"".join([*parts, opening])
    start = end + len(fixed) + _RANGE + len(b"]/Contents")
    stop = start + 2 * room + 2
    rest = b">>\nendobj\n"
    table = stop + len(rest)
    rest += _table(places, table, file)
    covered = b"0 %d %d %d" % (start, stop, len(rest))
    return Update(fixed + covered.ljust(_RANGE) + b"]/Contents", rest, room)


def _table(places: dict[int, int], start: int, file: _File) -> bytes:
    lines = b"".join(b"%d 1\n%s" % (place, line(offset)) for place, offset in sorted(places.items()))
    return b"xref\n%strailer\n<</Size %d/Root %d 0 R%s/ID[(%s)(%s-1)]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        lines, file.size + 4, CATALOG, file.info, file.name, file.name, file.table, start)  # fmt: skip


def signer_of(signature: bytes) -> str:
    """The name on the certificate of who signed."""
    signed = cms.ContentInfo.load(signature)["content"]
    wanted = signed["signer_infos"][0]["sid"].chosen["serial_number"].native
    known = [one.chosen for one in signed["certificates"]]
    return next((name_of(one) for one in known if one.serial_number == wanted), "")
