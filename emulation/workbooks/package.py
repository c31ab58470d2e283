"""Looks into an uploaded XLSX before anything trusts it: size, zip bomb, macros, entities, formulas, runaway cells.

What passes is packed anew from the very parts that were looked at, so that no other reader can see another file in it.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from kernel.errors import Invalid
from kernel.text import gettext_noop

MEGABYTE = 1024 * 1024
_KEPT = re.compile(r"(\[Content_Types\]\.xml|_rels/\.rels|xl/.*\.(xml|rels))", re.IGNORECASE)
_LEFT_OUT = re.compile(r"xl/(theme|drawings|media|externalLinks|charts|printerSettings)/", re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,  # zipfile: encrypted member
    ValueError,  # zipfile: negative seek, undecodable names
)


@dataclass(frozen=True)
class Limits:
    """How much a workbook may be. ``free`` bytes may unpack from any size: small honest files compress very well."""

    size: int = 10 * MEGABYTE
    unpacked: int = 100 * MEGABYTE
    ratio: int = 100
    free: int = MEGABYTE
    entries: int = 2_000
    rows: int = 10_000
    columns: int = 100
    elements: int = 1_000_000
    text: int = 50_000_000


@dataclass(frozen=True)
class Package:
    """A workbook that may be read: ``content`` packed anew, and per sheet the (row, column) of its formula cells."""

    content: bytes
    formulas: Mapping[str, frozenset[tuple[int, int]]]


def malformed() -> Invalid:
    return Invalid(
        "workbook.malformed",
        gettext_noop("Tệp hỏng hoặc không phải tệp Excel: hãy mở bằng Excel và lưu lại dạng .xlsx."),
    )


def too_large(limits: Limits) -> Invalid:
    return Invalid(
        "workbook.too_large",
        gettext_noop("Tệp quá lớn: mỗi tệp nộp lên tối đa %(megabytes)d MB."),
        megabytes=limits.size // MEGABYTE,
    )


def too_many_cells(limits: Limits) -> Invalid:
    return Invalid(
        "workbook.too_many_cells",
        gettext_noop("Trang tính quá rộng: tối đa %(rows)d dòng và %(columns)d cột, hãy xóa phần thừa."),
        rows=limits.rows,
        columns=limits.columns,
    )


def _bomb() -> Invalid:
    return Invalid(
        "workbook.bomb",
        gettext_noop("Tệp bung ra lớn bất thường nên không được mở: hãy nộp lại tệp theo đúng mẫu."),
    )


def inspect(content: bytes, limits: Limits) -> Package:
    """Raises `Invalid` for what must not be parsed; formulas are only pointed out: a row is refused, not the file."""
    if len(content) > limits.size:
        raise too_large(limits)
    try:
        parts = _unpack(content, limits)
    except _BROKEN as error:
        raise malformed() from error
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise malformed()
    if b"macroenabled" in parts["[Content_Types].xml"].lower():
        raise _macro()
    scans = _scan_all(parts, limits)
    formulas = {}
    for name, part in _sheets(scans).items():
        if part not in scans:
            raise malformed()
        formulas[name] = frozenset(scans[part].formulas)
    return Package(_pack(parts), formulas)


def _macro() -> Invalid:
    return Invalid(
        "workbook.macro",
        gettext_noop("Tệp có chứa macro nên không được mở: hãy lưu lại dạng .xlsx không có macro."),
    )


def _unpack(content: bytes, limits: Limits) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > limits.entries:
            raise _bomb()
        unpacked = sum(member.file_size for member in members)
        if unpacked > limits.unpacked or unpacked > max(limits.free, limits.ratio * len(content)):
            raise _bomb()
        names = [member.filename.casefold() for member in members]
        if len(set(names)) != len(names):
            raise malformed()
        if any(name.endswith("vbaproject.bin") for name in names):
            raise _macro()
        wanted = [m for m in members if _KEPT.fullmatch(m.filename) and not _LEFT_OUT.match(m.filename)]
        if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in wanted):
            raise malformed()
        return {member.filename: archive.read(member) for member in wanted}


def _pack(parts: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return packed.getvalue()


@dataclass
class _Scan:
    """One pass over one XML part: positions, formulas, sizes. Holds no text but the one being read."""

    limits: Limits
    budget: int
    row: int = 0
    column: int = 0
    cell: str = ""
    elements: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)
    used: dict[int, int] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    reading: list[str] | None = None

    def run(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        try:
            parser.Parse(data, True)
        except (expat.ExpatError, LookupError) as error:  # or written in letters that nobody knows
            raise malformed() from error

    def doctype(self, *_: object) -> None:
        raise malformed()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > self.budget:
            raise _bomb()
        match name.rpartition(":")[2]:
            case "row":
                self.row = _ordinal(attributes.get("r"), self.row + 1)
                self.column = 0
            case "c":
                self._cell(attributes)
            case "f" if self.column:
                self.formulas.append((self.row, self.column))
            case "v" if self.cell == "s":
                self.reading = []
            case "si":
                self.reading = []
            case "sheet" | "Relationship":
                self._link(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
        else:
            found = _REFERENCE.fullmatch(reference)
            if found is None:
                raise malformed()
            self.row, self.column = int(found[2]), column_number(found[1])
        if self.row > self.limits.rows or self.column > self.limits.columns:
            raise too_many_cells(self.limits)
        self.cell = attributes.get("t", "n")

    def _link(self, attributes: dict[str, str]) -> None:
        if "Target" in attributes:
            self.links[attributes.get("Id", "")] = attributes["Target"]
        elif "name" in attributes:
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes["name"], link))

    def text(self, data: str) -> None:
        if self.reading is not None:
            self.reading.append(data)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self.reading is None or local not in ("v", "si"):
            return
        data = "".join(self.reading)
        self.reading = None
        if local == "si":
            self.shared.append(len(data))
        else:
            index = _ordinal(data.strip(), 0)
            self.used[index] = self.used.get(index, 0) + 1


def _ordinal(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise malformed()
    return int(text)


def _scan_all(parts: Mapping[str, bytes], limits: Limits) -> dict[str, _Scan]:
    scans: dict[str, _Scan] = {}
    budget = limits.elements
    for name, data in parts.items():
        scan = _Scan(limits, budget)
        scan.run(data)
        budget -= scan.elements
        scans[name] = scan
    lengths = [length for scan in scans.values() for length in scan.shared]
    repeated = 0
    for scan in scans.values():
        for index, times in scan.used.items():
            if index >= len(lengths):
                raise malformed()
            repeated += times * lengths[index]
    if repeated > limits.text:  # one long shared text in a million cells is a bomb as well
        raise _bomb()
    return scans


def _sheets(scans: Mapping[str, _Scan]) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    links = scans["xl/_rels/workbook.xml.rels"].links if "xl/_rels/workbook.xml.rels" in scans else {}
    found = {}
    for name, link in scans["xl/workbook.xml"].sheets:
        target = links.get(link)
        if target is None:
            raise malformed()
        found[name] = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return found


def column_number(letters: str) -> int:
    """``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
