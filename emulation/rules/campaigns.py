"""The score of a campaign from the scores of its months: the mean of the months that have one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.rules.exact import exact_text, from_text, rounded
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
    as the scheme asks for.
    """

    months: Months
    total: Decimal | None
    exact: Fraction | None
    decisive: Fraction | None
    components: Mapping[str, Fraction]
    vetoes: tuple[str, ...]
    enough: bool

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(month for month, score in self.months.items() if score is None)

    @property
    def counted(self) -> int:
        return len(self.months) - len(self.missing)

    def to_data(self) -> dict[str, Any]:
        return {
            "method": "mean_of_scored_months",
            "total": None if self.total is None else format(self.total, "f"),
            "exact": None if self.exact is None else exact_text(self.exact),
            "counted": self.counted,
            "enough": self.enough,
            "months": {month: None if score is None else score.to_data() for month, score in self.months.items()},
            "missing": list(self.missing),
            "vetoes": list(self.vetoes),
        }


def derive(scheme: Scheme, months: Months, *, vetoes: Iterable[str] = ()) -> Derived:
    """The mean over the months that have a score: a month that is None is left out, never zero. A veto of any month,
    or one given for the whole campaign, is a veto of the campaign."""
    ordered = dict(sorted(months.items()))
    scored = [score for score in ordered.values() if score is not None]
    exact = mean([score.score for score in scored])
    found = set(vetoes).union(*(score.vetoes for score in scored))
    return Derived(
        months=ordered,
        total=None if exact is None else rounded(exact, scheme.rounding.decimals, scheme.rounding.mode),
        exact=exact,
        decisive=None if exact is None else decisive(scheme, exact),
        components=_component_means(scheme, scored),
        vetoes=tuple(sorted(found)),
        enough=len(scored) >= scheme.minimum_months,
    )


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
