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
class DecisionNumbered(Event):
    type = "emulation.decision.numbered.v1"
    decision: str
    number: str
    decided_on: str


@dataclass(frozen=True, kw_only=True)
class DecisionUnnumbered(Event):
    """The number was taken back before the decision was signed and is free again."""

    type = "emulation.decision.unnumbered.v1"
    decision: str
    number: str


@dataclass(frozen=True, kw_only=True)
class DecisionConsulted(Event):
    """The list of a draft was laid open for comment."""

    type = "emulation.decision.consulted.v1"
    decision: str
    consultation: str
    last_day: str
    awards: int


@dataclass(frozen=True, kw_only=True)
class DecisionSettled(Event):
    type = "emulation.decision.settled.v1"
    decision: str


@dataclass(frozen=True, kw_only=True)
class ObjectionRaised(Event):
    """What was said stands in its own table: nominees read neither it nor who said it."""

    type = "emulation.objection.raised.v1"
    objection: str
    consultation: str
    decision: str
    place: int | None


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    type = "emulation.objection.answered.v1"
    objection: str
    consultation: str


@dataclass(frozen=True, kw_only=True)
class DecisionsEntered(Event):
    """Old decisions were entered from their papers. ``awards``: each that is new, with its decision's number and day; they have
    no number in the register and no certificate is made."""

    type = "emulation.decisions.entered.v1"
    source: str
    awards: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class AwardsAmended(Event):
    """A later decision corrected what awards say. ``awards``: each new award with the id of the one that it replaces, by value;
    the register number is that of the replaced one. Who signed and where is empty in entries that are older than that."""

    type = "emulation.awards.amended.v1"
    decision: str
    target: str
    target_number: str
    number: str
    decided_on: str
    awards: list[dict[str, Any]]
    signatory_name: str = ""
    signatory_title: str = ""
    place: str = ""
    authority_title: str = ""


@dataclass(frozen=True, kw_only=True)
class AwardsRevoked(Event):
    """A later decision revoked awards. ``awards``: each with its register number, the letter of the ground and the reason."""

    type = "emulation.awards.revoked.v1"
    decision: str
    target: str
    target_number: str
    number: str
    decided_on: str
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
