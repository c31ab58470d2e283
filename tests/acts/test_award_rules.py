"""Rules about awards: which rows hold on a day, whose rows go first, and what is pinned to a dossier."""

from datetime import date

import pytest

from emulation.commendation import award_rules
from emulation.models import AwardRule, AwardType
from emulation.rules.awards.award_rules import AwardRules
from kernel.errors import Missing
from tests.world import HOME, World


def test_every_award_of_the_catalogue_has_rules_on_every_day_on_which_it_is_given(world: World) -> None:
    for row in AwardType.objects.filter(valid_to=None):
        rules = award_rules.rules_on(HOME, row.code, date(2026, 11, 1))
        assert AwardRules.from_data(rules.to_data()) == rules, row.code
        assert rules.council and rules.procedure and rules.papers, row.code
        assert {"no_hold", "active", "merit_basis"} <= {one.code for one in rules.eligibility}, row.code


@pytest.mark.parametrize(
    ("day", "shares"),
    [
        pytest.param(date(2019, 12, 1), ("50", True), id="Điều 28 Luật 2003: trên 50 %"),
        pytest.param(date(2023, 12, 31), ("50", True), id="ngày cuối của Luật 2003"),
        pytest.param(date(2024, 1, 1), ("70", False), id="Điều 28 khoản 1 điểm c Luật 06/2022: 70 %"),
    ],
)
def test_the_day_decides_which_text_holds(world: World, day: date, shares: tuple[str, bool]) -> None:
    rules = award_rules.rules_on(HOME, "TTLDTT", day)
    (share,) = [one.conditions[0] for one in rules.eligibility if one.code == "members_award"]
    assert (str(share.pct), share.above) == shares


def test_the_authority_goes_before_the_nation_and_the_award_before_its_tree(world: World) -> None:
    day = date(2019, 6, 1)
    general = {"aspect": "council", "code": "vote", "article": "Quy chế", "legal_basis": "Quy chế Hội đồng quận"}
    for award_code, pct in (("*", "60"), ("CSTDCS", "75")):
        AwardRule.objects.create(
            authority_id=HOME, award_code=award_code, params={"threshold_pct": pct}, valid_from=day, **general
        )
    found = award_rules.rules_of_many(HOME, ("LDTT", "CSTDCS", "CSTD_TINH"), day)
    assert {code: str(one.council.threshold_pct) for code, one in found.items() if one.council} == {
        "LDTT": "60", "CSTDCS": "75", "CSTD_TINH": "90",
    }  # fmt: skip
    usual = award_rules.rules_on("dong-da", "LDTT", day).council
    assert usual
    assert (str(usual.threshold_pct), usual.reach) == ("50", "above")
    assert found["LDTT"].digest != award_rules.rules_on(HOME, "LDTT", date(2019, 5, 31)).digest


def test_unknown_awards_and_days_before_the_catalogue_are_refused(world: World) -> None:
    with pytest.raises(Missing, match="KHONG_CO"):
        award_rules.rules_on(HOME, "KHONG_CO", date(2019, 6, 1))
    assert award_rules.base_salary(date(2019, 6, 30)).amount == 1_390_000
    assert award_rules.base_salary(date(2019, 7, 1)).amount == 1_490_000
    with pytest.raises(Missing):
        award_rules.base_salary(date(2010, 1, 1))
