"""Who gets what: the pages on which campaigns and schemes are drafted and tried."""

from typing import Any
from uuid import UUID

from tests.api.access.words import COMMITTEE, HEAD, MINE, OFFICE, STRANGER, On, Row, everybody, fixed, who


def draft(step: str) -> Any:
    return lambda on: {"campaign": on.town.stages["draft"], "step": step}


def written(**more: str) -> Any:
    return lambda on: {"draft": on.town.scheme_draft, **more}


def published(**more: str) -> Any:
    return lambda on: {"code": on.town.scheme["code"], "version": 1, **more}


def on_ranked_months(on: On) -> dict[str, Any]:
    return {"on": f"campaign:{on.town.running}:units"}


MADE = {STRANGER: "302"}
NEW = fixed(origin="blank", code="moi", name="Mới", title="Mới", subject="unit")
ROWS: tuple[Row, ...] = (
    Row("web:campaigns", "get", everybody("200"), others=MINE),
    Row("web:campaign-new", "get", who("403", _200=OFFICE), others=MINE),
    Row("web:campaign-new", "post", who("403", _302=OFFICE), body=NEW, others=MADE),
    Row(
        "web:campaign-draft",
        "get",
        who("404", _200={OFFICE, HEAD}, _403=COMMITTEE - {OFFICE, HEAD}),
        kwargs=draft("preview"),
    ),
    Row(
        "web:campaign-draft",
        "post",
        who("404", _302=OFFICE, _403=COMMITTEE - {OFFICE}),
        kwargs=draft("contents"),
        body=NEW,
    ),
    Row("web:schemes", "get", everybody("200"), others=MINE),
    Row("web:scheme", "get", everybody("200"), kwargs=published()),
    Row("web:scheme-file", "get", everybody("200"), kwargs=published(form="json")),
    Row("web:scheme-new", "get", who("403", _200=OFFICE), others=MINE),
    Row("web:scheme-new", "post", who("403", _302=OFFICE), body=NEW, others=MADE),
    Row("web:scheme-draft", "get", who("404", _200=OFFICE), kwargs=written()),
    Row("web:scheme-draft", "post", who("404", _302=OFFICE), kwargs=written(), body=fixed(act="copy:0")),
    Row("web:scheme-node", "get", who("404", _200=OFFICE), kwargs=written(place="0.0")),
    Row(
        "web:scheme-node", "post", who("404", _302=OFFICE), kwargs=written(place="0.0"), body=fixed(code="A1", max="5")
    ),
    Row("web:scheme-rules", "get", who("404", _200=OFFICE), kwargs=written()),
    Row("web:scheme-rules", "post", who("404", _302=OFFICE), kwargs=written(), body=fixed(title="Khác")),
    Row("web:scheme-publish", "get", who("404", _200=OFFICE), kwargs=written()),
    Row("web:scheme-publish", "post", who("404", _302=OFFICE), kwargs=written()),
    Row("web:scheme-tryout", "get", who("404", _200=OFFICE), kwargs=written()),
    Row("web:scheme-tryout", "post", who("404", _302=OFFICE), kwargs=written(), body=on_ranked_months),
    Row("web:scheme-trial", "get", who("404"), kwargs=lambda _: {"trial": UUID(int=1)}),
    Row("web:scheme-draft-file", "get", who("404", _200=OFFICE), kwargs=written(form="xlsx")),
)
