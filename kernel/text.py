"""Vietnamese text and canonical JSON: one form to store, one to search, one to sort, one to hash."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_BASE_MARKS = {"\u0306", "\u0302", "\u031b"}
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def gettext_noop(message: str) -> str:
    """Mark a message id for extraction where Django may not be imported."""
    return message


@runtime_checkable
class Spoken(Protocol):
    """A value of a message that is said in words of its own: the name of an award, a fact in a refusal."""

    def said(self, translate: Callable[[str], str], *, english: bool) -> str: ...


def spoken(value: Any, translate: Callable[[str], str] = str, *, english: bool = False) -> Any:
    """A value as it is read, in the language of the sentence around it; days as people of Viet Nam write them."""
    if isinstance(value, Spoken):
        return value.said(translate, english=english)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def nfc(text: str) -> str:
    """Text as it is stored: NFC, runs of white space as one blank, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def paragraphs(text: str) -> str:
    """A longer text as it is stored: like `nfc`, but line by line, so that its paragraphs stay."""
    return "\n".join(nfc(line) for line in text.strip().splitlines())


def search_key(text: str) -> str:
    """Lower case without marks, ``đ`` as ``d``: what a search without accents compares."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return nfc("".join(c for c in plain if not unicodedata.combining(c)))


def _letter(cluster: str) -> tuple[int, int]:
    base = unicodedata.normalize("NFC", cluster[0] + "".join(c for c in cluster[1:] if c in _BASE_MARKS))
    tone = next((_TONES[c] for c in cluster[1:] if c in _TONES), 0)
    place = _ALPHABET.find(base)
    return (place + 1 if place >= 0 else 100 + ord(base[0]) % 900, tone)


def _clusters(word: str) -> Iterable[str]:
    cluster = ""
    for char in unicodedata.normalize("NFD", word):
        if cluster and not unicodedata.combining(char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def sort_key(text: str, *, given_name_first: bool = False) -> str:
    """A key whose plain byte order is Vietnamese dictionary order: letters first, then tones, word by word.

    ``given_name_first`` sorts people the Vietnamese way: by given name (the last word), then family and middle names.
    """
    words = nfc(text).casefold().split(" ")
    if given_name_first and len(words) > 1:
        words = [words[-1], *words[:-1]]
    parts = []
    for word in words:
        letters = [_letter(cluster) for cluster in _clusters(word)]
        parts.append("".join(f"{place:03d}" for place, _ in letters) + "." + "".join(str(tone) for _, tone in letters))
    return " ".join(parts)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: Any) -> str:
    """One spelling for one value: sorted keys, no blanks, Decimals and dates as strings, floats refused."""

    def reject_floats(part: Any) -> None:
        if isinstance(part, float):
            raise TypeError("a float has no canonical form")
        if isinstance(part, dict):
            for item in part.values():
                reject_floats(item)
        elif isinstance(part, list | tuple):
            for item in part:
                reject_floats(item)

    reject_floats(value)
    return json.dumps(value, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of a value."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
