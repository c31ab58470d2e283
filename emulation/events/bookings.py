"""Points and vetoes that come from outside the evaluation sheets."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PointsProposed(Event):
    """``points`` on a ``criterion``, or a ``veto``; ``person`` is empty for the unit itself."""

    type = "emulation.points.proposed.v1"
    booking: str
    campaign: str
    month: str
    unit: str
    person: str
    kind: str
    source: str
    code: str
    criterion: str
    points: str
    veto: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PointsBooked(Event):
    """They count from now on. ``asked_by`` is the account that proposed them, empty for what the scheme itself says."""

    type = "emulation.points.booked.v1"
    booking: str
    campaign: str
    month: str
    unit: str
    person: str
    kind: str
    source: str
    code: str
    criterion: str
    points: str
    veto: str
    reason: str
    asked_by: str


@dataclass(frozen=True, kw_only=True)
class PointsDeclined(Event):
    type = "emulation.points.declined.v1"
    booking: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PointsReversed(Event):
    """They counted and do not any more."""

    type = "emulation.points.reversed.v1"
    booking: str
    campaign: str
    month: str
    unit: str
    person: str
    reason: str
    asked_by: str
