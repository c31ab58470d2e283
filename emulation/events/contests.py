"""Contests: drafted, rounds opened and closed, sheets handed in, arithmetic done again, prizes given and signed."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ContestDrafted(Event):
    type = "emulation.contest.drafted.v1"
    contest: str
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ContestMoved(Event):
    """Opened, finished, handed back, published or cancelled."""

    type = "emulation.contest.moved.v1"
    contest: str
    campaign: str
    code: str
    act: str
    state: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ContestRoundOpened(Event):
    """``recused`` says by judge from whom."""

    type = "emulation.contest_round.opened.v1"
    contest: str
    round: int
    entrants: list[str]
    recused: dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class ContestSheetsHandedIn(Event):
    """Without what was given: that stays hidden until the round is closed."""

    type = "emulation.contest_sheets.handed_in.v1"
    contest: str
    round: int
    judge: str


@dataclass(frozen=True, kw_only=True)
class ContestRoundClosed(Event):
    """``digest`` is that of the sheets that the lines were computed from."""

    type = "emulation.contest_round.closed.v1"
    contest: str
    round: int
    digest: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ContestProtested(Event):
    """``holds`` says that computing again gave the same."""

    type = "emulation.contest_round.protested.v1"
    contest: str
    round: int
    entrant: str
    text: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class ContestAwarded(Event):
    """``prizes`` by entrant."""

    type = "emulation.contest.awarded.v1"
    contest: str
    code: str
    prizes: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ContestSigned(Event):
    """``booked`` are the entrants whose prize gave points."""

    type = "emulation.contest.signed.v1"
    contest: str
    code: str
    booked: list[str]
