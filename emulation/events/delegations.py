"""Roles that somebody else exercises for a time."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RoleDelegated(Event):
    """``delegate`` may exercise the role of ``delegator`` from one day to another, both included."""

    type = "emulation.role.delegated.v1"
    delegation: str
    delegator: str
    delegate: str
    role: str
    scope: str
    place: str
    starts_on: str
    ends_on: str
    reason: str
    document: str = ""


@dataclass(frozen=True, kw_only=True)
class DelegationEnded(Event):
    """By hand with a reason, or by the platform when its days were over or its role was taken back."""

    type = "emulation.delegation.ended.v1"
    delegation: str
    delegator: str
    delegate: str
    role: str
    reason: str
