"""A signing key of the development stack with a root of its own, made once: enough to show, worth nothing."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

SIGNER, ROOT = "Khóa ký số thử nghiệm", "Chứng thư gốc thử nghiệm"
_FROM, _UNTIL = datetime(2015, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)


def kept_key(data: Path) -> dict[str, str]:
    """The variables that name the key and its root; both files are made at the first start."""
    key, root, word = (data / name for name in ("ky-so.p12", "chung-thu-goc.pem", "ky-so.txt"))
    if not key.exists():
        password = secrets.token_urlsafe(20)
        packed, pem = _made(password)
        for file, content in ((word, password.encode()), (root, pem), (key, packed)):
            _write(file, content)
    return {
        "SIGNING_PKCS12": str(key),
        "SIGNING_PKCS12_PASSWORD": word.read_text(encoding="utf-8"),
        "SIGNING_TRUST_ROOTS": str(root),
    }


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
        output.write(content)


def _certificate(
    name: str, of: ec.EllipticCurvePublicKey, by: ec.EllipticCurvePrivateKey, above: str
) -> x509.Certificate:
    def named(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

    authority = name == above
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority, crl_sign=authority,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(above)).public_key(of)
    made = made.serial_number(x509.random_serial_number()).not_valid_before(_FROM).not_valid_after(_UNTIL)
    made = made.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(of), critical=False)
    return made.add_extension(usage, critical=True).sign(by, hashes.SHA256())


def _made(password: str) -> tuple[bytes, bytes]:
    above, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _certificate(ROOT, above.public_key(), above, ROOT)
    signer = _certificate(SIGNER, own.public_key(), above, ROOT)
    lock = BestAvailableEncryption(password.encode())
    packed = pkcs12.serialize_key_and_certificates(b"ky-so", own, signer, [root], lock)
    return packed, root.public_bytes(Encoding.PEM)
