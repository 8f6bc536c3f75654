"""From a concern to the authority to disclose (G 80 to 92): what officers intend, and what they report.

A judgement carries `seen` and may carry `override`, like every other. `EVERY` in place of a recipient or a
wording asks what stands between the case and the step for each that there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.codes import ContactKind, PartyRole
from contracts.fields import ChildRef, ForceCode, Key, PartyId, Reference, StaffId
from contracts.people import Line
from messaging.decider import Actor
from services.decisions.domain.commands.across import DecideHosted, NoteDecision
from services.decisions.domain.events_disclosing import (
    Accuracy,
    Consulted,
    DisclosurePower,
    Dispensed,
    Extent,
    MappaAdvice,
    RecipientPerson,
    StageAnswer,
    YoungFactors,
)

EVERY: Final[Key] = ""


@dataclass(frozen=True, slots=True)
class AssessConnection:
    """G 80. `children` together: who sees the subject otherwise is assessed apart."""

    by: Actor
    children: tuple[ChildRef, ...]
    contact: tuple[ContactKind, ...]
    sufficient: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class SelectRecipient:
    """G 92 b. `person` of anybody but the applicant. `alone`: no responsible adult can be found (G 59)."""

    by: Actor
    recipient: Key
    role: PartyRole
    children: tuple[ChildRef, ...]
    reasons: str
    person: RecipientPerson | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class WithdrawRecipient:
    by: Actor
    recipient: Key
    reasons: str


@dataclass(frozen=True, slots=True)
class AssessPriorKnowledge:
    """G 81."""

    by: Actor
    recipient: Key
    accuracy: Accuracy
    sufficient: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class AssessSuitability:
    """G 90."""

    by: Actor
    recipient: Key
    suitable: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class AssessImpact:
    """On the subject (G 90)."""

    by: Actor
    subject_at_risk: bool
    reasons: str
    mitigation: str | None = None


@dataclass(frozen=True, slots=True)
class SeekRepresentations:
    """The subject is to be asked (G 87, 88e); `reasons` say what they may be told.

    `tells_unknown`: asking means telling what they do not know; `sources_at_risk`: that would endanger one.
    """

    by: Actor
    seen: int
    tells_unknown: bool
    sources_at_risk: bool
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class DispenseRepresentations:
    """The subject is not asked (G 88): each exception with its reasons."""

    by: Actor
    exceptions: Mapping[Dispensed, str]


@dataclass(frozen=True, slots=True)
class WeighRepresentations:
    """`authority_stands`: of an authority that they suspended (C-44)."""

    by: Actor
    seen: int
    reasons: str
    authority_stands: bool | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ConsiderMappa:
    """G 69. `lead_agency` was engaged; `managers` are known to manage the subject."""

    by: Actor
    refer: bool
    reasons: str
    level: int | None = None
    lead_agency: PartyId | None = None
    managers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConsiderDataProtection:
    """G 3, 86. `condition` and `policy_document` of the Data Protection Act 2018."""

    by: Actor
    in_accordance: bool
    condition: Key
    policy_document: Reference
    reasons: str
    power: DisclosurePower | None = None


@dataclass(frozen=True, slots=True)
class WeighYoungOffending:
    """G 60."""

    by: Actor
    factors: YoungFactors


@dataclass(frozen=True, slots=True)
class PlanForYoungSubject:
    """G 62."""

    by: Actor
    consulted: tuple[Consulted, ...]
    inform_guardian: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class ApplyThreeTests:
    """G 83: three stages, each with its reasons and the checks that bear it.

    `on_knowledge`, `against_advice`: why it is so all the same.
    """

    by: Actor
    seen: int
    recipients: tuple[Key, ...]
    stages: tuple[StageAnswer, ...]
    necessary: str
    pressing: str
    proportionate: str
    extent: str | None = None
    on_knowledge: str | None = None
    against_advice: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class DecideNoDisclosure:
    """There is a concern, and nobody is told (G 84, 99)."""

    by: Actor
    seen: int
    reasons: str
    on_presumption: str | None = None
    on_knowledge: str | None = None
    against_advice: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ProposeWording:
    """G 92 a: word for word what one recipient is told, how they may use it, and who supports them."""

    by: Actor
    recipient: Key
    extent: Extent
    text: str
    use: str
    support: tuple[Line, ...]
    reasons: str
    against_advice: str | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class SeekAuthority:
    """Of an Inspector, for these wordings (G 78, 91)."""

    by: Actor
    seen: int
    wordings: tuple[Key, ...]
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class AuthoriseDisclosure:
    """`hash` of the wording that was read; `independent`: they declare not to manage the subject (R-209)."""

    by: Actor
    seen: int
    wording: Key
    hash: str
    independent: bool
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class RefuseAuthority:
    by: Actor
    seen: int
    wording: Key
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class RecordRecipientIdentity:
    """Proof was seen; `adult`: whether it shows 18 years or more (G 42, R-138)."""

    by: Actor
    recipient: Key
    proofs: tuple[Key, ...]
    adult: bool | None = None


@dataclass(frozen=True, slots=True)
class RecordRepresentationsSought:
    """The subject was asked, in person (G 87, 88)."""

    by: Actor
    sought_at: datetime
    reply_by: datetime | None = None
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class RecordRepresentations:
    """They came; without words: asked, the subject has nothing to say."""

    by: Actor
    received_at: datetime
    said: str | None = None


@dataclass(frozen=True, slots=True)
class RecordMeetingRequested:
    """The lead agency was asked for a MAPPA meeting (G 69, 72)."""

    by: Actor
    lead_agency: PartyId
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class RecordStrategy:
    """Agreed with the investigators of a crime that the case brought up (G 22)."""

    by: Actor
    investigation: Reference
    agreed_with: StaffId
    agreed_at: datetime
    strategy: str


@dataclass(frozen=True, slots=True)
class RecordMappaOutcome:
    """The meeting advises so; its minutes stay where they are (P-CS3)."""

    by: Actor
    advice: MappaAdvice
    minutes: Reference
    met_at: datetime
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordOwnerConsent:
    """What the agency that owns it says to disclosing it; or by which power it is disclosed (G 71).

    `force`: another one, which asked it for us.
    """

    by: Actor
    check: Key
    consents: bool
    power: bool
    reasons: str
    force: ForceCode | None = None


AUTHORISING: Final[tuple[type, ...]] = (AuthoriseDisclosure, RefuseAuthority, DecideHosted, NoteDecision)
"""Judgements of whoever may authorise: of nobody who supervises the case (G 91)."""
