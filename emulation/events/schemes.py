"""Schemes while they are written, and their try-outs."""

from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SchemeDrafted(Event):
    type = "emulation.scheme.drafted.v1"
    draft: str
    code: str


@dataclass(frozen=True, kw_only=True)
class SchemeDraftSaved(Event):
    type = "emulation.scheme.draft_saved.v1"
    draft: str
    code: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class SchemeDraftDiscarded(Event):
    type = "emulation.scheme.draft_discarded.v1"
    draft: str
    code: str


@dataclass(frozen=True, kw_only=True)
class SchemeTrialAsked(Event):
    """A try-out over many sheets: one month of it is worked off, and the next one asked for."""

    type = "emulation.scheme.trial_asked.v1"
    trial: str
    place: int
