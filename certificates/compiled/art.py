"""Art made small once: coordinates on a fine grid of whole numbers, then packed as tightly as deflate allows."""

import re
from functools import lru_cache

from zopfli.zlib import compress

GRID = 40
"""Steps of the grid in a millimetre."""
_ROUNDS = 1  # more rounds of the packer take longer and gain next to nothing
_TOKEN = re.compile(rb"[\[\]]|[^\s\[\]]+")
_NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)\Z")
_LENGTHS = frozenset({b"m", b"l", b"c", b"v", b"y", b"re"})


def on_grid(operators: bytes) -> bytes:
    """The same drawing with all lengths as whole steps; turns, colours and flags stay as they are."""
    done: list[bytes] = []
    waiting: list[bytes] = []
    for token in _TOKEN.findall(operators):
        if _NUMBER.match(token) or token in (b"[", b"]"):
            waiting.append(token)
            continue
        done += _scaled(token, waiting)
        done.append(token)
        waiting = []
    return b" ".join(done)


def _scaled(operator: bytes, operands: list[bytes]) -> list[bytes]:
    if operator in _LENGTHS:
        return [_steps(operand) for operand in operands]
    if operator == b"cm":
        return [*operands[:4], *(_steps(operand) for operand in operands[4:])]
    if operator in (b"w", b"d"):
        return [operand if operand in (b"[", b"]") else b"%g" % round(float(operand) * GRID, 1) for operand in operands]
    return operands


def _steps(operand: bytes) -> bytes:
    return b"%d" % round(float(operand) * GRID)


@lru_cache(maxsize=64)
def packed(content: bytes) -> bytes:
    """Deflated by zopfli, which gives the same bytes wherever it runs."""
    return bytes(compress(content, numiterations=_ROUNDS))
