"""Citizens' feedback over HTTP: wrong codes cost and say the same, the public sees what was approved, and figures are exact."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.api.conftest import Caller
from tests.world import OTHER, OWN, World, tracking_code

ROOT = "/api/v1/feedback"
pytestmark = pytest.mark.usefixtures("clock")


def ask(client: Any, path: str, **body: Any) -> Any:
    return client.post(f"{ROOT}/{path}", body, format="json")


def test_wrong_codes_cost_and_say_the_same(world: World, anonymous: APIClient) -> None:
    answers, costs = [], []
    for wrong in ("2345-6789-ABCD", "ZZZZ", "không phải mã", tracking_code(world.home, OWN)[:-1] + "X"):
        with CaptureQueriesContext(connection) as asked:
            answer = ask(anonymous, "track", code=wrong)
        answers.append((answer.status_code, answer.content))
        costs.append(len(asked))
    assert len(set(answers)) == 1
    assert answers[0][0] == 404
    assert len(set(costs)) == 1
    assert ask(anonymous, "reopen", code="ZZZZ", reason="vì").content == answers[0][1]


def test_the_public_reads_what_was_approved_and_nothing_between_offices(
    world: World, as_: Caller, anonymous: APIClient
) -> None:
    id_, code = world.home.feedback[OWN], tracking_code(world.home, OWN)
    office, unit = as_("standing_officer"), as_("unit_officer")
    assert ask(unit, f"{id_}/answer", text="Bản nháp.").status_code == 200
    assert ask(office, f"{id_}/return", reason="Viết rõ hơn.").status_code == 200
    ask(unit, f"{id_}/answer", text="Đã bố trí thêm người.")
    seen = ask(anonymous, "track", code=code).json()
    assert (seen["state"], seen["answers"], seen["may_reopen"]) == ("answered", [], False)
    ask(office, f"{id_}/send")
    seen = ask(anonymous, "track", code=code).json()
    assert [row["text"] for row in seen["answers"]] == ["Đã bố trí thêm người."]
    assert not [word for word in ("Bản nháp", "Viết rõ hơn", "0912") if word in str(seen)]
    assert seen["may_reopen"]
    refused = ask(office, f"{id_}/publish", question="Gọi 0912 345 678", answer="Đã làm.")
    assert (refused.status_code, [row["path"] for row in refused.json()["problems"]]) == (422, ["question"])
    ask(office, f"{id_}/publish", question="Một người chờ lâu.", answer="Đã làm.")
    (row,) = anonymous.get(f"{ROOT}/published/{world.home.code}").json()["results"]
    assert (row["question"], row["unit"]) == ("Một người chờ lâu.", OWN)
    assert anonymous.get(f"{ROOT}/published/{world.away.code}").json()["results"] == []
    figures = {row["unit"]: row for row in office.get(f"{ROOT}/figures").json()}
    assert figures[OWN] == {
        "unit": OWN, "received": 1, "answered": 1, "in_time": 1, "overdue": 0, "median_days": "0",
    }  # fmt: skip
    assert figures[OTHER]["median_days"] is None


def test_what_is_handed_in_is_checked_and_the_code_is_shown_once(
    world: World, as_: Caller, anonymous: APIClient
) -> None:
    told = {"authority": world.home.code, "kind": "praise", "text": "Cảm ơn cô ở quầy 2.", "unit": OWN}
    taken = ask(anonymous, "intake", **told)
    assert (taken.status_code, taken["Cache-Control"]) == (201, "no-store")
    assert ask(anonymous, "track", code=taken.json()["code"]).json()["number"] == taken.json()["number"]
    assert taken.json()["code"] not in str(as_("standing_officer").get(ROOT).json())
    wrong = ask(anonymous, "intake", **{**told, "unit": "P99", "happened_on": "2030-01-01", "name": "An"})
    assert {row["path"] for row in wrong.json()["problems"]} == {"unit", "happened_on", "reach"}
    assert ask(anonymous, "intake", **{**told, "authority": "khong-co"}).status_code == 404
    assert as_("standing_officer").get(f"{ROOT}?overdu=1").status_code == 422
    policy = {"valid_from": "2019-06-01", "legal_basis": "Quy chế", "policy": {"answer_days": 0}}
    bad = as_("standing_officer").put(f"{ROOT}/policy", policy, format="json")
    assert [row["path"] for row in bad.json()["problems"]] == ["answer_days"]
