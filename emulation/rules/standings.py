"""Competition ranks 1, 2, 2, 4: overall and within groups, with a tie-break chain and then a shared rank."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm

from emulation.rules.exact import exact_text
from emulation.rules.scheme_parts import COMPETITION, DENSE, FRACTIONAL
from emulation.rules.schemes import TieBreak
from kernel.errors import Invalid
from kernel.text import gettext_noop


class Reason(StrEnum):
    """Why somebody has no rank."""

    DISQUALIFIED = "disqualified"
    ABSENT = "absent"
    INCOMPLETE = "incomplete"
    TOO_FEW_MONTHS = "too_few_months"
    MISSING_COMPONENT = "missing_component"
    LOW_COVERAGE = "low_coverage"
    NOT_ELIGIBLE = "not_eligible"
    SHORT_SERVICE = "short_service"


REASON_TEXTS = {
    Reason.DISQUALIFIED: gettext_noop("Không xét xếp hạng do thuộc trường hợp bị loại"),
    Reason.ABSENT: gettext_noop("Không xếp hạng do vắng mặt cả tháng"),
    Reason.INCOMPLETE: gettext_noop("Không xếp hạng do phiếu chưa chấm đủ tiêu chí"),
    Reason.TOO_FEW_MONTHS: gettext_noop("Không xếp hạng do chưa đủ số tháng có điểm"),
    Reason.MISSING_COMPONENT: gettext_noop("Không xếp hạng do thiếu thành phần mà bộ tiêu chí bắt buộc phải có"),
    Reason.LOW_COVERAGE: gettext_noop("Không xếp hạng do số tiêu chí có điểm chưa đủ tỷ lệ tối thiểu"),
    Reason.NOT_ELIGIBLE: gettext_noop("Không thuộc đối tượng xếp hạng"),
    Reason.SHORT_SERVICE: gettext_noop("Không đánh giá, xếp loại do chưa đủ thời gian công tác trong năm"),
}


@dataclass(frozen=True)
class Entrant:
    """Who is to be ranked: the decisive score, the components for tie-breaks (a component that somebody does not have
    counts as zero), the groups (``{"cluster": "CUM-1"}``) and the reason not to rank, if there is one."""

    subject: str
    score: Fraction = Fraction(0)
    components: Mapping[str, Fraction] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    reason: Reason | None = None


@dataclass(frozen=True)
class Spot:
    """A place in one list: ``of`` is how many are ranked in it, ``tied`` whether the rank is shared.

    The same place is the competition rank (1, 2, 2, 4), the dense one (1, 2, 2, 3) and the fractional one (1, 2.5, 2.5, 4).
    """

    rank: int
    tied: bool
    of: int
    group: str = ""
    dense: int = 0
    fractional: Fraction = Fraction(0)

    def shown(self, ranks: str = COMPETITION) -> str:
        """The rank as a table shows it under one of the three counts."""
        return {COMPETITION: str(self.rank), DENSE: str(self.dense), FRACTIONAL: exact_text(self.fractional)}[ranks]

    def to_data(self) -> dict[str, str | int | bool]:
        return {
            "group": self.group,
            "rank": self.rank,
            "dense": self.dense,
            "fractional": exact_text(self.fractional),
            "tied": self.tied,
            "of": self.of,
        }


@dataclass(frozen=True)
class Standing:
    """Where somebody stands: overall and by name of grouping; nowhere at all if there is a ``reason``."""

    subject: str
    overall: Spot | None = None
    within: Mapping[str, Spot] = field(default_factory=dict)
    reason: Reason | None = None


Key = tuple[Fraction, ...]
Comparable = Key | tuple[int, ...]

_WIDEST = 10**100


def rank(
    entrants: Iterable[Entrant], tie_breaks: Sequence[TieBreak] = (), *, lowest_first: bool = False
) -> tuple[Standing, ...]:
    """Standings by overall rank, the unranked last; who shares a place stands in the order of the subject codes, which
    is for display only. The order of the input decides nothing."""
    everybody = list(entrants)
    _refuse_doubles(everybody)
    ranked = {entrant.subject: entrant for entrant in everybody if entrant.reason is None}
    keys = _whole(
        {subject: order_key(entrant, tie_breaks, lowest_first=lowest_first) for subject, entrant in ranked.items()}
    )
    overall = competition_ranks(keys)
    within: dict[str, dict[str, Spot]] = {subject: {} for subject in ranked}
    for name, group, members in _groups(ranked.values()):
        for subject, spot in competition_ranks({member: keys[member] for member in members}, group).items():
            within[subject][name] = spot
    placed = [Standing(subject, spot, within[subject]) for subject, spot in overall.items()]
    unranked = sorted((e for e in everybody if e.reason is not None), key=lambda e: e.subject)
    return (*placed, *(Standing(e.subject, reason=e.reason) for e in unranked))


def order_key(entrant: Entrant, tie_breaks: Sequence[TieBreak], *, lowest_first: bool = False) -> Key:
    """What is compared, higher first: the score, then the tie-breaks in their order."""
    zero = Fraction(0)
    chain = (
        -entrant.components.get(link.code, zero) if link.lower_first else entrant.components.get(link.code, zero)
        for link in tie_breaks
    )
    return (-entrant.score if lowest_first else entrant.score, *chain)


def _whole(keys: Mapping[str, Key]) -> Mapping[str, Comparable]:
    """The keys as integers over a common denominator, which compare ten times as fast; figures that were never rounded
    may have none of a reasonable size and stay as they are."""
    scales = [lcm(*(figure.denominator for figure in column)) for column in zip(*keys.values(), strict=True)]
    if any(scale > _WIDEST for scale in scales):
        return keys
    return {
        subject: tuple(
            figure.numerator * (scale // figure.denominator) for figure, scale in zip(key, scales, strict=True)
        )
        for subject, key in keys.items()
    }


def competition_ranks(keys: Mapping[str, Comparable], group: str = "") -> dict[str, Spot]:
    """1 + the number of those strictly better, in the order of rank and then of the subject codes."""
    shared = Counter(keys.values())
    places: dict[Comparable, Spot] = {}
    better = 0
    for dense, key in enumerate(sorted(shared, reverse=True), start=1):
        middle = better + 1 + Fraction(shared[key] - 1, 2)
        places[key] = Spot(better + 1, shared[key] > 1, len(keys), group, dense, middle)
        better += shared[key]
    order = sorted(keys, key=lambda subject: (places[keys[subject]].rank, subject))
    return {subject: places[keys[subject]] for subject in order}


def _groups(ranked: Iterable[Entrant]) -> list[tuple[str, str, list[str]]]:
    members: dict[tuple[str, str], list[str]] = {}
    for entrant in ranked:
        for name, group in entrant.groups.items():
            members.setdefault((name, group), []).append(entrant.subject)
    return [(name, group, subjects) for (name, group), subjects in sorted(members.items())]


def _refuse_doubles(entrants: Iterable[Entrant]) -> None:
    doubles = sorted(subject for subject, count in Counter(e.subject for e in entrants).items() if count > 1)
    if doubles:
        raise Invalid(
            "ranking.subject_repeated",
            gettext_noop("Đối tượng xuất hiện nhiều lần trong bảng xếp hạng: %(subjects)s."),
            subjects=", ".join(doubles),
        )
