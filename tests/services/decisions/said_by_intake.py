"""What intake says, complete but for what a test changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from contracts import intake
from contracts.codes import (
    Channel,
    ClockStart,
    CorrectionReason,
    Genuineness,
    MeetingKind,
    MeetingPlace,
    Recommendation,
    RedirectedTo,
    RiskGround,
    Route,
)
from contracts.people import (
    Account,
    AnnexANotes,
    MeetingRecord,
    RiskDetails,
)
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Message
from tests.services.decisions.people import (
    CHILD,
    CONSTABLE,
    CONTACT,
    POLICY,
    applicant,
    children,
    contact,
    days,
    hours,
    relationships,
    said,
    subject,
)


def enquiry(at: datetime = CONTACT, *, anonymous: bool = False, **more: Any) -> Message:
    parts: dict[str, Any] = {
        "route": Route.RIGHT_TO_ASK,
        "channel": Channel.ONLINE,
        "contacted_at": at,
        "entered_at": at,
        "anonymous": anonymous,
        "applicant": None if anonymous else applicant(),
        "applicant_contact": None if anonymous else contact(),
        "subject": subject(),
        "children": children(),
        "account": Sealed.of(Account(text="I worry, and cannot say why.")),
        "relationships": relationships(),
        "wording": "enquiry-form@1",
    }
    return said(intake.EnquiryReceived(**(parts | more)), "intake", at, openedat=at.isoformat())


def know(at: datetime = CONTACT) -> Message:
    """Right to Know: nobody applied."""
    event = enquiry(at, anonymous=True).event.model_copy(update={"route": Route.RIGHT_TO_KNOW})
    return said(event, "intake", at, openedat=at.isoformat(), route="RIGHT_TO_KNOW")


def application(at: datetime | None = None, **more: Any) -> Message:
    at = at or hours(1)
    parts: dict[str, Any] = {
        "made_at": at,
        "anonymous": False,
        "applicant": applicant(),
        "subject": subject(),
        "children": children(),
        "relationships": relationships(),
    }
    return said(intake.ApplicationMade(**(parts | more)), "intake", at)


def meeting_held(at: datetime | None = None, **more: Any) -> Message:
    at = at or days(5)
    parts: dict[str, Any] = {
        "meeting": "meeting-1",
        "kind": MeetingKind.FACE_TO_FACE,
        "place": MeetingPlace.NEUTRAL,
        "held_at": at,
        "warnings": (),
        "prior_knowledge_asked": True,
        "lived_experience_explored": True,
        "ongoing_concern": False,
        "record": Sealed.of(MeetingRecord(lived_experience="Plays outside after school.")),
    }
    return said(intake.MeetingHeld(**(parts | more)), "intake", at, actor=CONSTABLE)


def annex_a_part2(at: datetime | None = None) -> Message:
    at = at or days(5)
    event = intake.AnnexAPart2Completed(
        completed_at=at,
        form="annex-a@2",
        meeting="meeting-1",
        recommendation=Recommendation.RISK_ASSESSMENT,
        genuineness=Genuineness.GENUINE,
        notes=Sealed.of(AnnexANotes(contact_record="As told.")),
    )
    return said(event, "intake", at, actor=CONSTABLE)


def corrected(at: datetime, **parts: Any) -> Message:
    event = intake.FactCorrected(corrected_at=at, why=CorrectionReason.MISTYPED, **parts)
    return said(event, "intake", at)


def clock_start_moved(
    at: datetime,
    contact: datetime,
    *,
    counts_from: datetime | None = None,
    why: ClockStart = ClockStart.CONTACT_CORRECTED,
    earlier: str | None = None,
    policy: str = POLICY,
) -> Message:
    event = intake.ClockStartMoved(
        moved_at=at,
        why=why,
        contacted_at=contact,
        counts_from=counts_from or contact,
        counted_from=CONTACT,
        policy=policy,
        earlier=earlier,
    )
    return said(event, "intake", at)


def redirected(at: datetime | None = None) -> Message:
    at = at or hours(2)
    event = intake.EnquiryRedirected(
        to=RedirectedTo.OPEN_CHILD_PROTECTION, told_at=at, wording="redirect@1", concern_passed_on=True
    )
    return said(event, "intake", at)


def risk(at: datetime | None = None, by: str = "intake", risk_id: str = "risk-1") -> Message:
    at = at or hours(2)
    event = ImmediateRiskIdentified(
        risk_id=risk_id,
        ground=RiskGround.CHILD_WITH_SUBJECT_NOW,
        identified_at=at,
        reported_at=at,
        children=(CHILD,),
        risk=Sealed.of(RiskDetails(risk="They are alone in the house now.")),
    )
    return said(event, by, at)
