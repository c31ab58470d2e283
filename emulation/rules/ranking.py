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
from emulation.rules.exact import exact_text
from emulation.rules.grades import grade
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Scored, score_sheet
from emulation.rules.sheets import Sheet, sheet_from_data, sheet_to_data
from emulation.rules.standings import Entrant, Reason, Spot, Standing, competition_ranks, rank
from kernel.errors import Invalid, Problem
from kernel.text import digest, gettext_noop

__all__ = [
    "ENGINE_VERSION", "Derived", "Entrant", "Line", "MonthScore", "Months", "Ranking", "Reason", "Spot", "Standing",
    "competition_ranks", "derive", "rank", "rank_campaign", "rank_table", "replay",
]  # fmt: skip

ENGINE_VERSION = "1"
TABLE, CAMPAIGN = "table", "campaign"

Groups = Mapping[str, Mapping[str, str]]
Vetoes = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Line:
    """One subject in a ranking. ``total`` is None without any score, ``reason`` says why there is no rank, and
    ``explanation`` holds the figures that the total was made of, as JSON values."""

    subject: str
    total: Decimal | None
    exact: Fraction | None
    components: Mapping[str, Fraction]
    grade: str
    overall: Spot | None
    within: Mapping[str, Spot]
    reason: Reason | None
    explanation: Mapping[str, Any]

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
            "lines": [line.to_data() for line in self.lines],
        }


@dataclass(frozen=True)
class _Outcome:
    """What a ranking needs to know of one scored subject, from a sheet or from months."""

    total: Decimal | None
    exact: Fraction | None
    decisive: Fraction
    components: Mapping[str, Fraction]
    reason: Reason | None
    explanation: Mapping[str, Any]


def rank_table(
    scheme: Scheme,
    sheets: Mapping[str, Sheet],
    *,
    groups: Groups | None = None,
    vetoes: Vetoes | None = None,
    absent: Iterable[str] = (),
) -> Ranking:
    """Score and rank a table of sheets by subject. Incomplete sheets are listed without a rank; faulty ones refuse the
    whole table, each fault with ``subject.code`` as its path. Who was ``absent`` all the time has no points to count."""
    applied, away = _sorted_vetoes(vetoes), sorted(set(absent))
    _refuse_strangers(sheets, groups or {}, applied, away)
    outcomes = {s: _of_sheet(scored, away=s in away) for s, scored in _score_all(scheme, sheets, applied).items()}
    inputs: dict[str, Any] = {
        "kind": TABLE,
        "sheets": {subject: sheet_to_data(sheet) for subject, sheet in sheets.items()},
        "groups": _plain_groups(groups),
        "vetoes": applied,
    }
    if away:
        inputs["absent"] = away
    return _ranking(scheme, inputs, outcomes, groups or {})


def rank_campaign(
    scheme: Scheme, months: Mapping[str, Months], *, groups: Groups | None = None, vetoes: Vetoes | None = None
) -> Ranking:
    """Derive and rank the campaign scores of subjects from their months; None stands for a month without a score."""
    applied = _sorted_vetoes(vetoes)
    _refuse_strangers(months, groups or {}, applied, ())
    outcomes = {
        subject: _of_months(derive(scheme, own, vetoes=applied.get(subject, ()))) for subject, own in months.items()
    }
    inputs = {
        "kind": CAMPAIGN,
        "months": {
            subject: {month: None if score is None else score.to_data() for month, score in own.items()}
            for subject, own in months.items()
        },
        "groups": _plain_groups(groups),
        "vetoes": applied,
    }
    return _ranking(scheme, inputs, outcomes, groups or {})


def replay(scheme: Scheme, inputs: Mapping[str, Any]) -> Ranking:
    """Compute a ranking again from its frozen inputs; an honest one has the same result digest."""
    groups, vetoes = inputs["groups"], inputs["vetoes"]
    if inputs["kind"] == TABLE:
        sheets = {subject: sheet_from_data(sheet) for subject, sheet in inputs["sheets"].items()}
        return rank_table(scheme, sheets, groups=groups, vetoes=vetoes, absent=inputs.get("absent", ()))
    months = {
        subject: {month: None if score is None else MonthScore.from_data(score) for month, score in own.items()}
        for subject, own in inputs["months"].items()
    }
    return rank_campaign(scheme, months, groups=groups, vetoes=vetoes)


def _score_all(scheme: Scheme, sheets: Mapping[str, Sheet], vetoes: Mapping[str, list[str]]) -> dict[str, Scored]:
    scored: dict[str, Scored] = {}
    problems: list[Problem] = []
    for subject, sheet in sheets.items():
        try:
            scored[subject] = score_sheet(scheme, sheet, vetoes=vetoes.get(subject, ()), complete=False)
        except Invalid as refusal:
            problems += [Problem(p.code, p.message, f"{subject}.{p.path}", p.params) for p in refusal.problems]
    if problems:
        message = gettext_noop("Bảng điểm có %(count)d lỗi.")
        raise Invalid("table.invalid", message, problems=sorted(problems, key=lambda p: p.path), count=len(problems))
    return scored


def _of_sheet(scored: Scored, *, away: bool) -> _Outcome:
    reason = None if scored.complete else Reason.INCOMPLETE
    if away:
        reason = Reason.ABSENT
    if scored.vetoes:
        reason = Reason.DISQUALIFIED
    if away:
        return _Outcome(None, None, Fraction(0), {}, reason, {"absent": True, "vetoes": list(scored.vetoes)})
    return _Outcome(scored.total, scored.exact, scored.decisive, scored.components, reason, scored.to_data())


def _of_months(derived: Derived) -> _Outcome:
    reason = None if derived.enough else Reason.TOO_FEW_MONTHS
    if derived.vetoes:
        reason = Reason.DISQUALIFIED
    score = Fraction(0) if derived.decisive is None else derived.decisive
    return _Outcome(derived.total, derived.exact, score, derived.components, reason, derived.to_data())


def _ranking(scheme: Scheme, inputs: Mapping[str, Any], outcomes: Mapping[str, _Outcome], groups: Groups) -> Ranking:
    entrants = [
        Entrant(subject, outcome.decisive, outcome.components, groups.get(subject, {}), outcome.reason)
        for subject, outcome in outcomes.items()
    ]
    lines = tuple(_line(scheme, standing, outcomes[standing.subject]) for standing in rank(entrants, scheme.tie_breaks))
    return Ranking(scheme.code, scheme.version, scheme.digest, inputs, lines)


def _line(scheme: Scheme, standing: Standing, outcome: _Outcome) -> Line:
    return Line(
        subject=standing.subject,
        total=outcome.total,
        exact=outcome.exact,
        components=outcome.components,
        grade=_grade_code(scheme, outcome),
        overall=standing.overall,
        within=standing.within,
        reason=standing.reason,
        explanation=outcome.explanation,
    )


def _grade_code(scheme: Scheme, outcome: _Outcome) -> str:
    """Who is not ranked for want of figures gets no grade either; who is disqualified gets the last one."""
    if outcome.reason not in (None, Reason.DISQUALIFIED):
        return ""
    band = grade(scheme, outcome.decisive, disqualified=outcome.reason is Reason.DISQUALIFIED)
    return band.code if band else ""


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
