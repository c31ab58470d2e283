"""Delegations: a role in other hands for some days; every act says for whom; four eyes see through it; it ends by itself."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from emulation import (
    accounts,
    campaigns,
    corrections,
    decisions,
    delegations,
    evaluations,
    imports,
    notices,
    visibility,
)
from emulation.boards import corrections as boards
from emulation.boards import decisions as shown_decisions
from emulation.delegations import Wanted
from emulation.events import (
    CorrectionProposed,
    DelegationEnded,
    EvaluationsConfirmed,
    ImportCommitRequested,
    ImportUploaded,
    RoleDelegated,
)
from emulation.models import Delegation, EvaluationLayer, Import, NoticeCopy
from emulation.rules import access
from emulation.rules.notices import LAUNCHED
from kernel.actors import AUTHORITY, CLUSTER, UNIT, Actor, Grant, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, recorded, refused
from tests.world import (
    CLOSED,
    DRAFTED,
    NOW,
    OTHER,
    PERSON_MARKS,
    SUBMITTED,
    UNIT_MARKS,
    Town,
    World,
    contents,
    decision,
    draft,
    event,
    open_account,
    person,
    points,
    proposals,
    workbook,
)

TODAY = date(2019, 5, 12)
HEADED = Grant(access.UNIT_HEAD, UNIT, "P01")


def wanted(town: Town, delegate: str = "unit_officer.P02", **changed: Any) -> Wanted:
    values: dict[str, Any] = {
        "delegator": f"unit_head@{town.code}",
        "delegate": f"{delegate}@{town.code}",
        "grant": HEADED,
        "starts_on": TODAY,
        "ends_on": TODAY + timedelta(days=3),
        "reason": "Đi công tác.",
        "document": "Giấy ủy quyền số 4",
    }
    return Wanted(**{**values, **changed})


def give(town: Town, *given: str, by: str = "unit_head", **changed: Any) -> Delegation:
    return delegations.delegate(wanted(town, *given, **changed), by=town.actors[by], at=NOW)


def acting(town: Town, name: str, row: Delegation, at: Any = NOW) -> Actor:
    return delegations.actor_for(town.accounts[name], row.pk, at=at)


def confirm(town: Town, by: Actor, *subjects: str, month: str = SUBMITTED) -> int:
    return evaluations.confirm(town.running, month, "P01", subjects=subjects or None, by=by, at=NOW)


def test_a_delegate_acts_in_the_holders_place_and_every_act_says_so(town: Town) -> None:
    with refused(Missing, "evaluation.no_unit"):
        confirm(town, town.actors["unit_officer.P02"])
    row = give(town)
    deputy = acting(town, "unit_officer.P02", row)
    assert deputy.grants == (HEADED,)
    assert confirm(town, deputy, person("P01", 3)) == 1
    layer = EvaluationLayer.objects.get(
        evaluation=town.evaluation(SUBMITTED, "P01", person("P01", 3)), kind=EvaluationLayer.HEAD
    )
    held = town.accounts["unit_head"].pk
    assert (str(layer.by_id), layer.behalf_id) == (deputy.account, held)
    told = LedgerEntry.objects.filter(type=EvaluationsConfirmed.type).latest("id")
    assert (told.actor, told.payload["on_behalf_of"], told.payload["delegation"]) == (
        deputy.account, str(held), str(row.pk),
    )  # fmt: skip


def test_it_holds_on_its_days_and_ends_by_itself_or_with_the_role(town: Town) -> None:
    row = give(town, starts_on=TODAY + timedelta(days=1))
    for day, holds in ((0, False), (1, True), (3, True), (4, False)):
        at = NOW + timedelta(days=day)
        if holds:
            assert acting(town, "unit_officer.P02", row, at).behalf == str(town.accounts["unit_head"].pk)
        else:
            with refused(NotAllowed, "delegation.not_in_force"):
                acting(town, "unit_officer.P02", row, at)
    with refused(NotAllowed, "delegation.not_in_force"):
        acting(town, "staff", row, NOW + timedelta(days=1))
    assert delegations.end_due(at=NOW + timedelta(days=3)) == 0
    assert [delegations.end_due(at=NOW + timedelta(days=4)) for _ in range(2)] == [1, 0]
    assert recorded(DelegationEnded, delegation=str(row.pk), reason=delegations.TIME_OVER) == 1
    other = give(town)
    accounts.end_role(town.code, f"unit_head@{town.code}", HEADED, by=system_actor(town.code), at=NOW)
    with refused(NotAllowed, "delegation.not_in_force"):
        acting(town, "unit_officer.P02", other)
    delegations.end_due(at=NOW)
    assert recorded(DelegationEnded, delegation=str(other.pk), reason=delegations.ROLE_GONE) == 1


def test_four_eyes_see_through_a_delegation_from_both_sides(town: Town) -> None:
    # The officer of the unit handed the sheets in, so that they may not confirm them, for the head neither.
    officer = acting(town, "unit_officer", give(town, "unit_officer"))
    with refused(NotAllowed, "evaluation.own"):
        confirm(town, officer, person("P01", 3))
    # What is handed in for the officer counts as the officer's own work.
    officers = Grant(access.UNIT_OFFICER, UNIT, "P01")
    by_staff = give(town, "staff", by="unit_officer", delegator=f"unit_officer@{town.code}", grant=officers)
    stand_in = acting(town, "staff", by_staff)
    line = evaluations.Line(person("P01", 2), points(PERSON_MARKS, B1="20"))
    evaluations.save(town.running, DRAFTED, "P01", [line], by=stand_in, at=NOW)
    evaluations.submit(town.running, DRAFTED, "P01", by=stand_in, at=NOW)
    as_head = accounts.actor_of(town.accounts["unit_officer"])
    accounts.grant_role(town.code, f"unit_officer@{town.code}", HEADED, by=system_actor(town.code), at=NOW)
    as_head = accounts.actor_of(town.accounts["unit_officer"])
    with refused(NotAllowed, "evaluation.own"):
        confirm(town, as_head, person("P01", 3), month=DRAFTED)
    assert confirm(town, town.actors["unit_head"], person("P01", 3), month=DRAFTED) == 1
    # Nor may a delegate judge the sheet of whom they act for, even with another's distance of their own.
    leads = Grant(access.CLUSTER_LEAD, CLUSTER, "CUM-1")
    accounts.grant_role(town.code, f"unit_head@{town.code}", leads, by=system_actor(town.code), at=NOW)
    for_lead = acting(town, "unit_head.P02", give(town, "unit_head.P02", grant=leads))
    with refused(NotAllowed, "evaluation.own"):
        evaluations.appraise(town.running, "2019-02", "P01", subjects=[""], by=for_lead, at=NOW)
    with refused(NotAllowed, "evaluation.own"):
        evaluations.appraise(town.running, "2019-02", "P02", subjects=[""], by=for_lead, at=NOW)


def test_it_is_told_once_and_one_role_is_in_one_pair_of_hands(town: Town) -> None:
    once(RoleDelegated, lambda: give(town))
    with refused(WrongState, "delegation.overlaps"):
        give(town, "staff", starts_on=TODAY + timedelta(days=3), ends_on=TODAY + timedelta(days=9))
    give(town, "staff", starts_on=TODAY + timedelta(days=4), ends_on=TODAY + timedelta(days=9))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ends_on": TODAY - timedelta(days=1), "starts_on": TODAY - timedelta(days=2)}, "delegation.past"),
        ({"ends_on": TODAY - timedelta(days=1)}, "delegation.backwards"),
        ({"ends_on": TODAY + timedelta(days=366)}, "delegation.too_long"),
        ({"grant": Grant(access.STAFF, UNIT, "P01")}, "delegation.personal_role"),
        ({"grant": Grant(access.UNIT_HEAD, UNIT, OTHER)}, "delegation.role_not_held"),
        ({"delegate": "nobody-at-all"}, "delegation.unknown_account"),
        ({"reason": " "}, "delegation.reason_needed"),
    ],
)
def test_what_cannot_be_delegated_is_refused_with_its_reason(town: Town, changed: dict[str, Any], code: str) -> None:
    with refused(Invalid, "delegation.invalid") as no:
        give(town, **changed)
    assert code in no.codes


def test_only_the_holder_and_the_administrator_delegate_and_never_in_their_own_favour(town: Town) -> None:
    for name in ("unit_officer", "standing_officer", "authority"):
        with refused(NotAllowed, "delegation.not_allowed"):
            give(town, by=name)
    with refused(NotAllowed, "delegation.to_oneself"):
        give(town, "administrator", by="administrator")
    with refused(NotAllowed, "delegation.to_oneself"):
        give(town, "unit_head")
    row = give(town, by="administrator")
    with refused(NotAllowed, "delegation.not_allowed"):
        delegations.delegate(wanted(town, "staff"), by=acting(town, "unit_officer.P02", row), at=NOW)


def test_both_sides_end_it_with_a_reason_and_others_do_not_know_of_it(town: Town, world: World) -> None:
    row = give(town)
    for stranger in (town.actors["staff"], town.actors["unit_head.P02"], world.away.actors["administrator"]):
        with refused(Missing, "delegation.missing"):
            delegations.end(row.pk, reason="x", by=stranger, at=NOW)
        assert not visibility.delegations(stranger).filter(pk=row.pk).exists()
    with refused(Invalid, "delegation.reason_needed"):
        delegations.end(row.pk, reason=" ", by=town.actors["unit_officer.P02"], at=NOW)
    delegations.end(row.pk, reason="Về sớm.", by=town.actors["unit_head"], at=NOW)
    with refused(NotAllowed, "delegation.not_in_force"):
        acting(town, "unit_officer.P02", row)
    with refused(WrongState, "delegation.ended"):
        delegations.end(row.pk, reason="Về sớm.", by=town.actors["unit_head"], at=NOW)
    assert visibility.delegations(town.actors["standing_officer"]).filter(pk=row.pk).exists()


def test_the_database_keeps_a_delegation_as_it_was_given(town: Town) -> None:
    row = give(town)
    rows = Delegation.objects.filter(pk=row.pk)
    for change in ({"ends_on": TODAY}, {"delegate_id": row.delegator_id}, {"ended_at": NOW}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_the_standing_officers_stand_in_does_not_approve_what_the_officer_asked_for(town: Town) -> None:
    grant = Grant(access.STANDING_OFFICER, AUTHORITY)
    row = give(town, "nobody", by="standing_officer", delegator=f"standing_officer@{town.code}", grant=grant)
    stand_in = acting(town, "nobody", row)
    assert access.STANDING_OFFICER in stand_in.roles
    assert stand_in.accounts == {str(town.accounts["nobody"].pk), str(town.accounts["standing_officer"].pk)}


def test_a_workbook_is_checked_and_written_with_the_roles_that_it_was_handed_in_with(town: Town) -> None:
    officers = Grant(access.UNIT_OFFICER, UNIT, "P01")
    row = give(town, by="unit_officer", delegator=f"unit_officer@{town.code}", grant=officers)
    stand_in = acting(town, "unit_officer.P02", row)
    content = workbook("P01", DRAFTED, points_=points({"A1": "4"}))
    with refused(Missing, "import.no_unit"):
        imports.upload(Import.EVALUATIONS, "a.xlsx", content, unit="P01", by=town.actors["unit_officer.P02"], at=NOW)
    book = imports.upload(Import.EVALUATIONS, "a.xlsx", content, unit="P01", by=stand_in, at=NOW)
    late = imports.upload(Import.EVALUATIONS, "b.xlsx", content, unit="P01", by=stand_in, at=NOW)
    imports.validate(event(ImportUploaded, import_id=str(book.pk)), NOW)
    imports.commit(str(book.pk), keys=["P01"], by=stand_in, at=NOW)
    imports.write(event(ImportCommitRequested, import_id=str(book.pk)), NOW)
    layer = town.evaluation(DRAFTED, "P01").layers.last()
    assert layer is not None
    assert (str(layer.by_id), str(layer.behalf_id)) == (stand_in.account, str(town.accounts["unit_officer"].pk))
    # What is looked at after the delegation has ended is rejected, with that for a reason.
    delegations.end(row.pk, reason="Đã về.", by=town.actors["unit_officer"], at=NOW)
    imports.validate(event(ImportUploaded, import_id=str(late.pk)), NOW)
    late.refresh_from_db()
    assert (late.state, [problem["code"] for problem in late.problems]) == ("rejected", ["delegation.not_in_force"])


def test_who_stands_in_is_told_what_the_holder_is_told_while_it_holds_and_is_led_into_that_place(
    town: Town, client: Client
) -> None:
    about = {"page": "unit_month", "campaign": town.running, "month": DRAFTED, "unit": "P01"}

    def told(key: str, at: datetime = NOW, **whom: list[str]) -> set[str]:
        notices.tell(town.code, LAUNCHED, key=key, values={"campaign": "M", "months": 1}, about=about, at=at, **whom)
        names = NoticeCopy.objects.filter(notice__authority=town.code, notice__key__startswith=key)
        return {name.partition("@")[0] for name in names.values_list("account__username", flat=True)}

    row = give(town, "nobody", starts_on=TODAY, ends_on=TODAY)
    assert told("unit", units=["P01"]) == {"unit_head", "unit_officer", "nobody"}
    assert "nobody" in told("role", roles=[access.UNIT_HEAD])
    assert told("other", units=["D01"]) == set()
    assert told("after", NOW + timedelta(days=1), units=["P01"]) == {"unit_head", "unit_officer"}
    copy = NoticeCopy.objects.get(account__username=f"nobody@{town.code}", notice__key__startswith="unit")
    client.force_login(town.accounts["nobody"], "django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/notices/{copy.pk}/")
    copy.refresh_from_db()
    assert (answer.headers["Location"], copy.read_at) == (f"/delegations/{row.pk}/", None)
    client.post(f"/delegations/{row.pk}/", {"act": "use"})
    assert client.get(f"/notices/{copy.pk}/").headers["Location"].endswith(f"/months/{DRAFTED}/units/P01/")


def test_who_drafted_by_or_for_somebody_else_neither_launches_nor_signs(town: Town) -> None:
    office, signer = Grant(access.STANDING_OFFICER, AUTHORITY), Grant(access.AUTHORITY_HEAD, AUTHORITY)
    both, deputy = open_account(town, "phochutich", office, signer), open_account(town, "truongphong", signer)
    held = {"delegator": f"phochutich@{town.code}", "grant": office}
    stand_in = acting(town, "truongphong", give(town, "truongphong", by="phochutich", **held))
    for_both = str(campaigns.draft(contents(town, "HO"), by=stand_in, at=NOW).pk)
    revised = draft(town, "SUA")
    campaigns.revise(revised, contents(town, "SUA"), by=stand_in, at=NOW)
    ranked = decision("15/QĐ-UBND", proposals((OTHER, "")))
    drafted = str(decisions.draft(ranked, by=stand_in, at=NOW).pk)
    decisions.number(drafted, decided_on=TODAY, by=town.actors["clerk"], at=NOW)
    for by in (both, deputy, replace(town.actors["authority"], principal=stand_in.principal)):
        for campaign in (for_both, revised):
            with refused(NotAllowed, "campaign.own_draft"):
                campaigns.launch(campaign, by=by, at=NOW)
        with refused(NotAllowed, "decision.own_draft"):
            decisions.sign(drafted, by=by, at=NOW)
        assert "sign" not in shown_decisions.decision(drafted, by=by, at=NOW).acts
    for campaign in (for_both, revised):
        assert campaigns.launch(campaign, by=town.actors["authority"], at=NOW).state == "launched"
    assert decisions.sign(drafted, by=town.actors["authority"], at=NOW).state == "signed"


def test_pages_say_in_whose_place_a_correction_was_asked_for_and_neither_of_them_approves(town: Town) -> None:
    grant, officer = Grant(access.STANDING_OFFICER, AUTHORITY), f"standing_officer@{town.code}"
    stand_in = acting(town, "nobody", give(town, "nobody", by="standing_officer", delegator=officer, grant=grant))
    line = evaluations.Line("", points(UNIT_MARKS, B1="20"), None, note="Tính lại.")
    row = corrections.correct(town.running, CLOSED, "P01", line, by=stand_in, at=NOW)
    shown = boards.correction(str(row.pk), by=town.actors["council_chair"], at=NOW)
    assert (shown.proposed_for, shown.decided_for, shown.own) == (town.actors["standing_officer"].name, "", False)
    assert boards.correction(str(row.pk), by=town.actors["standing_officer"], at=NOW).own
    for by in (stand_in, town.actors["standing_officer"]):
        with refused(NotAllowed, "correction.own_proposal"):
            corrections.approve(str(row.pk), by=by, at=NOW)
    assert delegations.same_hands(town.actors["standing_officer"], row.pk, CorrectionProposed, row.proposed_by_id)
    assert not delegations.same_hands(town.actors["council_chair"], row.pk, CorrectionProposed, row.proposed_by_id)
