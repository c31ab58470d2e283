"""Rollups: what the months of one subject add up to, as a commutative group, and the histogram that ranks without sorting.

A changed month is one subtraction and one addition, in whatever order changes come. Sums are counted in units of the last
decimal that the scheme publishes, so they are whole numbers; only where a scheme never rounds, or a month is the mean of
several units that became one, they are fractions. The rules themselves stay with the engine: this module only keeps sums
and asks it what they are worth.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from emulation.rules.campaigns import MonthScore, merged
from emulation.rules.exact import exact_text, from_text, rounded
from emulation.rules.grades import disqualifies, graded
from emulation.rules.scheme_parts import ASCENDING, LAST_OF, NEVER, QUARTERS, SUM_OF, TOP_MONTHS
from emulation.rules.schemes import Scheme
from emulation.rules.scores import decisive
from emulation.rules.standings import Entrant, Reason, order_key

FINE = 10**9
"""Order keys of a scheme that never rounds are cut to so many parts of a point; within a key the fractions decide."""
CELL, WIDTH = 100, 128
"""Histogram: a cell is a hundredth of a point, a block so many cells."""
NOTHING = Fraction(0)
EMPTY = (NOTHING, 0)

Sums = Mapping[str, tuple[Fraction, int]]


def scale(scheme: Scheme) -> int:
    """How many units make a point: figures that decide are whole multiples of one unit, if the scheme rounds at all."""
    return int(10**scheme.rounding.decimals)


def spanning(scheme: Scheme, vetoes: Iterable[str]) -> set[str]:
    """The vetoes of a month that are vetoes of the campaign."""
    known = scheme.veto_by_code
    return {code for code in vetoes if code not in known or known[code].spans_campaign}


def quarter_of(month: str) -> str:
    return f"{month[:5]}Q{(int(month[5:7]) + 2) // 3}"


def _period(scheme: Scheme, month: str) -> str:
    """What a month is added up with: all of them, those of its quarter, or none where the last one decides."""
    how = scheme.derivation
    if how.method == LAST_OF:
        return month
    return quarter_of(month) if how.through == QUARTERS else ""


@dataclass(frozen=True)
class Year:
    """Sums over months, in units of the scheme. ``periods`` holds the sum and number of scores by what they are added up with,
    ``ties`` the same of the components that break ties; ``top`` counts the months that reach the best grade, ``vetoes`` those
    of each veto."""

    periods: Sums = field(default_factory=dict)
    ties: Sums = field(default_factory=dict)
    top: int = 0
    vetoes: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        return sum((total for total, _ in self.periods.values()), NOTHING)

    @property
    def scored(self) -> int:
        return sum(number for _, number in self.periods.values())

    def __add__(self, other: "Year") -> "Year":
        counts = {
            code: self.vetoes.get(code, 0) + other.vetoes.get(code, 0) for code in {**self.vetoes, **other.vetoes}
        }
        return Year(
            _added(self.periods, other.periods),
            _added(self.ties, other.ties),
            self.top + other.top,
            {code: count for code, count in counts.items() if count},
        )

    def __neg__(self) -> "Year":
        return Year(
            {name: (-total, -number) for name, (total, number) in self.periods.items()},
            {name: (-total, -number) for name, (total, number) in self.ties.items()},
            -self.top,
            {code: -count for code, count in self.vetoes.items()},
        )

    def __sub__(self, other: "Year") -> "Year":
        return self + -other

    @classmethod
    def of(cls, scheme: Scheme, month: str, score: MonthScore | None, vetoes: Iterable[str] = ()) -> "Year":
        """What one month adds; a month without a score may still have vetoes."""
        found = dict.fromkeys(sorted(spanning(scheme, {*vetoes, *(score.vetoes if score else ())})), 1)
        if score is None:
            return cls(vetoes=found)
        units = scale(scheme)
        best = bool(scheme.grades) and score.score >= scheme.grades[0].at_least
        codes = {link.code for link in scheme.tie_breaks} & set(score.components)
        return cls(
            {_period(scheme, month): (score.score * units, 1)},
            {code: (score.components[code] * units, 1) for code in codes},
            int(best),
            found,
        )


def _added(one: Sums, other: Sums) -> Sums:
    """Name by name; what comes to nothing is not kept, so that equal sums are equal values."""
    found = {}
    for name in {**one, **other}:
        (total, number), (more, further) = one.get(name, EMPTY), other.get(name, EMPTY)
        if (total + more, number + further) != EMPTY:
            found[name] = (total + more, number + further)
    return found


Key = tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """What a year is worth so far: the published ``total``, the grade before any quota, and why there is no rank, if there is
    none. ``key`` orders whole numbers, higher first; where the scheme never rounds equal keys are parted by ``chain``."""

    total: Decimal | None
    exact: Fraction | None
    chain: tuple[Fraction, ...]
    key: Key | None
    grade: str
    reason: Reason | None


def outcome(scheme: Scheme, year: Year, *, aside: bool = False) -> Outcome:
    """The figures of a year, as the engine's ranking over months has them; who stands ``aside`` is not eligible for a
    rank."""
    exact = _exact(scheme, year)
    score = NOTHING if exact is None else decisive(scheme, exact)
    components = {code: decisive(scheme, total / (scale(scheme) * n)) for code, (total, n) in year.ties.items()}
    components[TOP_MONTHS] = Fraction(year.top)
    chain = chain_of(scheme, score, components)
    reason = _reason(scheme, year, aside=aside)
    return Outcome(
        total=None if exact is None else rounded(exact, scheme.rounding.decimals, scheme.rounding.mode),
        exact=exact,
        chain=chain,
        key=None if reason else whole(scheme, chain),
        grade=_grade(scheme, score, year, reason),
        reason=reason,
    )


def chain_of(scheme: Scheme, score: Fraction, components: Mapping[str, Fraction]) -> tuple[Fraction, ...]:
    """What is compared, higher first, as the engine does."""
    return order_key(Entrant("", score, components), scheme.tie_breaks, lowest_first=scheme.order == ASCENDING)


def _exact(scheme: Scheme, year: Year) -> Fraction | None:
    """The derivation of the scheme, from sums: over all months, or over the published figures of the quarters."""
    how, units = scheme.derivation, scale(scheme)
    if how.through != QUARTERS:
        return _over(how.method, year.periods, units)
    figures: dict[str, tuple[Fraction, int]] = {}
    for quarter, members in _by_quarter(year.periods).items():
        figure = _over(how.method, members, units)
        if figure is not None and sum(n for _, n in members.values()) >= how.minimum_months_in_quarter:
            figures[quarter] = (decisive(scheme, figure), 1)
    return _over(how.method, figures, 1)


def _by_quarter(periods: Sums) -> dict[str, Sums]:
    found: dict[str, dict[str, tuple[Fraction, int]]] = {}
    for period, sums in periods.items():
        found.setdefault(quarter_of(period) if "Q" not in period else period, {})[period] = sums
    return dict(found)


def _over(method: str, periods: Sums, units: int) -> Fraction | None:
    if not periods:
        return None
    if method == LAST_OF:
        return periods[max(periods)][0] / units
    total = sum((sums for sums, _ in periods.values()), NOTHING) / units
    return total if method == SUM_OF else total / sum(number for _, number in periods.values())


def _reason(scheme: Scheme, year: Year, *, aside: bool) -> Reason | None:
    if disqualifies(scheme, year.vetoes):
        return Reason.DISQUALIFIED
    if year.scored < scheme.minimum_months:
        return Reason.TOO_FEW_MONTHS
    return Reason.NOT_ELIGIBLE if aside else None


def _grade(scheme: Scheme, score: Fraction, year: Year, reason: Reason | None) -> str:
    """Who is not ranked for want of figures gets no grade either."""
    has_figures = reason in (None, Reason.DISQUALIFIED, Reason.NOT_ELIGIBLE)
    band = graded(scheme, score, year.vetoes) if has_figures else None
    return band.code if band else ""


def is_fine(scheme: Scheme) -> bool:
    """Whether order keys lose something, so that equal ones have to be compared exactly."""
    return scheme.rounding.stage == NEVER


def whole(scheme: Scheme, chain: Iterable[Fraction]) -> Key:
    """The figures that rank as whole numbers, in their order; cut down where the scheme never rounds."""
    units = FINE if is_fine(scheme) else scale(scheme)
    return tuple(floor(value * units) for value in chain)


def cell_of(scheme: Scheme, key: Key) -> int:
    """The cell of the histogram in which an order key lies."""
    units = FINE if is_fine(scheme) else scale(scheme)
    return key[0] * CELL // units


def block_of(cell: int) -> int:
    return cell // WIDTH


class RankIndex:
    """How many stand in each cell and in each block of cells: a change is two additions, a rank two short sums."""

    def __init__(self, width: int = WIDTH) -> None:
        self.width = width
        self.blocks: dict[int, int] = {}
        self.cells: dict[int, dict[int, int]] = {}

    def add(self, cell: int, holders: int = 1) -> None:
        block = cell // self.width
        self.blocks[block] = self.blocks.get(block, 0) + holders
        inside = self.cells.setdefault(block, {})
        inside[cell] = inside.get(cell, 0) + holders

    def remove(self, cell: int, holders: int = 1) -> None:
        self.add(cell, -holders)

    def rank(self, cell: int) -> int:
        """One more than those in better cells: 1, 2, 2, 4."""
        own = cell // self.width
        above = sum(holders for block, holders in self.blocks.items() if block > own)
        return 1 + above + sum(holders for other, holders in self.cells.get(own, {}).items() if other > cell)


@dataclass(frozen=True)
class Entry:
    """What one month contributes: its score or None, vetoes, why there is no score, and where the subject stood."""

    unit: str
    cluster: str
    score: MonthScore | None = None
    vetoes: tuple[str, ...] = ()
    reason: str = ""


Entries = Mapping[str, Entry]


def place_of(entries: Entries) -> tuple[str, str]:
    """Unit and cluster as they were last."""
    last = entries[max(entries)]
    return last.unit, last.cluster


def pack(scheme: Scheme, entries: Entries) -> dict[str, Any]:
    """Entries as small JSON: a month that is nothing but a score at the subject's last place is a short text."""
    place = place_of(entries) if entries else ("", "")
    return {month: packed(scheme, entry, place) for month, entry in sorted(entries.items())}


def packed(scheme: Scheme, entry: Entry, place: tuple[str, str]) -> str | dict[str, Any]:
    """One month as it is kept with a subject whose last place this is: of its components only those that break ties."""
    figures = _figures(scheme, entry.score)
    more: dict[str, Any] = {}
    if entry.vetoes:
        more["v"] = sorted(entry.vetoes)
    if entry.reason:
        more["r"] = entry.reason
    if (entry.unit, entry.cluster) != place:
        more["p"] = [entry.unit, entry.cluster]
    return {"s": figures, **more} if more else figures


def _figures(scheme: Scheme, score: MonthScore | None) -> str:
    if score is None:
        return ""
    ties = (score.components.get(link.code) for link in scheme.tie_breaks)
    return " ".join([exact_text(score.score), *("-" if value is None else exact_text(value) for value in ties)])


def unpack(scheme: Scheme, data: Mapping[str, Any], place: tuple[str, str]) -> dict[str, Entry]:
    """Read back what `pack` wrote; ``place`` is that of the last month."""
    return {
        month: _unpacked(scheme, one if isinstance(one, dict) else {"s": one}, place) for month, one in data.items()
    }


def _unpacked(scheme: Scheme, data: Mapping[str, Any], place: tuple[str, str]) -> Entry:
    unit, cluster = data.get("p", place)
    vetoes = tuple(data.get("v", ()))
    score = None
    if data["s"]:
        first, *rest = data["s"].split(" ")
        links = zip(scheme.tie_breaks, rest, strict=True)
        score = MonthScore(
            from_text(first), {link.code: from_text(text) for link, text in links if text != "-"}, vetoes
        )
    return Entry(unit, cluster, score, vetoes, data.get("r", ""))


def joined(scheme: Scheme, sources: Iterable[Entries]) -> Year:
    """The sums of a subject made anew from all its months, and from those of units that it took over from."""
    months: dict[str, list[Entry]] = {}
    for entries in sources:
        for month, entry in entries.items():
            months.setdefault(month, []).append(entry)
    year = Year()
    for month, found in months.items():
        scores = [entry.score for entry in found if entry.score]
        vetoes = [veto for entry in found for veto in entry.vetoes]
        year += Year.of(scheme, month, merged(scores) if scores else None, vetoes)
    return year


def sums_to_data(sums: Sums) -> dict[str, Any] | None:
    return {code: [exact_text(total), number] for code, (total, number) in sorted(sums.items())} or None


def sums_from_data(data: Mapping[str, Any] | None) -> Sums:
    return {code: (from_text(total), number) for code, (total, number) in (data or {}).items()}
