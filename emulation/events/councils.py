"""Councils: their members, sessions, agendas and what they advise. No event tells how anybody voted in secret, nor when."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CouncilFounded(Event):
    """``members`` are pairs of account and role."""

    type = "emulation.council.founded.v1"
    council: str
    name: str
    document: str
    quorum: str
    members: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class CouncilSeatChanged(Event):
    """``role`` is empty where the seat was left."""

    type = "emulation.council.seat_changed.v1"
    council: str
    account: str
    role: str
    day: str


@dataclass(frozen=True, kw_only=True)
class CouncilConvened(Event):
    """A session was planned; ``members`` are the accounts of who is invited."""

    type = "emulation.council_session.convened.v1"
    session: str
    council: str
    name: str
    number: int
    held_on: str
    place: str
    form: str
    members: list[str]


@dataclass(frozen=True, kw_only=True)
class CouncilAgendaChanged(Event):
    """``act`` is ``bring``, ``take_off`` or ``choose``; ``items`` are the numbers on the agenda."""

    type = "emulation.council_session.agenda_changed.v1"
    session: str
    act: str
    nomination: str
    items: list[int]
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CouncilAttendanceTaken(Event):
    """``ways`` by account."""

    type = "emulation.council_session.attendance_taken.v1"
    session: str
    ways: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class CouncilSessionMoved(Event):
    """``state`` is the new one; ``text`` the reason or the proceedings."""

    type = "emulation.council_session.moved.v1"
    session: str
    act: str
    state: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class CouncilMemberRecused(Event):
    type = "emulation.session_item.member_recused.v1"
    item: str
    session: str
    account: str
    ground: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CouncilVoteOpened(Event):
    """``recused`` are triples of account, ground and reason."""

    type = "emulation.session_item.opened.v1"
    item: str
    session: str
    number: int
    secret: bool
    recused: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class CouncilVoteCast(Event):
    """An open vote; of a secret one there is no event before all of them are counted."""

    type = "emulation.session_item.voted.v1"
    item: str
    session: str
    account: str
    choice: str
    written: bool
    document: str


@dataclass(frozen=True, kw_only=True)
class CouncilVoteCounted(Event):
    """``voted`` are the accounts of who voted, in the order of their ids; ``result`` is the arithmetic."""

    type = "emulation.session_item.counted.v1"
    item: str
    session: str
    number: int
    secret: bool
    voted: list[str]
    passed: bool | None
    result: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CouncilTieBroken(Event):
    """The chair chose among those who were tied again, openly and with a reason."""

    type = "emulation.session_item.tie_broken.v1"
    item: str
    session: str
    chosen: list[int]
    reason: str


@dataclass(frozen=True, kw_only=True)
class CouncilConcluded(Event):
    """What the council advises, by line: ``{line, nomination, passed, yes, denominator, needed}``. It awards nothing."""

    type = "emulation.council_session.concluded.v1"
    session: str
    council: str
    number: int
    held_on: str
    items: list[dict[str, Any]]
