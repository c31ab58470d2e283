"""Decisions on commendation, and deliveries that an operator took in hand."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DecisionDrafted(Event):
    type = "emulation.decision.drafted.v1"
    decision: str
    awards: int


@dataclass(frozen=True, kw_only=True)
class DecisionRevised(Event):
    type = "emulation.decision.revised.v1"
    decision: str
    awards: int


@dataclass(frozen=True, kw_only=True)
class DecisionDiscarded(Event):
    type = "emulation.decision.discarded.v1"
    decision: str


@dataclass(frozen=True, kw_only=True)
class DecisionSigned(Event):
    """``awards``: everything that a certificate says, by value, with its register number; decisions are public records."""

    type = "emulation.decision.signed.v1"
    decision: str
    number: str
    decided_on: str
    signatory_name: str
    signatory_title: str
    place: str
    authority_title: str
    awards: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(Event):
    type = "emulation.delivery.retried.v1"
    delivery: str
    reaction: str


@dataclass(frozen=True, kw_only=True)
class DeliveryDiscarded(Event):
    type = "emulation.delivery.discarded.v1"
    delivery: str
    reaction: str
    reason: str
