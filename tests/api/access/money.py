"""Who gets what: funds, bonuses, payment lists and statistics."""

from typing import Any

from tests.api.access.words import (
    ACCOUNTANT,
    COMMITTEE,
    FUNDS,
    HEAD,
    MINE,
    OFFICE,
    PAPER,
    RECORDS,
    STAFF,
    STRANGER,
    UNIT_HEAD,
    UNSEEN,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import OTHER, person


def fund_of(on: On) -> dict[str, Any]:
    return {"fund_id": on.town.fund}


def fund_page(on: On) -> dict[str, Any]:
    return {"fund": on.town.fund}


def list_of(on: On) -> dict[str, Any]:
    return {"payment_list_id": on.town.payment_list}


def list_page(on: On) -> dict[str, Any]:
    return {"payment_list": on.town.payment_list}


def bonus_of(on: On) -> str:
    return on.town.bonuses[on.unit]


def persons_bonus(on: On) -> str:
    return on.town.bonuses[person(on.unit, 3)]


def new_list(on: On) -> dict[str, Any]:
    return {"fund": on.town.fund, "number": "09", "title": "Chi", "bonuses": None}


COMMUNE = {"level": "commune", "valid_from": "2019-01-01", "legal_basis": "NQ 1"}
PAPER_OF_MONEY = {"amount": 1000, "document": "QĐ 9", "note": "vì"}

ROWS: tuple[Row, ...] = (
    Row("api:funds", "get", who("blind", sees=FUNDS), marker=lambda on: on.town.fund, others=UNSEEN),
    Row(
        "api:funds",
        "post",
        who("403", _201=ACCOUNTANT),
        body=fixed(name="Quỹ P02", document="QĐ 1", unit="P02"),
        others={STRANGER: "201"},
    ),
    Row("api:fund-entries", "get", who("404", sees=FUNDS), kwargs=fund_of, marker=lambda _: "QĐ 02"),
    Row("api:fund-allocate", "post", who("403", _201=ACCOUNTANT), kwargs=fund_of, body=fixed(**PAPER_OF_MONEY)),
    Row("api:fund-adjust", "post", who("403", _201=ACCOUNTANT), kwargs=fund_of, body=fixed(**PAPER_OF_MONEY)),
    Row("api:fund-overdraft", "put", who("403", _200=HEAD), kwargs=fund_of, body=fixed(amount=1, basis="NQ 1")),
    Row(
        "api:bonuses",
        "get",
        who("blind", sees=FUNDS | {UNIT_HEAD}),
        who("blind", sees=FUNDS),
        marker=bonus_of,
        others=UNSEEN,
    ),
    Row(
        "api:bonuses",
        "get",
        who("blind", sees=FUNDS | {STAFF}),
        who("blind", sees=FUNDS),
        marker=persons_bonus,
        others=UNSEEN,
        label="of a person",
    ),
    Row(
        "api:bonus-recover",
        "post",
        who("404", _409=ACCOUNTANT, _403=COMMITTEE | {UNIT_HEAD}),
        who("404", _409=ACCOUNTANT, _403=COMMITTEE),
        kwargs=lambda on: {"bonus_id": bonus_of(on)},
        body=fixed(document="PT 1"),
    ),
    Row("api:payment-lists", "get", who("blind", sees=FUNDS), marker=lambda on: on.town.payment_list, others=UNSEEN),
    Row("api:payment-lists", "post", who("403", _201={ACCOUNTANT, OFFICE}), body=new_list),
    Row(
        "api:payment-list",
        "get",
        who("404", sees=FUNDS),
        kwargs=list_of,
        marker=lambda on: bonus_of(On(on.town, OTHER)),
    ),
    Row(
        "api:payment-list",
        "put",
        who("404", _200={ACCOUNTANT, OFFICE}, _403=COMMITTEE - {OFFICE}),
        kwargs=list_of,
        body=new_list,
    ),
    Row("api:payment-list-file", "get", who("404", _200=FUNDS), kwargs=list_of),
    Row("api:payment-list-approve", "post", who("403", _200=HEAD), kwargs=list_of),
    Row(
        "api:payment-list-return",
        "post",
        who("403", _200=HEAD, _409=ACCOUNTANT),
        kwargs=list_of,
        body=fixed(reason="vì"),
    ),
    Row("api:payment-list-discard", "post", who("403", _200={ACCOUNTANT, OFFICE}), kwargs=list_of),
    Row(
        "api:payment-list-pay",
        "post",
        who("404", _409=ACCOUNTANT, _403=COMMITTEE),
        kwargs=list_of,
        body=fixed(document="PC 1"),
    ),
    *(
        Row(route, "get", who("403", _200=PAPER), kwargs=fixed(year=2019), others={STRANGER: "200"})
        for route in ("api:statistics", "api:statistics-file", "web:statistics-workbook")
    ),
    Row("api:authority-levels", "get", everybody("200"), others=MINE),
    Row("api:authority-levels", "post", who("403", _201=RECORDS), body=fixed(**COMMUNE), others={STRANGER: "201"}),
    Row("web:statistics", "post", who("403", _302=RECORDS), body=fixed(**COMMUNE), others={STRANGER: "302"}),
    Row("web:statistics", "get", who("403", _200=PAPER), others={STRANGER: "200"}),
    Row("web:funds", "get", who("403", sees=FUNDS), marker=lambda on: on.town.fund, others=UNSEEN),
    Row(
        "web:funds",
        "post",
        who("403", _302=ACCOUNTANT),
        body=fixed(act="open", name="Quỹ P02", document="QĐ 1", amount="0", unit="P02"),
        others={STRANGER: "302"},
    ),
    Row("web:fund", "get", who("404", sees=FUNDS), kwargs=fund_page, marker=lambda _: "QĐ 02"),
    Row(
        "web:fund",
        "post",
        who("404", _302=ACCOUNTANT, _403=COMMITTEE),
        kwargs=fund_page,
        body=fixed(act="allocate", **PAPER_OF_MONEY),
    ),
    Row(
        "web:bonuses",
        "get",
        who("blind", sees=FUNDS | {UNIT_HEAD}),
        who("blind", sees=FUNDS),
        marker=bonus_of,
        others=UNSEEN,
    ),
    Row(
        "web:bonuses",
        "post",
        who("404", _409=ACCOUNTANT, _403=COMMITTEE | {UNIT_HEAD}),
        who("404", _409=ACCOUNTANT, _403=COMMITTEE),
        body=lambda on: {"act": "recover", "bonus": bonus_of(on), "document": "PT 1"},
    ),
    Row(
        "web:payment-list",
        "get",
        who("404", sees=FUNDS),
        kwargs=list_page,
        marker=lambda on: f"Chi thưởng {on.town.name}",
    ),
    Row(
        "web:payment-list",
        "post",
        who("404", _302=HEAD, _403=FUNDS - {HEAD}),
        kwargs=list_page,
        body=fixed(act="approve"),
    ),
    Row("web:payment-list-workbook", "get", who("404", _200=FUNDS), kwargs=list_page),
)
