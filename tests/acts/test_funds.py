"""Bonuses, funds and payment lists: computed once, paid once by four eyes, never beyond the fund, never deleted."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from emulation import decisions
from emulation.commendation import award_statistics, bonuses, funds, payments
from emulation.events import (
    AwardsRevoked,
    BonusesComputed,
    BonusesRevoked,
    BonusRecovered,
    DecisionSigned,
    FundBooked,
    PaymentListPaid,
)
from emulation.models import Achievement, Award, BonusEntitlement, Decision, Fund, FundEntry, PaymentList, Unit
from emulation.rules.awards.bonuses import COLLECTIVE, PERSON
from emulation.workbooks import open_book
from emulation.workbooks.payment_books import payment_workbook
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, OTHER, OWN, Town, World, decision, event, person, proposals

SINGLE, TOGETHER = 420_000, 840_000
"""0.3 and twice 0.3 of 1 390 000, the base salary until June 2019, rounded up."""


@pytest.fixture
def accountant(town: Town) -> Actor:
    return town.actors["accountant"]


def bonus(town: Town, whose: str) -> BonusEntitlement:
    return BonusEntitlement.objects.get(pk=town.bonuses[whose])


def list_of(town: Town) -> PaymentList:
    return PaymentList.objects.get(pk=town.payment_list)


def revoked(town: Town, *awards: UUID, ground: str = "a") -> AwardsRevoked:
    """What is told when a later decision revokes awards."""
    told = [{"award": str(one), "ground": ground} for one in awards]
    texts = dict.fromkeys(("target", "target_number", "number", "decided_on"), "")
    return AwardsRevoked(authority=town.code, decision=town.drafted, awards=told, **texts)


def revoke(town: Town, *whose: str) -> AwardsRevoked:
    return revoked(town, *(bonus(town, one).award_id for one in whose))


def approve(town: Town, chair: Actor) -> PaymentList:
    return payments.approve(town.payment_list, by=chair, at=NOW)


# Bonuses


def test_a_signed_decision_brings_each_award_its_bonus_by_the_law_of_its_day_once(town: Town) -> None:
    rows = {who: bonus(town, who) for who in (OWN, person(OWN, 3))}
    assert {who: (row.amount, row.subject_kind) for who, row in rows.items()} == {
        OWN: (TOGETHER, COLLECTIVE), person(OWN, 3): (SINGLE, PERSON),
    }  # fmt: skip
    row = rows[OWN]
    assert (str(row.multiple), row.base_salary, row.rounding, row.level) == ("0.6000", 1_390_000, "up", "district")
    assert "91/2017" in row.article
    assert row.basis.count(";") >= 1
    told = event(DecisionSigned, decision=town.signed)
    before = recorded(BonusesComputed)
    assert bonuses.compute(told, NOW) == 0
    assert recorded(BonusesComputed) == before
    with pytest.raises(DatabaseError), transaction.atomic():
        BonusEntitlement.objects.filter(pk=row.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_the_base_salary_is_that_of_the_day_of_decision(town: Town, chair: Actor) -> None:
    asked = decision("300", proposals((OWN, person(OWN, 2))), decided_on=date(2019, 7, 1))
    row = decisions.draft(asked, by=town.actors["clerk"], at=NOW)
    decisions.sign(str(row.pk), by=chair, at=NOW)
    once(
        BonusesComputed, lambda: bonuses.compute(event(DecisionSigned, decision=str(row.pk)), NOW), decision=str(row.pk)
    )
    (made,) = row.bonuses.all()
    assert (made.base_salary, made.amount) == (1_490_000, 450_000)


def _again(town: Town, chair: Actor, number: str, **about: Any) -> Decision:
    """Another decision about the same achievement of the unit on the same day, as signing today would not let it be."""
    row = decisions.draft(
        decision(number, proposals((OWN, person(OWN, 3)), (OWN, ""))), by=town.actors["clerk"], at=NOW
    )
    same, _ = Achievement.objects.get_or_create(
        authority_id=town.code, subject_kind=COLLECTIVE, unit=Unit.objects.get(authority=town.code, code=OWN),
        key="viec", defaults={"title": "Việc", "first_day": NOW, "last_day": NOW},
    )  # fmt: skip
    decisions.sign(str(row.pk), by=chair, at=NOW)
    row.awards.update(achievement=same)
    Decision.objects.filter(pk=row.pk).update(**about)
    bonuses.compute(event(DecisionSigned, decision=str(row.pk)), NOW)
    return row


def test_of_awards_for_one_achievement_on_one_day_the_highest_is_paid_until_it_is_revoked(
    town: Town, chair: Actor
) -> None:
    row = _again(town, chair, "301")
    low, high = row.bonuses.order_by("amount")
    assert (low.amount, low.state, high.amount, high.state) == (SINGLE, "covered", TOGETHER, "due")
    bonuses.revoke(revoked(town, high.award_id, ground="b"), NOW)
    low.refresh_from_db()
    high.refresh_from_db()
    assert (low.state, high.state, high.revoked_ground) == ("due", "cancelled", "b")
    later = _again(town, chair, "302").bonuses.order_by("amount")
    low.refresh_from_db()
    assert [low.state, *(one.state for one in later)] == ["covered", "covered", "due"]


@pytest.mark.parametrize(
    "about", [{"origin": Decision.BACKFILL}, {"kind": Decision.REVOKE}], ids=["old paper", "revokes"]
)
def test_what_was_entered_from_paper_and_what_revokes_brings_no_money(
    town: Town, chair: Actor, about: dict[str, str]
) -> None:
    assert not _again(town, chair, "303", **about).bonuses.exists()


# Funds


def test_a_fund_is_a_ledger_in_which_every_balance_follows_from_the_one_before(town: Town, accountant: Actor) -> None:
    once(FundBooked, lambda: funds.adjust(town.fund, -100_000, document="BB 1", note="nhầm", by=accountant, at=NOW))
    rows = list(FundEntry.objects.filter(fund=town.fund))
    assert [(row.place, row.kind, row.amount, row.balance) for row in rows] == [
        (1, "opening", 1_000_000, 1_000_000), (2, "allocation", 4_000_000, 5_000_000), (3, "adjustment", -100_000, 4_900_000),
    ]  # fmt: skip
    assert Fund.objects.get(pk=town.fund).balance == 4_900_000
    entry = FundEntry.objects.filter(pk=rows[0].pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Fund.objects.filter(pk=town.fund).update(balance=-1)


def test_what_cannot_be_booked_is_told_all_at_once(town: Town, accountant: Actor, chair: Actor, world: World) -> None:
    with refused(Invalid, "fund.text_needed") as no:
        funds.open_(funds.Opening(" ", "", -1, "P99", ("làng",)), by=accountant, at=NOW)
    assert no.paths == ["name", "document", "amount", "unit", "levels"]
    with refused(WrongState, "fund.open"):
        funds.open_(funds.Opening("Quỹ khác", "QĐ 9"), by=accountant, at=NOW)
    with refused(Invalid, "fund.document_booked"):
        funds.allocate(town.fund, 5, document="QĐ 02", by=accountant, at=NOW)
    with refused(Invalid, "fund.amount"):
        funds.allocate(town.fund, 0, document="QĐ 03", by=accountant, at=NOW)
    with refused(NotAllowed, "fund.not_allowed"):
        funds.allocate(town.fund, 5, document="QĐ 03", by=chair, at=NOW)
    with refused(Missing, "fund.missing"):
        funds.allocate(world.away.fund, 5, document="QĐ 03", by=accountant, at=NOW)
    with refused(WrongState, "fund.short") as no:
        funds.adjust(town.fund, -5_000_001, document="BB 1", note="vì", by=accountant, at=NOW)
    assert no.refusal is not None
    assert "thiếu 1 đồng" in no.refusal.text()


def test_a_fund_goes_below_nought_as_far_as_the_authority_allows_with_its_basis(
    town: Town, accountant: Actor, chair: Actor
) -> None:
    with refused(NotAllowed, "fund.overdraft_not_allowed"):
        funds.allow_overdraft(town.fund, 500_000, basis="NQ 1", by=accountant, at=NOW)
    with refused(Invalid, "fund.text_needed"):
        funds.allow_overdraft(town.fund, 500_000, basis="", by=chair, at=NOW)
    funds.allow_overdraft(town.fund, 500_000, basis="NQ 1", by=chair, at=NOW)
    assert funds.adjust(town.fund, -5_500_000, document="BB 1", note="vì", by=accountant, at=NOW).balance == -500_000
    with refused(WrongState, "fund.short"):
        funds.allow_overdraft(town.fund, 0, basis="", by=chair, at=NOW)


# Payment lists


def test_a_list_is_paid_once_by_four_eyes_out_of_the_fund(town: Town, accountant: Actor, chair: Actor) -> None:
    row = list_of(town)
    assert (row.total, {one.state for one in row.bonuses.all()}) == (SINGLE + TOGETHER, {"listed"})
    with refused(WrongState, "payment_list.wrong_state"):
        payments.pay(town.payment_list, document="PC 1", by=accountant, at=NOW)
    with refused(NotAllowed, "payment_list.own_draft"):
        mine = payments.Draft(town.fund, "02", "Tự duyệt", [town.bonuses[OWN]])
        own = payments.draft(mine, by=town.actors["all_roles"], at=NOW)
        payments.approve(str(own.pk), by=town.actors["all_roles"], at=NOW)
    approve(town, chair)
    once(PaymentListPaid, lambda: payments.pay(town.payment_list, document="PC 1", by=accountant, at=NOW))
    entry = FundEntry.objects.get(payment_list=row)
    assert (entry.amount, entry.balance) == (-(SINGLE + TOGETHER), 5_000_000 - SINGLE - TOGETHER)
    assert {one.state for one in row.bonuses.all()} == {"paid"}
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentList.objects.filter(pk=row.pk).update(total=0)
    again = replace(_listed(town), number="03", bonuses=[town.bonuses[OTHER]])
    with refused(Invalid, "payment_list.invalid") as no:
        payments.draft(again, by=accountant, at=NOW)
    assert no.codes == ["payment_list.not_due"]


def _listed(town: Town) -> payments.Draft:
    return payments.Draft(town.fund, "01", f"Chi thưởng {town.name}", None)


def test_who_is_in_the_list_does_not_approve_it_and_who_approved_does_not_pay(town: Town, chair: Actor) -> None:
    named = replace(chair, person=person(OTHER, 3))
    with refused(NotAllowed, "payment_list.own_bonus"):
        approve(town, named)
    approve(town, town.actors["all_roles"])
    with refused(NotAllowed, "payment_list.own_approval"):
        payments.pay(town.payment_list, document="PC 1", by=town.actors["all_roles"], at=NOW)


def test_a_fund_that_is_short_pays_nothing_and_says_what_is_missing(
    town: Town, accountant: Actor, chair: Actor
) -> None:
    funds.adjust(town.fund, -4_000_000, document="BB 1", note="trả lại", by=accountant, at=NOW)
    approve(town, chair)
    with refused(WrongState, "fund.short") as no:
        payments.pay(town.payment_list, document="PC 1", by=accountant, at=NOW)
    assert no.refusal is not None
    assert "thiếu 260.000 đồng" in no.refusal.text()
    assert list_of(town).state == "approved"
    funds.allocate(town.fund, 260_000, document="QĐ 03", by=accountant, at=NOW)
    payments.pay(town.payment_list, document="PC 1", by=accountant, at=NOW)
    assert Fund.objects.get(pk=town.fund).balance == 0


def test_a_list_is_returned_revised_and_discarded(town: Town, accountant: Actor, chair: Actor) -> None:
    with refused(Invalid, "payment_list.reason_needed"):
        payments.return_(town.payment_list, reason=" ", by=chair, at=NOW)
    approve(town, chair)
    payments.return_(town.payment_list, reason="Thiếu tập thể.", by=accountant, at=NOW)
    row = payments.revise(town.payment_list, _listed(town), by=town.actors["standing_officer"], at=NOW)
    assert (row.state, row.total, row.bonuses.count(), row.approved_by_id) == (
        "draft",
        2 * (SINGLE + TOGETHER),
        4,
        None,
    )
    payments.discard(town.payment_list, by=accountant, at=NOW)
    assert bonus(town, OTHER).state == "due"
    row = payments.draft(_listed(town), by=accountant, at=NOW)
    assert payments.draft(_listed(town), by=accountant, at=NOW).pk == row.pk
    with refused(Invalid, "payment_list.number_taken"):
        payments.draft(replace(_listed(town), title="Khác"), by=accountant, at=NOW)


def test_the_fund_of_the_deciding_level_pays_and_no_other(town: Town, accountant: Actor) -> None:
    unit_fund = funds.open_(funds.Opening("Quỹ P01", "QĐ 5", 9_000_000, OWN, ("agency",)), by=accountant, at=NOW)
    asked = payments.Draft(str(unit_fund.pk), "05", "Chi", [town.bonuses[OWN], town.bonuses[person(OTHER, 3)], "x"])
    asked = replace(asked, bonuses=[*list(asked.bonuses or ())[:2], str(unit_fund.pk)])
    with refused(Invalid, "payment_list.invalid") as no:
        payments.draft(asked, by=accountant, at=NOW)
    assert no.codes == ["payment_list.other_fund", "payment_list.not_due", "payment_list.unknown_bonus"]
    with refused(Invalid, "payment_list.invalid") as no:
        payments.draft(replace(asked, bonuses=None, title=" "), by=accountant, at=NOW)
    assert no.codes == ["payment_list.empty", "payment_list.text_needed"]


# Revocation


def test_a_revoked_award_is_not_paid_and_its_approved_list_must_be_drafted_again(
    town: Town, accountant: Actor, chair: Actor
) -> None:
    approve(town, chair)
    told = revoke(town, person(OTHER, 3), OWN)
    once(BonusesRevoked, lambda: bonuses.revoke(told, NOW))
    assert {who: bonus(town, who).state for who in (OWN, OTHER, person(OTHER, 3))} == {
        OWN: "cancelled", OTHER: "listed", person(OTHER, 3): "cancelled",
    }  # fmt: skip
    with refused(WrongState, "payment_list.not_intact") as no:
        payments.pay(town.payment_list, document="PC 1", by=accountant, at=NOW)
    assert no.codes == ["payment_list.revoked"]
    payments.return_(town.payment_list, reason="Có người bị thu hồi.", by=accountant, at=NOW)
    row = payments.revise(
        town.payment_list, replace(_listed(town), bonuses=[town.bonuses[OTHER]]), by=accountant, at=NOW
    )
    assert (row.total, row.bonuses.count()) == (TOGETHER, 1)
    bonuses.revoke(revoke(town, OTHER), NOW)
    row.refresh_from_db()
    assert (row.total, row.bonuses.count()) == (0, 0)
    with refused(WrongState, "payment_list.not_intact"):
        approve(town, chair)


def test_what_was_paid_for_a_revoked_award_comes_back_into_the_fund_once(
    town: Town, accountant: Actor, chair: Actor
) -> None:
    approve(town, chair)
    payments.pay(town.payment_list, document="PC 1", by=accountant, at=NOW)
    bonuses.revoke(revoke(town, OTHER), NOW)
    id_ = town.bonuses[OTHER]
    assert bonus(town, OTHER).state == "recovery_due"
    with refused(NotAllowed, "bonus.not_allowed"):
        bonuses.recover(id_, document="PT 1", by=chair, at=NOW)
    with refused(Invalid, "bonus.document_needed"):
        bonuses.recover(id_, document=" ", by=accountant, at=NOW)
    with refused(WrongState, "bonus.wrong_state"):
        bonuses.recover(town.bonuses[OWN], document="PT 1", by=accountant, at=NOW)
    once(BonusRecovered, lambda: bonuses.recover(id_, document="PT 1", by=accountant, at=NOW))
    assert bonus(town, OTHER).state == "recovered"
    entry = FundEntry.objects.get(bonus=id_)
    assert (entry.kind, entry.amount, entry.balance) == ("recovery", TOGETHER, 5_000_000 - SINGLE)
    assert FundEntry.objects.filter(payment_list=town.payment_list).exists(), "what was paid stays in the ledger"


# What is read


def test_money_is_for_the_accountant_and_the_committee_and_ones_own_for_oneself(town: Town) -> None:
    day = date(2019, 5, 12)
    all_four = set(town.bonuses.values())
    own = {"staff": {person(OWN, 3)}, "unit_head": {OWN}, "unit_officer": set(), "clerk": set(), "nobody": set()}
    for name, whose in own.items():
        by = town.actors[name]
        assert {str(row.pk) for row in bonuses.seen(by, day)} == {town.bonuses[one] for one in whose}, name
        assert not funds.seen(by).exists()
        assert not payments.seen(by).exists()
    for name in ("accountant", "standing_officer", "authority", "council_member"):
        assert {str(row.pk) for row in bonuses.seen(town.actors[name], day)} == all_four
        assert (funds.seen(town.actors[name]).count(), payments.seen(town.actors[name]).count()) == (1, 1)


def test_an_amended_award_is_paid_once_under_the_new_name(town: Town) -> None:
    old = Award.objects.get(pk=bonus(town, OTHER).award_id)
    later = Decision.objects.get(pk=town.drafted)
    fresh = later.awards.get(unit=old.unit, person=None)
    Award.objects.filter(pk=fresh.pk).update(replaces=old, recipient_name="Tên đúng")
    Award.objects.filter(pk=old.pk).update(state=Award.AMENDED, ended_by=later)
    Decision.objects.filter(pk=later.pk).update(state="signed")
    told = payments.context(list_of(town))
    assert [line["name"] for line in told["lines"]] == ["Tên đúng", f"Trần Đức Ưởng {OTHER} {town.name}"]
    assert (told["total_words"], told["collectives"]) == ("Một triệu hai trăm sáu mươi nghìn đồng", 1)
    bonuses.revoke(revoked(town, fresh.pk), NOW)
    assert (bonus(town, OTHER).state, list_of(town).total) == ("cancelled", SINGLE)
    book = open_book(payment_workbook(told), "ds.xlsx")
    text = {str(value) for row in book.sheets[0].rows for value in row}
    assert {"Tên đúng", "1260000"} <= {one.removeprefix("Tập thể ").removesuffix(".0") for one in text}


def test_a_year_counts_campaigns_and_awards_that_stand_and_writes_them_with_their_sums(town: Town) -> None:
    clerk = town.actors["clerk"]
    campaigns_of, annex = "0601.N/BNV-TĐKT", award_statistics.ANNEX
    year = award_statistics.of_year(2019, by=clerk)
    found = {table.form.code: table for table in year.tables}
    assert year.holds
    assert found[annex].row("GK_HUYEN")[:9] == [4, 2, 0, 2, 0, 2, 0, 2, 0]
    assert found[annex].row("BK_TINH")[0] == 0
    assert (year.classed, found["0603.N/BNV-TĐKT"].left) == (2, 4)
    launched = award_statistics.of_year(2018, "province", by=clerk)
    held = {table.form.code: table for table in launched.tables}[campaigns_of]
    assert (held.cells["01", "3"], held.cells["02", "2"], held.cells["01", "1"]) == (
        held.cells["03", "3"],
        0,
        held.cells["11", "3"],
    )
    book = open_book(award_statistics.workbook(year), "tk.xlsx")
    assert [sheet.name for sheet in book.sheets] == [table.form.code.replace("/", "-") for table in year.tables]
    cells = {str(value) for sheet in book.sheets for row in sheet.rows for value in row}
    assert "Dòng 01 = 11 + 12: đúng" in cells
    with refused(NotAllowed, "statistics.not_allowed"):
        award_statistics.of_year(2019, by=town.actors["staff"])
    with refused(Invalid, "statistics.year") as no:
        award_statistics.of_year(1900, "làng", by=clerk)
    assert no.paths == ["year", "level"]
