"""The nation's catalogue through its acts: dated rows that are never changed under what they decided."""

from datetime import date
from typing import Any

import pytest

from emulation import logins
from emulation.accounts import national_actor
from emulation.commendation import award_rules, legal_catalogue, rule_books
from emulation.events.administration import SystemAdministratorAppointed
from emulation.events.legal_catalogue import (
    LegalRowCorrected,
    LegalRowEnded,
    LegalRowEntered,
    LegalRowRemoved,
    LegalRowSucceeded,
)
from emulation.models import Account, AwardRule, BaseSalary, BonusEntitlement, Nomination, RecipientCategory
from emulation.rules.access import NATION
from kernel.actors import Actor, system_actor
from kernel.errors import Invalid, NotAllowed, WrongState
from kernel.models import LedgerEntry
from tests.acts.conftest import once, refused
from tests.world import NOW, Town, World

SALARY = {"valid_from": date(2020, 7, 1), "amount": 1_600_000, "legal_basis": "Nghị quyết 86/2019/QH14"}
WHY = "Nhập theo văn bản mới."


@pytest.fixture
def keeper(world: World) -> Actor:
    return _appointed(world.home, "administrator")


def _appointed(town: Town, name: str) -> Actor:
    account = logins.appoint(town.accounts[name].username, by=system_actor(NATION), at=NOW)
    return national_actor(Account.objects.get(pk=account.pk))


def told(event: Any) -> dict[str, Any]:
    return dict(LedgerEntry.objects.filter(type=event.type).latest("id").payload)


def test_only_the_appointed_keep_the_nations_rows_and_only_the_operator_appoints(world: World) -> None:
    home = world.home
    for name in ("administrator", "standing_officer", "all_roles"):
        with refused(NotAllowed, "legal_row.not_allowed"):
            legal_catalogue.enter("base_salary", SALARY, reason=WHY, by=home.actors[name], at=NOW)
        with refused(NotAllowed, "accounts.not_operator"):
            logins.appoint("administrator", by=home.actors[name], at=NOW)
    username = home.accounts["administrator"].username
    once(SystemAdministratorAppointed, lambda: logins.appoint(username, by=system_actor(NATION), at=NOW))


def test_a_new_base_salary_pays_from_its_day_and_not_before(keeper: Actor, town: Town) -> None:
    before = {str(one.pk): (one.base_salary, one.amount) for one in BonusEntitlement.objects.all()}
    assert before, "the world has bonuses that were computed by the old salary"
    once(LegalRowEntered, lambda: legal_catalogue.enter("base_salary", SALARY, reason=WHY, by=keeper, at=NOW))
    said = told(LegalRowEntered)
    assert (said["authority"], said["values"]["amount"], said["reason"]) == ("", 1_600_000, WHY)
    assert said["legal_basis"] == SALARY["legal_basis"]
    assert award_rules.base_salary(date(2020, 6, 30)).amount == 1_490_000
    assert award_rules.base_salary(date(2020, 7, 1)).amount == 1_600_000
    assert BaseSalary.objects.get(amount=1_600_000).to_confirm
    assert {str(one.pk): (one.base_salary, one.amount) for one in BonusEntitlement.objects.all()} == before
    row = BonusEntitlement.objects.filter(authority=town.code).order_by("pk")[0]
    salary = award_rules.base_salary(row.decided_on)
    with refused(WrongState, "legal_row.decided") as no:
        legal_catalogue.correct("base_salary", str(salary.pk), {"amount": 1}, reason=WHY, by=keeper, at=NOW)
    assert no.paths == ["amount"]
    with refused(WrongState, "legal_row.decided"):
        legal_catalogue.remove("base_salary", str(salary.pk), reason=WHY, by=keeper, at=NOW)


def test_a_received_dossier_is_judged_by_its_own_text_after_a_new_version(keeper: Actor, town: Town) -> None:
    dossier = Nomination.objects.filter(authority=town.code).exclude(rules={}).order_by("pk")[0]
    code = sorted(dossier.rules)[0]
    assert dossier.received_on
    rows = AwardRule.objects.filter(authority=None, award_code__in=("*", code), aspect="council", valid_to=None)
    row = rows.order_by("valid_from")[0]
    day = date(2030, 1, 1)
    params = {**row.params, "threshold_pct": "81"}
    given = {"valid_from": day, "params": params, "legal_basis": "Luật mới", "article": "Điều 1"}
    pinned = award_rules.rules_for(dossier, (code,), on=day)[code]

    def act() -> Any:
        return legal_catalogue.succeed("award_rule", str(row.pk), given, reason=WHY, by=keeper, at=NOW)

    once(LegalRowSucceeded, act)
    said = told(LegalRowSucceeded)
    assert (said["old"]["params"], said["new"]["params"]["threshold_pct"]) == (row.params, "81")
    row.refresh_from_db()
    assert row.valid_to == day
    fresh = Nomination.objects.get(pk=dossier.pk)
    assert award_rules.rules_for(fresh, (code,), on=day)[code] == pinned
    assert (
        award_rules.rules_on(town.code, row.award_code if row.award_code != "*" else code, day).council
        != pinned.council
    )
    with refused(Invalid, "legal_row.not_in_time"):
        legal_catalogue.succeed(
            "award_rule", str(row.pk), {**given, "valid_from": date(2031, 1, 1)}, reason=WHY, by=keeper, at=NOW
        )


CATEGORY = {
    "code": "chuyen-gia", "place": 20, "name": "Chuyên gia", "name_en": "Experts", "leads": False, "direct": True,
    "legal_basis": "Thông tư mới", "source": "", "valid_from": date(2025, 1, 1), "valid_to": date(2026, 1, 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        pytest.param(
            {"valid_from": date(2025, 12, 31), "valid_to": None}, "legal_row.overlaps", "valid_from", id="a day twice"
        ),
        pytest.param({"valid_to": date(2025, 1, 1)}, "legal_row.days", "valid_to", id="no day at all"),
        pytest.param({"legal_basis": " "}, "legal_row.value", "legal_basis", id="no basis"),
        pytest.param({"name": "x" * 201}, "legal_row.value", "name", id="too long"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(keeper: Actor, changed: Any, code: str, path: str) -> None:
    legal_catalogue.enter("recipient_category", CATEGORY, reason=WHY, by=keeper, at=NOW)
    with refused(Invalid, code if changed.get("legal_basis") != " " else "legal_row.basis_needed") as no:
        legal_catalogue.enter("recipient_category", {**CATEGORY, **changed}, reason=WHY, by=keeper, at=NOW)
    assert no.paths == [path]


def test_a_row_by_which_nothing_was_decided_is_put_right_ended_or_taken_out(keeper: Actor) -> None:
    row = legal_catalogue.enter("recipient_category", {**CATEGORY, "valid_to": None}, reason=WHY, by=keeper, at=NOW)
    key = str(row.pk)

    def correct() -> Any:
        return legal_catalogue.correct(
            "recipient_category", key, {"name": "Nhà khoa học"}, reason=WHY, by=keeper, at=NOW
        )

    once(LegalRowCorrected, correct)
    said = told(LegalRowCorrected)
    assert (said["old"], said["new"]) == ({"name": "Chuyên gia"}, {"name": "Nhà khoa học"})
    with refused(Invalid, "legal_row.reason_needed"):
        legal_catalogue.correct("recipient_category", key, {"name": "Khác"}, reason=" ", by=keeper, at=NOW)
    day = date(2027, 1, 1)
    once(
        LegalRowEnded,
        lambda: legal_catalogue.end("recipient_category", key, valid_to=day, reason=WHY, by=keeper, at=NOW),
    )
    legal_catalogue.remove("recipient_category", key, reason=WHY, by=keeper, at=NOW)
    assert not RecipientCategory.objects.filter(pk=key).exists()
    assert told(LegalRowRemoved)["values"]["name"] == "Nhà khoa học"


def test_whoever_enters_a_row_does_not_confirm_it(keeper: Actor, world: World) -> None:
    row = legal_catalogue.enter("base_salary", SALARY, reason=WHY, by=keeper, at=NOW)

    def confirm(by: Actor) -> Any:
        return legal_catalogue.correct(
            "base_salary", str(row.pk), {"to_confirm": False}, reason="Đã đối chiếu.", by=by, at=NOW
        )

    with refused(NotAllowed, "legal_row.own_confirmation"):
        confirm(keeper)
    assert not confirm(_appointed(world.home, "clerk")).to_confirm


def test_an_office_lets_a_new_version_of_its_own_rule_follow_and_no_other_offices(world: World) -> None:
    office, day = world.home.actors["standing_officer"], date(2030, 1, 1)
    row = AwardRule.objects.get(pk=world.home.own_rule)
    texts = {"article": row.article, "legal_basis": "Quy chế mới", "source": ""}
    named = {"valid_from": day, "reason": WHY, "at": NOW, **texts}
    new = rule_books.succeed(str(row.pk), row.params, by=office, **named)
    assert rule_books.succeed(str(row.pk), row.params, by=office, **named) == new
    row.refresh_from_db()
    assert (row.valid_to, new.valid_from, new.authority_id) == (day, day, world.home.code)
    with pytest.raises(Exception, match="không có dòng"):
        rule_books.succeed(str(row.pk), row.params, by=world.away.actors["standing_officer"], **named)
