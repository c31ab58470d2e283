"""What a level below certifies: told and read the same, and joined without losing what either level knows."""

import json
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.awards.certified import entries, joined, read, told
from emulation.rules.awards.merits import Achieved, CampaignFacts, Facts, Held, Initiative, Member
from emulation.rules.awards.rule_values import DISCIPLINES, GRADES

DAY, BELOW = date(2024, 12, 1), "Quận Hoàn Kiếm"
YEARS = st.integers(2015, 2024)
CODES = st.sampled_from(("LDTT", "CSTD_CS", "BK_TINH"))
HELD = st.builds(Held, CODES, YEARS, st.just("1/QĐ (01/01/2020)"), by=st.sampled_from(("", BELOW)))


def facts(**said: Any) -> Facts:
    return Facts("person", "merit", 2024, DAY, **said)


FACTS = st.builds(
    facts,
    awards=st.lists(HELD, max_size=4).map(tuple),
    years_on_record=st.frozensets(YEARS, max_size=3),
    proposed=st.frozensets(CODES, max_size=2),
    grades=st.dictionaries(YEARS, st.sampled_from(GRADES), max_size=3),
    initiatives=st.lists(st.builds(Initiative, st.just("unit"), YEARS, st.just("QĐ 1")), max_size=2).map(tuple),
    registered=st.none() | st.frozensets(CODES, max_size=2),
    hold=st.sampled_from(("", "đang thanh tra")),
    discipline=st.sampled_from(("", *DISCIPLINES)),
    merit_from=st.none() | st.dates(date(2020, 1, 1), DAY),
    campaign=st.none() | st.just(CampaignFacts("Xanh", thematic=True, starts_on=DAY)),
    achieved=st.just(Achieved((("GK_HUYEN", "3/QĐ"),), ("BK_TINH",))),
    members=st.none() | st.just((Member("Nguyễn Văn An", frozenset({"LDTT"}), frozenset(), GRADES[0]),)),
)


@settings(max_examples=30)
@given(FACTS)
def test_what_is_told_is_read_the_same(one: Facts) -> None:
    assert read(json.loads(json.dumps(told(one)))) == one


@settings(max_examples=30)
@given(FACTS, FACTS)
def test_joined_facts_lose_nothing_that_either_level_knows(own: Facts, below: Facts) -> None:
    both = joined(own, below)
    known = {(one.award, one.year) for one in both.awards}
    assert known == {(one.award, one.year) for side in (own, below) for one in side.awards}
    assert both.awards[: len(own.awards)] == own.awards
    assert both.grades.items() >= own.grades.items()
    assert bool(both.hold) == bool(own.hold or below.hold)
    gravest = (
        max(DISCIPLINES.index(one.discipline) for one in (own, below) if one.discipline)
        if own.discipline or below.discipline
        else None
    )
    assert (DISCIPLINES.index(both.discipline) if both.discipline else None) == gravest
    assert (both.registered is None) == (own.registered is None and below.registered is None)


def test_each_thing_on_record_is_a_row_with_what_proves_it() -> None:
    said = facts(
        awards=(Held("LDTT", 2023, "12/QĐ-UBND (20/12/2023)", by=BELOW),),
        grades={2023: GRADES[1]},
        initiatives=(Initiative("unit", 2022, "8/QĐ-SK", "Hẹn giờ"),),
        registered=frozenset({"LDTT"}),
        discipline=DISCIPLINES[0],
        discipline_document="3/QĐ-KL",
    )
    rows = entries(said, {"LDTT": "Lao động tiên tiến"})
    assert [(row.kind, row.what, row.year, row.document, row.by) for row in rows] == [
        ("award", "Lao động tiên tiến", "2023", "12/QĐ-UBND (20/12/2023)", BELOW),
        ("grade", "Hoàn thành tốt nhiệm vụ", "2023", "", ""),
        ("initiative", "Hẹn giờ (cơ sở)", "2022", "8/QĐ-SK", ""),
        ("registered", "Lao động tiên tiến", "2024", "", ""),
        ("discipline", "Khiển trách", "", "3/QĐ-KL", ""),
    ]
