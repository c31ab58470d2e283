"""Archives that are written while they are sent: exact length, any byte from its place, read by other people's programs."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.archives import Member, StoredZip, Unsatisfiable, stretch, tar_zst

DAY = date(2019, 12, 20)
FILES = [(f"{n:03} Giấy khen - Đặng Thuỳ Trâm {n}.pdf", bytes([n % 251]) * (37 * n)) for n in range(60)]
MEMBERS = [Member(name, len(data), zlib.crc32(data)) for name, data in FILES]


def contents(first: int) -> Iterator[bytes]:
    return (data for _, data in FILES[first:])


WHOLE = b"".join(StoredZip(MEMBERS, contents, day=DAY).read())


def test_a_zip_has_the_length_that_it_said_and_other_programs_read_it() -> None:
    assert len(WHOLE) == StoredZip(MEMBERS, contents, day=DAY).length
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as found:
        assert found.testzip() is None
        assert [(one.filename, found.read(one)) for one in found.infolist()] == FILES
        assert found.infolist()[0].date_time == (2019, 12, 20, 0, 0, 0)


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE))))
def test_every_stretch_of_a_zip_is_the_same_bytes(ends: tuple[int, int]) -> None:
    start, stop = sorted(ends)
    assert b"".join(StoredZip(MEMBERS, contents, day=DAY).read(start, stop)) == WHOLE[start:stop]


class Lazy(io.RawIOBase):
    """A file of any length, of which only what is read is made."""

    def __init__(self, archive: StoredZip) -> None:
        self._archive, self._place = archive, 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._place = (0, self._place, self._archive.length)[whence] + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int = -1) -> bytes:
        stop = self._archive.length if size < 0 else self._place + size
        found = b"".join(self._archive.read(self._place, stop))
        self._place += len(found)
        return found


def test_members_beyond_four_gigabytes_stand_in_a_zip64() -> None:
    big = bytes(2**26)
    crc = zlib.crc32(big)
    far = StoredZip(
        [Member(f"{n}.pdf", len(big), crc) for n in range(70)], lambda first: (big for _ in range(first, 70)), day=DAY
    )
    with zipfile.ZipFile(Lazy(far)) as found:
        places = [one.header_offset for one in found.infolist()]
        assert places == [n * (len(big) + 30) + sum(len(f"{m}.pdf") for m in range(n)) for n in range(70)]
        assert places[-1] > 2**32
        with found.open("69.pdf") as last:
            assert last.read(10) == bytes(10)
    none = StoredZip([], contents, day=DAY)
    assert zipfile.ZipFile(io.BytesIO(b"".join(none.read()))).namelist() == []


def test_a_solid_archive_has_all_members_and_repeats_nothing() -> None:
    packed = b"".join(tar_zst(MEMBERS, contents, at=1_576_800_000))
    opened = zstandard.ZstdDecompressor().stream_reader(packed).read()
    with tarfile.open(fileobj=io.BytesIO(opened)) as found:
        read = [(one.name, (found.extractfile(one) or io.BytesIO()).read(), one.mtime) for one in found]
    assert read == [(name, data, 1_576_800_000) for name, data in FILES]
    assert len(packed) < len(WHOLE) / 20


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-200", (90, 100)),
        ("bytes=-5", (95, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=20-10", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-", None),
        ("bytes=²-", None),
        ("items=0-1", None),
        ("bytes=-", None),
        ("", None),
    ],
)
def test_a_range_is_read_as_the_standard_says(header: str, found: tuple[int, int] | None) -> None:
    assert stretch(header, 100) == found


def test_a_range_behind_the_end_is_refused() -> None:
    for header in ("bytes=100-", "bytes=-0"):
        with pytest.raises(Unsatisfiable):
            stretch(header, 100)
