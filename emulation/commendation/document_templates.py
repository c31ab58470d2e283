"""Acts on an office's own templates of documents: tried before they are taken, retired for the one that ships."""

from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import QuerySet

from emulation import files, visibility
from emulation.commendation.papers import word
from emulation.commendation.papers.filling import Refused
from emulation.commendation.papers.kinds import Kind, sample
from emulation.commendation.papers.registry import KINDS
from emulation.events import DocumentTemplateRetired, DocumentTemplateTaken
from emulation.models import Authority, DocumentTemplate, StoredFile
from emulation.rules.access import KEEPS_TEMPLATES
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop

PURPOSE = "document_template"


def kind_of(code: str) -> Kind:
    kind = KINDS.get(code)
    if kind is None:
        raise Missing("document.kind", gettext_noop("Không có loại văn bản này."))
    return kind


def may_keep(by: Actor) -> bool:
    return visibility.holds(by, KEEPS_TEMPLATES)


def require_keeper(by: Actor) -> None:
    if not may_keep(by):
        message = gettext_noop("Chỉ thường trực Hội đồng và quản trị hệ thống được xem và thay mẫu văn bản.")
        raise NotAllowed("document_template.not_allowed", message)


@cache
def shipped(code: str) -> bytes:
    """The template of a kind that comes with the platform, made from its blocks once in a process."""
    return word.template(KINDS[code].blocks, landscape=KINDS[code].landscape)


def in_use(authority: str, kind: str) -> DocumentTemplate | None:
    rows = DocumentTemplate.objects.filter(authority_id=authority, kind=kind, retired_at=None)
    return rows.select_related("file").first()


def of(by: Actor) -> QuerySet[DocumentTemplate]:
    """All versions of the actor's office, the retired ones too."""
    require_keeper(by)
    return DocumentTemplate.objects.filter(authority_id=by.authority).select_related("file", "uploaded_by")


def current(authority: str, kind: Kind) -> bytes:
    """The template that documents of this kind are made from now."""
    row = in_use(authority, kind.code)
    return files.content(row.file) if row else shipped(kind.code)


def _invalid(problem: Problem, *more: Problem) -> Invalid:
    message = gettext_noop("Mẫu văn bản có %(count)s lỗi, chưa được dùng.")
    return Invalid("document_template.invalid", message, problems=[problem, *more], count=1 + len(more))


def try_out(data: bytes, kind: Kind) -> None:
    """Fill a template with facts made up for it, once with everything there and once with nothing in the lists. Raises
    `Invalid` with every placeholder that this kind of document does not have."""
    outside = gettext_noop("Mẫu lấy mẫu khác, ảnh hoặc đối tượng từ một địa chỉ bên ngoài; hãy nhúng chúng vào tệp.")
    facts = sample(kind.facts)
    bare = {name: [] if isinstance(value, list) else value for name, value in facts.items()}
    try:
        if word.reaches_outside(data):
            raise _invalid(Problem("document_template.outside", outside, "file"))
        for one in (facts, bare):
            word.fill(data, kind.shape, one)
    except Refused as no:
        raise _invalid(*no.problems) from no
    except word.Unreadable as no:
        message = gettext_noop("Không điền được vào mẫu: %(why)s.")
        raise _invalid(Problem("document_template.unreadable", message, "file", {"why": str(no)})) from no


def _own(file_id: str, *, by: Actor) -> StoredFile:
    rows = StoredFile.objects.filter(authority_id=by.authority, purpose=PURPOSE, uploaded_by_id=files.account_of(by))
    row = rows.filter(pk=file_id).first()
    if row is None:
        raise Missing("file.missing", gettext_noop("Không có tệp này."))
    return row


@transaction.atomic
def take(code: str, file_id: str, *, by: Actor, at: datetime) -> DocumentTemplate:
    """Use a Word file that this actor handed in as the template of a kind. The same content again answers the version in use;
    anything else is a new version. Raises `Invalid` for a template that cannot be filled."""
    require_keeper(by)
    kind = kind_of(code)
    file = _own(file_id, by=by)
    Authority.objects.select_for_update().get(pk=by.authority)
    before = in_use(by.authority, code)
    if before and before.file.digest == file.digest:
        return before
    try_out(files.content(file), kind)
    if before:
        before.retired_by_id, before.retired_at = files.account_of(by), at
        before.save(update_fields=["retired_by", "retired_at"])
    last = DocumentTemplate.objects.filter(authority_id=by.authority, kind=code).order_by("-version").first()
    row = DocumentTemplate.objects.create(
        authority_id=by.authority,
        kind=code,
        version=last.version + 1 if last else 1,
        file=file,
        uploaded_by_id=by.account,
        uploaded_at=at,
    )
    files.attach([str(file.pk)], record_type=PURPOSE, record=str(row.pk), by=by, at=at)
    event = DocumentTemplateTaken(
        authority=by.authority, template=str(row.pk), kind=code, version=row.version, digest=file.digest
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def retire(code: str, *, by: Actor, at: datetime) -> DocumentTemplate | None:
    """Use the shipped template again. Where it is used already nothing happens."""
    require_keeper(by)
    kind_of(code)
    row = DocumentTemplate.objects.select_for_update(of=("self",)).filter(
        authority_id=by.authority, kind=code, retired_at=None
    ).first()  # fmt: skip
    if row is None:
        return None
    row.retired_by_id, row.retired_at = files.account_of(by), at
    row.save(update_fields=["retired_by", "retired_at"])
    event = DocumentTemplateRetired(authority=by.authority, template=str(row.pk), kind=code, version=row.version)
    ledger.record(event, by=by, at=at)
    return row
