"""Timely commendations: suggested by the platform, taken up or put away by the committee."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CommendationsSuggested(Event):
    type = "emulation.commendations.suggested.v1"
    day: str
    keys: list[str]


@dataclass(frozen=True, kw_only=True)
class CommendationDecided(Event):
    """``state`` is ``taken_up`` or ``discarded``."""

    type = "emulation.commendation.decided.v1"
    suggestion: str
    achievement: str
    state: str
    reason: str
