"""Evaluations with their corrections, scores of inspectors, and answers of citizens."""

from dataclasses import dataclass
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EvaluationsSaved(Event):
    """Self-scores written for subjects of one unit and month. ``lines``: subject, revision, digest of the layer."""

    type = "emulation.evaluations.saved.v1"
    campaign: str
    month: str
    unit: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class EvaluationsSubmitted(Event):
    """``lines``: subject, revision, total, late."""

    type = "emulation.evaluations.submitted.v1"
    campaign: str
    month: str
    unit: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class EvaluationsConfirmed(Event):
    type = "emulation.evaluations.confirmed.v1"
    campaign: str
    month: str
    unit: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class EvaluationsAssessed(Event):
    """The layer of a cluster's lead or deputy."""

    type = "emulation.evaluations.assessed.v1"
    campaign: str
    month: str
    unit: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class EvaluationsReturned(Event):
    type = "emulation.evaluations.returned.v1"
    campaign: str
    month: str
    unit: str
    lines: list[dict[str, Any]]
    reason: str


@dataclass(frozen=True, kw_only=True)
class EvaluationsAppraised(Event):
    type = "emulation.evaluations.appraised.v1"
    campaign: str
    month: str
    unit: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class StaffDoubleScored(Event):
    """An inspection team scored staff beside their heads; ``lines``: subject, revision, total."""

    type = "emulation.staff.double_scored.v1"
    campaign: str
    month: str
    team: str
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class SurveyAnswersCounted(Event):
    """How many new answers of one delivery were counted; who answered is not known and not stored."""

    type = "emulation.survey_answers.counted.v1"
    campaign: str
    counted: int
    repeated: int


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(Event):
    """A change of an appraised evaluation of a closed month, to be approved by somebody else."""

    type = "emulation.correction.proposed.v1"
    correction: str
    campaign: str
    month: str
    unit: str
    subject: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CorrectionDeclined(Event):
    type = "emulation.correction.declined.v1"
    correction: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EvaluationCorrected(Event):
    """An evaluation of a closed month has a new layer. ``proposed_by`` is the account that asked for it."""

    type = "emulation.evaluation.corrected.v1"
    correction: str
    campaign: str
    month: str
    unit: str
    subject: str
    revision: int
    total: str | None
    reason: str
    proposed_by: str
