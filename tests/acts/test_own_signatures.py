"""Where an authority wants it, each certificate's file is signed: once, in its chunk, the same bytes at every download."""

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pdfua import validate

from certificates import batches, comparing, downloads, handouts, signing, signing_methods, verification
from certificates.checking import check, typed_root
from certificates.compiled.metadata import CLAIM, TWIN
from certificates.events import ChunkRequested
from certificates.models import Batch, Certificate, Chunk
from certificates.models.papers import INK, SERVER_KEY
from certificates.signatures import examine, trust_of
from kernel.errors import Invalid, Unavailable
from kernel.models import LedgerEntry
from tests.acts.conftest import refused
from tests.paper import keys
from tests.paper.presses import preflight
from tests.world import NOW, Town

RARE = "H'Ƀlŏ Ƀŭng Ňie K̆đăm"


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Iterator[None]:
    (tmp_path / "server.p12").write_bytes(keys.packed(keys.signer(keys.OFFICE, serial=0xC0FFEE)))
    (tmp_path / "roots.pem").write_bytes(keys.root().pem)
    settings.SIGNING_KEY = {"file": str(tmp_path / "server.p12"), "password": keys.PASSWORD}
    settings.SIGNING_TRUST_ROOTS = str(tmp_path / "roots.pem")
    yield
    signing.signer_at.cache_clear()


def waiting(town: Town) -> ChunkRequested:
    """The certificates of the signed decision as if they were still to be made, one with letters outside the fonts."""
    batch = Batch.objects.get(decision=town.signed)
    rows = batch.certificates.exclude(state=Certificate.REVOKED).order_by("place_in_decision")
    rows.update(state=Certificate.REQUESTED, sha256="", issued_at=None, ended_at=None)
    Certificate.objects.filter(pk=rows[0].pk).update(recipient_name=RARE)
    Chunk.objects.filter(batch=batch).update(done_at=None)
    told = LedgerEntry.objects.filter(type=ChunkRequested.type, payload__batch=str(batch.pk)).earliest("id")
    return ChunkRequested.of(told.payload)


def made(chunk: ChunkRequested) -> list[Certificate]:
    batches.make(chunk, NOW)
    rows = Certificate.objects.filter(batch=chunk.batch, state=Certificate.ISSUED)
    return list(rows.select_related("batch", "version").order_by("place_in_decision"))


def test_each_file_is_signed_once_and_comes_out_the_same_at_every_download(
    town: Town, key: None, tmp_path: Path
) -> None:
    signing_methods.take(
        SERVER_KEY,
        signers=[keys.OFFICE],
        in_effect_from=NOW.date(),
        signs_each=True,
        by=town.actors["administrator"],
        at=NOW,
    )
    rows = made(waiting(town))
    contents = [downloads.paper(row) for row in rows]
    assert len(rows) > 1 and b"/R0 " in contents[0]
    assert [hashlib.sha256(one).hexdigest() for one in contents] == [row.sha256 for row in rows]
    assert contents == [downloads.paper(row) for row in rows]
    with CaptureQueriesContext(connection) as asked:
        handout = handouts.handout(rows[0].batch)
    assert len(asked) == 1, "one query, however many certificates"
    assert contents == list(handout.contents())
    twins = {}
    for place, content in enumerate(contents[:2]):
        (found,) = examine(content, trust_of(keys.root().pem), now=NOW).signatures
        assert (found.signer, found.at, found.covers_all, found.faults) == (
            keys.OFFICE,
            NOW.replace(microsecond=0),
            True,
            (),
        )
        path = tmp_path / f"{place}.pdf"
        path.write_bytes(content)
        with pikepdf.open(path) as file:
            assert file.check_pdf_syntax() == [] and len(file.pages) == 1
        assert list(validate(path).findings) == []
        signed = twins[f"{place}.pdf"] = content.replace(CLAIM, TWIN)
        assert signed != content
    told = subprocess.run(["pdfsig", str(tmp_path / "0.pdf")], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "Total document signed" in told
    assert preflight(tmp_path, twins) in (None, dict.fromkeys(twins, ""))


def test_who_signed_a_file_is_told_to_who_looks_it_up_and_to_who_checks_it(town: Town, key: None) -> None:
    keeper, day = town.actors["administrator"], NOW.date()
    signing_methods.take(SERVER_KEY, signers=["C0FFEE"], in_effect_from=day, signs_each=True, by=keeper, at=NOW)
    rows = made(waiting(town))
    row, content = rows[-1], downloads.paper(rows[-1])
    assert verification.public_facts(row)["signed_by"] == keys.OFFICE
    assert comparing.compare(row.sha256, content, token=row.token).outcome == comparing.SAME
    root = typed_root(rows[0].batch.root, rows[0].batch.total)
    report = check(content, typed=root, now=NOW)
    assert (report.exit_code, [fact.code for fact in report.facts if fact.code == "check.signed"]) == (
        0,
        ["check.signed"],
    )
    assert check(content, typed=root, trust=trust_of(keys.root().pem), now=NOW).exit_code == 0
    other = check(content, typed=root, trust=trust_of(keys.root("Nơi khác").pem), now=NOW)
    assert [one.code for one in other.findings] == ["signature.untrusted"]
    at = content.index(b"/ByteRange") - 12  # in the time of signing
    changed = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert check(changed, typed=root, now=NOW).exit_code == 1


def test_a_key_that_is_no_longer_the_authoritys_signs_nothing(town: Town, key: None) -> None:
    keeper, day = town.actors["administrator"], NOW.date()
    with refused(Invalid, "signing.invalid") as no:
        signing_methods.take(INK, signers=[], in_effect_from=day, signs_each=True, by=keeper, at=NOW)
    assert no.paths == ["signs_each"]
    row = signing_methods.take(SERVER_KEY, signers=["C0FFEE"], in_effect_from=day, signs_each=True, by=keeper, at=NOW)
    row.signer_names = ["Người khác"]
    row.save(update_fields=["signer_names"])
    chunk = waiting(town)
    with refused(Unavailable, "signing.key_changed"):
        batches.make(chunk, NOW)
    signing_methods.take(INK, signers=[], in_effect_from=day, by=keeper, at=NOW)
    assert {made_row.signature for made_row in made(chunk)} == {None}
