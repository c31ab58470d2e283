"""Bad input over HTTP: a clear problem in the reader's language each time, nothing stored, nothing crashed."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient
from xlsxwriter import Workbook

from emulation import imports
from emulation.events import ImportUploaded
from emulation.models import Import
from kernel.models import LedgerEntry
from tests.api.conftest import Caller
from tests.world import CLOSED, DRAFTED, NOW, UNIT_MARKS, Town, World, event, person, workbook

MEDIA_TYPE = "application/problem+json"
NOBODY = "00000000-0000-7000-8000-000000000000"
ROOT = "/api/v1"


def everything() -> dict[str, int]:
    """How many rows each table of ours has."""
    ours = ("kernel", "emulation", "certificates")
    return {
        model._meta.label: model._default_manager.count()
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }


@contextmanager
def nothing_stored() -> Iterator[None]:
    before, last = everything(), LedgerEntry.objects.latest("id").pk
    yield
    assert everything() == before
    assert LedgerEntry.objects.latest("id").pk == last


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer is a problem document of this status and code, and whole."""
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (status, MEDIA_TYPE), answer.content[:500]
    told: dict[str, Any] = json.loads(answer.content)
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:thidua:problem:{code}")
    assert told["title"]
    assert "%(" not in answer.content.decode()
    for problem in told["problems"]:
        assert set(problem) == {"code", "path", "message"}
        assert problem["code"]
        assert problem["message"]
    return told


def refused(client: APIClient, method: str, path: str, status: int, code: str, **request: Any) -> dict[str, Any]:
    """The same refusal in both languages, without a trace of it in the database."""
    with nothing_stored():
        english = getattr(client, method)(ROOT + path, headers={"Accept-Language": "en"}, **request)
        vietnamese = getattr(client, method)(ROOT + path, headers={"Accept-Language": "vi"}, **request)
    check(english, status, code)
    told = check(vietnamese, status, code)
    assert english.json()["code"] == told["code"]
    assert [p["path"] for p in english.json()["problems"]] == [p["path"] for p in told["problems"]]
    return told


def campaign_body(**changed: Any) -> dict[str, Any]:
    return {"code": "MOI", "name": "Phong trào mới", **changed}


def decision_body(**changed: Any) -> dict[str, Any]:
    award = {"award_type": "GK_HUYEN", "unit": "P01", "citation": "Hoàn thành xuất sắc nhiệm vụ"}
    body = {
        "title": "Khen thưởng", "number": "300", "decided_on": "2019-05-10", "signatory_name": "Lê Minh Đức",
        "signatory_title": "Chủ tịch", "awards": [award],
    }  # fmt: skip
    return {**body, **changed}


# What is said about a thing that is not as it should be

Path = Callable[[Town], str]


def running(rest: str) -> Path:
    return lambda town: f"/campaigns/{town.running}{rest}"


def at(text: str) -> Path:
    return lambda _: text


P01 = f"/units/P01/months/{DRAFTED}"
ANSWER = {"key": "k", "unit": "P01", "answered_on": "2019-04-10", "channel": "qr", "marks": {"Q1": 5}}


def answer(**changed: Any) -> dict[str, Any]:
    return {"answers": [{**ANSWER, **changed}]}


CASES: dict[str, tuple[str, str, Path, Any, int, str]] = {
    "a scheme for another subject": (
        "standing_officer", "post", at("/campaigns"),
        campaign_body(unit_scheme={"code": "hanoi-3814-person", "version": 1}), 422, "campaign.wrong_scheme",
    ),
    "an unknown scheme": (
        "standing_officer", "post", at("/campaigns"), campaign_body(unit_scheme={"code": "la", "version": 1}),
        404, "scheme.missing",
    ),
    "a scheme that is no scheme": (
        "standing_officer", "put", at("/schemes/la/versions/1"), {"code": "la", "version": 1}, 422, "scheme.invalid",
    ),
    "a scheme at another address": (
        "standing_officer", "put", at("/schemes/la/versions/1"), {"code": "khac", "version": 1}, 422, "scheme.other_address",
    ),
    "a scheme that is a list": (
        "standing_officer", "put", at("/schemes/la/versions/1"), [1, 2], 422, "scheme.other_address",
    ),
    "a policy out of range": (
        "standing_officer", "post", at("/campaigns"), campaign_body(policy={"deadline_day": 99}), 422, "policy.invalid",
    ),
    "a policy of other types": (
        "standing_officer", "post", at("/campaigns"),
        campaign_body(policy={"deadline_day": 5.5, "reminder_days_before": {"a": 1}}), 422, "policy.invalid",
    ),
    "an unknown unit": (
        "unit_officer", "put", running(f"/units/P77/months/{DRAFTED}"), {"scores": {}}, 404, "evaluation.no_unit",
    ),
    "a score out of range": (
        "unit_officer", "put", running(P01), {"scores": {"A1": "5,01"}}, 422, "evaluation.invalid",
    ),
    "a negative score": ("unit_officer", "put", running(P01), {"scores": {"A1": "-1"}}, 422, "evaluation.invalid"),
    "a score that is text": ("unit_officer", "put", running(P01), {"scores": {"A1": "năm"}}, 422, "evaluation.invalid"),
    "a score that is a formula": (
        "unit_officer", "put", running(P01), {"scores": {"A1": "=1+1"}}, 422, "evaluation.invalid",
    ),
    "a score that is not a number": (
        "unit_officer", "put", running(P01), {"scores": {"A1": "NaN"}}, 422, "evaluation.invalid",
    ),
    "a score of a thousand digits": (
        "unit_officer", "put", running(P01), {"scores": {"A1": "9" * 1000}}, 422, "request.invalid",
    ),
    "scores that are a list": ("unit_officer", "put", running(P01), {"scores": ["A1"]}, 422, "request.invalid"),
    "a list instead of an object": ("unit_officer", "put", running(P01), [{"scores": {}}], 422, "request.invalid"),
    "a text instead of an object": ("unit_officer", "put", running(P01), "scores", 422, "request.invalid"),
    "nothing instead of an object": (
        "standing_officer", "post", at("/campaigns"), None, 422, "request.invalid",
    ),
    "a month outside": (
        "unit_officer", "put", running("/units/P01/months/2019-12"), {"scores": {}}, 404, "month.missing",
    ),
    "a month that is none": ("unit_officer", "put", running("/units/P01/months/nay"), {"scores": {}}, 404, "month.missing"),
    "a month of a person that is none": (
        "unit_officer", "put", running(f"/people/{person('P01', 3)}/months/2019-13"), {"scores": {}}, 422, "month.malformed",
    ),
    "a month of a person in the year nought": (
        "unit_officer", "put", running(f"/people/{person('P01', 3)}/months/0000-01"), {"scores": {}}, 422, "month.malformed",
    ),
    "a closed month": (
        "unit_officer", "put", running(f"/units/P01/months/{CLOSED}"), {"scores": {}}, 409, "month.closed",
    ),
    "an act in the wrong state": (
        "unit_head", "post", running(f"{P01}/return"), {"subjects": [""], "reason": "Lại"}, 409, "evaluation.wrong_state",
    ),
    "an unknown subject": (
        "unit_officer", "post", running(f"{P01}/submit"), {"subjects": ["CB404"]}, 404, "evaluation.missing",
    ),
    "a day that is none": (
        "standing_officer", "post", at("/campaigns"), campaign_body(starts_on="2019-02-30"), 422, "request.invalid",
    ),
    "a campaign of eight thousand years": (
        "standing_officer", "post", at("/campaigns"),
        campaign_body(starts_on="0001-01-01", ends_on="9999-12-31"), 422, "campaign.dates",
    ),
    "a code with a blank": ("standing_officer", "post", at("/campaigns"), campaign_body(code="A B"), 422, "request.invalid"),
    "a NUL in a text": (
        "standing_officer", "post", at("/campaigns"), campaign_body(name="Phong\x00trào"), 422, "request.invalid",
    ),
    "a NUL in a scheme": (
        "standing_officer", "put", at("/schemes/la/versions/1"),
        {
            "code": "la", "version": 1, "subject": "unit", "title": {"vi": "a\x00b"}, "legal_basis": "Luật",
            "components": [{"code": "A", "title": {"vi": "A"}, "max": "10"}],
            "rounding": {"mode": "half_up", "decimals": 2, "stage": "total"}, "grades": [],
        },
        422, "request.not_storable",
    ),
    "a NUL in a name of a criterion": (
        "unit_officer", "put", running(P01), {"scores": {"A\x00": "1"}}, 422, "evaluation.invalid",
    ),
    "a NUL in an address": ("standing_officer", "get", at("/schemes/l%00a/versions/1"), None, 422, "request.not_storable"),
    "a NUL in an address of a month": (
        "unit_officer", "put", running("/units/P%0001/months/2019%00"), {"scores": {}}, 422, "request.not_storable",
    ),
    "half a pair of surrogates": (
        "standing_officer", "post", at("/campaigns"), campaign_body(name="\ud800"), 400, "request.parse_error",
    ),
    "half a pair of surrogates in a scheme": (
        "standing_officer", "put", at("/schemes/la/versions/1"), {"code": "la", "version": 1, "legal_basis": "\udfff"},
        400, "request.parse_error",
    ),
    "half a pair of surrogates in a survey": (
        "standing_officer", "post", running("/survey-answers"), answer(marks={"\ud83d": 1}), 400, "request.parse_error",
    ),
    "an unknown unit in a survey": (
        "standing_officer", "post", running("/survey-answers"), answer(unit="P77"), 422, "survey.invalid",
    ),
    "a mark beyond reading": (
        "standing_officer", "post", running("/survey-answers"), answer(marks={"Q1": 10**400}), 422, "survey.invalid",
    ),
    "a mark out of range": (
        "standing_officer", "post", running("/survey-answers"), answer(marks={"Q1": 6}), 422, "survey.invalid",
    ),
    "a day of answers in the future": (
        "standing_officer", "post", running("/survey-answers"), answer(answered_on="9999-12-31"), 404, "month.missing",
    ),
    "an unknown award": (
        "clerk", "post", at("/decisions"),
        decision_body(awards=[{"award_type": "X", "unit": "P01", "citation": "Tốt"}]), 422, "decision.invalid",
    ),
    "a decision for nobody": ("clerk", "post", at("/decisions"), decision_body(awards=[]), 422, "decision.invalid"),
    "a decision of a campaign that is none": (
        "clerk", "post", at("/decisions"), decision_body(campaign="la"), 422, "request.invalid",
    ),
    "a decision of an unknown campaign": (
        "clerk", "post", at("/decisions"), decision_body(campaign=NOBODY), 404, "campaign.missing",
    ),
    "a number that is taken": ("clerk", "post", at("/decisions"), decision_body(number="215"), 422, "decision.number_taken"),
    "an id that is none": ("standing_officer", "get", at("/campaigns/la"), None, 404, "request.not_found"),
    "an id of nothing": ("standing_officer", "get", at(f"/campaigns/{NOBODY}"), None, 404, "campaign.missing"),
    "an address that is none": ("standing_officer", "get", at("/la/lung"), None, 404, "request.not_found"),
    "a method that is none": ("standing_officer", "delete", at("/campaigns"), None, 405, "request.method_not_allowed"),
    "a negative page": ("standing_officer", "get", at("/campaigns?page=-1"), None, 404, "request.not_found"),
    "a page that is none": ("standing_officer", "get", at("/campaigns?page=x"), None, 404, "request.not_found"),
    "a page of a thousand digits": (
        "standing_officer", "get", at(f"/campaigns?page={'9' * 1000}"), None, 404, "request.not_found",
    ),
    "a filter that is none of ours": (
        "standing_officer", "get", at("/campaigns?colour=red"), None, 422, "request.unknown_parameter",
    ),
    "a filter with a value that is none": (
        "standing_officer", "get", at("/certificates?decision=la"), None, 422, "request.invalid",
    ),
    "a filter beyond numbers": (
        "standing_officer", "get", at("/certificates?register_year=1e999"), None, 422, "request.invalid",
    ),
    "a NUL in a filter": ("standing_officer", "get", at("/campaigns?code=a%00"), None, 422, "request.invalid"),
    "a NUL in a search": ("standing_officer", "get", at("/people?name=a%00"), None, 422, "request.invalid"),
    "a day that is none in a filter": ("standing_officer", "get", at("/units?on=nay"), None, 422, "request.bad_day"),
    "a delivery beyond numbers": (
        "administrator", "post", at(f"/operations/deliveries/{10**30}/retry"), None, 404, "delivery.missing",
    ),
    "a merger of one": (
        "standing_officer", "post", at("/units/reorganisations"),
        {"kind": "merge", "predecessors": ["P01"], "successors": ["P02"], "effective_on": "2019-07-01", "legal_basis": "NQ"},
        422, "units.bad_reorganisation",
    ),
    "a merger on the first of all days": (
        "standing_officer", "post", at("/units/reorganisations"),
        {
            "kind": "merge", "predecessors": ["P01", "P02"], "successors": ["P01"], "effective_on": "0001-01-01",
            "legal_basis": "NQ",
        },
        404, "units.missing",
    ),
    "a weak password": (
        "administrator", "post", at("/accounts"), {"username": "moi", "password": "1"}, 422, "accounts.weak_password",
    ),
    "a role that is none": (
        "administrator", "post", at("/accounts/staff@hoan-kiem/grants"), {"role": "vua", "scope": "authority"},
        422, "accounts.bad_role",
    ),
    "a commit of an unknown row": (
        "unit_officer", "post", lambda town: f"/imports/{town.imports['P01']}/commit", {"keys": ["CB404"]},
        422, "import.nothing_valid",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_clearly_and_stores_nothing(world: World, as_: Caller, case: str) -> None:
    who, method, path, body, status, code = CASES[case]
    request: dict[str, Any] = {} if method in ("get", "delete") else {
        "data": json.dumps(body), "content_type": "application/json",
    }  # fmt: skip
    refused(as_(who), method, path(world.home), status, code, **request)


def test_every_fault_is_told_with_its_place(world: World, as_: Caller) -> None:
    body = {"scores": {"A1": "9", "Z9": "1", "B4": "1"}, "vetoes": ["V9"]}
    path = f"/campaigns/{world.home.running}{P01}"
    told = refused(as_("unit_officer"), "put", path, 422, "evaluation.invalid", data=body, format="json")
    assert {p["path"] for p in told["problems"]} == {"P01.A1", "P01.Z9", "P01.B4", "P01.V9"}
    nested = decision_body(awards=[decision_body()["awards"][0], {"award_type": "", "unit": "P01"}])
    told = refused(as_("clerk"), "post", "/decisions", 422, "request.invalid", data=nested, format="json")
    assert {p["path"].replace(".1.", "[1].") for p in told["problems"]} == {
        "awards[1].award_type",
        "awards[1].citation",
    }


# What is not even JSON


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "request.parse_error"),
        (b'{"name": "a" "b"}', 400, "request.parse_error"),
        (b'{"code": NaN}', 400, "request.parse_error"),
        (b'{"policy": {"deadline_day": Infinity}}', 400, "request.parse_error"),
        (b"\xff\xfe\x00", 400, "request.parse_error"),
        ('{"name": "Phong trào"}'.encode("utf-16"), 400, "request.parse_error"),
        (b"[" * 200_000, 400, "request.parse_error"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "request.parse_error"),
        (b'{"code": ' + b"9" * 100_000 + b"}", 400, "request.parse_error"),
        (b"", 422, "request.invalid"),
        (b"{}", 422, "request.invalid"),
        (b'{"name": "' + b"x" * 11 * 1024 * 1024 + b'"}', 413, "request.too_large"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else str(value),
)
def test_a_body_that_cannot_be_read_is_refused(as_: Caller, body: bytes, status: int, code: str) -> None:
    refused(as_("standing_officer"), "post", "/campaigns", status, code, data=body, content_type="application/json")


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_another_kind_of_body_is_refused(as_: Caller, media_type: str) -> None:
    refused(
        as_("standing_officer"), "post", "/campaigns", 415, "request.unsupported_media_type",
        data=b"name=a", content_type=media_type,
    )  # fmt: skip


def test_an_answer_of_another_kind_is_not_given(as_: Caller) -> None:
    with nothing_stored():
        answer_ = as_("standing_officer").get(f"{ROOT}/campaigns", headers={"Accept": "text/xml"})
    check(answer_, 406, "request.not_acceptable")


# Files


def upload(client: APIClient, **fields: Any) -> Any:
    return client.post(f"{ROOT}/imports", fields, format="multipart")


def csv(text: str, name: str = "đơn vị.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"kind": "units"}, "file"),
        ({"kind": "units", "file": "không phải tệp"}, "file"),
        ({"kind": "units", "file": ""}, "file"),
        ({"kind": "castles", "file": csv("x")}, "kind"),
        ({"file": csv("x")}, "kind"),
        ({"kind": "units", "file": csv("")}, "file"),
        ({"kind": "evaluations", "unit": "P\x0001", "file": csv("x")}, "unit"),
    ],
)
def test_an_upload_that_lacks_something_is_refused(as_: Caller, fields: dict[str, Any], path: str) -> None:
    with nothing_stored():
        told = check(upload(as_("standing_officer"), **fields), 422, "request.invalid")
    assert [problem["path"] for problem in told["problems"]] == [path]


def test_an_upload_for_a_unit_that_one_may_not_know_is_refused(as_: Caller) -> None:
    for unit in ("P02", "P77", ""):
        with nothing_stored():
            fields = {"kind": "evaluations", "unit": unit, "file": csv("x")}
            check(upload(as_("unit_officer"), **fields), 404, "import.no_unit")


def test_a_broken_form_is_refused(as_: Caller) -> None:
    for body, media_type in (
        (b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nunits', "multipart/form-data; boundary=x"),
        (b"kind=units", "multipart/form-data"),
        (b"\x00" * 100, "multipart/form-data; boundary=" + "x" * 300),
    ):
        with nothing_stored():
            answer_ = as_("standing_officer").post(f"{ROOT}/imports", body, content_type=media_type)
        assert answer_.status_code in (400, 415, 422), answer_.content
        assert answer_["Content-Type"].startswith(MEDIA_TYPE)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(as_: Caller) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("a body that is too long was read")

    with nothing_stored():
        answer_ = as_("standing_officer").generic(
            "POST", f"{ROOT}/imports", b"", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(100 * 1024 * 1024), **{"wsgi.input": Unread()},
        )  # fmt: skip
    check(answer_, 422, "import.too_large")


def bomb() -> bytes:
    """Three hundred megabytes of blanks in a workbook of three hundred kilobytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b" " * 1024 * 1024)
    return file.getvalue()


def with_formula() -> bytes:
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("Dữ liệu")
    head = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Mã đơn vị cấp trên", "Mã cụm/khối", "Tên cụm/khối", "Từ ngày")
    sheet.write_row(0, 0, head)
    sheet.write_row(1, 0, ("P08", "", "ward", "HK", "", "", "2019-05-01"))
    sheet.write_formula(1, 1, '=HYPERLINK("http://example.com", "Phường")', value="Phường")
    book.close()
    return file.getvalue()


def truncated() -> bytes:
    return workbook("P01", DRAFTED)[:2000]


BAD_FILES: dict[str, tuple[str, str, str, Callable[[], bytes]]] = {
    "a zip bomb": ("units", "", "bom.xlsx", bomb),
    "a file cut short": ("evaluations", "P01", "phiếu.xlsx", truncated),
    "a picture": ("evaluations", "P01", "phiếu.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "an old workbook": ("evaluations", "P01", "phiếu.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)),
    "a page of a browser": ("units", "", "units.csv", lambda: b"<html><table><tr><td>1</td></tr></table></html>"),
    "a table without its head": ("staff", "", "cán bộ.csv", lambda: b"a,b\n1,2\n"),
    "NULs in a table": ("units", "", "units.csv", lambda: b"M\x00,\x00\n"),
    "an empty archive": ("units", "", "units.xlsx", lambda: b"PK\x05\x06" + bytes(18)),
    "a workbook of another unit": ("evaluations", "P01", "phiếu.xlsx", lambda: workbook("P02", DRAFTED)),
    "a workbook of a closed month": ("evaluations", "P01", "phiếu.xlsx", lambda: workbook("P01", CLOSED)),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_cannot_be_used_is_rejected_in_the_background_with_a_reason(
    world: World, as_: Caller, case: str
) -> None:
    kind, unit, name, content = BAD_FILES[case]
    client = as_("unit_officer" if unit else "standing_officer")
    answer_ = upload(client, kind=kind, unit=unit, file=SimpleUploadedFile(name, content()))
    assert answer_.status_code == 202
    id_ = answer_.json()["id"]
    before = everything()
    imports.validate(event(ImportUploaded, import_id=id_), NOW)
    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"kernel.LedgerEntry", "kernel.Backlog"}
    told = client.get(f"{ROOT}/imports/{id_}").json()
    assert (told["state"], told["keys"]) == ("rejected", [])
    assert told["problems"]
    assert all(problem["code"] and problem["message"] for problem in told["problems"])
    check(client.post(f"{ROOT}/imports/{id_}/commit", {}, format="json"), 409, "import.wrong_state")


def test_a_formula_is_a_wrong_cell_and_never_a_value(world: World, as_: Caller) -> None:
    client = as_("standing_officer")
    answer_ = upload(client, kind="units", file=SimpleUploadedFile("đơn vị.xlsx", with_formula()))
    imports.validate(event(ImportUploaded, import_id=answer_.json()["id"]), NOW)
    told = client.get(f"{ROOT}/imports/{answer_.json()['id']}").json()
    assert (told["counts"], told["keys"], told["has_annotated"]) == ({"read": 1, "valid": 0, "wrong": 1}, [], True)
    assert [problem["path"] for problem in told["problems"]] == ["Dữ liệu!B2"]
    check(client.post(f"{ROOT}/imports/{told['id']}/commit", {}, format="json"), 422, "import.nothing_valid")
    assert "HYPERLINK" not in json.dumps(Import.objects.get(pk=told["id"]).rows)


def test_a_text_that_looks_like_a_formula_is_kept_as_text_and_stays_text_in_the_annotated_workbook(as_: Caller) -> None:
    client = as_("standing_officer")
    head = "Mã đơn vị,Tên đơn vị,Loại đơn vị,Mã đơn vị cấp trên,Mã cụm/khối,Tên cụm/khối,Từ ngày"
    file = csv(f"{head}\nP08,\"=cmd|'/c calc'!A1\",ward,P77,,,2019-05-01\n")
    answer_ = upload(client, kind="units", file=file)
    imports.validate(event(ImportUploaded, import_id=answer_.json()["id"]), NOW)
    returned = client.get(f"{ROOT}/imports/{answer_.json()['id']}/annotated")
    assert returned.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(returned.streaming_content))) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
    assert b"<f>" not in sheets


def test_the_good_sheet_beside_all_that_is_taken(world: World, as_: Caller) -> None:
    """The checks above would pass too if everything were refused."""
    path = f"{ROOT}/campaigns/{world.home.running}{P01}"
    answer_ = as_("unit_officer").put(path, {"scores": {**UNIT_MARKS, "A1": "4,5"}}, format="json")
    assert (answer_.status_code, answer_.json()["scores"]["A1"]) == (200, "4.5")
    assert as_("standing_officer").post(f"{ROOT}/campaigns", campaign_body(), format="json").status_code == 201
