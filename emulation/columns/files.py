"""The columns of a month shard: sheets as people's tables spell them into whole numbers, and back again."""

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from emulation.columns.terms import DoesNotFitError
from emulation.columns.trees import LARGEST, NOT_APPLICABLE, leaf_column
from emulation.columns.years import VETOES
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import NOT_APPLICABLE as NA
from emulation.rules.sheets import Entry

SHEET = "sheet"


def with_columns_of_sheets(scheme: Scheme, frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with a whole number for every leaf and bits for the vetoes, in place of the JSON in which they came, and
    the last decimal that is used. Exact: the digits are put together as they are written."""
    fields = pl.Struct(dict.fromkeys(scheme.leaves, pl.String))
    texts = frame.select(pl.col(SHEET).str.json_decode(fields)).unnest(SHEET)
    decimals = max((_decimals(texts[code]) for code in scheme.leaves), default=0)
    points = {leaf_column(code): _scaled(texts[code], decimals) for code in scheme.leaves}
    for name, values in points.items():
        if values.dtype != pl.Int32:
            raise DoesNotFitError(f"{name} has too many digits")
    bits = [
        pl.col(VETOES).list.contains(veto.code).cast(pl.Int64) * 2**place for place, veto in enumerate(scheme.vetoes)
    ]
    named = frame.with_columns(pl.col(VETOES).str.json_decode(pl.List(pl.String)))
    return named.with_columns(pl.sum_horizontal(pl.lit(0), *bits).cast(pl.Int64).alias(VETOES), **points).drop(
        SHEET
    ), decimals


def _decimals(texts: pl.Series) -> int:
    found = texts.str.split(".").list.get(1, null_on_oob=True).str.len_chars().max()
    return int(str(found or 0))


def _scaled(texts: pl.Series, decimals: int) -> pl.Series:
    """Texts such as 4.5 as whole numbers of the last decimal; stays wide where 32 bits do not hold them."""
    marked = texts.eq(NA.value).fill_null(value=False)
    digits = texts.set(marked, "0").str.strip_prefix("-").str.split(".")
    whole = digits.list.get(0).cast(pl.Int64) * 10**decimals
    part = digits.list.get(1, null_on_oob=True).fill_null("").str.pad_end(decimals, "0")
    size = whole + (part.cast(pl.Int64) if decimals else 0)
    signed: pl.Series = size * (1 - 2 * texts.str.starts_with("-").cast(pl.Int64))
    narrow = signed.is_empty() or int(str(signed.abs().max() or 0)) <= LARGEST
    return signed.set(marked, NOT_APPLICABLE).cast(pl.Int32 if narrow else pl.Int64)


def at_decimals(shard: pl.LazyFrame, scheme: Scheme, *, held: int, wanted: int) -> pl.LazyFrame:
    """The shard with its points as whole numbers of a further decimal."""
    if held == wanted:
        return shard
    columns = [pl.col(leaf_column(code)).cast(pl.Int64) for code in scheme.leaves]
    return shard.with_columns(
        pl.when(column > NOT_APPLICABLE).then(column * 10 ** (wanted - held)).otherwise(column) for column in columns
    )


def sheet_of(scheme: Scheme, row: Mapping[str, int | None], decimals: int) -> dict[str, Entry]:
    """A row of a shard as the sheet that it came from."""
    found: dict[str, Entry] = {}
    for code in scheme.leaves:
        value = row[leaf_column(code)]
        if value is not None:
            found[code] = NA if value == NOT_APPLICABLE else Decimal(value).scaleb(-decimals)
    return found
