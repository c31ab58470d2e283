"""A decision's public page: what was signed and what became of it, to whoever has its address; nobody's name but in the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from certificates import decision_papers, signing, signing_methods
from certificates.events import DecisionPaperPrepared
from certificates.models import Certificate, DecisionPaper
from tests.paper import keys
from tests.web.test_verification import JSON, revoke, text
from tests.world import NOW, World, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(world: World) -> DecisionPaper:
    return DecisionPaper.objects.select_related("batch").get(decision=world.home.signed)


@pytest.fixture
def key(tmp_path: Path, settings: Any) -> Iterator[None]:
    (tmp_path / "server.p12").write_bytes(keys.packed(keys.signer(keys.OFFICE, serial=0xC0FFEE)))
    (tmp_path / "roots.pem").write_bytes(keys.root().pem)
    settings.SIGNING_KEY = {"file": str(tmp_path / "server.p12"), "password": keys.PASSWORD}
    settings.SIGNING_TRUST_ROOTS = str(tmp_path / "roots.pem")
    yield
    signing.signer_at.cache_clear()


def sealed(paper: DecisionPaper) -> str:
    decision_papers.seal_prepared(event(DecisionPaperPrepared, paper=str(paper.pk)), NOW)
    paper.refresh_from_db()
    return f"/Q/{paper.token}"


def test_until_it_is_signed_nobody_learns_of_it_and_signed_with_ink_it_has_no_file(
    client: Client, paper: DecisionPaper
) -> None:
    address = f"/Q/{paper.token}"
    waiting, unknown = client.get(address), client.get(f"/Q/{'A' * 26}")
    assert (waiting.status_code, unknown.status_code, text(waiting)) == (404, 404, text(unknown))
    shown = client.get(sealed(paper).lower())
    assert paper.batch.decision_number in text(shown) and "bản giấy lưu tại cơ quan" in text(shown)
    assert "noindex" in shown["X-Robots-Tag"] and client.get(f"{address}/pdf").status_code == 404
    told = client.get(address, headers=JSON)
    said = json.loads(told.content)
    assert (said["state"], said["sha256"], said["root"], said["signatures"]) == ("valid", "", paper.batch.root, [])
    for row in Certificate.objects.filter(batch=paper.batch):
        for secret in (row.recipient_name, row.token, str(row.pk), str(row.decision), row.salt):
            assert secret not in text(shown) and secret not in told.content.decode()
        assert address in text(client.get(f"/V/{row.token}"))


def test_the_signed_file_goes_out_as_it_is_and_later_decisions_are_told(
    client: Client, paper: DecisionPaper, world: World, key: None
) -> None:
    keeper = world.home.actors["administrator"]
    signing_methods.take("server_key", signers=["C0FFEE"], in_effect_from=NOW.date(), by=keeper, at=NOW)
    decision_papers.follow_method(world.home.signed, by=world.home.actors["clerk"], at=NOW)
    address = sealed(paper)
    file = client.get(f"{address}/pdf")
    assert file.content == decision_papers.content_of(paper.sealed_file) and b"/ByteRange" in file.content
    assert "noindex" in file["X-Robots-Tag"]
    assert keys.OFFICE in text(client.get(address)) and f"{address}/pdf" in text(client.get(address))
    rows = list(Certificate.objects.filter(batch=paper.batch))
    revoke(rows[0])
    changed = json.loads(client.get(address, headers=JSON).content)
    later = [{"number": "9/QĐ-UBND", "decided_on": NOW.date().isoformat(), "revokes": True}]
    assert (changed["state"], changed["revoked"], changed["later"]) == ("changed", 1, later)
    assert "Quyết định số 9/QĐ-UBND" in text(client.get(address))
    for row in rows[1:]:
        revoke(row)
    assert json.loads(client.get(address, headers=JSON).content)["state"] == "revoked"
    assert "không còn giá trị" in text(client.get(address, {"lang": "vi"}))
