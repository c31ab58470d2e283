"""Peer scores: who scores whom, and what they wrote."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PeersAssigned(Event):
    """``pairs``: scorer and target, of codes that did not stand before."""

    type = "emulation.peers.assigned.v1"
    campaign: str
    subjects: str
    pairs: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class PeerWithdrawn(Event):
    type = "emulation.peer.withdrawn.v1"
    assignment: str
    campaign: str
    subjects: str
    scorer: str
    target: str


@dataclass(frozen=True, kw_only=True)
class PeerScored(Event):
    """``digest`` is that of the marks."""

    type = "emulation.peer.scored.v1"
    assignment: str
    campaign: str
    month: str
    subjects: str
    scorer: str
    target: str
    revision: int
    digest: str
