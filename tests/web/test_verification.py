"""What anybody learns from a certificate's code or file: states, pages, answers for machines, limits; and what nobody learns."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openbadgeslib import ob3
from openbadgeslib.ob3.did import fetch_did_web_document
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from certificates import keys, status_lists, uploads
from certificates.models import Certificate
from emulation.models import Account
from tests.world import NOW, OWN, World, person

pytestmark = pytest.mark.django_db
PUBLIC = "https://thidua.example.vn"
JWT, JSON = {"Accept": "application/vc+jwt"}, {"Accept": "application/json"}


@pytest.fixture
def anybody(world: World) -> Iterator[Client]:
    with override_settings(PUBLIC_URL=PUBLIC):
        yield Client()


@pytest.fixture
def certificate(world: World) -> Certificate:
    Certificate.objects.filter(pk=world.home.certificates[person(OWN, 3)]).update(status_place=75)
    return Certificate.objects.get(pk=world.home.certificates[person(OWN, 3)])


def replaced(row: Certificate, cause: str = Certificate.REISSUE) -> Certificate:
    """The next certificate of its line, issued; the row is superseded by it."""
    names = [field.attname for field in Certificate._meta.concrete_fields]
    values = {name: getattr(row, name) for name in names if name not in ("id", "status_place")}
    changed = {"issue": row.issue + 1, "cause": cause, "replaces_id": row.pk, "token": "BC"[row.issue - 1] * 26}
    following = Certificate.objects.create(**{**values, **changed, "sha256": "bc"[row.issue - 1] * 64})
    Certificate.objects.filter(pk=row.pk).update(state=Certificate.SUPERSEDED, ended_at=NOW)
    return following


def revoke(row: Certificate) -> None:
    ended = {"revoked_ground": "b", "revoked_number": "9/QĐ-UBND", "revoked_on": NOW.date(), "ended_at": NOW}
    Certificate.objects.filter(pk=row.pk).update(state=Certificate.REVOKED, **ended)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def path(row: Certificate) -> str:
    return f"/V/{row.token}"


def pdf(content: bytes = b"%PDF-1.7 something") -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.pdf", content, "application/pdf")


# States


def test_a_valid_certificate_says_what_the_paper_says_to_people_and_to_machines(
    anybody: Client, certificate: Certificate
) -> None:
    page = anybody.get(path(certificate))
    shown = text(page)
    for words in (
        "Đang có hiệu lực", certificate.recipient_name, certificate.unit_name, certificate.citation, certificate.title,
        certificate.decision_number, f"{certificate.register_number}/{certificate.register_year}", certificate.sha256,
        certificate.authority_title, certificate.signatory_name, "Tờ giấy chỉ dẫn đến trang này",
    ):  # fmt: skip
        assert words in shown, words
    assert len(page.content) < 6000
    assert "<script" not in shown
    facts = json.loads(anybody.get(path(certificate), headers=JSON).content)
    assert (facts["state"], facts["superseded"], facts["revoked"]) == ("valid", None, None)
    assert facts["address"] == f"{PUBLIC}/V/{certificate.token}"
    assert facts["recipient_name"] == certificate.recipient_name
    english = text(anybody.get(path(certificate), {"lang": "en"}))
    assert '<html lang="en">' in english
    assert '<html lang="vi">' in shown


def test_nothing_is_told_that_does_not_stand_on_the_paper(anybody: Client, certificate: Certificate) -> None:
    staff = Account.objects.filter(person__code=certificate.person).first()
    secrets = {
        str(certificate.pk), str(certificate.award), str(certificate.decision), certificate.person, certificate.salt or "-",
        f">{certificate.unit}<", f'"{certificate.unit}"', "@", staff.username if staff else "-",
    } - {"-"}  # fmt: skip
    assert len(secrets) >= 6
    claims = jwt.decode(anybody.get(path(certificate), headers=JWT).content, options={"verify_signature": False})
    claims.pop("@context")
    told = [
        text(anybody.get(path(certificate))),
        text(anybody.get(path(certificate), headers=JSON)),
        json.dumps(claims),
    ]
    told.append(text(anybody.post(path(certificate), {"file": pdf()})))
    for answer in told:
        assert {secret for secret in secrets if secret in answer} == set()


def test_a_superseded_certificate_leads_to_the_next_one_once_that_is_issued(
    anybody: Client, certificate: Certificate
) -> None:
    following = replaced(certificate)
    page = text(anybody.get(path(certificate)))
    assert "Đã được thay bằng giấy khác" in page
    assert "Giấy đã được cấp lại." in page
    assert f'href="/V/{following.token}"' in page
    facts = json.loads(anybody.get(path(certificate), headers=JSON).content)
    assert facts["superseded"] == {"cause": "reissue", "address": f"{PUBLIC}/V/{following.token}"}
    refreshed = anybody.get(path(certificate), headers=JWT)
    assert (refreshed.status_code, refreshed["Location"]) == (302, f"{PUBLIC}/V/{following.token}")
    assert "Lần cấp" in text(anybody.get(path(following)))
    fields = {"state": Certificate.REQUESTED, "sha256": "", "issued_at": None}
    Certificate.objects.filter(pk=following.pk).update(**fields)
    page = text(anybody.get(path(certificate)))
    assert "Giấy thay thế đang được lập." in page
    assert following.token not in page


def test_a_revoked_certificate_tells_the_ground_in_words_the_decision_and_its_day(
    anybody: Client, certificate: Certificate
) -> None:
    revoke(certificate)
    page = text(anybody.get(path(certificate)))
    for words in ("Đã bị hủy, thu hồi", "điểm b khoản 2 Điều 93", "làm giả hồ sơ", "9/QĐ-UBND", "12/05/2019"):
        assert words in page, words
    assert "Đang có hiệu lực" not in page
    facts = json.loads(anybody.get(path(certificate), headers=JSON).content)
    assert facts["state"] == "revoked"
    assert facts["revoked"]["ground_text"].startswith("cung cấp thông tin sai sự thật")
    refused = anybody.get(path(certificate), headers=JWT)
    assert (refused.status_code, json.loads(refused.content)["state"]) == (409, "revoked")


def test_every_unknown_code_gets_one_answer_by_one_and_the_same_query(
    anybody: Client, certificate: Certificate
) -> None:
    waiting = {"state": Certificate.REQUESTED, "sha256": "", "issued_at": None}
    Certificate.objects.filter(pk=certificate.pk).update(**waiting)
    pages, queries = set(), set()
    for token in ("X", "A" * 26, certificate.token, "%27%22%3Cscript%3E", "0" * 200, f"{certificate.token}A"):
        for headers in ({}, JSON, JWT):
            with CaptureQueriesContext(connection) as asked:
                answer = anybody.get(f"/V/{token}", headers=headers)
            assert answer.status_code == 404
            assert (answer["X-Robots-Tag"], answer["Cache-Control"][:7]) == ("noindex, nofollow, noarchive", "max-age")
            pages.add(text(answer))
            queries.add(re.sub(r"'[A-Z2-7]{26}'", "TOKEN", " ; ".join(query["sql"] for query in asked)))
    assert len(pages) == 2
    assert len(queries) == 1
    assert "TOKEN" in queries.pop()


def test_codes_are_taken_as_typed_in_both_cases_and_from_old_papers(anybody: Client, certificate: Certificate) -> None:
    token = certificate.token
    for address in (f"/v/{token.lower()}", f"/V/{token}/", f"/V/{token.lower()}"):
        assert anybody.get(address).status_code == 200
    moved = anybody.get(f"/verify/{token.lower()}")
    assert (moved.status_code, moved["Location"]) == (301, f"/V/{token}")
    typed = " ".join(token.lower()[i : i + 4] for i in range(0, 26, 4))
    assert anybody.get("/verify/", {"code": typed})["Location"] == f"/V/{token}"
    assert anybody.get("/verify/", {"code": f"{PUBLIC.upper()}/V/{token}"})["Location"] == f"/V/{token}"
    assert "Disallow: /V/" in text(anybody.get("/robots.txt"))


# Files


def test_a_file_is_told_to_be_the_very_one_an_older_one_anothers_or_a_changed_one(
    anybody: Client, certificate: Certificate, world: World
) -> None:
    content = b"%PDF-1.7 the very file"
    digest = uploads.hashlib.sha256(content).hexdigest()
    Certificate.objects.filter(pk=certificate.pk).update(sha256=digest)
    other = Certificate.objects.get(pk=world.home.certificates[OWN])

    def compared(address: str, sent: bytes) -> str:
        return text(anybody.post(address, {"file": pdf(sent)}))

    assert "Tệp đúng là bản đã cấp" in compared(path(certificate), content)
    assert "Tệp đúng là bản đã cấp" in compared("/verify/", content)
    assert "Tệp khác với bản đã cấp" in compared(path(certificate), content + b"\n")
    assert "Tệp là của một giấy khác" in compared(path(other), content)
    assert "Hệ thống không cấp tệp này" in compared("/verify/", b"%PDF-1.7 a stranger's")
    claiming = compared("/verify/", content + f" https://x/V/{certificate.token} ".encode())
    assert "Tệp khác với bản đã cấp" in claiming
    assert certificate.recipient_name in claiming
    following = replaced(replaced(certificate))
    assert "Tệp là bản của lần cấp trước" in compared(path(following), content)
    assert "Nhưng giấy này đã được thay" in compared(path(certificate), content)
    Certificate.objects.filter(pk=following.pk).update(sha256="f" * 64)
    Certificate.objects.filter(pk=certificate.pk).update(sha256="e" * 64)
    Certificate.objects.filter(pk=following.pk).update(sha256=digest)
    assert "Tệp là bản của lần cấp sau" in compared(path(certificate), content)


def test_a_file_is_kept_nowhere_and_a_large_one_is_not_even_read(anybody: Client, certificate: Certificate) -> None:
    large = b"%PDF" + b"0" * uploads.LIMIT
    for address in (path(certificate), "/verify/"):
        assert "Tệp quá lớn" in text(anybody.post(address, {"file": pdf(large)}))
    huge = anybody.generic("POST", path(certificate), b"", "multipart/form-data; boundary=x", CONTENT_LENGTH="99999999")
    assert "Tệp quá lớn" in text(huge)
    assert "Chưa có tệp nào" in text(anybody.post(path(certificate), {"file": ""}))
    assert anybody.post("/V/X", {"file": pdf()}).status_code == 404
    page = anybody.post(path(certificate), {"file": pdf(b"%PDF" + b"0" * 100_000)})
    assert isinstance(page.wsgi_request.FILES["file"], uploads.Compared)


# Credentials


def fetch(client: Client) -> Any:
    return lambda address: client.get(urlsplit(address).path).content


def verifier(client: Client, row: Certificate) -> OB3Verifier:
    return OB3Verifier.for_issuer_did(f"did:web:thidua.example.vn:issuers:{row.authority}", download=fetch(client))


def test_an_outside_verifier_takes_the_credential_and_its_status_list(
    anybody: Client, certificate: Certificate
) -> None:
    with override_settings(CLOCK=timezone.now):
        answer = anybody.get(path(certificate), headers=JWT)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/vc+jwt")
        assert answer.content == anybody.get(path(certificate), headers=JWT).content
        token, outside = answer.content.decode(), verifier(anybody, certificate)
        taken = outside.verify(token, check_status=True, download=fetch(anybody))
        assert (taken.issuer.name, taken.achievement.name) == (certificate.authority_title, certificate.title)
        assert taken.achievement.description == certificate.citation
        assert taken.identifiers[0].identity_hash == certificate.recipient_name
        assert taken.raw
        assert taken.raw["credentialSubject"]["licenseNumber"] == "2/2019"
        head, body, signature = token.split(".")
        with pytest.raises(OB3VerificationError):
            outside.verify(f"{head}.{body[:-8]}AAAAAAAA.{signature}")
        key = jwt.PyJWKSet.from_dict(json.loads(anybody.get("/.well-known/jwks.json").content)).keys[0]
        assert jwt.get_unverified_header(token)["kid"].endswith(f"#{key.key_id}")
        assert jwt.decode(token, key.key, algorithms=["EdDSA"])["jti"] == f"{PUBLIC}/V/{certificate.token}"
        for ending in (replaced, revoke):
            ending(certificate)
            with pytest.raises(OB3VerificationError, match="'revocation' is set at index 75"):
                outside.verify(token, check_status=True, download=fetch(anybody))


def names_in(value: Any) -> Iterator[str]:
    """All names of members and types, at every depth; what begins with a letter is a term of a context."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        yield name
        yield from ([inner] if isinstance(inner, str) else inner) if name == "type" else names_in(inner)
    for inner in value if isinstance(value, list) else ():
        yield from names_in(inner)


def test_every_term_of_the_credential_stands_in_the_contexts_that_it_names(
    anybody: Client, certificate: Certificate
) -> None:
    claims = jwt.decode(anybody.get(path(certificate), headers=JWT).content, options={"verify_signature": False})
    assert [claims.pop(name) for name in ("iss", "jti", "nbf")][0] == claims["issuer"]["id"]
    shipped = Path(ob3.__file__).parent / "contexts"
    known = [
        json.loads((shipped / name).read_text())
        for name in ("credentials-v2.json", "ob-v3p0-context-3.0.3.json", "ob-v3p0-extensions.json")
    ]
    assert len(claims["@context"]) == len(known)
    assert set(names_in(claims)) - {"@context"} <= {*names_in(known), "id", "type"}


def test_credentials_of_a_key_that_was_retired_are_still_taken_and_of_a_strange_one_never(
    anybody: Client, certificate: Certificate
) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    with override_settings(CREDENTIAL_SIGNING_KEY=old):
        token = anybody.get(path(certificate), headers=JWT).content.decode()
        told = StringIO()
        call_command("credential_key", stdout=told)
    name, half = told.getvalue().split()
    assert jwt.get_unverified_header(token)["kid"].endswith(f"#{name}")
    with override_settings(CREDENTIAL_SIGNING_KEY=new, CREDENTIAL_RETIRED_KEYS=[keys.public_key(half)]):
        assert verifier(anybody, certificate).verify(token).name == certificate.title
        assert anybody.get(path(certificate), headers=JWT).content.decode() != token
        assert len(json.loads(anybody.get("/.well-known/jwks.json").content)["keys"]) == 2
    with override_settings(CREDENTIAL_SIGNING_KEY=new):
        document = fetch_did_web_document(f"did:web:thidua.example.vn:issuers:{certificate.authority}", fetch(anybody))
        assert len(document["verificationMethod"]) == 1
        with pytest.raises(OB3VerificationError):
            verifier(anybody, certificate).verify(token)


def test_a_status_list_has_a_bit_for_each_certificate_and_stays_the_same_until_one_changes(
    anybody: Client, certificate: Certificate, world: World
) -> None:
    def asked(purpose: str = "revocation", **headers: str) -> Any:
        return anybody.get(f"/issuers/{world.home.code}/status/{purpose}/0", headers=headers)

    def bits(purpose: str = "revocation") -> set[int]:
        subject = jwt.decode(asked(purpose).content, options={"verify_signature": False, "verify_exp": False})
        told = subject["credentialSubject"]["encodedList"]
        assert told[0] == "u"
        content = gzip.decompress(base64.urlsafe_b64decode(told[1:] + "=" * (-len(told[1:]) % 4)))
        assert len(content) * 8 == status_lists.BITS >= 131_072
        return {place for place in range(100) if content[place // 8] & (0x80 >> place % 8)}

    first = asked()
    assert (bits(), bits("refresh")) == (set(), set())
    assert "public" in first["Cache-Control"]
    assert first["Access-Control-Allow-Origin"] == "*"
    assert len(first.content) < 1500
    assert asked(**{"If-None-Match": first["ETag"]}).status_code == 304
    other = world.home.certificates[OWN]
    Certificate.objects.filter(pk=other).update(status_place=95)
    revoke(Certificate.objects.get(pk=other))
    assert (bits(), bits("refresh")) == ({95}, set())
    replaced(certificate)
    assert (bits(), bits("refresh")) == ({75, 95}, {75})
    assert asked(**{"If-None-Match": first["ETag"]}).status_code == 200
    for address in ("revocation/1", "message/0"):
        assert anybody.get(f"/issuers/{world.home.code}/status/{address}").status_code == 404
    assert anybody.get("/issuers/nowhere/did.json").status_code == 404


def test_a_certificate_without_a_place_in_the_list_gets_no_credential(anybody: Client, world: World) -> None:
    row = Certificate.objects.get(pk=world.home.certificates[OWN])
    Certificate.objects.filter(pk=row.pk).update(status_place=None)
    assert anybody.get(path(row), headers=JWT).status_code == 409


# Limits


def test_an_address_that_asks_too_often_is_told_so_before_anything_is_looked_up(
    anybody: Client, certificate: Certificate
) -> None:
    limited = {"DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"]}
    here, there = ({"REMOTE_ADDR": f"203.0.113.{number}"} for number in (91, 92))
    cache.clear()
    with override_settings(REST_FRAMEWORK={**settings.REST_FRAMEWORK, **limited}):
        for _ in range(30):
            assert anybody.post("/verify/", {"file": pdf()}, **here).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            refused = [anybody.post(address, {"file": pdf()}, **here) for address in ("/verify/", path(certificate))]
        assert [answer.status_code for answer in refused] == [429, 429]
        assert refused[0]["Retry-After"] == "600"
        assert len(asked) == 0
        assert anybody.get(path(certificate), **here).status_code == 200
        assert anybody.post("/verify/", {"file": pdf()}, **there).status_code == 200
    assert anybody.post("/verify/", {"file": pdf()}, **here).status_code == 200
