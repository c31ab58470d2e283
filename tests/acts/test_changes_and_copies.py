"""The life of certificates through the acts: exchanged, issued again, amended, revoked; number and record never change."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from certificates import batches, changes, copies, downloads, records, verification
from certificates.events import BatchGathered, CertificatesRevoked, CopyApproved, CopyAsked, CopyIssued
from certificates.models import Batch, Certificate, CopyRequest
from emulation import decisions, units
from emulation.boards import award_register
from emulation.commendation import bonuses
from emulation.decisions.changes import Corrected, Ended, Heading, draft_amendment, draft_revocation
from emulation.events import AwardsAmended, AwardsRevoked
from emulation.models import RegisterEntry
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Invalid, NotAllowed, Unavailable, WrongState
from tasks import certificate_notices
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, OTHER, OWN, Town, event, make_certificates, person

HEADED = Heading("Sửa đổi, hủy bỏ", local_date(NOW), "Lê Minh Đức", "Chủ tịch")


def of_person(town: Town, unit: str = OWN) -> Certificate:
    return Certificate.objects.get(pk=town.certificates[person(unit, 3)])


def numbered(town: Town, drafted: Any, number: str) -> str:
    clerk, chair = town.actors["clerk"], town.actors["authority"]
    decisions.number(str(drafted.pk), number, decided_on=local_date(NOW), by=clerk, at=NOW)
    decisions.sign(str(drafted.pk), by=chair, at=NOW)
    return str(drafted.pk)


def amended(town: Town, row: Certificate, number: str = "400", **changed: str) -> AwardsAmended:
    office = town.actors["standing_officer"]
    drafted = draft_amendment(str(row.decision), HEADED, [Corrected(str(row.award), **changed)], by=office, at=NOW)
    told: AwardsAmended = event(AwardsAmended, decision=numbered(town, drafted, number))
    return told


def revoked(town: Town, *rows: Certificate, number: str = "401") -> AwardsRevoked:
    office = town.actors["standing_officer"]
    ended = [Ended(str(row.award), "b", "Giấy tờ giả.") for row in rows]
    drafted = draft_revocation(str(rows[0].decision), HEADED, ended, by=office, at=NOW)
    told: AwardsRevoked = event(AwardsRevoked, decision=numbered(town, drafted, number))
    return told


def granted(town: Town, copy: str) -> Certificate:
    clerk, chair = town.actors["clerk"], town.actors["authority"]
    copies.check(copy, "Khớp sổ khen thưởng.", by=clerk, at=NOW)
    row = copies.approve(copy, by=chair, at=NOW)
    copies.issue(event(CopyApproved, copy=copy), NOW)
    assert row.made is not None
    return Certificate.objects.select_related("batch", "version").get(pk=row.made_id)


def values(row: Certificate) -> dict[str, Any]:
    kept = {
        name: getattr(row, name) for name in ("salt", "leaf", "sha256", "token", "register_number", "recipient_name")
    }
    return {**kept, "proof": bytes(row.proof or b"")}


# Exchange and reissue


def test_a_granted_copy_says_the_same_under_the_same_number_and_supersedes_the_old_one(town: Town) -> None:
    old = of_person(town)
    before = values(old)
    new = granted(town, town.copies[OWN])
    old.refresh_from_db()
    assert (new.state, new.issue, new.cause, new.replaces_id) == ("issued", 2, "reissue", old.pk)
    assert (old.state, old.ended_at, values(old)) == ("superseded", NOW, before)
    same = ("register_number", "register_year", "book", "recipient_name", "leaf", "salt", "batch_id")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert new.token != old.token
    assert new.status_place != old.status_place
    batch = Batch.objects.get(pk=new.batch_id)
    proved = records.read(records.evidence(new, batch.total))
    assert proved.under(bytes.fromhex(batch.root), batch.total)
    assert downloads.paper(new)
    with refused(WrongState, "certificate.ended"):
        downloads.paper(old)
    assert verification.public_facts(verification.find(old.token))["superseded"]["address"].endswith(new.token)
    assert copies.issue(event(CopyApproved), NOW) == new.sha256
    assert recorded(CopyIssued, certificate=str(new.pk)) == 1
    assert certificate_notices.of_issue(event(CopyIssued), NOW) == 1
    assert certificate_notices.of_issue(event(CopyIssued), NOW) == 0


def test_nobody_grants_what_they_asked_for_checked_or_get_themselves(town: Town, office: Actor) -> None:
    copy = town.copies[OWN]
    with refused(WrongState, "copy_request.wrong_state"):
        copies.approve(copy, by=office, at=NOW)
    with refused(Invalid, "copy.text"):
        copies.check(copy, " ", by=office, at=NOW)
    copies.check(copy, "Khớp sổ.", by=office, at=NOW)
    with refused(NotAllowed, "copy.own_check"):
        copies.approve(copy, by=office, at=NOW)
    for role in ("clerk", "unit_head", "staff", "accountant"):
        with refused(NotAllowed, "copy_request.not_allowed"):
            copies.approve(copy, by=town.actors[role], at=NOW)
    copies.approve(copy, by=town.actors["authority"], at=NOW)
    with pytest.raises(DatabaseError, match="decider_is_not_checker"), transaction.atomic():
        CopyRequest.objects.filter(pk=copy).update(decided_by=office.account)


def test_a_request_is_one_at_a_time_about_what_holds_by_whom_it_concerns(
    town: Town, office: Actor, head: Actor
) -> None:
    row = Certificate.objects.get(pk=town.certificates[OWN])
    over = units.chart(town.code, local_date(NOW)).place(OWN)

    def ask(by: Actor) -> CopyRequest:
        return copies.ask(row, "exchange", "Bị ướt.", over=over, by=by, at=NOW)

    for role in ("staff", "inspector", f"unit_head.{OTHER}"):
        with refused(NotAllowed, "copy.not_allowed"):
            ask(town.actors[role])
    once(CopyAsked, lambda: ask(head), certificate=str(row.pk))
    assert ask(office).asked_by == head.account
    open_ = CopyRequest.objects.get(certificate=row)
    with refused(NotAllowed, "copy.not_own"):
        copies.withdraw(str(open_.pk), by=office, at=NOW)
    copies.withdraw(str(open_.pk), by=head, at=NOW)
    assert copies.seen(town.actors["staff"], frozenset()).get().certificate_id == of_person(town).pk
    assert copies.decline(str(ask(office).pk), "Không đúng người.", by=town.actors["clerk"], at=NOW).state == "declined"


# Amended and revoked


def test_an_amended_award_gets_a_new_certificate_in_the_amending_decisions_batch(town: Town) -> None:
    old = of_person(town)
    before = values(old)
    told = amended(town, old, recipient_name="Trần Đức Ưởng (tên đúng)")
    once(BatchGathered, lambda: changes.amend(told, NOW), decision=told.decision)
    new = Certificate.objects.get(decision=told.decision)
    old.refresh_from_db()
    assert (old.state, new.state, new.replaces_id, new.issue, new.cause) == (
        "issued",
        "requested",
        old.pk,
        2,
        "amended",
    )
    make_certificates(told.decision)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state, values(old)) == ("superseded", "issued", before)
    assert (new.recipient_name, new.decision_number) == ("Trần Đức Ưởng (tên đúng)", "400/QĐ-UBND")
    assert (new.register_number, new.leaf == old.leaf) == (old.register_number, False)
    with refused(WrongState, "copy.not_in_force"):
        copies.check(town.copies[OWN], "Khớp.", by=town.actors["clerk"], at=NOW)
        copies.approve(town.copies[OWN], by=town.actors["authority"], at=NOW)


def test_a_copy_that_was_granted_and_not_made_is_overtaken_by_an_amendment(town: Town) -> None:
    old, copy = of_person(town), town.copies[OWN]
    copies.check(copy, "Khớp sổ.", by=town.actors["clerk"], at=NOW)
    copies.approve(copy, by=town.actors["authority"], at=NOW)
    changes.amend(told := amended(town, old, citation="Thành tích đúng"), NOW)
    make_certificates(told.decision)
    assert copies.issue(event(CopyApproved, copy=copy), NOW) == ""
    rows = Certificate.objects.filter(register_number=old.register_number, authority=town.code).order_by("issue")
    assert [(row.issue, row.cause, row.state) for row in rows] == [
        (1, "award", "superseded"), (2, "reissue", "superseded"), (3, "amended", "issued"),
    ]  # fmt: skip


def test_a_revoked_award_ends_its_certificate_its_request_and_its_bonus_by_one_event(town: Town) -> None:
    row = of_person(town)
    told = revoked(town, row)
    once(CertificatesRevoked, lambda: changes.revoke(told, NOW), decision=told.decision)
    bonuses.revoke(told, NOW)
    row.refresh_from_db()
    assert (row.state, row.revoked_ground, row.revoked_number, row.revoked_on) == (
        "revoked", "b", "401/QĐ-UBND", local_date(NOW),
    )  # fmt: skip
    assert CopyRequest.objects.get(pk=town.copies[OWN]).state == "declined"
    assert verification.public_facts(verification.find(row.token))["revoked"]["ground"] == "b"
    entry = RegisterEntry.objects.get(award=row.award)
    (line,) = award_register.lines([entry], town.code, {(entry.book, entry.year, entry.number): 1})
    assert (line.award.state, line.note) == (
        "revoked", "Hủy bỏ theo QĐ số 401/QĐ-UBND ngày 12/05/2019, điểm b khoản 2 Điều 93",
    )  # fmt: skip
    assert award_register.workbook([line])[:2] == b"PK"


def test_revoking_an_amended_award_ends_all_that_stood_under_its_number(town: Town) -> None:
    old = of_person(town)
    changes.amend(told := amended(town, old, citation="Thành tích đúng"), NOW)
    waiting = Certificate.objects.get(decision=told.decision)
    changes.revoke(revoked(town, waiting), NOW)
    rows = Certificate.objects.filter(register_number=old.register_number, authority=town.code).order_by("issue")
    assert [(row.state, bool(row.sha256)) for row in rows] == [("revoked", True), ("revoked", False)]
    make_certificates(told.decision)
    assert Certificate.objects.get(pk=waiting.pk).state == "revoked"


def test_a_later_decision_that_comes_before_its_first_ones_certificates_waits(town: Town) -> None:
    row = of_person(town)
    told, ended = amended(town, row, position="Chuyên viên chính"), revoked(town, of_person(town, OTHER))
    CopyRequest.objects.all().delete()
    Certificate.objects.filter(decision=row.decision).delete()
    for act in (lambda: changes.amend(told, NOW), lambda: changes.revoke(ended, NOW)):
        with refused(Unavailable, "certificate.not_gathered"):
            act()
    assert recorded(CertificatesRevoked) == 0


def test_what_ends_has_its_day_and_what_is_revoked_its_ground_in_the_database(town: Town) -> None:
    rows = Certificate.objects.filter(pk=of_person(town).pk)
    for change in ({"state": "revoked", "ended_at": NOW}, {"state": "superseded"}, {"sha256": ""}, {"ended_at": NOW}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    assert batches.next_status_place(town.code) == 4
