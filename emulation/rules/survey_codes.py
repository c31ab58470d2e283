"""Codes for one answer: short, without letters that look alike, and with a last sign that tells a slip of the pen."""

import re

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs, a prime number: no 0, 1, I, L or O."""
SIGNS = 8
"""Signs that are chance; the ninth checks them."""
LINK_BYTES = 16
_ODD = re.compile(r"[\s\-–.·]+")


def _check(signs: str) -> str:
    """Every wrong sign and every two that changed places give another check sign: weights 1, 2, … differ modulo a prime."""
    return ALPHABET[sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 1)) % len(ALPHABET)]


def code_of(chance: bytes) -> str:
    """A code out of random bytes, as it is printed: three groups of three."""
    number = int.from_bytes(chance, "big")
    signs = ""
    for _ in range(SIGNS):
        number, place = divmod(number, len(ALPHABET))
        signs += ALPHABET[place]
    return grouped(signs + _check(signs))


def grouped(code: str) -> str:
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def plain(typed: str) -> str:
    """What somebody typed, as it is compared: capitals, without blanks and hyphens."""
    return _ODD.sub("", typed).upper()


def slipped(typed: str) -> bool:
    """Whether this cannot be a code at all: a sign is missing, strange or wrong."""
    signs = plain(typed)
    return len(signs) != SIGNS + 1 or any(sign not in ALPHABET for sign in signs) or _check(signs[:-1]) != signs[-1]
