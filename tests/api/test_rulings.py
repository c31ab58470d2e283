"""Rulings over HTTP: made, listed, lifted by somebody else, and what is refused said at its field."""

import pytest

from tests.api.conftest import Caller
from tests.world import World

MADE = {"subjects": "units", "kind": "unranked", "target": "P02", "reason": "Mới thành lập.", "legal_basis": "KH 01"}


def address(world: World) -> str:
    return f"/api/v1/campaigns/{world.home.running}/rulings"


def test_a_ruling_is_made_listed_and_lifted_by_somebody_else(world: World, as_: Caller) -> None:
    made = as_("authority").post(address(world), MADE)
    again = as_("authority").post(address(world), MADE)
    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    lift = f"/api/v1/rulings/{made.json()['id']}/lift"
    own = as_("authority").post(lift, {"reason": "Nhầm."})
    assert (own.status_code, own.json()["code"]) == (403, "ruling.own_decision")
    lifted = as_("council_chair").post(lift, {"reason": "Nhầm."})
    assert (lifted.status_code, lifted.json()["lift_reason"]) == (200, "Nhầm.")
    office = as_("standing_officer")
    (row,) = office.get(f"{address(world)}?target=P02").json()["results"]
    assert {name: row[name] for name in MADE} == MADE
    assert office.get(f"{address(world)}?lifted_at__isnull=true").json()["results"] == []
    once_more = as_("council_chair").post(lift, {"reason": "Nhầm."})
    assert (once_more.status_code, once_more.json()["state"]) == (409, "lifted")


@pytest.mark.parametrize(
    ("changed", "path"),
    [({"target": "P99"}, "target"), ({"kind": "exceptional"}, "kind"), ({"subjects": "clusters"}, "subjects")],
)
def test_what_cannot_be_ruled_is_refused_at_its_field(
    world: World, as_: Caller, changed: dict[str, str], path: str
) -> None:
    answer = as_("authority").post(address(world), {**MADE, **changed})
    assert (answer.status_code, [one["path"] for one in answer.json()["problems"]]) == (422, [path])
