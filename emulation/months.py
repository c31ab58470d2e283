"""Acts on the months of a campaign: held open while something is written into them, closed exactly once."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from emulation.events import MonthClosed
from emulation.models import Campaign, CampaignMonth, Evaluation, Participation, SurveyTray
from emulation.rules import states
from emulation.rules.periods import is_late
from kernel import ledger
from kernel.actors import Actor, Place, system_actor
from kernel.errors import Missing, Problem, WrongState
from kernel.text import gettext_noop

_WITH_SCHEMES = CampaignMonth.objects.select_related("campaign__unit_scheme", "campaign__person_scheme").defer(
    "campaign__unit_scheme__definition", "campaign__person_scheme__definition"
)
"""Definitions are long, and a process that has read one knows it by its digest."""


def hold_open(campaign_id: str, month: str, *, authority: str) -> CampaignMonth:
    """Share-lock a month so that it cannot close before this transaction ends; many writers may hold it together.

    Raises `Missing` without such a month and `WrongState` when it is closed or its campaign does not run.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.id FROM emulation_campaignmonth m JOIN emulation_campaign c ON c.id = m.campaign_id"
            " WHERE c.id = %s::uuid AND c.authority_id = %s AND m.month = %s FOR SHARE",
            [str(campaign_id), authority, month],
        )
        held = cursor.fetchone()
    if held is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    row = _WITH_SCHEMES.get(pk=held[0])
    if row.state != states.OPEN:
        raise WrongState(
            "month.closed",
            gettext_noop("Tháng %(month)s đã kết thúc, không ghi thêm được nữa."),
            state=row.state,
            month=month,
        )
    if row.campaign.state != states.LAUNCHED:
        raise WrongState(
            "campaign.not_running",
            gettext_noop("Phong trào không ở trạng thái đang thực hiện."),
            state=row.campaign.state,
        )
    return row


def unappraised(month: CampaignMonth) -> int:
    """How many evaluations wait to be judged; those of units that ended before wait for nobody."""
    ended = Participation.objects.filter(campaign_id=month.campaign_id, to_month__gt="", to_month__lt=month.month)
    waiting = Evaluation.objects.filter(month=month, state__in=(states.SUBMITTED, states.CONFIRMED, states.ASSESSED))
    return waiting.exclude(person=None, unit__in=ended.values("unit")).count()


def closing_problems(month: CampaignMonth, at: datetime) -> list[Problem]:
    """What keeps a month from being closed: its deadline is not over, or evaluations wait to be appraised."""
    problems = []
    if not is_late(at, month.deadline):
        problems.append(
            Problem(
                "month.deadline_ahead",
                gettext_noop("Chưa hết hạn nộp của tháng %(month)s."),
                month.month,
                {"month": month.month},
            )
        )
    waiting = unappraised(month)
    if waiting:
        problems.append(
            Problem(
                "month.unappraised",
                gettext_noop("Tháng %(month)s còn %(count)s phiếu đánh giá chưa thẩm định."),
                month.month,
                {"month": month.month, "count": waiting},
            )
        )
    in_tray = SurveyTray.objects.filter(campaign=month.campaign_id)
    if in_tray.filter(answered_on__year=int(month.month[:4]), answered_on__month=int(month.month[5:])).exists():
        message = gettext_noop("Tháng %(month)s còn phiếu khảo sát đang được cộng; thử lại sau một phút.")
        problems.append(Problem("month.answers_waiting", message, month.month, {"month": month.month}))
    return problems


@transaction.atomic
def close(campaign_id: str, month: str, *, by: Actor, at: datetime) -> CampaignMonth:
    """Close a month. Its sheets and survey counts are frozen from here on. A closed month answers itself, unchanged."""
    row = (
        CampaignMonth.objects.select_for_update()
        .filter(campaign_id=campaign_id, month=month, authority_id=by.authority)
        .first()
    )
    if row is None:
        raise Missing("month.missing", gettext_noop("Phong trào không có tháng %(month)s."), month=month)
    roles = by.roles_over(Place(by.authority))
    if row.state == states.CLOSED and states.MONTH.possible(states.OPEN, roles):
        return row
    target = states.MONTH.step(row.state, "close", roles)
    if Campaign.objects.get(pk=campaign_id).state != states.LAUNCHED:
        raise WrongState(
            "campaign.not_running", gettext_noop("Phong trào không ở trạng thái đang thực hiện."), state=row.state
        )
    problems = closing_problems(row, at)
    if problems:
        raise WrongState(
            "month.not_closable",
            gettext_noop("Chưa thể kết thúc tháng %(month)s."),
            state=row.state,
            may=states.MONTH.possible(row.state, roles),
            problems=problems,
            month=month,
        )
    row.state, row.closed_at = target, at
    row.save(update_fields=["state", "closed_at"])
    event = MonthClosed(authority=by.authority, month_id=str(row.pk), campaign=str(campaign_id), month=month)
    ledger.record(event, by=by, at=at)
    return row


def due(at: datetime) -> list[CampaignMonth]:
    """Open months of running campaigns whose closing time is over (to the end of its second), oldest first."""
    over = at - timedelta(seconds=1)
    rows = CampaignMonth.objects.filter(state=states.OPEN, closes_at__lte=over, campaign__state=states.LAUNCHED)
    return list(rows.order_by("closes_at", "id"))


def close_due(*, at: datetime) -> int:
    """Close every month that is due and can be closed; answers how many. Those with unappraised evaluations stay due."""
    closed = 0
    for row in due(at):
        if not closing_problems(row, at):
            close(str(row.campaign_id), row.month, by=system_actor(row.authority_id), at=at)
            closed += 1
    return closed
