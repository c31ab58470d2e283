"""A ranking as a pure function of a scheme and frozen inputs, with digests of both and of its result.

The same scheme and inputs give the same bytes, in whatever order the rows come; `replay` proves it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from emulation.rules.campaigns import Derived, Months, MonthScore, derive
from emulation.rules.exact import exact_text
from emulation.rules.grades import disqualifies, graded
from emulation.rules.quotas import Cut, Rated, apply_quotas
from emulation.rules.scheme_parts import ASCENDING, COMPETITION
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Norms, Scored, check_all, norms_of, score_checked
from emulation.rules.sheets import Sheet, sheet_from_data, sheet_to_data
from emulation.rules.standings import Entrant, Reason, Spot, Standing, competition_ranks, order_key, rank
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop

__all__ = [
    "ENGINE_VERSION", "Derived", "Entrant", "Line", "MonthScore", "Months", "Outcome", "Ranking", "Reason", "Spot",
    "Standing", "Table", "competition_ranks", "derive", "rank", "rank_campaign", "rank_table", "replay", "score_table",
]  # fmt: skip

ENGINE_VERSION = "2"
TABLE, CAMPAIGN = "table", "campaign"

Groups = Mapping[str, Mapping[str, str]]
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


@dataclass(frozen=True)
class Away:
    """Who was absent all the time: nothing is counted, vetoes still are."""

    vetoes: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        return {"absent": True, "vetoes": list(self.vetoes)}


@dataclass(frozen=True)
class Outcome:
    """What a ranking needs to know of one scored subject, and the ``source`` that explains it."""

    total: Decimal | None
    exact: Fraction | None
    decisive: Fraction
    components: Mapping[str, Fraction]
    reason: Reason | None
    source: Scored | Derived | Away
    vetoes: tuple[str, ...] = ()


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


def score_table(scheme: Scheme, table: "Table") -> dict[str, "Outcome"]:
    """What `rank_table` ranks: everybody's score and whether they are ranked, without the places."""
    _refuse_strangers(table.sheets, table.groups, table.vetoes, (*table.absent, *table.unranked))
    return {subject: _of_sheet(scheme, table, subject, scored) for subject, scored in _score_all(scheme, table).items()}


def _table_inputs(table: "Table", exceptional: list[str]) -> dict[str, Any]:
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
) -> Ranking:
    """Derive and rank the campaign scores of subjects from their months; None stands for a month without a score.
    ``unranked`` and ``exceptional`` as in `rank_table`."""
    applied, aside, special = _sorted_vetoes(vetoes), sorted(set(unranked)), sorted(set(exceptional))
    _refuse_strangers(months, groups or {}, applied, aside)
    outcomes = {
        subject: _of_months(scheme, derive(scheme, own, vetoes=applied.get(subject, ())), aside=subject in aside)
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
    inputs |= {name: value for name, value in (("unranked", aside), ("exceptional", special)) if value}
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
    return rank_campaign(scheme, months, groups=groups, vetoes=vetoes, unranked=unranked, exceptional=exceptional)


def _sheets(data: Mapping[str, Mapping[str, str]]) -> dict[str, Sheet]:
    return {subject: sheet_from_data(sheet) for subject, sheet in data.items()}


@dataclass(frozen=True)
class Table:
    """All that is to be scored, by subject; lists in their order, without repetitions."""

    sheets: Mapping[str, Sheet]
    groups: Groups = field(default_factory=dict)
    vetoes: Mapping[str, list[str]] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    previous: Mapping[str, Sheet] = field(default_factory=dict)
    unranked: tuple[str, ...] = ()

    def measured(self) -> dict[str, Sheet]:
        """The sheets against which others are measured: of all who were there."""
        return {subject: sheet for subject, sheet in self.sheets.items() if subject not in self.absent}


def _score_all(scheme: Scheme, table: Table) -> dict[str, Scored]:
    _refuse_faulty(scheme, table)
    norms = norms_of(scheme, table.measured(), groups=table.groups, previous=table.previous) if scheme.relative else {}
    scored: dict[str, Scored] = {}
    problems: list[Problem] = []
    for subject in table.sheets:
        try:
            scored[subject] = _score_one(scheme, table, subject, norms)
        except Invalid as refusal:
            problems += _of_subject(subject, refusal.problems)
    _refuse_table(problems)
    return scored


def _score_one(scheme: Scheme, table: Table, subject: str, norms: Norms) -> Scored:
    return score_checked(
        scheme,
        {} if subject in table.absent else table.sheets[subject],
        vetoes=tuple(table.vetoes.get(subject, ())),
        complete=False,
        norms=norms,
        groups=table.groups.get(subject),
        previous=table.previous.get(subject),
    )


def _refuse_faulty(scheme: Scheme, table: Table) -> None:
    problems: list[Problem] = []
    for subject, sheet in table.sheets.items():
        found = check_all(scheme, sheet, vetoes=table.vetoes.get(subject, ()), previous=table.previous.get(subject))
        problems += _of_subject(subject, found)
    _refuse_table(problems)


def _of_subject(subject: str, problems: Iterable[Problem]) -> list[Problem]:
    return [Problem(p.code, p.message, f"{subject}.{p.path}", p.params) for p in problems]


def _refuse_table(problems: list[Problem]) -> None:
    if problems:
        message = gettext_noop("Bảng điểm có %(count)d lỗi.")
        raise Invalid("table.invalid", message, problems=sorted(problems, key=lambda p: p.path), count=len(problems))


def _of_sheet(scheme: Scheme, table: Table, subject: str, scored: Scored) -> Outcome:
    away = subject in table.absent
    reason = _why_not(scheme, scored, away=away, aside=subject in table.unranked)
    if away:
        return Outcome(None, None, Fraction(0), {}, reason, Away(scored.vetoes))
    return Outcome(scored.total, scored.exact, scored.decisive, scored.components, reason, scored, scored.vetoes)


def _why_not(scheme: Scheme, scored: Scored, *, away: bool, aside: bool) -> Reason | None:
    """The first of the reasons not to rank, the gravest first. Who is not eligible has a whole score, a grade and a month
    that counts; so want of figures goes before."""
    reasons = (
        (disqualifies(scheme, scored.vetoes), Reason.DISQUALIFIED),
        (away, Reason.ABSENT),
        (bool(scored.excluded), Reason.MISSING_COMPONENT),
        (scored.thin, Reason.LOW_COVERAGE),
        (not scored.complete, Reason.INCOMPLETE),
        (aside, Reason.NOT_ELIGIBLE),
    )
    return next((reason for holds, reason in reasons if holds), None)


def _of_months(scheme: Scheme, derived: Derived, *, aside: bool) -> Outcome:
    reason = Reason.NOT_ELIGIBLE if aside else None
    if not derived.enough:
        reason = Reason.TOO_FEW_MONTHS
    if disqualifies(scheme, derived.vetoes):
        reason = Reason.DISQUALIFIED
    score = Fraction(0) if derived.decisive is None else derived.decisive
    return Outcome(derived.total, derived.exact, score, derived.components, reason, derived, derived.vetoes)


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


def _refuse_strangers(
    subjects: Mapping[str, object], groups: Groups, vetoes: Mapping[str, object], absent: Iterable[str]
) -> None:
    """Groups, vetoes or absence of somebody who is not in the table are a slip of the caller, nothing to pass over."""
    strangers = sorted({*groups, *vetoes, *absent} - set(subjects))
    if strangers:
        raise Invalid(
            "ranking.unknown_subject",
            gettext_noop("Không có trong bảng xếp hạng: %(subjects)s."),
            subjects=", ".join(strangers),
        )
