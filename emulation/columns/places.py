"""Places in columns: competition ranks over all and within groups, with what breaks ties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from emulation.columns.months import SCORE, component_column
from emulation.rules.schemes import Scheme

RANK, DENSE, SHARING, OF = "rank", "dense", "sharing", "of"

Integers = npt.NDArray[np.int64]


def within(grouping: str, column: str) -> str:
    """The column of a rank within a grouping, or of the one over all."""
    return f"{column} in {grouping}" if grouping else column


@dataclass(frozen=True)
class Spots:
    """Places 1, 2, 2, 4 by row: 1 + the number of those strictly better in the same group; ``sharing`` is how many have
    the same place, ``dense`` counts places without gaps and ``of`` those who are ranked in the group."""

    rank: Integers
    dense: Integers
    sharing: Integers
    of: Integers

    def columns(self, grouping: str, rows: Integers, size: int) -> dict[str, pl.Series]:
        """The places spread over all rows, null for those that have none."""
        named = {RANK: self.rank, DENSE: self.dense, SHARING: self.sharing, OF: self.of}
        if len(rows) == size:
            return {within(grouping, name): pl.Series(values.astype(np.int32)) for name, values in named.items()}
        there = np.zeros(size, np.bool_)
        there[rows] = True
        spread = {}
        for name, values in named.items():
            target = np.zeros(size, np.int32)
            target[rows] = values
            spread[within(grouping, name)] = target
        given = pl.DataFrame(spread).select(pl.when(pl.Series(there)).then(pl.col(name)).alias(name) for name in spread)
        return {name: given[name] for name in spread}


def ordered(values: Integers) -> Integers:
    """The place of each value among the distinct ones, from 0 for the lowest: by counting where they lie close together."""
    low = int(values.min(initial=0))
    span = int(values.max(initial=0)) - low + 1
    if span > 8 * len(values) + 1024:
        return np.unique(values, return_inverse=True)[1].astype(np.int64).reshape(-1)
    there = np.zeros(span, np.bool_)
    there[values - low] = True
    places: Integers = (np.cumsum(there) - 1)[values - low]
    return places


def keys_of(scheme: Scheme, frame: pl.DataFrame) -> Integers:
    """One key for each row that orders as the score and then the tie-breaks do, higher first; as there are fewer than
    2**31 rows, each link of the chain stays within 64 bits."""
    key = ordered(frame[SCORE].to_numpy())
    for link in scheme.tie_breaks:
        name = component_column(link.code)
        if name in frame.columns:
            points = ordered(frame[name].to_numpy())
            size = int(points.max(initial=0)) + 1
            key = ordered(key * size + (size - 1 - points if link.lower_first else points))
    return key


def codes_of(values: pl.Series) -> Integers:
    """A number for each group, from 1; 0 for none."""
    if values.dtype == pl.String:
        values = values.cast(pl.Categorical).to_physical()
    if values.null_count() == 0:
        return ordered(values.cast(pl.Int64).to_numpy()) + 1
    return values.cast(pl.Int64).rank("dense").cast(pl.Int64).fill_null(0).to_numpy()


def spots(keys: Integers, groups: Integers) -> Spots:
    """Places by descending key within each group; the keys are small whole numbers, as `keys_of` makes them."""
    size = len(keys)
    if size == 0:
        nothing = np.zeros(0, np.int64)
        return Spots(nothing, nothing, nothing, nothing)
    span, many = int(keys.max()) + 1, int(groups.max()) + 1
    packed = groups * span + (span - 1 - keys)
    return _counted(packed, groups, (many, span)) if many * span <= 4 * size + 1024 else _sorted(packed, groups)


def _counted(packed: Integers, groups: Integers, shape: tuple[int, int]) -> Spots:
    """By a table of how many have each key in each group, where that is not much larger than the rows are many."""
    counts = np.bincount(packed, minlength=shape[0] * shape[1]).reshape(shape)
    better = (np.cumsum(counts, axis=1) - counts).reshape(-1)
    distinct = np.cumsum(counts > 0, axis=1, dtype=np.int64).reshape(-1)
    return Spots(better[packed] + 1, distinct[packed], counts.reshape(-1)[packed], counts.sum(axis=1)[groups])


def _sorted(packed: Integers, groups: Integers) -> Spots:
    order = pl.Series(packed).arg_sort().to_numpy()
    first, sharing, number = runs(packed[order])
    begins, of, _ = runs(groups[order])
    dense = number - number[begins] + 1
    places = [np.empty(len(packed), np.int64) for _ in range(4)]
    for target, values in zip(places, (first - begins + 1, dense, sharing, of), strict=True):
        target[order] = values
    return Spots(*places)


def runs(along: Integers) -> tuple[Integers, Integers, Integers]:
    """For each position of a sorted column where its run of equal values begins, how long it is, and its number."""
    starts = np.flatnonzero(np.concatenate(([True], along[1:] != along[:-1])))
    lengths = np.diff(np.append(starts, len(along)))
    return np.repeat(starts, lengths), np.repeat(lengths, lengths), np.repeat(np.arange(len(starts)), lengths)


def ranked(keys: Integers, rows: Integers, groups: Mapping[str, Integers]) -> dict[str, Any]:
    """Columns of the places of some rows among all: over all and within each grouping."""
    columns = spots(keys[rows], np.zeros(len(rows), np.int64)).columns("", rows, len(keys))
    for name, codes in groups.items():
        members = rows[codes[rows] > 0]
        columns |= spots(keys[members], codes[members]).columns(name, members, len(keys))
    return columns


def groupings(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, Integers]:
    return {name: codes_of(frame[name]) for name in names}
