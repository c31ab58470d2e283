"""What changes in the nation's catalogue: rows entered, put right, followed by a new version, ended and taken out."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LegalRowEntered(Event):
    """A row of the catalogue; ``values`` are all that it says. The nation's rows belong to no authority (``""``)."""

    type = "emulation.legal_row.entered.v1"
    row: str
    table: str
    values: dict[str, Any]
    legal_basis: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LegalRowCorrected(Event):
    """What was changed in place, from ``old`` to ``new``: notes, or a row by which nothing was decided yet."""

    type = "emulation.legal_row.corrected.v1"
    row: str
    table: str
    old: dict[str, Any]
    new: dict[str, Any]
    legal_basis: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LegalRowSucceeded(Event):
    """A new version holds from a day on; the one before it ends there and stays as it was."""

    type = "emulation.legal_row.succeeded.v1"
    row: str
    predecessor: str
    table: str
    valid_from: str
    old: dict[str, Any]
    new: dict[str, Any]
    legal_basis: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LegalRowEnded(Event):
    """A row holds up to and without a day."""

    type = "emulation.legal_row.ended.v1"
    row: str
    table: str
    valid_from: str
    valid_to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LegalRowRemoved(Event):
    """A row by which nothing was decided was taken out; ``values`` are what it said."""

    type = "emulation.legal_row.removed.v1"
    row: str
    table: str
    values: dict[str, Any]
    reason: str
