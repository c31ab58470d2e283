"""What officers do with citizens' feedback: route, dismiss, answer, return, send, close, publish."""

from datetime import datetime

from django.db import transaction

from emulation import bookings, delegations, units, visibility
from emulation.events import (
    FeedbackAnswered,
    FeedbackClosed,
    FeedbackDismissed,
    FeedbackPraised,
    FeedbackPublished,
    FeedbackReturned,
    FeedbackRouted,
    FeedbackSent,
    FeedbackUnpublished,
)
from emulation.feedback import due_at, note, policy_of, required, unit_of
from emulation.models import Feedback, FeedbackContact, Posting, in_force
from emulation.rules import states
from emulation.rules.access import STANDING_OFFICER
from emulation.rules.bookings import OVERDUE_FEEDBACK
from emulation.rules.feedback import ANSWER, PRAISE, SEND, last_day, personal_marks
from emulation.rules.periods import is_late, local_date
from emulation.work_calendars import calendar_of
from kernel import ledger
from kernel.actors import SYSTEM, Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

PUBLISHABLE = (states.SENT, states.CLOSED)
LONGEST_PLACE = 500


def source_of(row: Feedback) -> bookings.Source:
    """What points that an overdue item costs are booked under."""
    return bookings.Source(OVERDUE_FEEDBACK, str(row.pk), str(row.number))


def place_of(row: Feedback, at: datetime) -> Place:
    """Where an item belongs: its unit with those above it, or the authority."""
    if row.unit is None:
        return Place(str(row.authority_id))
    return units.branch(str(row.authority_id), row.unit.code, local_date(at)).place(row.unit.code)


def hold(feedback_id: str, *, by: Actor, at: datetime) -> Feedback:
    """The item, locked. Raises `Missing` for what the actor may not even know."""
    if not visibility.feedback(by, local_date(at)).filter(pk=feedback_id).exists():
        raise Missing("feedback.missing", gettext_noop("Không có phản ánh, kiến nghị này."))
    return Feedback.objects.select_for_update(of=("self",)).select_related("unit", "unit_named").get(pk=feedback_id)


def near(row: Feedback, *, by: Actor, at: datetime) -> bool:
    """Whether somebody serves in the unit that an item is about."""
    here = Posting.objects.filter(in_force(local_date(at)), authority_id=row.authority_id, person__code__in=by.persons)
    return bool(by.persons) and row.unit_id is not None and here.filter(unit=row.unit_id).exists()


def _step(row: Feedback, act: str, *, by: Actor, at: datetime) -> str:
    """The state after the act. Whoever serves in the unit concerned does nothing of the standing office with the item."""
    after = states.FEEDBACK.step(row.state, act, by.roles_over(place_of(row, at)))
    if act != "answer" and near(row, by=by, at=at):
        message = gettext_noop("Người thuộc đơn vị được phản ánh không xử lý thay bộ phận thường trực.")
        raise NotAllowed("feedback.own_unit", message)
    return after


def _about(row: Feedback) -> dict[str, str]:
    return {"authority": str(row.authority_id), "feedback": str(row.pk), "number": str(row.number)}


def _code(row: Feedback) -> str:
    return row.unit.code if row.unit else ""


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def finish(row: Feedback, *, at: datetime) -> str:
    """End an item: from now on the days run after which its contact is deleted. Answers the day, empty where there is none."""
    row.ended_at, row.due = at, None
    days = policy_of(str(row.authority_id), local_date(at)).contact_days
    day = last_day(days, at)
    held = FeedbackContact.objects.filter(feedback=row).update(delete_on=day)
    return day.isoformat() if held else ""


def _unbook(row: Feedback, *, by: Actor, at: datetime) -> None:
    reason = gettext_noop("Phản ánh không thuộc đơn vị này.")
    bookings.reverse_due(source_of(row), reason=reason, by=by, at=at)


@transaction.atomic
def route(feedback_id: str, unit: str, *, reason: str = "", by: Actor, at: datetime) -> Feedback:
    """Give an item to the unit that has to answer it, from now on; to another one only with a reason."""
    row = hold(feedback_id, by=by, at=at)
    before = _code(row)
    after = _step(row, "route", by=by, at=at)
    if unit == before:
        return row
    found = unit_of(str(row.authority_id), nfc(unit), local_date(at))
    if found is None:
        message = gettext_noop("Không có đơn vị này; hãy chọn trong danh sách.")
        raise Invalid("feedback.unit", message, problems=[Problem("feedback.unit", message, "unit")])
    text = required(reason, "reason") if before else paragraphs(reason)
    if before:
        _unbook(row, by=by, at=at)
    row.state, row.unit, row.routed_at, row.escalated = after, found, at, []
    row.due = row.answer_due = None if row.kind == PRAISE else due_at(str(row.authority_id), ANSWER, at)
    row.save(update_fields=["state", "unit", "routed_at", "escalated", "due", "answer_due"])
    note(row, "route", text=text, account=by.account, at=at)
    event = FeedbackRouted(
        **_about(row), kind=row.kind, unit=found.code, due=_text(row.due), before=before, reason=text
    )
    ledger.record(event, by=by, at=at)
    if row.kind == PRAISE:
        on = row.happened_on.isoformat() if row.happened_on else ""
        ledger.record(FeedbackPraised(**_about(row), unit=found.code, happened_on=on), by=by, at=at)
    return row


@transaction.atomic
def dismiss(feedback_id: str, *, reason: str, where_to_go: str, by: Actor, at: datetime) -> Feedback:
    """Say that it is not the authority's to answer, why, and where the citizen may go with it."""
    row = hold(feedback_id, by=by, at=at)
    after = _step(row, "dismiss", by=by, at=at)
    faults = []
    for field, text in (("reason", paragraphs(reason)), ("where_to_go", nfc(where_to_go)[:LONGEST_PLACE])):
        if not text:
            faults.append(Problem("feedback.text_needed", gettext_noop("Hãy ghi nội dung này."), field))
    if faults:
        raise Invalid(faults[0].code, faults[0].message, problems=faults)
    row.state, row.dismissal, row.where_to_go = after, required(reason, "reason"), nfc(where_to_go)[:LONGEST_PLACE]
    _unbook(row, by=by, at=at)
    finish(row, at=at)
    row.save(update_fields=["state", "dismissal", "where_to_go", "ended_at", "due"])
    note(row, "dismiss", text=f"{row.dismissal}\n{row.where_to_go}", account=by.account, at=at)
    event = FeedbackDismissed(**_about(row), reason=row.dismissal, where_to_go=row.where_to_go, unit=_code(row))
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def answer(feedback_id: str, text: str, *, by: Actor, at: datetime) -> Feedback:
    """The unit's answer, which goes to the standing office first. Repeated with the same words it changes nothing."""
    row = hold(feedback_id, by=by, at=at)
    said = required(text, "text")
    if row.state == states.ANSWERED and row.answer == said and str(row.answered_by_id) == by.account:
        return row
    row.state = _step(row, "answer", by=by, at=at)
    limit = row.answer_due
    in_time = limit is None or not is_late(at, limit)
    row.answer, row.answered_by_id, row.answered_at, row.escalated = said, by.account, at, []
    row.due = due_at(str(row.authority_id), SEND, at)
    row.save(update_fields=["state", "answer", "answered_by", "answered_at", "escalated", "due"])
    note(row, "answer", text=said, account=by.account, at=at)
    event = FeedbackAnswered(**_about(row), unit=_code(row), due=_text(limit), in_time=in_time)
    ledger.record(event, by=by, at=at)
    return row


def _other_than_author(row: Feedback, by: Actor) -> None:
    if delegations.same_hands(by, row.pk, FeedbackAnswered, row.answered_by_id):
        message = gettext_noop("Người đã soạn trả lời không được tự duyệt; phải là người khác.")
        raise NotAllowed("feedback.four_eyes", message)


@transaction.atomic
def return_(feedback_id: str, *, reason: str, by: Actor, at: datetime) -> Feedback:
    """The answer will not do: the unit writes another, with as many working days as the office has, if that is later."""
    row = hold(feedback_id, by=by, at=at)
    row.state = _step(row, "return", by=by, at=at)
    text = required(reason, "reason")
    again = due_at(str(row.authority_id), SEND, at)
    row.due = row.answer_due = max(again, row.answer_due) if row.answer_due else again
    row.answered_at, row.escalated = None, []
    row.save(update_fields=["state", "due", "answer_due", "answered_at", "escalated"])
    note(row, "return", text=text, account=by.account, at=at)
    event = FeedbackReturned(**_about(row), unit=_code(row), due=_text(row.due), reason=text)
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def send(feedback_id: str, *, by: Actor, at: datetime) -> Feedback:
    """Approve the unit's answer: the citizen reads it by their code. By somebody else than who wrote it."""
    row = hold(feedback_id, by=by, at=at)
    if row.state == states.SENT:
        return row
    row.state = _step(row, "send", by=by, at=at)
    _other_than_author(row, by)
    authority = str(row.authority_id)
    days = policy_of(authority, local_date(at)).reopen_days
    row.sent_at, row.due, row.escalated = at, None, []
    row.reopen_until = calendar_of(authority).deadline(at, days)
    row.save(update_fields=["state", "sent_at", "due", "escalated", "reopen_until"])
    note(row, "send", text=row.answer, account=by.account, at=at)
    event = FeedbackSent(**_about(row), unit=_code(row), reopen_until=row.reopen_until.isoformat())
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def close(feedback_id: str, *, by: Actor, at: datetime) -> Feedback:
    """End praise that has reached its unit. What was answered ends by itself, when the time to reopen it is over."""
    row = hold(feedback_id, by=by, at=at)
    after = _step(row, "close", by=by, at=at)
    if row.kind != PRAISE:
        message = gettext_noop("Phản ánh, kiến nghị chỉ kết thúc sau khi đã trả lời.")
        raise WrongState("feedback.unanswered", message, state=row.state, may=("answer", "route", "dismiss"))
    shut(row, after, by=by, at=at)
    return row


def shut(row: Feedback, after: str, *, by: Actor, at: datetime) -> None:
    """Put an item that is held into its last state."""
    row.state = after
    until = finish(row, at=at)
    row.save(update_fields=["state", "ended_at", "due"])
    note(row, "close", account="" if by.account == SYSTEM else by.account, at=at)
    ledger.record(FeedbackClosed(**_about(row), contact_until=until), by=by, at=at)


def require_publisher(row: Feedback, *, by: Actor, at: datetime) -> None:
    if STANDING_OFFICER not in by.roles_over(Place(by.authority)):
        message = gettext_noop("Chỉ chuyên viên thường trực công khai câu hỏi và trả lời.")
        raise NotAllowed("feedback.not_publisher", message)
    if row.state not in PUBLISHABLE:
        message = gettext_noop("Chỉ công khai được sau khi đã gửi trả lời.")
        raise WrongState("feedback.not_answered", message, state=row.state)
    if near(row, by=by, at=at):
        message = gettext_noop("Người thuộc đơn vị được phản ánh không xử lý thay bộ phận thường trực.")
        raise NotAllowed("feedback.own_unit", message)


def may_publish(row: Feedback, *, by: Actor, at: datetime) -> bool:
    office = STANDING_OFFICER in by.roles_over(Place(by.authority))
    return office and row.state in PUBLISHABLE and not near(row, by=by, at=at)


def masked(row: Feedback, question: str, answered: str) -> tuple[str, str]:
    """The two texts as they may be published. Raises `Invalid` where they still hold what looks like personal data."""
    contact = FeedbackContact.objects.filter(feedback=row).first()
    known = (contact.name, contact.reach) if contact else ()
    texts = {"question": required(question, "question"), "answer": required(answered, "answer")}
    message = gettext_noop("Còn dữ liệu cá nhân phải che: %(marks)s")
    problems = [
        Problem("feedback.personal_data", message, field, {"marks": ", ".join(found)})
        for field, text in texts.items()
        if (found := personal_marks(text, known))
    ]
    if problems:
        raise Invalid("feedback.personal_data", message, problems=problems, **problems[0].params)
    return texts["question"], texts["answer"]


@transaction.atomic
def publish(feedback_id: str, *, question: str, answered: str, by: Actor, at: datetime) -> Feedback:
    """Show question and answer to everybody, in words from which the officer has taken what names people."""
    row = hold(feedback_id, by=by, at=at)
    require_publisher(row, by=by, at=at)
    texts = masked(row, question, answered)
    if row.published_at and (row.public_question, row.public_answer) == texts:
        return row
    row.public_question, row.public_answer = texts
    row.published_at, row.published_by_id = at, by.account
    row.save(update_fields=["public_question", "public_answer", "published_at", "published_by"])
    note(row, "publish", account=by.account, at=at)
    ledger.record(FeedbackPublished(**_about(row), question=texts[0], answer=texts[1]), by=by, at=at)
    return row


@transaction.atomic
def unpublish(feedback_id: str, *, reason: str, by: Actor, at: datetime) -> Feedback:
    """Take a published item down again, with the reason."""
    row = hold(feedback_id, by=by, at=at)
    require_publisher(row, by=by, at=at)
    text = required(reason, "reason")
    if row.published_at is None:
        raise WrongState("feedback.not_published", gettext_noop("Mục này chưa công khai."), state=row.state)
    row.published_at, row.published_by = None, None
    row.save(update_fields=["published_at", "published_by"])
    note(row, "unpublish", text=text, account=by.account, at=at)
    ledger.record(FeedbackUnpublished(**_about(row), reason=text), by=by, at=at)
    return row
