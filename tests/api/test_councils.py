"""A council over HTTP: from its founding to the public recount, with refusals that say what to do."""

from tests.api.conftest import Caller
from tests.council_world import SEATS, items, pin
from tests.world import OWN, World

DAY = "2019-05-12"


def test_a_session_goes_from_its_invitation_to_the_public_recount(world: World, as_: Caller) -> None:
    town, office, secretary = world.home, as_("standing_officer"), as_("council_secretary")
    seats = [{"account": f"{name}@{town.code}", "role": role} for name, role in SEATS]
    wrong = office.post(
        "/api/v1/councils", {"name": " ", "document": "QĐ", "valid_from": DAY, "quorum": "3", "seats": []}
    )
    assert (wrong.status_code, [one["path"] for one in wrong.json()["problems"]]) == (422, ["name"])
    body = {"name": "Hội đồng sáng kiến", "document": "QĐ 9", "valid_from": "2019-01-01", "seats": [*seats, seats[0]]}
    twice = office.post("/api/v1/councils", {**body, "quorum": "3/2"})
    assert [one["path"] for one in twice.json()["problems"]] == ["quorum", "seats", "seats"]
    made = office.post("/api/v1/councils", {**body, "seats": seats})
    again = office.post("/api/v1/councils", {**body, "seats": seats})
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    council = f"/api/v1/councils/{made.json()['id']}"
    member = {"account": f"nobody@{town.code}", "from_day": "2019-05-01"}
    assert office.post(f"{council}/members", member).status_code == 201
    left = office.post(f"{council}/members/nobody@{town.code}/leave", {"on": "2019-05-02"})
    assert left.json()["valid_to"] == "2019-05-02"
    assert office.post(f"{council}/members", {**member, "role": "chair"}).status_code == 409
    made = secretary.post(f"{council}/sessions", {"held_on": DAY, "number": 7})
    session = made.json()["session"]["id"]
    same = secretary.post(f"{council}/sessions", {"held_on": DAY, "number": 7}).json()["session"]
    assert (same["id"], made.json()["members"]) == (session, 9)
    address = f"/api/v1/council-sessions/{session}"
    dossier = pin(town.nominations[OWN, "appraised"], secret=True, threshold_pct="33.34")
    agenda = secretary.post(f"{address}/nominations", {"nomination": dossier}).json()
    assert [(one["number"], one["secret"], one["nomination"]) for one in agenda] == [
        (1, True, dossier),
        (2, True, dossier),
    ]
    early = secretary.post(f"{address}/open", {})
    assert (early.status_code, early.json()["code"], early.json()["may"]) == (
        409,
        "council_session.no_quorum",
        ["attend"],
    )
    secretary.put(f"{address}/attendance", {"ways": {f"{name}@{town.code}": "present" for name, _ in SEATS}})
    assert secretary.post(f"{address}/open", {}).json()["present"] == 9
    receipts = set()
    assert secretary.post(f"{address}/items/open").json() == {"items": [1, 2]}
    for name in ("council_secretary", "council_member", "authority"):
        choices = {"1": "yes", "2": "yes" if name == "authority" else "no"}
        faulty = as_(name).post(f"{address}/sheet", {"choices": {**choices, "9": "yes"}})
        assert (faulty.status_code, faulty.json()["problems"][0]["path"]) == (422, "choices.9")
        told = as_(name).post(f"{address}/sheet", {"choices": choices}).json()["receipts"]
        assert list(told) == ["1", "2"]
        receipts |= set(told.values())
    for number, item in enumerate(items(session)):
        path = f"/api/v1/council-items/{item.pk}"
        assert secretary.get(path).json()["recused"][0]["ground"] == "worked"
        told = as_("council_chair").post(f"{path}/vote", {"choice": "no" if number else "yes"}).json()
        receipts.add(told["receipt"])
        assert as_("council_chair").get(path).json()["receipts"] == []
        closed = secretary.post(f"{path}/close").json()
        assert closed["item"]["passed"] is (number == 0)
        assert as_("council_chair").get(f"{path}/recount").status_code == 404
    assert len(receipts) == 8
    closed = secretary.post(f"{address}/close", {}).json()["session"]
    assert (closed["state"], closed["minutes"]["total"]) == ("closed", 9)
    first = items(session)[0]
    told = as_("staff").get(f"/api/v1/council-items/{first.pk}/recount").json()
    assert {row["choice"] for row in told["rows"]} == {"yes"}
    assert {row["receipt"] for row in told["rows"]} < receipts
    assert "làm tròn lên là 4" in " ".join(told["arithmetic"])
    assert first.title not in str(told)
    done = secretary.post(f"{address}/minute", {"text": "Đã họp."}).json()["session"]
    assert (done["state"], secretary.post(f"{address}/minute", {"text": "x"}).status_code) == ("recorded", 409)
