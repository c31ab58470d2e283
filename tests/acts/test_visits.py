"""Inspection visits from the plan to what is booked: who sees, who acts, and what nobody can do twice or alone."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from emulation import bookings, findings, holds, inspection_notices, inspection_teams, schemes, visibility, visits
from emulation.boards import inspections as inspection_boards
from emulation.events import (
    FindingBooked,
    FindingMeasureProposed,
    GoodPracticeFound,
    PointsBooked,
    PointsDeclined,
    PointsReversed,
    VisitBegun,
    VisitExplained,
    VisitPlanned,
    VisitReported,
)
from emulation.inspection_teams import Member, Team
from emulation.models import EligibilityHold, Finding, InspectionVisit, NoticeCopy
from emulation.models.findings import held
from emulation.rules.checklists import Checked
from emulation.rules.inspections import DEDUCTION, HOLD, VETO, Measure, Observed
from emulation.rules.periods import local_date
from kernel.actors import UNIT, Actor, Grant
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.acts.test_rankings import year
from tests.acts.test_rollups import board
from tests.world import NOW, OTHER, OWN, PRESETS, SHIPPED, START, TEAM, Town, World, event, open_account, person

DAY = date(2019, 1, 14)
THERE = datetime(2019, 1, 14, 2, 0, tzinfo=UTC)
ANSWERED = datetime(2019, 1, 21, 10, 0, tzinfo=UTC)
TOO_LATE = datetime(2019, 1, 21, 17, 1, tzinfo=UTC)
BREACH = Observed("breach", "Bỏ vị trí trực.", "serious", basis="Nội quy, Điều 4", criterion="X1", points=Decimal(2))
PRAISE = Observed("good_practice", "Giúp cụ già điền tờ khai.", person=person(OWN, 3))


@pytest.fixture
def run(town: Town, office: Actor) -> Any:
    """A campaign whose units' scheme takes points from findings."""
    preset = json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8"))
    taken = {"code": "X1", "title": {"vi": "Kiểm tra"}, "kind": "deduction", "source": "booked", "max": "5"}
    components = [*preset["components"], {**taken, "booked": {"from": ["finding"]}}]
    schemes.publish({**preset, "code": "kiem-tra", "minimum_months": 1, "components": components}, by=office, at=START)
    return year(town, unit_scheme=("kiem-tra", 1))


@pytest.fixture
def lead(town: Town) -> Actor:
    return town.actors["inspector"]


def plan(run: Any, by: Actor, **changed: Any) -> InspectionVisit:
    return visits.plan(run.id, replace(visits.Plan(OWN, TEAM, SHIPPED, DAY), **changed), by=by, at=START)


def visited(run: Any, lead: Actor, *seen: Observed, **changed: Any) -> tuple[InspectionVisit, list[Finding]]:
    """A visit of that day, reported with what was seen."""
    row = plan(run, lead, **changed)
    visits.begin(str(row.pk), by=lead, at=THERE)
    items = [f"P{n}" for n in range(1, 11)] + [f"K{n}" for n in range(1, 9)]
    visits.fill(str(row.pk), {item: Checked("met") for item in items}, by=lead, at=THERE)
    found = [
        findings.record(str(row.pk), one, key=UUID(int=n), by=lead, at=THERE) for n, one in enumerate(seen, start=1)
    ]
    visits.report(str(row.pk), summary="Kiểm tra việc trực một cửa.", by=lead, at=THERE)
    return InspectionVisit.objects.get(pk=row.pk), [Finding.objects.get(pk=one.pk) for one in found]


def test_a_finding_goes_from_the_door_to_the_score_through_four_people(
    run: Any, lead: Actor, head: Actor, office: Actor
) -> None:
    run.score("2019-01", OWN)
    before = board(run)[OWN].score
    visit, (row, praise) = visited(run, lead, BREACH, PRAISE)
    assert (visit.code, visit.answer_by, row.code) == ("KT-001", date(2019, 1, 21), "KT-001.1")
    assert (row.state, praise.state) == ("awaited", "praised")
    told = event(GoodPracticeFound)
    assert (told.unit, told.person, told.text) == (OWN, person(OWN, 3), "Giúp cụ già điền tờ khai.")
    findings.explain(str(row.pk), "Đồng chí trực đi cấp cứu người nhà.", by=head, at=ANSWERED)
    assert InspectionVisit.objects.get(pk=visit.pk).state == "explained"
    asked = Measure(DEDUCTION, "Không bố trí người thay.", criterion="X1", points=Decimal("1.5"))
    findings.propose(str(row.pk), asked, by=lead, at=NOW)
    assert board(run)[OWN].score == before
    with refused(NotAllowed, "finding.not_allowed"):
        findings.book(str(row.pk), by=lead, at=NOW)
    findings.book(str(row.pk), note="Đồng ý.", by=office, at=NOW)
    assert board(run)[OWN].score == before - Decimal("1.5")
    assert InspectionVisit.objects.get(pk=visit.pk).state == "settled"
    (line,) = bookings.of(bookings.Source("finding", str(row.pk), row.code))
    assert (line.state, line.source_code, str(line.proposed_by_id)) == ("booked", "KT-001.1", lead.account)


def test_silence_is_written_down_when_the_last_working_day_is_over_and_not_before(
    run: Any, lead: Actor, head: Actor
) -> None:
    visit, (row, other) = visited(run, lead, BREACH, replace(BREACH, text="Không đeo thẻ."))
    findings.explain(str(row.pk), "Có lý do.", by=head, at=ANSWERED)
    assert visits.lapse_due(at=ANSWERED + timedelta(hours=6, minutes=59)) == 0
    with refused(WrongState, "finding.late"):
        findings.explain(str(other.pk), "Xin giải trình muộn.", by=head, at=TOO_LATE)
    once(VisitExplained, lambda: visits.lapse_due(at=TOO_LATE))
    assert event(VisitExplained).silent == ["KT-001.2"]
    assert list(visit.findings.values_list("state", flat=True)) == ["explained", "unexplained"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.filter(pk=row.pk).update(answer="Sửa lại sau hạn.")


def test_a_surprise_shows_itself_to_nobody_of_the_unit_before_it_begins_whatever_else_they_are(
    run: Any, lead: Actor, town: Town, office: Actor, head: Actor
) -> None:
    council = town.actors["council_member"]
    insider = replace(council, person=person(OWN, 3))
    row = plan(run, lead, surprise=True)
    announced = plan(run, lead, planned_on=DAY + timedelta(days=1))
    on = local_date(THERE)

    def seen(*readers: Actor) -> list[set[Any]]:
        return [set(visibility.visits(by, on).filter(campaign=run.id).values_list("pk", flat=True)) for by in readers]

    assert seen(head, insider, council, office) == [
        {announced.pk},
        {announced.pk},
        {row.pk, announced.pk},
        {row.pk, announced.pk},
    ]
    assert event(VisitPlanned, visit=str(row.pk)).payload()["unit"] == ""
    assert event(VisitPlanned, visit=str(announced.pk)).unit == OWN
    with refused(Missing, "visit.missing"):
        visits.cancel(str(row.pk), reason="Để xem.", by=insider, at=THERE)
    with refused(WrongState, "visit.too_early"):
        visits.begin(str(announced.pk), by=lead, at=THERE)
    visits.begin(str(row.pk), by=lead, at=THERE)
    visits.begin(str(row.pk), by=lead, at=THERE)
    assert seen(head) == [{row.pk, announced.pk}]
    kept = findings.record(str(row.pk), BREACH, key=UUID(int=9), by=lead, at=THERE)
    assert not visibility.findings(head, on).filter(pk=kept.pk).exists()


def test_sending_twice_doubles_nothing_and_sending_later_corrects(run: Any, lead: Actor) -> None:
    row = plan(run, lead)
    assert plan(run, lead).pk == row.pk
    visits.begin(str(row.pk), by=lead, at=THERE)
    ticks = {"P1": Checked("met"), "K1": Checked("not_met", "Vắng 2 người.")}
    assert [visits.fill(str(row.pk), ticks, by=lead, at=THERE) for _ in range(2)] == [2, 0]
    assert visits.fill(str(row.pk), {"K1": Checked("met")}, by=lead, at=THERE) == 1
    key = UUID(int=7)
    first, again, changed = (
        findings.record(str(row.pk), replace(BREACH, text=text), key=key, by=lead, at=THERE)
        for text in ("Vắng.", "Vắng.", "Vắng hai người.")
    )
    assert first.pk == again.pk == changed.pk
    (stored,) = row.findings.all()
    assert (stored.text, stored.number) == ("Vắng hai người.", 1)
    findings.withdraw(str(stored.pk), by=lead, at=THERE)
    with refused(WrongState, "finding.withdrawn"):
        findings.record(str(row.pk), BREACH, key=key, by=lead, at=THERE)
    with refused(Invalid, "visit.incomplete") as no:
        visits.report(str(row.pk), summary="Xong.", by=lead, at=THERE)
    assert no.codes == ["checklist.incomplete"]


def test_nobody_outside_the_team_inspects_nobody_inspects_their_own_and_no_member_books(
    run: Any, lead: Actor, town: Town, office: Actor, head: Actor
) -> None:
    stranger = open_account(town, "kiemtra.2", Grant("inspector", "authority"))
    both = open_account(town, "kiemtra.3", Grant("inspector", "authority"), Grant("standing_officer", "authority"))
    own = open_account(town, "kiemtra.4", Grant("inspector", "authority"), Grant("unit_officer", UNIT, OWN))
    for name in ("kiemtra.3", "kiemtra.4"):
        inspection_teams.join(TEAM, Member(f"{name}@{town.code}"), valid_from=DAY, by=office, at=START)
    row = plan(run, lead)
    with refused(NotAllowed, "visit.not_in_team"):
        visits.begin(str(row.pk), by=stranger, at=THERE)
    with refused(NotAllowed, "visit.own_unit"):
        visits.begin(str(row.pk), by=own, at=THERE)
    with refused(NotAllowed, "visit.not_lead"):
        plan(run, own, unit="P02")
    visit, (finding,) = visited(run, lead, BREACH)
    with refused(NotAllowed, "finding.not_allowed"):
        findings.explain(str(finding.pk), "Không phải việc của tôi.", by=office, at=THERE)
    visits.lapse_due(at=TOO_LATE)
    asked = Measure(VETO, "Tái phạm.", veto="V1")
    with refused(NotAllowed, "visit.not_lead"):
        findings.propose(str(finding.pk), asked, by=both, at=TOO_LATE)
    proposed = findings.propose(str(finding.pk), asked, by=lead, at=TOO_LATE)
    with refused(NotAllowed, "finding.own_team"):
        findings.book(str(finding.pk), by=both, at=TOO_LATE)
    with refused(NotAllowed, "finding.own_team"):
        bookings.book(str(proposed.booking), by=both, at=TOO_LATE)
    with refused(NotAllowed, "visit.own_unit"):
        findings.decline(str(finding.pk), reason="Bênh.", by=replace(office, person=person(OWN, 2)), at=TOO_LATE)
    findings.decline(str(finding.pk), reason="Chưa đủ căn cứ.", by=office, at=TOO_LATE)
    assert InspectionVisit.objects.get(pk=visit.pk).state == "settled"
    assert recorded(PointsDeclined, booking=str(proposed.booking)) == 1


def test_a_proposal_that_is_booked_or_taken_back_where_all_points_are_is_settled_here_too(
    run: Any, lead: Actor, office: Actor, town: Town
) -> None:
    _, (row,) = visited(run, lead, BREACH)
    visits.lapse_due(at=TOO_LATE)
    row = findings.propose(str(row.pk), Measure(VETO, "Tái phạm.", veto="V1"), by=lead, at=TOO_LATE)
    bookings.book(str(row.booking), by=office, at=TOO_LATE)
    findings.follow_booked(event(PointsBooked), TOO_LATE)
    assert (Finding.objects.get(pk=row.pk).state, row.visit.team.code) == ("booked", TEAM)
    # Taken back where points are taken back, it counts for nothing here either, and its page says why.
    chair = town.actors["council_chair"]
    bookings.reverse(str(row.booking), reason="Tòa đã bác kết luận.", by=chair, at=TOO_LATE)
    for _ in range(2):
        findings.follow_reversed(event(PointsReversed), TOO_LATE)
        assert Finding.objects.get(pk=row.pk).state == "reversed"
    shown = inspection_boards.finding(str(row.pk), by=office, at=TOO_LATE)
    assert (shown.reversed and shown.reversed.reversal_reason, shown.lifted, shown.row.may) == (
        "Tòa đã bác kết luận.", None, frozenset(),
    )  # fmt: skip
    assert shown.measured and shown.measured.vi


def test_a_hold_keeps_from_being_proposed_between_its_days_until_somebody_else_lifts_it(
    run: Any, lead: Actor, office: Actor, chair: Actor, head: Actor, town: Town
) -> None:
    _, (row,) = visited(run, lead, replace(BREACH, person=person(OWN, 3), criterion="", points=None))
    visits.lapse_due(at=TOO_LATE)
    asked = Measure(HOLD, "Chờ kết luận.", hold_from=DAY, hold_to=date(2019, 6, 1), document="TB 12")
    findings.propose(str(row.pk), asked, by=lead, at=TOO_LATE)
    assert held(town.code, EligibilityHold.PERSON, DAY) == set()
    findings.book(str(row.pk), by=office, at=TOO_LATE)
    days = (DAY - timedelta(days=1), DAY, date(2019, 5, 31), date(2019, 6, 1))
    assert [person(OWN, 3) in held(town.code, EligibilityHold.PERSON, day) for day in days] == [
        False,
        True,
        True,
        False,
    ]
    hold = EligibilityHold.objects.get(finding=row)
    seen = {
        name for name, by in town.actors.items() if visibility.eligibility_holds(by, DAY).filter(finding=row).exists()
    }
    assert {"staff", "unit_head", "standing_officer"} <= seen
    assert not {"staff.D01", "unit_head.D01", "clerk", "nobody"} & seen
    with refused(NotAllowed, "hold.not_allowed"):
        holds.lift(str(hold.pk), reason="Đã rõ.", by=office, at=TOO_LATE)
    holds.lift(str(hold.pk), reason="Đã rõ.", by=chair, at=TOO_LATE)
    assert held(town.code, EligibilityHold.PERSON, DAY) == set()
    with refused(WrongState, "hold.lifted"):
        holds.lift(str(hold.pk), reason="Đã rõ.", by=chair, at=TOO_LATE)


def test_every_fault_of_a_finding_or_a_proposal_is_told_at_its_field(run: Any, lead: Actor) -> None:
    row = plan(run, lead)
    visits.begin(str(row.pk), by=lead, at=THERE)
    bad = Observed("breach", "", "huge", criterion="X1", points=Decimal(6), veto="V9", item="Z9")
    with refused(Invalid, "finding.invalid") as no:
        findings.record(str(row.pk), bad, key=UUID(int=1), by=lead, at=THERE)
    assert no.paths == ["severity", "text", "basis", "points", "veto", "item"]
    with refused(Invalid, "finding.invalid") as no:
        findings.record(str(row.pk), replace(PRAISE, criterion="A1"), key=UUID(int=1), by=lead, at=THERE)
    assert no.paths == ["criterion", "criterion"]
    with refused(Invalid, "finding.person"):
        findings.record(str(row.pk), replace(PRAISE, person=person(OTHER, 1)), key=UUID(int=1), by=lead, at=THERE)
    with refused(Invalid, "checklist.faults") as no:
        visits.fill(str(row.pk), {"P1": Checked("maybe"), "Q9": Checked("met")}, by=lead, at=THERE)
    assert no.paths == ["P1", "Q9"]


def test_a_team_has_one_lead_at_a_time_and_goes_nowhere_without_one(
    run: Any, town: Town, office: Actor, lead: Actor
) -> None:
    new = open_account(town, "phochutich", Grant("inspector", "authority"))
    joined = Member(f"phochutich@{town.code}", "Phó Chủ tịch UBND quận", leads=True)
    for _ in range(2):
        inspection_teams.join(TEAM, joined, valid_from=date(2019, 3, 1), by=office, at=START)
    team = inspection_teams.find(TEAM, by=office)

    def leads(day: date) -> list[str]:
        rows = inspection_teams.members(team, day).filter(leads=True)
        return [str(row.account_id) for row in rows]

    assert [leads(date(2018, 5, 31)), leads(date(2019, 2, 1)), leads(date(2019, 3, 2))] == [
        [],
        [lead.account],
        [new.account],
    ]
    with refused(WrongState, "inspection_team.lead_leaves"):
        inspection_teams.leave(TEAM, f"phochutich@{town.code}", valid_to=DAY, by=office, at=START)
    with refused(Invalid, "inspection_team.invalid"):
        inspection_teams.join(TEAM, Member(f"clerk@{town.code}"), valid_from=DAY, by=office, at=START)
    with refused(Invalid, "inspection_team.one_lead"):
        twins = (replace(joined), Member(f"inspector@{town.code}", leads=True))
        inspection_teams.set_up(Team("DOAN-2", "Đoàn 2", "QĐ 2", DAY, twins), by=office, at=START)
    idle = Team("DOAN-3", "Đoàn 3", "QĐ 3", date(2019, 2, 1), (joined,))
    inspection_teams.set_up(idle, by=office, at=START)
    with refused(Invalid, "visit.team_idle"):
        plan(run, office, team="DOAN-3")


def test_another_authority_finds_nothing_of_an_inspection(world: World, town: Town) -> None:
    theirs = world.away.actors["all_roles"]
    with refused(Missing, "visit.missing"):
        visits.cancel(town.visits[OWN], reason="x", by=theirs, at=NOW)
    with refused(Missing, "finding.missing"):
        findings.explain(town.findings[OWN], "x", by=theirs, at=NOW)


def told_of(visit: InspectionVisit, kind: str) -> set[str]:
    """User names, without their town, of those who were told something of a kind about a visit or its findings."""
    about = {str(visit.pk), *(str(pk) for pk in visit.findings.values_list("pk", flat=True))}
    rows = NoticeCopy.objects.filter(notice__kind=kind).select_related("notice", "account")
    return {row.account.username.partition("@")[0] for row in rows if set(row.notice.about.values()) & about}


def test_a_surprise_is_told_to_the_team_alone_and_everything_later_to_the_unit_and_whom_it_is_about(
    run: Any, lead: Actor, office: Actor
) -> None:
    seen = replace(BREACH, person=person(OWN, 3), criterion="", points=None)
    visit, (row,) = visited(run, lead, seen, surprise=True)
    team, unit = {"inspector", "all_roles"}, {"unit_head", "unit_officer"}
    inspection_notices.tell_of_plan(event(VisitPlanned, visit=str(visit.pk)), START)
    assert (told_of(visit, "visit_assigned") <= team, told_of(visit, "visit_announced")) == (True, set())
    inspection_notices.tell_of_begin(event(VisitBegun, visit=str(visit.pk)), THERE)
    inspection_notices.tell_of_minutes(event(VisitReported, visit=str(visit.pk)), THERE)
    assert told_of(visit, "visit_begun") >= unit
    assert "unit_head.D01" not in told_of(visit, "visit_minuted") >= unit
    visits.lapse_due(at=TOO_LATE)
    hold = Measure(HOLD, "Chờ kết luận.", hold_from=DAY)
    findings.propose(str(row.pk), hold, by=lead, at=TOO_LATE)
    inspection_notices.tell_of_proposal(event(FindingMeasureProposed, finding=str(row.pk)), TOO_LATE)
    assert told_of(visit, "finding_proposed") == {"standing_officer", "all_roles"}
    findings.book(str(row.pk), by=office, at=TOO_LATE)
    inspection_notices.tell_of_decision(event(FindingBooked, finding=str(row.pk)), TOO_LATE)
    assert told_of(visit, "finding_decided") >= {*unit, "staff"}
    announced = plan(run, lead, planned_on=DAY + timedelta(days=2))
    inspection_notices.tell_of_plan(event(VisitPlanned, visit=str(announced.pk)), START)
    assert told_of(announced, "visit_announced") >= unit
