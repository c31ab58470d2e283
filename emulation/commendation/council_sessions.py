"""Acts on sessions of a council: convened with an agenda, opened with a quorum, closed with the minutes' figures, written down.

What a session ends in is advice: whose nomination the council recommends. Nothing is awarded by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from emulation import award_visibility, reasons
from emulation.commendation import council_minutes, councils, nominations
from emulation.events import (
    CouncilAttendanceTaken,
    CouncilConcluded,
    CouncilConvened,
    CouncilSessionMoved,
)
from emulation.models import (
    Attendance,
    Council,
    CouncilMember,
    CouncilSession,
    Nomination,
    Recusal,
)
from emulation.rules.access import COUNCIL_CHAIR, COUNCIL_SECRETARY, STANDING_OFFICER
from emulation.rules.awards.ballots import LINE, quorum_of
from emulation.rules.awards.council_states import (
    CLOSED,
    CONVENED,
    COUNCIL_SESSION,
    LEADERS,
    OPEN,
)
from kernel import ledger
from kernel.actors import Actor, Place
from kernel.errors import Invalid, Missing, NotAllowed, Problem, WrongState
from kernel.text import gettext_noop, nfc

CONVENERS = frozenset({COUNCIL_CHAIR, COUNCIL_SECRETARY, STANDING_OFFICER})
FORM_TITLES = {
    CouncilSession.IN_PERSON: gettext_noop("Họp trực tiếp"),
    CouncilSession.ONLINE: gettext_noop("Họp trực tuyến"),
    CouncilSession.WRITING: gettext_noop("Lấy ý kiến bằng văn bản"),
}
WAY_TITLES = {
    Attendance.PRESENT: gettext_noop("Có mặt"),
    Attendance.ONLINE: gettext_noop("Dự trực tuyến"),
    Attendance.WRITTEN: gettext_noop("Vắng, gửi ý kiến văn bản"),
    Attendance.ABSENT: gettext_noop("Vắng"),
}
LONGEST = 20_000


@dataclass(frozen=True)
class Plan:
    held_on: date
    place: str = ""
    form: str = CouncilSession.IN_PERSON
    number: int = 0
    """0 for the next one."""


def roles(by: Actor) -> frozenset[str]:
    return by.roles_over(Place(by.authority))


def leads(by: Actor) -> bool:
    """Whether the actor leads sessions as chair or secretary."""
    return bool(roles(by) & set(LEADERS))


def require_convener(by: Actor) -> None:
    if not roles(by) & CONVENERS:
        message = gettext_noop("Chỉ Chủ tịch, Thư ký hoặc thường trực Hội đồng chuẩn bị phiên họp.")
        raise NotAllowed("council_session.not_allowed", message)


def find(session_id: str, *, by: Actor) -> CouncilSession:
    row = award_visibility.council_sessions(by).filter(pk=session_id).select_related("council").first()
    if row is None:
        raise Missing("council_session.missing", gettext_noop("Không có phiên họp này."))
    return row


def hold(session_id: str, *, by: Actor) -> CouncilSession:
    find(session_id, by=by)
    rows = CouncilSession.objects.select_for_update(of=("self",)).select_related("council")
    return rows.get(pk=session_id)


def require_state(row: CouncilSession, *states: str) -> None:
    if row.state not in states:
        message = gettext_noop("Phiên họp không còn ở bước này.")
        raise WrongState(
            "council_session.wrong_state", message, state=row.state, may=COUNCIL_SESSION.possible(row.state)
        )


def _plan_faults(council: Council, plan: Plan) -> list[Problem]:
    ends = council.valid_to or date.max
    asked = (
        (
            council.valid_from <= plan.held_on < ends,
            "held_on",
            gettext_noop("Ngày họp nằm ngoài thời hạn của Hội đồng."),
        ),
        (plan.form in CouncilSession.FORMS, "form", gettext_noop("Hãy chọn hình thức họp.")),
        (len(nfc(plan.place)) <= 300, "place", gettext_noop("Địa điểm dài quá 300 ký tự.")),
        (0 <= plan.number < 10_000, "number", gettext_noop("Số phiên họp không đúng.")),
    )
    return [Problem(f"council_session.{name}", message, name) for good, name, message in asked if not good]


@transaction.atomic
def convene(council_id: str, plan: Plan, *, by: Actor, at: datetime) -> CouncilSession:
    """Plan a session and invite the members of that day. The number asked for again answers the session that has it."""
    require_convener(by)
    council = councils.find(council_id, by=by)
    Council.objects.select_for_update().get(pk=council.pk)
    known = council.sessions.filter(number=plan.number).first()
    if known:
        return known
    faults = _plan_faults(council, plan)
    members = list(councils.members_on(council, plan.held_on))
    if not members and not faults:
        faults = [Problem("council_session.nobody", gettext_noop("Ngày ấy Hội đồng chưa có ai."), "held_on")]
    if faults:
        raise Invalid("council_session.invalid", gettext_noop("Chưa ghi được phiên họp."), problems=faults)
    last = council.sessions.aggregate(last=Max("number"))["last"] or 0
    row = CouncilSession.objects.create(
        authority_id=by.authority,
        council=council,
        number=plan.number or last + 1,
        held_on=plan.held_on,
        place=nfc(plan.place),
        form=plan.form,
        quorum=council.quorum,
        planned_by_id=by.account,
        planned_at=at,
    )
    event = CouncilConvened(
        authority=by.authority,
        session=str(row.pk),
        council=str(council.pk),
        name=council.name,
        number=row.number,
        held_on=row.held_on.isoformat(),
        place=row.place,
        form=row.form,
        members=[str(one.account_id) for one in members],
    )
    ledger.record(event, by=by, at=at)
    return row


def ways(row: CouncilSession) -> dict[str, str]:
    """How each member (by id) takes part; in a session by writing everybody does so in writing."""
    known = {str(one.member_id): one.way for one in row.attendance.all()}
    return known if row.form != CouncilSession.WRITING else dict.fromkeys(_seats(row), Attendance.WRITTEN)


def _seats(row: CouncilSession) -> list[str]:
    return [str(one.pk) for one in members(row)]


def members(row: CouncilSession) -> list[CouncilMember]:
    """The members of the day of the session: all percentages of the total are of them."""
    return list(councils.members_on(row.council, row.held_on))


@transaction.atomic
def attend(session_id: str, given: Mapping[str, str], *, by: Actor, at: datetime) -> CouncilSession:
    """Write down who takes part and how, by user name; who is not named stays as they were."""
    row = hold(session_id, by=by)
    require_convener(by)
    require_state(row, CONVENED, OPEN)
    seats = {one.account.username: one for one in members(row)}
    faults = [
        Problem(
            "council_session.attendance", gettext_noop("Không ghi được điểm danh của %(name)s."), name, {"name": name}
        )
        for name, way in given.items()
        if name not in seats or way not in Attendance.WAYS
    ]
    if faults:
        raise Invalid("council_session.attendance_invalid", gettext_noop("Điểm danh có chỗ sai."), problems=faults)
    Attendance.objects.bulk_create(
        [Attendance(session=row, member=seats[name], way=way) for name, way in given.items()],
        update_conflicts=True,
        unique_fields=["session", "member"],
        update_fields=["way"],
    )
    told = {str(seats[name].account_id): way for name, way in sorted(given.items())}
    ledger.record(CouncilAttendanceTaken(authority=row.authority_id, session=str(row.pk), ways=told), by=by, at=at)
    return row


@dataclass(frozen=True)
class Quorum:
    members: int
    present: int
    needed: int

    @property
    def met(self) -> bool:
        return self.present >= self.needed


def quorum(row: CouncilSession, share: str = "") -> Quorum:
    """Who is there, and how many must be: of all members of the day, by the larger of the session's share and that of a vote. By
    writing everybody is asked; there it is those who answered that count, when a vote is closed."""
    seats = _seats(row)
    asked = max(quorum_of(one, len(seats)) for one in (row.quorum, share or row.quorum))
    found = ways(row)
    there = Attendance.WAYS[:3] if row.form == CouncilSession.WRITING else Attendance.THERE
    return Quorum(len(seats), sum(found.get(seat) in there for seat in seats), asked)


def require_quorum(row: CouncilSession, share: str = "") -> None:
    found = quorum(row, share)
    if not found.met:
        message = gettext_noop("Có mặt %(present)s/%(members)s thành viên, cần ít nhất %(needed)s: chưa đủ để họp.")
        raise WrongState(
            "council_session.no_quorum",
            message,
            state=row.state,
            may=("attend",),
            present=found.present,
            members=found.members,
            needed=found.needed,
        )


def _move(row: CouncilSession, act: str, *, text: str = "", by: Actor, at: datetime) -> None:
    row.save()
    event = CouncilSessionMoved(authority=row.authority_id, session=str(row.pk), act=act, state=row.state, text=text)
    ledger.record(event, by=by, at=at)


@transaction.atomic
def open_(session_id: str, *, by: Actor, at: datetime) -> CouncilSession:
    """Open a session. Raises `WrongState` without a quorum."""
    row = hold(session_id, by=by)
    row.state = COUNCIL_SESSION.step(row.state, "open", roles(by))
    row.opened_at = at
    require_quorum(row)
    _move(row, "open", by=by, at=at)
    return row


@transaction.atomic
def cancel(session_id: str, *, reason: str, by: Actor, at: datetime) -> CouncilSession:
    """Call a session off, with the reason; the dossiers on its agenda go back to where they were."""
    row = hold(session_id, by=by)
    row.state = COUNCIL_SESSION.step(row.state, "cancel", roles(by))
    text = reasons.reasoned(reason, "council_session.reason_needed")
    dossiers = Nomination.objects.filter(lines__council_items__session=row).distinct().order_by("pk")
    for dossier in list(dossiers):
        nominations.take_off(str(dossier.pk), reason=text, by=by, at=at)
    Recusal.objects.filter(item__session=row).delete()
    row.items.filter(kind=LINE).delete()
    row.items.all().delete()
    _move(row, "cancel", text=text, by=by, at=at)
    return row


@transaction.atomic
def close(session_id: str, *, by: Actor, at: datetime) -> CouncilSession:
    """Close a session in which everything was voted on: its minutes' figures are fixed, and what the council advises is told.
    Raises `WrongState` where something is still to be voted on."""
    row = hold(session_id, by=by)
    row.state = COUNCIL_SESSION.step(row.state, "close", roles(by))
    waiting = list(row.items.exclude(state=CLOSED).values_list("number", flat=True))
    if waiting or not row.items.exists():
        message = gettext_noop(
            "Còn nội dung chưa biểu quyết xong: %(numbers)s. Hãy biểu quyết hoặc rút khỏi chương trình."
        )
        numbers = ", ".join(map(str, waiting)) or "–"
        raise WrongState("council_session.unfinished", message, state=OPEN, numbers=numbers)
    row.closed_by_id, row.closed_at = by.account, at
    row.minutes = council_minutes.figures(row)
    _move(row, "close", by=by, at=at)
    event = CouncilConcluded(
        authority=row.authority_id,
        session=str(row.pk),
        council=str(row.council_id),
        number=row.number,
        held_on=row.held_on.isoformat(),
        items=council_minutes.advice(row),
    )
    ledger.record(event, by=by, at=at)
    return row


@transaction.atomic
def minute(session_id: str, *, proceedings: str, by: Actor, at: datetime) -> CouncilSession:
    """Complete the minutes with what was said. From then on nothing of the session changes."""
    row = hold(session_id, by=by)
    row.state = COUNCIL_SESSION.step(row.state, "minute", roles(by))
    text = reasons.written(proceedings, "council_session.proceedings", "text", limit=LONGEST)
    row.proceedings, row.minuted_by_id, row.minuted_at = text, by.account, at
    _move(row, "minute", by=by, at=at)
    return row


def act(session_id: str, name: str, *, text: str = "", by: Actor, at: datetime) -> CouncilSession:
    """One of the acts on a session by its name, with the text that it takes. Raises `Missing` for others."""
    acts: dict[str, Callable[[], CouncilSession]] = {
        "open": lambda: open_(session_id, by=by, at=at),
        "cancel": lambda: cancel(session_id, reason=text, by=by, at=at),
        "close": lambda: close(session_id, by=by, at=at),
        "minute": lambda: minute(session_id, proceedings=text, by=by, at=at),
    }
    if name not in acts:
        raise Missing("council_session.no_act", gettext_noop("Không có thao tác này."))
    return acts[name]()
