"""What the fairness instruments find in invented offices with known truth: seeded, so that the counts are always these."""

import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from statistics import fmean

import pytest

from emulation.rules import gaps, patterns
from emulation.rules.fairness import FairnessPolicy, Reading
from emulation.rules.gaps import Marked
from emulation.rules.raters import DoubleScore, leniency, leniency_readings

POLICY = FairnessPolicy()
UNITS, STAFF, MONTHS = 125, 40, ("2019-01", "2019-02", "2019-03", "2019-04")
MAXIMUM = Fraction(100)


def points(value: float) -> Fraction:
    """Offices score in quarters of a point, up to 100."""
    return min(Fraction(round(value * 4), 4), MAXIMUM)


def office(chance: random.Random, inflators: frozenset[int] = frozenset()) -> list[Marked]:
    """One month of 5,000 staff who score themselves 2 points higher than appraised, give or take 2; inflators 10 more."""
    rows = []
    for number in range(UNITS * STAFF):
        unit, true = number // STAFF, chance.gauss(78, 5)
        own = true + chance.gauss(2, 2) + (10 if number in inflators else 0)
        rows.append(
            Marked(
                subject=str(number),
                unit=f"P{unit:03}",
                cluster=f"CUM-{unit // 10}",
                month=MONTHS[0],
                duty_group=f"nhóm {number % 3}",
                own=points(own),
                head=points(true),
                official=points(true),
                marks=str(points(own)),
                head_marks=f"{number}",
            )
        )
    return rows


def flags(readings: list[Reading]) -> set[str]:
    return {reading.subject for reading in readings if reading.beyond}


def test_of_a_hundred_inflators_among_five_thousand_most_are_found_and_hardly_anybody_else() -> None:
    chance = random.Random(2019)
    planted = frozenset(chance.sample(range(UNITS * STAFF), 100))
    found = flags(gaps.self_gaps(office(chance, planted), POLICY, least=POLICY.least_people))
    named = {str(number) for number in planted}
    assert len(found & named) >= 80
    assert len(found - named) <= 5


def test_honest_offices_raise_no_more_flags_than_chance_is_allowed() -> None:
    rows = office(random.Random(4))
    clusters = {row.unit: row.cluster for row in rows}
    assert len(flags(gaps.self_gaps(rows, POLICY, least=POLICY.least_people))) <= 8  # of 5,000
    assert len(flags(gaps.people_gaps(rows, clusters, POLICY))) <= 3  # of 125, in groups of ten
    assert len(flags(patterns.full_marks(rows, Fraction(90), POLICY))) <= 1  # of 125
    assert len(flags(patterns.heaping(rows, [Decimal(78)], POLICY))) <= 1  # where as many lie above as below
    assert flags(patterns.alike(rows, POLICY)) == set()
    assert flags(patterns.copied(rows, POLICY)) == set()


def test_a_unit_that_lifts_all_of_its_own_is_seen_as_a_unit_though_its_people_look_like_each_other() -> None:
    chance = random.Random(6)
    rows = office(chance, frozenset(range(3 * STAFF, 4 * STAFF)))
    clusters = {row.unit: row.cluster for row in rows}
    assert "P003" in flags(gaps.people_gaps(rows, clusters, POLICY))


def heads(
    chance: random.Random, units_differ: float, heads_differ: float
) -> Iterator[tuple[str, str, float, float, float]]:
    """Unit, person, what the person deserves, what the head gives, what an inspector would give."""
    for unit in range(40):
        good, lenient = chance.gauss(0, units_differ), chance.gauss(0, heads_differ)
        for place in range(25):
            true = 75 + good + chance.gauss(0, 4)
            yield f"P{unit:02}", f"{unit}-{place}", true, true + lenient + chance.gauss(0, 2), true + chance.gauss(0, 3)


def best(scores: Mapping[str, float]) -> set[str]:
    """The top fifth."""
    return set(sorted(scores, key=lambda who: (-scores[who], who))[: len(scores) // 5])


def found_by(seed: int, units_differ: float, heads_differ: float) -> dict[str, float]:
    """The share of the true top fifth that each way of reading the heads' scores finds."""
    people = list(heads(random.Random(seed), units_differ, heads_differ))
    raw = {who: given for _, who, _, given, _ in people}
    units: dict[str, list[float]] = {}
    for unit, _, _, given, _ in people:
        units.setdefault(unit, []).append(given)
    scored_twice = [
        DoubleScore(unit, who, points(given), points(inspected))
        for unit, who, _, given, inspected in people
        if int(who.partition("-")[2]) < 4
    ]
    advice = {unit: float(one.advice or 0) for unit, one in leniency(scored_twice, POLICY).items()}
    ways = {
        "raw": raw,
        "centred": {who: given - fmean(units[unit]) for unit, who, _, given, _ in people},
        "anchored": {who: given - advice[unit] for unit, who, _, given, _ in people},
    }
    true = best({who: deserved for _, who, deserved, _, _ in people})
    return {way: len(best(scores) & true) / len(true) for way, scores in ways.items()}


@pytest.mark.parametrize(("units_differ", "heads_differ"), [(2, 4), (3, 3), (4, 2)])
def test_anchoring_finds_more_of_those_who_deserve_it_than_raw_scores_and_than_centring(
    units_differ: float, heads_differ: float
) -> None:
    """With no more than four staff of each unit scored twice, and nothing known of the variances."""
    runs = [found_by(seed, units_differ, heads_differ) for seed in range(12)]
    shares = {way: fmean(run[way] for run in runs) for way in runs[0]}
    assert shares["anchored"] > shares["raw"]
    assert shares["anchored"] > shares["centred"]


def test_centring_alone_harms_where_units_truly_differ() -> None:
    runs = [found_by(seed, 4, 1) for seed in range(12)]
    assert fmean(run["centred"] for run in runs) < fmean(run["raw"] for run in runs) - 0.1
    assert fmean(run["anchored"] for run in runs) > fmean(run["raw"] for run in runs) - 0.01


def test_equal_heads_are_seldom_called_lenient() -> None:
    called = 0
    for seed in range(20):
        scores = [
            DoubleScore(unit, who, points(given), points(inspected))
            for unit, who, _, given, inspected in heads(random.Random(seed), 3, 0)
            if int(who.partition("-")[2]) < 6
        ]
        called += len(flags(leniency_readings(leniency(scores, POLICY), POLICY)))
    assert called <= 8  # of 800 units
