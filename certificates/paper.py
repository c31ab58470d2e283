"""What one certificate says, and which texts may be printed at all: pure, with refusals instead of blanks."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from kernel.errors import Problem
from kernel.text import gettext_noop, nfc

ROMAN, ITALIC, BOLD, BOLD_ITALIC, DISPLAY = "roman", "italic", "bold", "bold italic", "display"
COLLECTIVES = frozenset({"Tập thể", "Hộ gia đình", "Gia đình"})

_LIMITS = {
    "title": 40, "authority_line": 120, "salutation": 20, "recipient_name": 200, "position": 200, "unit_name": 300,
    "citation": 2000, "decision_number": 60, "place": 60, "signatory_title": 120, "signatory_name": 60,
    "verify_url": 120,  # a QR code of this side still has modules of half a millimetre
}  # fmt: skip
_LINES = {"signatory_title": 3}
_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
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
_FACES = {
    "title": DISPLAY,
    "authority_line": BOLD,
    "recipient_name": BOLD,
    "citation": ITALIC,
    "place": ITALIC,
    "signatory_title": BOLD,
    "signatory_name": BOLD,
}

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


class Faces(Protocol):
    """What the layout must know of the fonts: advance widths and which characters there are."""

    def width(self, face: str, text: str) -> float:
        """The advance of the text in points when set at one point."""

    def lacks(self, face: str, text: str) -> str:
        """The first character without a glyph, or ''."""


def faults(paper: Paper, faces: Faces) -> list[Problem]:
    """What keeps the paper's texts from being printed exactly as they stand: the first fault of each field."""
    found = []
    for name, limit in _LIMITS.items():
        text = getattr(paper, name)
        fault = _shape_fault(name, text, limit) or (_letter_fault(name, text, faces) if text else None)
        if fault:
            code, message, params = fault
            found.append(Problem(code, message, name, {"field": LABELS[name], "text": text[:80], **params}))
    return found


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


def _letter_fault(name: str, text: str, faces: Faces) -> _Fault | None:
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
    missing = _unplaced_mark(text) or faces.lacks(_FACES.get(name, ROMAN), "".join(lines))
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


def _unplaced_mark(text: str) -> str:
    """The first letter that needs a mark set over it because Unicode has no composed form (NFC has left it apart)."""
    for index, char in enumerate(text):
        if unicodedata.category(char).startswith("M"):
            return text[max(index - 1, 0) : index + 1]
    return ""
