"""Statistical forms as data: rows and columns with what each counts, filled in from facts, with the sums that must hold."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kernel.text import gettext_noop

Fact = Mapping[str, str]
"""One campaign or one award: a value for each dimension by which forms divide."""
CAMPAIGNS, AWARDS, OFFICERS, BY_HAND = "campaigns", "awards", "officers", "by_hand"
UNDER_ONE, ONE, ONE_TO_THREE, THREE_TO_FIVE, FIVE_UP = "under_1", "one", "1_to_3", "3_to_5", "5_up"
UNKNOWN = "unknown"
ROWS, COLUMNS = "rows", "columns"
_HOLDS = {
    True: gettext_noop("Dòng %(whole)s = %(parts)s: đúng"),
    False: gettext_noop("Cột %(whole)s = %(parts)s: đúng"),
}
_OFF = {
    True: gettext_noop("Dòng %(whole)s = %(parts)s: lệch ở cột %(off)s"),
    False: gettext_noop("Cột %(whole)s = %(parts)s: lệch ở dòng %(off)s"),
}


@dataclass(frozen=True)
class Filter:
    """``only`` asks for one of these values in each dimension; ``but`` leaves out what has one of those. A value that ends with
    ``*`` stands for all that begin like it."""

    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    but: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def takes(self, fact: Fact) -> bool:
        kept = all(_among(fact.get(name, ""), values) for name, values in self.only.items())
        return kept and not any(_among(fact.get(name, ""), values) for name, values in self.but.items())


def _among(value: str, values: Sequence[str]) -> bool:
    return any(value.startswith(one[:-1]) if one.endswith("*") else value == one for one in values)


@dataclass(frozen=True)
class Line:
    """A row or a column; one without a code is a heading. ``groups`` are the headings above a column; what divides by something
    that no record has is filled in ``by_hand``."""

    code: str
    title: str
    unit: str = ""
    groups: tuple[str, ...] = ()
    counts: Filter = field(default_factory=Filter)
    by_hand: bool = False


@dataclass(frozen=True)
class Sum:
    """In every row (or column), the cells of ``parts`` must add up to that of ``whole``."""

    axis: str
    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    code: str
    title: str
    about: str
    unit: str
    basis: str
    source: str
    to_confirm: bool
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    sums: tuple[Sum, ...] = ()
    takes: Filter = field(default_factory=Filter)


@dataclass(frozen=True)
class Checked:
    """A sum that was looked at: where (the code of the other axis) it does not hold, with the whole and what its parts make."""

    sum: Sum
    off: tuple[tuple[str, int, int], ...]

    @property
    def holds(self) -> bool:
        return not self.off


def told(check: Checked) -> tuple[str, dict[str, str]]:
    """What a checked sum says, as a message with its values: that it holds, or where it does not."""
    by_rows = check.sum.axis == ROWS
    values = {"whole": check.sum.whole, "parts": " + ".join(check.sum.parts)}
    values["off"] = "; ".join(f"{code}: {whole} ≠ {made}" for code, whole, made in check.off)
    if check.holds:
        return _HOLDS[by_rows], values
    return _OFF[by_rows], values


@dataclass(frozen=True)
class Table:
    """A form filled in: ``cells`` by row and column, None where the figure is written by hand; ``left`` counts facts of the
    year that the form has no place for."""

    form: Form
    cells: Mapping[tuple[str, str], int | None]
    checks: tuple[Checked, ...]
    left: int = 0

    def row(self, code: str) -> list[int | None]:
        return [self.cells[code, column.code] for column in self.form.columns]


def read(data: Mapping[str, Any]) -> Form:
    """A form from its data, as the catalogue ships it."""
    return Form(
        code=data["code"],
        title=data["title"],
        about=data["about"],
        unit=data.get("unit", ""),
        basis=data["basis"],
        source=data["source"],
        to_confirm=bool(data["to_confirm"]),
        columns=tuple(_line(one) for one in data["columns"]),
        rows=tuple(_line(one) for one in data["rows"]),
        sums=tuple(Sum(one["axis"], one["whole"], tuple(one["parts"])) for one in data.get("sums", ())),
        takes=_filter(data),
    )


def _line(data: Mapping[str, Any]) -> Line:
    return Line(
        data.get("code", ""),
        data["title"],
        data.get("unit", ""),
        tuple(data.get("groups", ())),
        _filter(data),
        bool(data.get("by_hand")),
    )


def _filter(data: Mapping[str, Any]) -> Filter:
    return Filter(data.get("only", {}), data.get("but", {}))


def fill(form: Form, facts: Iterable[Fact]) -> Table:
    """Count the facts into the form's cells. Every row and column stays, with nought where there is nothing."""
    rows = [row for row in form.rows if row.code and not row.by_hand and form.about != BY_HAND]
    blank = {(row.code, column.code): None for row in form.rows if row.code for column in form.columns}
    alike = Counter(tuple(sorted(fact.items())) for fact in facts)
    cells: dict[tuple[str, str], int] = {(row.code, column.code): 0 for row in rows for column in form.columns}
    left = 0
    for items, count in alike.items():
        fact = dict(items)
        if not form.takes.takes(fact):
            left += count
            continue
        hit = [column.code for column in form.columns if column.counts.takes(fact)]
        for row in rows:
            if row.counts.takes(fact):
                for column in hit:
                    cells[row.code, column] += count
    if form.about == BY_HAND:
        return Table(form, blank, ())
    checks = tuple(_checked(one, form, cells) for one in form.sums)
    return Table(form, {**blank, **cells}, checks, left)


def _checked(one: Sum, form: Form, cells: Mapping[tuple[str, str], int]) -> Checked:
    by_rows = one.axis == ROWS
    others = form.columns if by_rows else [row for row in form.rows if row.code]
    off = []
    for other in others:
        whole, *parts = (
            cells[(code, other.code) if by_rows else (other.code, code)] for code in (one.whole, *one.parts)
        )
        if whole != sum(parts):
            off.append((other.code, whole, sum(parts)))
    return Checked(one, tuple(off))


def years_on(day: date, years: int) -> date:
    """The same day so many years later; the 29th of February becomes the 28th."""
    last = monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


def duration(starts_on: date | None, ends_on: date | None) -> str:
    """The band of a campaign's duration, both days counted: exactly a year is one year, a day more is above it."""
    if starts_on is None or ends_on is None:
        return UNKNOWN
    after = ends_on + timedelta(days=1)
    if after < years_on(starts_on, 1):
        return UNDER_ONE
    if after == years_on(starts_on, 1):
        return ONE
    if after < years_on(starts_on, 3):
        return ONE_TO_THREE
    return THREE_TO_FIVE if after < years_on(starts_on, 5) else FIVE_UP
