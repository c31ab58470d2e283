"""Acts on survey answers that another system collected, and the counting of all: once per key, into six counters."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from emulation import months, rollups
from emulation.events import SurveyAnswersCounted
from emulation.models import Campaign, CampaignMonth, Participation, SurveyAnswer
from emulation.models.surveys import scored_tallies
from emulation.rules.access import COLLECTS_SURVEYS
from emulation.rules.surveys import WEIGHTS, Tally
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem
from kernel.text import gettext_noop

LIMIT = 2000
_ADD = """
INSERT INTO emulation_surveytally AS t
  (id, authority_id, month_id, unit_id, item, version_id, channel, weight, no_opinion, n1, n2, n3, n4, n5)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (month_id, unit_id, item, version_id, channel) DO UPDATE SET
  no_opinion = t.no_opinion + excluded.no_opinion, n1 = t.n1 + excluded.n1, n2 = t.n2 + excluded.n2,
  n3 = t.n3 + excluded.n3, n4 = t.n4 + excluded.n4, n5 = t.n5 + excluded.n5
"""


@dataclass(frozen=True)
class Asked:
    """What answers of one origin were asked, in the order of their marks, and what they weigh."""

    items: Sequence[str]
    version: str | None = None
    channel: str = ""
    weight: int = WEIGHTS


@dataclass(frozen=True)
class Answer:
    """One sheet: ``marks`` by item code, 1–5 or None for no opinion. ``key`` is what the sender calls it."""

    key: str
    unit: str
    answered_on: date
    channel: str
    marks: Mapping[str, int | None]


def _takes_part(entry: Participation | None, month: str) -> bool:
    return entry is not None and entry.from_month <= month and (not entry.to_month or month <= entry.to_month)


def _problems(answers: Sequence[Answer], items: Sequence[str], units: Mapping[str, Participation]) -> Iterable[Problem]:
    for index, answer in enumerate(answers):
        path = f"answers[{index}]"
        if not _takes_part(units.get(answer.unit), f"{answer.answered_on:%Y-%m}"):
            message = gettext_noop("Không có đơn vị %(code)s trong phong trào tháng này.")
            yield Problem("survey.unknown_unit", message, f"{path}.unit", {"code": answer.unit})
        for item in sorted(set(answer.marks) - set(items)):
            message = gettext_noop("Khảo sát không có câu hỏi %(item)s.")
            yield Problem("survey.unknown_item", message, f"{path}.marks.{item}", {"item": item})
        for item, mark in answer.marks.items():
            if mark is not None and mark not in range(1, 6):
                message = gettext_noop("Mức trả lời phải từ 1 đến 5, hoặc bỏ trống khi không có ý kiến.")
                yield Problem("survey.bad_mark", message, f"{path}.marks.{item}")


_INSERT = """
INSERT INTO emulation_surveyanswer (id, authority_id, campaign_id, month_id, unit_id, version_id, counter_id, procedure_id,
  key, marks, channel, answered_on)
SELECT id, %s, %s, month_id, unit_id, version_id, counter_id, procedure_id, key, marks, channel, answered_on
FROM jsonb_to_recordset(%s::jsonb) AS fresh (id uuid, month_id uuid, unit_id uuid, version_id uuid, counter_id uuid,
  procedure_id uuid, key text, marks smallint[], channel text, answered_on date)
ON CONFLICT (campaign_id, key) DO NOTHING RETURNING id
"""
_COLUMNS = (
    "id", "month_id", "unit_id", "version_id", "counter_id", "procedure_id", "key", "marks", "channel", "answered_on",
)  # fmt: skip


def store(campaign: Campaign, rows: Sequence[SurveyAnswer]) -> list[SurveyAnswer]:
    """Insert what is not there yet; answers what was really inserted. As one document, which costs a fourth of what the
    mapper takes for thousands of rows."""
    values = [{name: getattr(row, name) for name in _COLUMNS} for row in rows]
    document = json.dumps(values, cls=DjangoJSONEncoder)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [campaign.authority_id, campaign.pk, document])
        stored = {str(id_) for (id_,) in cursor.fetchall()}
    return [row for row in rows if str(row.pk) in stored]


Origin = tuple[str | None, str]


def origin(row: SurveyAnswer) -> Origin:
    """Version and channel of an answer."""
    return (str(row.version_id) if row.version_id else None, row.channel)


def tally_up(rows: Iterable[SurveyAnswer], asked: Mapping[Origin, Asked]) -> None:
    """Add to the counters, always in the same order, so that two deliveries never wait for each other in a ring."""
    counted: Counter[tuple[str, str, str, str, str, int, int]] = Counter()
    authority = ""
    for row in rows:
        authority, told = row.authority_id, asked[origin(row)]
        place, kind = (str(row.month_id), str(row.unit_id)), (told.version or "", told.channel, told.weight)
        for item, mark in zip(told.items, row.marks, strict=True):
            counted[*place, item, *kind, mark or 0] += 1
    keys = sorted({key[:6] for key in counted})
    values: list[list[str | int | None]] = [
        [authority, month, unit, item, version or None, channel, weight]
        + [counted[month, unit, item, version, channel, weight, mark] for mark in range(6)]
        for month, unit, item, version, channel, weight in keys
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, values)


def _months(campaign: Campaign, answers: Sequence[Answer]) -> dict[str, CampaignMonth]:
    names = sorted({f"{answer.answered_on:%Y-%m}" for answer in answers})
    return {name: months.hold_open(str(campaign.pk), name, authority=campaign.authority_id) for name in names}


def touched(
    held: Mapping[str, CampaignMonth], rows: Sequence[SurveyAnswer], units: Mapping[str, Participation]
) -> dict[CampaignMonth, set[str]]:
    """Units by the month in which answers about them were counted."""
    codes = {entry.unit_id: code for code, entry in units.items()}
    return {month: {codes[row.unit_id] for row in rows if row.month_id == month.pk} for month in held.values()}


@transaction.atomic
def count(campaign_id: str, answers: Sequence[Answer], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Count answers of open months; answers (counted, repeated). All of a delivery or nothing of it.

    A key that was counted before is not counted again. Raises `Invalid` with every fault and its place.
    """
    if not by.roles_over(Place(by.authority)) & COLLECTS_SURVEYS:
        raise NotAllowed("survey.not_allowed", gettext_noop("Tài khoản này không được gửi kết quả khảo sát."))
    campaign = Campaign.objects.filter(pk=campaign_id, authority_id=by.authority).first()
    if campaign is None:
        raise Missing("campaign.missing", gettext_noop("Không có phong trào này."))
    if not 0 < len(answers) <= LIMIT:
        raise Invalid("survey.too_many", gettext_noop("Mỗi lần gửi từ 1 đến %(limit)s phiếu khảo sát."), limit=LIMIT)
    items = [item["code"] for item in campaign.survey]
    units = {row.unit.code: row for row in campaign.participations.select_related("unit")}
    problems = list(_problems(answers, items, units))
    if problems:
        raise Invalid(
            "survey.invalid",
            gettext_noop("Có %(count)s lỗi trong phiếu khảo sát, chưa ghi gì."),
            problems=problems,
            count=len(problems),
        )
    held = _months(campaign, answers)
    rows = [
        SurveyAnswer(
            authority_id=by.authority,
            campaign=campaign,
            month=held[f"{answer.answered_on:%Y-%m}"],
            unit_id=units[answer.unit].unit_id,
            key=answer.key,
            marks=[answer.marks.get(item) for item in items],
            channel=answer.channel,
            answered_on=answer.answered_on,
        )
        for answer in sorted(answers, key=lambda answer: answer.key)
    ]
    new = store(campaign, rows)
    tally_up(new, {key: Asked(items) for key in {origin(row) for row in new}})
    event = SurveyAnswersCounted(
        authority=by.authority, campaign=str(campaign.pk), counted=len(new), repeated=len(rows) - len(new)
    )
    if new:
        rollups.fold_surveys(campaign, touched(held, new, units))
        ledger.record(event, by=by, at=at)
    return len(new), len(rows) - len(new)


def tallies(month: CampaignMonth) -> Mapping[str, dict[str, Tally]]:
    """The counts of a month that scores are made from, by unit code and item: all channels together, each at its weight."""
    return scored_tallies(month)
