"""What decisions can be asked or told. Intentions are gated; facts are recorded and never refused.

Officers' commands carry `by`, as that officer was at the time. Judgements carry `seen`, the version that the
officer had before them, and may carry `override`, the written reason for which the rank that may passes a
condition.
"""

from __future__ import annotations

from typing import Final

from services.decisions.domain.commands.across import (
    JUDGED as JUDGED_ACROSS,
)
from services.decisions.domain.commands.across import (
    ORDERED as ORDERED_ACROSS,
)
from services.decisions.domain.commands.across import (
    REPORTED as REPORTED_ACROSS,
)
from services.decisions.domain.commands.across import (
    AcknowledgeTask,
    AgreeHost,
    DecideHosted,
    DecidingForceSilent,
    ForceSilent,
    NameApplicant,
    NobodyHasPrimacy,
    NoteDecision,
    PlaceParties,
    RecordDisagreement,
    RecordMappaStatus,
    RecordOwner,
    ReportTask,
    ReturnTask,
    StandDown,
    StatePosition,
    TakeOnDecision,
    TaskForce,
)
from services.decisions.domain.commands.disclosing import (
    AUTHORISING,
    EVERY,
    ApplyThreeTests,
    AssessConnection,
    AssessImpact,
    AssessPriorKnowledge,
    AssessSuitability,
    AuthoriseDisclosure,
    ConsiderDataProtection,
    ConsiderMappa,
    DecideNoDisclosure,
    DispenseRepresentations,
    PlanForYoungSubject,
    ProposeWording,
    RecordMappaOutcome,
    RecordMeetingRequested,
    RecordOwnerConsent,
    RecordRecipientIdentity,
    RecordRepresentations,
    RecordRepresentationsSought,
    RecordStrategy,
    RefuseAuthority,
    SeekAuthority,
    SeekRepresentations,
    SelectRecipient,
    WeighRepresentations,
    WeighYoungOffending,
    WithdrawRecipient,
)
from services.decisions.domain.commands.intentions import (
    AcknowledgeFlags,
    AssignSupervisor,
    Categorise,
    ChooseDelivery,
    CloseCase,
    ConfirmDecision,
    DecideNotToTell,
    DoNotProgress,
    Extend,
    Finalise,
    FindOutsideScheme,
    GoOnWithoutMeeting,
    MakeFinalEntry,
    Progress,
)
from services.decisions.domain.commands.knowing import LinkCase, Prioritise
from services.decisions.domain.commands.printing import AllowReprint, PrintPack
from services.decisions.domain.commands.recording import (
    AttestRecordEntry,
    ChaseRecordEntry,
    LeaveToHand,
    RecordEntered,
    RecordNotEntered,
)
from services.decisions.domain.commands.referring import (
    OfferReferral,
    PartnerSilent,
    RecordNotShared,
    WithdrawReferral,
)
from services.decisions.domain.commands.reports import (
    AcknowledgeAlert,
    ClockRanOut,
    ClosingSlotCame,
    ExplainOverdue,
    Hear,
    HearForce,
    HearReceipt,
    LetterNotTakenUp,
    NobodyAddressed,
    NobodyAnswered,
    NobodySupervises,
    NothingHappens,
    RaiseSafeguardingIssue,
    RecordConsideration,
    RecordCrime,
    RecordForceReference,
    RecordWithdrawal,
    ReportCrimeAlleged,
    ReportImmediateRisk,
    ResolveSafeguardingIssue,
    StillLate,
)
from services.decisions.domain.commands.telling import (
    CAME_DUE,
    INTENDED,
    REPORTED,
    ConsiderSelfDisclosure,
    DoNotInformSubject,
    NobodyRatified,
    OpenLinkedCase,
    RatifyUrgent,
    ReconsiderDisclosure,
    RecordConcernDiscussed,
    RecordLinkedCase,
    RecordNominalEntry,
    RecordProtectiveAction,
    RecordRiskTool,
    RecordSafetyPlan,
    ReleaseRanOut,
    ReleaseWording,
    ReportDelivery,
    ReportSelfDisclosure,
    ReportSelfDisclosureIncomplete,
    ReportSubjectInformed,
    ReportUndertakingExplained,
    ReportUndertakingNotSigned,
    ReportUndertakingSigned,
    ReportUrgentDisclosure,
)

__all__ = [
    "AUTHORISING",
    "EVERY",
    "FACTS",
    "INTENTIONS",
    "JUDGEMENTS",
    "AcknowledgeAlert",
    "AcknowledgeFlags",
    "AcknowledgeTask",
    "AgreeHost",
    "AllowReprint",
    "ApplyThreeTests",
    "AssessConnection",
    "AssessImpact",
    "AssessPriorKnowledge",
    "AssessSuitability",
    "AssignSupervisor",
    "AttestRecordEntry",
    "AuthoriseDisclosure",
    "Categorise",
    "ChaseRecordEntry",
    "ChooseDelivery",
    "ClockRanOut",
    "CloseCase",
    "ClosingSlotCame",
    "Command",
    "ConfirmDecision",
    "ConsiderDataProtection",
    "ConsiderMappa",
    "ConsiderSelfDisclosure",
    "DecideHosted",
    "DecideNoDisclosure",
    "DecideNotToTell",
    "DecidingForceSilent",
    "DispenseRepresentations",
    "DoNotInformSubject",
    "DoNotProgress",
    "ExplainOverdue",
    "Extend",
    "Finalise",
    "FindOutsideScheme",
    "ForceSilent",
    "FromClocks",
    "FromMessages",
    "GoOnWithoutMeeting",
    "Hear",
    "HearForce",
    "HearReceipt",
    "Intention",
    "Judgement",
    "LeaveToHand",
    "LetterNotTakenUp",
    "LinkCase",
    "MakeFinalEntry",
    "NameApplicant",
    "NobodyAddressed",
    "NobodyAnswered",
    "NobodyHasPrimacy",
    "NobodyRatified",
    "NobodySupervises",
    "NoteDecision",
    "NothingHappens",
    "OfferReferral",
    "OpenLinkedCase",
    "Order",
    "PartnerSilent",
    "PlaceParties",
    "PlanForYoungSubject",
    "PrintPack",
    "Prioritise",
    "Progress",
    "ProposeWording",
    "RaiseSafeguardingIssue",
    "RatifyUrgent",
    "ReconsiderDisclosure",
    "RecordConcernDiscussed",
    "RecordConsideration",
    "RecordCrime",
    "RecordDisagreement",
    "RecordEntered",
    "RecordForceReference",
    "RecordLinkedCase",
    "RecordMappaOutcome",
    "RecordMappaStatus",
    "RecordMeetingRequested",
    "RecordNominalEntry",
    "RecordNotEntered",
    "RecordNotShared",
    "RecordOwner",
    "RecordOwnerConsent",
    "RecordProtectiveAction",
    "RecordRecipientIdentity",
    "RecordRepresentations",
    "RecordRepresentationsSought",
    "RecordRiskTool",
    "RecordSafetyPlan",
    "RecordStrategy",
    "RecordWithdrawal",
    "RefuseAuthority",
    "ReleaseRanOut",
    "ReleaseWording",
    "ReportCrimeAlleged",
    "ReportDelivery",
    "ReportImmediateRisk",
    "ReportSelfDisclosure",
    "ReportSelfDisclosureIncomplete",
    "ReportSubjectInformed",
    "ReportTask",
    "ReportUndertakingExplained",
    "ReportUndertakingNotSigned",
    "ReportUndertakingSigned",
    "ReportUrgentDisclosure",
    "Reports",
    "ResolveSafeguardingIssue",
    "ReturnTask",
    "SeekAuthority",
    "SeekRepresentations",
    "SelectRecipient",
    "StandDown",
    "StatePosition",
    "StillLate",
    "TakeOnDecision",
    "TaskForce",
    "WeighRepresentations",
    "WeighYoungOffending",
    "WithdrawRecipient",
    "WithdrawReferral",
]

FromMessages = Hear | HearForce | HearReceipt
FromClocks = (
    ClockRanOut
    | NobodyAnswered
    | NobodySupervises
    | NobodyAddressed
    | StillLate
    | NothingHappens
    | ClosingSlotCame
    | LetterNotTakenUp
    | ForceSilent
    | DecidingForceSilent
    | NobodyHasPrimacy
    | LinkCase
    | RecordEntered
    | RecordNotEntered
    | LeaveToHand
    | ChaseRecordEntry
    | PartnerSilent
    | CAME_DUE
)
Reports = (
    ReportImmediateRisk
    | AcknowledgeAlert
    | RecordForceReference
    | AttestRecordEntry
    | RaiseSafeguardingIssue
    | ReportCrimeAlleged
    | RecordCrime
    | ResolveSafeguardingIssue
    | RecordConsideration
    | ExplainOverdue
    | RecordWithdrawal
    | REPORTED
    | RecordRecipientIdentity
    | RecordRepresentationsSought
    | RecordRepresentations
    | RecordMeetingRequested
    | RecordStrategy
    | RecordMappaOutcome
    | RecordOwnerConsent
    | REPORTED_ACROSS
    | RecordNotShared
)
Judgement = (
    Progress
    | DoNotProgress
    | GoOnWithoutMeeting
    | Prioritise
    | Categorise
    | FindOutsideScheme
    | ConfirmDecision
    | WeighRepresentations
    | ApplyThreeTests
    | DecideNoDisclosure
    | SeekAuthority
    | AuthoriseDisclosure
    | RefuseAuthority
    | MakeFinalEntry
    | Finalise
    | CloseCase
    | INTENDED
    | JUDGED_ACROSS
)
Order = (
    AcknowledgeFlags
    | AssignSupervisor
    | Extend
    | ChooseDelivery
    | DecideNotToTell
    | AssessConnection
    | SelectRecipient
    | WithdrawRecipient
    | AssessPriorKnowledge
    | AssessSuitability
    | AssessImpact
    | SeekRepresentations
    | DispenseRepresentations
    | ConsiderMappa
    | ConsiderDataProtection
    | WeighYoungOffending
    | PlanForYoungSubject
    | ProposeWording
    | PrintPack
    | AllowReprint
    | ORDERED_ACROSS
    | OfferReferral
    | WithdrawReferral
)
Intention = Judgement | Order
Command = FromMessages | FromClocks | Reports | Intention

FACTS: Final[tuple[type, ...]] = (*FromMessages.__args__, *FromClocks.__args__, *Reports.__args__)
"""What happened, or ran out: always recorded, whatever should have come before it."""
JUDGEMENTS: Final[tuple[type, ...]] = Judgement.__args__
INTENTIONS: Final[tuple[type, ...]] = (*JUDGEMENTS, *Order.__args__)
"""What officers intend: judgements, and orders that need no judgement. All are gated."""
