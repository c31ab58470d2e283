"""Survey answers in columns: counted into the six counters of each unit and item that all statistics are made from."""

from collections.abc import Sequence

import polars as pl

LEVELS = ("no_opinion", "n1", "n2", "n3", "n4", "n5")


def counters(forms: pl.LazyFrame, items: Sequence[str], *, unit: str = "unit") -> pl.DataFrame:
    """Forms with a mark for each item (1 to 5, 0 for no opinion) as rows of unit, item and counters. The counters of parts
    add up to those of the whole."""
    counts = [
        (pl.col(item) == level).cast(pl.UInt32).sum().alias(f"{item} {name}")
        for item in items
        for level, name in enumerate(LEVELS)
    ]
    wide = forms.group_by(unit).agg(counts).collect(engine="streaming")
    parts = [
        wide.select(unit, pl.lit(item).alias("item"), *(pl.col(f"{item} {name}").alias(name) for name in LEVELS))
        for item in items
    ]
    return pl.concat(parts).sort(unit, "item")
