"""Merkle trees by RFC 6962: one root over all records of a decision, and for each record a short proof that it is among them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

SIZE = 32
EMPTY = hashlib.sha256(b"").digest()


def leaf(content: bytes) -> bytes:
    """The hash of a record. Leaves and inner nodes begin differently, so that none can be passed off as the other."""
    return hashlib.sha256(b"\x00" + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Proofs(Sequence[bytes]):
    """The inclusion proof of every leaf by its place, read from the levels of the tree when it is asked for."""

    def __init__(self, levels: Sequence[bytes]) -> None:
        self._levels = levels

    def __len__(self) -> int:
        return len(self._levels[0]) // SIZE

    @overload
    def __getitem__(self, place: int) -> bytes: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...

    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self._proof(one) for one in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._proof(place % len(self))

    def _proof(self, place: int) -> bytes:
        """The neighbours on the way up; a node that has none is carried to the next level as it is."""
        steps = []
        for level in self._levels[:-1]:
            start = (place ^ 1) * SIZE
            steps.append(level[start : start + SIZE])
            place //= 2
        return b"".join(steps)


@dataclass(frozen=True)
class Tree:
    """``proofs[place]`` belongs to the leaf at this place, counted from 0."""

    root: bytes
    proofs: Sequence[bytes]


def tree(leaves: Sequence[bytes]) -> Tree:
    """The tree over leaves in this order, each a hash as `leaf` gives it."""
    levels = [b"".join(leaves)]
    while len(levels[-1]) > SIZE:
        levels.append(b"".join(_parents(levels[-1])))
    return Tree(levels[-1] or EMPTY, Proofs(levels))


def _parents(level: bytes) -> Iterator[bytes]:
    for start in range(0, len(level), 2 * SIZE):
        left, right = level[start : start + SIZE], level[start + SIZE : start + 2 * SIZE]
        yield _node(left, right) if right else left


def holds(leaf: bytes, place: int, count: int, proof: bytes, root: bytes) -> bool:
    """Whether the proof shows that this leaf stands at this place of the ``count`` leaves under the root (RFC 9162, 2.1.3.2)."""
    return 0 <= place < count and _climbed(leaf, place, count, proof) == root


def _climbed(leaf: bytes, place: int, count: int, proof: bytes) -> bytes | None:
    """The root that the proof leads to; none where it has a step too few or too many."""
    if len(leaf) != SIZE or len(proof) % SIZE:
        return None
    here, last, found = place, count - 1, leaf
    for start in range(0, len(proof), SIZE):
        if last == 0:
            return None
        step = proof[start : start + SIZE]
        if here % 2 or here == last:
            found = _node(step, found)
            while not here % 2 and here:
                here, last = here // 2, last // 2
        else:
            found = _node(found, step)
        here, last = here // 2, last // 2
    return found if last == 0 else None
