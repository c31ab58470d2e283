"""Bringing figures onto a common scale: by hand, by property, and never by a float."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.rules.exact import logarithm, rounded
from emulation.rules.ranking import rank_table, replay
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.scores import score_sheet
from kernel.errors import Invalid
from tests.rules.builders import group, leaf, scheme

NEVER = {"stage": "never", "decimals": 4}


def one(maximum: str | None = None, **normalise: Any) -> Scheme:
    return scheme(leaf("X", maximum, normalise=normalise), rounding=NEVER)


def points(of: Scheme, value: str) -> Fraction:
    return score_sheet(of, {"X": Decimal(value)}).exact


def table(of: Scheme, *values: str) -> list[Fraction | None]:
    ranking = rank_table(of, {f"s{number}": {"X": Decimal(value)} for number, value in enumerate(values)})
    return [ranking.by_subject[f"s{number}"].exact for number in range(len(values))]


def test_a_share_of_the_maximum() -> None:
    assert points(one("84", method="share"), "68.32") == Fraction(6832, 84)
    assert points(one("84", method="share", lower_is_better=True), "21") == 75


def test_fixed_goalposts_cut_what_lies_beyond_them() -> None:
    life = one(method="range", low="20", high="85", scale="1")
    assert points(life, "72.5") == Fraction(525, 650)
    assert points(life, "90") == 1
    assert points(life, "10") == 0
    assert points(one(method="range", low="20", high="85", scale="1", clip=False), "90") == Fraction(70, 65)


def test_logarithms_are_taken_of_the_figure_and_of_the_goalposts() -> None:
    income = one(method="range", low="100", high="75000", scale="1", log=True)
    expected = (logarithm(Fraction(10_000)) - logarithm(Fraction(100))) / (
        logarithm(Fraction(75_000)) - logarithm(Fraction(100))
    )
    assert points(income, "10000") == expected
    assert rounded(expected, 3) == Decimal("0.696")
    with pytest.raises(Invalid) as refused:
        points(income, "0")
    assert [(p.code, p.path) for p in refused.value.problems] == [("normalise.log_needs_positive", "X")]


def test_the_way_to_a_target_that_lies_below_the_start() -> None:
    mortality = one(method="target", low="60", target="10")
    assert points(mortality, "35") == 50
    assert points(mortality, "5") == 100
    assert points(one(method="target", target="80"), "20") == 25


def test_steps_give_the_points_of_the_highest_threshold_reached() -> None:
    steps = [["0", "0"], ["80", "0.5"], ["100", "1"]]
    exact = one(method="steps", steps=steps)
    assert [points(exact, value) for value in ("79.9", "80", "100", "130")] == [0, Fraction(1, 2), 1, 1]
    assert points(one(method="steps", steps=steps, interpolate=True), "90") == Fraction(3, 4)


def test_scales_need_not_begin_at_zero() -> None:
    assert table(one(method="range", **{"from": "1", "scale": "7"}), "10", "20", "30") == [1, 4, 7]


def test_the_best_of_the_table_has_the_full_scale() -> None:
    assert table(one(method="best"), "50", "40", "25") == [100, 80, 50]
    assert table(one(method="best", lower_is_better=True), "5", "10") == [100, 50]


def test_a_table_without_spread_puts_nobody_behind() -> None:
    assert table(one(method="range"), "3", "3") == [100, 100]
    assert table(one(method="z", centre="50", spread="10"), "3", "3") == [50, 50]


def test_z_scores_of_a_population_and_of_a_sample() -> None:
    assert table(one(method="z"), "2", "4", "6", "8") == [
        pytest.approx(Fraction(value) / 1000, abs=1e-3) for value in (-1342, -447, 447, 1342)
    ]
    population, sample = (table(one(method="z", sample=flag), "1", "2", "3")[2] for flag in (False, True))
    assert sample == 1
    assert population is not None
    assert rounded(population**2, 20) == Decimal("1.5").quantize(Decimal(1).scaleb(-20))


def test_ranks_and_percentiles_within_the_table() -> None:
    ordinal = scheme(leaf("X", None, normalise={"method": "rank"}), rounding=NEVER, order="ascending")
    assert table(ordinal, "9", "7", "7", "1") == [1, 2, 2, 4]
    assert table(one(method="percentile"), "9", "7", "7", "1") == [100, Fraction(100, 3), Fraction(100, 3), 0]


def test_figures_may_be_measured_within_a_group() -> None:
    of = scheme(leaf("X", None, normalise={"method": "best", "within": "cluster"}), rounding=NEVER)
    sheets = {name: {"X": Decimal(value)} for name, value in (("a", 10), ("b", 5), ("c", 2), ("d", 1))}
    groups = {"a": {"cluster": "1"}, "b": {"cluster": "1"}, "c": {"cluster": "2"}, "d": {"cluster": "2"}}
    ranking = rank_table(of, sheets, groups=groups)
    assert [ranking.by_subject[name].exact for name in "abcd"] == [100, 50, 100, 50]
    assert replay(of, ranking.inputs).result_digest == ranking.result_digest


def test_a_group_is_normalised_after_its_members_were() -> None:
    inner = [leaf(code, None, normalise={"method": "best"}) for code in ("A", "B")]
    of = scheme(group("G", *inner, aggregate="mean", normalise={"method": "best"}), rounding=NEVER)
    sheets = {"x": {"A": Decimal(10), "B": Decimal(5)}, "y": {"A": Decimal(5), "B": Decimal(10)}}
    assert [line.exact for line in rank_table(of, sheets).lines] == [100, 100]


def test_who_has_no_figure_is_not_measured_and_moves_nobody() -> None:
    of = scheme(
        leaf("X", None, normalise={"method": "range"}, missing="renormalise"), leaf("Y", "10"),
        aggregate="mean", rounding=NEVER,
    )  # fmt: skip
    sheets = {"a": {"X": Decimal(1), "Y": Decimal(1)}, "b": {"X": Decimal(3), "Y": Decimal(1)}, "c": {"Y": Decimal(1)}}
    both, without = rank_table(of, sheets), rank_table(of, {name: sheets[name] for name in "ab"})
    assert [both.by_subject[name].exact for name in "ab"] == [without.by_subject[name].exact for name in "ab"]
    assert both.by_subject["c"].exact == 1


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=12, unique=True))
def test_min_max_is_blind_to_the_unit_of_measurement(values: list[int]) -> None:
    of = one(method="range")
    scaled = [str(Fraction(value * 9, 5) + 32) for value in values]
    exact = [str(Decimal(value * 9) / 5 + 32) for value in values]
    assert len(scaled) == len(exact)
    assert table(of, *map(str, values)) == table(of, *exact)


@given(st.permutations(list("abcdef")))
def test_the_order_of_the_rows_decides_nothing(order: list[str]) -> None:
    of = scheme(*(leaf(code, None, normalise={"method": how}) for code, how in (("A", "z"), ("B", "range"))),
                aggregate="mean", rounding=NEVER)  # fmt: skip
    sheets = {name: {"A": Decimal(place * place), "B": Decimal(7 - place)} for place, name in enumerate("abcdef")}
    again = rank_table(of, {name: sheets[name] for name in order})
    assert again.result_digest == rank_table(of, sheets).result_digest


@pytest.mark.parametrize(
    ("normalise", "path"),
    [
        ({"method": "magic"}, "components[0].normalise.method"),
        ({"method": "steps"}, "components[0].normalise.steps"),
        ({"method": "steps", "steps": [["1"]]}, "components[0].normalise.steps[0]"),
        ({"method": "target"}, "components[0].normalise.target"),
        ({"method": "range", "low": "5", "high": "5"}, "components[0].normalise.high"),
        ({"method": "range", "low": "0", "high": "5", "log": True}, "components[0].normalise.log"),
        ({"method": "range", "scale": 0.5}, "components[0].normalise.scale"),
        ({"method": "share"}, "components[0].max"),
        ({"method": "range", "from": "100"}, "components[0].normalise.from"),
    ],
)
def test_what_cannot_be_measured_is_a_fault_with_its_place(normalise: dict[str, Any], path: str) -> None:
    with pytest.raises(Invalid) as refused:
        one(**normalise)
    assert path in [problem.path for problem in refused.value.problems]


def test_a_scheme_with_everything_spelled_out_reads_back_equal() -> None:
    of = scheme(
        leaf("X", None, normalise={"method": "range", "from": "1", "scale": "7", "log": True, "low": "1"}),
        group("P", leaf("J1"), leaf("J2"), leaf("J3"), aggregate="trimmed_mean", rounding={"decimals": 3}),
        leaf("T", "5", kind="uncounted"),
        aggregate="mean", coverage="0.5", ranks="dense", tie_breaks=["-T"],
    )  # fmt: skip
    assert parse_scheme(of.to_data()) == of
