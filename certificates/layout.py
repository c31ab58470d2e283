"""Where each word of a certificate stands, in millimetres on A4 landscape: pure, with refusals instead of blanks."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Protocol

from certificates.breaking import Judge, balanced, greedy, person_break, text_break
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
POINT = 25.4 / 72  # millimetres
ROMAN, ITALIC, BOLD, DISPLAY = "roman", "italic", "bold", "display"
RED, BLACK, GREY = "#B5121B", "#1B1B1B", "#5F574A"
COLLECTIVES = frozenset({"Tập thể", "Hộ gia đình", "Gia đình"})

_MIDDLE = PAGE_WIDTH / 2
_LEFT, _RIGHT = 27.0, PAGE_WIDTH - 27.0
_TEXT_WIDTH = 222.0
_SIGNATURE_MIDDLE, _SIGNATURE_WIDTH = 221.0, 92.0
_SIGNATURE_SPACE = 35.0  # the free space that the rules ask for between title and name
_NAME_LARGEST, _NAME_TWO_LINES, _NAME_FLOOR = 30.0, 25.0, 20.0
_CITATION_LARGEST, _CITATION_FLOOR = 16.0, 10.5
_BASE = 184.0  # the line on which the signatory's name and the register number stand
_QR_SIDE = 29.0
_SMALLEST_MODULE = 0.5

_LIMITS = {
    "title": 40, "authority_line": 120, "salutation": 20, "recipient_name": 200, "position": 200, "unit_name": 300,
    "citation": 2000, "decision_number": 60, "place": 60, "signatory_title": 120, "signatory_name": 60,
    "verify_url": 150,
}  # fmt: skip
_OPTIONAL = frozenset({"position", "unit_name"})
_LABELS = {
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
_FACES = {"title": DISPLAY, "authority_line": BOLD, "recipient_name": BOLD, "place": ITALIC,
          "signatory_title": BOLD, "signatory_name": BOLD}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """What one certificate says.

    ``salutation`` is "Ông", "Bà", or one of COLLECTIVES for a body; ``decision_number`` is whole ("128/QĐ-UBND");
    ``signatory_title`` alone may hold a line break ("KT. CHỦ TỊCH\\nPHÓ CHỦ TỊCH"). Text must be as kernel.text.nfc
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


@dataclass(frozen=True)
class Run:
    """One string on one baseline; ``x`` is its left end, ``down`` the distance of the baseline from the top edge."""

    text: str
    face: str
    size: float
    x: float
    down: float
    colour: str = BLACK


@dataclass(frozen=True)
class Rule:
    """A straight horizontal line."""

    x: float
    down: float
    width: float
    thickness: float = 0.35
    colour: str = BLACK


@dataclass(frozen=True)
class Sheet:
    """A certificate laid out: the runs in reading order, the rules, and the square of the QR code from its top left."""

    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    qr_x: float
    qr_down: float
    qr_side: float


@dataclass
class _Desk:
    """The sheet while it is being laid out."""

    faces: Faces
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def wide(self, face: str, text: str, size: float) -> float:
        return self.faces.width(face, text) * size * POINT

    def centre(
        self, text: str, face: str, size: float, down: float, *, middle: float = _MIDDLE, colour: str = BLACK
    ) -> float:
        width = self.wide(face, text, size)
        self.runs.append(Run(text, face, size, middle - width / 2, down, colour))
        return width


def long_date(day: date) -> str:
    """The date as state papers write it: days below 10 and the months 1 and 2 with a leading zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def lay_out(paper: Paper, faces: Faces) -> Sheet:
    """The whole sheet; raises Invalid, with a Problem for each field, for whatever cannot be printed as it was meant."""
    problems = [problem for name, text in _texts(paper) for problem in _faults(name, text, faces)]
    if problems:
        raise Invalid("paper_unprintable", gettext_noop("Giấy khen không in được như dữ liệu đã cho."), problems=problems)
    desk = _Desk(faces)
    title_down = _head(desk, paper)
    signature_top = _BASE - _SIGNATURE_SPACE - 6.2 * paper.signatory_title.count("\n") - 10.4
    _middle(desk, paper, title_down + 5.5, signature_top - 5.4)
    _register(desk, paper)
    _signature(desk, paper, signature_top)
    return Sheet(tuple(desk.runs), tuple(desk.rules), _LEFT - 2.0, _BASE + 2.4 - _QR_SIDE, _QR_SIDE)


def _texts(paper: Paper) -> Iterator[tuple[str, str]]:
    for item in fields(paper):
        if item.name in _LIMITS:
            yield item.name, getattr(paper, item.name)


def _faults(name: str, text: str, faces: Faces) -> Iterator[Problem]:
    """Everything that keeps one field from the paper; the first unusable character is named, never dropped."""

    def problem(code: str, message: str, **params: object) -> Problem:
        return Problem(code, message, name, {"field": _LABELS[name], "text": text[:80], **params})

    lines = text.split("\n") if name == "signatory_title" else [text]
    if not text:
        if name not in _OPTIONAL:
            yield problem("empty", gettext_noop("%(field)s: còn trống."))
        return
    if len(text) > _LIMITS[name]:
        yield problem("too_long", gettext_noop("%(field)s: dài quá %(limit)d ký tự."), limit=_LIMITS[name])
        return
    refused = next((char for line in lines for char in line if _unprintable(char)), "")
    if refused:
        message = gettext_noop("%(field)s “%(text)s”: ký tự %(code)s không được phép in.")
        yield problem("character_refused", message, code=f"U+{ord(refused):04X}")
        return
    if any(line != nfc(line) for line in lines):
        message = gettext_noop("%(field)s “%(text)s”: chữ chưa ở dạng Unicode dựng sẵn (NFC) hoặc thừa khoảng trắng.")
        yield problem("not_normal", message)
        return
    joined = _unplaced_mark(text)
    missing = joined or faces.lacks(_FACES.get(name, ROMAN), "".join(lines))
    if missing:
        message = gettext_noop("%(field)s “%(text)s”: phông chữ không có ký tự “%(char)s” (%(code)s).")
        yield problem("glyph_missing", message, char=missing, code=" ".join(f"U+{ord(char):04X}" for char in missing))


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


def _head(desk: _Desk, paper: Paper) -> float:
    """Motto, authority and title; returns the title's baseline."""
    desk.centre("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD, 15, 42.2)
    width = desk.centre("Độc lập - Tự do - Hạnh phúc", BOLD, 14.5, 48.9)
    desk.rules.append(Rule(_MIDDLE - width / 2, 50.9, width))
    size = _fitted(desk, "authority_line", paper.authority_line, BOLD, 19, 12, _TEXT_WIDTH)
    desk.centre(paper.authority_line, BOLD, size, 61.4, colour=RED)
    desk.centre("TẶNG", BOLD, 16, 69.6)
    title = 88.0
    size = _fitted(desk, "title", paper.title, DISPLAY, 46, 26, _TEXT_WIDTH)
    desk.centre(paper.title, DISPLAY, size, title, colour=RED)
    return title


def _fitted(desk: _Desk, name: str, text: str, face: str, largest: float, floor: float, limit: float) -> float:
    """The largest size in quarter points at which the text fits on one line; refused below the floor."""
    size = int(4 * min(largest, limit / desk.wide(face, text, 1))) / 4
    if size < floor:
        raise _no_room(name)
    return size


def _no_room(name: str) -> Invalid:
    message = gettext_noop("%(field)s: dài quá, không đủ chỗ trên giấy khen. Hãy rút gọn.")
    return Invalid("paper_too_full", message, problems=[Problem("no_room", message, name, {"field": _LABELS[name]})],
                   field=_LABELS[name])  # fmt: skip


def _middle(desk: _Desk, paper: Paper, top: float, bottom: float) -> None:
    """Name, post and citation, spread evenly between the title and the place-and-date line."""
    name_size, names = _name_lines(desk, paper)
    posts = _post_lines(desk, paper)
    name_high, post_high, gap = name_size * POINT * 1.16, 6.6, 3.0
    fixed = name_high * len(names) + post_high * len(posts) + gap * (1 + bool(posts))
    size, lines = _citation_lines(desk, paper.citation, bottom - top - fixed)
    leading = size * POINT * 1.3
    spare = max(0.0, bottom - top - fixed - leading * len(lines))
    air = min(spare / 4, 3.0)
    down = top + air * 0.5 + name_high * 0.78
    _name(desk, paper, name_size, names, down, name_high)
    down += name_high * (len(names) - 1)
    for post in posts:
        down += post_high + (gap + air * 0.4 if post is posts[0] else 0.0) - 1.2 * (post is posts[0])
        desk.centre(post, ROMAN, 15, down)
    down += gap + air + 1.0
    for line in lines:
        down += leading
        desk.centre(line, ITALIC, size, down)


def _name_lines(desk: _Desk, paper: Paper) -> tuple[float, tuple[str, ...]]:
    collective = paper.salutation in COLLECTIVES
    judge: Judge = text_break if collective else person_break
    words = paper.recipient_name.split(" ")
    lead = desk.wide(ROMAN, paper.salutation, 18) + desk.wide(ROMAN, " ", 26)

    def size_of(lines: tuple[str, ...], largest: float) -> float:
        rooms = [(_TEXT_WIDTH - (lead if line is lines[0] else 0)) / desk.wide(BOLD, line, 1) for line in lines]
        return int(4 * min(largest, *rooms)) / 4

    one = (paper.recipient_name,)
    if (size := size_of(one, _NAME_LARGEST)) >= _NAME_FLOOR:
        return size, one
    two = balanced(words, lambda text: desk.wide(BOLD, text, _NAME_FLOOR), _TEXT_WIDTH, 2, judge)
    if two and (size := size_of(two, _NAME_TWO_LINES)) >= _NAME_FLOOR:
        return size, two
    raise _no_room("recipient_name")


def _name(desk: _Desk, paper: Paper, size: float, names: tuple[str, ...], down: float, high: float) -> None:
    lead, blank = desk.wide(ROMAN, paper.salutation, 18), desk.wide(ROMAN, " ", 26)
    first = desk.wide(BOLD, names[0], size)
    start = _MIDDLE - (lead + blank + first) / 2
    desk.runs.append(Run(paper.salutation, ROMAN, 18, start, down))
    desk.runs.append(Run(names[0], BOLD, size, start + lead + blank, down))
    for line, text in enumerate(names[1:], 1):
        desk.centre(text, BOLD, size, down + high * line)


def _post_lines(desk: _Desk, paper: Paper) -> tuple[str, ...]:
    """Post and unit on one line where they fit, else the words broken as a citation's are."""
    text = ", ".join(part for part in (paper.position, paper.unit_name) if part)
    if not text:
        return ()

    def width(part: str) -> float:
        return desk.wide(ROMAN, part, 15)

    if width(text) <= _TEXT_WIDTH:
        return (text,)
    if paper.position and max(width(paper.position), width(paper.unit_name)) <= _TEXT_WIDTH:
        return (f"{paper.position},", paper.unit_name)
    lines = balanced(text.split(" "), width, _TEXT_WIDTH, 2, text_break)
    if not lines:
        raise _no_room("unit_name")
    return lines


def _citation_lines(desk: _Desk, citation: str, room: float) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the citation fits its room, and its evenly broken lines."""
    words = citation.split(" ")
    size = _CITATION_LARGEST
    while size >= _CITATION_FLOOR:
        step = size

        def width(text: str, step: float = step) -> float:
            return desk.wide(ITALIC, text, step)

        if max(map(width, words)) <= _TEXT_WIDTH:
            count = greedy(words, width, _TEXT_WIDTH)
            if count * size * POINT * 1.3 <= room:
                return size, balanced(words, width, _TEXT_WIDTH, count, text_break)
        size -= 0.5
    raise _no_room("citation")


def _register(desk: _Desk, paper: Paper) -> None:
    """The two lines of the decision and the register, and the caption of the QR code beside them."""
    x = _LEFT + _QR_SIDE + 1.0
    decision = f"Quyết định số: {paper.decision_number} {long_date(paper.decided_on)}"
    register = f"Vào sổ khen thưởng số: {paper.register_number}/{paper.register_year}"
    size = _fitted(desk, "decision_number", decision, ROMAN, 12.5, 9, _SIGNATURE_MIDDLE - _SIGNATURE_WIDTH / 2 - x - 4)
    caption = "Quét mã để kiểm tra giấy khen này"
    desk.runs.append(Run(caption, ITALIC, 9.5, x, _BASE - 17.6, GREY))
    desk.runs.append(Run(decision, ROMAN, size, x, _BASE - 6.6))
    desk.runs.append(Run(register, ROMAN, size, x, _BASE))


def _signature(desk: _Desk, paper: Paper, top: float) -> None:
    day = f"{paper.place}, {long_date(paper.decided_on)}"
    size = _fitted(desk, "place", day, ITALIC, 14, 9, _SIGNATURE_WIDTH)
    desk.centre(day, ITALIC, size, top + 3.4, middle=_SIGNATURE_MIDDLE)
    down = top + 3.4
    for line in paper.signatory_title.split("\n"):
        down += 6.2
        size = _fitted(desk, "signatory_title", line, BOLD, 14.5, 9, _SIGNATURE_WIDTH)
        desk.centre(line, BOLD, size, down, middle=_SIGNATURE_MIDDLE)
    size = _fitted(desk, "signatory_name", paper.signatory_name, BOLD, 15, 10, _SIGNATURE_WIDTH)
    desk.centre(paper.signatory_name, BOLD, size, _BASE, middle=_SIGNATURE_MIDDLE)
