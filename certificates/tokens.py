"""Public addresses of certificates and papers: 130 bits that nobody guesses, by a key that may change, and how people type them."""

import base64
import hashlib
import hmac
import re
from urllib.parse import urlsplit

from django.conf import settings

LENGTH = 26
TOKEN = re.compile(r"[A-Z2-7]{26}")
_READ_WRONGLY = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Base32 has no such digits: whoever types one has read the letter."""
_ADDRESS = re.compile(r".*/(?:v|verify)/", re.IGNORECASE | re.DOTALL)


def _made(key: str, award: str, issue: int) -> str:
    return _hashed(key, f"certificate {award} {issue}")


def _hashed(key: str, what: str) -> str:
    mac = hmac.new(key.encode(), what.encode(), hashlib.sha256).digest()
    return base64.b32encode(mac)[:LENGTH].decode()


def token_of_paper(decision: str) -> str:
    """The public address of a decision's signed paper: as little to be guessed as that of a certificate."""
    return _hashed(settings.SECRET_KEY, f"decision paper {decision}")


def version_of(key: str) -> str:
    """A name for a key that tells nothing of it; the order of the settings changes with every new key, the name does not."""
    return hmac.new(key.encode(), b"certificate key version", hashlib.sha256).hexdigest()[:8]


def token_of(award: str, issue: int = 1) -> str:
    """The same at every attempt as long as the key is; all 130 bits are the key's doing, no number of any kind is in them."""
    return _made(settings.SECRET_KEY, award, issue)


def key_version(token: str, award: str, issue: int = 1) -> str | None:
    """With which of our keys, the present one or an older one, a token was made; None when with none of them."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if hmac.compare_digest(_made(key, award, issue), token):
            return version_of(key)
    return None


def normalised(typed: str) -> str:
    """A code as people type, paste or scan it: the whole address or its end, in groups, in small letters."""
    code = "".join(c for c in _ADDRESS.sub("", typed[:300]) if c.isascii() and c.isalnum())
    return code.upper().translate(_READ_WRONGLY)[:64]


def address_of(token: str) -> str:
    """The address as links and machines have it."""
    return f"{settings.PUBLIC_URL}/V/{token}"


def printed_address(token: str) -> str:
    """The address as the QR code has it: all upper-case, so that it needs the small alphanumeric kind of symbol."""
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}".upper() + f"{parts.path}/V/{token}"
