"""Certificates in bulk through the acts: gathered once, made once in chunks, and compared whenever they are handed out."""

import hashlib
import zlib

import pytest
from django.db import transaction
from django.test import override_settings

from certificates import batches, downloads, merkle, records
from certificates.events import BatchDone, BatchGathered, ChunkIssued, ChunkRequested
from certificates.models import Batch, Certificate, Chunk
from emulation import decisions
from emulation.decisions import Proposal
from emulation.events import DecisionSigned, NoticeTold
from emulation.models import NoticeCopy, RegisterEntry
from kernel.actors import Actor
from kernel.errors import Invalid, WrongState
from kernel.models import LedgerEntry
from tasks import certificate_notices
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, Town, decision, event, person

CITATION = "Hoàn thành xuất sắc nhiệm vụ"


@pytest.fixture
def signed(town: Town, chair: Actor) -> DecisionSigned:
    """Seven certificates and, in the middle of the list, an award that has none."""
    who = [(unit, person(unit, place)) for unit in ("P01", "P02", "D01") for place in (1, 3)]
    rows = [Proposal("GK_HUYEN", unit, CITATION, code) for unit, code in who]
    rows[3:3] = [Proposal("LDTT", "P01", CITATION, person("P01", 2)), Proposal("GK_HUYEN", "P02", CITATION)]
    drafted = decisions.draft(decision("300", rows), by=town.actors["clerk"], at=NOW)
    decisions.sign(str(drafted.pk), by=chair, at=NOW)
    return event(DecisionSigned, decision=str(drafted.pk))  # type: ignore[no-any-return]


def asked(batch: str) -> list[ChunkRequested]:
    rows = LedgerEntry.objects.filter(type=ChunkRequested.type, payload__batch=batch).order_by("id")
    return [ChunkRequested.of(row.payload) for row in rows]


def gathered(told: DecisionSigned) -> BatchGathered:
    batches.request(told, NOW)
    return event(BatchGathered, decision=told.decision)  # type: ignore[no-any-return]


def test_a_signed_decision_is_gathered_once_under_a_root_that_proves_each_record(signed: DecisionSigned) -> None:
    once(BatchGathered, lambda: batches.request(signed, NOW), decision=signed.decision)
    batch = Batch.objects.get(decision=signed.decision)
    rows = list(batch.certificates.order_by("place_in_decision"))
    assert (batch.total, batch.state, [row.place_in_decision for row in rows]) == (7, "gathered", [1, 2, 3, 5, 6, 7, 8])
    for place, row in enumerate(rows):
        found = records.read(records.evidence(row, batch.total))
        assert found.under(bytes.fromhex(batch.root), 7)
        assert not merkle.holds(found.leaf(), place, 7, found.proof[:-32] + bytes(32), bytes.fromhex(batch.root))
        number = RegisterEntry.objects.get(award=row.award)
        assert (row.register_number, row.register_year, row.book, row.recipient_name) == (
            number.number, number.year, number.book, number.recipient_name,
        )  # fmt: skip
    places = list(Certificate.objects.filter(authority=signed.authority).values_list("status_place", flat=True))
    assert sorted(places) == list(range(len(places)))
    assert len({row.salt for row in rows} | {row.token for row in rows}) == 14


@override_settings(CERTIFICATES_PER_CHUNK=3)
def test_chunks_are_made_once_and_the_last_one_ends_the_batch(signed: DecisionSigned) -> None:
    told = gathered(signed)
    assert (batches.begin(told, NOW), batches.begin(told, NOW)) == (3, 0)
    chunks = asked(told.batch)
    assert [(one.first, one.last) for one in chunks] == [(1, 3), (5, 7), (8, 8)]
    assert (batches.make(chunks[2], NOW), batches.make(chunks[0], NOW), batches.make(chunks[0], NOW)) == (1, 3, 0)
    batch = batches.counted(Batch.objects.filter(pk=told.batch)).get()
    assert (batch.state, batch.made, batches.percent(batch)) == ("sealed", 4, 57)  # type: ignore[attr-defined]
    once(BatchDone, lambda: batches.make(chunks[1], NOW), batch=told.batch)
    batch.refresh_from_db()
    assert (batch.state, recorded(ChunkIssued, batch=told.batch)) == ("done", 3)
    for row in batch.certificates.select_related("batch", "version"):
        content = downloads.paper(row)
        assert (row.state, row.size, row.crc32) == ("issued", len(content), zlib.crc32(content))
        assert row.sha256 == hashlib.sha256(content).hexdigest()


def test_what_was_rolled_back_with_its_worker_is_made_by_the_next_one(signed: DecisionSigned) -> None:
    told = gathered(signed)
    batches.begin(told, NOW)
    (chunk,) = asked(told.batch)
    with transaction.atomic():
        batches.make(chunk, NOW)
        transaction.set_rollback(True)
    assert not Certificate.objects.filter(batch=told.batch, state="issued").exists()
    assert batches.make(chunk, NOW) == 7
    assert Chunk.objects.get(pk=chunk.chunk).size == 7


def test_a_batch_names_everybody_who_cannot_be_printed_and_issues_nobody_of_the_chunk(signed: DecisionSigned) -> None:
    told = gathered(signed)
    batches.begin(told, NOW)
    Certificate.objects.filter(batch=told.batch, place_in_decision__in=(2, 6)).update(recipient_name="Nguyễn 漢 An")
    with refused(Invalid, "batch.unprintable") as no:
        batches.make(asked(told.batch)[0], NOW)
    assert no.paths == ["certificates[2] Nguyễn 漢 An", "certificates[6] Nguyễn 漢 An"]


def test_nobody_signs_by_any_mouth_what_could_not_be_printed(town: Town, chair: Actor) -> None:
    drafted = decisions.draft(decision("301", [Proposal("GK_HUYEN", "P01", CITATION)]), by=town.actors["clerk"], at=NOW)
    drafted.awards.update(recipient_name="Nguyễn 漢 An")
    with refused(Invalid, "certificate.unprintable"):
        decisions.sign(str(drafted.pk), by=chair, at=NOW)
    drafted.refresh_from_db()
    assert drafted.state != "signed"


def test_a_paper_that_would_come_out_otherwise_is_refused(town: Town) -> None:
    row = Certificate.objects.get(pk=town.certificates["P01"])
    assert downloads.paper(row)
    row.recipient_name = "Người khác"
    with refused(WrongState, "certificate.differs"):
        downloads.paper(row)
    assert downloads.name_of(row) == f"Giấy khen - Người khác - số {row.register_number}-2019.pdf"
    assert downloads.safe("../a:b\x00\n\u200bĐ?") == "-a-b-\u200bĐ-"


def test_each_unit_and_each_person_hears_of_a_decisions_certificates_once(signed: DecisionSigned) -> None:
    told = gathered(signed)
    batches.begin(told, NOW)
    batches.make(asked(told.batch)[0], NOW)
    done = event(BatchDone, batch=told.batch)
    once(NoticeTold, lambda: certificate_notices.of_batch(done, NOW), notice=f"batch:{told.batch}")
    copies = list(NoticeCopy.objects.filter(notice__kind="certificates_issued").select_related("notice__unit"))
    assert len({copy.account_id for copy in copies}) == len(copies) > 2
    units = [copy.notice.unit.code for copy in copies if copy.notice.unit]
    assert set(units) == {"P01", "P02", "D01"}
    assert {copy.notice.values["number"] for copy in copies} == {signed.number}
