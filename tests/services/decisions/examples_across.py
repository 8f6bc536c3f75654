"""One of each event between forces that this service writes or keeps to itself."""

from __future__ import annotations

from contracts import example
from contracts.codes import Known, PartyRole, Rank
from contracts.crossing import EVENTS as CROSSING
from contracts.crossing import Action, ChildHeld, PrimacyGround, View
from contracts.decisions import RespondingChecksWanted
from contracts.parties import Nation
from contracts.parts import About
from contracts.people import Reasons
from contracts.sealed import Sealed
from services.decisions.domain import events_across as e
from tests.services.decisions.people import days

AT = days(5)
WHY = Sealed.of(Reasons(text="As both supervisors agreed by telephone."))

EXAMPLES = (
    *(example.event(kind.TYPE) for kind in CROSSING),
    example.event(RespondingChecksWanted.TYPE),
    e.PartiesPlaced(
        places=(
            e.Place(about=About(role=PartyRole.SUBJECT), nation=Nation.ENGLAND_AND_WALES, force="23"),
            e.Place(about=About(role=PartyRole.CHILD, child="child-1"), nation=Nation.SCOTLAND),
        ),
        placed_at=AT,
    ),
    e.CoordinatingForceDetermined(force="46", of_residence=True, determined_at=AT),
    e.MappaStatusRecorded(current=Known.YES, area="AREA-23", manager="23", as_of=AT),
    e.OwnershipChanged(what=e.Owned.DECISION, force="23", ground=PrimacyGround.MAPPA_AREA, since=AT),
    e.PrimacyWorkedOut(
        ground=PrimacyGround.MAPPA_AREA,
        host="23",
        children=(ChildHeld(child="child-1", force="46"),),
        mappa=Known.YES,
        area="AREA-23",
        worked_out_at=AT,
    ),
    e.HostAgreed(host="41", agreed_at=AT, reasons=WHY),
    e.DecisionNotHeard(
        force="23",
        awaits=e.Awaits.TAKING_ON,
        since=AT,
        time=0,
        alert="review-0011223344556677",
        not_heard_at=AT,
    ),
    e.DecisionReopened(force="23", about=(About(role=PartyRole.SUBJECT),), number=1, reopened_at=AT),
    e.PositionReopened(force="23", about=(About(role=PartyRole.SUBJECT),), number=1, reopened_at=AT),
    e.DecisionNoted(
        force="22",
        view=View.DO_NOT_DISCLOSE,
        rank=Rank.INSPECTOR,
        children=("child-1",),
        noted_at=AT,
        reasons=WHY,
    ),
    e.DisagreementReasoned(recorded_at=AT, reasons=WHY),
    e.TaskReasoned(task="task-23-1", at=AT, reasons=WHY),
    e.ApplicantNamingDecided(force="23", action=Action.SAFEGUARD_CHILDREN, decided_at=AT, reasons=WHY),
    e.HostedDecisionReasoned(decided_at=AT, reasons=WHY),
    e.RespondingClockStarted(started_at=AT, due_at=days(9)),
    e.ResponseResumed(resumed_at=AT),
)
