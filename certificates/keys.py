"""The keys that sign credentials: one that signs, older ones that are still published; their public halves as JWK. Pure."""

import base64
import hashlib
import json
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_PURPOSE = b"thidua credentials v1"


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass(frozen=True)
class PublicKey:
    """A public key under its name: the SHA-256 of itself as RFC 7638 has it, so that a name never means another key."""

    raw: bytes

    @property
    def name(self) -> str:
        members = {"crv": "Ed25519", "kty": "OKP", "x": base64url(self.raw)}
        return base64url(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())

    def jwk(self) -> dict[str, str]:
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": base64url(self.raw),
            "kid": self.name,
            "alg": "EdDSA",
            "use": "sig",
        }


def public_half(key: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(key.public_key().public_bytes_raw())


def public_key(text: str) -> PublicKey:
    """A retired key from the base64 of its 32 bytes. Raises ValueError for anything else."""
    raw = base64.b64decode(text, validate=True)
    Ed25519PublicKey.from_public_bytes(raw)
    return PublicKey(raw)


def derived(other: Ed25519PrivateKey) -> Ed25519PrivateKey:
    """A key of its own for installations that set none, from which nobody can reckon back to the other."""
    seed = other.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return Ed25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(seed))
