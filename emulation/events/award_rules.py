"""What changes by which awards are judged: rules, facts about people, and checks that were set aside."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardRuleAdded(Event):
    """The authority has a rule of its own from a day on; it goes before the nation's."""

    type = "emulation.award_rule.added.v1"
    rule: str
    award_code: str
    aspect: str
    code: str
    params: dict[str, Any]
    article: str
    legal_basis: str
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class AwardRuleEnded(Event):
    """A rule of the authority's own holds up to and without a day."""

    type = "emulation.award_rule.ended.v1"
    rule: str
    award_code: str
    aspect: str
    code: str
    valid_to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FavourableRulesTaken(Event):
    """A dossier is judged, for one award, by a later text than that of its receiving day, because it favours the nominees."""

    type = "emulation.award_rule.favourable.v1"
    nomination: str
    award_code: str
    day: str
    digest: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EligibilityOverridden(Event):
    """A failed check of a nominee was set aside; ``subject`` is a person's or unit's code."""

    type = "emulation.eligibility.overridden.v1"
    nomination: str
    line: str
    award_code: str
    subject: str
    check: str
    article: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InitiativeRecorded(Event):
    type = "emulation.initiative.recorded.v1"
    initiative: str
    person: str
    title: str
    reach: str
    recognised_on: str
    document: str


@dataclass(frozen=True, kw_only=True)
class InitiativeWithdrawn(Event):
    type = "emulation.initiative.withdrawn.v1"
    initiative: str
    person: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DisciplineRecorded(Event):
    """A measure against a person, or (``person`` empty) against a collective; merit counts again from ``ends_on``."""

    type = "emulation.discipline.recorded.v1"
    discipline: str
    person: str
    unit: str
    level: str
    decided_on: str
    ends_on: str
    document: str


@dataclass(frozen=True, kw_only=True)
class DisciplineEnded(Event):
    """The day from which merit counts again was set."""

    type = "emulation.discipline.ended.v1"
    discipline: str
    person: str
    unit: str
    ends_on: str


@dataclass(frozen=True, kw_only=True)
class DisciplineWithdrawn(Event):
    type = "emulation.discipline.withdrawn.v1"
    discipline: str
    person: str
    unit: str
    reason: str
