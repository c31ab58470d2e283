"""Auditing a printed table: whether every printed total, rank, grade and subtotal follows from its parts, and if not, why."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rules.exact import from_text, rounded
from emulation.rules.ranking import Line, Spot
from emulation.rules.schemes import NEVER, Scheme
from emulation.tables.explaining import walked
from emulation.tables.hints import Alternatives, rank_hints, total_hints
from emulation.tables.numbers import Figure, PrintedRank
from emulation.tables.reading import Row
from emulation.tables.scoring import Result, total_of
from emulation.tables.wording import Word
from emulation.workbooks.books import header_key
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

TOTAL, RANK, GRADE, PART = "total", "rank", "grade", "part"
PARTS = "parts"
EQUAL, WITHIN, WRONG = "equal", "within", "wrong"
_WEIGHTED = Word("weighted", gettext_noop("điểm đã nhân trọng số"))
_RAW = Word("raw", gettext_noop("điểm trước xử lý"))


@dataclass(frozen=True)
class Finding:
    """A printed figure that does not follow: what is printed, what follows from the parts, and what may have happened."""

    subject: str
    name: str
    rows: tuple[int, ...]
    what: str
    of: str
    printed: str
    computed: str
    hints: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Audit:
    """``checked`` counts by what was checked and how it came out."""

    findings: tuple[Finding, ...]
    checked: Mapping[tuple[str, str], int]
    notes: tuple[Problem, ...] = ()

    @property
    def agrees(self) -> bool:
        return not self.findings

    def count(self, what: str, outcome: str = "") -> int:
        return sum(n for (kind, how), n in self.checked.items() if kind == what and outcome in ("", how))


@dataclass
class _Audit:
    result: Result
    tolerance: Fraction | None
    alternatives: Alternatives
    findings: list[Finding] = field(default_factory=list)
    checked: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[Problem] = field(default_factory=list)

    @property
    def scheme(self) -> Scheme:
        return self.result.scheme

    def run(self) -> Audit:
        if self.result.table.has_months:
            self._months()
        else:
            self._totals()
            self._parts()
        self._ranks()
        self._implied_ranks()
        self._grades()
        if not self.checked:
            raise Invalid(
                "table.nothing_printed",
                gettext_noop("Bảng không in tổng điểm, thứ hạng hay xếp loại nào để đối chiếu: hãy chỉ ra cột đó."),
            )
        return Audit(tuple(self.findings), self.checked, tuple(self.notes))

    def _printed(self) -> Iterator[tuple[Line, Row]]:
        for line in self.result.ranking.lines:
            yield line, self.result.first_rows[line.subject]

    def _found(self, row: Row, what: str, of: str, printed: str, computed: str, hints: Iterator[Problem]) -> None:
        self.checked[what, WRONG] += 1
        self.findings.append(Finding(row.subject, row.name, row.rows, what, of, printed, computed, tuple(hints)))

    def _totals(self) -> None:
        pairs = [(line, row, row.printed.total) for line, row in self._printed() if row.printed.total]
        decimals = self._decimals([figure for _, _, figure in pairs])
        for line, row, figure in pairs:
            published = total_of(line)
            if line.exact is None or published is None:
                message = gettext_noop("không có tổng vì thiếu số liệu của các thành phần")
                hint = Problem("audit.no_total", message)
                self._found(row, TOTAL, "", plain(figure), "–", iter((hint,)))
            else:
                self._total(row, figure, line.exact, published, decimals)

    def _months(self) -> None:
        """Of a table over months the printed total of a row is that of its month."""
        rows = [row for row in self.result.table.rows if row.printed.total]
        decimals = self._decimals([row.printed.total for row in rows if row.printed.total])
        for row in rows:
            scored = self.result.months.get((row.subject, row.month))
            if row.printed.total and scored is None:
                self._found(row, TOTAL, row.month, plain(row.printed.total), "–", iter(()))
            elif row.printed.total and scored:
                self._total(row, row.printed.total, scored.exact, scored.total, decimals)

    def _decimals(self, figures: list[Figure]) -> int:
        """With how many decimals a column was printed, as far as the scheme publishes them; a spreadsheet has dropped the
        noughts at the end of some."""
        most = max((figure.decimals for figure in figures), default=0)
        return min(most, self.scheme.rounding.decimals)

    def _total(self, row: Row, figure: Figure, exact: Fraction, published: Decimal, decimals: int) -> None:
        places = max(decimals, figure.decimals)
        expected = self.expected(exact, published, places)
        if Fraction(figure.value) == Fraction(expected):
            self.checked[TOTAL, EQUAL] += 1
        elif self._tolerated(row, figure, expected):
            self.checked[TOTAL, WITHIN] += 1
        else:
            hints = total_hints(self.alternatives, row, figure, exact, expected, places)
            self._found(row, TOTAL, row.month, plain(figure), format(expected, "f"), hints)

    def expected(self, exact: Fraction, published: Decimal, places: int) -> Decimal:
        """What a table with so many decimals prints of a total."""
        rounding = self.scheme.rounding
        if rounding.stage != NEVER and places >= rounding.decimals:
            return published
        return rounded(exact, places, rounding.mode)

    def _tolerated(self, row: Row, figure: Figure, expected: Decimal) -> bool:
        if self.tolerance is not None:
            return abs(Fraction(figure.value) - Fraction(expected)) <= self.tolerance
        return self.alternatives.by_parts and self.alternatives.within_parts(row, figure)

    def _ranks(self) -> None:
        if self.result.table.has_months and any(len(rows) > 1 for rows in self.result.table.subjects.values()):
            return
        marks_ties = any(rank.tied for _, row in self._printed() for rank in row.printed.ranks.values())
        for line, row in self._printed():
            for name, rank in row.printed.ranks.items():
                self._rank(line, row, name, rank, marks_ties=marks_ties)
            for name in row.printed.unranked:
                self._unranked(line, row, name)

    def _rank(self, line: Line, row: Row, name: str, rank: PrintedRank, *, marks_ties: bool) -> None:
        spot = spot_of(line, name)
        if (
            spot
            and rank.holds(Fraction(self._shown(spot)))
            and (not marks_ties or rank.is_band or rank.tied == spot.tied)
        ):
            self.checked[RANK, EQUAL] += 1
            return
        computed = "–" if spot is None else f"{self._shown(spot)}{'=' if spot.tied else ''}"
        self._found(row, RANK, name, rank.text, computed, rank_hints(self.alternatives, line, name, rank))

    def _unranked(self, line: Line, row: Row, name: str) -> None:
        spot = spot_of(line, name)
        if spot is None:
            self.checked[RANK, EQUAL] += 1
        else:
            self._found(row, RANK, name, "–", self._shown(spot), iter(()))

    def _shown(self, spot: Spot) -> str:
        return spot.shown(self.result.ranking.ranks)

    def _implied_ranks(self) -> None:
        """Where no ranks are printed the printed totals say them, unless what ranks is not what is printed."""
        table, scheme = self.result.table, self.scheme
        silent = scheme.rounding.stage == NEVER or scheme.tie_breaks or self.count(RANK) or table.has_months
        spots = {} if silent else self.alternatives.printed_spots
        if not spots or len(spots) < len(self.result.ranked):
            return
        message = gettext_noop("Bảng không in thứ hạng: đã đối chiếu thứ hạng suy ra từ các tổng đã in.")
        self.notes.append(Problem("audit.implied_ranks", message))
        for line, row in self._printed():
            if line.overall and spots[line.subject] == line.overall.rank:
                self.checked[RANK, EQUAL] += 1
            elif line.overall:
                self._found(row, RANK, "", str(spots[line.subject]), str(line.overall.rank), iter(()))

    def count(self, what: str) -> int:
        return sum(number for (kind, _), number in self.checked.items() if kind == what)

    def _grades(self) -> None:
        titles = {grade.code: {header_key(t) for t in (grade.code, grade.title.vi, grade.title.en)} - {""}
                  for grade in self.scheme.grades}  # fmt: skip
        for line, row in self._printed():
            if not titles or not row.printed.grade or len(self.result.table.subjects[row.subject]) > 1:
                continue
            if header_key(row.printed.grade) in titles.get(line.grade, set()):
                self.checked[GRADE, EQUAL] += 1
            else:
                self._found(row, GRADE, "", row.printed.grade, line.grade or "–", iter(()))

    def _parts(self) -> None:
        """Printed figures of inner groups, as points of the group or as what the group brings to the total."""
        for code in self.scheme.nodes:
            pairs = [(row, figure) for _, row in self._printed() if (figure := row.printed.nodes.get(code))]
            if pairs:
                self._part(code, pairs)

    def _part(self, code: str, pairs: list[tuple[Row, Figure]]) -> None:
        decimals = common_decimals([figure for _, figure in pairs])
        readings = [_points, _weighted, _raw]
        reading = max(readings, key=lambda one: sum(self._same_part(code, r, f, one, decimals) for r, f in pairs))
        if reading is not _points:
            message = gettext_noop("Cột của nhóm %(code)s in %(what)s.")
            params = {"code": code, "what": _WEIGHTED if reading is _weighted else _RAW}
            self.notes.append(Problem("audit.part_reading", message, "", params))
        for row, figure in pairs:
            part = self.parts[row.subject].get(code)
            value = None if part is None else reading(part)
            if self._same_part(code, row, figure, reading, decimals):
                self.checked[PART, EQUAL] += 1
            elif value is not None and self._part_tolerated(row, code, figure, value):
                self.checked[PART, WITHIN] += 1
            else:
                shown = "–" if value is None else self._part_text(value, figure, decimals)
                self._found(row, PART, code, plain(figure), shown, iter(()))

    def _part_text(self, value: Fraction, figure: Figure, decimals: int) -> str:
        return format(rounded(value, max(decimals, figure.decimals), self.scheme.rounding.mode), "f")

    def _same_part(
        self, code: str, row: Row, figure: Figure, reading: Callable[[Mapping[str, Any]], Fraction], decimals: int
    ) -> bool:
        part = self.parts[row.subject].get(code)
        return part is not None and self._part_text(reading(part), figure, decimals) == padded(figure, decimals)

    def _part_tolerated(self, row: Row, code: str, figure: Figure, value: Fraction) -> bool:
        if self.tolerance is not None:
            return abs(Fraction(figure.value) - value) <= self.tolerance
        return self.alternatives.by_parts and self.alternatives.part_within(row, code, figure)

    @cached_property
    def parts(self) -> dict[str, dict[str, Mapping[str, Any]]]:
        return {line.subject: dict(walked(line.explanation)) for line in self.result.ranking.lines}


def audit(result: Result, *, tolerance: str = "") -> Audit:
    """Compare all that is printed with what follows. ``tolerance`` is a number, or ``parts`` for what the rounding of the
    parts themselves can cause. Raises `Invalid` where nothing is printed."""
    allowed = None if tolerance in ("", PARTS) else _number(tolerance)
    return _Audit(result, allowed, Alternatives(result, by_parts=tolerance == PARTS)).run()


def _number(text: str) -> Fraction:
    try:
        return from_text(text.replace(",", "."))
    except ValueError as error:
        message = gettext_noop("Sai số cho phép phải là một số như 0.01, hoặc chữ %(parts)s.")
        raise Invalid("table.bad_tolerance", message, parts=PARTS) from error


def spot_of(line: Line, name: str) -> Spot | None:
    return line.within.get(name) if name else line.overall


def common_decimals(figures: list[Figure]) -> int:
    """The usual number of decimals of a column; the larger where two are as usual."""
    counts = Counter(figure.decimals for figure in figures)
    return max(counts, key=lambda decimals: (counts[decimals], decimals), default=0)


def plain(figure: Figure) -> str:
    return format(figure.value, "f")


def padded(figure: Figure, decimals: int) -> str:
    return format(rounded(Fraction(figure.value), max(decimals, figure.decimals)), "f")


def _points(part: Mapping[str, Any]) -> Fraction:
    return from_text(part["points"])


def _weighted(part: Mapping[str, Any]) -> Fraction:
    return from_text(part["points"]) * from_text(part.get("weight", "1"))


def _raw(part: Mapping[str, Any]) -> Fraction:
    return from_text(part.get("raw", part["points"]))
