"""Acts that rank: the units and people of a closed month, and of a closed campaign; and the explanation of a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import participations, surveys
from emulation.events import CampaignClosed, MonthClosed, RankingComputed
from emulation.models import Campaign, CampaignMonth, Evaluation, Participation, Ranking, SchemeVersion, Standing
from emulation.rules import ranking as engine
from emulation.rules import states
from emulation.rules.campaigns import merged
from emulation.rules.nodes import SURVEY
from emulation.rules.policies import parse_policy
from emulation.rules.schemes import Scheme
from emulation.rules.scores import decisive, score_sheet
from emulation.rules.sheets import Entry, sheet_from_data, sheet_to_data
from emulation.rules.surveys import SurveyResult, Tally, survey_result
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import system_actor
from kernel.text import sort_key


@dataclass(frozen=True)
class Subject:
    """Who is ranked and with what: the frozen sheet and where it came from, or the months' scores."""

    code: str
    name: str
    unit: str
    cluster: str
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def groups(self) -> dict[str, str]:
        groups = {"cluster": self.cluster}
        return groups if self.unit == self.code else {**groups, "unit": self.unit}


def _store(
    campaign: Campaign,
    month: CampaignMonth | None,
    subjects: str,
    result: engine.Ranking,
    people: Mapping[str, Subject],
    at: datetime,
) -> Ranking:
    row = Ranking.objects.create(
        authority_id=campaign.authority_id,
        campaign=campaign,
        month=month,
        subjects=subjects,
        scheme_digest=result.scheme_digest,
        inputs_digest=result.inputs_digest,
        result_digest=result.result_digest,
        engine_version=result.engine,
        computed_at=at,
    )
    lines = sorted(
        result.lines,
        key=lambda line: (line.rank is None, line.rank or 0, sort_key(people[line.subject].name), line.subject),
    )
    Standing.objects.bulk_create(
        [_standing(row, line, people[line.subject], order) for order, line in enumerate(lines, start=1)], batch_size=500
    )
    event = RankingComputed(
        authority=campaign.authority_id,
        ranking=str(row.pk),
        campaign=str(campaign.pk),
        month=month.month if month else "",
        subjects=subjects,
        scheme_digest=row.scheme_digest,
        inputs_digest=row.inputs_digest,
        result_digest=row.result_digest,
        engine_version=row.engine_version,
    )
    ledger.record(event, by=system_actor(campaign.authority_id), at=at)
    return row


def _standing(row: Ranking, line: engine.Line, subject: Subject, order: int) -> Standing:
    within = {name: spot.rank for name, spot in line.within.items()}
    return Standing(
        authority_id=row.authority_id,
        ranking=row,
        subject=subject.code,
        name=subject.name,
        unit_code=subject.unit,
        cluster_code=subject.cluster,
        score=line.total,
        grade=line.grade,
        rank=line.rank,
        rank_in_cluster=within.get("cluster"),
        rank_in_unit=within.get("unit"),
        tied=bool(line.overall and line.overall.tied),
        unranked_because=str(line.reason or ""),
        inputs=subject.inputs,
        order=order,
    )


def _already(campaign: Campaign, month: CampaignMonth | None, subjects: str) -> bool:
    return Ranking.objects.filter(campaign=campaign, month=month, subjects=subjects).exists()


def _evaluated(evaluation: Evaluation | None) -> tuple[dict[str, Entry], list[str], dict[str, Any]]:
    """Sheet, vetoes and source of an appraised evaluation; an empty sheet for everything else."""
    if evaluation is None or evaluation.state != states.APPRAISED:
        return {}, [], {"evaluation": str(evaluation.pk)} if evaluation else {}
    source = {"evaluation": str(evaluation.pk), "revision": evaluation.revision, "late": evaluation.late}
    if evaluation.absent:
        source["absent"] = True
    return sheet_from_data(evaluation.scores), list(evaluation.vetoes), source


def _surveyed(scheme: Scheme, tallies: Mapping[str, Tally], minimum: int) -> dict[str, SurveyResult]:
    """What the survey gives to each leaf that draws on it."""
    leaves = {code: scheme.leaves[code].maximum for code in scheme.leaf_codes(source=SURVEY)}
    return {
        code: survey_result(tallies, maximum=maximum, minimum=minimum)
        for code, maximum in leaves.items()
        if maximum is not None
    }


def _rank_sheets(
    month: CampaignMonth,
    subjects: str,
    version: SchemeVersion,
    found: list[tuple[Subject, dict[str, Entry], list[str]]],
    at: datetime,
) -> Ranking:
    scheme = scheme_of(version)
    result = engine.rank_table(
        scheme,
        {subject.code: sheet for subject, sheet, _ in found},
        groups={subject.code: subject.groups for subject, _, _ in found},
        vetoes={subject.code: vetoes for subject, _, vetoes in found},
        absent=[subject.code for subject, _, _ in found if subject.inputs.get("absent")],
    )
    people = {}
    for subject, sheet, vetoes in found:
        subject.inputs.update(sheet=sheet_to_data(sheet), vetoes=sorted(vetoes))
        line = result.by_subject[subject.code]
        if sheet and line.exact is not None and line.reason in (None, engine.Reason.DISQUALIFIED):
            score = engine.MonthScore(decisive(scheme, line.exact), line.components, tuple(sorted(vetoes)))
            subject.inputs["month_score"] = score.to_data()
        people[subject.code] = subject
    return _store(month.campaign, month, subjects, result, people, at)


def _month_of(event: MonthClosed) -> CampaignMonth:
    rows = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    return rows.get(pk=event.month_id)


@transaction.atomic
def rank_units(event: MonthClosed, at: datetime) -> Ranking | None:
    """Rank the units of a closed month: their appraised sheets and the counts of the survey."""
    month = _month_of(event)
    version = month.campaign.unit_scheme
    if version is None or _already(month.campaign, month, Ranking.UNITS):
        return None
    scheme = scheme_of(version)
    minimum = parse_policy(month.campaign.policy).minimum_survey_answers
    counted = surveys.tallies(month)
    evaluations = {e.unit_id: e for e in Evaluation.objects.filter(month=month, person=None)}
    found = []
    for entry in taking_part(month):
        sheet, vetoes, source = _evaluated(evaluations.get(entry.unit_id))
        results = _surveyed(scheme, counted.get(entry.unit.code, {}), minimum)
        if sheet:
            sheet |= {code: result.points for code, result in results.items() if result.points is not None}
        inputs = {**source, "survey": {code: result.to_data() for code, result in results.items()}}
        found.append(
            (Subject(entry.unit.code, entry.unit_name, entry.unit.code, entry.cluster_code, inputs), sheet, vetoes)
        )
    return _rank_sheets(month, Ranking.UNITS, version, found, at)


def taking_part(month: CampaignMonth) -> list[Participation]:
    """Participations that cover a month."""
    rows = Participation.objects.filter(campaign_id=month.campaign_id, from_month__lte=month.month).select_related(
        "unit"
    )
    return [row for row in rows if not row.to_month or row.to_month >= month.month]


@transaction.atomic
def rank_people(event: MonthClosed, at: datetime) -> Ranking | None:
    """Rank the people of a closed month who have an evaluation."""
    month = _month_of(event)
    version = month.campaign.person_scheme
    if version is None or _already(month.campaign, month, Ranking.PEOPLE):
        return None
    rows = Evaluation.objects.filter(month=month, person__isnull=False).select_related("person", "unit")
    found = []
    for evaluation in rows:
        if evaluation.person is None:
            continue
        sheet, vetoes, source = _evaluated(evaluation)
        person = evaluation.person
        subject = Subject(person.code, person.full_name, evaluation.unit.code, evaluation.cluster_code, source)
        found.append((subject, sheet, vetoes))
    return _rank_sheets(month, Ranking.PEOPLE, version, found, at)


@dataclass
class _Year:
    """What the months' rankings say of one subject: for each month the scores that count for it, by whose they are."""

    subject: Subject
    scores: dict[str, dict[str, engine.MonthScore]] = field(default_factory=dict)
    vetoes: set[str] = field(default_factory=set)

    def months(self, names: Sequence[str]) -> dict[str, engine.MonthScore | None]:
        return {name: merged(self.scores[name].values()) if name in self.scores else None for name in names}

    def inherited(self) -> dict[str, list[str]]:
        """The months that came from others too, with whose they were."""
        return {month: sorted(own) for month, own in self.scores.items() if set(own) != {self.subject.code}}


def _years(campaign: Campaign, subjects: str) -> dict[str, _Year]:
    """Subjects as they were last, with their months from the frozen rankings; those of a unit that ended count for who
    took over from it, and the unit itself is not ranked any more."""
    rows = Standing.objects.filter(ranking__campaign=campaign, ranking__subjects=subjects, ranking__month__isnull=False)
    rows = rows.select_related("ranking__month").order_by("ranking__month__month")
    last = {row.subject: Subject(row.subject, row.name, row.unit_code, row.cluster_code) for row in rows}
    heirs = participations.heirs(campaign) if subjects == Ranking.UNITS else {}
    takers = {code: heirs.get(code, frozenset()) & last.keys() or {code} for code in last}
    years = {code: _Year(last[code]) for code in sorted(set().union(*takers.values()))}
    for row in rows:
        data = row.inputs.get("month_score")
        for code in takers[row.subject]:
            years[code].vetoes.update(row.inputs["vetoes"])
            if data and row.ranking.month:
                own = years[code].scores.setdefault(row.ranking.month.month, {})
                own[row.subject] = engine.MonthScore.from_data(data)
    return years


def _rank_year(campaign: Campaign, subjects: str, version: SchemeVersion | None, at: datetime) -> None:
    if version is None or _already(campaign, None, subjects):
        return
    names = list(campaign.months.values_list("month", flat=True))
    years = _years(campaign, subjects)
    result = engine.rank_campaign(
        scheme_of(version),
        {code: year.months(names) for code, year in years.items()},
        groups={code: year.subject.groups for code, year in years.items()},
        vetoes={code: year.vetoes for code, year in years.items()},
    )
    for year in years.values():
        months = {month: score.to_data() if score else None for month, score in year.months(names).items()}
        year.subject.inputs.update(months=months, vetoes=sorted(year.vetoes), inherited=year.inherited())
    _store(campaign, None, subjects, result, {code: year.subject for code, year in years.items()}, at)


@transaction.atomic
def rank_campaign(event: CampaignClosed, at: datetime) -> None:
    """The final rankings of units and of people, from the frozen months."""
    campaign = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("unit_scheme", "person_scheme")
        .get(pk=event.campaign)
    )
    _rank_year(campaign, Ranking.UNITS, campaign.unit_scheme, at)
    _rank_year(campaign, Ranking.PEOPLE, campaign.person_scheme, at)


def _scheme(ranking: Ranking) -> Scheme | None:
    campaign = ranking.campaign
    version = campaign.unit_scheme if ranking.subjects == Ranking.UNITS else campaign.person_scheme
    return scheme_of(version) if version else None


def _months(standing: Standing) -> dict[str, engine.MonthScore | None]:
    return {m: engine.MonthScore.from_data(d) if d else None for m, d in standing.inputs["months"].items()}


def replay(ranking: Ranking) -> engine.Ranking | None:
    """The ranking computed again from what its standings keep; an honest one comes out with the stored digests."""
    scheme = _scheme(ranking)
    if scheme is None:
        return None
    rows = {row.subject: row for row in ranking.standings.all()}
    groups = {code: Subject(code, row.name, row.unit_code, row.cluster_code).groups for code, row in rows.items()}
    vetoes = {code: row.inputs["vetoes"] for code, row in rows.items()}
    if ranking.month_id is None:
        months = {code: _months(row) for code, row in rows.items()}
        return engine.rank_campaign(scheme, months, groups=groups, vetoes=vetoes)
    sheets = {code: sheet_from_data(row.inputs["sheet"]) for code, row in rows.items()}
    absent = [code for code, row in rows.items() if row.inputs.get("absent")]
    return engine.rank_table(scheme, sheets, groups=groups, vetoes=vetoes, absent=absent)


def explain(standing: Standing) -> dict[str, Any]:
    """Every figure behind a standing down to its lines, computed again from the frozen inputs."""
    scheme, inputs = _scheme(standing.ranking), standing.inputs
    if scheme is None:
        return {}
    if standing.ranking.month_id is None:
        derived = engine.derive(scheme, _months(standing), vetoes=inputs["vetoes"])
        return {**derived.to_data(), "inherited": inputs["inherited"]}
    sheet = sheet_from_data(inputs["sheet"])
    source = {name: inputs[name] for name in ("evaluation", "revision", "survey") if name in inputs}
    scored = score_sheet(scheme, sheet, vetoes=inputs["vetoes"], complete=False)
    return {**scored.to_data(), "absent": bool(inputs.get("absent")), "source": source}
