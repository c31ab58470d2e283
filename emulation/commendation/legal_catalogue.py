"""Acts on the nation's catalogue: enter a row, put one right, let a new version follow, end one, take one out."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from emulation import reasons
from emulation.commendation.legal_tables import NOTES, TABLES, Table, cleaned, plain
from emulation.events.legal_catalogue import (
    LegalRowCorrected,
    LegalRowEnded,
    LegalRowEntered,
    LegalRowRemoved,
    LegalRowSucceeded,
)
from emulation.rules.access import NATION, SYSTEM_ADMINISTRATOR
from emulation.rules.dated_rows import Span, clash, taken_over
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState, invalid_at
from kernel.text import gettext_noop

KEEPERS = frozenset({SYSTEM_ADMINISTRATOR, SYSTEM})
WROTE = (LegalRowEntered.type, LegalRowSucceeded.type)
DECIDED = gettext_noop(
    "Đã có hồ sơ, quyết định theo dòng này nên không sửa tại chỗ; hãy nhập phiên bản mới từ một ngày, dòng cũ giữ nguyên."
)


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(NATION)) & KEEPERS)


def require_keeper(by: Actor) -> None:
    if not may_keep(by):
        message = gettext_noop("Chỉ quản trị toàn hệ thống được sửa danh mục pháp lý quốc gia.")
        raise NotAllowed("legal_row.not_allowed", message)


def _opened(table: str, by: Actor) -> Table:
    """The table, closed to other writers until this act is over: two rows of one key can otherwise not see each other."""
    require_keeper(by)
    if table not in TABLES:
        raise Missing("legal_row.no_table", gettext_noop("Danh mục không có bảng này."))
    found = TABLES[table]
    with connection.cursor() as cursor:
        cursor.execute(
            f"LOCK TABLE {connection.ops.quote_name(found.model._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE"
        )
    return found


def _held(table: Table, row_id: str) -> Any:
    row = table.rows.filter(pk=row_id).first()
    if row is None:
        raise Missing("legal_row.missing", gettext_noop("Danh mục không có dòng này."))
    return row


def _require_room(table: Table, values: Mapping[str, Any], besides: Any = None) -> None:
    """Raise `Invalid` where the row's time runs backwards or shares a day with another version of the same thing."""
    wanted = Span(values["valid_from"], values.get("valid_to"))
    if not wanted.runs_forward:
        raise invalid_at("legal_row.days", gettext_noop("Ngày hết hiệu lực phải sau ngày có hiệu lực."), "valid_to")
    others = table.rows.filter(**{name: values[name] for name in table.key})
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if not table.ends:
        others = others.filter(valid_from=wanted.first)
    met = clash(wanted, [table.span(row) for row in others])
    if met is None:
        return
    if met.until is None:
        message = gettext_noop("Trùng thời gian với dòng có hiệu lực từ %(first)s; hãy kết thúc dòng ấy trước.")
        raise invalid_at("legal_row.overlaps", message, "valid_from", first=met.first)
    message = gettext_noop("Trùng thời gian với dòng có hiệu lực từ %(first)s đến trước %(until)s.")
    raise invalid_at("legal_row.overlaps", message, "valid_from", first=met.first, until=met.until)


def _entered(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new row: it waits to be compared with the text by a second pair of eyes."""
    values = cleaned(table, given)
    if not values["legal_basis"]:
        raise invalid_at("legal_row.basis_needed", gettext_noop("Hãy ghi căn cứ pháp lý."), "legal_basis")
    return {**values, **({"to_confirm": True} if "to_confirm" in table.fields else {})}


@transaction.atomic
def enter(table: str, given: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> Any:
    """A row that holds from its day on. Repeated, it answers the same."""
    held = _opened(table, by)
    text = reasons.reasoned(reason, "legal_row.reason_needed")
    values = _entered(held, given)
    same = held.rows.filter(**values).first()
    if same:
        return same
    _require_room(held, values)
    row = held.model._default_manager.create(**values)
    event = LegalRowEntered(
        authority=NATION,
        row=str(row.pk),
        table=table,
        values=held.content(row),
        legal_basis=values["legal_basis"],
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row


def _confirms(row: Any, changed: Mapping[str, Any], by: Actor) -> None:
    """Whoever wrote a row does not confirm it against the text as well."""
    if changed.get("to_confirm") is False and by.accounts & ledger.hands(NATION, str(row.pk), WROTE):
        message = gettext_noop("Người nhập dòng không tự xác nhận đã đối chiếu văn bản; cần một người khác.")
        raise NotAllowed("legal_row.own_confirmation", message)


@transaction.atomic
def correct(table: str, row_id: str, given: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> Any:
    """Put a row right in place: notes in any row, all else only where nothing was decided by it. Repeated, it changes nothing."""
    held = _opened(table, by)
    row = _held(held, row_id)
    values = cleaned(held, {**{name: getattr(row, name) for name in held.fields}, **given})
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    text = reasons.reasoned(reason, "legal_row.reason_needed")
    graver = sorted(changed.keys() - set(NOTES))
    if graver and held.decided(row, local_date(at)):
        problems = [Problem("legal_row.decided", DECIDED, name) for name in graver]
        raise WrongState("legal_row.decided", DECIDED, state="decided", may=("succeed", "end"), problems=problems)
    _confirms(row, changed, by)
    if {"valid_from", "valid_to", *held.key} & changed.keys():
        _require_room(held, values, besides=row)
    old = {name: plain(getattr(row, name)) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    event = LegalRowCorrected(
        authority=NATION,
        row=str(row.pk),
        table=table,
        old=old,
        new={name: plain(value) for name, value in changed.items()},
        legal_basis=row.legal_basis,
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def succeed(table: str, row_id: str, given: Mapping[str, Any], *, reason: str, by: Actor, at: datetime) -> Any:
    """A new version from a day (``valid_from``) on. The old row ends there and keeps all else that it says, so that whatever was
    decided by it stays decided by it. Repeated, it answers the same."""
    held = _opened(table, by)
    row = _held(held, row_id)
    text = reasons.reasoned(reason, "legal_row.reason_needed")
    day = given.get("valid_from")
    same = {name: getattr(row, name) for name in held.key}
    known = held.rows.filter(**same, valid_from=day).exclude(pk=row.pk).first() if day else None
    later = {**{name: getattr(row, name) for name in held.fields}, **given, **same}
    if known and (not held.ends or row.valid_to == day):
        values = _entered(held, {**later, "valid_to": known.valid_to})
        if all(getattr(known, name) == value for name, value in values.items()):
            return known
    spans = taken_over(held.span(row), day) if isinstance(day, date) else None
    if spans is None:
        message = gettext_noop("Phiên bản mới phải bắt đầu sau ngày %(first)s và trong thời gian dòng cũ còn hiệu lực.")
        raise invalid_at("legal_row.not_in_time", message, "valid_from", first=row.valid_from)
    old, values = held.content(row), _entered(held, {**later, "valid_to": spans[1].until} if held.ends else later)
    if held.ends:
        row.valid_to = spans[0].until
        row.save(update_fields=["valid_to"])
    _require_room(held, values, besides=row)
    new: Any = held.model._default_manager.create(**values)
    event = LegalRowSucceeded(
        authority=NATION,
        row=str(new.pk),
        predecessor=str(row.pk),
        table=table,
        valid_from=values["valid_from"].isoformat(),
        old=old,
        new=held.content(new),
        legal_basis=new.legal_basis,
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return new


@transaction.atomic
def end(table: str, row_id: str, *, valid_to: date, reason: str, by: Actor, at: datetime) -> Any:
    """Let a row hold up to and without a day. Repeated, it changes nothing."""
    held = _opened(table, by)
    row = _held(held, row_id)
    text = reasons.reasoned(reason, "legal_row.reason_needed")
    if not held.ends:
        message = gettext_noop("Dòng này hết hiệu lực khi dòng sau bắt đầu; hãy nhập dòng sau.")
        raise Invalid("legal_row.never_ends", message)
    if row.valid_to == valid_to:
        return row
    if row.valid_to is not None:
        raise WrongState("legal_row.ended", gettext_noop("Dòng này đã có ngày hết hiệu lực."), state="ended")
    if valid_to <= row.valid_from:
        raise invalid_at("legal_row.days", gettext_noop("Ngày hết hiệu lực phải sau ngày có hiệu lực."), "valid_to")
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    event = LegalRowEnded(
        authority=NATION,
        row=str(row.pk),
        table=table,
        valid_from=row.valid_from.isoformat(),
        valid_to=valid_to.isoformat(),
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def remove(table: str, row_id: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a row out that was entered by mistake and by which nothing was decided; the ledger keeps what it said."""
    held = _opened(table, by)
    row = _held(held, row_id)
    text = reasons.reasoned(reason, "legal_row.reason_needed")
    if held.decided(row, local_date(at)):
        raise WrongState("legal_row.decided", DECIDED, state="decided", may=("succeed", "end"))
    event = LegalRowRemoved(authority=NATION, row=str(row.pk), table=table, values=held.content(row), reason=text)
    row.delete()
    ledger.record(event, by=by, at=at)
