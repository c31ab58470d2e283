"""Acts on imports: upload, validate in the background, commit all or chosen rows, or discard."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext

from emulation import delegations, evaluations, people, units
from emulation.accounts import actor_of
from emulation.decisions import backfill_checks, backfills
from emulation.events import (
    ImportCommitRefused,
    ImportCommitRequested,
    ImportCommitted,
    ImportDiscarded,
    ImportRejected,
    ImportUploaded,
    ImportValidated,
)
from emulation.import_checks import Checked, check_evaluations, check_staff, check_units, line_of, unit_row
from emulation.models import Account, Evaluation, Import, Unit
from emulation.people import StaffRow
from emulation.rules import states
from emulation.rules.access import IMPORTS_EVALUATIONS, KEEPS_ORGANISATION
from emulation.workbooks import annotate
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, Refusal, WrongState
from kernel.text import gettext_noop, nfc


def _require_importer(kind: str, unit: str, by: Actor, on: date) -> None:
    if kind == Import.DECISIONS:
        backfills.require_enterer(by)
        return
    if kind != Import.EVALUATIONS:
        units.require_keeper(by, by.authority)
        return
    roles = by.roles_over(units.chart(by.authority, on).place(unit))
    if not roles:
        raise Missing("import.no_unit", gettext_noop("Không có đơn vị %(code)s."), code=unit)
    if not roles & IMPORTS_EVALUATIONS:
        raise NotAllowed("import.not_allowed", gettext_noop("Chỉ cán bộ thi đua của đơn vị được nhập phiếu đánh giá."))


def _stored(folder: str, content: bytes, suffix: str) -> str:
    """Store bytes under their digest; the same bytes are stored once."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{folder}/{digest[:2]}/{digest}{suffix}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


@transaction.atomic
def upload(kind: str, filename: str, content: bytes, *, unit: str = "", by: Actor, at: datetime) -> Import:
    """Take a file in; it is read and checked in the background. Nothing of it counts before it is committed."""
    _require_importer(kind, unit, by, at.date())
    if len(content) > settings.UPLOAD_LIMIT_BYTES:
        raise Invalid(
            "import.too_large",
            gettext_noop("Tệp lớn hơn %(limit)s MB: hãy chia nhỏ tệp."),
            limit=settings.UPLOAD_LIMIT_BYTES // 1024 // 1024,
        )
    row = Import.objects.create(
        authority_id=by.authority,
        kind=kind,
        unit=Unit.objects.filter(authority_id=by.authority, code=unit).first() if unit else None,
        filename=nfc(filename)[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        stored=_stored("imports", content, ".upload"),
        uploaded_by_id=by.account,
        uploaded_at=at,
    )
    event = ImportUploaded(authority=by.authority, import_id=str(row.pk), kind=kind, delegation=_delegation(by))
    ledger.record(event, by=by, at=at)
    return row


def _delegation(by: Actor) -> str:
    return by.principal.delegation if by.principal else ""


def _acting(account: Account, delegation: str, at: datetime) -> Actor:
    """Whoever asked, with the roles that they asked with. Raises `NotAllowed` when their delegation has ended since."""
    return delegations.actor_for(account, delegation, at=at) if delegation else actor_of(account)


def _content(row: Import) -> bytes:
    with default_storage.open(row.stored) as file:
        return bytes(file.read())


def _check(row: Import, content: bytes, delegation: str, at: datetime) -> Checked:
    if row.kind == Import.UNITS:
        return check_units(row.authority_id, content, row.filename, at=at)
    if row.kind == Import.STAFF:
        return check_staff(row.authority_id, content, row.filename, at=at)
    if row.kind == Import.DECISIONS:
        return backfill_checks.check(row.authority_id, content, row.filename, at=at)
    by = _acting(row.uploaded_by, delegation, at)
    return check_evaluations(row.unit.code if row.unit else "", content, by=by)


def _say(problem: Problem) -> str:
    return gettext(problem.message) % problem.params if problem.params else gettext(problem.message)


@transaction.atomic
def validate(event: ImportUploaded, at: datetime) -> None:
    """Read and check a whole upload; annotate it where something is wrong."""
    row = Import.objects.select_for_update(of=("self",)).select_related("unit", "uploaded_by").get(pk=event.import_id)
    system = frozenset({SYSTEM})
    if row.state != states.UPLOADED:
        return
    content = _content(row)
    try:
        checked = _check(row, content, event.delegation, at)
    except Refusal as refusal:
        problems = refusal.problems or (Problem(refusal.code, refusal.message, "", refusal.params),)
        row.state = states.IMPORT.step(row.state, "reject", system)
        row.problems = [_plain(problem) for problem in problems]
        row.save(update_fields=["state", "problems"])
        rejected = ImportRejected(authority=row.authority_id, import_id=str(row.pk), code=refusal.code)
        ledger.record(rejected, by=system_actor(row.authority_id), at=at)
        return
    wrong = sum(1 for checked_row in checked.rows if checked_row.problems)
    row.state = states.IMPORT.step(row.state, "validate", system)
    row.about = checked.about
    row.rows = [checked_row.to_data() for checked_row in checked.rows]
    row.problems = [_plain(problem) for problem in checked.problems]
    row.counts = {"read": len(checked.rows), "valid": len(checked.rows) - wrong, "wrong": wrong}
    if checked.problems:
        row.annotated = _stored("imports", annotate(content, checked.problems, row.filename, say=_say), ".xlsx")
    row.save(update_fields=["state", "about", "rows", "problems", "counts", "annotated"])
    told = ImportValidated(authority=row.authority_id, import_id=str(row.pk), counts=row.counts)
    ledger.record(told, by=system_actor(row.authority_id), at=at)


def _plain(problem: Problem) -> dict[str, Any]:
    plain = asdict(problem)
    return {**plain, "params": {name: str(value) for name, value in problem.params.items()}}


def hold(import_id: str, by: Actor, at: datetime) -> Import:
    row = (
        Import.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk=import_id, authority_id=by.authority)
        .first()
    )
    if row is None:
        raise Missing("import.missing", gettext_noop("Không có tệp nhập này."))
    _require_importer(row.kind, row.unit.code if row.unit else "", by, at.date())
    return row


def roles(row: Import, by: Actor, at: datetime) -> frozenset[str]:
    if row.unit:
        return by.roles_over(units.chart(row.authority_id, at.date()).place(row.unit.code))
    roles = by.roles_over(Place(row.authority_id))
    return roles | {"standing_officer"} if roles & KEEPS_ORGANISATION else roles


@transaction.atomic
def commit(import_id: str, *, keys: Sequence[str] = (), by: Actor, at: datetime) -> Import:
    """Ask for the valid rows (or the chosen ones) to be written. Raises `Invalid` for a key that is wrong or unknown."""
    row = hold(import_id, by, at)
    target = states.IMPORT.step(row.state, "commit", roles(row, by, at))
    if row.kind == Import.DECISIONS:
        backfills.require_whole(row, keys)
    valid = {entry["key"] for entry in row.rows if not entry["problems"]}
    bad = sorted(set(keys) - valid)
    if bad or not valid:
        message = gettext_noop("Không có dòng hợp lệ để ghi (%(keys)s): hãy sửa tệp rồi tải lên lại.")
        raise Invalid("import.nothing_valid", message, keys=", ".join(bad) or "0")
    row.state, row.chosen = target, sorted(set(keys))
    row.save(update_fields=["state", "chosen"])
    event = ImportCommitRequested(
        authority=by.authority, import_id=str(row.pk), account=by.account, delegation=_delegation(by)
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def discard(import_id: str, *, by: Actor, at: datetime) -> Import:
    row = hold(import_id, by, at)
    row.state = states.IMPORT.step(row.state, "discard", roles(row, by, at))
    row.save(update_fields=["state"])
    ledger.record(ImportDiscarded(authority=by.authority, import_id=str(row.pk)), by=by, at=at)
    return row


def _staff_row(values: dict[str, Any]) -> StaffRow:
    return StaffRow(**{**values, "valid_from": date.fromisoformat(values["valid_from"])})


def _require_fresh(row: Import, subjects: Sequence[str]) -> None:
    """A form that was prefilled on a layer is written whole only onto that layer: what others saved meanwhile is told cell by
    cell instead (see `round_trips`)."""
    stamped = row.about.get("revisions", {})
    unit = row.unit.code if row.unit else ""
    rows = Evaluation.objects.filter(campaign=row.about["campaign"], month__month=row.about["month"], unit=row.unit)
    now = {e.person.code if e.person else unit: e.revision for e in rows.select_related("person")}
    moved = [code for code in (subject or unit for subject in subjects) if code in stamped]
    moved = [code for code in moved if now.get(code, 0) != stamped[code]]
    if moved:
        message = gettext_noop("Từ khi tải mẫu, phiếu của %(codes)s đã được người khác ghi; hãy xem từng ô khác nhau.")
        raise WrongState("import.moved", message, state=row.state, codes=", ".join(moved))


def _write(row: Import, values: list[dict[str, Any]], by: Actor, at: datetime) -> tuple[int, int]:
    source = f"import {row.pk}"
    if row.kind == Import.UNITS:
        return units.register(row.authority_id, [unit_row(v) for v in values], source=source, by=by, at=at)
    if row.kind == Import.STAFF:
        return people.register(row.authority_id, [_staff_row(v) for v in values], source=source, by=by, at=at)
    if row.kind == Import.DECISIONS:
        return backfills.enter(values, source=source, by=by, at=at)
    unit = row.unit.code if row.unit else ""
    lines = [line_of(v) for v in values]
    _require_fresh(row, [v["subject"] for v in values])
    return evaluations.save(row.about["campaign"], row.about["month"], unit, lines, by=by, at=at)


def write(event: ImportCommitRequested, at: datetime) -> None:
    """Write the asked rows, all or none; a refusal puts the import back to validated with the reason."""
    row = Import.objects.select_for_update(of=("self",)).select_related("unit").get(pk=event.import_id)
    if row.state != states.COMMITTING:
        return
    account = Account.objects.select_related("person").get(pk=event.account)
    chosen = set(row.chosen)
    values = [e["values"] for e in row.rows if not e["problems"] and (not chosen or e["key"] in chosen)]
    system = frozenset({SYSTEM})
    try:
        with transaction.atomic():
            written, unchanged = _write(row, values, _acting(account, event.delegation, at), at)
    except Refusal as refusal:
        row.state = states.IMPORT.step(row.state, "refuse", system)
        row.problems = [_plain(p) for p in refusal.problems] or [
            _plain(Problem(refusal.code, refusal.message, "", refusal.params))
        ]
        row.save(update_fields=["state", "problems"])
        refused = ImportCommitRefused(authority=row.authority_id, import_id=str(row.pk), code=refusal.code)
        ledger.record(refused, by=system_actor(row.authority_id), at=at)
        return
    row.state = states.IMPORT.step(row.state, "finish", system)
    row.committed_at = at
    row.counts = {**row.counts, "committed": written, "unchanged": unchanged, "left_out": len(row.rows) - len(values)}
    row.save(update_fields=["state", "committed_at", "counts"])
    told = ImportCommitted(authority=row.authority_id, import_id=str(row.pk), counts=row.counts)
    ledger.record(told, by=system_actor(row.authority_id), at=at)
