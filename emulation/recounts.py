"""The check of the survey's counters: all stored answers of a month counted again, by whole columns."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection
from psycopg.sql import SQL, Literal

from emulation.columns.copying import frame_out
from emulation.columns.surveys import LEVELS, counters
from emulation.models import CampaignMonth, SurveyAnswer, SurveyVersion
from emulation.survey_forms import form_of

KEY = ("unit", "item")
_ANSWERS = r"""
COPY (SELECT u.code, array_to_string(a.marks, ',', '0') FROM emulation_surveyanswer a JOIN emulation_unit u ON u.id = a.unit_id
WHERE a.month_id = {month} AND a.version_id IS NOT DISTINCT FROM {version}
  AND a.exclusion_id IS NULL) TO STDOUT (FORMAT csv, NULL '\N')
"""
_TALLIES = r"""
COPY (SELECT u.code, t.item, sum(t.no_opinion), sum(t.n1), sum(t.n2), sum(t.n3), sum(t.n4), sum(t.n5)
FROM emulation_surveytally t JOIN emulation_unit u ON u.id = t.unit_id WHERE t.month_id = {month} GROUP BY 1, 2)
TO STDOUT (FORMAT csv, NULL '\N')
"""


def recount(month: CampaignMonth) -> Sequence[tuple[Any, ...]]:
    """Where the counters of a month and its answers, but those that are left out, disagree: unit, item, the six counters and the
    six counted again. A deterioration can only come from outside the product; the answers are what is true."""
    parts = [_counted(month, None, [item["code"] for item in month.campaign.survey])]
    for version in SurveyVersion.objects.filter(pk__in=SurveyAnswer.objects.filter(month=month).values("version")):
        parts.append(_counted(month, str(version.pk), [item.code for item in form_of(version).scale]))
    counted = pl.concat(parts).group_by(KEY).agg(pl.col(name).sum() for name in LEVELS)
    kept = _out(_TALLIES, month, dict.fromkeys(KEY, pl.String) | dict.fromkeys(LEVELS, pl.Int64))
    both = kept.join(counted, on=KEY, how="full", suffix=" again", coalesce=True).fill_null(0)
    differs = pl.any_horizontal(pl.col(name) != pl.col(f"{name} again") for name in LEVELS)
    return both.filter(differs).sort(KEY).rows()


def _counted(month: CampaignMonth, version: str | None, items: Sequence[str]) -> pl.DataFrame:
    """The answers to one version (None: those of another system) counted into their items."""
    answers = _out(_ANSWERS, month, {"unit": pl.String, "marks": pl.String}, version)
    forms = answers.lazy().with_columns(
        pl.col("marks").str.split(",").list.get(place, null_on_oob=True).cast(pl.Int8).alias(item)
        for place, item in enumerate(items)
    )
    if not items:
        return pl.DataFrame(schema=dict.fromkeys(KEY, pl.String) | dict.fromkeys(LEVELS, pl.Int64))
    return counters(forms, items).with_columns(pl.col(name).cast(pl.Int64) for name in LEVELS)


def _out(query: Any, month: CampaignMonth, schema: dict[str, Any], version: str | None = None) -> pl.DataFrame:
    with connection.cursor() as cursor:
        return frame_out(cursor, SQL(query).format(month=Literal(str(month.pk)), version=Literal(version)), schema)
