"""Everything added up by subject: part by part in arrays where subjects are whole numbers close together, else by grouping."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

CLOSE = 8
"""Numbers lie close together while there are at most so many possible ones for each row."""
BLOCK = 131_072
"""Rows that are added at a time, so that what is made of them stays in the processor's cache."""

Integers = npt.NDArray[np.int64]


def added(frame: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """The sums of every column by the others; a narrow column is one whose sums are narrow too."""
    figures = [name for name in frame.collect_schema().names() if name not in by]
    return frame.group_by(by).agg(pl.col(name).sum().cast(pl.Int64) for name in figures)


def add_up(parts: Sequence[pl.LazyFrame], by: str) -> pl.DataFrame:
    """The sums of all parts together, in the order of ``by``."""
    kind = parts[0].collect_schema()[by]
    if kind.is_integer():
        places = _Places(by)
        if all(places.take(part.collect(engine="streaming")) for part in parts):
            return places.frame(kind)
    return added(pl.concat(parts), [by]).sort(by).collect(engine="streaming")


class _Places:
    """Sums in arrays in which the number of a subject is its place: no hash of anything, rows in order stay in order, and
    memory is needed for one part at a time."""

    def __init__(self, by: str) -> None:
        self.by, self.low = by, 0
        self.there = np.zeros(0, np.bool_)
        self.sums: dict[str, Integers] = {}

    def take(self, part: pl.DataFrame) -> bool:
        """Add a part; False, and of no more use, once numbers do not lie close together."""
        names = [name for name in part.columns if name != self.by]
        if part.is_empty():
            self.sums = self.sums or {name: np.zeros(0, np.int64) for name in names}
            return True
        if not self._reach(part[self.by], names):
            return False
        for block in part.iter_slices(BLOCK):
            at = block[self.by].cast(pl.Int64).to_numpy() - self.low
            self.there[at] = True
            for name in names:
                np.add.at(self.sums[name], at, block[name].cast(pl.Int64).to_numpy())
        return True

    def _reach(self, numbers: pl.Series, names: Sequence[str]) -> bool:
        """Make room for further numbers, if they are close enough to each other and to those before."""
        span, (first, last) = len(self.there), _ends(numbers)
        low, high = (min(self.low, first), max(self.low + span - 1, last)) if span else (first, last)
        if high - low >= CLOSE * max(len(numbers), int(self.there.sum())):
            return False
        before, after = (self.low - low, high + 1 - self.low - span) if span else (0, high + 1 - low)
        if before or after:
            self.there = np.pad(self.there, (before, after))
            sums = self.sums if span else {name: np.zeros(0, np.int64) for name in names}
            self.sums = {name: np.pad(own, (before, after)) for name, own in sums.items()}
        self.low = low
        return True

    def frame(self, kind: pl.DataType) -> pl.DataFrame:
        rows = np.flatnonzero(self.there)
        whole = len(rows) == len(self.there)
        sums = [pl.Series(name, own if whole else own[rows]) for name, own in self.sums.items()]
        return pl.DataFrame([pl.Series(self.by, rows + self.low).cast(kind), *sums])


def _ends(numbers: pl.Series) -> tuple[int, int]:
    own = numbers.cast(pl.Int64).to_numpy()
    return int(own.min()), int(own.max())


def last_known(shards: Sequence[pl.LazyFrame], by: str, columns: Sequence[str], keys: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``keys`` with the columns as they were last, from the newest shard back no further than needed, and there
    for the few who lack them. Each key is in one of the shards, and at most once in each."""
    if keys[by].dtype.is_integer():
        first, last = _ends(keys[by]) if keys.height else (0, 0)
        if last - first < CLOSE * keys.height:
            return keys.hstack(_last_by_place(shards, by, columns, keys[by].cast(pl.Int64).to_numpy()))
    found, lacking = [], keys.select(by)
    for shard in reversed(shards):
        found.append(shard.select(by, *columns).join(lacking.lazy(), on=by, how="semi").collect(engine="streaming"))
        lacking = lacking.join(found[-1], on=by, how="anti")
        if lacking.is_empty():
            break
    return keys.join(pl.concat(found), on=by)


def _last_by_place(shards: Sequence[pl.LazyFrame], by: str, columns: Sequence[str], numbers: Integers) -> pl.DataFrame:
    """The columns taken from where the last row of each number stands among the rows that were read."""
    low = int(numbers.min())
    where, lacks = np.zeros(int(numbers.max()) - low + 1, np.int64), np.zeros(int(numbers.max()) - low + 1, np.bool_)
    lacks[numbers - low] = True
    found, height = [], 0
    for shard in reversed(shards):
        frame = shard.select(by, *columns).collect(engine="streaming")
        at = frame[by].cast(pl.Int64).to_numpy() - low
        new = np.flatnonzero(lacks[at])
        where[at[new]] = np.arange(height, height + len(new))
        lacks[at[new]] = False
        found.append(frame.select(columns)[new] if len(new) < len(at) else frame.select(columns))
        height += len(new)
        if not lacks.any():
            break
    return pl.concat(found, rechunk=True)[where[numbers - low]]
