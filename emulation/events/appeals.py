"""Appeals against rankings: handed in, taken up, withdrawn, decided."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AppealSubmitted(Event):
    """``person`` is empty for a unit's own line; ``lines``: month, criterion and points asked for; ``due`` is when an answer
    must be there."""

    type = "emulation.appeal.submitted.v1"
    appeal: str
    ranking: str
    campaign: str
    unit: str
    person: str
    lines: list[dict[str, Any]]
    text: str
    due: str


@dataclass(frozen=True, kw_only=True)
class AppealTakenUp(Event):
    type = "emulation.appeal.taken_up.v1"
    appeal: str
    campaign: str
    unit: str
    person: str


@dataclass(frozen=True, kw_only=True)
class AppealWithdrawn(Event):
    type = "emulation.appeal.withdrawn.v1"
    appeal: str
    campaign: str
    unit: str
    person: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """``outcome`` is the state that it came to; ``lines``: month, criterion, upheld, points and the correction that was asked
    for. Rankings change when somebody else approves that correction."""

    type = "emulation.appeal.decided.v1"
    appeal: str
    campaign: str
    unit: str
    person: str
    outcome: str
    answer: str
    lines: list[dict[str, Any]]
