"""The score of a campaign from the scores of its months: of those that have one, directly or through the quarters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text, from_text, rounded
from emulation.rules.scheme_parts import MEAN_OF, QUARTERS, SUM_OF, TOP_MONTHS
from emulation.rules.schemes import Scheme
from emulation.rules.scores import Scored, decisive
from kernel.errors import Invalid
from kernel.text import gettext_noop


@dataclass(frozen=True)
class MonthScore:
    """What a month hands on: its decisive score (the published one, unless the scheme never rounds), the components
    that the ranking needs, and the vetoes found in it."""

    score: Fraction
    components: Mapping[str, Fraction] = field(default_factory=dict)
    vetoes: tuple[str, ...] = ()

    @classmethod
    def of(cls, scored: Scored) -> "MonthScore":
        if not scored.complete:
            message = gettext_noop("Không thể lấy điểm tháng từ phiếu chưa chấm đủ: %(missing)s.")
            raise Invalid("month.incomplete", message, missing=", ".join(scored.missing))
        return cls(scored.decisive, scored.components, scored.vetoes)

    def to_data(self) -> dict[str, Any]:
        return {
            "score": exact_text(self.score),
            "components": {code: exact_text(points) for code, points in sorted(self.components.items())},
            "vetoes": sorted(self.vetoes),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "MonthScore":
        components = {code: from_text(points) for code, points in data.get("components", {}).items()}
        return cls(from_text(data["score"]), components, tuple(data.get("vetoes", ())))


Months = Mapping[str, MonthScore | None]


@dataclass(frozen=True)
class Derived:
    """The score of a campaign. ``total``, ``exact`` and ``decisive`` as in a scored sheet; None without any month.

    ``months`` keeps each month's figure, ``missing`` the months without one; ``enough`` says whether there are as many
    as the scheme asks for. ``quarters`` holds the published figures of the quarters where the score goes through them.
    """

    months: Months
    total: Decimal | None
    exact: Fraction | None
    decisive: Fraction | None
    components: Mapping[str, Fraction]
    vetoes: tuple[str, ...]
    enough: bool
    method: str = MEAN_OF
    quarters: Mapping[str, Fraction | None] | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(month for month, score in self.months.items() if score is None)

    @property
    def counted(self) -> int:
        return len(self.months) - len(self.missing)

    def to_data(self) -> dict[str, Any]:
        return {
            "method": f"{self.method}_of_scored_{'months' if self.quarters is None else 'quarters'}",
            "total": None if self.total is None else format(self.total, "f"),
            "exact": None if self.exact is None else exact_text(self.exact),
            "counted": self.counted,
            "enough": self.enough,
            "months": {month: None if score is None else score.to_data() for month, score in self.months.items()},
            "missing": list(self.missing),
            "vetoes": list(self.vetoes),
            **({} if self.quarters is None else {"quarters": _spelled(self.quarters)}),
        }


def derive(scheme: Scheme, months: Months, *, vetoes: Iterable[str] = ()) -> Derived:
    """By the scheme's derivation, over the months that have a score: a month that is None is left out, never zero.

    A veto of any month that spans the campaign, or one given for the whole of it, is a veto of the campaign.
    """
    ordered = dict(sorted(months.items()))
    scored = [score for score in ordered.values() if score is not None]
    how = scheme.derivation
    quarters = quarters_of(scheme, ordered) if how.through == QUARTERS else None
    figures = [one.score for one in scored] if quarters is None else [q for q in quarters.values() if q is not None]
    exact = _over(how.method, figures)
    found = set(vetoes).union(*(_spanning(scheme, score.vetoes) for score in scored))
    return Derived(
        months=ordered,
        total=None if exact is None else rounded(exact, scheme.rounding.decimals, scheme.rounding.mode),
        exact=exact,
        decisive=None if exact is None else decisive(scheme, exact),
        components=_component_means(scheme, scored) | _top_months(scheme, scored),
        vetoes=tuple(sorted(found)),
        enough=len(scored) >= scheme.minimum_months,
        method=how.method,
        quarters=quarters,
    )


def quarters_of(scheme: Scheme, months: Months) -> dict[str, Fraction | None]:
    """The published figure of every quarter (``2026-Q1``) that has a month: None where too few of its months are scored."""
    members: dict[str, list[Fraction]] = {}
    for month, score in sorted(months.items()):
        quarter = f"{month[:5]}Q{(int(month[5:7]) + 2) // 3}"
        members.setdefault(quarter, []).extend([] if score is None else [score.score])
    how = scheme.derivation
    figures: dict[str, Fraction | None] = {}
    for quarter, scores in members.items():
        figure = _over(how.method, scores) if len(scores) >= how.minimum_months_in_quarter else None
        figures[quarter] = None if figure is None else decisive(scheme, figure)
    return figures


def _over(method: str, values: list[Fraction]) -> Fraction | None:
    if not values or method == MEAN_OF:
        return mean(values)
    return sum(values, Fraction(0)) if method == SUM_OF else values[-1]


def _spanning(scheme: Scheme, vetoes: Iterable[str]) -> set[str]:
    known = scheme.veto_by_code
    return {code for code in vetoes if code not in known or known[code].spans_campaign}


def _top_months(scheme: Scheme, scored: list[MonthScore]) -> dict[str, Fraction]:
    """How many months reached the best grade, where ties are broken by it."""
    if TOP_MONTHS not in {tie_break.code for tie_break in scheme.tie_breaks} or not scheme.grades:
        return {}
    best = Fraction(scheme.grades[0].at_least)
    return {TOP_MONTHS: Fraction(sum(score.score >= best for score in scored))}


def _spelled(figures: Mapping[str, Fraction | None]) -> dict[str, str | None]:
    return {name: None if figure is None else exact_text(figure) for name, figure in figures.items()}


def merged(scores: Iterable[MonthScore]) -> MonthScore:
    """The month of a unit that took over from several: the mean of those that stood in it, with the vetoes of all.

    A component that one of them lacks is the mean over those that have it. Raises `ValueError` for none at all.
    """
    found = list(scores)
    score = mean([one.score for one in found])
    if score is None:
        raise ValueError("a month is merged from at least one score")
    codes = sorted({code for one in found for code in one.components})
    components = {code: mean([one.components[code] for one in found if code in one.components]) for code in codes}
    vetoes = {veto for one in found for veto in one.vetoes}
    return MonthScore(score, {c: value for c, value in components.items() if value is not None}, tuple(sorted(vetoes)))


def mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _component_means(scheme: Scheme, scored: list[MonthScore]) -> dict[str, Fraction]:
    """Of each component the mean over the months that have it, rounded as the total is."""
    codes = sorted({code for score in scored for code in score.components})
    means = {code: mean([score.components[code] for score in scored if code in score.components]) for code in codes}
    return {code: decisive(scheme, value) for code, value in means.items() if value is not None}
