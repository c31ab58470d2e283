"""Inspections over HTTP: from the plan to the booked hold, drawings that anybody draws again, and what is refused at its field."""

from typing import Any

import pytest

from emulation.rules.audit_lists import check_parcel
from tests.api.conftest import Caller
from tests.world import CONFIRMED, DRAFTED, SHIPPED, TEAM, World

SEEN = {"key": "0190a1b2-0000-7000-8000-000000000001", "kind": "breach", "text": "Bỏ trực.", "basis": "Nội quy"}


def planned(world: World, as_: Caller, **changed: Any) -> dict[str, Any]:
    body = {"unit": "P02", "team": TEAM, "checklist": SHIPPED[0], "planned_on": "2019-04-26", **changed}
    answer = as_("authority").post(f"/api/v1/campaigns/{world.home.running}/visits", body)
    found: dict[str, Any] = answer.json()
    return found


def test_a_visit_is_planned_begun_ticked_minuted_and_its_finding_taken_back_or_told_to_the_unit(
    world: World, as_: Caller
) -> None:
    lead, theirs = as_("inspector"), as_("unit_head.P02")
    visit = planned(world, as_, surprise=True)
    address = f"/api/v1/visits/{visit['id']}"
    assert (visit["state"], visit["code"], theirs.get(address).status_code) == ("planned", "", 404)
    begun = lead.post(f"{address}/begin").json()
    assert (begun["code"], begun["may"], theirs.get(address).status_code) == ("KT-003", ["close_minutes", "fill"], 200)
    once, twice = (lead.post(f"{address}/findings", SEEN) for _ in range(2))
    slip = lead.post(f"{address}/findings", {**SEEN, "key": "0190a1b2-0000-7000-8000-000000000002"})
    assert (once.status_code, once.json()["id"]) == (201, twice.json()["id"])
    assert lead.post(f"/api/v1/findings/{slip.json()['id']}/withdraw").status_code == 204
    early = lead.post(f"{address}/minutes", {"summary": "Xong."})
    assert (early.status_code, early.json()["problems"][0]["code"]) == (422, "checklist.incomplete")
    items = [f"P{n}" for n in range(1, 11)] + [f"K{n}" for n in range(1, 9)]
    marks = [{"item": item, "result": "met"} for item in items]
    assert len(lead.put(f"{address}/checklist", {"marks": marks}).json()["marks"]) == len(items)
    assert theirs.get(address).json()["marks"] == []
    assert lead.post(f"{address}/minutes", {"summary": "Xong."}).json()["answer_by"] == "2019-05-17"
    assert len(theirs.get(address).json()["marks"]) == len(items)
    (row,) = theirs.get(f"/api/v1/campaigns/{world.home.running}/findings").json()["results"]
    answered = theirs.post(f"/api/v1/findings/{row['id']}/explain", {"text": "Đi công tác đột xuất."}).json()
    assert (row["id"], answered["state"], answered["may"]) == (once.json()["id"], "explained", [])
    asked = {"kind": "hold", "reason": "Chờ khắc phục.", "hold_from": "2019-05-01", "hold_to": "2019-05-01"}
    finding = f"/api/v1/findings/{row['id']}"
    wrong = lead.post(f"{finding}/propose", asked)
    assert (wrong.status_code, [one["path"] for one in wrong.json()["problems"]]) == (422, ["hold_to"])
    assert lead.post(f"{finding}/propose", {**asked, "hold_to": None}).json()["state"] == "proposed"
    assert as_("standing_officer").post(f"{finding}/book", {"note": "Đồng ý."}).json()["state"] == "booked"
    assert theirs.get("/api/v1/eligibility-holds").json()["results"][0]["subject"] == "P02"


def test_a_drawing_is_bound_by_one_drawn_by_another_and_drawn_again_by_anybody(world: World, as_: Caller) -> None:
    address = f"/api/v1/campaigns/{world.home.running}/audit-lists"
    bound = as_("authority").post(address, {"month": DRAFTED, "size": 2}).json()
    assert as_("authority").post(address, {"month": DRAFTED}).status_code == 409
    drawing = f"/api/v1/audit-lists/{bound['id']}"
    assert as_("authority").post(f"{drawing}/draw", {"words": "83916"}).json()["code"] == "audit_list.four_eyes"
    assert as_("inspector").get(f"{drawing}/file").status_code == 409
    drawn = as_("inspector").post(f"{drawing}/draw", {"words": "83916"}).json()
    again = check_parcel(drawn, frame_digest=bound["frame_digest"], bound_hash=bound["seed_hash"])
    assert (len(drawn["drawn"]), again) == (2, {"frame": True, "seed": True, "drawn": True})
    assert as_("clerk").get(f"{drawing}/file").json()["code"] == "audit_list.not_yet"
    checked = as_("standing_officer").get(f"{drawing}/verification").json()
    assert checked == {"holds": True, "checks": {"frame": True, "seed": True, "drawn": True, "before": True}}
    other = as_("standing_officer").get(f"/api/v1/audit-lists/{world.home.audit}/file").json()
    assert (other["frame"]["month"], other["seed_hash"] != drawn["seed_hash"]) == (CONFIRMED, True)


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"unit": "HK"}, 422, "visit.unit"),
        ({"planned_on": "2020-01-01"}, 404, "month.missing"),
        ({"team": "DOAN-7"}, 404, "inspection_team.missing"),
        ({"checklist_version": 9}, 404, "checklist.missing"),
        ({"unit": "P01", "planned_on": "2019-04-24", "surprise": True}, 409, "visit.planned"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    world: World, as_: Caller, changed: dict[str, Any], status: int, code: str
) -> None:
    refusal = planned(world, as_, **changed)
    assert (refusal["status"], refusal["code"]) == (status, code)
