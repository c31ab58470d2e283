"""Two authorities of the same shape, made through the acts: the world in which tests of access and of bad input act.

Units, people and user names are the same in both, so that a query that forgets its authority finds the wrong one; names
carry the town. It is the 12th of May 2019. The campaign that runs has a closed and ranked January, and open months whose
sheets wait for their next act: February to be appraised, March to be confirmed, April to be handed in.
"""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.test import override_settings

from certificates import batches, copies, signing_methods
from certificates.events import BatchGathered, ChunkRequested
from certificates.models import Certificate
from emulation import (
    accounts,
    appeals,
    assignment_plans,
    assignments,
    audit_lists,
    bookings,
    campaigns,
    catalogue,
    certainty,
    checklists,
    commendations,
    contest_plans,
    contest_rounds,
    contests,
    corrections,
    decisions,
    delegations,
    evaluations,
    evidences,
    feedback,
    feedback_desk,
    files,
    findings,
    imports,
    inspection_teams,
    inspections,
    leaves,
    mails,
    months,
    notices,
    peers,
    people,
    publications,
    rankings,
    revisions,
    rulings,
    scheme_drafts,
    schemes,
    survey_exclusions,
    surveys,
    task_lists,
    visits,
    work_calendars,
)
from emulation import units as organisation
from emulation.appeal_lines import Contested
from emulation.commendation import (
    bonuses,
    consultations,
    disciplines,
    document_templates,
    forwardings,
    funds,
    initiatives,
    nominations,
    payments,
    pledges,
    registrations,
    rule_books,
)
from emulation.commendation.forwardings import Cover
from emulation.commendation.nomination_lines import Deed, Wanted
from emulation.events import (
    CampaignClosed,
    CampaignLaunched,
    DecisionSigned,
    EvaluationCorrected,
    ImportUploaded,
    MonthClosed,
    RankingComputed,
)
from emulation.files import Upload
from emulation.letters import Letter
from emulation.models import (
    Account,
    BonusEntitlement,
    Campaign,
    CommendationSuggestion,
    EligibilityHold,
    Evaluation,
    Forwarding,
    Import,
    Mail,
    Ranking,
    SchemeVersion,
    Standing,
)
from emulation.people import StaffRow
from emulation.rules import access, tracking_codes
from emulation.rules.assignments import Step, Task
from emulation.rules.checklists import Checked
from emulation.rules.contests import Contestant, Criterion, Judge, Plan, Prize, Round
from emulation.rules.inspections import Measure, Observed
from emulation.rules.mailing import Answer
from emulation.rules.survey_groups import Group
from emulation.rules.task_lists import Entry
from emulation.rules.task_lists import Task as Product
from emulation.units import UnitRow
from emulation.workbooks import EvaluationForm, Leaf, PersonFill, UnitFill, evaluation_template
from kernel import ledger
from kernel.actors import AUTHORITY, CLUSTER, SELF, UNIT, Actor, Grant, system_actor
from kernel.events import Event
from kernel.models import Delivery, LedgerEntry
from tasks import paper_composing
from tests import council_world
from tests.survey_world import survey_of

HOME, AWAY = "hoan-kiem", "dong-da"
TOWNS = {HOME: "Hoàn Kiếm", AWAY: "Đống Đa"}
PASSWORD = "Thi-đua-2019!"
NOW = datetime(2019, 5, 12, 2, 0, tzinfo=UTC)
START = datetime(2018, 12, 1, tzinfo=UTC)
PRESETS = Path(__file__).parents[1] / "emulation" / "presets"
UNITS = {"P01": ("ward", "CUM-1"), "P02": ("ward", "CUM-1"), "D01": ("division", "CUM-2")}
CLUSTERS = {"CUM-1": "Cụm thi đua các phường", "CUM-2": "Khối các phòng chuyên môn"}
FULL_NAMES = ("Nguyễn Thị Hòa", "H'Hen Niê", "Trần Đức Ưởng")
WEEK = date(2019, 5, 6)
CLOSED, CONFIRMED, SUBMITTED, DRAFTED = "2019-01", "2019-02", "2019-03", "2019-04"
UNIT_MARKS = {"A1": "5", "A2": "5", "A3": "4.5", "A4": "5", "B1": "27", "B2": "18", "B3": "9"}
PERSON_MARKS = {"A1": "5", "A2": "5", "A3": "5", "A4": "4.5", "B1": "28", "B2": "22", "B3": "13"}
SURVEY = [{"code": "Q1", "vi": "Thái độ phục vụ", "en": "Manner"}]

WINNER = "P02"
"""Who won the contest that is published."""
HIDDEN = "9.375"
"""A judge's mark that nobody else may see before all have handed in."""
WHOLE_ROLES = (
    access.STANDING_OFFICER,
    access.AUTHORITY_HEAD,
    access.COUNCIL_CHAIR,
    access.COUNCIL_MEMBER,
    access.COUNCIL_SECRETARY,
    access.INSPECTOR,
    access.CLERK,
    access.ACCOUNTANT,
    access.ADMINISTRATOR,
)
CLUSTER_ROLES = (access.CLUSTER_LEAD, access.CLUSTER_DEPUTY)
OWN, OTHER = "P01", "D01"
"""The unit (and cluster) of the role accounts, and one over which they have no role."""


def person(unit: str, place: int) -> str:
    """Codes of staff: 1 is the head, 2 the officer, 3 of the ranks."""
    return f"CB-{unit}-{place}"


@dataclass
class Town:
    """One authority: its actors by user name without the town, and the ids of its things."""

    code: str
    actors: dict[str, Actor] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    scheme: dict[str, Any] = field(default_factory=dict)
    scheme_draft: str = ""
    running: str = ""
    stages: dict[str, str] = field(default_factory=dict)
    signed: str = ""
    drafted: str = ""
    fund: str = ""
    bonuses: dict[str, str] = field(default_factory=dict)
    payment_list: str = ""
    consulted: str = ""
    consultation: str = ""
    objection: str = ""
    certificates: dict[str, str] = field(default_factory=dict)
    batch: str = ""
    copies: dict[str, str] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    published: dict[str, str] = field(default_factory=dict)
    shadow: str = ""
    corrections: dict[str, str] = field(default_factory=dict)
    exclusions: dict[tuple[str, str], str] = field(default_factory=dict)
    rulings: dict[str, str] = field(default_factory=dict)
    appeals: dict[str, str] = field(default_factory=dict)
    bookings: dict[str, str] = field(default_factory=dict)
    feedback: dict[str, str] = field(default_factory=dict)
    assignments: dict[str, str] = field(default_factory=dict)
    contests: dict[str, str] = field(default_factory=dict)
    suggestion: str = ""
    council: dict[str, str] = field(default_factory=dict)
    visits: dict[str, str] = field(default_factory=dict)
    surprises: dict[str, str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)
    audit: str = ""
    delegations: dict[str, str] = field(default_factory=dict)
    bound: str = ""
    peers: dict[str, str] = field(default_factory=dict)
    calendar_day: str = ""
    registrations: dict[str, str] = field(default_factory=dict)
    pledges: dict[str, str] = field(default_factory=dict)
    nominations: dict[tuple[str, str], str] = field(default_factory=dict)
    forwardings: dict[str, str] = field(default_factory=dict)
    leaves: dict[str, str] = field(default_factory=dict)
    surveys: dict[str, str] = field(default_factory=dict)
    own_rule: str = ""
    initiatives: dict[str, str] = field(default_factory=dict)
    disciplines: dict[str, str] = field(default_factory=dict)
    delivery: int = 0

    @property
    def name(self) -> str:
        return TOWNS[self.code]

    def evaluation(self, month: str, unit: str, person_code: str = "") -> Evaluation:
        return Evaluation.objects.get(
            campaign=self.running, month__month=month, unit__code=unit, person__code=person_code or None
        )

    def ranking(self, subjects: str = Ranking.UNITS) -> str:
        return str(Ranking.objects.get(campaign=self.running, month__month=CLOSED, subjects=subjects).pk)

    def correction(self) -> str:
        """One that waits for its second person."""
        return self.corrections[OTHER]

    def standing(self, subject: str) -> str:
        return str(Standing.objects.get(ranking__campaign=self.running, subject=subject).pk)

    def noted(self) -> "Town":
        """The same town with notes of its own: an account that a test opens is noted down for that test alone."""
        own = {name: dict(value) for name, value in vars(self).items() if isinstance(value, dict)}
        return replace(self, **own)


@dataclass
class World:
    home: Town
    away: Town


def event(kind: type[Event], **about: str) -> Any:
    """The newest event of a kind, as a reaction gets it."""
    rows = LedgerEntry.objects.filter(type=kind.type, **{f"payload__{name}": value for name, value in about.items()})
    return kind.of(rows.latest("id").payload)


def points(marks: Mapping[str, str], **changed: str) -> dict[str, Any]:
    return {code: Decimal(text) for code, text in {**marks, **changed}.items()}


def mishap(town: Town) -> str:
    """The error of the town's dead delivery."""
    return f"máy in của {town.name} hết giấy"


def build() -> World:
    world = World(_town(HOME), _town(AWAY))
    ledger.seal()
    for town in (world.home, world.away):
        entry = LedgerEntry.objects.filter(authority=town.code, type=MonthClosed.type).latest("id")
        town.delivery = Delivery.objects.create(
            entry=entry,
            authority=town.code,
            reaction="rank_units_of_month",
            state=Delivery.DEAD,
            attempts=5,
            error=mishap(town),
        ).pk
    return world


def begin(code: str) -> Town:
    """A town with its people, its schemes and its campaign under way: what everything else is about."""
    town = Town(code)
    system = system_actor(code)
    organisation.found_authority(
        code, name=f"Quận {town.name}", head_title="Chủ tịch", place=town.name, by=system, at=START
    )
    rows = [UnitRow("HK", f"UBND quận {town.name}", "authority_office", "", "", "", date(2018, 1, 1))]
    rows += [
        UnitRow(
            unit,
            f"Đơn vị {unit} {town.name}",
            kind,
            "HK",
            cluster,
            f"{CLUSTERS[cluster]} {town.name}",
            date(2018, 1, 1),
        )
        for unit, (kind, cluster) in UNITS.items()
    ]
    organisation.register(code, rows, source="tests", by=system, at=START)
    people.register(
        code, [_staff(town, unit, place) for unit in UNITS for place in (1, 2, 3)], source="tests", by=system, at=START
    )
    _open_accounts(town)
    _publish_schemes(town)
    _run(town)
    return town


def _town(code: str) -> Town:
    town = begin(code)
    _stages(town)
    _correct(town)
    _rule(town)
    _leave_out(town)
    _book(town)
    _assign(town)
    _compete(town)
    _inspect(town)
    decide(town)
    _fund(town)
    _import(town)
    _hear(town)
    _give_evidence(town)
    _appeal(town)
    _delegate(town)
    _mail(town)
    _pair(town)
    by = {"office": town.actors[access.STANDING_OFFICER], "chair": town.actors[access.AUTHORITY_HEAD]}
    town.surveys = survey_of(town.running, town.name, at=NOW, until=date(2019, 5, 31), **by)
    _list_tasks(town)
    _register(town)
    _nominate(town)
    _send_up(town)
    _own_template(town)
    _keep_records(town)
    _record_leaves(town)
    _sit(town)
    return town


def _staff(town: Town, unit: str, place: int) -> StaffRow:
    return StaffRow(
        code=person(unit, place),
        full_name=f"{FULL_NAMES[place - 1]} {unit} {town.name}",
        gender="nữ" if place == 2 else "nam",
        unit=unit,
        position="Thủ trưởng" if place == 1 else "Chuyên viên",
        duty_group="Chuyên môn",
        is_head=place == 1,
        valid_from=date(2018, 1, 1),
    )


def open_account(town: Town, name: str, *grants: Grant, staff: str = "") -> Actor:
    """An account of a town, with quick access to its actor under the name."""
    by, username = system_actor(town.code), f"{name}@{town.code}"
    account = accounts.open_account(
        town.code, username, password=PASSWORD, name=f"{name} {town.name}", person=staff, by=by, at=START
    )
    for grant in grants:
        accounts.grant_role(town.code, username, grant, by=by, at=START)
    town.accounts[name] = Account.objects.select_related("authority", "person").get(pk=account.pk)
    town.actors[name] = accounts.actor_of(town.accounts[name])
    return town.actors[name]


def _open_accounts(town: Town) -> None:
    """One account of each role under the role's name; heads, officers and staff of the other units beside them."""
    for role in WHOLE_ROLES:
        open_account(town, role, Grant(role, AUTHORITY))
    for role in CLUSTER_ROLES:
        open_account(town, role, Grant(role, CLUSTER, "CUM-1"))
    for unit in UNITS:
        suffix = "" if unit == OWN else f".{unit}"
        open_account(town, f"unit_head{suffix}", Grant(access.UNIT_HEAD, UNIT, unit), staff=person(unit, 1))
        open_account(town, f"unit_officer{suffix}", Grant(access.UNIT_OFFICER, UNIT, unit), staff=person(unit, 2))
        open_account(town, f"staff{suffix}", Grant(access.STAFF, SELF), staff=person(unit, 3))
    open_account(town, "nobody")
    open_account(town, "all_roles", *(Grant(role, AUTHORITY) for role in access.ROLES if role != access.STAFF))


def _list_tasks(town: Town) -> None:
    """A week of a member of two units, handed in by the officer."""
    for unit in (OWN, OTHER):
        officer, figures = of_unit(town, access.UNIT_OFFICER, unit), Product(Decimal(2), Decimal(2), Decimal(2))
        task = Entry(f"Soạn văn bản {town.name}", "Văn bản", "Thủ trưởng", date(2019, 5, 10), figures)
        task_lists.save(person(unit, 3), WEEK, [task], by=officer, at=NOW)
        task_lists.submit(person(unit, 3), WEEK, by=officer, at=NOW)


def leave_of(town: Town, unit: str) -> str:
    """The document of a leave: what not everybody may read."""
    return f"Giấy ra viện của {unit} {town.name}"


def _record_leaves(town: Town) -> None:
    """A member of two units is ill for a week in November."""
    for unit in (OWN, OTHER):
        officer, days = of_unit(town, access.UNIT_OFFICER, unit), (date(2019, 11, 4), date(2019, 11, 8))
        row = leaves.record(person(unit, 3), "sick", *days, document=leave_of(town, unit), by=officer, at=NOW)
        town.leaves[unit] = str(row.pk)


def _pair(town: Town) -> None:
    """A campaign in which units score each other: P01 scores P02, D01 scores P01; nobody handed anything in yet."""
    town.stages["peers"] = launch(town, "PEERS", policy={"peers": {"units": {"minimum": 1}}})
    pairs = [(OWN, "P02"), (OTHER, OWN)]
    peers.assign(town.stages["peers"], Ranking.UNITS, pairs, by=town.actors[access.STANDING_OFFICER], at=NOW)
    for row in Campaign.objects.get(pk=town.stages["peers"]).peer_assignments.all():
        town.peers[row.scorer] = str(row.pk)


def _delegate(town: Town) -> None:
    """The heads of two units are away in June; others stand in."""
    for unit, delegate in ((OWN, "unit_head.P02"), (OTHER, f"unit_officer.{OTHER}")):
        head = f"unit_head{'' if unit == OWN else f'.{unit}'}"
        wanted = delegations.Wanted(
            f"{head}@{town.code}",
            f"{delegate}@{town.code}",
            Grant(access.UNIT_HEAD, UNIT, unit),
            date(2019, 6, 1),
            date(2019, 6, 9),
            f"Nghỉ phép {town.name}",
        )
        town.delegations[unit] = str(delegations.delegate(wanted, by=town.actors[head], at=NOW).pk)


def _publish_schemes(town: Town) -> None:
    for name in ("hanoi-3814-unit", "hanoi-3814-person"):
        definition = json.loads((PRESETS / f"{name}.json").read_text(encoding="utf-8"))
        schemes.publish({**definition, "minimum_months": 1}, by=town.actors[access.STANDING_OFFICER], at=START)
        town.scheme = {**definition, "minimum_months": 1, "code": f"rieng-{town.code}"}
    schemes.publish(town.scheme, by=town.actors[access.STANDING_OFFICER], at=START)
    written = scheme_drafts.begin(town.scheme, by=town.actors[access.STANDING_OFFICER], at=START)
    town.scheme_draft = str(written.pk)


def contents(town: Town, code: str, **changed: Any) -> campaigns.Draft:
    """A complete draft of a campaign of one month, or of what is ``changed``."""
    values = {
        "code": code,
        "name": f"Phong trào {code} {town.name}",
        "goal": "Nâng cao ý thức phục vụ.",
        "scope": "Toàn quận.",
        "subjects": "Tập thể và cá nhân.",
        "criteria": "Chấm điểm hằng tháng.",
        "starts_on": date(2019, 1, 1),
        "ends_on": date(2019, 1, 31),
        "plan": "Theo kế hoạch.",
        "measures": "Tuyên truyền, kiểm tra.",
        "legal_basis": "Luật Thi đua, khen thưởng",
        "launch_document": "Kế hoạch số 01/KH-UBND",
        "unit_scheme": ("hanoi-3814-unit", 1),
        "person_scheme": ("hanoi-3814-person", 1),
        "survey": SURVEY,
    }
    return campaigns.Draft(**{**values, **changed})


def draft(town: Town, code: str, **changed: Any) -> str:
    return str(campaigns.draft(contents(town, code, **changed), by=town.actors[access.STANDING_OFFICER], at=START).pk)


def launch(town: Town, code: str, **changed: Any) -> str:
    campaign = draft(town, code, **changed)
    campaigns.launch(campaign, by=town.actors[access.AUTHORITY_HEAD], at=START)
    return campaign


def of_unit(town: Town, role: str, unit: str) -> Actor:
    return town.actors[role if unit == OWN else f"{role}.{unit}"]


def hand_in(town: Town, month: str, unit: str, at: datetime, *, submit: bool = True, campaign: str = "") -> None:
    """The unit's own sheet and those of its three people, in the running campaign unless another is named."""
    lines = [evaluations.Line("", points(UNIT_MARKS))]
    lines += [evaluations.Line(person(unit, place), points(PERSON_MARKS, B1=str(30 - place))) for place in (1, 2, 3)]
    officer = of_unit(town, access.UNIT_OFFICER, unit)
    evaluations.save(campaign or town.running, month, unit, lines, by=officer, at=at)
    if submit:
        evaluations.submit(campaign or town.running, month, unit, by=officer, at=at)


def _run(town: Town) -> None:
    town.running = campaign = launch(town, "VHCS-2019", ends_on=date(2019, 4, 30))
    notices.tell_of_launch(event(CampaignLaunched, campaign=campaign), START)
    office = town.actors[access.STANDING_OFFICER]
    for unit in UNITS:
        head = of_unit(town, access.UNIT_HEAD, unit)
        hand_in(town, CLOSED, unit, datetime(2019, 2, 3, tzinfo=UTC))
        evaluations.confirm(campaign, CLOSED, unit, by=head, at=datetime(2019, 2, 4, tzinfo=UTC))
        evaluations.appraise(campaign, CLOSED, unit, by=office, at=datetime(2019, 2, 5, tzinfo=UTC))
        hand_in(town, CONFIRMED, unit, datetime(2019, 3, 3, tzinfo=UTC))
        evaluations.confirm(campaign, CONFIRMED, unit, by=head, at=datetime(2019, 3, 4, tzinfo=UTC))
        hand_in(town, SUBMITTED, unit, datetime(2019, 4, 3, tzinfo=UTC))
        hand_in(town, DRAFTED, unit, datetime(2019, 5, 3, tzinfo=UTC), submit=False)
    surveys.count(campaign, [*answers(OWN, 30), *answers(OTHER, 30)], by=office, at=NOW)
    months.close(campaign, CLOSED, by=office, at=datetime(2019, 2, 11, tzinfo=UTC))
    closed = event(MonthClosed, campaign=campaign, month=CLOSED)
    rankings.rank_units(closed, closed_at := datetime(2019, 2, 11, tzinfo=UTC))
    rankings.rank_people(closed, closed_at)
    for subjects in (Ranking.UNITS, Ranking.PEOPLE):
        certainty.study(event(RankingComputed, campaign=campaign, subjects=subjects), closed_at)
    scored = [evaluations.Line(person(unit, 3), points(PERSON_MARKS)) for unit in (OWN, OTHER)]
    inspections.double_score(campaign, CLOSED, "Đoàn 1", scored, by=town.actors[access.INSPECTOR], at=NOW)


def _stages(town: Town) -> None:
    """A campaign in every stage of its life, for the acts that begin there."""
    office, chair = town.actors[access.STANDING_OFFICER], town.actors[access.AUTHORITY_HEAD]
    town.stages["draft"] = draft(town, "DRAFT")
    town.stages["launched"] = launch(town, "LAUNCHED")
    town.stages["suspended"] = launch(town, "SUSPENDED")
    campaigns.suspend(town.stages["suspended"], reason="Chờ hướng dẫn.", by=chair, at=NOW)
    for stage in ("closable", "closed"):
        town.stages[stage] = launch(town, stage.upper())
        months.close(town.stages[stage], CLOSED, by=office, at=NOW)
    campaigns.close(town.stages["closed"], by=chair, at=NOW)
    rankings.rank_campaign(event(CampaignClosed, campaign=town.stages["closed"]), NOW)
    final = Ranking.objects.get(campaign=town.stages["closed"], month=None, subjects=Ranking.UNITS)
    publications.publish(str(final.pk), by=office, at=NOW)
    town.published[Ranking.UNITS] = str(final.pk)


def _correct(town: Town) -> None:
    """A campaign whose one month was corrected after it was ranked: the units' revision waits, the people are published."""
    campaign = town.stages["corrected"] = launch(town, "CORRECTED")
    office, head = town.actors[access.STANDING_OFFICER], town.actors[access.AUTHORITY_HEAD]
    for unit in (OWN, OTHER):
        hand_in(town, CLOSED, unit, NOW, campaign=campaign)
        evaluations.confirm(campaign, CLOSED, unit, by=of_unit(town, access.UNIT_HEAD, unit), at=NOW)
        evaluations.appraise(campaign, CLOSED, unit, by=office, at=NOW)
    months.close(campaign, CLOSED, by=office, at=NOW)
    rankings.rank_units(event(MonthClosed, campaign=campaign), NOW)
    people_ranking = rankings.rank_people(event(MonthClosed, campaign=campaign), NOW)
    if people_ranking:
        publications.publish(str(people_ranking.pk), by=office, at=NOW)
        town.published[Ranking.PEOPLE] = str(people_ranking.pk)
    by = town.actors["all_roles"]
    for unit in (OWN, OTHER):
        line = evaluations.Line("", points({"B1": "20"}), None, note="Kết luận thanh tra.")
        town.corrections[unit] = str(corrections.correct(campaign, CLOSED, unit, line, by=by, at=NOW).pk)
    corrections.approve(town.corrections[OWN], by=head, at=NOW)
    revisions.follow_correction(event(EvaluationCorrected, campaign=campaign), NOW)
    town.shadow = str(Ranking.objects.get(campaign=campaign, state="shadow").pk)


def _rule(town: Town) -> None:
    """In the campaign that was just launched two units and two people are not ranked."""
    by = town.actors["all_roles"]
    for unit in (OWN, OTHER):
        for subjects, target in ((Ranking.UNITS, unit), (Ranking.PEOPLE, person(unit, 3))):
            asked = (town.stages["launched"], subjects, "unranked", target)
            town.rulings[target] = str(rulings.decide(*asked, reason="Mới thành lập.", by=by, at=NOW).pk)


def _book(town: Town) -> None:
    """In the campaign that was just launched a veto is proposed for two units; neither counts yet."""
    by = town.actors[access.INSPECTOR]
    scheme = SchemeVersion.objects.get(code="hanoi-3814-unit", authority=town.code)
    veto = scheme.definition["vetoes"][0]["code"]
    for unit in (OWN, OTHER):
        source = bookings.Source("finding", f"kt-{unit}", f"KT {unit}")
        where = {"campaign": town.stages["launched"], "month": CLOSED, "unit": unit}
        row = bookings.propose(source, **where, veto=veto, reason="Vi phạm nghiêm trọng.", by=by, at=NOW)
        town.bookings[unit] = str(row.pk)


def task(unit: str, **changed: Any) -> Task:
    """A task of the plan for a unit and its third person, whose last day is that of January."""
    values = {
        "code": f"NV-{unit}",
        "title": f"Rà soát thủ tục một cửa {unit}",
        "unit": unit,
        "person": person(unit, 3),
        "responsibility": "Chủ trì, chịu trách nhiệm về tiến độ",
        "steps": (Step("Khảo sát", date(2019, 1, 15)),),
        "product": "Báo cáo rà soát",
        "check": "Thường trực đối chiếu hồ sơ",
        "deadline": date(2019, 1, 31),
    }
    return Task(**{**values, **changed})


def _assign(town: Town) -> None:
    """In the running campaign two units have each a task that nobody has reported done."""
    by = town.actors[access.STANDING_OFFICER]
    for unit in (OWN, OTHER):
        row = assignment_plans.enter(town.running, task(unit), by=by, at=START)
        town.assignments[unit] = str(assignments.move(str(row.pk), "assign", by=by, at=START).pk)


def _mail(town: Town) -> None:
    """A mail to the head of the unit that the server refused for good."""
    letter = Letter("Thư không tới", "Thư không tới", "<p>Thư không tới</p>")
    mail = mails.queue(town.accounts["unit_head"], Mail.CONFIRMATION, f"khong@{town.code}.example", letter, at=NOW)
    mails.failed(mail, Answer(550, "no such user", of_address=True), at=NOW)


def _leave_out(town: Town) -> None:
    """Of the answers on two units a few are left out, and it is proposed to leave out all others."""
    both, inspector = town.actors["all_roles"], town.actors[access.INSPECTOR]
    for unit in (OWN, OTHER):
        sent = [surveys.Answer(f"{unit}-t{n}", unit, date(2019, 4, 16), "thùng thư", {"Q1": 1}) for n in range(3)]
        surveys.count(town.running, sent, by=town.actors[access.STANDING_OFFICER], at=NOW)
        made = []
        for group, by in ((Group(unit, "thùng thư"), inspector), (Group(unit, day="2019-04-15"), both)):
            reason = f"Gửi dồn về {unit} {town.name}."
            made.append(survey_exclusions.propose(town.running, DRAFTED, group, reason=reason, by=by, at=NOW))
        survey_exclusions.exclude(str(made[0].pk), by=both, at=NOW)
        for row, state in zip(made, ("excluded", "proposed"), strict=True):
            town.exclusions[unit, state] = str(row.pk)


def contest(town: Town, code: str, *judges: str) -> Plan:
    """A contest of one round between two units, judged by these accounts; the first of them presides."""
    panel = [Judge(town.accounts[name].username, presides=name == judges[0]) for name in judges]
    return Plan(
        code=code,
        name=f"Hội thi {code} {town.name}",
        criteria=(Criterion("ND", "Nội dung", Decimal(10)),),
        rounds=(Round(1, "Chung kết", date(2019, 4, 10), "Hội trường"),),
        entrants=tuple(Contestant(unit, f"Đơn vị {unit}", "unit", unit) for unit in (OTHER, OWN, WINNER)),
        judges=tuple(sorted(panel, key=lambda judge: judge.username)),
        prizes=(Prize("nhat", "Giải nhất", 1),),
        aggregate="mean",
    )


def _compete(town: Town) -> None:
    """In the running campaign a contest whose one sheet nobody else may see yet, and one that is published."""
    office, head, chair = (
        town.actors[role] for role in (access.STANDING_OFFICER, access.AUTHORITY_HEAD, access.COUNCIL_CHAIR)
    )
    id_ = ""
    for name, judges in (("open", ("authority", "council_chair")), ("published", ("authority",))):
        plan = contest(town, f"HT-{name}", *judges)
        id_ = town.contests[name] = str(contest_plans.draft(town.running, plan, by=office, at=NOW).pk)
        contests.open_(id_, by=office, at=NOW)
        contest_rounds.open_round(id_, 1, by=office, at=NOW)
        for unit, mark in ((OWN, HIDDEN), (OTHER, "8"), (WINNER, "9.5")):
            contest_rounds.mark(id_, 1, unit, {"ND": Decimal(mark)}, by=head, at=NOW)
    contest_rounds.hand_in(id_, 1, by=head, at=NOW)
    contest_rounds.close_round(id_, 1, by=head, at=NOW)
    contests.award(id_, {WINNER: "nhat"}, by=office, at=NOW)
    contests.sign(id_, by=chair, at=NOW)
    contests.publish(id_, by=office, at=NOW)
    commendations.suggest(at=NOW)
    town.suggestion = str(CommendationSuggestion.objects.get(authority_id=town.code, kind="prize").pk)


def proposals(*recipients: tuple[str, str]) -> list[decisions.Proposal]:
    return [
        decisions.Proposal("GK_HUYEN", unit, "Hoàn thành xuất sắc nhiệm vụ năm 2019", staff)
        for unit, staff in recipients
    ]


def decision(number: str, awards: Sequence[decisions.Proposal], **changed: Any) -> decisions.Draft:
    values = {
        "title": f"Khen thưởng số {number}",
        "number": number,
        "decided_on": date(2019, 5, 10),
        "signatory_name": "Lê Minh Đức",
        "signatory_title": "Chủ tịch",
    }
    return decisions.Draft(awards=awards, **{**values, **changed})


TEAM = "DOAN-1"
SHIPPED = ("ky-cuong-phuc-vu", 1)
VISITED, SURPRISE = date(2019, 4, 24), date(2019, 4, 25)
REPORTED_AT = datetime(2019, 5, 10, 2, 0, tzinfo=UTC)
FOUND = "Hai cán bộ vắng mặt trong giờ làm việc"


def found_at(town: Town, unit: str) -> str:
    """What the reported visit to a unit found."""
    return f"{FOUND}: {unit} {town.name}"


def _inspect(town: Town) -> None:
    """A team; of two units each a visit that is reported, with a finding to be answered, and a surprise that is planned. A list
    is drawn for February, and a seed bound for March."""
    office, chair = town.actors[access.STANDING_OFFICER], town.actors[access.AUTHORITY_HEAD]
    lead = town.actors[access.INSPECTOR]
    shipped = next(catalogue.checklists())
    checklists.publish(shipped, by=office, at=START)
    people_of_team = tuple(
        inspection_teams.Member(f"{name}@{town.code}", leads=name == access.INSPECTOR)
        for name in (access.INSPECTOR, "all_roles")
    )
    team = inspection_teams.Team(TEAM, f"Đoàn {town.name}", "QĐ 01/QĐ-UBND", date(2018, 6, 1), people_of_team)
    inspection_teams.set_up(team, by=chair, at=START)
    marks = {item["code"]: Checked("met") for section in shipped["sections"] for item in section["items"]}
    for unit in (OWN, OTHER):
        wanted = visits.Plan(unit, TEAM, SHIPPED, VISITED)
        town.visits[unit] = visit = str(visits.plan(town.running, wanted, by=chair, at=START).pk)
        hidden = replace(wanted, planned_on=SURPRISE, surprise=True, purpose=f"Đột xuất {unit} {town.name}")
        town.surprises[unit] = str(visits.plan(town.running, hidden, by=chair, at=START).pk)
        visits.begin(visit, by=lead, at=REPORTED_AT)
        visits.fill(visit, marks, by=lead, at=REPORTED_AT)
        seen = Observed("breach", found_at(town, unit), basis="Nội quy cơ quan")
        grave = replace(seen, text="Giữ hồ sơ của dân quá hẹn.")
        rows = [findings.record(visit, one, key=uuid4(), by=lead, at=REPORTED_AT) for one in (seen, grave)]
        town.findings[unit] = str(rows[0].pk)
        visits.report(visit, summary="Đã kiểm tra.", by=lead, at=REPORTED_AT)
        town.holds[unit] = _hold(town, unit, str(rows[1].pk))
    for month in (CONFIRMED, SUBMITTED):
        row = audit_lists.commit(town.running, month, seed="0f" * 32, size=1, by=office, at=NOW)
        town.audit, town.bound = town.bound, str(row.pk)
    audit_lists.draw(town.audit, words=f"83916 {town.name}", by=chair, at=NOW)


def _hold(town: Town, unit: str, finding: str) -> str:
    """What a finding leads to that a unit answers, the lead proposes and the office books."""
    head = of_unit(town, access.UNIT_HEAD, unit)
    findings.explain(finding, "Do thiếu người.", by=head, at=REPORTED_AT)
    asked = Measure("hold", "Chờ khắc phục.", hold_from=date(2019, 5, 10))
    findings.propose(finding, asked, by=town.actors[access.INSPECTOR], at=NOW)
    findings.book(finding, by=town.actors[access.STANDING_OFFICER], at=NOW)
    return str(EligibilityHold.objects.get(finding=finding).pk)


def decide(town: Town) -> None:
    clerk, chair = town.actors[access.CLERK], town.actors[access.AUTHORITY_HEAD]
    who = proposals((OWN, ""), (OWN, person(OWN, 3)), (OTHER, ""), (OTHER, person(OTHER, 3)))
    signed = decisions.draft(decision("215", who), by=clerk, at=NOW)
    decisions.sign(str(signed.pk), by=chair, at=NOW)
    batches.request(event(DecisionSigned, decision=str(signed.pk)), NOW)
    town.batch = make_certificates(str(signed.pk))
    said = {"signers": [f"Người ký {town.name}"], "in_effect_from": NOW.date()}
    signing_methods.take("ink", **said, by=town.actors[access.ADMINISTRATOR], at=NOW)
    paper_composing.prepare(event(BatchGathered, decision=str(signed.pk)), NOW)
    rows = Certificate.objects.filter(authority=town.code).order_by("place_in_decision")
    for name, row in zip((OWN, person(OWN, 3), OTHER, person(OTHER, 3)), rows, strict=True):
        town.certificates[name] = str(row.pk)
    for unit in (OWN, OTHER):
        asks = town.actors["staff" if unit == OWN else f"staff.{unit}"]
        row = Certificate.objects.get(pk=town.certificates[person(unit, 3)])
        place = organisation.chart(town.code, NOW.date()).place(unit, row.person)
        made = copies.ask(row, "reissue", f"Mất khi chuyển nhà ở {town.name}", over=place, by=asks, at=NOW)
        town.copies[unit] = str(made.pk)
    town.signed = str(signed.pk)
    town.drafted = str(decisions.draft(decision("216", who), by=clerk, at=NOW).pk)
    _consult(town)


def make_certificates(decision_id: str) -> str:
    """Make what a decision gathered, as its paper would let it begin; answers the batch."""
    gathered = event(BatchGathered, decision=decision_id)
    batches.begin(gathered, NOW)
    for entry in LedgerEntry.objects.filter(type=ChunkRequested.type, payload__batch=gathered.batch).order_by("id"):
        batches.make(ChunkRequested.of(entry.payload), NOW)
    return str(gathered.batch)


def _consult(town: Town) -> None:
    """A list that is open for comment, to which a member of staff objects."""
    clerk, office = town.actors[access.CLERK], town.actors[access.STANDING_OFFICER]
    about = decision("", proposals(("P02", person("P02", 3))), title=f"Niêm yết {town.name}")
    town.consulted = str(decisions.draft(about, by=clerk, at=NOW).pk)
    town.consultation = str(consultations.lay_open(town.consulted, 5, by=office, at=NOW).pk)
    said = consultations.raise_objection(town.consultation, objection(town), by=town.actors["staff"], at=NOW)
    town.objection = str(said.pk)


def objection(town: Town) -> str:
    """What a member of staff says, which no nominee may read."""
    return f"Không có mặt hôm đó, theo người ở {town.name}."


def _fund(town: Town) -> None:
    """A fund with the year's money; a list of the bonuses of the other unit waits for its approval."""
    accountant, name = town.actors[access.ACCOUNTANT], f"Quỹ khen thưởng {town.name}"
    row = funds.open_(funds.Opening(name, "QĐ 01", 1_000_000), by=accountant, at=START)
    town.fund = str(row.pk)
    funds.allocate(town.fund, 4_000_000, document="QĐ 02", by=accountant, at=START)
    bonuses.compute(event(DecisionSigned, decision=town.signed), NOW)
    for one in BonusEntitlement.objects.filter(decision=town.signed).select_related("person", "unit"):
        town.bonuses[one.person.code if one.person else one.unit.code] = str(one.pk)
    chosen = [town.bonuses[OTHER], town.bonuses[person(OTHER, 3)]]
    asked = payments.Draft(town.fund, "01", f"Chi thưởng {town.name}", chosen)
    town.payment_list = str(payments.draft(asked, by=accountant, at=NOW).pk)


def complaint(town: Town, unit: str) -> feedback.Told:
    """What a citizen tells about a unit, with a contact that the unit must not see."""
    contact = feedback.Contact(f"Bà Bưởi {unit} {town.name}", "0912 345 678")
    return feedback.Told("reflection", f"Chờ lâu ở {unit} {town.name}.", unit, date(2019, 5, 10), contact)


def tracking_code(town: Town, unit: str) -> str:
    return tracking_codes.code_of(list(UNITS).index(unit) + 10 * list(TOWNS).index(town.code))


def _hear(town: Town) -> None:
    """Two units have something of a citizen's to answer; one item has not been routed yet. A day off is the town's own."""
    by = town.actors[access.STANDING_OFFICER]
    off = {"name": f"Nghỉ riêng {town.name}", "legal_basis": "Công văn 1", "by": by, "at": NOW}
    town.calendar_day = str(work_calendars.add(date(2019, 10, 10), "holiday", **off).pk)
    for unit in (OWN, OTHER, "P02"):
        row = feedback.receive(town.code, complaint(town, unit), code=tracking_code(town, unit), at=NOW)
        town.feedback[unit] = str(row.pk)
        if unit != "P02":
            feedback_desk.route(str(row.pk), unit, by=by, at=NOW)


def workbook(unit: str, month: str, *, campaign: str = "VHCS-2019", points_: Mapping[str, Any] | None = None) -> bytes:
    """A unit's workbook of a month, filled in for the unit and its three people (one mark of a person is too high)."""
    unit_leaves = [Leaf(code, code, Decimal(30)) for code in UNIT_MARKS]
    person_leaves = [Leaf(code, code, Decimal(30)) for code in PERSON_MARKS]
    values = points(UNIT_MARKS) if points_ is None else points_
    form = EvaluationForm(
        campaign=campaign,
        unit=unit,
        month=month,
        unit_leaves=unit_leaves,
        unit_vetoes=[Leaf("V1", "Kỷ luật")],
        person_leaves=person_leaves,
        person_vetoes=[Leaf("V1", "Kỷ luật")],
        people=[
            PersonFill(person(unit, place), FULL_NAMES[place - 1], points(PERSON_MARKS, A1="6" if place == 3 else "5"))
            for place in (1, 2, 3)
        ],
        unit_values={code: UnitFill(value) for code, value in values.items()},
    )
    return evaluation_template(form)


def units_file(town: Town) -> bytes:
    """A list of units with one good row and one whose day there is not."""
    head = "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Mã cụm/khối,Tên cụm/khối,Từ ngày"
    rows = (head, f"P09,Phường mới {town.name},ward,HK,CUM-1,,2019-05-01", "P10,Sai ngày,ward,HK,CUM-1,,2019-13-40")
    return io.StringIO("\n".join(rows)).read().encode()


def _import(town: Town) -> None:
    office = town.actors[access.STANDING_OFFICER]
    row = imports.upload(Import.UNITS, f"don-vi {town.name}.csv", units_file(town), by=office, at=NOW)
    town.imports["units"] = str(row.pk)
    for unit in (OWN, OTHER):
        by = of_unit(town, access.UNIT_OFFICER, unit)
        content = workbook(unit, DRAFTED)
        row = imports.upload(Import.EVALUATIONS, f"phieu {unit} {town.name}.xlsx", content, unit=unit, by=by, at=NOW)
        town.imports[unit] = str(row.pk)
    for id_ in town.imports.values():
        imports.validate(event(ImportUploaded, import_id=id_), NOW)


PLAIN_PDF = b"%PDF-1.7\ntrailer <<>>\n%%EOF\n"


def _give_evidence(town: Town) -> None:
    """At criterion B1 of the sheets that are being written, of two units and of a person in each."""
    for unit in (OWN, OTHER):
        for subject in ("", person(unit, 3)):
            name = f"bien-ban {subject or unit} {town.name}.pdf"
            by, sheet = of_unit(town, access.UNIT_OFFICER, unit), town.evaluation(DRAFTED, unit, subject)
            (row,) = evidences.hand_in(str(sheet.pk), [Upload(name, PLAIN_PDF)], criterion="B1", by=by, at=NOW)
            town.files[subject or unit] = str(row.pk)


def _appeal(town: Town) -> None:
    """Against the corrected campaign's units, computed at the present: one waits of each unit, and one that was taken up is of
    a person."""
    ranking = Ranking.objects.get(campaign=town.stages["corrected"], subjects=Ranking.UNITS, revision=1)
    for unit in (OWN, OTHER):
        by = of_unit(town, access.UNIT_HEAD, unit)
        row = appeals.submit(str(ranking.pk), unit, [Contested(CLOSED, "A3", "5")], text="vì", by=by, at=NOW)
        town.appeals[unit] = str(row.pk)
    people_ranking, mine = town.published[Ranking.PEOPLE], person(OWN, 3)
    line = [Contested(CLOSED, "B1")]
    row = appeals.submit(people_ranking, mine, line, text="vì", by=town.actors["staff"], at=NOW)
    town.appeals[mine] = str(appeals.take_up(str(row.pk), by=town.actors[access.COUNCIL_SECRETARY], at=NOW).pk)


def answers(unit: str, count: int) -> list[surveys.Answer]:
    """So many answers about a unit, all of the month that is still to be handed in."""
    return [surveys.Answer(f"{unit}-{n}", unit, date(2019, 4, 15), "giấy", {"Q1": 5 - n % 2}) for n in range(count)]


def _register(town: Town) -> None:
    """For 2019 two units registered themselves and somebody, late: one waits for the standing body, one was approved; P02 did
    not."""
    for unit in (OWN, OTHER):
        aims = [
            registrations.Aim("GK_HUYEN"),
            registrations.Aim("GK_HUYEN", person(unit, 3), f"Của {unit} {town.name}"),
        ]
        row = registrations.write(unit, 2019, aims, by=of_unit(town, access.UNIT_OFFICER, unit), at=NOW)
        registrations.submit(str(row.pk), by=of_unit(town, access.UNIT_HEAD, unit), at=NOW)
        town.registrations[unit] = str(row.pk)
    registrations.approve(town.registrations[OTHER], by=town.actors[access.STANDING_OFFICER], at=NOW)
    last_year = pledges.Term(2018)
    pledges.write(last_year, f"Thi đua là yêu nước, {town.name}.", by=town.actors[access.STANDING_OFFICER], at=START)
    for unit in (OWN, OTHER):
        signed = pledges.sign(unit, last_year, by=of_unit(town, access.UNIT_HEAD, unit), at=START)
        town.pledges[unit] = str(signed.pk)


def dossier(unit: str, name: str, **changed: Any) -> nominations.Contents:
    """A dossier about a deed of a unit and of its third person."""
    deed = Deed(f"Chữa cháy {name}", date(2019, 4, 1), date(2019, 4, 2))
    citation = f"Dũng cảm chữa cháy {name}"
    lines = (
        Wanted("GK_HUYEN", citation, deed=deed),
        Wanted("GK_HUYEN", citation, person=person(unit, 3), deed=deed, report=f"Tôi đã tham gia chữa cháy {name}."),
    )
    values = {
        "title": f"Đề nghị khen thưởng {name}",
        "kind": "ad_hoc",
        "year": 2019,
        "procedure": "simple",
        "lines": lines,
    }
    return nominations.Contents(**{**values, **changed})


DOSSIERS = {
    OWN: ("draft", "submitted", "returned", "received", "appraised"),
    OTHER: ("draft", "submitted", "appraised"),
    "P02": ("appraised",),
}


EARLY = datetime(2019, 5, 9, 2, 0, tzinfo=UTC)
"""Before the eligibility of two units was put on hold."""


def nominate(town: Town, unit: str, state: str, contents: nominations.Contents, *, at: datetime = NOW) -> str:
    """A dossier of a unit, brought through the acts to a state up to ``appraised``, in which every line has passed."""
    office, head = town.actors[access.STANDING_OFFICER], of_unit(town, access.UNIT_HEAD, unit)
    id_ = str(nominations.start(unit, contents, by=of_unit(town, access.UNIT_OFFICER, unit), at=at).pk)
    if state != "draft":
        nominations.submit(id_, letter_number=f"01/{unit}", letter_on=date(2019, 5, 8), by=head, at=at)
    if state == "returned":
        nominations.return_(id_, reason=f"Thiếu biên bản của {unit} {town.name}.", by=office, at=at)
    if state in ("received", "appraised"):
        row = nominations.receive(id_, by=office, at=at)
    if state == "appraised":
        passed = {str(line.pk): nominations.Outcome("pass") for line in row.lines.all()}
        nominations.appraise(id_, passed, by=office, at=at)
    return id_


def _nominate(town: Town) -> None:
    """Of units dossiers in each state that waits for somebody, about other deeds each."""
    for unit, states_ in DOSSIERS.items():
        for state in states_:
            contents = dossier(unit, f"{state} {unit} {town.name}")
            town.nominations[unit, state] = nominate(town, unit, state, contents, at=EARLY)


def _send_up(town: Town) -> None:
    """Of two units a dossier that went up on paper and waits for its answer."""
    for unit in (OWN, OTHER):
        id_ = nominate(town, unit, "appraised", dossier(unit, f"trình lên {unit} {town.name}"), at=EARLY)
        cover = Cover(to=f"Cấp trên của {unit} {town.name}")
        forwardings.forward(id_, cover, by=town.actors[access.AUTHORITY_HEAD], at=NOW)
        town.forwardings[unit] = str(Forwarding.objects.get(nomination=id_).pk)


def _own_template(town: Town) -> None:
    """The office changed how its lists of nominees look; its file's name carries the town."""
    office = town.actors[access.STANDING_OFFICER]
    data = document_templates.shipped("nominees")
    file = files.store(data, name=f"Mẫu {town.name}.docx", purpose=document_templates.PURPOSE, by=office, at=NOW)
    document_templates.take("nominees", str(file.pk), by=office, at=NOW)


def _sit(town: Town) -> None:
    """A council with one session to come and one that goes on, about dossiers of their own."""
    about = {name: dossier("P02", f"hội đồng {name} {town.name}") for name in ("waiting", "open", "secret")}
    dossiers = {name: nominate(town, "P02", "appraised", contents) for name, contents in about.items()}
    town.council = council_world.sit(town.code, town.actors, dossiers, town.name, at=NOW)


def _keep_records(town: Town) -> None:
    """A rule of the town's own about awards, and of two units an initiative and an old discipline of the third person."""
    by = {"by": town.actors[access.STANDING_OFFICER], "at": NOW}
    said = {
        "code": "share",
        "article": f"Quy chế {town.name}",
        "legal_basis": "Quy chế",
        "valid_from": date(2019, 1, 1),
    }
    town.own_rule = str(rule_books.add("CSTDCS", "quota", {"pct": "20", "award": "LDTT"}, **said, **by).pk)
    days = {"decided_on": date(2018, 2, 1), "ends_on": date(2018, 8, 1)}
    for unit in (OWN, OTHER):
        who, title = person(unit, 3), f"Sáng kiến {unit} {town.name}"
        idea = initiatives.record(who, title, "unit", recognised_on=date(2018, 9, 1), document="3/QĐ", **by)
        measure = disciplines.record(who, "reprimand", **days, document=f"4/KL {unit} {town.name}", **by)
        town.initiatives[unit], town.disciplines[unit] = str(idea.pk), str(measure.pk)


def stopped_clock() -> Iterator[None]:
    """The mouths of the product take `NOW` for the present, and files stay in memory."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(CLOCK=lambda: NOW, STORAGES={"default": memory, "anchors": memory, "staticfiles": static}):
        yield


def campaign_of(town: Town) -> Campaign:
    return Campaign.objects.get(pk=town.running)
