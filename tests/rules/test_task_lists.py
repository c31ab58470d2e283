"""Quantity, quality and progress from a list of tasks: the decree's reckoning by hand, and what holds for every list."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.periods import Month
from emulation.rules.schemes import parse_scheme
from emulation.rules.scores import score_sheet
from emulation.rules.task_lists import Task, TaskListRule, figures, month_of_week, unit_figure, weeks_of, work
from kernel.errors import Invalid
from tests.rules.builders import preset, preset_data

RULE = TaskListRule("B1", "B2", "B3", coefficients=True)
UNIT_RESULT = {"leaf": "A1", "grade": "HT", "every": "10", "otherwise": "5"}
PERCENT = {"B1": Decimal(100), "B2": Decimal(100), "B3": Decimal(100)}


def task(planned: str, done: str, accepted: str = "", **more: int | Decimal) -> Task:
    return replace(Task(Decimal(planned), Decimal(done), Decimal(accepted or done)), **more)


def test_the_decree_takes_converted_products_and_a_quarter_for_each_error_and_delay() -> None:
    tasks = [
        task("4", "4", errors=1, delays=2, excused_delays=1),
        task("2", "1", coefficient=Decimal("1.5")),
        task("1", "3", "2", coefficient=Decimal(2), errors=5),
    ]
    done = work(RULE, tasks)
    assert done is not None
    # 4 + 3 + 2 converted products were assigned.
    assert done.assigned == 9
    assert done.quantity == (4 + Fraction(3, 2) + 2) / Fraction(9)
    assert done.quality == (3 + Fraction(3, 2)) / Fraction(9)
    assert done.progress == (3 + Fraction(3, 2) + 2) / Fraction(9)
    assert figures(RULE, done, PERCENT) == {
        "B1": Decimal("83.3333"), "B2": Decimal("50.0000"), "B3": Decimal("72.2222"),
    }  # fmt: skip
    plain = work(replace(RULE, coefficients=False), tasks)
    assert plain is not None
    assert plain.quantity == Fraction(6, 7)


def test_a_month_of_the_decree_is_thirty_and_a_third_of_seventy_for_each_share() -> None:
    scheme = preset("decree-335-person")
    assert scheme.task_list is not None
    done = work(scheme.task_list, [task("3", "3"), task("1", "0"), task("4", "4", delays=1)])
    assert done is not None
    fed = figures(scheme.task_list, done, PERCENT)
    sheet = {"A1": Decimal(9), "A2": Decimal(9), "A3": Decimal(8), **fed}
    assert score_sheet(scheme, sheet).exact == 26 + Fraction(70, 3) * (Fraction(7, 8) + Fraction(7, 8) + Fraction(6, 8))


def test_a_leader_has_all_of_the_units_result_only_if_everybody_completed_their_tasks() -> None:
    rule = preset("decree-335-leader").task_list
    assert rule is not None
    assert rule.unit_result is not None
    found = [unit_figure(rule.unit_result, reached) for reached in ([True, True], [True, False], [])]
    assert found == [100, 50, None]


@st.composite
def lists(draw: st.DrawFn) -> list[Task]:
    amounts = st.integers(0, 400).map(lambda cents: Decimal(cents) / 4)
    made = []
    for _ in range(draw(st.integers(1, 5))):
        planned, done = draw(amounts) + Decimal("0.25"), draw(amounts)
        errors, delays = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        made.append(
            Task(
                planned, done, done * draw(st.integers(0, 4)) / 4, draw(st.sampled_from([Decimal(1), Decimal("1.5")])),
                errors, draw(st.integers(0, errors)), delays, draw(st.integers(0, delays)),
            )
        )  # fmt: skip
    return made


@settings(max_examples=60)
@given(lists())
def test_shares_are_of_what_was_assigned_whatever_the_order_and_never_more_than_all_of_it(tasks: list[Task]) -> None:
    done = work(RULE, tasks)
    assert done is not None
    assert work(RULE, reversed(tasks)) == done
    assert 0 <= done.quality <= done.quantity <= 1
    assert 0 <= done.progress <= done.quantity
    assert all(0 <= points <= 100 for points in figures(RULE, done, PERCENT).values())


@settings(max_examples=60)
@given(lists(), st.data())
def test_one_more_error_or_delay_costs_and_an_objective_cause_gives_it_back(
    tasks: list[Task], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(tasks) - 1))
    one = tasks[place]
    worse = [*tasks]
    worse[place] = replace(one, errors=one.errors + 1, delays=one.delays + 1)
    excused = [*tasks]
    excused[place] = replace(worse[place], excused_errors=one.excused_errors + 1, excused_delays=one.excused_delays + 1)
    before, after, again = (work(RULE, found) for found in (tasks, worse, excused))
    assert before is not None
    assert after is not None
    assert (after.quantity, again) == (before.quantity, before)
    assert (after.quality <= before.quality, after.progress <= before.progress) == (True, True)


def test_nothing_assigned_has_no_share() -> None:
    assert work(RULE, []) is None


@given(st.dates(date(2018, 1, 1), date(2030, 12, 31)))
def test_every_week_belongs_to_one_month(day: date) -> None:
    month = month_of_week(day)
    assert [week for week in weeks_of(month) if week <= day][-1] <= day
    assert len(weeks_of(month)) in (4, 5)
    assert all(month_of_week(week) == month for week in weeks_of(month))
    assert month in (Month.of(day), Month.of(day).next, Month.of(day).previous)


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"quantity": "B9"}, "task_list.quantity", "not_fed"),
        ({"quality": "B1"}, "task_list.quality", "not_fed"),
        ({"error_costs": "2"}, "task_list.error_costs", "out_of_range"),
        ({"unit_result": dict(UNIT_RESULT, grade="XX")}, "task_list.unit_result.grade", "unknown_grade"),
    ],
)  # fmt: skip
def test_what_a_list_of_tasks_feeds_must_be_leaves_of_the_scheme(
    changed: dict[str, object], path: str, code: str
) -> None:
    data = preset_data("decree-335-person")
    data["task_list"] |= changed
    with pytest.raises(Invalid) as no:
        parse_scheme(data)
    assert (path, code) in {(problem.path, problem.code) for problem in no.value.problems}
