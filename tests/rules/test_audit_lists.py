"""Lists drawn at random: the same for everybody who draws again, weighted as they say, and bound before the drawing."""

import hashlib
from collections import Counter
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.audit_lists import (
    FRACTION_BITS,
    Frame,
    check_frame,
    check_parcel,
    draw,
    minus_log2,
    parcel,
    seed_hash,
    weight,
)
from emulation.rules.inspection_policies import InspectionPolicy, parse_inspection_policy
from kernel.errors import Invalid

SEED = "0123456789abcdef" * 4
frames = st.dictionaries(st.text("ABCĐ0123", min_size=1, max_size=4), st.integers(1, 100), min_size=1, max_size=12)


def frame(weights: dict[str, int], size: int = 1) -> Frame:
    return Frame("c", "2019-05", size, weights)


@settings(max_examples=25, deadline=None)
@given(frames, st.data())
def test_a_drawing_is_the_same_whatever_the_order_and_grows_without_changing_its_beginning(
    weights: dict[str, int], data: st.DataObject
) -> None:
    seed = f"{data.draw(st.integers(0, 2**256 - 1)):064x}"
    words = data.draw(st.text(max_size=6))
    size = data.draw(st.integers(1, len(weights)))
    drawn = draw(frame(weights, size), seed, words)
    shuffled = dict(data.draw(st.permutations(sorted(weights.items()))))
    assert draw(frame(shuffled, size), seed, words) == drawn
    assert len({place.unit for place in drawn}) == size
    assert draw(frame(weights, len(weights)), seed, words)[:size] == drawn
    heavier = {**weights, drawn[-1].unit: 10_000}
    assert drawn[-1].unit in {place.unit for place in draw(frame(heavier, size), seed, words)}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**256 - 1), st.text("P0123", min_size=1, max_size=3))
def test_the_logarithm_is_right_to_its_last_bits(number: int, unit: str) -> None:
    seed = f"{number:064x}"
    found = Fraction(minus_log2(seed, "w", unit), 2**FRACTION_BITS)
    assert found > 0
    with localcontext(prec=60, rounding=ROUND_HALF_EVEN):
        # 2^-found, from the other side: by the exponential of the decimal library
        power = (Decimal(found.numerator) / Decimal(found.denominator) * Decimal(2).ln() * -1).exp()
        uniform = Fraction(_uniform(seed, unit), 2**257)
        assert abs(power / (Decimal(uniform.numerator) / Decimal(uniform.denominator)) - 1) < Decimal(2) ** -62


def _uniform(seed: str, unit: str) -> int:
    return 2 * int.from_bytes(hashlib.sha256(f"{seed}|w|{unit}".encode()).digest(), "big") + 1


def test_units_are_drawn_as_often_as_their_weights_say() -> None:
    weights, runs = {"A": 10, "B": 20, "C": 30, "D": 40}, 3000
    first: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for number in range(runs):
        drawn = draw(frame(weights, 2), f"{number:064x}", "xổ số")
        first[drawn[0].unit] += 1
        inside.update(place.unit for place in drawn)
    for unit, value in weights.items():
        alone = value / 100
        together = sum(
            weights[one] / 100 * weights[two] / (100 - weights[one])
            for one, two in permutations(weights, 2)
            if unit in (one, two)
        )
        for count, chance in ((first[unit], alone), (inside[unit], together)):
            assert abs(count - runs * chance) < 4 * (runs * chance * (1 - chance)) ** 0.5, unit


def test_an_indicator_is_a_weight_and_nobody_is_safe() -> None:
    policy = InspectionPolicy()
    known = [Fraction(0), Fraction(99, 10), Fraction(401, 10), Fraction(100)]
    assert [weight(value, policy) for value in known] == [10, 10, 41, 100]
    assert weight(None, policy) == 50


def test_whoever_has_the_file_draws_again_and_sees_what_was_changed() -> None:
    bound = frame({"P01": 10, "P02": 90, "D01": 50}, 2)
    data = parcel(bound, SEED, "83916", draw(bound, SEED, "83916"))
    published = {"frame_digest": bound.digest, "bound_hash": seed_hash(SEED)}
    assert check_parcel(data, **published) == {"frame": True, "seed": True, "drawn": True}
    light = {**data["frame"], "units": [{**row, "weight": 10} for row in data["frame"]["units"]]}
    assert check_parcel({**data, "frame": light}, **published)["frame"] is False
    assert check_parcel({**data, "seed": "f" * 64}, **published)["seed"] is False
    assert check_parcel({**data, "words": "83917"}, **published)["drawn"] is False
    assert check_parcel({**data, "drawn": data["drawn"][::-1]}, **published)["drawn"] is False


def test_a_frame_and_a_seed_that_cannot_be_drawn_from_are_refused() -> None:
    assert [p.path for p in check_frame(frame({"P01": 0}, 2))] == ["size", "units"]
    for seed in ("", "0" * 63, "G" * 64):
        with pytest.raises(Invalid):
            seed_hash(seed)
    with pytest.raises(Invalid) as no:
        parse_inspection_policy({"answer_days": 0, "days": 3, "least_weight": "10"})
    assert {problem.path for problem in no.value.problems} == {"answer_days", "days", "least_weight"}
