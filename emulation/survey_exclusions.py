"""Acts that leave a group of survey answers out of the figures: proposed by one, decided by another, brought back by an act too."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from emulation import delegations, people, rollups
from emulation.events import (
    SurveyAnswersExcluded,
    SurveyAnswersRestored,
    SurveyExclusionDeclined,
    SurveyExclusionProposed,
)
from emulation.models import Campaign, CampaignMonth, Participation, SurveyAnswer, SurveyExclusion, SurveyVersion
from emulation.rules import states
from emulation.rules.access import INSPECTOR, STANDING_OFFICER
from emulation.rules.periods import local_date
from emulation.rules.survey_flags import Flag
from emulation.rules.survey_groups import ANY, LEAST_GROUP, Group, group_problems
from emulation.survey_forms import form_of
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs

PROPOSERS = frozenset({STANDING_OFFICER, INSPECTOR})
LONGEST_REASON = 2000
Marks = Mapping[tuple[str, str, str], Counter[int]]
_MOVE = """
UPDATE emulation_surveytally SET no_opinion = no_opinion + %s, n1 = n1 + %s, n2 = n2 + %s, n3 = n3 + %s, n4 = n4 + %s,
  n5 = n5 + %s
WHERE month_id = %s AND unit_id = %s AND item = %s AND version_id IS NOT DISTINCT FROM %s::uuid AND channel = %s
"""


def may_propose(by: Actor) -> bool:
    return bool(by.roles_over(Place(by.authority)) & PROPOSERS)


def require_sense(month: CampaignMonth) -> None:
    """Raise `WrongState` where nothing is counted: a draft has no answers, a cancelled campaign no results. In a month that is
    closed the answers may still be found wanting; its ranking is then revised, as after a correction."""
    if month.campaign.state in (states.DRAFT, states.CANCELLED):
        message = gettext_noop("Chỉ loại phiếu khảo sát của phong trào đã phát động và không bị hủy.")
        raise WrongState("exclusion.nothing_counted", message, state=month.campaign.state)


def _month(authority: str, campaign: str, month: str) -> CampaignMonth:
    rows = CampaignMonth.objects.select_related("campaign")
    row = rows.filter(campaign_id=campaign, month=month, authority_id=authority).first()
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    require_sense(row)
    return row


def _required(reason: str) -> str:
    text = paragraphs(reason)
    code, message = "exclusion.reason_needed", gettext_noop("Hãy ghi lý do.")
    if len(text) > LONGEST_REASON:
        code, message = "exclusion.too_long", gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
    if not text or len(text) > LONGEST_REASON:
        about = {"longest": LONGEST_REASON}
        raise Invalid(code, message, problems=[Problem(code, message, "reason", about)], **about)
    return text


def _require_distance(authority: str, unit: str, *, by: Actor, at: datetime) -> None:
    """Nobody decides about the answers on their own unit."""
    if by.persons & {one.person.code for one in people.posted(authority, unit, local_date(at))}:
        message = gettext_noop("Không ai được đề nghị hoặc quyết định về phiếu khảo sát của đơn vị mình.")
        raise NotAllowed("exclusion.own_unit", message)


def answers_of(month: CampaignMonth, group: Group) -> QuerySet[SurveyAnswer]:
    """The answers of a group that count."""
    rows = SurveyAnswer.objects.filter(month=month, unit__code=group.unit, exclusion=None)
    if group.channel != ANY:
        rows = rows.filter(channel=group.channel)
    if group.counter:
        rows = rows.filter(counter__code=group.counter)
    return rows.filter(answered_on=date.fromisoformat(group.day)) if group.day else rows


def group_of(row: SurveyExclusion) -> Group:
    return Group(row.unit.code, row.channel, row.counter, row.day.isoformat() if row.day else "")


def _require_enough(count: int) -> None:
    if count < LEAST_GROUP:
        message = gettext_noop(
            "Nhóm này có %(count)s phiếu đang được tính; chỉ loại theo nhóm từ %(least)s phiếu, không chọn từng ý kiến."
        )
        about = {"count": count, "least": LEAST_GROUP}
        problem = Problem("exclusion.too_few", message, "unit", about)
        raise Invalid("exclusion.too_few", message, problems=[problem], **about)


def _require_group(month: CampaignMonth, group: Group) -> Participation:
    problems = group_problems(group, month.month)
    entry = month.campaign.participations.filter(unit__code=group.unit).select_related("unit").first()
    if entry is None and group.unit:
        message = gettext_noop("Đơn vị %(unit)s không tham gia phong trào; hãy kiểm tra lại mã.")
        problems.append(Problem("exclusion.unknown_unit", message, "unit", {"unit": group.unit}))
    if problems or entry is None:
        message = gettext_noop("Có %(count)s chỗ chưa đúng, chưa ghi gì.")
        raise Invalid("exclusion.invalid", message, problems=problems, count=len(problems))
    _require_enough(answers_of(month, group).count())
    return entry


@transaction.atomic
def propose(
    campaign_id: str, month: str, group: Group, *, reason: str, flags: Sequence[Flag] = (), by: Actor, at: datetime
) -> SurveyExclusion:
    """Propose to leave a group of answers out, with the reason and the flags that it shows. Nothing changes before somebody else
    decides; repeated, it answers the same. Raises `Invalid` for a group that is none or has too few answers."""
    if not may_propose(by):
        message = gettext_noop("Chỉ chuyên viên thường trực hoặc đoàn kiểm tra đề nghị loại phiếu khảo sát.")
        raise NotAllowed("exclusion.not_allowed", message)
    held = _month(by.authority, campaign_id, month)
    entry = _require_group(held, group)
    _require_distance(by.authority, group.unit, by=by, at=at)
    text = _required(reason)
    where = {"channel": group.channel, "counter": group.counter, "day": group.day or None}
    known = SurveyExclusion.objects.filter(month=held, unit=entry.unit_id, state=states.PROPOSED, **where).first()
    if known:
        if str(known.proposed_by_id) == by.account and known.reason == text:
            return known
        message = gettext_noop("Nhóm phiếu này đang có một đề nghị chờ quyết định.")
        raise WrongState("exclusion.waits", message, state=states.PROPOSED, may=("exclude", "decline"))
    row = SurveyExclusion.objects.create(
        authority_id=by.authority,
        campaign_id=held.campaign_id,
        month=held,
        unit_id=entry.unit_id,
        reason=text,
        flags=[flag.to_data() for flag in flags],
        proposed_by_id=by.account,
        proposed_at=at,
        **where,
    )
    event = SurveyExclusionProposed(
        authority=by.authority,
        exclusion=str(row.pk),
        campaign=str(held.campaign_id),
        month=month,
        **group.to_data(),
        flags=sorted({flag.kind for flag in flags}),
        reason=text,
    )
    ledger.record(event, by=by, at=at)
    return row


def hold(exclusion_id: str, *, by: Actor) -> SurveyExclusion:
    """The exclusion, locked, with its month share-locked, which so cannot close meanwhile. Raises `Missing`."""
    rows = SurveyExclusion.objects.filter(pk=exclusion_id, authority_id=by.authority)
    month = rows.values_list("month", flat=True).first()
    if month is None:
        raise Missing("exclusion.missing", gettext_noop("Không có đề nghị loại phiếu này."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM emulation_campaignmonth WHERE id = %s FOR SHARE", [month])
    row = rows.select_for_update(of=("self",)).select_related(
        "unit", "month__campaign__unit_scheme", "month__campaign__person_scheme"
    )
    return row.get()


def _step(row: SurveyExclusion, act: str, *, by: Actor, at: datetime) -> str:
    """The state after the act. Raises `NotAllowed` for who took the step before and for the unit's own people."""
    after = states.SURVEY_EXCLUSION.step(row.state, act, by.roles_over(Place(by.authority)))
    proposed = row.state == states.PROPOSED
    before, done = (
        (row.proposed_by_id, SurveyExclusionProposed) if proposed else (row.decided_by_id, SurveyAnswersExcluded)
    )
    if delegations.same_hands(by, row.pk, done, before):
        message = gettext_noop("Người đã làm bước trước không được tự quyết định bước này; phải là người khác.")
        raise NotAllowed("exclusion.four_eyes", message)
    _require_distance(by.authority, row.unit.code, by=by, at=at)
    require_sense(row.month)
    return after


@transaction.atomic
def exclude(exclusion_id: str, *, note: str = "", by: Actor, at: datetime) -> SurveyExclusion:
    """Leave the answers of the group out that are there now; what comes later counts. Counters, live board and rollups follow in
    this transaction; where the month is closed its ranking is revised instead, in the shadow."""
    row = hold(exclusion_id, by=by)
    row.state = _step(row, "exclude", by=by, at=at)
    row.answers = answers_of(row.month, group_of(row)).update(exclusion=row)
    _require_enough(row.answers)
    row.decided_by_id, row.decided_at, row.decision_reason = by.account, at, paragraphs(note)
    row.save(update_fields=["state", "answers", "decided_by", "decided_at", "decision_reason"])
    _move(row, -1)
    ledger.record(
        SurveyAnswersExcluded(**_told(row), reason=row.reason, asked_by=str(row.proposed_by_id)), by=by, at=at
    )
    return row


@transaction.atomic
def decline(exclusion_id: str, *, reason: str, by: Actor, at: datetime) -> SurveyExclusion:
    """Turn a proposal down; the answers count on. Who proposed it may take it back so."""
    row = hold(exclusion_id, by=by)
    row.state = states.SURVEY_EXCLUSION.step(row.state, "decline", by.roles_over(Place(by.authority)))
    _require_distance(by.authority, row.unit.code, by=by, at=at)
    row.decided_at, row.decision_reason = at, _required(reason)
    row.decided_by_id = None if str(row.proposed_by_id) == by.account else by.account
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    event = SurveyExclusionDeclined(authority=by.authority, exclusion=str(row.pk), reason=row.decision_reason)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def restore(exclusion_id: str, *, reason: str, by: Actor, at: datetime) -> SurveyExclusion:
    """Bring back what was left out, all of it; by somebody else than who decided."""
    row = hold(exclusion_id, by=by)
    row.state = _step(row, "restore", by=by, at=at)
    row.restored_by_id, row.restored_at, row.restore_reason = by.account, at, _required(reason)
    row.save(update_fields=["state", "restored_by", "restored_at", "restore_reason"])
    _move(row, 1)
    SurveyAnswer.objects.filter(exclusion=row).update(exclusion=None)
    ledger.record(SurveyAnswersRestored(**_told(row), reason=row.restore_reason, asked_by=by.account), by=by, at=at)
    return row


def _told(row: SurveyExclusion) -> dict[str, Any]:
    return {
        "authority": str(row.authority_id),
        "exclusion": str(row.pk),
        "campaign": str(row.campaign_id),
        "month": row.month.month,
        "unit": row.unit.code,
        "answers": row.answers,
    }


def _move(row: SurveyExclusion, sign: int) -> None:
    """Add the marks of the answers of an exclusion to the counters or take them off, in the order in which answers are counted,
    so that the two never wait for each other in a ring; then the boards of an open month."""
    counted = marks_of(SurveyAnswer.objects.filter(exclusion=row), row.month.campaign)
    with connection.cursor() as cursor:
        cursor.executemany(
            _MOVE,
            [
                [*(sign * counts[mark] for mark in range(6)), row.month_id, row.unit_id, item, version or None, channel]
                for (item, version, channel), counts in sorted(counted.items())
            ],
        )
    if row.month.state == states.OPEN:
        rollups.fold_surveys(row.month.campaign, {row.month: {row.unit.code}})


def marks_of(rows: QuerySet[SurveyAnswer], campaign: Campaign) -> Marks:
    """How often each mark was given in these answers, by item, version and channel as the counters are kept."""
    kinds = rows.order_by().values_list("version", "channel", "marks").annotate(times=Count("pk"))
    found = [(str(version or ""), channel, marks, times) for version, channel, marks, times in kinds]
    items = _items(campaign, {version for version, _, _, _ in found if version})
    counted: dict[tuple[str, str, str], Counter[int]] = {}
    for version, channel, marks, times in found:
        for item, mark in zip(items[version], marks, strict=True):
            key = (item, version, channel if version else "")
            counted.setdefault(key, Counter())[mark or 0] += times
    return counted


def _items(campaign: Campaign, versions: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The questions in the order of the marks, by version; under the empty name those of other systems' answers."""
    rows = SurveyVersion.objects.filter(pk__in=set(versions))
    asked = {str(row.pk): [item.code for item in form_of(row).scale] for row in rows}
    return {**asked, "": [item["code"] for item in campaign.survey]}
