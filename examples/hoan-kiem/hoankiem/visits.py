"""Inspections in the example: three teams, a surprise visit from the door to a hold, and a list drawn that anybody draws again."""

import json
from pathlib import Path
from typing import Any

from emulation.rules.audit_lists import check_parcel
from hoankiem.client import Refused
from hoankiem.inspections import TEAM
from hoankiem.story import Story, local, username

CHECKLIST = Path(__file__).resolve().parents[3] / "emulation" / "catalogue" / "service-and-order.json"
LEAD_TITLE = "Phó Chủ tịch UBND quận, Trưởng đoàn"
DAY = "2019-01-15"
BREACH = {
    "key": "0190a1b2-0000-7000-8000-000000000001",
    "kind": "breach",
    "severity": "serious",
    "text": "Bộ phận một cửa không có người trực lúc 8 giờ 20.",
    "basis": "Nội quy cơ quan: thời giờ làm việc",
    "item": "K1",
}
PRAISE = {
    **BREACH,
    "key": "0190a1b2-0000-7000-8000-000000000002",
    "kind": "good_practice",
    "text": "Có ghế ngồi chờ, nước uống và bảng tra cứu cho người cao tuổi.",
    "basis": "",
    "item": "K8",
}


def inspect(story: Story) -> None:
    """Set up, visit, answer, decide and draw; once."""
    office, chair = (story.caller(username(story, role)) for role in ("standing_officer", "authority"))
    if office.get("inspection-teams", page_size=1)["count"]:
        return
    story.at(local(DAY, 8))
    checklist = json.loads(CHECKLIST.read_text(encoding="utf-8"))
    office.post("inspection-checklists", checklist)
    for number in (1, 2, 3):
        member = {"username": f"doankiemtra{number}.hk", "title": LEAD_TITLE, "leads": True}
        team = {"code": f"DOAN-{number}", "name": f"{TEAM[:-1]}{number}", "document": "Quyết định số 15/QĐ-UBND"}
        chair.post("inspection-teams", {**team, "valid_from": "2019-01-02", "members": [member]})
    units = [row["code"] for row in office.get("units", page_size=50, on=DAY)["results"] if row["cluster"]]
    _visit(story, units[3], [item["code"] for section in checklist["sections"] for item in section["items"]])
    _draw(story)


def _visit(story: Story, unit: str, items: list[str]) -> None:
    office, lead = story.caller(username(story, "standing_officer")), story.caller("doankiemtra1.hk")
    head = story.caller(username(story, "unit_head", unit))
    plan = {"unit": unit, "team": "DOAN-1", "checklist": "ky-cuong-phuc-vu", "planned_on": DAY, "surprise": True}
    visit = f"visits/{office.post(f'{story.campaign}/visits', plan)['id']}"
    story.check(head.get(f"{story.campaign}/visits")["count"] == 0, "a surprise is hidden from its unit")
    lead.post(f"{visit}/begin")
    story.check(head.get(visit)["state"] == "begun", "a visit that has begun is known to its unit")
    for seen in (BREACH, BREACH, PRAISE):
        lead.post(f"{visit}/findings", seen)
    lead.put(f"{visit}/checklist", {"marks": [{"item": item, "result": "met"} for item in items]})
    minutes = lead.post(f"{visit}/minutes", {"summary": "Đơn vị chấp hành khá tốt; còn một vi phạm giờ giấc."})
    story.check(minutes["answer_by"] == "2019-01-22", f"a unit has five working days: {minutes['answer_by']}")
    rows = head.get(f"{story.campaign}/findings")["results"]
    story.check([row["state"] for row in rows] == ["awaited", "praised"], "a finding sent twice is there once")
    finding = f"findings/{rows[0]['id']}"
    head.post(f"{finding}/explain", {"text": "Đã bố trí người trực thay."})
    hold = {"kind": "hold", "reason": "Chờ kết quả khắc phục.", "hold_from": DAY, "hold_to": "2019-07-01"}
    lead.post(f"{finding}/propose", hold)
    try:
        lead.post(f"{finding}/book", {})
        story.check(False, "who proposes does not book")
    except Refused as refusal:
        story.check(refusal.status == 403, "who proposes does not book")
    office.post(f"{finding}/book", {"note": "Đồng ý."})
    held = head.get("eligibility-holds")["results"]
    story.check([row["subject"] for row in held] == [unit], "the unit is kept from awards for a while")


def _draw(story: Story) -> None:
    office, chair = story.caller(username(story, "standing_officer")), story.caller(username(story, "council_chair"))
    bound = office.post(f"{story.campaign}/audit-lists", {"month": DAY[:7], "size": 5})
    drawn: dict[str, Any] = chair.post(f"audit-lists/{bound['id']}/draw", {"words": "Giải đặc biệt 83916"})
    again = check_parcel(drawn, frame_digest=bound["frame_digest"], bound_hash=bound["seed_hash"])
    story.check(all(again.values()) and len(drawn["drawn"]) == 5, f"anybody draws the same list again: {again}")
