"""Contests: the judges' sheets of a round as a table of the scheme language, who goes on, the final places and the prizes.

The scores are those of the engine that ranks everything else; a judge who is recused from an entrant is "not applicable" to it, so
the panel's figure is that of the judges who are left.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.aggregates import MEAN, MEDIAN, TRIMMED_MEAN
from emulation.rules.exact import exact_text
from emulation.rules.ranking import rank_table
from emulation.rules.scheme_parts import TieBreak
from emulation.rules.schemes import Scheme, parse_scheme
from emulation.rules.sheets import NOT_APPLICABLE, Entry, check_sheet
from emulation.rules.standings import Entrant, rank
from kernel.errors import Problem
from kernel.text import gettext_noop

UNIT, TEAM, PERSON = "unit", "team", "person"
KINDS = (UNIT, TEAM, PERSON)
AGGREGATES = (TRIMMED_MEAN, MEAN, MEDIAN)
SMALLEST_PANEL = {TRIMMED_MEAN: 3, MEAN: 1, MEDIAN: 1}
"""So many judges an entrant needs: a trimmed mean leaves out the highest and the lowest."""
MOST_ENTRANTS, MOST_JUDGES, MOST_ROUNDS, MOST_CRITERIA = 200, 15, 6, 20


@dataclass(frozen=True)
class Criterion:
    code: str
    title: str
    maximum: Decimal
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class Round:
    """``weight`` is that of the round's points in the final total; ``advance`` how many go on, None for all."""

    number: int
    title: str
    held_on: date
    place: str
    weight: Decimal = Decimal(1)
    advance: int | None = None


@dataclass(frozen=True)
class Contestant:
    """A unit, a team of a unit with its members, or a person of a unit."""

    code: str
    name: str
    kind: str
    unit: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judge:
    """An account that judges, in these rounds (all where none is named); one of each round presides."""

    username: str
    presides: bool = False
    rounds: tuple[int, ...] = ()

    def sits_in(self, number: int) -> bool:
        return not self.rounds or number in self.rounds


@dataclass(frozen=True)
class Prize:
    code: str
    title: str
    count: int
    points: Decimal = Decimal(0)


@dataclass(frozen=True)
class Plan:
    """All that a contest is before it opens."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]
    rounds: tuple[Round, ...]
    entrants: tuple[Contestant, ...]
    judges: tuple[Judge, ...]
    prizes: tuple[Prize, ...]
    aggregate: str = TRIMMED_MEAN


@dataclass(frozen=True)
class Line:
    """An entrant in a round or in the end. ``stage`` is the last round that it took part in."""

    entrant: str
    total: str
    rank: int | None
    tied: bool
    stage: int = 0

    def to_data(self) -> dict[str, Any]:
        return {
            "entrant": self.entrant,
            "total": self.total,
            "rank": self.rank,
            "tied": self.tied,
            "stage": self.stage,
        }


Scores = Mapping[str, Mapping[str, Decimal]]
"""By judge and criterion: what each gave one entrant."""


def scheme_of_panel(criteria: Sequence[Criterion], judges: Sequence[str], aggregate: str) -> Scheme:
    """The sheet of a panel in the scheme language: for each criterion a group with a leaf for each judge."""
    components = [
        {
            "code": criterion.code,
            "title": {"vi": criterion.title},
            "weight": exact_text(criterion.weight),
            "aggregate": aggregate,
            "children": [
                {
                    "code": f"{criterion.code}.{judge}",
                    "title": {"vi": judge},
                    "max": exact_text(criterion.maximum),
                    "missing": "renormalise",
                    "not_applicable": "renormalise",
                }
                for judge in judges
            ],
        }
        for criterion in criteria
    ]
    rounding = {"mode": "half_up", "decimals": 2, "stage": "total"}
    data = {"code": "contest", "title": {"vi": "Hội thi"}, "components": components, "rounding": rounding}
    return parse_scheme(data)


def recused(judge_person: str, judge_unit: str, entrant: Contestant) -> bool:
    """Whether somebody may not judge an entrant: their own unit's, themselves, or a team in which they are."""
    own = bool(judge_unit) and judge_unit == entrant.unit
    return own or (bool(judge_person) and judge_person in (entrant.code, *entrant.members))


def round_lines(
    criteria: Sequence[Criterion],
    judges: Sequence[str],
    aggregate: str,
    scores: Mapping[str, Scores],
    barred: Mapping[str, Collection[str]],
) -> list[Line]:
    """The places of a round. ``scores`` holds what the ``judges`` (those whose sheets count) gave by entrant, ``barred`` who of
    them was recused from whom. Equal totals share the place."""
    scheme = scheme_of_panel(criteria, judges, aggregate)
    sheets = {entrant: _sheet(criteria, judges, given, barred.get(entrant, ())) for entrant, given in scores.items()}
    return [
        Line(
            line.subject,
            "" if line.total is None else format(line.total, "f"),
            line.rank,
            bool(line.overall and line.overall.tied),
        )
        for line in rank_table(scheme, sheets).lines
    ]


def _sheet(
    criteria: Sequence[Criterion], judges: Sequence[str], given: Scores, barred: Collection[str]
) -> dict[str, Entry]:
    sheet: dict[str, Entry] = {}
    for criterion in criteria:
        for judge in judges:
            code = f"{criterion.code}.{judge}"
            if judge in barred:
                sheet[code] = NOT_APPLICABLE
            elif criterion.code in given.get(judge, {}):
                sheet[code] = given[judge][criterion.code]
    return sheet


def sheet_problems(criteria: Sequence[Criterion], marks: Mapping[str, Decimal], *, complete: bool) -> list[Problem]:
    """What is wrong with one judge's marks of one entrant: unknown criteria, too high, below zero, too fine; or missing."""
    scheme = scheme_of_panel(criteria, ["J"], MEAN)
    found = check_sheet(scheme, {f"{code}.J": mark for code, mark in marks.items()})
    problems = [Problem(p.code, p.message, p.path.removesuffix(".J"), p.params) for p in found]
    message = gettext_noop("Chưa chấm tiêu chí %(criterion)s.")
    absent = [criterion.code for criterion in criteria if criterion.code not in marks] if complete else []
    return problems + [Problem("contest.mark_missing", message, code, {"criterion": code}) for code in absent]


def too_few(aggregate: str, judges: Collection[str], barred: Mapping[str, Collection[str]]) -> list[str]:
    """The entrants whom too few judges may score for the panel's figure to mean what it says."""
    least = SMALLEST_PANEL[aggregate]
    return sorted(entrant for entrant, out in barred.items() if len(set(judges) - set(out)) < least)


def going_on(lines: Sequence[Line], advance: int | None) -> list[str]:
    """Who goes on to the next round: the first so many, and everybody who shares the last of these places."""
    ranked = [line for line in lines if line.rank is not None]
    return sorted(line.entrant for line in ranked if advance is None or (line.rank or 0) <= advance)


def final_lines(rounds: Sequence[tuple[Decimal, Sequence[Line]]]) -> list[Line]:
    """The final places from the rounds (weight, lines) in their order. Who got further stands before who did not; among those
    who got equally far counts the weighted sum of their rounds, then the last round; then the place is shared."""
    stages: dict[str, int] = {}
    sums: dict[str, Fraction] = {}
    last: dict[str, Fraction] = {}
    for stage, (weight, lines) in enumerate(rounds, start=1):
        for line in lines:
            if line.rank is not None:
                points = Fraction(Decimal(line.total))
                stages[line.entrant], last[line.entrant] = stage, points
                sums[line.entrant] = sums.get(line.entrant, Fraction(0)) + points * Fraction(weight)
    entrants = [
        Entrant(name, Fraction(stage), {"sum": sums[name], "last": last[name]}) for name, stage in stages.items()
    ]
    return [
        Line(
            standing.subject,
            exact_text(sums[standing.subject]),
            standing.overall.rank if standing.overall else None,
            bool(standing.overall and standing.overall.tied),
            stages[standing.subject],
        )
        for standing in rank(entrants, (TieBreak("sum"), TieBreak("last")))
    ]


def suggested(prizes: Sequence[Prize], lines: Sequence[Line]) -> dict[str, str]:
    """By entrant the prize that its place gives, as long as a whole shared place fits; the organiser decides about the rest."""
    slots = [prize.code for prize in prizes for _ in range(prize.count)]
    picks: dict[str, str] = {}
    ranked = [line for line in lines if line.rank is not None]
    for line in ranked:
        place = line.rank or 0
        shared = sum(other.rank == line.rank for other in ranked)
        span = slots[place - 1 : place - 1 + shared]
        if len(span) == shared and len(set(span)) == 1:
            picks[line.entrant] = span[0]
    return picks


def prize_problems(picks: Mapping[str, str], prizes: Sequence[Prize], lines: Sequence[Line]) -> list[Problem]:
    """What is wrong with prizes (by entrant): unknown ones, more than there are, a better one for a worse place."""
    order, places = {prize.code: n for n, prize in enumerate(prizes)}, {line.entrant: line.rank for line in lines}
    problems = [
        Problem("contest.unknown_prize", gettext_noop("Không có giải hoặc đội thi này."), entrant)
        for entrant, prize in picks.items()
        if prize not in order or places.get(entrant) is None
    ]
    if problems:
        return problems
    message = gettext_noop("Giải “%(prize)s” chỉ có %(count)s; hãy bớt người nhận.")
    given = list(picks.values())
    problems += [
        Problem("contest.too_many_prizes", message, prize.code, {"prize": prize.title, "count": prize.count})
        for prize in prizes
        if given.count(prize.code) > prize.count
    ]
    message = gettext_noop("Đội thi xếp sau không được nhận giải cao hơn đội xếp trước.")
    return problems + [
        Problem("contest.prize_order", message, entrant) for entrant in _overtaking(picks, order, places)
    ]


def _overtaking(picks: Mapping[str, str], order: Mapping[str, int], places: Mapping[str, int | None]) -> Iterable[str]:
    """Entrants with a prize that stand behind somebody with a lesser prize or none."""
    none = len(order)
    for entrant, prize in picks.items():
        own = places[entrant] or 0
        ahead = [order.get(picks.get(name, ""), none) for name, place in places.items() if place and place < own]
        if any(other > order[prize] for other in ahead):
            yield entrant
