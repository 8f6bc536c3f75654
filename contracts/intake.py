"""What intake says: the enquiry, what the applicant gave and was told, identity, meetings, Annex A."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.codes import (
    Advice,
    Channel,
    ClockStart,
    Consent,
    CorrectionReason,
    Genuineness,
    IdentityCheck,
    IdentityProof,
    IndirectKind,
    InformationSource,
    InitialItem,
    KnowledgeSource,
    MeetingItem,
    MeetingKind,
    MeetingPlace,
    MeetingReason,
    Missing,
    NotVerified,
    Occurrence,
    PartyRole,
    Recommendation,
    RedirectedTo,
    Route,
)
from contracts.event import Event, Fact
from contracts.fields import CaseId, Instant, Key, PartyId, PolicyEdition, Reference, WordingVersion
from contracts.parts import LinkedCase, ReferredBy, Relationships
from contracts.people import (
    Account,
    AnnexANotes,
    ApplicantContact,
    ApplicantDetails,
    Appointment,
    Children,
    IdentityEvidence,
    Information,
    MeetingRecord,
    Reasons,
    SubjectDetails,
)
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from contracts.unread import HELD


class EnquiryReceived(Event, type="intake.enquiry.received.v1", critical=True, occurred="contacted_at"):
    """Initial contact: all clocks start here, whatever is missing and whoever asks (C-04, C-19).

    No applicant: the caller stayed anonymous.
    """

    route: Route
    channel: Channel
    contacted_at: Instant
    entered_at: Instant
    anonymous: bool
    applicant: Sealed[ApplicantDetails] | None = None
    applicant_contact: Sealed[ApplicantContact] | None = None
    subject: Sealed[SubjectDetails]
    children: Sealed[Children]
    account: Sealed[Account] | None = None
    relationships: Relationships
    missing: tuple[Missing, ...] = ()
    social_care_consent: Consent = Consent.NOT_ASKED
    privacy_offered: bool | None = None
    """At a station (G 26); None elsewhere."""
    linked: tuple[LinkedCase, ...] = ()
    referred_by: ReferredBy | None = None
    """The clocks run from when it was made to police all the same."""
    wording: WordingVersion
    """Of the form that was filled in."""

    @model_validator(mode="after")
    def _applicant_unless_anonymous(self) -> Self:
        if self.anonymous == (self.applicant is not None):
            raise ValueError("an enquiry has an applicant, or is anonymous")
        return self


class IndirectInformationReceived(
    Event,
    type="intake.indirect_information.received.v1",
    critical=True,
    material=True,
    occurred="received_at",
):
    """Police learnt indirectly of what may affect a child's safety (Right to Know, G 53 to 57).

    Nobody applied. The first of a case starts its clocks (C-02); what a system says later under the same
    reference is another of these, on the same case. A part that is given replaces the earlier one whole.
    """

    route: Literal[Route.RIGHT_TO_KNOW] = Route.RIGHT_TO_KNOW
    source: InformationSource
    party: PartyId | None = None
    their_reference: Reference | None = None
    what: Occurrence
    kinds: tuple[IndirectKind, ...] = ()
    received_at: Instant
    """When police knew it."""
    recorded_at: Instant
    subject: Sealed[SubjectDetails] | None = None
    children: Sealed[Children] | None = None
    information: Sealed[Information] | None = None
    relationships: Relationships | None = None
    names_a_child: bool
    """False: nobody has said which; whether it concerns the scheme is for a person to say (G 53 to 56)."""


class Told(Fact):
    item: InitialItem
    told_at: Instant
    channel: Channel
    wording: WordingVersion


class InitialInformationGiven(Event, type="intake.initial_information.given.v1"):
    """What of the eight things of G 28 the applicant has now been told; in one go or in several."""

    told: tuple[Told, ...] = Field(min_length=1, max_length=8)


class ApplicationMade(
    Event, type="intake.application.made.v1", material=True, critical=True, occurred="made_at"
):
    """The enquiry has what the initial searches need (G def: Application): checks begin."""

    made_at: Instant
    anonymous: bool
    applicant: Sealed[ApplicantDetails] | None = None
    subject: Sealed[SubjectDetails]
    children: Sealed[Children]
    account: Sealed[Account] | None = None
    relationships: Relationships
    social_care_consent: Consent = Consent.NOT_ASKED

    @model_validator(mode="after")
    def _applicant_unless_anonymous(self) -> Self:
        if self.anonymous == (self.applicant is not None):
            raise ValueError("an application has an applicant, or is anonymous")
        return self


class IdentityVerified(Event, type="intake.identity.verified.v1", occurred="verified_at"):
    """G 40 (e), 41. Whether the proof is strong enough is the profile's, not the event's."""

    whose: PartyRole
    proofs: tuple[IdentityProof, ...] = Field(min_length=1)
    how: IdentityCheck
    verified_at: Instant
    agency: PartyId | None = None
    evidence: Sealed[IdentityEvidence] | None = None


class IdentityNotVerified(Event, type="intake.identity.not_verified.v1", material=True, occurred="found_at"):
    """Blocks nothing but a disclosure to this person (C-19)."""

    whose: PartyRole
    why: NotVerified
    found_at: Instant


class MeetingScheduled(Event, type="intake.meeting.scheduled.v1"):
    """Follow-up contact arranged, by the means and in the hours that the applicant called safe."""

    meeting: Key
    kind: MeetingKind
    reason: MeetingReason = MeetingReason.NORMAL
    begins_at: Instant
    place: MeetingPlace
    neutral_place_offered: bool
    appointment: Sealed[Appointment]
    reasons: Sealed[Reasons] | None = None
    wording: WordingVersion
    """Of the invitation."""


class Warned(Fact):
    item: MeetingItem
    told_at: Instant
    acknowledged: bool
    wording: WordingVersion


class MeetingHeld(Event, type="intake.meeting.held.v1", material=True, occurred="held_at"):
    """The follow-up contact took place; what was warned of, asked and given (G 36, 40, 44, 46)."""

    meeting: Key
    kind: MeetingKind
    reason: MeetingReason = MeetingReason.NORMAL
    place: MeetingPlace
    held_at: Instant
    warnings: tuple[Warned, ...]
    prior_knowledge_asked: bool
    prior_knowledge: tuple[KnowledgeSource, ...] = ()
    lived_experience_explored: bool
    ongoing_concern: bool
    others_mentioned: bool = False
    advice: tuple[Advice, ...] = ()
    responsible_adult_present: bool | None = None
    """None: the applicant is of age."""
    record: Sealed[MeetingRecord]
    applicant_contact: Sealed[ApplicantContact] | None = None
    """Where the written advice of G 48 goes; None if it was handed over, or none is wanted."""


class AnnexAPart1Completed(Event, type="intake.annex_a.part1.completed.v1", occurred="completed_at"):
    """The initial contact form is complete as far as it can be (G 27)."""

    completed_at: Instant
    form: WordingVersion
    missing: tuple[Missing, ...] = ()


class AnnexAPart2Completed(
    Event, type="intake.annex_a.part2.completed.v1", material=True, occurred="completed_at"
):
    """The face-to-face form, with the recommendation for next steps (G 50)."""

    completed_at: Instant
    form: WordingVersion
    meeting: Key | None = None
    recommendation: Recommendation
    genuineness: Genuineness
    notes: Sealed[AnnexANotes]


class FactCorrected(
    Event, type="intake.fact.corrected.v1", material=True, critical=True, occurred="corrected_at"
):
    """What was recorded wrongly, anew and whole: each part given replaces the earlier one."""

    corrected_at: Instant
    why: CorrectionReason
    applicant: Sealed[ApplicantDetails] | None = None
    applicant_contact: Sealed[ApplicantContact] | None = None
    subject: Sealed[SubjectDetails] | None = None
    children: Sealed[Children] | None = None
    account: Sealed[Account] | None = None
    relationships: Relationships | None = None
    social_care_consent: Consent | None = None

    @property
    def corrected(self) -> frozenset[str]:
        """Names of the parts that are replaced."""
        parts = set(type(self).model_fields) - {"corrected_at", "why"}
        return frozenset(part for part in parts if getattr(self, part) is not None)

    @model_validator(mode="after")
    def _something_corrected(self) -> Self:
        if not self.corrected:
            raise ValueError("a correction gives at least one part")
        return self


class ClockStartMoved(Event, type="intake.clock_start.moved.v1", critical=True, occurred="moved_at"):
    """The clocks count from another instant than they did; every earlier one stays on record (R-246).

    Initial contact or receipt had been recorded wrongly; or the same people had asked the same earlier.
    """

    moved_at: Instant
    why: ClockStart
    contacted_at: Instant
    """Initial contact (or receipt) of this case, as it stands now."""
    counts_from: Instant
    counted_from: Instant
    """From which instant they counted before."""
    policy: PolicyEdition
    """In force at `contacted_at` (C-35)."""
    earlier: CaseId | None = None
    """The case whose contact counts; None: this one's own."""
    reasons: Sealed[Reasons] | None = None
    """Why `contacted_at` was put right."""


class EnquiryRedirected(Event, type="intake.enquiry.redirected.v1", material=True, occurred="told_at"):
    """The enquiry belongs elsewhere; what was told is recorded, and a concern is still passed on."""

    to: RedirectedTo
    party: PartyId | None = None
    told_at: Instant
    wording: WordingVersion
    concern_passed_on: bool
    reasons: Sealed[Reasons] | None = None


class ApplicantDelayNotified(Event, type="intake.applicant.delay_notified.v1", occurred="decided_at"):
    """The applicant is to hear that the follow-up takes longer (G 28 f), in words that hint at nothing."""

    decided_at: Instant
    expected_by: date
    channel: Channel
    wording: WordingVersion
    applicant_contact: Sealed[ApplicantContact] | None = None
    """None: told in person or by telephone already."""
    reasons: Sealed[Reasons] | None = None


EVENTS: tuple[type[Event], ...] = (
    EnquiryReceived,
    IndirectInformationReceived,
    InitialInformationGiven,
    ApplicationMade,
    IdentityVerified,
    IdentityNotVerified,
    MeetingScheduled,
    MeetingHeld,
    AnnexAPart1Completed,
    AnnexAPart2Completed,
    FactCorrected,
    ClockStartMoved,
    EnquiryRedirected,
    ApplicantDelayNotified,
    ImmediateRiskIdentified,
    *HELD,
)
