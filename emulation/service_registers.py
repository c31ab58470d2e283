"""Acts on the registers of counters and procedures: entered, renamed, closed; a code keeps its meaning for good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from emulation.events import ServiceRegistersKept
from emulation.models import Authority, ServiceCounter, ServiceProcedure, Unit
from emulation.rules.access import KEEPS_ORGANISATION
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, NotAllowed, Problem
from kernel.text import gettext_noop, nfc


@dataclass(frozen=True)
class Entry:
    """One line of a register. ``unit`` is that of a counter; a procedure has none. ``closed`` takes it out of use."""

    code: str
    name: str
    unit: str = ""
    closed: bool = False


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & KEEPS_ORGANISATION)


def _problems(entries: Sequence[Entry], where: str) -> list[Problem]:
    problems = []
    for place, entry in enumerate(entries):
        path = f"{where}[{place}]"
        if not entry.code or len(entry.code) > 40 or any(c.isspace() for c in entry.code):
            message = gettext_noop("Mã không được trống, không có dấu cách, dài nhất 40 ký tự.")
            problems.append(Problem("register.bad_code", message, f"{path}.code"))
        if not nfc(entry.name) or len(entry.name) > 200:
            message = gettext_noop("Hãy ghi tên, dài nhất 200 ký tự.")
            problems.append(Problem("register.bad_name", message, f"{path}.name"))
    return problems


def _place_problems(
    counters: Sequence[Entry], units: Mapping[str, Unit], known: Mapping[str, ServiceCounter]
) -> list[Problem]:
    problems = []
    for place, entry in enumerate(counters):
        path, params = f"counters[{place}].unit", {"code": entry.code, "unit": entry.unit}
        if entry.unit not in units:
            message = gettext_noop("Không có đơn vị mã %(unit)s.")
            problems.append(Problem("register.unknown_unit", message, path, params))
        elif entry.code in known and known[entry.code].unit.code != entry.unit:
            message = gettext_noop("Quầy %(code)s thuộc đơn vị khác; hãy đóng quầy cũ và lập quầy với mã mới.")
            problems.append(Problem("register.moved", message, path, params))
    return problems


@transaction.atomic
def keep(counters: Sequence[Entry], procedures: Sequence[Entry], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Enter or change lines by their codes; answers how many counters and procedures changed. Repeated, it changes nothing.
    A counter does not move to another unit: its answers would move with it."""
    if not may_keep(by):
        message = gettext_noop("Tài khoản này không được sửa danh mục quầy và thủ tục.")
        raise NotAllowed("register.not_allowed", message)
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority)
    units = {row.code: row for row in Unit.objects.filter(authority_id=by.authority)}
    known = {row.code: row for row in ServiceCounter.objects.filter(authority_id=by.authority).select_related("unit")}
    problems = _problems(counters, "counters") + _problems(procedures, "procedures")
    problems += _place_problems(counters, units, known)
    if problems:
        message = gettext_noop("Danh mục có %(count)d chỗ chưa đúng, chưa ghi gì.")
        raise Invalid("register.invalid", message, problems=problems, count=len(problems))
    mine = {row.code: row for row in ServiceProcedure.objects.filter(authority_id=by.authority)}
    for entry in counters:
        known.setdefault(entry.code, ServiceCounter(authority_id=by.authority, unit=units[entry.unit], code=entry.code))
    for entry in procedures:
        mine.setdefault(entry.code, ServiceProcedure(authority_id=by.authority, code=entry.code))
    changed = (
        sum(_enter(known[entry.code], entry, at) for entry in counters),
        sum(_enter(mine[entry.code], entry, at) for entry in procedures),
    )
    if any(changed):
        event = ServiceRegistersKept(authority=by.authority, counters=changed[0], procedures=changed[1])
        ledger.record(event, by=by, at=at)
    return changed


def _enter(row: ServiceCounter | ServiceProcedure, entry: Entry, at: datetime) -> bool:
    closed = (row.closed_on or local_date(at)) if entry.closed else None
    if not row._state.adding and (row.name, row.closed_on) == (nfc(entry.name), closed):
        return False
    row.name, row.closed_on = nfc(entry.name), closed
    row.save()
    return True
