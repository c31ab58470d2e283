"""Scoring a table under a scheme: the engine's ranking, with what the table said about each subject beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from emulation.rules.campaigns import MonthScore
from emulation.rules.ranking import Line, Ranking, Reason, rank_campaign, rank_table
from emulation.rules.scheme_parts import QUARTERS
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Scored, score_sheet
from emulation.tables.reading import Row, Table
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

_YEAR_AND_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Result:
    """``months`` holds the scored sheet of every subject and month of a table over months, ``known`` all that the engine
    was told of the subjects besides their sheets."""

    scheme: Scheme
    table: Table
    ranking: Ranking
    months: Mapping[tuple[str, str], Scored]
    notes: tuple[Problem, ...]
    known: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def first_rows(self) -> Mapping[str, Row]:
        return {subject: rows[0] for subject, rows in self.table.subjects.items()}

    def name(self, subject: str) -> str:
        return self.first_rows[subject].name

    @cached_property
    def ranked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.ranking.lines if line.overall)

    @cached_property
    def unranked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.ranking.lines if not line.overall)

    def counts(self) -> dict[str, int]:
        """Every row of the file in one of these."""
        return {
            "rows_read": sum(len(row.rows) for row in self.table.rows),
            "subjects": len(self.ranking.lines),
            "ranked": len(self.ranked),
            "unranked": len(self.unranked),
            "rows_left_out": len(self.table.left_out),
            "rows_filtered": self.table.elsewhere,
            "rows_blank": self.table.blank,
        }


PROVISIONAL = frozenset({Reason.INCOMPLETE, Reason.LOW_COVERAGE})
"""Who is not ranked for want of figures has no total to speak of; what the engine adds up so far is for drafts."""


def total_of(line: Line) -> Decimal | None:
    return None if line.reason in PROVISIONAL else line.total


def score_table(scheme: Scheme, table: Table, *, previous: Table | None = None) -> Result:
    """Rank a table; ``previous`` is the one of the period before. Raises `Invalid` with the cell of every figure that the
    scheme refuses."""
    groups = _groups(table)
    if table.has_months:
        months, scored, notes = _months(scheme, table)
        found = {subject: {veto for row in rows for veto in row.vetoes} for subject, rows in table.subjects.items()}
        vetoes = {subject: own for subject, own in found.items() if own}
        ranking = rank_campaign(scheme, months, groups=groups, vetoes=vetoes)
        return Result(scheme, table, ranking, scored, (*table.notes, *notes))
    known: dict[str, Any] = {
        "groups": groups,
        "vetoes": {row.subject: row.vetoes for row in table.rows if row.vetoes},
        "absent": [row.subject for row in table.rows if row.absent],
        "previous": {row.subject: row.sheet for row in previous.rows if row.subject in table.subjects}
        if previous
        else {},
    }
    try:
        ranking = rank_table(scheme, {row.subject: row.sheet for row in table.rows}, **known)
    except Invalid as refusal:
        raise _placed(refusal, table) from refusal
    return Result(scheme, table, ranking, {}, table.notes, known)


def _groups(table: Table) -> dict[str, Mapping[str, str]]:
    """The groups of each subject, of its last month where there are months."""
    return {subject: rows[-1].groups for subject, rows in table.subjects.items() if rows[-1].groups}


def _months(
    scheme: Scheme, table: Table
) -> tuple[dict[str, dict[str, MonthScore | None]], dict[tuple[str, str], Scored], list[Problem]]:
    if scheme.derivation.through == QUARTERS:
        _refuse_unclear_months(table)
    months: dict[str, dict[str, MonthScore | None]] = {}
    scored: dict[tuple[str, str], Scored] = {}
    problems: list[Problem] = []
    notes: list[Problem] = []
    for row in sorted(table.rows, key=lambda row: row.month):
        own = months.setdefault(row.subject, {})
        own[row.month] = None
        if row.absent:
            continue
        try:
            found = score_sheet(scheme, row.sheet, vetoes=row.vetoes, complete=False)
        except Invalid as refusal:
            problems += [_at_cell(problem, {row.subject: row}, problem.path) for problem in refusal.problems]
            continue
        if found.complete:
            own[row.month] = MonthScore.of(found)
            scored[row.subject, row.month] = found
        else:
            notes.append(_incomplete(row, found))
    if problems:
        message = gettext_noop("Bảng điểm có %(count)d lỗi.")
        raise Invalid("table.invalid", message, problems=problems, count=len(problems))
    return months, scored, notes


def _refuse_unclear_months(table: Table) -> None:
    """A quarter is found by year and month."""
    unclear = sorted({row.month for row in table.rows if not _YEAR_AND_MONTH.fullmatch(row.month)})
    if unclear:
        message = gettext_noop("Điểm tính qua quý cần tháng có năm, như 2019-05 hoặc 5/2019; chưa rõ: %(months)s.")
        raise Invalid("table.unclear_months", message, months=", ".join(unclear))


def _incomplete(row: Row, found: Scored) -> Problem:
    message = gettext_noop(
        "Dòng %(row)d: “%(subject)s” tháng %(month)s chưa chấm đủ (%(missing)s) nên tháng này không có điểm."
    )
    params = {"row": row.rows[0], "subject": row.subject, "month": row.month, "missing": ", ".join(found.missing)}
    return Problem("table.month_incomplete", message, "", params)


def _placed(refusal: Invalid, table: Table) -> Invalid:
    """The engine's refusal, each fault with the cell that it is about."""
    rows = {row.subject: row for row in table.rows}
    problems = [_at_cell(problem, rows, problem.path) for problem in refusal.problems]
    return Invalid(refusal.code, refusal.message, problems=problems, **refusal.params)


def _at_cell(problem: Problem, rows: Mapping[str, Row], path: str) -> Problem:
    for row, code in _splits(rows, path):
        if code in row.places:
            return Problem(problem.code, problem.message, f"{row.places[code]} ({row.label})", problem.params)
    return problem


def _splits(rows: Mapping[str, Row], path: str) -> Iterator[tuple[Row, str]]:
    """Every reading of ``subject.code``, as both may hold points; of a single row the path is the code."""
    if len(rows) == 1:
        yield next(iter(rows.values())), path
    for place, sign in enumerate(path):
        if sign == "." and path[:place] in rows:
            yield rows[path[:place]], path[place + 1 :]
