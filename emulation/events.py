"""Every event of the domain: past tense, frozen, versioned, self-contained, plain values (scores travel as text)."""

from dataclasses import dataclass, field
from typing import Any

from kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class AuthorityFounded(Event):
    type = "emulation.authority.founded.v1"
    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    type = "emulation.account.opened.v1"
    account: str
    username: str


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    type = "emulation.role.granted.v1"
    account: str
    role: str
    scope: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    type = "emulation.role.ended.v1"
    account: str
    role: str
    scope: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class UnitsRegistered(Event):
    """Units founded or described anew, by import or by hand."""

    type = "emulation.units.registered.v1"
    source: str
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class UnitsReorganised(Event):
    """A merge, split or dissolution of units."""

    type = "emulation.units.reorganised.v1"
    kind: str
    predecessors: list[str]
    successors: list[str]
    effective_on: str
    legal_basis: str


@dataclass(frozen=True, kw_only=True)
class StaffRegistered(Event):
    type = "emulation.staff.registered.v1"
    source: str
    codes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PersonTransferred(Event):
    type = "emulation.person.transferred.v1"
    person: str
    from_unit: str
    to_unit: str
    effective_on: str


@dataclass(frozen=True, kw_only=True)
class ImportUploaded(Event):
    type = "emulation.import.uploaded.v1"
    import_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ImportValidated(Event):
    type = "emulation.import.validated.v1"
    import_id: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ImportRejected(Event):
    type = "emulation.import.rejected.v1"
    import_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ImportCommitRequested(Event):
    """``by`` is the account in whose name the reaction writes the rows."""

    type = "emulation.import.commit_requested.v1"
    import_id: str
    account: str


@dataclass(frozen=True, kw_only=True)
class ImportCommitted(Event):
    type = "emulation.import.committed.v1"
    import_id: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class ImportCommitRefused(Event):
    type = "emulation.import.commit_refused.v1"
    import_id: str
    code: str


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    type = "emulation.import.discarded.v1"
    import_id: str


@dataclass(frozen=True, kw_only=True)
class SchemePublished(Event):
    type = "emulation.scheme.published.v1"
    code: str
    version: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class CampaignDrafted(Event):
    type = "emulation.campaign.drafted.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignRevised(Event):
    type = "emulation.campaign.revised.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignLaunched(Event):
    type = "emulation.campaign.launched.v1"
    campaign: str
    code: str
    name: str
    policy_digest: str
    months: list[str]
    units: list[str]


@dataclass(frozen=True, kw_only=True)
class ParticipationsMoved(Event):
    """Units that ended and units that took over in a running campaign, after a reorganisation."""

    type = "emulation.participations.moved.v1"
    campaign: str
    ended: list[str]
    joined: list[str]


@dataclass(frozen=True, kw_only=True)
class CampaignReviewed(Event):
    type = "emulation.campaign.reviewed.v1"
    campaign: str
    code: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class CampaignSuspended(Event):
    type = "emulation.campaign.suspended.v1"
    campaign: str
    code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CampaignResumed(Event):
    type = "emulation.campaign.resumed.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignClosed(Event):
    type = "emulation.campaign.closed.v1"
    campaign: str
    code: str


@dataclass(frozen=True, kw_only=True)
class CampaignConcluded(Event):
    type = "emulation.campaign.concluded.v1"
    campaign: str
    code: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class CampaignCancelled(Event):
    type = "emulation.campaign.cancelled.v1"
    campaign: str
    code: str
    reason: str


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
class MonthClosed(Event):
    type = "emulation.month.closed.v1"
    month_id: str
    campaign: str
    month: str


@dataclass(frozen=True, kw_only=True)
class RankingComputed(Event):
    type = "emulation.ranking.computed.v1"
    ranking: str
    campaign: str
    subjects: str
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    engine_version: str
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class MonthShardExported(Event):
    """The rows of a month's ranking were kept as a column file, whose hash stands here."""

    type = "emulation.month_shard.exported.v1"
    ranking: str
    campaign: str
    month: str
    subjects: str
    rows: int
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class UnitsTold(Event):
    type = "emulation.notices.sent.v1"
    kind: str
    units: list[str]
    campaign: str = ""


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


@dataclass(frozen=True, kw_only=True)
class RankingPublished(Event):
    """A ranking was made known as a frozen snapshot. ``open_…`` are the digests of the bundle that may be handed out, in
    which people have pseudonyms; of units they are those of the ranking itself. ``replaces`` and ``reason`` are those of
    a revision that was applied."""

    type = "emulation.ranking.published.v1"
    ranking: str
    campaign: str
    subjects: str
    revision: int
    scheme_code: str
    scheme_version: int
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    open_inputs_digest: str
    open_result_digest: str
    engine_version: str
    month: str = ""
    replaces: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingFinalised(Event):
    type = "emulation.ranking.finalised.v1"
    ranking: str
    campaign: str
    subjects: str
    revision: int
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    engine_version: str
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingRevised(Event):
    """A ranking was computed again after a correction; this revision counts once it is applied. ``moved`` is how many
    lines are others than in the one that it is to replace."""

    type = "emulation.ranking.revised.v1"
    ranking: str
    replaces: str
    campaign: str
    subjects: str
    revision: int
    reason: str
    moved: int
    scheme_digest: str
    inputs_digest: str
    result_digest: str
    engine_version: str
    month: str = ""


@dataclass(frozen=True, kw_only=True)
class RankingRevisionDiscarded(Event):
    type = "emulation.ranking_revision.discarded.v1"
    ranking: str
    reason: str


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
