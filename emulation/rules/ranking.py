"""A ranking as a pure function of a scheme and frozen inputs, with digests of both and of its result.

The same scheme and inputs give the same bytes, in whatever order the rows come; `replay` proves it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rules.campaigns import Derived, Months, MonthScore, derive
from emulation.rules.exact import exact_text, from_text
from emulation.rules.grades import graded
from emulation.rules.outcomes import Groups, Outcome, Table, outcome_of_months, refuse_strangers, score_table
from emulation.rules.quotas import Cut, Rated, apply_quotas
from emulation.rules.scheme_parts import ASCENDING, COMPETITION
from emulation.rules.schemes import Scheme
from emulation.rules.service import Minimum
from emulation.rules.sheets import Sheet, sheet_from_data, sheet_to_data
from emulation.rules.standings import Entrant, Reason, Spot, Standing, competition_ranks, order_key, rank
from kernel.text import digest

__all__ = [
    "ENGINE_VERSION", "Derived", "Entrant", "Line", "MonthScore", "Months", "Outcome", "Ranking", "Reason", "Spot",
    "Standing", "Table", "competition_ranks", "derive", "rank", "rank_campaign", "rank_table", "replay", "score_table",
]  # fmt: skip

ENGINE_VERSION = "2"
TABLE, CAMPAIGN = "table", "campaign"
MINIMUM, SERVED = "minimum_service", "served"
NO_MINIMUM = Minimum()

Vetoes = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Line:
    """One subject in a ranking. ``total`` is None without any score, ``reason`` says why there is no rank, and
    ``explanation`` holds the figures that the total was made of, as JSON values. ``grade_by_points`` is the grade before
    quotas; ``contested`` says that a tie across a quota's boundary is the council's to decide."""

    subject: str
    total: Decimal | None
    exact: Fraction | None
    components: Mapping[str, Fraction]
    grade: str
    overall: Spot | None
    within: Mapping[str, Spot]
    reason: Reason | None
    explanation: Mapping[str, Any]
    grade_by_points: str = ""
    contested: bool = False

    @property
    def rank(self) -> int | None:
        return self.overall.rank if self.overall else None

    def to_data(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "total": None if self.total is None else format(self.total, "f"),
            "exact": None if self.exact is None else exact_text(self.exact),
            "components": {code: exact_text(points) for code, points in sorted(self.components.items())},
            "grade": self.grade,
            "grade_by_points": self.grade_by_points,
            "contested": self.contested,
            "overall": self.overall.to_data() if self.overall else None,
            "within": {name: spot.to_data() for name, spot in sorted(self.within.items())},
            "reason": str(self.reason) if self.reason else "",
            "explanation": dict(self.explanation),
        }


@dataclass(frozen=True)
class Ranking:
    """``inputs`` is the canonical form of all that went in besides the scheme: freeze it to replay the ranking."""

    scheme_code: str
    scheme_version: int
    scheme_digest: str
    inputs: Mapping[str, Any]
    lines: tuple[Line, ...]
    quotas: tuple[Cut, ...] = ()
    ranks: str = COMPETITION
    engine: str = ENGINE_VERSION

    @cached_property
    def inputs_digest(self) -> str:
        return digest(self.inputs)

    @cached_property
    def result_digest(self) -> str:
        return digest(self.to_data())

    @cached_property
    def by_subject(self) -> Mapping[str, Line]:
        return {line.subject: line for line in self.lines}

    def to_data(self) -> dict[str, Any]:
        """The result as JSON values: what `result_digest` is the digest of."""
        return {
            "engine": self.engine,
            "scheme": {"code": self.scheme_code, "version": self.scheme_version, "digest": self.scheme_digest},
            "inputs_digest": self.inputs_digest,
            "ranks": self.ranks,
            "quotas": [cut.to_data() for cut in self.quotas],
            "lines": [line.to_data() for line in self.lines],
        }


def rank_table(
    scheme: Scheme,
    sheets: Mapping[str, Sheet],
    *,
    groups: Groups | None = None,
    vetoes: Vetoes | None = None,
    absent: Iterable[str] = (),
    previous: Mapping[str, Sheet] | None = None,
    unranked: Iterable[str] = (),
    exceptional: Iterable[str] = (),
) -> Ranking:
    """Score and rank a table of sheets by subject. Incomplete sheets are listed without a rank; faulty ones refuse the
    whole table, each fault with ``subject.code`` as its path. Who was ``absent`` all the time has no points to count.

    ``previous`` holds sheets of the period before, for leaves that are carried forward; ``unranked`` who is scored but not
    eligible to be ranked; ``exceptional`` the groups that have the exceptional share of a quota.
    """
    table = Table(
        sheets=sheets,
        groups=groups or {},
        vetoes=_sorted_vetoes(vetoes),
        absent=tuple(sorted(set(absent))),
        previous={subject: sheet for subject, sheet in (previous or {}).items() if subject in sheets},
        unranked=tuple(sorted(set(unranked))),
    )
    special = sorted(set(exceptional))
    return _ranking(scheme, _table_inputs(table, special), score_table(scheme, table), table.groups, special)


def _table_inputs(table: Table, exceptional: list[str]) -> dict[str, Any]:
    """The canonical inputs; what is not used by a table does not stand in them."""
    inputs: dict[str, Any] = {
        "kind": TABLE,
        "sheets": {subject: sheet_to_data(sheet) for subject, sheet in table.sheets.items()},
        "groups": _plain_groups(table.groups),
        "vetoes": dict(table.vetoes),
    }
    previous = {subject: sheet_to_data(sheet) for subject, sheet in table.previous.items()}
    more = {"absent": table.absent, "unranked": table.unranked, "previous": previous, "exceptional": exceptional}
    return inputs | {name: list(v) if isinstance(v, tuple) else v for name, v in more.items() if v}


def rank_campaign(
    scheme: Scheme,
    months: Mapping[str, Months],
    *,
    groups: Groups | None = None,
    vetoes: Vetoes | None = None,
    unranked: Iterable[str] = (),
    exceptional: Iterable[str] = (),
    exempt: Iterable[str] = (),
    service: Minimum = NO_MINIMUM,
) -> Ranking:
    """Derive and rank the campaign scores of subjects from their months; None stands for a month without a score.
    ``unranked`` and ``exceptional`` as in `rank_table`; ``exempt`` are those whose months may be too few,
    ``service`` the months of service without which nobody else is rated."""
    applied, aside, special = _sorted_vetoes(vetoes), sorted(set(unranked)), sorted(set(exceptional))
    spared = sorted(set(exempt))
    refuse_strangers(months, groups or {}, applied, (*aside, *spared, *service.served))
    outcomes = {
        subject: outcome_of_months(
            scheme,
            derive(scheme, own, vetoes=applied.get(subject, ())),
            aside=subject in aside,
            exempt=subject in spared,
            short=service.short(subject),
        )
        for subject, own in months.items()
    }
    inputs: dict[str, Any] = {
        "kind": CAMPAIGN,
        "months": {
            subject: {month: None if score is None else score.to_data() for month, score in own.items()}
            for subject, own in months.items()
        },
        "groups": _plain_groups(groups),
        "vetoes": applied,
    }
    more: dict[str, Any] = {"unranked": aside, "exceptional": special, "exempt": spared}
    if service.months:
        more[MINIMUM] = {"months": str(service.months), "legal_basis": service.legal_basis}
        more[SERVED] = {subject: exact_text(months) for subject, months in sorted(service.served.items())}
    inputs |= {name: value for name, value in more.items() if value}
    return _ranking(scheme, inputs, outcomes, groups or {}, special)


def replay(scheme: Scheme, inputs: Mapping[str, Any]) -> Ranking:
    """Compute a ranking again from its frozen inputs; an honest one has the same result digest."""
    groups, vetoes = inputs["groups"], inputs["vetoes"]
    unranked, exceptional = inputs.get("unranked", ()), inputs.get("exceptional", ())
    if inputs["kind"] == TABLE:
        return rank_table(
            scheme,
            _sheets(inputs["sheets"]),
            groups=groups,
            vetoes=vetoes,
            absent=inputs.get("absent", ()),
            previous=_sheets(inputs.get("previous", {})),
            unranked=unranked,
            exceptional=exceptional,
        )
    months = {
        subject: {month: None if score is None else MonthScore.from_data(score) for month, score in own.items()}
        for subject, own in inputs["months"].items()
    }
    return rank_campaign(
        scheme,
        months,
        groups=groups,
        vetoes=vetoes,
        unranked=unranked,
        exceptional=exceptional,
        exempt=inputs.get("exempt", ()),
        service=_minimum(inputs),
    )


def _minimum(inputs: Mapping[str, Any]) -> Minimum:
    if MINIMUM not in inputs:
        return NO_MINIMUM
    served = {subject: from_text(text) for subject, text in inputs.get(SERVED, {}).items()}
    return Minimum(int(inputs[MINIMUM]["months"]), inputs[MINIMUM]["legal_basis"], served)


def _sheets(data: Mapping[str, Mapping[str, str]]) -> dict[str, Sheet]:
    return {subject: sheet_from_data(sheet) for subject, sheet in data.items()}


def _ranking(
    scheme: Scheme,
    inputs: Mapping[str, Any],
    outcomes: Mapping[str, Outcome],
    groups: Groups,
    exceptional: list[str],
) -> Ranking:
    entrants = {
        subject: Entrant(subject, outcome.decisive, outcome.components, groups.get(subject, {}), outcome.reason)
        for subject, outcome in outcomes.items()
    }
    lowest_first = scheme.order == ASCENDING
    rated = [
        Rated(
            subject,
            place,
            order_key(entrants[subject], scheme.tie_breaks, lowest_first=lowest_first),
            groups.get(subject, {}),
        )
        for subject, outcome in outcomes.items()
        if (place := _place_by_points(scheme, outcome)) is not None
    ]
    codes = [band.code for band in scheme.grades]
    places, cuts = apply_quotas(scheme.quotas, codes, rated, exceptional=exceptional)
    by_points = {one.subject: one.place for one in rated}
    contested = {subject for cut in cuts for subject in cut.contested}
    grades = {s: (codes[places[s]], codes[by_points[s]], s in contested) for s in places}
    lines = tuple(
        _line(standing, outcomes[standing.subject], grades.get(standing.subject, ("", "", False)))
        for standing in rank(entrants.values(), scheme.tie_breaks, lowest_first=lowest_first)
    )
    return Ranking(scheme.code, scheme.version, scheme.digest, inputs, lines, cuts, scheme.ranks)


def _line(standing: Standing, outcome: Outcome, grades: tuple[str, str, bool]) -> Line:
    final, by_points, contested = grades
    return Line(
        subject=standing.subject,
        total=outcome.total,
        exact=outcome.exact,
        components=outcome.components,
        grade=final,
        overall=standing.overall,
        within=standing.within,
        reason=standing.reason,
        explanation=outcome.source.to_data(),
        grade_by_points=by_points,
        contested=contested,
    )


def _place_by_points(scheme: Scheme, outcome: Outcome) -> int | None:
    """The place among the grades by points and vetoes. Who is not ranked for want of figures gets no grade either; who is
    disqualified gets the last one."""
    if outcome.reason not in (None, Reason.DISQUALIFIED, Reason.NOT_ELIGIBLE):
        return None
    band = graded(scheme, outcome.decisive, outcome.vetoes)
    return scheme.grades.index(band) if band else None


def _sorted_vetoes(vetoes: Vetoes | None) -> dict[str, list[str]]:
    return {subject: sorted(set(codes)) for subject, codes in (vetoes or {}).items() if codes}


def _plain_groups(groups: Groups | None) -> dict[str, dict[str, str]]:
    return {subject: dict(own) for subject, own in (groups or {}).items() if own}
