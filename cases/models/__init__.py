from cases.models.access_request import AccessRequest
from cases.models.action_item_version import ItemVersion
from cases.models.action_plan import (
    ActionItem,
    ActionPlan,
    Answer,
    Category,
    DateRequest,
    EntryKind,
    ItemEntry,
    ItemPurpose,
    Reach,
    Review,
    Weight,
)
from cases.models.allocation import Allocation, AllocationKind
from cases.models.break_glass import BreakGlass
from cases.models.case import NAMED_CAPACITIES, Case, CaseGrant, Event, Victim
from cases.models.challenge import (
    Challenge,
    ChallengeAnswer,
    ChallengeKind,
    ChallengeOutcome,
    ChallengeReason,
)
from cases.models.charge import (
    ChargeAnswer,
    ChargeAnswerKind,
    ChargeMethod,
    CountNotCharged,
    LaidCharge,
    ReportedCharge,
)
from cases.models.charge_stop import ChargeStop, StopKind, StoppedCount
from cases.models.circumstances import Circumstances, WitnessGround, YesNoNotKnown
from cases.models.closing_report import (
    ClosingLine,
    ClosingOutcome,
    ClosingReport,
    HowAsked,
    ReopeningGround,
    ToldBefore,
    VictimAsked,
)
from cases.models.conflict import Conflict, ConflictAttempt, ConflictKind, ConflictLifting
from cases.models.consent_step import ConsentStep as ConsentStep
from cases.models.consultation import Consultation, Mode, Role, TookPart
from cases.models.court_fact import (
    HEARING_KINDS,
    RESULTS,
    CourtFact,
    CourtFactCharge,
    CourtFactKind,
    LeaveCourt,
    Plea,
    Verdict,
)
from cases.models.decision import (
    PUBLIC_INTEREST,
    AuthorisedCharge,
    Decision,
    DecisionKind,
    NfaReason,
    ProsecutionConsent,
    SecondReaderAnswer,
)
from cases.models.disposal import (
    AllegationDisposal,
    Disposal,
    DisposalCondition,
    DisposalReport,
    DisposalStep,
)
from cases.models.document import Document, Scan
from cases.models.early_advice import AdviceMethod, AdviceStep, EarlyAdvice, GivenAdvice
from cases.models.extension import Extension, ExtensionAnswer, ExtensionStep, ExtensionStepKind
from cases.models.file_quality import FailureEntry, FailureReason, FileFailure, FileQuality, Method
from cases.models.finalisation import Finalisation, FinalisationReason
from cases.models.held_material import Clipping, HeldKind, HeldMaterial, Playing, Watching
from cases.models.kept_by_triggers import BoardCount
from cases.models.linked_case import CaseLink, LinkKind
from cases.models.message_thread import Mention, Message, Thread, ThreadSeen
from cases.models.mg_form import CAUTIONS, MgForm
from cases.models.note import Note
from cases.models.offence import Allegation, DaysConfidence, Inchoate, Offence
from cases.models.offence_points import OffencePoints, Point, PointsReview
from cases.models.personal_details import Gender, PersonalDetails
from cases.models.police_only import Marking
from cases.models.proof import Bearing, Bears, Gap, Material
from cases.models.proposed_plan import STILL_PROPOSED, ProposedPlan, ProposedPlanStatus
from cases.models.prosecutor import Absence, ProsecutorSpecialism
from cases.models.referral import AdviceFollowed, CodeTest, Referral, ReferralReturn, ReturnReason
from cases.models.restriction import Restriction, RestrictionChange, RestrictionChangeKind
from cases.models.retention import DestroyedCase, Destruction, LegalHold, RetentionReview
from cases.models.reversal import (
    CHARGE_GROUNDS,
    NFA_GROUNDS,
    REVIEWED_GROUNDS,
    Reversal,
    ReversalGround,
)
from cases.models.standard_wording import Wording, WordingVersion
from cases.models.submission import RuleScore, Submission
from cases.models.suspect import UNDATED, Custody, Suspect, Turn, TurnHolder, by_age
from cases.models.suspect_focus import FocusAnswer, FocusQuestion, SuspectFocus
from cases.models.time_limit import ProsecutionLimit
from cases.models.transfer import Transfer, TransferStatus
from cases.models.uncharged_allegation import UnchargedAllegation, WhyUncharged
from cases.models.upload import Upload, UploadStatus
from cases.models.victim_request import (
    LASTING,
    HolderReply,
    Proposal,
    ProposalStatus,
    VictimRequest,
)
from cases.models.victim_request_steps import (
    PARTS,
    HowKnown,
    NoticePart,
    NoticeRecipient,
    StatutoryDecision,
    VictimNotice,
)

__all__ = [
    "CAUTIONS",
    "CHARGE_GROUNDS",
    "HEARING_KINDS",
    "LASTING",
    "NAMED_CAPACITIES",
    "NFA_GROUNDS",
    "PARTS",
    "PUBLIC_INTEREST",
    "RESULTS",
    "REVIEWED_GROUNDS",
    "STILL_PROPOSED",
    "UNDATED",
    "Absence",
    "AccessRequest",
    "ActionItem",
    "ActionPlan",
    "AdviceFollowed",
    "AdviceMethod",
    "AdviceStep",
    "Allegation",
    "AllegationDisposal",
    "Allocation",
    "AllocationKind",
    "Answer",
    "AuthorisedCharge",
    "Bearing",
    "Bears",
    "BoardCount",
    "BreakGlass",
    "Case",
    "CaseGrant",
    "CaseLink",
    "Category",
    "Challenge",
    "ChallengeAnswer",
    "ChallengeKind",
    "ChallengeOutcome",
    "ChallengeReason",
    "ChargeAnswer",
    "ChargeAnswerKind",
    "ChargeMethod",
    "ChargeStop",
    "Circumstances",
    "Clipping",
    "ClosingLine",
    "ClosingOutcome",
    "ClosingReport",
    "CodeTest",
    "Conflict",
    "ConflictAttempt",
    "ConflictKind",
    "ConflictLifting",
    "Consultation",
    "CountNotCharged",
    "CourtFact",
    "CourtFactCharge",
    "CourtFactKind",
    "Custody",
    "DateRequest",
    "DaysConfidence",
    "Decision",
    "DecisionKind",
    "DestroyedCase",
    "Destruction",
    "Disposal",
    "DisposalCondition",
    "DisposalReport",
    "DisposalStep",
    "Document",
    "EarlyAdvice",
    "EntryKind",
    "Event",
    "Extension",
    "ExtensionAnswer",
    "ExtensionStep",
    "ExtensionStepKind",
    "FailureEntry",
    "FailureReason",
    "FileFailure",
    "FileQuality",
    "Finalisation",
    "FinalisationReason",
    "FocusAnswer",
    "FocusQuestion",
    "Gap",
    "Gender",
    "GivenAdvice",
    "HeldKind",
    "HeldMaterial",
    "HolderReply",
    "HowAsked",
    "HowKnown",
    "Inchoate",
    "ItemEntry",
    "ItemPurpose",
    "ItemVersion",
    "LaidCharge",
    "LeaveCourt",
    "LegalHold",
    "LinkKind",
    "Marking",
    "Material",
    "Mention",
    "Message",
    "Method",
    "MgForm",
    "Mode",
    "NfaReason",
    "Note",
    "NoticePart",
    "NoticeRecipient",
    "Offence",
    "OffencePoints",
    "PersonalDetails",
    "Playing",
    "Plea",
    "Point",
    "PointsReview",
    "Proposal",
    "ProposalStatus",
    "ProposedPlan",
    "ProposedPlanStatus",
    "ProsecutionConsent",
    "ProsecutionLimit",
    "ProsecutorSpecialism",
    "Reach",
    "Referral",
    "ReferralReturn",
    "ReopeningGround",
    "ReportedCharge",
    "Restriction",
    "RestrictionChange",
    "RestrictionChangeKind",
    "RetentionReview",
    "ReturnReason",
    "Reversal",
    "ReversalGround",
    "Review",
    "Role",
    "RuleScore",
    "Scan",
    "SecondReaderAnswer",
    "StatutoryDecision",
    "StopKind",
    "StoppedCount",
    "Submission",
    "Suspect",
    "SuspectFocus",
    "Thread",
    "ThreadSeen",
    "ToldBefore",
    "TookPart",
    "Transfer",
    "TransferStatus",
    "Turn",
    "TurnHolder",
    "UnchargedAllegation",
    "Upload",
    "UploadStatus",
    "Verdict",
    "Victim",
    "VictimAsked",
    "VictimNotice",
    "VictimRequest",
    "Watching",
    "Weight",
    "WhyUncharged",
    "WitnessGround",
    "Wording",
    "WordingVersion",
    "YesNoNotKnown",
    "by_age",
]
