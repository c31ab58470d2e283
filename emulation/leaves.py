"""Acts on recorded leaves: a unit keeps those of its people, the standing officer anybody's; nobody their own."""

from datetime import date, datetime

from django.db import transaction

from emulation import units
from emulation.events import LeaveRecorded, LeaveWithdrawn
from emulation.models import Leave, LeaveKind, Person, Posting, in_force
from emulation.rules.access import STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.periods import local_date
from emulation.rules.service import ELSEWHERE
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

KEEPERS = frozenset({STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER})
WITHDRAWN = "withdrawn"
LONGEST_DAYS = 366 * 3


def _place(person: str, day: date, *, by: Actor, kind: LeaveKind | None = None) -> Place | None:
    """Where a person serves on a day, with themselves. Service elsewhere ends with coming here: its place is where they came to."""
    mine = Posting.objects.filter(authority_id=by.authority, person__code=person)
    unit = mine.filter(in_force(day)).values_list("unit__code", flat=True).first()
    if unit is None and kind is not None and kind.counts == ELSEWHERE:
        later = mine.filter(valid_from__gt=day).order_by("valid_from").values_list("unit__code", "valid_from").first()
        unit, day = later or (None, day)
    return units.branch(by.authority, unit, day).place(unit, person) if unit else None


def may_keep(place: Place, *, by: Actor) -> bool:
    return bool(by.roles_over(place) & KEEPERS)


def _refuse_own(person: str, *, by: Actor) -> None:
    if person in by.persons:
        message = gettext_noop("Không ai được tự ghi hoặc tự rút việc nghỉ của mình; hãy để người khác ghi.")
        raise NotAllowed("leave.own", message)


def _require_keeper(person: str, day: date, kind: LeaveKind | None, *, by: Actor) -> None:
    """Raise `Missing` for who may not know of the person or where they do not serve on the day, `NotAllowed` for who may not
    keep their leaves."""
    place = _place(person, day, by=by, kind=kind)
    if place is None or not by.roles_over(place):
        raise Missing("leave.nobody", gettext_noop("Không có cán bộ %(code)s vào ngày bắt đầu nghỉ."), code=person)
    if not may_keep(place, by=by):
        message = gettext_noop("Chỉ cán bộ theo dõi, thủ trưởng đơn vị và chuyên viên thường trực được ghi việc nghỉ.")
        raise NotAllowed("leave.not_allowed", message)
    _refuse_own(person, by=by)


def _faults(kind: LeaveKind | None, first_day: date, last_day: date, today: date) -> list[Problem]:
    found = []
    if kind is None:
        message = gettext_noop("Không có loại nghỉ này vào ngày bắt đầu nghỉ; hãy chọn trong danh sách.")
        found.append(Problem("leave.kind", message, "kind"))
    if last_day < first_day:
        message = gettext_noop("Ngày cuối không được trước ngày đầu.")
        found.append(Problem("leave.days", message, "last_day"))
    elif (last_day - first_day).days >= LONGEST_DAYS:
        message = gettext_noop("Một lần nghỉ dài nhất %(days)s ngày; hãy xem lại năm hoặc ghi thành nhiều lần.")
        found.append(Problem("leave.too_long", message, "last_day", {"days": LONGEST_DAYS}))
    if (first_day - today).days > LONGEST_DAYS:
        message = gettext_noop("Ngày đầu còn xa hơn %(days)s ngày nữa; hãy xem lại năm.")
        found.append(Problem("leave.too_far", message, "first_day", {"days": LONGEST_DAYS}))
    return found


def _overlapping(person: Person, first_day: date, last_day: date) -> list[Leave]:
    rows = Leave.objects.filter(person=person, withdrawn_at=None, first_day__lte=last_day, last_day__gte=first_day)
    return list(rows.select_related("kind"))


def _no_overlap(others: list[Leave]) -> None:
    message = gettext_noop("Đã ghi nghỉ từ %(first)s đến %(last)s; hãy ghi những ngày khác hoặc rút lần nghỉ ấy trước.")
    problems = [
        Problem("leave.overlaps", message, "first_day", {"first": row.first_day, "last": row.last_day})
        for row in others
    ]
    if problems:
        raise Invalid("leave.overlaps", message, problems=problems, **problems[0].params)


def _event(kind: type[LeaveRecorded | LeaveWithdrawn], row: Leave, person: str) -> LeaveRecorded | LeaveWithdrawn:
    return kind(
        authority=row.authority_id,
        leave=str(row.pk),
        person=person,
        first_day=row.first_day.isoformat(),
        last_day=row.last_day.isoformat(),
    )


@transaction.atomic
def record(
    person: str, kind: str, first_day: date, last_day: date, *, document: str = "", by: Actor, at: datetime
) -> Leave:
    """Record that somebody is on leave between two days, both counted. Repeated, it answers the same. Raises `Invalid` where
    one of the days is a leave already: a leave that came otherwise is withdrawn and recorded anew."""
    row = LeaveKind.objects.filter(in_force(first_day), code=kind).first()
    _require_keeper(person, first_day, row, by=by)
    faults = _faults(row, first_day, last_day, local_date(at))
    if faults or row is None:
        raise Invalid(faults[0].code, faults[0].message, problems=faults, **faults[0].params)
    staff = Person.objects.select_for_update(no_key=True).get(authority_id=by.authority, code=person)
    said = {"kind_id": row.pk, "first_day": first_day, "last_day": last_day, "document": nfc(document)}
    others = _overlapping(staff, first_day, last_day)
    same = next((one for one in others if all(getattr(one, name) == value for name, value in said.items())), None)
    if same:
        return same
    _no_overlap(others)
    made = Leave.objects.create(
        authority_id=by.authority, person=staff, recorded_by_id=by.account, recorded_at=at, **said
    )
    ledger.record(_event(LeaveRecorded, made, person), by=by, at=at)
    return made


def find(leave_id: str, *, by: Actor) -> Leave:
    """A leave that the actor may withdraw. Raises `Missing` for who may not even read it, `NotAllowed` for one's own,
    `WrongState` for one that was withdrawn."""
    rows = Leave.objects.select_related("person", "kind")
    row = rows.filter(pk=leave_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("leave.missing", gettext_noop("Không có lần nghỉ này."))
    _refuse_own(row.person.code, by=by)
    place = _place(row.person.code, row.first_day, by=by, kind=row.kind)
    if place is None or not may_keep(place, by=by):
        raise Missing("leave.missing", gettext_noop("Không có lần nghỉ này."))
    if row.withdrawn_at:
        raise WrongState("leave.withdrawn", gettext_noop("Lần nghỉ này đã được rút."), state=WITHDRAWN)
    return row


@transaction.atomic
def withdraw(leave_id: str, *, reason: str, by: Actor, at: datetime) -> Leave:
    """Take back a leave with a reason; it stays to be read. What was rated by it meanwhile stays as it is."""
    Leave.objects.select_for_update(no_key=True).filter(pk=leave_id, authority_id=by.authority).first()
    row = find(leave_id, by=by)
    text = paragraphs(reason)
    if not text:
        message = gettext_noop("Hãy ghi lý do.")
        raise Invalid("leave.reason_needed", message, problems=[Problem("leave.reason_needed", message, "reason")])
    row.withdrawn_by_id, row.withdrawn_at, row.withdraw_reason = by.account, at, text
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdraw_reason"])
    ledger.record(_event(LeaveWithdrawn, row, row.person.code), by=by, at=at)
    return row
