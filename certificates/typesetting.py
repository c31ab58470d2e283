"""Where each word of a certificate stands, in millimetres: pure, box by box, with refusals instead of squeezing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from operator import itemgetter

from certificates.breaking import Judge, balanced, greedy, person_break, text_break
from certificates.layouts import ABOVE, BOTTOM, LEFT, MIDDLE, PERSON, RIGHT, TOP, WRAP, Box, Layout, Square
from certificates.paper import COLLECTIVES, FIELDS, LABELS, Faces, Paper, faults, in_capitals, named, set_in, values
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

POINT = 25.4 / 72  # millimetres
SMALL_NAME = 20.0  # a name set smaller than this is shown to the officer before anything is approved
_CAPITALS = 0.33  # half the height of a capital, in sizes: how far below the middle of its line a baseline stands
_UNDER, _THICK = 0.41, 0.068  # a rule below its baseline and its thickness, in sizes
_EASE = 0.7
_UNREAL = 1e-9


@dataclass(frozen=True)
class Run:
    """One string on one baseline; ``x`` is its left end, ``down`` the distance of the baseline from the top edge.

    ``box`` is the key of the box it is set in, ``role`` and ``language`` are that box's; ``more``: the next run goes on
    with the same text, so that a reader needs a space between them. ``said`` is what a reader hears and a search finds where it is
    not the text itself.
    """

    text: str
    face: str
    size: float
    x: float
    down: float
    colour: str
    box: str
    role: str = "P"
    language: str = "vi"
    more: bool = False
    said: str = ""


@dataclass(frozen=True)
class Rule:
    """A straight horizontal line."""

    x: float
    down: float
    width: float
    thickness: float
    colour: str


@dataclass(frozen=True)
class Setting:
    """One box with its text: what is printed, and the size that it came out at."""

    box: str
    size: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A certificate laid out: its boxes in reading order and the square of the QR code."""

    width: float
    height: float
    settings: tuple[Setting, ...]
    qr: Square | None

    @property
    def runs(self) -> tuple[Run, ...]:
        return tuple(chain.from_iterable(setting.runs for setting in self.settings))

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(chain.from_iterable(setting.rules for setting in self.settings))

    def size_of(self, key: str) -> float:
        """The size in points at which a box was set; 0 if it was left out."""
        return next((setting.size for setting in self.settings if setting.box == key), 0.0)


def lay_out(paper: Paper, layout: Layout, faces: Faces) -> Sheet:
    """The whole sheet; raises Invalid, with a Problem for each field, for what cannot be printed as it was meant."""
    if problems := faults(paper, layout, faces):
        raise Invalid(
            "paper_unprintable", gettext_noop("Giấy khen không in được như dữ liệu đã cho."), problems=problems
        )
    settings, problems = [], []
    for box, (lead, text) in zip(layout.boxes, texts(paper, layout), strict=True):
        if not text:
            continue
        setting = set_box(box, lead, text, faces)
        if setting is None:
            problems.append(_no_room(box))
        else:
            settings.append(setting)
    if problems:
        field = problems[0].params["field"]
        raise Invalid("paper_too_full", problems[0].message, problems=problems, field=field)
    return Sheet(layout.page_width, layout.page_height, tuple(settings), layout.qr)


def is_constant(box: Box) -> bool:
    """Whether a box says the same on every certificate of its layout."""
    return not named(box)


def texts(paper: Paper, layout: Layout) -> list[tuple[str, str]]:
    """Lead and text of each box of the layout; the text is '' where the box is left out."""
    said = values(paper)
    found = []
    for box in layout.boxes:
        names = named(box)
        left_out = bool(names) and not any(said[name] for name in names)
        found.append(("", "") if left_out else (set_in(box.lead, said), set_in(box.text, said)))
    return found


def set_box(box: Box, lead: str, text: str, faces: Faces) -> Setting | None:
    """One box with its text, None if there is no room. Depends on nothing but what is given, so it may be remembered."""
    size, lines = _Fit(box, lead, text, faces).best()
    return _placed(box, lead, lines, size, faces) if lines else None


def _measured(box: Box, faces: Faces) -> Callable[[str], float]:
    """Lines are broken as the text was recorded and measured as it is drawn."""
    plain = partial(faces.width, box.face)
    return (lambda text: plain(in_capitals(text))) if box.capitals else plain


class _Fit:
    """The search for the largest size, in quarter points, at which a text stands in its box."""

    def __init__(self, box: Box, lead: str, text: str, faces: Faces) -> None:
        self.box, self.text, self.faces = box, text, faces
        above = bool(lead) and box.lead_place == ABOVE
        ratio = box.lead_size / box.size if lead else 0.0
        self.over = 1 if above else 0
        self._wide = _measured(box, faces)
        self.lead = faces.width(box.lead_face, lead) * ratio if lead else 0.0
        self.beside = 0.0 if above or not lead else self.lead + faces.width(box.face, " ")
        person = box.breaking == PERSON and lead not in COLLECTIVES
        self.judge: Judge = person_break if person else text_break

    def best(self) -> tuple[float, tuple[str, ...]]:
        """The size and the lines; no lines if the text finds no room."""
        if "\n" in self.text:
            lines = tuple(self.text.split("\n"))
            size = self.size_of(lines)
            return (size, lines) if size >= self.box.floor and len(lines) <= self.box.lines else (0.0, ())
        return self._wrapped() if self.box.fit == WRAP else self._shrunk()

    def size_of(self, lines: Sequence[str]) -> float:
        """The largest size at which the lines fit in width and height."""
        wide = [self._wide(line) for line in lines]
        wide[0] += self.beside
        if self.over:
            wide.append(self.lead)
        broad = self.box.width / (max(wide) * POINT) if max(wide) else self.box.size
        return _quarter(min(self.box.size, broad, self._high(len(lines))))

    def _high(self, count: int) -> float:
        return self.box.height / ((count + self.over) * self.box.step * POINT)

    def _width(self) -> Callable[[str], float]:
        """Widths at one point, each word measured once."""
        known: dict[str, float] = {}

        def width(word: str) -> float:
            if word not in known:
                known[word] = self._wide(word)
            return known[word]

        return width

    def _shrunk(self) -> tuple[float, tuple[str, ...]]:
        """One line down to seven tenths of the size; then the fewest lines that give the largest letters, down to the floor."""
        best: tuple[float, tuple[str, ...]] = (self.size_of((self.text,)), (self.text,))
        if best[0] < max(_EASE * self.box.size, self.box.floor):
            words, width = self.text.split(" "), self._width()
            limit = self.box.width / (self.box.floor * POINT)
            for count in range(2, min(self.box.lines, len(words)) + 1):
                lines = balanced(words, width, limit, count, self.judge)
                best = max(best, (self.size_of(lines) if lines else 0.0, lines), key=itemgetter(0))
        return best if best[0] >= self.box.floor else (0.0, ())

    def _wrapped(self) -> tuple[float, tuple[str, ...]]:
        words, width = self.text.split(" "), self._width()
        room = self.box.lines * self.box.width / (max(sum(map(width, words)), _UNREAL) * POINT)
        size = min(self.box.size, _quarter(room))
        while size >= self.box.floor:
            limit = self.box.width / (size * POINT)
            count = greedy(words, width, limit)
            if 0 < count <= self.box.lines and size <= self._high(count) + _UNREAL:
                return size, balanced(words, width, limit, count, self.judge)
            size -= 0.25
        return 0.0, ()


def _quarter(size: float) -> float:
    return int(4 * size + _UNREAL) / 4


def _placed(box: Box, lead: str, lines: tuple[str, ...], size: float, faces: Faces) -> Setting:
    """The lines of a box on their baselines."""
    scale = size * POINT
    over = 1 if lead and box.lead_place == ABOVE else 0
    high = box.step * scale
    spare = box.height - high * (len(lines) + over)
    down = box.y + {TOP: 0.0, MIDDLE: spare / 2, BOTTOM: spare}[box.upright] + high / 2 + _CAPITALS * scale
    small = _quarter(size * box.lead_size / box.size) if lead else 0.0
    ahead = faces.width(box.lead_face, lead) * small * POINT if lead else 0.0
    runs = []
    if over:
        runs.append(_run(box, lead, box.lead_face, small, _start(box, ahead), down, more=False))
        down += high
    left, wide = box.x, 0.0
    for place, line in enumerate(lines):
        drawn = in_capitals(line) if box.capitals else line
        own = faces.width(box.face, drawn) * scale
        beside = ahead + faces.width(box.face, " ") * scale if lead and not over and not place else 0.0
        left, wide = _start(box, own + beside), own + beside
        if beside:
            runs.append(_run(box, lead, box.lead_face, small, left, down, more=True))
        run = _run(box, drawn, box.face, size, left + beside, down, more=place + 1 < len(lines))
        runs.append(run if drawn == line else replace(run, said=line))
        down += high
    rules: tuple[Rule, ...] = ()
    if box.rule:
        long = wide * box.rule
        rules = (Rule(left + (wide - long) / 2, down - high + _UNDER * scale, long, _THICK * scale, box.colour),)
    return Setting(box.key, size, tuple(runs), rules)


def _start(box: Box, wide: float) -> float:
    if box.align == LEFT:
        return box.x
    return box.x + box.width - wide if box.align == RIGHT else box.x + (box.width - wide) / 2


def _run(box: Box, text: str, face: str, size: float, x: float, down: float, *, more: bool) -> Run:
    return Run(text, face, size, x, down, box.colour, box.key, box.role, box.language, more)


def _no_room(box: Box) -> Problem:
    name = next((FIELDS[name] for name in named(box)), "")
    message = gettext_noop("%(field)s: dài quá, không đủ chỗ trên giấy khen. Hãy rút gọn.")
    return Problem("no_room", message, name or box.key, {"field": LABELS.get(name, box.text)})
