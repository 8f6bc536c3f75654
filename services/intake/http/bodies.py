"""What the routes take. Personal parts are those of the published language; nothing unknown is accepted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from access.problems import fault
from contracts.codes import (
    Advice,
    ApplicantToChild,
    ApplicantToSubject,
    Channel,
    Consent,
    ContactKind,
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
    PartyRole,
    Recommendation,
    RedirectedTo,
    RiskGround,
    SafeguardingAction,
    SubjectToChild,
)
from contracts.fields import ChildRef, Key, PartyId, Reference, StaffId, WordingVersion
from contracts.people import (
    Account,
    Address,
    AnnexANotes,
    ApplicantContact,
    ApplicantDetails,
    Appointment,
    Gender,
    IdentityEvidence,
    Information,
    Line,
    MeetingRecord,
    PersonName,
    RiskDetails,
    SubjectDetails,
    Words,
)
from services.intake.domain.flags import Flag

Reasons = Annotated[str, StringConstraints(min_length=10, max_length=20_000, strip_whitespace=True)]


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ChildGiven(Body):
    """One named child, and who applicant and subject are to it."""

    name: PersonName
    date_of_birth: date | None = None
    approximate_age: Annotated[int, Field(ge=0, le=17)] | None = None
    gender: Gender = Gender.NOT_KNOWN
    address: Address | None = None
    school: Line | None = None
    applicant_is: ApplicantToChild = ApplicantToChild.NOT_STATED
    subject_is: SubjectToChild = SubjectToChild.NOT_KNOWN
    contact: tuple[ContactKind, ...] = ()


class DetailsGiven(Body):
    """What the applicant gives. Whatever they do not know is left out: it is asked for later (C-04)."""

    applicant: ApplicantDetails | None = None
    applicant_contact: ApplicantContact | None = None
    subject: SubjectDetails | None = None
    children: Annotated[tuple[ChildGiven, ...], Field(max_length=30)] | None = None
    responsible_adults: Annotated[tuple[PersonName, ...], Field(max_length=10)] = ()
    """Adults who are responsible for the children."""
    applicant_to_subject: ApplicantToSubject = ApplicantToSubject.NOT_STATED
    account: Account | None = None
    social_care_consent: Consent | None = None


class ToldGiven(Body):
    item: InitialItem
    wording: WordingVersion
    at: AwareDatetime | None = None
    acknowledged: bool = False
    """On a screen: that the applicant confirmed having read it."""


class WarnedGiven(Body):
    item: MeetingItem
    wording: WordingVersion
    at: AwareDatetime | None = None
    acknowledged: bool


class RiskGiven(Body):
    """An immediate risk to a child. Only the ground and a few words are needed."""

    ground: RiskGround
    details: RiskDetails
    identified_at: AwareDatetime | None = None
    supervisor_told_at: AwareDatetime | None = None
    children: tuple[ChildRef, ...] = ()
    done: Annotated[tuple[SafeguardingAction, ...], Field(min_length=1)] = (SafeguardingAction.NONE_YET,)


class ReferredGiven(Body):
    """Which partner agency sent the person to police, as they made known what they ask (G 23)."""

    party: PartyId
    agreed: bool | None = None
    """Whether the person agrees that what they told it is passed on."""
    helped: bool = False
    """It put them in touch itself."""
    their_reference: Reference | None = None


class EnquiryBody(DetailsGiven):
    """The form of first contact. Without `applicant` the caller stays anonymous."""

    channel: Channel
    wording: WordingVersion
    """Of the form."""
    contacted_at: AwareDatetime | None = None
    told: Annotated[tuple[ToldGiven, ...], Field(max_length=8)] = ()
    privacy_offered: bool | None = None
    immediate_risk: RiskGiven | None = None
    referred_by: ReferredGiven | None = None


class InformationBody(Body):
    """What an officer or a partner reports (Right to Know). There is no place in it for an applicant."""

    source: Literal[InformationSource.OFFICER, InformationSource.PARTNER]
    information: Information
    kinds: tuple[IndirectKind, ...] = ()
    party: PartyId | None = None
    """Which partner agency."""
    reference: Reference | None = None
    known_at: AwareDatetime | None = None
    """When police knew it; every limit runs from then. None: now."""
    subject: SubjectDetails | None = None
    children: Annotated[tuple[ChildGiven, ...], Field(max_length=30)] | None = None
    responsible_adults: Annotated[tuple[PersonName, ...], Field(max_length=10)] = ()
    immediate_risk: RiskGiven | None = None


class CorrectionBody(DetailsGiven):
    """Each part given replaces the earlier one whole. `seen`: the version in which it was read."""

    why: CorrectionReason
    seen: Annotated[int, Field(ge=0)]
    corrected_at: AwareDatetime | None = None


class ContactCorrectionBody(Body):
    """When initial contact (or receipt) was. `override`: why what followed is recorded as earlier."""

    contacted_at: AwareDatetime
    reasons: Reasons
    seen: Annotated[int, Field(ge=0)]
    override: Reasons | None = None


class AllocationBody(Body):
    to: StaffId


class PartBody(Body):
    """Why the officer takes part: whom they cover for, who rang back."""

    why: Reasons


class RedirectionBody(Body):
    to: RedirectedTo
    wording: WordingVersion
    concern_passed_on: bool
    party: PartyId | None = None
    told_at: AwareDatetime | None = None
    reasons: Reasons | None = None


class InitialInformationBody(Body):
    channel: Channel
    items: Annotated[tuple[ToldGiven, ...], Field(min_length=1, max_length=8)]


class InitialFormBody(Body):
    form: WordingVersion
    cannot_be_given: frozenset[Missing] = frozenset()
    """What the applicant was asked for and does not know."""
    override: Reasons | None = None
    """Why an applicant who cannot be reached was not told everything."""


class IdentityBody(Body):
    proofs: Annotated[tuple[IdentityProof, ...], Field(min_length=1)]
    how: IdentityCheck
    whose: PartyRole = PartyRole.APPLICANT
    agency: PartyId | None = None
    evidence: IdentityEvidence | None = None
    verified_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _agency_says_which(self) -> Any:
        if (self.how is IdentityCheck.BY_AGENCY) != (self.agency is not None):
            raise fault("name the agency that confirmed the identity, and only then")
        return self


class NotVerifiedBody(Body):
    why: NotVerified
    whose: PartyRole = PartyRole.APPLICANT
    found_at: AwareDatetime | None = None


class WarningsBody(Body):
    items: Annotated[tuple[WarnedGiven, ...], Field(min_length=1, max_length=5)]


class ResponsibleAdultBody(Body):
    name: PersonName
    relation: Line
    lives_with_subject: bool | None = None


class NoResponsibleAdultBody(Body):
    reasons: Reasons
    social_services_considered: bool
    social_services_told: bool


class MeetingBody(Body):
    """`reasons`: why by telephone or video. `override`: the written reason of a rank that may."""

    meeting: Key
    kind: MeetingKind
    place: MeetingPlace
    begins_at: AwareDatetime
    neutral_place_offered: bool
    appointment: Appointment
    wording: WordingVersion
    reason: MeetingReason = MeetingReason.NORMAL
    reasons: Reasons | None = None
    interviewer: StaffId | None = None
    override: Reasons | None = None

    @model_validator(mode="after")
    def _place_fits_kind(self) -> Any:
        if (self.place is MeetingPlace.REMOTE) != (self.kind is not MeetingKind.FACE_TO_FACE):
            raise fault("a meeting by telephone or video has no place, and any other has one")
        return self


class HeldBody(Body):
    meeting: Key
    kind: MeetingKind
    place: MeetingPlace
    held_at: AwareDatetime
    record: MeetingRecord
    prior_knowledge_asked: bool
    lived_experience_explored: bool
    ongoing_concern: bool
    warnings: Annotated[tuple[WarnedGiven, ...], Field(max_length=5)] = ()
    reason: MeetingReason = MeetingReason.NORMAL
    prior_knowledge: tuple[KnowledgeSource, ...] = ()
    others_mentioned: bool = False
    advice: tuple[Advice, ...] = ()
    advice_by_letter: bool = False
    responsible_adult_present: bool | None = None


class MeetingFormBody(Body):
    form: WordingVersion
    recommendation: Recommendation
    genuineness: Genuineness
    notes: AnnexANotes


class DelayBody(Body):
    expected_by: date
    channel: Channel
    wording: WordingVersion
    told_already: bool = False
    reasons: Words | None = None


class FlagsBody(Body):
    flags: Annotated[tuple[Flag, ...], Field(min_length=1)]
    reasons: Reasons


class FindByReference(Body):
    """By a case's own number or by the reference of its record."""

    case_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{7,63}$")] | None = None
    reference: Reference | None = None


class FindByPeople(Body):
    """By who is in it: given and family name, with or without date of birth.

    As whom somebody is in it is for officers on the case: who asks for nobody but applicants learns who
    applied.
    """

    name: PersonName
    date_of_birth: date | None = None
