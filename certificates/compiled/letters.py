"""The 8-bit alphabet of the compiled fonts: ASCII as it is, every Vietnamese letter, letters of Ê Đê and Gia Rai names, marks."""

import codecs
import unicodedata

_TONES = ("", *"\u0300\u0309\u0303\u0301\u0323")
_SMALL = [unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in _TONES] + ["đ"]
VIETNAMESE = "".join(letter for letter in [*_SMALL, *(small.upper() for small in _SMALL)] if not letter.isascii())
"""The 134 letters that ASCII does not have."""
_OTHERS = "ƀɃčČĕĔĭĬñÑŏŎŭŬʼ“”‘’–…№"
_ASCII = "".join(map(chr, range(32, 127)))
# A carriage return in a string is read as a line feed, and code 0 ends strings in some readers: those stay free.
_FREE = [*range(128, 256), *range(1, 8), 11, *range(14, 32), 127, 12]
NOWHERE = "\ufffe"
"""Marks a code without a letter, as in the tables of `codecs`."""


def _table() -> str:
    places = dict(enumerate(_ASCII, 32)) | dict(zip(_FREE, VIETNAMESE + _OTHERS, strict=False))
    return "".join(places.get(code, NOWHERE) for code in range(256))


TABLE = _table()
"""The letter of each of the 256 codes."""


def encoder(table: str) -> object:
    """What `codecs.charmap_encode` wants to know of a table."""
    return codecs.charmap_build(table)
