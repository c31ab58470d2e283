"""Nobody judges what they wrote, handed in or confirmed, whatever roles they hold and whoever else had it in between."""

import pytest

from emulation import accounts
from emulation.rules import access
from kernel.actors import AUTHORITY, UNIT, Grant, system_actor
from tests.api.conftest import Caller
from tests.world import DRAFTED, HOME, OWN, START, SUBMITTED, UNIT_MARKS, World, open_account, person


def address(world: World, act: str, month: str = DRAFTED) -> str:
    return f"/api/v1/campaigns/{world.home.running}/units/{OWN}/months/{month}{act}"


def written_by(client: str, world: World, as_: Caller) -> None:
    """One writes the unit's sheet anew, the unit's officer hands it in."""
    marks = {"scores": {**UNIT_MARKS, "B1": "30"}}
    assert as_(client).put(address(world, ""), marks).status_code == 200
    assert as_("unit_officer").post(address(world, "/submit"), {"subjects": [""]}).status_code == 200


def test_who_wrote_a_sheet_does_not_confirm_it(world: World, as_: Caller) -> None:
    written_by("all_roles", world, as_)
    refused = as_("all_roles").post(address(world, "/confirm"), {"subjects": [""]})
    assert (refused.status_code, refused.json()["code"]) == (403, "evaluation.own")
    assert as_("unit_head").post(address(world, "/confirm"), {"subjects": [""]}).json() == {"handled": 1}


def test_who_wrote_a_sheet_does_not_appraise_it(world: World, as_: Caller) -> None:
    written_by("all_roles", world, as_)
    as_("unit_head").post(address(world, "/confirm"), {"subjects": [""]})
    refused = as_("all_roles").post(address(world, "/appraise"), {"subjects": [""]})
    assert (refused.status_code, refused.json()["code"]) == (403, "evaluation.own")
    assert as_("standing_officer").post(address(world, "/appraise"), {"subjects": [""]}).json() == {"handled": 1}


def test_who_wrote_a_sheet_that_another_wrote_anew_may_judge_it(world: World, as_: Caller) -> None:
    marks = {"scores": {**UNIT_MARKS, "B1": "29"}}
    assert as_("all_roles").put(address(world, ""), marks).status_code == 200
    written_by("unit_officer", world, as_)
    assert as_("all_roles").post(address(world, "/confirm"), {"subjects": [""]}).json() == {"handled": 1}


@pytest.mark.parametrize("act", ["confirm", "appraise"])
def test_who_handed_a_sheet_in_does_not_judge_it(act: str, world: World, as_: Caller) -> None:
    assert as_("all_roles").post(address(world, "/submit"), {"subjects": [""]}).status_code == 200
    if act == "appraise":
        assert as_("unit_head").post(address(world, "/confirm"), {"subjects": [""]}).status_code == 200
    assert as_("all_roles").post(address(world, f"/{act}"), {"subjects": [""]}).status_code == 403


def test_who_confirmed_a_sheet_does_not_appraise_it(world: World, as_: Caller) -> None:
    assert as_("all_roles").post(address(world, "/confirm", SUBMITTED), {"subjects": [""]}).json() == {"handled": 1}
    assert as_("all_roles").post(address(world, "/appraise", SUBMITTED), {"subjects": [""]}).status_code == 403


def test_a_head_does_not_confirm_the_heads_own_sheet(world: World, as_: Caller) -> None:
    refused = as_("unit_head").post(address(world, "/confirm", SUBMITTED), {"subjects": [person(OWN, 1)]})
    assert (refused.status_code, refused.json()["code"]) == (403, "evaluation.own")


def test_an_appraiser_who_serves_in_the_unit_does_not_appraise_it(world: World, as_: Caller) -> None:
    by = system_actor(HOME)
    username = world.home.accounts["staff"].username
    accounts.grant_role(HOME, username, Grant(access.STANDING_OFFICER, AUTHORITY), by=by, at=START)
    assert as_("unit_head").post(address(world, "/confirm", SUBMITTED), {"subjects": [""]}).status_code == 200
    refused = as_("staff").post(address(world, "/appraise", SUBMITTED), {"subjects": [""]})
    assert (refused.status_code, refused.json()["code"]) == (403, "evaluation.own")


def test_a_role_that_was_taken_back_opens_nothing(world: World, as_: Caller) -> None:
    grant = Grant(access.UNIT_OFFICER, UNIT, OWN)
    open_account(world.home, "passing", grant)
    assert as_("passing").get(address(world, "")).status_code == 200
    accounts.end_role(HOME, world.home.accounts["passing"].username, grant, by=system_actor(HOME), at=START)
    assert as_("passing").get(address(world, "")).status_code == 404


def test_the_author_of_a_draft_neither_launches_nor_signs_it(world: World, as_: Caller) -> None:
    award = {"award_type": "GK_HUYEN", "unit": OWN, "citation": "Thành tích"}
    signature = {"signatory_name": "Lê Minh Đức", "signatory_title": "Chủ tịch"}
    values = {"title": "Khen", "number": "400", "decided_on": "2019-05-10", "awards": [award], **signature}
    drafted = as_("all_roles").post("/api/v1/decisions", values).json()["id"]
    assert as_("all_roles").post(f"/api/v1/decisions/{drafted}/sign").status_code == 403
    assert as_("authority").post(f"/api/v1/decisions/{drafted}/sign").status_code == 200
    campaign = as_("all_roles").post("/api/v1/campaigns", {"code": "OWN", "name": "Phong trào"}).json()["id"]
    assert as_("all_roles").post(f"/api/v1/campaigns/{campaign}/launch").status_code == 403
