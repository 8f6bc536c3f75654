"""From the release of a wording to the end of a case of concern (G 84, 85, 89, 92 c to 98): private to here.

What was done is recorded as it was done, whether or not it should have been: a fact is never refused.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from contracts.codes import PartyRole, Rank
from contracts.event import Event
from contracts.fields import (
    CaseId,
    ChildRef,
    EventType,
    Instant,
    Key,
    MessageId,
    Reference,
    StaffId,
    WordingVersion,
)
from contracts.people import Address, Line, Reasons
from contracts.sealed import Personal, Sealed
from services.decisions.domain.events_disclosing import Hash


class WordingReleased(Event, type="decisions.wording.released.v1", public=False, occurred="released_at"):
    """The authorised wording may be spoken to this recipient, once, by this officer, until it expires."""

    release: Key
    authority: Key
    hash: Hash
    recipient: Key
    to: StaffId
    """The officer who will deliver it."""
    released_at: Instant
    expires_at: Instant


class ReleaseExpired(Event, type="decisions.release.expired.v1", public=False, occurred="expired_at"):
    """Nobody was told in time: a supervisor decides what now."""

    release: Key
    expired_at: Instant


class Told(StrEnum):
    """What the recipient is told with it (G 93 a to e)."""

    ONLY_TO_SAFEGUARD = "G93a"
    CONFIDENTIAL_UNDERTAKING = "G93b"
    PROCEEDINGS_IF_BREACHED = "G93c"
    OTHER_CHILDREN_TALK_TO_POLICE = "G93d"
    HOW_TO_SAFEGUARD = "G93e"


class Visit(Personal, label="recipient"):
    """Where, who was there, and how the recipient's identity was checked."""

    place: Address | None = None
    place_words: Line | None = None
    present: tuple[Line, ...] = ()
    identity: Line


class How(StrEnum):
    """How somebody came to be told. In person is the only way that is allowed (G 92 c, 95)."""

    IN_PERSON = "IN_PERSON"
    TELEPHONE = "TELEPHONE"
    WRITING = "WRITING"


class Telling(StrEnum):
    """Who spoke (G 92 c, 98)."""

    POLICE = "POLICE"
    SUBJECT_WITH_POLICE = "SUBJECT_WITH_POLICE"
    SUBJECT_ALONE_POLICE_CONFIRMED = "SUBJECT_ALONE_POLICE_CONFIRMED"
    OTHER_AGENCY = "OTHER_AGENCY"


class Departure(StrEnum):
    """In what a delivery was not as authorised; each escalates."""

    NOT_RELEASED = "NOT_RELEASED"
    OTHER_WORDS = "OTHER_WORDS"
    OTHER_RECIPIENT = "OTHER_RECIPIENT"
    NOT_IN_PERSON = "NOT_IN_PERSON"
    NOT_BY_POLICE = "NOT_BY_POLICE"
    IDENTITY_NOT_CHECKED = "IDENTITY_NOT_CHECKED"
    AFTER_EXPIRY = "AFTER_EXPIRY"
    SECOND_TIME = "SECOND_TIME"
    UNDERTAKING_NOT_EXPLAINED = "UNDERTAKING_NOT_EXPLAINED"
    UNDERTAKING_OPEN = "UNDERTAKING_OPEN"
    """Not signed, and nobody decided that it goes on all the same (G 94)."""
    AUTHORITY_SUSPENDED = "AUTHORITY_SUSPENDED"
    AUTHORITY_LAPSED = "AUTHORITY_LAPSED"
    AUTHORITY_IN_QUESTION = "AUTHORITY_IN_QUESTION"
    """Something had come that nobody had weighed, or a condition of the authority had gone."""
    OTHER_OFFICER = "OTHER_OFFICER"
    WARNINGS_NOT_GIVEN = "WARNINGS_NOT_GIVEN"
    """One of G 93 (a) to (d) was not told."""
    UNDER_18_ALONE = "UNDER_18_ALONE"
    """A recipient under 18, and no responsible adult is told (G 58)."""
    SELF_DISCLOSURE_NOT_DECIDED = "SELF_DISCLOSURE_NOT_DECIDED"
    """The subject told them, and nobody had decided that this is safe (G 98)."""
    SOMETHING_LEFT_IN_WRITING = "SOMETHING_LEFT_IN_WRITING"
    SCRIPT_NOT_HELD = "SCRIPT_NOT_HELD"
    """What was read out beside the wording is not known: no version that is held was named (G 93)."""


class DisclosureDelivered(
    Event, type="decisions.disclosure.delivered.v1", material=True, public=False, occurred="delivered_at"
):
    """Somebody was told. Recorded always; `departures` says in what it was not as authorised.

    `recipient`: whoever was told; the key of a recipient of the case, or a new one for anybody else.
    """

    recipient: Key
    role: PartyRole
    release: Key | None = None
    hash: Hash | None = None
    """Of the words that were spoken; None: no wording of ours."""
    children: tuple[ChildRef, ...] = ()
    how: How
    telling: Telling
    told: tuple[Told, ...] = ()
    script: WordingVersion | None = None
    """Which reading script was read out (G 93)."""
    left_in_writing: bool = False
    identity_checked: bool
    delivered_at: Instant
    by: tuple[StaffId, ...] = Field(min_length=1)
    departures: tuple[Departure, ...] = ()
    visit: Sealed[Visit]
    reasons: Sealed[Reasons] | None = None
    """Why it was not as authorised; what was said instead."""


class DisclosureUrgent(
    Event, type="decisions.disclosure.urgent.v1", material=True, public=False, occurred="told_at"
):
    """Something had to be said in an urgent safeguarding enquiry, before any authority (G 49)."""

    recipient: Key
    role: PartyRole
    enquiry: Reference
    told_at: Instant
    by: StaffId
    officers: tuple[StaffId, ...] = ()
    """Who told, where it was not whoever reported it."""
    visit: Sealed[Visit]
    reasons: Sealed[Reasons]


class UrgentDisclosureRatified(
    Event, type="decisions.disclosure.urgent_ratified.v1", public=False, occurred="ratified_at"
):
    recipient: Key
    ratified: bool
    ratified_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class UndertakingExplained(
    Event, type="decisions.undertaking.explained.v1", public=False, occurred="explained_at"
):
    """What signing means and that proceedings may follow a breach, before anything is signed (G 93 b, c)."""

    recipient: Key
    script: WordingVersion
    explained_at: Instant


class UndertakingSigned(Event, type="decisions.undertaking.signed.v1", public=False, occurred="signed_at"):
    recipient: Key
    signed_at: Instant
    witness: StaffId


class UndertakingNotSigned(
    Event, type="decisions.undertaking.not_signed.v1", material=True, public=False, occurred="asked_at"
):
    """Not willing to sign: whether the disclosure should still take place is considered (G 94)."""

    recipient: Key
    asked_at: Instant
    reasons: Sealed[Reasons] | None = None


class DisclosureReconsidered(
    Event, type="decisions.disclosure.reconsidered.v1", public=False, occurred="decided_at"
):
    """G 94: told all the same, or not."""

    recipient: Key
    goes_on: bool
    decided_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class SubjectInformed(Event, type="decisions.subject.informed.v1", public=False, occurred="informed_at"):
    """In person, about the scheme and what it may mean for them (G 89)."""

    before_delivery: bool
    in_person: bool
    scheme_explained: bool
    implications_explained: bool
    informed_at: Instant
    by: StaffId
    reasons: Sealed[Reasons] | None = None


class SubjectNotInformed(
    Event, type="decisions.subject.not_informed.v1", public=False, occurred="decided_at"
):
    """Decided not to tell the subject, and why (G 89, 99 c)."""

    decided_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class SelfDisclosureConsidered(
    Event, type="decisions.self_disclosure.considered.v1", public=False, occurred="decided_at"
):
    """Whether the subject may tell the recipient, and whether that is safe (G 87, 98)."""

    safe: bool
    decided_at: Instant
    reasons: Sealed[Reasons]


class SelfDisclosureMade(
    Event, type="decisions.self_disclosure.completed.v1", material=True, public=False, occurred="told_at"
):
    """The subject told the recipient alone: police confirm that all that matters was said (G 98)."""

    recipient: Key
    told_at: Instant


class SelfDisclosureIncomplete(
    Event, type="decisions.self_disclosure.incomplete.v1", material=True, public=False, occurred="checked_at"
):
    """Police asked, and the relevant facts were not all disclosed: it is for police to tell them or not."""

    recipient: Key
    checked_at: Instant
    reasons: Sealed[Reasons]


class ProtectiveAction(StrEnum):
    """Other than disclosure (R-264)."""

    ADVISED_TO_STAY_AWAY = "ADVISED_TO_STAY_AWAY"
    ADVISED_TO_STOP_CONTACT = "ADVISED_TO_STOP_CONTACT"
    CHILD_PROTECTION_INVESTIGATION = "CHILD_PROTECTION_INVESTIGATION"
    CRIMINAL_INVESTIGATION = "CRIMINAL_INVESTIGATION"
    CPS_NO_CHARGE = "CPS_NO_CHARGE"
    HARASSMENT_WARNING = "HARASSMENT_WARNING"
    ARREST_OR_CHARGE = "ARREST_OR_CHARGE"
    ORDER_APPLIED_FOR = "ORDER_APPLIED_FOR"
    POLICE_PROTECTION = "POLICE_PROTECTION"
    OTHER = "OTHER"


class ProtectiveActionRecorded(
    Event, type="decisions.protective_action.recorded.v1", public=False, occurred="taken_at"
):
    action: ProtectiveAction
    children: tuple[ChildRef, ...] = ()
    reference: Reference | None = None
    """Of the crime, the investigation or the order, where there is one."""
    taken_at: Instant
    reasons: Sealed[Reasons]


class SafetyPlanCreated(Event, type="decisions.safety_plan.created.v1", public=False, occurred="created_at"):
    """How this child is kept safe, whatever is decided (G 28 g)."""

    children: tuple[ChildRef, ...] = Field(min_length=1)
    owner: StaffId
    created_at: Instant
    reasons: Sealed[Reasons]


class ApplicantConcernDiscussed(
    Event, type="decisions.applicant.concern_discussed.v1", public=False, occurred="spoken_at"
):
    """The applicant was contacted about concerns over the subject's present behaviour (G 84)."""

    spoken_at: Instant
    by: StaffId
    reasons: Sealed[Reasons]


class RiskTool(StrEnum):
    """G 85."""

    SEXUAL_HARM_PREVENTION_ORDER = "SEXUAL_HARM_PREVENTION_ORDER"
    SEXUAL_RISK_ORDER = "SEXUAL_RISK_ORDER"
    MAPPA = "MAPPA"
    POTENTIALLY_DANGEROUS_PERSONS = "POTENTIALLY_DANGEROUS_PERSONS"
    MARAC = "MARAC"


class RiskToolConsidered(
    Event, type="decisions.risk_tool.considered.v1", public=False, occurred="considered_at"
):
    tool: RiskTool
    used: bool
    considered_at: Instant
    reasons: Sealed[Reasons]


class NominalEntry(Event, type="decisions.visor_entry.confirmed.v1", public=False, occurred="entered_at"):
    """The disclosure is on the nominal's ViSOR or MAPPS record, entered by hand (G 101)."""

    reference: Reference
    entered_at: Instant


class LinkedCaseOpened(Event, type="decisions.linked_case.opened.v1", public=False, occurred="opened_at"):
    """A material fact came to this case after its end: `other` goes on from it (C-50)."""

    because_of: MessageId
    other: CaseId
    opened_at: Instant


class LinkedFactCame(
    Event, type="decisions.linked_case.fact_came.v1", material=True, public=False, occurred="came_at"
):
    """Another material fact came to the earlier case while this one is open (C-50)."""

    because_of: MessageId
    what: EventType
    came_at: Instant


EVENTS: tuple[type[Event], ...] = (
    WordingReleased,
    ReleaseExpired,
    DisclosureDelivered,
    DisclosureUrgent,
    UrgentDisclosureRatified,
    UndertakingExplained,
    UndertakingSigned,
    UndertakingNotSigned,
    DisclosureReconsidered,
    SubjectInformed,
    SubjectNotInformed,
    SelfDisclosureConsidered,
    SelfDisclosureMade,
    SelfDisclosureIncomplete,
    ProtectiveActionRecorded,
    SafetyPlanCreated,
    ApplicantConcernDiscussed,
    RiskToolConsidered,
    NominalEntry,
    LinkedCaseOpened,
    LinkedFactCame,
)
