"""Who gets what: templates of certificates, printers for blanks, the check before printing."""

from typing import Any

from certificates.models import Template
from certificates.presets import preset
from tests.api.access.words import CLERK, HEAD, MINE, OFFICE, On, Row, fixed, who

KEEPERS = frozenset({OFFICE, HEAD, CLERK})
WRITERS = frozenset({OFFICE, CLERK})
PUBLISHERS = frozenset({OFFICE, HEAD})
LAYOUT = {"layout": preset("classic").to_data()}


def template(on: On) -> Template:
    """The one that the platform adopted when the town's decision was signed."""
    return Template.objects.filter(authority=on.town.code).order_by("made_at")[0]


def template_id(on: On) -> dict[str, Any]:
    return {"template_id": template(on).pk}


def version_id(on: On) -> dict[str, Any]:
    return {"version_id": template(on).versions.all()[0].pk}


def marked(on: On) -> str:
    return str(template(on).pk)


def drafted(on: On) -> dict[str, Any]:
    return {"decision_id": on.town.drafted}


def signed(on: On) -> dict[str, Any]:
    return {"decision_id": on.town.signed}


ART = "art=lotus&width=297&height=210"
PRINTER = {"printer": "Canon tầng 2", "right": 5, "down": -3}

ROWS: tuple[Row, ...] = (
    Row("api:certificate-templates", "get", who("403", sees=KEEPERS), marker=marked, others={"stranger": "blind"}),
    Row(
        "api:certificate-templates",
        "post",
        who("403", _201=WRITERS),
        body=fixed(preset="lotus"),
        others={"stranger": "201"},
    ),
    Row("api:certificate-presets", "get", who("403", _200=KEEPERS), others=MINE),
    Row("api:certificate-template", "get", who("403", _200=KEEPERS), kwargs=template_id),
    Row("api:certificate-template", "put", who("403", _200=WRITERS), kwargs=template_id, body=fixed(**LAYOUT)),
    Row("api:certificate-template-publish", "post", who("403", _200=PUBLISHERS), kwargs=version_id),
    Row("api:certificate-template-retire", "post", who("403", _200=PUBLISHERS), kwargs=version_id),
    Row("api:certificate-template-discard", "post", who("403", _409=WRITERS), kwargs=version_id),
    Row("api:certificate-layout-trial", "post", who("403", _200=KEEPERS), body=fixed(**LAYOUT), others=MINE),
    Row("api:certificate-template-preview", "get", who("403", _200=KEEPERS), kwargs=version_id),
    Row("api:certificate-layout-preview", "post", who("403", _200=KEEPERS), body=fixed(**LAYOUT), others=MINE),
    Row("api:certificate-template-uses", "get", who("403", _200=KEEPERS), others=MINE),
    Row(
        "api:certificate-template-uses",
        "post",
        who("403", _201=PUBLISHERS),
        body=lambda on: {"template": str(template(on).pk), "in_effect_from": "2026-01-01"},
    ),
    Row("api:printer-offsets", "get", who("403", _200=KEEPERS), others=MINE),
    Row("api:printer-offsets", "post", who("403", _200=KEEPERS), body=fixed(**PRINTER), others=MINE),
    Row("api:printer-calibration", "get", who("403", _200=KEEPERS), others=MINE),
    Row("api:decision-blanks", "get", who("403", _422=KEEPERS), kwargs=signed),
    Row("api:decision-preflight", "get", who("403", _200=KEEPERS), kwargs=drafted),
    Row("web:certificate-templates", "get", who("403", sees=KEEPERS), marker=marked, others={"stranger": "blind"}),
    Row(
        "web:certificate-templates",
        "post",
        who("403", _302=WRITERS),
        body=fixed(act="adopt", preset="lotus", page="A4"),
        others={"stranger": "302"},
    ),
    Row("web:printers", "get", who("403", _200=KEEPERS), others=MINE),
    Row("web:printers", "post", who("403", _302=KEEPERS), body=fixed(act="set", **PRINTER), others={"stranger": "302"}),
    Row("web:certificate-art", "get", who("403", _200=KEEPERS), query=lambda _: ART, others=MINE),
    Row(
        "web:certificate-trial",
        "get",
        who("403", _200=KEEPERS),
        query=lambda on: f"version={version_id(on)['version_id']}",
    ),
    Row(
        "web:certificate-trial",
        "post",
        who("403", _200=KEEPERS),
        body=lambda on: {"version": str(version_id(on)["version_id"])},
    ),
    Row("web:certificate-template", "get", who("403", _200=KEEPERS), kwargs=lambda on: {"template": template(on).pk}),
    Row(
        "web:certificate-template",
        "post",
        who("403", _302=PUBLISHERS),
        kwargs=lambda on: {"template": template(on).pk},
        body=fixed(act="retire"),
    ),
    Row(
        "web:certificate-template-preview",
        "get",
        who("403", _200=KEEPERS),
        query=lambda on: f"version={version_id(on)['version_id']}",
    ),
    Row(
        "web:certificate-template-preview",
        "post",
        who("403", _200=KEEPERS),
        body=lambda on: {"version": str(version_id(on)["version_id"])},
    ),
    Row(
        "web:certificate-blanks",
        "get",
        who("403", _409=KEEPERS),
        query=lambda on: f"version={version_id(on)['version_id']}&decision={on.town.signed}",
    ),
    Row("web:printer-calibration", "get", who("403", _200=KEEPERS), others=MINE),
)
