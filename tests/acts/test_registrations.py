"""Registrations and pledges: written, handed in late but not refused, approved by others; who has not is reminded once a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from emulation.commendation import pledges, registration_lists, registrations
from emulation.commendation.nomination_notices import tell_of_registration
from emulation.commendation.pledges import Term
from emulation.commendation.registrations import Aim
from emulation.events import RegistrationMoved
from emulation.models import AwardRule, NoticeCopy, Pledge, Registration
from emulation.rules import access
from kernel.errors import Invalid, Missing, NotAllowed, WrongState
from tests.world import NOW, OTHER, OWN, World, event, person

TERM = Term(2019)


def test_what_is_registered_late_is_marked_and_what_is_approved_is_not_written_again(world: World) -> None:
    town, officer = world.home, world.home.actors[access.UNIT_OFFICER]
    office, head = town.actors[access.STANDING_OFFICER], town.actors[access.UNIT_HEAD]
    row = Registration.objects.get(pk=town.registrations[OWN])
    assert (row.state, row.late, row.lines.count()) == ("submitted", True, 2)
    row = registrations.return_(str(row.pk), reason="Thiếu người.", by=office, at=NOW)
    assert tell_of_registration(event(RegistrationMoved, registration=str(row.pk)), NOW) == 2
    aims = [Aim("GK_HUYEN", person(OTHER, 3)), Aim("TTLDTT", person(OWN, 3)), Aim("KHÔNG"), Aim("KHÔNG")]
    with pytest.raises(Invalid) as refused:
        registrations.write(OWN, 2019, aims, by=officer, at=NOW)
    assert [problem.path for problem in refused.value.problems] == [
        "lines[0].person", "lines[1].award_code", "lines[2].award_code", "lines[3].award_code", "lines[3].person",
    ]  # fmt: skip
    registrations.write(OWN, 2019, [Aim("GK_HUYEN")], by=officer, at=NOW)
    registrations.submit(str(row.pk), by=head, at=NOW)
    row = registrations.approve(str(row.pk), by=office, at=NOW)
    assert (row.state, row.reason, row.lines.count()) == ("approved", "", 1)
    with pytest.raises(WrongState):
        registrations.write(OWN, 2019, [Aim("GK_HUYEN")], by=officer, at=NOW)
    early = registrations.write(OWN, 2020, [Aim("GK_HUYEN")], by=officer, at=NOW)
    assert not registrations.submit(str(early.pk), by=head, at=datetime(2020, 3, 31, 16, tzinfo=UTC)).late


def test_until_when_a_year_is_registered_for_is_a_rule_with_its_dates(world: World) -> None:
    town = world.home
    assert registrations.until(town.code, 2020, None) == date(2020, 3, 31)
    AwardRule.objects.create(
        authority_id=town.code,
        award_code="*",
        aspect=AwardRule.PROCEDURE,
        code="steps",
        params={"appraisal_days": 10, "fewest_secret": 3, "register_by": "02-15"},
        article="Quy chế thi đua của quận",
        legal_basis="Quy chế thi đua của quận",
        valid_from=date(2020, 1, 1),
    )
    assert registrations.until(town.code, 2020, None) == date(2020, 2, 15)
    assert registrations.until(world.away.code, 2020, None) == date(2020, 3, 31)
    assert registrations.until(town.code, 2015, None) is None


def test_who_registers_does_not_approve_and_nobody_sees_that_of_others(world: World) -> None:
    town, both = world.home, world.home.actors["all_roles"]
    row = registrations.write("P02", 2019, [Aim("GK_HUYEN")], by=both, at=NOW)
    registrations.submit(str(row.pk), by=both, at=NOW)
    with pytest.raises(NotAllowed):
        registrations.approve(str(row.pk), by=both, at=NOW)
    with pytest.raises(Missing):
        registrations.submit(town.registrations[OTHER], by=town.actors[access.UNIT_HEAD], at=NOW)
    with pytest.raises(Missing):
        registrations.approve(world.away.registrations[OWN], by=town.actors[access.STANDING_OFFICER], at=NOW)


def test_who_has_not_registered_is_reminded_once_a_day(world: World) -> None:
    town, office = world.home, world.home.actors[access.STANDING_OFFICER]
    found = registration_lists.listing(TERM, by=office, at=NOW)
    assert [row.code for row in found.missing] == ["P02"]
    assert [[row.code for row in rows] for _, rows in found.groups] == [[OWN, "P02"], [OTHER]]
    assert registration_lists.remind(TERM, by=office, at=NOW) == ("P02",)
    assert NoticeCopy.objects.filter(account=town.accounts["unit_head.P02"], notice__kind="register_due").count() == 1
    with pytest.raises(WrongState):
        registration_lists.remind(TERM, by=office, at=NOW)
    assert registration_lists.remind(TERM, by=office, at=NOW + timedelta(days=1)) == ("P02",)
    own = registration_lists.listing(TERM, by=town.actors[access.UNIT_OFFICER], at=NOW)
    assert [row.code for row in own.rows] == [OWN]
    with pytest.raises(NotAllowed):
        registration_lists.remind(TERM, by=town.actors[access.UNIT_OFFICER], at=NOW)


def test_a_pledge_is_signed_by_value_and_its_text_stays(world: World) -> None:
    town, office, head = world.home, world.home.actors[access.STANDING_OFFICER], world.home.actors[access.UNIT_HEAD]
    with pytest.raises(Missing):
        pledges.sign(OWN, TERM, by=head, at=NOW)
    pledges.write(TERM, "Thi đua là yêu nước.", by=office, at=NOW)
    pledges.write(TERM, "Thi đua là yêu nước, yêu nước thì phải thi đua.", by=office, at=NOW)
    for by, unit in ((town.actors[access.UNIT_OFFICER], OWN), (head, OTHER)):
        with pytest.raises(NotAllowed):
            pledges.sign(unit, TERM, by=by, at=NOW)
    row = pledges.sign(OWN, TERM, by=head, at=NOW)
    assert pledges.sign(OWN, TERM, by=head, at=NOW + timedelta(days=1)) == row
    assert row.text == "Thi đua là yêu nước, yêu nước thì phải thi đua."
    with pytest.raises(WrongState):
        pledges.write(TERM, "Khác.", by=office, at=NOW)
    with pytest.raises(NotAllowed):
        pledges.write(replace(TERM, year=2020), "Khác.", by=head, at=NOW)
    assert [one.code for one in registration_lists.listing(TERM, by=office, at=NOW).unsigned] == ["P02", OTHER]
    with pytest.raises(ProgrammingError), transaction.atomic():
        Pledge.objects.filter(pk=row.pk).update(text="khác")
