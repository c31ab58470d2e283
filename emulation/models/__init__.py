"""The tables of the domain."""

from emulation.models.accounts import Account, RoleGrant
from emulation.models.appeals import Appeal, AppealLine
from emulation.models.assignments import Assignment, AssignmentEntry, AssignmentPart
from emulation.models.audit_lists import AuditList
from emulation.models.authority_levels import AuthorityLevel
from emulation.models.awarding import AwardRule, BaseSalary, Discipline, Initiative, RecipientCategory
from emulation.models.bookings import Booking
from emulation.models.calendars import CalendarDay
from emulation.models.campaigns import Campaign, CampaignMonth, CampaignReview, Participation, SchemeVersion
from emulation.models.certainty import RankCertainty
from emulation.models.commendations import CommendationSuggestion
from emulation.models.consultations import Consultation, Objection, Revocation
from emulation.models.contests import (
    Contest,
    ContestEntrant,
    ContestJudge,
    ContestProtest,
    ContestRound,
    ContestSheet,
)
from emulation.models.councils import (
    Attendance,
    BallotBox,
    CastMark,
    Council,
    CouncilMember,
    CouncilSession,
    CouncilVote,
    Recusal,
    SecretBallot,
    SessionItem,
)
from emulation.models.decisions import Award, AwardType, Decision, RegisterBook, RegisterEntry
from emulation.models.delegations import Delegation
from emulation.models.documents import DocumentTemplate
from emulation.models.double_scores import InspectionScore
from emulation.models.evaluations import Evaluation, EvaluationLayer
from emulation.models.feedback import Feedback, FeedbackContact, FeedbackRule, FeedbackStep
from emulation.models.files import Attachment, StoredFile
from emulation.models.findings import EligibilityHold, Finding
from emulation.models.forwardings import ForwardedLine, Forwarding, Subordination
from emulation.models.funds import BonusEntitlement, Fund, FundEntry, PaymentList
from emulation.models.imports import Import
from emulation.models.leaves import Leave, LeaveKind, ServiceRule
from emulation.models.likeness import ReportSketch
from emulation.models.mails import Mail, MailPreference
from emulation.models.nominations import (
    Achievement,
    EligibilityOverride,
    Nomination,
    NominationLine,
    NominationStep,
    Pledge,
    Registration,
    RegistrationLine,
)
from emulation.models.notices import Notice, NoticeCopy, Reminder
from emulation.models.organisation import (
    Authority,
    Cluster,
    Person,
    Posting,
    Unit,
    UnitSuccession,
    UnitVersion,
    in_force,
)
from emulation.models.peers import PeerAssignment, PeerScore
from emulation.models.pledges import PledgeText
from emulation.models.publications import Correction, RankingPublication
from emulation.models.rankings import Ranking, Standing
from emulation.models.rollups import LiveBoard, RankBlock, RankCell, RankChange, Rollup
from emulation.models.rulings import RankingRuling
from emulation.models.scheme_drafts import SchemeDraft, SchemeTrial
from emulation.models.shards import MonthShard
from emulation.models.sheet_drafts import SheetDraft
from emulation.models.survey_access import (
    SurveyCode,
    SurveyCodeBatch,
    SurveyComment,
    SurveyPaper,
    SurveyPoint,
    SurveyPulse,
    SurveyTray,
)
from emulation.models.survey_exclusions import SurveyExclusion
from emulation.models.survey_forms import ServiceCounter, ServiceProcedure, Survey, SurveyVersion
from emulation.models.surveys import SurveyAnswer, SurveyTally
from emulation.models.task_lists import FedFigure, TaskList, TaskListLayer
from emulation.models.visits import (
    InspectionChecklist,
    InspectionMark,
    InspectionTeam,
    InspectionTeamMember,
    InspectionVisit,
)
from emulation.models.withheld_names import WithheldName

__all__ = [
    "Account",
    "Achievement",
    "Appeal",
    "AppealLine",
    "Assignment",
    "AssignmentEntry",
    "AssignmentPart",
    "Attachment",
    "Attendance",
    "AuditList",
    "Authority",
    "AuthorityLevel",
    "Award",
    "AwardRule",
    "AwardType",
    "BallotBox",
    "BaseSalary",
    "BonusEntitlement",
    "Booking",
    "CalendarDay",
    "Campaign",
    "CampaignMonth",
    "CampaignReview",
    "CastMark",
    "Cluster",
    "CommendationSuggestion",
    "Consultation",
    "Contest",
    "ContestEntrant",
    "ContestJudge",
    "ContestProtest",
    "ContestRound",
    "ContestSheet",
    "Correction",
    "Council",
    "CouncilMember",
    "CouncilSession",
    "CouncilVote",
    "Decision",
    "Delegation",
    "Discipline",
    "DocumentTemplate",
    "EligibilityHold",
    "EligibilityOverride",
    "Evaluation",
    "EvaluationLayer",
    "FedFigure",
    "Feedback",
    "FeedbackContact",
    "FeedbackRule",
    "FeedbackStep",
    "Finding",
    "ForwardedLine",
    "Forwarding",
    "Fund",
    "FundEntry",
    "Import",
    "Initiative",
    "InspectionChecklist",
    "InspectionMark",
    "InspectionScore",
    "InspectionTeam",
    "InspectionTeamMember",
    "InspectionVisit",
    "Leave",
    "LeaveKind",
    "LiveBoard",
    "Mail",
    "MailPreference",
    "MonthShard",
    "Nomination",
    "NominationLine",
    "NominationStep",
    "Notice",
    "NoticeCopy",
    "Objection",
    "Participation",
    "PaymentList",
    "PeerAssignment",
    "PeerScore",
    "Person",
    "Pledge",
    "PledgeText",
    "Posting",
    "RankBlock",
    "RankCell",
    "RankCertainty",
    "RankChange",
    "Ranking",
    "RankingPublication",
    "RankingRuling",
    "RecipientCategory",
    "Recusal",
    "RegisterBook",
    "RegisterEntry",
    "Registration",
    "RegistrationLine",
    "Reminder",
    "ReportSketch",
    "Revocation",
    "RoleGrant",
    "Rollup",
    "SchemeDraft",
    "SchemeTrial",
    "SchemeVersion",
    "SecretBallot",
    "ServiceCounter",
    "ServiceProcedure",
    "ServiceRule",
    "SessionItem",
    "SheetDraft",
    "Standing",
    "StoredFile",
    "Subordination",
    "Survey",
    "SurveyAnswer",
    "SurveyCode",
    "SurveyCodeBatch",
    "SurveyComment",
    "SurveyExclusion",
    "SurveyPaper",
    "SurveyPoint",
    "SurveyPulse",
    "SurveyTally",
    "SurveyTray",
    "SurveyVersion",
    "TaskList",
    "TaskListLayer",
    "Unit",
    "UnitSuccession",
    "UnitVersion",
    "WithheldName",
    "in_force",
]
