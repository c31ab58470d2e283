"""What-if over HTTP: any table under any scheme, as JSON, CSV or XLSX, in the language of whoever asks; nothing is stored."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emulation.workbooks.books import open_book
from kernel.models import LedgerEntry
from tests.api.conftest import Caller

SCHEME = b'code = "thu"\n[[components]]\ncode = "A"\nmax = 10\n[[components]]\ncode = "B"\nmax = 10\nweight = 0.5\n'
TABLE = "Tên;A;B;Tổng;Hạng\nAn;9;8;13;1\nBình;9,5;4;11,6;2\n"


def body(scheme: bytes = SCHEME, table: str = TABLE, **more: Any) -> dict[str, Any]:
    return {
        "scheme": SimpleUploadedFile("thu.toml", scheme),
        "table": SimpleUploadedFile("bang.csv", table.encode()),
    } | more


def test_a_table_is_ranked_audited_and_explained_without_a_trace(as_: Caller) -> None:
    before = LedgerEntry.objects.count()
    answer = as_("staff").post("/api/v1/score", body(audit=True, explain=["An"]), format="multipart")
    assert answer.status_code == 200
    result = answer.json()
    assert [(line["subject"], line["total"]) for line in result["ranking"]["lines"]] == [
        ("An", "13.00"),
        ("Bình", "11.50"),
    ]
    assert [(f["subject"], f["printed"], f["computed"]) for f in result["audit"]["findings"]] == [
        ("Bình", "11.6", "11.5")
    ]
    assert result["explanations"]["An"].startswith("An: 13.00")
    assert result["rows"]["rows_read"] == 2
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("choose", ["accept", "format"])
def test_csv_and_xlsx_are_answered_to_who_asks_for_them(as_: Caller, choose: str) -> None:
    def asked(kind: str, media: str) -> Any:
        how: dict[str, Any] = {"headers": {"Accept": media}} if choose == "accept" else {}
        address = "/api/v1/score" if choose == "accept" else f"/api/v1/score?format={kind}"
        return as_("staff").post(address, body(audit=True), format="multipart", **how)

    csv = asked("csv", "text/csv")
    assert csv["Content-Type"] == "text/csv"
    assert csv.content.decode("utf-8-sig").splitlines()[1].startswith("1,An,13.00")
    xlsx = asked("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert [sheet.name for sheet in open_book(xlsx.content).sheets] == ["Xếp hạng", "Các thành phần", "Lưu ý"]


def test_a_published_scheme_is_named_by_code_and_version(as_: Caller, world: Any) -> None:
    named = {"scheme_code": world.home.scheme["code"], "scheme_version": 1}
    table = SimpleUploadedFile("bang.csv", b"Name,A\nX,1\n")
    answer = as_("staff").post("/api/v1/score", {**named, "table": table}, format="multipart")
    assert answer.status_code == 422
    assert answer.json()["code"] in ("table.bad_header", "table.no_header")
    table = SimpleUploadedFile("bang.csv", b"Name,A\nX,1\n")
    nobody = as_("staff").post("/api/v1/score", {"scheme_code": "khong-co", "table": table}, format="multipart")
    assert (nobody.status_code, nobody.json()["code"]) == (404, "scheme.missing")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"scheme_code": "hanoi"}, "score.which_scheme"),
        ({"scheme": ("x.json", b"{")}, "scheme_file.not_json"),
        ({"scheme": ("x.json", b"[]")}, "scheme_file.not_an_object"),
        ({"scheme": ("x.toml", b"code")}, "scheme_file.not_toml"),
        ({"scheme": ("x.json", b"{}")}, "scheme.invalid"),
        ({"table": ("x.csv", b"A,B\n1,2")}, "table.bad_header"),
        ({"group": ["cluster"]}, "table.not_a_pair"),
        ({"audit": True, "tolerance": "much"}, "table.bad_tolerance"),
    ],
)
def test_what_cannot_be_used_is_a_problem_in_every_format(as_: Caller, sent: dict[str, Any], code: str) -> None:
    for address in ("/api/v1/score", "/api/v1/score?format=csv", "/api/v1/score?format=xlsx"):
        files = {name: SimpleUploadedFile(*value) for name, value in sent.items() if isinstance(value, tuple)}
        answer = as_("staff").post(address, body() | {**sent, **files}, format="multipart")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert answer.json()["code"] == code


def wide(scheme: dict[str, Any], table: str = TABLE, **more: Any) -> dict[str, Any]:
    return body(table=table, **more) | {"scheme": SimpleUploadedFile("x.json", json.dumps(scheme).encode())}


def test_no_table_asks_for_more_figures_than_a_request_may(as_: Caller) -> None:
    leaf = {"code": "a", "max": "1", "missing": "zero"}
    table = "Tên;P1.a\n" + "\n".join(f"S{number};1" for number in range(300))
    sent = wide({"components": [{"code": "P", "copies": 199, "children": [leaf]}]}, table, missing_columns=True)
    answer = as_("staff").post("/api/v1/score", sent, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "score.too_many_figures")


def test_a_scheme_of_a_few_lines_cannot_blow_up(as_: Caller) -> None:
    inner: dict[str, Any] = {"code": "a", "max": "1"}
    for _ in range(4):
        inner = {"code": "p", "copies": 200, "children": [inner]}
    answer = as_("staff").post("/api/v1/score", wide({"components": [inner]}), format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "scheme_file.too_many_components")
