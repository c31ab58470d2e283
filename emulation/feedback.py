"""What citizens do with their feedback: hand it in, follow it by its code, reopen it once; and the rules it goes by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from emulation import files
from emulation.events import FeedbackPolicySet, FeedbackReceived, FeedbackReopened
from emulation.files import Upload
from emulation.models import (
    Authority,
    Feedback,
    FeedbackContact,
    FeedbackRule,
    FeedbackStep,
    Unit,
    UnitVersion,
    in_force,
)
from emulation.rules import states, tracking_codes
from emulation.rules.access import AUTHORITY_HEAD, STANDING_OFFICER
from emulation.rules.feedback import ANSWER, KINDS, ROUTE, FeedbackPolicy, limit, parse_policy
from emulation.rules.periods import is_late, local_date
from emulation.work_calendars import calendar_of
from kernel import ledger
from kernel.actors import CITIZEN, SYSTEM, Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc, paragraphs

RECORD = "feedback"
LONGEST = 5000
LONGEST_CONTACT = 200
SHORTEST_CONTACT = 6
RULERS = frozenset({STANDING_OFFICER, AUTHORITY_HEAD})


@dataclass(frozen=True)
class Contact:
    """How somebody may be reached, if they want to be; ``shared`` lets the unit concerned see it."""

    name: str = ""
    reach: str = ""
    shared: bool = False


@dataclass(frozen=True)
class Told:
    """What a citizen hands in. ``unit`` is empty where they do not know whom it is for."""

    kind: str
    text: str
    unit: str = ""
    happened_on: date | None = None
    contact: Contact = Contact()
    language: str = "vi"


def citizen(authority: str) -> Actor:
    """Who handed something in or holds its code: nobody that the platform knows."""
    return Actor(account=CITIZEN, name="Người dân", authority=authority)


def _record(event: FeedbackReceived | FeedbackReopened, at: datetime) -> None:
    """What a citizen did has nobody behind it that could be named."""
    ledger.record(event, by=citizen(event.authority), at=at)


def policy_of(authority: str, on: date) -> FeedbackPolicy:
    """The time limits that hold on a day: the newest rule of the authority, else the usual ones."""
    rows = FeedbackRule.objects.filter(authority_id=authority, valid_from__lte=on)
    row = rows.order_by("-valid_from").first()
    return parse_policy(row.policy) if row else FeedbackPolicy()


def due_at(authority: str, stage: str, at: datetime) -> datetime:
    return limit(calendar_of(authority), policy_of(authority, local_date(at)), stage, at)


def unit_of(authority: str, code: str, on: date) -> Unit | None:
    """The unit of this code, if there is one on the day."""
    rows = UnitVersion.objects.filter(in_force(on), authority_id=authority, unit__code=code).select_related("unit")
    row = rows.first()
    return row.unit if row else None


def note(row: Feedback, act: str, *, text: str = "", account: str = "", at: datetime) -> None:
    """Write down what was done with an item; without an account it was the citizen or time."""
    FeedbackStep.objects.create(
        feedback=row, act=act, state=row.state, unit=row.unit, text=text, by_id=account or None, at=at, due=row.due
    )


def required(text: str, path: str) -> str:
    """A text that must be there. Raises `Invalid` for none and for too much of it."""
    found = paragraphs(text)
    if not found:
        message = gettext_noop("Hãy ghi nội dung này.")
        raise Invalid("feedback.text_needed", message, problems=[Problem("feedback.text_needed", message, path)])
    if len(found) > LONGEST:
        message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
        problem = Problem("feedback.too_long", message, path, {"longest": LONGEST})
        raise Invalid("feedback.too_long", message, problems=[problem], longest=LONGEST)
    return found


def _contact_faults(contact: Contact) -> list[Problem]:
    faults = []
    if contact.reach and not SHORTEST_CONTACT <= len(contact.reach) <= LONGEST_CONTACT:
        message = gettext_noop("Hãy ghi số điện thoại hoặc địa chỉ thư điện tử đầy đủ, hoặc để trống.")
        faults.append(Problem("feedback.reach", message, "reach"))
    if contact.name and not contact.reach:
        message = gettext_noop("Hãy ghi cách liên hệ, hoặc để trống cả tên.")
        faults.append(Problem("feedback.reach_needed", message, "reach"))
    if len(contact.name) > LONGEST_CONTACT:
        message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
        faults.append(Problem("feedback.too_long", message, "name", {"longest": LONGEST_CONTACT}))
    return faults


def _checked(authority: str, told: Told, at: datetime) -> tuple[Told, Unit | None]:
    """What was told as it is stored. Raises `Invalid` with everything that is wrong."""
    contact = Contact(nfc(told.contact.name), nfc(told.contact.reach), told.contact.shared)
    faults = _contact_faults(contact)
    if told.kind not in KINDS:
        faults.append(
            Problem("feedback.kind", gettext_noop("Hãy chọn loại: phản ánh, kiến nghị hoặc lời khen."), "kind")
        )
    text = ""
    try:
        text = required(told.text, "text")
    except Invalid as no:
        faults.extend(no.problems)
    today = local_date(at)
    unit = unit_of(authority, told.unit, today) if told.unit else None
    if told.unit and unit is None:
        message = gettext_noop("Không có đơn vị này; hãy chọn trong danh sách hoặc chọn “Tôi không biết”.")
        faults.append(Problem("feedback.unit", message, "unit"))
    if told.happened_on and told.happened_on > today:
        faults.append(Problem("feedback.future", gettext_noop("Ngày xảy ra không được sau hôm nay."), "happened_on"))
    if faults:
        raise Invalid("feedback.invalid", gettext_noop("Chưa gửi được, hãy sửa những chỗ được nêu."), problems=faults)
    return Told(told.kind, text, told.unit, told.happened_on, contact, told.language), unit


def _keep(row: Feedback, uploads: Sequence[Upload], at: datetime) -> None:
    """Put what came with an item at it: who may see the item sees its files."""
    if not uploads:
        return
    by = citizen(str(row.authority_id))
    stored = files.store_all(uploads, purpose=RECORD, by=by, at=at)
    files.attach([str(file.pk) for file in stored], record_type=RECORD, record=str(row.pk), by=by, at=at)


@transaction.atomic
def receive(authority: str, told: Told, *, code: str, uploads: Sequence[Upload] = (), at: datetime) -> Feedback:
    """Take in what a citizen tells. ``code`` is the tracking code that their page holds already: sent twice, it is one item,
    with the files of the first time."""
    held = Authority.objects.select_for_update(no_key=True).filter(pk=authority).first()
    if held is None:
        raise Missing("feedback.no_authority", gettext_noop("Không có cơ quan này."))
    told, unit = _checked(authority, told, at)
    hashed = tracking_codes.digest(code)
    known = Feedback.objects.filter(code_digest=hashed).first()
    if known:
        if (known.authority_id, known.kind, known.text) == (authority, told.kind, told.text):
            return known
        message = gettext_noop("Mã theo dõi này đã dùng cho nội dung khác; hãy mở lại trang và gửi lại.")
        raise Invalid("feedback.code_taken", message)
    last = Feedback.objects.filter(authority_id=authority).aggregate(last=Max("number"))["last"] or 0
    row = Feedback.objects.create(
        authority_id=authority,
        number=last + 1,
        code_digest=hashed,
        kind=told.kind,
        unit_named=unit,
        happened_on=told.happened_on,
        text=told.text,
        language=told.language,
        received_at=at,
        due=due_at(authority, ROUTE, at),
        shares_contact=bool(told.contact.reach and told.contact.shared),
    )
    if told.contact.reach:
        FeedbackContact.objects.create(feedback=row, name=told.contact.name, reach=told.contact.reach)
    _keep(row, uploads, at)
    note(row, "receive", at=at)
    event = FeedbackReceived(
        authority=authority,
        feedback=str(row.pk),
        number=str(row.number),
        kind=row.kind,
        due=row.due.isoformat() if row.due else "",
        unit_named=told.unit,
    )
    _record(event, at)
    return row


def track(code: str) -> Feedback:
    """The item behind a code. What is no code takes as long and is answered as what is nobody's."""
    hashed = tracking_codes.digest(tracking_codes.read(code) or "none")
    row = Feedback.objects.select_related("authority", "unit").filter(code_digest=hashed).first()
    if row is None:
        message = gettext_noop("Không có phản ánh, kiến nghị nào mang mã này. Hãy xem lại từng ký tự.")
        raise Missing("feedback.unknown_code", message)
    return row


def may_reopen(row: Feedback, at: datetime) -> bool:
    """Once, and only while the time for it runs."""
    open_ = row.state == states.SENT and row.reopened_at is None and row.reopen_until is not None
    return open_ and not is_late(at, row.reopen_until or at)


@transaction.atomic
def reopen(code: str, *, reason: str, at: datetime) -> Feedback:
    """The answer does not fit: it goes back to the unit with the citizen's reason, once."""
    row = Feedback.objects.select_for_update(of=("self",)).select_related("unit").get(pk=track(code).pk)
    text = required(reason, "reason")
    if row.reopened_at and row.reopen_reason == text:
        return row
    after = states.FEEDBACK.step(row.state, "reopen", {SYSTEM})
    if not may_reopen(row, at):
        message = gettext_noop(
            "Mỗi phản ánh, kiến nghị chỉ mở lại được một lần và trong thời hạn; hãy gửi nội dung mới."
        )
        raise WrongState("feedback.not_reopened", message, state=row.state)
    authority = str(row.authority_id)
    row.state, row.reopened_at, row.reopen_reason = after, at, text
    row.due = row.answer_due = due_at(authority, ANSWER, at)
    row.answered_at, row.sent_at, row.escalated = None, None, []
    row.save(
        update_fields=[
            "state", "reopened_at", "reopen_reason", "due", "answer_due", "answered_at", "sent_at", "escalated",
        ]
    )  # fmt: skip
    note(row, "reopen", text=text, at=at)
    event = FeedbackReopened(
        authority=authority,
        feedback=str(row.pk),
        number=str(row.number),
        unit=row.unit.code if row.unit else "",
        due=row.due.isoformat(),
    )
    _record(event, at)
    return row


@transaction.atomic
def set_policy(
    valid_from: date, policy: Mapping[str, Any], *, legal_basis: str, by: Actor, at: datetime
) -> FeedbackRule:
    """Set the time limits from a day on that has not passed; limits that run already stay. Repeated, it answers the same."""
    if not by.roles_over(Place(by.authority)) & RULERS:
        message = gettext_noop("Chỉ chuyên viên thường trực hoặc người có thẩm quyền đặt quy định tiếp nhận.")
        raise NotAllowed("feedback_policy.not_allowed", message)
    data = parse_policy(policy).to_data()
    basis = nfc(legal_basis)
    if not basis:
        message = gettext_noop("Hãy ghi căn cứ.")
        raise Invalid(
            "feedback_policy.basis_needed",
            message,
            problems=[Problem("feedback_policy.basis_needed", message, "legal_basis")],
        )
    Authority.objects.select_for_update(no_key=True).get(pk=by.authority)
    known = FeedbackRule.objects.filter(authority_id=by.authority, valid_from=valid_from).first()
    if known and (known.policy, known.legal_basis) == (data, basis):
        return known
    if known or valid_from < local_date(at):
        message = gettext_noop("Quy định mới phải bắt đầu từ hôm nay trở đi, vào ngày chưa có quy định khác.")
        raise Invalid("feedback_policy.day", message, problems=[Problem("feedback_policy.day", message, "valid_from")])
    row = FeedbackRule.objects.create(
        authority_id=by.authority,
        valid_from=valid_from,
        policy=data,
        legal_basis=basis,
        set_by_id=by.account,
        set_at=at,
    )
    event = FeedbackPolicySet(authority=by.authority, valid_from=valid_from.isoformat(), policy=data, legal_basis=basis)
    ledger.record(event, by=by, at=at)
    return row
