"""What may be asked of intake. Commands of officers carry who acts, as they are at that moment.

Facts tell what has happened and are always recorded. Intentions ask for a step and meet its gates.
"""

from __future__ import annotations

from services.intake.domain.commands.first_contact import (
    AcknowledgeFlags,
    AllocateCase,
    CompleteAnnexAPart1,
    CorrectContact,
    CorrectFact,
    GiveInitialInformation,
    LinkCases,
    ReceiveEnquiry,
    RedirectEnquiry,
    ReportImmediateRisk,
    TakePart,
)
from services.intake.domain.commands.information import HearRisk, HearSystem, ReceiveInformation
from services.intake.domain.commands.meeting import (
    CompleteAnnexAPart2,
    ExcuseResponsibleAdult,
    GiveWarnings,
    HoldMeeting,
    NameResponsibleAdult,
    RecordNotVerified,
    ScheduleMeeting,
    TellOfDelay,
    VerifyIdentity,
)
from services.intake.domain.commands.parts import Details, Item, RiskReport
from services.intake.domain.commands.watch import CheckHandOver, CheckStep, Hear

FACTS: tuple[type, ...] = (
    LinkCases,
    TakePart,
    GiveInitialInformation,
    VerifyIdentity,
    RecordNotVerified,
    GiveWarnings,
    HoldMeeting,
    TellOfDelay,
    ReportImmediateRisk,
    Hear,
    HearSystem,
    HearRisk,
)
INTENTIONS: tuple[type, ...] = (
    ReceiveEnquiry,
    ReceiveInformation,
    CorrectContact,
    CorrectFact,
    AllocateCase,
    CompleteAnnexAPart1,
    RedirectEnquiry,
    NameResponsibleAdult,
    ExcuseResponsibleAdult,
    ScheduleMeeting,
    CompleteAnnexAPart2,
    AcknowledgeFlags,
)

__all__ = [
    "FACTS",
    "INTENTIONS",
    "AcknowledgeFlags",
    "AllocateCase",
    "CheckHandOver",
    "CheckStep",
    "CompleteAnnexAPart1",
    "CompleteAnnexAPart2",
    "CorrectContact",
    "CorrectFact",
    "Details",
    "ExcuseResponsibleAdult",
    "GiveInitialInformation",
    "GiveWarnings",
    "Hear",
    "HearRisk",
    "HearSystem",
    "HoldMeeting",
    "Item",
    "LinkCases",
    "NameResponsibleAdult",
    "ReceiveEnquiry",
    "ReceiveInformation",
    "RecordNotVerified",
    "RedirectEnquiry",
    "ReportImmediateRisk",
    "RiskReport",
    "ScheduleMeeting",
    "TakePart",
    "TellOfDelay",
    "VerifyIdentity",
]
