"""Assigned tasks over HTTP: entered, moved by acts, listed, taken from a table, and what is refused said at its field."""

from tests.api.access.contests import TASK
from tests.api.conftest import Caller
from tests.world import OWN, World


def test_a_task_is_entered_assigned_and_reported_and_its_history_told(world: World, as_: Caller) -> None:
    address = f"/api/v1/campaigns/{world.home.running}/assignments"
    body = {**TASK, "parts": [{"who": "P02", "role": "phối hợp"}]}
    office, head = as_("standing_officer"), as_("unit_head")
    made = office.post(address, body)
    assert (made.status_code, made.json()["state"], made.json()["parts"]) == (201, "draft", body["parts"])
    one = f"/api/v1/assignments/{made.json()['id']}"
    assert head.get(one).status_code == 404
    changed = office.put(one, {**body, "title": "Việc khác"})
    assert (changed.status_code, changed.json()["title"]) == (200, "Việc khác")
    assert office.post(f"{one}/assign", {}).json()["may"] == ["excuse", "cancel"]
    assert head.get(one).json()["overdue"] is True
    refused = head.post(f"{one}/report", {})
    assert (refused.status_code, [p["path"] for p in refused.json()["problems"]]) == (422, ["text"])
    assert head.post(f"{one}/report", {"text": "Xong."}).json()["result"] == "Xong."
    late = head.post(f"{one}/acknowledge", {})
    assert (late.status_code, late.json()["state"]) == (409, "reported")
    assert [entry["act"] for entry in office.get(one).json()["entries"]] == ["assign", "report"]
    assert office.post(f"{one}/explode", {}).status_code == 404
    listed = office.get(f"{address}?unit__code={OWN}&state=reported&deadline__lte=2019-03-01").json()["results"]
    assert [row["code"] for row in listed] == [TASK["code"]]
    total = office.get(f"{address}/counts").json()["total"]
    assert (total["all"], total["reported"], total["overdue"]) == (3, 1, 2)
    wrong = office.post(address, {**body, "code": "NV-X", "unit": "P99"})
    assert (wrong.status_code, [p["path"] for p in wrong.json()["problems"]]) == (422, ["unit"])
