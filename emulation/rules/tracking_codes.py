"""Codes by which somebody without an account follows their own item: readable, with a check character, known only by hash."""

import hashlib
import unicodedata

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, O, 1, I or L. Their number is a prime, so that the check character finds every wrong and every swapped character."""
LENGTH = 12
SPACE = len(ALPHABET) ** (LENGTH - 1)
"""How many codes there are."""
_SALT, _ROUNDS = b"thidua feedback code v1", 20_000


def _check(body: str) -> str:
    total = sum((place + 1) * ALPHABET.index(character) for place, character in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def code_of(number: int) -> str:
    """The code of a random number below `SPACE`. Raises `ValueError` for another number."""
    if not 0 <= number < SPACE:
        raise ValueError("a code's number is out of range")
    body = ""
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, len(ALPHABET))
        body = ALPHABET[digit] + body
    return body + _check(body)


def read(typed: str) -> str:
    """A code as it was typed, in its one spelling; empty for what cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:100]).upper()
    code = "".join(character for character in plain if character not in " -–.\t\n\r")
    whole = len(code) == LENGTH and all(character in ALPHABET for character in code)
    return code if whole and _check(code[:-1]) == code[-1] else ""


def shown(code: str) -> str:
    """In groups of four, as it is written down."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def digest(code: str) -> str:
    """What is stored of a code: slow to compute on purpose, so that a stolen table gives no codes."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), _SALT, _ROUNDS).hex()
