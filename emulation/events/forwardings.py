"""What happens to dossiers between two levels: who takes in whose, what was sent up, what came, what was answered."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SubordinationRecorded(Event):
    """From a day on (or until one) the authority takes in the dossiers of a subordinate, for which ``unit`` stands."""

    type = "emulation.subordination.recorded.v1"
    subordinate: str
    unit: str
    valid_from: str
    valid_to: str = ""
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class NominationForwarded(Event):
    """Nominees of a dossier were sent up, by value, with the digests of the papers that go along; ``target`` is the authority
    that takes them in on the platform, empty where the level above is only named. ``record`` of a line is the digest of what
    this level certified about the nominee."""

    type = "emulation.nomination.forwarded.v1"
    forwarding: str
    nomination: str
    to: str
    target: str = ""
    whole: bool
    lines: list[dict[str, Any]]
    files: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class AwardsHeard(Event):
    """Awards that a level above decided are known in the history of this one: no register number, certificate or bonus of its
    own comes of them. ``awards``: each with the number and day of its decision and who gave it."""

    type = "emulation.awards.heard.v1"
    forwarding: str
    nomination: str
    awards: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class NominationArrived(Event):
    """A dossier came in from the level below: ``source`` and ``source_nomination`` are the authority and its dossier."""

    type = "emulation.nomination.arrived.v1"
    nomination: str
    forwarding: str
    source: str
    source_nomination: str
    unit: str
    lines: list[dict[str, Any]]
    files: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ForwardingMoved(Event):
    """What was sent up went on: taken in above, given back with a reason, or answered, with what became of each nominee."""

    type = "emulation.forwarding.moved.v1"
    forwarding: str
    nomination: str
    unit: str
    act: str
    state: str
    title: str
    to: str
    reason: str = ""
    decision: str = ""
    decided_on: str = ""
    lines: list[dict[str, Any]]
