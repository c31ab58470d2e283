"""Suggested timely commendations: what is suggested and why, once each, never about who is held, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulation import assignment_plans, assignments, commendations, publications, visibility
from emulation.assignments import Said
from emulation.events import CommendationDecided, CommendationsSuggested
from emulation.models import CommendationSuggestion, EligibilityHold, Ranking
from emulation.rules.commendations import BEST_GRADE, IN_TIME, PRIZE, Achievement, MonthFact, allowed, streaks
from emulation.rules.periods import Month
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import recorded, refused
from tests.acts.test_rankings import year
from tests.world import NOW, OTHER, OWN, WINNER, Town, World, launch, person, task

LATER = datetime(2019, 5, 20, 2, tzinfo=UTC)


def found(town: Town, **about: Any) -> list[CommendationSuggestion]:
    return list(CommendationSuggestion.objects.filter(authority_id=town.code, **about).order_by("key"))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([True, False, None]), max_size=12))
def test_a_streak_is_suggested_for_every_three_months_that_stand_next_to_each_other(months: list[bool | None]) -> None:
    """None is a month without a fact."""
    names, month = [], Month(2018, 11)
    for _ in months:
        names.append(str(month))
        month = month.next
    facts = [
        MonthFact("P01", "P01", name, holds) for name, holds in zip(names, months, strict=True) if holds is not None
    ]
    expected, run = [], 0
    for place, holds in enumerate(months):
        run = run + 1 if holds else 0
        if run and run % 3 == 0:
            expected.append((names[place - 2], names[place]))
    got = streaks(BEST_GRADE, "c", facts[::-1])
    assert [(one.figures["first"], one.figures["last"]) for one in got] == expected
    assert len({one.key for one in got}) == len(got)


def test_who_is_held_is_never_suggested_but_their_unit_may_be() -> None:
    mine, unit = Achievement("a", PRIZE, OWN, person(OWN, 3)), Achievement("b", PRIZE, OWN)
    assert allowed([unit, mine, mine], {}) == [mine, unit]
    assert allowed([mine, unit], {"person": frozenset({person(OWN, 3)})}) == [unit]
    assert allowed([mine, unit], {"unit": frozenset({OWN})}) == [mine]


def test_each_achievement_is_suggested_once_with_its_source(town: Town) -> None:
    commendations.suggest(at=NOW)
    before = recorded(CommendationsSuggested, authority=town.code)
    assert commendations.suggest(at=NOW) == 0
    assert recorded(CommendationsSuggested, authority=town.code) == before > 0
    (prize,) = found(town, kind=PRIZE)
    assert (prize.unit.code, prize.about["contest"]) == (WINNER, town.contests["published"])
    assert prize.figures["prize"] == "Giải nhất"


def test_months_in_a_row_at_the_top_of_published_rankings_are_suggested(town: Town, office: Actor) -> None:
    run = year(town, date(2019, 4, 30))
    for month in ("2019-01", "2019-02", "2019-03"):
        for unit, b1 in (("P02", "28"), ("P01", "20"), ("D01", "15")):
            run.score(month, unit, B1=b1)
        run.close(month)
    commendations.suggest(at=NOW)
    assert found(town, key__contains=run.id) == []
    for ranking in Ranking.objects.filter(campaign=run.id, subjects=Ranking.UNITS, month__isnull=False):
        publications.publish(str(ranking.pk), by=office, at=NOW)
    commendations.suggest(at=NOW)
    (first,) = found(town, key=f"first_place:{run.id}:P02:2019-01")
    assert (first.figures["count"], first.figures["last"]) == (3, "2019-03")
    assert not found(town, key__startswith=f"first_place:{run.id}:D01")


def test_three_months_with_every_task_in_time_are_suggested_and_a_late_one_breaks_them(
    town: Town, office: Actor
) -> None:
    run = launch(town, "NV", ends_on=date(2019, 4, 30))
    at = datetime(2019, 1, 2, tzinfo=UTC)
    for unit in (WINNER, OTHER):
        for month in (1, 2, 3):
            own = task(unit, code=f"{unit}-{month}", deadline=date(2019, month, 20), steps=task(unit).steps)
            row = assignment_plans.enter(run, replace(own), by=office, at=at)
            assignments.move(str(row.pk), "assign", by=office, at=at)
            late = unit == OTHER and month == 2
            done = datetime(2019, 2, 25, tzinfo=UTC) if late else at
            head = town.actors[f"unit_head.{unit}"]
            assignments.move(str(row.pk), "report", Said("Xong."), by=head, at=done)
            assignments.move(str(row.pk), "accept", by=office, at=done)
    commendations.suggest(at=LATER)
    assert [one.unit.code for one in found(town, kind=IN_TIME, key__contains=run)] == [WINNER]


def test_the_committee_takes_up_or_puts_away_with_a_reason_and_nobody_their_own(
    town: Town, world: World, office: Actor
) -> None:
    commendations.suggest(at=NOW)
    (row,) = found(town, kind=PRIZE)
    decide: Any = commendations.decide
    with refused(Invalid, "commendation.reason_needed") as no:
        decide(str(row.pk), "take_up", reason=" ", by=office, at=NOW)
    assert no.paths == ["reason"]
    with refused(NotAllowed, "commendation.own"):
        decide(str(row.pk), "take_up", reason="Tốt.", by=replace(office, person=person(WINNER, 1)), at=NOW)
    for by in (town.actors["unit_head"], town.actors["inspector"], world.away.actors["authority"]):
        with refused(Missing, "commendation.missing"):
            decide(str(row.pk), "take_up", reason="Tốt.", by=by, at=NOW)
    with refused(NotAllowed, "commendation.not_allowed"):
        decide(str(row.pk), "take_up", reason="Tốt.", by=town.actors["council_member"], at=NOW)
    hold = EligibilityHold.objects.create(
        authority_id=town.code, subjects="unit", subject=WINNER, unit_code=WINNER, reason="Đang xác minh.",
        valid_from=date(2019, 1, 1), placed_by_id=office.account, placed_at=NOW,
    )  # fmt: skip
    with refused(WrongState, "commendation.held"):
        decide(str(row.pk), "take_up", reason="Tốt.", by=office, at=NOW)
    EligibilityHold.objects.filter(pk=hold.pk).update(
        lifted_by=town.accounts["authority"], lifted_at=NOW, lift_reason="Đã rõ."
    )
    assert decide(str(row.pk), "take_up", reason="Tốt.", by=office, at=NOW).state == "taken_up"
    assert recorded(CommendationDecided, achievement=row.key, state="taken_up") == 1
    with refused(WrongState, "commendation.wrong_state"):
        decide(str(row.pk), "discard", reason="Thôi.", by=office, at=NOW)
    commendations.suggest(at=LATER)
    assert len(found(town, key=row.key)) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        CommendationSuggestion.objects.filter(pk=row.pk).update(kind="praise")
    assert not visibility.commendations(town.actors["unit_head"]).exists()
