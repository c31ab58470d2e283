"""Reads for councils: who sits in them, a session with its agenda and quorum, an item to be read and voted on, minutes, recounts.

How somebody voted stands here after the vote is closed, before that for nobody but themselves; of a secret vote never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from emulation import award_names, award_visibility
from emulation.commendation import (
    ballots,
    council_equals,
    council_minutes,
    council_sessions,
    councils,
    quota_counters,
    recusals,
)
from emulation.commendation.council_equals import Equals
from emulation.models import (
    Attendance,
    Council,
    CouncilMember,
    CouncilSession,
    CouncilVote,
    Nomination,
    SecretBallot,
    SessionItem,
)
from emulation.rules.awards.ballots import CHOICE, LINE
from emulation.rules.awards.council_states import CLOSED, CONVENED, COUNCIL_SESSION, OPEN, SESSION_ITEM, TIED, WAITING
from emulation.rules.awards.quotas import Shares
from emulation.rules.awards.states import APPRAISED, IN_COUNCIL
from emulation.rules.awards.verdicts import Verdict
from emulation.rules.periods import local_date
from kernel.actors import Actor
from kernel.errors import Missing
from kernel.text import gettext_noop


@dataclass(frozen=True)
class SeatRow:
    """A member, and how they take part in a session."""

    seat: CouncilMember
    name: str
    way: str = ""


@dataclass(frozen=True)
class CouncilRow:
    council: Council
    seats: list[SeatRow]
    sessions: list[CouncilSession]


@dataclass(frozen=True)
class CouncilsBoard:
    councils: list[CouncilRow]
    may_keep: bool
    may_convene: bool


@dataclass(frozen=True)
class ItemRow:
    """An item on the agenda: how many voted of how many may; ``mine`` says whether the reader did, None where they may not."""

    item: SessionItem
    award: str
    voted: int
    voting: int
    mine: bool | None
    acts: tuple[str, ...]


@dataclass(frozen=True)
class SessionBoard:
    session: CouncilSession
    seats: list[SeatRow]
    quorum: council_sessions.Quorum
    items: list[ItemRow]
    acts: tuple[str, ...]
    prepares: bool
    waiting: list[Nomination]
    """Appraised dossiers that could be brought; for who prepares sessions."""

    brought: list[Nomination]
    equals: list[Equals]
    """Ties on the boundaries of quotas that the council could choose among; for who prepares sessions."""

    shares: Shares
    """Of leaders and women among those on the agenda."""

    mark: str
    """Changes when anything that the page shows has changed."""

    sheet: list[ItemRow]
    """Votes that wait for the reader, who can cast them all on one sheet."""

    leads: bool
    follows: bool
    """Whether the page follows by itself what happens: for who sits in the council or leads the session."""


@dataclass(frozen=True)
class RecusedRow:
    name: str
    ground: str
    reason: str


@dataclass(frozen=True)
class ItemBoard:
    """``refusal`` is why the reader cannot vote now, empty where they can; ``votes`` are those of a closed open vote."""

    row: ItemRow
    session: CouncilSession
    recused: list[RecusedRow]
    seat: CouncilMember | None
    can_vote: bool
    own: CouncilVote | None
    votes: list[dict[str, Any]]
    receipts: list[SecretBallot]
    candidates: list[SessionItem]
    seats: list[SeatRow]
    verdicts: list[Verdict]
    """Of the rules, as they stood when the nominee was appraised."""

    leads: bool
    may_enter: bool


def opens_dossier(item: SessionItem, *, by: Actor, at: datetime) -> bool:
    """Whether the reader of an item may open the dossier behind it: who votes reads the nominee, not always the whole."""
    seen = award_visibility.nominations(by, local_date(at))
    return item.line is not None and seen.filter(pk=item.line.nomination_id).exists()


def listed(*, by: Actor, at: datetime) -> CouncilsBoard:
    """The councils of the authority with those who sit in them today, and the sessions that the reader may see."""
    rows = list(award_visibility.councils(by))
    sessions = list(award_visibility.council_sessions(by).select_related("council"))
    today = local_date(at)
    return CouncilsBoard(
        councils=[
            CouncilRow(
                row,
                [SeatRow(seat, council_minutes.name_of(seat.account)) for seat in councils.members_on(row, today)],
                [one for one in sessions if one.council_id == row.pk],
            )
            for row in rows
        ],
        may_keep=councils.may_keep(by),
        may_convene=bool(council_sessions.roles(by) & council_sessions.CONVENERS),
    )


def _item_row(item: SessionItem, names: Mapping[str, str], board: "_Session", by: Actor) -> ItemRow:
    voted = council_minutes.voters(item)
    out = {str(one.member_id) for one in item.recusals.all()} if item.state != WAITING else set(board.automatic(item))
    mine = board.own_seat
    may = SESSION_ITEM.possible(item.state, council_sessions.roles(by)) if board.row.state == OPEN else ()
    return ItemRow(
        item=item,
        award=names.get(item.award_code, item.award_code),
        voted=len(voted),
        voting=len(board.seats) - len(out),
        mine=None if mine is None or str(mine.pk) in out else str(mine.pk) in voted,
        acts=may,
    )


class _Session:
    """What several items of a session need, asked once."""

    def __init__(self, row: CouncilSession, by: Actor) -> None:
        self.row = row
        self.seats = council_sessions.members(row)
        self.ways = council_sessions.ways(row)
        self._automatic: dict[object, dict[str, str]] = {}
        self.own_seat = next((one for one in self.seats if str(one.account_id) == by.account), None)

    def learn(self, items: Sequence[SessionItem]) -> None:
        """Who would be kept from voting on each of these, in a fixed number of queries."""
        found = recusals.automatic(items, self.seats)
        self._automatic |= {item.pk: each for item, each in zip(items, found, strict=True)}

    def automatic(self, item: SessionItem) -> dict[str, str]:
        if item.pk not in self._automatic:
            self.learn([item])
        declared = {str(one.member_id): one.ground for one in item.recusals.all()}
        return {**self._automatic[item.pk], **declared}

    def seat_rows(self) -> list[SeatRow]:
        usual = Attendance.ABSENT
        return [
            SeatRow(seat, council_minutes.name_of(seat.account), self.ways.get(str(seat.pk), usual))
            for seat in self.seats
        ]


def session(session_id: str, *, by: Actor) -> SessionBoard:
    row = council_sessions.find(session_id, by=by)
    shared = _Session(row, by)
    items = list(
        row.items.select_related("session__council", "line__person", "line__category", "choice").prefetch_related(
            "recusals", "votes", "marks"
        )
    )
    shared.learn([one for one in items if one.state == WAITING])
    names = award_names.spoken()
    prepares = bool(council_sessions.roles(by) & council_sessions.CONVENERS) and row.state in (CONVENED, OPEN)
    dossiers = Nomination.objects.filter(authority_id=by.authority).select_related("unit")
    found = [_item_row(item, names, shared, by) for item in items]
    seats = shared.seat_rows()
    return SessionBoard(
        session=row,
        seats=seats,
        quorum=council_sessions.quorum(row),
        items=found,
        acts=COUNCIL_SESSION.possible(row.state, council_sessions.roles(by)),
        prepares=prepares,
        waiting=_to_bring(dossiers) if prepares else [],
        brought=list(dossiers.filter(lines__council_items__session=row).distinct()) if prepares else [],
        equals=council_equals.equals(row) if prepares else [],
        shares=quota_counters.shares([item.line for item in items if item.line], on=row.held_on),
        mark=_mark(row, found, seats),
        sheet=[one for one in found if one.item.kind == LINE and _can_vote(one.item, one, shared, by)],
        leads=council_sessions.leads(by) and row.state == OPEN,
        follows=shared.own_seat is not None or council_sessions.leads(by),
    )


def _to_bring(dossiers: QuerySet[Nomination]) -> list[Nomination]:
    """Appraised ones, and those that were brought and stand on no agenda yet."""
    on_agenda = Q(lines__council_items__session__state__in=(CONVENED, OPEN))
    found = dossiers.filter(Q(state=APPRAISED) | (Q(state=IN_COUNCIL) & ~on_agenda))
    return list(found.distinct())


def _mark(row: CouncilSession, items: list[ItemRow], seats: list[SeatRow]) -> str:
    parts = [
        row.state,
        *(f"{one.item.number}{one.item.state}{one.voted}" for one in items),
        *(one.way for one in seats),
    ]
    return ".".join(parts)


def live(session_id: str, *, by: Actor) -> dict[str, Any]:
    """What a page asks for every few seconds while a session goes on: the quorum, and how many voted on each item."""
    board = session(session_id, by=by)
    return {
        "state": board.session.state,
        "mark": board.mark,
        "present": board.quorum.present,
        "needed": board.quorum.needed,
        "items": [
            {"number": one.item.number, "state": one.item.state, "voted": one.voted, "voting": one.voting}
            for one in board.items
        ],
    }


def item(item_id: str, *, by: Actor) -> ItemBoard:
    found = ballots.find(item_id, by=by)
    shared = _Session(found.session, by)
    row = _item_row(found, award_names.spoken(), shared, by)
    out = shared.automatic(found)
    reasons = {str(one.member_id): one.reason for one in found.recusals.all()}
    closed = found.state in (CLOSED, TIED)
    seat = shared.own_seat
    leads = council_sessions.leads(by)
    own = found.votes.filter(member=seat).first() if seat and not found.secret else None
    return ItemBoard(
        row=row,
        session=found.session,
        recused=[
            RecusedRow(council_minutes.name_of(one.account), out[str(one.pk)], reasons.get(str(one.pk), ""))
            for one in shared.seats
            if str(one.pk) in out
        ],
        seat=seat,
        can_vote=_can_vote(found, row, shared, by),
        own=own,
        votes=council_minutes.votes(found) if closed else [],
        receipts=list(found.ballots.all()) if closed else [],
        candidates=list(found.candidates.order_by("number")) if found.kind == CHOICE else [],
        seats=shared.seat_rows(),
        verdicts=[Verdict.from_data(one) for one in found.line.verdicts] if found.line else [],
        leads=leads,
        may_enter=leads
        and found.state == OPEN
        and not found.secret
        and found.written
        and Attendance.WRITTEN in shared.ways.values(),
    )


def _can_vote(found: SessionItem, row: ItemRow, shared: _Session, by: Actor) -> bool:
    """Whether the form is offered; the act itself says why not."""
    way = shared.ways.get(str(shared.own_seat.pk), Attendance.ABSENT) if shared.own_seat else Attendance.ABSENT
    there = way in Attendance.THERE or (way == Attendance.WRITTEN and found.written)
    return found.state == OPEN and row.mine is False and there and by.principal is None


def minutes(session_id: str, *, by: Actor) -> CouncilSession:
    """A session whose figures are fixed. Raises `Missing` before."""
    row = council_sessions.find(session_id, by=by)
    if not row.minutes:
        raise Missing("council_session.no_minutes", gettext_noop("Phiên họp chưa kết thúc nên chưa có biên bản."))
    return row


@dataclass(frozen=True)
class Recount:
    """What everybody may count again: receipts with their votes, and the arithmetic; whom it was about is not told."""

    number: int
    session: int
    council: str
    held_on: Any
    passed: bool | None
    parts: list[dict[str, Any]]
    votes: Mapping[str, int]
    rows: list[SecretBallot]


def recount(item_id: str) -> Recount:
    """The list of a secret vote, for everybody, once its session is closed. Raises `Missing` before, and for open votes."""
    done = ("closed", "recorded")
    rows = SessionItem.objects.filter(pk=item_id, secret=True, session__state__in=done).select_related(
        "session__council"
    )
    row = rows.first()
    if row is None or not row.ballots.exists():
        raise Missing("session_item.no_recount", gettext_noop("Chưa có danh sách phiếu của nội dung này."))
    return Recount(
        number=row.number,
        session=row.session.number,
        council=row.session.council.name,
        held_on=row.session.held_on,
        passed=row.passed,
        parts=row.result["parts"] if row.kind == LINE else [],
        votes=row.result.get("votes", {}),
        rows=list(row.ballots.all()),
    )
