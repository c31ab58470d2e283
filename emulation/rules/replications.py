"""Replicated scores and ranks: months drawn again and weights moved at random, for all subjects at once.

Floats are allowed here because nothing of it is published as a score: it says how sure a rank is, and decides none.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emulation.rules.exact import DOWN, HALF_EVEN, HALF_UP, UP

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]
Flags = NDArray[np.bool_]

SUM, MEAN, GEOMETRIC, HARMONIC = "sum", "mean", "geometric", "harmonic"
FORMS = (SUM, MEAN, GEOMETRIC, HARMONIC)
UNROUNDED_DECIMALS = 9
"""Where a scheme never rounds, floats that agree to so many decimals are one score."""

_CELLS = 200_000
_SLACK = 1e-6
_SMALLEST = 1e-12


@dataclass(frozen=True)
class Part:
    """A component whose weight is moved. ``amount`` is what it weighs among the others; an ``extra`` (a bonus, or a
    deduction with a negative amount) is added on top and takes no part in the renormalisation."""

    code: str
    amount: float
    extra: bool = False


@dataclass(frozen=True)
class Rule:
    """How a scheme makes a score of its parts: ``top`` × the mean of the criteria by their amounts, and the extras;
    ``decimals`` None stands for a score that is never rounded."""

    form: str = SUM
    top: float = 1.0
    decimals: int | None = 2
    mode: str = HALF_UP
    floor: float = -math.inf
    ceiling: float = math.inf


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of the ranked subjects. NaN stands for a month without a score and for a component left out.

    ``scores`` is months × subjects; ``values`` is months × subjects × parts, each a value per unit of its amount;
    ``offsets`` is what the published score has beyond the mean of the months; ``ties`` orders equal scores, higher
    first; ``groups`` names for each grouping the group of every subject, empty for none.
    """

    subjects: tuple[str, ...]
    scores: Floats
    values: Floats
    parts: tuple[Part, ...]
    rule: Rule
    offsets: Floats
    ties: Ints
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def months(self) -> int:
        return int(self.scores.shape[0])

    def ordered(self) -> "Evidence":
        """The same with the subjects in the order of their codes: how the rows came must not move a bit of a float."""
        order = sorted(range(len(self.subjects)), key=lambda index: self.subjects[index])
        return Evidence(
            subjects=tuple(self.subjects[index] for index in order),
            scores=self.scores[:, order],
            values=self.values[:, order, :],
            parts=self.parts,
            rule=self.rule,
            offsets=self.offsets[order],
            ties=self.ties[order],
            groups=tuple((name, tuple(of[index] for index in order)) for name, of in self.groups),
        )


def uniforms(seed: int, rows: int, columns: int) -> Floats:
    """Numbers in [0, 1) from the raw bits of PCG64, whose stream does not change with machine or version of NumPy."""
    raw = np.asarray(np.random.PCG64(seed).random_raw(rows * columns), dtype=np.uint64)
    return ((raw >> np.uint64(11)).astype(np.float64) * 2.0**-53).reshape(rows, columns)


def month_counts(uniform: Floats) -> Floats:
    """How often each month was drawn, for each row of as many draws as there are months."""
    months = uniform.shape[1]
    drawn = (uniform * months).astype(np.int64)
    counts = np.zeros(uniform.shape)
    for column in range(months):
        counts[:, column] = (drawn == column).sum(axis=1)
    return counts


def weight_factors(uniform: Floats, noise: float) -> Floats:
    return 1.0 + noise * (2.0 * uniform - 1.0)


class Model:
    """The scores of subjects under moved weights and redrawn months, prepared once for many replications."""

    def __init__(self, evidence: Evidence) -> None:
        self._rule = evidence.rule
        self._present = ~np.isnan(evidence.scores)
        self._scores = np.where(self._present, evidence.scores, 0.0)
        self._offsets = evidence.offsets
        self._ties = evidence.ties
        self._steps = int(evidence.ties.max(initial=0)) + 1
        self._all_present = bool(self._present.all())
        self._months = [_Month(evidence, month) for month in range(evidence.months)] if evidence.parts else []
        self.size = len(evidence.subjects)

    def scores(self, counts: Floats | None, factors: Floats | None) -> Floats:
        """Replications × subjects, unrounded. Without counts every month counts once; without factors the weights stay.
        Who has no score in any of the months drawn keeps the published one."""
        every = np.ones((1, len(self._scores)))
        drawn = every if counts is None else counts
        total = drawn @ self._scores
        if factors is not None:
            total = total + self._moved(drawn, factors)
        if self._all_present:
            return np.asarray(total / drawn.sum(axis=1)[:, None] + self._offsets)
        held = drawn @ self._present.astype(np.float64)
        own = (every @ self._scores) / self._present.sum(axis=0)
        return np.asarray(np.where(held > 0, total / np.maximum(held, 1.0), own) + self._offsets)

    def _moved(self, drawn: Floats, factors: Floats) -> Floats:
        """What the moved weights change in the sum of the drawn months."""
        change = np.zeros((len(factors), self.size))
        for month, present, times in zip(self._months, self._present, drawn.T, strict=True):
            moved = month.score(factors)
            moved -= month.unmoved
            moved *= times[:, None]
            if not self._all_present:
                moved *= present
            change += moved
        return change

    def ranks(self, counts: Floats | None, factors: Floats | None, members: Ints | None = None) -> Ranks:
        return competition_ranks(self.keys(counts, factors, members))

    def keys(self, counts: Floats | None, factors: Floats | None, members: Ints | None = None) -> Ints:
        """What is compared, higher first: the score rounded as the scheme rounds it, then the published tie-breaks."""
        whole = rounded(self.scores(counts, factors), self._rule)
        keys = whole * self._steps + self._ties
        return keys if members is None else keys[:, members]


class _Month:
    """One month's parts, ready to be weighed again."""

    def __init__(self, evidence: Evidence, month: int) -> None:
        values = evidence.values[month]
        known = ~np.isnan(values)
        amounts = np.array([part.amount for part in evidence.parts])
        self._rule = evidence.rule
        self._criteria = np.array(
            [index for index, part in enumerate(evidence.parts) if not part.extra], dtype=np.int64
        )
        self._extras = np.array([index for index, part in enumerate(evidence.parts) if part.extra], dtype=np.int64)
        weighed = np.where(known, _into(self._rule.form, np.where(known, values, 1.0)), 0.0) * amounts
        self._parts = np.ascontiguousarray(weighed[:, self._criteria].T)
        left = known[:, self._criteria]
        full = bool(left.all())
        self._amounts = amounts[self._criteria][:, None] if full else (left * amounts[self._criteria]).T
        self._additions = np.where(known, values, 0.0)[:, self._extras].T * amounts[self._extras][:, None]
        self.unmoved = self.score(np.ones((1, len(evidence.parts))))

    def score(self, factors: Floats) -> Floats:
        whole = factors[:, self._criteria] @ self._amounts
        mean = (factors[:, self._criteria] @ self._parts) / np.where(whole > 0, whole, 1.0)
        score = _back(self._rule.form, mean) * self._rule.top
        if len(self._extras):
            score += factors[:, self._extras] @ self._additions
        if math.isfinite(self._rule.floor) or math.isfinite(self._rule.ceiling):
            np.clip(score, self._rule.floor, self._rule.ceiling, out=score)
        return np.asarray(score)


def _into(form: str, values: Floats) -> Floats:
    """Values such that their weighted arithmetic mean is the mean asked for; see `_back`."""
    if form == GEOMETRIC:
        return np.asarray(np.log(np.maximum(values, _SMALLEST)))
    if form == HARMONIC:
        return np.asarray(1.0 / np.maximum(values, _SMALLEST))
    return values


def _back(form: str, mean: Floats) -> Floats:
    if form == GEOMETRIC:
        return np.asarray(np.exp(mean))
    if form == HARMONIC:
        return np.asarray(1.0 / np.where(mean > 0, mean, 1.0))
    return mean


def rounded(scores: Floats, rule: Rule) -> Ints:
    """Scores as whole numbers of the last decimal, rounded as the scheme does. What lies within a millionth of that
    decimal from a half is a half: a float's last bits must not part scores that are equal on paper."""
    decimals = UNROUNDED_DECIMALS if rule.decimals is None else rule.decimals
    mode = HALF_UP if rule.decimals is None else rule.mode
    scaled = scores * 10.0**decimals
    if mode == HALF_EVEN:
        return np.asarray(np.rint(np.round(scaled, 6)), dtype=np.int64)
    size = np.abs(scaled)
    if mode == UP:
        whole = np.ceil(size - _SLACK)
    elif mode == DOWN:
        whole = np.floor(size + _SLACK)
    else:
        whole = np.floor(size + 0.5 + _SLACK)
    return np.asarray(np.copysign(whole, scaled), dtype=np.int64)


def competition_ranks(keys: Ints) -> Ranks:
    """In each row 1 + the number of those with a higher key."""
    order = np.argsort(-keys, axis=1)
    descending = np.take_along_axis(keys, order, axis=1)
    places = np.zeros(keys.shape, dtype=np.int32)
    positions = np.arange(1, keys.shape[1], dtype=np.int32)
    np.multiply(positions, descending[:, 1:] != descending[:, :-1], out=places[:, 1:])
    np.maximum.accumulate(places, axis=1, out=places)
    ranks = np.empty_like(places)
    np.put_along_axis(ranks, order, places + np.int32(1), axis=1)
    return ranks


def blocks(replications: int, size: int) -> Iterator[slice]:
    """Slices of the replications that stay within the processor's cache."""
    step = max(1, _CELLS // max(1, size))
    return (slice(start, min(start + step, replications)) for start in range(0, replications, step))
