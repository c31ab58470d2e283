"""The rows that merits are read from, for many questions at once: each kind in one query."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from emulation.commendation.standings_of_years import Grades, grades_of
from emulation.decisions.lists import full_number
from emulation.models import (
    Award,
    Campaign,
    Discipline,
    EligibilityHold,
    Initiative,
    NominationLine,
    Posting,
    RegistrationLine,
    UnitVersion,
    in_force,
)
from emulation.models.nominations import COLLECTIVE
from emulation.rules.awards import merits as rules
from emulation.rules.awards.rule_values import MERIT

Holder = tuple[UUID | None, UUID | None, str]
"""Who holds awards: a person, wherever they serve, or a unit or a household of it."""

SPENT = ("withdrawn", "decided", "forwarded", "given_back")
"""Dossiers that propose no more: taken back, or over."""
AWARD_YEAR = Coalesce(
    "line__nomination__year",
    ExtractYear("achievement__last_day"),
    ExtractYear("decision__campaign__ends_on"),
    ExtractYear("decision__decided_on"),
)
"""The year for whose achievements an award was given."""


@dataclass(frozen=True)
class Subject:
    """Who a question is about: a person in a unit, a unit, or a household of one. Ids are of rows, codes for what has codes."""

    kind: str
    unit: UUID
    unit_code: str
    person: UUID | None = None
    person_code: str = ""
    household: str = ""

    @property
    def code(self) -> str:
        return self.person_code or self.unit_code


@dataclass(frozen=True)
class Question:
    """May this subject get this award for that year? ``key`` tells the questions apart; ``line`` is the nominee's own line, and
    ``certified`` what came with it from the level below."""

    key: str
    subject: Subject
    award: str
    kind: str
    year: int
    campaign: Campaign | None = None
    achievement: UUID | None = None
    line: UUID | None = None
    nomination: UUID | None = None
    certified: Mapping[str, Any] = field(default_factory=dict)


def question_of(line: NominationLine) -> Question:
    """Of a line whose nomination (with its campaign), person and unit are there already."""
    person = line.person
    subject = Subject(
        line.subject_kind, line.unit_id, line.unit.code, line.person_id, person.code if person else "", line.household
    )
    dossier = line.nomination
    return Question(
        str(line.pk),
        subject,
        line.final_award,
        dossier.kind,
        dossier.year,
        dossier.campaign,
        line.achievement_id,
        line.pk,
        dossier.pk,
        line.certified,
    )


class Gathered:
    """The rows about all questions of one authority, each kind read once when it is first needed."""

    def __init__(self, authority: str, questions: Sequence[Question], on: date) -> None:
        self.authority, self.on, self.questions = authority, on, questions
        self.units = {one.subject.unit for one in questions}
        self.collectives = {one.subject.unit for one in questions if one.subject.kind == COLLECTIVE}
        self.years = {one.year for one in questions}

    @cached_property
    def members(self) -> dict[UUID, dict[UUID, Posting]]:
        """Of each collective: who serves in it on the day."""
        found: dict[UUID, dict[UUID, Posting]] = defaultdict(dict)
        rows = Posting.objects.filter(in_force(self.on), unit__in=self.collectives).select_related("person")
        for row in rows:
            found[row.unit_id][row.person_id] = row
        return found

    @cached_property
    def people(self) -> set[UUID]:
        asked = {one.subject.person for one in self.questions if one.subject.person}
        return asked.union(*self.members.values())

    @cached_property
    def codes(self) -> set[str]:
        served = {row.person.code for rows in self.members.values() for row in rows.values()}
        return {one.subject.code for one in self.questions} | served

    @cached_property
    def grades(self) -> Grades:
        campaigns = {one.campaign.pk for one in self.questions if one.campaign}
        return grades_of(self.authority, self.codes, campaigns)

    @cached_property
    def awards(self) -> dict[Holder, list[rules.Held]]:
        """Awards in force of every person, unit and household."""
        about = Q(person__in=self.people) | Q(person=None, unit__in=self.units)
        found: dict[Holder, list[rules.Held]] = defaultdict(list)
        rows = (
            valid_awards(self.authority)
            .filter(about)
            .select_related("decision__authority", "award_type")
            .annotate(of_year=AWARD_YEAR)
        )
        for row in rows:
            kind, by = row.commendation_kind or MERIT, row.decision.given_by
            held = rules.Held(row.award_type.code, row.of_year, _cited(row), kind, by)
            found[holder_of(row.person_id, row.unit_id, row.household)].append(held)
        return found

    @cached_property
    def years_on_record(self) -> frozenset[int]:
        return frozenset(
            valid_awards(self.authority).annotate(of_year=AWARD_YEAR).values_list("of_year", flat=True).distinct()
        )

    @cached_property
    def rewards(self) -> dict[UUID, list[tuple[UUID | None, tuple[str, str]]]]:
        """Of the achievements asked about: each award in force, as its line, and its code with the decision as cited."""
        achievements = {one.achievement for one in self.questions if one.achievement}
        rows = (
            valid_awards(self.authority)
            .filter(achievement__in=achievements)
            .select_related("decision__authority", "award_type")
        )
        found: dict[UUID, list[tuple[UUID | None, tuple[str, str]]]] = defaultdict(list)
        for row in rows:
            if row.achievement_id:
                found[row.achievement_id].append((row.line_id, (row.award_type.code, _cited(row))))
        return found

    @cached_property
    def lines(self) -> list[NominationLine]:
        """Lines of open dossiers about the same people, units and years, with the names of their awards' codes."""
        about = Q(person__in=self.people) | Q(person=None, unit__in=self.units)
        rows = NominationLine.objects.filter(about, authority_id=self.authority, nomination__year__in=self.years)
        rows = rows.exclude(nomination__state__in=SPENT).exclude(outcome=NominationLine.FAIL)
        return list(rows.exclude(recommended=False).select_related("nomination"))

    @cached_property
    def lines_of_holder(self) -> dict[Holder, list[NominationLine]]:
        found: dict[Holder, list[NominationLine]] = defaultdict(list)
        for line in self.lines:
            found[holder_of(line.person_id, line.unit_id, line.household)].append(line)
        return found

    @cached_property
    def lines_of_achievement(self) -> dict[UUID, list[NominationLine]]:
        found: dict[UUID, list[NominationLine]] = defaultdict(list)
        for line in self.lines:
            found[line.achievement_id].append(line)
        return found

    @cached_property
    def initiatives(self) -> dict[UUID, list[rules.Initiative]]:
        found: dict[UUID, list[rules.Initiative]] = defaultdict(list)
        rows = Initiative.objects.filter(person__in=self.people, withdrawn_at=None, recognised_on__lte=self.on)
        for row in rows:
            found[row.person_id].append(rules.Initiative(row.reach, row.recognised_on.year, row.document, row.title))
        return found

    @cached_property
    def disciplines(self) -> list[Discipline]:
        about = Q(person__in=self.people) | Q(person=None, unit__in=self.units)
        return list(Discipline.objects.filter(about, withdrawn_at=None, decided_on__lte=self.on))

    @cached_property
    def holds(self) -> dict[tuple[str, str], str]:
        rows = EligibilityHold.objects.filter(
            in_force(self.on), authority_id=self.authority, subject__in=self.codes, lifted_at=None
        )
        return {(row.subjects, row.subject): "; ".join(filter(None, (row.reason, row.document))) for row in rows}

    @cached_property
    def registered(self) -> tuple[dict[tuple[int, UUID], set[str]], set[tuple[int, UUID]]]:
        """Award codes by year and subject (a person, or a unit itself), and the years for which a unit's is approved."""
        about = Q(registration__unit__in=self.units) | Q(person__in=self.people)
        rows = RegistrationLine.objects.filter(
            about, authority_id=self.authority, registration__state="approved", registration__year__in=self.years
        )
        codes: dict[tuple[int, UUID], set[str]] = defaultdict(set)
        approved: set[tuple[int, UUID]] = set()
        for code, person, unit, year in rows.values_list(
            "award_code", "person", "registration__unit", "registration__year"
        ):
            codes[year, person or unit].add(code)
            approved.add((year, unit))
        return codes, approved

    @cached_property
    def dissolved(self) -> dict[UUID, date]:
        """The day from which a unit is no more, for those without a version on the day of the question."""
        last: dict[UUID, date] = {}
        for unit, end in UnitVersion.objects.filter(unit__in=self.units).values_list("unit", "valid_to"):
            last[unit] = max(last.get(unit, date.min), end or date.max)
        return {unit: end for unit, end in last.items() if end <= self.on}


def valid_awards(authority: str) -> QuerySet[Award]:
    return Award.objects.filter(authority_id=authority, state=Award.VALID, decision__state="signed")


def holder_of(person: UUID | None, unit: UUID | None, household: str) -> Holder:
    """Awards of a person follow the person from unit to unit."""
    return (person, None, "") if person else (None, unit, household)


def _cited(row: Award) -> str:
    return f"{full_number(row.decision)} ({row.decision.decided_on:%d/%m/%Y})"
