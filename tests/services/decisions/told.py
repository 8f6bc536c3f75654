"""Facts as decisions hears and makes them, and invented people: the words that its tests are written in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts import checks, intake, notifications
from contracts.codes import (
    Advice,
    Answer,
    ApplicantToChild,
    Category,
    Channel,
    ConcernGround,
    ContactKind,
    CorrectionReason,
    CredibleRisk,
    Genuineness,
    IdentityOutcome,
    InitialOutcome,
    MeetingKind,
    MeetingPlace,
    MessageKind,
    NoAnswer,
    NoConcernStatement,
    NotSent,
    PartyRole,
    Purpose,
    Recommendation,
    RecordSystem,
    RedirectedTo,
    RiskGround,
    Route,
    Searched,
    Source,
    Stage,
    SubjectToChild,
    Transport,
    Why,
)
from contracts.codes import Basis as AskBasis
from contracts.parts import About, Coverage, Relationship, Relationships, Scope
from contracts.people import (
    Account,
    Address,
    AnnexANotes,
    ApplicantContact,
    ApplicantDetails,
    Candidate,
    Candidates,
    Child,
    Children,
    Finding,
    FindingKind,
    Findings,
    IdentityChoice,
    Means,
    MeetingRecord,
    PersonName,
    RiskAssessment,
    RiskDetails,
    SafeContact,
    SubjectDetails,
)
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from messaging.decider import Actor, Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events import Consideration, Process
from services.decisions.domain.state import Case
from tests.given import CASE, Story, story

CONTACT = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""Monday 1 June 2026, 10:00 in London."""
POLICY = "KENT-2025@2025-03"
CHILD = "child-1"
S = NoConcernStatement
ALL_STATEMENTS = frozenset({S.NO_RELEVANT_CONVICTIONS, S.NO_OTHER_INTELLIGENCE, S.NO_CONCERNING_BEHAVIOUR})

KNOWS = frozenset({"SCHEME", "SAFEGUARDING", "OFFENDER_RISK"})
SERGEANT = Actor("s.sergeant", "SERGEANT", "supervisor", "46", KNOWS)
OTHER_SERGEANT = Actor("o.sergeant", "SERGEANT", "supervisor", "46", KNOWS)
INSPECTOR = Actor("i.inspector", "INSPECTOR", "supervisor", "46", KNOWS)
CONSTABLE = Actor("c.constable", "CONSTABLE", "officer", "46", KNOWS)
RESEARCHER = Actor("r.researcher", "STAFF", "researcher", "46")
SERVICE = Actor("system:decisions")

APPLICANT_HOME = Address(lines=("14 Invented Lane",), town="Sampleton", postcode="ZZ1 1ZZ")
SUBJECT_HOME = Address(lines=("3 Madeup Terrace",), town="Sampleton", postcode="ZZ9 9ZZ")


def hours(number: float) -> datetime:
    return CONTACT + timedelta(hours=number)


def days(number: float) -> datetime:
    return CONTACT + timedelta(days=number)


def said(event: Any, by: str, at: datetime, *, actor: Actor = RESEARCHER, **opening: str) -> Message:
    """A message of another service, with the opening facts that each carries."""
    facts = {"openedat": CONTACT.isoformat(), "route": "RIGHT_TO_ASK", "policy": POLICY} | opening
    number = abs(hash((type(event).__name__, by, at, repr(event)))) % 10**12
    return Message(
        f"m-{type(event).__name__}-{number}",
        f"csods/46/{by}",
        event.TYPE,
        CASE,
        event,
        at,
        at,
        actor,
        facts,
    )


def applicant(**more: Any) -> Sealed[ApplicantDetails]:
    details = {"name": PersonName(given="Ferdinand", family="Testperson"), "lives_with_subject": False} | more
    return Sealed.of(ApplicantDetails(**details))


def contact(address: Address | None = APPLICANT_HOME, *means: Means) -> Sealed[ApplicantContact]:
    ways = means or (Means.POST, Means.TELEPHONE)
    safe = SafeContact(means=ways, telephone="01632 960001", issues="Never mention Dorian Sample-Quill.")
    return Sealed.of(
        ApplicantContact(name=PersonName(given="Ferdinand", family="Testperson"), address=address, safe=safe)
    )


def subject(address: Address | None = SUBJECT_HOME, **more: Any) -> Sealed[SubjectDetails]:
    name = PersonName(given="Dorian", family="Sample-Quill")
    return Sealed.of(SubjectDetails(**({"name": name, "address": address} | more)))


def children() -> Sealed[Children]:
    return Sealed.of(Children(named=(Child(ref=CHILD, name=PersonName(given="Cleo", family="Testperson")),)))


def relationships(*kinds: ContactKind) -> Relationships:
    about = Relationship(
        child=CHILD,
        applicant=ApplicantToChild.PARENT,
        subject=SubjectToChild.PARTNER_OF_PARENT,
        contact=kinds or (ContactKind.LIVES_WITH_CHILD,),
    )
    return Relationships(children=(about,))


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


SCOPES = {
    Source.POLICE_NATIONAL: Searched.NATIONAL_CONVICTIONS,
    Source.POLICE_INTELLIGENCE: Searched.NATIONAL_INTELLIGENCE,
    Source.POLICE_LOCAL: Searched.FORCE_CRIME_AND_INTELLIGENCE,
    Source.OFFENDER_MANAGEMENT: Searched.MANAGED_OFFENDERS,
    Source.PROBATION: Searched.UNDER_PROBATION_SUPERVISION_TODAY,
    Source.SOCIAL_CARE: Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE,
}
SUBJECT = About(role=PartyRole.SUBJECT)
POLICE = (Source.POLICE_NATIONAL, Source.POLICE_INTELLIGENCE, Source.POLICE_LOCAL)


def requested(*sources: Source, at: datetime | None = None, stage: Stage = Stage.INITIAL) -> Message:
    at = at or hours(1.1)
    event = checks.ChecksRequested(
        stage=stage,
        round=1,
        why=Why.APPLICATION_MADE,
        requested_at=at,
        sources=sources or POLICE,
        about=(SUBJECT,),
    )
    return said(event, "checks", at)


def finding(kind: FindingKind) -> Sealed[Findings]:
    return Sealed.of(Findings(found=(Finding(kind=kind, record="R/1", summary="As recorded."),)))


def answered(
    source: Source,
    answer: Any = Answer.NO_TRACE,
    *,
    at: datetime | None = None,
    kind: FindingKind | None = None,
    check: str = "",
    about: About = SUBJECT,
    findings: Sealed[Findings] | None = None,
) -> Message:
    at = at or hours(3)
    nothing = answer is Answer.NO_TRACE
    held = findings or finding(kind or FindingKind.RELEVANT_INTELLIGENCE)
    event = checks.CheckCompleted(
        check=check or f"{source.lower().replace('_', '-')}-1",
        stage=Stage.INITIAL,
        source=source,
        about=about,
        answer=answer,
        scope=Scope(searched=SCOPES[source]),
        count=0 if nothing else 1,
        findings=None if nothing else held,
        asked_at=at,
        answered_at=at,
    )
    return said(event, "checks", at)


def failed(
    source: Source,
    answer: Any = Answer.UNAVAILABLE,
    *,
    at: datetime | None = None,
    check: str = "",
    reason: NoAnswer | None = None,
) -> Message:
    at = at or hours(2)
    event = checks.CheckFailed(
        check=check or f"{source.lower().replace('_', '-')}-1",
        stage=Stage.INITIAL,
        source=source,
        about=SUBJECT,
        answer=answer,
        scope=Scope(searched=SCOPES[source]),
        reason=reason or (NoAnswer.DOWN if answer is Answer.UNAVAILABLE else NoAnswer.DECLINED),
        asked_at=at,
        failed_at=at,
        attempts=3,
    )
    return said(event, "checks", at)


def agency_requested(at: datetime | None = None) -> Message:
    at = at or days(6)
    event = checks.AgencyCheckRequested(
        check="social-care-1",
        agency="socialcare-kent",
        source=Source.SOCIAL_CARE,
        about=SUBJECT,
        scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
        purpose=Purpose.RISK_ASSESSMENT,
        basis=AskBasis.APPLICANT_CONSENTED,
        asked_at=at,
        due_at=at + timedelta(days=3),
    )
    return said(event, "checks", at)


def agency_answered(at: datetime | None = None, answer: Any = Answer.NO_TRACE) -> Message:
    at = at or days(7)
    nothing = answer is Answer.NO_TRACE
    event = checks.AgencyCheckResponded(
        check="social-care-1",
        agency="socialcare-kent",
        source=Source.SOCIAL_CARE,
        about=SUBJECT,
        answer=answer,
        scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
        count=0 if nothing else 1,
        findings=None if nothing else finding(FindingKind.CONCERNING_BEHAVIOUR),
        asked_at=days(6),
        answered_at=at,
    )
    return said(event, "checks", at)


def agency_overdue(at: datetime | None = None) -> Message:
    at = at or days(9)
    event = checks.AgencyCheckOverdue(
        check="social-care-1",
        agency="socialcare-kent",
        source=Source.SOCIAL_CARE,
        about=SUBJECT,
        scope=Scope(searched=Searched.KNOWN_TO_CHILDREN_SOCIAL_CARE),
        asked_at=days(6),
        due_at=at,
    )
    return said(event, "checks", at)


def candidates(*keys: str, at: datetime | None = None) -> Message:
    at = at or hours(4)
    found = Candidate(record="R/9", source="national", name=PersonName(given="Dorian", family="Sample-Quill"))
    event = checks.SubjectCandidatesFound(
        found_at=at, count=1, checks=keys, candidates=Sealed.of(Candidates(candidates=(found,)))
    )
    return said(event, "checks", at)


def identity(outcome: IdentityOutcome, *keys: str, at: datetime | None = None) -> Message:
    at = at or hours(5)
    choice = Sealed.of(IdentityChoice(reasons="Another date of birth."))
    event = checks.SubjectIdentityConfirmed(outcome=outcome, confirmed_at=at, checks=keys, choice=choice)
    return said(event, "checks", at)


COVERAGE = (Coverage(source=Source.POLICE_NATIONAL, about=SUBJECT, answer=Answer.NO_TRACE),)


def initial_checks(at: datetime | None = None, *, recommends: bool = True) -> Message:
    at = at or hours(8)
    event = checks.InitialChecksCompleted(
        outcome=InitialOutcome.NO_IMMEDIATE_CONCERN,
        recommends_progress=recommends,
        completed_at=at,
        coverage=COVERAGE,
    )
    return said(event, "checks", at)


def risk_assessment(
    at: datetime | None = None, credible: CredibleRisk = CredibleRisk.NONE_IDENTIFIED
) -> Message:
    at = at or days(10)
    event = checks.RiskAssessmentCompleted(
        credible_risk=credible,
        completed_at=at,
        coverage=COVERAGE,
        assessment=Sealed.of(RiskAssessment(text="Nothing found in any scope.")),
    )
    return said(event, "checks", at)


def advice(at: datetime | None = None, *given: Advice) -> Message:
    at = at or days(5.1)
    event = notifications.SafetyAdviceGiven(
        advice=given or (Advice.KEEPING_CHILDREN_SAFE,),
        transport=Transport.POST,
        wording="advice@1",
        given_at=at,
    )
    return said(event, "notifications", at, actor=SERVICE)


def letter(at: datetime | None = None, transport: Transport = Transport.POST) -> Message:
    at = at or days(25)
    event = notifications.NonDisclosureLetterIssued(
        letter="letter-1",
        reference="CS-TEST",
        dated=date(2026, 6, 25),
        wording="annex-d@1",
        transport=transport,
        issued_at=at,
    )
    return said(event, "notifications", at, actor=SERVICE)


def handed_over(at: datetime | None = None) -> Message:
    at = at or days(26)
    event = notifications.NonDisclosureLetterHandDelivered(
        letter="letter-1", reference="CS-TEST", delivered_at=at
    )
    return said(event, "notifications", at)


def letter_failed(at: datetime | None = None) -> Message:
    at = at or days(25)
    event = notifications.MessageFailed(
        message="letter-1",
        kind=MessageKind.CLOSING_LETTER,
        transport=Transport.POST,
        why=NotSent.RETURNED,
        attempts=1,
        failed_at=at,
    )
    return said(event, "notifications", at, actor=SERVICE)


def opened(*facts: Message, at: datetime = CONTACT) -> Story[Case]:
    """A case opened by its enquiry, and then told these facts, each through decide."""
    told = story(DECIDER).at(at).when(c.Hear(enquiry(at)))
    return hearing(told, *facts)


def hearing(told: Story[Case], *facts: Message) -> Story[Case]:
    for fact in facts:
        told = told.at(max(told.now, fact.occurred_at)).when(c.Hear(fact))
    return told


def supervised(*facts: Message) -> Story[Case]:
    """Opened, supervised by the Sergeant, and with its number on the force's own system."""
    told = opened(application()).when(c.AssignSupervisor(SERGEANT, SERGEANT))
    told = told.when(c.RecordForceReference(SERGEANT, RecordSystem.ATHENA, "46/123456/26"))
    return hearing(told, *facts)


NOTHING_HELD = (requested(), *(answered(source) for source in POLICE))


def checked(*facts: Message) -> Story[Case]:
    """Every source asked holds nothing, and the initial checks are complete."""
    return supervised(*(facts or NOTHING_HELD), initial_checks())


def progress(told: Story[Case], **more: Any) -> c.Progress:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "reasons": "Nothing stands against it.",
        "considered": (Process.CSODS, Process.MAPPA),
    }
    return c.Progress(**(parts | more))


def progressed(*facts: Message) -> Story[Case]:
    told = checked(*facts).at(days(1))
    return told.when(progress(told))


def assessed(*facts: Message, meeting: Message | None = None, found: Message | None = None) -> Story[Case]:
    """Progressed, met and assessed in full: ready to be categorised."""
    told = hearing(progressed(*facts), meeting or meeting_held(), annex_a_part2(), advice())
    return hearing(told, found or risk_assessment()).at(days(12))


def no_concern(told: Story[Case], **more: Any) -> c.Categorise:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "category": Category.NO_CONCERN,
        "reasons": "All three statements hold.",
        "credible_risk": "None was found in any scope that was searched.",
        "statements": ALL_STATEMENTS,
    }
    return c.Categorise(**(parts | more))


def concern(told: Story[Case], **more: Any) -> c.Categorise:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "category": Category.CONCERN,
        "reasons": "What is held weighs on children.",
        "credible_risk": "Yes: lives with the child.",
        "grounds": frozenset({ConcernGround.RELEVANT_INTELLIGENCE}),
        "line_of_risk": "Lives in the same house as the child.",
        "children": (CHILD,),
    }
    return c.Categorise(**(parts | more))


def categorised(**more: Any) -> Story[Case]:
    told = assessed()
    return told.when(no_concern(told, **more))


def entry(told: Story[Case], **more: Any) -> c.MakeFinalEntry:
    parts: dict[str, Any] = {
        "by": SERGEANT,
        "seen": told.version,
        "request": "A father asked about his former partner's new partner.",
        "outcome": "Nothing to disclose; letter and advice given.",
    }
    return c.MakeFinalEntry(**(parts | more))


ALWAYS_CONSIDERED = (
    Consideration.OTHER_DISCLOSURE,
    Consideration.OTHER_SCHEME,
    Consideration.CHILDRENS_SOCIAL_CARE,
)


def considering(told: Story[Case], *what: Consideration) -> Story[Case]:
    for one in what or ALWAYS_CONSIDERED:
        told = told.when(c.RecordConsideration(SERGEANT, one, acted=False, reasons="Considered; not needed."))
    return told


def ready() -> Story[Case]:
    """All done but finalising: the letter left, advice given, everything considered, the final entry made."""
    told = hearing(categorised(), letter()).at(days(26))
    told = considering(told)
    return told.when(entry(told))


def finalise(told: Story[Case], **more: Any) -> c.Finalise:
    parts: dict[str, Any] = {"by": SERGEANT, "seen": told.version}
    return c.Finalise(**(parts | more))


def finalised() -> Story[Case]:
    told = ready()
    return told.when(finalise(told))


def with_state(told: Story[Case], /, **parts: Any) -> Story[Case]:
    return replace(told, state=replace(told.state, **parts))


def tasks_due(told: Story[Case], kind: str) -> dict[str, datetime | None]:
    """Key -> due instant of each task of a kind that must exist."""
    return {task.key: task.due for task in DECIDER.due(told.state) if task.kind == kind}
