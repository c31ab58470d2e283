"""Files and appeals over HTTP: taken in together or not at all, put at records, handed out as downloads."""

from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from emulation.models import StoredFile
from tests.acts.test_files import photo
from tests.api.conftest import Caller
from tests.world import CLOSED, DRAFTED, OWN, PLAIN_PDF, World

FILES = "/api/v1/files"
IN_WINDOW = datetime(2019, 2, 13, 2, tzinfo=UTC)


def sent(*parts: tuple[str, bytes], purpose: str = "evidence") -> dict[str, Any]:
    return {"purpose": purpose, "files": [SimpleUploadedFile(name, data) for name, data in parts]}


def test_files_are_handed_in_put_at_a_criterion_and_downloaded(world: World, as_: Caller) -> None:
    officer = as_("unit_officer")
    answer = officer.post(FILES, sent(("ảnh.png", photo(kind="PNG")), ("a.pdf", PLAIN_PDF)), format="multipart")
    assert answer.status_code == 201
    assert [(row["name"], row["kind"]) for row in answer.json()] == [("ảnh.png", "png"), ("a.pdf", "pdf")]
    ids = [row["id"] for row in answer.json()]
    again = officer.post(FILES, sent(("a.pdf", PLAIN_PDF)), format="multipart")
    assert [row["id"] for row in again.json()] == ids[1:]
    sheet = f"/api/v1/evaluations/{world.home.evaluation(DRAFTED, OWN).pk}/evidence"
    told = officer.post(sheet, {"criterion": "A1", "files": ids}).json()
    assert [file["id"] for row in told for file in row["files"] if row["criterion"] == "A1"] == ids
    content = as_("unit_head").get(f"{FILES}/{ids[1]}/content")
    assert (content.content, content["X-Content-Type-Options"], content["Content-Type"]) == (
        PLAIN_PDF, "nosniff", "application/pdf",
    )  # fmt: skip
    assert content["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert content["Cache-Control"] == "private, no-store"
    gone = officer.post(f"{sheet}/remove", {"criterion": "A1", "file": ids[0]})
    assert [file["id"] for row in gone.json() for file in row["files"] if row["criterion"] == "A1"] == ids[1:]
    assert officer.get(f"{FILES}/{ids[0]}").status_code == 404


def test_what_is_wrong_with_files_is_said_at_each_and_nothing_is_kept(as_: Caller) -> None:
    officer, before = as_("unit_officer"), StoredFile.objects.count()
    cases = (
        (sent(("a.pdf", PLAIN_PDF), ("b.pdf", b"<html>"), ("c.pdf", b"MZ")), "file.invalid", ["files[1]", "files[2]"]),
        (sent(("a.pdf", b"MZ")), "file.executable", ["files[0]"]),
        (sent(("a.pdf", PLAIN_PDF), purpose="finding_photo"), "file.wrong_type", ["files[0]"]),
        (sent(("a.pdf", PLAIN_PDF), purpose="holiday"), "request.invalid", ["purpose"]),
        ({"purpose": "evidence"}, "request.invalid", ["files"]),
    )
    for body, code, paths in cases:
        answer = officer.post(FILES, body, format="multipart")
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.content
        assert [problem["path"].partition("[")[0] for problem in answer.json()["problems"]] == [
            p.partition("[")[0] for p in paths
        ]
    with override_settings(UPLOAD_LIMIT_BYTES=1000):
        answer = officer.post(FILES, sent(("a.pdf", PLAIN_PDF + bytes(100_000))), format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "file.too_large_together")
    with override_settings(CLAMD_ADDRESS="127.0.0.1:1"):
        answer = officer.post(FILES, sent(("a.pdf", PLAIN_PDF)), format="multipart")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "file.scanner_away", "5")
    assert StoredFile.objects.count() == before


def test_an_appeal_goes_over_http_from_its_evidence_to_its_answer(world: World, as_: Caller) -> None:
    ranking = f"/api/v1/rankings/{world.home.ranking()}/appeals"
    head, member = as_("unit_head"), as_("council_member")
    (file,) = head.post(FILES, sent(("ho-so.pdf", PLAIN_PDF), purpose="appeal"), format="multipart").json()
    body = {
        "subject": OWN,
        "text": "Sót hồ sơ.",
        "lines": [{"month": CLOSED, "criterion": "B1", "asked": "29,0"}],
        "evidence": [file["id"]],
    }
    assert head.post(ranking, body).json()["code"] == "appeal.window_closed"
    with override_settings(CLOCK=lambda: IN_WINDOW):
        row = head.post(ranking, body).json()
        assert head.post(ranking, body).json()["id"] == row["id"]
    assert ([e["id"] for e in row["evidence"]], row["lines"][0]["asked"], row["state"]) == (
        [file["id"]],
        "29",
        "submitted",
    )
    address = f"/api/v1/appeals/{row['id']}"
    assert as_("council_secretary").post(f"{address}/take-up").json()["state"] == "taken_up"
    line = {"line": row["lines"][0]["id"], "upheld": True}
    wrong = member.post(f"{address}/decide", {"answer": "Đúng.", "lines": [line]})
    assert [(one["path"], one["code"]) for one in wrong.json()["problems"]] == [
        ("lines[0].points", "appeal.points_needed")
    ]
    done = member.post(f"{address}/decide", {"answer": "Đúng.", "lines": [{**line, "points": "29"}]}).json()
    assert (done["state"], done["lines"][0]["upheld"], bool(done["lines"][0]["correction"])) == ("upheld", True, True)
    assert head.get(address).json()["answer"] == "Đúng."
    assert head.post(f"{address}/withdraw").status_code == 409
