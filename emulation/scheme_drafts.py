"""Acts on schemes while they are written: begun, saved as they go, published as a version that never changes, or given up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from emulation import schemes
from emulation.events import SchemeDraftDiscarded, SchemeDrafted, SchemeDraftSaved
from emulation.models import Authority, SchemeDraft, SchemeVersion
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.scheme_edits import require_size
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import canonical_json, gettext_noop, nfc

LONGEST_CODE = 60
OPEN, PUBLISHED, DISCARDED = "open", "published", "discarded"


def may_write(by: Actor) -> bool:
    return STANDING_OFFICER in by.roles_over(Place(by.authority))


def require_writer(by: Actor) -> None:
    if not may_write(by):
        raise NotAllowed("scheme.not_allowed", gettext_noop("Chỉ chuyên viên thường trực soạn bộ tiêu chí."))


def state_of(row: SchemeDraft) -> str:
    return PUBLISHED if row.published_id else DISCARDED if row.discarded_at else OPEN


def _known_code(definition: Mapping[str, Any]) -> str:
    code = nfc(str(definition.get("code", "")))
    plain = code.replace("-", "").replace("_", "").replace(".", "")
    if not (plain.isascii() and plain.isalnum() and len(code) <= LONGEST_CODE):
        message = gettext_noop("Mã chỉ gồm chữ cái không dấu, chữ số, dấu chấm và dấu gạch, không quá 60 ký tự.")
        raise Invalid("scheme.code", message, problems=[Problem("scheme.code", message, "code")])
    return code


def next_version(authority: str, code: str) -> int:
    found = SchemeVersion.objects.filter(authority_id=authority, code=code).aggregate(last=Max("version"))["last"]
    return (found or 0) + 1


def _sized(definition: Mapping[str, Any]) -> dict[str, Any]:
    require_size(definition, len(canonical_json(definition)))
    return dict(definition)


@transaction.atomic
def begin(definition: Mapping[str, Any], *, by: Actor, at: datetime) -> SchemeDraft:
    """Write a draft of the next version of a scheme; where one of this code is open already, it is answered unchanged."""
    require_writer(by)
    code = _known_code(definition)
    Authority.objects.select_for_update().get(pk=by.authority)
    known = SchemeDraft.objects.filter(authority_id=by.authority, code=code, published=None, discarded_at=None).first()
    if known:
        return known
    row = SchemeDraft.objects.create(
        authority_id=by.authority,
        code=code,
        definition=_sized({**definition, "code": code, "version": next_version(by.authority, code)}),
        drafted_by_id=by.account,
        drafted_at=at,
        saved_by_id=by.account,
        saved_at=at,
    )
    ledger.record(SchemeDrafted(authority=by.authority, draft=str(row.pk), code=code), by=by, at=at)
    return row


def find(draft_id: str, *, by: Actor) -> SchemeDraft:
    """A draft, for those who write schemes. Raises `Missing`."""
    rows = SchemeDraft.objects.filter(pk=draft_id, authority_id=by.authority).select_related("published", "saved_by")
    row = rows.first() if may_write(by) else None
    if row is None:
        raise Missing("scheme.no_draft", gettext_noop("Không có dự thảo bộ tiêu chí này."))
    return row


def _hold(draft_id: str, seen: int | None, *, by: Actor) -> SchemeDraft:
    """The open draft, locked, as its writer last saw it."""
    find(draft_id, by=by)
    row = SchemeDraft.objects.select_for_update(of=("self",)).select_related("published").get(pk=draft_id)
    if state_of(row) != OPEN:
        message = gettext_noop("Dự thảo này đã ban hành hoặc đã bỏ, không sửa được nữa.")
        raise WrongState("scheme.draft_over", message, state=state_of(row))
    if seen is not None and seen != row.revision:
        message = gettext_noop("Người khác vừa lưu dự thảo này; hãy tải lại trang rồi sửa tiếp trên bản mới.")
        raise WrongState("scheme.draft_moved", message, state=OPEN, may=("save",))
    return row


@transaction.atomic
def save(draft_id: str, definition: Mapping[str, Any], *, seen: int, by: Actor, at: datetime) -> SchemeDraft:
    """Keep the draft as it is now, right or wrong. Code and version stay. Saying the same changes nothing. Raises `WrongState`
    when somebody saved since the writer last saw it."""
    row = _hold(draft_id, seen, by=by)
    new = _sized({**definition, "code": row.code, "version": row.definition["version"]})
    if canonical_json(new) == canonical_json(row.definition):
        return row
    row.definition, row.revision, row.saved_by_id, row.saved_at = new, row.revision + 1, by.account, at
    row.save(update_fields=["definition", "revision", "saved_by", "saved_at"])
    event = SchemeDraftSaved(authority=by.authority, draft=str(row.pk), code=row.code, revision=row.revision)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def publish(draft_id: str, *, seen: int, by: Actor, at: datetime) -> SchemeVersion:
    """Publish what the writer saw as the next version; repeated, it answers the version that came of it."""
    known = find(draft_id, by=by)
    if known.published and known.revision == seen:
        return known.published
    row = _hold(draft_id, seen, by=by)
    definition = {**row.definition, "version": next_version(by.authority, row.code)}
    version = schemes.publish(definition, by=by, at=at)
    row.published, row.definition = version, definition
    row.save(update_fields=["published", "definition"])
    return version


@transaction.atomic
def discard(draft_id: str, *, by: Actor, at: datetime) -> SchemeDraft:
    """Give a draft up; it stays readable."""
    row = _hold(draft_id, None, by=by)
    row.discarded_at = at
    row.save(update_fields=["discarded_at"])
    ledger.record(SchemeDraftDiscarded(authority=by.authority, draft=str(row.pk), code=row.code), by=by, at=at)
    return row
