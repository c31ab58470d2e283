"""What time does with citizens' feedback: tells who is above of missed limits, ends what was answered, deletes contacts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from emulation import bookings
from emulation.events import FeedbackContactsDeleted, FeedbackEscalated
from emulation.feedback import policy_of
from emulation.feedback_desk import shut, source_of
from emulation.models import CampaignMonth, Feedback, FeedbackContact
from emulation.rules import states
from emulation.rules.feedback import ANSWER, ROUTE, SEND, escalations
from emulation.rules.periods import Month, local_date
from emulation.work_calendars import calendar_of
from kernel import ledger
from kernel.actors import SYSTEM, system_actor
from kernel.text import gettext_noop

STAGES = {states.RECEIVED: ROUTE, states.ROUTED: ANSWER, states.ANSWERED: SEND}


def watch(*, at: datetime) -> int:
    """Do all that is due at a moment; answers how much was. Each item in a transaction of its own."""
    late = Feedback.objects.filter(state__in=STAGES, due__lt=at).values_list("pk", flat=True)
    over = Feedback.objects.filter(state=states.SENT, reopen_until__lt=at).values_list("pk", flat=True)
    done = [escalate(str(id_), at=at) for id_ in late] + [expire(str(id_), at=at) for id_ in over]
    return sum(done) + delete_contacts(at=at)


def _record(event: FeedbackEscalated | FeedbackContactsDeleted, at: datetime) -> None:
    ledger.record(event, by=system_actor(event.authority), at=at)


def _held(feedback_id: str) -> Feedback | None:
    rows = Feedback.objects.select_for_update(of=("self",), skip_locked=True).select_related("unit")
    return rows.filter(pk=feedback_id).first()


@transaction.atomic
def escalate(feedback_id: str, *, at: datetime) -> bool:
    """Tell who is to be told by now of a missed limit, each once; the first time it also costs what the scheme says."""
    row = _held(feedback_id)
    if row is None or row.due is None or row.state not in STAGES:
        return False
    authority, stage = str(row.authority_id), STAGES[row.state]
    reached = escalations(calendar_of(authority), policy_of(authority, local_date(row.due)), stage, row.due, at)
    new = [role for role in reached if role not in row.escalated]
    if not new:
        return False
    if stage == ANSWER:
        _book(row, at)
    row.escalated = [*row.escalated, *new]
    row.save(update_fields=["escalated"])
    event = FeedbackEscalated(
        authority=authority,
        feedback=str(row.pk),
        number=str(row.number),
        stage=stage,
        roles=new,
        due=row.due.isoformat(),
        unit=row.unit.code if row.unit else "",
    )
    _record(event, at)
    return True


def _book(row: Feedback, at: datetime) -> None:
    """What an overdue answer costs in the open months of the campaigns that have the day of the limit and this unit."""
    if row.unit is None or row.due is None:
        return
    month = str(Month.of(local_date(row.due)))
    taking_part = Q(campaign__participations__unit=row.unit, campaign__participations__from_month__lte=month) & (
        Q(campaign__participations__to_month="") | Q(campaign__participations__to_month__gte=month)
    )
    rows = CampaignMonth.objects.filter(
        taking_part, authority_id=row.authority_id, month=month, state=states.OPEN, campaign__state=states.LAUNCHED
    )
    reason = gettext_noop("Quá hạn trả lời phản ánh, kiến nghị của người dân.")
    for found in rows.distinct():
        asked = {"campaign": str(found.campaign_id), "month": month, "unit": row.unit.code}
        bookings.book_due(source_of(row), **asked, reason=reason, by=system_actor(str(row.authority_id)), at=at)


@transaction.atomic
def expire(feedback_id: str, *, at: datetime) -> bool:
    """End what was answered and not reopened in time."""
    row = _held(feedback_id)
    if row is None or row.state != states.SENT or row.reopen_until is None or row.reopen_until >= at:
        return False
    after = states.FEEDBACK.step(row.state, "close", {SYSTEM})
    shut(row, after, by=system_actor(str(row.authority_id)), at=at)
    return True


@transaction.atomic
def delete_contacts(*, at: datetime) -> int:
    """Delete the contacts whose day has come; the items stay, and who they came from is not known any more."""
    today = local_date(at)
    rows = FeedbackContact.objects.select_for_update(of=("self",)).filter(delete_on__lte=today)
    due: dict[str, list[UUID]] = {}
    for contact in rows.select_related("feedback").order_by("feedback_id"):
        due.setdefault(str(contact.feedback.authority_id), []).append(contact.feedback_id)
    for authority, ids in due.items():
        FeedbackContact.objects.filter(feedback__in=ids).delete()
        event = FeedbackContactsDeleted(authority=authority, day=today.isoformat(), feedback=[str(id_) for id_ in ids])
        _record(event, at)
    return sum(map(len, due.values()))
