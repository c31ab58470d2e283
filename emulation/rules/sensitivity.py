"""What each weight does to the ranks: moved alone to both ends of the noise, and as a share of what all of them move."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from emulation.rules.replications import Evidence, Floats, Model, Ranks, blocks, uniforms, weight_factors

SOBOL_CELLS = 1_500_000
SOBOL_MOST, SOBOL_LEAST = 512, 64


@dataclass(frozen=True)
class WeightEffect:
    """One weight. ``flips``: the share of pairs whose order turns round when this weight alone is moved, ``mean_shift``
    and ``max_shift``: how many places subjects move then; each the worse of both directions.

    ``first_order`` and ``total`` say what part of the variance of the mean rank shift comes from this weight, alone and
    with all its interactions; None where they would be dear or where nothing moves.
    """

    code: str
    flips: float
    mean_shift: float
    max_shift: int
    first_order: float | None = None
    total: float | None = None

    def to_data(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "flips": f"{self.flips:.4f}",
            "mean_shift": f"{self.mean_shift:.3f}",
            "max_shift": self.max_shift,
            "first_order": None if self.first_order is None else f"{self.first_order:.3f}",
            "total": None if self.total is None else f"{self.total:.3f}",
        }


def weight_effects(evidence: Evidence, model: Model, *, seed: int, noise: float) -> tuple[WeightEffect, ...]:
    """The effect of every weight, in the order of the parts."""
    parts = len(evidence.parts)
    base = model.ranks(None, None)[0]
    factors = np.ones((2 * parts, parts))
    for index in range(parts):
        factors[2 * index, index] -= noise
        factors[2 * index + 1, index] += noise
    moved = np.vstack([model.ranks(None, factors[block]) for block in blocks(len(factors), model.size)])
    indices = _sobol(evidence, model, base, seed=seed, noise=noise)
    return tuple(
        _effect(part.code, base, moved[2 * index : 2 * index + 2], indices[index])
        for index, part in enumerate(evidence.parts)
    )


def _effect(code: str, base: Ranks, moved: Ranks, shares: tuple[float | None, float | None]) -> WeightEffect:
    shifts = np.abs(moved.astype(np.int64) - base)
    pairs = len(base) * (len(base) - 1) // 2
    return WeightEffect(
        code=code,
        flips=max(turned_pairs(base, row) for row in moved) / max(1, pairs),
        mean_shift=float(shifts.mean(axis=1).max()),
        max_shift=int(shifts.max()),
        first_order=shares[0],
        total=shares[1],
    )


def turned_pairs(before: Ranks, after: Ranks) -> int:
    """Pairs that stand one way round before and the other way round after; a tie is neither.

    Sorted by ``before``, these are the inversions of ``after``: bit by bit from the highest, the ones that stand in
    front of a zero among those whose higher bits agree.
    """
    values = after[np.lexsort((after, before))].astype(np.int64)
    found = 0
    for bit in range(int(values.max(initial=0)).bit_length() - 1, -1, -1):
        higher = values >> (bit + 1)
        values = values[np.argsort(higher, kind="stable")]
        higher = values >> (bit + 1)
        ones = (values >> bit) & 1
        before_each = np.cumsum(ones) - ones
        starts = np.searchsorted(higher, higher, side="left")
        found += int((before_each - before_each[starts])[ones == 0].sum())
    return found


def _sobol(
    evidence: Evidence, model: Model, base: Ranks, *, seed: int, noise: float
) -> list[tuple[float | None, float | None]]:
    """First-order indices after Saltelli 2010, total ones after Jansen 1999, of the mean absolute rank shift."""
    parts = len(evidence.parts)
    rows = min(SOBOL_MOST, SOBOL_CELLS // ((parts + 2) * model.size * evidence.months))
    if rows < SOBOL_LEAST:
        return [(None, None)] * parts
    drawn = weight_factors(uniforms(seed ^ 1, rows, 2 * parts), noise)
    first, second = drawn[:, :parts], drawn[:, parts:]
    of_first, of_second = _mean_shift(model, base, first), _mean_shift(model, base, second)
    variance = float(np.var(np.concatenate([of_first, of_second])))
    if variance == 0:
        return [(None, None)] * parts
    found: list[tuple[float | None, float | None]] = []
    for index in range(parts):
        mixed = first.copy()
        mixed[:, index] = second[:, index]
        of_mixed = _mean_shift(model, base, mixed)
        alone = float(np.mean(of_second * (of_mixed - of_first))) / variance
        whole = float(np.mean((of_first - of_mixed) ** 2)) / (2 * variance)
        found.append((_share(alone), _share(whole)))
    return found


def _share(index: float) -> float:
    """Estimates from few runs stray a little outside of what an index can be."""
    return min(1.0, max(0.0, index))


def _mean_shift(model: Model, base: Ranks, factors: Floats) -> Floats:
    shifts = [
        np.abs(model.ranks(None, factors[block]) - base).mean(axis=1) for block in blocks(len(factors), model.size)
    ]
    return np.concatenate(shifts)
