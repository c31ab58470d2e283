"""Rankings of months and campaigns through the acts: who is ranked with what, who is not and why, and how it is replayed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from emulation import (
    campaigns,
    decisions,
    evaluations,
    explanations,
    months,
    participations,
    people,
    rankings,
    surveys,
    units,
)
from emulation.evaluations import Line
from emulation.events import CampaignClosed, MonthClosed, ParticipationsMoved, RankingComputed, UnitsReorganised
from emulation.models import Participation, Ranking, Standing
from emulation.rules.exact import from_text
from emulation.surveys import Answer
from emulation.units import UnitRow
from kernel.actors import Actor, Grant
from kernel.errors import Invalid, Missing
from tests.acts.conftest import recorded, refused
from tests.world import (
    NOW,
    PERSON_MARKS,
    UNIT_MARKS,
    Town,
    decision,
    event,
    launch,
    of_unit,
    open_account,
    person,
    points,
    proposals,
)

BEFORE = datetime(2019, 1, 1, tzinfo=UTC)


@dataclass
class Year:
    """A campaign of its own, driven month by month."""

    town: Town
    id: str
    officers: dict[str, Actor] = field(default_factory=dict)

    def of(self, role: str, unit: str) -> Actor:
        return self.officers[f"{role}.{unit}"] if f"{role}.{unit}" in self.officers else of_unit(self.town, role, unit)

    def score(self, month: str, unit: str, *lines: Line, upto: str = "appraise", **marks: str) -> None:
        """The unit's sheet (and further lines) of a month, handed in, confirmed and appraised."""
        at, by = datetime(2020, 1, 1, tzinfo=UTC), self.of("unit_officer", unit)
        mine = [] if lines and not marks else [Line("", points(UNIT_MARKS, **marks))]
        evaluations.save(self.id, month, unit, [*mine, *lines], by=by, at=at)
        evaluations.submit(self.id, month, unit, by=by, at=at)
        if upto == "appraise":
            evaluations.confirm(self.id, month, unit, by=self.of("unit_head", unit), at=at)
            evaluations.appraise(self.id, month, unit, by=self.town.actors["standing_officer"], at=at)

    def close(self, month: str, subjects: str = Ranking.UNITS) -> dict[str, Standing]:
        at = datetime(2020, 2, 1, tzinfo=UTC)
        months.close(self.id, month, by=self.town.actors["standing_officer"], at=at)
        closed = event(MonthClosed, campaign=self.id, month=month)
        rankings.rank_units(closed, at)
        rankings.rank_people(closed, at)
        return self.table(month, subjects)

    def finish(self, subjects: str = Ranking.UNITS) -> dict[str, Standing]:
        campaigns.close(self.id, by=self.town.actors["authority"], at=NOW)
        rankings.rank_campaign(event(CampaignClosed, campaign=self.id), NOW)
        return self.table("", subjects)

    def table(self, month: str, subjects: str = Ranking.UNITS) -> dict[str, Standing]:
        wanted = {"month__month": month} if month else {"month": None}
        ranking = Ranking.objects.get(campaign=self.id, subjects=subjects, **wanted)
        return {row.subject: row for row in ranking.standings.all()}

    def taking_part(self) -> dict[str, tuple[str, str]]:
        rows = Participation.objects.filter(campaign=self.id)
        return {row.unit.code: (row.from_month, row.to_month) for row in rows.select_related("unit")}


def year(town: Town, last: date = date(2019, 2, 28), **changed: Any) -> Year:
    return Year(town, launch(town, "NAM", ends_on=last, **changed))


def total(**marks: str) -> Decimal:
    """What a unit's sheet is worth under 3814 without the survey: 20 + (30 + 20 + 10 scaled to 70) + bonus − deduction."""
    m = {code: Fraction(text) for code, text in {**UNIT_MARKS, "C1": "0", "D1": "0", **marks}.items()}
    b = (m["B1"] + m["B2"] + m["B3"]) * 70 / 60
    exact = m["A1"] + m["A2"] + m["A3"] + m["A4"] + b + m["C1"] - m["D1"]
    return Decimal(round(exact * 100 + Fraction(1, 1000))) / 100


def mean(*scores: Decimal) -> Decimal:
    """As published: half up at two decimals."""
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)


# Months


def test_a_month_ranks_every_unit_overall_and_in_its_cluster(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20")
    run.score("2019-01", "P02", B1="28")
    run.score("2019-01", "D01", B1="24")
    table = run.close("2019-01")
    places = {code: (row.score, row.rank, row.rank_in_cluster) for code, row in table.items()}
    assert places == {
        "P02": (total(B1="28"), 1, 1), "D01": (total(B1="24"), 2, 1), "P01": (total(B1="20"), 3, 2),
    }  # fmt: skip
    assert [row.order for row in sorted(table.values(), key=lambda row: row.rank or 0)] == [1, 2, 3]


def test_equals_share_a_rank_and_the_next_one_is_left_out(town: Town) -> None:
    run = year(town)
    for unit, b1 in (("P01", "25"), ("P02", "25"), ("D01", "24")):
        run.score("2019-01", unit, B1=b1)
    table = run.close("2019-01")
    assert {code: (row.rank, row.tied) for code, row in table.items()} == {
        "P01": (1, True), "P02": (1, True), "D01": (3, False),
    }  # fmt: skip


def test_equal_totals_are_parted_by_the_tie_breaks_of_the_scheme(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", A1="2", B1="30", B2="20", B3="10")
    run.score("2019-01", "P02", A1="5", B1="30", B2="20", B3="10", D1="3")
    table = run.close("2019-01")
    assert table["P01"].score == table["P02"].score
    assert table["P02"].rank == 1
    assert table["P01"].rank == 2


def test_who_is_disqualified_incomplete_or_absent_is_listed_with_the_reason(town: Town) -> None:
    run = year(town)
    staff = [Line(person("P01", 1), points(PERSON_MARKS)), Line(person("P01", 2), points(PERSON_MARKS), ("V1",))]
    run.score("2019-01", "P01", *staff, Line(person("P01", 3), absent=True, note="Đi học."), B1="30")
    by = run.of("unit_officer", "P02")
    evaluations.save(run.id, "2019-01", "P02", [Line("", points(UNIT_MARKS)), Line(person("P02", 3))], by=by, at=NOW)
    table = run.close("2019-01")
    assert {code: (row.rank, row.unranked_because) for code, row in table.items()} == {
        "P01": (1, ""), "P02": (None, "incomplete"), "D01": (None, "incomplete"),
    }  # fmt: skip
    people_ = run.table("2019-01", Ranking.PEOPLE)
    assert {code: (row.rank, row.unranked_because, row.grade) for code, row in people_.items()} == {
        person("P01", 1): (1, "", "B"),
        person("P01", 2): (None, "disqualified", "D"),
        person("P01", 3): (None, "absent", ""),
        person("P02", 3): (None, "incomplete", ""),
    }
    assert people_[person("P01", 3)].score is None
    assert "month_score" not in people_[person("P01", 3)].inputs


def test_an_absence_that_nobody_has_appraised_counts_for_nothing(town: Town) -> None:
    run = year(town)
    line = Line(person("P01", 3), absent=True, note="Đi học.")
    evaluations.save(run.id, "2019-01", "P01", [line], by=run.of("unit_officer", "P01"), at=NOW)
    assert run.close("2019-01", Ranking.PEOPLE)[person("P01", 3)].unranked_because == "incomplete"


def answers(number: int, satisfied: int, unit: str) -> list[Answer]:
    return [
        Answer(f"{unit}-{n}", unit, date(2019, 1, 9), "qr", {"Q1": 5 if n < satisfied else 2}) for n in range(number)
    ]


def test_survey_points_count_only_from_the_minimum_of_answers_on(town: Town, office: Actor) -> None:
    run = year(town, policy={"minimum_survey_answers": 30})
    sent = [*answers(29, 29, "P01"), *answers(30, 24, "P02")]
    surveys.count(run.id, sent, by=office, at=NOW)
    for unit in ("P01", "P02"):
        run.score("2019-01", unit)
    table = run.close("2019-01")
    assert table["P01"].score == total()
    m = {code: Fraction(text) for code, text in UNIT_MARKS.items()}
    assert table["P02"].score == Decimal(str(float(sum(m.values()) + 8)))
    assert table["P02"].inputs["sheet"]["B4"] == "8"
    assert "B4" not in table["P01"].inputs["sheet"]
    assert table["P01"].inputs["survey"]["B4"]["respondents"] == 29


def test_ranking_again_adds_nothing(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01")
    run.close("2019-01")
    before = recorded(RankingComputed, campaign=run.id)
    closed = event(MonthClosed, campaign=run.id, month="2019-01")
    assert rankings.rank_units(closed, NOW) is None
    assert rankings.rank_people(closed, NOW) is None
    assert recorded(RankingComputed, campaign=run.id) == before == 2


# The campaign


def test_the_year_is_the_mean_of_the_scored_months(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20")
    run.score("2019-01", "P02", B1="21")
    run.close("2019-01")
    run.score("2019-02", "P01", B1="30")
    run.close("2019-02")
    table = run.finish()
    assert table["P01"].score == mean(total(B1="20"), total(B1="30"))
    assert table["P02"].score == total(B1="21")
    assert table["D01"].unranked_because == "too_few_months"
    assert (table["P01"].rank, table["P02"].rank) == (1, 2)


def test_a_veto_of_one_month_is_a_veto_of_the_year_even_without_points(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", Line(person("P01", 3), points(PERSON_MARKS)), B1="20")
    run.close("2019-01")
    run.score("2019-02", "P01", Line(person("P01", 3), {}, ("V1",), absent=True, note="Đình chỉ."), B1="20")
    month = run.close("2019-02", Ranking.PEOPLE)
    assert month[person("P01", 3)].unranked_because == "disqualified"
    row = run.finish(Ranking.PEOPLE)[person("P01", 3)]
    assert (row.rank, row.unranked_because) == (None, "disqualified")
    assert explanations.explain(row)["vetoes"] == ["V1"]


def test_a_transfer_within_the_year_is_ranked_with_the_new_unit(town: Town, office: Actor) -> None:
    run = year(town)
    who = person("P01", 3)
    run.score("2019-01", "P01", Line(who, points(PERSON_MARKS)), B1="20")
    run.close("2019-01")
    people.transfer(town.code, who, to_unit="P02", position="", effective_on=date(2019, 2, 1), by=office, at=NOW)
    run.score("2019-02", "P02", Line(who, points(PERSON_MARKS, B1="20")), B1="20")
    assert run.close("2019-02", Ranking.PEOPLE)[who].unit_code == "P02"
    assert run.table("2019-01", Ranking.PEOPLE)[who].unit_code == "P01"
    row = run.finish(Ranking.PEOPLE)[who]
    assert (row.unit_code, row.rank_in_unit) == ("P02", 1)
    assert all(row.inputs["months"].values())


# Explanations and replay


def leaves(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf for part in parts for leaf in (leaves(part["children"]) or [part])]


def test_an_explanation_adds_up_to_the_score_from_its_lines(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20", C1="3", D1="2")
    row = run.close("2019-01")["P01"]
    told = explanations.explain(row)
    tops = {part["code"]: from_text(part["points"]) for part in told["contributions"]}
    assert sum((points_ for code, points_ in tops.items() if code != "D"), Fraction(0)) - tops["D"] == from_text(
        told["exact"]
    )
    assert Decimal(told["total"]) == row.score == total(B1="20", C1="3", D1="2")
    a, b = told["contributions"][0], told["contributions"][1]
    assert sum(from_text(leaf["points"]) for leaf in leaves([a])) == from_text(a["points"])
    raw = sum(from_text(leaf["points"]) for leaf in leaves([b]))
    assert raw * from_text(b["max"]) / from_text(b["effective_max"]) == from_text(b["points"])
    assert told["source"]["evaluation"] == row.inputs["evaluation"]


def test_the_explanation_of_a_year_adds_up_over_its_months(town: Town) -> None:
    run = year(town)
    for month, b1 in (("2019-01", "20"), ("2019-02", "29")):
        run.score(month, "P01", B1=b1)
        run.close(month)
    row = run.finish()["P01"]
    told = explanations.explain(row)
    scores = [from_text(month["score"]) for month in told["months"].values()]
    assert sum(scores) / len(scores) == from_text(told["exact"])
    assert (Decimal(told["total"]), told["counted"], told["inherited"]) == (row.score, 2, {})


def test_every_stored_ranking_is_computed_again_with_the_digests_that_it_stored(town: Town, office: Actor) -> None:
    run = year(town, policy={"minimum_survey_answers": 1})
    surveys.count(run.id, answers(3, 2, "P01"), by=office, at=NOW)
    away = Line(person("P01", 3), absent=True, note="Đi học.")
    run.score("2019-01", "P01", Line(person("P01", 2), points(PERSON_MARKS), ("V1",)), away, B1="20")
    run.close("2019-01")
    run.close("2019-02")
    run.finish()
    stored = Ranking.objects.filter(authority=town.code)
    assert stored.filter(campaign=run.id).count() == 6
    for ranking in stored:
        again = rankings.replay(ranking)
        assert again is not None
        assert (again.scheme_digest, again.inputs_digest, again.result_digest) == (
            ranking.scheme_digest, ranking.inputs_digest, ranking.result_digest,
        )  # fmt: skip


# Units that merge, split and end while the campaign runs


def reorganise(run: Year, kind: str, old: str, new: str, on: date) -> UnitsReorganised:
    units.reorganise(
        run.town.code,
        kind,
        predecessors=old.split(),
        successors=new.split(),
        effective_on=on,
        legal_basis="Nghị quyết số 653/2019/UBTVQH14",
        by=run.town.actors["standing_officer"],
        at=NOW,
    )
    told = event(UnitsReorganised)
    participations.follow_reorganisation(told, NOW)
    return told  # type: ignore[no-any-return]


def found_unit(run: Year, code: str, on: date) -> None:
    row = UnitRow(code, f"Phường {code}", "ward", "HK", "CUM-1", "", on)
    units.register(run.town.code, [row], source="tests", by=run.town.actors["standing_officer"], at=NOW)
    for role in ("unit_officer", "unit_head"):
        run.officers[f"{role}.{code}"] = open_account(run.town, f"{role}.{code}", Grant(role, "unit", code))


@pytest.fixture
def merged(town: Town) -> Year:
    """P01 and P02 become P03 on the 1st of February."""
    run = year(town, date(2019, 3, 31))
    run.score("2019-01", "P01", B1="20")
    run.score("2019-01", "P02", B1="30")
    run.score("2019-01", "D01", B1="27")
    run.close("2019-01")
    found_unit(run, "P03", date(2019, 2, 1))
    reorganise(run, "merge", "P01 P02", "P03", date(2019, 2, 1))
    return run


def test_a_merger_ends_taking_part_with_the_month_before_and_begins_that_of_the_successor(merged: Year) -> None:
    assert merged.taking_part() == {
        "P01": ("2019-01", "2019-01"), "P02": ("2019-01", "2019-01"), "P03": ("2019-02", ""), "D01": ("2019-01", ""),
    }  # fmt: skip
    told = event(ParticipationsMoved, campaign=merged.id)
    assert (told.ended, told.joined) == (["P01", "P02"], ["P03"])
    before = recorded(ParticipationsMoved)
    participations.follow_reorganisation(event(UnitsReorganised), NOW)
    assert recorded(ParticipationsMoved) == before


def test_after_a_merger_only_the_successor_is_scored_and_surveyed(merged: Year, office: Actor) -> None:
    with refused(Missing, "evaluation.no_unit"):
        merged.score("2019-02", "P01", B1="20")
    with refused(Invalid, "survey.invalid"):
        late = Answer("k", "P02", date(2019, 2, 3), "qr", {"Q1": 5})
        surveys.count(merged.id, [late], by=office, at=NOW)
    merged.score("2019-02", "P03", B1="25")
    assert set(merged.close("2019-02")) == {"P03", "D01"}


def test_the_months_of_merged_units_count_for_the_successor_once(merged: Year) -> None:
    merged.score("2019-02", "P03", B1="30")
    merged.close("2019-02")
    merged.close("2019-03")
    table = merged.finish()
    assert set(table) == {"P03", "D01"}
    january = (total(B1="20") + total(B1="30")) / 2
    assert table["P03"].score == mean(january, total(B1="30"))
    told = explanations.explain(table["P03"])
    assert told["inherited"] == {"2019-01": ["P01", "P02"]}
    assert told["counted"] == 2
    ranking = Ranking.objects.get(campaign=merged.id, month=None, subjects=Ranking.UNITS)
    again = rankings.replay(ranking)
    assert again is not None
    assert again.result_digest == ranking.result_digest


def test_a_unit_that_takes_another_in_keeps_its_place_and_shares_the_other_ones_past(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20")
    run.score("2019-01", "P02", B1="30")
    run.close("2019-01")
    reorganise(run, "merge", "P01 P02", "P01", date(2019, 2, 1))
    assert run.taking_part()["P01"] == ("2019-01", "")
    run.close("2019-02")
    table = run.finish()
    assert set(table) == {"P01", "D01"}
    assert table["P01"].score == mean(total(B1="20"), total(B1="30"))


def test_two_mergers_in_a_row_hand_every_month_on_once(town: Town) -> None:
    run = year(town, date(2019, 3, 31))
    for unit, b1 in (("P01", "20"), ("P02", "24"), ("D01", "28")):
        run.score("2019-01", unit, B1=b1)
    run.close("2019-01")
    found_unit(run, "P03", date(2019, 2, 1))
    reorganise(run, "merge", "P01 P02", "P03", date(2019, 2, 1))
    run.score("2019-02", "P03", B1="30")
    run.close("2019-02")
    reorganise(run, "merge", "P03 D01", "D01", date(2019, 3, 1))
    run.close("2019-03")
    table = run.finish()
    assert set(table) == {"D01"}
    january = Fraction(total(B1="20") + total(B1="24") + total(B1="28")) / 3
    assert from_text(explanations.explain(table["D01"])["exact"]) == (january + Fraction(total(B1="30"))) / 2


def test_a_split_unit_that_goes_on_keeps_its_months_and_the_new_one_begins_without(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P01", B1="20")
    run.close("2019-01")
    found_unit(run, "P03", date(2019, 2, 1))
    reorganise(run, "split", "P01", "P01 P03", date(2019, 2, 1))
    run.close("2019-02")
    table = run.finish()
    assert table["P01"].score == total(B1="20")
    assert table["P03"].unranked_because == "too_few_months"


def test_a_merger_within_a_month_gives_the_whole_month_to_the_successor_and_blocks_no_closing(town: Town) -> None:
    run = year(town)
    run.score("2019-01", "P02", upto="submit", B1="20")
    reorganise(run, "merge", "P01 P02", "P01", date(2019, 1, 20))
    assert run.taking_part()["P02"] == ("2019-01", "2018-12")
    assert set(run.close("2019-01")) == {"P01", "D01"}


def test_a_campaign_launched_after_the_decision_follows_it_too(town: Town) -> None:
    run = Year(town, "")
    found_unit(run, "P03", date(2019, 2, 1))
    reorganise(run, "merge", "P01 P02", "P03", date(2019, 2, 1))
    run.id = launch(town, "SAU", ends_on=date(2019, 3, 31))
    assert run.taking_part()["P01"] == ("2019-01", "2019-01")
    assert run.taking_part()["P03"] == ("2019-02", "")


def test_a_dissolved_unit_has_its_months_but_cannot_be_nominated(town: Town, office: Actor) -> None:
    run = year(town)
    run.score("2019-01", "P02", B1="20")
    run.close("2019-01")
    for place in (1, 2, 3):
        code = person("P02", place)
        people.transfer(town.code, code, to_unit="P01", position="", effective_on=date(2019, 1, 15), by=office, at=NOW)
    reorganise(run, "dissolve", "P02", "", date(2019, 2, 1))
    run.close("2019-02")
    assert run.finish()["P02"].score == total(B1="20")
    with refused(Invalid, "decision.invalid") as no:
        decisions.draft(decision("300", proposals(("P02", ""))), by=town.actors["clerk"], at=NOW)
    assert no.codes == ["decision.unknown_unit"]


def test_a_closed_campaign_is_not_touched_by_a_later_reorganisation(town: Town) -> None:
    run = year(town)
    run.close("2019-01")
    run.close("2019-02")
    run.finish()
    before = run.taking_part()
    reorganise(run, "merge", "P01 P02", "P01", date(2019, 2, 1))
    assert run.taking_part() == before
