"""A certificate's texts as SVG in millimetres, box by box: the same places, sizes and letters as on paper."""

from collections.abc import Iterable

from certificates.layouts import Layout, Picture, Square
from certificates.outlines import outlines
from certificates.renderer import dark_runs, qr_modules
from certificates.typesetting import POINT, Run, Setting

_QUIET = 4


def _n(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def drawing(layout: Layout, settings: Iterable[Setting], address: str) -> str:
    """One group for each box under its key, then the code and the images of signature and seal. Safe to stand in a page: it has
    numbers, colours and keys alone, for letters come as outlines."""
    sheets, groups = _Letters(), []
    for setting in settings:
        rules = "".join(
            f'<rect x="{_n(rule.x)}" y="{_n(rule.down)}" width="{_n(rule.width)}" height="{_n(rule.thickness)}"'
            f' fill="{rule.colour}"/>'
            for rule in setting.rules
        )
        runs = "".join(sheets.run(run) for run in setting.runs)
        groups.append(f'<g data-text="{setting.box}">{runs}{rules}</g>')
    if layout.qr:
        groups.append(_code(layout.qr, address))
    groups += [_image(picture) for picture in layout.pictures]
    return f"<defs>{sheets.defined()}</defs>{''.join(groups)}"


class _Letters:
    """Every letter of a face once; runs point to it."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], str] = {}

    def run(self, run: Run) -> str:
        face = outlines(run.face)
        scale = run.size * POINT / face.em
        along, placed = 0.0, []
        for letter in run.text:
            path, advance = face.of(letter)
            if path:
                name = self._ids.setdefault((run.face, letter), f"g{len(self._ids)}")
                placed.append(f'<use href="#{name}" x="{_n(along)}"/>')
            along += advance
        move = f"translate({_n(run.x)} {_n(run.down)}) scale({scale:.7f} -{scale:.7f})"
        return f'<g transform="{move}" fill="{run.colour}">{"".join(placed)}</g>'

    def defined(self) -> str:
        paths = ((name, outlines(face).of(letter)[0]) for (face, letter), name in self._ids.items())
        return "".join(f'<path id="{name}" d="{path}"/>' for name, path in paths)


def _code(square: Square, address: str) -> str:
    rows = qr_modules(address)
    module = square.side / (len(rows) + 2 * _QUIET)
    dark = "".join(
        f"M{start} {line}h{length}v1h-{length}z" for line, row in enumerate(rows) for start, length in dark_runs(row)
    )
    left, top = square.x + _QUIET * module, square.y + _QUIET * module
    side = _n(square.side)
    return (
        f'<g data-text="qr"><rect x="{_n(square.x)}" y="{_n(square.y)}" width="{side}" height="{side}" fill="#fff"/>'
        f'<path transform="translate({_n(left)} {_n(top)}) scale({module:.5f})" d="{dark}" fill="#000"/></g>'
    )


def _image(picture: Picture) -> str:
    place = (
        f'x="{_n(picture.x)}" y="{_n(picture.y)}" width="{_n(picture.width)}" height="{_n(picture.height)}"'
        f' href="data:image/png;base64,{picture.png}"'
    )
    return f'<g data-text="{picture.kind}"><image {place} preserveAspectRatio="none"/></g>'
