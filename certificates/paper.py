"""What one certificate says, and which texts may be printed at all: pure, with refusals instead of blanks."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Protocol

from certificates.layouts import Box, Layout
from kernel.errors import Problem
from kernel.text import gettext_noop, nfc

ROMAN, ITALIC, BOLD, BOLD_ITALIC, DISPLAY = "roman", "italic", "bold", "bold italic", "display"
_ANY = frozenset({(ROMAN, False)})
COLLECTIVES = frozenset({"Tập thể", "Hộ gia đình", "Gia đình"})

LIMITS = {
    "title": 40, "authority_line": 120, "salutation": 20, "recipient_name": 200, "position": 200, "unit_name": 300,
    "citation": 2000, "decision_number": 60, "place": 60, "signatory_title": 120, "signatory_name": 60,
    "verify_url": 120,  # a QR code of this side still has modules of half a millimetre
}  # fmt: skip
_LINES = {"signatory_title": 3}
_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_GROUP = 5
_OPTIONAL = frozenset({"position", "unit_name"})
LABELS = {
    "title": gettext_noop("Tiêu đề"),
    "authority_line": gettext_noop("Thẩm quyền khen thưởng"),
    "salutation": gettext_noop("Danh xưng"),
    "recipient_name": gettext_noop("Tên người hoặc tập thể được khen"),
    "position": gettext_noop("Chức vụ"),
    "unit_name": gettext_noop("Đơn vị công tác"),
    "citation": gettext_noop("Thành tích"),
    "decision_number": gettext_noop("Số quyết định"),
    "place": gettext_noop("Địa danh"),
    "signatory_title": gettext_noop("Chức vụ người ký"),
    "signatory_name": gettext_noop("Họ tên người ký"),
    "verify_url": gettext_noop("Địa chỉ kiểm tra"),
}
FIELDS = {name: name for name in LABELS} | {
    "post": "unit_name",
    "decision_date": "decision_number",
    "decision_date_english": "decision_number",
    "decided_on": "decision_number",
    "register_number": "decision_number",
    "register_year": "decision_number",
    "verify_code": "verify_url",
    "verify_site": "verify_url",
}
"""Which field a value of the patterns comes from: where to mend what finds no room."""

_NAME = re.compile(r"\{([a-z_]+)\}")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip

_Fault = tuple[str, str, dict[str, object]]


@dataclass(frozen=True)
class Paper:
    """What one certificate says.

    ``salutation`` is "Ông", "Bà", or one of COLLECTIVES for a body; ``decision_number`` is whole ("128/QĐ-UBND");
    ``signatory_title`` alone may hold line breaks ("KT. CHỦ TỊCH\\nPHÓ CHỦ TỊCH"). Text must be as kernel.text.nfc
    leaves it.
    """

    authority_line: str
    salutation: str
    recipient_name: str
    citation: str
    decision_number: str
    decided_on: date
    place: str
    signatory_title: str
    signatory_name: str
    register_number: int
    register_year: int
    verify_url: str
    position: str = ""
    unit_name: str = ""
    title: str = "GIẤY KHEN"

    @property
    def verify_code(self) -> str:
        """The last part of the address in groups, for who has no camera at hand."""
        return grouped(self.verify_url.rpartition("/")[2])

    @property
    def verify_site(self) -> str:
        """The address before the code as people type it."""
        return _site(self.verify_url.rpartition("/")[0])


def grouped(code: str) -> str:
    """In groups that an eye keeps; the last one takes what is left over."""
    cuts = [*range(0, len(code) - _GROUP, _GROUP), len(code)]
    return "-".join(code[start:stop] for start, stop in pairwise(cuts))


@lru_cache(maxsize=64)
def _site(address: str) -> str:
    host, _, path = address.partition("://")[2].partition("/")
    return f"{host.lower()}/{path}".rstrip("/")


class Faces(Protocol):
    """What the layout must know of the fonts: advance widths and which characters there are."""

    def width(self, face: str, text: str) -> float:
        """The advance of the text in points when set at one point."""

    def lacks(self, face: str, text: str) -> str:
        """The first character without a glyph, or ''."""


def long_date(day: date) -> str:
    """The date as state papers write it: days below 10 and the months 1 and 2 with a leading zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def values(paper: Paper) -> dict[str, str]:
    """Everything that a pattern may name, as it is printed."""
    long, short, english = _dated(paper.decided_on)
    return {
        "title": paper.title,
        "authority_line": paper.authority_line,
        "salutation": paper.salutation,
        "recipient_name": paper.recipient_name,
        "position": paper.position,
        "unit_name": paper.unit_name,
        "post": ", ".join(part for part in (paper.position, paper.unit_name) if part),
        "citation": paper.citation,
        "decision_number": paper.decision_number,
        "decision_date": long,
        "decided_on": short,
        "decision_date_english": english,
        "place": paper.place,
        "signatory_title": paper.signatory_title,
        "signatory_name": paper.signatory_name,
        "register_number": str(paper.register_number),
        "register_year": str(paper.register_year),
        "verify_code": paper.verify_code,
        "verify_site": paper.verify_site,
    }


@lru_cache(maxsize=256)
def _dated(day: date) -> tuple[str, str, str]:
    """A day as it is written at length, in figures and in English: the same for all certificates of a decision."""
    return long_date(day), f"{day:%d/%m/%Y}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


@cache
def named(box: Box) -> tuple[str, ...]:
    """The values that a box names, its text's before its lead's."""
    return (*_NAME.findall(box.text), *_NAME.findall(box.lead))


def set_in(pattern: str, said: Mapping[str, str]) -> str:
    """The pattern with its values in their places; a value is never read as a pattern again."""
    return _NAME.sub(lambda found: said[found[1]], pattern)


def in_capitals(text: str) -> str:
    """The text in capitals by Unicode's own rules, the same on every machine: đ → Đ, and marks stay where they were."""
    return nfc(text.upper()) if not text.isascii() else text.upper()


@cache
def faces_of(layout_boxes: tuple[Box, ...]) -> dict[str, frozenset[tuple[str, bool]]]:
    """The faces that each field of the paper is printed in, and whether in capitals."""
    found: dict[str, set[tuple[str, bool]]] = {}
    for box in layout_boxes:
        for pattern, face, capitals in ((box.text, box.face, box.capitals), (box.lead, box.lead_face, False)):
            for name in _NAME.findall(pattern):
                fields = ("position", "unit_name") if name == "post" else (FIELDS[name],)
                for field in fields:
                    found.setdefault(field, set()).add((face, capitals))
    return {field: frozenset(faces) for field, faces in found.items()}


def faults(paper: Paper, layout: Layout, faces: Faces) -> list[Problem]:
    """What keeps the paper's texts from being printed exactly as they stand: the first fault of each field."""
    found = []
    printed = faces_of(layout.boxes)
    for name, limit in LIMITS.items():
        text = getattr(paper, name)
        used = printed.get(name, _ANY)
        fault = _shape_fault(name, text, limit) or (_letter_fault(name, text, used, faces) if text else None)
        if fault:
            code, message, params = fault
            found.append(Problem(code, message, name, {"field": LABELS[name], "text": text[:80], **params}))
    return [*found, *_signature_faults(paper, layout)]


def _signature_faults(paper: Paper, layout: Layout) -> list[Problem]:
    """The image of somebody's signature over somebody else's name."""
    message = gettext_noop(
        "%(field)s “%(text)s”: mẫu mang ảnh chữ ký của %(of)s; hãy chọn mẫu khác hoặc bỏ ảnh chữ ký."
    )
    about = {"field": LABELS["signatory_name"], "text": paper.signatory_name}
    wrong = [one.of for one in layout.pictures if one.of not in ("", paper.signatory_name)]
    return [Problem("other_signature", message, "signatory_name", {**about, "of": of}) for of in wrong]


def _shape_fault(name: str, text: str, limit: int) -> _Fault | None:
    if not text and name not in _OPTIONAL:
        return "empty", gettext_noop("%(field)s: còn trống."), {}
    if len(text) > limit:
        return "too_long", gettext_noop("%(field)s: dài quá %(limit)d ký tự."), {"limit": limit}
    lines = text.split("\n")
    if name in _LINES and (len(lines) > _LINES[name] or not all(lines)):
        return (
            "wrong_lines",
            gettext_noop("%(field)s: nhiều nhất %(limit)d dòng, không dòng nào trống."),
            {"limit": _LINES[name]},
        )
    return None


def _letter_fault(name: str, text: str, used: frozenset[tuple[str, bool]], faces: Faces) -> _Fault | None:
    """The first character that may not be printed, could be read in two ways, or has no glyph; named, never dropped."""
    lines = text.split("\n") if name in _LINES else [text]
    refused = next((char for line in lines for char in line if _unprintable(char)), "")
    if refused:
        return (
            "character_refused",
            gettext_noop("%(field)s “%(text)s”: ký tự %(point)s không được phép in."),
            {"point": _point(refused)},
        )
    if any(line != nfc(line) for line in lines):
        message = gettext_noop("%(field)s “%(text)s”: chữ chưa ở dạng Unicode dựng sẵn (NFC) hoặc thừa khoảng trắng.")
        return "not_normal", message, {}
    if name == "verify_url" and not _ADDRESS.fullmatch(text):
        return "not_an_address", gettext_noop("%(field)s “%(text)s”: không phải một địa chỉ http(s)."), {}
    letters = "".join(lines)
    printed = ((face, in_capitals(letters) if capitals else letters) for face, capitals in sorted(used))
    missing = next((char for face, drawn in printed if (char := faces.lacks(face, drawn))), "")
    if missing:
        message = gettext_noop("%(field)s “%(text)s”: phông chữ không có ký tự “%(char)s” (%(point)s).")
        return "glyph_missing", message, {"char": missing, "point": _point(missing)}
    return None


def _point(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text)


def _unprintable(char: str) -> bool:
    """Control, format, private and unassigned characters, and letters that run from right to left."""
    right_to_left = unicodedata.bidirectional(char) in {"R", "AL", "AN"}
    return right_to_left or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
