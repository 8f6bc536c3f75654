"""From a concern to the authority to disclose (G 80 to 92a): what only this service keeps.

Free text is sealed under `reasons`; who is to be told, what is to be said and what the subject says of it
each have a label of their own (R-259).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from contracts.codes import ContactKind, PartyRole, Rank
from contracts.event import Event, Fact
from contracts.fields import ChildRef, ForceCode, Instant, Key, PartyId, Reference, StaffId
from contracts.people import Line, PersonName, Reasons, Words
from contracts.sealed import Personal, Sealed
from services.decisions.domain.facts import check_key

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a wording for one recipient, as `wording.hash_of` makes it."""


class ConnectionAssessed(
    Event, type="decisions.connection.assessed.v1", public=False, occurred="assessed_at"
):
    """Whether the subject has access to or connection with a child sufficient for a real risk (G 80)."""

    children: tuple[ChildRef, ...] = Field(min_length=1)
    contact: tuple[ContactKind, ...] = ()
    sufficient: bool
    assessed_at: Instant
    reasons: Sealed[Reasons]


class RecipientPerson(Personal, label="recipient"):
    """Who is to be told; of the applicant, what intake knows stands (A9: never to anybody else)."""

    name: PersonName
    date_of_birth: date | None = None


class RecipientSelected(
    Event, type="decisions.recipient.selected.v1", material=True, public=False, occurred="selected_at"
):
    """Best placed to safeguard these children (G 92 b): the applicant, or somebody else."""

    recipient: Key
    role: PartyRole
    """APPLICANT, RESPONSIBLE_ADULT or RECIPIENT (anybody else)."""
    children: tuple[ChildRef, ...] = Field(min_length=1)
    selected_at: Instant
    person: Sealed[RecipientPerson] | None = None
    alone: bool = False
    """Of somebody under 18: no responsible adult can be identified, for the reasons given (G 59)."""
    reasons: Sealed[Reasons]


class RecipientWithdrawn(
    Event, type="decisions.recipient.withdrawn.v1", material=True, public=False, occurred="withdrawn_at"
):
    """Not to be told after all; what was authorised for them lapses."""

    recipient: Key
    withdrawn_at: Instant
    reasons: Sealed[Reasons]


class RecipientIdentityVerified(
    Event, type="decisions.recipient_identity.verified.v1", public=False, occurred="verified_at"
):
    """A person saw proof of who the recipient is (G 42); the applicant's is intake's."""

    recipient: Key
    proofs: tuple[Key, ...] = Field(min_length=1)
    adult: bool | None = None
    """Whether the proof shows 18 years or more; None: it says nothing of their age (R-138)."""
    verified_at: Instant


class Accuracy(StrEnum):
    ACCURATE = "ACCURATE"
    PARTLY_ACCURATE = "PARTLY_ACCURATE"
    INACCURATE = "INACCURATE"
    NOTHING_KNOWN = "NOTHING_KNOWN"


class PriorKnowledgeAssessed(
    Event, type="decisions.prior_knowledge.assessed.v1", public=False, occurred="assessed_at"
):
    """What the intended recipient knows already, and whether it is enough to protect the child (G 81)."""

    recipient: Key
    accuracy: Accuracy
    sufficient: bool
    assessed_at: Instant
    reasons: Sealed[Reasons]


class RecipientSuitabilityAssessed(
    Event, type="decisions.recipient_suitability.assessed.v1", public=False, occurred="assessed_at"
):
    """Whether telling this person creates more risk than it safeguards against (G 90)."""

    recipient: Key
    suitable: bool
    assessed_at: Instant
    reasons: Sealed[Reasons]


class Impact(Personal, label="reasons"):
    """What disclosure does to the subject; and, where they face a risk, the measures that mitigate it."""

    text: Words
    mitigation: Words | None = None


class SubjectImpactAssessed(
    Event, type="decisions.subject_impact.assessed.v1", public=False, occurred="assessed_at"
):
    """What disclosure does to the subject, and whether they may be exposed to risks (G 90)."""

    subject_at_risk: bool
    assessed_at: Instant
    reasons: Sealed[Impact]


class Dispensed(StrEnum):
    """Why representations are not sought (G 88 a to g); the list is open."""

    PREJUDICE_TO_INVESTIGATION = "G88a"
    RISK_TO_CHILDREN_OR_APPLICANT = "G88b"
    RISK_TO_NEW_PARTNER = "G88c"
    GRIEVANCE_THINKING = "G88d"
    SOURCES_AT_RISK = "G88e"
    IMMINENT_HARM = "G88f"
    CANNOT_BE_TRACED = "G88g"
    OTHER = "OTHER"


class RepresentationsToBeSought(
    Event, type="decisions.representations.to_be_sought.v1", public=False, occurred="decided_at"
):
    """It was decided that the subject is asked (G 87, 88e); `reasons` say what they may be told.

    `tells_unknown`: asking means telling them what they do not know; it puts no source at risk.
    """

    decided_at: Instant
    tells_unknown: bool
    rank: Rank
    reasons: Sealed[Reasons]


class RepresentationsSought(
    Event, type="decisions.representations.sought.v1", public=False, occurred="sought_at"
):
    """The subject was asked, in person, whether they wish to make representations (G 87, 88)."""

    sought_at: Instant
    reply_by: Instant | None = None
    reasons: Sealed[Reasons] | None = None


class Exceptions(Personal, label="reasons"):
    """Why each exception applies, in the order in which they are named."""

    each: tuple[Words, ...] = Field(min_length=1)


class RepresentationsDispensed(
    Event, type="decisions.representations.dispensed.v1", public=False, occurred="dispensed_at"
):
    """The subject is not asked, for these reasons (G 88)."""

    why: tuple[Dispensed, ...] = Field(min_length=1)
    dispensed_at: Instant
    rank: Rank
    reasons: Sealed[Exceptions]


class SubjectSays(Personal, label="representations"):
    """What the subject says of it, in their words."""

    text: Words


class RepresentationsReceived(
    Event, type="decisions.representations.received.v1", material=True, public=False, occurred="received_at"
):
    """They came, in time or late (C-44): a judgement that has not weighed them is not taken.

    `declined`: asked, the subject has nothing to say.
    """

    received_at: Instant
    declined: bool = False
    said: Sealed[SubjectSays] | None = None

    @property
    def is_material(self) -> bool:
        """Whoever says nothing gives nothing to weigh."""
        return not self.declined


class RepresentationsWeighed(
    Event, type="decisions.representations.weighed.v1", public=False, occurred="weighed_at"
):
    """They were considered. Of a disclosure already authorised: whether the authority stands (C-44)."""

    weighed_at: Instant
    authority_stands: bool | None = None
    rank: Rank
    reasons: Sealed[Reasons]


class MappaConsidered(
    Event, type="decisions.mappa.referral_considered.v1", public=False, occurred="considered_at"
):
    """Whether a referral to a level 2 or 3 meeting is needed (G 69); police can only ask the lead agency."""

    refer: bool
    level: int | None = Field(default=None, ge=1, le=3)
    lead_agency: PartyId | None = None
    """Engaged over the application (R-164)."""
    managers: tuple[StaffId, ...] = ()
    """Who manages the subject, as far as known: none of them authorises (R-209)."""
    considered_at: Instant
    reasons: Sealed[Reasons]


class MappaMeetingRequested(
    Event, type="decisions.mappa.meeting_requested.v1", public=False, occurred="requested_at"
):
    """Asked of the lead agency (G 69, 72); ends K5."""

    lead_agency: PartyId
    requested_at: Instant


class MappaAdvice(StrEnum):
    DISCLOSE = "DISCLOSE"
    DISCLOSE_IN_PART = "DISCLOSE_IN_PART"
    DO_NOT_DISCLOSE = "DO_NOT_DISCLOSE"
    NO_VIEW = "NO_VIEW"


class MappaOutcomeReceived(
    Event, type="decisions.mappa.outcome_received.v1", material=True, public=False, occurred="met_at"
):
    """What the meeting advises, and where its minutes are: by reference, never copied here (P-CS3)."""

    advice: MappaAdvice
    minutes: Reference
    met_at: Instant
    reasons: Sealed[Reasons]


class StrategyAgreed(
    Event, type="decisions.investigation_strategy.agreed.v1", public=False, occurred="agreed_at"
):
    """What is said to whom, and when, beside the investigation of a crime (G 22)."""

    investigation: Reference
    agreed_with: StaffId
    """Who answers for the investigation."""
    agreed_at: Instant
    reasons: Sealed[Reasons]


class DisclosurePower(StrEnum):
    """By what law somebody is told: the scheme gives no power of its own (G 3, 7 b, 83)."""

    COMMON_LAW = "COMMON_LAW"
    SECTION_327A = "SECTION_327A"


class DataProtectionConsidered(
    Event, type="decisions.data_protection.considered.v1", public=False, occurred="considered_at"
):
    """The disclosure accords with the Data Protection Act 2018 (G 86): condition, policy document; and by
    which power it is made (G 3).
    """

    in_accordance: bool
    condition: Key
    policy_document: Reference
    power: DisclosurePower | None = None
    considered_at: Instant
    reasons: Sealed[Reasons]


class OwnerConsent(Event, type="decisions.owner_consent.recorded.v1", public=False, occurred="said_at"):
    """What another agency says to disclosing what it owns, or by which power it is disclosed (G 71)."""

    check: Key
    force: ForceCode | None = None
    """The other force that asked it for us."""
    consents: bool
    power: bool = False
    """A legal power makes the consent unnecessary; which, is in the reasons."""
    said_at: Instant
    reasons: Sealed[Reasons]


class YoungFactors(Personal, label="reasons"):
    """Of offending under 18: relevance and timeliness, and the factors of G 60."""

    relevance: Words
    ages: Words
    maturity: Words
    coercion: Words
    relationship: Words
    duty_of_care: Words


class YoungOffendingWeighed(
    Event, type="decisions.young_offending.weighed.v1", public=False, occurred="weighed_at"
):
    """The subject offended when under 18: the nature of it was weighed (G 60)."""

    weighed_at: Instant
    reasons: Sealed[YoungFactors]


class Consulted(StrEnum):
    """Professionals in the life of a subject under 18 (G 62)."""

    SOCIAL_SERVICES = "SOCIAL_SERVICES"
    OFFENDER_MANAGER = "OFFENDER_MANAGER"
    YOUTH_JUSTICE = "YOUTH_JUSTICE"
    SCHOOL = "SCHOOL"
    HEALTH = "HEALTH"
    OTHER = "OTHER"


class YoungSubjectPlanned(
    Event, type="decisions.young_subject.planned.v1", public=False, occurred="planned_at"
):
    """A subject under 18: wellbeing weighed by all concerned, and how they would be told (G 62)."""

    consulted: tuple[Consulted, ...] = Field(min_length=1)
    inform_guardian: bool
    """Whether a parent, guardian or carer is to be informed, for the reasons given."""
    planned_at: Instant
    reasons: Sealed[Reasons]


class TestStage(StrEnum):
    """The three stages of G 83."""

    __test__ = False

    NECESSARY_TO_PROTECT = "G83a"
    PRESSING_NEED = "G83b"
    PROPORTIONATE = "G83c"


class CheckElsewhere(Fact):
    """A check of another force, as that force reported it (G 66)."""

    force: ForceCode
    check: Key


class StageAnswer(Fact):
    """One stage, and the evidence that bears it: keys of checks, never their content."""

    stage: TestStage
    satisfied: bool
    evidence: tuple[Key, ...] = ()
    elsewhere: tuple[CheckElsewhere, ...] = ()
    """Beside our own."""

    @property
    def rests_on(self) -> frozenset[str]:
        """All of it, each under one key."""
        return frozenset(self.evidence).union(check_key(one.force, one.check) for one in self.elsewhere)


class TestReasons(Personal, label="reasons"):
    """Why each stage is or is not satisfied, and why no more than this is to be said (G 83 c ii)."""

    __test__ = False

    necessary: Words
    pressing: Words
    proportionate: Words
    extent: Words | None = None
    on_knowledge: Words | None = None
    """Why it is necessary though the recipient knows accurately, and enough (G 81)."""
    against_advice: Words | None = None
    """Why the advice of the MAPPA meeting is not followed."""


class DisclosureTested(
    Event, type="decisions.disclosure.tested.v1", material=True, public=False, occurred="tested_at"
):
    """The three-stage test: all three are satisfied, or nothing is disclosed (G 83)."""

    recipients: tuple[Key, ...] = ()
    stages: tuple[StageAnswer, ...] = Field(min_length=3, max_length=3)
    presumption: bool
    """Schedule 34A, risk of harm, necessary and proportionate, all of them (C-06); decides nothing."""
    tested_at: Instant
    rank: Rank
    reasons: Sealed[TestReasons]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if {one.stage for one in self.stages} != set(TestStage):
            raise ValueError("each of the three stages is answered once")
        return self

    @property
    def satisfied(self) -> bool:
        return all(one.satisfied for one in self.stages)


class WhyNot(Personal, label="reasons"):
    """Why nobody is told, though a presumption, an advice or a want of knowledge may speak for it."""

    text: Words
    on_presumption: Words | None = None
    on_knowledge: Words | None = None
    against_advice: Words | None = None


class NoDisclosureDecided(
    Event, type="decisions.no_disclosure.decided.v1", material=True, public=False, occurred="decided_at"
):
    """There is a concern, and nobody is told (G 84, 85, 99); what else is done is recorded beside it."""

    decided_at: Instant
    presumption: bool
    rank: Rank
    reasons: Sealed[WhyNot]


class Extent(StrEnum):
    """How much of what is held is to be said (G 83 c ii); both count as one disclosure."""

    FULL = "FULL"
    LIMITED = "LIMITED"


class Spoken(Personal, label="wording"):
    """What is to be said, word for word, and how the recipient may use it (G 92 a)."""

    text: Words
    use: Words
    support: tuple[Line, ...] = ()


class WhyEnough(Personal, label="reasons"):
    """Why the wording is enough, and no more than is necessary."""

    text: Words
    against_advice: Words | None = None


class WordingProposed(Event, type="decisions.wording.proposed.v1", public=False, occurred="proposed_at"):
    """For one recipient; `hash` stands for it wherever it is spoken of."""

    wording: Key
    recipient: Key
    hash: Hash
    extent: Extent
    proposed_at: Instant
    spoken: Sealed[Spoken]
    reasons: Sealed[WhyEnough]


class AuthoritySought(
    Event, type="decisions.disclosure.authority_sought.v1", public=False, occurred="sought_at"
):
    """The supervisor asks an Inspector (G 91)."""

    wordings: tuple[Key, ...] = Field(min_length=1)
    sought_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


class DisclosureAuthorised(
    Event, type="decisions.disclosure.authorised.v1", material=True, public=False, occurred="authorised_at"
):
    """This wording, this recipient, these children (G 91, 92 a). The rank is that of the moment."""

    authority: Key
    wording: Key
    hash: Hash
    recipient: Key
    children: tuple[ChildRef, ...] = Field(min_length=1)
    authorised_at: Instant
    rank: Rank
    independent: bool
    """Not managing the subject (R-209), by their own declaration."""
    power: DisclosurePower | None = None
    reasons: Sealed[Reasons]


class DisclosureNotAuthorised(
    Event, type="decisions.disclosure.not_authorised.v1", material=True, public=False, occurred="decided_at"
):
    """What was sought for this recipient is not given; whoever supervises goes on from here (C-40)."""

    wording: Key
    recipient: Key
    decided_at: Instant
    rank: Rank
    reasons: Sealed[Reasons]


EVENTS: tuple[type[Event], ...] = (
    ConnectionAssessed,
    RecipientSelected,
    RecipientWithdrawn,
    RecipientIdentityVerified,
    PriorKnowledgeAssessed,
    RecipientSuitabilityAssessed,
    SubjectImpactAssessed,
    RepresentationsToBeSought,
    RepresentationsSought,
    RepresentationsDispensed,
    RepresentationsReceived,
    RepresentationsWeighed,
    MappaConsidered,
    MappaMeetingRequested,
    StrategyAgreed,
    MappaOutcomeReceived,
    DataProtectionConsidered,
    OwnerConsent,
    YoungOffendingWeighed,
    YoungSubjectPlanned,
    DisclosureTested,
    NoDisclosureDecided,
    WordingProposed,
    AuthoritySought,
    DisclosureAuthorised,
    DisclosureNotAuthorised,
)
