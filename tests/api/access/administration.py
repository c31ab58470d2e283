"""Who gets what: log-ins, the nation's catalogue, the timetable, the ledger's pages and units."""

from typing import Any
from uuid import UUID

from emulation.models import BaseSalary
from kernel.models import LedgerEntry
from tests.api.access.things import unit_name
from tests.api.access.words import (
    ADMIN,
    CLERK,
    MINE,
    RECORDS,
    STRANGER,
    UNSEEN,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import OWN

WHY = {"reason": "vì"}
NEW = {"values": {"valid_from": "2020-07-01", "amount": 1600000, "legal_basis": "NQ 86"}, **WHY}
UNIT = {"code": "P77", "name": "Phường mới", "kind": "ward", "valid_from": "2019-06-01"}


def login(on: On) -> dict[str, Any]:
    return {"username": on.town.accounts[CLERK].username}


def login_page(on: On) -> dict[str, Any]:
    return {"account": on.town.accounts[CLERK].pk}


def salary(on: On) -> dict[str, Any]:
    return {"table": "base_salary", "row_id": BaseSalary.objects.earliest("valid_from").pk}


def category(on: On) -> dict[str, Any]:
    return {"table": "recipient_category", "row_id": UUID(int=1)}


def entry(on: On) -> dict[str, Any]:
    return {"number": LedgerEntry.objects.filter(authority=on.town.code, key=on.town.running).earliest("id").pk}


ADMINISTERS = who("403", _204=ADMIN)
ROWS: tuple[Row, ...] = (
    Row(
        "api:accounts",
        "get",
        who("403", sees=ADMIN),
        query=lambda on: f"username={on.town.accounts[CLERK].username}",
        marker=lambda on: on.town.accounts[CLERK].username,
        others=UNSEEN,
    ),
    Row("api:account-shut", "post", ADMINISTERS, kwargs=login, body=fixed(**WHY)),
    Row("api:account-reopen", "post", ADMINISTERS, kwargs=login, body=fixed(**WHY)),
    Row("api:account-unlock", "post", ADMINISTERS, kwargs=login),
    Row("api:units", "post", who("403", _204=RECORDS), body=fixed(**UNIT), others={STRANGER: "204"}),
    Row("api:unit-history", "get", everybody("sees"), kwargs=fixed(code=OWN), marker=unit_name, others=UNSEEN),
    Row("api:legal-rows", "get", everybody("200"), kwargs=fixed(table="base_salary"), others=MINE),
    Row(
        "api:legal-rows",
        "post",
        everybody("403"),
        kwargs=fixed(table="base_salary"),
        body=fixed(**NEW),
        others={STRANGER: "403"},
    ),
    Row("api:legal-row", "patch", everybody("403"), kwargs=salary, body=fixed(**NEW), others={STRANGER: "403"}),
    Row("api:legal-row", "delete", everybody("403"), kwargs=salary, body=fixed(**WHY), others={STRANGER: "403"}),
    Row("api:legal-successor", "post", everybody("403"), kwargs=salary, body=fixed(**NEW), others={STRANGER: "403"}),
    Row(
        "api:legal-end",
        "post",
        everybody("403"),
        kwargs=category,
        body=fixed(valid_to="2020-01-01", **WHY),
        others={STRANGER: "403"},
    ),
    Row("api:jobs", "get", who("403", _200=RECORDS), others=MINE),
    Row(
        "api:job",
        "put",
        everybody("403"),
        kwargs=fixed(job="send_mails"),
        body=fixed(rhythm="every 30", running=True, **WHY),
        others={STRANGER: "403"},
    ),
    Row("web:ledger", "get", who("403", _200=RECORDS), others=MINE),
    Row(
        "web:ledger-entry",
        "get",
        who("403", sees=RECORDS),
        kwargs=entry,
        marker=lambda on: on.town.running,
    ),
    Row(
        "web:accounts",
        "get",
        who("403", sees=ADMIN),
        marker=lambda on: str(on.town.accounts[CLERK].pk),
        others=UNSEEN,
    ),
    Row("web:account-new", "get", who("403", _200=ADMIN), others=MINE),
    Row(
        "web:account-new",
        "post",
        who("403", _302=ADMIN),
        body=fixed(username="nguoi.khac"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:account",
        "get",
        who("403", sees=ADMIN),
        kwargs=login_page,
        marker=lambda on: on.town.accounts[CLERK].username,
    ),
    Row("web:account", "post", who("403", _302=ADMIN), kwargs=login_page, body=fixed(act="shut", **WHY)),
    Row("web:password", "get", everybody("200"), others=MINE),
    Row("web:password", "post", everybody("422"), body=fixed(old_password="sai"), others={STRANGER: "422"}),
    Row("web:password-choose", "get", everybody("404"), kwargs=fixed(uidb64="eA", token="x-y"), public=True),
    Row("web:password-choose", "post", everybody("404"), kwargs=fixed(uidb64="eA", token="x-y"), public=True),
    Row("web:units", "get", everybody("sees"), marker=unit_name, others=UNSEEN),
    Row("web:unit-new", "get", who("403", _200=RECORDS), others=MINE),
    Row("web:unit-new", "post", who("403", _302=RECORDS), body=fixed(**UNIT), others={STRANGER: "302"}),
    Row("web:unit", "get", everybody("sees"), kwargs=fixed(code=OWN), marker=unit_name, others=UNSEEN),
    Row(
        "web:unit",
        "post",
        who("403", _302=RECORDS),
        kwargs=fixed(code=OWN),
        body=fixed(name="Phường khác", kind="ward", valid_from="2019-06-01"),
        others={STRANGER: "302"},
    ),
    Row("web:unit-reorganise", "get", who("403", _200=RECORDS), others=MINE),
    Row(
        "web:unit-reorganise",
        "post",
        who("403", _302=RECORDS),
        body=fixed(
            kind="merge", predecessors=["P01", "P02"], successors=["P02"], effective_on="2019-06-01", legal_basis="QĐ 1"
        ),
        others={STRANGER: "302"},
    ),
)
