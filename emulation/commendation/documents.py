"""Documents of records: which kinds a record has, each as a Word file or as filled blocks for a drawn page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from emulation import award_visibility, visibility
from emulation.commendation import document_templates, payments
from emulation.commendation.document_templates import kind_of
from emulation.commendation.papers import word
from emulation.commendation.papers.blocks import Block
from emulation.commendation.papers.facts import Asked
from emulation.commendation.papers.filling import Refused, filled
from emulation.commendation.papers.kinds import LONGEST, Blank, Kind
from emulation.commendation.papers.registry import KINDS
from emulation.models import Award, Campaign, Forwarding, NominationLine
from emulation.rules.access import COMMITTEE, READS_DECISIONS
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, Problem
from kernel.text import gettext_noop, nfc


@dataclass(frozen=True)
class Source:
    """A type of record that documents are made of: who may see its rows, what a row is called, and the records inside it that
    have documents of their own."""

    seen: Callable[[Actor, date], QuerySet[Any]]
    title: Callable[[Any], str]
    below: Callable[[Any, Actor, date], list[tuple[str, str, str]]] = lambda *_: []


@dataclass(frozen=True)
class Shelf:
    """The documents of one record, and of the records inside it: type, id and name of each."""

    record: str
    id: str
    title: str
    kinds: Sequence[Kind]
    below: Sequence[tuple[str, str, str]]


def _line_title(line: NominationLine) -> str:
    if line.person:
        return line.person.full_name
    return line.household or next((row.name for row in line.unit.versions.order_by("-valid_from")[:1]), line.unit.code)


def _lines(nomination: Any, _: Actor, __: date) -> list[tuple[str, str, str]]:
    rows = nomination.lines.select_related("person", "unit").prefetch_related("unit__versions").order_by("place")
    return [("nomination-line", str(line.pk), _line_title(line)) for line in rows]


def _session_title(session: Any) -> str:
    return f"{session.council.name}, {session.number} ({session.held_on:%d/%m/%Y})"


def _recipients(decision: Any, by: Actor, on: date) -> list[tuple[str, str, str]]:
    rows = _awards(by, on).filter(decision=decision).order_by("place")
    return [("award", str(award.pk), award.recipient_name) for award in rows]


def _nomination_lines(by: Actor, on: date) -> QuerySet[NominationLine]:
    return NominationLine.objects.filter(nomination__in=award_visibility.nominations(by, on))


def _forwardings(by: Actor, on: date) -> QuerySet[Forwarding]:
    return Forwarding.objects.filter(nomination__in=award_visibility.nominations(by, on).order_by())


def _awards(by: Actor, on: date) -> QuerySet[Award]:
    """Of signed decisions: all for those who read decisions, those of their units for a unit's people, one's own for staff."""
    rows = Award.objects.filter(authority_id=by.authority, decision__state="signed")
    if visibility.holds(by, READS_DECISIONS):
        return rows
    return rows.filter(Q(unit__code__in=visibility.own_units(by, on)) | Q(person__code=by.person, person__code__gt=""))


def _campaigns(by: Actor, _: date) -> QuerySet[Campaign]:
    rows = visibility.campaigns(by)
    return rows if visibility.holds(by, COMMITTEE) else rows.none()


RECORDS = {
    "nomination": Source(award_visibility.nominations, lambda row: row.title, _lines),
    "nomination-line": Source(_nomination_lines, _line_title),
    "forwarding": Source(_forwardings, lambda row: row.nomination.title),
    "session": Source(lambda by, _: award_visibility.council_sessions(by), _session_title),
    "decision": Source(lambda by, _: award_visibility.decisions(by), lambda row: row.title, _recipients),
    "payment-list": Source(lambda by, _: payments.seen(by), lambda row: row.title),
    "award": Source(_awards, lambda row: row.recipient_name),
    "campaign": Source(_campaigns, lambda row: row.name),
}
"""The records that documents are made of, and who may see each: a document is seen by whoever may see its record."""


@dataclass(frozen=True)
class Drawn:
    """A document for a page that somebody else draws: blocks without placeholders."""

    title: str
    author: str
    blocks: Sequence[Block]
    landscape: bool


def _missing() -> Missing:
    return Missing("document.missing", gettext_noop("Không có văn bản này."))


def record(kind: str, record_id: str, *, by: Actor, on: date) -> Any:
    """A record that documents are made of. Raises `Missing` for one that the actor may not see."""
    source = RECORDS.get(kind)
    try:
        row = source.seen(by, on).filter(pk=UUID(str(record_id))).first() if source else None
    except ValueError:
        row = None
    if row is None:
        raise _missing()
    return row


def kinds_of(record_type: str, row: Any) -> list[Kind]:
    """The kinds of documents that a record has."""
    return [kind for kind in KINDS.values() if kind.record == record_type and kind.fits(row)]


def shelf(record_type: str, record_id: str, *, by: Actor, on: date) -> Shelf:
    """What a page about the documents of a record shows."""
    row, source = record(record_type, record_id, by=by, on=on), RECORDS[record_type]
    return Shelf(record_type, str(row.pk), source.title(row), kinds_of(record_type, row), source.below(row, by, on))


def _given(kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """What a clerk filled in: known places only, in one line each. Raises one `Invalid` with everything that is wrong."""
    known = {blank.name: blank for blank in kind.blanks}
    taken, problems = {}, []
    for name, text in given.items():
        if name in known:
            taken[name] = nfc(text)
            problems += _faults(known[name], taken[name])
    if problems:
        message = gettext_noop("%(count)s chỗ ghi thêm không đúng.")
        raise Invalid("document.given", message, problems=problems, count=len(problems))
    return taken


def _faults(blank: Blank, text: str) -> list[Problem]:
    if len(text) > LONGEST:
        message = gettext_noop("Dài quá %(limit)s ký tự; hãy viết ngắn lại.")
        return [Problem("document.too_long", message, blank.name, {"limit": LONGEST})]
    if text and blank.choices and text not in dict(blank.choices):
        return [Problem("document.choice", gettext_noop("Hãy chọn một trong các mục đã cho."), blank.name)]
    return []


def _facts(
    code: str, record_id: str, given: Mapping[str, str], *, by: Actor, on: date
) -> tuple[Kind, Any, dict[str, Any]]:
    kind = kind_of(code)
    row = record(kind.record, record_id, by=by, on=on)
    if not kind.fits(row):
        raise _missing()
    return kind, row, asdict(kind.gather(row, Asked(on, _given(kind, given))))


def as_word(code: str, record_id: str, given: Mapping[str, str], *, by: Actor, on: date) -> bytes:
    """The document as an editable Word file, made from the office's template or the shipped one."""
    kind, row, facts = _facts(code, record_id, given, by=by, on=on)
    try:
        return word.fill(document_templates.current(str(row.authority_id), kind), kind.shape, facts)
    except (Refused, word.Unreadable) as no:
        message = gettext_noop("Mẫu của cơ quan không còn điền được; hãy tải lên mẫu mới hoặc dùng lại mẫu có sẵn.")
        raise Invalid("document.template_outdated", message) from no


def as_drawn(code: str, record_id: str, given: Mapping[str, str], *, by: Actor, on: date) -> Drawn:
    """The document in the platform's own words, for whoever draws pages."""
    kind, row, facts = _facts(code, record_id, given, by=by, on=on)
    return Drawn(kind.title, row.authority.name, filled(kind.blocks, facts), kind.landscape)
