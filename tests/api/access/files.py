"""Who gets what: files, evidence, imports and sheets in Excel."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.access.things import page_of_unit, sheet_of_unit, unit_month
from tests.api.access.words import (
    ACCOUNTANT,
    ADMIN,
    AUTHORITY_WIDE,
    CLERK,
    CLUSTER,
    MEMBERS,
    NEAR,
    NOBODY,
    OFFICER,
    RECORDS,
    STAFF,
    STRANGER,
    UNIT,
    UNSEEN,
    WHOLE,
    On,
    Row,
    fixed,
    who,
)
from tests.world import DRAFTED, PLAIN_PDF, person, workbook


def import_of(on: On) -> dict[str, Any]:
    return {"import_id": on.town.imports[on.unit]}


def import_of_units(on: On) -> dict[str, Any]:
    return {"import_id": on.town.imports["units"]}


def upload(on: On) -> dict[str, Any]:
    return {
        "kind": "evaluations",
        "unit": on.unit,
        "file": SimpleUploadedFile("phieu.xlsx", workbook(on.unit, DRAFTED)),
    }


def file_of_unit(on: On) -> str:
    return on.town.files[on.unit]


def file_of_person(on: On) -> str:
    return on.town.files[person(on.unit, 3)]


def sheet_of_evidence(on: On) -> dict[str, Any]:
    return {"evaluation_id": sheet_of_unit(on)}


def page_of_evidence(on: On) -> dict[str, Any]:
    return {"evaluation": sheet_of_unit(on)}


def file_sent(_: On) -> dict[str, Any]:
    return {"purpose": "evidence", "files": [SimpleUploadedFile("bien-ban.pdf", PLAIN_PDF)]}


def upload_of_units(on: On) -> dict[str, Any]:
    return {"kind": "units", "file": SimpleUploadedFile("don-vi.csv", b"x")}


ROWS: tuple[Row, ...] = (
    Row(
        "api:imports",
        "get",
        who("blind", sees=NEAR),
        who("blind", sees=WHOLE),
        marker=lambda on: on.town.imports[on.unit],
        others=UNSEEN,
    ),
    Row(
        "api:imports",
        "get",
        who("blind", sees=RECORDS),
        marker=lambda on: on.town.imports["units"],
        others=UNSEEN,
        label="of units",
    ),
    Row(
        "api:imports",
        "post",
        who("403", _202=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        body=upload,
        multipart=True,
        others={STRANGER: "202"},
    ),
    Row(
        "api:imports",
        "post",
        who("403", _202=RECORDS),
        body=upload_of_units,
        multipart=True,
        others={STRANGER: "202"},
        label="of units",
    ),
    Row("api:import", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=import_of),
    Row("api:import", "get", who("404", _200=RECORDS), kwargs=import_of_units, label="of units"),
    Row("api:import-annotated", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=import_of),
    Row("api:import-annotated", "get", who("404", _200=RECORDS), kwargs=import_of_units, label="of units"),
    Row(
        "api:import-commit",
        "post",
        who("403", _202=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
    ),
    Row("api:import-commit", "post", who("403", _202=RECORDS), kwargs=import_of_units, label="of units"),
    Row(
        "api:import-discard",
        "post",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
    ),
    Row("api:import-discard", "post", who("403", _200=RECORDS), kwargs=import_of_units, label="of units"),
    Row("api:files", "get", who("blind", sees=NEAR), who("blind", sees=WHOLE), marker=file_of_unit, others=UNSEEN),
    Row(
        "api:files",
        "get",
        who("blind", sees=NEAR | {STAFF}),
        who("blind", sees=WHOLE),
        marker=file_of_person,
        others=UNSEEN,
        label="of a person",
    ),
    Row(
        "api:files",
        "post",
        who("403", _201=MEMBERS - {NOBODY}),
        body=file_sent,
        multipart=True,
        others={STRANGER: "201"},
    ),
    *(
        Row(
            route, "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=lambda on: {"file_id": file_of_unit(on)}
        )
        for route in ("api:file", "api:file-content")
    ),
    Row(
        "api:evidence",
        "get",
        who("404", sees=NEAR),
        who("404", sees=WHOLE),
        kwargs=sheet_of_evidence,
        marker=file_of_unit,
    ),
    Row(
        "api:evidence",
        "post",
        who("404", _200=OFFICER, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=sheet_of_evidence,
        body=lambda on: {"criterion": "B1", "files": [file_of_unit(on)]},
    ),
    Row(
        "api:evidence-remove",
        "post",
        who("404", _200=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=sheet_of_evidence,
        body=lambda on: {"criterion": "B1", "file": file_of_unit(on)},
    ),
    Row(
        "api:workbook",
        "get",
        who("404", _200=NEAR, _403={CLERK, ACCOUNTANT, ADMIN}),
        who("404", _200=WHOLE, _403={CLERK, ACCOUNTANT, ADMIN}),
        kwargs=unit_month(DRAFTED),
    ),
    Row(
        "api:import-differences",
        "get",
        who("403", _200=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
    ),
    Row(
        "api:import-accept",
        "post",
        who("403", _409=OFFICER, _404={STAFF, NOBODY}),
        who("404", _403=AUTHORITY_WIDE),
        kwargs=import_of,
        body=fixed(seen={}),
    ),
    Row(
        "web:evidence",
        "get",
        who("404", sees=NEAR),
        who("404", sees=WHOLE),
        kwargs=page_of_evidence,
        marker=file_of_unit,
    ),
    Row(
        "web:evidence",
        "post",
        who("404", _302=UNIT, _403=WHOLE | CLUSTER),
        who("404", _403=WHOLE),
        kwargs=page_of_evidence,
        body=lambda on: {"act": "detach", "label": "B1", "file": file_of_unit(on)},
    ),
    Row("web:file", "get", who("404", _200=NEAR), who("404", _200=WHOLE), kwargs=lambda on: {"file": file_of_unit(on)}),
    Row(
        "web:file",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"file": file_of_person(on)},
        label="of a person",
    ),
    Row(
        "web:workbook",
        "get",
        who("404", _200=NEAR, _403={CLERK, ACCOUNTANT, ADMIN}),
        who("404", _200=WHOLE, _403={CLERK, ACCOUNTANT, ADMIN}),
        kwargs=page_of_unit(DRAFTED),
    ),
    Row(
        "web:import-differences",
        "get",
        who("404", _200=OFFICER, _403=NEAR - {OFFICER}),
        who("404", _403=WHOLE),
        kwargs=import_of,
    ),
    Row(
        "web:import-differences",
        "post",
        who("404", _409=OFFICER, _403=NEAR - {OFFICER}),
        who("404", _403=WHOLE),
        kwargs=import_of,
    ),
    Row(
        "web:round-trip",
        "get",
        who("404", _200=NEAR | {STAFF}),
        who("404", _200=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running, "month": DRAFTED, "unit": on.unit},
    ),
    Row(
        "web:round-trip",
        "post",
        who("404", _422=NEAR | {STAFF}),
        who("404", _422=WHOLE),
        kwargs=lambda on: {"campaign": on.town.running, "month": DRAFTED, "unit": on.unit},
    ),
)
