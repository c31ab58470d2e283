"""Acts on assigned tasks of a campaign's plan: assigned, acknowledged, reported, judged, extended, excused, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from emulation import bookings, files, units, visibility
from emulation.events import AssignmentMoved
from emulation.files import Upload
from emulation.models import Assignment, AssignmentEntry, Posting, in_force
from emulation.rules import states
from emulation.rules.assignments import LONGEST_TEXT, overdue
from emulation.rules.bookings import OVERDUE_ASSIGNMENT
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import Actor
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, paragraphs

JUDGING = frozenset({"accept", "return", "excuse", "extend"})
WHILE_RUNNING = frozenset({"assign", "acknowledge", "report", "extend", "explain"})
WITH_TEXT = frozenset({"report", "return", "extend", "explain", "excuse", "cancel"})
"""Acts that say why, or what was done; the others need no words."""
RECORD, PURPOSE = "assignment", "assignment_result"
"""What files of a result are attached to, and what they are handed in for."""


@dataclass(frozen=True)
class Said:
    """What comes with an act: its words, another deadline where it sets one; and with a report the files of the result, by
    the ids of those handed in before or as they were just sent."""

    text: str = ""
    deadline: date | None = None
    files: Sequence[str] = ()
    uploads: Sequence[Upload] = ()


def roles(row: Assignment, *, by: Actor, on: date) -> frozenset[str]:
    """What the actor is over a task: over the unit responsible, and as the person responsible."""
    chart = units.branch(by.authority, row.unit.code, on)
    return by.roles_over(chart.place(row.unit.code, row.person.code if row.person else ""))


def is_overdue(row: Assignment, at: datetime) -> bool:
    """Overdue is never stored: it follows from the deadline and from when the work was reported done."""
    if row.state in (states.DRAFT, states.CANCELLED):
        return False
    return overdue(row.deadline, done_at=row.reported_at, at=at)


def source_of(row: Assignment) -> bookings.Source:
    """What an overdue task's points come from."""
    return bookings.Source(OVERDUE_ASSIGNMENT, str(row.pk), row.code)


def hold(assignment_id: str, *, by: Actor, on: date) -> Assignment:
    """The task, locked. Raises `Missing` for one that the actor may not even know."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("campaign", "unit", "person")
    row = rows.filter(pk=assignment_id, authority_id=by.authority).first()
    if row is None or not visibility.assignments(by, on).filter(pk=row.pk).exists():
        raise Missing("assignment.missing", gettext_noop("Không có nhiệm vụ này."))
    return row


def refuse(code: str, message: str, path: str, **params: object) -> None:
    raise Invalid(code, message, problems=[Problem(code, message, path, params)], **params)


def _text(act: str, said: Said) -> str:
    text = paragraphs(said.text)
    if act in WITH_TEXT and not text:
        wanted = gettext_noop("Hãy ghi kết quả thực hiện.") if act == "report" else gettext_noop("Hãy ghi lý do.")
        refuse("assignment.text_needed", wanted, "text")
    if len(text) > LONGEST_TEXT:
        message = gettext_noop("Dài quá %(longest)s ký tự; hãy viết ngắn lại.")
        refuse("assignment.too_long", message, "text", longest=LONGEST_TEXT)
    return text


def require_distance(row: Assignment, *, by: Actor, on: date) -> None:
    """Nobody judges what they reported themselves, nor the work of their own unit."""
    own = Posting.objects.filter(in_force(on), unit=row.unit, person__code__in=by.persons).exists()
    if own or str(row.reported_by_id) in by.accounts:
        message = gettext_noop("Không ai được tự kiểm tra, gia hạn nhiệm vụ của mình hoặc của đơn vị mình.")
        raise NotAllowed("assignment.own", message)


def _require_running(row: Assignment) -> None:
    if row.campaign.state != states.LAUNCHED:
        message = gettext_noop("Phong trào không ở trạng thái đang thực hiện.")
        raise WrongState("campaign.not_running", message, state=row.campaign.state)


def _new_deadline(row: Assignment, act: str, said: Said, at: datetime) -> date:
    """The deadline after the act. An extension names a later one while the old one holds; a return after the deadline names
    a new one, so that nobody is overdue by the very act that hands the work back."""
    passed = overdue(row.deadline, done_at=None, at=at)
    if act == "extend" and passed:
        message = gettext_noop("Đã quá hạn nên không gia hạn được; hãy giải trình để được xem xét.")
        raise WrongState("assignment.overdue", message, state=row.state, may=("explain",))
    if act not in ("extend", "return") or (act == "return" and said.deadline is None and not passed):
        return row.deadline
    last = row.campaign.ends_on
    earliest = max(local_date(at), row.deadline) if act == "extend" else local_date(at)
    if said.deadline is None or said.deadline < earliest or (act == "extend" and said.deadline == row.deadline):
        refuse("assignment.deadline_needed", gettext_noop("Hãy ghi thời hạn mới, sau thời hạn đang có."), "deadline")
    elif last and said.deadline > last:
        message = gettext_noop("Thời hạn không được sau ngày kết thúc phong trào.")
        refuse("assignment.outside_campaign", message, "deadline")
    return said.deadline or row.deadline


def _apply(row: Assignment, act: str, text: str, *, by: Actor, at: datetime) -> None:
    """What an act writes besides state and deadline."""
    if act == "assign":
        row.assigned_at = at
    elif act == "report":
        row.result, row.reported_by_id, row.reported_at = text, by.account, at
    elif act == "return":
        row.reported_by_id = row.reported_at = None
    elif act == "accept":
        row.accepted_by_id, row.accepted_at = by.account, at
    elif act == "excuse":
        row.excused_at = at


def _require_sense(row: Assignment, act: str, at: datetime) -> None:
    if act in WHILE_RUNNING:
        _require_running(row)
    if act in ("explain", "excuse") and not is_overdue(row, at):
        message = gettext_noop("Nhiệm vụ không quá hạn nên không có gì để giải trình.")
        raise WrongState("assignment.in_time", message, state=row.state)
    if act == "excuse" and row.excused_at:
        message = gettext_noop("Lý do chậm đã được chấp nhận trước đó.")
        raise WrongState("assignment.excused", message, state=row.state)


@transaction.atomic
def move(assignment_id: str, act: str, said: Said = Said(), *, by: Actor, at: datetime) -> Assignment:
    """Do one act of the machine on a task. Raises `NotAllowed`, `WrongState` and `Invalid` as the act is refused."""
    on = local_date(at)
    row = hold(assignment_id, by=by, on=on)
    target = states.ASSIGNMENT.step(row.state, act, roles(row, by=by, on=on))
    if act in JUDGING:
        require_distance(row, by=by, on=on)
    _require_sense(row, act, at)
    text, before = _text(act, said), row.deadline
    row.deadline, row.state = _new_deadline(row, act, said, at), target
    _apply(row, act, text, by=by, at=at)
    row.save()
    moved = row.deadline != before
    AssignmentEntry.objects.create(
        assignment=row,
        act=act,
        text=text,
        before=before if moved else None,
        after=row.deadline if moved else None,
        by_id=by.account,
        at=at,
    )
    ledger.record(told(row, act, text), by=by, at=at)
    if act == "report":
        _attach(row, said, by=by, at=at)
    if act == "excuse":
        bookings.reverse_due(source_of(row), reason=text, by=by, at=at)
    return row


def _attach(row: Assignment, said: Said, *, by: Actor, at: datetime) -> None:
    ids = [str(id_) for id_ in said.files]
    if said.uploads:
        sent = files.store_all(said.uploads, purpose=PURPOSE, unit=row.unit.code, by=by, at=at)
        ids += [str(file.pk) for file in sent]
    if ids:
        files.attach(ids, record_type=RECORD, record=str(row.pk), by=by, at=at)


def told(row: Assignment, act: str, text: str) -> AssignmentMoved:
    return AssignmentMoved(
        authority=row.authority_id,
        assignment=str(row.pk),
        campaign=str(row.campaign_id),
        code=row.code,
        act=act,
        state=row.state,
        unit=row.unit.code,
        person=row.person.code if row.person else "",
        deadline=row.deadline.isoformat(),
        text=text,
    )
