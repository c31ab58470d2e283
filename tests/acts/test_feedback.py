"""Citizens' feedback through the acts: its whole way, who sees what, missed limits, and what becomes public."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from emulation import feedback, feedback_clock, feedback_desk, feedback_notices, schemes, visibility
from emulation.events import (
    FeedbackClosed,
    FeedbackContactsDeleted,
    FeedbackEscalated,
    FeedbackPolicySet,
    FeedbackPraised,
    FeedbackReceived,
    FeedbackRouted,
    FeedbackSent,
)
from emulation.feedback import Contact, Told
from emulation.models import Booking, Feedback, FeedbackContact, Notice, NoticeCopy
from emulation.rules import tracking_codes
from emulation.rules.periods import VIETNAM, local_date
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, OTHER, OWN, PRESETS, START, Town, World, event, launch, person

TEXT = "Tôi chờ ở quầy số 3 từ 8 giờ đến 11 giờ."
REACH = "0912 345 678"
TOLD = Told("reflection", TEXT, OWN, date(2019, 5, 10), Contact("Trần Thị Bưởi", REACH))
ANSWERED = "Đơn vị đã bố trí thêm một cán bộ tiếp nhận."


def code(number: int = 7) -> str:
    return tracking_codes.code_of(number)


def tell(town: Town, number: int = 7, **changed: Any) -> Feedback:
    return feedback.receive(town.code, replace(TOLD, **changed), code=code(number), at=NOW)


def routed(town: Town, unit: str = OWN, number: int = 7, at: datetime = NOW, **changed: Any) -> Feedback:
    return feedback_desk.route(str(tell(town, number, **changed).pk), unit, by=town.actors["standing_officer"], at=at)


def sent(town: Town, number: int = 7, at: datetime = NOW) -> Feedback:
    row = routed(town, number=number)
    feedback_desk.answer(str(row.pk), ANSWERED, by=town.actors["unit_officer"], at=at)
    return feedback_desk.send(str(row.pk), by=town.actors["standing_officer"], at=at)


def seen(actor: Actor) -> set[str]:
    return {str(pk) for pk in visibility.feedback(actor, local_date(NOW)).values_list("pk", flat=True)}


def told_of(id_: str) -> dict[str, set[str]]:
    """By the kind of notice, the accounts that were told, by their names without the town; who has all roles is left out."""
    found: dict[str, set[str]] = {}
    for copy in NoticeCopy.objects.filter(notice__about__feedback=id_).select_related("notice", "account"):
        name = copy.account.username.partition("@")[0]
        if name != "all_roles":
            found.setdefault(copy.notice.kind, set()).add(name)
    return found


def test_what_is_handed_in_twice_is_one_item_and_neither_ledger_nor_item_knows_the_sender(town: Town) -> None:
    once(FeedbackReceived, lambda: tell(town), kind="reflection", unit_named=OWN)
    row = tell(town)
    assert (row.number, row.state) == (tell(town).number, "received")
    assert tell(town, 8).number == row.number + 1
    assert row.due == datetime(2019, 5, 14, 23, 59, 59, tzinfo=VIETNAM)
    said = " ".join(str(entry.payload) for entry in LedgerEntry.objects.filter(type__contains="feedback"))
    for secret in (TEXT, REACH, "Bưởi", code()):
        assert secret not in said
        assert secret not in str(Feedback.objects.filter(pk=row.pk).values()).replace(TEXT, "") or secret == TEXT
    assert feedback.track(f" {code().lower()} ").pk == row.pk
    with refused(Invalid, "feedback.code_taken"):
        tell(town, text="Chuyện khác.")


def test_all_that_is_wrong_with_what_was_told_is_said_at_once(town: Town) -> None:
    wrong = Told("khiếu nại", "  ", "P99", date(2019, 5, 13), Contact("Ai đó", "09"))
    with refused(Invalid, "feedback.invalid") as no:
        feedback.receive(town.code, wrong, code=code(), at=NOW)
    assert no.paths == ["reach", "kind", "text", "unit", "happened_on"]
    for changed in ({"text": "a" * 5001}, {"contact": Contact("Ai đó", "")}, {"contact": Contact("a" * 201, REACH)}):
        with refused(Invalid, "feedback.invalid"):
            tell(town, **changed)
    with refused(Missing, "feedback.no_authority"):
        feedback.receive("nowhere", TOLD, code=code(), at=NOW)


def test_wrong_codes_are_answered_alike_whether_mistyped_or_nobodys(town: Town) -> None:
    tell(town)
    said = set()
    for wrong in (code(8), code()[:-1] + "2", "", "x" * 300, TEXT):
        with refused(Missing, "feedback.unknown_code") as no:
            feedback.track(wrong)
        assert no.refusal
        said.add((no.refusal.text(), str(no.refusal.params)))
    assert len(said) == 1


def test_the_whole_way_with_a_second_round(town: Town, office: Actor, officer: Actor) -> None:
    id_ = str(routed(town).pk)
    assert recorded(FeedbackRouted, feedback=id_, unit=OWN, before="") == 1
    row = feedback_desk.answer(id_, ANSWERED, by=officer, at=NOW)
    assert row.due == datetime(2019, 5, 14, 23, 59, 59, tzinfo=VIETNAM)
    row = feedback_desk.return_(id_, reason="Chưa nêu thời hạn.", by=office, at=NOW)
    assert (row.state, row.answer_due) == ("routed", datetime(2019, 5, 21, 23, 59, 59, tzinfo=VIETNAM))
    feedback_desk.answer(id_, ANSWERED, by=officer, at=NOW)
    once(FeedbackSent, lambda: feedback_desk.send(id_, by=office, at=NOW), feedback=id_)
    with refused(Invalid, "feedback.text_needed"):
        feedback.reopen(code(), reason=" ", at=NOW)
    row = feedback.reopen(code(), reason="Vẫn phải chờ.", at=NOW)
    assert (row.state, row.reopen_reason) == ("routed", "Vẫn phải chờ.")
    assert feedback.reopen(code(), reason="Vẫn phải chờ.", at=NOW).pk == row.pk
    feedback_desk.answer(id_, ANSWERED + " Từ 15/5.", by=officer, at=NOW)
    row = feedback_desk.send(id_, by=office, at=NOW)
    with refused(WrongState, "feedback.not_reopened"):
        feedback.reopen(code(), reason="Chưa được.", at=NOW)
    assert row.reopen_until
    feedback_clock.watch(at=row.reopen_until)
    assert Feedback.objects.get(pk=id_).state == "sent"
    feedback_clock.watch(at=row.reopen_until + timedelta(seconds=1))
    assert recorded(FeedbackClosed, feedback=id_, contact_until="2019-07-24") == 1
    acts = list(Feedback.objects.get(pk=id_).steps.values_list("act", flat=True))
    assert acts == ["receive", "route", "answer", "return", "answer", "send", "reopen", "answer", "send", "close"]


def test_who_does_what_and_nobody_their_own(town: Town, office: Actor, officer: Actor, world: World) -> None:
    id_ = str(tell(town).pk)
    desk = feedback_desk
    for role in ("authority", "inspector"):
        with refused(NotAllowed, "feedback.not_allowed"):
            desk.route(id_, OWN, by=town.actors[role], at=NOW)
    for actor in (officer, town.actors["council_chair"], world.away.actors["standing_officer"]):
        with refused(Missing, "feedback.missing"):
            desk.route(id_, OWN, by=actor, at=NOW)
    desk.route(id_, OWN, by=office, at=NOW)
    with refused(NotAllowed, "feedback.not_allowed"):
        desk.answer(id_, ANSWERED, by=office, at=NOW)
    everything = town.actors["all_roles"]
    desk.answer(id_, ANSWERED, by=everything, at=NOW)
    with refused(NotAllowed, "feedback.four_eyes"):
        desk.send(id_, by=everything, at=NOW)
    for act in (
        lambda: desk.send(id_, by=replace(office, person=person(OWN, 2)), at=NOW),
        lambda: desk.return_(id_, reason="Vì.", by=replace(office, person=person(OWN, 3)), at=NOW),
    ):
        with refused(NotAllowed, "feedback.own_unit"):
            act()
    assert desk.send(id_, by=replace(office, person=person(OTHER, 2)), at=NOW).state == "sent"


def test_a_unit_sees_what_is_routed_to_it_and_only_as_long_as_it_is(town: Town, office: Actor, world: World) -> None:
    id_ = str(tell(town).pk)
    here, there = town.actors["unit_officer"], town.actors[f"unit_officer.{OTHER}"]
    heads = (town.actors["unit_head"], town.actors[f"unit_head.{OTHER}"])
    blind = [
        town.actors[role] for role in ("cluster_lead", "council_member", "clerk", "administrator", "staff", "nobody")
    ]
    blind.append(world.away.actors["all_roles"])

    def looked() -> tuple[bool, ...]:
        assert not [actor.name for actor in blind if id_ in seen(actor)]
        assert all(id_ in seen(town.actors[role]) for role in ("standing_officer", "authority", "inspector"))
        return tuple(id_ in seen(actor) for actor in (here, there, *heads))

    assert looked() == (False, False, False, False)
    feedback_desk.route(id_, OWN, by=office, at=NOW)
    assert looked() == (True, False, True, False)
    with refused(Invalid, "feedback.text_needed"):
        feedback_desk.route(id_, OTHER, by=office, at=NOW)
    feedback_desk.route(id_, OTHER, reason="Việc của khối.", by=office, at=NOW)
    assert looked() == (False, True, False, True)
    with refused(Invalid, "feedback.text_needed") as no:
        feedback_desk.dismiss(id_, reason="", where_to_go=" ", by=office, at=NOW)
    assert no.paths == ["reason", "where_to_go"]
    row = feedback_desk.dismiss(id_, reason="Thuộc công an.", where_to_go="Công an phường", by=office, at=NOW)
    assert looked() == (False, False, False, False)
    assert (row.state, feedback.track(code()).where_to_go) == ("dismissed", "Công an phường")


def test_praise_reaches_its_unit_needs_no_answer_and_is_told_for_commendation(town: Town, office: Actor) -> None:
    row = routed(town, kind="praise")
    assert row.due is None
    assert recorded(FeedbackPraised, feedback=str(row.pk), unit=OWN, happened_on="2019-05-10") == 1
    assert feedback_desk.close(str(row.pk), by=office, at=NOW).state == "closed"
    asked = str(routed(town, number=8).pk)
    with refused(WrongState, "feedback.unanswered"):
        feedback_desk.close(asked, by=office, at=NOW)


def costly(town: Town, office: Actor) -> str:
    """A campaign whose scheme takes 2 points for every overdue answer."""
    preset = json.loads((PRESETS / "hanoi-3814-unit.json").read_text(encoding="utf-8"))
    late = {
        "code": "X9",
        "title": {"vi": "Chậm trả lời người dân"},
        "kind": "deduction",
        "source": "booked",
        "max": "5",
        "booked": {"from": ["overdue_feedback"], "each": "2"},
    }
    schemes.publish({**preset, "code": "dan", "components": [*preset["components"], late]}, by=office, at=START)
    return launch(town, "DAN-2019", ends_on=date(2019, 6, 30), unit_scheme=("dan", 1))


def test_an_overdue_answer_costs_its_unit_once_and_nothing_where_the_unit_was_the_wrong_one(
    town: Town, office: Actor
) -> None:
    campaign = costly(town, office)
    id_ = str(routed(town).pk)
    late = datetime(2019, 5, 22, 8, 0, tzinfo=VIETNAM)

    def costs() -> list[tuple[str, str, str]]:
        rows = Booking.objects.filter(source=id_).order_by("proposed_at", "unit__code")
        return [(str(row.campaign_id), row.unit.code, row.state) for row in rows]

    feedback_clock.watch(at=late - timedelta(hours=9))
    assert costs() == []
    feedback_clock.watch(at=late)
    feedback_clock.watch(at=late + timedelta(days=9))
    assert costs() == [(campaign, OWN, "booked")]
    assert Booking.objects.get(source=id_).month.month == "2019-05"
    feedback_desk.route(id_, OTHER, reason="Không phải việc của phường.", by=office, at=late)
    assert costs() == [(campaign, OWN, "reversed")]


def test_missed_limits_climb_the_ladder_once_each(town: Town, office: Actor) -> None:
    id_ = str(routed(town).pk)
    due = datetime(2019, 5, 21, 23, 59, 59, tzinfo=VIETNAM)
    told = []
    for day in (21, 22, 22, 23, 24, 25, 27):
        feedback_clock.watch(at=datetime(2019, 5, day, 23, 0, tzinfo=VIETNAM))
        told.append(Feedback.objects.get(pk=id_).escalated)
    first, second, third = ["unit_head", "standing_officer"], ["unit_head", "standing_officer"], [
        "unit_head", "standing_officer", "authority",
    ]  # fmt: skip
    assert told == [[], first, second, second, third, third, third]
    assert recorded(FeedbackEscalated, feedback=id_, stage="answer") == 2
    assert Feedback.objects.get(pk=id_).answer_due == due
    waiting = str(tell(town, 8).pk)
    feedback_clock.watch(at=datetime(2019, 5, 20, 8, 0, tzinfo=VIETNAM))
    assert Feedback.objects.get(pk=waiting).escalated == ["standing_officer", "authority"]


def test_contacts_go_on_their_day_and_the_item_stays(town: Town, office: Actor) -> None:
    id_ = str(tell(town).pk)
    feedback_desk.dismiss(id_, reason="Không thuộc.", where_to_go="Tòa án", by=office, at=NOW)
    kept = FeedbackContact.objects.filter(feedback=id_)
    assert kept.get().delete_on == date(2019, 7, 11)
    feedback_clock.watch(at=datetime(2019, 7, 10, 23, 0, tzinfo=VIETNAM))
    assert kept.exists()
    feedback_clock.watch(at=datetime(2019, 7, 11, 1, 0, tzinfo=VIETNAM))
    assert not kept.exists()
    assert recorded(FeedbackContactsDeleted, day="2019-07-11", feedback=[id_]) == 1
    assert feedback.track(code()).text == TEXT


def test_only_masked_words_are_published_by_the_office_after_the_answer(town: Town, office: Actor) -> None:
    row = sent(town)
    asked = {"question": "Một người dân chờ ba giờ.", "answered": ANSWERED, "by": office, "at": NOW}
    for wrong in (
        {"question": f"Gọi {REACH}"},
        {"question": "Bà Trần Thị Bưởi chờ ba giờ."},
        {"answered": "Thư: a@b.vn"},
    ):
        with refused(Invalid, "feedback.personal_data") as no:
            feedback_desk.publish(str(row.pk), **{**asked, **wrong})
        assert no.paths == [name.removesuffix("ed") if name == "answered" else name for name in wrong]
    with refused(NotAllowed, "feedback.not_publisher"):
        feedback_desk.publish(str(row.pk), **{**asked, "by": town.actors["unit_officer"]})
    with refused(WrongState, "feedback.not_answered"):
        feedback_desk.publish(str(routed(town, number=8).pk), **asked)
    assert feedback_desk.publish(str(row.pk), **asked).published_at == NOW
    assert feedback_desk.unpublish(str(row.pk), reason="Nhầm.", by=office, at=NOW).published_at is None


def test_time_limits_are_rules_from_a_day_on_set_by_those_who_may(town: Town, office: Actor) -> None:
    def rule(day: date, **more: Any) -> object:
        asked = {"legal_basis": "Quy chế tiếp công dân", "by": office, "at": NOW, **more}
        return feedback.set_policy(day, {"answer_days": 1}, **asked)

    once(FeedbackPolicySet, lambda: rule(date(2019, 5, 13)), valid_from="2019-05-13")
    assert routed(town).answer_due == datetime(2019, 5, 21, 23, 59, 59, tzinfo=VIETNAM)
    later = datetime(2019, 5, 13, 9, 0, tzinfo=VIETNAM)
    assert routed(town, number=8, at=later).answer_due == datetime(2019, 5, 14, 23, 59, 59, tzinfo=VIETNAM)
    with refused(Invalid, "feedback_policy.day"):
        rule(date(2019, 5, 11))
    with refused(Invalid, "feedback_policy.basis_needed"):
        rule(date(2019, 6, 1), legal_basis=" ")
    with refused(NotAllowed, "feedback_policy.not_allowed"):
        rule(date(2019, 6, 1), by=town.actors["administrator"])


def test_the_database_keeps_what_was_told_and_done(town: Town) -> None:
    row = sent(town)
    rows = Feedback.objects.filter(pk=row.pk)
    for change in ({"text": "Khác"}, {"number": 99}, {"published_at": NOW}, {"reopened_at": NOW}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    for kept in (rows, row.steps.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            kept.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        row.steps.update(text="Khác")


def test_people_are_told_by_number_in_their_turn_and_never_in_the_citizens_words(town: Town, office: Actor) -> None:
    id_ = str(tell(town).pk)
    feedback_notices.of_receipt(event(FeedbackReceived, feedback=id_), NOW)
    assert told_of(id_) == {"feedback_received": {"standing_officer"}}
    feedback_desk.route(id_, OWN, by=office, at=NOW)
    feedback_notices.of_routing(event(FeedbackRouted, feedback=id_), NOW)
    feedback_clock.watch(at=datetime(2019, 5, 27, 8, 0, tzinfo=VIETNAM))
    for _ in range(2):
        feedback_notices.of_missed_limit(event(FeedbackEscalated, feedback=id_), NOW)
    assert told_of(id_) == {
        "feedback_received": {"standing_officer"},
        "feedback_routed": {"unit_head", "unit_officer"},
        "feedback_overdue": {"unit_head", "unit_officer", "standing_officer", "authority"},
    }
    assert not [row for row in Notice.objects.filter(about__feedback=id_) if TEXT in str(row.values)]
