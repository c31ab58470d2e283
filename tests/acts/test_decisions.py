"""Decisions and certificates: numbers without a gap, nobody signs what they drafted, one paper per award."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from certificates import batches, verification
from certificates.models import Certificate
from emulation import decisions, people
from emulation.decisions import Proposal
from emulation.events import DecisionDiscarded, DecisionDrafted, DecisionRevised, DecisionSigned
from emulation.models import Award, Decision, RegisterBook, RegisterEntry
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import recorded, refused
from tests.world import NOW, Town, decision, event, person, proposals

MANY = [(unit, person(unit, place)) for unit in ("P01", "P02", "D01") for place in (1, 2, 3)]


@pytest.fixture
def clerk(town: Town) -> Actor:
    return town.actors["clerk"]


def draft(clerk: Actor, number: str, *who: tuple[str, str], **changed: Any) -> Decision:
    made = decision(number, proposals(*(who or [("P01", "")])), **changed)
    return decisions.draft(made, by=clerk, at=NOW)


def sign(row: Decision, chair: Actor) -> DecisionSigned:
    decisions.sign(str(row.pk), by=chair, at=NOW)
    return event(DecisionSigned, decision=str(row.pk))  # type: ignore[no-any-return]


def numbers(town: Town, year: int = 2019) -> list[int]:
    rows = RegisterEntry.objects.filter(authority=town.code, book="giay-khen", year=year)
    return list(rows.order_by("number").values_list("number", flat=True))


# Drafting


def test_a_draft_keeps_names_and_titles_by_value(town: Town, clerk: Actor) -> None:
    row = draft(clerk, "300", ("P01", person("P01", 2)), ("P01", ""))
    first, second = row.awards.all()
    assert (first.place, first.salutation, first.recipient_name, first.position, first.unit_name) == (
        1, "Bà", f"H'Hen Niê P01 {town.name}", "Chuyên viên", f"Đơn vị P01 {town.name}",
    )  # fmt: skip
    assert (second.salutation, second.recipient_name) == ("Tập thể", f"Đơn vị P01 {town.name}")
    assert recorded(DecisionDrafted, decision=str(row.pk)) == 1


GOOD = Proposal("GK_HUYEN", "P01", "Hoàn thành xuất sắc nhiệm vụ", person("P01", 3))


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (replace(GOOD, award_type="KHONG_CO"), "decision.unknown_award", "award_type"),
        (replace(GOOD, award_type="XA_TIEU_BIEU", person=""), "decision.unknown_award", "award_type"),
        (replace(GOOD, unit="P77"), "decision.unknown_unit", "unit"),
        (replace(GOOD, person="CB404"), "decision.unknown_person", "person"),
        (replace(GOOD, citation="  ", person=""), "decision.citation", "citation"),
        (replace(GOOD, citation="x" * 2001, person=""), "decision.citation", "citation"),
        (GOOD, "decision.repeated", "person"),
    ],
)
def test_a_wrong_proposal_is_told_by_its_place_in_the_list(
    clerk: Actor, wrong: Proposal, code: str, field: str
) -> None:
    with refused(Invalid, "decision.invalid") as no:
        decisions.draft(decision("300", [GOOD, wrong]), by=clerk, at=NOW)
    assert (no.codes, no.paths) == ([code], [f"awards[1].{field}"])


def test_an_award_type_is_asked_for_the_day_of_the_decision(clerk: Actor, chair: Actor, town: Town) -> None:
    """Lao động tiên tiến is that of the law of 2022 from 2024 on, and for persons alone."""
    one = replace(GOOD, award_type="LDTT")
    row = decisions.draft(decision("300", [one], decided_on=date(2024, 5, 1)), by=clerk, at=NOW)
    assert row.awards.get().award_type.valid_from == date(2024, 1, 1)
    with refused(Invalid, "decision.invalid") as no:
        decisions.draft(decision("301", [replace(one, person="")], decided_on=date(2024, 5, 1)), by=clerk, at=NOW)
    assert no.codes == ["decision.wrong_subject"]


def test_an_empty_list_and_empty_texts_are_refused(clerk: Actor) -> None:
    with refused(Invalid, "decision.invalid") as no:
        decisions.draft(decision("300", []), by=clerk, at=NOW)
    assert no.codes == ["decision.empty"]
    with refused(Invalid, "decision.text_needed") as no:
        decisions.draft(decision(" ", [GOOD], title=" ", signatory_name=""), by=clerk, at=NOW)
    assert no.paths == ["title", "signatory_name"]


def test_a_number_is_used_once_a_year_unless_its_draft_was_put_away(clerk: Actor) -> None:
    first = draft(clerk, "300")
    for number in ("300", "215", "216"):
        with refused(Invalid, "decision.number_taken") as no:
            draft(clerk, number)
        assert no.paths == ["number"]
    assert draft(clerk, "300", decided_on=date(2018, 12, 31)).number == "300"
    decisions.discard(str(first.pk), by=clerk, at=NOW)
    assert draft(clerk, "300").number == "300"


def test_a_draft_is_revised_whole_and_may_keep_its_own_number(clerk: Actor, town: Town) -> None:
    changed = decision("216", proposals(("P02", "")), title="Tên mới")
    row = decisions.revise(town.drafted, changed, by=clerk, at=NOW)
    assert (row.title, [award.unit.code for award in row.awards.all()]) == ("Tên mới", ["P02"])
    assert recorded(DecisionRevised, decision=town.drafted) == 1
    with refused(Invalid, "decision.number_taken"):
        decisions.revise(town.drafted, replace(changed, number="215"), by=clerk, at=NOW)


def test_a_campaign_of_another_authority_is_not_found(clerk: Actor, world: Any) -> None:
    with refused(Missing, "campaign.missing"):
        draft(clerk, "300", campaign=world.away.running)


def test_signed_and_discarded_decisions_are_final(clerk: Actor, chair: Actor, town: Town) -> None:
    other = draft(clerk, "300")
    decisions.discard(str(other.pk), by=clerk, at=NOW)
    assert recorded(DecisionDiscarded) == 1
    for id_, state in ((town.signed, "signed"), (str(other.pk), "discarded")):
        for act in (
            lambda id_: decisions.revise(id_, decision("400", [GOOD]), by=clerk, at=NOW),
            lambda id_: decisions.discard(id_, by=clerk, at=NOW),
            lambda id_: decisions.sign(id_, by=chair, at=NOW),
        ):
            with refused(WrongState, "decision.wrong_state") as no:
                act(id_)
            assert isinstance(no.refusal, WrongState)
            assert (no.refusal.state, no.refusal.may) == (state, ())


# Signing


def test_signing_gives_every_award_the_next_number_and_tells_it_whole(town: Town, clerk: Actor, chair: Actor) -> None:
    last = numbers(town)[-1]
    told = sign(draft(clerk, "300", *MANY), chair)
    assert numbers(town) == list(range(1, last + 10))
    assert [award["register_number"] for award in told.awards] == list(range(last + 1, last + 10))
    assert (told.number, told.decided_on, told.place) == ("300/QĐ-UBND", "2019-05-10", town.name)
    assert told.awards[0]["recipient_name"] == Award.objects.get(decision=told.decision, place=1).recipient_name


def test_numbers_begin_anew_each_year_and_authorities_share_none(
    town: Town, clerk: Actor, chair: Actor, world: Any
) -> None:
    sign(draft(clerk, "300", decided_on=date(2018, 3, 1)), chair)
    assert numbers(town, 2018) == [1]
    assert numbers(world.away) == numbers(town) == [1, 2, 3, 4]


def test_a_signing_that_fails_uses_no_number_up(town: Town, clerk: Actor, chair: Actor) -> None:
    before = numbers(town)
    row = draft(clerk, "300", *MANY)
    with transaction.atomic():
        decisions.sign(str(row.pk), by=chair, at=NOW)
        transaction.set_rollback(True)
    assert numbers(town) == before
    sign(row, chair)
    assert numbers(town) == list(range(1, len(before) + 10))


def test_nobody_signs_their_own_draft(town: Town, clerk: Actor) -> None:
    both = town.actors["all_roles"]
    with refused(NotAllowed, "decision.own_draft"):
        decisions.sign(str(draft(both, "300").pk), by=both, at=NOW)


def test_the_database_itself_refuses_an_author_who_signs(town: Town, clerk: Actor) -> None:
    with pytest.raises(IntegrityError, match="decision_author_is_not_signer"), transaction.atomic():
        Decision.objects.filter(pk=town.drafted).update(signed_by=clerk.account, signed_at=NOW)


@pytest.mark.parametrize("role", ["standing_officer", "council_chair", "clerk", "administrator", "unit_head"])
def test_only_the_authority_signs_and_a_draft_is_unknown_to_who_may_not_see_it(town: Town, role: str) -> None:
    hidden = role in {"administrator", "unit_head"}
    with refused(Missing, "decision.missing") if hidden else refused(NotAllowed, "decision.not_allowed"):
        decisions.sign(town.drafted, by=town.actors[role], at=NOW)


def test_only_clerk_and_standing_office_draft(town: Town, chair: Actor, head: Actor) -> None:
    for by in (chair, head):
        with refused(NotAllowed, "decision.not_allowed"):
            decisions.draft(decision("300", [GOOD]), by=by, at=NOW)
    with refused(Missing, "decision.missing"):
        decisions.discard("00000000-0000-7000-8000-000000000000", by=town.actors["clerk"], at=NOW)


def test_the_register_cannot_be_rewritten_even_in_the_database(town: Town) -> None:
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        RegisterEntry.objects.filter(authority=town.code).update(recipient_name="khác")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        RegisterEntry.objects.filter(authority=town.code).delete()
    assert RegisterBook.objects.get(authority=town.code, book="giay-khen", year=2019).last_number == 4


# Certificates


def test_a_certificate_says_what_the_decision_said_also_after_a_transfer_and_a_new_name(
    town: Town, clerk: Actor, chair: Actor, office: Actor
) -> None:
    who = person("P01", 3)
    told = sign(draft(clerk, "300", ("P01", who)), chair)
    people.transfer(town.code, who, to_unit="D01", position="Khác", effective_on=date(2019, 5, 1), by=office, at=NOW)
    batches.request(told, NOW)
    row = Certificate.objects.get(decision=told.decision)
    assert (row.unit, row.unit_name, row.position) == ("P01", f"Đơn vị P01 {town.name}", "Chuyên viên")
    assert row.register_number == told.awards[0]["register_number"]


def test_the_public_finds_an_issued_certificate_by_its_token_and_nothing_else(town: Town) -> None:
    row = Certificate.objects.get(pk=town.certificates["P01"])
    assert verification.find(row.token).pk == row.pk
    facts = verification.public_facts(row)
    assert facts["decision_number"] == "215/QĐ-UBND"
    assert not set(facts) & {"person", "unit", "token", "salt"}
    Certificate.objects.filter(pk=row.pk).update(state="requested", sha256="", issued_at=None)
    for token in (row.token, row.token[:-1], "", "A" * 26, str(row.pk)):
        with refused(Missing, "certificate.unknown"):
            verification.find(token)
