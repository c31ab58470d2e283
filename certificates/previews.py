"""A layout seen before it is published: with usual texts, with the longest, and for a collective."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from certificates import preflight
from certificates.compiled.press import Press
from certificates.layouts import Layout
from certificates.paper import Paper
from certificates.printing import compile_layout
from certificates.renderer import render
from kernel.errors import Invalid
from kernel.text import gettext_noop

USUAL, LONGEST, BODY = "usual", "longest", "body"
TITLES: Mapping[str, str] = {
    LONGEST: gettext_noop("Tên và nội dung dài nhất"),
    USUAL: gettext_noop("Tên thường gặp"),
    BODY: gettext_noop("Tập thể"),
}
_PAPERS: Mapping[str, Callable[[], Paper]] = {
    USUAL: preflight.specimen,
    LONGEST: preflight.longest,
    BODY: preflight.body,
}


def preview(layout: Layout, texts: str = LONGEST) -> bytes:
    """One certificate as PDF. Raises `Invalid` for texts that the layout has no room for."""
    if texts not in _PAPERS:
        raise Invalid("preview.texts", gettext_noop("Phải là một trong: %(choices)s."), choices=", ".join(_PAPERS))
    paper = _PAPERS[texts]()
    if not layout.pictures:
        return render(paper, layout)
    anybodys = tuple(replace(picture, of="") for picture in layout.pictures)
    press = Press(compile_layout(replace(layout, pictures=anybodys)))
    own = replace(paper, verify_url=press.address + "A" * 26)
    return press.head + press.tail(own, b"")
