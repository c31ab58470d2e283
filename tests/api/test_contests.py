"""Contests and suggested commendations over HTTP: planned, read, judged, decided, and what is refused said at its field."""

from tests.api.access.contests import CONTEST
from tests.api.conftest import Caller
from tests.world import OWN, World


def test_a_contest_is_planned_judged_and_decided_over_http(world: World, as_: Caller) -> None:
    office, head = as_("standing_officer"), as_("authority")
    judge = {"username": world.home.accounts["authority"].username, "presides": True}
    address = f"/api/v1/campaigns/{world.home.running}/contests"
    made = office.post(address, {**CONTEST, "judges": [judge]})
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    one = f"/api/v1/contests/{made.json()['id']}"
    wrong = office.post(address, {**CONTEST, "judges": [{"username": "ai"}]})
    assert (wrong.status_code, {p["path"] for p in wrong.json()["problems"]}) == (422, {"judges"})
    assert office.post(f"{one}/open", {}).json()["contest"]["state"] == "open"
    office.post(f"{one}/rounds/1/open")
    over = head.put(f"{one}/rounds/1/sheets", {"entrant": OWN, "marks": {"ND": "11"}})
    assert (over.status_code, [p["path"] for p in over.json()["problems"]]) == (422, ["ND"])
    sheets = head.put(f"{one}/rounds/1/sheets", {"entrant": OWN, "marks": {"ND": "9.5"}}).json()
    assert (sheets["revealed"], sheets["own"][0]["marks"]) == (False, {"ND": "9.5"})
    head.post(f"{one}/rounds/1/hand-in")
    final = head.post(f"{one}/rounds/1/close").json()["final"]
    assert [(line["entrant"], line["total"], line["rank"]) for line in final] == [(OWN, "9.5", 1)]
    again = as_("unit_head").post(f"{one}/rounds/1/protests", {"entrant": OWN, "text": "Cộng lại."})
    assert (again.status_code, again.json()["holds"]) == (201, True)
    assert office.post(f"{one}/award", {"prizes": {OWN: "nhat"}}).json()["contest"]["state"] == "awarded"
    assert as_("council_chair").post(f"{one}/sign", {}).json()["contest"]["state"] == "signed"
    assert office.post(f"{one}/explode", {}).status_code == 404


def test_a_suggestion_says_why_and_is_decided_once(world: World, as_: Caller) -> None:
    office = as_("standing_officer")
    office.post("/api/v1/commendation-suggestions")
    assert office.post("/api/v1/commendation-suggestions").json() == {"suggested": 0}
    (row,) = office.get("/api/v1/commendation-suggestions?kind=prize&state=suggested").json()["results"]
    assert row["why"] == f"Đạt “Giải nhất” tại Hội thi HT-published {world.home.name}."
    decide = f"/api/v1/commendation-suggestions/{row['id']}"
    assert office.post(f"{decide}/take-up", {"reason": "Tốt."}).json()["state"] == "taken_up"
    again = office.post(f"{decide}/discard", {"reason": "Thôi."})
    assert (again.status_code, again.json()["state"]) == (409, "taken_up")
