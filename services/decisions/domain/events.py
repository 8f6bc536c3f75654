"""Events that only this service keeps: what a case needs to be explained, and nobody else needs to know.

What other services hear of us is in `contracts.decisions`. Free text is sealed under `reasons`, whose key
only decisions holds.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.clocks import ClockName
from contracts.codes import (
    AlertKind,
    ClockStart,
    ContactKind,
    Delivery,
    ExtensionReason,
    Rank,
    RecordSystem,
    Route,
)
from contracts.crossing import EVENTS as CROSSING
from contracts.decisions import EVENTS as PUBLISHED
from contracts.event import Event, Fact
from contracts.fields import CaseId, ChildRef, Count, Instant, Key, Reference
from contracts.people import Line, Reasons, Words
from contracts.referrals import OF_OURS as OFFERED
from contracts.sealed import Personal, Sealed
from services.decisions.domain.events_across import EVENTS as ACROSS
from services.decisions.domain.events_crime import EVENTS as CRIMES
from services.decisions.domain.events_disclosing import EVENTS as DISCLOSING
from services.decisions.domain.events_printing import EVENTS as PRINTING
from services.decisions.domain.events_recording import EVENTS as RECORDING
from services.decisions.domain.events_referring import EVENTS as REFERRING
from services.decisions.domain.events_telling import EVENTS as TELLING
from services.decisions.domain.explained import Edition, GatesOverridden, JudgementWeighed


class Counted(StrEnum):
    """How a mark was counted: hours are over at the instant (C-22), days at midnight (C-41)."""

    ELAPSED = "ELAPSED"
    DAYS = "DAYS"


class Mark(Fact):
    """As people are shown it. `provisional`: counted through a year without a table of holidays (C-48)."""

    at: Instant
    counted: Counted
    provisional: bool = False


class StartedClock(Fact):
    clock: ClockName
    started_at: Instant
    target: Mark | None = None
    limit: Mark | None = None


class ClocksStarted(Event, type="decisions.clocks.started.v1", public=False, occurred="contacted_at"):
    """Every deadline, worked out once when the case opens, from the profile in force at contact (C-35)."""

    contacted_at: Instant
    route: Route
    profile: Edition
    calendar: Edition
    clocks: tuple[StartedClock, ...] = Field(min_length=1)
    closing_at: Instant
    """When a closing letter leaves, whatever is decided, unless the decision comes later (C-10)."""


class ClocksMoved(Event, type="decisions.clocks.moved.v1", public=False, occurred="moved_at"):
    """Every deadline, worked out anew: intake said that the clocks count from another instant (R-246).

    What the earlier instant had raised stays on record; a limit that was extended keeps the later day.
    """

    moved_at: Instant
    why: ClockStart
    contacted_at: Instant
    counts_from: Instant
    counted_from: Instant
    earlier: CaseId | None = None
    """The linked case whose contact counts."""
    profile: Edition
    calendar: Edition
    clocks: tuple[StartedClock, ...] = Field(min_length=1)
    closing_at: Instant


class AcknowledgementStarted(Event, type="decisions.acknowledgement.started.v1", public=False):
    """K7: by when the alert must have been taken (G 30)."""

    alert: Key
    kind: AlertKind
    clock: StartedClock


class ForumReferralStarted(Event, type="decisions.forum_referral.started.v1", public=False):
    """K5: by when a referral that was decided on must have been made (C-03)."""

    clock: StartedClock


class ExtensionProposed(Event, type="decisions.extension.proposed.v1", public=False):
    """A meeting of other agencies may take the case past its limit: for the supervisor to sign (C-03)."""

    clock: ClockName
    reason: ExtensionReason
    to_due_at: Instant


class ClockCorrected(Event, type="decisions.clock.corrected.v1", public=False, occurred="ended_at"):
    """A limit was recorded as passed before we heard that the end had occurred in time; erases nothing."""

    clock: ClockName
    due_at: Instant
    ended_at: Instant


class OverdueExplained(Event, type="decisions.overdue.explained.v1", public=False):
    clock: ClockName
    reasons: Sealed[Reasons]


class Process(StrEnum):
    """G 11, 12, 22: which process fits best was considered among these."""

    CSODS = "CSODS"
    MAPPA = "MAPPA"
    MARAC = "MARAC"
    DVDS = "DVDS"
    CHILD_PROTECTION = "CHILD_PROTECTION"
    CRIMINAL_INVESTIGATION = "CRIMINAL_INVESTIGATION"


class ProcessSelected(Event, type="decisions.process.selected.v1", public=False):
    considered: tuple[Process, ...] = Field(min_length=1)
    selected: Process


class ForceRecordReferenced(
    Event, type="decisions.force_record.referenced.v1", public=False, occurred="created_at"
):
    """The formal report on the force's own system exists, under this number (G 35)."""

    system: RecordSystem
    force_reference: Reference
    created_at: Instant


class LineOfRisk(Personal, label="reasons"):
    """How harm could come from the subject to the child (G 74)."""

    text: Words


class LineOfRiskIdentified(Event, type="decisions.line_of_risk.identified.v1", public=False):
    children: tuple[ChildRef, ...] = Field(min_length=1)
    contact: tuple[ContactKind, ...] = ()
    line: Sealed[LineOfRisk]


class CredibleRiskStated(Event, type="decisions.credible_risk.stated.v1", public=False):
    """Whether a credible risk of harm to a child exists, in the supervisor's words (G 72)."""

    statement: Sealed[Reasons]


class OutsideSchemeFound(
    Event, type="decisions.outside_scheme.found.v1", public=False, occurred="decided_at"
):
    """No contact and no likelihood of any: not categorised, told so (G 79, C-29)."""

    decided_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class SafeguardingIssueRaised(
    Event, type="decisions.safeguarding_issue.raised.v1", public=False, occurred="raised_at"
):
    issue: Key
    raised_at: Instant
    children: tuple[ChildRef, ...] = ()
    what: Sealed[Reasons]


class Addressed(StrEnum):
    RESOLVED = "RESOLVED"
    OWNED_BY_AGENCY = "OWNED_BY_AGENCY"
    """An agency has accepted it: it has an owner, and is not forgotten (R-185)."""


class SafeguardingIssueResolved(
    Event, type="decisions.safeguarding_issue.resolved.v1", public=False, occurred="resolved_at"
):
    issue: Key
    how: Addressed
    resolved_at: Instant
    reasons: Sealed[Reasons]


class Consideration(StrEnum):
    """What must have been thought about before a case ends; what came of it is in the reasons."""

    OTHER_DISCLOSURE = "OTHER_DISCLOSURE"
    OTHER_SCHEME = "OTHER_SCHEME"
    STATUTORY_REFERRALS = "STATUTORY_REFERRALS"
    CHILDRENS_SOCIAL_CARE = "CHILDRENS_SOCIAL_CARE"
    OTHER_CHILDREN = "OTHER_CHILDREN"
    SOCIAL_CARE_ALERT = "SOCIAL_CARE_ALERT"
    SECTION_327A = "SECTION_327A"
    """The duty to consider disclosure, of a child sex offender who is managed under MAPPA (G 7 b)."""


class Considered(Event, type="decisions.consideration.recorded.v1", public=False):
    """`acted`: something was done on it."""

    what: Consideration
    acted: bool
    reasons: Sealed[Reasons]


class CannotBeTold(StrEnum):
    """The only reasons for which an applicant gets neither letter nor advice (C-31)."""

    ANONYMOUS = "ANONYMOUS"
    UNREACHABLE = "UNREACHABLE"
    UNSAFE_TO_CONTACT = "UNSAFE_TO_CONTACT"
    WITHDRAWN = "WITHDRAWN"
    DECEASED = "DECEASED"


class WhyNotTold(Personal, label="reasons"):
    text: Words
    attempts: tuple[Line, ...] = ()


class ApplicantNotTold(Event, type="decisions.applicant.not_told.v1", public=False, occurred="decided_at"):
    why: CannotBeTold
    attempts: Count
    decided_at: Instant
    rank: Rank
    reasons: Sealed[WhyNotTold]


class DeliveryChosen(Event, type="decisions.letter_delivery.chosen.v1", public=False, occurred="chosen_at"):
    delivery: Delivery
    chosen_at: Instant


class Withheld(StrEnum):
    """Why no closing letter left at its time."""

    APPLICANT_ANONYMOUS = "APPLICANT_ANONYMOUS"
    NO_SAFE_WAY = "NO_SAFE_WAY"
    NOT_READABLE = "NOT_READABLE"
    """The box with the applicant's contact does not open here."""
    CASE_CHANGED = "CASE_CHANGED"
    """What came since contradicts the decision, or a risk or a correction has not been weighed."""
    UNREAD_MESSAGES = "UNREAD_MESSAGES"


class ClosingHeldBack(Event, type="decisions.closing.held_back.v1", public=False):
    why: Withheld
    slot: Instant


class DecisionConfirmed(Event, type="decisions.decision.confirmed.v1", public=False, occurred="confirmed_at"):
    """The supervisor has weighed what came since the decision: it still stands."""

    confirmed_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class ApplicationWithdrawn(
    Event, type="decisions.application.withdrawn.v1", public=False, occurred="withdrawn_at"
):
    """The applicant asks no longer; checks, risk and safeguarding finish all the same (C-43)."""

    withdrawn_at: Instant
    reasons: Sealed[Reasons]


class Flag(StrEnum):
    SUPERVISOR_DID_THE_WORK = "SUPERVISOR_DID_THE_WORK"
    """The same officer researched or interviewed, and judges (R-080)."""
    MEETING_WITHOUT_FORCE_RECORD = "MEETING_WITHOUT_FORCE_RECORD"
    """Seen before the formal report existed (R-077)."""
    WORDING_NOT_PLAIN = "WORDING_NOT_PLAIN"
    """A sentence of a wording is long: whoever hears it may be left unsure (R-212)."""
    AUTHORISED_BELOW_INSPECTOR = "AUTHORISED_BELOW_INSPECTOR"
    """By a lower rank, where the force's profile only advises an Inspector (C-09)."""
    AUTHORISER_NOT_INDEPENDENT = "AUTHORISER_NOT_INDEPENDENT"
    """Where the force's profile only advises independence (C-09)."""
    UNDERTAKING_NOT_HELD = "UNDERTAKING_NOT_HELD"
    """Explained from a text of which nobody can say later what it said (R-218)."""
    NO_RESIDENCE_FORCE = "NO_RESIDENCE_FORCE"
    """The applicant lives in no force area of England and Wales, or it is not known (C-16)."""
    SOLE_DECISION = "SOLE_DECISION"
    """The force that manages the subject had no part in it (G 67)."""


class FlagRaised(Event, type="decisions.flag.raised.v1", public=False):
    flag: Flag


class FlagsAcknowledged(
    Event, type="decisions.flags.acknowledged.v1", public=False, occurred="acknowledged_at"
):
    """A supervisor has looked at what was flagged, and says why it is acceptable."""

    flags: tuple[Flag, ...] = Field(min_length=1)
    acknowledged_at: Instant
    reasons: Sealed[Reasons]


PRIVATE: tuple[type[Event], ...] = (
    ClocksStarted,
    ClocksMoved,
    AcknowledgementStarted,
    ForumReferralStarted,
    ExtensionProposed,
    ClockCorrected,
    OverdueExplained,
    ProcessSelected,
    ForceRecordReferenced,
    LineOfRiskIdentified,
    CredibleRiskStated,
    OutsideSchemeFound,
    SafeguardingIssueRaised,
    SafeguardingIssueResolved,
    Considered,
    ApplicantNotTold,
    DeliveryChosen,
    ClosingHeldBack,
    GatesOverridden,
    JudgementWeighed,
    DecisionConfirmed,
    ApplicationWithdrawn,
    FlagRaised,
    FlagsAcknowledged,
    *DISCLOSING,
    *TELLING,
    *PRINTING,
    *ACROSS,
    *RECORDING,
    *CRIMES,
    *REFERRING,
)

EVENTS: tuple[type[Event], ...] = (*PUBLISHED, *CROSSING, *OFFERED, *PRIVATE)
"""All that this service journals of its own."""
