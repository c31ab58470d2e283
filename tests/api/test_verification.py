"""The same as the public page, for programs: by code, by file, by digest."""

from typing import Any

import jwt
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from certificates import printing, uploads
from certificates.models import Certificate
from tests.world import OWN, World

pytestmark = pytest.mark.django_db
FILES = "/api/v1/verification/files"


@pytest.fixture
def certificate(world: World) -> Certificate:
    Certificate.objects.filter(pk=world.home.certificates[OWN]).update(status_place=80)
    return Certificate.objects.get(pk=world.home.certificates[OWN])


def test_a_program_learns_by_the_code_what_holds_and_gets_the_credential(certificate: Certificate) -> None:
    anybody = APIClient()
    address = f"/api/v1/verification/{certificate.token.lower()}"
    answer = anybody.get(address)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow, noarchive")
    facts = answer.json()
    assert (facts["state"], facts["recipient_name"]) == ("valid", certificate.recipient_name)
    assert set(facts) & {"id", "award", "decision", "person", "unit", "authority", "token", "salt"} == set()
    signed = anybody.get(address, headers={"Accept": "application/vc+jwt"})
    assert signed["Content-Type"] == "application/vc+jwt"
    claims = jwt.decode(signed.content, options={"verify_signature": False})
    assert claims["credentialStatus"][0]["statusListIndex"] == "80"
    Certificate.objects.filter(pk=certificate.pk).update(
        state=Certificate.REVOKED, revoked_ground="d", revoked_on=certificate.decided_on, ended_at=certificate.issued_at
    )
    assert anybody.get(address).json()["revoked"]["ground_text"].startswith("có kết luận")
    refused = anybody.get(address, headers={"Accept": "application/vc+jwt"})
    assert (refused.status_code, refused.json()["code"]) == (409, "certificate.no_credential")
    unknown = anybody.get("/api/v1/verification/AAAA")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "certificate.unknown")


def test_a_program_compares_a_file_or_its_digest_with_what_was_issued(certificate: Certificate) -> None:
    anybody, content = APIClient(), b"%PDF-1.7 the very file"
    digest = uploads.hashlib.sha256(content).hexdigest()
    Certificate.objects.filter(pk=certificate.pk).update(sha256=digest)

    def sent(content: bytes, **more: str) -> dict[str, object]:
        file = SimpleUploadedFile("a.pdf", content, "application/pdf")
        told: dict[str, object] = anybody.post(FILES, {"file": file, **more}, format="multipart").json()
        return told

    found = sent(content)
    assert (found["outcome"], found["sha256"]) == ("same", digest)
    assert sent(content + b" ", code=certificate.token)["outcome"] == "changed"
    assert sent(b"%PDF other") == {
        "outcome": "unknown",
        "sha256": uploads.hashlib.sha256(b"%PDF other").hexdigest(),
        "carries": False,
        "differences": [],
        "certificate": None,
    }
    by_digest = anybody.post(FILES, {"sha256": digest.upper(), "code": certificate.token.lower()}).json()
    assert (by_digest["outcome"], by_digest["certificate"]["state"]) == ("same", "valid")
    assert anybody.post(FILES, {"sha256": digest, "code": "X"}).status_code == 404
    assert anybody.post(FILES, {}).json()["code"] == "comparison.nothing"
    assert anybody.post(FILES, {"sha256": "xyz"}).status_code == 422
    assert sent(b"%PDF" + b"0" * uploads.LIMIT)["status"] == 413


def test_a_changed_file_tells_what_was_altered_in_it(certificate: Certificate) -> None:
    anybody = APIClient()
    content = printing.pdf_of(Certificate.objects.select_related("batch", "version").get(pk=certificate.pk))

    def sent(content: bytes, **more: str) -> dict[str, Any]:
        file = SimpleUploadedFile("a.pdf", content, "application/pdf")
        told: dict[str, Any] = anybody.post(FILES, {"file": file, **more}, format="multipart").json()
        return told

    assert sent(content)["outcome"] == "same"
    name = certificate.citation.encode()
    record = content.index(b"<thidua:evidence>")
    forged = content[:record] + content[record:].replace(name, b"x" * len(name))
    for more in ({}, {"code": certificate.token}):
        told = sent(forged, **more)
        assert (told["outcome"], told["carries"]) == ("changed", True)
        assert told["certificate"]["address"].endswith(certificate.token)
        assert told["differences"] == [{"name": "citation", "in_file": "x" * len(name), "issued": certificate.citation}]
        elsewhere = sent(content + b" ", **more)
        assert (elsewhere["outcome"], elsewhere["carries"], elsewhere["differences"]) == ("changed", True, [])
    broken = content[:record] + content[record:].replace(b"register_year", b"register_jahr")
    assert sent(broken)["outcome"] == "unknown"
    assert sent(broken, code=certificate.token)["carries"] is False
