"""Who gets what: official papers and their templates."""

from typing import Any

from tests.api.access.words import (
    CLUSTER,
    COMMITTEE,
    FUNDS,
    MINE,
    PAPER,
    RECORDS,
    STRANGER,
    UNIT,
    UNSEEN,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import OWN


def drafted_dossier(on: On) -> dict[str, Any]:
    return {"record": "nomination", "record_id": on.town.nominations[on.unit, "draft"]}


def paper_of_dossier(on: On) -> dict[str, Any]:
    return {"kind": "submission", "record_id": on.town.nominations[on.unit, "draft"]}


def paper_of_decision(on: On) -> dict[str, Any]:
    return {"kind": "decision", "record_id": on.town.drafted}


def paper_of_payment(on: On) -> dict[str, Any]:
    return {"kind": "payments", "record_id": on.town.payment_list}


def paper_of_campaign(on: On) -> dict[str, Any]:
    return {"kind": "review", "record_id": on.town.running}


ROWS: tuple[Row, ...] = (
    Row("api:list-form", "get", everybody("200"), others=MINE, kwargs=lambda _: {"kind": "staff"}),
    Row(
        "api:record-documents",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=drafted_dossier,
    ),
    Row(
        "api:document",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=paper_of_dossier,
    ),
    Row("api:document", "get", who("404", _200=PAPER), kwargs=paper_of_decision, label="of a draft"),
    Row("api:document", "get", who("404", _200=FUNDS), kwargs=paper_of_payment, label="of money"),
    Row("api:document", "get", who("404", _200=COMMITTEE), kwargs=paper_of_campaign, label="of a campaign"),
    Row(
        "api:document-templates",
        "get",
        who("403", sees=RECORDS),
        marker=lambda on: f"Mẫu {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "api:document-templates",
        "post",
        who("403", _404=RECORDS),
        body=lambda on: {"kind": "nominees", "file": on.town.files[OWN]},
    ),
    Row(
        "api:document-template",
        "get",
        who("403", _200=RECORDS),
        kwargs=fixed(kind="proposal"),
        others={STRANGER: "200"},
    ),
    Row(
        "api:document-template",
        "delete",
        who("403", _204=RECORDS),
        kwargs=fixed(kind="nominees"),
        others={STRANGER: "204"},
    ),
    Row(
        "web:documents",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=drafted_dossier,
    ),
    Row(
        "web:document",
        "get",
        who("404", _200=COMMITTEE | CLUSTER | UNIT),
        who("404", _200=COMMITTEE),
        kwargs=lambda on: {**paper_of_dossier(on), "form": "pdf"},
    ),
    Row(
        "web:document-templates",
        "get",
        who("403", sees=RECORDS),
        marker=lambda on: f"Mẫu {on.town.name}",
        others=UNSEEN,
    ),
    Row(
        "web:document-templates",
        "post",
        who("403", _302=RECORDS),
        body=fixed(act="retire", kind="nominees"),
        others={STRANGER: "302"},
    ),
    Row(
        "web:document-template",
        "get",
        who("403", _200=RECORDS),
        kwargs=fixed(kind="proposal"),
        others={STRANGER: "200"},
    ),
)
