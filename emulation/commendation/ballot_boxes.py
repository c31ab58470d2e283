"""The sealed box of a secret vote: one text of one length, whose sealing tells nothing of what came in.

Each vote opens the box, puts its ballot into an empty place and seals the whole anew, so that the bytes before and after have
nothing in common but their length. The seal is AES-SIV under a key that is made from the server's secret and the item: it needs
no nonce, and no two contents are alike, for every receipt is chance. The database never holds the key.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

RECEIPT, CHOICE = 11, 64
PLACE = RECEIPT + CHOICE
"""Signs of one ballot in the box."""


@dataclass(frozen=True)
class Ballot:
    receipt: str
    choice: str


def _lock(item: str) -> AESSIV:
    secret = settings.SECRET_KEY.encode()
    return AESSIV(HKDF(SHA512(), 64, salt=b"thi-dua ballot box", info=item.encode()).derive(secret))


def seal(item: str, ballots: Sequence[Ballot], places: int) -> bytes:
    """The box of an item with room for so many ballots, in the order of the receipts."""
    if len(ballots) > places:
        raise ValueError("more ballots than places")
    rows = [f"{one.receipt:<{RECEIPT}}{one.choice:<{CHOICE}}" for one in sorted(ballots, key=lambda one: one.receipt)]
    plain = "".join(rows).ljust(places * PLACE).encode("ascii")
    return _lock(item).encrypt(plain, [item.encode()])


def open_(item: str, sealed: bytes | memoryview) -> tuple[list[Ballot], int]:
    """The ballots in a box, in the order of their receipts, and how many places it has. Raises `InvalidTag` where the box is not
    as it was sealed."""
    plain = _lock(item).decrypt(bytes(sealed), [item.encode()]).decode("ascii")
    rows = [plain[start : start + PLACE] for start in range(0, len(plain), PLACE)]
    return [Ballot(row[:RECEIPT].strip(), row[RECEIPT:].strip()) for row in rows if row.strip()], len(rows)
