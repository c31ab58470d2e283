"""The state machines: what stands in the rows can be done, and every act outside them is refused and leaves no trace."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pgtrigger
import pytest
from django.db import transaction

from certificates import states as certificate_states
from emulation import (
    appeals,
    assignment_plans,
    assignments,
    audit_lists,
    bookings,
    campaigns,
    commendations,
    contest_plans,
    contests,
    corrections,
    decisions,
    evaluations,
    feedback_desk,
    findings,
    imports,
    months,
    publications,
    revisions,
    survey_exclusions,
    survey_forms,
    task_lists,
    visits,
)
from emulation.appeal_lines import LineDecision
from emulation.commendation import (
    ballot_counts,
    ballots,
    bonuses,
    consultations,
    council_sessions,
    forwardings,
    nominations,
    payments,
    registrations,
)
from emulation.commendation.forwardings import Cover
from emulation.models import (
    Appeal,
    Assignment,
    AuditList,
    BonusEntitlement,
    Booking,
    Campaign,
    CampaignMonth,
    CommendationSuggestion,
    Contest,
    Correction,
    CouncilSession,
    Decision,
    Evaluation,
    Feedback,
    Finding,
    Forwarding,
    Import,
    InspectionVisit,
    Nomination,
    PaymentList,
    Ranking,
    Registration,
    SessionItem,
    SurveyExclusion,
    SurveyVersion,
    TaskList,
)
from emulation.rules import states
from emulation.rules.access import ROLES
from emulation.rules.awards.council_states import COUNCIL_SESSION
from emulation.rules.checklists import Checked
from emulation.rules.inspections import Measure
from kernel.actors import SYSTEM
from kernel.errors import NotAllowed, WrongState
from kernel.models import LedgerEntry
from kernel.states import Machine
from tests.world import (
    DRAFTED,
    NOW,
    OTHER,
    OWN,
    WEEK,
    Town,
    World,
    contents,
    contest,
    decision,
    dossier,
    person,
    points,
    proposals,
    task,
)

EVERYBODY = (*ROLES, SYSTEM)
TRIPLES = [
    pytest.param(machine, state, act, id=f"{machine.name} {state} {act}")
    for machine in (*states.MACHINES, *certificate_states.MACHINES)
    for state, act in product(machine.states, machine.acts)
]


def held(machine: Machine, state: str, act: str) -> dict[str, str]:
    """Role → state that the act leads to, read from the rows without the machine's help."""
    return {role: row.target for row in machine.rows if (row.source, row.act) == (state, act) for role in row.roles}


@pytest.mark.parametrize(("machine", "state", "act"), TRIPLES)
def test_a_role_gets_what_the_rows_say_and_a_refusal_otherwise(machine: Machine, state: str, act: str) -> None:
    ever = {role for row in machine.rows if row.act == act for role in row.roles}
    for role in EVERYBODY:
        if role in held(machine, state, act):
            assert machine.step(state, act, {role}) == held(machine, state, act)[role]
            assert act in machine.possible(state, {role})
            continue
        assert act not in machine.possible(state, {role})
        with pytest.raises(WrongState if role in ever else NotAllowed) as refused:
            machine.step(state, act, {role})
        if isinstance(refused.value, WrongState):
            assert (refused.value.state, refused.value.may) == (state, machine.possible(state, {role}))


@pytest.mark.parametrize("machine", [*states.MACHINES, *certificate_states.MACHINES], ids=lambda machine: machine.name)
def test_a_table_is_without_gaps_and_contradictions(machine: Machine) -> None:
    targets: dict[tuple[str, str, str], str] = {}
    for row in machine.rows:
        assert row.roles <= set(EVERYBODY)
        for role in row.roles:
            assert targets.setdefault((row.source, row.act, role), row.target) == row.target
    reached = {machine.initial}
    while more := {row.target for row in machine.rows if row.source in reached} - reached:
        reached |= more
    assert reached == set(machine.states)
    words = certificate_states if machine in certificate_states.MACHINES else states
    assert set(machine.acts) <= set(words.ACT_TITLES)
    assert set(machine.states) <= set(words.STATE_TITLES)


Act = Callable[[Town, str], object]
"""An act on the thing with this id, by the account that has all roles."""


def _by(town: Town) -> dict[str, Any]:
    return {"by": town.actors["all_roles"], "at": NOW}


CAMPAIGN_ACTS: dict[str, Act] = {
    "revise": lambda town, id_: campaigns.revise(id_, contents(town, "DRAFT"), **_by(town)),
    "launch": lambda town, id_: campaigns.launch(id_, **_by(town)),
    "cancel": lambda town, id_: campaigns.cancel(id_, reason="vì", **_by(town)),
    "review": lambda town, id_: campaigns.review(id_, summary="tốt", **_by(town)),
    "suspend": lambda town, id_: campaigns.suspend(id_, reason="vì", **_by(town)),
    "resume": lambda town, id_: campaigns.resume(id_, **_by(town)),
    "close": lambda town, id_: campaigns.close(id_, **_by(town)),
    "conclude": lambda town, id_: campaigns.conclude(id_, summary="tốt", **_by(town)),
}
DECISION_ACTS: dict[str, Act] = {
    "revise": lambda town, id_: decisions.revise(id_, decision("217", proposals((OWN, ""))), **_by(town)),
    "discard": lambda town, id_: decisions.discard(id_, **_by(town)),
    "sign": lambda town, id_: decisions.sign(id_, **_by(town)),
    "number": lambda town, id_: decisions.number(id_, decided_on=NOW.date(), **_by(town)),
    "unnumber": lambda town, id_: decisions.unnumber(id_, **_by(town)),
    "consult": lambda town, id_: consultations.lay_open(id_, 5, **_by(town)),
    "settle": lambda town, id_: consultations.settle(id_, **_by(town)),
}
EVALUATION_ACTS: dict[str, Act] = {
    "save": lambda town, _: evaluations.save(
        town.running, DRAFTED, OWN, [evaluations.Line("", points({"A1": "1"}))], **_by(town)
    ),
    "submit": lambda town, _: evaluations.submit(town.running, DRAFTED, OWN, subjects=[""], **_by(town)),
    "confirm": lambda town, _: evaluations.confirm(town.running, DRAFTED, OWN, subjects=[""], **_by(town)),
    "assess": lambda town, _: evaluations.assess(town.running, DRAFTED, OWN, subjects=[""], **_by(town)),
    "appraise": lambda town, _: evaluations.appraise(town.running, DRAFTED, OWN, subjects=[""], **_by(town)),
    "return": lambda town, _: evaluations.return_(
        town.running, DRAFTED, OWN, subjects=[""], reason="vì", **_by(town)
    ),
}  # fmt: skip
IMPORT_ACTS: dict[str, Act] = {
    "commit": lambda town, id_: imports.commit(id_, **_by(town)),
    "discard": lambda town, id_: imports.discard(id_, **_by(town)),
}
MONTH_ACTS: dict[str, Act] = {"close": lambda town, id_: months.close(id_, "2019-01", **_by(town))}
RANKING_ACTS: dict[str, Act] = {
    "publish": lambda town, id_: publications.publish(id_, **_by(town)),
    "finalise": lambda town, id_: publications.finalise(id_, **_by(town)),
    "recompute": lambda town, id_: revisions.recompute(id_, reason="vì", **_by(town)),
}
REVISION_ACTS: dict[str, Act] = {
    "apply": lambda town, id_: revisions.apply_revision(id_, reason="vì", **_by(town)),
    "discard": lambda town, id_: revisions.discard_revision(id_, reason="vì", **_by(town)),
}
CORRECTION_ACTS: dict[str, Act] = {
    "approve": lambda town, id_: corrections.approve(id_, **_by(town)),
    "decline": lambda town, id_: corrections.decline(id_, reason="vì", **_by(town)),
}
FEEDBACK_ACTS: dict[str, Act] = {
    "route": lambda town, id_: feedback_desk.route(id_, "P02", reason="vì", **_by(town)),
    "dismiss": lambda town, id_: feedback_desk.dismiss(id_, reason="vì", where_to_go="Công an", **_by(town)),
    "answer": lambda town, id_: feedback_desk.answer(id_, "Đã làm.", **_by(town)),
    "return": lambda town, id_: feedback_desk.return_(id_, reason="vì", **_by(town)),
    "send": lambda town, id_: feedback_desk.send(id_, **_by(town)),
    "close": lambda town, id_: feedback_desk.close(id_, **_by(town)),
}
ASSIGNMENT_ACTS: dict[str, Act] = {
    "revise": lambda town, id_: assignment_plans.revise(id_, task(OWN), **_by(town)),
    **{
        act: lambda town, id_, act=act: assignments.move(id_, act, assignments.Said("vì"), **_by(town))
        for act in states.ASSIGNMENT.acts
        if act != "revise"
    },
}
VISIT_ACTS: dict[str, Act] = {
    "cancel": lambda town, id_: visits.cancel(id_, reason="vì", **_by(town)),
    "begin": lambda town, id_: visits.begin(id_, **_by(town)),
    "fill": lambda town, id_: visits.fill(id_, {"P1": Checked("met")}, **_by(town)),
    "close_minutes": lambda town, id_: visits.report(id_, summary="Xong.", **_by(town)),
}
FINDING_ACTS: dict[str, Act] = {
    "withdraw": lambda town, id_: findings.withdraw(id_, **_by(town)),
    "explain": lambda town, id_: findings.explain(id_, "vì", **_by(town)),
    "propose": lambda town, id_: findings.propose(id_, Measure("veto", "vì", veto="V1"), **_by(town)),
    "waive": lambda town, id_: findings.waive(id_, reason="vì", **_by(town)),
    "book": lambda town, id_: findings.book(id_, **_by(town)),
    "decline": lambda town, id_: findings.decline(id_, reason="vì", **_by(town)),
}
EXCLUSION_ACTS: dict[str, Act] = {
    "exclude": lambda town, id_: survey_exclusions.exclude(id_, **_by(town)),
    "decline": lambda town, id_: survey_exclusions.decline(id_, reason="vì", **_by(town)),
    "restore": lambda town, id_: survey_exclusions.restore(id_, reason="vì", **_by(town)),
}
AUDIT_ACTS: dict[str, Act] = {"draw": lambda town, id_: audit_lists.draw(id_, words="83916", **_by(town))}
CONTEST_ACTS: dict[str, Act] = {
    "revise": lambda town, _: contest_plans.draft(town.running, contest(town, "HT-open", "inspector"), **_by(town)),
    **{
        act: lambda town, id_, act=act: contests.act(id_, act, text="vì", prizes={}, **_by(town))
        for act in states.CONTEST.acts
        if act not in ("revise", "finish")
    },
}
COMMENDATION_ACTS: dict[str, Act] = {
    act: lambda town, id_, act=act: commendations.decide(id_, act, reason="vì", **_by(town))
    for act in states.COMMENDATION.acts
}
BOOKING_ACTS: dict[str, Act] = {
    "book": lambda town, id_: bookings.book(id_, **_by(town)),
    "decline": lambda town, id_: bookings.decline(id_, reason="vì", **_by(town)),
    "reverse": lambda town, id_: bookings.reverse(id_, reason="vì", **_by(town)),
}
TASK_LIST_ACTS: dict[str, Act] = {
    "save": lambda town, _: task_lists.save(person(OWN, 3), WEEK, [], **_by(town)),
    "submit": lambda town, _: task_lists.submit(person(OWN, 3), WEEK, **_by(town)),
    "confirm": lambda town, _: task_lists.confirm(person(OWN, 3), WEEK, **_by(town)),
    "return": lambda town, _: task_lists.return_(person(OWN, 3), WEEK, reason="vì", **_by(town)),
}
SURVEY_ACTS: dict[str, Act] = {
    "revise": lambda town, id_: survey_forms.write(
        town.running, "mot-cua", SurveyVersion.objects.get(pk=id_).definition, **_by(town)
    ),
    "open": lambda town, id_: survey_forms.begin(id_, **_by(town)),
    "close": lambda town, id_: survey_forms.close(id_, **_by(town)),
}
APPEAL_ACTS: dict[str, Act] = {
    "take_up": lambda town, id_: appeals.take_up(id_, **_by(town)),
    "withdraw": lambda town, id_: appeals.withdraw(id_, **_by(town)),
    **{
        act: lambda town, id_, words=words: appeals.decide(
            id_, {str(n): LineDecision(upheld=word) for n, word in enumerate(words)}, answer="vì", **_by(town)
        )
        for act, words in (("uphold", [True]), ("uphold_in_part", [True, False]), ("turn_down", [False]))
    },
}
REGISTRATION_ACTS: dict[str, Act] = {
    "revise": lambda town, _: registrations.write(OWN, 2019, [registrations.Aim("GK_HUYEN")], **_by(town)),
    "submit": lambda town, id_: registrations.submit(id_, **_by(town)),
    "approve": lambda town, id_: registrations.approve(id_, **_by(town)),
    "return": lambda town, id_: registrations.return_(id_, reason="vì", **_by(town)),
}
NOMINATION_ACTS: dict[str, Act] = {
    "revise": lambda town, id_: nominations.write(id_, dossier(OWN, "x"), **_by(town)),
    "submit": lambda town, id_: nominations.submit(id_, letter_number="1", letter_on=NOW.date(), **_by(town)),
    "receive": lambda town, id_: nominations.receive(id_, **_by(town)),
    "appraise": lambda town, id_: nominations.appraise(id_, {}, **_by(town)),
    "return": lambda town, id_: nominations.return_(id_, reason="vì", **_by(town)),
    "forward": lambda town, id_: forwardings.forward(id_, Cover(to="UBND thành phố"), **_by(town)),
    "forward_part": lambda town, id_: forwardings.forward_part(id_, Cover(to="UBND thành phố"), **_by(town)),
    "send_back": lambda town, id_: nominations.return_(id_, reason="vì", **_by(town)),
    "answer_below": lambda town, id_: nominations.answer_below(id_, **_by(town)),
    "withdraw": lambda town, id_: nominations.withdraw(id_, reason="vì", **_by(town)),
    "bring": lambda town, id_: nominations.bring(id_, **_by(town)),
    "take_off": lambda town, id_: nominations.take_off(id_, reason="vì", **_by(town)),
}
FORWARDING_ACTS: dict[str, Act] = {
    "come_back": lambda town, id_: forwardings.come_back(id_, reason="vì", **_by(town)),
    "hear": lambda town, id_: forwardings.hear(id_, {}, **_by(town)),
}
PAYMENT_ACTS: dict[str, Act] = {
    "revise": lambda town, id_: payments.revise(id_, payments.Draft(town.fund, "01", "Chi"), **_by(town)),
    "approve": lambda town, id_: payments.approve(id_, **_by(town)),
    "return": lambda town, id_: payments.return_(id_, reason="vì", **_by(town)),
    "discard": lambda town, id_: payments.discard(id_, **_by(town)),
    "pay": lambda town, id_: payments.pay(id_, document="PC 1", **_by(town)),
}
BONUS_ACTS: dict[str, Act] = {"recover": lambda town, id_: bonuses.recover(id_, document="PT 1", **_by(town))}
SESSION_ACTS: dict[str, Act] = {
    act: lambda town, id_, act=act: council_sessions.act(id_, act, text="vì", **_by(town))
    for act in COUNCIL_SESSION.acts
}
ITEM_ACTS: dict[str, Act] = {
    "open": lambda town, id_: ballots.open_item(id_, **_by(town)),
    "close": lambda town, id_: ballot_counts.close_item(id_, **_by(town)),
    "break_tie": lambda town, id_: ballot_counts.break_tie(id_, [], reason="vì", **_by(town)),
}
ON: dict[str, tuple[Any, Callable[[Town], str], dict[str, Act]]] = {
    "campaign": (Campaign, lambda town: town.stages["closable"], CAMPAIGN_ACTS),
    "decision": (Decision, lambda town: town.drafted, DECISION_ACTS),
    "evaluation": (Evaluation, lambda town: str(town.evaluation(DRAFTED, OWN).pk), EVALUATION_ACTS),
    "import": (Import, lambda town: town.imports[OWN], IMPORT_ACTS),
    "month": (CampaignMonth, lambda town: town.stages["launched"], MONTH_ACTS),
    "ranking": (Ranking, lambda town: town.ranking(), RANKING_ACTS),
    "revision": (Ranking, lambda town: town.ranking(), REVISION_ACTS),
    "feedback": (Feedback, lambda town: town.feedback[OWN], FEEDBACK_ACTS),
    "correction": (Correction, lambda town: town.correction(), CORRECTION_ACTS),
    "commendation": (CommendationSuggestion, lambda town: town.suggestion, COMMENDATION_ACTS),
    "contest": (Contest, lambda town: town.contests["open"], CONTEST_ACTS),
    "assignment": (Assignment, lambda town: town.assignments[OWN], ASSIGNMENT_ACTS),
    "visit": (InspectionVisit, lambda town: town.visits[OWN], VISIT_ACTS),
    "finding": (Finding, lambda town: town.findings[OWN], FINDING_ACTS),
    "survey_exclusion": (SurveyExclusion, lambda town: town.exclusions[OWN, "proposed"], EXCLUSION_ACTS),
    "appeal": (Appeal, lambda town: town.appeals[OWN], APPEAL_ACTS),
    "booking": (Booking, lambda town: town.bookings[OWN], BOOKING_ACTS),
    "task_list": (
        TaskList,
        lambda town: str(TaskList.objects.get(person__code=person(OWN, 3), authority=town.code).pk),
        TASK_LIST_ACTS,
    ),
    "survey_version": (SurveyVersion, lambda town: town.surveys["open"], SURVEY_ACTS),
    "registration": (Registration, lambda town: town.registrations[OWN], REGISTRATION_ACTS),
    "council_session": (CouncilSession, lambda town: town.council["convened"], SESSION_ACTS),
    "session_item": (SessionItem, lambda town: town.council["going_on"], ITEM_ACTS),
    "nomination": (Nomination, lambda town: town.nominations[OWN, "draft"], NOMINATION_ACTS),
    "forwarding": (Forwarding, lambda town: town.forwardings[OWN], FORWARDING_ACTS),
    "bonus": (BonusEntitlement, lambda town: town.bonuses[OTHER], BONUS_ACTS),
    "payment_list": (PaymentList, lambda town: town.payment_list, PAYMENT_ACTS),
    "audit_list": (AuditList, lambda town: town.bound, AUDIT_ACTS),
}
BY_THE_SYSTEM = {
    (machine.name, act)
    for machine in states.MACHINES
    for act in machine.acts
    if all(row.roles == {SYSTEM} for row in machine.rows if row.act == act)
}
HARMLESS = {
    ("month", "closed", "close"),
    ("feedback", "sent", "send"),
    ("visit", "begun", "begin"),
    ("survey_version", "open", "open"),
    ("survey_version", "closed", "close"),
    ("survey_version", "open", "revise"),
    ("survey_version", "closed", "revise"),
}
"""Asked again, a closed month, a sent answer, a visit that has begun and a survey answer themselves, unchanged; what is written
of a survey that was opened is its next version."""
OUTSIDE = [
    pytest.param(machine, state, act, id=f"{machine.name} {state} {act}")
    for machine in states.MACHINES
    for state, act in product(machine.states, machine.acts)
    if not held(machine, state, act)
    and (machine.name, act) not in BY_THE_SYSTEM
    and (machine.name, state, act) not in HARMLESS
]


def test_every_act_of_a_person_is_tried() -> None:
    for machine in states.MACHINES:
        assert {act for act in machine.acts if (machine.name, act) not in BY_THE_SYSTEM} == set(ON[machine.name][2])


def _decided(machine: Machine, state: str, town: Town) -> dict[str, Any]:
    """What the database asks of a row in this state besides."""
    if machine.name == "appeal" and state not in ("submitted", "taken_up"):
        return {"closed_by": town.actors["authority"].account, "closed_at": NOW}
    if machine.name == "survey_version" and state == "draft":
        return {"opened_by": None, "opened_at": None}
    if machine.name in ("payment_list", "bonus"):
        return _of_money(machine.name, state, town)
    decided = machine.name in ("correction", "commendation") and state != machine.initial
    about = {"reason": "vì"} if machine.name == "commendation" else {}
    return {"decided_by": town.actors["authority"].account, "decided_at": NOW, **about} if decided else {}


def _of_money(name: str, state: str, town: Town) -> dict[str, Any]:
    if name == "bonus":
        return {"revoked_by": town.drafted} if state in ("cancelled", "recovery_due", "recovered") else {}
    found: dict[str, Any] = {}
    if state in ("approved", "paid"):
        found |= {"approved_by": town.actors["authority"].account, "approved_at": NOW}
    if state == "paid":
        found |= {"paid_by": town.actors["accountant"].account, "paid_at": NOW, "document": "PC 9"}
    return found


@pytest.mark.parametrize(("machine", "state", "act"), OUTSIDE)
def test_an_act_outside_the_rows_is_refused_whatever_roles_one_has(
    machine: Machine, state: str, act: str, world: World
) -> None:
    model, chosen, acts = ON[machine.name]
    id_ = chosen(world.home)
    rows = model.objects.filter(campaign=id_) if model is CampaignMonth else model.objects.filter(pk=id_)
    with pgtrigger.ignore("emulation.SurveyVersion:frozen"):
        if machine.name == "survey_version":
            opened = {"opened_by": world.home.actors["authority"].account, "opened_at": NOW}
            SurveyVersion.objects.filter(pk=world.home.surveys["draft"]).update(state="closed", **opened)
        rows.update(state=state, **_decided(machine, state, world.home))
    before = (list(rows.values()), LedgerEntry.objects.count())
    with pytest.raises(WrongState) as refused, transaction.atomic():
        acts[act](world.home, id_)
    assert refused.value.state == state
    assert act not in refused.value.may
    assert (list(rows.values()), LedgerEntry.objects.count()) == before
