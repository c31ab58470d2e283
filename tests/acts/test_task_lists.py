"""Weekly task lists: written by their person, confirmed by the head, fed into the month's sheet with their lines kept."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from emulation import evaluations, schemes, task_lists
from emulation.events import SheetFed, TaskListConfirmed, TaskListSaved
from emulation.models import FedFigure, TaskListLayer
from emulation.models import TaskList as Row
from emulation.rules import states
from emulation.rules.task_lists import Entry, Task
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, PRESETS, START, Town, World, launch, person

MONTH, WEEK, NEXT = "2019-01", date(2019, 1, 7), date(2019, 1, 14)
STAFF, HEAD = person("P01", 3), person("P01", 1)
COMMON = {"A1": Decimal(9), "A2": Decimal(9), "A3": Decimal(8)}


def entry(planned: str = "4", done: str = "4", accepted: str = "", **more: Any) -> Entry:
    figures = Task(Decimal(planned), Decimal(done), Decimal(accepted or done), **more.pop("figures", {}))
    texts = {
        "name": "Thẩm định hồ sơ",
        "product": "Hồ sơ",
        "assigned_by": "Trưởng phòng",
        "deadline": date(2019, 1, 11),
    }
    return Entry(**{**texts, **more}, figures=figures)


def save(by: Actor, *entries: Entry, week: date = WEEK, whose: str = STAFF) -> Row:
    return task_lists.save(whose, week, entries or [entry()], by=by, at=NOW)


def confirmed(town: Town, *entries: Entry, week: date = WEEK) -> Row:
    save(town.actors["staff"], *entries, week=week)
    task_lists.submit(STAFF, week, by=town.actors["staff"], at=NOW)
    return task_lists.confirm(STAFF, week, by=town.actors["unit_head"], at=NOW)


@pytest.fixture
def campaign(town: Town, office: Actor) -> str:
    for name in ("decree-335-person", "decree-335-leader"):
        schemes.publish(json.loads((PRESETS / f"{name}.json").read_text("utf-8")), by=office, at=START)
    return launch(town, "ND335", person_scheme=("decree-335-person", 2))


def test_a_person_writes_and_hands_in_their_week_and_the_head_confirms_it(town: Town, head: Actor) -> None:
    own = town.actors["staff"]
    once(TaskListSaved, lambda: save(own), person=STAFF)
    for stranger in (town.actors["unit_head.P02"], town.actors["nobody"]):
        with refused(Missing, "people.missing"):
            save(stranger)
    with refused(WrongState, "task_list.wrong_state"):
        task_lists.confirm(STAFF, WEEK, by=head, at=NOW)
    task_lists.submit(STAFF, date(2019, 1, 10), by=own, at=NOW)
    with refused(Invalid, "task_list.invalid") as no:
        task_lists.confirm(STAFF, WEEK, entries=[entry(done="3")], by=head, at=NOW)
    assert no.codes == ["task_list.reason_needed"]
    row = task_lists.confirm(STAFF, WEEK, entries=[entry(done="3")], reason="Một hồ sơ trùng.", by=head, at=NOW)
    assert (row.state, row.tasks[0]["done"]) == (states.CONFIRMED, "3")
    assert [(layer.kind, layer.reason) for layer in row.layers.all()] == [
        ("saved", ""), ("confirmed", "Một hồ sơ trùng."),
    ]  # fmt: skip
    assert recorded(TaskListConfirmed, person=STAFF) == 1
    with refused(WrongState, "task_list.wrong_state"):
        save(own, entry(done="2"))
    task_lists.return_(STAFF, WEEK, reason="Bổ sung.", by=head, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskListLayer.objects.filter(task_list=row).update(reason="Khác.")


def test_nobody_confirms_their_own_list_or_what_they_handed_in(town: Town, head: Actor, office: Actor) -> None:
    officer = town.actors["unit_officer"]
    save(officer, whose=HEAD)
    task_lists.submit(HEAD, WEEK, by=officer, at=NOW)
    with refused(NotAllowed, "task_list.own"):
        task_lists.confirm(HEAD, WEEK, by=head, at=NOW)
    with refused(NotAllowed, "task_list.own"):
        task_lists.confirm(HEAD, WEEK, by=replace(office, account=officer.account), at=NOW)
    assert task_lists.confirm(HEAD, WEEK, by=office, at=NOW).state == states.CONFIRMED


def test_every_fault_of_a_list_is_said_at_its_task(town: Town) -> None:
    with refused(Invalid, "task_list.invalid") as no:
        save(
            town.actors["staff"], entry(), entry(planned="0", name=""), entry(accepted="5"),
            entry(figures={"errors": 1, "excused_errors": 2}), entry(figures={"delays": 1, "excused_delays": 1}),
        )  # fmt: skip
    assert set(no.paths) == {
        "tasks[1].planned", "tasks[1].name", "tasks[2].accepted", "tasks[3].errors", "tasks[3].excuse", "tasks[4].excuse",
    }  # fmt: skip


def test_confirmed_weeks_feed_the_months_draft_and_other_figures_need_a_reason(
    town: Town, campaign: str, head: Actor
) -> None:
    own = town.actors["staff"]
    with refused(Invalid, "task_list.nothing"):
        task_lists.feed(campaign, MONTH, STAFF, by=own, at=NOW)
    confirmed(town, entry("3", "3"), entry("1", "0"))
    confirmed(town, entry("4", "4", done_on=date(2019, 1, 22), deadline=date(2019, 1, 18)), week=NEXT)
    save(own, week=date(2019, 1, 21))
    row = task_lists.feed(campaign, MONTH, STAFF, by=own, at=NOW)
    assert row.scores == {"B1": "87.5", "B2": "87.5", "B3": "75"}
    fed = {one.leaf: (one.points, one.exact, len(one.sources)) for one in FedFigure.objects.filter(evaluation=row)}
    assert fed == {"B1": ("87.5", "0.875", 2), "B2": ("87.5", "0.875", 2), "B3": ("75", "0.75", 2)}
    other = {**COMMON, "B1": Decimal(90), "B2": Decimal("87.5"), "B3": Decimal(75)}
    with refused(Invalid, "evaluation.invalid") as no:
        evaluations.save(campaign, MONTH, "P01", [evaluations.Line(STAFF, other)], by=own, at=NOW)
    assert (no.codes, no.paths) == (["evaluation.fed_figure"], [f"{STAFF}.B1"])
    line = evaluations.Line(STAFF, other, note="Một việc giao miệng chưa vào danh mục.")
    evaluations.save(campaign, MONTH, "P01", [line], by=own, at=NOW)
    task_lists.feed(campaign, MONTH, STAFF, by=own, at=NOW)
    evaluations.submit(campaign, MONTH, "P01", subjects=[STAFF], by=own, at=NOW)
    done = row.__class__.objects.get(pk=row.pk)
    # 26 and a third of 70 for each of 87.5, 87.5 and 75 per cent.
    assert done.total == Decimal("84.33")
    assert recorded(SheetFed, person=STAFF) == 2
    assert head.account


def test_a_leader_is_proposed_the_units_result_once_everybody_was_confirmed(
    town: Town, campaign: str, office: Actor, head: Actor
) -> None:
    assert campaign
    leaders = launch(town, "ND335-LD", person_scheme=("decree-335-leader", 2))
    officer = town.actors["unit_officer"]
    save(officer, whose=HEAD)
    task_lists.submit(HEAD, WEEK, by=officer, at=NOW)
    task_lists.confirm(HEAD, WEEK, by=office, at=NOW)
    assert "B4" not in task_lists.feed(leaders, MONTH, HEAD, by=officer, at=NOW).scores
    full = COMMON | {f"B{n}": Decimal(80) for n in range(1, 7)}
    low = COMMON | {f"B{n}": Decimal(10) for n in range(1, 7)}
    lines = [evaluations.Line(person("P01", 2), full), evaluations.Line(STAFF, low)]
    evaluations.save(leaders, MONTH, "P01", lines, by=officer, at=NOW)
    evaluations.submit(leaders, MONTH, "P01", subjects=[line.subject for line in lines], by=officer, at=NOW)
    evaluations.confirm(leaders, MONTH, "P01", by=head, at=NOW)
    assert task_lists.feed(leaders, MONTH, HEAD, by=officer, at=NOW).scores["B4"] == "50"


def test_another_authority_finds_neither_list_nor_person(town: Town, world: World) -> None:
    save(town.actors["staff"])
    with refused(Missing, "task_list.missing"):
        task_lists.submit(STAFF, WEEK, by=world.away.actors["staff"], at=NOW)
