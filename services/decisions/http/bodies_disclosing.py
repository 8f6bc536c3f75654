"""What the routes towards a disclosure take (G 80 to 92)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.codes import ContactKind, PartyRole
from contracts.fields import ChildRef, ForceCode, Key, PartyId, Reference, StaffId
from contracts.people import Line
from services.decisions.domain.events_disclosing import (
    Accuracy,
    Consulted,
    DisclosurePower,
    Dispensed,
    Extent,
    Hash,
    MappaAdvice,
    RecipientPerson,
    TestStage,
    YoungFactors,
)
from services.decisions.http.bodies import Body, Judged, Words

SomeChildren = Annotated[tuple[ChildRef, ...], Field(min_length=1)]


class ConnectionBody(Body):
    children: SomeChildren
    contact: tuple[ContactKind, ...] = ()
    sufficient: bool
    reasons: Words


class RecipientBody(Body):
    """`person` of anybody but the applicant; `alone`: no responsible adult can be found (G 59)."""

    recipient: Key
    role: Literal[PartyRole.APPLICANT, PartyRole.RESPONSIBLE_ADULT, PartyRole.RECIPIENT]
    children: SomeChildren
    person: RecipientPerson | None = None
    alone: bool = False
    reasons: Words


class RecipientWithdrawalBody(Body):
    recipient: Key
    reasons: Words


class RecipientIdentityBody(Body):
    """`adult`: whether the proof shows 18 years or more."""

    recipient: Key
    proofs: tuple[Key, ...] = Field(min_length=1)
    adult: bool | None = None


class KnowledgeBody(Body):
    recipient: Key
    accuracy: Accuracy
    sufficient: bool
    reasons: Words


class SuitabilityBody(Body):
    recipient: Key
    suitable: bool
    reasons: Words


class ImpactBody(Body):
    subject_at_risk: bool
    reasons: Words
    mitigation: Words | None = None


class RepresentationsSeekingBody(Judged):
    """Whether asking means telling the subject what they do not know, and whether sources would be at risk if
    they knew it; `reasons` say what they may be told."""

    tells_unknown: bool
    sources_at_risk: bool
    reasons: Words


class RepresentationsSoughtBody(Body):
    sought_at: AwareDatetime
    reply_by: AwareDatetime | None = None
    reasons: Words | None = None


class RepresentationsNoneBody(Body):
    """Each exception of G 88 that applies, with its reasons."""

    exceptions: dict[Dispensed, Words] = Field(min_length=1)


class RepresentationsBody(Body):
    """Without `said`: the subject has nothing to say."""

    received_at: AwareDatetime
    said: Annotated[str, Field(min_length=1, max_length=20_000)] | None = None


class RepresentationsWeighedBody(Judged):
    """`authority_stands`: of an authority that they suspended."""

    authority_stands: bool | None = None
    reasons: Words


class MappaBody(Body):
    refer: bool
    level: Annotated[int, Field(ge=1, le=3)] | None = None
    lead_agency: PartyId | None = None
    managers: frozenset[StaffId] = frozenset()
    reasons: Words


class MappaRequestBody(Body):
    lead_agency: PartyId
    requested_at: AwareDatetime


class MappaOutcomeBody(Body):
    """Where the minutes are, never what stands in them."""

    advice: MappaAdvice
    minutes: Reference
    met_at: AwareDatetime
    reasons: Words


class StrategyBody(Body):
    """`strategy`: what is said to whom, and when; the constraints on both sides."""

    investigation: Reference
    agreed_with: StaffId
    agreed_at: AwareDatetime
    strategy: Words


class DataProtectionBody(Body):
    in_accordance: bool
    condition: Key
    policy_document: Reference
    power: DisclosurePower | None = None
    reasons: Words


class OwnerConsentBody(Body):
    """`power`: it is disclosed by a legal power, which the reasons name. `force`: another, which asked it."""

    check: Key
    consents: bool
    power: bool = False
    reasons: Words
    force: ForceCode | None = None


class YoungOffendingBody(Body):
    factors: YoungFactors


class YoungSubjectBody(Body):
    consulted: tuple[Consulted, ...] = Field(min_length=1)
    inform_guardian: bool
    reasons: Words


class CheckElsewhereBody(Body):
    """As the case shows it: which force reported it, and its key there."""

    force: ForceCode
    check: Key


class StageBody(Body):
    """`elsewhere`: checks of another force that asked for us (G 66)."""

    stage: TestStage
    satisfied: bool
    evidence: tuple[Key, ...] = ()
    elsewhere: tuple[CheckElsewhereBody, ...] = ()


class ThreeTestsBody(Judged):
    """Each stage once, with the checks that bear it and the reasons for it."""

    recipients: tuple[Key, ...] = ()
    stages: tuple[StageBody, ...] = Field(min_length=3, max_length=3)
    necessary: Words
    pressing: Words
    proportionate: Words
    extent: Words | None = None
    on_knowledge: Words | None = None
    against_advice: Words | None = None


class NoDisclosureBody(Judged):
    reasons: Words
    on_presumption: Words | None = None
    on_knowledge: Words | None = None
    against_advice: Words | None = None


class WordingBody(Body):
    """Word for word; `use`: how it may and may not be used; `reasons`: why it is enough, and no more."""

    recipient: Key
    extent: Extent
    text: Words
    use: Words
    support: tuple[Line, ...] = Field(min_length=1)
    reasons: Words
    against_advice: Words | None = None
    override: Words | None = None


class AuthoritySoughtBody(Judged):
    wordings: tuple[Key, ...] = Field(min_length=1)
    reasons: Words


class AuthorityGivenBody(Judged):
    """`hash` of the wording that was read; `independent`: you have no part in managing the subject."""

    wording: Key
    hash: Hash
    independent: bool
    reasons: Words


class AuthorityRefusedBody(Judged):
    wording: Key
    reasons: Words
