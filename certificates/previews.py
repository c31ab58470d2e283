"""A layout seen before it is published: with usual texts, the shortest, the longest, and the longest that an authority has."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from certificates import preflight, presets
from certificates.compiled.press import Press
from certificates.layouts import Layout
from certificates.models import Template
from certificates.paper import BOLD, Paper
from certificates.printing import compile_layout
from certificates.renderer import render
from certificates.templates import COLLECTIVE, HOUSEHOLD, PERSON
from certificates.typefaces import typefaces
from kernel.errors import Invalid
from kernel.text import gettext_noop

USUAL, LONGEST, BODY = "usual", "longest", "body"
SHORTEST, BODY_USUAL, BODY_SHORTEST = "shortest", "body_usual", "body_shortest"
OWN, OWN_BODY = "own", "own_body"
HOUSE, HOUSE_USUAL = "household", "household_usual"
TITLES: Mapping[str, str] = {
    LONGEST: gettext_noop("Tên và nội dung dài nhất"),
    USUAL: gettext_noop("Tên thường gặp"),
    SHORTEST: gettext_noop("Tên ngắn nhất"),
    OWN: gettext_noop("Tên dài nhất của cơ quan"),
    BODY: gettext_noop("Tập thể"),
    BODY_USUAL: gettext_noop("Tập thể, tên thường gặp"),
    BODY_SHORTEST: gettext_noop("Tập thể, tên ngắn nhất"),
    OWN_BODY: gettext_noop("Tập thể có tên dài nhất của cơ quan"),
    HOUSE: gettext_noop("Hộ gia đình, tên dài nhất"),
    HOUSE_USUAL: gettext_noop("Hộ gia đình, tên thường gặp"),
}
_FOR: Mapping[str, tuple[str, ...]] = {
    PERSON: (LONGEST, USUAL, SHORTEST, OWN),
    COLLECTIVE: (BODY, BODY_USUAL, BODY_SHORTEST, OWN_BODY),
    HOUSEHOLD: (HOUSE, HOUSE_USUAL),
}
"""The texts for each kind of recipient, the longest first."""


@dataclass(frozen=True)
class Own:
    """The longest that an authority really has, as its own organisation tells: whoever knows it, gives it."""

    authority_line: str
    place: str
    person: str
    position: str
    unit: str


def widest(texts: Iterable[str]) -> str:
    """The text that is longest on paper, which is not always the one with most letters; '' of none."""
    faces = typefaces()
    return max(texts, key=lambda text: (faces.width(BOLD, text), text), default="")


def own_of(
    authority: tuple[str, str], people: Iterable[str], positions: Iterable[str], units: Iterable[str]
) -> Own | None:
    """What an authority (its head's title and its place) has that is longest; None as long as it has nobody."""
    person, position, unit = widest(people), widest(positions), widest(units)
    if not person or not unit:
        return None
    return Own(authority[0].upper(), authority[1], person, position, unit)


def _own(own: Own) -> Paper:
    """A real name over the longest citation: names are the authority's, what they are praised for is made up."""
    return replace(
        preflight.longest(),
        authority_line=own.authority_line,
        place=own.place,
        recipient_name=own.person,
        position=own.position,
        unit_name=own.unit,
    )


def _own_body(own: Own) -> Paper:
    return replace(_own(own), salutation="Tập thể", recipient_name=own.unit, position="", unit_name="")


_PAPERS: Mapping[str, Callable[[], Paper]] = {
    USUAL: preflight.specimen,
    LONGEST: preflight.longest,
    SHORTEST: preflight.shortest,
    BODY: preflight.body,
    BODY_USUAL: preflight.usual_body,
    BODY_SHORTEST: preflight.short_body,
    HOUSE: preflight.house,
    HOUSE_USUAL: preflight.usual_house,
}
_OWN: Mapping[str, Callable[[Own], Paper]] = {OWN: _own, OWN_BODY: _own_body}
_ELSE = {OWN: LONGEST, OWN_BODY: BODY}


def sample(texts: str, own: Own | None = None) -> Paper:
    """The paper of a name in `TITLES`. Without people of its own an authority gets the longest of all."""
    if texts not in TITLES:
        raise Invalid("preview.texts", gettext_noop("Phải là một trong: %(choices)s."), choices=", ".join(TITLES))
    if own and texts in _OWN:
        return _OWN[texts](own)
    return _PAPERS[_ELSE.get(texts, texts)]()


def recipient_of(template: Template) -> str:
    """The kind of recipient that a template is for: the one that it is chosen for, else the one that its design was made for;
    '' for a template that is anybody's."""
    chosen = {use.subject for use in template.uses.all()}
    known = presets.PRESETS.get(template.preset)
    drawn_for = known.kind if known and known.kind in _FOR else ""
    return chosen.pop() if len(chosen) == 1 and "" not in chosen else drawn_for


def titles(kind: str) -> Mapping[str, str]:
    """The texts that a template for this kind of recipient is seen with; those of all for a template that is anybody's."""
    return {code: TITLES[code] for code in _FOR.get(kind, tuple(TITLES))}


def longest_for(kind: str) -> str:
    return _FOR.get(kind, (LONGEST,))[0]


def begun_with(kind: str) -> str:
    """The texts that the editor opens with: the authority's own longest name, where the kind of recipient has one."""
    return next((code for code in (OWN, OWN_BODY) if code in titles(kind)), longest_for(kind))


def own_samples(own: Own | None, kind: str = "") -> list[Paper]:
    known = titles(kind)
    return [made(own) for code, made in _OWN.items() if code in known] if own else []


def preview(layout: Layout, texts: str = LONGEST, own: Own | None = None) -> bytes:
    """One certificate as PDF. Raises `Invalid` for texts that the layout has no room for."""
    paper = sample(texts, own)
    if not layout.pictures:
        return render(paper, layout)
    anybodys = tuple(replace(picture, of="") for picture in layout.pictures)
    press = Press(compile_layout(replace(layout, pictures=anybodys)))
    mine = replace(paper, verify_url=press.address + "A" * 26)
    return press.head + press.tail(mine, b"")
