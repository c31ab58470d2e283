"""Acts on the administrative level of an authority: which it has from which day on, and what follows from it."""

from datetime import date, datetime
from functools import cache

from django.db import transaction

from emulation import catalogue, units
from emulation.events import AuthorityLevelRecorded
from emulation.models import Authority, AuthorityLevel, in_force
from emulation.rules.awards import levels as rules
from emulation.rules.awards.levels import Level
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop, nfc

LONGEST = 300


@cache
def known() -> tuple[Level, ...]:
    """All levels of the reviewed catalogue."""
    return rules.read(catalogue.administrative_levels())


def on_day(authority: str, on: date) -> Level | None:
    """The level of an authority on a day; none where nobody recorded it, or where the level itself had ended."""
    row = AuthorityLevel.objects.filter(in_force(on), authority_id=authority).first()
    return rules.level_on(known(), row.level, on) if row else None


def history(authority: str) -> list[AuthorityLevel]:
    return list(AuthorityLevel.objects.filter(authority_id=authority).order_by("valid_from"))


def _faults(level: str, valid_from: date, basis: str, last: AuthorityLevel | None) -> list[Problem]:
    faults = []
    if rules.level_on(known(), level, valid_from) is None:
        message = gettext_noop("Ngày này không có cấp hành chính ấy; cấp huyện chấm dứt từ ngày 01/07/2025.")
        faults.append(Problem("authority_level.unknown", message, "level"))
    if last and valid_from <= last.valid_from:
        message = gettext_noop("Phải sau ngày %(day)s, khi cấp đang ghi bắt đầu.")
        faults.append(Problem("authority_level.order", message, "valid_from", {"day": last.valid_from.isoformat()}))
    if not 0 < len(basis) <= LONGEST:
        message = gettext_noop("Hãy ghi căn cứ (số, ngày văn bản), nhiều nhất 300 ký tự.")
        faults.append(Problem("authority_level.basis", message, "legal_basis"))
    return faults


@transaction.atomic
def record(level: str, valid_from: date, legal_basis: str, *, by: Actor, at: datetime) -> AuthorityLevel:
    """Write down which level the actor's authority has from a day on; what held until then ends there. Repeated, it answers the
    same. Raises `NotAllowed`, and `Invalid` with everything that is wrong."""
    units.require_keeper(by, by.authority)
    Authority.objects.select_for_update().get(pk=by.authority)
    basis = nfc(legal_basis)
    last = AuthorityLevel.objects.filter(authority_id=by.authority, valid_to=None).first()
    if last and (last.level, last.valid_from, last.legal_basis) == (level, valid_from, basis):
        return last
    faults = _faults(level, valid_from, basis, last)
    if faults:
        raise Invalid("authority_level.invalid", gettext_noop("Chưa ghi được cấp hành chính."), problems=faults)
    if last:
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
    row = AuthorityLevel.objects.create(
        authority_id=by.authority,
        level=level,
        valid_from=valid_from,
        legal_basis=basis,
        recorded_by_id=by.account,
        recorded_at=at,
    )
    event = AuthorityLevelRecorded(
        authority=by.authority, level=level, valid_from=valid_from.isoformat(), legal_basis=basis
    )
    ledger.record(event, by=by, at=at)
    return row
