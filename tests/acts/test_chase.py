"""The chase list: what is missing, who sees it, who is reminded of what, and not again within the hours of the policy."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from emulation import chase, evaluations, inbox, notices
from emulation.boards import chase_tables
from emulation.events import MonthReminded
from emulation.models import Account, Campaign, NoticeCopy, Reminder
from emulation.rules import access, chasing
from emulation.rules.notices import REMINDER, REMINDER_OF_PERSON
from emulation.rules.policies import CampaignPolicy, parse_policy
from emulation.workbooks import open_book
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.acts.conftest import recorded, refused
from tests.world import CLOSED, CONFIRMED, DRAFTED, NOW, OTHER, OWN, SUBMITTED, Town, event, person

DAY = timedelta(hours=24)


def told(kind: str, at: datetime = NOW) -> set[str]:
    """The user names of those who got such a notice at a moment."""
    rows = NoticeCopy.objects.filter(notice__kind=kind, at=at)
    return set(rows.values_list("account__username", flat=True))


def test_the_list_names_what_was_not_handed_in_and_what_was_not_confirmed(town: Town, office: Actor) -> None:
    april = chase.listing(town.running, DRAFTED, by=office, at=NOW)
    assert (april.days_left, april.hours) == (-7, 24)
    assert [group.unit for group in april.groups] == [OTHER, "P01", "P02"]
    own = next(group for group in april.groups if group.unit == OWN)
    assert {(row.subject, row.stage) for row in own.rows} == {
        (subject, chasing.UNSUBMITTED) for subject in ("", *(person(OWN, place) for place in (1, 2, 3)))
    }
    assert own.responsible == ("unit_head Hoàn Kiếm", "unit_officer Hoàn Kiếm")
    march = chase.listing(town.running, SUBMITTED, by=office, at=NOW)
    stages = {row.subject: row.stage for row in march.rows if row.unit == OWN}
    assert stages == dict.fromkeys(("", person(OWN, 2), person(OWN, 3)), chasing.UNCONFIRMED)
    assert chase.listing(town.running, CONFIRMED, by=office, at=NOW).groups == ()
    assert chase.listing(town.running, CLOSED, by=office, at=NOW).groups == ()
    empty = chase.listing(town.stages["launched"], CLOSED, by=office, at=NOW)
    assert {(row.state, row.stage) for row in empty.rows} == {("", chasing.UNSUBMITTED)}
    assert len(empty.rows) == 12
    sheet = open_book(chase_tables.workbook(april, by=office, at=NOW), "x.xlsx").sheets[0]
    assert sheet.cell(1, 1).text == "Mã đơn vị"
    assert {sheet.cell(number, 1).text for number in range(2, len(sheet.rows) + 1)} == {OTHER, "P01", "P02"}


def test_a_head_sees_and_reminds_their_own_unit_alone(town: Town, head: Actor, officer: Actor) -> None:
    found = chase.listing(town.running, DRAFTED, by=head, at=NOW)
    assert [(group.unit, group.may_remind) for group in found.groups] == [(OWN, True)]
    with refused(Missing, "chase.nothing_missing"):
        chase.remind(town.running, DRAFTED, unit=OTHER, by=head, at=NOW)
    with refused(NotAllowed, "chase.not_allowed"):
        chase.listing(town.running, DRAFTED, by=officer, at=NOW)
    with refused(NotAllowed, "chase.only_look"):
        chase.remind(town.running, DRAFTED, by=town.actors[access.COUNCIL_MEMBER], at=NOW)
    with refused(Missing, "month.missing"):
        chase.listing(town.stages["draft"], DRAFTED, by=head, at=NOW)


def test_people_are_reminded_of_their_own_and_units_of_the_rest_and_it_is_counted(town: Town, office: Actor) -> None:
    one = chase.remind(town.running, DRAFTED, unit=OWN, person=person(OWN, 3), by=office, at=NOW)
    assert (one.sheets, one.accounts, one.unreached) == (1, 1, ())
    staff = town.accounts["staff"].username
    assert told(REMINDER_OF_PERSON) == {staff}
    copy = NoticeCopy.objects.get(account__username=staff, notice__kind=REMINDER_OF_PERSON)
    assert copy.notice.about["evaluation"] == str(town.evaluation(DRAFTED, OWN, person(OWN, 3)).pk)
    assert inbox.leads_on(copy, by=town.actors["staff"], at=NOW)
    later = NOW + timedelta(hours=1)
    group = chase.remind(town.running, DRAFTED, unit=OWN, by=office, at=later)
    assert group.sheets == 3
    assert told(REMINDER, later) == {town.accounts[name].username for name in ("unit_head", "unit_officer")}
    assert staff not in told(REMINDER_OF_PERSON, later)
    found = chase.listing(town.running, DRAFTED, by=office, at=later)
    (own,) = [one for one in found.groups if one.unit == OWN]
    assert ({row.reminded for row in own.rows}, own.last) == ({1}, later)
    last = event(MonthReminded)
    assert (last.units, last.people) == ([OWN], [person(OWN, 1), person(OWN, 2)])
    assert Reminder.objects.filter(by=office.account).count() == 4


def test_a_second_click_is_refused_until_the_hours_are_over(town: Town, office: Actor) -> None:
    asked = {"unit": OWN, "person": "", "by": office}
    chase.remind(town.running, DRAFTED, **asked, at=NOW)
    for at in (NOW, NOW + DAY - timedelta(seconds=1)):
        with refused(WrongState, "chase.too_soon") as no:
            chase.remind(town.running, DRAFTED, **asked, at=at)
        assert no.paths == [OWN]
    assert recorded(MonthReminded) == 1
    chase.remind(town.running, DRAFTED, **asked, at=NOW + DAY)
    Campaign.objects.filter(pk=town.running).update(policy={"hours_between_reminders": 2})
    chase.remind(town.running, DRAFTED, **asked, at=NOW + DAY + timedelta(hours=2))
    evaluations.submit(town.running, DRAFTED, OWN, subjects=[""], by=town.actors["unit_officer"], at=NOW)
    (row,) = [
        row
        for row in chase.listing(town.running, DRAFTED, by=office, at=NOW).rows
        if (row.unit, row.subject) == (OWN, "")
    ]
    assert (row.stage, row.reminded) == (chasing.UNCONFIRMED, 3)
    assert CampaignPolicy().to_data() == CampaignPolicy(hours_between_reminders=24).to_data()
    assert parse_policy(CampaignPolicy(hours_between_reminders=5).to_data()).hours_between_reminders == 5
    with pytest.raises(Invalid):
        parse_policy({"hours_between_reminders": 0})


def test_the_timetable_counts_as_a_reminder_but_does_not_keep_people_from_clicking(town: Town, office: Actor) -> None:
    early = datetime(2019, 5, 2, 3, tzinfo=NOW.tzinfo)
    notices.remind(at=early)
    (row,) = [
        row
        for row in chase.listing(town.running, DRAFTED, by=office, at=early).rows
        if (row.unit, row.subject) == (OWN, "")
    ]
    assert (row.reminded, row.last, row.clicked) == (1, early, None)
    assert chase.remind(town.running, DRAFTED, unit=OWN, person="", by=office, at=early).sheets == 1


def test_whom_nobody_can_tell_is_named_and_not_counted(town: Town, office: Actor) -> None:
    gone = [town.accounts[f"{role}.{OTHER}"].pk for role in ("unit_head", "unit_officer", "staff")]
    Account.objects.filter(pk__in=gone).update(is_active=False)
    with refused(WrongState, "chase.nobody_to_tell"):
        chase.remind(town.running, DRAFTED, unit=OTHER, by=office, at=NOW)
    done = chase.remind(town.running, DRAFTED, by=office, at=NOW)
    assert len(done.unreached) == 4
    assert done.sheets == 8
    assert {
        row.reminded for row in chase.listing(town.running, DRAFTED, by=office, at=NOW).rows if row.unit == OTHER
    } == {0}


def test_pages_say_what_waits_remind_by_a_click_and_say_why_not_again(town: Town, client: Client) -> None:
    client.force_login(town.accounts[access.STANDING_OFFICER], "django.contrib.auth.backends.ModelBackend")
    path = f"/campaigns/{town.running}/months/{DRAFTED}/missing/"
    assert f'href="{path}"' in client.get("/").content.decode()
    assert f'href="{path}"' in client.get(f"/campaigns/{town.running}/months/{DRAFTED}/").content.decode()
    assert "quá hạn 7 ngày" in client.get(path).content.decode()
    assert "Đã nhắc về 12 phiếu" in client.post(f"{path}remind/", follow=True).content.decode()
    again = client.post(f"{path}remind/", {"unit": OWN, "person": ""})
    assert again.status_code == 409
    assert "chỉ nhắc lại được sau 24 giờ" in again.content.decode()
    chair = town.accounts[access.AUTHORITY_HEAD]
    client.force_login(chair, "django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert f"/campaigns/{town.stages['corrected']}/corrections/" in page
    assert "đề nghị đính chính chờ duyệt" in page
