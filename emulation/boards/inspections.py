"""Reads for the screens of inspections: the plan, a visit with its checklist and findings, a finding, drawings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from emulation import audit_lists, checklists, files, findings, inspection_teams, people, visibility, visits
from emulation.boards import campaigns
from emulation.models import (
    AuditList,
    Booking,
    Campaign,
    EligibilityHold,
    Finding,
    InspectionChecklist,
    InspectionMark,
    InspectionTeam,
    InspectionTeamMember,
    InspectionVisit,
    Participation,
    Posting,
    StoredFile,
)
from emulation.rules import states
from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER
from emulation.rules.checklists import Item
from emulation.rules.inspection_states import (
    AWAITED,
    BEGUN,
    DRAWERS,
    EXPLAINED,
    FINDING,
    MINUTED,
    PLANNED,
    PROPOSED,
    RECORDED,
    REVERSED,
    SETTLED,
    UNEXPLAINED,
    VISIT,
    WITHDRAWN,
)
from emulation.rules.inspections import bookable
from emulation.rules.nodes import Node, Title
from emulation.rules.periods import local_date
from emulation.rules.scheme_parts import Veto
from emulation.rules.schemes import Scheme
from kernel.actors import Actor, Place

MINUTES = (MINUTED, EXPLAINED, SETTLED)
"""From here on the unit reads what was found."""


@dataclass(frozen=True)
class FindingRow:
    """A finding with its files and what this reader may do with it now."""

    finding: Finding
    photos: list[StoredFile]
    papers: list[StoredFile]
    may: frozenset[str]


@dataclass(frozen=True)
class Ticked:
    """An item of the checklist with what was found for it, if it was looked at and may be read."""

    item: Item
    mark: InspectionMark | None


@dataclass(frozen=True)
class VisitBoard:
    """``sections`` are empty to whoever may not read them yet; ``inspects`` is whether the reader belongs to the team."""

    visit: InspectionVisit
    campaign: Campaign
    unit_name: str
    members: list[InspectionTeamMember]
    sections: list[tuple[object, list[Ticked]]]
    findings: list[FindingRow]
    may: frozenset[str]
    inspects: bool
    people: list[Posting]
    criteria: list[Node]

    @property
    def waiting(self) -> int:
        return sum(row.finding.state == AWAITED for row in self.findings)


@dataclass(frozen=True)
class Standing:
    """Who the reader is to a visit."""

    roles: frozenset[str]
    member: bool
    lead: bool
    ever: bool
    own: bool
    planner: bool


def _standing(visit: InspectionVisit, *, by: Actor, on: date) -> Standing:
    present = inspection_teams.members(visit.team, on).filter(account_id=by.account) if _known(by) else None
    rows = list(present) if present is not None else []
    lead = any(row.leads for row in rows)
    return Standing(
        roles=by.roles_over(Place(by.authority)) | by.roles_over(visits.unit_place(visit, on)),
        member=bool(rows),
        lead=lead,
        ever=_known(by) and visit.team.members.filter(account_id=by.account).exists(),
        own=visit.unit.code in visibility.home_units(by, on),
        planner=lead or visibility.holds(by, (STANDING_OFFICER, AUTHORITY_HEAD)),
    )


def _known(by: Actor) -> bool:
    return bool(by.grants) and by.account != "system"


def _visit_acts(visit: InspectionVisit, who: Standing, on: date) -> frozenset[str]:
    if who.own:
        return frozenset()
    ready = who.member and (visit.surprise or visit.planned_on <= on)
    held = {"cancel": who.planner, "begin": ready, "fill": who.member, "close_minutes": who.lead}
    return frozenset(act for act in VISIT.possible(visit.state, who.roles) if held.get(act))


def _finding_acts(finding: Finding, visit: InspectionVisit, who: Standing, on: date) -> frozenset[str]:
    inside, outside = who.lead and not who.own, not who.ever and not who.own
    in_time = visit.answer_by is not None and on <= visit.answer_by
    held = {
        "withdraw": who.member and visit.state == BEGUN,
        "explain": in_time,
        "propose": inside,
        "waive": inside,
        "book": outside,
        "decline": outside,
    }
    return frozenset(act for act in FINDING.possible(finding.state, who.roles) if held.get(act))


def _rows(found: Sequence[Finding], visit: InspectionVisit, who: Standing, on: date) -> list[FindingRow]:
    labelled = {str(row.pk): files.by_label(findings.RECORD, str(row.pk)) for row in found}
    return [
        FindingRow(
            row,
            labelled[str(row.pk)].get(findings.PHOTOS, []),
            labelled[str(row.pk)].get(findings.ANSWER, []),
            _finding_acts(row, visit, who, on),
        )
        for row in found
    ]


def visit(visit_id: str, *, by: Actor, at: datetime) -> VisitBoard:
    """A visit as this reader may see it. Raises `Missing`."""
    row, on = visits.find(visit_id, by=by, at=at), local_date(at)
    who = _standing(row, by=by, on=on)
    seen = visibility.findings(by, on).filter(visit=row).exclude(state=WITHDRAWN)
    found = list(seen.select_related("visit", "person", "by", "answered_by", "proposed_by", "decided_by"))
    acts = _visit_acts(row, who, on)
    told = row.state in MINUTES or visibility.holds(by, visibility.WHOLE)
    filling = "fill" in acts
    return VisitBoard(
        visit=row,
        campaign=row.campaign,
        unit_name=_unit_names(row.campaign).get(row.unit.code, row.unit.code),
        members=list(inspection_teams.members(row.team, local_date(row.begun_at) if row.begun_at else row.planned_on)),
        sections=_sections(row) if told else [],
        findings=_rows(found, row, who, on),
        may=acts,
        inspects=who.member,
        people=people.posted(by.authority, row.unit.code, on) if filling else [],
        criteria=bookable(findings.scheme_for(row)) if filling else [],
    )


def _sections(row: InspectionVisit) -> list[tuple[object, list[Ticked]]]:
    marks = {mark.item: mark for mark in row.marks.all()}
    checklist = checklists.checklist_of(row.checklist)
    return [(one.title, [Ticked(item, marks.get(item.code)) for item in one.items]) for one in checklist.sections]


def _unit_names(campaign: Campaign) -> dict[str, str]:
    rows = Participation.objects.filter(campaign=campaign).order_by("unit__code")
    return dict(rows.values_list("unit__code", "unit_name"))


@dataclass(frozen=True)
class FindingBoard:
    """A finding by itself, with what its next person needs: criteria and vetoes for a proposal. ``item``, ``planned`` and
    ``measured`` are the titles of the codes that it names; ``reversed`` is its booking that was taken back since, ``lifted``
    its hold that was lifted."""

    row: FindingRow
    visit: InspectionVisit
    campaign: Campaign
    unit_name: str
    criteria: list[Node]
    vetoes: list[Veto]
    today: date
    item: Title | None
    planned: Title | None
    measured: Title | None
    reversed: Booking | None
    lifted: EligibilityHold | None


def finding(finding_id: str, *, by: Actor, at: datetime) -> FindingBoard:
    found, on = findings.find(finding_id, by=by, at=at), local_date(at)
    (row,) = _rows([found], found.visit, _standing(found.visit, by=by, on=on), on)
    scheme = findings.scheme_for(found.visit, found.person.code if found.person else "")
    return FindingBoard(
        row=row,
        visit=found.visit,
        campaign=found.visit.campaign,
        unit_name=_unit_names(found.visit.campaign).get(found.visit.unit.code, found.visit.unit.code),
        criteria=bookable(scheme),
        vetoes=list(scheme.vetoes) if scheme else [],
        today=on,
        item=_item_title(found),
        planned=_title(scheme, found.criterion),
        measured=_title(scheme, found.measure_details.get("criterion") or found.measure_details.get("veto", "")),
        reversed=_reversed(found),
        lifted=_lifted(found),
    )


def _reversed(found: Finding) -> Booking | None:
    rows = Booking.objects.filter(state=REVERSED).select_related("reversed_by")
    return rows.filter(pk=found.booking).first() if found.booking else None


def _lifted(found: Finding) -> EligibilityHold | None:
    return EligibilityHold.objects.filter(finding=found, lifted_at__isnull=False).select_related("lifted_by").first()


def _item_title(found: Finding) -> Title | None:
    item = checklists.checklist_of(found.visit.checklist).items.get(found.item) if found.item else None
    return item.title if item else None


def _title(scheme: Scheme | None, code: str) -> Title | None:
    """What a criterion or veto of the scheme is called."""
    if scheme is None or not code:
        return None
    if code in scheme.nodes:
        return scheme.nodes[code].title
    return scheme.veto_by_code[code].title if code in scheme.veto_by_code else None


@dataclass(frozen=True)
class PlanRow:
    visit: InspectionVisit
    unit_name: str
    found: int
    waiting: int


@dataclass(frozen=True)
class PlanBoard:
    """The visits of a campaign that the reader may know of, those to come and those that wait first."""

    campaign: Campaign
    rows: list[PlanRow]
    teams: list[InspectionTeam]
    may_plan: bool
    may_draw: bool


_URGENCY = {BEGUN: 0, PLANNED: 1, MINUTED: 2, EXPLAINED: 2, SETTLED: 3}
_OPEN = (RECORDED, AWAITED, EXPLAINED, UNEXPLAINED, PROPOSED)


def plan(campaign_id: str, *, by: Actor, at: datetime) -> PlanBoard:
    campaign = campaigns.find(campaign_id, by=by)
    on = local_date(at)
    seen = visibility.visits(by, on).filter(campaign=campaign).select_related("unit", "team", "month")
    counted: dict[object, list[str]] = {}
    for visit_id, state in visibility.findings(by, on).filter(visit__campaign=campaign).values_list("visit", "state"):
        counted.setdefault(visit_id, []).append(state)
    names = _unit_names(campaign)
    rows = [PlanRow(row, names.get(row.unit.code, row.unit.code), *_counts(counted.get(row.pk, []))) for row in seen]
    rows.sort(key=lambda row: (_URGENCY.get(row.visit.state, 4), row.visit.planned_on, row.visit.unit.code))
    running = campaign.state == states.LAUNCHED
    return PlanBoard(
        campaign=campaign,
        rows=rows,
        teams=list(inspection_teams.visible(by).prefetch_related("members__account")),
        may_plan=running and may_plan(by, on),
        may_draw=visibility.holds(by, DRAWERS),
    )


def _counts(found: Iterable[str]) -> tuple[int, int]:
    kept = [state for state in found if state != WITHDRAWN]
    return len(kept), sum(state in _OPEN for state in kept)


def may_plan(by: Actor, on: date) -> bool:
    if visibility.holds(by, (STANDING_OFFICER, AUTHORITY_HEAD)):
        return True
    teams = inspection_teams.visible(by)
    return _known(by) and any(
        inspection_teams.members(team, on).filter(account_id=by.account, leads=True).exists() for team in teams
    )


@dataclass(frozen=True)
class FormBoard:
    """What a plan may name: units that take part, teams and the newest version of each checklist."""

    campaign: Campaign
    units: dict[str, str]
    teams: list[InspectionTeam]
    checklists: list[InspectionChecklist]


def form(campaign_id: str, *, by: Actor, at: datetime) -> FormBoard:
    campaign = campaigns.find(campaign_id, by=by)
    newest: dict[str, InspectionChecklist] = {}
    for row in checklists.visible(by).order_by("code", "version"):
        newest[row.code] = row
    teams = inspection_teams.visible(by).order_by("code")
    return FormBoard(campaign, _unit_names(campaign), list(teams), list(newest.values()))


@dataclass(frozen=True)
class DrawnUnit:
    place: int
    unit: str
    name: str
    weight: int
    share: str


@dataclass(frozen=True)
class AuditBoard:
    """A drawing; ``drawn`` and ``weights`` are there for whoever may read them now."""

    row: AuditList
    campaign: Campaign
    drawn: list[DrawnUnit]
    weights: list[tuple[str, str, int]]
    verified: audit_lists.Verified | None
    may_draw: bool


def audit(list_id: str, *, by: Actor) -> AuditBoard:
    row = audit_lists.find(list_id, by=by)
    names = _unit_names(row.campaign)
    reads = visibility.reads_audit_list(by, row)
    weights = {one["unit"]: int(one["weight"]) for one in row.frame["units"]}
    total = sum(weights.values())
    drawn = [
        DrawnUnit(place, one["unit"], names.get(one["unit"], ""), one["weight"], f"{one['weight']}/{total}")
        for place, one in enumerate(row.drawn, start=1)
    ]
    waiting = row.drawn_at is None and visibility.holds(by, DRAWERS) and str(row.committed_by_id) != by.account
    return AuditBoard(
        row=row,
        campaign=row.campaign,
        drawn=drawn if reads else [],
        weights=[(code, names.get(code, ""), value) for code, value in weights.items()] if reads else [],
        verified=audit_lists.verify(row, by=by) if reads else None,
        may_draw=waiting,
    )


def audits(campaign_id: str, *, by: Actor) -> tuple[Campaign, list[AuditList], list[str]]:
    """The drawings of a campaign, and the months that have none yet."""
    campaign = campaigns.find(campaign_id, by=by)
    rows = list(visibility.audit_lists(by).filter(campaign=campaign).select_related("month"))
    taken = {row.month.month for row in rows}
    months = [month for month in campaign.months.values_list("month", flat=True) if month not in taken]
    return campaign, sorted(rows, key=lambda row: row.month.month), months
