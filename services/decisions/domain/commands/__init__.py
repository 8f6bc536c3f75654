"""What decisions can be asked or told. Intentions are gated; facts are recorded and never refused.

Officers' commands carry `by`, as that officer was at the time. Judgements carry `seen`, the version that the
officer had before them, and may carry `override`, the written reason for which the rank that may passes a
condition.
"""

from __future__ import annotations

from typing import Final

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
from services.decisions.domain.commands.printing import AllowReprint, PrintPack
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
    LetterNotTakenUp,
    NobodyAnswered,
    NobodySupervises,
    NothingHappens,
    RaiseSafeguardingIssue,
    RecordConsideration,
    RecordForceReference,
    RecordWithdrawal,
    ReportImmediateRisk,
    ResolveSafeguardingIssue,
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
    "AllowReprint",
    "ApplyThreeTests",
    "AssessConnection",
    "AssessImpact",
    "AssessPriorKnowledge",
    "AssessSuitability",
    "AssignSupervisor",
    "AuthoriseDisclosure",
    "Categorise",
    "ChooseDelivery",
    "ClockRanOut",
    "CloseCase",
    "ClosingSlotCame",
    "Command",
    "ConfirmDecision",
    "ConsiderDataProtection",
    "ConsiderMappa",
    "ConsiderSelfDisclosure",
    "DecideNoDisclosure",
    "DecideNotToTell",
    "DispenseRepresentations",
    "DoNotInformSubject",
    "DoNotProgress",
    "ExplainOverdue",
    "Extend",
    "Finalise",
    "FindOutsideScheme",
    "FromClocks",
    "FromMessages",
    "GoOnWithoutMeeting",
    "Hear",
    "Intention",
    "Judgement",
    "LetterNotTakenUp",
    "MakeFinalEntry",
    "NobodyAnswered",
    "NobodyRatified",
    "NobodySupervises",
    "NothingHappens",
    "OfferReferral",
    "OpenLinkedCase",
    "Order",
    "PartnerSilent",
    "PlanForYoungSubject",
    "PrintPack",
    "Progress",
    "ProposeWording",
    "RaiseSafeguardingIssue",
    "RatifyUrgent",
    "ReconsiderDisclosure",
    "RecordConcernDiscussed",
    "RecordConsideration",
    "RecordForceReference",
    "RecordLinkedCase",
    "RecordMappaOutcome",
    "RecordMeetingRequested",
    "RecordNominalEntry",
    "RecordNotShared",
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
    "ReportDelivery",
    "ReportImmediateRisk",
    "ReportSelfDisclosure",
    "ReportSelfDisclosureIncomplete",
    "ReportSubjectInformed",
    "ReportUndertakingExplained",
    "ReportUndertakingNotSigned",
    "ReportUndertakingSigned",
    "ReportUrgentDisclosure",
    "Reports",
    "ResolveSafeguardingIssue",
    "SeekAuthority",
    "SelectRecipient",
    "WeighRepresentations",
    "WeighYoungOffending",
    "WithdrawRecipient",
    "WithdrawReferral",
]

FromMessages = Hear
FromClocks = (
    ClockRanOut
    | NobodyAnswered
    | NobodySupervises
    | NothingHappens
    | ClosingSlotCame
    | LetterNotTakenUp
    | PartnerSilent
    | CAME_DUE
)
Reports = (
    ReportImmediateRisk
    | AcknowledgeAlert
    | RecordForceReference
    | RaiseSafeguardingIssue
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
    | RecordNotShared
)
Judgement = (
    Progress
    | DoNotProgress
    | GoOnWithoutMeeting
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
    | DispenseRepresentations
    | ConsiderMappa
    | ConsiderDataProtection
    | WeighYoungOffending
    | PlanForYoungSubject
    | ProposeWording
    | PrintPack
    | AllowReprint
    | OfferReferral
    | WithdrawReferral
)
Intention = Judgement | Order
Command = FromMessages | FromClocks | Reports | Intention

FACTS: Final[tuple[type, ...]] = (Hear, *FromClocks.__args__, *Reports.__args__)
"""What happened, or ran out: always recorded, whatever should have come before it."""
JUDGEMENTS: Final[tuple[type, ...]] = Judgement.__args__
INTENTIONS: Final[tuple[type, ...]] = (*JUDGEMENTS, *Order.__args__)
"""What officers intend: judgements, and orders that need no judgement. All are gated."""
