"""The check of the survey's counters: all stored answers of a month counted again, by whole columns."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection
from psycopg.sql import SQL, Literal

from emulation.columns.copying import frame_out
from emulation.columns.surveys import LEVELS, counters
from emulation.models import CampaignMonth

KEY = ("unit", "item")
_ANSWERS = r"""
COPY (SELECT u.code, array_to_string(a.marks, ',', '0') FROM emulation_surveyanswer a JOIN emulation_unit u ON u.id = a.unit_id
WHERE a.month_id = {month}) TO STDOUT (FORMAT csv, NULL '\N')
"""
_TALLIES = r"""
COPY (SELECT u.code, t.item, t.no_opinion, t.n1, t.n2, t.n3, t.n4, t.n5 FROM emulation_surveytally t
JOIN emulation_unit u ON u.id = t.unit_id WHERE t.month_id = {month}) TO STDOUT (FORMAT csv, NULL '\N')
"""


def recount(month: CampaignMonth) -> Sequence[tuple[Any, ...]]:
    """Where the counters of a month and its answers disagree: unit, item, the six counters and the six counted again. A
    deterioration can only come from outside the product; the answers are what is true."""
    items = [item["code"] for item in month.campaign.survey]
    answers = _out(_ANSWERS, month, {"unit": pl.String, "marks": pl.String})
    forms = answers.lazy().with_columns(
        pl.col("marks").str.split(",").list.get(place, null_on_oob=True).cast(pl.Int8).alias(item)
        for place, item in enumerate(items)
    )
    kept = _out(_TALLIES, month, dict.fromkeys(KEY, pl.String) | dict.fromkeys(LEVELS, pl.Int64))
    counted = counters(forms, items).with_columns(pl.col(name).cast(pl.Int64) for name in LEVELS)
    both = kept.join(counted, on=KEY, how="full", suffix=" again", coalesce=True).fill_null(0)
    differs = pl.any_horizontal(pl.col(name) != pl.col(f"{name} again") for name in LEVELS)
    return both.filter(differs).sort(KEY).rows()


def _out(query: Any, month: CampaignMonth, schema: dict[str, Any]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        return frame_out(cursor, SQL(query).format(month=Literal(str(month.pk))), schema)
