"""What may be asked of intake. Commands of officers carry who acts, as they are at that moment.

Facts tell what has happened and are always recorded. Intentions ask for a step and meet its gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.codes import (
    Advice,
    Channel,
    Consent,
    CorrectionReason,
    Genuineness,
    IdentityCheck,
    IdentityProof,
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
)
from contracts.parts import LinkedCase, Relationships
from contracts.people import (
    Account,
    AnnexANotes,
    ApplicantContact,
    ApplicantDetails,
    Appointment,
    Children,
    IdentityEvidence,
    MeetingRecord,
    RiskDetails,
    SubjectDetails,
)
from messaging.decider import Actor, Message
from services.intake.domain.events import ResponsibleAdult
from services.intake.domain.flags import Flag


@dataclass(frozen=True, slots=True)
class Details:
    """What the applicant gives; each part whole, or None where it is not touched."""

    applicant: ApplicantDetails | None = None
    applicant_contact: ApplicantContact | None = None
    subject: SubjectDetails | None = None
    children: Children | None = None
    account: Account | None = None
    relationships: Relationships | None = None
    social_care_consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things of G 28 or G 40 and 46, and when and in which words it was said.

    `acknowledged`: on a screen, that the applicant confirmed having read it.
    """

    item: InitialItem | MeetingItem
    wording: str
    at: datetime | None = None
    acknowledged: bool = True


@dataclass(frozen=True, slots=True)
class RiskReport:
    """`reported_at` is when a supervisor was told, if one was already (R-062); None: now."""

    ground: RiskGround
    details: RiskDetails
    identified_at: datetime | None = None
    reported_at: datetime | None = None
    children: tuple[str, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)


@dataclass(frozen=True, slots=True)
class ReceiveEnquiry:
    """Initial contact (G 20, 27). No applicant: the caller stays anonymous, which stops nothing (C-19).

    `contacted_at` None: now. `linked` are earlier cases on the same people.
    """

    by: Actor
    channel: Channel
    wording: str
    details: Details
    contacted_at: datetime | None = None
    told: tuple[Item, ...] = ()
    privacy_offered: bool | None = None
    risk: RiskReport | None = None
    linked: tuple[LinkedCase, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkCases:
    """A fact: the blind index found other cases on the same people."""

    linked: tuple[LinkedCase, ...]


@dataclass(frozen=True, slots=True)
class AllocateCase:
    by: Actor
    to: str


@dataclass(frozen=True, slots=True)
class CorrectFact:
    """An intention: a part of what was given, anew and whole. `seen` is the version in which it was read."""

    by: Actor
    why: CorrectionReason
    details: Details
    seen: int
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GiveInitialInformation:
    """A fact: some of the eight things of G 28 were told."""

    by: Actor
    channel: Channel
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class CompleteAnnexAPart1:
    """An intention. `cannot_be_given`: what the applicant was asked for and does not know."""

    by: Actor
    form: str
    cannot_be_given: frozenset[Missing] = frozenset()


@dataclass(frozen=True, slots=True)
class RedirectEnquiry:
    """An intention: it belongs elsewhere (G 13, 24, 25; C-38)."""

    by: Actor
    to: RedirectedTo
    wording: str
    concern_passed_on: bool
    party: str | None = None
    told_at: datetime | None = None
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyIdentity:
    """A fact: proof was seen, or another agency confirmed it (G 40(e), 41)."""

    by: Actor
    proofs: tuple[IdentityProof, ...]
    how: IdentityCheck
    whose: PartyRole = PartyRole.APPLICANT
    agency: str | None = None
    evidence: IdentityEvidence | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordNotVerified:
    """A fact: proof was asked for, and identity is not verified (G 41, 42)."""

    by: Actor
    why: NotVerified
    whose: PartyRole = PartyRole.APPLICANT
    found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GiveWarnings:
    """A fact: warned and told outside a meeting (G 40 a to d, G 46)."""

    by: Actor
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class NameResponsibleAdult:
    """An intention: who accompanies an applicant under 18 (G 58)."""

    by: Actor
    adult: ResponsibleAdult
    lives_with_subject: bool | None = None


@dataclass(frozen=True, slots=True)
class ExcuseResponsibleAdult:
    """An intention: a supervisor lets it go on without one (G 59)."""

    by: Actor
    reasons: str
    social_services_considered: bool
    social_services_told: bool


@dataclass(frozen=True, slots=True)
class ScheduleMeeting:
    """An intention (G 36 to 39). `interviewer` None: whoever arranges it. `reasons`: why remotely."""

    by: Actor
    meeting: str
    kind: MeetingKind
    place: MeetingPlace
    begins_at: datetime
    neutral_place_offered: bool
    appointment: Appointment
    wording: str
    reason: MeetingReason = MeetingReason.NORMAL
    reasons: str | None = None
    interviewer: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class HoldMeeting:
    """A fact: the applicant was seen or spoken to (G 36 to 49)."""

    by: Actor
    meeting: str
    kind: MeetingKind
    place: MeetingPlace
    held_at: datetime
    record: MeetingRecord
    prior_knowledge_asked: bool
    lived_experience_explored: bool
    ongoing_concern: bool
    warnings: tuple[Item, ...] = ()
    reason: MeetingReason = MeetingReason.NORMAL
    prior_knowledge: tuple[KnowledgeSource, ...] = ()
    others_mentioned: bool = False
    advice: tuple[Advice, ...] = ()
    advice_by_letter: bool = False
    responsible_adult_present: bool | None = None


@dataclass(frozen=True, slots=True)
class CompleteAnnexAPart2:
    """An intention (G 50)."""

    by: Actor
    form: str
    recommendation: Recommendation
    genuineness: Genuineness
    notes: AnnexANotes


@dataclass(frozen=True, slots=True)
class TellOfDelay:
    """A fact: the applicant is to hear, or has heard, that the meeting comes later (G 28 f).

    `told_already`: in person or by telephone; otherwise a neutral text goes out.
    """

    by: Actor
    expected_by: date
    channel: Channel
    wording: str
    told_already: bool = False
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class ReportImmediateRisk:
    """A fact, and the one thing that nothing ever blocks (G 28 g, 30)."""

    by: Actor
    report: RiskReport


@dataclass(frozen=True, slots=True)
class AcknowledgeFlags:
    """An intention: a supervisor has looked at what was flagged."""

    by: Actor
    flags: tuple[Flag, ...]
    reasons: str


@dataclass(frozen=True, slots=True)
class Hear:
    """A message of another service that concerns this case."""

    message: Message


@dataclass(frozen=True, slots=True)
class CheckHandOver:
    """A watchdog ran out: was `what` answered? (`record`, or `risk/` and the risk's key.)"""

    what: str


@dataclass(frozen=True, slots=True)
class CheckStep:
    """A limit of a step ran out: was `step` done?"""

    step: str


FACTS: tuple[type, ...] = (
    LinkCases,
    GiveInitialInformation,
    VerifyIdentity,
    RecordNotVerified,
    GiveWarnings,
    HoldMeeting,
    TellOfDelay,
    ReportImmediateRisk,
    Hear,
)
INTENTIONS: tuple[type, ...] = (
    ReceiveEnquiry,
    CorrectFact,
    AllocateCase,
    CompleteAnnexAPart1,
    RedirectEnquiry,
    NameResponsibleAdult,
    ExcuseResponsibleAdult,
    ScheduleMeeting,
    CompleteAnnexAPart2,
    AcknowledgeFlags,
)
