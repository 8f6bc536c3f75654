"""What intake, decisions and agencies say in these tests. The people are invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from contracts import decisions, intake
from contracts.agencies import AgencyCheckAnswered
from contracts.codes import (
    AlertKind,
    Answer,
    ApplicantToChild,
    Channel,
    ClockStart,
    Consent,
    ContactKind,
    CorrectionReason,
    DutyRole,
    Genuineness,
    MeetingKind,
    MeetingPlace,
    NoAnswer,
    NotMet,
    PartyRole,
    Recommendation,
    Route,
    Searched,
    Source,
    SubjectToChild,
)
from contracts.parts import Relationship, Relationships, Scope
from contracts.people import (
    Address,
    AnnexANotes,
    ApplicantDetails,
    Child,
    Children,
    Finding,
    FindingKind,
    Findings,
    MeetingRecord,
    PersonName,
    Reasons,
    SubjectDetails,
)
from contracts.sealed import Sealed
from messaging.decider import Actor, Message
from services.checks.domain.answers import Found, HeldRecord, Reply
from services.checks.domain.commands import Hear, HearAgency, RecordReply
from services.checks.domain.decide import decider
from services.checks.domain.sources import SCOPE, register_for
from services.checks.domain.state import Checks, Pair
from tests.given import START, Story, message, story

REGISTER = register_for("46")
DECIDER = decider(REGISTER)
OPENING = {
    "openedat": "2026-06-01T09:00:00.000Z",
    "route": "RIGHT_TO_ASK",
    "policy": "KENT-2025@2025-03",
}
INTAKE, DECISIONS, CARE = "csods/46/intake", "csods/46/decisions", "csods/socialcare-kent"
RESEARCHER = Actor("kp-5120", "STAFF", "RESEARCHER", "46")
SERGEANT = Actor("kp-2040", "SERGEANT", "SUPERVISOR", "46")
INSPECTOR = Actor("kp-1001", "INSPECTOR", "AUTHORISER", "46")

HOME = Address(lines=("4 Imaginary Row",), town="Exampleton", postcode="ZZ99 1AB")
SUBJECT = SubjectDetails(
    name=PersonName(given="Ferdinand", family="Testperson"), date_of_birth=date(1988, 4, 17), address=HOME
)
APPLICANT = ApplicantDetails(
    name=PersonName(given="Barnaby", family="Madeup-Finch"), date_of_birth=date(1984, 3, 9)
)
CHILD = Child(ref="child-1", name=PersonName(given="Poppy", family="Madeup-Finch"))
CHILDREN = Children(named=(CHILD,))

ABOUT_SUBJECT = tuple(
    Pair(source, PartyRole.SUBJECT)
    for source in (
        Source.POLICE_NATIONAL,
        Source.POLICE_INTELLIGENCE,
        Source.POLICE_LOCAL,
        Source.OFFENDER_MANAGEMENT,
        Source.PROBATION,
    )
)
ABOUT_CHILD = Pair(Source.SOCIAL_CARE, PartyRole.CHILD, "child-1")
PROBATION = "initial-1-probation-subject"
LOCAL = "initial-1-police-local-subject"
NATIONAL = "initial-1-police-national-subject"
CARE_CHILD = "initial-1-social-care-child-1"


def relationships(*contact: ContactKind) -> Relationships:
    one = Relationship(
        child="child-1",
        applicant=ApplicantToChild.PARENT,
        subject=SubjectToChild.PARTNER_OF_PARENT,
        contact=contact or (ContactKind.LIVES_WITH_CHILD,),
    )
    return Relationships(children=(one,))


def from_intake(event: Any, *, at: datetime = START) -> Message:
    return message(event, source=INTAKE, at=at)._replace(opening=OPENING)


def from_decisions(event: Any, *, at: datetime = START) -> Message:
    return message(event, source=DECISIONS, at=at)._replace(opening=OPENING)


def enquiry(*, subject: SubjectDetails = SUBJECT, at: datetime = START) -> Message:
    return from_intake(
        intake.EnquiryReceived(
            route=Route.RIGHT_TO_ASK,
            channel=Channel.ONLINE,
            contacted_at=at,
            entered_at=at,
            anonymous=False,
            applicant=Sealed.of(APPLICANT),
            subject=Sealed.of(subject),
            children=Sealed.of(CHILDREN),
            relationships=relationships(),
            wording="enquiry-form@1",
        ),
        at=at,
    )


def clock_start_moved(counts_from: datetime, *, at: datetime = START) -> Message:
    event = intake.ClockStartMoved(
        moved_at=at,
        why=ClockStart.CONTACT_CORRECTED,
        contacted_at=counts_from,
        counts_from=counts_from,
        counted_from=START,
        policy=OPENING["policy"],
    )
    return from_intake(event, at=at)


def application(
    *,
    subject: SubjectDetails = SUBJECT,
    children: Children = CHILDREN,
    anonymous: bool = False,
    consent: Consent = Consent.NOT_ASKED,
    contact: tuple[ContactKind, ...] = (),
    at: datetime = START,
) -> Message:
    return from_intake(
        intake.ApplicationMade(
            made_at=at,
            anonymous=anonymous,
            applicant=None if anonymous else Sealed.of(APPLICANT),
            subject=Sealed.of(subject),
            children=Sealed.of(children),
            relationships=relationships(*contact),
            social_care_consent=consent,
        ),
        at=at,
    )


def correction(*, at: datetime = START + timedelta(hours=1), **parts: Any) -> Message:
    return from_intake(
        intake.FactCorrected(corrected_at=at, why=CorrectionReason.LEARNT_LATER, **parts), at=at
    )


def meeting(at: datetime = START + timedelta(days=3)) -> Message:
    return from_intake(
        intake.MeetingHeld(
            meeting="meeting-1",
            kind=MeetingKind.FACE_TO_FACE,
            place=MeetingPlace.STATION,
            held_at=at,
            warnings=(),
            prior_knowledge_asked=True,
            lived_experience_explored=True,
            ongoing_concern=False,
            record=Sealed.of(MeetingRecord()),
        ),
        at=at,
    )


def annex_a(at: datetime = START + timedelta(days=3, hours=1)) -> Message:
    return from_intake(
        intake.AnnexAPart2Completed(
            completed_at=at,
            form="annex-a@1",
            meeting="meeting-1",
            recommendation=Recommendation.RISK_ASSESSMENT,
            genuineness=Genuineness.GENUINE,
            notes=Sealed.of(AnnexANotes(contact_record="Seen at the station.")),
        ),
        at=at,
    )


def progressed(at: datetime = START + timedelta(days=1)) -> Message:
    return from_decisions(
        decisions.ApplicationProgressed(
            decided_at=at, reasons=Sealed.of(Reasons(text="The contact is close."))
        ),
        at=at,
    )


def not_met(at: datetime = START + timedelta(days=2), why: NotMet = NotMet.ANONYMOUS) -> Message:
    reasons = Sealed.of(Reasons(text="The caller gave no name and no number."))
    return from_decisions(decisions.MeetingNotPossible(why=why, decided_at=at, reasons=reasons), at=at)


def finalised(at: datetime = START + timedelta(days=20)) -> Message:
    return from_decisions(decisions.CaseFinalised(finalised_at=at), at=at)


def alerted(because_of: str, at: datetime = START) -> Message:
    return from_decisions(
        decisions.SupervisorAlerted(
            alert="risk-1",
            kind=AlertKind.IMMEDIATE_RISK,
            role=DutyRole.SUPERVISOR,
            alerted_at=at,
            acknowledge_by=at + timedelta(minutes=15),
            because_of=because_of,
        ),
        at=at,
    )


def care_says(
    check: str,
    answer: Answer,
    *,
    reason: NoAnswer | None = None,
    at: datetime = START,
    scope: Scope | None = None,
    **more: Any,
) -> Message:
    """Social care answers on its own topic: without opening facts, as a party outside has none."""
    event = AgencyCheckAnswered(
        check=check,
        answer=answer,
        scope=scope or Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE, as_of=at),
        reason=reason,
        answered_at=at,
        **more,
    )
    return message(event, source=CARE, at=at)


def held_finding(kind: FindingKind, summary: str = "Invented entry.", record: str = "REC-1") -> Finding:
    return Finding(kind=kind, record=record, summary=summary)


def sealed_findings(*findings: Finding) -> Sealed[Findings]:
    return Sealed.of(Findings(found=findings))


def record(
    given: str = "Ferdinand",
    *,
    born: date | None = date(1988, 4, 17),
    number: str = "REC-1",
    findings: tuple[Finding, ...] = (),
) -> HeldRecord:
    return HeldRecord(
        record=number,
        name=PersonName(given=given, family="Testperson"),
        date_of_birth=born,
        addresses=(HOME,),
        findings=tuple(one.model_copy(update={"record": number}) for one in findings),
    )


def found(source: Source, *records: HeldRecord) -> Found:
    return Found(SCOPE[source], records)


def replied(check: str, reply: Reply, *, attempt: int = 1, at: datetime = START) -> RecordReply:
    return RecordReply(check, attempt, reply, at)


def heard(told: Story[Checks], *messages: Message) -> Story[Checks]:
    """Each message through decide, at the instant when it occurred or later."""
    for one in messages:
        command = HearAgency(one) if one.source == CARE else Hear(one)
        told = told.at(max(told.now, one.occurred_at)).when(command)
    return told


def begun(**application_: Any) -> Story[Checks]:
    """A case whose application has been made: every source is about to be asked."""
    return heard(story(DECIDER), application(**application_))


def nothing_held(told: Story[Checks], *, stage: str = "initial-1") -> Story[Checks]:
    """Every source of this round has searched and holds nothing; social care answers on its topic."""
    for check, ask in tuple(told.state.asks.items()):
        if not check.startswith(stage) or ask.answers:
            continue
        if ask.pair.source is Source.SOCIAL_CARE:
            told = heard(told, care_says(check, Answer.NO_TRACE, at=told.now))
        else:
            told = told.when(replied(check, found(ask.pair.source), attempt=ask.attempts + 1, at=told.now))
    return told
