"""Units, people, accounts and roles: what is entered, what is refused, and what a repeat changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from emulation import accounts, people, units
from emulation.events import (
    AccountOpened,
    PersonTransferred,
    RoleEnded,
    RoleGranted,
    StaffRegistered,
    UnitsRegistered,
    UnitsReorganised,
)
from emulation.models import Account, Person, Posting, RoleGrant, UnitSuccession, UnitVersion
from emulation.people import StaffRow
from emulation.rules import access
from emulation.units import UnitRow
from kernel.actors import AUTHORITY, CLUSTER, SELF, UNIT, Actor, Grant
from kernel.errors import Invalid, Missing, NotAllowed
from tests.acts.conftest import once, recorded, refused
from tests.world import NOW, Town, person

JULY = date(2019, 7, 1)


def row(code: str, name: str = "Phường mới", parent: str = "HK", cluster: str = "CUM-1", on: date = JULY) -> UnitRow:
    return UnitRow(code, name, "ward", parent, cluster, "", on)


def enter(town: Town, office: Actor, *rows: UnitRow) -> tuple[int, int]:
    return units.register(town.code, rows, source="tests", by=office, at=NOW)


def reorganise(town: Town, office: Actor, kind: str, old: str, new: str = "", **changed: Any) -> None:
    values = {
        "effective_on": JULY,
        "legal_basis": "Nghị quyết số 653/2019/UBTVQH14",
        "by": office,
        "at": NOW,
        **changed,
    }
    units.reorganise(town.code, kind, predecessors=old.split(), successors=new.split(), **values)


def empty(town: Town, office: Actor, unit: str) -> None:
    """Send everybody of a unit elsewhere, before it ends."""
    for place in (1, 2, 3):
        elsewhere = "D01" if unit != "D01" else "P01"
        people.transfer(
            town.code,
            person(unit, place),
            to_unit=elsewhere,
            position="",
            effective_on=date(2019, 6, 15),
            by=office,
            at=NOW,
        )


# Units


def test_a_unit_is_entered_once_and_a_repeat_changes_nothing(town: Town, office: Actor) -> None:
    once(UnitsRegistered, lambda: enter(town, office, row("P09")))
    assert enter(town, office, row("P09")) == (0, 1)
    assert "P09" in units.chart(town.code, JULY).units
    assert "P09" not in units.chart(town.code, date(2019, 6, 30)).units


def test_a_unit_may_stand_above_another_of_the_same_list(town: Town, office: Actor) -> None:
    assert enter(town, office, row("P10", parent="P09"), row("P09")) == (2, 0)
    assert units.chart(town.code, JULY).above("P10") == {"P10", "P09", "HK"}


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2019, 6, 30), JULY])
def test_the_branch_of_a_unit_is_what_the_chart_says_of_it_and_of_all_above_it(
    town: Town, office: Actor, day: date
) -> None:
    enter(town, office, row("P09"), row("P10", parent="P09"))
    empty(town, office, "P02")
    reorganise(town, office, "dissolve", "P02", "P01")
    whole = units.chart(town.code, day)
    for code in ["HK", "P01", "P02", "P03", "P09", "P10", "D01", "P99"]:
        branch = units.branch(town.code, code, day)
        assert branch.units == {above: whole.units[above] for above in whole.above(code)}
        assert branch.place(code, "CB1") == whole.place(code, "CB1")


def test_a_new_name_begins_on_its_day_and_the_old_one_stays_readable(town: Town, office: Actor) -> None:
    enter(town, office, row("P01", name="Phường đổi tên"))
    assert units.chart(town.code, date(2019, 6, 30)).units["P01"].name == "Đơn vị P01 Hoàn Kiếm"
    assert units.chart(town.code, JULY).units["P01"].name == "Phường đổi tên"


def test_an_unknown_unit_above_is_refused_by_name(town: Town, office: Actor) -> None:
    with refused(Invalid, "units.unknown_parent") as no:
        enter(town, office, row("P09", parent="P77"))
    assert no.refusal is not None
    assert no.refusal.params["codes"] == "P77"


def test_a_change_before_the_last_one_is_refused(town: Town, office: Actor) -> None:
    enter(town, office, row("P09"))
    with refused(Invalid, "units.out_of_order"):
        enter(town, office, row("P09", name="Khác", on=date(2019, 6, 1)))


def test_only_those_who_keep_the_records_may_change_units(town: Town, officer: Actor, chair: Actor) -> None:
    for by in (officer, chair):
        with refused(NotAllowed, "units.not_allowed"):
            enter(town, by, row("P09"))
        with refused(NotAllowed, "units.not_allowed"):
            reorganise(town, by, "merge", "P01 P02", "P01")


def test_a_merge_ends_the_old_unit_and_moves_its_people(town: Town, office: Actor) -> None:
    once(UnitsReorganised, lambda: reorganise(town, office, "merge", "P01 P02", "P01"))
    chart = units.chart(town.code, JULY)
    assert "P01" in chart.units
    assert "P02" not in chart.units
    assert "P02" in units.chart(town.code, date(2019, 6, 30)).units
    assert {p.person.code for p in people.posted(town.code, "P01", JULY)} >= {person("P02", n) for n in (1, 2, 3)}
    moved = people.posted(town.code, "P01", JULY)
    assert [p.person.code for p in moved if p.is_head] == [person("P01", 1)]
    pair = UnitSuccession.objects.get(authority=town.code)
    assert (pair.predecessor.code, pair.successor and pair.successor.code, pair.effective_on) == ("P02", "P01", JULY)


def test_a_merge_into_a_new_unit_ends_both(town: Town, office: Actor) -> None:
    enter(town, office, row("P03"))
    reorganise(town, office, "merge", "P01 P02", "P03")
    assert {"P01", "P02", "P03"} & set(units.chart(town.code, JULY).units) == {"P03"}
    assert len(people.posted(town.code, "P03", JULY)) == 6


def test_a_split_leaves_the_unit_that_goes_on(town: Town, office: Actor) -> None:
    enter(town, office, row("P03"))
    once(UnitsReorganised, lambda: reorganise(town, office, "split", "P01", "P01 P03"))
    assert {"P01", "P03"} < set(units.chart(town.code, JULY).units)


def test_a_unit_with_people_and_more_than_one_heir_cannot_end(town: Town, office: Actor) -> None:
    enter(town, office, row("P03"), row("P04"))
    with refused(Invalid, "units.people_left") as no:
        reorganise(town, office, "split", "P01", "P03 P04")
    assert no.refusal is not None
    assert no.refusal.params["count"] == 3
    with refused(Invalid, "units.people_left"):
        reorganise(town, office, "dissolve", "P01")


def test_an_empty_unit_is_dissolved(town: Town, office: Actor) -> None:
    empty(town, office, "P02")
    once(UnitsReorganised, lambda: reorganise(town, office, "dissolve", "P02"))
    assert "P02" not in units.chart(town.code, JULY).units
    assert UnitSuccession.objects.get(authority=town.code).successor is None


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("merge", "P01", "P02"),
        ("merge", "P01 P01", "P02"),
        ("merge", "P01 P02", ""),
        ("split", "P01 P02", "D01"),
        ("split", "P01", "P02 P02"),
        ("dissolve", "P01 P02", ""),
        ("dissolve", "P01", "P01"),
        ("rename", "P01", "P02"),
    ],
)
def test_a_reorganisation_of_another_shape_is_refused(town: Town, office: Actor, kind: str, old: str, new: str) -> None:
    with refused(Invalid, "units.bad_reorganisation"):
        reorganise(town, office, kind, old, new)


def test_units_that_are_not_there_on_the_day_are_named(town: Town, office: Actor) -> None:
    with refused(Missing, "units.missing") as no:
        reorganise(town, office, "merge", "P01 P77", "P01")
    assert no.refusal is not None
    assert no.refusal.params["codes"] == "P77"


def test_a_unit_cannot_end_on_the_day_it_begins_nor_before_what_is_known_of_it(town: Town, office: Actor) -> None:
    enter(town, office, row("P03"))
    with refused(Invalid, "units.out_of_order"):
        reorganise(town, office, "dissolve", "P03")
    enter(town, office, row("P02", name="Tên sau này", on=date(2019, 9, 1)))
    with refused(Invalid, "units.out_of_order"):
        reorganise(town, office, "merge", "P01 P02", "P01")


def test_a_unit_cannot_end_while_units_stand_below_it_or_somebody_begins_there_later(town: Town, office: Actor) -> None:
    enter(town, office, row("P09", parent="P02"))
    with refused(Invalid, "units.units_left"):
        reorganise(town, office, "merge", "P01 P02", "P01")
    people.transfer(
        town.code, person("P01", 3), to_unit="D01", position="", effective_on=date(2019, 8, 1), by=office, at=NOW
    )
    with refused(Invalid, "units.people_later"):
        reorganise(town, office, "dissolve", "D01", "P01")


# People


def staff(code: str, **changed: Any) -> StaffRow:
    made = StaffRow(code, "Lò Thị Thử", "nữ", "P01", "Chuyên viên", "Chuyên môn", False, date(2019, 1, 1))
    return replace(made, **changed)


def test_staff_are_entered_once_and_a_repeat_changes_nothing(town: Town, office: Actor) -> None:
    once(StaffRegistered, lambda: people.register(town.code, [staff("CB9")], source="tests", by=office, at=NOW))
    decomposed = staff("CB9", full_name="Lo\u0300 Thi\u0323 Thu\u031b\u0309")
    assert people.register(town.code, [decomposed], source="tests", by=office, at=NOW) == (0, 1)
    assert Person.objects.get(authority=town.code, code="CB9").search_name == "lo thi thu"


def test_staff_of_an_unknown_unit_or_out_of_order_are_refused(town: Town, office: Actor) -> None:
    with refused(Invalid, "people.unknown_unit"):
        people.register(town.code, [staff("CB9", unit="P77")], source="tests", by=office, at=NOW)
    with refused(Invalid, "people.out_of_order"):
        known = staff(person("P01", 3), unit="P02", valid_from=date(2017, 1, 1))
        people.register(town.code, [known], source="tests", by=office, at=NOW)
    assert not Person.objects.filter(code="CB9").exists()


def test_one_bad_line_keeps_the_whole_list_out(town: Town, office: Actor) -> None:
    bad = staff(person("P01", 3), unit="P02", valid_from=date(2017, 1, 1))
    with refused(Invalid, "people.out_of_order"):
        people.register(town.code, [staff("CB9"), bad], source="tests", by=office, at=NOW)
    assert not Person.objects.filter(code="CB9").exists()


def move(town: Town, by: Actor, code: str = person("P01", 3), to: str = "P02", on: date = date(2019, 6, 1)) -> None:
    people.transfer(town.code, code, to_unit=to, position="", effective_on=on, by=by, at=NOW)


def test_a_transfer_moves_from_its_day_on_and_a_repeat_changes_nothing(town: Town, office: Actor) -> None:
    once(PersonTransferred, lambda: move(town, office))
    postings = Posting.objects.filter(person__code=person("P01", 3), authority=town.code).order_by("valid_from")
    assert [(p.unit.code, p.valid_to) for p in postings] == [("P01", date(2019, 6, 1)), ("P02", None)]
    assert [p.position for p in postings] == ["Chuyên viên", "Chuyên viên"]


def test_a_transfer_of_nobody_to_nowhere_backwards_or_to_the_same_unit_is_refused(town: Town, office: Actor) -> None:
    for wrong in ({"code": "CB404"}, {"to": "P77"}):
        with refused(Missing, "people.missing"):
            move(town, office, **wrong)  # type: ignore[arg-type]
    with refused(Invalid, "people.bad_transfer"):
        move(town, office, to="P01")
    with refused(Invalid, "people.bad_transfer"):
        move(town, office, on=date(2018, 1, 1))
    with refused(NotAllowed, "units.not_allowed"):
        move(town, town.actors["unit_head"])


# Accounts


def open_(town: Town, by: Actor, username: str = "moi", **changed: Any) -> Account:
    return accounts.open_account(
        town.code, username, **{"password": "mot-mat-khau-rat-dai-2019", "by": by, "at": NOW, **changed}
    )


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actors["administrator"]


def test_an_account_is_opened_once_and_a_repeat_leaves_its_password(town: Town, admin: Actor) -> None:
    once(AccountOpened, lambda: open_(town, admin))
    again = open_(town, admin, password="mot-mat-khau-khac-2019")
    assert again.check_password("mot-mat-khau-rat-dai-2019")


def test_a_weak_password_is_refused_with_the_reason(town: Town, admin: Actor) -> None:
    for weak in ("123", "password", "moi"):
        with refused(Invalid, "accounts.weak_password") as no:
            open_(town, admin, password=weak)
        assert no.paths == ["password"]
    assert not Account.objects.filter(username="moi").exists()


def test_a_name_taken_elsewhere_and_a_person_with_an_account_are_refused(town: Town, admin: Actor, world: Any) -> None:
    with refused(Invalid, "accounts.taken"):
        open_(town, admin, username=f"unit_head@{world.away.code}")
    with refused(Invalid, "accounts.person_taken"):
        open_(town, admin, person=person("P01", 1))
    with refused(Missing, "accounts.no_person"):
        open_(town, admin, person="CB404")


def test_only_administrators_manage_accounts(town: Town, office: Actor) -> None:
    with refused(NotAllowed, "accounts.not_allowed"):
        open_(town, office)
    grant = Grant(access.STANDING_OFFICER, AUTHORITY)
    for act in (accounts.grant_role, accounts.end_role):
        with refused(NotAllowed, "accounts.not_allowed"):
            act(town.code, f"staff@{town.code}", grant, by=office, at=NOW)


def actor_now(town: Town, name: str) -> Actor:
    return accounts.actor_of(Account.objects.get(username=f"{name}@{town.code}"))


def test_a_role_is_granted_once_ended_once_and_kept_on_record(town: Town, admin: Actor) -> None:
    username, grant = f"staff@{town.code}", Grant(access.UNIT_OFFICER, UNIT, "P02")
    once(RoleGranted, lambda: accounts.grant_role(town.code, username, grant, by=admin, at=NOW))
    assert grant in actor_now(town, "staff").grants
    once(RoleEnded, lambda: accounts.end_role(town.code, username, grant, by=admin, at=NOW))
    assert grant not in actor_now(town, "staff").grants
    ended = RoleGrant.objects.get(account__username=username, role=access.UNIT_OFFICER)
    assert (ended.ended_by, ended.ended_at) == (admin.account, NOW)
    accounts.grant_role(town.code, username, grant, by=admin, at=NOW)
    assert grant in actor_now(town, "staff").grants


def test_unknown_roles_accounts_and_places_are_refused_in_both_directions(town: Town, admin: Actor) -> None:
    known = f"staff@{town.code}"
    for username, grant in (
        ("khong-co", Grant(access.STAFF, AUTHORITY)),
        (known, Grant(access.UNIT_OFFICER, UNIT, "P77")),
        (known, Grant(access.CLUSTER_LEAD, CLUSTER, "CUM-9")),
        ("staff@dong-da", Grant(access.STAFF, AUTHORITY)),
    ):
        for act in (accounts.grant_role, accounts.end_role):
            with refused(Missing, "accounts.missing"):
                act(town.code, username, grant, by=admin, at=NOW)
    with refused(Invalid, "accounts.bad_role"):
        accounts.grant_role(town.code, known, Grant("king", AUTHORITY), by=admin, at=NOW)


def test_staff_is_a_role_over_oneself_and_needs_a_record_to_be_over(town: Town, admin: Actor) -> None:
    for grant in (Grant(access.STAFF, UNIT, "P01"), Grant(access.STAFF, AUTHORITY)):
        with refused(Invalid, "accounts.staff_scope") as no:
            accounts.grant_role(town.code, f"unit_officer@{town.code}", grant, by=admin, at=NOW)
        assert no.paths == ["scope"]
    with refused(Invalid, "accounts.staff_without_person"):
        accounts.grant_role(town.code, f"clerk@{town.code}", Grant(access.STAFF, SELF), by=admin, at=NOW)
    own = Grant(access.STAFF, SELF)
    accounts.grant_role(town.code, f"unit_officer@{town.code}", own, by=admin, at=NOW)
    assert own in actor_now(town, "unit_officer").grants


def test_a_role_of_one_scope_is_neither_taken_for_nor_ended_by_another(town: Town, admin: Actor) -> None:
    """Ending a role over a unit that is not there once ended the role over the whole authority."""
    office = f"standing_officer@{town.code}"
    with refused(Missing, "accounts.missing"):
        accounts.end_role(town.code, office, Grant(access.STANDING_OFFICER, UNIT, "P77"), by=admin, at=NOW)
    accounts.end_role(town.code, office, Grant(access.STANDING_OFFICER, SELF), by=admin, at=NOW)
    assert actor_now(town, "standing_officer").grants == (Grant(access.STANDING_OFFICER, AUTHORITY),)
    assert recorded(RoleEnded) == 0
    with refused(Invalid, "accounts.other_scope"):
        accounts.grant_role(town.code, office, Grant(access.STANDING_OFFICER, SELF), by=admin, at=NOW)


def test_nobody_grants_a_role_to_themselves(town: Town, admin: Actor) -> None:
    name, before = f"administrator@{town.code}", recorded(RoleGranted)
    with refused(NotAllowed, "accounts.own_role"):
        accounts.grant_role(town.code, name, Grant(access.STANDING_OFFICER, AUTHORITY), by=admin, at=NOW)
    assert recorded(RoleGranted) == before


def test_an_authority_that_is_founded_again_stays_as_it_was(town: Town, office: Actor) -> None:
    again = units.found_authority(town.code, name="Khác", head_title="Khác", place="Khác", by=office, at=NOW)
    assert again.name == f"Quận {town.name}"
    assert UnitVersion.objects.filter(authority=town.code).count() == 4
