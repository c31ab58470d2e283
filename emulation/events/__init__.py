"""Every event of the domain: past tense, frozen, versioned, self-contained, plain values (scores travel as text)."""

from emulation.events import administration, legal_catalogue
from emulation.events.appeals import AppealDecided, AppealSubmitted, AppealTakenUp, AppealWithdrawn
from emulation.events.assignments import AssignmentMoved, AssignmentsEntered
from emulation.events.award_rules import (
    AwardRuleAdded,
    AwardRuleEnded,
    DisciplineEnded,
    DisciplineRecorded,
    DisciplineWithdrawn,
    EligibilityOverridden,
    FavourableRulesTaken,
    InitiativeRecorded,
    InitiativeWithdrawn,
)
from emulation.events.bonuses import (
    BonusesComputed,
    BonusesRevoked,
    BonusRecovered,
    FundBooked,
    FundOpened,
    FundOverdraftSet,
    PaymentListDrafted,
    PaymentListMoved,
    PaymentListPaid,
    PaymentListRevised,
)
from emulation.events.bookings import PointsBooked, PointsDeclined, PointsProposed, PointsReversed
from emulation.events.calendars import CalendarDayAdded, CalendarDayWithdrawn
from emulation.events.campaigns import (
    CampaignCancelled,
    CampaignClosed,
    CampaignConcluded,
    CampaignDrafted,
    CampaignLaunched,
    CampaignResumed,
    CampaignReviewed,
    CampaignRevised,
    CampaignSuspended,
    MonthClosed,
    ParticipationsMoved,
    SchemePublished,
)
from emulation.events.commendations import CommendationDecided, CommendationsSuggested
from emulation.events.contests import (
    ContestAwarded,
    ContestDrafted,
    ContestMoved,
    ContestProtested,
    ContestRoundClosed,
    ContestRoundOpened,
    ContestSheetsHandedIn,
    ContestSigned,
)
from emulation.events.councils import (
    CouncilAgendaChanged,
    CouncilAttendanceTaken,
    CouncilConcluded,
    CouncilConvened,
    CouncilFounded,
    CouncilMemberRecused,
    CouncilSeatChanged,
    CouncilSessionMoved,
    CouncilTieBroken,
    CouncilVoteCast,
    CouncilVoteCounted,
    CouncilVoteOpened,
)
from emulation.events.decisions import (
    AwardsAmended,
    AwardsRevoked,
    DecisionConsulted,
    DecisionDiscarded,
    DecisionDrafted,
    DecisionNumbered,
    DecisionRevised,
    DecisionsEntered,
    DecisionSettled,
    DecisionSigned,
    DecisionUnnumbered,
    DeliveryDiscarded,
    DeliveryRetried,
    ObjectionAnswered,
    ObjectionRaised,
)
from emulation.events.delegations import DelegationEnded, RoleDelegated
from emulation.events.documents import DocumentTemplateRetired, DocumentTemplateTaken
from emulation.events.evaluations import (
    CorrectionDeclined,
    CorrectionProposed,
    EvaluationCorrected,
    EvaluationsAppraised,
    EvaluationsAssessed,
    EvaluationsConfirmed,
    EvaluationsReturned,
    EvaluationsSaved,
    EvaluationsSubmitted,
    StaffDoubleScored,
    SurveyAnswersCounted,
)
from emulation.events.feedback import (
    FeedbackAnswered,
    FeedbackClosed,
    FeedbackContactsDeleted,
    FeedbackDismissed,
    FeedbackEscalated,
    FeedbackPolicySet,
    FeedbackPraised,
    FeedbackPublished,
    FeedbackReceived,
    FeedbackReopened,
    FeedbackReturned,
    FeedbackRouted,
    FeedbackSent,
    FeedbackUnpublished,
)
from emulation.events.files import FileDetached, FileForgotten, FilesAttached, FileStored
from emulation.events.forwardings import (
    AwardsHeard,
    ForwardingMoved,
    NominationArrived,
    NominationForwarded,
    SubordinationRecorded,
)
from emulation.events.inspections import (
    AuditListDrawn,
    AuditSeedCommitted,
    ChecklistFilled,
    ChecklistPublished,
    EligibilityHeld,
    EligibilityHoldLifted,
    FindingBooked,
    FindingDeclined,
    FindingExplained,
    FindingMeasureProposed,
    FindingRecorded,
    FindingWaived,
    FindingWithdrawn,
    GoodPracticeFound,
    InspectionMemberJoined,
    InspectionMemberLeft,
    InspectionTeamSetUp,
    VisitBegun,
    VisitCancelled,
    VisitExplained,
    VisitPlanned,
    VisitReported,
    VisitSettled,
)
from emulation.events.leaves import LeaveRecorded, LeaveWithdrawn
from emulation.events.nominations import (
    NominationMoved,
    NominationWritten,
    PledgeSigned,
    PledgeTextSet,
    RegistrationMoved,
    RegistrationReminded,
    RegistrationWritten,
)
from emulation.events.notices import MailPreferenceChanged, MailRetried, MonthReminded, NoticeTold
from emulation.events.organisation import (
    AccountOpened,
    AuthorityFounded,
    AuthorityLevelRecorded,
    ImportCommitRefused,
    ImportCommitRequested,
    ImportCommitted,
    ImportDiscarded,
    ImportRejected,
    ImportUploaded,
    ImportValidated,
    PersonTransferred,
    RoleEnded,
    RoleGranted,
    StaffRegistered,
    UnitsRegistered,
    UnitsReorganised,
)
from emulation.events.peers import PeersAssigned, PeerScored, PeerWithdrawn
from emulation.events.rankings import (
    MonthShardExported,
    RankingComputed,
    RankingFinalised,
    RankingPublished,
    RankingRevised,
    RankingRevisionDiscarded,
    RankingRulingLifted,
    RankingRulingMade,
)
from emulation.events.schemes import SchemeDraftDiscarded, SchemeDrafted, SchemeDraftSaved, SchemeTrialAsked
from emulation.events.survey_exclusions import (
    SurveyAnswersExcluded,
    SurveyAnswersRestored,
    SurveyExclusionDeclined,
    SurveyExclusionProposed,
)
from emulation.events.surveys import (
    ServiceRegistersKept,
    SurveyClosed,
    SurveyCodesEnded,
    SurveyCodesIssued,
    SurveyDrafted,
    SurveyOpened,
    SurveyPaperEntered,
    SurveyPointClosed,
    SurveyPointOpened,
)
from emulation.events.task_lists import (
    SheetFed,
    TaskListConfirmed,
    TaskListReturned,
    TaskListSaved,
    TaskListSubmitted,
)
from emulation.events.withheld_names import NameShownAgain, NameWithheld

__all__ = [
    "AccountOpened", "AppealDecided", "AppealSubmitted", "AppealTakenUp", "AppealWithdrawn", "AssignmentMoved",
    "AssignmentsEntered", "AuditListDrawn", "AuditSeedCommitted", "AuthorityFounded", "AuthorityLevelRecorded", "AwardRuleAdded",
    "AwardRuleEnded", "AwardsAmended", "AwardsHeard", "AwardsRevoked",
    "BonusRecovered", "BonusesComputed", "BonusesRevoked", "CalendarDayAdded",
    "CalendarDayWithdrawn", "CampaignCancelled", "CampaignClosed", "CampaignConcluded", "CampaignDrafted", "CampaignLaunched",
    "CampaignResumed", "CampaignReviewed", "CampaignRevised", "CampaignSuspended", "ChecklistFilled", "ChecklistPublished",
    "CommendationDecided", "CommendationsSuggested", "ContestAwarded", "ContestDrafted", "ContestMoved", "ContestProtested",
    "ContestRoundClosed", "ContestRoundOpened", "ContestSheetsHandedIn", "ContestSigned", "CorrectionDeclined",
    "CorrectionProposed", "CouncilAgendaChanged", "CouncilAttendanceTaken", "CouncilConcluded", "CouncilConvened",
    "CouncilFounded", "CouncilMemberRecused", "CouncilSeatChanged", "CouncilSessionMoved", "CouncilTieBroken", "CouncilVoteCast",
    "CouncilVoteCounted", "CouncilVoteOpened", "DecisionConsulted", "DecisionDiscarded", "DecisionDrafted", "DecisionNumbered",
    "DecisionRevised", "DecisionSettled", "DecisionSigned", "DecisionUnnumbered", "DecisionsEntered", "DelegationEnded",
    "DeliveryDiscarded", "DeliveryRetried", "DisciplineEnded", "DisciplineRecorded", "DisciplineWithdrawn",
    "DocumentTemplateRetired", "DocumentTemplateTaken", "EligibilityHeld", "EligibilityHoldLifted", "EligibilityOverridden",
    "EvaluationCorrected", "EvaluationsAppraised", "EvaluationsAssessed", "EvaluationsConfirmed", "EvaluationsReturned",
    "EvaluationsSaved", "EvaluationsSubmitted", "FavourableRulesTaken", "FeedbackAnswered", "FeedbackClosed",
    "FeedbackContactsDeleted", "FeedbackDismissed", "FeedbackEscalated", "FeedbackPolicySet", "FeedbackPraised",
    "FeedbackPublished", "FeedbackReceived", "FeedbackReopened", "FeedbackReturned", "FeedbackRouted", "FeedbackSent",
    "FeedbackUnpublished", "FileDetached", "FileForgotten", "FileStored", "FilesAttached", "FindingBooked", "FindingDeclined",
    "FindingExplained", "FindingMeasureProposed", "FindingRecorded", "FindingWaived", "FindingWithdrawn", "ForwardingMoved",
    "FundBooked", "FundOpened", "FundOverdraftSet", "GoodPracticeFound", "ImportCommitRefused", "ImportCommitRequested",
    "ImportCommitted", "ImportDiscarded", "ImportRejected", "ImportUploaded", "ImportValidated", "InitiativeRecorded",
    "InitiativeWithdrawn", "InspectionMemberJoined", "InspectionMemberLeft", "InspectionTeamSetUp", "LeaveRecorded",
    "LeaveWithdrawn", "MailPreferenceChanged", "MailRetried", "MonthClosed", "MonthReminded", "MonthShardExported",
    "NameShownAgain", "NameWithheld",
    "NominationArrived", "NominationForwarded", "NominationMoved", "NominationWritten", "NoticeTold", "ObjectionAnswered",
    "ObjectionRaised", "ParticipationsMoved", "PaymentListDrafted", "PaymentListMoved", "PaymentListPaid", "PaymentListRevised",
    "PeerScored", "PeerWithdrawn", "PeersAssigned", "PersonTransferred", "PledgeSigned", "PledgeTextSet", "PointsBooked",
    "PointsDeclined", "PointsProposed", "PointsReversed", "RankingComputed", "RankingFinalised", "RankingPublished",
    "RankingRevised", "RankingRevisionDiscarded", "RankingRulingLifted", "RankingRulingMade", "RegistrationMoved",
    "RegistrationReminded", "RegistrationWritten", "RoleDelegated", "RoleEnded", "RoleGranted", "SchemeDraftDiscarded",
    "SchemeDraftSaved", "SchemeDrafted", "SchemePublished", "SchemeTrialAsked",
    "ServiceRegistersKept", "SheetFed", "StaffDoubleScored", "StaffRegistered", "SubordinationRecorded", "SurveyAnswersCounted",
    "SurveyAnswersExcluded", "SurveyAnswersRestored", "SurveyClosed", "SurveyCodesEnded", "SurveyCodesIssued", "SurveyDrafted",
    "SurveyExclusionDeclined", "SurveyExclusionProposed", "SurveyOpened", "SurveyPaperEntered", "SurveyPointClosed",
    "SurveyPointOpened", "TaskListConfirmed", "TaskListReturned", "TaskListSaved", "TaskListSubmitted", "UnitsRegistered",
    "UnitsReorganised", "VisitBegun", "VisitCancelled", "VisitExplained", "VisitPlanned", "VisitReported", "VisitSettled",
    "administration", "legal_catalogue",
]  # fmt: skip
