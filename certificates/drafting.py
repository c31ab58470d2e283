"""What a layout must be before anything is printed with it: everything wrong is said at once, in words, with its place; pure."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from io import BytesIO
from typing import Any

from PIL import Image, UnidentifiedImageError

from certificates.designs import ARTS
from certificates.layouts import (
    ABOVE,
    BESIDE,
    BOTTOM,
    CENTRE,
    FULL,
    LEFT,
    MIDDLE,
    OVERLAY,
    PERSON,
    RIGHT,
    SEAL,
    SHRINK,
    SIGNATURE,
    TEXT,
    TOP,
    WRAP,
    Box,
    Layout,
    Picture,
)
from certificates.paper import BOLD, BOLD_ITALIC, DISPLAY, FIELDS, ITALIC, LIMITS, ROMAN, named
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

FACES = (ROMAN, ITALIC, BOLD, BOLD_ITALIC, DISPLAY)
ROLES = ("H1", "H2", "P")
LANGUAGES = ("vi", "en")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "face": FACES,
    "align": (LEFT, CENTRE, RIGHT),
    "upright": (TOP, MIDDLE, BOTTOM),
    "breaking": (PERSON, TEXT),
    "fit": (SHRINK, WRAP),
    "role": ROLES,
    "language": LANGUAGES,
    "lead_face": ("", *FACES),
    "lead_place": (BESIDE, ABOVE),
}
RANGES: Mapping[str, tuple[float, float]] = {
    "x": (0, 1000),
    "y": (0, 1000),
    "width": (5, 1000),
    "height": (2, 1000),
    "size": (5, 200),
    "floor": (5, 200),
    "lines": (1, 12),
    "step": (0.9, 2.5),
    "rule": (0, 1),
    "lead_size": (0, 200),
}
PAGE = (100.0, 1000.0)
MOST_BOXES, MOST_PICTURES, LARGEST_PICTURE = 40, 2, 200_000
MOST_PIXELS = 1500
QR_LEAST = 20.0
SIGNING_ROOM = 35.0
NEEDED = (
    "recipient_name", "citation", "decision_number", "decision_date", "register_number", "authority_line", "title", "place",
    "signatory_title", "signatory_name",
)  # fmt: skip
"""What a certificate that is printed whole must say."""
_PLACES = {*FIELDS} - {"verify_url"}
_PATTERN = re.compile(r"\{([^{}]*)\}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_OVERLAP = 1.0  # millimetres by which neighbours may share their air

_WORDS = {
    "missing": gettext_noop("Thiếu giá trị này."),
    "unknown": gettext_noop("Bố cục không có mục “%(name)s”."),
    "number": gettext_noop("Phải là một số."),
    "range": gettext_noop("Phải từ %(least)s đến %(most)s."),
    "choice": gettext_noop("Phải là một trong: %(choices)s."),
    "flag": gettext_noop("Phải là true hoặc false."),
    "text": gettext_noop("Phải là chữ, dài nhất %(longest)s ký tự."),
    "colour": gettext_noop("Màu phải viết dạng #RRGGBB, ví dụ #B5121B."),
    "key": gettext_noop("Mã của ô gồm chữ thường không dấu, số, gạch ngang hoặc gạch dưới; bắt đầu bằng chữ."),
    "twice": gettext_noop("Mã “%(key)s” đã dùng cho ô khác."),
    "place": gettext_noop("Không có giá trị “{%(name)s}”. Dùng được: %(names)s."),
    "brace": gettext_noop("Dấu { và } chỉ dùng để bao tên một giá trị, ví dụ {recipient_name}."),
    "normal": gettext_noop("Chữ phải ở dạng Unicode dựng sẵn (NFC), không thừa khoảng trắng."),
    "outside": gettext_noop("Ô ra ngoài trang giấy %(width)s × %(height)s mm."),
    "floor": gettext_noop("Cỡ chữ nhỏ nhất phải không lớn hơn cỡ chữ."),
    "overlap": gettext_noop("Ô “%(one)s” đè lên “%(other)s”."),
    "unsaid": gettext_noop("Giấy phải in “%(name)s”: hãy thêm vào một ô."),
    "art": gettext_noop("Không có mẫu trang trí này. Dùng được: %(names)s."),
    "qr": gettext_noop("Mã QR phải có cạnh ít nhất %(least)s mm để máy đọc được."),
    "many": gettext_noop("Nhiều nhất %(most)s mục."),
    "list": gettext_noop("Phải là một danh sách."),
    "whose": gettext_noop("Hãy ghi họ tên người có chữ ký này, đúng như in dưới chữ ký."),
    "png": gettext_noop("Ảnh chữ ký, con dấu phải là tệp PNG, nặng nhất %(most)s byte, mỗi cạnh nhiều nhất 1500 điểm."),
}


def _fault(word: str, path: str, **params: Any) -> Problem:
    return Problem(f"layout.{word}", _WORDS[word], path, params)


def checked(data: Mapping[str, Any]) -> Layout:
    """The layout that the data describes. Raises `Invalid` with every fault, each with its place (``boxes[3].size``)."""
    faults = shape_faults(data)
    if not faults:
        layout = Layout.from_data(data)
        faults = place_faults(layout)
        if not faults:
            return layout
    message = gettext_noop("Bố cục có %(count)s chỗ cần sửa.")
    raise Invalid("layout.invalid", message, problems=faults, count=len(faults))


def shape_faults(data: Mapping[str, Any]) -> list[Problem]:
    """What keeps the data from being a layout at all."""
    return [*_page(data), *_boxes(data), *_code(data), *_pictures(data)]


def place_faults(layout: Layout) -> list[Problem]:
    """What is wrong with a layout that could be drawn none the less."""
    return [*_inside(layout), *_overlaps(layout), *_unsaid(layout)]


def _number(value: Any, path: str, least: float, most: float) -> Iterator[Problem]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield _fault("number", path)
    elif not least <= value <= most:
        yield _fault("range", path, least=f"{least:g}", most=f"{most:g}")


def _page(data: Mapping[str, Any]) -> Iterator[Problem]:
    for name in sorted(set(data) - {field.name for field in fields(Layout)}):
        yield _fault("unknown", name, name=name)
    for side in ("page_width", "page_height"):
        yield from _number(data.get(side), side, *PAGE)
    if data.get("mode", FULL) not in (FULL, OVERLAY):
        yield _fault("choice", "mode", choices=f"{FULL}, {OVERLAY}")
    art = data.get("art")
    if art != "" and art not in ARTS:
        yield _fault("art", "art", names=", ".join(ARTS))
    palette = data.get("palette", {})
    if not isinstance(palette, Mapping) or not all(_is_colour(value) for value in palette.values()):
        yield _fault("colour", "palette")


def _is_colour(value: Any) -> bool:
    return isinstance(value, str) and bool(_COLOUR.fullmatch(value))


def _boxes(data: Mapping[str, Any]) -> Iterator[Problem]:
    boxes = data.get("boxes")
    if not isinstance(boxes, list | tuple):
        yield _fault("list", "boxes")
        return
    if len(boxes) > MOST_BOXES:
        yield _fault("many", "boxes", most=MOST_BOXES)
        return
    seen: set[str] = set()
    for place, box in enumerate(boxes):
        path = f"boxes[{place}]"
        if not isinstance(box, Mapping):
            yield _fault("list", path)
            continue
        yield from _box(box, path)
        key = str(box.get("key"))
        if key in seen:
            yield _fault("twice", f"{path}.key", key=key)
        seen.add(key)


def _box(box: Mapping[str, Any], path: str) -> Iterator[Problem]:
    known = {field.name: field for field in fields(Box)}
    for name in sorted(set(box) - set(known)):
        yield _fault("unknown", f"{path}.{name}", name=name)
    for name, field in known.items():
        if name in box:
            yield from _value(name, box[name], f"{path}.{name}")
        elif field.default is MISSING:
            yield _fault("missing", f"{path}.{name}")
    size, floor = box.get("size"), box.get("floor")
    if isinstance(size, int | float) and isinstance(floor, int | float) and floor > size:
        yield _fault("floor", f"{path}.floor")
    if box.get("lead") and not (box.get("lead_face") and box.get("lead_size")):
        yield _fault("missing", f"{path}.lead_size")


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and bool(_KEY.fullmatch(value))


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_SHAPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "colour": ("colour", _is_colour),
    "key": ("key", _is_key),
    "capitals": ("flag", _is_flag),
}


def _value(name: str, value: Any, path: str) -> Iterator[Problem]:
    if name in RANGES:
        yield from _number(value, path, *RANGES[name])
    elif name in CHOICES:
        if value not in CHOICES[name]:
            yield _fault("choice", path, choices=", ".join(choice for choice in CHOICES[name] if choice))
    elif name in _SHAPES:
        word, fits = _SHAPES[name]
        if not fits(value):
            yield _fault(word, path)
    else:
        yield from _pattern(name, value, path)


def _pattern(name: str, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, str) or len(value) > 300 or (name == "text" and not value):
        yield _fault("text", path, longest=300)
        return
    if any(line != nfc(line) for line in value.split("\n")):
        yield _fault("normal", path)
    for used in _PATTERN.findall(value):
        if used not in _PLACES:
            yield _fault("place", path, name=used, names=", ".join(sorted(_PLACES)))
    if set("{}") & set(_PATTERN.sub("", value)):
        yield _fault("brace", path)


def _code(data: Mapping[str, Any]) -> Iterator[Problem]:
    qr = data.get("qr")
    if qr is None:
        return
    if not isinstance(qr, Mapping) or set(qr) != {"x", "y", "side"}:
        yield _fault("missing", "qr")
        return
    for name in ("x", "y"):
        yield from _number(qr[name], f"qr.{name}", 0, PAGE[1])
    wrong = list(_number(qr["side"], "qr.side", 0, PAGE[1]))
    yield from wrong
    if not wrong and qr["side"] < QR_LEAST:
        yield _fault("qr", "qr.side", least=f"{QR_LEAST:g}")


def _pictures(data: Mapping[str, Any]) -> Iterator[Problem]:
    pictures = data.get("pictures", ())
    if not isinstance(pictures, list | tuple):
        yield _fault("list", "pictures")
        return
    if len(pictures) > MOST_PICTURES:
        yield _fault("many", "pictures", most=MOST_PICTURES)
    for place, picture in enumerate(pictures):
        path = f"pictures[{place}]"
        if not isinstance(picture, Mapping) or {*picture, "of"} != {field.name for field in fields(Picture)}:
            yield _fault("missing", path)
            continue
        yield from _whose(picture, f"{path}.of")
        if picture["kind"] not in (SIGNATURE, SEAL):
            yield _fault("choice", f"{path}.kind", choices=f"{SIGNATURE}, {SEAL}")
        for name in ("x", "y", "width", "height"):
            yield from _number(picture[name], f"{path}.{name}", 0, PAGE[1])
        if not _is_png(picture["png"]):
            yield _fault("png", f"{path}.png", most=LARGEST_PICTURE)


def _whose(picture: Mapping[str, Any], path: str) -> Iterator[Problem]:
    of = picture.get("of", "")
    if not isinstance(of, str) or len(of) > LIMITS["signatory_name"] or of != nfc(of):
        yield _fault("text", path, longest=LIMITS["signatory_name"])
    elif picture["kind"] == SIGNATURE and not of:
        yield _fault("whose", path)


def _is_png(text: Any) -> bool:
    if not isinstance(text, str) or len(text) > LARGEST_PICTURE * 4 // 3 + 4:
        return False
    try:
        data = b64decode(text, validate=True)
    except binascii.Error:
        return False
    try:
        with Image.open(BytesIO(data), formats=("PNG",)) as image:
            return max(image.size) <= MOST_PIXELS and image.convert("RGBA") is not None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return False


_Rectangle = tuple[str, str, float, float, float, float]


def _rectangles(layout: Layout) -> Iterator[_Rectangle]:
    for place, box in enumerate(layout.boxes):
        yield f"boxes[{place}]", box.key, box.x, box.y, box.width, box.height
    if layout.qr:
        yield "qr", "qr", layout.qr.x, layout.qr.y, layout.qr.side, layout.qr.side


def _inside(layout: Layout) -> Iterator[Problem]:
    pictures = [(f"pictures[{n}]", p.kind, p.x, p.y, p.width, p.height) for n, p in enumerate(layout.pictures)]
    for path, _, x, y, width, height in [*_rectangles(layout), *pictures]:
        if x + width > layout.page_width or y + height > layout.page_height:
            yield _fault("outside", path, width=f"{layout.page_width:g}", height=f"{layout.page_height:g}")


def _overlaps(layout: Layout) -> Iterator[Problem]:
    """Two boxes in the same place; images of a signature and a seal lie over other things, as the decree has it."""
    rectangles = list(_rectangles(layout))
    for place, (path, one, x, y, width, height) in enumerate(rectangles):
        for _, other, left, top, wide, high in rectangles[:place]:
            across = min(x + width, left + wide) - max(x, left)
            down = min(y + height, top + high) - max(y, top)
            if across > _OVERLAP and down > _OVERLAP:
                yield _fault("overlap", path, one=one, other=other)


def _unsaid(layout: Layout) -> Iterator[Problem]:
    if layout.mode == OVERLAY:
        wanted: Iterable[str] = ("recipient_name",)
    else:
        wanted = NEEDED
    said = {name for box in layout.boxes for name in named(box)}
    for name in wanted:
        if name not in said:
            yield _fault("unsaid", "boxes", name=name)
