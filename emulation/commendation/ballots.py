"""Acts on the votes of a council: opened one by one, cast openly or in secret, counted exactly, ties broken by the chair.

Nothing here keeps together who voted and how, where the vote is secret: the mark that somebody voted has a day and no more, the
ballot lies in a box that is sealed anew with every vote, and there is no event before all are counted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from emulation.commendation import ballot_boxes, council_rules, council_sessions, recusals
from emulation.commendation.ballot_boxes import Ballot
from emulation.events import CouncilVoteCast, CouncilVoteOpened
from emulation.models import (
    Attendance,
    BallotBox,
    CastMark,
    CouncilMember,
    CouncilSession,
    CouncilVote,
    Recusal,
    SessionItem,
)
from emulation.rules.access import COUNCIL_SECRETARY
from emulation.rules.awards.ballots import ABSTAIN, CHOICE, CHOICES, picked, picks
from emulation.rules.awards.council_states import CLOSED, OPEN, SESSION_ITEM, WAITING
from emulation.rules.periods import local_date
from kernel import ledger
from kernel.actors import SYSTEM, Actor
from kernel.errors import Missing, NotAllowed, WrongState, invalid_at
from kernel.text import gettext_noop, nfc


def find(item_id: str, *, by: Actor) -> SessionItem:
    """An item of a session that the actor sees, with its session."""
    row = SessionItem.objects.filter(pk=item_id, authority_id=by.authority).select_related("session__council").first()
    if row is None:
        raise Missing("session_item.missing", gettext_noop("Không có nội dung này trong chương trình họp."))
    council_sessions.find(str(row.session_id), by=by)
    return row


def hold(item_id: str, *, by: Actor) -> SessionItem:
    """The item, locked: votes on it and its closing come one after the other."""
    find(item_id, by=by)
    rows = SessionItem.objects.select_for_update(of=("self",)).select_related("session__council", "line__nomination")
    row = rows.get(pk=item_id)
    council_sessions.require_state(row.session, OPEN)
    return row


def _depends(row: SessionItem) -> None:
    if row.choice and row.choice.state != CLOSED:
        message = gettext_noop("Hãy biểu quyết chọn giữa những người bằng nhau (nội dung số %(number)s) trước.")
        raise WrongState("session_item.choose_first", message, state=row.state, number=row.choice.number)


@transaction.atomic
def open_item(item_id: str, *, by: Actor, at: datetime) -> SessionItem:
    """Open the vote on an item: who does not vote on it is found and fixed. Raises `WrongState` without a quorum, and where a
    secret vote would have so few voters that it tells how they voted."""
    return open_items([hold(item_id, by=by)], by=by, at=at)[0]


def open_items(rows: Sequence[SessionItem], *, by: Actor, at: datetime) -> list[SessionItem]:
    """`open_item` of several items of one session, which are locked: what is asked of the council is asked once, and each
    item costs its own event alone."""
    held = council_sessions.roles(by)
    for row in rows:
        row.state = SESSION_ITEM.step(row.state, "open", held)
        _depends(row)
        row.opened_at = at
    for share in dict.fromkeys(row.quorum for row in rows):
        council_sessions.require_quorum(rows[0].session, share)
    seats = council_sessions.members(rows[0].session) if rows else []
    for row, fixed in zip(rows, recusals.fix(rows, seats), strict=True):
        _opened(row, fixed, len(seats), by=by, at=at)
    SessionItem.objects.bulk_update(rows, ["state", "opened_at"], batch_size=100)
    return list(rows)


def _opened(row: SessionItem, fixed: Sequence[Recusal], members: int, *, by: Actor, at: datetime) -> None:
    voting = members - len({one.member_id for one in fixed})
    if row.secret:
        fewest = council_rules.fewest_secret(row)
        if voting < fewest:
            message = gettext_noop(
                "Chỉ còn %(count)s người được bỏ phiếu nên không thể giữ kín; cần ít nhất %(fewest)s."
            )
            raise WrongState("session_item.too_few", message, state=WAITING, count=voting, fewest=fewest)
        BallotBox.objects.create(item=row, sealed=ballot_boxes.seal(str(row.pk), [], voting))
    event = CouncilVoteOpened(
        authority=row.authority_id,
        item=str(row.pk),
        session=str(row.session_id),
        number=row.number,
        secret=row.secret,
        recused=[[str(one.member.account_id), one.ground, one.reason] for one in fixed],
    )
    ledger.record(event, by=by, at=at)


def seat_of(session: CouncilSession, account: str) -> CouncilMember | None:
    """The seat that an account has on the day of a session."""
    return next((one for one in council_sessions.members(session) if str(one.account_id) == account), None)


def _seat_of_voter(session: CouncilSession, *, by: Actor) -> CouncilMember:
    """A seat is not a role that is delegated: nobody votes in somebody's place."""
    if by.principal:
        message = gettext_noop("Không ai biểu quyết thay: thành viên vắng mặt gửi ý kiến bằng văn bản.")
        raise NotAllowed("session_item.by_deputy", message)
    seat = seat_of(session, by.account)
    if seat is None:
        message = gettext_noop("Chỉ thành viên Hội đồng vào ngày họp được biểu quyết.")
        raise NotAllowed("session_item.not_a_member", message)
    return seat


def _require_voter(row: SessionItem, *, by: Actor) -> CouncilMember:
    """The seat of a member who may vote on the item."""
    seat = _seat_of_voter(row.session, by=by)
    _require_unconcerned(row, seat)
    return seat


def _require_unconcerned(row: SessionItem, seat: CouncilMember) -> None:
    if row.recusals.filter(member=seat).exists():
        raise _recused()


def _recused() -> NotAllowed:
    message = gettext_noop("Không biểu quyết về mình, đơn vị mình, hồ sơ mình đã làm hoặc khi đã xin không tham gia.")
    return NotAllowed("session_item.recused", message)


def _require_open(row: SessionItem) -> None:
    if row.state != OPEN:
        message = gettext_noop("Nội dung này không đang được biểu quyết.")
        raise WrongState("session_item.not_open", message, state=row.state, may=SESSION_ITEM.possible(row.state))


def _way(row: SessionItem, seat: CouncilMember) -> str:
    return council_sessions.ways(row.session).get(str(seat.pk), Attendance.ABSENT)


def _is_written(row: SessionItem, way: str) -> bool:
    """Whether a vote of who takes part in this way is an opinion in writing. Raises `WrongState` for who is not there and sent
    none."""
    if way in Attendance.THERE:
        return False
    if way != Attendance.WRITTEN or not row.written:
        message = gettext_noop("Thành viên này chưa được điểm danh là có mặt hoặc gửi ý kiến bằng văn bản.")
        raise WrongState("session_item.absent", message, state=row.state, may=("attend",))
    return True


def candidates(row: SessionItem) -> tuple[str, ...]:
    """The numbers on the agenda that a choice among equals is about."""
    return tuple(str(number) for number in row.candidates.order_by("number").values_list("number", flat=True))


def _checked(row: SessionItem, choice: str) -> str:
    """The vote as it is kept. Raises `Invalid` for what cannot be voted here."""
    text = picked(picks(nfc(choice))) if row.kind == CHOICE and choice != ABSTAIN else choice
    good = text in CHOICES
    if row.kind == CHOICE:
        names = picks(text)
        good = set(names) <= set(candidates(row)) and len(names) <= (row.seats or 0)
    if not good:
        message = gettext_noop(
            "Hãy chọn một phương án; khi chọn giữa những người bằng nhau, không quá số suất còn lại."
        )
        raise invalid_at("session_item.choice", message, "choice")
    return text


def _voted(row: SessionItem, seat: CouncilMember) -> bool:
    rows: Any = CastMark if row.secret else CouncilVote
    return bool(rows.objects.filter(item=row, member=seat).exists())


def _refuse_second(row: SessionItem) -> None:
    message = gettext_noop("Đã biểu quyết nội dung này; mỗi thành viên một lần và không sửa được.")
    raise WrongState("session_item.voted_already", message, state=row.state)


@transaction.atomic
def vote(item_id: str, choice: str, *, by: Actor, at: datetime) -> CouncilVote:
    """Vote openly. The same vote again answers the same; another one is refused."""
    row = hold(item_id, by=by)
    return _write(row, _require_voter(row, by=by), _open_choice(row, choice), document="", by=by, at=at)


def _open_choice(row: SessionItem, choice: str) -> str:
    if row.secret:
        message = gettext_noop("Nội dung này bỏ phiếu kín.")
        raise WrongState("session_item.secret", message, state=row.state, may=("cast",))
    return choice


def vote_on(rows: Sequence[SessionItem], choices: Mapping[int, str], *, by: Actor, at: datetime) -> list[CouncilVote]:
    """Vote openly on several items of one session, which are locked; ``choices`` by number. What is asked of a member is asked
    once, however many sit in the council."""
    if not rows:
        return []
    seat = _seat_of_voter(rows[0].session, by=by)
    barred = set(Recusal.objects.filter(item__in=rows, member=seat).values_list("item_id", flat=True))
    known = {one.item_id: one for one in CouncilVote.objects.filter(item__in=rows, member=seat)}
    way = _way(rows[0], seat)
    made = []
    for row in rows:
        if row.pk in barred:
            raise _recused()
        found = known.get(row.pk)
        made.append(
            _ballot(row, seat, _open_choice(row, choices[row.number]), found, way=way, document="", by=by, at=at)
        )
    fresh = [one for one in made if one not in known.values()]
    CouncilVote.objects.bulk_create(fresh)
    for one in fresh:
        _told(one, by=by, at=at)
    return made


def _write(
    row: SessionItem, seat: CouncilMember, choice: str, *, document: str, by: Actor, at: datetime
) -> CouncilVote:
    known = row.votes.filter(member=seat).first()
    made = _ballot(row, seat, choice, known, way=_way(row, seat), document=document, by=by, at=at)
    if known is None:
        made.save(force_insert=True)
        _told(made, by=by, at=at)
    return made


def _ballot(
    row: SessionItem,
    seat: CouncilMember,
    choice: str,
    known: CouncilVote | None,
    *,
    way: str,
    document: str,
    by: Actor,
    at: datetime,
) -> CouncilVote:
    """The vote as it will be written, or the one that says the same already."""
    _require_open(row)
    text, written = _checked(row, choice), _is_written(row, way)
    if known and known.choice == text and str(known.by_id) == by.account:
        return known
    if known:
        _refuse_second(row)
    return CouncilVote(item=row, member=seat, choice=text, written=written, document=document, by_id=by.account, at=at)


def _told(made: CouncilVote, *, by: Actor, at: datetime) -> None:
    event = CouncilVoteCast(
        authority=made.item.authority_id,
        item=str(made.item_id),
        session=str(made.item.session_id),
        account=str(made.member.account_id),
        choice=made.choice,
        written=made.written,
        document=made.document,
    )
    ledger.record(event, by=by, at=at)


@transaction.atomic
def enter_opinion(item_id: str, username: str, choice: str, *, document: str, by: Actor, at: datetime) -> CouncilVote:
    """The secretary enters an absent member's opinion on an open item from its paper. A secret one nobody can enter for
    another: they would know it."""
    row = hold(item_id, by=by)
    if COUNCIL_SECRETARY not in council_sessions.roles(by):
        message = gettext_noop("Chỉ Thư ký Hội đồng nhập ý kiến bằng văn bản.")
        raise NotAllowed("session_item.not_secretary", message)
    if row.secret:
        message = gettext_noop("Phiếu kín của người vắng mặt do chính người đó bỏ trên hệ thống, không ai nhập thay.")
        raise WrongState("session_item.secret", message, state=row.state)
    seat = next((one for one in council_sessions.members(row.session) if one.account.username == username), None)
    if seat is None or not nfc(document):
        message = gettext_noop("Hãy ghi đúng thành viên và số, ngày của văn bản.")
        raise invalid_at("session_item.opinion", message, "document")
    _require_unconcerned(row, seat)
    if not _is_written(row, _way(row, seat)):
        message = gettext_noop("Người có mặt tự biểu quyết.")
        raise WrongState("session_item.present", message, state=row.state)
    return _write(row, seat, choice, document=nfc(document)[:300], by=by, at=at)


@transaction.atomic
def cast(item_id: str, choice: str, *, receipt: str, by: Actor, at: datetime) -> str:
    """Vote in secret under a receipt that the caller drew by lot; answers the receipt. The same ballot again (a lost answer on a
    phone) answers the same; anything else after it is refused."""
    row = hold(item_id, by=by)
    seat = _require_voter(row, by=by)
    if not row.secret:
        raise WrongState(
            "session_item.open_vote", gettext_noop("Nội dung này biểu quyết công khai."), state=row.state, may=("vote",)
        )
    _require_open(row)
    ballot, written = Ballot(receipt, _checked(row, choice)), _is_written(row, _way(row, seat))
    box = BallotBox.objects.get(item=row)
    found, places = ballot_boxes.open_(str(row.pk), box.sealed)
    if _voted(row, seat):
        if ballot in found:
            return receipt
        _refuse_second(row)
    if any(one.receipt == receipt for one in found):
        raise WrongState("session_item.receipt_taken", gettext_noop("Hãy tải lại lá phiếu."), state=row.state)
    box.sealed = ballot_boxes.seal(str(row.pk), [*found, ballot], places)
    box.save(update_fields=["sealed"])
    CastMark.objects.create(item=row, member=seat, written=written, day=local_date(at))
    return receipt


def waiting_for(by: Actor) -> list[tuple[str, str, int]]:
    """Sessions (with the council's name) in which open votes wait for the actor, and how many; in one query."""
    if by.principal or by.account == SYSTEM:
        return []
    seat = CouncilMember.objects.filter(account_id=by.account, council=OuterRef("session__council"))
    on_the_day = Q(valid_to=None) | Q(valid_to__gt=OuterRef("session__held_on"))
    done = Q(pk__in=CouncilVote.objects.filter(member__account_id=by.account).values("item"))
    done |= Q(pk__in=CastMark.objects.filter(member__account_id=by.account).values("item"))
    done |= Q(pk__in=Recusal.objects.filter(member__account_id=by.account).values("item"))
    rows = SessionItem.objects.filter(state=OPEN, session__state=OPEN, session__authority_id=by.authority).exclude(done)
    rows = rows.filter(Exists(seat.filter(on_the_day, valid_from__lte=OuterRef("session__held_on"))))
    counted = rows.order_by().values_list("session_id", "session__council__name").annotate(count=Count("pk"))
    return [(str(session), name, count) for session, name, count in counted.order_by("session__council__name")]
