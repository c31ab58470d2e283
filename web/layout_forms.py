"""The form of a certificate's layout: which values of a box are typed, how they are read back, and what the page shows of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from math import isfinite
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from certificates.drafting import CHOICES, RANGES
from certificates.layouts import SEAL, SIGNATURE, Box
from certificates.paper import FIELDS, LABELS, named
from certificates.trials import Finding, Trial
from kernel.text import gettext_noop
from web.refusals import sentence

PLACE = ("x", "y", "width", "height")
LETTERS = ("size", "floor", "lines", "step", "lead_size")
WORDS = ("face", "align", "upright", "fit")
TEXTS = ("text", "lead")
AS_RECORDED, CAPITALS = "as recorded", "capitals"
_WHOLE = ("lines",)
_STEPS = {"size": "0.25", "floor": "0.25", "lead_size": "0.25", "lines": "1", "step": "0.05"}
_DEFAULTS = {one.name: one.default for one in fields(Box)}
VALUES: Mapping[str, str] = {
    **{name: label for name, label in LABELS.items() if name != "verify_url"},
    "post": gettext_noop("Chức vụ và đơn vị"),
    "decision_date": gettext_noop("Ngày quyết định, viết bằng chữ"),
    "decided_on": gettext_noop("Ngày quyết định, viết bằng số"),
    "decision_date_english": gettext_noop("Ngày quyết định, tiếng Anh"),
    "register_number": gettext_noop("Số vào sổ"),
    "register_year": gettext_noop("Năm của sổ"),
    "verify_site": gettext_noop("Trang kiểm tra"),
    "verify_code": gettext_noop("Mã kiểm tra"),
}
"""The values that a box may name, as people call them."""
COLOURS = {
    "ink": gettext_noop("Mực"),
    "accent": gettext_noop("Nhấn"),
    "soft": gettext_noop("Nhạt"),
    "edge": gettext_noop("Viền"),
}
_CODE = gettext_noop("Mã QR")
_OTHERS = {
    "qr": _CODE,
    SIGNATURE: gettext_noop("Ảnh chữ ký"),
    SEAL: gettext_noop("Ảnh con dấu"),
}


@dataclass(frozen=True)
class Field:
    """One value of a box: ``kind`` is number, choice, colour or text."""

    name: str
    value: Any
    kind: str
    choices: tuple[str, ...] = ()
    least: float = 0
    most: float = 1000
    step: str = "0.1"
    colours: tuple[tuple[str, str], ...] = ()

    @property
    def unit(self) -> str:
        if self.name in (*PLACE, "side"):
            return "mm"
        return "pt" if self.name in ("size", "floor", "lead_size") else ""


@dataclass(frozen=True)
class Slot:
    """A box, the code or an image as the page lists it. ``prefix`` begins the names of its fields."""

    key: str
    prefix: str
    title: str
    place: Mapping[str, float]
    fields: tuple[Field, ...]
    findings: tuple[Mapping[str, Any], ...] = ()
    language: str = ""
    square: bool = False

    @property
    def grave(self) -> bool:
        return any(one["grave"] for one in self.findings)


def number(text: str) -> float | str:
    """What was typed as a number, with a point or a comma; left as it is otherwise, so that it is refused with its place."""
    try:
        read = float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        return text
    return round(read, 2) if isfinite(read) else text


def title_of(box: Mapping[str, Any]) -> str:
    """What a box is for: the value that it names first, or the words that stand in it."""
    try:
        names = named(Box(**box))
    except TypeError:
        names = ()
    known = next((VALUES[name] for name in names if name in VALUES), "")
    return gettext(known) if known else str(box.get("text", ""))


class Typed:
    """The fields of a request, by name; what was not sent is None."""

    def __init__(self, request: HttpRequest) -> None:
        self._post = request.POST

    def text(self, name: str, longest: int = 300) -> str | None:
        if name not in self._post:
            return None
        lines = str(self._post[name]).replace("\0", "").replace("\r\n", "\n")
        return lines.strip()[:longest]

    def number(self, name: str, *, whole: bool = False) -> float | int | str | None:
        text = self.text(name, 20)
        found = None if text is None else number(text)
        return int(found) if whole and isinstance(found, float) else found


def typed(request: HttpRequest, layout: Mapping[str, Any]) -> dict[str, Any]:
    """The layout with what was typed into the form; what the form does not have stays as it is."""
    form = Typed(request)
    boxes = [_box(form, box) for box in layout["boxes"]]
    art = form.text("art", 40)
    changed: dict[str, Any] = {**layout, "boxes": boxes, "art": layout["art"] if art is None else art}
    if layout.get("qr"):
        changed["qr"] = {**layout["qr"], **_numbers(form, "qr", ("x", "y", "side"))}
    changed["pictures"] = [
        {**picture, **_numbers(form, f"picture-{place}", PLACE)}
        for place, picture in enumerate(layout.get("pictures", ()))
    ]
    return changed


def _numbers(form: Typed, prefix: str, names: Iterable[str]) -> dict[str, Any]:
    found = {name: form.number(f"{prefix}-{name}", whole=name in _WHOLE) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _box(form: Typed, box: Mapping[str, Any]) -> dict[str, Any]:
    key = box["key"]
    words = {name: form.text(f"{key}-{name}") for name in (*WORDS, *TEXTS, "colour")}
    told: dict[str, Any] = {name: value for name, value in words.items() if value is not None}
    letters = form.text(f"{key}-capitals")
    if letters is not None:
        told["capitals"] = letters == CAPITALS
    return {**box, **_numbers(form, key, (*PLACE, *LETTERS)), **told}


def findings(trial: Trial, layout: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was found, in the reader's language, as the page and its script show it; what is about two boxes stands at both."""
    titles = {str(box.get("key")): title_of(box) for box in layout["boxes"]} | {"qr": gettext(_CODE)}
    told = []
    for one in trial.findings:
        pair = {name: one.problem.params[name] for name in ("one", "other") if name in one.problem.params}
        named_ = {name: titles.get(str(key), key) for name, key in pair.items()}
        problem = replace(one.problem, params={**one.problem.params, **named_})
        told += [_finding(replace(one, box=str(key), problem=problem)) for key in pair.values() or (one.box,)]
    return told


def _finding(one: Finding) -> dict[str, Any]:
    said = sentence(one.problem)
    label = gettext(NAMES[one.name]) if one.name in NAMES else ""
    return {"box": one.box, "text": f"{label}: {said}" if label else said, "grave": one.grave}


NAMES: Mapping[str, str] = {
    "x": gettext_noop("Trái"),
    "y": gettext_noop("Trên"),
    "width": gettext_noop("Rộng"),
    "height": gettext_noop("Cao"),
    "side": gettext_noop("Cạnh"),
    "size": gettext_noop("Cỡ chữ"),
    "floor": gettext_noop("Nhỏ nhất"),
    "lines": gettext_noop("Số dòng"),
    "step": gettext_noop("Giãn dòng"),
    "lead_size": gettext_noop("Cỡ chữ đứng trước"),
    "text": gettext_noop("Nội dung"),
    "lead": gettext_noop("Chữ đứng trước"),
    "face": gettext_noop("Kiểu chữ"),
    "capitals": gettext_noop("Viết hoa"),
    "align": gettext_noop("Canh ngang"),
    "upright": gettext_noop("Canh dọc"),
    "fit": gettext_noop("Khi dài"),
    "colour": gettext_noop("Màu"),
}
"""What each value of a box is called."""


def slots(layout: Mapping[str, Any], found: Iterable[Mapping[str, Any]]) -> list[Slot]:
    """Every box in reading order, then the code and the images, each with what was found about it."""
    told = list(found)
    listed = [_slot(box, layout, told) for box in layout["boxes"]]
    if layout.get("qr"):
        listed.append(_square(layout["qr"], told))
    return listed + [_picture(n, one, told) for n, one in enumerate(layout.get("pictures", ()))]


def _about(key: str, told: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    return tuple(one for one in told if one["box"] == key)


def _slot(box: Mapping[str, Any], layout: Mapping[str, Any], told: list[Mapping[str, Any]]) -> Slot:
    lead = ("lead", "lead_size") if box.get("lead") else ()
    letters = ("size", "floor", *lead[1:], "colour", "face", "capitals", "align", "upright", "fit", "lines", "step")
    names = ("text", *lead[:1], *PLACE, *letters)
    own = tuple(_field(name, box, layout) for name in names)
    place = {name: box.get(name, 0) for name in PLACE}
    about = _about(box["key"], told)
    return Slot(box["key"], box["key"], title_of(box), place, own, about, str(box.get("language", "vi")))


def _field(name: str, box: Mapping[str, Any], layout: Mapping[str, Any]) -> Field:
    value = box.get(name, _DEFAULTS.get(name))
    if name in TEXTS:
        return Field(name, value, "text")
    if name == "colour":
        return Field(name, value, "colour", colours=_colours(layout["palette"], str(value)))
    if name == "capitals":
        return Field(name, CAPITALS if value else AS_RECORDED, "choice", (AS_RECORDED, CAPITALS))
    if name in CHOICES:
        return Field(name, value, "choice", CHOICES[name])
    least, most = RANGES[name]
    return Field(name, value, "number", least=least, most=most, step=_STEPS.get(name, "0.1"))


def _colours(palette: Mapping[str, str], used: str) -> tuple[tuple[str, str], ...]:
    """The colours of the design by name, with the one that is used if it is none of them."""
    known = {colour: f"{gettext(COLOURS.get(name, name))} {colour}" for name, colour in palette.items()}
    return tuple({used: used, **known}.items()) if used not in known else tuple(known.items())


def _square(code: Mapping[str, Any], told: list[Mapping[str, Any]]) -> Slot:
    own = tuple(Field(name, code[name], "number") for name in ("x", "y", "side"))
    place = {"x": code["x"], "y": code["y"], "width": code["side"], "height": code["side"]}
    return Slot("qr", "qr", gettext(_CODE), place, own, _about("qr", told), square=True)


def _picture(number_: int, picture: Mapping[str, Any], told: list[Mapping[str, Any]]) -> Slot:
    own = tuple(Field(name, picture[name], "number") for name in PLACE)
    place = {name: picture[name] for name in PLACE}
    kind = picture["kind"]
    return Slot(kind, f"picture-{number_}", gettext(_OTHERS[kind]), place, own, _about(kind, told))


_ROOM = {"width": 60.0, "height": 8.0}


def with_box(layout: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The layout with one more box: for a value, or for words that stay; where nothing is yet."""
    text = f"{{{value}}}" if value in VALUES else gettext("Chữ mới")
    known = {box["key"] for box in layout["boxes"]}
    base = value.replace("_", "-") if value in VALUES else "words"
    key = next(name for name in (base, *(f"{base}-{n}" for n in range(2, 60))) if name not in known)
    x, y = _free(layout)
    box = {"key": key, "text": text, "x": x, "y": y, **_ROOM, "face": "roman", "size": 14, "floor": 9}
    return {**layout, "boxes": [*layout["boxes"], box]}


def without_box(layout: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {**layout, "boxes": [box for box in layout["boxes"] if box["key"] != key]}


def _free(layout: Mapping[str, Any]) -> tuple[float, float]:
    """The first place on the page, from the middle of its lines, where a new box lies over nothing."""
    width, height = layout["page_width"], layout["page_height"]
    taken = [(box["x"], box["y"], box["width"], box["height"]) for box in layout["boxes"]]
    if layout.get("qr"):
        code = layout["qr"]
        taken.append((code["x"], code["y"], code["side"], code["side"]))
    for y in range(10, int(height - _ROOM["height"]), 4):
        for x in (width / 2 - 30, 20.0, width - 80):
            if all(_apart((x, float(y)), one) for one in taken):
                return round(x, 1), float(y)
    return 5.0, 2.0


def _apart(corner: tuple[float, float], other: tuple[float, float, float, float]) -> bool:
    x, y = corner
    left, top, wide, high = other
    return x + _ROOM["width"] <= left or left + wide <= x or y + _ROOM["height"] <= top or top + high <= y


def known_names(layout: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The values that a new box may name, by what they are called."""
    return [(name, gettext(VALUES[name])) for name in FIELDS if name in VALUES]
