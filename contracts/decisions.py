"""What decisions says. What leaves the service never varies with the outcome; the rest is private."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from contracts.clocks import ClockName
from contracts.codes import (
    AlertKind,
    Category,
    ClosingText,
    ConcernGround,
    Delivery,
    DutyRole,
    ExtensionReason,
    LinkReason,
    NoConcernStatement,
    NotMet,
    Outcome,
    PartyRole,
    Priority,
    Rank,
    RecordSystem,
)
from contracts.crossing import TaskedSubject
from contracts.event import Event, Fact
from contracts.fields import CaseId, Count, EventType, Instant, Key, MessageId, Reference, StaffId
from contracts.parts import About
from contracts.people import ApplicantContact, Child, Children, FinalEntry, Reasons, SubjectDetails
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Personal, Sealed


class CaseRecordCreated(Event, type="decisions.case_record.created.v1", occurred="created_at"):
    """The case is open here: intake's watchdog stops. The force's own reference may follow (G 35, R-077)."""

    created_at: Instant
    reference: Reference
    system: RecordSystem
    force_reference: Reference | None = None


class SupervisorAssigned(Event, type="decisions.supervisor.assigned.v1", occurred="assigned_at"):
    """G 34."""

    supervisor: StaffId
    rank: Rank
    covering: bool = False
    assigned_at: Instant


class SupervisorAlerted(
    Event, type="decisions.supervisor.alerted.v1", urgent=True, critical=True, occurred="alerted_at"
):
    """Somebody must act: the sender's watchdog stops, the acknowledgement clock runs (G 30)."""

    alert: Key
    kind: AlertKind
    role: DutyRole
    alerted_at: Instant
    acknowledge_by: Instant
    because_of: MessageId | None = None
    """The envelope's id of the `immediate_risk.identified` that this answers."""


class SupervisorAcknowledged(
    Event, type="decisions.supervisor.acknowledged.v1", urgent=True, occurred="acknowledged_at"
):
    """A named person (the envelope's actor) has taken the alert."""

    alert: Key
    kind: AlertKind
    rank: Rank
    acknowledged_at: Instant


class AlsoUnanswered(Fact):
    """Another alert of the case that nobody has taken: named by this ring instead of by one of its own."""

    alert: Key
    kind: AlertKind
    level: Count
    """How often it has climbed, this ring included."""


class OfficerAlertDue(Event, type="decisions.officer_alert.due.v1", urgent=True, occurred="due_at"):
    """On `notices`: ring this duty role about this case. A reference and a kind, nothing about anybody."""

    alert: Key
    kind: AlertKind
    role: DutyRole
    level: Count = 0
    """How often it has climbed."""
    reference: Reference
    due_at: Instant
    acknowledge_by: Instant
    also: tuple[AlsoUnanswered, ...] = ()
    """Each is taken by itself."""


class ClosingDue(Event, type="decisions.closing.due.v1", occurred="due_at"):
    """On `closings`: the closing letter. One shape, no optional part, whatever was decided (C-10)."""

    kind: ClosingText
    delivery: Delivery
    contact: Sealed[ApplicantContact]
    reference: Reference
    closing_date: date
    """Printed on the letter; local date."""
    due_at: Instant


class ApplicationProgressed(Event, type="decisions.application.progressed.v1", occurred="decided_at"):
    """Police go on with the application (G 33 a)."""

    decided_at: Instant
    reasons: Sealed[Reasons]


class InformationPrioritised(
    Event, type="decisions.information.prioritised.v1", critical=True, occurred="decided_at"
):
    """Which of what police learnt gets a full risk assessment (G 56). Its clocks run on (C-20)."""

    priority: Priority
    decided_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class LinkedCaseStarted(Event, type="decisions.linked_case.started.v1", critical=True, occurred="opened_at"):
    """This case goes on from one that has ended; its clocks run from when the fact came (C-50)."""

    earlier: CaseId
    because_of: MessageId
    what: EventType
    """Type of the fact; it stands in the record of the earlier case."""
    opened_at: Instant
    subject: Sealed[SubjectDetails] | None = None
    children: Sealed[Children] | None = None


class CaseLinked(Event, type="decisions.case.linked.v1", material=True, public=False, occurred="linked_at"):
    """Somebody of this case is somebody of the other (G 100). A judgement under way must see it."""

    other: CaseId
    why: LinkReason
    role: PartyRole
    """Who it is in this case."""
    linked_at: Instant


class ApplicationNotProgressed(Event, type="decisions.application.not_progressed.v1", occurred="decided_at"):
    decided_at: Instant
    reasons: Sealed[Reasons]


class Statement(Fact):
    """One of the three statements of G 75, and what checks hold that bears it out."""

    statement: NoConcernStatement
    checks: tuple[Key, ...] = ()


class MeetingNotPossible(
    Event, type="decisions.meeting.not_possible.v1", material=True, occurred="decided_at"
):
    """There is no follow-up contact, by decision: the assessment goes on without it (G 41, 42; C-19)."""

    why: NotMet
    decided_at: Instant
    reasons: Sealed[Reasons]


class CaseCategorised(
    Event, type="decisions.case.categorised.v1", material=True, public=False, occurred="categorised_at"
):
    """CONCERN on at least one ground, NO_CONCERN on all three statements (G 73, 75, 78)."""

    category: Category
    grounds: tuple[ConcernGround, ...] = ()
    statements: tuple[Statement, ...] = ()
    categorised_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]

    @model_validator(mode="after")
    def _grounds_or_statements(self) -> Self:
        if self.category is Category.CONCERN and not (self.grounds and not self.statements):
            raise ValueError("CONCERN has grounds and no statements")
        if self.category is Category.NO_CONCERN and not (self.statements and not self.grounds):
            raise ValueError("NO_CONCERN has statements and no grounds")
        return self


class ClockTargetPassed(Event, type="decisions.clock.target_passed.v1", public=False, occurred="due_at"):
    clock: ClockName
    due_at: Instant
    provisional: bool = False


class ClockLimitPassed(Event, type="decisions.clock.limit_passed.v1", public=False, occurred="due_at"):
    """Closes nothing and drops nothing; a reason is asked for."""

    clock: ClockName
    due_at: Instant
    provisional: bool = False
    """A feed is behind: an end event may still come that occurred in time."""


class ExtensionGranted(Event, type="decisions.extension.granted.v1", public=False, occurred="granted_at"):
    """G 104: required and justified, both."""

    clock: ClockName
    reason: ExtensionReason
    required: bool
    justified: bool
    from_due_at: Instant
    to_due_at: Instant
    granted_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class CaseRecordFinalEntry(
    Event, type="decisions.case_record.final_entry.v1", public=False, occurred="entered_at"
):
    """G 100: at the closure of every case."""

    outcome: Outcome
    protective_action: bool
    entered_at: Instant
    entry: Sealed[FinalEntry]


class CaseFinalised(Event, type="decisions.case.finalised.v1", occurred="finalised_at"):
    """The act of finalising; says nothing of what was decided."""

    finalised_at: Instant


class CaseClosed(Event, type="decisions.case.closed.v1", occurred="closed_at"):
    """The case ended otherwise than by finalising; why is for decisions alone."""

    closed_at: Instant
    reasons: Sealed[Reasons]


class PartiesToCheck(Personal, label="parties_to_check"):
    """Whom our own checks look for, because another force asked about them."""

    subject: TaskedSubject | None = None
    children: tuple[Child, ...] = ()


class RespondingChecksWanted(Event, type="decisions.responding_checks.wanted.v1", occurred="wanted_at"):
    """We respond to another force, and have taken its task on: our checks begin (G 66)."""

    about: tuple[About, ...] = Field(min_length=1)
    wanted_at: Instant
    parties: Sealed[PartiesToCheck]


NOTICES: tuple[type[Event], ...] = (OfficerAlertDue,)
CLOSINGS: tuple[type[Event], ...] = (ClosingDue,)
"""What goes to notifications, and nothing else does. Letters have a topic of their own: beside alerts, their
numbers would tell how much happened on the case (C-10)."""

EVENTS: tuple[type[Event], ...] = (
    CaseRecordCreated,
    SupervisorAssigned,
    SupervisorAlerted,
    SupervisorAcknowledged,
    OfficerAlertDue,
    ClosingDue,
    ApplicationProgressed,
    ApplicationNotProgressed,
    InformationPrioritised,
    LinkedCaseStarted,
    CaseLinked,
    MeetingNotPossible,
    CaseCategorised,
    ClockTargetPassed,
    ClockLimitPassed,
    ExtensionGranted,
    CaseRecordFinalEntry,
    CaseFinalised,
    CaseClosed,
    RespondingChecksWanted,
    ImmediateRiskIdentified,
)
