"""Where each word of a certificate stands, in millimetres on A4 landscape: pure, with refusals instead of squeezing."""

from dataclasses import dataclass, field
from datetime import date

from certificates.breaking import Judge, balanced, greedy, person_break, text_break
from certificates.paper import BOLD, COLLECTIVES, DISPLAY, ITALIC, LABELS, ROMAN, Faces, Paper, faults
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

PAGE_WIDTH, PAGE_HEIGHT = 297.0, 210.0
POINT = 25.4 / 72  # millimetres
RED, BLACK, GREY = "#B5121B", "#1B1B1B", "#5F574A"

_MIDDLE = PAGE_WIDTH / 2
_TEXT_WIDTH = 222.0
_SIGNATURE_MIDDLE, _SIGNATURE_WIDTH = 221.0, 90.0
_CAPITALS, _LINE = 3.5, 6.0  # height of the signature block's capitals, distance of its lines
_SIGNATURE_SPACE = 35.0  # the free space that the rules ask for between title and name
_TITLE_SIZE, _TITLE_FLOOR = 48.0, 26.0
_NAME_SIZE, _NAME_TWO_LINES, _NAME_FLOOR = 28.0, 24.0, 20.0
_POST_SIZE, _CITATION_SIZE = 15.0, 16.0
_SQUEEZES = (1.0, 0.93, 0.86, 0.8)  # a full sheet first takes a little from all sizes,
_CITATION_FLOORS = (13.5, 12.5, 11.5, 10.5)  # and only then makes the citation small
_TEXT_STEP, _NAME_STEP, _POST_STEP = 1.3, 1.2, 1.25  # from line to line, in sizes
_BASE = 186.6  # the line on which the signatory's name stands
_QR_LEFT, _QR_BASE, _QR_SIDE = 37.5, 179.5, 27.5  # base: where the lowest dark modules end


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
    """The whole sheet; raises Invalid, with a Problem for each field, for what cannot be printed as it was meant."""
    if problems := faults(paper, faces):
        raise Invalid(
            "paper_unprintable", gettext_noop("Giấy khen không in được như dữ liệu đã cho."), problems=problems
        )
    desk = _Desk(faces)
    day_down = _BASE - _CAPITALS - _SIGNATURE_SPACE - _LINE * (1 + paper.signatory_title.count("\n"))
    body = _body(desk, paper, day_down - _CAPITALS)
    _head(desk, paper, body.squeeze)
    _draw_body(desk, paper, body)
    _register(desk, paper)
    _signature(desk, paper, day_down)
    return Sheet(tuple(desk.runs), tuple(desk.rules), _QR_LEFT, _QR_BASE + 3.0 - _QR_SIDE, _QR_SIDE)


def _title_down(size: float) -> float:
    """The title's baseline: high enough for a circumflex with an acute (Ấ) to stay clear of the line above."""
    return 70.0 + size * POINT * 1.03


def _title_size(desk: _Desk, paper: Paper, squeeze: float) -> float:
    return _fitted(desk, "title", paper.title, DISPLAY, _TITLE_SIZE * squeeze, _TITLE_FLOOR, _TEXT_WIDTH)


def _head(desk: _Desk, paper: Paper, squeeze: float) -> None:
    """Motto, authority and title."""
    desk.centre("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", BOLD, 15, 41.0)
    width = desk.centre("Độc lập - Tự do - Hạnh phúc", BOLD, 14.5, 47.6)
    desk.rules.append(Rule(_MIDDLE - width / 2, 49.7, width))
    size = _fitted(desk, "authority_line", paper.authority_line, BOLD, 19, 12, _TEXT_WIDTH)
    desk.centre(paper.authority_line, BOLD, size, 59.4, colour=RED)
    desk.centre("TẶNG", BOLD, 16, 67.4)
    size = _title_size(desk, paper, squeeze)
    desk.centre(paper.title, DISPLAY, size, _title_down(size), colour=RED)


def _fitted(desk: _Desk, name: str, text: str, face: str, largest: float, floor: float, limit: float) -> float:
    """The largest size in quarter points at which the text fits on one line; refused below the floor."""
    size = int(4 * min(largest, limit / desk.wide(face, text, 1))) / 4
    if size < floor:
        raise _no_room(name)
    return size


def _no_room(name: str) -> Invalid:
    message = gettext_noop("%(field)s: dài quá, không đủ chỗ trên giấy khen. Hãy rút gọn.")
    return Invalid("paper_too_full", message, problems=[Problem("no_room", message, name, {"field": LABELS[name]})],
                   field=LABELS[name])  # fmt: skip


@dataclass(frozen=True)
class _Body:
    """Name, post and citation, broken into lines and sized, with the air that is left between them."""

    squeeze: float
    top: float
    name_size: float
    names: tuple[str, ...]
    post_size: float
    posts: tuple[str, ...]
    size: float
    lines: tuple[str, ...]
    air: float


def _body(desk: _Desk, paper: Paper, bottom: float) -> _Body:
    """The roomiest arrangement between the title and the line of place and date; refused when none is left."""
    for squeeze, floor in zip(_SQUEEZES, _CITATION_FLOORS, strict=True):
        top = _title_down(_title_size(desk, paper, squeeze))
        name_size, names = _name_lines(desk, paper, squeeze)
        post_size = _POST_SIZE * squeeze
        posts = _post_lines(desk, paper, post_size)
        fixed = POINT * (name_size * _NAME_STEP * len(names) + post_size * _POST_STEP * len(posts)) + 6.5 * squeeze
        room = bottom - top - fixed
        size, lines = _citation_lines(desk, paper.citation, room, _CITATION_SIZE * squeeze, floor)
        if lines:
            spare = room - size * POINT * _TEXT_STEP * len(lines)
            air = min(spare / 4.5, 2.6)
            return _Body(squeeze, top + (spare - 4.5 * air) / 2, name_size, names, post_size, posts, size, lines, air)
    raise _no_room("citation")


def _draw_body(desk: _Desk, paper: Paper, body: _Body) -> None:
    high = body.name_size * POINT * _NAME_STEP
    down = body.top + 1.6 * body.squeeze + body.air + body.name_size * POINT * 0.96
    _name(desk, paper, body.name_size, body.names, down, high)
    down += high * (len(body.names) - 1) + 1.6 * body.squeeze + body.air * 0.7
    for post in body.posts:
        down += body.post_size * POINT * _POST_STEP
        desk.centre(post, ROMAN, body.post_size, down)
    down += 2.0 * body.squeeze + body.air * 1.4
    for line in body.lines:
        down += body.size * POINT * _TEXT_STEP
        desk.centre(line, ITALIC, body.size, down)


def _name_lines(desk: _Desk, paper: Paper, squeeze: float) -> tuple[float, tuple[str, ...]]:
    collective = paper.salutation in COLLECTIVES
    judge: Judge = text_break if collective else person_break
    words = paper.recipient_name.split(" ")
    lead = desk.wide(ROMAN, paper.salutation, 18) + desk.wide(ROMAN, " ", 26)

    def size_of(lines: tuple[str, ...], largest: float) -> float:
        rooms = [(_TEXT_WIDTH - (lead if line is lines[0] else 0)) / desk.wide(BOLD, line, 1) for line in lines]
        return int(4 * min(largest, *rooms)) / 4

    one = (paper.recipient_name,)
    if (size := size_of(one, max(_NAME_SIZE * squeeze, _NAME_FLOOR))) >= _NAME_FLOOR:
        return size, one
    two = balanced(words, lambda text: desk.wide(BOLD, text, _NAME_FLOOR), _TEXT_WIDTH, 2, judge)
    if two and (size := size_of(two, max(_NAME_TWO_LINES * squeeze, _NAME_FLOOR))) >= _NAME_FLOOR:
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


def _post_lines(desk: _Desk, paper: Paper, size: float) -> tuple[str, ...]:
    """Post and unit on one line where they fit, else the words broken as a citation's are."""
    text = ", ".join(part for part in (paper.position, paper.unit_name) if part)
    if not text:
        return ()

    def width(part: str) -> float:
        return desk.wide(ROMAN, part, size)

    if width(text) <= _TEXT_WIDTH:
        return (text,)
    if paper.position and max(width(paper.position), width(paper.unit_name)) <= _TEXT_WIDTH:
        return (f"{paper.position},", paper.unit_name)
    lines = balanced(text.split(" "), width, _TEXT_WIDTH, 2, text_break)
    if not lines:
        raise _no_room("unit_name")
    return lines


def _citation_lines(
    desk: _Desk, citation: str, room: float, largest: float, floor: float
) -> tuple[float, tuple[str, ...]]:
    """The largest size at which the citation fits its room, and its evenly broken lines (none: it does not fit)."""
    words = citation.split(" ")
    size = largest

    def width(text: str) -> float:
        return desk.wide(ITALIC, text, size)

    while size >= floor:
        if max(map(width, words)) <= _TEXT_WIDTH:
            count = greedy(words, width, _TEXT_WIDTH)
            if count * size * POINT * _TEXT_STEP <= room:
                return size, balanced(words, width, _TEXT_WIDTH, count, text_break)
        size -= 0.5
    return floor, ()


def _register(desk: _Desk, paper: Paper) -> None:
    """The two lines of the decision and the register, and the caption of the QR code beside them."""
    x = _QR_LEFT + _QR_SIDE + 3.5
    decision = f"Quyết định số: {paper.decision_number} {long_date(paper.decided_on)}"
    register = f"Vào sổ khen thưởng số: {paper.register_number}/{paper.register_year}"
    room = _SIGNATURE_MIDDLE - _SIGNATURE_WIDTH / 2 - x - 3
    size = _fitted(desk, "decision_number", decision, ROMAN, 12.5, 9, room)
    desk.runs.append(Run(decision, ROMAN, size, x, _QR_BASE - 12.4))
    desk.runs.append(Run(register, ROMAN, size, x, _QR_BASE - 6.2))
    desk.runs.append(Run("Quét mã để kiểm tra giấy khen này", ITALIC, 9, x, _QR_BASE, GREY))


def _signature(desk: _Desk, paper: Paper, down: float) -> None:
    day = f"{paper.place}, {long_date(paper.decided_on)}"
    size = _fitted(desk, "place", day, ITALIC, 14, 9, _SIGNATURE_WIDTH)
    desk.centre(day, ITALIC, size, down, middle=_SIGNATURE_MIDDLE)
    for line in paper.signatory_title.split("\n"):
        down += _LINE
        size = _fitted(desk, "signatory_title", line, BOLD, 14.5, 9, _SIGNATURE_WIDTH)
        desk.centre(line, BOLD, size, down, middle=_SIGNATURE_MIDDLE)
    size = _fitted(desk, "signatory_name", paper.signatory_name, BOLD, 15, 10, _SIGNATURE_WIDTH)
    desk.centre(paper.signatory_name, BOLD, size, _BASE, middle=_SIGNATURE_MIDDLE)
