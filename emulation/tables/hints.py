"""What may have happened to a printed figure that does not follow: other rounding, a part left out, digits swapped."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rules.exact import DOWN, HALF_EVEN, HALF_UP, ROUNDING_MODES, UP, from_text, rounded
from emulation.rules.nodes import DEDUCTION, REBASE, RENORMALISE, ZERO, Node
from emulation.rules.ranking import Line, competition_ranks
from emulation.rules.scheme_parts import (
    ASCENDING,
    COMPETITION,
    COMPONENT,
    DENSE,
    FRACTIONAL,
    LEVEL,
    NEVER,
    STAGES,
    TOTAL,
)
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.scores import Norms, Scored, norms_of, score_sheet
from emulation.rules.sheets import NOT_APPLICABLE, Entry, Sheet
from emulation.tables.numbers import Figure, PrintedRank
from emulation.tables.reading import Row
from emulation.tables.scoring import Result
from emulation.tables.wording import Word
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

MODE_TEXTS: Mapping[str, str] = {
    HALF_UP: gettext_noop("từ nửa trở lên thì lên"),
    HALF_EVEN: gettext_noop("đúng nửa thì về số chẵn"),
    DOWN: gettext_noop("luôn xuống"),
    UP: gettext_noop("luôn lên"),
}
STAGE_TEXTS: Mapping[str, str] = {
    TOTAL: gettext_noop("chỉ tổng điểm"),
    COMPONENT: gettext_noop("từng thành phần lớn và tổng điểm"),
    LEVEL: gettext_noop("mọi cấp của cây tiêu chí"),
    NEVER: gettext_noop("không bước nào"),
}
MISSING_TEXTS: Mapping[str, str] = {
    ZERO: gettext_noop("tính 0 điểm"),
    RENORMALISE: gettext_noop("chia lại trọng số cho các mục còn lại"),
    REBASE: gettext_noop("quy đổi theo phần điểm tối đa còn lại"),
}
RANKS_TEXTS: Mapping[str, str] = {
    COMPETITION: gettext_noop("1, 2, 2, 4"),
    DENSE: gettext_noop("1, 2, 2, 3"),
    FRACTIONAL: gettext_noop("1; 2,5; 2,5; 4"),
}


@dataclass
class Alternatives:
    """Subjects of the table scored in other ways, each only when it is asked for."""

    result: Result
    by_parts: bool = False
    _norms: dict[str, Norms] = field(default_factory=dict)
    _bounds: dict[str, tuple[Scored, Scored] | None] = field(default_factory=dict)

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        return {row.subject: row.sheet for row in self.result.table.rows}

    def scored(self, scheme: Scheme, row: Row, sheet: Sheet | None = None, *, named: str = "") -> Scored | None:
        """A subject under another scheme or with another sheet. What the table says of itself (its best, its mean) comes
        from the sheets as they are, kept for each scheme by its name."""
        if self.result.table.has_months:
            return None
        groups, previous = self.result.known["groups"], self.result.known["previous"]
        try:
            if scheme.relative and named not in self._norms:
                self._norms[named] = norms_of(scheme, self.sheets, groups=groups, previous=previous)
            return score_sheet(
                scheme, row.sheet if sheet is None else sheet, complete=False, norms=self._norms.get(named, {}),
                groups=groups.get(row.subject), previous=previous.get(row.subject),
            )  # fmt: skip
        except Invalid:
            return None

    @cached_property
    def by_rounding(self) -> Sequence[tuple[str, str, Scheme]]:
        """The scheme under every other stage, and under every other mode, of rounding."""
        scheme = self.result.scheme
        own = scheme.rounding
        ways = [(own.mode, stage) for stage in STAGES if stage != own.stage]
        ways += [(mode, own.stage) for mode in ROUNDING_MODES if mode != own.mode]
        return [(mode, stage, replace(scheme, rounding=replace(own, mode=mode, stage=stage))) for mode, stage in ways]

    @cached_property
    def by_missing(self) -> Sequence[tuple[str, Scheme]]:
        """The scheme with one other policy for whatever is missing, where that makes a scheme."""
        found = []
        for policy in (ZERO, RENORMALISE, REBASE):
            try:
                found.append((policy, parse_scheme(_with_missing(self.result.scheme.to_data(), policy))))
            except Invalid:
                continue
        return found

    def bounds(self, row: Row) -> tuple[Scored, Scored] | None:
        """The scores of a subject if all figures were as low, or as high, as their rounding lets them be."""
        if row.subject not in self._bounds:
            low, high = (self.scored(self.result.scheme, row, self._moved(row, way)) for way in (-1, 1))
            self._bounds[row.subject] = (low, high) if low and high else None
        return self._bounds[row.subject]

    def _moved(self, row: Row, way: int) -> dict[str, Entry]:
        nodes, signs, usual = self.result.scheme.nodes, self.signs, self.usual_decimals
        return {
            code: _moved(nodes[code], entry, way * signs[code] * _half_unit(usual[code])) if code in usual else entry
            for code, entry in row.sheet.items()
        }

    @cached_property
    def signs(self) -> Mapping[str, int]:
        return directions(self.result.scheme)

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

    def within_parts(self, row: Row, figure: Figure) -> bool:
        bounds = self.bounds(row)
        return bounds is not None and _between(bounds[0].exact, bounds[1].exact, figure)

    def part_within(self, row: Row, code: str, figure: Figure) -> bool:
        bounds = self.bounds(row)
        if bounds is None:
            return False
        low, high = (
            next(part.points for top in scored.contributions for part in top.walk() if part.code == code)
            for scored in bounds
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


def _with_missing(data: Any, policy: str) -> Any:
    """A scheme's data with this policy at every leaf."""
    if isinstance(data, list):
        return [_with_missing(member, policy) for member in data]
    if not isinstance(data, dict):
        return data
    changed = {name: _with_missing(value, policy) for name, value in data.items()}
    if "missing" in changed:
        changed["missing"] = policy
        if policy != ZERO and changed["not_applicable"] != "refuse":
            changed["not_applicable"] = policy
    return changed


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
    yield from _missing_hints(ways, row, figure, places)
    if ways.within_parts(row, figure):
        message = gettext_noop("sai lệch nằm trong phạm vi làm tròn của các thành phần")
        yield Problem("audit.rounding_of_parts", message)
    yield from _arithmetic_hints(ways, row, figure, Fraction(expected))


def _rounding_hints(ways: Alternatives, row: Row, figure: Figure, places: int) -> Iterator[Problem]:
    for mode, stage, scheme in ways.by_rounding:
        scored = ways.scored(scheme, row, named=f"{mode} {stage}")
        if scored and figure.value in (scored.total, rounded(scored.exact, places, mode)):
            message = gettext_noop("khớp nếu làm tròn kiểu “%(mode)s”, ở bước “%(stage)s”")
            yield Problem(
                "audit.other_rounding",
                message,
                "",
                {"mode": Word(mode, MODE_TEXTS[mode]), "stage": Word(stage, STAGE_TEXTS[stage])},
            )


def _missing_hints(ways: Alternatives, row: Row, figure: Figure, places: int) -> Iterator[Problem]:
    """Of a subject with gaps: which other policy for what is missing, or does not apply, gives the printed figure."""
    there = {code: entry for code, entry in row.sheet.items() if entry is not NOT_APPLICABLE}
    if len(there) == len(ways.result.scheme.leaves):
        return
    for policy, scheme in ways.by_missing:
        scored = ways.scored(scheme, row, there, named=policy)
        if scored and figure.value in (scored.total, rounded(scored.exact, places, scheme.rounding.mode)):
            message = gettext_noop("khớp nếu số liệu thiếu hoặc không áp dụng được xử lý kiểu “%(policy)s”")
            yield Problem("audit.other_missing", message, "", {"policy": Word(policy, MISSING_TEXTS[policy])})


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
        COMPETITION: Fraction(spot.rank),
        DENSE: Fraction(spot.dense),
        FRACTIONAL: spot.fractional,
    }
    for count, value in counts.items():
        if count != ways.result.ranking.ranks and not rank.is_band and rank.low == value:
            message = gettext_noop("khớp nếu đếm hạng kiểu “%(ranks)s”")
            yield Problem("audit.other_ranks", message, "", {"ranks": Word(count, RANKS_TEXTS[count])})
    last = 2 * spot.fractional - spot.rank
    if spot.tied and spot.rank < rank.low <= last and not rank.is_band:
        message = gettext_noop("đồng điểm nhưng bảng xếp lần lượt thay vì cùng hạng %(rank)d")
        yield Problem("audit.ties_in_a_row", message, "", {"rank": spot.rank})
    if rank.tied != spot.tied and not rank.is_band and rank.low == spot.rank:
        message = gettext_noop("cùng số hạng nhưng ghi khác về đồng hạng")
        yield Problem("audit.tie_marked_otherwise", message)
