"""Acts that rank: the units and people of a closed month, and of a closed campaign."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from emulation import participations, service_times, surveys
from emulation.booked_lines import entered, with_booked
from emulation.events import CampaignClosed, MonthClosed, RankingComputed
from emulation.models import (
    Campaign,
    CampaignMonth,
    Evaluation,
    Participation,
    Posting,
    Ranking,
    SchemeVersion,
    Standing,
    in_force,
)
from emulation.models.copying import insert_by_copy
from emulation.models.rankings import IN_FORCE
from emulation.models.rulings import applied
from emulation.rules import ranking as engine
from emulation.rules import states
from emulation.rules.campaigns import merged
from emulation.rules.periods import Month
from emulation.rules.policies import parse_policy
from emulation.rules.schemes import Scheme
from emulation.rules.scores import decisive
from emulation.rules.sheets import Entry, sheet_from_data, sheet_to_data
from emulation.rules.surveys import Tallies, survey_leaves
from emulation.schemes import scheme_of
from kernel import ledger
from kernel.actors import system_actor
from kernel.text import canonical_json, sort_key

HANDED_ON = (None, engine.Reason.DISQUALIFIED, engine.Reason.NOT_ELIGIBLE)
"""With these reasons, or none, not to be ranked in a month, its score still counts for the campaign."""


@dataclass(frozen=True)
class Subject:
    """Who is ranked and with what: the frozen sheet and where it came from, or the months' scores."""

    code: str
    name: str
    unit: str
    cluster: str
    duty_group: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def groups(self) -> dict[str, str]:
        """The groupings in which this one is compared; a unit is compared in its cluster alone."""
        own = {"unit": self.unit, "duty_group": self.duty_group} if self.unit != self.code else {}
        return {name: group for name, group in {"cluster": self.cluster, **own}.items() if group}


@dataclass(frozen=True)
class Computed:
    """A ranking that is computed and not stored yet. ``sources`` are the months' rankings that a campaign's comes from."""

    campaign: Campaign
    month: CampaignMonth | None
    subjects: str
    result: engine.Ranking
    people: Mapping[str, Subject]
    sources: Sequence[Ranking] = ()


def packed(value: Any) -> bytes:
    """A canonical JSON value as it is kept."""
    return zlib.compress(canonical_json(value).encode(), 9)


def unpacked(kept: bytes | memoryview) -> Any:
    return json.loads(zlib.decompress(bytes(kept)))


def store(computed: Computed, at: datetime, **fields: Any) -> Ranking:
    """Keep a ranking with its lines, as values. ``fields`` are those of a revision."""
    result, campaign = computed.result, computed.campaign
    row = Ranking.objects.create(
        authority_id=campaign.authority_id,
        campaign=campaign,
        month=computed.month,
        subjects=computed.subjects,
        scheme_digest=result.scheme_digest,
        inputs_digest=result.inputs_digest,
        result_digest=result.result_digest,
        engine_version=result.engine,
        computed_at=at,
        inputs=packed(result.inputs),
        sources=[str(source.pk) for source in computed.sources],
        **fields,
    )
    who = computed.people
    lines = sorted(
        result.lines,
        key=lambda line: (line.rank is None, line.rank or 0, sort_key(who[line.subject].name), line.subject),
    )
    insert_by_copy([standing_of(row, line, who[line.subject], order) for order, line in enumerate(lines, start=1)])
    return row


def standing_of(row: Ranking, line: engine.Line, subject: Subject, order: int = 0) -> Standing:
    """A line of the engine as it is kept."""
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


def _compute_and_record(campaign: Campaign, month: CampaignMonth | None, subjects: str, at: datetime) -> Ranking | None:
    """The first revision of a ranking; None when it is there already or there is nothing to rank by."""
    if Ranking.objects.filter(campaign=campaign, month=month, subjects=subjects).exists():
        return None
    computed = compute_month(month, subjects) if month else compute_campaign(campaign, subjects)
    if computed is None:
        return None
    row = store(computed, at)
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


def _evaluated(evaluation: Evaluation | None) -> tuple[dict[str, Entry], list[str], dict[str, Any]]:
    """Sheet, vetoes and source of an appraised evaluation; an empty sheet for everything else."""
    if evaluation is None or evaluation.state != states.APPRAISED:
        return {}, [], {"evaluation": str(evaluation.pk)} if evaluation else {}
    source = {"evaluation": str(evaluation.pk), "revision": evaluation.revision, "late": evaluation.late}
    if evaluation.absent:
        source["absent"] = True
    return sheet_from_data(evaluation.scores), list(evaluation.vetoes), source


Found = list[tuple[Subject, dict[str, Entry], list[str]]]


def compute_month(month: CampaignMonth, subjects: str, *, shadows: bool = False) -> Computed | None:
    """The ranking of a closed month from what is written in it now; None without a scheme for these subjects. With ``shadows``
    it carries forward from the revision of the month before that waits, if there is one."""
    version = version_of(month.campaign, subjects)
    if version is None:
        return None
    scheme = scheme_of(version)
    found = _units_found(month, scheme) if subjects == Ranking.UNITS else _people_found(month)
    lines = entered(scheme, month, subjects)
    found = [(one, *with_booked(lines.get(one.code), sheet, vetoes, one.inputs)) for one, sheet, vetoes in found]
    result = engine.rank_table(
        scheme,
        {subject.code: sheet for subject, sheet, _ in found},
        groups={subject.code: subject.groups for subject, _, _ in found},
        vetoes={subject.code: vetoes for subject, _, vetoes in found},
        absent=[subject.code for subject, _, _ in found if subject.inputs.get("absent")],
        previous=carried_into(
            scheme, month, {subject.code: sheet for subject, sheet, _ in found}, subjects, shadows=shadows
        ),
        **applied(month.campaign_id, subjects, {subject.code: subject.groups for subject, _, _ in found}),
    )
    who = {}
    for subject, sheet, vetoes in found:
        subject.inputs.update(sheet=sheet_to_data(sheet), vetoes=sorted(vetoes))
        score = month_score(scheme, result.by_subject[subject.code], sheet, vetoes)
        if score:
            subject.inputs["month_score"] = score.to_data()
        who[subject.code] = subject
    return Computed(month.campaign, month, subjects, result, who)


def carried_into(
    scheme: Scheme,
    month: CampaignMonth,
    sheets: Mapping[str, Mapping[str, Any]],
    subjects: str,
    *,
    shadows: bool = False,
) -> dict[str, dict[str, Entry]]:
    """What the sheets lack and the month before has, of itself or carried forward there, where the scheme carries it."""
    if not scheme.carried or all(code in sheet for sheet in sheets.values() for code in scheme.carried):
        return {}
    before = {"campaign": month.campaign_id, "month__month": str(Month.parse(month.month).previous)}
    states_asked = (*IN_FORCE, states.SHADOW) if shadows else IN_FORCE
    row = Ranking.objects.filter(subjects=subjects, state__in=states_asked, **before).order_by("revision").last()
    inputs = unpacked(row.inputs) if row else {"sheets": {}}
    older, found = inputs.get("previous", {}), {}
    for subject, own in inputs["sheets"].items():
        known, lacking = {**older.get(subject, {}), **own}, set(scheme.carried) - sheets.get(subject, {}).keys()
        found[subject] = sheet_from_data({code: known[code] for code in sorted(lacking & known.keys())})
    return {subject: sheet for subject, sheet in found.items() if sheet}


def month_score(
    scheme: Scheme, line: engine.Line, sheet: Mapping[str, Any], vetoes: Iterable[str]
) -> engine.MonthScore | None:
    """What a line of a month hands on to the campaign; nothing where there is no complete sheet."""
    if not sheet or line.exact is None or line.reason not in HANDED_ON:
        return None
    return engine.MonthScore(decisive(scheme, line.exact), line.components, tuple(sorted(vetoes)))


def _units_found(month: CampaignMonth, scheme: Scheme) -> Found:
    """Units with their appraised sheets and the counts of the survey."""
    minimum = parse_policy(month.campaign.policy).minimum_survey_answers
    counted, entries = surveys.tallies(month), taking_part(month)
    tallies: dict[str, Tallies] = {entry.unit.code: counted.get(entry.unit.code, {}) for entry in entries}
    groups = {entry.unit.code: {"cluster": entry.cluster_code} for entry in entries}
    leaves = survey_leaves(scheme, tallies, groups, minimum=minimum)
    evaluations = {e.unit_id: e for e in Evaluation.objects.filter(month=month, person=None)}
    found: Found = []
    for entry in entries:
        sheet, vetoes, source = _evaluated(evaluations.get(entry.unit_id))
        results = {code: by_unit[entry.unit.code] for code, by_unit in leaves.items()}
        if sheet:
            sheet |= {code: result.points for code, result in results.items() if result.points is not None}
        inputs = {**source, "survey": {code: result.to_data() for code, result in results.items()}}
        subject = Subject(entry.unit.code, entry.unit_name, entry.unit.code, entry.cluster_code, inputs=inputs)
        found.append((subject, sheet, vetoes))
    return found


def _people_found(month: CampaignMonth) -> Found:
    """People who have an evaluation, each in the unit and duty group of the month's last day."""
    rows = Evaluation.objects.filter(month=month, person__isnull=False).select_related("person", "unit")
    here = Posting.objects.filter(in_force(Month.parse(month.month).last_day), person__in=rows.values("person"))
    groups = dict(here.values_list("person__code", "duty_group"))
    found: Found = []
    for row in rows:
        if row.person is None:
            continue
        sheet, vetoes, source = _evaluated(row)
        person, group = row.person, groups.get(row.person.code, "")
        inputs = {**source, "duty_group": group} if group else source
        subject = Subject(person.code, person.full_name, row.unit.code, row.cluster_code, group, inputs)
        found.append((subject, sheet, vetoes))
    return found


def taking_part(month: CampaignMonth) -> list[Participation]:
    """Participations that cover a month."""
    rows = Participation.objects.filter(campaign_id=month.campaign_id, from_month__lte=month.month).select_related(
        "unit"
    )
    return [row for row in rows if not row.to_month or row.to_month >= month.month]


def _month_of(event: MonthClosed) -> CampaignMonth:
    rows = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme")
    return rows.get(pk=event.month_id)


@transaction.atomic
def rank_units(event: MonthClosed, at: datetime) -> Ranking | None:
    """Rank the units of a closed month: their appraised sheets and the counts of the survey."""
    month = _month_of(event)
    _hold(month.campaign_id)
    return _compute_and_record(month.campaign, month, Ranking.UNITS, at)


@transaction.atomic
def rank_people(event: MonthClosed, at: datetime) -> Ranking | None:
    """Rank the people of a closed month who have an evaluation."""
    month = _month_of(event)
    _hold(month.campaign_id)
    return _compute_and_record(month.campaign, month, Ranking.PEOPLE, at)


def _hold(campaign: Any) -> Campaign:
    """Rankings of one campaign come one after the other: its closing ranks a month that its own reaction is about to rank."""
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("unit_scheme", "person_scheme").get(pk=campaign)


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


def _years(campaign: Campaign, subjects: str, sources: Sequence[Ranking]) -> dict[str, _Year]:
    """Subjects as they were last, with their months from the frozen rankings; those of a unit that ended count for who
    took over from it, and the unit itself is not ranked any more."""
    rows = Standing.objects.filter(ranking__in=sources).select_related("ranking__month")
    rows = rows.order_by("ranking__month__month")
    last = {
        row.subject: Subject(row.subject, row.name, row.unit_code, row.cluster_code, row.inputs.get("duty_group", ""))
        for row in rows
    }
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


def months_rankings(campaign: Campaign, subjects: str, *, shadows: bool = False) -> list[Ranking]:
    """The rankings of the months that are in force; with ``shadows`` a revision that waits goes before them."""
    wanted = (*IN_FORCE, states.SHADOW) if shadows else IN_FORCE
    rows = Ranking.objects.filter(campaign=campaign, subjects=subjects, month__isnull=False, state__in=wanted)
    return list(
        {row.month_id: row for row in rows.order_by("month__month", "revision").defer("inputs", "changes")}.values()
    )


def compute_campaign(campaign: Campaign, subjects: str, *, shadows: bool = False) -> Computed | None:
    """The ranking of a closed campaign from its months; None without a scheme for these subjects."""
    version = version_of(campaign, subjects)
    if version is None:
        return None
    names = list(campaign.months.values_list("month", flat=True))
    sources = months_rankings(campaign, subjects, shadows=shadows)
    years = _years(campaign, subjects, sources)
    found = service_times.of_year(campaign, years.keys()) if subjects == Ranking.PEOPLE else service_times.NOTHING
    served = found.matters
    for code, one in served.items():
        years[code].vetoes.update(one.vetoes)
        years[code].subject.inputs["service"] = one.to_data()
    result = engine.rank_campaign(
        scheme_of(version),
        {code: year.months(names) for code, year in years.items()},
        groups={code: year.subject.groups for code, year in years.items()},
        vetoes={code: year.vetoes for code, year in years.items()},
        exempt=[code for code, one in served.items() if one.exempt],
        service=found.minimum,
        **applied(campaign.pk, subjects, {code: year.subject.groups for code, year in years.items()}),
    )
    for year in years.values():
        months = {month: score.to_data() if score else None for month, score in year.months(names).items()}
        year.subject.inputs.update(months=months, vetoes=sorted(year.vetoes), inherited=year.inherited())
    who = {code: year.subject for code, year in years.items()}
    return Computed(campaign, None, subjects, result, who, sources)


@transaction.atomic
def rank_campaign(event: CampaignClosed, at: datetime) -> None:
    """The rankings of units and of people over the whole campaign, from the frozen months. A month that nobody has ranked
    yet is ranked first: a campaign may close before the reaction to its last month has come."""
    campaign = _hold(event.campaign)
    for subjects in (Ranking.UNITS, Ranking.PEOPLE):
        for month in campaign.months.select_related("campaign__unit_scheme", "campaign__person_scheme"):
            _compute_and_record(campaign, month, subjects, at)
        _compute_and_record(campaign, None, subjects, at)


def version_of(campaign: Campaign, subjects: str) -> SchemeVersion | None:
    """The scheme by which a campaign ranks these subjects."""
    return campaign.unit_scheme if subjects == Ranking.UNITS else campaign.person_scheme


def replay(ranking: Ranking) -> engine.Ranking | None:
    """The ranking computed again from the inputs that it keeps; an honest one comes out with the stored digests."""
    version = version_of(ranking.campaign, ranking.subjects)
    return engine.replay(scheme_of(version), unpacked(ranking.inputs)) if version else None
