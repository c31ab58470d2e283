"""Log-ins and the timetable through the acts: shut and opened again, roles for a time, jobs moved and rested."""

from datetime import date, timedelta
from typing import Any

import pytest
from django_celery_beat.models import PeriodicTask
from knox.models import AuthToken

from emulation import accounts, logins, timetables, work_calendars
from emulation.events import CalendarDayAdded, RoleEnded
from emulation.events.administration import AccountShut, JobRescheduled, PasswordChosen
from emulation.models import Account, CalendarDay, RoleGrant
from emulation.rules.access import NATION, UNIT_OFFICER
from kernel.actors import UNIT, Actor, Grant, system_actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tasks import clockwork
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, Town, World

OPERATOR = system_actor(NATION)


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actors["administrator"]


def test_a_shut_log_in_lets_nobody_in_by_page_or_token_and_keeps_its_roles(
    world: World, town: Town, admin: Actor
) -> None:
    clerk = town.accounts["clerk"]
    AuthToken.objects.create(user=clerk)
    once(AccountShut, lambda: logins.shut(str(clerk.pk), reason="Nghỉ việc", by=admin, at=NOW))
    assert not AuthToken.objects.filter(user=clerk).exists()
    assert clerk.grants.filter(ended_at=None).exists()
    with refused(WrongState, "accounts.shut"):
        logins.issue_link(str(clerk.pk), by=admin, at=NOW)
    with refused(Missing, "accounts.unknown"):
        logins.shut(str(clerk.pk), reason="x", by=world.away.actors["administrator"], at=NOW)
    with refused(NotAllowed, "accounts.own"):
        logins.shut(admin.account, reason="x", by=admin, at=NOW)
    assert logins.reopen(str(clerk.pk), reason="Nhầm", by=admin, at=NOW).is_active


def test_a_password_is_chosen_by_its_owner_and_a_system_administrators_only_by_the_operator_s_word(
    town: Town, admin: Actor
) -> None:
    clerk = town.accounts["clerk"]
    own = accounts.actor_of(clerk)
    with refused(NotAllowed, "accounts.others_password"):
        logins.choose_password(str(clerk.pk), "Bông-lúa-vàng-88", by=admin, at=NOW)
    with refused(Invalid, "accounts.weak_password"):
        logins.choose_password(str(clerk.pk), "12345678", by=own, at=NOW)
    assert logins.choose_password(str(clerk.pk), "Bông-lúa-vàng-88", by=own, at=NOW).check_password("Bông-lúa-vàng-88")
    assert recorded(PasswordChosen, account=str(clerk.pk)) == 1
    logins.appoint(clerk.username, by=OPERATOR, at=NOW)
    with refused(NotAllowed, "accounts.system_administrator"):
        logins.issue_link(str(clerk.pk), by=admin, at=NOW)
    assert accounts.national_actor(Account.objects.get(pk=clerk.pk)).roles
    assert not accounts.national_actor(town.accounts["standing_officer"]).roles


def test_a_role_for_a_time_is_taken_back_by_the_clock_after_its_last_day(town: Town, admin: Actor) -> None:
    username, last = town.accounts["nobody"].username, date(2019, 5, 20)
    grant = Grant(UNIT_OFFICER, UNIT, "P01")
    with refused(Invalid, "accounts.past_end"):
        accounts.grant_role(town.code, username, grant, ends_on=date(2019, 5, 11), by=admin, at=NOW)
    accounts.grant_role(town.code, username, grant, ends_on=last, by=admin, at=NOW)
    with refused(Invalid, "accounts.other_scope"):
        accounts.grant_role(town.code, username, grant, by=admin, at=NOW)
    held = RoleGrant.objects.filter(account=town.accounts["nobody"], ended_at=None)
    assert accounts.end_due(at=NOW + timedelta(days=8)) == 0 and held.exists()
    once(
        RoleEnded, lambda: clockwork.run("end_roles", NOW + timedelta(days=9)), account=str(town.accounts["nobody"].pk)
    )
    assert not held.exists()


def test_every_job_has_words_and_is_moved_or_rested_by_who_was_appointed(town: Town, admin: Actor) -> None:
    assert set(clockwork.JOBS) == set(timetables.TITLES)
    clockwork.lay_timetable()
    asked: dict[str, Any] = {"running": True, "reason": "Máy chậm", "at": NOW}
    with refused(NotAllowed, "job.not_allowed"):
        timetables.reschedule("send_mails", "every 60", by=admin, **asked)
    with refused(Missing, "job.missing"):
        timetables.reschedule("mine_coins", "every 60", by=OPERATOR, **asked)
    with refused(Invalid, "job.rhythm"):
        timetables.reschedule("send_mails", "sometimes", by=OPERATOR, **asked)
    once(JobRescheduled, lambda: timetables.reschedule("send_mails", "daily 02:05", by=OPERATOR, **asked))
    timetables.reschedule("send_mails", "daily 02:05", by=OPERATOR, **{**asked, "running": False})
    clockwork.lay_timetable()
    (job,) = [one for one in timetables.jobs() if one.name == "send_mails"]
    assert (str(job.rhythm), job.running) == ("daily 02:05", False), "laying the timetable again keeps what was moved"
    assert PeriodicTask.objects.get(name="send_mails").crontab.hour == "2"


def test_the_nations_days_are_kept_by_who_was_appointed_and_an_offices_go_before(town: Town) -> None:
    account = logins.appoint(town.accounts["administrator"].username, by=OPERATOR, at=NOW)
    keeper, day = accounts.national_actor(Account.objects.get(pk=account.pk)), date(2019, 10, 16)
    texts = {"name": "Nghỉ Tết", "legal_basis": "Thông báo 4875/TB-LĐTBXH"}
    once(CalendarDayAdded, lambda: work_calendars.add(day, "holiday", by=keeper, at=NOW, **texts), day=day.isoformat())
    row = CalendarDay.objects.get(authority=None, day=day, withdrawn_at=None)
    assert day in work_calendars.calendar_of(town.code).holidays
    with refused(Missing, "calendar_day.missing"):
        work_calendars.withdraw(str(row.pk), reason="x", by=town.actors["administrator"], at=NOW)
    work_calendars.withdraw(str(row.pk), reason="Nhầm", by=keeper, at=NOW)
    assert day not in work_calendars.calendar_of(town.code).holidays
