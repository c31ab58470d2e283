"""The type of a file is read from its content: what may be handed in, and every way in which a file is not what it says."""

import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.file_types import (
    DEEPEST,
    DOCX,
    MB,
    MOST_ENTRIES,
    ODT,
    PDF,
    PURPOSES,
    TEXT,
    TYPES,
    XLSX,
    ZIP,
    Fault,
    FileType,
    checked,
    display_name,
    type_of,
)

TYPES_PART = b'<?xml version="1.0"?><Types></Types>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PAPER = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <<>>\n%%EOF\n"


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()


def word(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": TYPES_PART, "word/document.xml": b"<w:document/>", **more})


def within(inner: bytes) -> bytes:
    """A document that carries another one."""
    return word(**{"word/embeddings/inner.docx": inner})


def excel(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": TYPES_PART, "xl/workbook.xml": b"<workbook/>", **more})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PAPER, PDF),
        (word(), DOCX),
        (excel(), XLSX),
        (
            packed(
                {"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": b"<m/>"},
                zipfile.ZIP_STORED,
            ),
            ODT,
        ),
        (word(**{"word/embeddings/chart.xlsx": excel()}), DOCX),
        (packed({"biên bản.docx": word(), "ảnh/trang.pdf": PAPER, "ghi chú.txt": "Đã họp".encode()}), ZIP),
        ("Biên bản họp tổ dân phố số 3, 5 < 6.\r\n".encode(), TEXT),
    ],
)
def test_the_type_is_read_from_the_content(data: bytes, code: str) -> None:
    found = type_of(data)
    assert isinstance(found, FileType)
    assert found.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"MZ\x90\x00" + bytes(60), "file.executable"),
        (b"\x7fELF" + bytes(60), "file.executable"),
        (b"#!/bin/sh\nrm -rf /\n", "file.executable"),
        (b"  <!DOCTYPE html><p>xin", "file.executable"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "file.executable"),
        (b"chao < SCRIPT >x()</script>", "file.executable"),
        (OLE, "file.old_office"),
        (bytes(range(256)), "file.unknown_type"),
        (b"%PDF-1.7 cut off", "file.broken"),
        (PAPER.replace(b"/Catalog", b"/Catalog /OpenAction <</S /JavaScript /JS (x)>>"), "file.active_pdf"),
        (word()[:-30], "file.broken"),
        (word(**{"word/vbaProject.bin": OLE}), "file.macros"),
        (word(**{"word/embeddings/oleObject1.bin": OLE}), "file.macros"),
        (packed({"[Content_Types].xml": b"x.macroEnabled.main+xml", "word/document.xml": b"<d/>"}), "file.macros"),
        (excel(**{"xl/macrosheets/sheet1.xml": b"<x/>"}), "file.macros"),
        (word(**{"word/media/x.bin": b"MZ" + bytes(60)}), "file.executable"),
        (packed({"chạy.exe": b"MZ" + bytes(60)}), "file.executable"),
        (packed({"trang.txt": b"<html><body>"}), "file.executable"),
        (packed({"../../etc/passwd": b"root"}), "file.broken"),
        (packed({"trong.zip": packed({"x.txt": b"x"})}), "file.bomb"),
        (packed({f"{n}.txt": b"x" for n in range(MOST_ENTRIES + 1)}, zipfile.ZIP_STORED), "file.bomb"),
        (packed({"x.txt": b" " * (2 * MB)}), "file.bomb"),
        (within(within(within(word()))), "file.bomb"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_or_could_do_harm_is_refused(data: bytes, code: str) -> None:
    found = type_of(data)
    assert isinstance(found, Fault)
    assert found.code == code
    assert found.message % found.params


def test_entries_that_lie_over_each_other_are_a_bomb() -> None:
    """The trick of the densest bombs: one stretch of bytes that many entries of the directory name as theirs."""
    data = packed({"a.txt": b"x" * 5000 + b"\n"}, zipfile.ZIP_STORED)
    start = data.rindex(b"PK\x01\x02")
    entry, end = data[start : data.rindex(b"PK\x05\x06")], data[data.rindex(b"PK\x05\x06") :]
    count = 40
    end = end[:8] + count.to_bytes(2, "little") * 2 + (len(entry) * count).to_bytes(4, "little") + end[16:]
    found = type_of(data[:start] + entry * count + end)
    assert isinstance(found, Fault)
    assert found.code == "file.bomb"


def test_a_locked_archive_is_refused_as_nobody_could_look_into_it() -> None:
    data = bytearray(packed({"a.txt": b"x"}, zipfile.ZIP_STORED))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    found = type_of(bytes(data))
    assert isinstance(found, Fault)
    assert found.code == "file.encrypted"


def test_a_purpose_names_its_types_and_sizes() -> None:
    photo = PURPOSES["finding_photo"]
    wrong, large = checked(PAPER, photo), checked(PAPER + bytes(photo.largest), PURPOSES["evidence"])
    assert isinstance(wrong, Fault)
    assert isinstance(large, Fault)
    assert (wrong.code, large.code) == ("file.wrong_type", "file.too_large")
    assert isinstance(checked(PAPER, PURPOSES["evidence"]), FileType)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda tail: word()[:-40] + tail)))
def test_whatever_is_sent_gets_a_type_or_a_reason(data: bytes) -> None:
    assert isinstance(type_of(data), FileType | Fault)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_a_name_is_shown_without_folders_and_tricks_and_ends_as_the_content_says(name: str) -> None:
    shown = display_name(name, TYPES[PDF])
    assert shown.endswith(".pdf")
    assert len(shown) <= 200
    assert not any(c in shown for c in "/\\\0\n\u202e\u200b")
    assert display_name(shown, TYPES[PDF]) == shown


def test_names_keep_what_people_wrote() -> None:
    assert display_name("C:\\Tệp\\Biên bản 12.3.exe", TYPES[PDF]) == "Biên bản 12.3.pdf"
    assert display_name("giấy\u202efdp.jpg", TYPES[PDF]) == "giấy fdp.pdf"
    assert display_name("...", TYPES[PDF]) == "tep.pdf"
    assert DEEPEST == 3
