"""A survey as data: its items in several languages, elements with weights, what it asks besides, and what each channel weighs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from emulation.rules.reading import Fields
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, paragraphs

VI, EN = LANGUAGES = ("vi", "en")
SCALE, TEXT = "scale", "text"
CODE, LINK, QR, KIOSK, PAPER = CHANNELS = ("code", "link", "qr", "kiosk", "paper")
OPEN_CHANNELS = (QR, KIOSK)
"""Nothing keeps one person from answering twice there, so each survey says what such an answer weighs."""
FULL = 100
USUAL_WEIGHTS = {CODE: FULL, LINK: FULL, QR: 50, KIOSK: 50, PAPER: FULL}
CHANNEL_TITLES = {
    "": gettext_noop("Gửi từ hệ thống khác"),
    CODE: gettext_noop("Mã trên giấy hẹn"),
    LINK: gettext_noop("Liên kết riêng"),
    QR: gettext_noop("Mã QR tại quầy"),
    KIOSK: gettext_noop("Máy đặt tại chỗ"),
    PAPER: gettext_noop("Phiếu giấy"),
}
SENT_TITLES = {
    "phone": gettext_noop("Điện thoại"),
    "web": gettext_noop("Trang web"),
    "app": gettext_noop("Ứng dụng"),
    "mail": gettext_noop("Thư điện tử"),
}
"""Channels that other systems send, as most of them call these; any other shows as it was sent."""
MOST_ITEMS, MOST_TEXT, MOST_ANSWER = 30, 300, 2000
_FIELDS = ("title", "intro", "elements", "items", "ask_counter", "ask_procedure", "channels", "paper_twice", "minimum",
           "limit", "window")  # fmt: skip

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Element:
    """Items that belong together; ``weight`` is its share in a figure made of all elements."""

    code: str
    title: Texts
    weight: int = 1


@dataclass(frozen=True)
class Item:
    """One question. ``element`` is empty where the survey has no elements, and for free text."""

    code: str
    title: Texts
    kind: str = SCALE
    element: str = ""


@dataclass(frozen=True)
class Form:
    """``channels`` says what an answer of each weighs, in hundredths of a person. ``minimum`` None is the campaign's.
    ``limit`` is how many answers one address may send to an open channel within ``window`` minutes."""

    title: Texts
    items: tuple[Item, ...]
    intro: Texts = field(default_factory=dict)
    elements: tuple[Element, ...] = ()
    ask_counter: bool = False
    ask_procedure: bool = False
    channels: Mapping[str, int] = field(default_factory=lambda: dict(USUAL_WEIGHTS))
    paper_twice: bool = False
    minimum: int | None = None
    limit: int = 60
    window: int = 10

    @property
    def scale(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == SCALE)

    @property
    def texts(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == TEXT)

    def to_data(self) -> dict[str, Any]:
        """The whole survey, every default written out, so that what was frozen does not move with the product."""
        return {
            "title": dict(self.title),
            "intro": dict(self.intro),
            "elements": [{"code": one.code, "title": dict(one.title), "weight": one.weight} for one in self.elements],
            "items": [
                {"code": one.code, "title": dict(one.title), "kind": one.kind, "element": one.element}
                for one in self.items
            ],
            "ask_counter": self.ask_counter,
            "ask_procedure": self.ask_procedure,
            "channels": dict(self.channels),
            "paper_twice": self.paper_twice,
            "minimum": self.minimum,
            "limit": self.limit,
            "window": self.window,
        }


def parse_form(data: Mapping[str, Any], *, scored: Sequence[str] = ()) -> Form:
    """Read a survey. ``scored`` are items that the campaign froze at launch: they must be there, on the scale. Raises one
    `Invalid` that lists every fault with its place."""
    faults: list[Problem] = []
    fields = Fields(data, "", faults, _FIELDS)
    elements = tuple(_elements(fields))
    items = tuple(_items(fields, [one.code for one in elements]))
    form = Form(
        title=_texts(fields, "title"),
        intro=_texts(fields, "intro", needed=False),
        elements=elements,
        items=items,
        ask_counter=fields.flag("ask_counter", default=False),
        ask_procedure=fields.flag("ask_procedure", default=False),
        channels=_weights(fields),
        paper_twice=fields.flag("paper_twice", default=False),
        minimum=None if fields.data.get("minimum") is None else fields.whole("minimum", 30, 1, 1_000_000),
        limit=fields.whole("limit", 60, 1, 100_000),
        window=fields.whole("window", 10, 1, 24 * 60),
    )
    _check(form, fields, scored)
    if faults:
        message = gettext_noop("Phiếu khảo sát có %(count)d lỗi.")
        raise Invalid("survey_form.invalid", message, problems=faults, count=len(faults))
    return form


def _texts(fields: Fields, key: str, *, needed: bool = True) -> dict[str, str]:
    value = fields.data.get(key, {})
    inner = Fields(value, fields.at(key), fields.faults, LANGUAGES)
    found = {VI: inner.text(VI) if needed else inner.text(VI, ""), EN: inner.text(EN, "")}
    for language, text in found.items():
        if len(text) > MOST_TEXT:
            inner.fault("text_too_long", gettext_noop("Dài quá %(longest)d ký tự."), language, longest=MOST_TEXT)
    plain = {language: text.replace("\0", "") for language, text in found.items()}
    return {language: text for language, text in plain.items() if text}


def _code(fields: Fields, seen: set[str]) -> str:
    code = fields.text("code")
    if code and (len(code) > 20 or not code.replace("_", "").replace("-", "").isalnum() or not code.isascii()):
        message = gettext_noop("Mã chỉ gồm chữ không dấu, số, dấu - và _, dài nhất 20 ký tự.")
        fields.fault("code_malformed", message, "code")
    if code and code in seen:
        fields.fault("code_twice", gettext_noop("Mã %(name)s bị dùng hai lần."), "code", name=code)
    seen.add(code)
    return code


def _elements(fields: Fields) -> Iterable[Element]:
    seen: set[str] = set()
    for data, path in fields.rows("elements"):
        inner = Fields(data, path, fields.faults, ("code", "title", "weight"))
        yield Element(_code(inner, seen), _texts(inner, "title"), inner.whole("weight", 1, 1, 1000))


def _items(fields: Fields, elements: Sequence[str]) -> Iterable[Item]:
    seen: set[str] = set()
    for data, path in fields.rows("items"):
        inner = Fields(data, path, fields.faults, ("code", "title", "kind", "element"))
        kind = inner.choice("kind", (SCALE, TEXT), SCALE)
        usual = "" if kind == TEXT or not elements else elements[0]
        element = inner.text("element", usual)
        if (element not in elements) if kind == SCALE and elements else element:
            message = gettext_noop(
                "Không có nhóm “%(element)s”; câu hỏi thang điểm thuộc một nhóm, câu tự do thì không."
            )
            inner.fault("unknown_element", message, "element", element=element)
        yield Item(_code(inner, seen), _texts(inner, "title"), kind, element)


def _weights(fields: Fields) -> dict[str, int]:
    inner = Fields(fields.data.get("channels", {}), fields.at("channels"), fields.faults, CHANNELS)
    return {channel: inner.whole(channel, USUAL_WEIGHTS[channel], 0, FULL) for channel in CHANNELS}


def _check(form: Form, fields: Fields, scored: Sequence[str]) -> None:
    if not form.scale:
        fields.fault("no_items", gettext_noop("Cần ít nhất một câu hỏi theo thang điểm."), "items")
    if len(form.items) > MOST_ITEMS:
        fields.fault("too_many_items", gettext_noop("Nhiều nhất %(most)d câu hỏi."), "items", most=MOST_ITEMS)
    missing = [code for code in scored if code not in {item.code for item in form.scale}]
    if missing:
        message = gettext_noop(
            "Phong trào chấm điểm theo các câu %(codes)s; phiếu phải có đủ các câu này theo thang điểm."
        )
        fields.fault("scored_items_missing", message, "items", codes=", ".join(missing))
    used = {item.element for item in form.scale}
    for place, element in enumerate(form.elements):
        if element.code not in used:
            message = gettext_noop("Nhóm %(name)s không có câu hỏi nào.")
            fields.fault("empty_element", message, f"elements[{place}]", name=element.code)


@dataclass(frozen=True)
class Sheet:
    """One answered form: a mark (1–5, None for no opinion) for each item of the scale in their order, and free texts."""

    marks: tuple[int | None, ...]
    texts: Mapping[str, str]

    @property
    def empty(self) -> bool:
        return not any(self.marks) and not any(self.texts.values())


def read_sheet(form: Form, marks: Mapping[str, object], texts: Mapping[str, object]) -> Sheet:
    """What somebody answered; an item that is left out has no opinion. Raises `Invalid` with every fault."""
    problems = list(_faults(form, marks, texts))
    found = Sheet(
        tuple(_mark(marks.get(item.code)) for item in form.scale),
        {
            item.code: text
            for item in form.texts
            if (text := paragraphs(str(texts.get(item.code) or "").replace("\0", "")))
        },
    )
    if not problems and found.empty:
        message = gettext_noop("Hãy trả lời ít nhất một câu.")
        problems.append(Problem("survey_answer.empty", message, "marks"))
    if problems:
        message = gettext_noop("Câu trả lời có %(count)d chỗ chưa đúng, chưa ghi gì.")
        raise Invalid("survey_answer.invalid", message, problems=problems, count=len(problems))
    return found


def _mark(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5 else None


def _faults(form: Form, marks: Mapping[str, object], texts: Mapping[str, object]) -> Iterable[Problem]:
    for item in sorted(set(marks) - {item.code for item in form.scale}) + sorted(
        set(texts) - {item.code for item in form.texts}
    ):
        message = gettext_noop("Khảo sát không có câu hỏi %(item)s.")
        yield Problem("survey.unknown_item", message, f"marks.{item}", {"item": item})
    for item, mark in marks.items():
        if mark is not None and _mark(mark) is None:
            message = gettext_noop("Mức trả lời phải từ 1 đến 5, hoặc bỏ trống khi không có ý kiến.")
            yield Problem("survey.bad_mark", message, f"marks.{item}")
    for item, text in texts.items():
        if text is not None and not isinstance(text, str):
            yield Problem("survey.bad_text", gettext_noop("Cần một đoạn văn bản."), f"texts.{item}")
        elif text and len(text) > MOST_ANSWER:
            message = gettext_noop("Ý kiến dài quá %(longest)d ký tự; hãy viết ngắn lại.")
            yield Problem("survey.long_text", message, f"texts.{item}", {"longest": MOST_ANSWER})
