"""What a ranking ranks: everybody's score from sheets or months, and whether they are ranked at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.campaigns import Derived
from emulation.rules.grades import disqualifies
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Norms, Scored, check_all, norms_of, score_checked
from emulation.rules.sheets import Sheet
from emulation.rules.standings import Reason
from kernel.errors import Invalid, Problem
from kernel.text import gettext_noop

Groups = Mapping[str, Mapping[str, str]]


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


def score_table(scheme: Scheme, table: Table) -> dict[str, Outcome]:
    """What `rank_table` ranks: everybody's score and whether they are ranked, without the places."""
    refuse_strangers(table.sheets, table.groups, table.vetoes, (*table.absent, *table.unranked))
    return {subject: _of_sheet(scheme, table, subject, scored) for subject, scored in _score_all(scheme, table).items()}


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


def outcome_of_months(
    scheme: Scheme, derived: Derived, *, aside: bool, exempt: bool = False, short: bool = False
) -> Outcome:
    """Who is ``exempt`` is ranked by the months that they have, if that is any. Who served too ``short`` a time of the year is not
    rated at all: not even with the last grade, which vetoes would give."""
    reason = Reason.NOT_ELIGIBLE if aside else None
    if not derived.enough and not (exempt and derived.exact is not None):
        reason = Reason.TOO_FEW_MONTHS
    if disqualifies(scheme, derived.vetoes):
        reason = Reason.DISQUALIFIED
    if short and not exempt:
        reason = Reason.SHORT_SERVICE
    score = Fraction(0) if derived.decisive is None else derived.decisive
    return Outcome(derived.total, derived.exact, score, derived.components, reason, derived, derived.vetoes)


def refuse_strangers(
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
