"""Dossiers and registrations over HTTP: a whole way from the unit to the appraisal, and what is refused said at its field."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from emulation.models import Ranking
from tests.api.conftest import Caller
from tests.world import OTHER, OWN, PLAIN_PDF, World, person

LINE = {"award_code": "GK_HUYEN", "citation": "Hoàn thành xuất sắc nhiệm vụ", "person": person(OWN, 3)}
MADE = {"unit": OWN, "title": "Đề nghị khen thưởng", "kind": "thematic", "year": 2019, "lines": [LINE]}
HOME = "/api/v1/nominations"


def test_a_dossier_goes_from_the_unit_to_its_appraisal(world: World, as_: Caller) -> None:
    officer, head, office = as_("unit_officer"), as_("unit_head"), as_("standing_officer")
    wrong = officer.post(HOME, {**MADE, "lines": [{**LINE, "award_code": "LDTT"}]})
    assert (wrong.status_code, wrong.json()["problems"][0]["path"]) == (422, "lines[0].award_code")
    made = officer.post(HOME, {**MADE, "campaign": world.home.running})
    assert (made.status_code, made.json()["shares"]) == (201, {"people": 1, "leaders": 0, "women": 0})
    one = f"{HOME}/{made.json()['id']}"
    line = made.json()["lines"][0]["id"]
    early = head.post(f"{one}/submit", {"letter_number": "5/TTr"})
    assert [problem["path"] for problem in early.json()["problems"]] == ["papers[minutes]", f"papers[report:{line}]"]
    sent = officer.post("/api/v1/files", {"purpose": "nomination_paper", "files": _pdf()}, format="multipart")
    ids = [file["id"] for file in sent.json()]
    papers = officer.post(f"{one}/papers", {"code": "minutes", "files": ids}).json()
    assert {paper["code"]: paper["there"] for paper in papers} == {"letter": False, "minutes": True, "report": False}
    assert officer.put(one, {**MADE, "lines": [{**LINE, "report": "Đã làm việc tốt."}]}).status_code == 200
    assert head.post(f"{one}/submit", {"letter_number": "5/TTr"}).json()["state"] == "submitted"
    assert officer.post(f"{one}/papers/remove", {"code": "minutes", "file": ids[0]}).status_code == 409
    received = office.post(f"{one}/receive").json()
    assert (received["state"], received["may"], list(received["rules"])) == (
        "received",
        ["appraise", "return"],
        ["GK_HUYEN"],
    )
    refused = office.post(f"{one}/appraise", {"outcomes": [{"line": line, "outcome": "fail"}]})
    assert refused.json()["problems"][0]["code"] == "nomination.reason_needed"
    outcome = {"line": line, "outcome": "fail", "reason": "Chưa đủ thành tích."}
    assert office.post(f"{one}/appraise", {"outcomes": [outcome]}).json()["lines"][0]["outcome"] == "fail"
    assert office.get(f"{one}/likeness").json() == []
    book = office.get(f"{one}/list.xlsx")
    assert (book.status_code, bytes(book.content[:2])) == (200, b"PK")
    assert office.get(f"{HOME}?state=appraised&unit__code={OTHER}").json()["count"] == 1
    assert head.post(f"{one}/decide").status_code == 404


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("bb.pdf", PLAIN_PDF)


def test_a_list_and_a_ranking_begin_dossiers(world: World, as_: Caller) -> None:
    officer, both = as_("unit_officer"), as_("all_roles")
    one = f"{HOME}/{world.home.nominations[OWN, 'draft']}"
    book = officer.get(f"{one}/list.xlsx")
    again = officer.post(f"{one}/list.xlsx", {"file": BytesIO(book.content)}, format="multipart")
    assert (again.status_code, len(again.json()["lines"])) == (201, 2)
    asked = {"unit": "HK", "award_code": "GK_HUYEN", "citation": "Xếp thứ {rank}", "top": 1, "per": "unit"}
    begun = both.post(f"/api/v1/rankings/{world.home.published[Ranking.PEOPLE]}/nominations", asked)
    assert (begun.status_code, begun.json()["left"]) == (201, [])
    assert {line["unit"] for line in begun.json()["nomination"]["lines"]} == {OWN, OTHER}
    early = both.post(f"{HOME}/from-suggestion/{world.home.suggestion}", {"award_code": "GK_HUYEN"})
    assert (early.status_code, early.json()["code"]) == (409, "nomination.suggestion_not_taken_up")


def test_a_unit_registers_signs_and_is_reminded(world: World, as_: Caller) -> None:
    officer, head, office = as_("unit_officer"), as_("unit_head"), as_("standing_officer")
    made = officer.post("/api/v1/registrations", {"unit": OWN, "year": 2020, "lines": [{"award_code": "GK_HUYEN"}]})
    act = f"/api/v1/registrations/{made.json()['id']}"
    assert head.post(f"{act}/submit").json()["state"] == "submitted"
    assert office.post(f"{act}/return", {"reason": ""}).status_code == 422
    assert office.post(f"{act}/approve").json()["state"] == "approved"
    assert office.put("/api/v1/pledges/text", {"year": 2020, "text": "Thi đua."}).status_code == 200
    assert head.post("/api/v1/pledges", {"unit": OWN, "year": 2020}).json()["text"] == "Thi đua."
    term = office.get("/api/v1/registrations/terms/2020").json()
    assert {row["code"]: (row["missing"], row["pledged"]) for row in term["rows"]} == {
        OWN: (False, True), "P02": (True, False), OTHER: (True, False),
    }  # fmt: skip
    assert office.post("/api/v1/registrations/remind", {"year": 2020}).json() == {"units": ["P02", OTHER]}
    assert as_("staff").get("/api/v1/pledges?year=2020").json()["count"] == 1
