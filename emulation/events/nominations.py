"""What happens before a decision: registrations, pledges, and nomination dossiers on their way."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class NominationWritten(Event):
    """A dossier was started or revised; ``lines`` are its nominees as they were written, by value."""

    type = "emulation.nomination.written.v1"
    nomination: str
    unit: str
    kind: str
    year: int
    title: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class NominationMoved(Event):
    """A dossier went on: ``state`` is where it is after the act. ``lines`` hold what the act says of each nominee, if anything:
    the appraisal's outcome, the council's advice."""

    type = "emulation.nomination.moved.v1"
    nomination: str
    unit: str
    act: str
    state: str
    title: str
    reason: str = ""
    letter: str = ""
    answer_by: str = ""
    forwarded_to: str = ""
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RegistrationWritten(Event):
    """A unit's registration for a year (``campaign`` empty) or a campaign, with its lines by value."""

    type = "emulation.registration.written.v1"
    registration: str
    unit: str
    year: int
    campaign: str
    lines: list[dict[str, str]]


@dataclass(frozen=True, kw_only=True)
class RegistrationMoved(Event):
    type = "emulation.registration.moved.v1"
    registration: str
    unit: str
    year: int
    campaign: str
    act: str
    state: str
    late: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RegistrationReminded(Event):
    """Units that had not registered were reminded."""

    type = "emulation.registration.reminded.v1"
    year: int
    campaign: str
    units: list[str]


@dataclass(frozen=True, kw_only=True)
class PledgeTextSet(Event):
    type = "emulation.pledge_text.set.v1"
    year: int
    campaign: str
    text: str


@dataclass(frozen=True, kw_only=True)
class PledgeSigned(Event):
    type = "emulation.pledge.signed.v1"
    pledge: str
    unit: str
    year: int
    campaign: str
    text: str
