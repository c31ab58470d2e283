"""Leaves and service over HTTP: recorded once, refused with its days, and told to each what they may know."""

from tests.api.conftest import Caller
from tests.world import World, person

STAFF = person("P01", 3)
LEAVE = {"person": STAFF, "kind": "maternity", "first_day": "2019-03-15", "last_day": "2019-09-14", "document": "QĐ 7"}


def test_a_leave_is_recorded_listed_refused_where_it_overlaps_and_withdrawn(world: World, as_: Caller) -> None:
    officer = as_("unit_officer")
    made = officer.post("/api/v1/leaves", LEAVE)
    again = as_("unit_officer").post("/api/v1/leaves", LEAVE)
    assert (made.status_code, again.json()["id"], made.json()["legal_basis"]) == (
        201, made.json()["id"], "Nghị định 56/2015/NĐ-CP",
    )  # fmt: skip
    no = officer.post("/api/v1/leaves", {**LEAVE, "first_day": "2019-09-14", "last_day": "2019-10-01"}).json()
    assert (no["code"], [one["path"] for one in no["problems"]]) == ("leave.overlaps", ["first_day"])
    (row,) = officer.get(f"/api/v1/leaves?person__code={STAFF}&kind__code=maternity").json()["results"]
    assert {name: row[name] for name in LEAVE} == LEAVE
    gone = as_("unit_head").post(f"/api/v1/leaves/{row['id']}/withdraw", {"reason": "Nhầm."})
    assert (gone.status_code, gone.json()["withdraw_reason"]) == (200, "Nhầm.")
    kinds = officer.get("/api/v1/leave-kinds?code=sick").json()["results"]
    assert [(one["counts"], one["to_confirm"]) for one in kinds] == [
        ("actual_time", True), ("away", True), ("actual_time", True),
    ]  # fmt: skip
    assert officer.get("/api/v1/service-rules").json()["count"] == 3


def test_the_month_says_who_served_how_long_and_why_not_to_those_who_may_know(world: World, as_: Caller) -> None:
    as_("unit_officer").post("/api/v1/leaves", LEAVE)
    campaign = f"/api/v1/campaigns/{world.home.running}"

    def told(who: str, month: str = "2019-03") -> dict[str, object]:
        rows = as_(who).get(f"{campaign}/units/P01/months/{month}/service").json()
        return {row["person"]: row["service"] for row in rows}[STAFF]

    here = {"worked": 10, "working": 21, "absent": False, "units": {"P01": 10}, "joined": None, "left": None}
    days = {"first_day": "2019-03-15", "last_day": "2019-09-14"}
    assert told("unit_head") == {**here, "leaves": [{**days, "kind": "maternity", "document": "QĐ 7"}]}
    assert told("cluster_lead") == {**here, "leaves": [{**days, "kind": "", "document": ""}]}
    sheet = as_("staff").get(f"{campaign}/people/{STAFF}/months/2019-04").json()["service"]
    assert (sheet["absent"], sheet["leaves"][0]["kind"]) == (True, "maternity")
    year = as_("council_member").get(f"{campaign}/derivations/people/{STAFF}").json()
    assert [(line["rated_by"], line["service"]["worked"]) for line in year["months"]][2:] == [("P01", 10), ("P01", 0)]
    assert (year["moved"], "maternity" in str(year)) == (False, False)
    refused = as_("unit_officer").put(f"{campaign}/people/{STAFF}/months/2019-04", {"scores": {"A1": "5"}})
    assert [one["code"] for one in refused.json()["problems"]] == ["evaluation.worked_unrecorded"]
