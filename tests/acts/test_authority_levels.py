"""Which administrative level an authority has: dated, in order, asked by statistics, campaigns and decisions."""

from datetime import date

import pytest

from emulation import authority_levels, campaigns, decisions
from emulation.campaigns import Draft
from emulation.commendation import award_statistics
from emulation.decisions.lists import Proposal
from emulation.events import AuthorityLevelRecorded
from emulation.models import Campaign
from emulation.rules.awards.levels import level_on
from kernel.actors import Actor
from kernel.errors import Invalid, NotAllowed
from tests.acts.conftest import recorded, refused
from tests.world import NOW, OWN, Town, person

REFORM = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("level", "on", "reports_as", "award", "decides"),
    [
        ("district", date(2025, 6, 30), "unit", "district", True),
        ("district", date(2025, 6, 30), "unit", "commune", False),
        ("district", REFORM, None, "district", False),
        ("commune", REFORM, "unit", "commune", True),
        ("commune", REFORM, "unit", "agency", True),
        ("province", date(2019, 1, 1), "province", "province", True),
        ("province", date(2019, 1, 1), "province", "district", False),
        ("ministry", date(2019, 1, 1), "province", "ministry", True),
        ("central", date(2019, 1, 1), "central", "president", True),
        ("village", date(2019, 1, 1), None, "commune", False),
    ],
)
def test_levels_hold_between_their_days(
    level: str, on: date, reports_as: str | None, award: str, *, decides: bool
) -> None:
    found = level_on(authority_levels.known(), level, on)
    assert (found.reports_as if found else None) == reports_as
    assert bool(found and award in found.decides) is decides


def test_a_level_is_recorded_in_order_and_repeated_without_a_trace(town: Town, office: Actor) -> None:
    assert authority_levels.on_day(town.code, date(2019, 5, 1)) is None
    with refused(NotAllowed, "units.not_allowed"):
        authority_levels.record("district", date(2004, 7, 1), "NQ 1", by=town.actors["clerk"], at=NOW)
    first = authority_levels.record("district", date(2004, 7, 1), "NQ 1", by=office, at=NOW)
    assert authority_levels.record("district", date(2004, 7, 1), "NQ 1", by=office, at=NOW) == first
    with refused(Invalid, "authority_level.invalid") as no:
        authority_levels.record("district", REFORM, " ", by=office, at=NOW)
    assert no.paths == ["level", "legal_basis"]
    with refused(Invalid, "authority_level.invalid") as no:
        authority_levels.record("commune", date(2004, 7, 1), "NQ 2", by=office, at=NOW)
    assert no.codes == ["authority_level.order"]
    assert authority_levels.on_day(town.code, REFORM) is None, "the level itself ended, and nobody said what followed"
    authority_levels.record("commune", REFORM, "NQ 2", by=office, at=NOW)
    assert [(row.level, row.valid_to) for row in authority_levels.history(town.code)] == [
        ("district", REFORM),
        ("commune", None),
    ]
    assert recorded(AuthorityLevelRecorded) == 2


def test_an_authority_decides_the_awards_of_its_level_and_reports_as_what_it_is(town: Town, office: Actor) -> None:
    on, head = date(2019, 5, 13), "Chủ tịch"
    award = Proposal("GK_HUYEN", OWN, "Có thành tích", person(OWN, 3))
    about = ("Khen", "", on, "Lê Minh Đức", head)
    assert decisions.draft(decisions.Draft(*about, [award]), by=office, at=NOW)
    authority_levels.record("province", date(2018, 1, 1), "NQ 1", by=office, at=NOW)
    with refused(Invalid, "decision.invalid") as no:
        decisions.draft(decisions.Draft(*about, [award]), by=office, at=NOW)
    assert (no.codes, no.paths) == (["decision.not_our_level"], ["awards[0].award_type"])
    assert award_statistics.of_year(2019, by=office).level == "province"
    assert award_statistics.of_year(2019, "unit", by=office).level == "unit"
    assert award_statistics.of_year(2017, by=office).level == "unit"


def test_a_campaign_is_counted_at_the_level_of_who_leads_it(town: Town, office: Actor) -> None:
    with refused(Invalid, "campaign.level"):
        campaigns.draft(Draft("MUON", "Muộn", level="district", starts_on=REFORM), by=office, at=NOW)
    authority_levels.record("province", date(2018, 1, 1), "NQ 1", by=office, at=NOW)
    Campaign.objects.filter(pk=town.running).update(level="central")
    year = Campaign.objects.get(pk=town.running).launched_at
    assert year
    form = award_statistics.of_year(year.year, by=office).tables[0]
    total, central, province, _ = form.row("01")
    assert (total > 0, central) == (True, 1)
    assert total == central + province, "those that say nothing of themselves are the authority's own"
