"""The fairness report of a month or a campaign: what the instruments read in evaluations, survey and inspections.

A read without consequences: it is computed when somebody asks, and nothing in the product asks for them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import formats
from django.utils.translation import gettext

from emulation import inspections, marks, surveys, visibility
from emulation.models import Campaign, CampaignMonth, InspectionScore, Participation, SchemeVersion
from emulation.rules import gaps, patterns
from emulation.rules.chance import mean
from emulation.rules.fairness import FairnessPolicy, Reading, parse_fairness_policy
from emulation.rules.gaps import Marked
from emulation.rules.inflation import Inflation, inflation
from emulation.rules.policies import parse_policy
from emulation.rules.raters import DoubleScore, Leniency, leniency, leniency_readings
from emulation.rules.surveys import Tally, respondents, satisfaction
from emulation.schemes import scheme_of
from kernel.actors import Actor
from kernel.errors import Missing, NotAllowed
from kernel.text import gettext_noop

WHOLE_CAMPAIGN = ""


@dataclass(frozen=True)
class UnitLine:
    """A unit with its indicator."""

    code: str
    name: str
    cluster: str
    inflation: Inflation


@dataclass(frozen=True)
class PersonLine:
    """A flag on a member of staff."""

    code: str
    name: str
    unit: str
    reading: Reading


@dataclass(frozen=True)
class Voices:
    """What four voices say of a unit, in per cent of the most that can be had; None where nothing is known. Inspectors score
    people once more, so ``people`` is what the same people gave themselves."""

    own: Fraction | None
    appraised: Fraction | None
    citizens: Fraction | None
    inspectors: Fraction | None
    people: Fraction | None


@dataclass(frozen=True)
class Report:
    """``units`` with the highest indicator first, ``people`` only where flagged, ``advice`` for every unit of which
    inspectors scored somebody. ``month`` is empty for the whole campaign."""

    campaign: Campaign
    month: str
    months: tuple[str, ...]
    policy: FairnessPolicy
    units: tuple[UnitLine, ...]
    people: tuple[PersonLine, ...]
    advice: tuple[Leniency, ...]
    voices: Mapping[str, Voices]


def said(message: str, params: Mapping[str, Any]) -> str:
    """A sentence in the language of the reader, its figures with the reader's decimal mark."""
    mark = formats.get_format("DECIMAL_SEPARATOR")
    told = {
        name: format(value, "f").replace(".", mark) if isinstance(value, Decimal) else value
        for name, value in params.items()
    }
    return (gettext(message) % told).strip()


def require_reader(by: Actor) -> None:
    """Raise `NotAllowed` unless the actor sits in the committee or the council, or inspects."""
    if not visibility.holds(by, visibility.WHOLE):
        raise NotAllowed(
            "fairness.not_allowed", gettext_noop("Chỉ Hội đồng, thường trực và đoàn kiểm tra được xem các chỉ báo này.")
        )


def report(campaign_id: str, month: str = WHOLE_CAMPAIGN, *, by: Actor) -> Report:
    """What the instruments say of a campaign's month, or of all its months. Raises `Missing`, `NotAllowed`."""
    campaign = _campaign(campaign_id, by)
    require_reader(by)
    months = list(campaign.months.all())
    asked = [row for row in months if month in (WHOLE_CAMPAIGN, row.month)]
    if not asked:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    policy = parse_fairness_policy(campaign.policy.get("fairness", {}))
    look = _look(campaign, asked, months, policy)
    people_copies = patterns.copied(look.long, policy)
    anchored = leniency(look.twice, policy)
    readings = [
        *_of_units(look, policy),
        *_of_heads(look, policy),
        *leniency_readings(anchored, policy),
        *patterns.copiers(people_copies, policy),
    ]
    flags = [*gaps.self_gaps(look.people, policy, least=policy.least_people), *people_copies]
    return Report(
        campaign=campaign,
        month=month,
        months=tuple(row.month for row in months),
        policy=policy,
        units=tuple(_units(look, readings, policy)),
        people=tuple(_flagged(flags, look.names)),
        advice=tuple(anchored.values()),
        voices=_voices(look),
    )


@dataclass(frozen=True)
class _Look:
    """What a report is read from. ``long`` are people's rows with the months before, in which copies are looked for;
    ``twice`` is who was scored by head and inspectors, ``inspected`` by oneself and inspectors (own, theirs) by unit."""

    campaign: Campaign
    entries: Mapping[str, Participation]
    units: list[Marked]
    people: list[Marked]
    long_units: list[Marked]
    long: list[Marked]
    names: Mapping[str, str]
    twice: list[DoubleScore]
    inspected: Mapping[str, tuple[Fraction, Fraction]]
    satisfied: Mapping[str, Fraction]

    @property
    def clusters(self) -> dict[str, str]:
        return {code: entry.cluster_code for code, entry in self.entries.items()}


def _look(campaign: Campaign, asked: list[CampaignMonth], months: list[CampaignMonth], policy: FairnessPolicy) -> _Look:
    before = [row for row in months if row.month < asked[0].month][1 - policy.copied_months :]
    found = marks.read(campaign, [*before, *asked])
    wanted = {row.month for row in asked}
    people = [row for row in found.people if row.month in wanted]
    inspected = inspected_scores(asked)
    rows = Participation.objects.filter(campaign=campaign, from_month__lte=asked[-1].month).select_related("unit")
    entries = {row.unit.code: row for row in rows if not row.to_month or row.to_month >= asked[0].month}
    return _Look(
        campaign=campaign,
        entries=entries,
        units=[row for row in found.units if row.month in wanted],
        people=people,
        long_units=found.units,
        long=found.people,
        names=found.names,
        twice=[
            DoubleScore(row.unit, row.subject, row.head, inspected[row.month, row.subject])
            for row in people
            if row.head is not None and (row.month, row.subject) in inspected
        ],
        inspected=_own_and_inspected(people, inspected, policy),
        satisfied=satisfied_shares(campaign, asked),
    )


def inspected_scores(months: list[CampaignMonth]) -> dict[tuple[str, str], Fraction]:
    """By month and person what the inspectors gave: the mean of the teams' last layers."""
    rows = InspectionScore.objects.filter(month__in=months).select_related("month", "person")
    each: dict[tuple[str, str], list[Fraction]] = {}
    for row in inspections.standing(rows):
        each.setdefault((row.month.month, row.person.code), []).append(Fraction(row.total))
    return {key: mean(totals) for key, totals in each.items()}


def _own_and_inspected(
    people: Iterable[Marked], inspected: Mapping[tuple[str, str], Fraction], policy: FairnessPolicy
) -> dict[str, tuple[Fraction, Fraction]]:
    """By unit with enough people: the mean of their self-scores, and that of the inspectors for the same sheets."""
    both: dict[str, list[tuple[str, Fraction, Fraction]]] = {}
    for row in people:
        if row.own is not None and (row.month, row.subject) in inspected:
            both.setdefault(row.unit, []).append((row.subject, row.own, inspected[row.month, row.subject]))
    return {
        unit: (mean([own for _, own, _ in rows]), mean([other for _, _, other in rows]))
        for unit, rows in both.items()
        if len({subject for subject, _, _ in rows}) >= policy.least_double
    }


def satisfied_shares(campaign: Campaign, months: list[CampaignMonth]) -> dict[str, Fraction]:
    """By unit with enough answers: the satisfied share of the citizens in per cent."""
    minimum = parse_policy(campaign.policy).minimum_survey_answers
    counted: dict[str, dict[str, Tally]] = {}
    for month in months:
        for unit, tallies in surveys.tallies(month).items():
            mine = counted.setdefault(unit, {})
            for item, tally in tallies.items():
                mine[item] = mine.get(item, Tally()) + tally
    shares = {unit: satisfaction(items) for unit, items in counted.items() if respondents(items) >= max(minimum, 1)}
    return {unit: 100 * share for unit, share in shares.items() if share is not None}


def _of_units(look: _Look, policy: FairnessPolicy) -> list[Reading]:
    """What is read from the units' own sheets."""
    clusters = look.clusters
    return [
        *gaps.self_gaps(look.units, policy, least=policy.least_units),
        *gaps.people_gaps(look.people, clusters, policy),
        *gaps.against_inspectors(
            {unit: own for unit, (own, _) in look.inspected.items()},
            {unit: other for unit, (_, other) in look.inspected.items()},
            clusters,
            policy,
        ),
        *gaps.against_citizens(_own_shares(look), look.satisfied, clusters, policy),
        *patterns.copied(look.long_units, policy),
    ]


def _own_shares(look: _Look) -> dict[str, Fraction]:
    """By unit the mean of its self-scores in per cent of the scheme's maximum."""
    return _shares(look, lambda row: row.own)


def _shares(look: _Look, layer: Callable[[Marked], Fraction | None]) -> dict[str, Fraction]:
    maximum = _maximum(look.campaign.unit_scheme)
    if not maximum:
        return {}
    totals: dict[str, list[Fraction]] = {}
    for row in look.units:
        total = layer(row)
        if total is not None:
            totals.setdefault(row.unit, []).append(100 * total / maximum)
    return {unit: mean(found) for unit, found in totals.items()}


def _maximum(version: SchemeVersion | None) -> Fraction | None:
    maximum = scheme_of(version).maximum if version else None
    return Fraction(maximum) if maximum else None


def _voices(look: _Look) -> dict[str, Voices]:
    own, appraised = _own_shares(look), _shares(look, lambda row: row.official)
    most = _maximum(look.campaign.person_scheme)
    inspected = {unit: (100 * a / most, 100 * b / most) for unit, (a, b) in look.inspected.items()} if most else {}
    return {
        code: Voices(
            own=own.get(code),
            appraised=appraised.get(code),
            citizens=look.satisfied.get(code),
            inspectors=inspected[code][1] if code in inspected else None,
            people=inspected[code][0] if code in inspected else None,
        )
        for code in look.entries
    }


def _of_heads(look: _Look, policy: FairnessPolicy) -> list[Reading]:
    """What is read from the scores that heads gave their people."""
    version = look.campaign.person_scheme
    if version is None:
        return []
    scheme = scheme_of(version)
    maximum = None if scheme.maximum is None else Fraction(scheme.maximum)
    cuts = [band.at_least for band in scheme.grades if band.at_least > 0]
    return [
        *patterns.full_marks(look.people, maximum, policy),
        *patterns.heaping(look.people, cuts, policy),
        *patterns.top_grades(patterns.capped(look.people, scheme)),
        *patterns.alike(look.people, policy),
    ]


def _units(look: _Look, readings: Iterable[Reading], policy: FairnessPolicy) -> list[UnitLine]:
    """Every unit that takes part with its indicator, the highest first; those without one at the end."""
    by_unit: dict[str, list[Reading]] = {code: [] for code in look.entries}
    for reading in readings:
        by_unit.setdefault(reading.unit, []).append(reading)
    lines = [
        UnitLine(code, entry.unit_name, entry.cluster_code, inflation(code, by_unit[code], policy))
        for code, entry in look.entries.items()
    ]
    return sorted(lines, key=lambda line: (-_height(line.inflation), line.code))


def _height(of: Inflation) -> Fraction:
    return Fraction(-1) if of.value is None else of.value


def _campaign(campaign_id: str, by: Actor) -> Campaign:
    rows = visibility.campaigns(by).select_related("unit_scheme", "person_scheme")
    found = rows.filter(pk=campaign_id).first()
    if found is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    return found


def _flagged(readings: Iterable[Reading], names: Mapping[str, str]) -> list[PersonLine]:
    flags = sorted((one for one in readings if one.beyond), key=lambda one: (-one.severity, one.subject, one.kind))
    return [PersonLine(one.subject, names.get(one.subject, ""), one.unit, one) for one in flags]
