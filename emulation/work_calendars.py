"""Acts on the calendar of working days, and the calendar that they add up to for an authority."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from emulation import catalogue
from emulation.events import CalendarDayAdded, CalendarDayWithdrawn
from emulation.models import Authority, CalendarDay
from emulation.rules.access import ADMINISTRATOR, STANDING_OFFICER, SYSTEM_ADMINISTRATOR
from emulation.rules.business_days import Calendar, Lack, Occasion, lacking
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

IN_FORCE, WITHDRAWN = "in_force", "withdrawn"
KEEPERS = frozenset({ADMINISTRATOR, STANDING_OFFICER, SYSTEM_ADMINISTRATOR})
KINDS = (CalendarDay.HOLIDAY, CalendarDay.WORKING)


def may_keep(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & KEEPERS)


def require_keeper(by: Actor) -> None:
    if not may_keep(by):
        message = gettext_noop("Chỉ quản trị hệ thống hoặc chuyên viên thường trực được sửa lịch ngày làm việc.")
        raise NotAllowed("calendar_day.not_allowed", message)


def rows_of(authority: str) -> QuerySet[CalendarDay]:
    """The nation's rows and those of the authority, withdrawn ones too."""
    return CalendarDay.objects.filter(Q(authority=None) | Q(authority_id=authority))


def in_force(rows: Iterable[CalendarDay]) -> dict[date, CalendarDay]:
    """The row that counts for each day: the authority's own before the nation's."""
    counted = [row for row in rows if row.withdrawn_at is None]
    return {row.day: row for row in sorted(counted, key=lambda row: row.authority_id is not None)}


def rest_days() -> frozenset[int]:
    """The days of weekly rest, by the newest rule of the catalogue."""
    newest = max(catalogue.working_weeks(), key=lambda row: row["valid_from"])
    return frozenset(int(day) for day in newest["rest_days"].split())


def calendar_of(authority: str) -> Calendar:
    """The working days of an authority, as the rows say at present; who counts a deadline stores it."""
    days = in_force(rows_of(authority).filter(withdrawn_at=None))
    of_kind = {kind: frozenset(day for day, row in days.items() if row.kind == kind) for kind in KINDS}
    return Calendar(of_kind[CalendarDay.HOLIDAY], of_kind[CalendarDay.WORKING], rest_days())


def occasions() -> list[Occasion]:
    """The public holidays of the law, from the catalogue."""
    return [
        Occasion(
            code=row["code"],
            name=row["name"],
            days=int(row["days"]),
            legal_basis=row["legal_basis"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            name_en=row["name_en"],
        )
        for row in catalogue.public_holidays()
    ]


def lacks(authority: str, years: Iterable[int]) -> list[Lack]:
    """Days off that the law gives in these years and that no row in force names."""
    days = in_force(rows_of(authority).filter(withdrawn_at=None))
    entered = Counter((day.year, row.occasion) for day, row in days.items() if row.kind == CalendarDay.HOLIDAY)
    return lacking(years, occasions(), entered)


def _worked_anyway(day: date) -> bool:
    """Whether the day is worked without any row: neither a day of rest nor off for the nation."""
    off = CalendarDay.objects.filter(authority=None, day=day, kind=CalendarDay.HOLIDAY, withdrawn_at=None)
    return day.isoweekday() not in rest_days() and not off.exists()


def _checked(day: date, kind: str, occasion: str, name: str, legal_basis: str) -> dict[str, str]:
    """The texts of a row as they are stored. Raises `Invalid` with everything that is wrong."""
    texts = {"kind": kind, "occasion": nfc(occasion), "name": nfc(name), "legal_basis": nfc(legal_basis)}
    faults = []
    if kind not in KINDS:
        message = gettext_noop("Hãy chọn loại ngày: nghỉ hoặc làm bù.")
        faults.append(Problem("calendar_day.kind", message, "kind"))
    if kind == CalendarDay.WORKING and _worked_anyway(day):
        message = gettext_noop("Ngày này vốn là ngày làm việc; chỉ ghi ngày làm bù vào ngày nghỉ.")
        faults.append(Problem("calendar_day.worked_anyway", message, "day"))
    if texts["occasion"] and texts["occasion"] not in {one.code for one in occasions()}:
        message = gettext_noop("Không có dịp lễ này; hãy chọn trong danh sách.")
        faults.append(Problem("calendar_day.occasion", message, "occasion"))
    for field, code in (("name", "calendar_day.name_needed"), ("legal_basis", "calendar_day.basis_needed")):
        if not texts[field]:
            faults.append(Problem(code, gettext_noop("Hãy ghi nội dung này."), field))
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults)
    return texts


@transaction.atomic
def add(
    day: date, kind: str, *, name: str, legal_basis: str, occasion: str = "", by: Actor, at: datetime
) -> CalendarDay:
    """Say that a day is off or worked here, or as the system administrator for the nation. An authority's row goes before the
    nation's; deadlines that were counted before stay. Repeated, it answers the same. Raises `WrongState` where something else
    was said about the day."""
    require_keeper(by)
    texts = _checked(day, kind, occasion, name, legal_basis)
    whose = by.authority or None
    if whose:
        Authority.objects.select_for_update(no_key=True).get(pk=whose)
    known = CalendarDay.objects.filter(authority_id=whose, day=day, withdrawn_at=None).first()
    if known and all(getattr(known, field) == text for field, text in texts.items()):
        return known
    if known:
        message = gettext_noop("Ngày này đã có trong lịch của cơ quan; hãy bỏ dòng cũ trước.")
        raise WrongState("calendar_day.in_force", message, state=IN_FORCE, may=("withdraw",))
    row = CalendarDay.objects.create(authority_id=whose, day=day, added_by_id=by.account, added_at=at, **texts)
    event = CalendarDayAdded(
        authority=by.authority,
        calendar_day=str(row.pk),
        day=day.isoformat(),
        kind=kind,
        name=row.name,
        legal_basis=row.legal_basis,
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def withdraw(row_id: str, *, reason: str, by: Actor, at: datetime) -> CalendarDay:
    """Take back what was said about a day. The nation's rows are not an authority's to withdraw: it says otherwise with a row
    of its own."""
    require_keeper(by)
    whose = by.authority or None
    row = CalendarDay.objects.select_for_update().filter(pk=row_id, authority_id=whose).first()
    if row is None:
        raise Missing("calendar_day.missing", gettext_noop("Không có dòng này trong lịch của cơ quan."))
    if row.withdrawn_at:
        raise WrongState("calendar_day.withdrawn", gettext_noop("Dòng này đã được bỏ."), state=WITHDRAWN)
    text = paragraphs(reason)
    if not text:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid(
            "calendar_day.reason_needed", message, problems=[Problem("calendar_day.reason_needed", message, "reason")]
        )
    row.withdrawn_by_id, row.withdrawn_at, row.withdraw_reason = by.account, at, text
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdraw_reason"])
    event = CalendarDayWithdrawn(
        authority=by.authority, calendar_day=str(row.pk), day=row.day.isoformat(), kind=row.kind, reason=text
    )
    ledger.record(event, by=by, at=at)
    return row
