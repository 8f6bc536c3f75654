"""Two forces and what they say to each other: the words that tests between forces are written in.

Our force is 46 in every story. `asking` 23, it coordinates; `asked` by 23, it responds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from contracts.codes import Answer, Known, PartyRole, Rank, RecordSystem, Source
from contracts.crossing import (
    Action,
    ChildHeld,
    Corrected,
    DecisionTakenOn,
    HostedDecisionMade,
    PersonCorrected,
    PositionReasons,
    PositionStated,
    PrimacyDetermined,
    PrimacyGround,
    ReportedFindings,
    ReportedIntelligence,
    RespondingForceAcknowledged,
    RespondingForceReported,
    RespondingForceReturned,
    RespondingForceTasked,
    ReturnReason,
    TaskedParties,
    TaskedPartiesCorrected,
    TaskedSubject,
    View,
)
from contracts.parties import Nation
from contracts.parts import About, Coverage
from contracts.people import Child, PersonName
from contracts.sealed import Sealed
from messaging.decider import Actor, Message
from services.decisions.domain import DECIDER
from services.decisions.domain import commands as c
from services.decisions.domain.events_across import Place
from services.decisions.domain.state import Case
from tests.given import CASE, Story, story
from tests.services.decisions import told as t

SUBJECT = About(role=PartyRole.SUBJECT)
CHILD = About(role=PartyRole.CHILD, child="child-1")
SECOND = About(role=PartyRole.CHILD, child="child-2")
APPLICANT = About(role=PartyRole.APPLICANT)
THEIR_CASE = "c-of-warwickshire-0001"
THEIR_SERGEANT = Actor("w.sergeant", "SERGEANT", "supervisor", "23", t.KNOWS)
TASK = "task-23-1"
OURS = "task-46-1"


def from_force(event: Any, at: datetime, force: str = "23", case: str = CASE) -> Message:
    """What that force's decisions service says; no opening facts cross."""
    number = abs(hash((type(event).__name__, force, at, repr(event)))) % 10**12
    return Message(
        f"m-{type(event).__name__}-{number}",
        f"csods/{force}/decisions",
        event.TYPE,
        case,
        event,
        at,
        at,
        THEIR_SERGEANT,
    )


def hearing(told: Story[Case], *facts: Message) -> Story[Case]:
    for fact in facts:
        told = told.at(max(told.now, fact.occurred_at)).when(c.HearForce(fact))
    return told


def place(about: About, force: str | None, nation: Nation = Nation.ENGLAND_AND_WALES) -> Place:
    return Place(about=about, nation=nation, force=force)


def placed(told: Story[Case], *places: Place) -> Story[Case]:
    lives = places or (place(APPLICANT, "46"), place(SUBJECT, "23"), place(CHILD, "46"))
    return told.when(c.PlaceParties(t.CONSTABLE, lives))


def task(told: Story[Case], **more: Any) -> c.TaskForce:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "force": "23",
        "about": (SUBJECT,),
        "actions": (Action.SEARCH_RECORDS, Action.SAY_WHETHER_MANAGED),
        "acknowledge_by": t.days(2),
        "report_by": t.days(8),
    }
    return c.TaskForce(**(parts | more))


def asking(told: Story[Case] | None = None, **more: Any) -> Story[Case]:
    """We coordinate and have asked 23 about the subject."""
    begun = placed(told or t.supervised().at(t.days(1)))
    return begun.when(task(begun, **more))


def three(told: Story[Case] | None = None, **more: Any) -> Story[Case]:
    """We coordinate; 23 is asked about the subject, 41 about the child."""
    lives = (place(APPLICANT, "46"), place(SUBJECT, "23"), place(CHILD, "41"))
    told = placed(told or t.supervised().at(t.days(1)), *lives)
    told = told.when(task(told, **more))
    return told.when(task(told, force="41", about=(CHILD,), **more))


def acknowledged(at: datetime | None = None, **more: Any) -> Message:
    at = at or t.days(1.5)
    parts: dict[str, Any] = {
        "to": "46.decisions",
        "your_case": CASE,
        "task": TASK,
        "reference": "CSD-3HXW-9P5T",
        "acknowledged_at": at,
        "report_by": t.days(8),
    }
    return from_force(RespondingForceAcknowledged(**(parts | more)), at)


def nothing(about: About) -> Coverage:
    """Its own records were searched for this person, and hold nothing."""
    return Coverage(source=Source.POLICE_LOCAL, about=about, check="theirs-local", answer=Answer.NO_TRACE)


def found(*items: ReportedIntelligence) -> Sealed[ReportedFindings]:
    return Sealed.of(ReportedFindings(text="Managed there since 2021.", intelligence=items))


def reported(at: datetime | None = None, **more: Any) -> Message:
    at = at or t.days(5)
    parts: dict[str, Any] = {
        "to": "46.decisions",
        "your_case": CASE,
        "task": TASK,
        "done": (Action.SEARCH_RECORDS, Action.SAY_WHETHER_MANAGED),
        "mappa": Known.YES,
        "area": "AREA-23",
        "manages": True,
        "answers": tuple(nothing(one) for one in (SUBJECT, CHILD, SECOND)),
        "reported_at": at,
        "findings": found(),
    }
    return from_force(RespondingForceReported(**(parts | more)), at)


def returned(at: datetime | None = None, **more: Any) -> Message:
    at = at or t.days(1.5)
    parts: dict[str, Any] = {
        "to": "46.decisions",
        "your_case": CASE,
        "task": TASK,
        "why": ReturnReason.MOVED_AWAY,
        "lives_in": "41",
        "returned_at": at,
    }
    return from_force(RespondingForceReturned(**(parts | more)), at)


def position(view: View, at: datetime | None = None, force: str = "23") -> Message:
    at = at or t.days(6)
    stated = PositionStated(
        to="46.decisions",
        your_case=CASE,
        view=view,
        rank=Rank.INSPECTOR,
        stated_at=at,
        reasons=Sealed.of(PositionReasons(text="Conditions manage it.")),
    )
    return from_force(stated, at, force)


def stating(told: Story[Case], view: View = View.DISCLOSE, **more: Any) -> Story[Case]:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "view": view,
        "reasons": "The mother does not know.",
    }
    return told.when(c.StatePosition(**(parts | more)))


def disagreeing(told: Story[Case], **more: Any) -> Story[Case]:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "reasons": "Two conferences, and no agreement.",
    }
    return told.when(c.RecordDisagreement(**(parts | more)))


def agreeing(told: Story[Case], host: str | None = None, **more: Any) -> Story[Case]:
    """The forces of several children have agreed which of them hosts, or that each decides for its own."""
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "host": host,
        "reasons": "As their forces have agreed.",
    }
    return told.when(c.AgreeHost(**(parts | more)))


def at_odds(told: Story[Case] | None = None) -> Story[Case]:
    """They hold that nobody is told, we that somebody is; nobody has recorded that they cannot agree."""
    begun = told or hearing(asking(), acknowledged(), reported())
    return hearing(stating(begun), position(View.DO_NOT_DISCLOSE, begun.now))


def tasked_by_them(at: datetime | None = None, **more: Any) -> Message:
    at = at or t.CONTACT
    parties = TaskedParties(
        subject=TaskedSubject(name=PersonName(given="Dorian", family="Sample-Quill"), address=t.SUBJECT_HOME),
        children=(Child(ref="child-1", name=PersonName(given="Invented", family="Testperson")),),
    )
    parts: dict[str, Any] = {
        "to": "46.decisions",
        "our_case": THEIR_CASE,
        "reference": "CSD-7Q4K-M2XR",
        "task": OURS,
        "about": (SUBJECT, CHILD),
        "actions": (Action.SEARCH_RECORDS, Action.SAY_WHETHER_MANAGED),
        "tasked_at": at,
        "acknowledge_by": t.days(1),
        "report_by": t.days(8),
        "parties": Sealed.of(parties),
    }
    return from_force(RespondingForceTasked(**(parts | more)), at)


def corrected_by_them(at: datetime | None = None, **more: Any) -> Message:
    """They put right who the subject is of whom they asked us."""
    at = at or t.days(3)
    quell = TaskedSubject(name=PersonName(given="Dorian", family="Sample-Quell"), address=t.SUBJECT_HOME)
    child = Child(ref="child-1", name=PersonName(given="Invented", family="Testperson"))
    parts: dict[str, Any] = {
        "to": "46.decisions",
        "task": OURS,
        "correction": 1,
        "corrected": (PersonCorrected(about=SUBJECT, fields=(Corrected.NAME,)),),
        "corrected_at": at,
        "acknowledge_by": at + timedelta(days=1),
        "report_by": at + timedelta(days=8),
        "parties": Sealed.of(TaskedParties(subject=quell, children=(child,))),
    }
    return from_force(TaskedPartiesCorrected(**(parts | more)), at)


def asked(*more: Message) -> Story[Case]:
    """23 coordinates and asks us about the subject and a child; our Sergeant supervises."""
    told = hearing(story(DECIDER).at(t.CONTACT), tasked_by_them(), *more)
    return told.at(t.hours(2)).when(c.AssignSupervisor(t.SERGEANT, t.SERGEANT))


def taken() -> Story[Case]:
    return asked().when(c.AcknowledgeTask(t.CONSTABLE, OURS))


def searched(*found: Message) -> Story[Case]:
    """Our own checks are complete, and found these."""
    told = t.hearing(taken(), *found)
    checks = t.said(t.initial_checks(t.hours(20)).event, "checks", t.hours(20), route="RESPONDING")
    return told.at(t.hours(20)).when(c.Hear(checks))


def report(told: Story[Case], **more: Any) -> c.ReportTask:
    parts: dict[str, Any] = {
        "by": t.SERGEANT,
        "seen": told.version,
        "task": OURS,
        "done": (Action.SEARCH_RECORDS, Action.SAY_WHETHER_MANAGED),
        "mappa": Known.YES,
        "findings": "Managed here since 2021; nothing of children.",
        "area": "AREA-46",
        "manages": True,
    }
    return c.ReportTask(**(parts | more))


def answered() -> Story[Case]:
    told = searched()
    return told.when(report(told))


def closed() -> Story[Case]:
    """We have answered, and our own case has ended."""
    told = answered().when(c.RecordForceReference(t.SERGEANT, RecordSystem.ATHENA, "46/9/26"))
    told = t.considering(told)
    told = told.when(t.entry(told))
    return told.when(c.CloseCase(t.SERGEANT, told.version, "Answered, and nothing else is asked."))


def primacy_is_ours(ground: PrimacyGround = PrimacyGround.MAPPA_AREA) -> Message:
    at = t.days(7)
    determined = PrimacyDetermined(
        to="46.decisions",
        ground=ground,
        host="46",
        children=(ChildHeld(child="child-1", force="23"),),
        determined_at=at,
    )
    return from_force(determined, at)


def hosting() -> Story[Case]:
    return hearing(answered(), primacy_is_ours())


def noted(
    told: Story[Case], force: str = "22", view: View = View.DO_NOT_DISCLOSE, **more: Any
) -> c.NoteDecision:
    """Our Inspector has rung a force that exchanges no messages with us."""
    parts: dict[str, Any] = {
        "by": t.INSPECTOR,
        "seen": told.version,
        "force": force,
        "view": view,
        "rank": Rank.INSPECTOR,
        "reasons": "Rang their duty Inspector, who has decided it.",
    }
    return c.NoteDecision(**(parts | more))


def decide(told: Story[Case], **more: Any) -> c.DecideHosted:
    parts: dict[str, Any] = {
        "by": t.INSPECTOR,
        "seen": told.version,
        "view": View.DO_NOT_DISCLOSE,
        "multi_agency": False,
        "reasons": "The conditions hold, and a disclosure would end them.",
    }
    return c.DecideHosted(**(parts | more))


def taken_on_there(at: datetime, force: str = "23") -> Message:
    return from_force(DecisionTakenOn(to="46.decisions", your_case=CASE, taken_on_at=at), at, force)


def hosted_there(view: View, at: datetime | None = None, force: str = "23") -> Message:
    at = at or t.days(9)
    made = HostedDecisionMade(
        to="46.decisions",
        your_case=CASE,
        view=view,
        multi_agency=False,
        rank=Rank.INSPECTOR,
        decided_at=at,
    )
    return from_force(made, at, force)
