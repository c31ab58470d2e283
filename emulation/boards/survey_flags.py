"""Reads for the committee: the flags that a month's survey answers show, and what became of them; nobody else's to see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from emulation import survey_exclusions, visibility, work_calendars
from emulation.boards.campaigns import find, find_month
from emulation.models import (
    Campaign,
    CampaignMonth,
    ServiceCounter,
    SurveyAnswer,
    SurveyCodeBatch,
    SurveyComment,
    SurveyExclusion,
    SurveyPulse,
)
from emulation.rules import states
from emulation.rules.periods import Month, local_date
from emulation.rules.policies import parse_policy
from emulation.rules.survey_checks import Evidence, flags
from emulation.rules.survey_flags import CodeSheet, Flag, FlagPolicy, Hourly, Kept, Wrote, folded
from emulation.rules.survey_groups import ANY, Group
from kernel.actors import Actor
from kernel.errors import NotAllowed
from kernel.text import gettext_noop

OPEN = (states.PROPOSED, states.EXCLUDED)


@dataclass(frozen=True)
class FlagRow:
    """A flag with the name of its unit and the exclusion that covers it, if one waits or is in force."""

    flag: Flag
    unit_name: str
    exclusion: SurveyExclusion | None


@dataclass(frozen=True)
class FlagsBoard:
    """``exclusions`` are all of the month; ``may_propose`` offers the form; ``units`` has names by code."""

    campaign: Campaign
    month: CampaignMonth
    policy: FlagPolicy
    flags: list[FlagRow]
    exclusions: list[SurveyExclusion]
    units: dict[str, str]
    may_propose: bool


def require_committee(by: Actor) -> None:
    """Who sees the flags: those who see every unit's figures. A unit that knew the limits would know how to stay below them."""
    if not visibility.holds(by, visibility.WHOLE):
        message = gettext_noop("Dấu hiệu bất thường của khảo sát chỉ dành cho Hội đồng, thường trực và đoàn kiểm tra.")
        raise NotAllowed("survey_flags.not_allowed", message)


def month(campaign_id: str, name: str, *, by: Actor) -> FlagsBoard:
    """Every flag of a month, found anew from what is kept. Raises `NotAllowed` for all but the committee and inspectors."""
    campaign = find(campaign_id, by=by)
    require_committee(by)
    row = find_month(campaign, name)
    policy = parse_policy(campaign.policy).survey_flags or FlagPolicy()
    calendar = work_calendars.calendar_of(str(campaign.authority_id))
    found = flags(evidence(row), policy, calendar.is_working)
    exclusions = list(row.survey_exclusions.select_related("unit", "proposed_by", "decided_by", "restored_by"))
    names = dict(campaign.participations.order_by("unit_name").values_list("unit__code", "unit_name"))
    return FlagsBoard(
        campaign=campaign,
        month=row,
        policy=policy,
        flags=[
            FlagRow(flag, names.get(flag.group.unit, flag.group.unit), _about(flag.group, exclusions)) for flag in found
        ],
        exclusions=exclusions,
        units=names,
        may_propose=survey_exclusions.may_propose(by) and campaign.state not in (states.DRAFT, states.CANCELLED),
    )


def of_group(campaign_id: str, name: str, group: Group, *, by: Actor) -> list[Flag]:
    """The flags that exactly this group shows: what stands with a proposal."""
    return [row.flag for row in month(campaign_id, name, by=by).flags if row.flag.group == group]


def evidence(month: CampaignMonth) -> Evidence:
    """What is kept of a month, as far as it counts; pulses count arrivals and stay."""
    return Evidence(
        answers=list(_answers(month)), hours=list(_hours(month)), texts=list(_texts(month)), sheets=list(_sheets(month))
    )


def _answers(month: CampaignMonth) -> Iterable[Kept]:
    rows = SurveyAnswer.objects.filter(month=month, exclusion=None).order_by()
    for unit, channel, counter, day, marks in rows.values_list(
        "unit__code", "channel", "counter__code", "answered_on", "marks"
    ):
        yield Kept(unit, channel, counter or "", day.isoformat(), tuple(mark or 0 for mark in marks))


def _days(month: CampaignMonth) -> Q:
    first, last = Month.parse(month.month).first_day, Month.parse(month.month).last_day
    return Q(day__gte=first, day__lte=last)


def _hours(month: CampaignMonth) -> Iterable[Hourly]:
    rows = SurveyPulse.objects.filter(_days(month), version__survey__campaign=month.campaign_id)
    for unit, channel, counter, day, hour, answers, repeated in rows.values_list(
        "unit__code", "channel", "counter__code", "day", "hour", "answers", "repeated"
    ):
        yield Hourly(unit, channel, counter or "", day.isoformat(), hour, answers, repeated)


def _texts(month: CampaignMonth) -> Iterable[Wrote]:
    for unit, text in SurveyComment.objects.filter(month=month).values_list("unit__code", "text"):
        yield Wrote(unit, folded(text))


def _sheets(month: CampaignMonth) -> Iterable[CodeSheet]:
    """Of codes that were issued in this month; links go to people in no order."""
    rows = SurveyCodeBatch.objects.filter(survey__campaign=month.campaign_id, kind="code").select_related(
        "unit", "counter"
    )
    for row in rows:
        if f"{local_date(row.issued_at):%Y-%m}" == month.month:
            counter = row.counter.code if row.counter else ""
            yield CodeSheet(row.unit.code, counter, row.label, spent_places(bytes(row.spent)))


def spent_places(bits: bytes) -> tuple[int, ...]:
    """Places on the sheet whose bit is set, as PostgreSQL's ``set_bit`` numbers them: the lowest bit of a byte first."""
    return tuple(8 * byte + bit for byte, value in enumerate(bits) for bit in range(8) if value >> bit & 1)


def _about(group: Group, exclusions: Sequence[SurveyExclusion]) -> SurveyExclusion | None:
    """The exclusion that waits or is in force and covers the whole group; the newest."""
    for row in reversed(exclusions):
        own = survey_exclusions.group_of(row)
        covers = (
            own.unit == group.unit
            and own.channel in (ANY, group.channel)
            and own.counter in ("", group.counter)
            and own.day in ("", group.day)
        )
        if covers and row.state in OPEN:
            return row
    return None


def counters_of(campaign: Campaign) -> list[ServiceCounter]:
    """Counters of the units that take part, to choose from."""
    rows = ServiceCounter.objects.filter(unit__in=campaign.participations.values("unit")).select_related("unit")
    return list(rows.order_by("unit__code", "code"))
