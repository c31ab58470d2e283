"""How a year comes of its months: which count, which are left out and why, the quarters, and every figure exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation import visibility
from emulation.boards import campaigns
from emulation.boards.service import ServiceLine, of_months
from emulation.models import Campaign, Evaluation, Person, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.rankings import version_of
from emulation.rules import states
from emulation.rules.campaigns import Derived, MonthScore, derive
from emulation.rules.exact import exact_text
from emulation.rules.periods import local_date
from emulation.rules.scheme_parts import Derivation
from emulation.schemes import scheme_of
from emulation.service_times import policy_of
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop

COUNTS, AWAY, NOT_RANKED, NOTHING, OPEN = "counts", "away", "not_ranked", "nothing", "open"
WHY = (COUNTS, AWAY, NOT_RANKED, NOTHING, OPEN)
"""Why a month counts, or why it is left out; the last is for months that may still come."""


@dataclass(frozen=True)
class MonthLine:
    """``score`` is the published figure, None where the month is left out; ``why`` is one of `WHY`. ``rated_by`` is the unit whose
    sheet it was; ``service`` is what the records say of a person's month."""

    month: str
    score: Decimal | None
    why: str
    rated_by: str = ""
    service: ServiceLine | None = None


@dataclass(frozen=True)
class QuarterLine:
    name: str
    score: str
    exact: str
    months: int


@dataclass(frozen=True)
class DerivationBoard:
    """``exact`` spells the total as a fraction where its decimals do not end. ``rule`` is what the scheme says;
    ``minimum_service`` the months that the law asks a person to serve, and ``service`` what the year's ranking in force makes
    of theirs."""

    campaign: Campaign
    subject: str
    name: str
    rule: Derivation
    minimum_months: int
    months: list[MonthLine]
    quarters: list[QuarterLine]
    derived: Derived
    exact: str
    legal_basis: str = ""
    minimum_service: int = 0
    service: Mapping[str, Any] | None = None

    @property
    def moved(self) -> bool:
        """Whether months were rated, or served, in more than one unit."""
        units = {line.rated_by for line in self.months if line.rated_by}
        return len(units.union(*(line.service.units for line in self.months if line.service))) > 1


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
    sheets = (
        visibility.evaluations(by, local_date(at)).filter(campaign=campaign).select_related("month", "person", "unit")
    )
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
    rows = list(campaign.months.order_by("month"))
    served = _served(campaign, subjects, subject, [row.month for row in rows], by, at)
    for row in rows:
        line, sheet, service = lines.get(row.month), known.get(row.month), served.get(row.month)
        away = sheet.absent if sheet else bool(service and service.absent)
        why = _why(row.state, line, away=away, ranked=row.month in ranked)
        rated_by = sheet.unit.code if sheet else line.unit_code if line else ""
        months.append(MonthLine(row.month, line.score if line else None, why, rated_by, service))
    scores = {m.month: None if m.score is None else MonthScore(Fraction(m.score)) for m in months}
    derived = derive(replace(scheme, tie_breaks=()), scores)
    name = next((line.name for line in lines.values()), subject)
    exact = "" if derived.exact is None else exact_text(derived.exact)
    quarters = _quarters(derived)
    policy, whole = policy_of(campaign), _whole(campaign, subjects, subject, by, at)
    return DerivationBoard(
        campaign, subject, name, scheme.derivation, scheme.minimum_months, months, quarters, derived, exact,
        policy.legal_basis, policy.minimum_months if subjects == Ranking.PEOPLE else 0, whole,
    )  # fmt: skip


def _whole(campaign: Campaign, subjects: str, subject: str, by: Actor, at: datetime) -> Mapping[str, Any] | None:
    """What the campaign's ranking in force says of a person's service, for who may follow the line."""
    seen = visibility.explained(by, local_date(at)).filter(subject=subject, ranking__campaign=campaign)
    row = seen.filter(ranking__subjects=subjects, ranking__state__in=IN_FORCE, ranking__month=None).first()
    return row.inputs.get("service") if row else None


def _served(
    campaign: Campaign, subjects: str, subject: str, months: list[str], by: Actor, at: datetime
) -> dict[str, ServiceLine]:
    """What the records say of a person's months; nothing of a unit's."""
    person = Person.objects.filter(authority_id=campaign.authority_id, code=subject).first()
    if subjects != Ranking.PEOPLE or person is None:
        return {}
    found = of_months(campaign, [person.pk], months, by=by, at=at)
    return {month: lines[person.pk] for month, lines in found.items() if person.pk in lines}


def _quarters(derived: Derived) -> list[QuarterLine]:
    found = []
    for name, figure in (derived.quarters or {}).items():
        year, _, number = name.partition("-Q")
        inside = [m for m in derived.months if m[:4] == year and (int(m[5:7]) + 2) // 3 == int(number)]
        scores = [score.score for month in inside if (score := derived.months[month]) is not None]
        exact = exact_text(sum(scores, Fraction(0)) / len(scores)) if scores else ""
        found.append(QuarterLine(name, "" if figure is None else exact_text(figure), exact, len(scores)))
    return found
