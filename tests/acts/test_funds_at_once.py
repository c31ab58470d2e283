"""Two payments out of one fund at once, on connections of their own: never more than it has, and a list is paid once."""

from collections.abc import Callable
from datetime import date

import pytest

from emulation import units as organisation
from emulation.commendation import funds, payments
from emulation.events import PaymentListPaid
from emulation.models import Award, AwardType, BonusEntitlement, Decision, Fund, FundEntry, PaymentList, Unit
from emulation.rules import access
from emulation.units import UnitRow
from kernel.actors import AUTHORITY, Grant, system_actor
from kernel.errors import WrongState
from tests.acts.conftest import recorded
from tests.acts.test_at_once import at_once
from tests.world import HOME, NOW, START, Town, open_account

pytestmark = pytest.mark.django_db(transaction=True)
EACH, HELD = 600_000, 1_000_000


def bonus(town: Town, place: int) -> str:
    """One bonus of an award, as its decision would have brought it."""
    unit, kind = Unit.objects.get(code="P01"), AwardType.objects.filter(code="GK_HUYEN").earliest("valid_from")
    by, about = town.actors[access.CLERK].account, {"authority_id": HOME, "decided_on": date(2019, 5, 10)}
    signatory = {"signatory_name": "Lê Minh Đức", "signatory_title": "Chủ tịch"}
    decision = Decision.objects.create(
        title="QĐ", number=str(place), drafted_by_id=by, drafted_at=NOW, **about, **signatory
    )
    award = Award.objects.create(
        authority_id=HOME, decision=decision, place=1, award_type=kind, unit=unit, salutation="Tập thể",
        recipient_name="P01", unit_name="P01", citation="Tốt",
    )  # fmt: skip
    row = BonusEntitlement.objects.create(
        award=award, decision=decision, subject_kind="collective", unit=unit, award_code=kind.code, award_name=kind.name,
        level=kind.level, multiple="0.6", base_salary=1_000_000, rounding="up", step=10_000, amount=EACH, article="Đ73",
        basis="NĐ", made_at=NOW, **about,
    )  # fmt: skip
    return str(row.pk)


@pytest.fixture
def town(transactional_db: None, clock: None) -> Town:
    """An authority with a fund that has money for one of two approved lists."""
    town, system = Town(HOME), system_actor(HOME)
    organisation.found_authority(HOME, name="Quận", head_title="Chủ tịch", place="Hà Nội", by=system, at=START)
    row = UnitRow("P01", "Phường", "ward", "", "", "", date(2018, 1, 1))
    organisation.register(HOME, [row], source="tests", by=system, at=START)
    for role in (access.ACCOUNTANT, access.AUTHORITY_HEAD, access.CLERK):
        open_account(town, role, Grant(role, AUTHORITY))
    accountant, head = town.actors[access.ACCOUNTANT], town.actors[access.AUTHORITY_HEAD]
    town.fund = str(funds.open_(funds.Opening("Quỹ", "QĐ 1", HELD), by=accountant, at=NOW).pk)
    for place in (1, 2):
        asked = payments.Draft(town.fund, str(place), "Chi", [bonus(town, place)])
        payments.approve(str(payments.draft(asked, by=accountant, at=NOW).pk), by=head, at=NOW)
    return town


def paying(town: Town, list_id: str) -> Callable[[], str]:
    def pay() -> str:
        try:
            return payments.pay(list_id, document="PC 1", by=town.actors[access.ACCOUNTANT], at=NOW).state
        except WrongState as no:
            return no.code

    return pay


def test_a_fund_that_has_enough_for_one_pays_one_of_two_and_each_list_once(town: Town) -> None:
    first, second = (str(row.pk) for row in PaymentList.objects.order_by("number"))
    asked = [paying(town, one) for one in (first, second, first, second)]
    done = at_once(*asked)
    assert sorted(done) == ["fund.short", "fund.short", "paid", "paid"]
    assert Fund.objects.get().balance == HELD - EACH
    assert [row.balance for row in FundEntry.objects.order_by("place")] == [HELD, HELD - EACH]
    assert recorded(PaymentListPaid) == 1
    accountant = town.actors[access.ACCOUNTANT]
    money = [lambda: funds.allocate(town.fund, EACH, document="QĐ 2", by=accountant, at=NOW).place] * 3
    assert at_once(*money) == [3, 3, 3]
    assert at_once(*asked) == ["paid"] * 4
    assert Fund.objects.get().balance == HELD - EACH
    assert BonusEntitlement.objects.filter(state="paid").count() == 2
