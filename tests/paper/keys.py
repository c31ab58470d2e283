"""Keys and certificates for tests: an authority of certificates, signers under it, and files of them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

OFFICE = "Ủy ban nhân dân quận Hoàn Kiếm"
HEAD = "Nguyễn Văn An"
PASSWORD = "mật khẩu"
FROM, UNTIL = datetime(2018, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Held:
    """A key with its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, OFFICE), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _usage(*names: str) -> x509.KeyUsage:
    every = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in names for name in every})


@cache
def root(common: str = "Cơ quan chứng thực số thử nghiệm") -> Held:
    key = ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateBuilder().subject_name(_name(common)).issuer_name(_name(common)).serial_number(1)
    made = made.public_key(key.public_key()).not_valid_before(FROM).not_valid_after(UNTIL)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = made.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return Held(key, made.sign(key, hashes.SHA256()))


@cache
def signer(
    common: str = HEAD,
    *,
    serial: int = 0xA1B2,
    until: datetime = UNTIL,
    by: str = "",
    kind: str = "ec",
    stamping: bool = False,
) -> Held:
    """A signer whose certificate the authority gave; ``by`` another authority."""
    above = root(by) if by else root()
    key: Key = (
        ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65537, key_size=2048)
    )
    made = x509.CertificateBuilder().subject_name(_name(common)).issuer_name(above.certificate.subject)
    made = made.serial_number(serial).public_key(key.public_key()).not_valid_before(FROM).not_valid_after(until)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    made = made.add_extension(_usage("digital_signature", "content_commitment"), critical=True)
    if stamping:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return Held(key, made.sign(above.key, hashes.SHA256()))


def packed(held: Held) -> bytes:
    """The key with its certificate and its authority's as a PKCS#12 file."""
    chain = [root().certificate]
    return pkcs12.serialize_key_and_certificates(
        b"ky", held.key, held.certificate, chain, BestAvailableEncryption(PASSWORD.encode())
    )


def read(held: Held) -> asn1.Certificate:
    """The certificate as pyHanko reads it."""
    return asn1.Certificate.load(held.certificate.public_bytes(Encoding.DER))
