"""How sure a rank is: intervals, brackets and the effect of weights, on tables whose answers are known beforehand."""

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules import exact
from emulation.rules.certainty import (
    BOTH,
    MONTHS,
    WEIGHTS,
    Certainty,
    bracketed,
    brackets,
    rank_certainty,
    replications_for,
    seed_of,
)
from emulation.rules.evidence import evidence_of
from emulation.rules.ranking import MonthScore, Ranking, rank_campaign, rank_table
from emulation.rules.replications import (
    GEOMETRIC,
    HARMONIC,
    MEAN,
    SUM,
    Evidence,
    Model,
    Part,
    Rule,
    competition_ranks,
    month_counts,
    rounded,
    uniforms,
    weight_factors,
)
from emulation.rules.schemes import Scheme
from emulation.rules.sensitivity import turned_pairs
from emulation.rules.sheets import Entry
from tests.rules.builders import leaf, preset
from tests.rules.builders import scheme as small_scheme

AMOUNTS = (20.0, 50.0, 30.0)


def table(
    values: Sequence[Sequence[Sequence[float]]],
    *,
    amounts: Sequence[float] = AMOUNTS,
    rule: Rule | None = None,
    groups: Sequence[str] = (),
) -> Evidence:
    """Months × subjects × parts as shares of what can be had; scores are what a scheme of sums makes of them."""
    shares = np.array(values, dtype=np.float64)
    weights = np.array(amounts)
    subjects = tuple(f"S{index:02d}" for index in range(shares.shape[1]))
    known = np.where(np.isnan(shares), 0.0, weights).sum(axis=2)
    scores = np.round(weights.sum() * (np.nan_to_num(shares) * weights).sum(axis=2) / known, 2)
    return Evidence(
        subjects=subjects,
        scores=scores,
        values=shares,
        parts=tuple(Part(f"K{index}", amount) for index, amount in enumerate(amounts)),
        rule=rule or Rule(top=float(weights.sum())),
        offsets=np.zeros(len(subjects)),
        ties=np.zeros(len(subjects), dtype=np.int64),
        groups=(("cluster", tuple(groups)),) if groups else (),
    )


shares = st.integers(0, 40).map(lambda n: n / 40)


def tables(months: st.SearchStrategy[int]) -> st.SearchStrategy[Evidence]:
    def of(size: tuple[int, int]) -> st.SearchStrategy[Evidence]:
        part = st.lists(shares, min_size=3, max_size=3)
        month = st.lists(part, min_size=size[1], max_size=size[1])
        return st.lists(month, min_size=size[0], max_size=size[0]).map(table)

    return st.tuples(months, st.integers(2, 7)).flatmap(of)


seeds = st.integers(0, 2**64 - 1)


def study(evidence: Evidence, **changed: float) -> Certainty:
    settings = {"seed": 7, "replications": 120, "noise": 0.25, **changed}
    found = rank_certainty(
        evidence, seed=int(settings["seed"]), replications=int(settings["replications"]), noise=settings["noise"]
    )
    assert found is not None
    return found


# What holds for every table


@given(tables(st.integers(1, 4)), seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_subjects_changes_nothing(evidence: Evidence, seed: int, chance: Random) -> None:
    order = list(range(len(evidence.subjects)))
    chance.shuffle(order)
    mixed = Evidence(
        subjects=tuple(evidence.subjects[index] for index in order),
        scores=evidence.scores[:, order],
        values=evidence.values[:, order],
        parts=evidence.parts,
        rule=evidence.rule,
        offsets=evidence.offsets[order],
        ties=evidence.ties[order],
    )
    assert study(mixed, seed=seed).digest == study(evidence, seed=seed).digest


@given(tables(st.integers(1, 4)), seeds)
def test_every_interval_lies_within_the_places_there_are_and_in_order(evidence: Evidence, seed: int) -> None:
    found = study(evidence, seed=seed)
    for place in found.overall.places:
        for interval in place.by.values():
            assert 1 <= interval.low <= interval.median <= interval.high <= len(evidence.subjects)
            assert 0 <= interval.first <= 1
    for name in found.overall.places[0].by:
        assert sum(place.by[name].first for place in found.overall.places) >= 1 - 1e-9


@given(tables(st.just(1)))
def test_without_noise_one_month_gives_the_published_ranks(evidence: Evidence) -> None:
    scores = evidence.scores[0]
    published = {s: 1 + int((scores > own).sum()) for s, own in zip(evidence.subjects, scores, strict=True)}
    found = study(evidence, noise=0.0)
    assert {place.subject: place.rank for place in found.overall.places} == published
    for place in found.overall.places:
        interval = place.by[WEIGHTS]
        assert {interval.low, interval.median, interval.high} == {place.rank}
        assert interval.first == (place.rank == 1)
    assert all(effect.flips == effect.max_shift == 0 for effect in found.weights)


@given(tables(st.integers(1, 4)), seeds)
def test_who_is_behind_somebody_in_everything_is_never_first(evidence: Evidence, seed: int) -> None:
    best = evidence.values.max(axis=1, keepdims=True) + 0.1
    above = table(np.concatenate([evidence.values, best], axis=1).tolist())
    found = study(above, seed=seed)
    firsts = {place.subject: [own.first for own in place.by.values()] for place in found.overall.places}
    leader = above.subjects[-1]
    assert set(firsts.pop(leader)) == {1.0}
    assert {share for shares_ in firsts.values() for share in shares_} == {0.0}
    assert [place.subject for place in found.overall.places if place.may_be_first] == [leader]
    assert [place.subject for place in found.overall.places if place.bracket == 1] == [leader]


@given(tables(st.integers(1, 4)), seeds)
def test_brackets_follow_the_ranks_and_equals_share_one(evidence: Evidence, seed: int) -> None:
    places = study(evidence, seed=seed).overall.places
    numbers = [place.bracket for place in places]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, numbers[-1] + 1))
    assert len({(place.rank, place.bracket) for place in places}) == len({place.rank for place in places})
    alone = bracketed(evidence, seed=seed, replications=120)
    assert alone == {place.subject: place.bracket for place in places}


@given(st.lists(st.lists(st.integers(-3, 3), min_size=5, max_size=5), min_size=1, max_size=6))
def test_ranks_count_those_who_are_strictly_better(rows: list[list[int]]) -> None:
    expected = [[1 + sum(other > own for other in row) for own in row] for row in rows]
    assert competition_ranks(np.array(rows, dtype=np.int64)).tolist() == expected


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=40))
def test_turned_pairs_are_those_that_stand_the_other_way_round(pairs: list[tuple[int, int]]) -> None:
    before, after = (np.array(column, dtype=np.int32) for column in zip(*pairs, strict=True))
    expected = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(pairs, 2))
    assert turned_pairs(before, after) == expected


@given(st.lists(st.integers(-200_000, 200_000), min_size=1, max_size=20), st.sampled_from(exact.ROUNDING_MODES))
def test_scores_are_rounded_as_the_exact_engine_rounds_them(thousandths: list[int], mode: str) -> None:
    values = [exact.from_text(f"{n}/1000") for n in thousandths]
    floats = np.array([[float(value) for value in values]])
    expected = [int(exact.rounded(value, 2, mode).scaleb(2)) for value in values]
    assert rounded(floats, Rule(decimals=2, mode=mode))[0].tolist() == expected


# Known answers


def test_the_same_seed_gives_the_same_study_and_another_one_another() -> None:
    chance = np.random.Generator(np.random.PCG64(3))
    evidence = table(chance.random((6, 9, 3)).tolist())
    assert study(evidence, seed=1).digest == study(evidence, seed=1).digest != study(evidence, seed=2).digest


def test_the_draws_are_the_same_on_every_machine() -> None:
    drawn = uniforms(2019, 2, 3)
    assert drawn.tolist() == [
        [0.14469963971194677, 0.4422135959351755, 0.3402925276903097],
        [0.9687394197850611, 0.20012979482850712, 0.4307343441057174],
    ]


def test_each_replication_draws_as_many_months_as_there_are() -> None:
    counts = month_counts(uniforms(5, 4_000, 12))
    assert set(counts.sum(axis=1).tolist()) == {12.0}
    assert counts.mean(axis=0) == pytest.approx(np.ones(12), abs=0.06)


def test_weights_stay_within_the_noise_and_fill_it() -> None:
    factors = weight_factors(uniforms(5, 4_000, 3), 0.25)
    assert factors.min() >= 0.75
    assert factors.max() <= 1.25
    assert factors.mean() == pytest.approx(1.0, abs=0.01)
    assert factors.std() == pytest.approx(0.5 / math.sqrt(12), rel=0.03)


def test_months_are_drawn_again_and_a_leader_of_one_lucky_month_is_unsure() -> None:
    steady, lucky = [[0.8] * 3] * 6, [[0.79] * 3] * 5 + [[1.0] * 3]
    found = study(table([[a, b] for a, b in zip(steady, lucky, strict=True)]), replications=2_000)
    by = {place.subject: place for place in found.overall.places}
    assert by["S01"].rank == 1
    without = (5 / 6) ** 6
    assert by["S01"].by[MONTHS].first == pytest.approx(1 - without, abs=0.03)
    assert by["S00"].by[MONTHS].first == pytest.approx(without, abs=0.03)
    assert by["S00"].by[WEIGHTS].first == 0
    assert by["S00"].may_be_first
    assert (found.main, {place.bracket for place in by.values()}) == (BOTH, {1})


def test_months_shared_by_all_do_not_make_a_rank_unsure() -> None:
    good, bad = [[0.9] * 3, [0.88] * 3], [[0.5] * 3, [0.48] * 3]
    found = study(table([good, bad, good, bad, good, bad]))
    assert [(p.by[MONTHS].low, p.by[MONTHS].high, p.bracket) for p in found.overall.places] == [(1, 1, 1), (2, 2, 2)]


def test_a_month_without_a_score_is_left_out_of_the_mean() -> None:
    evidence = table([[[0.9] * 3, [0.5] * 3], [[0.1] * 3, [0.5] * 3]])
    evidence.scores[1, 0] = math.nan
    evidence.values[1, 0] = math.nan
    model = Model(evidence)
    drawn = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    assert model.scores(drawn, None)[:, 0].tolist() == pytest.approx([90.0, 90.0, 90.0])
    assert model.scores(drawn, np.full((3, 3), 1.1))[:, 0].tolist() == pytest.approx([90.0, 90.0, 90.0])


def test_what_is_left_out_takes_its_weight_with_it() -> None:
    evidence = table([[[0.9, math.nan, 0.6], [0.9, 0.2, 0.6]]])
    score = Model(evidence).scores(None, np.array([[1.2, 0.8, 1.0]]))[0]
    assert score[0] == pytest.approx(100 * (24 * 0.9 + 30 * 0.6) / 54)
    assert score[1] == pytest.approx(100 * (24 * 0.9 + 40 * 0.2 + 30 * 0.6) / 94)


@pytest.mark.parametrize("form", [SUM, MEAN, GEOMETRIC, HARMONIC])
def test_every_mean_is_weighed_by_its_own_formula(form: str) -> None:
    values, factors = [0.9, 0.4, 0.6], [1.2, 0.8, 1.0]
    weights = [amount * factor for amount, factor in zip(AMOUNTS, factors, strict=True)]
    pairs = list(zip(weights, values, strict=True))
    expected = {
        SUM: sum(w * v for w, v in pairs) / sum(weights),
        MEAN: sum(w * v for w, v in pairs) / sum(weights),
        GEOMETRIC: math.exp(sum(w * math.log(v) for w, v in pairs) / sum(weights)),
        HARMONIC: sum(weights) / sum(w / v for w, v in pairs),
    }
    rule = Rule(form=form, top=1.0, decimals=None)
    model = Model(table([[values, [0.5] * 3]], rule=rule))
    moved = model.scores(None, np.array([factors])) - model.scores(None, None)
    still = model.scores(None, np.ones((1, 3))) - model.scores(None, None)
    assert still == pytest.approx(np.zeros((1, 2)), abs=1e-9)
    unmoved = {
        SUM: 0.2 * 0.9 + 0.5 * 0.4 + 0.3 * 0.6,
        MEAN: 0.2 * 0.9 + 0.5 * 0.4 + 0.3 * 0.6,
        GEOMETRIC: 0.9**0.2 * 0.4**0.5 * 0.6**0.3,
        HARMONIC: 1 / (0.2 / 0.9 + 0.5 / 0.4 + 0.3 / 0.6),
    }
    assert moved[0, 0] == pytest.approx(expected[form] - unmoved[form])


def test_a_bonus_is_moved_by_itself_and_the_ceiling_holds() -> None:
    parts = (Part("A", 60.0), Part("B", 40.0), Part("C", 1.0, extra=True), Part("D", -1.0, extra=True))
    evidence = Evidence(
        subjects=("S0", "S1"),
        scores=np.array([[100.0, 78.0]]),
        values=np.array([[[1.0, 1.0, 8.0, 0.0], [0.8, 0.8, 0.0, 2.0]]]),
        parts=parts,
        rule=Rule(top=100.0, ceiling=100.0),
        offsets=np.zeros(2),
        ties=np.zeros(2, dtype=np.int64),
    )
    scores = Model(evidence).scores(None, np.array([[1.1, 0.9, 1.25, 1.25], [1.0, 1.0, 0.75, 0.75]]))
    assert scores == pytest.approx(np.array([[100.0, 77.5], [100.0, 78.5]]))


def test_published_tie_breaks_part_equal_scores_in_every_replication() -> None:
    evidence = table([[[0.5] * 3, [0.5] * 3, [0.5] * 3]])
    shared = study(evidence)
    assert {(p.rank, p.by[WEIGHTS].high, p.by[WEIGHTS].first) for p in shared.overall.places} == {(1, 1, 1.0)}
    evidence.ties[:] = [1, 2, 0]
    parted = study(evidence)
    assert [(p.subject, p.rank, p.by[WEIGHTS].high) for p in parted.overall.places] == [
        ("S01", 1, 1), ("S00", 2, 2), ("S02", 3, 3),
    ]  # fmt: skip


def test_a_bracket_ends_where_its_first_is_told_apart() -> None:
    replicated = np.array([[1, 2, 3, 4]] * 80 + [[2, 1, 3, 4]] * 17 + [[2, 1, 4, 3]] * 3, dtype=np.int32)
    assert brackets(np.array([1, 2, 3, 4]), replicated).tolist() == [1, 1, 2, 3]
    closer = np.array([[1, 2, 3, 4]] * 80 + [[2, 1, 3, 4]] * 14 + [[2, 1, 4, 3]] * 6, dtype=np.int32)
    assert brackets(np.array([1, 2, 3, 4]), closer).tolist() == [1, 1, 2, 2]


def test_equals_open_a_bracket_together_or_not_at_all() -> None:
    replicated = np.array([[1, 2, 3]] * 90 + [[2, 1, 3]] * 10, dtype=np.int32)
    assert brackets(np.array([1, 2, 2]), replicated).tolist() == [1, 1, 1]
    assert brackets(np.array([1, 2, 3]), replicated).tolist() == [1, 1, 2]


def test_groups_are_studied_with_the_same_replications_as_everybody() -> None:
    chance = np.random.Generator(np.random.PCG64(11))
    evidence = table(chance.random((6, 6, 3)).tolist(), groups=["A", "B", "A", "B", "A", ""])
    found = study(evidence)
    assert [(listed.grouping, listed.group, len(listed.places)) for listed in found.lists] == [
        ("", "", 6), ("cluster", "A", 3), ("cluster", "B", 2),
    ]  # fmt: skip
    alone = table(evidence.values[:, [1, 3]].tolist())
    pair = {place.subject: place.by[BOTH].first for place in found.lists[2].places}
    apart = {place.subject: place.by[BOTH].first for place in study(alone).overall.places}
    assert list(pair.values()) == list(apart.values())


def test_the_weight_that_decides_is_named() -> None:
    """The first two are ordered by K0 against K1; K2 is the same for all."""
    evidence = table([[[0.9, 0.6, 0.5], [0.62, 0.71, 0.5], [0.1, 0.1, 0.5]]])
    effects = {effect.code: effect for effect in study(evidence, replications=400).weights}
    assert effects["K0"].flips == effects["K1"].flips == pytest.approx(1 / 3)
    assert (effects["K0"].max_shift, effects["K0"].mean_shift) == (1, pytest.approx(2 / 3))
    assert (effects["K2"].flips, effects["K2"].max_shift) == (0, 0)
    assert (effects["K2"].total or 0) < 0.01  # it moves nobody, but the least margins round to a tie or not
    assert all(0 < (effects[code].first_order or 0) <= (effects[code].total or 0) + 0.15 for code in ("K0", "K1"))


def test_sobol_indices_of_a_table_that_one_weight_decides_alone() -> None:
    """Two subjects and one bonus: whether they change places hangs on the bonus weight and on nothing else."""
    evidence = Evidence(
        subjects=("S0", "S1"),
        scores=np.array([[80.0, 80.5]]),
        values=np.array([[[0.7, 0.7, 10.0], [0.805, 0.805, 0.0]]]),
        parts=(Part("A", 60.0), Part("B", 40.0), Part("C", 1.0, extra=True)),
        rule=Rule(top=100.0),
        offsets=np.zeros(2),
        ties=np.zeros(2, dtype=np.int64),
    )
    effects = {effect.code: effect for effect in study(evidence).weights}
    assert effects["C"].first_order == pytest.approx(1.0, abs=0.12)
    assert effects["C"].total == pytest.approx(1.0, abs=0.12)
    assert (effects["A"].total, effects["B"].total) == (0, 0)


def test_one_month_of_one_component_leaves_nothing_to_draw() -> None:
    evidence = table([[[0.5], [0.6]]], amounts=(100.0,))
    assert rank_certainty(evidence, seed=1) is None
    assert study(table([[[0.5], [0.6]], [[0.7], [0.1]]], amounts=(100.0,))).main == MONTHS


def test_long_lists_are_replicated_less_often_and_the_longest_not_at_all() -> None:
    assert [replications_for(n) for n in (0, 1, 2, 20_000, 50_000, 200_000, 200_001)] == [0, 0, 1000, 1000, 400, 100, 0]


# From the engine's rankings


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return preset("hanoi-3814-unit")


def sheet(**changed: str) -> dict[str, Entry]:
    marks = {"A1": "5", "A2": "5", "A3": "4.5", "A4": "5", "B1": "27", "B2": "18", "B3": "9", "B4": "8", **changed}
    return {code: Decimal(points) for code, points in marks.items()}


def ranked(ranking: Ranking) -> dict[str, int]:
    return {line.subject: line.rank for line in ranking.lines if line.rank is not None}


def test_a_table_of_sheets_is_studied_at_its_top_components(scheme: Scheme) -> None:
    sheets = {"P1": sheet(), "P2": sheet(B1="20", C1="5"), "P3": sheet(B1="24", D1="2"), "P4": sheet(), "P5": {}}
    del sheets["P2"]["B4"]
    ranking = rank_table(scheme, sheets, groups={"P1": {"cluster": "X"}, "P2": {"cluster": "X"}})
    evidence = evidence_of(scheme, ranking)
    assert [(part.code, part.amount, part.extra) for part in evidence.parts] == [
        ("A", 20.0, False), ("B", 70.0, False), ("C", 1.0, True), ("D", -1.0, True),
    ]  # fmt: skip
    found = study(evidence)
    assert {place.subject: place.rank for place in found.overall.places} == ranked(ranking)
    assert found.main == WEIGHTS
    assert [listed.group for listed in found.lists] == ["", "X"]
    assert Model(evidence).scores(None, np.ones((1, 4)))[0] == pytest.approx(Model(evidence).scores(None, None)[0])


@pytest.mark.parametrize("form", [SUM, MEAN, GEOMETRIC, HARMONIC])
def test_moved_weights_give_what_the_engine_gives_under_a_scheme_of_these_weights(form: str) -> None:
    """Also where a part is missing: its weight is taken out, and the others are renormalised."""
    codes, weights, factors = ("A", "B", "C"), (2, 3, 1), (Fraction(5, 4), Fraction(3, 4), Fraction(1))
    sheets: dict[str, dict[str, Entry]] = {
        "P1": {"A": Decimal(8), "B": Decimal(6), "C": Decimal(4)},
        "P2": {"A": Decimal(9), "C": Decimal(7)},
        "P3": {"A": Decimal(5), "B": Decimal(9), "C": Decimal(3)},
    }

    def totals(*given: Fraction) -> tuple[Evidence, list[float]]:
        leaves = [
            leaf(code, missing="rebase", weight=str(Decimal(w.numerator) / w.denominator))
            for code, w in zip(codes, given, strict=True)
        ]
        of = small_scheme(*leaves, aggregate=form, rounding={"stage": "never", "decimals": 2})
        ranking = rank_table(of, sheets)
        return evidence_of(of, ranking), [float(ranking.by_subject[code].exact or 0) for code in sheets]

    evidence, published = totals(*(Fraction(weight) for weight in weights))
    moved_weights = [weight * factor for weight, factor in zip(weights, factors, strict=True)]
    _, expected = totals(*moved_weights)
    scale = sum(weights) / float(sum(moved_weights)) if form == SUM else 1.0
    model = Model(evidence.ordered())
    assert model.scores(None, None)[0] == pytest.approx(published)
    assert model.scores(None, np.array([[float(factor) for factor in factors]]))[0] == pytest.approx(
        [total * scale for total in expected]
    )


def test_a_total_that_weighs_nothing_has_no_weights_to_move() -> None:
    of = small_scheme(leaf("A"), leaf("B"), leaf("C"), aggregate="median")
    ranking = rank_table(of, {"P1": dict.fromkeys("ABC", Decimal(5)), "P2": dict.fromkeys("ABC", Decimal(4))})
    assert rank_certainty(evidence_of(of, ranking), seed=1) is None


def test_a_campaign_is_studied_by_months_and_weights_and_ranks_as_published(scheme: Scheme) -> None:
    chance = np.random.Generator(np.random.PCG64(5))
    months: dict[str, dict[str, MonthScore | None]] = {}
    for code in ("P1", "P2", "P3", "P4", "P5", "P6"):
        drawn = [rank_table(scheme, {code: sheet(B1=str(n))}).lines[0] for n in chance.integers(18, 30, 12)]
        own = [MonthScore(Fraction(line.total or 0), line.components) for line in drawn]
        months[code] = {f"2019-{index:02d}": score for index, score in enumerate(own, start=1)}
    months["P1"]["2019-03"] = None
    months["P6"] = dict.fromkeys(months["P6"])
    ranking = rank_campaign(scheme, months)
    evidence = evidence_of(scheme, ranking)
    assert (evidence.months, len(evidence.subjects)) == (12, 5)
    found = study(evidence)
    assert {place.subject: place.rank for place in found.overall.places} == ranked(ranking)
    assert (found.main, len(found.weights)) == (BOTH, 4)
    assert [place.by.keys() for place in found.overall.places] == [{MONTHS, WEIGHTS, BOTH}] * 5


def test_the_seed_comes_from_the_inputs_alone(scheme: Scheme) -> None:
    one, other = (rank_table(scheme, {"P1": sheet(), "P2": sheet(B1=b1)}) for b1 in ("20", "21"))
    again = rank_table(scheme, {"P2": sheet(B1="20"), "P1": sheet()})
    assert seed_of(one.inputs_digest) == seed_of(again.inputs_digest) != seed_of(other.inputs_digest)
    assert 0 <= seed_of(one.inputs_digest) < 2**64
