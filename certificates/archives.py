"""Archives of many certificates that are written while they are sent: a ZIP that may be read from any byte, and a solid tar.zst."""

import io
import struct
import tarfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

import zstandard

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
_VERSION, _VERSION64, _UTF8 = 20, 45, 0x0800
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_HEADER, _ENTRY = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I")
_OFFSET64 = struct.Struct("<2HQ")
_BLOCK = 512
_LEVEL = 3
_PIECES = 256 * 1024


@dataclass(frozen=True)
class Member:
    """A file of an archive, known before its bytes are made."""

    name: str
    size: int
    crc32: int


Contents = Callable[[int], Iterator[bytes]]
"""The bytes of all members from one on, in their order."""


class StoredZip:
    """Members side by side without compression: the length is known beforehand, and every byte can be made from its place.

    Grows into ZIP64 where places or numbers need it. Members are files of less than 4 GiB.
    """

    def __init__(self, members: Sequence[Member], contents: Contents, *, day: date) -> None:
        self._members, self._contents = members, contents
        self._day = (max(day.year, 1980) - 1980) << 9 | day.month << 5 | day.day
        self._names = [member.name.encode() for member in members]
        sizes = (_HEADER.size + len(name) + one.size for name, one in zip(self._names, members, strict=True))
        self._places = list(accumulate(sizes, initial=0))
        entries = sum(_ENTRY.size + len(name) for name in self._names)
        far = len(members) - bisect_right(self._places, _MAX32 - 1, hi=len(members))
        self._directory = entries + far * _OFFSET64.size
        self.length = self._places[-1] + self._directory + len(self._end())

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``stop``; what comes before is not made."""
        until = self.length if stop is None else min(stop, self.length)
        first = min(bisect_right(self._places, start) - 1, len(self._members))
        place = self._places[first]
        for piece in self._pieces(first):
            if place >= until:
                return
            after = place + len(piece)
            if after > start:
                yield piece[max(start - place, 0) : until - place]
            place = after

    def _pieces(self, first: int) -> Iterator[bytes]:
        if first < len(self._members):
            for number, content in enumerate(self._contents(first), start=first):
                yield self._header(number)
                yield content
        yield from _joined(map(self._entry, range(len(self._members))))
        yield self._end()

    def _header(self, number: int) -> bytes:
        one, name = self._members[number], self._names[number]
        return (
            _HEADER.pack(
                _LOCAL, _VERSION, _UTF8, 0, 0, self._day, one.crc32, one.size, one.size, len(name), 0
            )
            + name
        )  # fmt: skip

    def _entry(self, number: int) -> bytes:
        one, name, place = self._members[number], self._names[number], self._places[number]
        far = place >= _MAX32
        extra = _OFFSET64.pack(1, 8, place) if far else b""
        version = _VERSION64 if far else _VERSION
        return (
            _ENTRY.pack(
                _CENTRAL, version, version, _UTF8, 0, 0, self._day, one.crc32, one.size, one.size,
                len(name), len(extra), 0, 0, 0, 0, _MAX32 if far else place,
            )
            + name
            + extra
        )  # fmt: skip

    def _end(self) -> bytes:
        count, place = len(self._members), self._places[-1]
        short = struct.pack(
            "<4s4H2IH", _END, 0, 0, min(count, _MAX16), min(count, _MAX16), min(self._directory, _MAX32),
            min(place, _MAX32), 0,
        )  # fmt: skip
        if count < _MAX16 and place < _MAX32 and self._directory < _MAX32:
            return short
        long = struct.pack(
            "<4sQ2H2I4Q", _END64, 44, _VERSION64, _VERSION64, 0, 0, count, count, self._directory, place
        )  # fmt: skip
        return long + struct.pack("<4sIQI", _LOCATOR64, 0, place + self._directory, 1) + short


def _joined(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Small parts in pieces that are worth a write."""
    waiting = io.BytesIO()
    for part in parts:
        waiting.write(part)
        if waiting.tell() >= _PIECES:
            yield waiting.getvalue()
            waiting = io.BytesIO()
    yield waiting.getvalue()


def tar_zst(members: Sequence[Member], contents: Contents, *, at: int) -> Iterator[bytes]:
    """All members as one solid archive: what certificates share is written once. ``at`` is their time in seconds."""
    packer = zstandard.ZstdCompressor(level=_LEVEL).compressobj()
    for member, content in zip(members, contents(0), strict=True):
        about = tarfile.TarInfo(member.name)
        about.size, about.mtime, about.mode = member.size, at, 0o644
        for part in (about.tobuf(tarfile.PAX_FORMAT), content, bytes(-member.size % _BLOCK)):
            if packed := packer.compress(part):
                yield packed
    yield packer.compress(bytes(2 * _BLOCK)) + packer.flush()


class Unsatisfiable(ValueError):
    """A range that lies behind the end."""


def stretch(header: str, length: int) -> tuple[int, int] | None:
    """From where to where a ``Range`` header asks; None for all, also where it asks for several stretches or for no bytes."""
    unit, _, asked = header.partition("=")
    first, dash, last = (part.strip() for part in asked.partition("-"))
    if unit.strip().lower() != "bytes" or not dash or not _plain(first, last):
        return None
    if not first:
        start, stop = max(length - int(last), 0), length
        if not int(last):
            raise Unsatisfiable(header)
        return start, stop
    start, stop = int(first), min(int(last) + 1, length) if last else length
    if last and int(last) < start:
        return None
    if start >= length:
        raise Unsatisfiable(header)
    return start, stop


def _plain(first: str, last: str) -> bool:
    """Digits alone, ASCII, of a length that a file may have."""
    return bool(first or last) and all(
        part.isascii() and part.isdecimal() and len(part) < 19 for part in (first, last) if part
    )
