"""What may be handed in as a file: purposes as data, and the type of a file read from its content, never from its name."""

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from kernel.text import gettext_noop, nfc

MB = 1024 * 1024
JPEG, PNG, WEBP, PDF, TEXT = "jpeg", "png", "webp", "pdf", "text"
DOCX, XLSX, PPTX, ODT, ODS, ZIP = "docx", "xlsx", "pptx", "odt", "ods", "zip"
IMAGES = frozenset({JPEG, PNG, WEBP})
OFFICE = frozenset({DOCX, XLSX, PPTX, ODT, ODS})


@dataclass(frozen=True)
class FileType:
    """``suffix`` and ``media`` are what a file of this type is stored and served under, whatever it was called."""

    code: str
    title: str
    suffix: str
    media: str


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
TYPES = {
    row.code: row
    for row in (
        FileType(JPEG, gettext_noop("ảnh JPEG"), ".jpg", "image/jpeg"),
        FileType(PNG, gettext_noop("ảnh PNG"), ".png", "image/png"),
        FileType(WEBP, gettext_noop("ảnh WebP"), ".webp", "image/webp"),
        FileType(PDF, gettext_noop("PDF"), ".pdf", "application/pdf"),
        FileType(DOCX, gettext_noop("văn bản Word"), ".docx", f"{_OOXML}.wordprocessingml.document"),
        FileType(XLSX, gettext_noop("bảng tính Excel"), ".xlsx", f"{_OOXML}.spreadsheetml.sheet"),
        FileType(PPTX, gettext_noop("bài trình chiếu"), ".pptx", f"{_OOXML}.presentationml.presentation"),
        FileType(ODT, gettext_noop("văn bản OpenDocument"), ".odt", f"{_ODF}.text"),
        FileType(ODS, gettext_noop("bảng tính OpenDocument"), ".ods", f"{_ODF}.spreadsheet"),
        FileType(TEXT, gettext_noop("văn bản thuần"), ".txt", "text/plain; charset=utf-8"),
        FileType(ZIP, gettext_noop("tệp nén ZIP"), ".zip", "application/zip"),
    )
}


@dataclass(frozen=True)
class Purpose:
    """What a file is handed in for: of which types, each of at most ``largest`` bytes, at most ``count`` at one place."""

    code: str
    title: str
    types: frozenset[str]
    largest: int = 10 * MB
    count: int = 10

    @property
    def accept(self) -> str:
        """What a chooser of files offers at first; what was chosen is checked all the same."""
        return ",".join(
            sorted({TYPES[code].suffix for code in self.types} | ({".jpeg"} if JPEG in self.types else set()))
        )


PURPOSES = {
    row.code: row
    for row in (
        Purpose(
            "evidence", gettext_noop("minh chứng của phiếu đánh giá"), frozenset({*IMAGES, *OFFICE, PDF, TEXT, ZIP})
        ),
        Purpose("finding_photo", gettext_noop("ảnh của phát hiện khi kiểm tra"), IMAGES),
        Purpose("survey_scan", gettext_noop("bản chụp phiếu khảo sát giấy"), frozenset({*IMAGES, PDF}), count=3),
        Purpose(
            "feedback", gettext_noop("tệp kèm phản ánh, kiến nghị"), frozenset({*IMAGES, PDF}), largest=5 * MB, count=5
        ),
        Purpose("appeal", gettext_noop("căn cứ của khiếu nại kết quả"), frozenset({*IMAGES, *OFFICE, PDF, TEXT})),
        Purpose("nomination_paper", gettext_noop("giấy tờ của hồ sơ khen thưởng"), frozenset({*IMAGES, *OFFICE, PDF})),
        Purpose(
            "objection",
            gettext_noop("căn cứ của ý kiến về danh sách khen thưởng"),
            frozenset({*IMAGES, *OFFICE, PDF, TEXT}),
        ),
        Purpose(
            "decision_paper",
            gettext_noop("giấy tờ của quyết định khen thưởng"),
            frozenset({*IMAGES, *OFFICE, PDF}),
            largest=20 * MB,
        ),
        Purpose(
            "assignment_result",
            gettext_noop("kết quả của việc được giao"),
            frozenset({*IMAGES, *OFFICE, PDF, TEXT, ZIP}),
        ),
        Purpose(
            "document_template", gettext_noop("mẫu văn bản của cơ quan"), frozenset({DOCX}), largest=2 * MB, count=1
        ),
    )
}


@dataclass(frozen=True)
class Fault:
    """Why a file is not taken in, and how to mend it."""

    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """Raised inside the reading of one file; carries its fault."""

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(code)
        self.fault = Fault(code, message, params)


LARGEST_UNPACKED, MOST_ENTRIES, STEEPEST, DEEPEST = 100 * MB, 2000, 100, 3
"""Of one archive with all that is packed inside it: bytes, entries, bytes per packed byte, archives inside archives."""
_LONGEST_STEM = 150
_SLACK = MB
"""Below this size a steep ratio harms nobody: an empty sheet is one long run of the same tags."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXECUTABLE = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\0asm",
)
_ACTIVE_TEXT = re.compile(
    rb"<\s*(?:!doctype|html|head|body|svg|script|iframe|object|embed|style|meta|link|form|img|math|\?xml|\?php|%)|<\?",
    re.I,
)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch)\b")
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|^basic/|^scripts/|macrosignatures", re.I)
_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_OPEN_DOCUMENTS = {TYPES[code].media.encode(): code for code in (ODT, ODS)}


def _executable() -> Refused:
    message = gettext_noop("Tệp chứa mã thực thi hoặc trang web; chỉ nhận ảnh, PDF và văn bản.")
    return Refused("file.executable", message)


def _old_office() -> Refused:
    message = gettext_noop("Không nhận tệp Office dạng cũ (.doc, .xls, .ppt); hãy lưu lại dạng .docx, .xlsx hoặc PDF.")
    return Refused("file.old_office", message)


def _unknown() -> Refused:
    message = gettext_noop("Không nhận ra loại của tệp từ nội dung; hãy lưu lại dạng JPEG, PNG, PDF, .docx hoặc .xlsx.")
    return Refused("file.unknown_type", message)


def _broken() -> Refused:
    return Refused("file.broken", gettext_noop("Tệp bị hỏng, không đọc được; hãy lưu lại rồi tải lên."))


def _bomb() -> Refused:
    message = gettext_noop("Tệp nén quá lớn hoặc quá sâu khi mở ra; hãy tải lên từng tệp bên trong.")
    return Refused("file.bomb", message)


def _image(data: bytes) -> str:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return WEBP if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-2048:]:
        raise _broken()
    if _ACTIVE_PDF.search(data):
        message = gettext_noop("Tệp PDF có mã tự chạy; hãy in lại thành PDF thường rồi tải lên.")
        raise Refused("file.active_pdf", message)
    return PDF


def _text(data: bytes) -> str:
    """Plain text: UTF-8 without control characters, and nothing that a browser could take for a page."""
    if _ACTIVE_TEXT.search(data):
        raise _executable()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unknown() from None
    if not text or any(c < " " and c not in "\t\r\n\f" for c in text):
        raise _unknown()
    return TEXT


@dataclass
class _Budget:
    """What an archive and all that is packed inside it may still unpack to."""

    unpacked: int = LARGEST_UNPACKED
    entries: int = MOST_ENTRIES

    def take(self, rows: list[zipfile.ZipInfo], packed: int) -> None:
        total = sum(row.file_size for row in rows)
        self.unpacked, self.entries = self.unpacked - total, self.entries - len(rows)
        steep = total > _SLACK and total > STEEPEST * packed
        overlapping = sum(row.compress_size for row in rows) > packed
        if self.unpacked < 0 or self.entries < 0 or steep or overlapping:
            raise _bomb()


def _odd_name(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name


def _opened(data: bytes, budget: _Budget, depth: int) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive and its entries, once it is known that they may be unpacked. Sizes are those of the directory: the reader
    below never gives more than the directory says."""
    if depth > DEEPEST:
        raise _bomb()
    archive = zipfile.ZipFile(BytesIO(data))
    rows = archive.infolist()
    budget.take(rows, len(data))
    if any(row.flag_bits & 0x1 for row in rows):
        message = gettext_noop("Tệp có mật khẩu nên không kiểm tra được; hãy bỏ mật khẩu rồi tải lên.")
        raise Refused("file.encrypted", message)
    if any(_odd_name(row.filename) for row in rows):
        raise _broken()
    return archive, rows


def _contents(archive: zipfile.ZipFile, rows: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    for row in rows:
        if not row.is_dir():
            yield row.filename, archive.read(row)


def _office_type(archive: zipfile.ZipFile, names: frozenset[str]) -> str:
    """Which office document an archive is, by its parts; empty for a plain archive."""
    if "[Content_Types].xml" in names:
        return next((code for part, code in _PARTS.items() if part in names), "")
    if "mimetype" in names and "META-INF/manifest.xml" in names:
        return _OPEN_DOCUMENTS.get(archive.read("mimetype").strip(), "")
    return ""


def _check_office(archive: zipfile.ZipFile, rows: list[zipfile.ZipInfo], budget: _Budget, depth: int) -> None:
    """No macros, no old containers (the place of macros and packed programs), and the same of documents inside it."""
    if any(_MACROS.search(row.filename) for row in rows):
        raise _macros()
    for name, inner in _contents(archive, rows):
        if name == "[Content_Types].xml" and b"macroEnabled" in inner:
            raise _macros()
        if inner.startswith(_OLE):
            raise _macros()
        if inner.startswith(_EXECUTABLE):
            raise _executable()
        if inner.startswith(b"PK\x03\x04"):
            _packed(inner, budget, depth + 1)


def _macros() -> Refused:
    message = gettext_noop("Tệp Office có macro hoặc đối tượng nhúng; hãy lưu lại bản không có macro hoặc bản PDF.")
    return Refused("file.macros", message)


def _packed(data: bytes, budget: _Budget, depth: int) -> str:
    archive, rows = _opened(data, budget, depth)
    with archive:
        office = _office_type(archive, frozenset(row.filename for row in rows))
        if office:
            _check_office(archive, rows, budget, depth)
            return office
        if depth > 1:
            raise _bomb()
        for _, inner in _contents(archive, rows):
            _sniffed(inner, budget, depth + 1)
    return ZIP


def _sniffed(data: bytes, budget: _Budget, depth: int) -> str:
    if data.startswith(_OLE):
        raise _old_office()
    if data.startswith(_EXECUTABLE):
        raise _executable()
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data, budget, depth)
    return _image(data) or _text(data)


_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the archive reader says of archives that are none; all of them are the same to who handed one in."""


def type_of(data: bytes) -> FileType | Fault:
    """The type of a file by its content, looking into archives; or why it is not taken in, whatever it is for."""
    if not data:
        return Fault("file.empty", gettext_noop("Tệp rỗng."))
    try:
        return TYPES[_sniffed(data, _Budget(), 1)]
    except Refused as no:
        return no.fault
    except _UNREADABLE:
        return _broken().fault


def checked(data: bytes, purpose: Purpose) -> FileType | Fault:
    """The type of a file that may be handed in for a purpose, or why not."""
    if len(data) > purpose.largest:
        message = gettext_noop("Tệp lớn hơn %(limit)s MB; hãy giảm dung lượng hoặc chia nhỏ.")
        return Fault("file.too_large", message, {"limit": purpose.largest // MB})
    found = type_of(data)
    if isinstance(found, FileType) and found.code not in purpose.types:
        message = gettext_noop("Ở đây không nhận %(content)s; hãy lưu lại dạng khác.")
        return Fault("file.wrong_type", message, {"content": found.title})
    return found


def display_name(name: str, kind: FileType) -> str:
    """The name that people read: without folders, control and direction marks, and with the suffix of what the file is."""
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = nfc("".join(c if unicodedata.category(c)[0] != "C" else " " for c in bare))
    stem = re.sub(r"\.\w{1,5}$", "", shown).strip(". ")[:_LONGEST_STEM]
    return (stem or "tep") + kind.suffix
