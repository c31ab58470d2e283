"""A layout tried while somebody works on it: drawn as far as it can be, with everything found beside the box that it is about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from certificates import preflight
from certificates.drafting import place_faults, shape_faults
from certificates.drawings import drawing
from certificates.layouts import Box, Layout
from certificates.paper import FIELDS, Paper, faults, named
from certificates.typefaces import typefaces
from certificates.typesetting import SMALL_NAME, Setting, set_box, texts
from kernel.errors import Problem
from kernel.text import gettext_noop

_MOST = 60
_ROOM = gettext_noop("Không đủ chỗ cho “%(text)s”.")
_SMALL = gettext_noop("“%(text)s” phải in cỡ %(size)s, nhỏ hơn 20: sẽ được nêu để xem trước khi ký.")


@dataclass(frozen=True)
class Finding:
    """One thing to look at. ``box`` is the key of a box, ``qr``, or '' for the whole; ``name`` its value that is wrong. What is not
    grave hinders nothing."""

    box: str
    name: str
    problem: Problem
    grave: bool = True


@dataclass(frozen=True)
class Trial:
    """``drawn`` is SVG in millimetres, without art; '' where the data is no layout. ``sizes``: the size of each box's letters."""

    findings: tuple[Finding, ...]
    drawn: str = ""
    sizes: Mapping[str, float] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not any(finding.grave for finding in self.findings)


def tried(data: Mapping[str, Any], paper: Paper, more: Sequence[Paper] = ()) -> Trial:
    """The layout with one paper; every specimen of publishing, and ``more`` papers, are tried beside it without being drawn."""
    wrong = shape_faults(data)
    if wrong:
        return Trial(tuple(_at(problem, data) for problem in wrong[:_MOST]))
    layout = Layout.from_data(data)
    found = [_at(problem, data) for problem in place_faults(layout)]
    settings = _settings(layout, paper)
    papers = [paper, *more, *preflight.specimens()]
    found += _rooms(layout, papers)
    for one in (paper, *more):
        found += _letters(layout, one)
    drawn = drawing(layout, settings, paper.verify_url)
    return Trial(tuple(found[:_MOST]), drawn, {setting.box: setting.size for setting in settings})


def _at(problem: Problem, data: Mapping[str, Any]) -> Finding:
    """A fault by the key of its box, or the kind of its image, instead of its place in the list."""
    place, _, name = problem.path.partition(".")
    for of, key in (("boxes", "key"), ("pictures", "kind")):
        number = place.removeprefix(f"{of}[").removesuffix("]")
        if place.startswith(f"{of}[") and number.isdecimal():
            one = data[of][int(number)]
            return Finding(str(one.get(key, "")) if isinstance(one, Mapping) else "", name, problem)
    return Finding(place if place == "qr" else "", name or place, problem)


def _settings(layout: Layout, paper: Paper) -> list[Setting]:
    """The boxes that find room; the others are left out of the picture and told."""
    faces, made = typefaces(), []
    for box, (lead, text) in zip(layout.boxes, texts(paper, layout), strict=True):
        setting = set_box(box, lead, text, faces) if text else None
        if setting:
            made.append(setting)
    return made


def _rooms(layout: Layout, papers: Iterable[Paper]) -> Iterator[Finding]:
    """Each text that finds no room, once for a box; and the smallest that a name comes out at."""
    faces, tried_ = typefaces(), set()
    full: set[str] = set()
    small: dict[str, tuple[float, str]] = {}
    for paper in papers:
        for box, (lead, text) in zip(layout.boxes, texts(paper, layout), strict=True):
            if not text or box.key in full or (box.key, lead, text) in tried_:
                continue
            tried_.add((box.key, lead, text))
            setting = set_box(box, lead, text, faces)
            if setting is None:
                full.add(box.key)
                yield Finding(box.key, "", Problem("layout.no_room", _ROOM, box.key, {"text": text[:120]}))
            elif "recipient_name" in named(box) and setting.size < SMALL_NAME:
                small[box.key] = min(small.get(box.key, (SMALL_NAME, "")), (setting.size, text))
    for key, (size, text) in small.items():
        about = {"text": text[:120], "size": f"{size:g}".replace(".", ",")}
        yield Finding(key, "size", Problem("layout.small_name", _SMALL, key, about), grave=False)


def _letters(layout: Layout, paper: Paper) -> Iterator[Finding]:
    """Letters that cannot be printed, at the first box that says them; whose signature an image is is no matter of letters."""
    for problem in faults(paper, replace(layout, pictures=()), typefaces()):
        box = next((box for box in layout.boxes if _says(box, problem.path)), None)
        yield Finding(box.key if box else "", "", problem)


def _says(box: Box, path: str) -> bool:
    return any(FIELDS.get(name) == path for name in named(box))
