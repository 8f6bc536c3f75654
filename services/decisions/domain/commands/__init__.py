"""What decisions can be asked or told. Intentions are gated; facts are recorded and never refused.

Officers' commands carry `by`, as that officer was at the time. Judgements carry `seen`, the version that the
officer had before them, and may carry `override`, the written reason for which the rank that may passes a
condition.
"""

from __future__ import annotations

from typing import Final

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
    "FACTS",
    "INTENTIONS",
    "JUDGEMENTS",
    "AcknowledgeAlert",
    "AcknowledgeFlags",
    "AssignSupervisor",
    "Categorise",
    "ChooseDelivery",
    "ClockRanOut",
    "CloseCase",
    "ClosingSlotCame",
    "Command",
    "ConfirmDecision",
    "ConsiderSelfDisclosure",
    "DecideNotToTell",
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
    "OpenLinkedCase",
    "Progress",
    "RaiseSafeguardingIssue",
    "RatifyUrgent",
    "ReconsiderDisclosure",
    "RecordConcernDiscussed",
    "RecordConsideration",
    "RecordForceReference",
    "RecordLinkedCase",
    "RecordNominalEntry",
    "RecordProtectiveAction",
    "RecordRiskTool",
    "RecordSafetyPlan",
    "RecordWithdrawal",
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
]

FromMessages = Hear
FromClocks = (
    ClockRanOut
    | NobodyAnswered
    | NobodySupervises
    | NothingHappens
    | ClosingSlotCame
    | LetterNotTakenUp
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
)
Judgement = (
    Progress
    | DoNotProgress
    | GoOnWithoutMeeting
    | Categorise
    | FindOutsideScheme
    | ConfirmDecision
    | MakeFinalEntry
    | Finalise
    | CloseCase
    | INTENDED
)
Intention = Judgement | AcknowledgeFlags | AssignSupervisor | Extend | ChooseDelivery | DecideNotToTell
Command = FromMessages | FromClocks | Reports | Intention

FACTS: Final[tuple[type, ...]] = (Hear, *FromClocks.__args__, *Reports.__args__)
"""What happened, or ran out: always recorded, whatever should have come before it."""
JUDGEMENTS: Final[tuple[type, ...]] = Judgement.__args__
INTENTIONS: Final[tuple[type, ...]] = (
    *JUDGEMENTS,
    AcknowledgeFlags,
    AssignSupervisor,
    Extend,
    ChooseDelivery,
    DecideNotToTell,
)
