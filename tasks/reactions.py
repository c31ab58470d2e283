"""The one page that says what follows each event; nothing else in the product causes anything."""

from collections.abc import Callable
from datetime import datetime

from certificates import batches, changes, copies, decision_papers
from certificates.events import (
    BatchDone,
    BatchGathered,
    ChunkRequested,
    CopyApproved,
    CopyAsked,
    CopyChecked,
    CopyDeclined,
    CopyIssued,
    DecisionPaperPrepared,
    DecisionPaperSealed,
)
from emulation import (
    anchors,
    appeal_notices,
    assignment_notices,
    certainty,
    feedback_notices,
    files,
    findings,
    imports,
    inspection_notices,
    notices,
    participations,
    rankings,
    revisions,
    rollups,
    shards,
)
from emulation.commendation import (
    arrivals,
    bonuses,
    council_reactions,
    decision_notices,
    drafting,
    forwarding_results,
    nomination_notices,
)
from emulation.events import (
    AppealDecided,
    AppealSubmitted,
    AppealTakenUp,
    AppealWithdrawn,
    AssignmentMoved,
    AwardsAmended,
    AwardsRevoked,
    CampaignClosed,
    CampaignLaunched,
    CouncilConcluded,
    CouncilConvened,
    DecisionConsulted,
    DecisionSigned,
    EvaluationCorrected,
    EvaluationsReturned,
    FeedbackAnswered,
    FeedbackEscalated,
    FeedbackReceived,
    FeedbackReopened,
    FeedbackReturned,
    FeedbackRouted,
    FileForgotten,
    FindingBooked,
    FindingDeclined,
    FindingMeasureProposed,
    FindingWaived,
    ForwardingMoved,
    ImportCommitRequested,
    ImportUploaded,
    MonthClosed,
    NominationForwarded,
    NominationMoved,
    ObjectionAnswered,
    ObjectionRaised,
    ParticipationsMoved,
    PointsBooked,
    PointsDeclined,
    PointsReversed,
    RankingComputed,
    RankingPublished,
    RankingRevised,
    RegistrationMoved,
    SurveyAnswersExcluded,
    SurveyAnswersRestored,
    UnitsReorganised,
    VisitBegun,
    VisitPlanned,
    VisitReported,
)
from kernel.events import Event
from tasks import certificate_notices, paper_composing

Reaction = Callable[[Event, datetime], object]

REACTIONS: dict[type[Event], dict[str, Callable[..., object]]] = {
    FeedbackReceived: {"tell_office_of_feedback": feedback_notices.of_receipt},
    FeedbackRouted: {"tell_unit_of_feedback": feedback_notices.of_routing},
    FeedbackAnswered: {"tell_office_of_answer": feedback_notices.of_answer},
    FeedbackReturned: {"tell_unit_of_returned_answer": feedback_notices.of_coming_back},
    FeedbackReopened: {"tell_unit_of_reopening": feedback_notices.of_coming_back},
    FeedbackEscalated: {"tell_of_missed_limit": feedback_notices.of_missed_limit},
    AssignmentMoved: {"tell_of_task": assignment_notices.tell_of_move},
    CouncilConvened: {"invite_council": council_reactions.invite},
    CouncilConcluded: {"write_council_advice": council_reactions.advise},
    ImportUploaded: {"validate_import": imports.validate},
    ImportCommitRequested: {"write_import": imports.write},
    FileForgotten: {"drop_content_of_file": files.drop_content},
    UnitsReorganised: {"follow_reorganisation": participations.follow_reorganisation},
    ParticipationsMoved: {"unite_rollups": rollups.follow_succession},
    CampaignLaunched: {"tell_units_of_launch": notices.tell_of_launch},
    EvaluationsReturned: {"tell_unit_of_return": notices.tell_of_return},
    MonthClosed: {"rank_units_of_month": rankings.rank_units, "rank_people_of_month": rankings.rank_people},
    PointsBooked: {"revise_for_booked": revisions.follow_booking, "settle_booked_finding": findings.follow_booked},
    PointsDeclined: {"settle_declined_finding": findings.follow_declined},
    PointsReversed: {
        "revise_for_reversed": revisions.follow_booking,
        "settle_reversed_finding": findings.follow_reversed,
    },
    SurveyAnswersExcluded: {"revise_for_excluded": revisions.follow_survey},
    SurveyAnswersRestored: {"revise_for_restored": revisions.follow_survey},
    VisitPlanned: {"tell_of_visit": inspection_notices.tell_of_plan},
    VisitBegun: {"tell_unit_of_visit": inspection_notices.tell_of_begin},
    VisitReported: {"tell_unit_of_minutes": inspection_notices.tell_of_minutes},
    FindingMeasureProposed: {"tell_office_of_proposal": inspection_notices.tell_of_proposal},
    FindingBooked: {"tell_unit_of_booked_finding": inspection_notices.tell_of_decision},
    FindingDeclined: {"tell_unit_of_declined_finding": inspection_notices.tell_of_decision},
    FindingWaived: {"tell_unit_of_waived_finding": inspection_notices.tell_of_decision},
    EvaluationCorrected: {"revise_rankings": revisions.follow_correction},
    RankingComputed: {
        "study_ranking": certainty.study_campaign,
        "keep_month_shard": shards.export,
        "settle_rollups": rollups.follow_ranking,
    },
    RankingPublished: {
        "study_published": certainty.study,
        "settle_revised_rollups": rollups.follow_ranking,
        "tell_of_appeals": appeal_notices.tell_of_window,
    },
    AppealSubmitted: {"tell_of_appeal": appeal_notices.tell_of_coming},
    AppealTakenUp: {"tell_of_handling": appeal_notices.tell_of_handling},
    AppealWithdrawn: {"tell_of_withdrawal": appeal_notices.tell_of_withdrawal},
    AppealDecided: {"tell_of_answer": appeal_notices.tell_of_answer},
    RankingRevised: {"study_revision": certainty.study_campaign, "keep_revised_shard": shards.export},
    CampaignClosed: {"rank_campaign": rankings.rank_campaign, "anchor_ledger": anchors.at_close},
    DecisionSigned: {
        "request_certificates": batches.request,
        "settle_dossiers": drafting.follow_signing,
        "compute_bonuses": bonuses.compute,
    },
    RegistrationMoved: {"tell_of_registration": nomination_notices.tell_of_registration},
    NominationMoved: {
        "tell_of_nomination": nomination_notices.tell_of_nomination,
        "tell_level_below": forwarding_results.follow_above,
    },
    NominationForwarded: {"take_in_from_below": arrivals.take_in},
    ForwardingMoved: {"tell_of_forwarding": nomination_notices.tell_of_forwarding},
    DecisionConsulted: {"tell_of_consultation": decision_notices.tell_of_consultation},
    ObjectionRaised: {"tell_of_objection": decision_notices.tell_of_objection},
    ObjectionAnswered: {"tell_of_objection_answer": decision_notices.tell_of_reply},
    AwardsAmended: {
        "amend_certificates": changes.amend,
        "tell_of_amendment": decision_notices.tell_of_amendment,
    },
    AwardsRevoked: {
        "end_bonuses": bonuses.revoke,
        "revoke_certificates": changes.revoke,
        "tell_of_revocation": decision_notices.tell_of_revocation,
    },
    BatchGathered: {"prepare_decision_paper": paper_composing.prepare},
    DecisionPaperPrepared: {"seal_decision_paper": decision_papers.seal_prepared},
    DecisionPaperSealed: {"begin_batch": batches.begin},
    ChunkRequested: {"make_chunk": batches.make},
    CopyAsked: {"tell_of_copy_asked": certificate_notices.of_asking},
    CopyChecked: {"tell_of_copy_checked": certificate_notices.of_check},
    CopyDeclined: {"tell_of_copy_declined": certificate_notices.of_refusal},
    CopyApproved: {"issue_copy": copies.issue},
    BatchDone: {"tell_of_batch": certificate_notices.of_batch},
    CopyIssued: {"tell_of_copy_issued": certificate_notices.of_issue},
}


def reactions_to(type_: str) -> tuple[str, ...]:
    """Names of the reactions to an event, by the event's type."""
    return tuple(name for event, named in REACTIONS.items() if event.type == type_ for name in named)


def reaction(name: str) -> Reaction:
    """The act behind a name. Raises `KeyError` for a name that no longer stands on this page."""
    return next(named[name] for named in REACTIONS.values() if name in named)
