"""How sure a survey is: Wilson's interval, and figures from few answers drawn towards those of their group."""

import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.shrinkage import STRONGEST, Prior, Sample, priors
from emulation.rules.survey_policies import SurveyPolicy
from emulation.rules.surveys import SurveyResult, Tally, survey_points, wilson

counted = st.integers(1, 5000).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


# Wilson's interval


@pytest.mark.parametrize(
    ("satisfied", "people", "low", "high"),
    [
        (0, 10, "0", "0.2776"), (10, 10, "0.7224", "1"), (8, 10, "0.4901", "0.9434"), (1, 1, "0.2065", "1"),
        (81, 263, "0.2552", "0.3663"), (15, 148, "0.0623", "0.1605"),
    ],
)  # fmt: skip
def test_the_interval_is_the_one_in_print(satisfied: int, people: int, low: str, high: str) -> None:
    """The last two rows stand in Newcombe's paper of 1998 as 0.2553–0.3662 and 0.0624–0.1605, to the nearest figure."""
    found = wilson(Fraction(satisfied, people), people)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@given(counted)
def test_the_interval_holds_the_rate_and_stays_between_nothing_and_all(case: tuple[int, int]) -> None:
    rate = Fraction(*case)
    found = wilson(rate, case[1])
    assert 0 <= found.low <= rate <= found.high <= 1


@given(counted)
def test_its_ends_are_those_of_a_hundred_digits_rounded_outwards(case: tuple[int, int]) -> None:
    satisfied, people = case
    found = wilson(Fraction(satisfied, people), people)
    with localcontext(prec=100):
        z, n, x = Decimal("1.96"), Decimal(people), Decimal(satisfied)
        root = z * (4 * x * (n - x) / n + z * z).sqrt()
        low, high = ((2 * x + z * z + sign * root) / (2 * (n + z * z)) for sign in (-1, 1))
        step, dust = Decimal("0.0001"), Decimal("1e-60")
        assert -dust <= low - found.low < step + dust
        assert -dust <= found.high - high < step + dust


@given(counted, st.integers(2, 50))
def test_more_people_of_the_same_opinion_are_surer(case: tuple[int, int], times: int) -> None:
    rate = Fraction(*case)
    one, more = wilson(rate, case[1]), wilson(rate, case[1] * times)
    assert one.low <= more.low
    assert more.high <= one.high


# Shrinkage

samples = st.lists(counted.map(lambda case: Sample(Fraction(*case), case[1], Fraction(1, 16))), min_size=1, max_size=12)
tables = st.dictionaries(st.sampled_from(["CUM-1", "CUM-2", "CUM-3"]), samples, min_size=1)
strengths = st.sampled_from([None, Decimal(0), Decimal(30), STRONGEST])


@given(tables, strengths, st.booleans())
def test_the_shrunken_figure_lies_between_the_units_own_and_that_of_its_group(
    table: dict[str, list[Sample]], fixed: Decimal | None, shares: bool
) -> None:
    found = priors(table, fixed=fixed, shares=shares)
    for name, group in table.items():
        mu = Fraction(found[name].mu)
        for sample in group:
            low, high = sorted((sample.value, mu))
            assert low <= found[name].shrunk(sample.value, sample.people) <= high


@given(tables, st.booleans())
def test_k_lies_within_its_bounds_is_one_for_all_groups_and_has_the_stored_decimals(
    table: dict[str, list[Sample]], shares: bool
) -> None:
    found = {prior.k for prior in priors(table, shares=shares).values()}
    assert len(found) == 1
    (k,) = found
    assert 0 <= k <= STRONGEST
    assert k.as_tuple().exponent == -2


@given(tables, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_groups_and_units_changes_nothing(
    table: dict[str, list[Sample]], chance: random.Random, shares: bool
) -> None:
    shuffled = {name: chance.sample(group, len(group)) for name, group in sorted(table.items(), reverse=True)}
    assert priors(shuffled, shares=shares) == priors(table, shares=shares)


@given(
    st.integers(1, 500), st.lists(st.integers(0, 500), min_size=2, max_size=10), st.sampled_from(["0", "7.5", "1000"])
)
def test_among_equally_many_people_the_order_is_that_of_the_raw_figures(
    people: int, satisfied: list[int], k: str
) -> None:
    rates = [Fraction(min(count, people), people) for count in satisfied]
    prior = Prior(Decimal("0.8"), Decimal(k), estimated=False)
    drawn = [prior.shrunk(rate, people) for rate in rates]
    assert [(a > b) - (a < b) for a in rates for b in rates] == [(a > b) - (a < b) for a in drawn for b in drawn]


def test_for_one_group_the_estimate_is_the_formula_of_the_moments() -> None:
    cases = [(9, 20), (35, 40), (52, 60), (17, 30), (70, 75), (20, 50), (11, 12), (30, 44)]
    found = priors({"": [Sample(Fraction(x, n), n, Fraction(0)) for x, n in cases]})[""]
    mu = Fraction(sum(x for x, _ in cases), sum(n for _, n in cases))
    rates = [Fraction(x, n) for x, n in cases]
    centre = sum(rates) / len(rates)
    spread = sum((rate - centre) ** 2 for rate in rates) / (len(rates) - 1)
    h = sum(Fraction(1, n) for _, n in cases) / len(cases)
    tau2 = (spread - mu * (1 - mu) * h) / (1 - h)
    assert abs(Fraction(found.mu) - mu) <= Fraction(1, 2_000_000)
    assert abs(Fraction(found.k) - (mu * (1 - mu) / tau2 - 1)) < Fraction(1, 100)
    assert 0 < found.k < 20


def test_for_means_the_estimate_is_the_variance_of_people_over_that_of_units() -> None:
    cases = [("0.62", 20), ("0.75", 40), ("0.81", 60), ("0.58", 30), ("0.77", 75)]
    variance = Fraction(1, 16)
    found = priors({"": [Sample(Fraction(y), n, variance) for y, n in cases]}, shares=False)[""]
    values = [Fraction(y) for y, _ in cases]
    centre = sum(values) / len(values)
    spread = sum((value - centre) ** 2 for value in values) / (len(values) - 1)
    people = sum(n for _, n in cases)
    within = variance * people / (people - len(cases))
    tau2 = spread - within * sum(Fraction(1, n) for _, n in cases) / len(cases)
    assert abs(Fraction(found.k) - within / tau2) <= Fraction(1, 200)


def test_groups_at_different_heights_do_not_make_their_units_different() -> None:
    """What stands between the clusters is not a difference between the units that are compared inside them."""
    cases = [Fraction(4, 10), Fraction(5, 10), Fraction(6, 10)]
    low = [Sample(rate, 400, Fraction(0)) for rate in cases]
    high = [Sample(rate + Fraction(3, 10), 400, Fraction(0)) for rate in cases]
    apart, together = priors({"low": low, "high": high})["low"].k, priors({"": [*low, *high]})[""].k
    assert apart > together
    assert {name: prior.mu for name, prior in priors({"low": low, "high": high}).items()} == {
        "low": Decimal("0.5"), "high": Decimal("0.8"),
    }  # fmt: skip


@pytest.mark.parametrize("shares", [True, False])
def test_where_units_do_not_differ_beyond_chance_k_stands_at_its_cap(shares: bool) -> None:
    same = [Sample(Fraction(8, 10), 50, Fraction(1, 16))] * 5
    assert priors({"": same}, shares=shares)[""].k == STRONGEST
    assert priors({"": same[:1]}, shares=shares)[""].k == STRONGEST
    assert priors({"": [Sample(Fraction(1), 50, Fraction(0))] * 5}, shares=shares)[""].k == STRONGEST


def test_where_units_could_not_differ_more_nothing_is_shrunken() -> None:
    apart = [Sample(Fraction(number % 2), 50, Fraction(0)) for number in range(6)]
    assert priors({"": apart})[""].k == 0
    assert priors({"": apart}, shares=False)[""].k == 0


def test_a_fixed_strength_is_taken_as_it_stands() -> None:
    table = {"": [Sample(Fraction(1, 4), 60, Fraction(0)), Sample(Fraction(1, 2), 20, Fraction(0))]}
    prior = priors(table, fixed=Decimal(30))[""]
    assert (prior.mu, prior.k, prior.estimated) == (Decimal("0.312500"), Decimal(30), False)
    assert prior.shrunk(Fraction(1, 2), 20) == Fraction(10 + Fraction("9.375"), 50)


@pytest.mark.parametrize("policy", [SurveyPolicy(shrink="estimate"), SurveyPolicy("mean", "estimate", within="all")])
def test_the_order_in_which_units_come_changes_no_result(policy: SurveyPolicy) -> None:
    table, _ = _crowd(random.Random(7), 40)
    groups = {unit: f"CUM-{unit[-1]}" for unit in table}
    forth = survey_points(table, groups, policy, maximum=Decimal(10), minimum=5)
    back = survey_points(dict(reversed(table.items())), groups, policy, maximum=Decimal(10), minimum=5)
    assert forth == back
    assert len({result.prior.mu for result in forth.values() if result.prior}) == (1 if policy.within == "all" else 10)


# What it is good for

UNITS, STRENGTH, AVERAGE = 600, 40, 0.8
SMALL = 18
"""Half of the units have fewer answers than this."""


def _crowd(chance: random.Random, units: int) -> tuple[dict[str, dict[str, Tally]], dict[str, float]]:
    """Units whose true rates are known, and what a few of their citizens answered: half of them fewer than eighteen."""
    table, truth = {}, {}
    for number in range(units):
        unit = f"U{number:04d}"
        truth[unit] = chance.betavariate(AVERAGE * STRENGTH, (1 - AVERAGE) * STRENGTH)
        people = max(3, round(chance.lognormvariate(2.9, 1.0)))
        satisfied = sum(chance.random() < truth[unit] for _ in range(people))
        table[unit] = {"Q1": Tally((0, 0, people - satisfied, satisfied, 0))}
    return table, truth


def _best(results: Mapping[str, SurveyResult], count: int, chance: random.Random) -> Sequence[str]:
    """The first of the ranking; ties in an order that is nobody's merit."""
    units = chance.sample(sorted(results), len(results))
    return sorted(units, key=lambda unit: -(results[unit].value or 0))[:count]


def _found(policy: SurveyPolicy, seed: int) -> tuple[int, int]:
    """How many of the true top tenth a ranking finds, and how many tiny samples stand among its first ten."""
    table, truth = _crowd(random.Random(seed), UNITS)
    results = survey_points(table, {}, policy, maximum=Decimal(10), minimum=1)
    best = _best(results, UNITS // 10, random.Random(seed))
    top = sorted(truth, key=truth.__getitem__, reverse=True)[: UNITS // 10]
    return len(set(best) & set(top)), sum(results[unit].respondents < SMALL for unit in best[:10])


def _over_seeds(policy: SurveyPolicy, measured: Callable[[SurveyPolicy, int], tuple[int, int]]) -> tuple[int, int]:
    found = [measured(policy, seed) for seed in range(8)]
    return sum(top for top, _ in found), sum(tiny for _, tiny in found)


def test_a_shrunken_ranking_finds_more_of_the_best_and_no_tiny_samples_among_the_first_ten() -> None:
    raw_top, raw_tiny = _over_seeds(SurveyPolicy(), _found)
    for shrink in ("estimate", Decimal(30)):
        top, tiny = _over_seeds(SurveyPolicy(shrink=shrink), _found)
        assert top > raw_top * 1.2
        assert tiny == 0
    assert raw_tiny > 8 * 10 * 0.9


def test_the_estimate_finds_the_strength_that_made_the_units() -> None:
    table, _ = _crowd(random.Random(3), UNITS)
    results = survey_points(table, {}, SurveyPolicy(shrink="estimate"), maximum=Decimal(10), minimum=10)
    (k,) = {result.prior.k for result in results.values() if result.prior}
    assert STRENGTH / 2 < k < STRENGTH * 2
