"""A CSV or XLSX file as one grid of cells that know their place; whatever code page and delimiter the CSV has."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from emulation.tables.options import Options
from emulation.workbooks.books import Book, Cell, Sheet, clean, header_key, open_book
from emulation.workbooks.package import Limits, column_letters, too_large, too_many_cells
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1258", "cp1252")
WIDE_LIMITS = Limits(
    size=256 * 1024 * 1024, unpacked=2 * 1024**3, rows=1_048_576, columns=4_096, elements=50_000_000, text=500_000_000
)
"""For files of one's own machine; uploads have the limits of workbooks."""

_SAMPLE = 50
_ZIP, _OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_VOWELS = frozenset("aeiouyăâêôơưAEIOUYĂÂÊÔƠƯ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet, each row as long as it was; ``notes`` tell how the file was read."""

    sheet: Sheet
    is_csv: bool
    notes: tuple[Problem, ...] = ()

    @property
    def height(self) -> int:
        return len(self.sheet.rows)

    def width(self, row: int) -> int:
        """The column of the last filled cell of a row."""
        filled = [place for place, value in enumerate(self.sheet.rows[row - 1], start=1) if value is not None]
        return filled[-1] if filled else 0

    def cell(self, row: int, column: int) -> Cell:
        return self.sheet.cell(row, column)

    def where(self, row: int, column: int) -> str:
        """``D7``, with the name of the sheet where there are sheets."""
        place = f"{column_letters(column)}{row}"
        return place if self.is_csv else f"{self.sheet.name}!{place}"


def open_grids(content: bytes, filename: str, options: Options, limits: Limits) -> tuple[Grid, ...]:
    """Every sheet that may hold the table: all of a workbook or the one that was asked for; of a CSV the only one."""
    if len(content) > limits.size:
        raise too_large(limits)
    if content.startswith((_ZIP, _OLD_EXCEL)):
        return _sheets(open_book(content, filename, limits=limits), options.sheet)
    return (_open_csv(content, options, limits),)


def _sheets(book: Book, wanted: str) -> tuple[Grid, ...]:
    found = [sheet for sheet in book.sheets if not wanted or header_key(sheet.name) == header_key(wanted)]
    if not found:
        raise Invalid(
            "table.no_such_sheet",
            gettext_noop("Không có trang tính “%(sheet)s”; các trang trong tệp: %(known)s."),
            sheet=wanted,
            known=", ".join(f"“{sheet.name}”" for sheet in book.sheets),
        )
    return tuple(Grid(sheet, is_csv=False) for sheet in found)


def _open_csv(content: bytes, options: Options, limits: Limits) -> Grid:
    text, encoding = decoded(content, options.encoding)
    stated = _SEPARATOR_LINE.match(text)
    delimiter = options.delimiter or (stated[1] if stated else _delimiter(text))
    if stated:
        text = "\n" + text[stated.end() :]
    rows = tuple(_rows(text, delimiter, limits))
    notes = [] if encoding.startswith("utf") else [_legacy(encoding)]
    return Grid(Sheet("", rows), is_csv=True, notes=tuple(notes))


def _legacy(encoding: str) -> Problem:
    message = gettext_noop("Tệp không phải UTF-8, được đọc theo bảng mã %(encoding)s; nếu chữ sai, hãy ghi rõ bảng mã.")
    return Problem("table.legacy_encoding", message, "", {"encoding": encoding})


def _rows(text: str, delimiter: str, limits: Limits) -> Iterable[tuple[str | None, ...]]:
    count = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            count += 1
            if count > limits.rows or len(row) > limits.columns:
                raise too_many_cells(limits)
            yield tuple(clean(value) or None for value in row)
    except csv.Error as error:
        raise Invalid(
            "table.unreadable_csv",
            gettext_noop("Không đọc được tệp CSV ở khoảng dòng %(row)d: hãy kiểm tra dấu ngoặc kép và dấu phân cách."),
            row=count + 1,
        ) from error


def _delimiter(text: str) -> str:
    """The delimiter under which most rows have one same number of cells, and then the one that makes most cells."""
    lines = [line for line in text.splitlines() if line.strip()][:_SAMPLE]
    return max(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter))


def _fit(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return (0.0, 0)
    several = Counter({width: count for width, count in widths.items() if width > 1})
    if not several:
        return (0.0, 0)
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return (count / len(lines), width)


def decoded(content: bytes, stated: str = "") -> tuple[str, str]:
    """The text of a file and the encoding it is in."""
    for encoding in [stated] if stated else _candidates(content):
        codec = "utf-8-sig" if encoding in ("utf-8", "utf8") else encoding
        try:
            return content.decode(codec).lstrip("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise Invalid(
        "table.unreadable_text",
        gettext_noop("Không đọc được chữ trong tệp CSV: hãy lưu lại dạng UTF-8 hoặc ghi rõ bảng mã (%(known)s)."),
        known=", ".join(ENCODINGS),
    )


def _candidates(content: bytes) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    head = content[:4096]
    if head.count(0) > len(head) // 4:  # UTF-16 without its mark: every other byte of plain text is nought
        return ["utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"]
    return ["utf-8", *(["cp1258", "cp1252"] if _looks_vietnamese(content) else ["cp1252", "cp1258"])]


def _looks_vietnamese(content: bytes) -> bool:
    """Whether the bytes are Vietnamese in cp1258, which spells tones as marks behind their vowels, rather than cp1252."""
    text = content.decode("cp1258", errors="replace")
    if "\ufffd" in text:
        return False
    pairs = [(before, mark) for before, mark in zip(" " + text, text, strict=False) if mark in _TONES]
    if pairs:
        return all(before in _VOWELS for before, _ in pairs)
    return any(char in text for char in "đĐưƯ")


def has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)
