"""The world of these tests is what they take it for."""

from emulation.models import Evaluation, Import
from tests.api.conftest import Caller
from tests.world import CLOSED, CONFIRMED, DRAFTED, OTHER, OWN, SUBMITTED, World


def test_every_open_month_waits_for_its_next_act(world: World) -> None:
    for month, state in ((CLOSED, "appraised"), (CONFIRMED, "confirmed"), (DRAFTED, "draft"), (SUBMITTED, "submitted")):
        sheets = Evaluation.objects.filter(campaign=world.home.running, month__month=month)
        heads = sheets.filter(of_head=True).values_list("state", flat=True)
        assert set(sheets.filter(of_head=False).values_list("state", flat=True)) == {state}
        assert set(heads) == {"submitted" if state == "confirmed" else state if state != "appraised" else "appraised"}


def test_both_towns_have_the_same_codes_and_imports_that_wait_for_a_word(world: World, as_: Caller) -> None:
    for town in (world.home, world.away):
        assert set(Import.objects.filter(authority=town.code).values_list("state", flat=True)) == {"validated"}
        codes = [unit["code"] for unit in as_("staff", town=town).get("/api/v1/units").json()["results"]]
        assert {OWN, OTHER} < set(codes)
