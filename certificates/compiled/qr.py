"""QR codes by XOR: with prefix, version, level and mask fixed, a symbol is linear over GF(2) in the bits of its text.

A symbol is one big number, its rows from the top, each filled up to whole bytes: written as bytes it is the image.
"""

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from typing import Any

import segno

TOKEN = 26
"""Letters of a token: 130 bits in base32."""
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LETTERS = frozenset(ALPHABET)
_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PLAIN = "A" * TOKEN
_PLAIN_PAIR = 45 * 10 + 10  # "AA" in alphanumeric mode; each of its eleven bits can be turned over alone
_PAIR_BITS = 11
_SAMPLE = 12


@dataclass(frozen=True)
class Table:
    """What draws the code of ``prefix`` and any token: the slices that its letters are cut into, each with its shares."""

    prefix: str
    side: int
    base: int
    shares: tuple[tuple[slice, dict[str, int]], ...]

    def image(self, token: str) -> bytes:
        """The rows of one token's symbol from the top, a dark module as 1; raises KeyError for what is no token."""
        symbol = self.base
        for cut, share in self.shares:
            symbol ^= share[token[cut]]
        return symbol.to_bytes(self.side * _stride(self.side), "big")


def is_token(text: str) -> bool:
    return len(text) == TOKEN and _LETTERS.issuperset(text)


def _stride(side: int) -> int:
    return (side + 7) // 8


def modules(text: str, version: int | None = None, mask: int | None = None) -> tuple[tuple[bool, ...], ...]:
    """The dark modules as segno draws them, row by row, without the quiet zone."""
    mode = "alphanumeric" if set(text) <= set(_ALNUM) else "byte"
    code = segno.make_qr(text, error="m", mode=mode, boost_error=False, version=version, mask=mask)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def number(rows: Sequence[Sequence[bool]]) -> int:
    """Rows of modules as the number that a symbol is kept as."""
    wide = 8 * _stride(len(rows))
    symbol = 0
    for row in rows:
        bits = reduce(lambda so_far, dark: 2 * so_far + dark, row, 0)
        symbol = (symbol << wide) | (bits << (wide - len(row)))
    return symbol


def rows_of(image: bytes, side: int) -> tuple[tuple[bool, ...], ...]:
    """The modules of an image."""
    stride = _stride(side)
    lines = [int.from_bytes(image[at : at + stride], "big") for at in range(0, len(image), stride)]
    return tuple(tuple(bool(line >> (8 * stride - 1 - x) & 1) for x in range(side)) for line in lines)


def _samples(prefix: str) -> list[str]:
    """Texts as they will come, the same at every time."""
    seeds = (hashlib.sha256(f"{prefix} {place}".encode()).digest() for place in range(_SAMPLE))
    return [prefix + b32encode(seed)[:TOKEN].decode() for seed in seeds]


def basis(prefix: str) -> tuple[dict[str, Any], bytes]:
    """All that segno is asked for once per prefix: what the symbols are, and the base symbol with those that span the rest.

    The mask is the one that segno finds best most often for such texts: readers learn it from the symbol.
    """
    made = [segno.make_qr(text, error="m", boost_error=False) for text in _samples(prefix)]
    version = int(made[0].version)
    mask = Counter(code.mask for code in made).most_common(1)[0][0]

    def draw(token: str) -> int:
        return number(modules(prefix + token, version, mask))

    base = draw(_PLAIN)
    side = 17 + 4 * version
    spans = [draw(token) ^ base for a, b in _pairs(prefix) for token in _changed(a, b)]
    size = side * _stride(side)
    return {"prefix": prefix, "side": side}, b"".join(symbol.to_bytes(size, "big") for symbol in [base, *spans])


def _pairs(prefix: str) -> list[tuple[int, int]]:
    """How the token's letters are cut: by twos as alphanumeric mode packs them, else one by one."""
    if not set(prefix) <= set(_ALNUM):
        return [(at, at + 1) for at in range(TOKEN)]
    first = len(prefix) % 2
    cuts = [*([0] if first else []), *range(first, TOKEN, 2), TOKEN]
    return list(pairwise(cuts))


def _changed(a: int, b: int) -> list[str]:
    """Tokens that span the group: all letters for one alone, one bit each for two together."""
    if b - a == 1:
        return [_PLAIN[:a] + letter + _PLAIN[b:] for letter in ALPHABET]
    return [_PLAIN[:a] + _pair(_PLAIN_PAIR ^ (1 << bit)) + _PLAIN[b:] for bit in range(_PAIR_BITS)]


def _pair(value: int) -> str:
    return _ALNUM[value // 45] + _ALNUM[value % 45]


def table(kept: Mapping[str, Any], symbols: bytes) -> Table:
    """The table that a basis spans."""
    side = kept["side"]
    size = side * _stride(side)
    base, *rest = (int.from_bytes(symbols[at : at + size], "big") for at in range(0, len(symbols), size))
    spans = iter(rest)
    shares = []
    for a, b in _pairs(kept["prefix"]):
        count = len(ALPHABET) if b - a == 1 else _PAIR_BITS
        shares.append((slice(a, b), _share(list(islice(spans, count)), b - a)))
    return Table(kept["prefix"], side, base, tuple(shares))


def _share(spans: list[int], wide: int) -> dict[str, int]:
    if wide == 1:
        return dict(zip(ALPHABET, spans, strict=True))
    sums = [0]
    for span in spans:
        sums += [so_far ^ span for so_far in sums]
    return {a + b: sums[_PLAIN_PAIR ^ (45 * _ALNUM.index(a) + _ALNUM.index(b))] for a in ALPHABET for b in ALPHABET}
