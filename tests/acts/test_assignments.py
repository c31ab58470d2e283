"""Assigned tasks through the acts: entered, assigned, reported, judged, extended, and what an overdue one costs."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from emulation import assignment_notices, assignment_plans, assignments, overdue_assignments, schemes, visibility
from emulation.assignment_tables import COLUMNS, read_tasks, write_tasks
from emulation.assignments import Said
from emulation.boards import assignments as boards
from emulation.events import AssignmentMoved, AssignmentsEntered
from emulation.models import Assignment, Booking, NoticeCopy
from emulation.rules.assignments import Part, Step, Task, costly_months, end_of, overdue
from emulation.rules.periods import Month, local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import PRESETS, Town, World, event, launch, of_unit, person

NOW = datetime(2019, 2, 1, 2, tzinfo=UTC)
DEADLINE = date(2019, 2, 15)
LAST_SECOND = datetime(2019, 2, 15, 16, 59, 59, 999_999, tzinfo=UTC)
NEXT_SECOND = datetime(2019, 2, 15, 17, tzinfo=UTC)
TASK = Task(
    code="NV-01",
    title="Rà soát thủ tục một cửa",
    unit="P01",
    person=person("P01", 3),
    responsibility="Chủ trì, chịu trách nhiệm về tiến độ",
    parts=(Part("P02", "phối hợp"), Part(person("D01", 3), "thư ký")),
    steps=(Step("Khảo sát", date(2019, 2, 8)), Step("Báo cáo", DEADLINE)),
    product="Báo cáo rà soát",
    check="Thường trực đối chiếu hồ sơ",
    deadline=DEADLINE,
)


@pytest.fixture
def run(town: Town) -> str:
    """A campaign whose schemes take two points for each overdue task of a month."""
    for name in ("hanoi-3814-unit", "hanoi-3814-person"):
        definition = json.loads((PRESETS / f"{name}.json").read_text(encoding="utf-8"))
        late = {"code": "TRE", "title": {"vi": "Nhiệm vụ quá hạn"}, "max": "10", "source": "booked"}
        late |= {"booked": {"from": ["overdue_assignment"], "each": "2"}}
        group = {"code": "TR", "title": {"vi": "Điểm trừ"}, "kind": "deduction", "max": "10", "children": [late]}
        definition |= {"code": f"{name}-tre", "components": [*definition["components"], group]}
        schemes.publish(definition, by=town.actors["standing_officer"], at=NOW)
    scored = {"unit_scheme": ("hanoi-3814-unit-tre", 1), "person_scheme": ("hanoi-3814-person-tre", 1)}
    return launch(town, "NV", ends_on=date(2019, 4, 30), **scored)


def entered(town: Town, run: str, **changed: Any) -> Assignment:
    return assignment_plans.enter(run, replace(TASK, **changed), by=town.actors["standing_officer"], at=NOW)


def given_out(town: Town, run: str, **changed: Any) -> str:
    row = entered(town, run, **changed)
    return str(assignments.move(str(row.pk), "assign", by=town.actors["standing_officer"], at=NOW).pk)


# Rules


@given(
    st.dates(date(2019, 1, 1), date(2019, 4, 30)),
    st.none() | st.datetimes(datetime(2018, 12, 1), datetime(2019, 8, 1)),
    st.datetimes(datetime(2018, 12, 1), datetime(2019, 8, 1)),
)
def test_costly_months_are_those_at_whose_end_the_task_was_still_not_done(
    deadline: date, done: datetime | None, at: datetime
) -> None:
    done_at, now = done.replace(tzinfo=UTC) if done else None, at.replace(tzinfo=UTC)
    found = costly_months(deadline, done_at=done_at, at=now, last=Month(2019, 4))
    ends = {m: end_of(max(deadline, Month(2019, m).last_day) if m > deadline.month else deadline) for m in range(1, 5)}
    expected = [
        Month(2019, m)
        for m in range(deadline.month, 5)
        if (now - ends[m]).total_seconds() >= 1 and (done_at is None or (done_at - ends[m]).total_seconds() >= 1)
    ]
    assert list(found) == expected
    if found:
        assert overdue(deadline, done_at=done_at, at=now)


def test_a_task_is_in_time_to_the_last_second_of_its_vietnamese_day() -> None:
    assert not overdue(DEADLINE, done_at=None, at=LAST_SECOND)
    assert overdue(DEADLINE, done_at=None, at=NEXT_SECOND)
    assert not overdue(DEADLINE, done_at=LAST_SECOND, at=NEXT_SECOND.replace(year=2020))


# Entering


def test_a_task_is_entered_once_and_changed_as_long_as_it_is_a_draft(town: Town, run: str) -> None:
    once(AssignmentsEntered, lambda: entered(town, run), campaign=run)
    row = entered(town, run, title="Rà soát lại")
    assert (row.title, row.parts.count(), Assignment.objects.filter(campaign=run).count()) == ("Rà soát lại", 2, 1)
    assignments.move(str(row.pk), "assign", by=town.actors["authority"], at=NOW)
    with refused(Invalid, "assignment.invalid") as no:
        entered(town, run, title="Khác")
    assert no.codes == ["assignment.assigned"]


def test_everything_that_is_wrong_with_a_task_is_said_at_its_field(town: Town, run: str) -> None:
    wrong = {"unit": "P99", "person": person("D01", 1), "parts": (Part("P98", "x"),), "product": " ", "steps": ()}
    with refused(Invalid, "assignment.invalid") as no:
        entered(town, run, **wrong, deadline=date(2019, 5, 1))
    assert set(no.paths) == {"unit", "person", "parts", "product", "steps", "deadline"}
    with refused(Invalid, "assignment.invalid") as no:
        entered(town, run, deadline=date(2019, 2, 9))
    assert no.codes == ["assignment.step_after_deadline"]


def test_a_table_is_written_whole_or_not_at_all_with_every_fault_at_its_cell(town: Town, run: str) -> None:
    by = town.actors["standing_officer"]
    good = [TASK, replace(TASK, code="NV-02", person="", parts=(), unit="D01")]
    content = write_tasks([(task, "", "") for task in good])
    assert assignment_plans.enter_table(run, content, "bang.xlsx", by=by, at=NOW) == 2
    assert assignment_plans.enter_table(run, content, "bang.xlsx", by=by, at=NOW) == 0
    head = ";".join(f'"{column.header}"' for column in COLUMNS)
    rows = (
        'NV-03;Việc;P01;;Chủ trì;"P02: phối hợp";"Họp (08/02/2019)";Biên bản;Xem;15/02/2019',
        'NV-04;Việc;P77;;Chủ trì;P02;"Họp";Biên bản;Xem;31/02/2019',
        'NV-03;Việc;P01;;;;"Họp (08/02/2019)";Biên bản;Xem;15/02/2019',
    )
    with refused(Invalid, "assignment.invalid") as no:
        assignment_plans.enter_table(run, "\n".join((head, *rows)).encode(), "bang.csv", by=by, at=NOW)
    places = {"Dữ liệu!G3", "Dữ liệu!F3", "Dữ liệu!J3", "Dữ liệu!A4", "Dữ liệu!E4"}
    assert set(no.paths) == places
    with refused(Invalid, "assignment.invalid") as no:
        assignment_plans.enter_table(run, f"{head}\n{rows[0].replace('P01', 'P77')}".encode(), "b.csv", by=by, at=NOW)
    assert no.paths == ["Dữ liệu!C2"]
    assert Assignment.objects.filter(campaign=run).count() == 2
    with refused(NotAllowed, "assignment.not_author"):
        assignment_plans.enter_table(run, content, "bang.xlsx", by=town.actors["unit_head"], at=NOW)


def test_the_annex_reads_in_again_as_the_tasks_that_it_was_written_from(town: Town, run: str, office: Actor) -> None:
    entered(town, run)
    content = boards.annex(run, {"draft": "Dự thảo"}, "x", by=office, at=NOW)
    assert read_tasks(content, "annex.xlsx")[0] == [TASK]
    assert io.BytesIO(content).read(2) == b"PK"


# The life of a task


def test_a_task_goes_from_its_assignment_to_its_acceptance_with_each_act_in_its_history(
    town: Town, run: str, office: Actor
) -> None:
    id_, staff = given_out(town, run), town.actors["staff"]
    assignments.move(id_, "acknowledge", by=staff, at=NOW)
    with refused(Invalid, "assignment.text_needed"):
        assignments.move(id_, "report", by=staff, at=NOW)
    assignments.move(id_, "report", Said("Đã rà soát 40 thủ tục."), by=staff, at=LAST_SECOND)
    with refused(Invalid, "assignment.deadline_needed"):
        assignments.move(id_, "return", Said("Thiếu phụ lục."), by=office, at=NEXT_SECOND)
    back = Said("Thiếu phụ lục.", deadline=date(2019, 2, 20))
    row = assignments.move(id_, "return", back, by=office, at=NEXT_SECOND)
    assert (row.state, row.deadline, assignments.is_overdue(row, NEXT_SECOND)) == ("returned", date(2019, 2, 20), False)
    assignments.move(id_, "report", Said("Đã bổ sung."), by=town.actors["unit_head"], at=NEXT_SECOND)
    row = assignments.move(id_, "accept", by=office, at=NEXT_SECOND)
    acts = ["assign", "acknowledge", "report", "return", "report", "accept"]
    assert [entry.act for entry in row.entries.all()] == acts
    assert recorded(AssignmentMoved, assignment=id_) == len(acts)
    assert (row.result, row.state) == ("Đã bổ sung.", "accepted")


def test_an_extension_has_a_reason_a_later_day_and_comes_before_the_deadline(
    town: Town, run: str, office: Actor
) -> None:
    id_ = given_out(town, run)
    for said, code in (
        (Said("", date(2019, 3, 1)), "assignment.text_needed"),
        (Said("Vì Tết."), "assignment.deadline_needed"),
        (Said("Vì Tết.", DEADLINE), "assignment.deadline_needed"),
        (Said("Vì Tết.", date(2019, 5, 1)), "assignment.outside_campaign"),
    ):
        with refused(Invalid, code):
            assignments.move(id_, "extend", said, by=office, at=LAST_SECOND)
    with refused(WrongState, "assignment.overdue"):
        assignments.move(id_, "extend", Said("Vì Tết.", date(2019, 3, 1)), by=office, at=NEXT_SECOND)
    row = assignments.move(id_, "extend", Said("Vì Tết.", date(2019, 3, 1)), by=office, at=LAST_SECOND)
    assert [(e.before, e.after) for e in row.entries.filter(act="extend")] == [(DEADLINE, date(2019, 3, 1))]
    assert not assignments.is_overdue(row, NEXT_SECOND)


def test_nobody_judges_their_own_work_or_that_of_their_unit(town: Town, run: str, office: Actor) -> None:
    id_ = given_out(town, run)
    all_roles = town.actors["all_roles"]
    assignments.move(id_, "report", Said("Xong."), by=all_roles, at=NOW)
    with refused(NotAllowed, "assignment.own"):
        assignments.move(id_, "accept", by=all_roles, at=NOW)
    with refused(NotAllowed, "assignment.own"):
        assignments.move(id_, "accept", by=replace(office, person=person("P01", 2)), at=NOW)
    rows = Assignment.objects.filter(pk=id_)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(accepted_by=town.accounts["all_roles"], accepted_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_others_know_a_task_only_as_far_as_it_concerns_them(town: Town, world: World, run: str) -> None:
    draft = entered(town, run, code="NV-00")
    id_ = given_out(town, run)
    seen = {
        name: set(visibility.assignments(town.actors[name], local_date(NOW)).filter(campaign=run).values_list("code"))
        for name in ("standing_officer", "unit_head", "staff", "staff.D01", "unit_head.P02", "unit_head.D01", "clerk")
    }
    mine = {("NV-01",)}
    assert seen == {
        "standing_officer": {("NV-00",), ("NV-01",)}, "unit_head": mine, "staff": mine, "staff.D01": mine,
        "unit_head.P02": mine, "unit_head.D01": set(), "clerk": set(),
    }  # fmt: skip
    for name in ("unit_head.P02", "staff.D01"):
        with refused(NotAllowed, "assignment.not_allowed"):
            assignments.move(id_, "report", Said("x"), by=town.actors[name], at=NOW)
    with refused(Missing, "assignment.missing"):
        assignments.move(id_, "report", Said("x"), by=town.actors["clerk"], at=NOW)
    with refused(NotAllowed, "assignment.not_allowed"):
        assignments.move(id_, "accept", by=town.actors["unit_head"], at=NOW)
    with refused(Missing, "assignment.missing"):
        assignments.move(str(draft.pk), "assign", by=town.actors["unit_head"], at=NOW)
    with refused(Missing, "assignment.missing"):
        assignments.move(id_, "cancel", Said("x"), by=world.away.actors["authority"], at=NOW)


# What an overdue task costs


def charged(run: str) -> list[tuple[str, str, str, str]]:
    rows = Booking.objects.filter(campaign=run).order_by("month__month", "person")
    return [(row.month.month, row.person.code if row.person else "", str(row.points), row.state) for row in rows]


def test_an_overdue_task_costs_once_a_month_until_it_is_reported_and_nothing_once_the_delay_is_accepted(
    town: Town, run: str, office: Actor
) -> None:
    id_ = given_out(town, run)
    given_out(town, run, code="NV-02", deadline=date(2019, 3, 31))
    overdue_assignments.charge(at=LAST_SECOND)
    assert charged(run) == []
    for _ in range(2):
        overdue_assignments.charge(at=NEXT_SECOND)
    who = person("P01", 3)
    february = [("2019-02", who, "2.0000", "booked"), ("2019-02", "", "2.0000", "booked")]
    assert sorted(charged(run)) == sorted(february)
    march_over = datetime(2019, 4, 2, tzinfo=UTC)
    overdue_assignments.charge(at=march_over)
    assert [month for month, *_ in charged(run)] == ["2019-02"] * 2 + ["2019-03"] * 4
    with refused(Invalid, "assignment.text_needed"):
        assignments.move(id_, "excuse", by=office, at=march_over)
    assignments.move(id_, "explain", Said("Cơ sở dữ liệu ngừng."), by=of_unit(town, "unit_head", "P01"), at=march_over)
    assignments.move(id_, "excuse", Said("Lý do khách quan."), by=office, at=march_over)
    assert [state for *_, state in charged(run)].count("reversed") == 4
    overdue_assignments.charge(at=march_over)
    assert [state for *_, state in charged(run)].count("booked") == 2
    with refused(WrongState, "assignment.excused"):
        assignments.move(id_, "excuse", Said("Lần nữa."), by=office, at=march_over)


def test_the_unit_and_who_is_responsible_are_told_once_of_each_thing(town: Town, run: str, office: Actor) -> None:
    id_ = given_out(town, run)

    def told() -> list[tuple[str, str]]:
        rows = NoticeCopy.objects.filter(notice__about__assignment=id_).values_list("notice__kind", "account__username")
        return sorted((kind, name.split("@")[0]) for kind, name in rows)

    for _ in range(2):
        assignment_notices.tell_of_move(event(AssignmentMoved, assignment=id_), NOW)
    who = ["staff", "unit_head", "unit_officer"]
    assert told() == [("task_assigned", name) for name in who]
    for at in (datetime(2019, 2, 12, 2, tzinfo=UTC), datetime(2019, 2, 12, 3, tzinfo=UTC), NEXT_SECOND, NEXT_SECOND):
        assignment_notices.remind(at=at)
    kinds = ("task_assigned", "task_near", "task_overdue")
    assert told() == [(kind, name) for kind in kinds for name in who]
    assignments.move(id_, "report", Said("Xong."), by=town.actors["unit_head"], at=NEXT_SECOND)
    assignments.move(id_, "return", Said("Thiếu.", date(2019, 3, 1)), by=office, at=NEXT_SECOND)
    assignment_notices.tell_of_move(event(AssignmentMoved, assignment=id_), NEXT_SECOND)
    assert ("task_returned", "staff") in told()


def test_the_committee_sees_who_is_overdue_and_each_what_waits_for_them(town: Town, run: str, office: Actor) -> None:
    given_out(town, run)
    given_out(town, run, code="NV-02", unit="D01", person="", deadline=date(2019, 3, 31))
    board = boards.plan(run, by=office, at=NEXT_SECOND)
    assert [(one.code, one.all, one.overdue) for one in board.counts] == [("P01", 1, 1), ("D01", 1, 0)]
    assert [month for month, _ in board.timeline] == ["2019-02", "2019-03"]
    asked = boards.Asked(state=boards.OVERDUE)
    assert [row.task.code for row in boards.plan(run, asked, by=office, at=NEXT_SECOND).rows] == ["NV-01"]
    own = boards.plan(run, by=town.actors["unit_head"], at=NEXT_SECOND)
    assert (own.counts, own.total.overdue, [row.task.code for row in own.rows]) == ([], 1, ["NV-01"])
