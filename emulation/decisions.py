"""Acts on commendation decisions: draft, revise, discard, sign; signing gives the register numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from emulation import units
from emulation.events import DecisionDiscarded, DecisionDrafted, DecisionRevised, DecisionSigned
from emulation.models import (
    Authority,
    Award,
    AwardType,
    Campaign,
    Decision,
    Person,
    Posting,
    RegisterBook,
    RegisterEntry,
    Unit,
    in_force,
)
from emulation.rules import states
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop, nfc

CITATION_LENGTH = 2000
COLLECTIVE = "Tập thể"
SALUTATIONS = {Person.FEMALE: "Bà", Person.MALE: "Ông"}


@dataclass(frozen=True)
class Proposal:
    """Who is to get what: a person's code, or a unit's code alone for a collective."""

    award_type: str
    unit: str
    citation: str
    person: str = ""


@dataclass(frozen=True)
class Draft:
    """``campaign`` is the id of the campaign that the awards are for, empty for none."""

    title: str
    number: str
    decided_on: date
    signatory_name: str
    signatory_title: str
    awards: Sequence[Proposal]
    campaign: str = ""


def hold(decision_id: str, *, by: Actor) -> Decision:
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("authority")
        .filter(pk=decision_id, authority_id=by.authority)
        .first()
    )
    if decision is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    return decision


def _fault(index: int, field: str, code: str, message: str, /, **params: Any) -> Problem:
    return Problem(code, message, f"awards[{index}].{field}", params)


@dataclass(frozen=True)
class _Reference:
    """What the proposals' codes stand for on the day of the decision."""

    types: dict[str, AwardType]
    people: dict[str, Person]
    postings: dict[str, Posting]
    chart: units.Chart
    ids: dict[str, Unit]


def _reference(authority: str, draft: Draft) -> _Reference:
    codes = [proposal.person for proposal in draft.awards if proposal.person]
    people = {p.code: p for p in Person.objects.filter(authority_id=authority, code__in=codes)}
    postings = Posting.objects.filter(in_force(draft.decided_on), person__in=people.values()).select_related(
        "person", "unit"
    )
    types = AwardType.objects.filter(in_force(draft.decided_on), code__in={p.award_type for p in draft.awards})
    return _Reference(
        types={row.code: row for row in types},
        people=people,
        postings={posting.person.code: posting for posting in postings},
        chart=units.chart(authority, draft.decided_on),
        ids={unit.code: unit for unit in Unit.objects.filter(authority_id=authority)},
    )


def _proposal_faults(index: int, proposal: Proposal, known: _Reference) -> list[Problem]:
    faults = []
    award_type = known.types.get(proposal.award_type)
    if award_type is None:
        message = gettext_noop("Ngày quyết định không có danh hiệu, hình thức khen thưởng mang mã %(code)s.")
        faults.append(_fault(index, "award_type", "decision.unknown_award", message, code=proposal.award_type))
    elif award_type.subjects not in (AwardType.BOTH, AwardType.PERSON if proposal.person else AwardType.COLLECTIVE):
        message = gettext_noop("“%(name)s” không dành cho đối tượng này.")
        faults.append(_fault(index, "award_type", "decision.wrong_subject", message, name=award_type.name))
    if proposal.unit not in known.chart.units:
        message = gettext_noop("Không có đơn vị %(code)s vào ngày quyết định.")
        faults.append(_fault(index, "unit", "decision.unknown_unit", message, code=proposal.unit))
    if proposal.person and proposal.person not in known.people:
        message = gettext_noop("Không có cán bộ %(code)s.")
        faults.append(_fault(index, "person", "decision.unknown_person", message, code=proposal.person))
    if not 0 < len(nfc(proposal.citation)) <= CITATION_LENGTH:
        message = gettext_noop("Thành tích phải có từ 1 đến %(limit)s ký tự.")
        faults.append(_fault(index, "citation", "decision.citation", message, limit=CITATION_LENGTH))
    return faults


def _check(draft: Draft, known: _Reference) -> None:
    problems = [fault for index, p in enumerate(draft.awards) for fault in _proposal_faults(index, p, known)]
    seen: set[tuple[str, str, str]] = set()
    for index, proposal in enumerate(draft.awards):
        key = (proposal.award_type, proposal.person, proposal.unit)
        if key in seen:
            message = gettext_noop("Đối tượng này đã có trong danh sách với cùng hình thức.")
            problems.append(_fault(index, "person", "decision.repeated", message))
        seen.add(key)
    if not draft.awards:
        problems.append(Problem("decision.empty", gettext_noop("Danh sách khen thưởng còn trống."), "awards"))
    if problems:
        message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))


def _awards(decision: Decision, draft: Draft, known: _Reference) -> list[Award]:
    rows = []
    for place, proposal in enumerate(draft.awards, start=1):
        person = known.people.get(proposal.person)
        posting = known.postings.get(proposal.person)
        unit = known.chart.units[proposal.unit]
        rows.append(
            Award(
                authority_id=decision.authority_id,
                decision=decision,
                place=place,
                award_type=known.types[proposal.award_type],
                person=person,
                unit=known.ids[proposal.unit],
                salutation=SALUTATIONS[person.gender] if person else COLLECTIVE,
                recipient_name=person.full_name if person else unit.name,
                position=posting.position if person and posting else "",
                unit_name=unit.name,
                citation=nfc(proposal.citation),
            )
        )
    return rows


def _fields(draft: Draft, authority: str) -> dict[str, Any]:
    if draft.campaign and not Campaign.objects.filter(pk=draft.campaign, authority_id=authority).exists():
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    taken = {
        "title": nfc(draft.title),
        "number": nfc(draft.number),
        "decided_on": draft.decided_on,
        "signatory_name": nfc(draft.signatory_name),
        "signatory_title": nfc(draft.signatory_title),
        "campaign_id": draft.campaign or None,
    }
    empty = [name for name in ("title", "number", "signatory_name", "signatory_title") if not taken[name]]
    if empty:
        problems = [Problem("decision.text_needed", gettext_noop("Hãy ghi nội dung này."), name) for name in empty]
        raise Invalid("decision.text_needed", gettext_noop("Dự thảo quyết định còn thiếu nội dung."), problems=problems)
    return taken


def _refuse_number(draft: Draft, authority: str, *, but: str = "") -> None:
    same = Decision.objects.filter(
        authority_id=authority, number=nfc(draft.number), decided_on__year=draft.decided_on.year
    )
    if same.exclude(state=states.DISCARDED).exclude(pk__in=[but] if but else []).exists():
        problem = Problem("decision.number_taken", gettext_noop("Số quyết định này đã dùng trong năm."), "number")
        raise Invalid("decision.number_taken", problem.message, problems=[problem])


@transaction.atomic
def draft(draft_: Draft, *, by: Actor, at: datetime) -> Decision:
    """Draft a decision with its list."""
    states.DECISION.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))
    Authority.objects.select_for_update().get(pk=by.authority)
    fields = _fields(draft_, by.authority)
    known = _reference(by.authority, draft_)
    _check(draft_, known)
    _refuse_number(draft_, by.authority)
    decision = Decision.objects.create(authority_id=by.authority, drafted_by_id=by.account, drafted_at=at, **fields)
    rows = Award.objects.bulk_create(_awards(decision, draft_, known))
    ledger.record(DecisionDrafted(authority=by.authority, decision=str(decision.pk), awards=len(rows)), by=by, at=at)
    return decision


@transaction.atomic
def revise(decision_id: str, draft_: Draft, *, by: Actor, at: datetime) -> Decision:
    """Replace what a draft says, list and all."""
    decision = hold(decision_id, by=by)
    states.DECISION.step(decision.state, "revise", by.roles_over(Place(by.authority)))
    fields = _fields(draft_, by.authority)
    known = _reference(by.authority, draft_)
    _check(draft_, known)
    _refuse_number(draft_, by.authority, but=decision_id)
    for name, value in fields.items():
        setattr(decision, name, value)
    decision.save(update_fields=list(fields))
    decision.awards.all().delete()
    rows = Award.objects.bulk_create(_awards(decision, draft_, known))
    ledger.record(DecisionRevised(authority=by.authority, decision=str(decision.pk), awards=len(rows)), by=by, at=at)
    return decision


@transaction.atomic
def discard(decision_id: str, *, by: Actor, at: datetime) -> Decision:
    """Put a draft away; its number becomes free."""
    decision = hold(decision_id, by=by)
    decision.state = states.DECISION.step(decision.state, "discard", by.roles_over(Place(by.authority)))
    decision.save(update_fields=["state"])
    ledger.record(DecisionDiscarded(authority=by.authority, decision=str(decision.pk)), by=by, at=at)
    return decision


def _enter(decision: Decision, awards: Sequence[Award], at: datetime) -> dict[str, RegisterEntry]:
    """Give every award the next number of its book and year. The book's row lock is held until the decision commits."""
    year = decision.decided_on.year
    entries = {}
    for book in sorted({award.award_type.register_book for award in awards}):
        RegisterBook.objects.get_or_create(authority_id=decision.authority_id, book=book, year=year)
        row = RegisterBook.objects.select_for_update().get(authority_id=decision.authority_id, book=book, year=year)
        for award in awards:
            if award.award_type.register_book != book:
                continue
            row.last_number += 1
            entries[str(award.pk)] = RegisterEntry(
                authority_id=decision.authority_id,
                book=book,
                year=year,
                number=row.last_number,
                award=award,
                recipient_name=award.recipient_name,
                entered_at=at,
            )
        row.save(update_fields=["last_number"])
    RegisterEntry.objects.bulk_create(entries.values())
    return entries


def _told(award: Award, entry: RegisterEntry) -> dict[str, Any]:
    return {
        "award": str(award.pk),
        "award_type": award.award_type.code,
        "certificate_title": award.award_type.certificate_title,
        "has_certificate": award.award_type.has_certificate,
        "salutation": award.salutation,
        "recipient_name": award.recipient_name,
        "position": award.position,
        "unit": award.unit.code,
        "unit_name": award.unit_name,
        "person": award.person.code if award.person else "",
        "citation": award.citation,
        "book": entry.book,
        "register_number": entry.number,
        "register_year": entry.year,
    }


@transaction.atomic
def sign(decision_id: str, *, by: Actor, at: datetime) -> Decision:
    """The authority signs: the list is fixed, every award gets its register number, all in one transaction.

    Raises `NotAllowed` for who drafted it and `WrongState` for a decision that is signed or discarded.
    """
    decision = hold(decision_id, by=by)
    target = states.DECISION.step(decision.state, "sign", by.roles_over(Place(by.authority)))
    if str(decision.drafted_by_id) == by.account:
        raise NotAllowed("decision.own_draft", gettext_noop("Người soạn thảo không được tự ký quyết định."))
    awards = list(decision.awards.select_related("award_type", "person", "unit"))
    entries = _enter(decision, awards, at)
    decision.state, decision.signed_by_id, decision.signed_at = target, by.account, at
    decision.save(update_fields=["state", "signed_by", "signed_at"])
    authority = decision.authority
    event = DecisionSigned(
        authority=by.authority,
        decision=str(decision.pk),
        number=f"{decision.number}/{authority.document_mark}",
        decided_on=decision.decided_on.isoformat(),
        signatory_name=decision.signatory_name,
        signatory_title=decision.signatory_title,
        place=authority.place,
        authority_title=authority.head_title,
        awards=[_told(award, entries[str(award.pk)]) for award in awards],
    )
    ledger.record(event, by=by, at=at)
    return decision
