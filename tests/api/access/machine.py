"""Who gets what: the door, the schema and the machine room."""

from typing import Any

from tests.api.access.words import (
    ADMIN,
    COMMITTEE,
    MINE,
    RECORDS,
    STAFF,
    STRANGER,
    UNSEEN,
    On,
    Row,
    everybody,
    fixed,
    who,
)
from tests.world import PASSWORD, mishap


def delivery(on: On) -> dict[str, Any]:
    return {"delivery_id": on.town.delivery}


def page_of_delivery(on: On) -> dict[str, Any]:
    return {"delivery": on.town.delivery}


ROWS: tuple[Row, ...] = (
    Row("api:schema", "get", everybody("200"), public=True),
    Row("api:docs", "get", everybody("200"), public=True),
    Row("api:redoc", "get", everybody("200"), public=True),
    Row(
        "api:token",
        "post",
        everybody("201"),
        body=lambda on: {"username": on.town.accounts[STAFF].username, "password": PASSWORD},
        public=True,
    ),
    Row("api:token", "post", everybody("403"), body=fixed(username="ai", password="gì"), public=True, label="wrong"),
    Row("api:token", "delete", everybody("204"), others={STRANGER: "204"}),
    Row("api:me", "get", everybody("200"), others=MINE),
    Row(
        "api:entries",
        "get",
        who("blind", sees=COMMITTEE | {ADMIN}),
        query=lambda on: f"key={on.town.running}",
        marker=lambda on: on.town.running,
        others=UNSEEN,
    ),
    Row("api:heads", "get", who("403", _200=COMMITTEE | {ADMIN}), others=MINE),
    Row("api:status", "get", who("403", _200=RECORDS), others=MINE),
    Row(
        "api:deliveries",
        "get",
        who("blind", sees=RECORDS),
        marker=lambda on: mishap(on.town),
        others=UNSEEN,
    ),
    Row("api:retry", "post", who("403", _204=ADMIN), kwargs=delivery),
    Row("api:discard", "post", who("403", _204=ADMIN), kwargs=delivery, body=fixed(reason="vì")),
    Row("web:home", "get", everybody("sees"), marker=lambda on: on.town.running, others=UNSEEN),
    Row(
        "web:home",
        "get",
        who("blind", sees=COMMITTEE),
        marker=lambda on: on.town.stages["draft"],
        others=UNSEEN,
        label="of drafts",
    ),
    Row("web:login", "get", everybody("200"), public=True),
    Row(
        "web:login",
        "post",
        everybody("302"),
        body=lambda on: {"username": on.town.accounts[STAFF].username, "password": PASSWORD},
        public=True,
    ),
    Row("web:logout", "post", everybody("302"), public=True),
    Row("web:language", "get", everybody("302"), public=True),
    Row("web:language", "post", everybody("302"), body=fixed(language="en"), public=True),
    Row(
        "web:operations",
        "get",
        who("403", sees=RECORDS),
        marker=lambda on: mishap(on.town),
        others=UNSEEN,
    ),
    Row("web:delivery-retry", "post", who("403", _302=ADMIN), kwargs=page_of_delivery),
    Row("web:delivery-discard", "post", who("403", _302=ADMIN), kwargs=page_of_delivery, body=fixed(reason="vì")),
)
