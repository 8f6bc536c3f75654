"""What this service keeps to itself of a case that several forces have to do with (G 64 to 68).

What crosses to another force is in `contracts.crossing`. Free text is sealed under `reasons`.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.codes import Known, Rank
from contracts.crossing import Action, ChildHeld, PrimacyGround, View
from contracts.event import Event, Fact
from contracts.fields import ChildRef, Count, ForceCode, Instant, Key
from contracts.mappa import AreaCode
from contracts.parties import Nation
from contracts.parts import About
from contracts.people import Reasons
from contracts.sealed import Sealed


class Owned(StrEnum):
    """What a force owns of a case: three things, each by itself (C-17)."""

    RECORD = "RECORD"
    RISK_ASSESSMENT = "RISK_ASSESSMENT"
    DECISION = "DECISION"


class Awaits(StrEnum):
    """What is wanting before a force that decides has decided: of us, or of that force (G 67)."""

    TASK = "TASK"
    """It has no part in the case, and was not told."""
    NOTE = "NOTE"
    """It exchanges no messages with us: an Inspector writes down what it has decided."""
    TAKING_ON = "TAKING_ON"
    DECISION = "DECISION"


class Place(Fact):
    """In which force area a party lives; no force: it is not known, or outside England and Wales."""

    about: About
    nation: Nation
    force: ForceCode | None = None


class PartiesPlaced(Event, type="decisions.parties.placed.v1", public=False, occurred="placed_at"):
    """Where parties live now, as an officer has found out; what was found before stays in the record."""

    places: tuple[Place, ...] = Field(min_length=1)
    placed_at: Instant


class CoordinatingForceDetermined(
    Event, type="decisions.coordinating_force.determined.v1", public=False, occurred="determined_at"
):
    """G 65; of an applicant without a force of residence, and of information, whoever received it (C-16)."""

    force: ForceCode
    of_residence: bool
    determined_at: Instant


class MappaStatusRecorded(Event, type="decisions.mappa_status.recorded.v1", public=False, occurred="as_of"):
    """Whether the subject is a current MAPPA subject on that day, in which area, and who manages them."""

    current: Known
    area: AreaCode | None = None
    manager: ForceCode | None = None
    as_of: Instant


class OwnershipChanged(Event, type="decisions.ownership.changed.v1", public=False, occurred="since"):
    """Record, risk assessment and decision each have an owner, and a history of owners (C-17)."""

    what: Owned
    force: ForceCode
    ground: PrimacyGround | None = None
    since: Instant


class PrimacyWorkedOut(Event, type="decisions.primacy.worked_out.v1", public=False, occurred="worked_out_at"):
    """Who decides by the facts of that moment; what other forces hear of it goes to each of them."""

    ground: PrimacyGround
    host: ForceCode | None = None
    children: tuple[ChildHeld, ...] = ()
    mappa: Known
    area: AreaCode | None = None
    worked_out_at: Instant


class DecisionNotHeard(Event, type="decisions.decision.not_heard.v1", public=False, occurred="not_heard_at"):
    """A force that decides was silent for long, and somebody here is rung by `alert`.

    `since`: when we began to wait for it.
    """

    force: ForceCode
    awaits: Awaits
    since: Instant
    time: Count
    """0 for the first."""
    alert: Key
    not_heard_at: Instant


class DecisionReopened(Event, type="decisions.decision.reopened.v1", public=False, occurred="reopened_at"):
    """Somebody was put right of whom a force decides: what it decided of who they were before counts no
    longer, and its decision is waited for anew (G 67; R-104)."""

    force: ForceCode
    about: tuple[About, ...] = Field(min_length=1)
    number: Count = Field(ge=1)
    """1 for the first of this force."""
    reopened_at: Instant


class PositionReopened(Event, type="decisions.position.reopened.v1", public=False, occurred="reopened_at"):
    """Somebody was put right whom a case is about: what a force held of who they were before counts no
    longer, and it is asked anew (G 67; R-104)."""

    force: ForceCode
    about: tuple[About, ...] = Field(min_length=1)
    number: Count = Field(ge=1)
    """1 for the first of this force."""
    reopened_at: Instant


class HostAgreed(Event, type="decisions.host.agreed.v1", public=False, occurred="agreed_at"):
    """The forces of several children agree on one host; without one, each decides for its own (C-15)."""

    host: ForceCode | None = None
    agreed_at: Instant
    reasons: Sealed[Reasons]


class DecisionNoted(Event, type="decisions.decision.noted.v1", public=False, occurred="noted_at"):
    """What a force has decided that exchanges no messages with us, for which children, and how that is known.

    `rank`: of whoever decided there. UNDECIDED has none: what was written down before stands no longer.
    """

    force: ForceCode
    view: View
    rank: Rank | None = None
    children: tuple[ChildRef, ...] = ()
    noted_at: Instant
    reasons: Sealed[Reasons]


class DisagreementReasoned(
    Event, type="decisions.disagreement.reasoned.v1", public=False, occurred="recorded_at"
):
    """Why the forces could not agree, and what was tried: for our record alone (G 67)."""

    recorded_at: Instant
    reasons: Sealed[Reasons]


class TaskReasoned(Event, type="decisions.task.reasoned.v1", public=False, occurred="at"):
    """Why a task was returned or called off, or how a report keeps to the conditions of what it shares: for
    our record alone."""

    task: Key
    at: Instant
    reasons: Sealed[Reasons]


class ApplicantNamingDecided(
    Event, type="decisions.applicant_naming.decided.v1", public=False, occurred="decided_at"
):
    """That another force is told who applied, for an action that needs it, and why (A9)."""

    force: ForceCode
    action: Action
    decided_at: Instant
    reasons: Sealed[Reasons]


class HostedDecisionReasoned(
    Event, type="decisions.hosted_decision.reasoned.v1", public=False, occurred="decided_at"
):
    """As the force with primacy: why it was decided so; the coordinating force hears the decision alone."""

    decided_at: Instant
    reasons: Sealed[Reasons]


class RespondingClockStarted(Event, type="decisions.responding_clock.started.v1", public=False):
    """K6: by when we report to the coordinating force."""

    started_at: Instant
    due_at: Instant


class ResponseResumed(Event, type="decisions.response.resumed.v1", public=False, occurred="resumed_at"):
    """Our case had ended with its answer, and more is asked of us: it goes on. The final entry stands, and
    another follows at the next end."""

    resumed_at: Instant


EVENTS: tuple[type[Event], ...] = (
    PartiesPlaced,
    CoordinatingForceDetermined,
    MappaStatusRecorded,
    OwnershipChanged,
    PrimacyWorkedOut,
    DecisionNotHeard,
    DecisionReopened,
    PositionReopened,
    HostAgreed,
    DecisionNoted,
    DisagreementReasoned,
    TaskReasoned,
    ApplicantNamingDecided,
    HostedDecisionReasoned,
    RespondingClockStarted,
    ResponseResumed,
)
