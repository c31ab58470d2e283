"""Money over HTTP: bonuses listed and paid by a list of four eyes, what is refused said at its field, files to download."""

from tests.api.conftest import Caller
from tests.world import OTHER, OWN, World, person

ROOT = "/api/v1"


def test_a_list_goes_from_draft_to_paid_and_the_fund_tells_of_it(world: World, as_: Caller) -> None:
    town, accountant, head = world.home, as_("accountant"), as_("authority")
    row = f"{ROOT}/payment-lists/{town.payment_list}"
    assert head.post(f"{row}/return", {"reason": "Gộp cả đơn vị kia."}).json()["state"] == "returned"
    asked = {"fund": town.fund, "number": "01", "title": "Chi thưởng", "bonuses": None}
    revised = accountant.put(row, asked, format="json").json()
    assert (revised["state"], revised["total"], len(revised["lines"])) == ("draft", 2_520_000, 4)
    own = as_("all_roles").put(row, asked, format="json")
    assert own.status_code == 200
    refused = as_("all_roles").post(f"{row}/approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "payment_list.own_draft")
    assert head.post(f"{row}/approve").json()["approved_by"]
    short = accountant.post(
        f"{ROOT}/funds/{town.fund}/adjustments", {"amount": -4_000_000, "document": "BB", "note": "vì"}
    )
    assert (short.status_code, short.json()["balance"]) == (201, 1_000_000)
    refused = accountant.post(f"{row}/pay", {"document": "PC 1"})
    assert (refused.status_code, refused.json()["code"], refused.json()["may"]) == (409, "fund.short", ["allocate"])
    money = {"amount": 3_000_000, "document": "QĐ 9"}
    assert accountant.post(f"{ROOT}/funds/{town.fund}/allocations", money).status_code == 201
    assert accountant.post(f"{row}/pay", {"document": "PC 1"}).json()["state"] == "paid"
    ledger = head.get(f"{ROOT}/funds/{town.fund}/entries?kind=payment").json()["results"]
    assert [(one["amount"], one["balance"]) for one in ledger] == [(-2_520_000, 1_480_000)]
    book = head.get(f"{row}/file")
    assert book.content.startswith(b"PK")
    mine = as_("staff").get(f"{ROOT}/bonuses?state=paid").json()["results"]
    assert [(one["person"], one["amount"], one["multiple"]) for one in mine] == [(person(OWN, 3), 420_000, "0.3000")]


def test_what_cannot_be_is_refused_at_its_field(world: World, as_: Caller) -> None:
    town, accountant = world.home, as_("accountant")
    wrong = accountant.post(f"{ROOT}/funds/{town.fund}/allocations", {"amount": 1.5, "document": ""})
    assert wrong.status_code == 422
    assert {one["path"] for one in wrong.json()["problems"]} == {"amount", "document"}
    taken = {"fund": town.fund, "number": "02", "title": "Chi", "bonuses": [town.bonuses[OTHER]]}
    wrong = accountant.post(f"{ROOT}/payment-lists", taken, format="json")
    assert [one["path"] for one in wrong.json()["problems"]] == ["bonuses[0]"]
    allowed = as_("authority").put(f"{ROOT}/funds/{town.fund}/overdraft", {"amount": 1000, "basis": "NQ 1"}).json()
    assert (allowed["overdraft"], allowed["overdraft_basis"]) == (1000, "NQ 1")
    unit = {"name": "Quỹ P01", "document": "QĐ 1", "unit": OWN, "levels": ["agency"]}
    assert accountant.post(f"{ROOT}/funds", unit, format="json").json()["levels"] == ["agency"]


def test_the_statistics_of_a_year_are_data_and_a_workbook(world: World, as_: Caller) -> None:
    clerk = as_("clerk")
    found = clerk.get(f"{ROOT}/award-statistics/2019").json()
    assert (found["holds"], [one["code"][:4] for one in found["tables"]][:5]) == (
        True, ["0601", "0602", "0603", "0604", "0605"],
    )  # fmt: skip
    assert found["tables"][3]["rows"][0] == {"code": "01", "title": "Tổng số", "values": [None]}
    assert clerk.get(f"{ROOT}/award-statistics/2019/file?level=province").content.startswith(b"PK")
    assert clerk.get(f"{ROOT}/award-statistics/2019?level=làng").json()["problems"][0]["path"] == "level"
