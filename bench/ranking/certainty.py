"""Time per replication of ranks with resampled months and noisy weights: `python -m bench.ranking.certainty`.

Prints, writes nothing. CPU time of this process; the best of three, each a whole study of 1,000 replications: months
(where there are several), weights, both, intervals, brackets, and the effect of each weight with its Sobol indices.
"""

import time
from collections.abc import Callable

import numpy as np

from emulation.rules.certainty import REPLICATIONS, rank_certainty
from emulation.rules.replications import Evidence, Model, Part, Rule, blocks, uniforms, weight_factors

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


def best(work: Callable[[], object]) -> tuple[float, float]:
    """The least CPU and wall seconds of three runs."""
    taken = []
    for _ in range(3):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        taken.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(cpu for cpu, _ in taken), min(wall for _, wall in taken)


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


if __name__ == "__main__":
    main()
