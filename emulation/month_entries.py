"""What each month gives a subject: from appraised evaluations and survey counts while it is open, frozen once it is ranked."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db.models import QuerySet

from emulation.booked_lines import NOTHING, Entered, entered
from emulation.models import Campaign, CampaignMonth, Evaluation, Participation, Ranking, Standing
from emulation.models.rankings import IN_FORCE
from emulation.models.surveys import scored_tallies
from emulation.rules import ranking as engine
from emulation.rules import states
from emulation.rules.campaigns import MonthScore
from emulation.rules.nodes import SURVEY
from emulation.rules.policies import parse_policy
from emulation.rules.rollups import Entry
from emulation.rules.schemes import Scheme
from emulation.rules.sheets import Entry as Points
from emulation.rules.sheets import Sheet, sheet_from_data
from emulation.rules.survey_policies import NONE
from emulation.rules.surveys import Tallies, survey_leaves
from emulation.schemes import scheme_of


@dataclass(frozen=True)
class Found:
    """A subject of a month with its sheet as it stands."""

    subject: str
    name: str
    unit: str
    cluster: str
    sheet: Sheet
    vetoes: tuple[str, ...] = ()
    absent: bool = False


PORTION = 2000
HANDED_ON = (None, engine.Reason.DISQUALIFIED, engine.Reason.NOT_ELIGIBLE)
Names = dict[str, str]
Table = dict[str, Entry]
Sheets = dict[str, dict[str, Points]]


def scheme_for(campaign: Campaign, subjects: str) -> Scheme | None:
    version = campaign.unit_scheme if subjects == Ranking.UNITS else campaign.person_scheme
    return scheme_of(version) if version else None


def _entries(scheme: Scheme, found: Sequence[Found]) -> Table:
    """As the ranking of the month scores them, by the same engine."""
    table = engine.Table(
        {one.subject: one.sheet for one in found},
        groups={one.subject: {"cluster": one.cluster} for one in found},
        vetoes={one.subject: sorted(set(one.vetoes)) for one in found},
        absent=tuple(one.subject for one in found if one.absent),
    )
    scored = engine.score_table(scheme, table)
    return {one.subject: _entry(one, scored[one.subject]) for one in found}


def _entry(one: Found, outcome: engine.Outcome) -> Entry:
    """What a line of the month's ranking would hand on to the campaign."""
    vetoes = tuple(sorted(set(one.vetoes)))
    score = None
    if one.sheet and outcome.exact is not None and outcome.reason in HANDED_ON:
        score = MonthScore(outcome.decisive, outcome.components, vetoes)
    return Entry(one.unit, one.cluster, score, vetoes, str(outcome.reason or ""))


def of_people(
    month: CampaignMonth, scheme: Scheme, evaluations: Iterable[Evaluation], units: Mapping[str, str]
) -> Table:
    """Those that are appraised; ``units`` has the code of every unit by its id."""
    rows = [row for row in evaluations if row.person and row.state == states.APPRAISED]
    booked = entered(scheme, month, Ranking.PEOPLE, [row.person.code for row in rows if row.person])
    found = [
        Found(
            subject=evaluation.person.code,
            name=evaluation.person.full_name,
            unit=units[str(evaluation.unit_id)],
            cluster=evaluation.cluster_code,
            sheet=_with(sheet_from_data(evaluation.scores), booked.get(evaluation.person.code, NOTHING).sheet),
            vetoes=(*evaluation.vetoes, *booked.get(evaluation.person.code, NOTHING).vetoes),
            absent=evaluation.absent,
        )
        for evaluation in rows
        if evaluation.person
    ]
    return _entries(scheme, found)


def _with(sheet: Sheet, *more: Sheet) -> Sheet:
    """A sheet with what comes from elsewhere; an empty one is nobody's, and stays empty."""
    return {**sheet, **{code: points for own in more for code, points in own.items()}} if sheet else {}


def of_units(month: CampaignMonth, scheme: Scheme, codes: Collection[str] | None = None) -> tuple[Table, Names]:
    """Units (all that take part, where none is named) whose sheet is appraised, with what the survey adds to it."""
    rows = Participation.objects.filter(campaign_id=month.campaign_id, from_month__lte=month.month)
    sheets = Evaluation.objects.filter(month=month, person=None, state=states.APPRAISED)
    if codes is not None:
        rows, sheets = rows.filter(unit__code__in=codes), sheets.filter(unit__code__in=codes)
    appraised = {sheet.unit_id: sheet for sheet in sheets}
    counted = scored_tallies(month, codes)
    minimum = parse_policy(month.campaign.policy).minimum_survey_answers
    taking_part = [row for row in rows.select_related("unit") if not row.to_month or row.to_month >= month.month]
    surveyed = _surveyed(
        scheme, {row.unit.code: counted.get(row.unit.code, {}) for row in taking_part}, taking_part, minimum
    )
    booked = entered(scheme, month, Ranking.UNITS, codes)
    found = [
        _unit(row, appraised[row.unit_id], surveyed.get(row.unit.code, {}), booked.get(row.unit.code, NOTHING))
        for row in taking_part
        if row.unit_id in appraised
    ]
    return _entries(scheme, found), {row.unit.code: row.unit_name for row in taking_part}


def _unit(row: Participation, evaluation: Evaluation, surveyed: Sheet, booked: Entered) -> Found:
    return Found(
        subject=row.unit.code,
        name=row.unit_name,
        unit=row.unit.code,
        cluster=row.cluster_code,
        sheet=_with(sheet_from_data(evaluation.scores), surveyed, booked.sheet),
        vetoes=(*evaluation.vetoes, *booked.vetoes),
        absent=evaluation.absent,
    )


def _surveyed(scheme: Scheme, tallies: Mapping[str, Tallies], rows: Sequence[Participation], minimum: int) -> Sheets:
    """The points that each unit has from the survey."""
    groups = {row.unit.code: {"cluster": row.cluster_code} for row in rows}
    sheets: Sheets = {}
    for code, results in survey_leaves(scheme, tallies, groups, minimum=minimum).items():
        for unit, result in results.items():
            if result.points is not None:
                sheets.setdefault(unit, {})[code] = result.points
    return sheets


def is_local(scheme: Scheme) -> bool:
    """Whether the figures of a subject follow from its own sheet and survey, whatever those of the others are."""
    surveyed = [scheme.leaves[code].survey for code in scheme.leaf_codes(source=SURVEY)]
    return not scheme.relative and not any(policy and policy.shrink != NONE for policy in surveyed)


def draws_on_surveys(scheme: Scheme) -> bool:
    return bool(scheme.leaf_codes(source=SURVEY))


def ranked_months(campaign: Campaign, subjects: str) -> frozenset[str]:
    """Months that are closed and ranked: what they gave is frozen."""
    return frozenset(_in_force(campaign, subjects).values_list("month__month", flat=True))


def standings(campaign: Campaign, subjects: str) -> QuerySet[Standing]:
    """The frozen lines of the ranked months, of the revision that is in force."""
    return Standing.objects.filter(ranking__in=_in_force(campaign, subjects)).select_related("ranking__month")


def _in_force(campaign: Campaign, subjects: str) -> QuerySet[Ranking]:
    return Ranking.objects.filter(
        campaign=campaign, subjects=subjects, month__isnull=False, state__in=IN_FORCE
    ).order_by()


def of_standing(row: Standing) -> Entry:
    data = row.inputs.get("month_score")
    score = MonthScore.from_data(data) if data else None
    vetoes = tuple(sorted(row.inputs["vetoes"]))
    return Entry(row.unit_code, row.cluster_code, score, vetoes, row.unranked_because)


History = dict[str, dict[str, Entry]]
"""All months of subjects, by their codes."""


def of_everybody(campaign: Campaign, subjects: str) -> Iterator[tuple[History, Names]]:
    """What all months give, from nothing but evaluations, counts and frozen rankings; people in portions, unless they are
    measured against each other."""
    scheme = scheme_for(campaign, subjects)
    if scheme is None:
        return
    if subjects == Ranking.UNITS:
        yield some_units(campaign)
        return
    evaluated = Evaluation.objects.filter(campaign=campaign, state=states.APPRAISED, person__isnull=False)
    codes = set(evaluated.values_list("person__code", flat=True).distinct())
    codes.update(standings(campaign, subjects).values_list("subject", flat=True).distinct())
    for portion in _portions(sorted(codes), PORTION if is_local(scheme) else len(codes)):
        yield some_people(campaign, portion)


def _portions(codes: Iterable[str], size: int) -> Iterator[list[str]]:
    left = iter(codes)
    while portion := list(islice(left, size)):
        yield portion


def some_people(campaign: Campaign, codes: Collection[str]) -> tuple[History, Names]:
    scheme = scheme_for(campaign, Ranking.PEOPLE)
    history, names = _frozen(standings(campaign, Ranking.PEOPLE).filter(subject__in=codes))
    if scheme is None:
        return history, names
    rows = Evaluation.objects.filter(campaign=campaign, state=states.APPRAISED, person__code__in=codes)
    rows = rows.exclude(month__month__in=ranked_months(campaign, Ranking.PEOPLE))
    by_month: dict[str, list[Evaluation]] = {}
    for row in rows.select_related("person", "unit", "month"):
        by_month.setdefault(row.month.month, []).append(row)
    for month, evaluations in by_month.items():
        units = {str(row.unit_id): row.unit.code for row in evaluations}
        for code, entry in of_people(evaluations[0].month, scheme, evaluations, units).items():
            history.setdefault(code, {})[month] = entry
        names.update({row.person.code: row.person.full_name for row in evaluations if row.person})
    return history, names


def some_units(campaign: Campaign, codes: Collection[str] | None = None) -> tuple[History, Names]:
    """All units, or only these (which must not be measured against others)."""
    scheme = scheme_for(campaign, Ranking.UNITS)
    lines = standings(campaign, Ranking.UNITS)
    history, names = _frozen(lines if codes is None else lines.filter(subject__in=codes))
    if scheme is None:
        return history, names
    frozen = ranked_months(campaign, Ranking.UNITS)
    for month in campaign.months.exclude(month__in=frozen).select_related("campaign"):
        table, named = of_units(month, scheme, codes)
        names.update(named)
        for code, entry in table.items():
            history.setdefault(code, {})[month.month] = entry
    return history, names


def _frozen(rows: QuerySet[Standing]) -> tuple[History, Names]:
    history: History = {}
    names: Names = {}
    for row in rows.order_by("ranking__month__month"):
        if row.ranking.month:
            history.setdefault(row.subject, {})[row.ranking.month.month] = of_standing(row)
            names[row.subject] = row.name
    return history, names
