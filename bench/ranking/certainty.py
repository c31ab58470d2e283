"""Time per replication of ranks with resampled months and noisy weights, and what the intervals are worth.

`run` gives the table of speed its row; `python -m bench.ranking.certainty` prints all sizes, and writes nothing. CPU time
of this process, all its threads; the best of three, each a whole study of 1,000 replications: months (where there are
several), weights, both, intervals, brackets, and the effect of each weight with its Sobol indices.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np

from bench.ranking.rows import Row
from emulation.rules.certainty import MONTHS, REPLICATIONS, rank_certainty
from emulation.rules.replications import Evidence, Floats, Model, Part, Rule, blocks, uniforms, weight_factors

SEED = 2019
COINR_MS = 51.0
"""COINr's `get_sensitivity` on 51 units × 49 indicators, measured at another time: it keeps every level in data frames."""


def evidence(subjects: int, months: int, parts: int, *, missing: float = 0.0) -> Evidence:
    """Units of 100 points with unlike strengths and noise between months, some parts left out."""
    drawn = np.random.Generator(np.random.PCG64(SEED))
    strength = drawn.normal(0.8, 0.02, (1, subjects, 1))
    values = np.clip(strength + drawn.normal(0, 0.05, (months, subjects, parts)), 0, 1)
    values[drawn.random(values.shape) < missing] = np.nan
    amounts = drawn.integers(1, 10, parts).astype(float)
    amounts *= 100 / amounts.sum()
    known = np.where(np.isnan(values), 0.0, amounts).sum(axis=2)
    scores = 100 * (np.nan_to_num(values) * amounts).sum(axis=2)
    scores = np.where(known > 0, np.round(scores / np.maximum(known, 1.0), 2), np.nan)
    return Evidence(
        subjects=tuple(f"U{index:06d}" for index in range(subjects)),
        scores=scores,
        values=values,
        parts=tuple(Part(f"K{index}", float(amount)) for index, amount in enumerate(amounts)),
        rule=Rule(top=100.0, floor=0.0),
        offsets=np.zeros(subjects),
        ties=np.zeros(subjects, dtype=np.int64),
    )


def ranks_alone(found: Evidence) -> None:
    """The replicated ranks and nothing else, as COINr's figure counts them: weights moved, scores, ranks."""
    model = Model(found)
    factors = weight_factors(uniforms(SEED, REPLICATIONS, len(found.parts)), 0.25)
    for block in blocks(REPLICATIONS, model.size):
        model.ranks(None, factors[block])


def run(size: str) -> Iterator[Row]:
    """The study of COINr's own example, whatever the size of the nation, and of as many units as the country has wards."""
    example, wards = evidence(51, 1, 49), evidence(3_300, 12, 4)
    alone, _ = best(lambda: ranks_alone(example))
    whole, wall = best(lambda: rank_certainty(wards, seed=SEED))
    yield Row(
        f"{REPLICATIONS:,} replications of the ranks of 51 units × 49 indicators with noisy weights, each",
        "COINr's get_sensitivity, as it was measured at another time",
        f"{1000 * alone / REPLICATIONS:.4f} ms",
        f"{COINR_MS:.0f} ms",
        COINR_MS * REPLICATIONS / (1000 * alone),
        500,
        note=f"the whole study of 3,300 units × 12 months × 4 components: {wall:.1f} s (CPU {whole:.1f} s)",
    )


def best(work: Callable[[], object]) -> tuple[float, float]:
    """The least CPU and wall seconds of three runs."""
    taken = []
    for _ in range(3):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        taken.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(cpu for cpu, _ in taken), min(wall for _, wall in taken)


def worth(runs: int = 200) -> None:
    """18 wards with known strengths (sd 1.5) seen through 12 months of noise (sd 3), many times over."""
    drawn = np.random.Generator(np.random.PCG64(SEED))
    width, covered, best_first, best_kept, kept = [], [], [], [], []
    for seed in range(runs):
        strength = drawn.normal(85, 1.5, 18)
        scores = np.round(strength + drawn.normal(0, 3, (12, 18)), 2)
        found = rank_certainty(_months_alone(scores), seed=seed)
        assert found is not None
        places = {int(place.subject): place for place in found.overall.places}
        for subject, true in enumerate((-strength).argsort().argsort() + 1):
            interval = places[subject].by[MONTHS]
            width.append(interval.high - interval.low)
            covered.append(interval.low <= true <= interval.high)
        best = places[int(strength.argmax())]
        best_first.append(best.rank == 1)
        best_kept.append(best.may_be_first)
        kept.append(sum(place.may_be_first for place in places.values()))
    print(f"18 wards, {runs} years: intervals {np.mean(width):.1f} of 17 places wide hold the true rank in", end=" ")
    print(f"{np.mean(covered):.0%};")
    print(f"the truly best one is first in {np.mean(best_first):.0%}, and among the {np.mean(kept):.1f} not told apart")
    print(f"from the first place in {np.mean(best_kept):.0%}")


def _months_alone(scores: Floats) -> Evidence:
    months, subjects = scores.shape
    return Evidence(
        subjects=tuple(f"{index:02d}" for index in range(subjects)),
        scores=scores,
        values=np.full((months, subjects, 0), np.nan),
        parts=(),
        rule=Rule(),
        offsets=np.zeros(subjects),
        ties=np.zeros(subjects, dtype=np.int64),
    )


def main() -> None:
    sizes = (
        ("18 × 12 months × 4", (18, 12, 4), 0.0),
        ("51 × 49", (51, 1, 49), 0.0),
        ("51 × 49, a tenth left out", (51, 1, 49), 0.1),
        ("3,300 × 12 months × 4", (3_300, 12, 4), 0.0),
        ("3,300 × 12 months × 4, a tenth left out", (3_300, 12, 4), 0.1),
    )
    print(f"{'work':42}{'ranks, weights moved':>34}{'the whole study':>34}")
    print(f"{'':42}{'CPU ms per replication':>34}{'CPU ms per replication  (all, s)':>34}")
    for name, (subjects, months, parts), missing in sizes:
        found = evidence(subjects, months, parts, missing=missing)
        alone, _ = best(lambda found=found: ranks_alone(found))
        whole, _ = best(lambda found=found: rank_certainty(found, seed=SEED))
        print(f"{name:42}{1000 * alone / REPLICATIONS:>34.4f}{1000 * whole / REPLICATIONS:>23.4f}{whole:>11.3f}")
        if (subjects, missing) == (51, 0.0):
            ratio = COINR_MS * REPLICATIONS / (1000 * alone)
            print(f"{'':42}{f'{ratio:,.0f}× COINr at {COINR_MS:.0f} ms':>34}")
    worth()


if __name__ == "__main__":
    main()
