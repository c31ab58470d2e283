"""Who may get which award: each requirement of the shipped catalogue by its article, and what must hold of all of them."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.catalogue.awards import rule_rows
from emulation.rules.awards.award_rules import AwardRules, Basis, Condition, Requirement, Row, award_rules
from emulation.rules.awards.eligibility import CHECKS, verdicts
from emulation.rules.awards.merits import Achieved, CampaignFacts, Facts, Held, Initiative, Member
from emulation.rules.awards.rule_notation import read, write
from emulation.rules.awards.rule_values import CONDITIONS, GRADES
from emulation.rules.awards.verdicts import FAIL, OUTCOMES, PASS, UNKNOWN, WARN, AwardName, ToldFact, Verdict
from kernel.errors import Invalid

OLD, NEW = date(2019, 12, 1), date(2024, 12, 1)
ROWS = list(rule_rows())
CODES = {str(one["award_code"]) for one in ROWS} | {"GK", "BK"}
YEARS = frozenset(range(2000, 2031))


def rules_of(award: str, on: date) -> AwardRules:
    """The shipped rules about one award alone, without those about all."""
    rows = [
        Row(one["aspect"], one["code"], one["params"], Basis(one["article"], one["legal_basis"]))
        for one in ROWS
        if one["award_code"] == award and one["valid_from"] <= on and (one["valid_to"] is None or on < one["valid_to"])
    ]
    return award_rules(award, rows)


def facts(on: date = NEW, **said: Any) -> Facts:
    usual = {"subject_kind": "person", "kind": "merit", "year": on.year, "on": on, "years_on_record": YEARS}
    return Facts(**{**usual, **said})


def held(award: str, *years: int) -> tuple[Held, ...]:
    return tuple(Held(award, year, f"{year}/QD-UBND") for year in years)


def staff(ldtt: int, others: int = 0, **said: Any) -> tuple[Member, ...]:
    title = frozenset({"LDTT"})
    plain = [Member(f"N{n}", grade="good", **said) for n in range(others)]
    return (*(Member(f"T{n}", held=title, grade="good") for n in range(ldtt)), *plain)


def outcome(award: str, check: str, of: Facts) -> Verdict:
    (found,) = [one for one in verdicts(rules_of(award, of.on), of) if one.check == check]
    told = ToldFact(found.facts[0], {code: AwardName("Đỏ", "Red") for code in CODES}).said(blanked, english=True)
    assert told.isascii(), told
    return found


def blanked(text: str) -> str:
    """A stand-in for a translation: the values of a message without its words, and a word for what has no values."""
    return " ".join(re.findall(r"%\(\w+\)s", text)) or "word"


CASES = [
    ("LDTT", "grade", {"grades": {2024: "good"}}, PASS, "Điều 24 khoản 1 điểm a"),
    ("LDTT", "grade", {"grades": {2024: "completed"}}, FAIL, "Điều 24 khoản 1 điểm a"),
    ("LDTT", "grade", {"grades": {2023: "excellent"}}, UNKNOWN, "Điều 24 khoản 1 điểm a"),
    ("CSTDCS", "title", {"awards": held("LDTT", 2024)}, PASS, "Điều 23 khoản 1"),
    ("CSTDCS", "title", {"proposed": frozenset({"LDTT"})}, WARN, "Điều 23 khoản 1"),
    ("CSTDCS", "title", {"awards": held("LDTT", 2023)}, FAIL, "Điều 23 khoản 1"),
    ("CSTDCS", "initiative", {"grades": {2024: "excellent"}}, PASS, "Điều 23 khoản 2"),
    ("CSTDCS", "initiative", {"initiatives": (Initiative("unit", 2024),), "grades": {2024: "good"}}, PASS, "Điều 23 khoản 2"),
    ("CSTDCS", "initiative", {"grades": {2024: "good"}}, FAIL, "Điều 23 khoản 2"),
    ("CSTDCS", "initiative", {}, UNKNOWN, "Điều 23 khoản 2"),
    ("CSTD_TINH", "ladder", {"awards": held("CSTDCS", 2022, 2023, 2024)}, PASS, "Điều 22 khoản 1 điểm a"),
    ("CSTD_TINH", "ladder", {"awards": held("CSTDCS", 2021, 2022, 2023)}, PASS, "Điều 22 khoản 1 điểm a"),
    ("CSTD_TINH", "ladder", {"awards": held("CSTDCS", 2020, 2021, 2022)}, FAIL, "Điều 22 khoản 1 điểm a"),
    ("CSTD_TINH", "ladder", {"awards": held("CSTDCS", 2021, 2022, 2024)}, FAIL, "Điều 22 khoản 1 điểm a"),
    (
        "CSTD_TINH", "ladder",
        {"awards": held("CSTDCS", 2022, 2023, 2024), "merit_from": date(2023, 3, 1)}, FAIL, "Điều 22 khoản 1 điểm a",
    ),
    (
        "CSTD_TINH", "ladder",
        {"awards": held("CSTDCS", 2023, 2024), "years_on_record": frozenset({2023, 2024})}, UNKNOWN, "Điều 22 khoản 1 điểm a",
    ),
    (
        "CSTD_TINH", "ladder",
        {"awards": (*held("CSTDCS", 2023, 2024), Held("CSTDCS", 2022, "", "thematic"))}, FAIL, "Điều 22 khoản 1 điểm a",
    ),
    ("CSTD_TINH", "initiative", {"initiatives": (Initiative("nation", 2022),)}, PASS, "Điều 22 khoản 1 điểm b"),
    ("CSTD_TINH", "initiative", {"initiatives": (Initiative("unit", 2024),)}, FAIL, "Điều 22 khoản 1 điểm b"),
    ("CSTD_TINH", "initiative", {"initiatives": (Initiative("province", 2021),)}, FAIL, "Điều 22 khoản 1 điểm b"),
    ("CSTDTQ", "ladder", {"awards": held("CSTD_TINH", 2021, 2024)}, PASS, "Điều 21 khoản 1 điểm a"),
    ("CSTDTQ", "ladder", {"awards": held("CSTD_TINH", 2020, 2024)}, FAIL, "Điều 21 khoản 1 điểm a"),
    ("CSTDTQ", "initiative", {"initiatives": (Initiative("nation", 2020),)}, PASS, "Điều 21 khoản 1 điểm b"),
    ("BK_TINH", "merits", {"awards": held("CSTDCS", 2023, 2024)}, PASS, "Điều 74 khoản 1 điểm d"),
    (
        "BK_TINH", "merits",
        {
            "grades": {2022: "good", 2023: "excellent", 2024: "excellent"},
            "initiatives": (Initiative("unit", 2023), Initiative("unit", 2024)),
        },
        PASS, "Điều 74 khoản 1 điểm d",
    ),
    (
        "BK_TINH", "merits",
        {"grades": {2022: "good", 2023: "excellent", 2024: "excellent"}, "initiatives": (Initiative("unit", 2023),)},
        FAIL, "Điều 74 khoản 1 điểm d",
    ),
]  # fmt: skip
COLLECTIVES = [
    (NEW, "TTLDTT", "members_award", {"members": staff(7, 3)}, PASS, "Điều 28 khoản 1 điểm c"),
    (NEW, "TTLDTT", "members_award", {"members": staff(69, 31)}, FAIL, "Điều 28 khoản 1 điểm c"),
    (NEW, "TTLDTT", "members_award", {"members": staff(6, 4, proposed=frozenset({"LDTT"}))}, WARN, "Điều 28 khoản 1 điểm c"),
    (NEW, "TTLDTT", "members_award", {"members": ()}, UNKNOWN, "Điều 28 khoản 1 điểm c"),
    (OLD, "TTLDTT", "members_award", {"members": staff(5, 5)}, FAIL, "Điều 28 điểm c Luật"),
    (OLD, "TTLDTT", "members_award", {"members": staff(6, 5)}, PASS, "Điều 28 điểm c Luật"),
    (NEW, "TTLDTT", "members_discipline", {"members": staff(7, 3, discipline="warning")}, FAIL, "Điều 28 khoản 1 điểm c"),
    (NEW, "TTLDTT", "members_discipline", {"members": staff(7, 3, discipline="reprimand")}, PASS, "Điều 28 khoản 1 điểm c"),
    (NEW, "TTLDXS", "members_grade", {"members": staff(7, 3)}, PASS, "Điều 27 khoản 1 điểm c"),
    (NEW, "TTLDXS", "members_grade", {"members": (*staff(9), Member("D", grade="not_completed"))}, FAIL, "Điều 27 khoản 1 điểm c"),
    (NEW, "TTLDXS", "members_grade", {"members": (*staff(9), Member("D"))}, UNKNOWN, "Điều 27 khoản 1 điểm c"),
    (NEW, "TTLDXS", "members_title", {"members": staff(10)}, FAIL, "Điều 27 khoản 1 điểm d"),
    (NEW, "TTLDXS", "members_title", {"members": (Member("A", held=frozenset({"CSTDCS"})),)}, PASS, "Điều 27 khoản 1 điểm d"),
    (NEW, "CO_TINH", "leader", {"rank_in_cluster": 1}, PASS, "Điều 26 khoản 1"),
    (NEW, "CO_TINH", "leader", {"rank_in_cluster": 1, "tied": True}, WARN, "Điều 26 khoản 1"),
    (NEW, "CO_TINH", "leader", {"rank_in_cluster": 2}, FAIL, "Điều 26 khoản 1"),
    (NEW, "CO_TINH", "leader", {}, UNKNOWN, "Điều 26 khoản 1"),
    (NEW, "BK_TINH", "collective_merits", {"grades": {2023: "excellent", 2024: "excellent"}}, PASS, "Điều 74 khoản 3 điểm d"),
]  # fmt: skip
LONG = CampaignFacts("Xanh", thematic=True, starts_on=date(2022, 1, 1), ends_on=date(2024, 12, 31))
GENERAL = [
    ("*", "no_hold", {}, PASS),
    ("*", "no_hold", {"hold": "Inspection"}, FAIL),
    ("*", "merit", {"discipline": "warning"}, FAIL),
    ("*", "merit", {"merit_from": date(2024, 2, 1)}, PASS),
    ("*", "active", {"dissolved_on": date(2024, 12, 1)}, FAIL),
    ("*", "active", {"dissolved_on": date(2024, 12, 2)}, PASS),
    ("*", "merit_basis", {"campaign": LONG}, FAIL),
    ("*", "merit_basis", {"campaign": replace(LONG, thematic=False)}, PASS),
    ("*form", "one_reward", {"achieved": Achieved(held=(("GK", "1/QD (02/03/2024)"),))}, FAIL),
    ("*form", "one_form", {"achieved": Achieved(proposed=("BK",))}, FAIL),
    ("*form", "one_form", {}, PASS),
    ("*title", "registered", {"registered": frozenset({"*title"})}, PASS),
    ("*title", "registered", {"registered": frozenset({"khác"})}, FAIL),
    ("*title", "registered", {}, UNKNOWN),
    ("*title", "title_once", {"awards": held("*title", 2024)}, FAIL),
    ("*title", "title_once", {"awards": held("*title", 2023)}, PASS),
]


@pytest.mark.parametrize(
    ("award", "check", "said", "expected", "article"),
    [pytest.param(*one, id=f"{one[4]} {one[0]} {one[3]}") for one in CASES],
)
def test_titles_and_forms_of_people_ask_what_the_law_asks(
    award: str, check: str, said: dict[str, Any], expected: str, article: str
) -> None:
    found = outcome(award, check, facts(**said))
    assert (found.outcome, article in found.article) == (expected, True)


@pytest.mark.parametrize(
    ("on", "award", "check", "said", "expected", "article"),
    [pytest.param(*one, id=f"{one[5]} {one[1]} {one[4]} {one[0].year}") for one in COLLECTIVES],
)
def test_collectives_are_judged_by_their_members_and_their_place(
    on: date, award: str, check: str, said: dict[str, Any], expected: str, article: str
) -> None:
    found = outcome(award, check, facts(on, subject_kind="collective", **said))
    assert (found.outcome, article in found.article) == (expected, True)


@pytest.mark.parametrize(("award", "check", "said", "expected"), GENERAL)
def test_principles_hold_for_every_award(award: str, check: str, said: dict[str, Any], expected: str) -> None:
    found = outcome(award, check, facts(**said))
    assert found.outcome == expected
    assert Verdict.from_data(found.to_data()) == found


def test_a_campaign_of_a_topic_must_have_lasted_its_years() -> None:
    of = facts(kind="thematic", subject_kind="collective", campaign=LONG)
    assert outcome("CO_TINH", "campaign_years", of).outcome == PASS
    short = replace(LONG, ends_on=date(2024, 12, 30))
    assert outcome("CO_TINH", "campaign_years", replace(of, campaign=short)).outcome == FAIL
    assert outcome("CO_TINH", "campaign_years", replace(of, campaign=None)).outcome == UNKNOWN
    assert "campaign_years" not in {one.check for one in verdicts(rules_of("CO_TINH", NEW), replace(of, kind="merit"))}


def test_a_requirement_that_warns_never_refuses() -> None:
    one = Requirement("soft", (Condition("no_hold"),), warns=True)
    (found,) = verdicts(AwardRules("X", (one,)), facts(hold="x"))
    assert (found.outcome, found.refuses) == (WARN, False)


def test_every_condition_has_its_check_and_every_shipped_rule_one_line_of_text() -> None:
    assert set(CHECKS) == set(CONDITIONS)
    for row in ROWS:
        again = award_rules(
            "X", [Row(row["aspect"], "c", read(row["aspect"], write(row["aspect"], row["params"])), Basis())]
        )
        assert again.parts()[0].params() == row["params"], row


def test_faulty_rules_are_told_all_at_once() -> None:
    rows = [
        Row("quota", "a", {"pct": "101", "x": "1"}, Basis()),
        Row("bonus", "b", {}, Basis()),
        Row("eligibility", "c", {"any": [{"kind": "nope"}], "subjects": 1.5}, Basis()),
        Row("eligibility", "d", "nothing of the kind", Basis()),  # type: ignore[arg-type]
        Row("dream", "e", {}, Basis()),
    ]
    with pytest.raises(Invalid) as no:
        award_rules("X", rows)
    assert sorted(one.code.removeprefix("award_rule.") for one in no.value.problems) == [
        "aspect", "needed", "needed", "unknown", "value", "value", "value",
    ]  # fmt: skip


GRADE = st.sampled_from(GRADES)
AWARDS = ("LDTT", "CSTDCS", "CSTD_TINH", "TTLDXS")
HELD = st.builds(Held, st.sampled_from(AWARDS), st.integers(2016, 2023))
IDEAS = st.builds(Initiative, st.sampled_from(("unit", "province", "nation")), st.integers(2017, 2024))
ASKED = (
    "LDTT",
    "CSTDCS",
    "CSTD_TINH",
    "CSTDTQ",
    "BK_TINH",
    "BK_TTG",
    "TTLDTT",
    "TTLDXS",
    "CO_TINH",
    "*",
    "*title",
    "*form",
)
FACTS = st.builds(
    facts,
    awards=st.lists(HELD, max_size=5).map(tuple),
    grades=st.dictionaries(st.integers(2019, 2024), GRADE, max_size=5),
    initiatives=st.lists(IDEAS, max_size=3).map(tuple),
    years_on_record=st.frozensets(st.integers(2016, 2024)),
    proposed=st.frozensets(st.sampled_from(AWARDS)),
    subject_kind=st.sampled_from(("person", "collective")),
    members=st.lists(
        st.builds(Member, st.just("N"), st.frozensets(st.sampled_from(AWARDS)), st.just(frozenset()), GRADE), max_size=4
    ).map(tuple),
)


@settings(max_examples=40)
@given(FACTS, HELD, IDEAS, st.sampled_from(ASKED))
def test_more_merits_never_lose_a_pass_and_their_order_never_matters(
    known: Facts, award: Held, idea: Initiative, asked: str
) -> None:
    """Awards of earlier years: one of the same year is a reason not to give it again."""
    better = dict.fromkeys(known.grades, "excellent")
    more = replace(known, awards=(award, *known.awards), initiatives=(idea, *known.initiatives), grades=better)
    rules = rules_of(asked, NEW)
    before, after = verdicts(rules, known), verdicts(rules, more)
    assert all(
        OUTCOMES.index(b.outcome) >= OUTCOMES.index(a.outcome)
        for b, a in zip(before, after, strict=True)
        if b.outcome == PASS
    )
    turned = replace(
        known, awards=known.awards[::-1], initiatives=known.initiatives[::-1], members=(known.members or ())[::-1]
    )
    assert [one.outcome for one in verdicts(rules, turned)] == [one.outcome for one in before]


@settings(max_examples=20)
@given(FACTS, st.sampled_from([date(2019, 5, 1), date(2024, 5, 1), date(2026, 5, 1)]))
def test_a_hold_always_refuses_and_nobody_may_set_it_aside(known: Facts, on: date) -> None:
    (found,) = [
        one for one in verdicts(rules_of("*", on), replace(known, hold="Đang bị kiểm tra")) if one.check == "no_hold"
    ]
    assert (found.outcome, found.overridable, found.refuses) == (FAIL, False, True)
