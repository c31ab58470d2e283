"""The calendar of working days through the acts: the nation's rows, the authority's own, and what they add up to."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from emulation import work_calendars
from emulation.events import CalendarDayAdded, CalendarDayWithdrawn
from emulation.models import CalendarDay
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, Town, World

FLOOD, TET = date(2019, 10, 16), date(2019, 2, 8)
BASIS = "Công văn 12/UBND-NV"


def add(town: Town, day: date = FLOOD, kind: str = "holiday", role: str = "administrator", **more: str) -> CalendarDay:
    asked = {"name": "Nghỉ chống bão", "legal_basis": BASIS, **more}
    return work_calendars.add(day, kind, **asked, by=town.actors[role], at=NOW)


def test_an_authoritys_row_goes_before_the_nations_until_it_is_withdrawn(town: Town, world: World) -> None:
    def worked(day: date, authority: str = town.code) -> bool:
        return work_calendars.calendar_of(authority).is_working(day)

    assert (worked(FLOOD), worked(TET)) == (True, False)
    once(CalendarDayAdded, lambda: add(town), day="2019-10-16", kind="holiday")
    row = add(town, TET, "working", name="Trực toàn cơ quan")
    assert (worked(FLOOD), worked(TET)) == (False, True)
    assert (worked(FLOOD, world.away.code), worked(TET, world.away.code)) == (True, False)
    with refused(WrongState, "calendar_day.in_force"):
        add(town, name="Lý do khác")
    by = town.actors["standing_officer"]
    with refused(Invalid, "calendar_day.reason_needed"):
        work_calendars.withdraw(str(row.pk), reason=" ", by=by, at=NOW)
    work_calendars.withdraw(str(row.pk), reason="Nhầm.", by=by, at=NOW)
    assert recorded(CalendarDayWithdrawn, day="2019-02-08", reason="Nhầm.") == 1
    assert not worked(TET)
    with refused(WrongState, "calendar_day.withdrawn"):
        work_calendars.withdraw(str(row.pk), reason="Nhầm.", by=by, at=NOW)


def test_who_keeps_the_calendar_and_what_is_theirs(town: Town, world: World) -> None:
    for role in ("authority", "clerk", "unit_head", "council_chair", "staff"):
        with refused(NotAllowed, "calendar_day.not_allowed"):
            add(town, role=role)
    row = add(town)
    for id_ in (row.pk, CalendarDay.objects.filter(authority=None).latest("day").pk):
        with refused(Missing, "calendar_day.missing"):
            work_calendars.withdraw(str(id_), reason="Vì.", by=world.away.actors["administrator"], at=NOW)


def test_every_fault_of_a_row_is_told_at_once(town: Town) -> None:
    with refused(Invalid, "calendar_day.worked_anyway") as no:
        add(town, kind="working", name=" ", legal_basis="", occasion="sinh nhật")
    assert no.paths == ["day", "occasion", "name", "legal_basis"]
    with refused(Invalid, "calendar_day.kind"):
        add(town, kind="nửa ngày")


def test_years_that_lack_rows_are_told_and_filled(town: Town) -> None:
    assert work_calendars.lacks(town.code, range(2019, 2028)) == []
    missing = work_calendars.lacks(town.code, [2028])
    assert sum(lack.occasion.days for lack in missing) == 12
    add(town, date(2028, 1, 3), occasion="new_year")
    assert len(work_calendars.lacks(town.code, [2028])) == len(missing) - 1


def test_the_database_keeps_rows_as_they_were_added(town: Town) -> None:
    rows = CalendarDay.objects.filter(pk=add(town).pk)
    for change in ({"day": TET}, {"kind": "working"}, {"withdrawn_at": NOW}, {"legal_basis": "Khác"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
