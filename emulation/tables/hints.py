"""What may have happened to a printed figure that does not follow: other rounding, a part left out, digits swapped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from emulation.rules.exact import ROUNDING_MODES, from_text, rounded
from emulation.rules.nodes import DEDUCTION, Node
from emulation.rules.ranking import Line, competition_ranks, rank_table
from emulation.rules.scheme_parts import ASCENDING, STAGES
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Scored, norms_of, score_sheet
from emulation.rules.sheets import Entry
from emulation.tables.numbers import Figure, PrintedRank
from emulation.tables.reading import Row
from emulation.tables.scoring import Result
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop


@dataclass
class Alternatives:
    """The same table computed in other ways, each only when it is asked for."""

    result: Result
    by_parts: bool = False

    @cached_property
    def by_rounding(self) -> Sequence[tuple[str, str, Mapping[str, tuple[Fraction, Decimal]]]]:
        """Exact and published totals under every other stage, and under every other mode, of rounding."""
        own = self.result.scheme.rounding
        ways = [(own.mode, stage) for stage in STAGES if stage != own.stage]
        ways += [(mode, own.stage) for mode in ROUNDING_MODES if mode != own.mode]
        return [(mode, stage, self._totals(mode, stage)) for mode, stage in ways]

    def _totals(self, mode: str, stage: str) -> dict[str, tuple[Fraction, Decimal]]:
        if self.result.table.has_months:
            return {}
        scheme = replace(self.result.scheme, rounding=replace(self.result.scheme.rounding, mode=mode, stage=stage))
        sheets = {row.subject: row.sheet for row in self.result.table.rows}
        try:
            ranking = rank_table(scheme, sheets, **self.result.known)
        except Invalid:
            return {}
        return {
            line.subject: (line.exact, line.total)
            for line in ranking.lines
            if line.exact is not None and line.total is not None
        }

    @cached_property
    def bounds(self) -> Mapping[str, tuple[Scored, Scored]]:
        """The scores of everybody if all figures were as low, or as high, as their rounding lets them be. What a table
        says of itself (its best, its mean) is kept as it is."""
        if self.result.table.has_months:
            return {}
        scheme, table = self.result.scheme, self.result.table
        sheets = {row.subject: row.sheet for row in table.rows}
        groups, previous = self.result.known["groups"], self.result.known["previous"]
        norms = norms_of(scheme, sheets, groups=groups, previous=previous) if scheme.relative else {}
        half = {code: _half_unit(decimals) for code, decimals in self.usual_decimals.items()}
        signs = directions(scheme)

        def scored(row: Row, way: int) -> Scored:
            sheet = {code: _moved(scheme.nodes[code], entry, way * signs[code] * half.get(code, Fraction(0)))
                     for code, entry in row.sheet.items()}  # fmt: skip
            return score_sheet(
                scheme, sheet, complete=False, norms=norms, groups=groups.get(row.subject),
                previous=previous.get(row.subject),
            )  # fmt: skip

        return {row.subject: (scored(row, -1), scored(row, 1)) for row in table.rows if not row.absent}

    @cached_property
    def usual_decimals(self) -> Mapping[str, int]:
        """With how many decimals most figures of a leaf were printed; whole numbers are taken as exact."""
        found: dict[str, dict[int, int]] = {}
        for row in self.result.table.rows:
            for code, decimals in row.decimals.items():
                counts = found.setdefault(code, {})
                counts[decimals] = counts.get(decimals, 0) + 1
        usual = {code: max(counts, key=lambda d: (counts[d], d)) for code, counts in found.items()}
        return {code: decimals for code, decimals in usual.items() if decimals}

    def within_parts(self, subject: str, figure: Figure) -> bool:
        if subject not in self.bounds:
            return False
        low, high = self.bounds[subject]
        return _between(low.exact, high.exact, figure)

    def part_within(self, subject: str, code: str, figure: Figure) -> bool:
        if subject not in self.bounds:
            return False
        low, high = (
            next(part.points for top in scored.contributions for part in top.walk() if part.code == code)
            for scored in self.bounds[subject]
        )
        return _between(low, high, figure)

    @cached_property
    def printed_spots(self) -> Mapping[str, int]:
        """The ranks that follow from the printed totals."""
        sign = -1 if self.result.scheme.order == ASCENDING else 1
        totals = {
            row.subject: (sign * Fraction(row.printed.total.value),)
            for row in self.result.table.rows
            if row.printed.total and self.result.ranking.by_subject[row.subject].overall
        }
        return {subject: spot.rank for subject, spot in competition_ranks(totals).items()}


def _half_unit(decimals: int) -> Fraction:
    return Fraction(1, 2 * 10**decimals)


def _between(one: Fraction, other: Fraction, figure: Figure) -> bool:
    half = _half_unit(figure.decimals)
    return min(one, other) - half <= Fraction(figure.value) <= max(one, other) + half


def _moved(node: Node, entry: Entry, by: Fraction) -> Entry:
    """A figure moved by so much, within what the leaf allows."""
    if not isinstance(entry, Decimal) or not by:
        return entry
    moved = Fraction(entry) + by
    if node.minimum is not None:
        moved = max(moved, Fraction(node.minimum))
    if node.maximum is not None:
        moved = min(moved, Fraction(node.maximum))
    return rounded(moved, max(0, -int(entry.as_tuple().exponent)) + 12)


def directions(scheme: Scheme) -> dict[str, int]:
    """Of every leaf whether more of it lifts the total (1) or lowers it (-1)."""
    found: dict[str, int] = {}

    def walk(node: Node, sign: int, above: str) -> None:
        if node.kind == DEDUCTION and above != DEDUCTION:
            sign = -sign
        if node.normalise and node.normalise.lower_is_better:
            sign = -sign
        if node.is_leaf:
            found[node.code] = sign
        for child in node.children:
            walk(child, sign, node.kind)

    for top in scheme.components:
        walk(top, 1, "")
    return found


def total_hints(
    ways: Alternatives, row: Row, figure: Figure, exact: Fraction, expected: Decimal, places: int
) -> Iterator[Problem]:
    """How the printed total may have come about; nothing where nothing fits."""
    value = Fraction(figure.value)
    rounding = ways.result.scheme.rounding
    if places > figure.decimals and rounded(exact, figure.decimals, rounding.mode) == figure.value:
        message = gettext_noop("khớp nếu chỉ tính %(decimals)d chữ số thập phân như đã in ở dòng này")
        yield Problem("audit.fewer_decimals", message, "", {"decimals": figure.decimals})
    if Fraction(rounded(exact, figure.decimals, rounding.mode)) == value and figure.decimals > rounding.decimals:
        message = gettext_noop("khớp với tổng chưa làm tròn; bộ tiêu chí làm tròn %(decimals)d chữ số")
        yield Problem("audit.more_decimals", message, "", {"decimals": rounding.decimals})
    yield from _rounding_hints(ways, row, figure, places)
    if ways.within_parts(row.subject, figure):
        message = gettext_noop("sai lệch nằm trong phạm vi làm tròn của các thành phần")
        yield Problem("audit.rounding_of_parts", message)
    yield from _arithmetic_hints(ways, row, figure, Fraction(expected))


def _rounding_hints(ways: Alternatives, row: Row, figure: Figure, places: int) -> Iterator[Problem]:
    for mode, stage, totals in ways.by_rounding:
        if row.subject not in totals:
            continue
        exact, published = totals[row.subject]
        if figure.value in (published, rounded(exact, places, mode)):
            message = gettext_noop("khớp nếu làm tròn kiểu %(mode)s ở bước %(stage)s")
            yield Problem("audit.other_rounding", message, "", {"mode": mode, "stage": stage})


def _arithmetic_hints(ways: Alternatives, row: Row, figure: Figure, expected: Fraction) -> Iterator[Problem]:
    gap = Fraction(figure.value) - expected
    line = ways.result.ranking.by_subject[row.subject]
    for part in line.explanation.get("contributions", ()):
        amount = from_text(part["points"]) * from_text(part.get("weight", "1"))
        if amount and abs(gap) == abs(amount):
            message = (
                gettext_noop("chênh đúng bằng phần của %(code)s: có thể đã cộng thừa một lần")
                if gap > 0
                else gettext_noop("chênh đúng bằng phần của %(code)s: có thể đã cộng thiếu")
            )
            yield Problem("audit.part_of_total", message, "", {"code": part["code"]})
    if expected and Fraction(figure.value) in (expected * 100, expected / 100):
        yield Problem("audit.factor_hundred", gettext_noop("chênh nhau 100 lần: có thể nhầm phần trăm"))
    if gap and sorted(_digits(figure.value)) == sorted(_digits(expected)):
        yield Problem("audit.digits_swapped", gettext_noop("cùng các chữ số: có thể đã đảo chữ số"))


def _digits(value: Decimal | Fraction) -> str:
    text = format(rounded(Fraction(value), 6), "f").rstrip("0")
    return text.replace(".", "").replace("-", "")


def rank_hints(ways: Alternatives, line: Line, name: str, rank: PrintedRank) -> Iterator[Problem]:
    """Which other count of ranks, or which other totals, the printed rank follows from."""
    spot = line.within.get(name) if name else line.overall
    if spot is None:
        return
    by_totals = ways.printed_spots.get(line.subject) if not name else None
    if by_totals and rank.holds(Fraction(by_totals)) and by_totals != spot.rank:
        yield Problem("audit.by_printed_totals", gettext_noop("khớp với các tổng đã in"))
    counts = {
        "competition": Fraction(spot.rank),
        "dense": Fraction(spot.dense),
        "fractional": spot.fractional,
    }
    for count, value in counts.items():
        if count != ways.result.ranking.ranks and not rank.is_band and rank.low == value:
            message = gettext_noop("khớp nếu đếm hạng kiểu %(ranks)s")
            yield Problem("audit.other_ranks", message, "", {"ranks": count})
    last = 2 * spot.fractional - spot.rank
    if spot.tied and spot.rank < rank.low <= last and not rank.is_band:
        message = gettext_noop("đồng điểm nhưng bảng xếp lần lượt thay vì cùng hạng %(rank)d")
        yield Problem("audit.ties_in_a_row", message, "", {"rank": spot.rank})
    if rank.tied != spot.tied and not rank.is_band and rank.low == spot.rank:
        message = gettext_noop("cùng số hạng nhưng ghi khác về đồng hạng")
        yield Problem("audit.tie_marked_otherwise", message)
