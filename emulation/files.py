"""Acts on files: taken in after their checks, put at records and taken away; several at once are taken in all or not at all."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from emulation import pictures, scanner
from emulation.events import FileDetached, FileForgotten, FilesAttached, FileStored
from emulation.models import Attachment, StoredFile
from emulation.rules.file_types import IMAGES, PURPOSES, TYPES, Fault, FileType, Purpose, checked, display_name
from kernel import ledger
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, Missing, Problem, Unavailable
from kernel.text import gettext_noop

AT_ONCE = 500


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; nothing of it is believed."""

    name: str
    data: bytes


@dataclass(frozen=True)
class _Ready:
    """What passed its checks: as it will be stored and shown."""

    upload: Upload
    kind: FileType
    content: bytes
    scanned: bool

    @property
    def name(self) -> str:
        return display_name(self.upload.name, self.kind)


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def account_of(by: Actor) -> UUID | None:
    """The account behind an actor; None for the platform and for whoever has none."""
    return _id(by.account)


def purpose_of(code: str) -> Purpose:
    purpose = PURPOSES.get(code)
    if purpose is None:
        message = gettext_noop("Không có mục đích “%(purpose)s” cho tệp tải lên.")
        problem = Problem("file.purpose", message, "purpose", {"purpose": code})
        raise Invalid("file.purpose", message, problems=[problem], purpose=code)
    return purpose


def _checked(upload: Upload, purpose: Purpose) -> _Ready:
    """Raises `Invalid` for what may not be handed in and `Unavailable` where the scanner cannot tell."""
    kind = checked(upload.data, purpose)
    if isinstance(kind, Fault):
        raise Invalid(kind.code, kind.message, **kind.params)
    scanned = scanner.scan(upload.data)
    content = upload.data
    if kind.code in IMAGES:
        content, kind = pictures.reencoded(upload.data, kind)
    return _Ready(upload, kind, content, scanned)


def _all_checked(uploads: Sequence[Upload], purpose: Purpose) -> list[_Ready]:
    """Every upload checked; raises one `Invalid` with everything that is wrong, each at its place in what was sent."""
    if not uploads or len(uploads) > purpose.count:
        message = gettext_noop("Hãy chọn từ 1 đến %(most)s tệp.")
        problem = Problem("file.count", message, "files", {"most": purpose.count})
        raise Invalid("file.count", message, problems=[problem], most=purpose.count)
    ready, problems = [], []
    for place, upload in enumerate(uploads):
        try:
            ready.append(_checked(upload, purpose))
        except Invalid as no:
            problems.append(Problem(no.code, no.message, f"files[{place}]", no.params))
    if len(uploads) == 1 and problems:
        raise Invalid(problems[0].code, problems[0].message, problems=problems, **problems[0].params)
    if problems:
        message = gettext_noop("%(count)s tệp không nhận được, chưa lưu tệp nào.")
        raise Invalid("file.invalid", message, problems=problems, count=len(problems))
    return ready


def _known(one: _Ready, about: Mapping[str, Any], at: datetime) -> StoredFile | None:
    """The same content that the same person handed in before for the same purpose under the same name. What stands at no record
    and is about to be forgotten is not answered again."""
    if about["uploaded_by_id"] is None:
        return None
    digest = hashlib.sha256(one.upload.data).hexdigest()
    lasting = Q(attachments__isnull=False) | Q(uploaded_at__gt=at - _kept() / 2)
    return StoredFile.objects.filter(lasting, **about, upload_digest=digest, name=one.name).first()


def _kept() -> timedelta:
    return timedelta(hours=settings.UNATTACHED_FILES_KEPT_HOURS)


def _row(one: _Ready, about: Mapping[str, Any], at: datetime) -> StoredFile:
    row = StoredFile(
        **about,
        kind=one.kind.code,
        name=one.name,
        size=len(one.content),
        digest=hashlib.sha256(one.content).hexdigest(),
        upload_digest=hashlib.sha256(one.upload.data).hexdigest(),
        scanned=one.scanned,
        uploaded_at=at,
    )
    row.stored = f"files/{row.pk.hex[-2:]}/{row.pk.hex}{one.kind.suffix}"
    return row


def _written(
    ready: Sequence[_Ready], about: Mapping[str, Any], at: datetime
) -> tuple[list[StoredFile], list[StoredFile]]:
    """All rows, and those of them that are new with their contents in the storage. What was written is taken back when the
    storage fails on the way."""
    rows: list[StoredFile] = []
    fresh: list[StoredFile] = []
    try:
        for one in ready:
            row = _known(one, about, at)
            if row is None:
                row = _row(one, about, at)
                default_storage.save(row.stored, ContentFile(one.content))
                fresh.append(row)
            rows.append(row)
    except OSError as error:
        for row in fresh:
            default_storage.delete(row.stored)
        message = gettext_noop("Kho lưu tệp tạm thời không trả lời nên chưa lưu tệp nào; hãy thử lại sau.")
        raise Unavailable("file.storage_away", message) from error
    return rows, fresh


def store_all(
    uploads: Sequence[Upload], *, purpose: str, by: Actor, at: datetime, unit: str = "", person: str = ""
) -> list[StoredFile]:
    """Take several files in, all or none. Images are encoded again; what the same person sent before is answered again.

    Nobody but who sent them may see them before they are put at a record. Raises `Invalid` with every fault at its place.
    """
    ready = _all_checked(uploads, purpose_of(purpose))
    about = {
        "authority_id": by.authority,
        "purpose": purpose,
        "unit": unit,
        "person": person,
        "uploaded_by_id": account_of(by),
    }
    with transaction.atomic():
        rows, fresh = _written(ready, about, at)
        StoredFile.objects.bulk_create(fresh)
        for row in fresh:
            event = FileStored(
                authority=by.authority,
                file=str(row.pk),
                purpose=purpose,
                kind=row.kind,
                size=row.size,
                digest=row.digest,
            )
            ledger.record(event, by=by, at=at)
    return rows


def store(
    data: bytes, *, name: str, purpose: str, by: Actor, at: datetime, unit: str = "", person: str = ""
) -> StoredFile:
    """Take one file in. Raises `Invalid` for what may not be handed in and `Unavailable` where it cannot be checked now."""
    return store_all([Upload(name, data)], purpose=purpose, by=by, at=at, unit=unit, person=person)[0]


def _own(ids: Sequence[str], *, by: Actor) -> list[StoredFile]:
    """Files that this actor handed in, locked, in the order of their ids. Raises `Missing` for all others."""
    asked = [_id(text) for text in dict.fromkeys(ids)]
    wanted = [one for one in asked if one]
    rows = StoredFile.objects.select_for_update(of=("self",)).order_by("pk")
    found = list(rows.filter(pk__in=wanted, authority_id=by.authority, uploaded_by_id=account_of(by)))
    if len(found) != len(asked):
        raise _missing()
    return found


def _missing() -> Missing:
    return Missing("file.missing", gettext_noop("Không có tệp này."))


def _at(record_type: str, record: str, label: str | None = None) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(record_type=record_type, record=record, detached_at=None)
    return rows if label is None else rows.filter(label=label)


@transaction.atomic
def attach(
    ids: Sequence[str], *, record_type: str, record: str, label: str = "", by: Actor, at: datetime
) -> list[StoredFile]:
    """Put files that this actor handed in at a record; whoever may see the record sees them from then on. Whether the record
    takes files now is for the act that calls this. What is there already stays; raises `Invalid` for too many at one place."""
    rows = _own(ids, by=by)
    there = set(_at(record_type, record, label).values_list("file_id", flat=True))
    fresh = [row for row in rows if row.pk not in there]
    most = min((PURPOSES[row.purpose].count for row in rows), default=0)
    if fresh and len(there) + len(fresh) > most:
        message = gettext_noop("Mỗi chỗ chỉ đính kèm được %(most)s tệp; hãy bỏ bớt tệp cũ.")
        problem = Problem("file.too_many", message, "files", {"most": most})
        raise Invalid("file.too_many", message, problems=[problem], most=most)
    about = {"record_type": record_type, "record": record, "label": label}
    Attachment.objects.bulk_create(
        Attachment(authority_id=by.authority, file=row, attached_by_id=account_of(by), attached_at=at, **about)
        for row in fresh
    )
    if fresh:
        event = FilesAttached(authority=by.authority, files=[str(row.pk) for row in fresh], **about)
        ledger.record(event, by=by, at=at)
    return rows


@transaction.atomic
def detach(file_id: str, *, record_type: str, record: str, label: str = "", by: Actor, at: datetime) -> None:
    """Take a file away from a record; its content stays, as somebody may have judged by it. Whether it may be taken away now
    is for the act that calls this."""
    rows = _at(record_type, record, label).select_for_update(of=("self",))
    sought = _id(file_id)
    row = rows.filter(file_id=sought, authority_id=by.authority).first() if sought else None
    if row is None:
        raise _missing()
    row.detached_by_id, row.detached_at = account_of(by), at
    row.save(update_fields=["detached_by", "detached_at"])
    event = FileDetached(
        authority=by.authority, record=str(record), record_type=record_type, label=label, file=str(file_id)
    )
    ledger.record(event, by=by, at=at)


def attached(record_type: str, record: str, *, label: str | None = None) -> list[StoredFile]:
    """The files at a record (at one place of it, where named), in the order in which they came."""
    return [row.file for row in _at(record_type, record, label).select_related("file")]


def by_label(record_type: str, record: str) -> dict[str, list[StoredFile]]:
    """The files at a record by their places in it."""
    found: dict[str, list[StoredFile]] = {}
    for row in _at(record_type, record).select_related("file"):
        found.setdefault(row.label, []).append(row.file)
    return found


def by_record(record_type: str, records: Sequence[str]) -> dict[str, list[StoredFile]]:
    """The files at several records, by the record's id: for lists."""
    found: dict[str, list[StoredFile]] = {}
    rows = Attachment.objects.filter(record_type=record_type, record__in=records, detached_at=None)
    for row in rows.select_related("file"):
        found.setdefault(str(row.record), []).append(row.file)
    return found


def content(row: StoredFile) -> bytes:
    """What lies in the storage. Raises `Unavailable` where the storage does not answer."""
    try:
        with default_storage.open(row.stored) as file:
            return bytes(file.read())
    except OSError as error:
        message = gettext_noop("Kho lưu tệp tạm thời không trả lời; hãy thử lại sau.")
        raise Unavailable("file.storage_away", message) from error


@transaction.atomic
def forget_unattached(*, at: datetime) -> int:
    """Take away the rows of files that were handed in and never put at any record, once their hours are over; what ever stood at
    one stays, as somebody may have judged by it. Their contents follow each event. Answers how many."""
    rows = StoredFile.objects.select_for_update(of=("self",), skip_locked=True)
    due = list(rows.filter(attachments=None, uploaded_at__lte=at - _kept()).order_by("pk")[:AT_ONCE])
    StoredFile.objects.filter(pk__in=[row.pk for row in due]).delete()
    for row in due:
        _tell_forgotten(row, at)
    return len(due)


def _tell_forgotten(row: StoredFile, at: datetime) -> None:
    event = FileForgotten(authority=row.authority_id, file=str(row.pk), digest=row.digest, stored=row.stored)
    ledger.record(event, by=system_actor(row.authority_id), at=at)


def drop_content(event: FileForgotten, at: datetime) -> None:
    """Delete what lies in the storage of a forgotten file; done twice, it is gone all the same."""
    try:
        default_storage.delete(event.stored)
    except OSError as error:
        message = gettext_noop("Kho lưu tệp tạm thời không trả lời; hãy thử lại sau.")
        raise Unavailable("file.storage_away", message) from error


def media_of(row: StoredFile) -> str:
    return TYPES[row.kind].media
