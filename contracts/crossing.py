"""What crosses between two forces (G 64 to 68), from the decisions service of one to that of the other.

Each message goes to one force, on the topic between the two. It carries references and the least of facts:
never a wording, who applied only by a decision that was recorded, never whom intelligence came from.
`your_case` names the reader's case in an answer; whoever tasks names its own.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from contracts.codes import Known, Outcome, Rank
from contracts.event import Event, Fact
from contracts.fields import CaseId, ChildRef, Count, ForceCode, Instant, Key, PartyId, Reference
from contracts.held import Grade
from contracts.mappa import AreaCode
from contracts.parts import About, Coverage
from contracts.people import Address, Child, Gender, Line, PersonName, Words
from contracts.sealed import Personal, PersonalPart, Sealed


class Action(StrEnum):
    """What a responding force is asked to do about those who live in its area (G 66, 68)."""

    SEARCH_RECORDS = "SEARCH_RECORDS"
    SAY_WHETHER_MANAGED = "SAY_WHETHER_MANAGED"
    ENQUIRE_OF_AGENCIES = "ENQUIRE_OF_AGENCIES"
    SAFEGUARD_CHILDREN = "SAFEGUARD_CHILDREN"
    DECIDE_JOINTLY = "DECIDE_JOINTLY"
    """The reader manages the subject: its position on disclosure is its answer (G 67)."""


class ReturnReason(StrEnum):
    """Why a force does not carry a task out; it has no right to refuse one of its own area (G 66)."""

    NOT_OUR_AREA = "NOT_OUR_AREA"
    MOVED_AWAY = "MOVED_AWAY"
    NOT_KNOWN_HERE = "NOT_KNOWN_HERE"


class Awaited(StrEnum):
    """What a force has not done by the agreed instant."""

    ACKNOWLEDGEMENT = "ACKNOWLEDGEMENT"
    REPORT = "REPORT"


class DecisionAwaited(StrEnum):
    """What a force that was told that it decides has not done."""

    TAKING_ON = "TAKING_ON"
    DECISION = "DECISION"


class View(StrEnum):
    """A force's position on disclosure (G 67)."""

    DISCLOSE = "DISCLOSE"
    DO_NOT_DISCLOSE = "DO_NOT_DISCLOSE"
    UNDECIDED = "UNDECIDED"


class PrimacyGround(StrEnum):
    """Why a force decides, or why it is not settled which (G 65, 67)."""

    COORDINATING_FORCE = "COORDINATING_FORCE"
    MAPPA_AREA = "MAPPA_AREA"
    CHILD_FORCE = "CHILD_FORCE"
    SUBJECT_FORCE = "SUBJECT_FORCE"
    """No child lives in England or Wales, and the subject does (C-38)."""
    AGREED_HOST = "AGREED_HOST"
    EACH_CHILD = "EACH_CHILD"
    """Each force decides for the children of its area (C-15)."""
    POSITIONS_DIFFER = "POSITIONS_DIFFER"
    """No disagreement is recorded, so that nobody may claim primacy yet (R-157)."""
    CHILDREN_IN_SEVERAL_AREAS = "CHILDREN_IN_SEVERAL_AREAS"
    CHILD_AREA_UNKNOWN = "CHILD_AREA_UNKNOWN"
    MAPPA_STATUS_UNKNOWN = "MAPPA_STATUS_UNKNOWN"
    MAPPA_AREA_UNKNOWN = "MAPPA_AREA_UNKNOWN"
    MAPPA_AREA_SHARED = "MAPPA_AREA_SHARED"
    """Two forces police it, and none of them is known to manage the subject (C-18)."""
    OUTSIDE_ENGLAND_AND_WALES = "OUTSIDE_ENGLAND_AND_WALES"
    """Subject and children live where other schemes run (C-38)."""


class Corrected(StrEnum):
    """What was put right of somebody; a school is of a child alone."""

    NAME = "NAME"
    OTHER_NAMES = "OTHER_NAMES"
    DATE_OF_BIRTH = "DATE_OF_BIRTH"
    APPROXIMATE_AGE = "APPROXIMATE_AGE"
    PLACE_OF_BIRTH = "PLACE_OF_BIRTH"
    GENDER = "GENDER"
    ADDRESS = "ADDRESS"
    PREVIOUS_ADDRESSES = "PREVIOUS_ADDRESSES"
    SCHOOL = "SCHOOL"


class TaskedSubject(PersonalPart):
    """What a search for the subject takes, and no more."""

    name: PersonName | None = None
    date_of_birth: date | None = None
    approximate_age: int | None = Field(default=None, ge=0, le=130)
    place_of_birth: Line | None = None
    gender: Gender = Gender.NOT_KNOWN
    address: Address | None = None
    previous_addresses: tuple[Address, ...] = ()


class TaskedParties(Personal, label="tasked_parties"):
    """Those who live where the reading force polices, and nobody else."""

    subject: TaskedSubject | None = None
    children: tuple[Child, ...] = ()


class ReportedIntelligence(PersonalPart):
    """An item of intelligence about the subject, in the answer to `check`: how it is graded and may be
    handled (G 18), never from whom it is. Without a grade nobody has examined it."""

    check: Key
    item: Key
    grade: Grade | None = None


class ReportedFindings(Personal, label="reported_findings"):
    """What the responding force found, for whoever assesses the risk; no source is named in it."""

    text: Words
    intelligence: tuple[ReportedIntelligence, ...] | None = None
    """Every item that its sources hold; None: the writer does not say."""


class PositionReasons(Personal, label="position_reasons"):
    text: Words


class NamedApplicant(Personal, label="named_applicant"):
    """Who applied: by a recorded decision alone, because an action needs it (A9)."""

    name: PersonName


class RespondingForceTasked(
    Event,
    type="responding_force.tasked.v1",
    material=True,
    addressed="to",
    occurred="tasked_at",
):
    """A party lives in the reader's area: it takes responsibility for these actions (G 66)."""

    to: PartyId
    our_case: CaseId
    reference: Reference
    """Of the coordinating force's case, for people who ring."""
    task: Key
    about: tuple[About, ...] = Field(min_length=1)
    actions: tuple[Action, ...] = Field(min_length=1)
    tasked_at: Instant
    acknowledge_by: Instant
    report_by: Instant
    parties: Sealed[TaskedParties]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.tasked_at <= self.acknowledge_by <= self.report_by:
            raise ValueError("tasked, to be acknowledged, to be reported: in this order")
        return self


class RespondingForceAcknowledged(
    Event, type="responding_force.acknowledged.v1", addressed="to", occurred="acknowledged_at"
):
    """Taken on: the actions begin, and both forces count to `report_by` (R-150)."""

    to: PartyId
    your_case: CaseId
    task: Key
    reference: Reference
    acknowledged_at: Instant
    report_by: Instant
    correction: Count = 0
    """The last `TaskedPartiesCorrected` of this task that the writer knew; 0: none."""


class RespondingForceReturned(
    Event, type="responding_force.returned.v1", material=True, addressed="to", occurred="returned_at"
):
    """Not theirs to do: whoever tasked finds who it is, and the task never vanishes (R-145)."""

    to: PartyId
    your_case: CaseId
    task: Key
    why: ReturnReason
    lives_in: ForceCode | None = None
    """The force where the party lives, as far as the writer knows."""
    returned_at: Instant
    correction: Count = 0
    """As of an acknowledgement: a return of who they were before is no answer."""


class RespondingForceReported(
    Event, type="responding_force.reported.v1", material=True, addressed="to", occurred="reported_at"
):
    """The findings, to the force that coordinates (G 66)."""

    to: PartyId
    your_case: CaseId
    task: Key
    done: tuple[Action, ...] = Field(min_length=1)
    answers: tuple[Coverage, ...] = ()
    mappa: Known
    """Whether the subject is a current MAPPA subject."""
    area: AreaCode | None = None
    manages: bool = False
    """Whether the writer manages the subject."""
    reported_at: Instant
    correction: Count = 0
    """As of an acknowledgement: what was found of who they were before is no answer."""
    findings: Sealed[ReportedFindings]


class RespondingForceChased(Event, type="responding_force.chased.v1", addressed="to", occurred="chased_at"):
    """The agreed instant has passed and nothing came; sent again for as long as nothing does (R-145)."""

    to: PartyId
    task: Key
    awaited: Awaited
    due_at: Instant
    time: Count
    """0 for the first."""
    chased_at: Instant
    correction: Count = 0
    """Of whom the task is about by now; a reader that knows fewer has not read one."""


class PersonCorrected(Fact):
    """Which person of a task was put right, and in what."""

    about: About
    fields: tuple[Corrected, ...] = Field(min_length=1)


class TaskedPartiesCorrected(
    Event, type="tasked_parties.corrected.v1", material=True, addressed="to", occurred="corrected_at"
):
    """Those whom a task is about are not as the reader was given them (G 64, 66): here they are anew.

    What was acknowledged, found or returned of who they were before is no answer. Without instants nothing is
    asked, for the task was called off or returned, or the writer's case has ended: the record is put right.
    """

    to: PartyId
    task: Key
    correction: Count = Field(ge=1)
    """1 for the first of this task; of two the higher counts, whichever comes first."""
    corrected: tuple[PersonCorrected, ...] = Field(min_length=1)
    corrected_at: Instant
    acknowledge_by: Instant | None = None
    report_by: Instant | None = None
    parties: Sealed[TaskedParties]

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.acknowledge_by is None) is not (self.report_by is None):
            raise ValueError("an acknowledgement and a report are asked for together, or neither is")
        if self.acknowledge_by and self.report_by and self.acknowledge_by > self.report_by:
            raise ValueError("to be acknowledged, to be reported: in this order")
        return self


class RespondingForceStoodDown(
    Event, type="responding_force.stood_down.v1", addressed="to", occurred="stood_down_at"
):
    """Nothing more is asked: the party has moved, or was never there."""

    to: PartyId
    task: Key
    stood_down_at: Instant


class PositionStated(Event, type="position.stated.v1", material=True, addressed="to", occurred="stated_at"):
    """What one force holds about disclosure, so that every effort is made to agree (G 67)."""

    to: PartyId
    your_case: CaseId | None = None
    view: View
    rank: Rank
    stated_at: Instant
    anew: Count = 0
    """How often the writer knew by then that it is asked anew (`PositionPassedOn`): what is held of who they
    were before is no position."""
    reasons: Sealed[PositionReasons]


class PositionPassedOn(
    Event, type="position.passed_on.v1", material=True, addressed="to", occurred="passed_on_at"
):
    """What a third force holds about disclosure: each speaks to the coordinating force, which lets the others
    know. Its reasons and who stated it stay between those two.

    Of the reader itself: that what it held was of somebody who has been put right since, so that it is asked
    anew.
    """

    to: PartyId
    force: ForceCode
    view: View
    """UNDECIDED: also where it holds nothing any more, of who they are now."""
    stated_at: Instant
    passed_on_at: Instant
    anew: Count = 0
    """Of the reader itself: how often it was asked anew what it holds; of two the higher counts. Of another
    force: above 0 while it was, and has not spoken since."""


class DecisionPassedOn(
    Event, type="decision.passed_on.v1", material=True, addressed="to", occurred="passed_on_at"
):
    """What a force that decides has decided about disclosure: the coordinating force itself, or another.

    Why, in which words and who is told stay where it was decided. Of the reader itself: that what it decided
    was of somebody who has been put right since, so that it decides anew.
    """

    to: PartyId
    force: ForceCode
    view: View
    """UNDECIDED: what was decided before stands no longer."""
    rank: Rank | None = None
    """Of whoever decided; None while it is undecided."""
    decided_at: Instant
    passed_on_at: Instant
    anew: Count = 0
    """Of the reader itself: how often it was asked to decide anew; of two the higher counts."""

    @model_validator(mode="after")
    def _decided_by_somebody(self) -> Self:
        if (self.view is View.UNDECIDED) is not (self.rank is None):
            raise ValueError("a decision has the rank of whoever made it, and nothing else has one")
        return self


class OutcomePassedOn(
    Event, type="outcome.passed_on.v1", material=True, addressed="to", occurred="passed_on_at"
):
    """The coordinating force's case has ended, and what it came to; who was told is not said (A9)."""

    to: PartyId
    outcome: Outcome
    ended_at: Instant
    passed_on_at: Instant


class DisagreementRecorded(
    Event, type="disagreement.recorded.v1", material=True, addressed="to", occurred="recorded_at"
):
    """The forces could not agree: from here on it is settled by G 67 (a) and (b) who decides."""

    to: PartyId
    forces: tuple[ForceCode, ...] = Field(min_length=2)
    recorded_at: Instant


class ChildHeld(Fact):
    """Which force has the responsibility for a child; None: it is not known, or outside England and Wales."""

    child: ChildRef
    force: ForceCode | None = None


class PrimacyDetermined(
    Event, type="primacy.determined.v1", material=True, addressed="to", occurred="determined_at"
):
    """Which force decides on disclosure. Without `host` nobody does, and nothing is disclosed meanwhile."""

    to: PartyId
    ground: PrimacyGround
    host: ForceCode | None = None
    children: tuple[ChildHeld, ...] = ()
    determined_at: Instant


class PrimacyReEvaluated(
    Event, type="primacy.re_evaluated.v1", material=True, addressed="to", occurred="determined_at"
):
    """The facts have changed and with them who decides (R-158)."""

    to: PartyId
    ground: PrimacyGround
    host: ForceCode | None = None
    children: tuple[ChildHeld, ...] = ()
    before: ForceCode | None = None
    determined_at: Instant


class HostedDecisionMade(
    Event, type="hosted_decision.made.v1", material=True, addressed="to", occurred="decided_at"
):
    """The force with primacy has decided; the coordinating force carries it out. Its reasons stay there."""

    to: PartyId
    your_case: CaseId
    view: View
    multi_agency: bool
    """Whether other agencies were involved in deciding (G 67 b)."""
    rank: Rank
    decided_at: Instant
    anew: Count = 0
    """How often the writer knew by then that it decides anew (`DecisionPassedOn`): a decision on who they
    were before is none."""


class DecisionTakenOn(Event, type="decision.taken_on.v1", addressed="to", occurred="taken_on_at"):
    """The writer has heard that it decides, and decides: from here on its decision is waited for (G 67)."""

    to: PartyId
    your_case: CaseId
    taken_on_at: Instant


class DecisionChased(Event, type="decision.chased.v1", addressed="to", occurred="chased_at"):
    """The reader was told that it decides, and nothing came; sent again while nothing does (G 67)."""

    to: PartyId
    awaited: DecisionAwaited
    told_at: Instant
    """When it was told that it decides."""
    time: Count
    """0 for the first."""
    chased_at: Instant


class ApplicantNamed(Event, type="applicant.named.v1", addressed="to", occurred="named_at"):
    """Who applied, to a force whose action needs it; why is recorded with whoever decided it (A9)."""

    to: PartyId
    action: Action
    named_at: Instant
    applicant: Sealed[NamedApplicant]


EVENTS: tuple[type[Event], ...] = (
    RespondingForceTasked,
    RespondingForceAcknowledged,
    RespondingForceReturned,
    RespondingForceReported,
    RespondingForceChased,
    TaskedPartiesCorrected,
    RespondingForceStoodDown,
    PositionStated,
    PositionPassedOn,
    DecisionPassedOn,
    OutcomePassedOn,
    DisagreementRecorded,
    PrimacyDetermined,
    PrimacyReEvaluated,
    HostedDecisionMade,
    DecisionTakenOn,
    DecisionChased,
    ApplicantNamed,
)
