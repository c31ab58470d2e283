"""All certificates of a batch as one download, and how it travels: whole, from any byte on, or not at all when it is known."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from certificates import archives, downloads, printing, verification
from certificates.archives import Member, StoredZip, Unsatisfiable, stretch
from certificates.models import Batch, Certificate
from kernel.actors import AUTHORITY, Actor
from kernel.errors import Missing, WrongState
from kernel.text import gettext_noop

ZIP, ZST, PRINT = "zip", "tar.zst", "pdf"
KINDS = {ZIP: "application/zip", ZST: "application/zstd", PRINT: "application/pdf"}
NAMES = {ZIP: "Giấy khen", ZST: "Giấy khen (lưu trữ)", PRINT: "Bản in giấy khen"}
_AT_ONCE = 200


def may_see(by: Actor) -> bool:
    return any(grant.scope == AUTHORITY and grant.role in verification.OFFICE for grant in by.grants)


def find(batch: str | UUID, *, by: Actor) -> Batch:
    """A batch, for those who work on decisions. Raises `Missing` for everybody else."""
    row = Batch.objects.filter(pk=batch, authority=by.authority).first() if may_see(by) else None
    if row is None:
        raise Missing("batch.missing", gettext_noop("Không có đợt giấy khen này."))
    return row


@dataclass(frozen=True)
class Handout:
    """The certificates of a batch that hold, in the order of the decision; ``mark`` is that of exactly these papers."""

    batch: Batch
    ids: Sequence[UUID]
    members: Sequence[Member]
    mark: str

    def rows(self, first: int = 0) -> Iterator[Certificate]:
        """Read some hundred at a time, so that a hundred thousand need no more room than these."""
        for start in range(first, len(self.ids), _AT_ONCE):
            wanted = self.ids[start : start + _AT_ONCE]
            known = Certificate.objects.filter(pk__in=wanted).select_related("batch").in_bulk()
            yield from (known[id_] for id_ in wanted)

    def contents(self, first: int = 0) -> Iterator[bytes]:
        """Each PDF as it was issued. Raises `WrongState` for one that would come out otherwise, before a byte of it is sent."""
        for row in self.rows(first):
            press, tail = printing.parts_of(row)
            digest = press.sha.copy()
            digest.update(tail)
            downloads.require_same(row, digest.hexdigest())
            yield press.head + tail

    def zip(self) -> StoredZip:
        return StoredZip(self.members, self.contents, day=self.batch.decided_on)

    def tar_zst(self) -> Iterator[bytes]:
        at = datetime.combine(self.batch.decided_on, time(), UTC)
        return archives.tar_zst(self.members, self.contents, at=int(at.timestamp()))

    def print_file(self) -> Iterator[bytes]:
        return printing.print_file(self.rows())


def handout(batch: Batch) -> Handout:
    """Raises `WrongState` as long as certificates of the batch are still being made."""
    if batch.state != Batch.DONE:
        message = gettext_noop("Đợt giấy khen đang được lập, hãy quay lại khi đã xong.")
        raise WrongState("batch.not_done", message, state=batch.state)
    rows = batch.certificates.filter(state=Certificate.ISSUED).order_by("place_in_decision")
    told = (
        "pk",
        "batch",  # which the related manager sets: left out, it would be asked for row by row
        "place_in_decision",
        "title",
        "recipient_name",
        "register_number",
        "register_year",
        "size",
        "crc32",
        "sha256",
    )
    ids, members, mark = [], [], hashlib.sha256()
    wide = len(str(batch.total))
    for row in rows.only(*told).iterator(chunk_size=2000):
        ids.append(row.pk)
        name = f"{row.place_in_decision:0{wide}} - {downloads.name_of(row)}"
        members.append(Member(name, row.size, row.crc32))
        mark.update(row.sha256.encode())
    return Handout(batch, ids, members, mark.hexdigest())


def answer(request: HttpRequest, batch: Batch, kind: str) -> HttpResponseBase:
    """A batch in one of its kinds. The ZIP says its exact length and is resumed at any byte as long as it is the same."""
    if kind not in KINDS:
        raise Missing("batch.kind", gettext_noop("Không có bản tải về kiểu này."))
    found = handout(batch)
    etag = f'"{kind}-{found.mark}"'
    headers = {**downloads.headers(downloads.name_of_batch(batch, NAMES[kind], kind)), "ETag": etag}
    known = get_conditional_response(request, etag)
    if known is not None:
        return known
    if kind == ZIP:
        return _zip(request, found.zip(), headers)
    parts = found.tar_zst() if kind == ZST else found.print_file()
    return StreamingHttpResponse(
        iter(()) if request.method == "HEAD" else parts, content_type=KINDS[kind], headers=headers
    )


def _zip(request: HttpRequest, archive: StoredZip, headers: dict[str, str]) -> HttpResponseBase:
    headers = {**headers, "Accept-Ranges": "bytes"}
    asked = request.META.get("HTTP_RANGE", "") if request.method == "GET" else ""
    if request.META.get("HTTP_IF_RANGE", headers["ETag"]) != headers["ETag"]:
        asked = ""
    try:
        part = stretch(asked, archive.length)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{archive.length}"})
    start, stop = part or (0, archive.length)
    headers["Content-Length"] = str(stop - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{archive.length}"
    parts = iter(()) if request.method == "HEAD" else archive.read(start, stop)
    return StreamingHttpResponse(parts, content_type=KINDS[ZIP], headers=headers, status=206 if part else 200)
