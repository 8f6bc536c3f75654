"""Who the applicant is, and the follow-up contact with them (G 36 to 50, 58, 59)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.codes import (
    Advice,
    Channel,
    Genuineness,
    IdentityCheck,
    IdentityProof,
    KnowledgeSource,
    MeetingKind,
    MeetingPlace,
    MeetingReason,
    NotVerified,
    PartyRole,
    Recommendation,
)
from contracts.people import (
    AnnexANotes,
    Appointment,
    IdentityEvidence,
    MeetingRecord,
)
from messaging.decider import Actor
from services.intake.domain.commands.parts import Item
from services.intake.domain.events import ResponsibleAdult


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
