"""Schemes, campaigns and months: every step of a campaign's life and every reason why a step is refused."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from emulation import campaigns, evaluations, months, schemes
from emulation.events import (
    CampaignCancelled,
    CampaignClosed,
    CampaignConcluded,
    CampaignDrafted,
    CampaignLaunched,
    CampaignResumed,
    CampaignReviewed,
    CampaignRevised,
    CampaignSuspended,
    MonthClosed,
    SchemePublished,
)
from emulation.models import Campaign, CampaignMonth, SchemeVersion
from emulation.rules import states
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import CLOSED, CONFIRMED, DRAFTED, NOW, PRESETS, SUBMITTED, Town, contents, draft, event

# Schemes


def definition(**changed: Any) -> dict[str, Any]:
    return {**json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8")), "version": 2, **changed}


def test_a_scheme_is_published_once_and_the_same_again_is_the_same(town: Town, office: Actor) -> None:
    once(SchemePublished, lambda: schemes.publish(definition(), by=office, at=NOW))
    assert SchemeVersion.objects.filter(authority=town.code, code="hanoi-3814-unit").count() == 2


def test_another_content_under_a_published_version_is_refused(office: Actor) -> None:
    schemes.publish(definition(), by=office, at=NOW)
    with refused(Invalid, "scheme.version_taken"):
        schemes.publish(definition(floor="1"), by=office, at=NOW)


def test_a_faulty_scheme_is_refused_with_every_fault_and_its_place(office: Actor) -> None:
    wrong = definition(subject="dog", rounding={"mode": "sideways", "decimals": 2, "stage": "total"})
    with refused(Invalid, "scheme.invalid") as no:
        schemes.publish(wrong, by=office, at=NOW)
    assert set(no.paths) >= {"subject", "rounding.mode"}


def test_only_the_standing_office_publishes_schemes(town: Town, chair: Actor) -> None:
    with refused(NotAllowed, "scheme.not_allowed"):
        schemes.publish(definition(), by=chair, at=NOW)
    with refused(Missing, "scheme.missing"):
        schemes.find(town.code, "hanoi-3814-unit", 77)


# Drafts


def test_a_draft_is_written_once_and_a_known_code_answers_what_is_there(town: Town, office: Actor) -> None:
    once(CampaignDrafted, lambda: campaigns.draft(contents(town, "MOI"), by=office, at=NOW))
    again = campaigns.draft(contents(town, "MOI", name="Khác"), by=office, at=NOW)
    assert again.name == f"Phong trào MOI {town.name}"


def test_a_draft_is_revised_and_a_launched_campaign_is_not(town: Town, office: Actor) -> None:
    changed = contents(town, "DRAFT", name="Tên mới")
    assert campaigns.revise(town.stages["draft"], changed, by=office, at=NOW).name == "Tên mới"
    assert recorded(CampaignRevised, campaign=town.stages["draft"]) == 1
    with refused(WrongState, "campaign.wrong_state") as no:
        campaigns.revise(town.running, changed, by=office, at=NOW)
    assert isinstance(no.refusal, WrongState)
    assert (no.refusal.state, no.refusal.may) == ("launched", ("review", "close"))


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("campaign.dates", {"starts_on": date(2019, 5, 1), "ends_on": date(2019, 4, 1)}),
        ("campaign.dates", {"ends_on": date(9999, 12, 31)}),
        ("campaign.dates", {"starts_on": date(19, 1, 1)}),
        ("campaign.dates", {"ends_on": date(2099, 1, 1)}),
        ("campaign.wrong_scheme", {"unit_scheme": ("hanoi-3814-person", 1)}),
        ("campaign.wrong_scheme", {"person_scheme": ("hanoi-3814-unit", 1)}),
        ("policy.invalid", {"policy": {"deadline_day": 31}}),
        ("policy.invalid", {"policy": {"deadline_day": 20, "closing_day": 10}}),
        ("policy.invalid", {"policy": {"reminder_days_before": [1, 1]}}),
        ("policy.invalid", {"policy": {"generosity": 5}}),
    ],
)
def test_a_draft_that_cannot_be_right_is_refused(town: Town, office: Actor, code: str, changed: dict[str, Any]) -> None:
    with refused(Invalid, code):
        campaigns.draft(contents(town, "MOI", **changed), by=office, at=NOW)
    with refused(Invalid, code):
        campaigns.revise(town.stages["draft"], contents(town, "DRAFT", **changed), by=office, at=NOW)


def test_a_draft_needs_a_published_scheme_and_the_right_drafter(town: Town, office: Actor, chair: Actor) -> None:
    with refused(Missing, "scheme.missing"):
        campaigns.draft(contents(town, "MOI", unit_scheme=("hanoi-3814-unit", 9)), by=office, at=NOW)
    with refused(NotAllowed, "campaign.not_allowed"):
        campaigns.draft(contents(town, "MOI"), by=chair, at=NOW)


# Launch


@pytest.mark.parametrize("name", campaigns.CONTENTS)
def test_a_launch_names_each_missing_content(town: Town, chair: Actor, name: str) -> None:
    empty: Any = None if name in ("starts_on", "ends_on") else ""
    campaign = draft(town, "MOI", **{name: empty})
    with refused(Invalid, "campaign.not_ready") as no:
        campaigns.launch(campaign, by=chair, at=NOW)
    assert (no.codes, no.paths) == (["campaign.content_missing"], [name])


def test_a_launch_names_all_that_is_missing_at_once(town: Town, chair: Actor) -> None:
    nothing = dict.fromkeys(("goal", "scope", "subjects", "criteria", "plan", "measures", "legal_basis"), "")
    campaign = draft(town, "MOI", **nothing, starts_on=None, ends_on=None, unit_scheme=None, person_scheme=None)
    with refused(Invalid, "campaign.not_ready") as no:
        campaigns.launch(campaign, by=chair, at=NOW)
    assert set(no.paths) == {*campaigns.CONTENTS, "legal_basis", "unit_scheme"}


def test_a_launch_freezes_the_rules_lays_out_the_months_and_enrols_the_units(town: Town, chair: Actor) -> None:
    campaign = draft(town, "MOI", ends_on=date(2019, 3, 31), policy={"deadline_day": 7, "closing_day": 12})
    launched = campaigns.launch(campaign, by=chair, at=NOW)
    assert len(launched.policy_digest) == 64
    laid = list(launched.months.values_list("month", "deadline", "closes_at", "state"))
    assert laid[0] == (
        "2019-01", datetime(2019, 2, 7, 16, 59, 59, tzinfo=UTC), datetime(2019, 2, 12, 16, 59, 59, tzinfo=UTC), "open",
    )  # fmt: skip
    assert [month for month, *_ in laid] == ["2019-01", "2019-02", "2019-03"]
    told = event(CampaignLaunched, campaign=campaign)
    assert (told.units, told.months) == (["D01", "P01", "P02"], ["2019-01", "2019-02", "2019-03"])
    taking_part = launched.participations.values_list("unit__code", "cluster_code", "from_month", "to_month")
    assert sorted(taking_part) == [
        (unit, c, "2019-01", "") for unit, c in (("D01", "CUM-2"), ("P01", "CUM-1"), ("P02", "CUM-1"))
    ]
    with refused(WrongState, "campaign.wrong_state"):
        campaigns.launch(campaign, by=chair, at=NOW)


def test_nobody_launches_their_own_draft(town: Town) -> None:
    both = town.actors["all_roles"]
    own = campaigns.draft(contents(town, "MOI"), by=both, at=NOW)
    with refused(NotAllowed, "campaign.own_draft"):
        campaigns.launch(str(own.pk), by=both, at=NOW)


def test_the_database_itself_refuses_an_author_who_approves(town: Town, office: Actor) -> None:
    with pytest.raises(IntegrityError, match="campaign_author_is_not_approver"), transaction.atomic():
        Campaign.objects.filter(pk=town.stages["draft"]).update(launched_by=office.account, launched_at=NOW)


def test_a_campaign_without_units_in_clusters_is_not_launched(town: Town, chair: Actor) -> None:
    campaign = draft(town, "MOI", starts_on=date(2010, 1, 1), ends_on=date(2010, 1, 31))
    with refused(Invalid, "campaign.no_units"):
        campaigns.launch(campaign, by=chair, at=NOW)


# The table of states, row by row

ACTS: dict[str, Callable[..., object]] = {
    "launch": campaigns.launch,
    "resume": campaigns.resume,
    "close": campaigns.close,
    "suspend": lambda id_, **who: campaigns.suspend(id_, reason="Chờ hướng dẫn.", **who),
    "cancel": lambda id_, **who: campaigns.cancel(id_, reason="Không còn phù hợp.", **who),
    "review": lambda id_, **who: campaigns.review(id_, summary="Sơ kết.", **who),
    "conclude": lambda id_, **who: campaigns.conclude(id_, summary="Tổng kết.", **who),
    "revise": lambda id_, **who: campaigns.revise(
        id_, replace(campaigns.Draft("DRAFT", "Tên"), goal="Mục tiêu"), **who
    ),
}
EVENTS = {
    "launch": CampaignLaunched, "resume": CampaignResumed, "close": CampaignClosed, "suspend": CampaignSuspended,
    "cancel": CampaignCancelled, "review": CampaignReviewed, "conclude": CampaignConcluded, "revise": CampaignRevised,
}  # fmt: skip


def in_state(town: Town, state: str, act: str) -> str:
    """A campaign in a state, from which the act could go through if the table has it."""
    if state in (states.CONCLUDED, states.CANCELLED):
        Campaign.objects.filter(pk=town.stages["closed"]).update(state=state)
        return town.stages["closed"]
    return town.stages["closable" if (state, act) == (states.LAUNCHED, "close") else state]


@pytest.mark.parametrize("act", states.CAMPAIGN.acts)
@pytest.mark.parametrize("state", states.CAMPAIGN.states)
def test_each_act_goes_through_from_the_states_of_its_rows_and_from_no_other(town: Town, state: str, act: str) -> None:
    campaign = in_state(town, state, act)
    rows = [row for row in states.CAMPAIGN.rows if row.act == act]
    here = next((row for row in rows if row.source == state), None)
    role = sorted((here or rows[0]).roles)[-1]
    by = town.actors[role]
    if here is None:
        with refused(WrongState, "campaign.wrong_state") as no:
            ACTS[act](campaign, by=by, at=NOW)
        assert isinstance(no.refusal, WrongState)
        assert (no.refusal.state, no.refusal.may) == (state, states.CAMPAIGN.possible(state, by.roles))
        return
    before = recorded(EVENTS[act], campaign=campaign)
    ACTS[act](campaign, by=by, at=NOW)
    assert Campaign.objects.get(pk=campaign).state == here.target
    assert recorded(EVENTS[act], campaign=campaign) == before + 1


DRAFTS_ARE_HIDDEN_FROM = {"clerk", "unit_head", "administrator"}


@pytest.mark.parametrize("act", states.CAMPAIGN.acts)
def test_an_act_is_refused_to_every_role_that_its_rows_do_not_name(town: Town, act: str) -> None:
    named = frozenset().union(*(row.roles for row in states.CAMPAIGN.rows if row.act == act))
    source = next(row.source for row in states.CAMPAIGN.rows if row.act == act)
    for role in {"standing_officer", "authority", "council_chair", "clerk", "unit_head", "administrator"} - named:
        hidden = source == "draft" and role in DRAFTS_ARE_HIDDEN_FROM
        with refused(Missing, "campaign.missing") if hidden else refused(NotAllowed, "campaign.not_allowed"):
            ACTS[act](in_state(town, source, act), by=town.actors[role], at=NOW)


def test_a_campaign_of_another_authority_does_not_exist(town: Town, world: Any) -> None:
    for act, row in ((row.act, row) for row in states.CAMPAIGN.rows):
        with refused(Missing, "campaign.missing"):
            ACTS[act](world.away.running, by=town.actors[sorted(row.roles)[0]], at=NOW)


@pytest.mark.parametrize(("act", "stage"), [("suspend", "launched"), ("cancel", "launched"), ("conclude", "closed")])
def test_what_is_told_to_everybody_needs_a_text(town: Town, chair: Actor, act: str, stage: str) -> None:
    kind = {"suspend": "reason", "cancel": "reason", "conclude": "summary"}[act]
    with refused(Invalid, "campaign.text_needed") as no:
        getattr(campaigns, act)(town.stages[stage], **{kind: " \n "}, by=chair, at=NOW)
    assert no.paths == [kind]


def test_a_suspended_campaign_takes_nothing_in(town: Town, chair: Actor, officer: Actor, office: Actor) -> None:
    campaigns.suspend(town.running, reason="Chờ hướng dẫn.", by=chair, at=NOW)
    with refused(WrongState, "campaign.not_running"):
        evaluations.submit(town.running, DRAFTED, "P01", by=officer, at=NOW)
    with refused(WrongState, "campaign.not_running"):
        months.close(town.running, CONFIRMED, by=office, at=NOW)
    assert months.due(NOW + timedelta(days=400)) == [
        row for row in months.due(NOW + timedelta(days=400)) if str(row.campaign_id) != town.running
    ]


def test_closing_lists_everything_in_the_way_and_closes_nothing_by_half(town: Town, chair: Actor) -> None:
    with refused(WrongState, "campaign.not_closable") as no:
        campaigns.close(town.running, by=chair, at=NOW)
    assert list(zip(no.codes, no.paths, strict=True)) == [
        ("campaign.month_open", CONFIRMED), ("campaign.unappraised", CONFIRMED),
        ("campaign.month_open", SUBMITTED), ("campaign.unappraised", SUBMITTED),
        ("campaign.month_open", DRAFTED),
    ]  # fmt: skip
    assert isinstance(no.refusal, WrongState)
    assert no.refusal.params["count"] == 5
    assert "close" in no.refusal.may
    assert Campaign.objects.get(pk=town.running).state == states.LAUNCHED


# Months


def close(town: Town, month: str, by: Actor, at: datetime = NOW, campaign: str = "") -> CampaignMonth:
    return months.close(campaign or town.running, month, by=by, at=at)


def test_a_month_is_not_closed_before_its_deadline_is_over(town: Town, office: Actor) -> None:
    last = CampaignMonth.objects.get(campaign=town.stages["launched"], month=CLOSED).deadline
    with refused(WrongState, "month.not_closable") as no:
        close(town, CLOSED, office, at=last, campaign=town.stages["launched"])
    assert no.codes == ["month.deadline_ahead"]
    assert (
        close(town, CLOSED, office, at=last + timedelta(seconds=1), campaign=town.stages["launched"]).state == "closed"
    )


def test_a_month_with_unappraised_sheets_is_not_closed(town: Town, office: Actor) -> None:
    with refused(WrongState, "month.not_closable") as no:
        close(town, SUBMITTED, office)
    assert isinstance(no.refusal, WrongState)
    assert (no.codes, no.refusal.may) == (["month.unappraised"], ("close",))
    assert no.refusal.problems[0].params["count"] == 12


def test_a_month_closes_once_and_a_closed_one_answers_itself(town: Town, office: Actor) -> None:
    once(MonthClosed, lambda: close(town, DRAFTED, office))
    assert close(town, CLOSED, office).closed_at == datetime(2019, 2, 11, tzinfo=UTC)


def test_who_closes_months_is_the_office_or_the_timetable(town: Town, chair: Actor, officer: Actor) -> None:
    for by in (chair, officer):
        for month in (DRAFTED, CLOSED):
            with refused(NotAllowed, "month.not_allowed"):
                close(town, month, by)
    assert close(town, DRAFTED, system_actor(town.code)).state == "closed"


def test_an_unknown_month_or_one_of_another_authority_is_missing(town: Town, office: Actor, world: Any) -> None:
    for campaign, month in ((town.running, "2019-12"), (town.running, "5"), (world.away.running, DRAFTED)):
        with refused(Missing, "month.missing"):
            close(town, month, office, campaign=campaign)


def test_nothing_is_written_into_a_closed_month(town: Town, officer: Actor) -> None:
    with refused(WrongState, "month.closed"):
        evaluations.save(town.running, CLOSED, "P01", [evaluations.Line("")], by=officer, at=NOW)


def test_the_timetable_closes_what_is_due_and_leaves_what_waits(town: Town, world: Any) -> None:
    """Due are April (drafts only) and the months of two campaigns without sheets; February and March wait for somebody."""
    late = CampaignMonth.objects.get(campaign=town.running, month=DRAFTED).closes_at + timedelta(seconds=1)
    due = {(row.authority_id, row.month) for row in months.due(late)}
    assert {(town.code, month) for month in (CLOSED, CONFIRMED, SUBMITTED, DRAFTED)} <= due
    before = recorded(MonthClosed)
    closed = months.close_due(at=late)
    assert closed == recorded(MonthClosed) - before > 0
    assert months.close_due(at=late) == 0
    left = CampaignMonth.objects.filter(campaign=town.running, state="open").values_list("month", flat=True)
    assert set(left) == {CONFIRMED, SUBMITTED}


def test_no_month_is_due_or_closed_within_its_last_second(town: Town, office: Actor) -> None:
    row = CampaignMonth.objects.get(campaign=town.running, month=DRAFTED)
    assert row in months.due(row.closes_at + timedelta(seconds=1))
    assert row not in months.due(row.closes_at + timedelta(milliseconds=999))
    with refused(WrongState, "month.not_closable") as no:
        close(town, DRAFTED, office, at=row.deadline + timedelta(milliseconds=999))
    assert no.codes == ["month.deadline_ahead"]
