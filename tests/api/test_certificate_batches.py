"""Batches and the register over HTTP: progress, archives with ranges and marks, the book as files."""

import hashlib
import io
import tarfile
import zipfile
from typing import Any

import pypdf
import zstandard

from certificates.models import Certificate
from tests.api.conftest import Caller
from tests.world import World


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_batch_comes_as_a_zip_from_any_byte_as_an_archive_and_for_the_print_shop(world: World, as_: Caller) -> None:
    clerk, base = as_("clerk"), f"/api/v1/certificate-batches/{world.home.batch}"
    told = clerk.get(base).json()
    assert (told["state"], told["made"], told["total"], told["decision_number"]) == ("done", 4, 4, "215/QĐ-UBND")
    answer = clerk.get(f"{base}/zip")
    whole = body(answer)
    assert answer.headers["Content-Length"] == str(len(whole))
    rows = Certificate.objects.filter(batch=world.home.batch).order_by("place_in_decision")
    with zipfile.ZipFile(io.BytesIO(whole)) as found:
        assert [hashlib.sha256(found.read(name)).hexdigest() for name in found.namelist()] == [r.sha256 for r in rows]
        assert found.namelist()[0] == f"1 - Giấy khen - {rows[0].recipient_name} - số 1-2019.pdf"
    etag, length = answer.headers["ETag"], len(whole)
    part = clerk.get(f"{base}/zip", headers={"Range": f"bytes=1000-{length - 100}", "If-Range": etag})
    assert (part.status_code, body(part)) == (206, whole[1000 : length - 99])
    assert part.headers["Content-Range"] == f"bytes 1000-{length - 100}/{length}"
    assert clerk.get(f"{base}/zip", headers={"Range": "bytes=5-9", "If-Range": '"other"'}).status_code == 200
    assert clerk.get(f"{base}/zip", headers={"Range": f"bytes={length}-"}).status_code == 416
    assert clerk.get(f"{base}/zip", headers={"If-None-Match": etag}).status_code == 304
    packed = zstandard.ZstdDecompressor().stream_reader(body(clerk.get(f"{base}/archive"))).read()
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        assert len(archive.getmembers()) == 4
    printed = pypdf.PdfReader(io.BytesIO(body(clerk.get(f"{base}/print"))))
    assert [rows[n].recipient_name in " ".join(page.extract_text().split()) for n, page in enumerate(printed.pages)] == [
        True, True, True, True,
    ]  # fmt: skip


def test_a_single_paper_is_marked_by_its_digest(world: World, as_: Caller) -> None:
    row = Certificate.objects.get(pk=world.home.certificates["P01"])
    address = f"/api/v1/certificates/{row.pk}/pdf"
    answer = as_("unit_head").get(address)
    assert (answer.headers["ETag"], hashlib.sha256(answer.content).hexdigest()) == (f'"{row.sha256}"', row.sha256)
    assert as_("unit_head").get(address, headers={"If-None-Match": f'"{row.sha256}"'}).status_code == 304


def test_the_register_is_told_in_pages_and_as_files(world: World, as_: Caller) -> None:
    clerk = as_("clerk")
    found = clerk.get("/api/v1/award-register?year=2019&book=giay-khen").json()
    assert [(row["number"], row["issue"], row["state"]) for row in found["results"]] == [
        (n, 1, "valid") for n in range(1, 5)
    ]
    assert clerk.get("/api/v1/award-register?year=1990").json()["count"] == 0
    assert clerk.get("/api/v1/award-register?year=abcd").status_code == 422
    book = clerk.get("/api/v1/award-register/file?year=2019")
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    assert "S%E1%BB%95%20khen%20th%C6%B0%E1%BB%9Fng%202019.xlsx" in book.headers["Content-Disposition"]
    page = pypdf.PdfReader(io.BytesIO(clerk.get("/api/v1/award-register/file?year=2019&as=pdf").content)).pages[0]
    assert "SỔ KHEN THƯỞNG" in page.extract_text()
