"""Acts of consultation: lay a draft's list open for comment, object to it by name, answer in writing, settle."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from emulation import decisions, files, reasons, work_calendars
from emulation.decisions.checks import item
from emulation.events import DecisionConsulted, DecisionSettled, ObjectionAnswered, ObjectionRaised
from emulation.models import Consultation, Decision, Objection
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.awards import states
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place, system_actor
from kernel.errors import Missing, NotAllowed, WrongState, invalid_at
from kernel.text import gettext_noop

RECORD = "objection"
LONGEST = 4000
MOST_DAYS = 60
ANSWERED, OVER = "answered", "over"


def open_of(decision: Decision) -> Consultation | None:
    return Consultation.objects.filter(decision=decision, settled_at=None).first()


@transaction.atomic
def lay_open(decision_id: str, days: int | None = None, *, by: Actor, at: datetime) -> Consultation:
    """Publish the list of a draft to all members for as many working days as the rules of its awards ask for, or more."""
    decision = decisions.hold(decision_id, by=by)
    target = states.DECISION.step(decision.state, "consult", by.roles_over(Place(by.authority)))
    wanted = decision.notice_days if days is None else days
    if not max(1, decision.notice_days) <= wanted <= MOST_DAYS:
        message = gettext_noop("Lấy ý kiến từ %(least)s đến %(most)s ngày làm việc.")
        raise invalid_at("consultation.days", message, "days", least=max(1, decision.notice_days), most=MOST_DAYS)
    awards = list(decision.awards.select_related("award_type", "person", "unit"))
    if not awards:
        raise invalid_at("decision.empty", gettext_noop("Danh sách khen thưởng còn trống."), "awards")
    today = local_date(at)
    row = Consultation.objects.create(
        authority_id=by.authority,
        decision=decision,
        first_day=today,
        last_day=work_calendars.calendar_of(by.authority).after(today, wanted),
        items=[item(award) for award in awards],
        opened_by_id=by.account,
        opened_at=at,
    )
    decision.state = target
    decision.save(update_fields=["state"])
    event = DecisionConsulted(
        authority=by.authority,
        decision=str(decision.pk),
        consultation=str(row.pk),
        last_day=row.last_day.isoformat(),
        awards=len(awards),
    )
    ledger.record(event, by=by, at=at)
    return row


def _consultation(consultation_id: str, *, by: Actor) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("decision")
    row = rows.filter(pk=consultation_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("consultation.missing", gettext_noop("Không có đợt lấy ý kiến này."))
    return row


def require_open(row: Consultation, at: datetime) -> None:
    """Raise `WrongState` once the last day is over or the consultation is settled."""
    if row.settled_at or local_date(at) > row.last_day:
        message = gettext_noop("Đợt lấy ý kiến đã kết thúc ngày %(day)s.")
        raise WrongState("consultation.over", message, state=OVER, day=row.last_day)


@transaction.atomic
def raise_objection(
    consultation_id: str,
    text: str,
    *,
    place: int | None = None,
    attachments: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Objection:
    """Say by name what speaks against the list, or against one line of it. Who said it is known to the committee alone; said
    twice, it is one objection."""
    row = _consultation(consultation_id, by=by)
    require_open(row, at)
    said = reasons.written(text, "consultation.text", "text", limit=LONGEST)
    if place is not None and not 1 <= place <= len(row.items):
        raise invalid_at("consultation.place", gettext_noop("Danh sách không có số thứ tự này."), "place")
    known = Objection.objects.filter(consultation=row, by=files.account_of(by), place=place, text=said).first()
    if known:
        return known
    made = Objection.objects.create(
        authority_id=by.authority, consultation=row, place=place, text=said, by_id=by.account, at=at
    )
    if attachments:
        files.attach(attachments, record_type=RECORD, record=str(made.pk), by=by, at=at)
    event = ObjectionRaised(
        authority=by.authority,
        objection=str(made.pk),
        consultation=str(row.pk),
        decision=str(row.decision_id),
        place=place,
    )
    ledger.record(event, by=by, at=at)
    return made


@transaction.atomic
def answer(objection_id: str, text: str, *, by: Actor, at: datetime) -> Objection:
    """The standing office answers in writing, once; not what one said oneself."""
    row = Objection.objects.select_for_update().filter(pk=objection_id, authority_id=by.authority).first()
    if row is None:
        raise Missing("objection.missing", gettext_noop("Không có ý kiến này."))
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực Hội đồng được trả lời ý kiến.")
        raise NotAllowed("objection.not_allowed", message)
    if str(row.by_id) == by.account:
        raise NotAllowed("objection.own", gettext_noop("Người nêu ý kiến không được tự trả lời."))
    said = reasons.written(text, "consultation.text", "answer", limit=LONGEST)
    if row.answered_at and row.answer == said and str(row.answered_by_id) == by.account:
        return row
    if row.answered_at:
        raise WrongState("objection.answered", gettext_noop("Ý kiến này đã được trả lời."), state=ANSWERED)
    row.answer, row.answered_by_id, row.answered_at = said, by.account, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    event = ObjectionAnswered(authority=by.authority, objection=str(row.pk), consultation=str(row.consultation_id))
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def settle(decision_id: str, *, by: Actor, at: datetime) -> Decision:
    """Close the consultation once its days are over and every objection is answered; the draft goes on to its number, or is
    drawn up anew without those against whom something stands."""
    decision = decisions.hold(decision_id, by=by)
    target = states.DECISION.step(decision.state, "settle", by.roles_over(Place(by.authority)))
    row = open_of(decision)
    if row is not None:
        if local_date(at) <= row.last_day:
            message = gettext_noop("Đợt lấy ý kiến kéo dài đến hết ngày %(day)s.")
            raise WrongState("consultation.running", message, state=decision.state, day=row.last_day)
        waiting = row.objections.filter(answered_at=None).count()
        if waiting:
            message = gettext_noop("Còn %(count)s ý kiến chưa được trả lời bằng văn bản.")
            raise invalid_at("consultation.unanswered", message, "objections", count=waiting)
        row.settled_by_id, row.settled_at = None if by.account == SYSTEM else by.account, at
        row.save(update_fields=["settled_by", "settled_at"])
    decision.state = target
    decision.save(update_fields=["state"])
    ledger.record(DecisionSettled(authority=by.authority, decision=str(decision.pk)), by=by, at=at)
    return decision


def settle_due(*, at: datetime) -> int:
    """Close every consultation whose days are over and whose objections are all answered; each draft in a transaction of its own.
    One that still waits for an answer closes after it. Answers how many."""
    due = _over(local_date(at)).order_by("last_day", "pk").values_list("decision", "authority")
    return sum(_settle_due(str(decision), authority, at=at) for decision, authority in list(due))


def _over(today: date) -> QuerySet[Consultation]:
    unanswered = Objection.objects.filter(consultation=OuterRef("pk"), answered_at=None)
    return Consultation.objects.filter(~Exists(unanswered), settled_at=None, last_day__lt=today)


@transaction.atomic
def _settle_due(decision_id: str, authority: str, *, at: datetime) -> int:
    by = system_actor(authority)
    decision = decisions.hold(decision_id, by=by)
    if decision.state != states.CONSULTING or not _over(local_date(at)).filter(decision=decision).exists():
        return 0
    settle(decision_id, by=by, at=at)
    return 1
