"""Reads for the first page: the campaigns that somebody knows of, what waits for them, and what they were told."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q

from emulation import inbox, units, visibility
from emulation.boards import assignments, award_errands, funds, waiting
from emulation.boards.errands import Errand, errands
from emulation.models import CampaignMonth, Evaluation, NoticeCopy, Participation
from emulation.rules import states
from emulation.rules.access import CLUSTER_DEPUTY, CLUSTER_LEAD, STANDING_OFFICER, UNIT_HEAD, UNIT_OFFICER
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import SUBJECTS
from kernel.actors import Actor

START, SUBMIT, CONFIRM, ASSESS, APPRAISE = "start", "submit", "confirm", "assess", "appraise"
UNITS, PEOPLE = SUBJECTS
NEWEST = 5


@dataclass(frozen=True)
class CampaignRow:
    id: str
    code: str
    name: str
    state: str
    starts_on: date | None
    ends_on: date | None
    months: int
    closed_months: int


@dataclass(frozen=True)
class Waiting:
    """So many evaluations of one open month on which the actor has the next word."""

    act: str
    count: int
    campaign: str
    campaign_name: str
    month: str
    deadline: datetime
    late: bool


@dataclass(frozen=True)
class HomeBoard:
    campaigns: list[CampaignRow]
    waiting: list[Waiting]
    notices: list[NoticeCopy]
    assignments: list[assignments.Waiting]
    errands: list[Errand]


def home(*, by: Actor, at: datetime) -> HomeBoard:
    on = local_date(at)
    chart = units.chart(by.authority, on)
    return HomeBoard(
        _campaigns(by),
        evaluations_waiting(by, chart, at),
        _notices(by),
        assignments.waiting(by=by, chart=chart, at=at),
        [
            *errands(by=by, chart=chart, at=at),
            *waiting.errands(by=by, chart=chart, at=at),
            *award_errands.errands(by=by, chart=chart),
            *funds.errands(by=by),
        ],
    )


def _campaigns(by: Actor) -> list[CampaignRow]:
    counted = visibility.campaigns(by).annotate(
        laid=Count("months"), done=Count("months", filter=Q(months__state=states.CLOSED))
    )
    return [
        CampaignRow(str(row.pk), row.code, row.name, row.state, row.starts_on, row.ends_on, row.laid, row.done)
        for row in counted.order_by("-starts_on", "code")
    ]


def _codes(by: Actor, chart: units.Chart, role: str) -> list[str]:
    return [unit.code for unit in chart.seen_by(by, {role})]


def next_word(by: Actor, chart: units.Chart) -> dict[str, Q]:
    """For each act the evaluations on which this actor has the next word: never their own, never what they handled."""
    head_of_unit = Q(of_head=True, state=states.SUBMITTED)
    own = Q(person__code__in=by.persons)
    unwritten = Q(state__in=(states.DRAFT, states.RETURNED))
    confirmable = Q(state=states.SUBMITTED, of_head=False, unit__code__in=_codes(by, chart, UNIT_HEAD))
    of_units = Q(campaign__policy__cluster_step__contains=[UNITS], person=None)
    of_people = Q(campaign__policy__cluster_step__contains=[PEOPLE], person__isnull=False)
    stepped = Q(campaign__policy__has_key="cluster_step") & (of_units | of_people)
    of_cluster = Q(unit__code__in={*_codes(by, chart, CLUSTER_LEAD), *_codes(by, chart, CLUSTER_DEPUTY)})
    if visibility.holds(by, {STANDING_OFFICER}):
        appraisable = Q(state=states.ASSESSED) | ((Q(state=states.CONFIRMED) | head_of_unit) & ~stepped)
    else:
        appraisable = Q(state=states.CONFIRMED, unit__code__in=_codes(by, chart, CLUSTER_LEAD)) & ~stepped
    submitted, confirmed, assessed = (
        ~Q(**{f"{stage}_by__in": by.accounts}) for stage in ("submitted", "confirmed", "assessed")
    )
    return {
        SUBMIT: unwritten & (Q(unit__code__in=_codes(by, chart, UNIT_OFFICER)) | own),
        CONFIRM: confirmable & submitted & ~own,
        ASSESS: (Q(state=states.CONFIRMED) | head_of_unit) & stepped & of_cluster & submitted & confirmed & ~own,
        APPRAISE: appraisable & submitted & confirmed & assessed & ~own,
    }


def evaluations_waiting(by: Actor, chart: units.Chart, at: datetime) -> list[Waiting]:
    """What waits for the actor in each open month, by act."""
    words = next_word(by, chart)
    open_ = Q(month__state=states.OPEN, campaign__state=states.LAUNCHED)
    counted = (
        visibility.evaluations(by, chart.on)
        .filter(open_)
        .values("month_id")
        .annotate(**{act: Count("pk", filter=word) for act, word in words.items()})
    )
    found: dict[Any, Any] = {row["month_id"]: row for row in counted}
    months = CampaignMonth.objects.filter(
        authority_id=by.authority,
        state=states.OPEN,
        campaign__state=states.LAUNCHED,
        month__lte=str(Month.of(chart.on)),
    ).select_related("campaign")
    unstarted = _unstarted(_codes(by, chart, UNIT_OFFICER), by.authority)
    rows = []
    for month in months.order_by("month", "campaign__code"):
        counts = {START: unstarted.get(str(month.pk), 0)} | {act: found.get(month.pk, {}).get(act, 0) for act in words}
        rows += [_line(act, count, month, at) for act, count in counts.items() if count]
    return rows


def _line(act: str, count: int, month: CampaignMonth, at: datetime) -> Waiting:
    return Waiting(
        act=act,
        count=count,
        campaign=str(month.campaign_id),
        campaign_name=month.campaign.name,
        month=month.month,
        deadline=month.deadline,
        late=at > month.deadline,
    )


def _unstarted(codes: list[str], authority: str) -> dict[str, int]:
    """By open month: how many of these units take part in it and have no sheet of their own yet."""
    if not codes:
        return {}
    months = CampaignMonth.objects.filter(authority_id=authority, state=states.OPEN, campaign__state=states.LAUNCHED)
    entries = list(
        Participation.objects.filter(unit__code__in=codes, campaign__state=states.LAUNCHED, authority_id=authority)
    )
    written = set(
        Evaluation.objects.filter(month__in=months, person=None, unit__code__in=codes).values_list(
            "month_id", "unit_id"
        )
    )
    counts: Counter[str] = Counter()
    for month in months:
        for entry in entries:
            covers = entry.from_month <= month.month and (not entry.to_month or entry.to_month >= month.month)
            if entry.campaign_id == month.campaign_id and covers and (month.pk, entry.unit_id) not in written:
                counts[str(month.pk)] += 1
    return dict(counts)


def _notices(by: Actor) -> list[NoticeCopy]:
    """The newest of one's inbox: what is unread first."""
    return list(inbox.copies(by).order_by(F("read_at").asc(nulls_first=True), "-at", "-id")[:NEWEST])
