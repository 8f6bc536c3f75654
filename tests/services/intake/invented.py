"""Invented people, and the facts that tests of intake begin from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts import checks, decisions
from contracts.codes import (
    Advice,
    AlertKind,
    Answer,
    ApplicantToChild,
    Channel,
    ContactKind,
    DutyRole,
    InitialItem,
    InitialOutcome,
    KnowledgeSource,
    MeetingItem,
    MeetingKind,
    MeetingPlace,
    PartyRole,
    Rank,
    RecordSystem,
    RiskGround,
    Searched,
    Source,
    Stage,
)
from contracts.parts import About, Coverage, Relationship, Relationships, Scope
from contracts.people import (
    Account,
    ApplicantContact,
    ApplicantDetails,
    Appointment,
    Child,
    Children,
    Means,
    MeetingRecord,
    PersonName,
    Reasons,
    RiskDetails,
    SafeContact,
    SubjectDetails,
)
from contracts.sealed import Sealed
from messaging.decider import Actor, Message
from services.intake.domain import commands as c
from services.intake.domain.decide import decider
from services.intake.domain.state import Case
from tests.given import START, Story, message, story

DECIDER = decider("46")
CALL_TAKER = Actor("st-1001", "STAFF", "CALL_TAKER", "46")
INTERVIEWER = Actor(
    "pc-4711", "CONSTABLE", "INTERVIEWER", "46", frozenset({"CHILD_SAFEGUARDING", "OFFENDER_RISK"})
)
UNTRAINED = Actor("pc-4799", "CONSTABLE", "INTERVIEWER", "46")
SUPERVISOR = Actor("ds-2203", "SERGEANT", "SUPERVISOR", "46", INTERVIEWER.competences)
INSPECTOR = Actor("insp-3344", "INSPECTOR", "DUTY_OFFICER", "46")

APPLICANT = ApplicantDetails(
    name=PersonName(given="Ferdinand", family="Testperson"), date_of_birth=date(1984, 3, 2)
)
SAFE = SafeContact(means=(Means.TELEPHONE,), telephone="01632 960201")
CONTACT = ApplicantContact(name=APPLICANT.name, safe=SAFE)
SUBJECT = SubjectDetails(
    name=PersonName(given="Quentin", family="Sample-Quill"), date_of_birth=date(1979, 11, 30)
)
PIP = Child(ref="child-1", name=PersonName(given="Pip", family="Testperson"), date_of_birth=date(2018, 5, 4))
CHILDREN = Children(named=(PIP,))
WITH_CONTACT = Relationships(
    children=(
        Relationship(
            child="child-1", applicant=ApplicantToChild.PARENT, contact=(ContactKind.LIVES_WITH_CHILD,)
        ),
    )
)
ACCOUNT = Account(text="He moved in with Pip's mother in April.")
WHOLE = c.Details(
    applicant=APPLICANT,
    applicant_contact=CONTACT,
    subject=SUBJECT,
    children=CHILDREN,
    account=ACCOUNT,
    relationships=WITH_CONTACT,
)
FORM = "annex-a@1"
TOLD = tuple(c.Item(item, "initial-information@1") for item in InitialItem)
WARNED = tuple(c.Item(item, "meeting-warnings@1") for item in MeetingItem)
RISK = c.RiskReport(RiskGround.CHILD_WITH_SUBJECT_NOW, RiskDetails(risk="He is alone with Pip now."))
OF_SUBJECT = About(role=PartyRole.SUBJECT)
SCOPE = Scope(searched=Searched.NATIONAL_CONVICTIONS)


def enquiry(**changes: Any) -> c.ReceiveEnquiry:
    """By telephone, everything known, all eight things told."""
    return replace(c.ReceiveEnquiry(CALL_TAKER, Channel.TELEPHONE, FORM, WHOLE, told=TOLD), **changes)


def a_case() -> Story[Case]:
    return story(DECIDER)


def received(**changes: Any) -> Story[Case]:
    return a_case().when(enquiry(**changes))


def from_checks(event: Any, at: datetime = START) -> Message:
    return message(event, source="csods/46/checks", at=at)


def from_decisions(event: Any, at: datetime = START) -> Message:
    return message(event, source="csods/46/decisions", at=at)


RECORD = decisions.CaseRecordCreated(created_at=START, reference="CSODS-46-7F3K", system=RecordSystem.ATHENA)
PROGRESSED = decisions.ApplicationProgressed(
    decided_at=START, reasons=Sealed.of(Reasons(text="The father should be seen."))
)
CLEAR = checks.InitialChecksCompleted(
    outcome=InitialOutcome.NO_IMMEDIATE_CONCERN,
    completed_at=START,
    coverage=(Coverage(source=Source.POLICE_NATIONAL, about=OF_SUBJECT, answer=Answer.NO_TRACE),),
)


def searched(source: Source, answer: Answer = Answer.NO_TRACE) -> checks.CheckCompleted:
    assert answer is Answer.NO_TRACE
    return checks.CheckCompleted(
        check=f"check-{source.value.lower().replace('_', '-')}",
        stage=Stage.INITIAL,
        source=source,
        about=OF_SUBJECT,
        answer=Answer.NO_TRACE,
        scope=SCOPE,
        count=0,
        asked_at=START,
        answered_at=START,
    )


def alerted(because_of: str | None, alert: str = "alert-1") -> decisions.SupervisorAlerted:
    return decisions.SupervisorAlerted(
        alert=alert,
        kind=AlertKind.IMMEDIATE_RISK,
        role=DutyRole.DUTY_SERGEANT,
        alerted_at=START,
        acknowledge_by=START + timedelta(minutes=15),
        because_of=because_of,
    )


def acknowledged(alert: str = "alert-1") -> decisions.SupervisorAcknowledged:
    return decisions.SupervisorAcknowledged(
        alert=alert, kind=AlertKind.IMMEDIATE_RISK, rank=Rank.SERGEANT, acknowledged_at=START
    )


def hears(case: Story[Case], *messages: Message) -> Story[Case]:
    for one in messages:
        case = case.when(c.Hear(one))
    return case


def to_be_seen(**changes: Any) -> Story[Case]:
    """Received, on record, and it has been decided that the application goes on."""
    return hears(received(**changes), from_decisions(RECORD), from_decisions(PROGRESSED))


def meeting(**changes: Any) -> c.ScheduleMeeting:
    asked = c.ScheduleMeeting(
        INTERVIEWER,
        "meeting-1",
        MeetingKind.FACE_TO_FACE,
        MeetingPlace.NEUTRAL,
        START + timedelta(days=3),
        neutral_place_offered=True,
        appointment=Appointment(name=APPLICANT.name, safe=SAFE, place="Sample Library"),
        wording="appointment@1",
    )
    return replace(asked, **changes)


def held(**changes: Any) -> c.HoldMeeting:
    """With everything that the guidance asks for."""
    said = c.HoldMeeting(
        INTERVIEWER,
        "meeting-1",
        MeetingKind.FACE_TO_FACE,
        MeetingPlace.NEUTRAL,
        START + timedelta(days=3),
        MeetingRecord(lived_experience="Pip sleeps there on Fridays."),
        prior_knowledge_asked=True,
        lived_experience_explored=True,
        ongoing_concern=False,
        warnings=WARNED,
        prior_knowledge=(KnowledgeSource.NOTHING_KNOWN,),
        advice=(Advice.KEEPING_CHILDREN_SAFE,),
    )
    return replace(said, **changes)


EARLY = datetime(2020, 2, 1, 9, 0, tzinfo=UTC)
"""Before the first policy profile for new cases."""
