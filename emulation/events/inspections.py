"""Inspections: teams, checklists, visits, findings and what became of them, lists drawn at random."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class InspectionTeamSetUp(Event):
    type = "emulation.inspection_team.set_up.v1"
    team: str
    name: str
    document: str
    lead: str


@dataclass(frozen=True, kw_only=True)
class InspectionMemberJoined(Event):
    type = "emulation.inspection_member.joined.v1"
    team: str
    account: str
    leads: bool
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class InspectionMemberLeft(Event):
    type = "emulation.inspection_member.left.v1"
    team: str
    account: str
    valid_to: str


@dataclass(frozen=True, kw_only=True)
class ChecklistPublished(Event):
    type = "emulation.inspection_checklist.published.v1"
    code: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class VisitPlanned(Event):
    """Of a surprise visit neither unit nor day are told: the ledger is read by people of units too."""

    type = "emulation.visit.planned.v1"
    visit: str
    campaign: str
    team: str
    surprise: bool
    unit: str = ""
    planned_on: str = ""


@dataclass(frozen=True, kw_only=True)
class VisitCancelled(Event):
    type = "emulation.visit.cancelled.v1"
    visit: str
    campaign: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class VisitBegun(Event):
    type = "emulation.visit.begun.v1"
    visit: str
    campaign: str
    month: str
    unit: str
    code: str
    surprise: bool


@dataclass(frozen=True, kw_only=True)
class ChecklistFilled(Event):
    """``items``: how many marks this sending changed; ``digest`` names the whole as it stands after it."""

    type = "emulation.visit.filled.v1"
    visit: str
    items: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class VisitReported(Event):
    type = "emulation.visit.reported.v1"
    visit: str
    campaign: str
    month: str
    unit: str
    code: str
    findings: list[str]
    answer_by: str


@dataclass(frozen=True, kw_only=True)
class VisitExplained(Event):
    """Everything was answered, or the days are over: ``silent`` names the findings that nobody answered."""

    type = "emulation.visit.explained.v1"
    visit: str
    unit: str
    silent: list[str]


@dataclass(frozen=True, kw_only=True)
class VisitSettled(Event):
    type = "emulation.visit.settled.v1"
    visit: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class FindingRecorded(Event):
    type = "emulation.finding.recorded.v1"
    finding: str
    visit: str
    kind: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class FindingWithdrawn(Event):
    type = "emulation.finding.withdrawn.v1"
    finding: str
    visit: str


@dataclass(frozen=True, kw_only=True)
class GoodPracticeFound(Event):
    """What an inspection found worth praising: all that a timely commendation needs to be suggested."""

    type = "emulation.good_practice.found.v1"
    finding: str
    code: str
    campaign: str
    month: str
    unit: str
    text: str
    found_on: str
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingExplained(Event):
    type = "emulation.finding.explained.v1"
    finding: str
    visit: str
    unit: str
    answer: str
    files: list[str]


@dataclass(frozen=True, kw_only=True)
class FindingMeasureProposed(Event):
    type = "emulation.finding.measure_proposed.v1"
    finding: str
    code: str
    measure: str
    reason: str
    details: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FindingWaived(Event):
    type = "emulation.finding.waived.v1"
    finding: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class FindingBooked(Event):
    type = "emulation.finding.booked.v1"
    finding: str
    measure: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingDeclined(Event):
    type = "emulation.finding.declined.v1"
    finding: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EligibilityHeld(Event):
    type = "emulation.eligibility.held.v1"
    hold: str
    subjects: str
    subject: str
    reason: str
    valid_from: str
    valid_to: str
    document: str
    finding: str = ""


@dataclass(frozen=True, kw_only=True)
class EligibilityHoldLifted(Event):
    type = "emulation.eligibility.lifted.v1"
    hold: str
    subject: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AuditSeedCommitted(Event):
    """The two digests that bind the drawing before anybody can know its result."""

    type = "emulation.audit_list.committed.v1"
    audit_list: str
    campaign: str
    month: str
    frame_digest: str
    seed_hash: str


@dataclass(frozen=True, kw_only=True)
class AuditListDrawn(Event):
    """``drawn_digest`` names the list; its units are told on its page, to those who may read it."""

    type = "emulation.audit_list.drawn.v1"
    audit_list: str
    campaign: str
    month: str
    seed: str
    words: str
    drawn_digest: str
