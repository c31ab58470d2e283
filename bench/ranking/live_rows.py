"""The rows of the nation's live board, written in columns for COPY, and the sheets of a sample of its people."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from django.db import connection

from bench.ranking.nation import BONUS, CRITERIA, DEDUCTION, LEAVES, MONTHS, WEIGHTS, Size, month, months, scheme
from emulation.columns.copying import frame_in
from emulation.columns.trees import leaf_column
from emulation.models import (
    Account,
    Authority,
    Campaign,
    CampaignMonth,
    Evaluation,
    LiveBoard,
    Person,
    Ranking,
    Rollup,
    SchemeVersion,
    Unit,
)
from emulation.rollups import FIGURES, rewrite
from emulation.rules.campaigns import MonthScore
from emulation.rules.exact import exact_text
from emulation.rules.rollups import Entry, joined

AT = datetime(2019, 1, 1, tzinfo=UTC)
NATION = "nation"
NAMES = [f"2019-{number:02d}" for number in range(1, MONTHS + 1)]
CHANGED = 6
"""The month whose sheets are changed."""
_COPY = f"COPY emulation_rollup (board_id, subject, name, {', '.join(FIGURES)}) FROM STDIN (FORMAT csv, NULL '\\N')"
_POINTS = sum(pl.col(leaf_column(code)).fill_null(0) * weight for code, weight in zip(CRITERIA, WEIGHTS, strict=True))
_THERE = sum(pl.col(leaf_column(c)).is_not_null().cast(pl.Int32) * w for c, w in zip(CRITERIA, WEIGHTS, strict=True))


@dataclass
class Nation:
    """Everybody's months: ``score`` in hundredths, -1 without one; ``there`` whether there is a sheet at all."""

    score: npt.NDArray[np.int32]
    there: npt.NDArray[np.bool_]
    veto: npt.NDArray[np.bool_]
    unit: npt.NDArray[np.int32]
    cluster: npt.NDArray[np.int32]


def campaign(size: Size) -> tuple[LiveBoard, CampaignMonth]:
    """A running campaign of the nation, its board, and the month in which sheets change."""
    authority = Authority.objects.create(code=NATION, name="Cả nước", head_title="Chủ tịch", place="Hà Nội")
    account = Account.objects.create(username=NATION, authority=authority)
    version = SchemeVersion.objects.create(
        authority=authority, code=NATION, version=1, subject="person", definition=scheme().to_data(),
        digest=scheme().digest, published_by=account, published_at=AT,
    )  # fmt: skip
    row = Campaign.objects.create(
        authority=authority, code=size.name, name=size.name, person_scheme=version, state="launched",
        drafted_by=account, drafted_at=AT,
    )  # fmt: skip
    found = [
        CampaignMonth.objects.create(authority=authority, campaign=row, month=name, deadline=AT, closes_at=AT)
        for name in NAMES
    ]
    board = LiveBoard.objects.create(authority=authority, campaign=row, subjects=Ranking.PEOPLE)
    return board, found[CHANGED - 1]


def _nation(size: Size) -> Nation:
    shape = (size.staff, MONTHS)
    found = Nation(
        np.full(shape, -1, np.int32), np.zeros(shape, bool), np.zeros(shape, bool),
        np.full(shape, -1, np.int32), np.full(shape, -1, np.int32),
    )  # fmt: skip
    for number, sheets in months(size):
        rows, month = sheets["subject"].to_numpy(), number - 1
        figured = sheets.select(points=_POINTS, there=_THERE, more=_of(BONUS) - _of(DEDUCTION)).to_numpy()
        points, there, more = figured[:, 0], figured[:, 1], figured[:, 2]
        score = (2 * points + there) // np.maximum(2 * there, 1) + more
        found.score[rows, month] = np.where(there >= 50, np.clip(score, 0, 10_000), -1)
        found.there[rows, month] = True
        found.veto[rows, month] = sheets["vetoes"].to_numpy() > 0
        found.unit[rows, month] = sheets["unit"].to_numpy()
        found.cluster[rows, month] = sheets["cluster"].to_numpy()
    return found


def _of(code: str) -> pl.Expr:
    return pl.col(leaf_column(code)).fill_null(0)


def everybody(size: Size, board: LiveBoard) -> None:
    """All rows by COPY: those without anything special in columns, the others by the product's own function."""
    nation = _nation(size)
    last = np.where(nation.there, np.arange(MONTHS), -1).max(axis=1)
    rows = np.arange(size.staff)
    unit = nation.unit[rows, np.maximum(last, 0)]
    moved = (nation.there & (nation.unit != unit[:, None])).any(axis=1)
    odd = moved | nation.veto.any(axis=1) | (nation.there & (nation.score < 0)).any(axis=1)
    plain = np.flatnonzero(~odd & (last >= 0))
    with connection.cursor() as cursor:
        frame_in(cursor, _COPY, _columns(nation, plain, unit, board.pk))
    special = [_special(nation, int(who), board) for who in np.flatnonzero(odd & (last >= 0))]
    Rollup.objects.bulk_create(special, batch_size=1000)


def _columns(nation: Nation, who: npt.NDArray[np.int64], unit: npt.NDArray[np.int32], board: int) -> pl.DataFrame:
    spelled = pl.Series([exact_text(Decimal(units) / 100) for units in range(10_001)])
    score, there = nation.score[who], nation.there[who]
    texts = [
        pl.select(
            pl.when(pl.Series(there[:, month])).then(
                pl.lit(f'"{name}":"') + spelled.gather(np.maximum(score[:, month], 0)) + pl.lit(' -"')
            )
        ).to_series()
        for month, name in enumerate(NAMES)
    ]
    joined_texts = pl.DataFrame(texts, schema=NAMES).select(
        pl.lit("{") + pl.concat_str(NAMES, separator=",", ignore_nulls=True) + pl.lit("}")
    )
    scored, total = there.sum(axis=1), np.where(there, score, 0).sum(axis=1)
    top, year = (there & (score >= 9000)).sum(axis=1), (2 * total + scored) // (2 * scored)
    ranked = scored >= scheme().minimum_months
    grades = np.array([band.code for band in scheme().grades])
    place = np.searchsorted(-np.array([int(band.at_least * 100) for band in scheme().grades]), -year)
    columns: dict[str, Any] = {
        "board_id": np.full(len(who), board),
        "subject": _codes(who),
        "name": _codes(who),
        "unit_code": _codes(unit[who]),
        "cluster_code": _codes(nation.cluster[who].max(axis=1)),
        "listed": np.ones(len(who), bool),
        "aside": np.zeros(len(who), bool),
        "months": joined_texts.to_series(),
        "total": _codes(total),
        "scored": scored,
        "top": top,
        **dict.fromkeys(("periods", "vetoes", "ties"), pl.Series([None], dtype=pl.String).new_from_index(0, len(who))),
        "score": pl.Series(year / 100),
        "grade": pl.Series(np.where(ranked, grades[np.minimum(place, len(grades) - 1)], "")),
        "reason": pl.Series(np.where(ranked, "", "too_few_months")),
        "score_key": pl.Series(year).set(pl.Series(~ranked), None),
        "tie_key": pl.Series(np.where(ranked, np.char.add(np.char.add("{", (top * 100).astype(str)), "}"), "{}")),
    }
    return pl.DataFrame({name: columns[name] for name in ("board_id", "subject", "name", *FIGURES)})


def _codes(numbers: npt.NDArray[Any]) -> pl.Series:
    return pl.Series(numbers).cast(pl.String)


def _special(nation: Nation, who: int, board: LiveBoard) -> Rollup:
    entries = {}
    for place, name in enumerate(NAMES):
        if not nation.there[who, place]:
            continue
        vetoes = ("V1",) if nation.veto[who, place] else ()
        units = int(nation.score[who, place])
        score = None if units < 0 else MonthScore(Fraction(units, 100), {}, vetoes)
        reason = "disqualified" if vetoes else ("low_coverage" if score is None else "")
        unit, cluster = str(nation.unit[who, place]), str(nation.cluster[who, place])
        entries[name] = Entry(unit, cluster, score, vetoes, reason)
    row = Rollup(board=board, subject=str(who), name=str(who))
    rewrite(scheme(), row, entries, joined(scheme(), [entries]), listed=True)
    return row


@dataclass
class Sampled:
    """Somebody's sheet of the month that is changed."""

    subject: str
    unit: str
    evaluation: Evaluation


def sampled(size: Size, who: list[int], in_month: CampaignMonth) -> list[Sampled]:
    """The sheets of these people in the database; who was on leave has none."""
    sheets = month(size, CHANGED).filter(pl.col("subject").is_in(who)).sort("subject")
    authority = Authority.objects.get(pk=NATION)
    units = {code: Unit(authority=authority, code=str(code)) for code in sheets["unit"].unique()}
    people = {code: Person(authority=authority, code=str(code), full_name=str(code)) for code in sheets["subject"]}
    Unit.objects.bulk_create(units.values())
    Person.objects.bulk_create(people.values())
    rows = [
        Evaluation(
            authority=authority,
            campaign=in_month.campaign,
            month=in_month,
            unit=units[row["unit"]],
            person=people[row["subject"]],
            cluster_code=str(row["cluster"]),
            state="appraised",
            scores={code: exact_text(Decimal(v) / 100) for code in LEAVES if (v := row[leaf_column(code)]) is not None},
            vetoes=["V1"] if row["vetoes"] else [],
        )
        for row in sheets.iter_rows(named=True)
    ]
    Evaluation.objects.bulk_create(rows)
    return [Sampled(row.person.code, row.unit.code, row) for row in rows if row.person]
