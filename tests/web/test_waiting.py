"""The first page says what waits for whose word: appeals, visits, findings, points and suggestions; never one's own."""

from dataclasses import replace

import pytest
from django.test import Client

from emulation import units
from emulation.boards import waiting
from emulation.models import Appeal, Booking, CommendationSuggestion, Finding, InspectionVisit, SurveyExclusion
from kernel.actors import Actor
from tests.world import NOW, World
from web.links import address

pytestmark = pytest.mark.django_db


def told(actor: Actor) -> dict[str, int]:
    chart = units.chart(actor.authority, NOW.date())
    found: dict[str, int] = {}
    for one in waiting.errands(by=actor, chart=chart, at=NOW):
        assert address(one.about).startswith(("/campaigns/", "/commendations/"))
        found[one.act] = found.get(one.act, 0) + one.count
    return found


def test_each_finds_what_waits_for_them_and_nobody_what_they_asked_for_themselves(world: World, client: Client) -> None:
    town, code = world.home, world.home.code
    office, inspector = told(town.actors["standing_officer"]), told(town.actors["inspector"])
    own = {"authority": code}
    begun = InspectionVisit.objects.filter(state="begun", **own).count()
    assert inspector.get("visits", 0) >= begun > 0 or begun == 0
    answered = Finding.objects.filter(state__in=("explained", "unexplained"), visit__authority=code)
    assert inspector.get("finding_propose", 0) == answered.count()
    asked = Finding.objects.filter(state="awaited", visit__authority=code, visit__unit__code="P01").count()
    assert told(town.actors["unit_head"]).get("finding_explain", 0) == asked
    assert "finding_explain" not in office and "visits" not in office
    waits = Appeal.objects.filter(state="taken_up", **own).count()
    assert waits and told(town.actors["council_member"]).get("appeal_decide", 0) == waits
    assert "appeal_decide" not in inspector
    proposed = Booking.objects.filter(state="proposed", **own)
    other = proposed.exclude(proposed_by=town.accounts["standing_officer"]).count()
    assert office.get("booking", 0) == other
    doubtful = SurveyExclusion.objects.filter(state="proposed", **own).first()
    assert doubtful is not None
    proposer = replace(town.actors["council_chair"], account=str(doubtful.proposed_by_id))
    assert told(town.actors["council_chair"])["survey_exclusion"] > told(proposer).get("survey_exclusion", 0)
    suggested = CommendationSuggestion.objects.filter(state="suggested", **own).count()
    assert office.get("commendation", 0) == suggested > 0
    assert told(town.actors["staff"]) == {}
    client.force_login(town.accounts["council_chair"], "django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert "Khiếu nại chờ trả lời" in page or "khiếu nại chờ trả lời" in page
