"""How a year comes of its months: which count, which are left out and why, the quarters, and every figure exactly."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from emulation import visibility
from emulation.boards import campaigns
from emulation.models import Campaign, Evaluation, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.campaigns import Derived, MonthScore, derive
from emulation.rules.exact import exact_text
from emulation.rules.periods import local_date
from emulation.rules.scheme_parts import Derivation
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

COUNTS, AWAY, NOT_RANKED, NOTHING, OPEN = "counts", "away", "not_ranked", "nothing", "open"
WHY = (COUNTS, AWAY, NOT_RANKED, NOTHING, OPEN)
"""Why a month counts, or why it is left out; the last is for months that may still come."""


@dataclass(frozen=True)
class MonthLine:
    """``score`` is the published figure, None where the month is left out; ``why`` is one of `WHY`."""

    month: str
    score: Decimal | None
    why: str


@dataclass(frozen=True)
class QuarterLine:
    name: str
    score: str
    exact: str
    months: int


@dataclass(frozen=True)
class DerivationBoard:
    """``exact`` spells the total as a fraction where its decimals do not end. ``rule`` is what the scheme says."""

    campaign: Campaign
    subject: str
    name: str
    rule: Derivation
    minimum_months: int
    months: list[MonthLine]
    quarters: list[QuarterLine]
    derived: Derived
    exact: str


def _standings(campaign: Campaign, subjects: str, subject: str, by: Actor, at: datetime) -> dict[str, Standing]:
    """The subject's lines of the months' rankings in force, as far as the reader may see them."""
    seen = visibility.explained(by, local_date(at)).filter(subject=subject, ranking__campaign=campaign)
    rows = seen.filter(ranking__subjects=subjects, ranking__state__in=IN_FORCE, ranking__month__isnull=False)
    return {row.ranking.month.month: row for row in rows.select_related("ranking__month") if row.ranking.month}


def _why(month_state: str, standing: Standing | None, *, away: bool, ranked: bool) -> str:
    if standing is not None and standing.score is not None:
        return COUNTS
    if away:
        return AWAY
    if month_state == states.OPEN:
        return OPEN
    return NOTHING if ranked else NOT_RANKED


def of_subject(campaign_id: str, subjects: str, subject: str, *, by: Actor, at: datetime) -> DerivationBoard:
    """Raises `Missing` for somebody whom the reader may not follow down to the figures."""
    campaign = campaigns.find(campaign_id, by=by)
    version = version_of(campaign, subjects) if subjects in (Ranking.UNITS, Ranking.PEOPLE) else None
    sheets = visibility.evaluations(by, local_date(at)).filter(campaign=campaign).select_related("month", "person")
    whose = {"person__code": subject} if subjects == Ranking.PEOPLE else {"unit__code": subject, "person": None}
    known: dict[str, Evaluation] = {row.month.month: row for row in sheets.filter(**whose)}
    lines = _standings(campaign, subjects, subject, by, at)
    if version is None or not (known or lines):
        raise Missing("derivation.missing", gettext_noop("Không có điểm của %(code)s trong phong trào."), code=subject)
    scheme = scheme_of(version)
    ranked = set(
        Ranking.objects.filter(
            campaign=campaign, subjects=subjects, state__in=IN_FORCE, month__isnull=False
        ).values_list("month__month", flat=True)
    )
    months = []
    for row in campaign.months.order_by("month"):
        line, sheet = lines.get(row.month), known.get(row.month)
        why = _why(row.state, line, away=bool(sheet and sheet.absent), ranked=row.month in ranked)
        months.append(MonthLine(row.month, line.score if line else None, why))
    scores = {m.month: None if m.score is None else MonthScore(Fraction(m.score)) for m in months}
    derived = derive(replace(scheme, tie_breaks=()), scores)
    name = next((line.name for line in lines.values()), subject)
    exact = "" if derived.exact is None else exact_text(derived.exact)
    quarters = _quarters(derived)
    return DerivationBoard(
        campaign, subject, name, scheme.derivation, scheme.minimum_months, months, quarters, derived, exact
    )


def _quarters(derived: Derived) -> list[QuarterLine]:
    found = []
    for name, figure in (derived.quarters or {}).items():
        year, _, number = name.partition("-Q")
        inside = [m for m in derived.months if m[:4] == year and (int(m[5:7]) + 2) // 3 == int(number)]
        scores = [score.score for month in inside if (score := derived.months[month]) is not None]
        exact = exact_text(sum(scores, Fraction(0)) / len(scores)) if scores else ""
        found.append(QuarterLine(name, "" if figure is None else exact_text(figure), exact, len(scores)))
    return found
