"""What is on record about nominees, as the facts that the rules judge by; for many at once in a fixed number of queries."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from emulation.commendation.merit_rows import Gathered, Holder, Question, Subject, holder_of
from emulation.commendation.standings_of_years import Place
from emulation.models import Campaign, NominationLine
from emulation.models.nominations import COLLECTIVE, PERSON
from emulation.rules.awards import certified
from emulation.rules.awards import merits as rules
from emulation.rules.awards.rule_values import DISCIPLINES


def _proposed(found: Gathered, holder: Holder, asked: Question) -> frozenset[str]:
    """Awards that open dossiers propose for somebody in the year; drafts count only within the same dossier."""
    return frozenset(
        line.final_award
        for line in found.lines_of_holder.get(holder, ())
        if line.nomination.year == asked.year and _elsewhere(line, asked)
    )


def _elsewhere(line: NominationLine, asked: Question) -> bool:
    """Another line than the one that is asked about, which somebody has handed in or which stands in the same dossier."""
    handed_in = line.nomination_id == asked.nomination or line.nomination.state not in ("draft", "returned")
    return line.pk != asked.line and handed_in


def _achieved(found: Gathered, asked: Question, forms: Collection[str]) -> rules.Achieved:
    """Other rewards of the same achievement, its own line's award left out; titles are no second reward of it."""
    if asked.achievement is None:
        return rules.Achieved()
    held = [reward for line, reward in found.rewards.get(asked.achievement, ()) if line is None or line != asked.line]
    proposed = [
        line.final_award
        for line in found.lines_of_achievement.get(asked.achievement, ())
        if line.final_award in forms and _elsewhere(line, asked)
    ]
    return rules.Achieved(tuple(sorted(held)), tuple(sorted(proposed)))


def _discipline(found: Gathered, subject: Subject) -> dict[str, Any]:
    """The gravest measure in force on the day, and since when merit counts again after those that are over."""
    key = subject.person or subject.unit
    mine = [row for row in found.disciplines if (row.person_id or row.unit_id) == key]
    running = [row for row in mine if row.ends_on is None or row.ends_on > found.on]
    over = [row.ends_on for row in mine if row.ends_on and row.ends_on <= found.on]
    gravest = max(running, key=lambda row: DISCIPLINES.index(row.level), default=None)
    return {
        "discipline": gravest.level if gravest else "",
        "discipline_document": gravest.document if gravest else "",
        "merit_from": max(over, default=None),
    }


def _members(found: Gathered, asked: Question) -> tuple[rules.Member, ...] | None:
    if asked.subject.kind != COLLECTIVE:
        return None
    year = asked.year
    in_year = [row for row in found.disciplines if row.person_id and row.decided_on.year == year]
    gravest: dict[UUID | None, str] = {}
    for row in sorted(in_year, key=lambda row: DISCIPLINES.index(row.level)):
        gravest[row.person_id] = row.level
    return tuple(
        rules.Member(
            name=posting.person.full_name,
            held=frozenset(one.award for one in found.awards.get((person, None, ""), ()) if one.year == year),
            proposed=_proposed(found, (person, None, ""), asked),
            grade=found.grades.of_year(posting.person.code, year, PERSON),
            discipline=gravest.get(person, ""),
        )
        for person, posting in found.members.get(asked.subject.unit, {}).items()
    )


def _registered(found: Gathered, asked: Question) -> frozenset[str] | None:
    codes, approved = found.registered
    mine = codes.get((asked.year, asked.subject.person or asked.subject.unit))
    if mine is None and (asked.year, asked.subject.unit) not in approved:
        return None
    return frozenset(mine or ())


def _facts(found: Gathered, asked: Question, forms: Collection[str]) -> rules.Facts:
    subject = asked.subject
    holder = holder_of(subject.person, subject.unit, subject.household)
    kind = PERSON if subject.kind == PERSON else "unit"
    campaign = asked.campaign
    place = found.grades.place(subject.code, asked.year, campaign.pk if campaign else None) or Place(None, tied=False)
    own = rules.Facts(
        subject_kind=subject.kind,
        kind=asked.kind,
        year=asked.year,
        on=found.on,
        awards=tuple(found.awards.get(holder, ())),
        years_on_record=found.years_on_record,
        proposed=_proposed(found, holder, asked),
        grades={} if subject.household else found.grades.years(subject.code, kind),
        initiatives=tuple(found.initiatives.get(subject.person, ())) if subject.person else (),
        registered=_registered(found, asked),
        hold="" if subject.household else found.holds.get((kind, subject.code), ""),
        dissolved_on=None if subject.person else found.dissolved.get(subject.unit),
        rank_in_cluster=place.rank_in_cluster,
        tied=place.tied,
        campaign=_campaign(campaign),
        achieved=_achieved(found, asked, forms),
        members=_members(found, asked),
        **({} if subject.household else _discipline(found, subject)),
    )
    return certified.joined(own, certified.read(asked.certified["facts"])) if asked.certified else own


def _campaign(row: Campaign | None) -> rules.CampaignFacts | None:
    if row is None:
        return None
    return rules.CampaignFacts(row.name, row.form == Campaign.THEMATIC, row.starts_on, row.ends_on)


def merits_of(
    questions: Iterable[Question], *, authority: str, forms: Collection[str], on: date
) -> dict[str, rules.Facts]:
    """The facts about each question, by its key. ``forms`` are the codes of the forms of commendation."""
    asked = tuple(questions)
    found = Gathered(authority, asked, on)
    return {one.key: _facts(found, one, forms) for one in asked}
