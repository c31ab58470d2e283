"""Delegations over HTTP: made, named in the header of a request, ended; a header that does not hold is refused."""

import pytest

from tests.api.conftest import Caller
from tests.world import SUBMITTED, World


def body(world: World, **changed: str) -> dict[str, str]:
    town = world.home.code
    names = {"delegator": f"unit_head@{town}", "delegate": f"unit_head.P02@{town}"}
    days = {"starts_on": "2019-05-12", "ends_on": "2019-05-12"}
    return {**names, "role": "unit_head", "scope": "unit", "code": "P01", **days, "reason": "Đi họp.", **changed}


def test_a_request_in_somebodys_place_names_the_delegation_in_its_header(world: World, as_: Caller) -> None:
    made = as_("unit_head").post("/api/v1/delegations", body(world)).json()
    address = f"/api/v1/campaigns/{world.home.running}/units/P01/months/{SUBMITTED}"
    deputy = as_("unit_head.P02")
    assert deputy.post(f"{address}/confirm", {}).status_code == 404
    done = deputy.post(f"{address}/confirm", {"subjects": [""]}, headers={"X-On-Behalf-Of": made["id"]})
    assert (done.status_code, done.json()) == (200, {"handled": 1})
    layers = as_("unit_head").get(address).json()["layers"]
    assert (layers[-1]["kind"], layers[-1]["on_behalf_of"]) == ("head", f"unit_head {world.home.name}")
    ended = as_("unit_head").post(f"/api/v1/delegations/{made['id']}/end", {"reason": "Đã về."})
    assert (ended.status_code, ended.json()["end_reason"]) == (200, "Đã về.")
    again = deputy.post(f"{address}/confirm", {}, headers={"X-On-Behalf-Of": made["id"]})
    assert (again.status_code, again.json()["code"]) == (403, "delegation.not_in_force")


@pytest.mark.parametrize(
    ("header", "status", "code"), [("x", 422, "delegation.malformed"), ("0" * 32, 403, "delegation.not_in_force")]
)
def test_a_header_that_holds_nothing_is_refused(world: World, as_: Caller, header: str, status: int, code: str) -> None:
    answer = as_("unit_head").get("/api/v1/me", headers={"X-On-Behalf-Of": header})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_delegation_that_cannot_be_is_refused_at_its_field(world: World, as_: Caller) -> None:
    answer = as_("unit_head").post("/api/v1/delegations", body(world, ends_on="2019-05-11", reason="Vì"))
    assert (answer.status_code, [one["path"] for one in answer.json()["problems"]]) == (422, ["ends_on"])
