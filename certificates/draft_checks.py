"""The certificates of a decision before it is signed: laid out as they will be printed, so that nothing stops at the printer."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from certificates import presets, printing, signing_methods, templates
from certificates.layouts import Layout
from certificates.models.papers import INK
from certificates.paper import Paper
from certificates.preflight import Report, examine
from certificates.typefaces import typefaces
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_TOKEN = "A" * 26


class DraftAuthority(Protocol):
    code: str
    place: str
    head_title: str


class Draft(Protocol):
    """What the certificates take from a decision; its number may still be missing."""

    number: str
    decided_on: date
    signatory_title: str
    signatory_name: str


class Line(Protocol):
    """One award of the draft, in the order of its list."""

    salutation: str
    recipient_name: str
    position: str
    unit_name: str
    citation: str
    award_type: Any


def report(authority: DraftAuthority, draft: Draft, lines: Iterable[Line]) -> Report:
    """Every certificate of the draft in the layout that will be used, with the longest number that its register can give."""
    known: dict[tuple[str, str], Layout] = {}
    pairs = []
    for line in lines:
        if not line.award_type.has_certificate:
            continue
        kind = (line.award_type.code, templates.subject_of(line.salutation))
        if kind not in known:
            known[kind] = _layout(authority.code, kind, draft.decided_on)
        pairs.append((_paper(authority, draft, line), known[kind]))
    return examine(pairs, typefaces())


def require_printable(authority: DraftAuthority, draft: Draft, lines: Iterable[Line]) -> None:
    """Raise `Invalid`, naming everybody whose certificate cannot be printed as it stands."""
    found = report(authority, draft, lines)
    if found.good:
        return
    message = gettext_noop(
        "Số %(place)s, %(name)s: giấy khen không in được như dự thảo; xem phần kiểm tra trước khi in."
    )
    problems = [
        problem
        for one in found.refused
        for problem in (
            Problem(
                "certificate.unprintable", message, f"awards[{one.place - 1}]", {"place": one.place, "name": one.name}
            ),
            *one.problems,
        )
    ]
    whole = gettext_noop(
        "%(count)s giấy khen không in được như dự thảo; hãy sửa dự thảo hoặc mẫu giấy khen trước khi ký."
    )
    raise Invalid("certificate.unprintable", whole, problems=problems, count=len(found.refused))


def _layout(authority: str, kind: tuple[str, str], on: date) -> Layout:
    """What is chosen; where nothing is, the shipped design that signing will adopt. Nothing is written here."""
    version = templates.chosen_for(authority, *kind, on)
    if version is None:
        return presets.preset(presets.usual(*kind))
    layout = templates.layout_of(version)
    by_hand = signing_methods.method_of(authority, on).method == INK
    return replace(layout, pictures=()) if by_hand else layout


def _paper(authority: DraftAuthority, draft: Draft, line: Line) -> Paper:
    return Paper(
        title=line.award_type.certificate_title,
        authority_line=authority.head_title.upper(),
        salutation=line.salutation,
        recipient_name=line.recipient_name,
        position=line.position,
        unit_name=line.unit_name,
        citation=line.citation,
        decision_number=draft.number if "/" in draft.number else f"{draft.number or '88888'}/QĐ-UBND",
        decided_on=draft.decided_on,
        place=authority.place,
        signatory_title=draft.signatory_title.upper(),
        signatory_name=draft.signatory_name,
        register_number=88888,
        register_year=draft.decided_on.year,
        verify_url=printing.address() + _TOKEN,
    )
