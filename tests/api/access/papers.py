"""Who gets what: papers of decisions, and how an authority signs them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.access.words import ADMIN, CLERK, HEAD, OFFICE, PAPER, STRANGER, UNSEEN, On, Row, everybody, fixed, who

SEALERS = frozenset({CLERK, OFFICE, HEAD})
SEES = PAPER | {ADMIN}


def of_signed(on: On) -> dict[str, Any]:
    return {"decision_id": on.town.signed}


def page_of_signed(on: On) -> dict[str, Any]:
    return {"decision": on.town.signed}


def signed_file(_: On) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("ky.pdf", b"%PDF-1.4")}


def method(_: On) -> dict[str, Any]:
    return {"method": "ink", "in_effect_from": "2019-06-01"}


ROWS: tuple[Row, ...] = (
    Row("api:decision-paper", "get", who("404", _200=SEES), kwargs=of_signed),
    Row("api:paper-prepared", "get", who("404", _200=SEES), kwargs=of_signed),
    Row("api:paper-sealed", "get", everybody("404"), kwargs=of_signed),
    Row(
        "api:paper-signed",
        "post",
        who("404", _409=SEALERS, _403=SEES - SEALERS),
        kwargs=of_signed,
        body=signed_file,
        multipart=True,
    ),
    Row("api:paper-follow", "post", who("404", _200=SEALERS, _403=SEES - SEALERS), kwargs=of_signed),
    Row(
        "api:signing-methods",
        "get",
        who("blind", sees=SEALERS | {ADMIN}),
        marker=lambda on: f"Người ký {on.town.name}",
        others=UNSEEN,
    ),
    Row("api:signing-methods", "post", who("403", _201={ADMIN}), body=method, others={STRANGER: "201"}),
    Row("web:decision-paper", "get", who("404", _200=SEES), kwargs=page_of_signed),
    Row(
        "web:decision-paper-file",
        "get",
        who("404", _200=SEES),
        kwargs=lambda on: {**page_of_signed(on), "which": "prepared"},
    ),
    Row(
        "web:decision-paper",
        "post",
        who("404", _302=SEALERS, _403=SEES - SEALERS),
        kwargs=page_of_signed,
        body=fixed(act="follow"),
    ),
    Row("web:signing-methods", "get", who("403", _200={ADMIN, *SEALERS}), others={STRANGER: "200"}),
    Row(
        "web:signing-methods",
        "post",
        who("403", _302={ADMIN}),
        body=method,
        others={STRANGER: "302"},
    ),
)
