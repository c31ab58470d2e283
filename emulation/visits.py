"""Acts on inspection visits: planned, begun, ticked off, reported, explained and settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from emulation import checklists, inspection_teams, units, visibility, work_calendars
from emulation.events import (
    ChecklistFilled,
    GoodPracticeFound,
    VisitBegun,
    VisitCancelled,
    VisitExplained,
    VisitPlanned,
    VisitReported,
    VisitSettled,
)
from emulation.models import (
    Campaign,
    CampaignMonth,
    Finding,
    InspectionMark,
    InspectionTeam,
    InspectionVisit,
    Participation,
)
from emulation.rules import states
from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER
from emulation.rules.checklists import Checked, check_answers
from emulation.rules.inspection_policies import InspectionPolicy
from emulation.rules.inspection_states import (
    AWAITED,
    BEGUN,
    EXPLAINED,
    FINDING,
    MINUTED,
    OPEN_FINDINGS,
    PLANNERS,
    RECORDED,
    UNEXPLAINED,
    VISIT,
)
from emulation.rules.inspections import GOOD_PRACTICE, TEXT_LIMIT
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import parse_policy
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import digest, gettext_noop, nfc, paragraphs


@dataclass(frozen=True)
class Plan:
    """Who goes where on which day with which checklist (code, version). The unit is told of all but a surprise."""

    unit: str
    team: str
    checklist: tuple[str, int]
    planned_on: date
    surprise: bool = False
    purpose: str = ""


def policy_of(campaign: Campaign) -> InspectionPolicy:
    return parse_policy(campaign.policy).inspections or InspectionPolicy()


def require_distance(unit: str, *, by: Actor, at: datetime) -> None:
    """Raise `NotAllowed` for whoever serves in the unit or answers for it: nobody inspects or judges their own."""
    own = visibility.home_units(by, local_date(at))
    if unit in own:
        message = gettext_noop("Không ai được kiểm tra hoặc quyết định về đơn vị mình.")
        raise NotAllowed("visit.own_unit", message)


def find(visit_id: str, *, by: Actor, at: datetime) -> InspectionVisit:
    """A visit that the actor may see. Raises `Missing`, also for a surprise that they may not know of."""
    rows = visibility.visits(by, local_date(at)).select_related("unit", "team", "checklist", "month", "campaign")
    row = rows.filter(pk=visit_id).first()
    if row is None:
        raise Missing("visit.missing", gettext_noop("Không có cuộc kiểm tra này."))
    return row


def hold(visit_id: str, *, by: Actor, at: datetime) -> InspectionVisit:
    """The same, locked: what happens on a visit comes one after the other."""
    row = find(visit_id, by=by, at=at)
    InspectionVisit.objects.select_for_update(no_key=True).get(pk=row.pk)
    return InspectionVisit.objects.select_related("unit", "team", "checklist", "month", "campaign").get(pk=row.pk)


def step(visit: InspectionVisit, act: str, *, by: Actor) -> str:
    return VISIT.step(visit.state, act, by.roles_over(Place(by.authority)))


def _month(campaign_id: str, day: date, *, by: Actor) -> CampaignMonth:
    rows = CampaignMonth.objects.filter(campaign_id=campaign_id, authority_id=by.authority, month=str(Month.of(day)))
    row = rows.select_related("campaign").first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=str(Month.of(day)))
    if row.campaign.state != states.LAUNCHED:
        message = gettext_noop("Phong trào không ở trạng thái đang thực hiện.")
        raise WrongState("campaign.not_running", message, state=row.campaign.state)
    return row


def _part(month: CampaignMonth, unit: str) -> Participation:
    rows = Participation.objects.filter(campaign_id=month.campaign_id, unit__code=unit, from_month__lte=month.month)
    row = rows.select_related("unit").first()
    if row is None or (row.to_month and row.to_month < month.month):
        message = gettext_noop("Đơn vị %(unit)s không tham gia phong trào trong tháng này.")
        problem = Problem("visit.unit", message, "unit", {"unit": unit})
        raise Invalid("visit.unit", message, problems=[problem], unit=unit)
    return row


def _require_planner(team: InspectionTeam, *, by: Actor, day: date) -> None:
    if not visibility.holds(by, (STANDING_OFFICER, AUTHORITY_HEAD)):
        inspection_teams.require_lead(team, by=by, on=day)


@transaction.atomic
def plan(campaign_id: str, wanted: Plan, *, by: Actor, at: datetime) -> InspectionVisit:
    """Plan a visit. The same again answers the one that is planned."""
    if not visibility.holds(by, PLANNERS):
        message = gettext_noop("Chỉ thường trực, người có thẩm quyền hoặc trưởng đoàn được lập kế hoạch kiểm tra.")
        raise NotAllowed("visit.not_allowed", message)
    month = _month(campaign_id, wanted.planned_on, by=by)
    Campaign.objects.select_for_update(no_key=True).get(pk=month.campaign_id)
    team = inspection_teams.find(wanted.team, by=by)
    checklist = checklists.find(*wanted.checklist, by=by)
    part = _part(month, wanted.unit)
    _require_planner(team, by=by, day=local_date(at))
    require_distance(wanted.unit, by=by, at=at)
    _require_free_lead(team, wanted)
    about = {"campaign": month.campaign, "team": team, "unit": part.unit, "planned_on": wanted.planned_on}
    known = InspectionVisit.objects.filter(**about).exclude(state=states.CANCELLED).first()
    if known and known.surprise == wanted.surprise and known.checklist_id == checklist.pk:
        return known
    if known:
        message = gettext_noop("Đoàn này đã có kế hoạch kiểm tra đơn vị vào ngày đó; hãy hủy kế hoạch cũ trước.")
        raise WrongState("visit.planned", message, state=known.state, may=("cancel",))
    row = InspectionVisit.objects.create(
        authority_id=by.authority,
        month=month,
        checklist=checklist,
        surprise=wanted.surprise,
        purpose=paragraphs(wanted.purpose)[:TEXT_LIMIT],
        planned_by_id=by.account,
        planned_at=at,
        **about,
    )
    told = {} if wanted.surprise else {"unit": wanted.unit, "planned_on": wanted.planned_on.isoformat()}
    event = VisitPlanned(
        authority=by.authority,
        visit=str(row.pk),
        campaign=str(month.campaign_id),
        team=team.code,
        surprise=wanted.surprise,
        **told,
    )
    ledger.record(event, by=by, at=at)
    return row


def _require_free_lead(team: InspectionTeam, wanted: Plan) -> None:
    """A team goes nowhere without a lead on that day, nor to the unit in which its lead serves."""
    lead = (
        inspection_teams.members(team, wanted.planned_on).filter(leads=True).select_related("account__person").first()
    )
    if lead is None:
        message = gettext_noop("Đoàn kiểm tra không hoạt động vào ngày đó.")
        raise Invalid("visit.team_idle", message, problems=[Problem("visit.team_idle", message, "planned_on")])
    if lead.account.person is None:
        return
    here = lead.account.person.postings.filter(valid_to=None, unit__code=wanted.unit)
    if here.exists():
        message = gettext_noop("Trưởng đoàn công tác tại đơn vị này; hãy chọn đoàn khác.")
        raise Invalid("visit.lead_of_unit", message, problems=[Problem("visit.lead_of_unit", message, "team")])


@transaction.atomic
def cancel(visit_id: str, *, reason: str, by: Actor, at: datetime) -> InspectionVisit:
    """Call a planned visit off, with the reason."""
    row = hold(visit_id, by=by, at=at)
    state = step(row, "cancel", by=by)
    _require_planner(row.team, by=by, day=local_date(at))
    require_distance(row.unit.code, by=by, at=at)
    text = required(reason, "reason")
    row.state, row.cancelled_by_id, row.cancelled_at, row.cancel_reason = state, by.account, at, text
    row.save(update_fields=["state", "cancelled_by", "cancelled_at", "cancel_reason"])
    event = VisitCancelled(authority=by.authority, visit=str(row.pk), campaign=str(row.campaign_id), reason=text)
    ledger.record(event, by=by, at=at)
    return row


def required(text: str, path: str) -> str:
    """A text that must be there and not be too long, as it is stored."""
    found = paragraphs(text)
    if not found:
        message = gettext_noop("Hãy ghi nội dung.")
        raise Invalid("visit.text_needed", message, problems=[Problem("visit.text_needed", message, path)])
    if len(found) > TEXT_LIMIT:
        message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
        problem = Problem("visit.too_long", message, path, {"longest": TEXT_LIMIT})
        raise Invalid("visit.too_long", message, problems=[problem], longest=TEXT_LIMIT)
    return found


@transaction.atomic
def begin(visit_id: str, *, by: Actor, at: datetime) -> InspectionVisit:
    """Begin a visit at the unit's door; an announced one not before its day. From now on the unit knows of it."""
    row = hold(visit_id, by=by, at=at)
    if row.begun_at and row.state == BEGUN:
        inspection_teams.require_member(row.team, by=by, on=local_date(at))
        return row
    state = step(row, "begin", by=by)
    inspection_teams.require_member(row.team, by=by, on=local_date(at))
    require_distance(row.unit.code, by=by, at=at)
    if not row.surprise and local_date(at) < row.planned_on:
        message = gettext_noop("Cuộc kiểm tra đã báo trước chỉ bắt đầu được từ ngày đã báo.")
        raise WrongState("visit.too_early", message, state=row.state)
    Campaign.objects.select_for_update(no_key=True).get(pk=row.campaign_id)
    last = InspectionVisit.objects.filter(campaign=row.campaign_id).aggregate(last=Max("number"))["last"]
    row.state, row.begun_by_id, row.begun_at, row.number = state, by.account, at, (last or 0) + 1
    row.save(update_fields=["state", "begun_by", "begun_at", "number"])
    event = VisitBegun(
        authority=by.authority,
        visit=str(row.pk),
        campaign=str(row.campaign_id),
        month=row.month.month,
        unit=row.unit.code,
        code=row.code,
        surprise=row.surprise,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def fill(visit_id: str, answers: Mapping[str, Checked], *, by: Actor, at: datetime) -> int:
    """Write what was found for items of the checklist; those that are not named stay. Answers how many marks changed: the same
    again changes nothing, so a phone may send once more what it is not sure to have sent."""
    row = hold(visit_id, by=by, at=at)
    step(row, "fill", by=by)
    inspection_teams.require_member(row.team, by=by, on=local_date(at))
    require_distance(row.unit.code, by=by, at=at)
    checklist = checklists.checklist_of(row.checklist)
    faults = check_answers(checklist, answers, complete=False)
    if faults:
        message = gettext_noop("Bảng kiểm có %(count)s lỗi, chưa ghi gì.")
        raise Invalid("checklist.faults", message, problems=faults, count=len(faults))
    marks = {mark.item: mark for mark in row.marks.all()}
    changed = 0
    for item, answer in answers.items():
        mark = marks.setdefault(item, InspectionMark(visit=row, item=item, result=""))
        if (mark.result, mark.note) != (answer.result, nfc(answer.note)):
            mark.result, mark.note, mark.by_id, mark.at = answer.result, nfc(answer.note), by.account, at
            mark.save()
            changed += 1
    if changed:
        whole = digest({item: [mark.result, mark.note] for item, mark in marks.items()})
        event = ChecklistFilled(authority=by.authority, visit=str(row.pk), items=changed, digest=whole)
        ledger.record(event, by=by, at=at)
    return changed


def filled(visit: InspectionVisit) -> dict[str, Checked]:
    return {mark.item: Checked(mark.result, mark.note) for mark in visit.marks.all()}


@transaction.atomic
def report(visit_id: str, *, summary: str, present: str = "", by: Actor, at: datetime) -> InspectionVisit:
    """Close the minutes: every item is ticked, findings go to the unit, and its days to answer begin. By the team's lead."""
    row = hold(visit_id, by=by, at=at)
    state = step(row, "close_minutes", by=by)
    inspection_teams.require_lead(row.team, by=by, on=local_date(at))
    require_distance(row.unit.code, by=by, at=at)
    faults = check_answers(checklists.checklist_of(row.checklist), filled(row), complete=True)
    if faults:
        message = gettext_noop("Chưa lập được biên bản: bảng kiểm chưa đủ.")
        raise Invalid("visit.incomplete", message, problems=faults)
    calendar = work_calendars.calendar_of(by.authority)
    row.state, row.reported_by_id, row.reported_at = state, by.account, at
    row.summary, row.present = required(summary, "summary"), paragraphs(present)[:TEXT_LIMIT]
    row.answer_by = calendar.after(local_date(at), policy_of(row.campaign).answer_days)
    row.save(update_fields=["state", "reported_by", "reported_at", "summary", "present", "answer_by"])
    told = _tell_findings(row, by=by, at=at)
    event = VisitReported(
        authority=by.authority,
        visit=str(row.pk),
        campaign=str(row.campaign_id),
        month=row.month.month,
        unit=row.unit.code,
        code=row.code,
        findings=told,
        answer_by=row.answer_by.isoformat(),
    )
    ledger.record(event, by=by, at=at)
    follow(row, by=by, at=at)
    return row


def _tell_findings(row: InspectionVisit, *, by: Actor, at: datetime) -> list[str]:
    """Ask the unit about each finding but the good ones, which go their own way. Answers the codes of those to be answered."""
    asked = []
    for finding in row.findings.filter(state=RECORDED).select_related("visit", "person"):
        praise = finding.kind == GOOD_PRACTICE
        finding.state = FINDING.step(finding.state, "praise" if praise else "ask", {SYSTEM})
        finding.save(update_fields=["state"])
        if not praise:
            asked.append(finding.code)
            continue
        event = GoodPracticeFound(
            authority=by.authority,
            finding=str(finding.pk),
            code=finding.code,
            campaign=str(row.campaign_id),
            month=row.month.month,
            unit=row.unit.code,
            text=finding.text,
            found_on=local_date(finding.at).isoformat(),
            person=finding.person.code if finding.person else "",
        )
        ledger.record(event, by=by, at=at)
    return asked


def follow(visit: InspectionVisit, *, by: Actor, at: datetime) -> None:
    """Move a reported visit on when nothing is left to be answered, and settle it when nothing is left to be decided."""
    found = dict(visit.findings.values_list("pk", "state"))
    if visit.state == MINUTED and AWAITED not in found.values() and set(found.values()) & set(OPEN_FINDINGS):
        visit.state = VISIT.step(visit.state, "end_explaining", {SYSTEM})
        visit.save(update_fields=["state"])
        silent = visit.findings.filter(state=UNEXPLAINED).select_related("visit")
        event = VisitExplained(
            authority=by.authority,
            visit=str(visit.pk),
            unit=visit.unit.code,
            silent=[finding.code for finding in silent],
        )
        ledger.record(event, by=by, at=at)
    if visit.state in (MINUTED, EXPLAINED) and not set(found.values()) & {AWAITED, *OPEN_FINDINGS}:
        visit.state, visit.settled_at = VISIT.step(visit.state, "settle", {SYSTEM}), at
        visit.save(update_fields=["state", "settled_at"])
        ledger.record(VisitSettled(authority=by.authority, visit=str(visit.pk), unit=visit.unit.code), by=by, at=at)


def lapse_due(*, at: datetime) -> int:
    """Write down the silence of every unit whose last day to answer is over; each visit in a transaction of its own."""
    due = InspectionVisit.objects.filter(state=MINUTED, answer_by__lt=local_date(at)).values_list("pk", flat=True)
    return sum(_lapse(str(pk), at=at) for pk in list(due))


@transaction.atomic
def _lapse(visit_id: str, *, at: datetime) -> int:
    rows = InspectionVisit.objects.select_for_update(of=("self",), no_key=True).select_related("unit")
    visit = rows.filter(pk=visit_id, state=MINUTED, answer_by__lt=local_date(at)).first()
    if visit is None:
        return 0
    for finding in Finding.objects.filter(visit=visit, state=AWAITED):
        finding.state = FINDING.step(finding.state, "lapse", {SYSTEM})
        finding.save(update_fields=["state"])
    follow(visit, by=system_actor(str(visit.authority_id)), at=at)
    return 1


def unit_place(visit: InspectionVisit, on: date) -> Place:
    """Where the visited unit stands on a day, for the roles of its people."""
    return units.branch(str(visit.authority_id), visit.unit.code, on).place(visit.unit.code)
