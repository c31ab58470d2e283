"""The collector: answers that wait in the tray are counted, parted from their hour and order, and put away."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction

from emulation import months, rollups, surveys
from emulation.events import SurveyAnswersCounted
from emulation.models import (
    Campaign,
    CampaignMonth,
    SurveyAnswer,
    SurveyComment,
    SurveyTray,
    SurveyVersion,
)
from emulation.rules.periods import Month, local_date
from emulation.survey_forms import form_of
from emulation.surveys import Asked
from kernel import ledger
from kernel.actors import system_actor
from kernel.errors import Missing, WrongState

PORTION = 5000
BLENDED_DAYS = 15
"""How far back answers are rewritten each night: as far as a kiosk may be late."""
_BEAT = """
INSERT INTO emulation_surveypulse AS p (id, authority_id, version_id, unit_id, counter_id, channel, day, hour, repeated, answers)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, 1)
ON CONFLICT (version_id, unit_id, counter_id, channel, day, hour) DO UPDATE SET answers = p.answers + 1,
  repeated = p.repeated + excluded.repeated
"""
_BLEND = """
UPDATE emulation_surveyanswer a SET answered_on = a.answered_on
FROM (SELECT id FROM emulation_surveyanswer WHERE version_id IS NOT NULL AND answered_on >= %s AND answered_on < %s
  ORDER BY random()) mixed
WHERE a.id = mixed.id
"""


def collect(*, at: datetime) -> int:
    """Count what waits, each campaign in a transaction of its own; answers how many answers were counted."""
    waiting = SurveyTray.objects.order_by("campaign").values_list("campaign", flat=True).distinct()
    return sum(_collect(str(campaign), at=at) for campaign in waiting)


@transaction.atomic
def _collect(campaign_id: str, *, at: datetime) -> int:
    """A row that somebody else is taking is left to them. Answers of a month that is closed count in the present one; while
    the campaign is suspended they wait."""
    campaign = Campaign.objects.select_related("unit_scheme").get(pk=campaign_id)
    rows = SurveyTray.objects.select_for_update(skip_locked=True).filter(campaign=campaign).order_by("id")
    taken = list(rows[:PORTION])
    held = _hold(campaign, {f"{row.answered_on:%Y-%m}" for row in taken}, at)
    placed = [(row, held[month]) for row in taken if (month := f"{row.answered_on:%Y-%m}") in held]
    if not placed:
        return 0
    versions = SurveyVersion.objects.in_bulk({row.version_id for row, _ in placed})
    fresh = {
        row.key: (row, _answer(row, month)) for row, month in placed
    }  # the tray has one row of a key, the answers perhaps another
    new = surveys.store(campaign, [answer for _, answer in fresh.values()])
    asked = {surveys.origin(answer): _asked(versions[answer.version_id], answer.channel) for answer in new}
    surveys.tally_up(new, asked)
    _keep_texts(fresh[answer.key] for answer in new)
    _beat(fresh[answer.key][0] for answer in new)
    SurveyTray.objects.filter(pk__in=[row.pk for row, _ in placed]).delete()
    if new:
        units = {entry.unit.code: entry for entry in campaign.participations.select_related("unit")}
        rollups.fold_surveys(campaign, surveys.touched(held, new, units))
        told = SurveyAnswersCounted(
            authority=campaign.authority_id,
            campaign=campaign_id,
            counted=len(new),
            repeated=len(placed) - len(new),
        )
        ledger.record(told, by=system_actor(campaign.authority_id), at=at)
    return len(new)


def _hold(campaign: Campaign, names: Collection[str], at: datetime) -> dict[str, CampaignMonth]:
    """By the month in which answers were given, the month in which they count, held open; none where there is none."""
    found = {}
    present = str(Month.of(local_date(at)))
    for name in sorted(names):
        month = _held(campaign, name) or _held(campaign, present)
        if month:
            found[name] = month
    return found


def _held(campaign: Campaign, name: str) -> CampaignMonth | None:
    try:
        return months.hold_open(str(campaign.pk), name, authority=campaign.authority_id)
    except (Missing, WrongState):
        return None


def _answer(row: SurveyTray, month: CampaignMonth) -> SurveyAnswer:
    """Under an id that is chance once more."""
    return SurveyAnswer(
        authority_id=row.authority_id,
        campaign_id=row.campaign_id,
        month=month,
        unit_id=row.unit_id,
        version_id=row.version_id,
        counter_id=row.counter_id,
        procedure_id=row.procedure_id,
        key=row.key,
        marks=row.marks,
        channel=row.channel,
        answered_on=row.answered_on,
    )


def _asked(version: SurveyVersion, channel: str) -> Asked:
    form = form_of(version)
    return Asked([item.code for item in form.scale], str(version.pk), channel, form.channels[channel])


def _keep_texts(rows: Iterable[tuple[SurveyTray, SurveyAnswer]]) -> None:
    texts = [
        SurveyComment(
            authority_id=tray.authority_id,
            version_id=tray.version_id,
            month_id=answer.month_id,
            unit_id=tray.unit_id,
            item=item,
            text=text,
        )
        for tray, answer in rows
        for item, text in tray.texts.items()
    ]
    SurveyComment.objects.bulk_create(sorted(texts, key=lambda text: text.pk))


def _beat(rows: Iterable[SurveyTray]) -> None:
    """Count by hour, always in the same order; paper has no hour."""
    values = [
        [
            *(row.authority_id, row.version_id, row.unit_id, row.counter_id, row.channel, row.answered_on, row.hour),
            int(row.repeated),
        ]
        for row in rows
        if row.hour is not None
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_BEAT, sorted(values, key=repr))


def blend(*, at: datetime) -> int:
    """Write the answers of past days once more, in one transaction and in an order of chance: from then on not even what the
    database notes of its own rows (which transaction wrote them, in which place) tells one answer of a day from another."""
    today = local_date(at)
    with connection.cursor() as cursor:
        cursor.execute(_BLEND, [today - timedelta(days=BLENDED_DAYS), today])
        return int(cursor.rowcount)
