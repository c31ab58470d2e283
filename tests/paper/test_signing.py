"""Keys of tokens, and time stamps: a PKCS#11 module signs as a file does, a stamped signature tells whose time it is."""

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pkcs11
import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.keys.pemder import load_private_key_from_pemder_data
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates import documents, signing
from certificates.own_signatures import signer_of, update
from certificates.signatures import examine, trust_of
from certificates.signing import KeyPlace, Stamps
from kernel.errors import Unavailable
from tests.paper import keys
from tests.paper.presses import press
from tests.paper.readers import PERSON

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
SOFTHSM = next(
    (path for path in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")), Path("/usr/lib/softhsm/libsofthsm2.so")
)
PDF = documents.render([{"shape": "centred", "text": "QUYẾT ĐỊNH"}], title="Quyết định", author="UBND")


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyPlace]:
    """A soft token with the head's key and certificate, filled by the tools that come with it."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    held = keys.signer(kind="rsa")
    (tmp_path / "key.pem").write_bytes(held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    named = ("--token", "quan", "--pin", "1234")
    for words in (
        ("--init-token", "--free", "--label", "quan", "--so-pin", "4321", "--pin", "1234"),
        ("--import", str(tmp_path / "key.pem"), *named, "--label", "ky-so", "--id", "01"),
    ):
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)
    place = KeyPlace(module=str(SOFTHSM), token="quan", label="ky-so", pin="1234")
    with pkcs11.lib(place.module).get_token(token_label="quan").open(user_pin="1234", rw=True) as session:
        about = decode_x509_certificate(held.certificate.public_bytes(Encoding.DER))
        session.create_object(
            about | {pkcs11.Attribute.LABEL: "ky-so", pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.TOKEN: True}
        )
    yield place
    signing.signer_at.cache_clear()


def test_a_token_signs_through_its_module_and_poppler_agrees(token: KeyPlace, tmp_path: Path) -> None:
    signer = signing.signer_at(token)
    assert signing.identity(signer) == (keys.HEAD, "A1B2")
    content = signing.sign(PDF, signer, at=AT)
    assert examine(content, trust_of(keys.root().pem), now=AT).sound
    (tmp_path / "s.pdf").write_bytes(content)
    told = subprocess.run(["pdfsig", str(tmp_path / "s.pdf")], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    tail = press().tail(PERSON)  # a certificate's own file
    after, base = update(press().head, tail, signing.room_for(signer), AT), press().head + tail
    kept = signing.detached(hashlib.sha256(base + after.before + after.after).digest(), signer, after.room)
    (found,) = examine(base + after.with_signature(kept), trust_of(keys.root().pem), now=AT).signatures
    assert (found.signer, found.covers_all, found.faults, signer_of(kept)) == (keys.HEAD, True, (), keys.HEAD)


def test_a_key_that_cannot_be_used_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "no.p12").write_bytes(b"no key")
    for place in (
        KeyPlace(file=str(tmp_path / "no.p12")),
        KeyPlace(file=str(tmp_path / "missing.p12")),
        KeyPlace(module=str(tmp_path / "no-module.so"), label="x"),
    ):
        with pytest.raises(Unavailable) as no:
            signing.signer_at(place)
        assert no.value.code == "signing.key_unusable"


@pytest.fixture
def stamping() -> Iterator[str]:
    """An authority of time stamps that answers over HTTP."""
    held = keys.signer("Cấp dấu thời gian", serial=7, stamping=True, kind="rsa")
    key = load_private_key_from_pemder_data(
        held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), None
    )
    dummy = DummyTimeStamper(keys.read(held), key, fixed_dt=AT)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = dummy.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/tsa"
    server.shutdown()
    server.server_close()


def _revoked(*serials: int) -> bytes:
    above = keys.root()
    made = x509.CertificateRevocationListBuilder().issuer_name(above.certificate.subject)
    made = made.last_update(AT - timedelta(days=30)).next_update(AT + timedelta(days=30))
    for serial in serials:
        one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(AT - timedelta(days=10))
        made = made.add_revoked_certificate(one.build())
    made = made.add_extension(x509.CRLNumber(1), critical=False)
    return made.sign(above.key, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_stamped_signature_keeps_its_proofs_and_a_revoked_one_is_refused(stamping: str) -> None:
    held = keys.signer()
    signer = signing.HeldKey(held.key, keys.read(held), [keys.read(keys.root())])
    trust = trust_of(keys.root().pem, [_revoked()])
    stamped = signing.sign(PDF, signer, at=AT, stamps=Stamps(stamping))
    found = examine(stamped, trust, now=AT)
    assert not found.faults, found.faults
    (one,) = found.signatures
    assert (one.stamped, one.at, one.faults) == (True, AT, ())
    lasting = signing.sign(PDF, signer, at=AT, stamps=Stamps(stamping), trust=trust)
    assert examine(lasting, trust, now=AT).sound and b"/DSS" in lasting
    revoked = examine(stamped, trust_of(keys.root().pem, [_revoked(0xA1B2)]), now=AT)
    assert [fault.code for fault in revoked.faults] == ["signature.untrusted"]
    with pytest.raises(Unavailable):
        signing.sign(PDF, signer, at=AT, stamps=Stamps("http://127.0.0.1:9/"))
