"""Rankings: competition ranks against a naive oracle, groups, ties, reasons, digests and published tables."""

import csv
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.campaigns import MonthScore, derive
from emulation.rules.ranking import Ranking, rank_campaign, rank_table, replay
from emulation.rules.schemes import Scheme, TieBreak
from emulation.rules.scores import Entry, score_sheet
from emulation.rules.standings import REASON_TEXTS, Entrant, Reason, rank
from kernel.errors import Invalid
from kernel.text import canonical_json
from tests.rules.builders import DATA, full_sheet, leaf, preset, scheme, schemes, sheets

PERSON = preset("hanoi-3814-person")
ONE = scheme(leaf("A", "100"), grades=[{"code": "A", "at_least": "0", "title": {"vi": "Đạt"}}])

few_points = st.integers(0, 6).map(Fraction)
entrants = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.tuples(few_points, few_points, few_points, st.sampled_from(["x", "y"]), st.sampled_from([None, *Reason])),
    max_size=25,
).map(
    lambda rows: [
        Entrant(subject, score, {"A": a, "D": d}, {"cluster": cluster}, reason)
        for subject, (score, a, d, cluster, reason) in rows.items()
    ]
)
CHAIN = (TieBreak("A"), TieBreak("D", lower_first=True))


def better(one: Entrant, other: Entrant) -> bool:
    """The definition, spelled out: higher score, then higher A, then lower D."""
    if one.score != other.score:
        return one.score > other.score
    if one.components["A"] != other.components["A"]:
        return one.components["A"] > other.components["A"]
    return one.components["D"] < other.components["D"]


@given(entrants)
def test_a_rank_is_one_more_than_the_number_of_those_strictly_better(rows: list[Entrant]) -> None:
    standings = {standing.subject: standing for standing in rank(rows, CHAIN)}
    assert set(standings) == {row.subject for row in rows}
    ranked = [row for row in rows if row.reason is None]
    for row in ranked:
        overall, cluster = standings[row.subject].overall, standings[row.subject].within["cluster"]
        peers = [other for other in ranked if other.groups == row.groups]
        equals = [o for o in ranked if not better(o, row) and not better(row, o)]
        assert overall is not None
        assert (overall.rank, overall.of) == (1 + sum(better(other, row) for other in ranked), len(ranked))
        assert overall.tied == (len(equals) > 1)
        assert (cluster.rank, cluster.of) == (1 + sum(better(other, row) for other in peers), len(peers))
        assert cluster.group == row.groups["cluster"]


@given(entrants)
def test_who_has_a_reason_has_no_rank_and_stands_behind_everybody(rows: list[Entrant]) -> None:
    standings = rank(rows, CHAIN)
    reasons = {row.subject: row.reason for row in rows}
    assert [s.reason is not None for s in standings] == sorted(s.reason is not None for s in standings)
    for standing in standings:
        assert standing.reason == reasons[standing.subject]
        assert (standing.overall is None) == (standing.reason is not None)
        assert bool(standing.within) == (standing.reason is None)


@given(entrants, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_decides_nothing(rows: list[Entrant], chance: Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert rank(shuffled, CHAIN) == rank(rows, CHAIN)


def test_the_same_subject_twice_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        rank([Entrant("a"), Entrant("a")])
    assert refused.value.code == "ranking.subject_repeated"


def test_every_reason_has_a_text() -> None:
    assert set(REASON_TEXTS) == set(Reason)


def published(scope: str) -> list[dict[str, str]]:
    with (DATA / "par_index_2023.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["scope"] == scope]


@pytest.mark.parametrize("scope", ["hanoi_districts", "thanh_hoa_districts", "regions"])
def test_published_ranks_are_reproduced_with_their_ties(scope: str) -> None:
    rows = published(scope)
    ranking = rank_table(ONE, {row["name"]: {"A": Decimal(row["index"])} for row in rows})
    assert {line.subject: line.rank for line in ranking.lines} == {row["name"]: int(row["rank"]) for row in rows}


def test_the_two_hanoi_districts_at_95_7_share_the_second_place() -> None:
    ranking = rank_table(ONE, {row["name"]: {"A": Decimal(row["index"])} for row in published("hanoi_districts")})
    assert [(line.subject, line.rank, line.overall and line.overall.tied) for line in ranking.lines] == [
        ("Đống Đa", 1, False), ("Hoàn Kiếm", 2, True), ("Nam Từ Liêm", 2, True), ("Cầu Giấy", 4, False),
    ]  # fmt: skip


def test_equal_totals_are_told_apart_by_the_tie_breaks_in_their_order() -> None:
    high_b = full_sheet(PERSON) | {"A1": Decimal(0)}
    high_a = full_sheet(PERSON) | {"B1": Decimal(25)}
    ranking = rank_table(PERSON, {"1-a": high_a, "2-b": high_b, "3-b": high_b})
    assert [(line.subject, line.rank) for line in ranking.lines] == [("2-b", 1), ("3-b", 1), ("1-a", 3)]
    assert len({line.total for line in ranking.lines}) == 1


@st.composite
def tables(draw: st.DrawFn) -> tuple[Scheme, dict[str, dict[str, Entry]]]:
    of = draw(schemes())
    names = draw(st.lists(st.text("abcdef", min_size=1, max_size=3), unique=True, min_size=1, max_size=6))
    return of, {name: draw(sheets(of, gaps=True)) for name in names}


@given(st.data(), tables())
def test_a_table_in_another_order_gives_the_same_bytes(
    data: st.DataObject, table: tuple[Scheme, dict[str, dict[str, Entry]]]
) -> None:
    of, rows = table
    order = data.draw(st.permutations(sorted(rows)))
    groups = {name: {"cluster": name[0], "kind": "ward"} for name in rows}
    one = rank_table(of, rows, groups=groups)
    shuffled = {name: dict(reversed(list(rows[name].items()))) for name in order}
    other = rank_table(of, shuffled, groups={name: groups[name] for name in order})
    assert canonical_json(other.to_data()) == canonical_json(one.to_data())
    assert canonical_json(other.inputs) == canonical_json(one.inputs)
    assert other.result_digest == one.result_digest


@given(tables(), st.data())
def test_a_ranking_replays_from_its_frozen_inputs(
    table: tuple[Scheme, dict[str, dict[str, Entry]]], data: st.DataObject
) -> None:
    of, rows = table
    vetoed = data.draw(st.sampled_from(sorted(rows)))
    first = rank_table(of, rows, groups={vetoed: {"cluster": "x"}}, vetoes={vetoed: ["V1"]})
    again = replay(of, first.inputs)
    assert canonical_json(again.to_data()) == canonical_json(first.to_data())
    assert (again.inputs_digest, again.result_digest) == (first.inputs_digest, first.result_digest)


@given(tables(), st.data())
def test_a_veto_outweighs_all_points_and_leaves_the_others_as_if_the_vetoed_were_not_there(
    table: tuple[Scheme, dict[str, dict[str, Entry]]], data: st.DataObject
) -> None:
    of, rows = table
    vetoed = data.draw(st.sampled_from(sorted(rows)))
    ranking = rank_table(of, rows, vetoes={vetoed: ["V1"]})
    without = rank_table(of, {name: sheet for name, sheet in rows.items() if name != vetoed})
    line = ranking.by_subject[vetoed]
    assert (line.rank, line.reason, line.grade) == (None, Reason.DISQUALIFIED, of.grades[-1].code)
    assert {s: ln.overall for s, ln in ranking.by_subject.items() if s != vetoed} == {
        s: ln.overall for s, ln in without.by_subject.items()
    }


def test_any_change_of_an_input_changes_the_digests() -> None:
    def with_points(points: str, cluster: str = "1") -> Ranking:
        return rank_table(ONE, {"a": {"A": Decimal(points)}}, groups={"a": {"cluster": cluster}})

    base = with_points("90")
    assert with_points("90.00").result_digest == base.result_digest
    for other in (with_points("90.01"), with_points("90", "2")):
        assert other.inputs_digest != base.inputs_digest
        assert other.result_digest != base.result_digest


def test_the_digests_of_a_known_ranking_stay_what_they_were() -> None:
    """If this fails, the engine gives other bytes than before: raise ENGINE_VERSION and say so in the change log."""
    ranking = rank_table(ONE, {"a": {"A": Decimal("90.5")}, "b": {"A": Decimal("90.50")}})
    assert ranking.engine == "2"
    assert ranking.scheme_digest == "f7bd7c3e5cc4292c3d11bbe84145e73d20db158fe99547f607ac05657d550c79"
    assert ranking.inputs_digest == "aeab786eada02fcc2c733f7e2aea25c955cb5218c06532bc4c652ce23ee538ea"
    assert ranking.result_digest == "a7b1cc1325282b2b52509582acfaeb6c9154ddbd6c46b3799417d1e36b448dcc"


def test_an_incomplete_sheet_is_listed_without_rank_and_grade() -> None:
    partial = {"A1": Decimal(5)}
    ranking = rank_table(PERSON, {"full": full_sheet(PERSON), "part": partial})
    line = ranking.by_subject["part"]
    assert (line.rank, line.reason, line.grade) == (None, Reason.INCOMPLETE, "")
    assert ranking.by_subject["full"].overall is not None
    assert ranking.by_subject["full"].overall.of == 1
    assert line.explanation["missing"] == ["A2", "A3", "A4", "B1", "B2", "B3"]


def test_faults_of_a_table_are_told_with_subject_and_leaf() -> None:
    with pytest.raises(Invalid) as refused:
        rank_table(ONE, {"b": {"A": Decimal(101)}, "a": {"Z": Decimal(1)}})
    assert [(p.code, p.path) for p in refused.value.problems] == [
        ("sheet.unknown_code", "a.Z"),
        ("sheet.out_of_range", "b.A"),
    ]


def test_groups_and_vetoes_of_strangers_are_refused() -> None:
    sheet: dict[str, dict[str, Entry]] = {"a": {"A": Decimal(1)}}
    with pytest.raises(Invalid, match="unknown_subject"):
        rank_table(ONE, sheet, groups={"x": {"cluster": "1"}})
    with pytest.raises(Invalid, match="unknown_subject"):
        rank_table(ONE, sheet, vetoes={"x": ["V1"]})


def month(points: str, *vetoes: str) -> MonthScore:
    return MonthScore.of(score_sheet(PERSON, full_sheet(PERSON, points), vetoes=vetoes))


SIX = {f"2019-{number:02d}": month("0.9") for number in range(1, 7)}


def test_a_missing_month_is_left_out_and_never_zero() -> None:
    derived = derive(PERSON, {**SIX, "2019-07": None, "2019-08": None})
    assert derived.total == Decimal("81.00")
    assert (derived.counted, derived.missing) == (6, ("2019-07", "2019-08"))
    assert derived.enough


def test_a_mean_of_three_months_is_an_exact_third_until_it_is_published() -> None:
    three = derive(PERSON, {"2019-01": month("0.9"), "2019-02": month("0.9"), "2019-03": month("0.91")})
    assert three.exact == Fraction("81.3")
    thirds = {"a": MonthScore(Fraction(1)), "b": MonthScore(Fraction(1)), "c": MonthScore(Fraction(2))}
    derived = derive(PERSON, thirds)
    assert derived.exact == Fraction(4, 3)
    assert (derived.total, derived.decisive) == (Decimal("1.33"), Fraction("1.33"))


def test_too_few_months_mean_no_rank_and_no_grade() -> None:
    five = dict(list(SIX.items())[:5])
    ranking = rank_campaign(PERSON, {"a": SIX, "b": five, "c": {"2019-01": None}})
    assert [(line.subject, line.rank, line.grade, line.reason) for line in ranking.lines] == [
        ("a", 1, "B", None),
        ("b", None, "", Reason.TOO_FEW_MONTHS),
        ("c", None, "", Reason.TOO_FEW_MONTHS),
    ]
    assert ranking.by_subject["b"].total == Decimal("81.00")
    assert ranking.by_subject["c"].total is None


def test_a_veto_of_one_month_or_of_the_campaign_disqualifies() -> None:
    months = {"a": {**SIX, "2019-07": month("1", "V1")}, "b": SIX, "c": SIX}
    ranking = rank_campaign(PERSON, months, vetoes={"c": ["V1"]})
    assert {line.subject: (line.rank, line.grade) for line in ranking.lines} == {
        "a": (None, "D"), "b": (1, "B"), "c": (None, "D"),
    }  # fmt: skip


def test_equal_means_are_told_apart_by_the_means_of_components() -> None:
    high_b = {m: MonthScore(Fraction(80), {"A": Fraction(15), "B": Fraction(65)}) for m in SIX}
    high_a = {m: MonthScore(Fraction(80), {"A": Fraction(20), "B": Fraction(60)}) for m in SIX}
    ranking = rank_campaign(PERSON, {"1-a": high_a, "2-b": high_b})
    assert [(line.subject, line.rank) for line in ranking.lines] == [("2-b", 1), ("1-a", 2)]
    assert ranking.lines[0].components == {"A": Fraction(15), "B": Fraction(65)}


def test_a_campaign_replays_and_keeps_the_figure_of_each_month() -> None:
    first = rank_campaign(PERSON, {"a": {**SIX, "2019-07": None}, "b": SIX}, groups={"a": {"unit": "P01"}})
    assert replay(PERSON, first.inputs).result_digest == first.result_digest
    explanation = first.by_subject["a"].explanation
    assert explanation["months"]["2019-01"]["score"] == "81"
    assert explanation["months"]["2019-07"] is None


@given(
    st.dictionaries(st.sampled_from(sorted(SIX)), st.integers(0, 10_000), min_size=1),
    st.randoms(use_true_random=False),
)
def test_the_score_of_a_campaign_does_not_depend_on_the_order_of_months(cents: dict[str, int], chance: Random) -> None:
    months = {name: MonthScore(Fraction(value, 100)) for name, value in cents.items()}
    order = sorted(months)
    chance.shuffle(order)
    shuffled = derive(PERSON, {name: months[name] for name in order})
    assert shuffled.to_data() == derive(PERSON, months).to_data()
    assert list(shuffled.months) == sorted(months)
    assert shuffled.exact == Fraction(sum(cents.values()), 100 * len(cents))
    lowest, highest = min(cents.values()), max(cents.values())
    assert Fraction(lowest, 100) <= shuffled.exact <= Fraction(highest, 100)


def test_a_draft_cannot_become_the_score_of_a_month() -> None:
    with pytest.raises(Invalid) as refused:
        MonthScore.of(score_sheet(PERSON, {}, complete=False))
    assert refused.value.code == "month.incomplete"
