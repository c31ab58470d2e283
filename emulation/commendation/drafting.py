"""Acts that draft decisions from what was nominated and advised, or by the simple procedure; and what signing does to dossiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from emulation import award_names, decisions, files
from emulation.commendation import award_rules, eligibility, nominations
from emulation.commendation.nomination_desk import undecided
from emulation.commendation.nomination_lines import Deed
from emulation.decisions.checks import (
    ASKED_HERE,
    AWARDABLE,
    held_fault,
    hold_achievements,
    holds_on,
    line_faults,
    needs_council,
    not_eligible,
    rewarded,
    rewarded_fault,
    subject_key,
)
from emulation.decisions.lists import Draft, Proposal
from emulation.events import DecisionSigned
from emulation.models import Achievement, Decision, Nomination, NominationLine, Person, Unit
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards import states
from emulation.rules.awards.verdicts import refused
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import digest, gettext_noop, nfc, paragraphs, search_key

RECORD = "decision"
PAPER = "achievement"
"""Under which the paper of a simple procedure lies at its decision."""


@dataclass(frozen=True)
class Heading:
    """What a decision says of itself; number and, where it changes, day come from the clerk."""

    title: str
    decided_on: date
    signatory_name: str
    signatory_title: str
    campaign: str = ""


@dataclass(frozen=True)
class Subject:
    """Who did a deed: a person's code, a household's name, or a unit's code alone for a collective."""

    unit: str
    person: str = ""
    household: str = ""

    @property
    def kind(self) -> str:
        return "person" if self.person else "household" if self.household else "collective"


def _faulty(problems: Sequence[Problem]) -> Invalid:
    message = gettext_noop("Dự thảo quyết định có %(count)s lỗi.")
    return Invalid("decision.invalid", message, problems=problems, count=len(problems))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lines(ids: Sequence[str], *, by: Actor) -> list[NominationLine]:
    """The nominees in the order asked for. Raises `Invalid` for ids that are unknown or come twice."""
    known = [id_ for id_ in map(_id, ids) if id_]
    rows = NominationLine.objects.filter(pk__in=known, authority_id=by.authority)
    rows = rows.select_related("nomination", "person", "unit", "category", "achievement").prefetch_related("overrides")
    found = {str(row.pk): row for row in rows}
    problems = []
    for index, id_ in enumerate(ids):
        if id_ not in found:
            message = gettext_noop("Không có dòng đề nghị này.")
            problems.append(Problem("decision.unknown_nominee", message, f"awards[{index}]"))
        elif id_ in ids[:index]:
            problems.append(
                Problem("decision.repeated", gettext_noop("Dòng này được nêu hai lần."), f"awards[{index}]")
            )
    if not ids:
        problems.append(Problem("decision.empty", gettext_noop("Danh sách khen thưởng còn trống."), "awards"))
    if problems:
        raise _faulty(problems)
    return [found[id_] for id_ in ids]


def _notice_days(lines: Sequence[NominationLine], on: date) -> int:
    """For how long the list must be open for comment: the longest that any of its awards asks for."""
    longest = 0
    by_dossier: dict[UUID, list[NominationLine]] = {}
    for line in lines:
        by_dossier.setdefault(line.nomination_id, []).append(line)
    for rows in by_dossier.values():
        rules = award_rules.rules_for(rows[0].nomination, {line.final_award for line in rows}, on=on)
        longest = max(longest, *(one.procedure.public_notice_days if one.procedure else 0 for one in rules.values()))
    return longest


def _proposal(line: NominationLine) -> Proposal:
    return Proposal(
        award_type=line.final_award,
        unit=line.unit.code,
        citation=line.citation,
        person=line.person.code if line.person else "",
        household=line.household,
        line=str(line.pk),
        achievement=str(line.achievement_id),
        category=str(line.category_id or ""),
        kind=line.nomination.kind,
    )


def _failed_since(lines: Sequence[NominationLine], told: Sequence[Problem], on: date) -> list[Problem]:
    """Checks of eligibility that fail now, besides those that failed when the outcome was set."""
    known = {(problem.path, problem.params.get("check")) for problem in told}
    found, names = eligibility.verdicts(lines, on=on), award_names.titles()
    return [
        not_eligible(f"awards[{index}]", one, names)
        for index, line in enumerate(lines)
        for one in refused(found.get(str(line.pk), ()))
        if one.check not in ASKED_HERE and (f"awards[{index}]", one.check) not in known
    ]


def _draft_of(ids: Sequence[str], heading: Heading, *, by: Actor, decision: Decision | None = None) -> Draft:
    """Raises `Invalid` with everything that stands against every nominee."""
    lines = _lines(ids, by=by)
    numbered = dict(enumerate(lines))
    hold_achievements([line.achievement_id for line in lines])
    problems = line_faults(numbered, heading.decided_on, authority=by.authority, decision=decision)
    problems += _failed_since(lines, problems, heading.decided_on)
    if problems:
        raise _faulty(problems)
    return Draft(
        title=heading.title,
        number="",
        decided_on=heading.decided_on,
        signatory_name=heading.signatory_name,
        signatory_title=heading.signatory_title,
        awards=[_proposal(line) for line in lines],
        campaign=heading.campaign,
        notice_days=_notice_days(lines, heading.decided_on),
        nominations=sorted({str(line.nomination_id) for line in lines}),
    )


def _may_draft(by: Actor) -> None:
    states.DECISION.step(states.DRAFT, "revise", by.roles_over(Place(by.authority)))


@transaction.atomic
def draft(lines: Sequence[str], heading: Heading, *, by: Actor, at: datetime) -> Decision:
    """Draft a decision for nominees (ids of their lines): passed by the appraisal, advised by the council where the pinned
    rules ask for it, not on hold, and not rewarded for the same already."""
    _may_draft(by)
    return decisions.draft(_draft_of(lines, heading, by=by), by=by, at=at)


@transaction.atomic
def redraft(decision_id: str, lines: Sequence[str], heading: Heading, *, by: Actor, at: datetime) -> Decision:
    """Replace what a draft from dossiers says, list and all."""
    _may_draft(by)
    decision = decisions.hold(decision_id, by=by)
    return decisions.revise(decision_id, _draft_of(lines, heading, by=by, decision=decision), by=by, at=at)


def waiting(authority: str) -> list[NominationLine]:
    """Nominees for whom a decision can be drafted now, as far as their dossiers say: appraised, advised, in no other list."""
    rows = NominationLine.objects.filter(
        authority_id=authority,
        outcome__in=AWARDABLE,
        nomination__state__in=(states.CONSIDERED, states.APPRAISED),
    ).exclude(recommended=False)
    rows = rows.exclude(awards__decision__in=Decision.objects.exclude(state=states.DISCARDED))
    rows = rows.select_related("nomination", "nomination__unit", "person", "unit", "category")
    found = rows.order_by("nomination__year", "nomination__pk", "place").distinct()
    return [line for line in found if line.recommended or not needs_council(line)]


def _subject(subject: Subject, *, by: Actor) -> tuple[Unit, Person | None]:
    unit = Unit.objects.filter(authority_id=by.authority, code=subject.unit).first()
    person = Person.objects.filter(authority_id=by.authority, code=subject.person).first() if subject.person else None
    problems = []
    if unit is None:
        message = gettext_noop("Không có đơn vị %(code)s vào ngày quyết định.")
        problems.append(Problem("decision.unknown_unit", message, "unit", {"code": subject.unit}))
    if subject.person and person is None:
        message = gettext_noop("Không có cán bộ %(code)s.")
        problems.append(Problem("decision.unknown_person", message, "person", {"code": subject.person}))
    if unit is None or problems:
        raise _faulty(problems)
    return unit, person


def _achievement(subject: Subject, deed: Deed, *, by: Actor) -> Achievement:
    """The deed of this subject; named the same way as in dossiers, so that it is rewarded once by either way."""
    unit, person = _subject(subject, by=by)
    title = nfc(deed.title)
    key = deed.key or f"deed:{digest([search_key(title), deed.first_day.isoformat()])[:32]}"
    about = {"authority_id": by.authority, "subject_kind": subject.kind, "person": person, "key": key}
    rows = Achievement.objects.filter(**about, household=nfc(subject.household))
    found = (rows if person else rows.filter(unit=unit)).first()
    if found:
        return found
    return Achievement.objects.create(
        **about,
        unit=unit,
        household=nfc(subject.household),
        title=title,
        text=paragraphs(deed.text),
        first_day=deed.first_day,
        last_day=deed.last_day,
    )


def _simple_faults(
    award_code: str, kind: str, deed: Deed, papers: Sequence[str], on: date, *, by: Actor
) -> list[Problem]:
    rules = award_rules.rules_on(by.authority, award_code, on).procedure
    problems = []
    if rules is None or kind not in rules.simple_kinds:
        message = gettext_noop("Loại khen thưởng này không được theo thủ tục đơn giản (%(article)s).")
        article = rules.basis.article if rules else "–"
        problems.append(Problem("simple.kind", message, "kind", {"article": article}))
    if not nfc(deed.title):
        problems.append(Problem("simple.deed", gettext_noop("Hãy ghi tên thành tích."), "deed"))
    if deed.last_day < deed.first_day or deed.last_day > on:
        message = gettext_noop("Ngày lập thành tích phải trước ngày quyết định và theo thứ tự.")
        problems.append(Problem("simple.days", message, "deed"))
    if not papers:
        message = gettext_noop("Hãy đính kèm bản xác nhận thành tích.")
        problems.append(Problem("simple.paper_needed", message, "papers"))
    return problems


@transaction.atomic
def simple(
    award_code: str,
    subject: Subject,
    deed: Deed,
    heading: Heading,
    *,
    citation: str,
    papers: Sequence[str],
    kind: str = Nomination.AD_HOC,
    by: Actor,
    at: datetime,
) -> Decision:
    """Draft a decision by the simple procedure: the standing office alone, one paper that confirms the deed, no council; for the
    kinds of commendation that the rules of the award let take it. It is numbered and signed as any other."""
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực Hội đồng lập quyết định theo thủ tục đơn giản.")
        raise NotAllowed("simple.not_allowed", message)
    on = heading.decided_on
    problems = _simple_faults(award_code, kind, deed, papers, on, by=by)
    hold = holds_on(by.authority, on).get(subject_key(subject.person, subject.unit, subject.household))
    problems += [held_fault(hold, "awards[0]")] if hold else []
    if problems:
        raise _faulty(problems)
    achievement = _achievement(subject, deed, by=by)
    hold_achievements([achievement.pk])
    if award := rewarded({achievement.pk}).get(str(achievement.pk)):
        raise _faulty([rewarded_fault(award, "awards[0]")])
    one = Proposal(
        award_code,
        subject.unit,
        citation,
        subject.person,
        household=subject.household,
        achievement=str(achievement.pk),
        kind=kind,
    )
    draft_ = Draft(
        title=heading.title,
        number="",
        decided_on=on,
        signatory_name=heading.signatory_name,
        signatory_title=heading.signatory_title,
        awards=[one],
        campaign=heading.campaign,
        origin=Decision.SIMPLE,
    )
    decision = decisions.draft(draft_, by=by, at=at)
    files.attach(papers, record_type=RECORD, record=str(decision.pk), label=PAPER, by=by, at=at)
    return decision


@transaction.atomic
def follow_signing(event: DecisionSigned, at: datetime) -> int:
    """Write in the dossiers of a signed decision that they are decided, once nobody of theirs still waits; answers how many."""
    decision = Decision.objects.filter(pk=event.decision).first()
    if decision is None:
        raise Missing("decision.missing", gettext_noop("Không có quyết định này."))
    dossiers: Mapping[str, Nomination] = {
        str(row.pk): row
        for row in decision.nominations.filter(state__in=(states.CONSIDERED, states.APPRAISED)).order_by("pk")
    }
    done = [id_ for id_, row in dossiers.items() if not undecided(row)]
    for id_ in done:
        nominations.decide(id_, reason=event.number, at=at)
    return len(done)
