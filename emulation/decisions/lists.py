"""The list of a decision: who is proposed for what, checked on the day of the decision and written by value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emulation import authority_levels, units
from emulation.models import Award, AwardType, Decision, Person, Posting, Unit, in_force
from emulation.rules.awards.levels import Level
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

CITATION_LENGTH = 2000
COLLECTIVE = "Tập thể"
HOUSEHOLD = "Hộ gia đình"
SALUTATIONS = {Person.FEMALE: "Bà", Person.MALE: "Ông"}


@dataclass(frozen=True)
class Proposal:
    """Who is to get what: a person's code, a household's name, or a unit's code alone for a collective. ``line``,
    ``achievement`` and ``category`` are ids, given where somebody was nominated; ``kind`` is the kind of commendation."""

    award_type: str
    unit: str
    citation: str
    person: str = ""
    household: str = ""
    line: str = ""
    achievement: str = ""
    category: str = ""
    kind: str = ""

    @property
    def subject(self) -> tuple[str, str, str]:
        return (self.person, self.unit, nfc(self.household))


@dataclass(frozen=True)
class Draft:
    """``campaign`` is the id of the campaign that the awards are for, empty for none; ``number`` is empty until the clerk gives
    it. ``notice_days`` is for how many working days the list must be open for comment, ``nominations`` the dossiers by id."""

    title: str
    number: str
    decided_on: date
    signatory_name: str
    signatory_title: str
    awards: Sequence[Proposal]
    campaign: str = ""
    origin: str = Decision.NORMAL
    notice_days: int = 0
    nominations: Sequence[str] = ()


def _fault(index: int, field: str, code: str, message: str, /, **params: Any) -> Problem:
    return Problem(code, message, f"awards[{index}].{field}", params)


@dataclass(frozen=True)
class Reference:
    """What the proposals' codes stand for on the day of the decision."""

    types: dict[str, AwardType]
    people: dict[str, Person]
    postings: dict[str, Posting]
    chart: units.Chart
    ids: dict[str, Unit]
    level: Level | None


def reference(authority: str, draft: Draft) -> Reference:
    codes = [proposal.person for proposal in draft.awards if proposal.person]
    people = {p.code: p for p in Person.objects.filter(authority_id=authority, code__in=codes)}
    postings = Posting.objects.filter(in_force(draft.decided_on), person__in=people.values()).select_related(
        "person", "unit"
    )
    types = AwardType.objects.filter(in_force(draft.decided_on), code__in={p.award_type for p in draft.awards})
    return Reference(
        types={row.code: row for row in types},
        people=people,
        postings={posting.person.code: posting for posting in postings},
        chart=units.chart(authority, draft.decided_on),
        ids={unit.code: unit for unit in Unit.objects.filter(authority_id=authority)},
        level=None if draft.origin == Decision.BACKFILL else authority_levels.on_day(authority, draft.decided_on),
    )


def _proposal_faults(index: int, proposal: Proposal, known: Reference) -> list[Problem]:
    faults = []
    award_type = known.types.get(proposal.award_type)
    if award_type is None:
        message = gettext_noop("Ngày quyết định không có danh hiệu, hình thức khen thưởng mang mã %(code)s.")
        faults.append(_fault(index, "award_type", "decision.unknown_award", message, code=proposal.award_type))
    elif proposal.household and not award_type.households:
        message = gettext_noop("“%(name)s” không dành cho hộ gia đình.")
        faults.append(_fault(index, "household", "decision.not_for_households", message, name=award_type.name))
    elif not proposal.household and award_type.subjects not in (
        AwardType.BOTH,
        AwardType.PERSON if proposal.person else AwardType.COLLECTIVE,
    ):
        message = gettext_noop("“%(name)s” không dành cho đối tượng này.")
        faults.append(_fault(index, "award_type", "decision.wrong_subject", message, name=award_type.name))
    if award_type and known.level and award_type.level not in known.level.decides:
        message = gettext_noop("“%(name)s” không thuộc thẩm quyền của cấp này (%(basis)s).")
        named = {"name": award_type.name, "basis": award_type.legal_basis}
        faults.append(_fault(index, "award_type", "decision.not_our_level", message, **named))
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


def check(draft: Draft, known: Reference) -> None:
    problems = [fault for index, p in enumerate(draft.awards) for fault in _proposal_faults(index, p, known)]
    seen: set[tuple[str, ...]] = set()
    for index, proposal in enumerate(draft.awards):
        key = (proposal.award_type, *proposal.subject)
        if key in seen:
            message = gettext_noop("Đối tượng này đã có trong danh sách với cùng hình thức.")
            problems.append(_fault(index, "person", "decision.repeated", message))
        seen.add(key)
    if not draft.awards:
        problems.append(Problem("decision.empty", gettext_noop("Danh sách khen thưởng còn trống."), "awards"))
    if problems:
        message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
        raise Invalid("decision.invalid", message, problems=problems, count=len(problems))


def recipient(person: Person | None, household: str, unit_name: str) -> dict[str, str]:
    """How a list names a household, a person or a collective, as values of its `Award`."""
    if household:
        return {"salutation": HOUSEHOLD, "recipient_name": household, "household": household}
    if person:
        return {"salutation": SALUTATIONS[person.gender], "recipient_name": person.full_name}
    return {"salutation": COLLECTIVE, "recipient_name": unit_name}


def awards(decision: Decision, draft: Draft, known: Reference) -> list[Award]:
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
                position=posting.position if person and posting else "",
                unit_name=unit.name,
                citation=nfc(proposal.citation),
                line_id=proposal.line or None,
                achievement_id=proposal.achievement or None,
                category_id=proposal.category or None,
                commendation_kind=proposal.kind,
                **recipient(person, nfc(proposal.household), unit.name),
            )
        )
    return rows


def full_number(decision: Decision) -> str:
    """The number as it stands on the paper; that of an old decision may carry a mark of its own, that of a level above does."""
    marked = decision.origin == Decision.ABOVE or (decision.origin == Decision.BACKFILL and "/" in decision.number)
    if not decision.number or marked:
        return decision.number
    return f"{decision.number}/{decision.authority.document_mark}"
