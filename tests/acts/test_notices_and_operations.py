"""What units are told and when, heads that go outside, and what an operator may do with deliveries."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.storage import storages

from emulation import anchors, campaigns, evaluations, notices, operations
from emulation.events import (
    CampaignClosed,
    CampaignLaunched,
    DeliveryDiscarded,
    DeliveryRetried,
    EvaluationsReturned,
    NoticeTold,
)
from emulation.models import CampaignMonth, Notice
from emulation.rules.periods import local_date
from kernel import chain
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import Anchor, Delivery, Seal
from tests.acts.conftest import once, refused
from tests.world import DRAFTED, NOW, SUBMITTED, Town, event, launch

# Notices


def test_every_unit_is_told_of_a_launch_once(town: Town) -> None:
    campaign = launch(town, "MOI")
    told = event(CampaignLaunched, campaign=campaign)
    once(NoticeTold, lambda: notices.tell_of_launch(told, NOW), about__campaign=campaign)
    rows = Notice.objects.filter(key__startswith=f"launch:{campaign}")
    assert {row.unit.code for row in rows if row.unit} == {"P01", "P02", "D01"}


def test_a_unit_is_told_of_each_return_with_its_reason(town: Town, head: Actor) -> None:
    for reason in ("Điểm B2 chưa khớp.", "Thiếu báo cáo."):
        evaluations.return_(town.running, SUBMITTED, "P01", subjects=[""], reason=reason, by=head, at=NOW)
        once(NoticeTold, lambda: notices.tell_of_return(event(EvaluationsReturned), NOW), kind=notices.RETURNED)
        evaluations.submit(town.running, SUBMITTED, "P01", subjects=[""], by=town.actors["unit_officer"], at=NOW)
    rows = Notice.objects.filter(kind=notices.RETURNED, authority=town.code).order_by("key")
    assert sorted(row.values["reason"] for row in rows) == ["Thiếu báo cáo.", "Điểm B2 chưa khớp."]
    assert {row.unit.code for row in rows if row.unit} == {"P01"}


def reminded(town: Town) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(authority=town.code, kind=notices.DEADLINE, values__month=DRAFTED).select_related(
        "unit"
    )
    return sorted((row.unit.code, row.at.date().isoformat()) for row in rows if row.unit)


def test_units_that_have_not_handed_in_are_reminded_on_the_days_of_the_policy_and_once(town: Town) -> None:
    """The deadline of April is the 5th of May: reminders go out on the 2nd and the 4th, Vietnamese time."""
    officer = town.actors["unit_officer"]
    third = datetime(2019, 5, 3, 3, tzinfo=UTC)
    for hours in range(-24 * 4, 24 * 3, 3):
        at = third + timedelta(hours=hours)
        notices.remind(at=at)
        if hours == 0:
            evaluations.submit(town.running, DRAFTED, "P01", by=officer, at=at)
    told = reminded(town)
    assert [unit for unit, _ in told] == ["D01", "D01", "P01", "P02", "P02"]
    rows = Notice.objects.filter(kind=notices.DEADLINE, values__month=DRAFTED)
    local = {local_date(row.at) for row in rows}
    assert local == {date(2019, 5, 2), date(2019, 5, 4)}


def test_nobody_is_reminded_of_a_suspended_campaign_or_after_the_deadline(town: Town, chair: Actor) -> None:
    late = CampaignMonth.objects.get(campaign=town.running, month=DRAFTED).deadline + timedelta(seconds=1)
    notices.remind(at=late)
    campaigns.suspend(town.running, reason="Chờ.", by=chair, at=NOW)
    notices.remind(at=datetime(2019, 5, 2, 3, tzinfo=UTC))
    assert reminded(town) == []


# Anchors


def outside(sequence: int, reason: str) -> dict[str, Any]:
    storage = storages["anchors"]
    names = [name for name in storage.listdir("")[1] if name.startswith(f"{sequence:012d}-") and reason in name]
    assert len(names) == 1
    with storage.open(names[0]) as file:
        return json.loads(file.read())  # type: ignore[no-any-return]


def test_a_head_goes_outside_once_for_each_day(town: Town) -> None:
    at = datetime(2019, 5, 12, 17, 5, tzinfo=UTC)  # the 13th in Viet Nam
    head = anchors.daily(at=at)
    assert head.reason == "daily 2019-05-13"
    assert anchors.daily(at=at + timedelta(hours=5)) == head
    assert anchors.daily(at=at + timedelta(hours=24)).reason == "daily 2019-05-14"
    line = outside(head.sequence, "2019-05-13")
    assert line == {
        "at": head.at,
        "hash": head.hash,
        "reason": head.reason,
        "sequence": head.sequence,
        "signature": head.signature,
    }
    key = settings.LEDGER_SIGNING_KEY.public_key()
    key.verify(base64.b64decode(line["signature"]), chain.Head(**line).message())


def test_a_head_is_mailed_to_those_who_keep_it(town: Town, settings: Any) -> None:
    settings.ANCHOR_RECIPIENTS = ["luu-tru@example.vn"]
    head = anchors.daily(at=NOW)
    anchors.daily(at=NOW)
    assert [message.to for message in mail.outbox] == [["luu-tru@example.vn"]]
    assert head.hash in str(mail.outbox[0].body)


def test_a_campaigns_close_is_sealed_and_anchored(town: Town, chair: Actor) -> None:
    campaigns.close(town.stages["closable"], by=chair, at=NOW)
    closed = event(CampaignClosed, campaign=town.stages["closable"])
    head = anchors.at_close(closed, NOW)
    assert anchors.at_close(closed, NOW) == head
    assert head.reason == "campaign CLOSABLE closed"
    assert Anchor.objects.filter(reason=head.reason).count() == 1
    place = Seal.objects.get(entry__type=CampaignClosed.type, entry__key=town.stages["closable"]).sequence
    assert place <= head.sequence
    outside(head.sequence, "closable")


# Operations


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actors["administrator"]


def test_a_dead_delivery_gets_five_new_attempts(town: Town, admin: Actor) -> None:
    operations.retry(town.delivery, by=admin, at=NOW)
    row = Delivery.objects.get(pk=town.delivery)
    assert (row.state, row.attempts, row.sent_at) == (Delivery.PENDING, 0, None)
    assert event(DeliveryRetried, delivery=str(town.delivery)).reaction == "rank_units_of_month"
    operations.retry(town.delivery, by=admin, at=NOW)


def test_a_dead_delivery_is_given_up_with_a_reason_and_stays_with_its_error(town: Town, admin: Actor) -> None:
    with refused(Invalid, "delivery.no_reason"):
        operations.discard(town.delivery, reason=" ", by=admin, at=NOW)
    error = Delivery.objects.get(pk=town.delivery).error
    operations.discard(town.delivery, reason="Làm tay rồi.", by=admin, at=NOW)
    row = Delivery.objects.get(pk=town.delivery)
    assert (row.state, row.error) == (Delivery.DISCARDED, error)
    assert event(DeliveryDiscarded, delivery=str(town.delivery)).reason == "Làm tay rồi."
    for act in (operations.retry, lambda id_, **who: operations.discard(id_, reason="Lại", **who)):
        with refused(WrongState, "delivery.wrong_state") as no:
            act(town.delivery, by=admin, at=NOW)
        assert isinstance(no.refusal, WrongState)
        assert (no.refusal.state, no.refusal.may) == (Delivery.DISCARDED, ())


def test_a_finished_or_waiting_delivery_is_not_given_up_and_a_finished_one_not_retried(
    town: Town, admin: Actor
) -> None:
    for state in (Delivery.PENDING, Delivery.DONE):
        Delivery.objects.filter(pk=town.delivery).update(state=state)
        with refused(WrongState, "delivery.wrong_state"):
            operations.discard(town.delivery, reason="Bỏ", by=admin, at=NOW)
    with refused(WrongState, "delivery.wrong_state"):
        operations.retry(town.delivery, by=admin, at=NOW)


def test_only_administrators_of_the_authority_touch_deliveries(
    town: Town, admin: Actor, office: Actor, world: Any
) -> None:
    with refused(NotAllowed, "delivery.not_allowed"):
        operations.retry(town.delivery, by=office, at=NOW)
    with refused(Missing, "delivery.missing"):
        operations.retry(world.away.delivery, by=admin, at=NOW)
    with refused(Missing, "delivery.missing"):
        operations.retry(999_999, by=admin, at=NOW)
