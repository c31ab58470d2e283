"""Everything added up by subject: part by part in arrays where subjects are whole numbers close together, else by grouping."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

CLOSE = 8
"""Numbers lie close together while there are at most so many possible ones for each row."""

Integers = npt.NDArray[np.int64]


def added(frame: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """The sums of every column by the others; a narrow column is one whose sums are narrow too."""
    figures = [name for name in frame.collect_schema().names() if name not in by]
    return frame.group_by(by).agg(pl.col(name).sum().cast(pl.Int64) for name in figures)


def add_up(parts: Sequence[pl.LazyFrame], by: str) -> pl.DataFrame:
    """The sums of all parts together, in the order of ``by``; each part is read and added before the next one is."""
    if parts[0].collect_schema()[by].is_integer():
        frames = [part.collect(engine="streaming") for part in parts]
        numbers = [frame[by].cast(pl.Int64).to_numpy() for frame in frames if frame.height]
        if numbers and _close(numbers):
            return _by_place(frames, by, min(int(own.min()) for own in numbers), max(int(own.max()) for own in numbers))
        parts = [frame.lazy() for frame in frames]
    return added(pl.concat(parts), [by]).sort(by).collect(engine="streaming")


def _close(numbers: Sequence[Integers]) -> bool:
    low, high = min(int(own.min()) for own in numbers), max(int(own.max()) for own in numbers)
    return high - low < CLOSE * max(len(own) for own in numbers)


def _by_place(frames: Sequence[pl.DataFrame], by: str, low: int, high: int) -> pl.DataFrame:
    """The number of a subject is its place in arrays of sums: no hash of anything, and rows in order stay in order."""
    span = high - low + 1
    there = np.zeros(span, np.bool_)
    sums = {name: np.zeros(span, np.int64) for name in frames[0].columns if name != by}
    for frame in frames:
        at = frame[by].cast(pl.Int64).to_numpy() - low
        there[at] = True
        for name, target in sums.items():
            np.add.at(target, at, frame[name].cast(pl.Int64).to_numpy())
    rows = np.flatnonzero(there)
    whole = len(rows) == span
    subjects = pl.Series(by, rows + low).cast(frames[0][by].dtype)
    return pl.DataFrame([subjects, *(pl.Series(name, own if whole else own[rows]) for name, own in sums.items())])


def last_known(shards: Sequence[pl.LazyFrame], by: str, columns: Sequence[str], keys: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``keys`` with the columns as they were last, from the newest shard back no further than needed, and there
    for the few who lack them. Each key is in one of the shards, and at most once in each."""
    if keys[by].dtype.is_integer():
        numbers = keys[by].cast(pl.Int64).to_numpy()
        if len(numbers) and _close([numbers]):
            return keys.hstack(_last_by_place(shards, by, columns, numbers))
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
