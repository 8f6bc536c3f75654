"""What is known of a disclosure: tested, to whom, in which words, by whose authority, and whether told. Pure.

Part of the state of a case (`Case.disclosure`); instants are aware, UTC. Recipients, wordings, authorities
and releases are by their keys, so that each recipient stands for themselves (R-170).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts.codes import PartyRole, Rank
from contracts.fields import ChildRef, Key, PartyId, Reference
from contracts.sealed import Sealed
from services.decisions.domain.events_disclosing import (
    Accuracy,
    DisclosurePower,
    Dispensed,
    Extent,
    MappaAdvice,
    RecipientPerson,
    Spoken,
    SubjectSays,
    TestStage,
)
from services.decisions.domain.events_telling import Departure, RiskTool, Telling, Told


@dataclass(frozen=True, slots=True)
class Undertaking:
    """G 93, 94. `goes_on`: what was decided after the recipient would not sign."""

    explained: datetime | None = None
    signed: datetime | None = None
    not_signed: datetime | None = None
    reconsidered: datetime | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person to be told: chosen, assessed, and told or not."""

    key: Key
    role: PartyRole
    children: frozenset[ChildRef]
    selected_at: datetime
    selected_by: str
    person: Sealed[RecipientPerson] | None = None
    alone: bool = False
    """Under 18, and no responsible adult can be identified (G 59)."""
    verified: datetime | None = None
    """Identity seen by an officer; of the applicant, see `Case.identities`."""
    adult: bool | None = None
    """Whether the proof showed 18 years or more."""
    knowledge: tuple[Accuracy, bool] | None = None
    """What they know already, and whether it is sufficient (G 81)."""
    suitable: bool | None = None
    undertaking: Undertaking = Undertaking()
    withdrawn: datetime | None = None
    told: datetime | None = None
    departures: frozenset[Departure] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    key: Key
    recipient: Key
    hash: str
    extent: Extent
    proposed_at: datetime
    proposed_by: str
    spoken: Sealed[Spoken]
    version: int = 0


@dataclass(frozen=True, slots=True)
class Authority:
    """`suspended`: representations came after it and have not been weighed (C-44).

    `version` is that of the journal entry: news after it was not weighed.
    """

    key: Key
    wording: Key
    hash: str
    recipient: Key
    children: frozenset[ChildRef]
    at: datetime
    by: str
    rank: Rank
    version: int
    suspended: bool = False
    lapsed: bool = False
    """Withdrawn after representations, or its recipient is not to be told any more."""


@dataclass(frozen=True, slots=True)
class Release:
    key: Key
    authority: Key
    hash: str
    recipient: Key
    to: str
    at: datetime
    expires_at: datetime
    used: datetime | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """One telling, as it was reported: perhaps of somebody who was never to be told."""

    recipient: Key
    role: PartyRole
    at: datetime
    telling: Telling
    hash: str | None
    told: frozenset[Told]
    departures: frozenset[Departure]
    alert: Key | None = None
    """That was rung for it, where it was not as authorised."""


@dataclass(frozen=True, slots=True)
class Urgent:
    """Told in an urgent enquiry before any authority (G 49). `ratified` None: nobody has decided yet."""

    recipient: Key
    role: PartyRole
    at: datetime
    by: str
    ratified: bool | None = None
    officers: frozenset[str] = frozenset()
    """Who told, where it was not whoever reported it."""


@dataclass(frozen=True, slots=True)
class Prints:
    """Pages printed for one release, by whom, and how many more than the first were allowed."""

    printed: int = 0
    allowed: int = 0
    by: frozenset[str] = frozenset()
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Representations:
    to_be_sought: datetime | None = None
    """When it was decided that the subject is asked; None again once it is decided that they are not."""
    undecided: bool = False
    """They were asked, and nobody had decided what they might be told."""
    sought: datetime | None = None
    reply_by: datetime | None = None
    received: datetime | None = None
    """The last that came, a refusal to say anything among them."""
    said: tuple[Sealed[SubjectSays], ...] = ()
    dispensed: frozenset[Dispensed] = frozenset()
    weighed: datetime | None = None
    unweighed: bool = False
    """Something came that nobody has weighed yet."""


@dataclass(frozen=True, slots=True)
class Tested:
    """The last three-stage test (G 83)."""

    at: datetime
    version: int
    by: str
    satisfied: frozenset[TestStage]
    presumption: bool
    recipients: frozenset[Key]
    evidence: frozenset[str] = frozenset()
    """Checks that the stages rest on, by `check_key`."""


@dataclass(frozen=True, slots=True)
class Mappa:
    considered: datetime | None = None
    refer: bool = False
    lead_agency: PartyId | None = None
    managers: frozenset[str] = frozenset()
    """Who manages the subject, by all that was said of it."""
    waits: bool = False
    """A referral is open: its meeting has not advised."""
    requested: datetime | None = None
    """Of the last referral."""
    outcome: tuple[MappaAdvice, Reference, datetime] | None = None
    """Advice, reference of the minutes, when they met: of the last meeting, until another has advised."""
    extension: datetime | None = None
    """Until when an extension was proposed for the supervisor to sign (C-03)."""

    @property
    def may_begin(self) -> bool:
        """Whether a decision to refer begins a referral: none is open, nor is it the first, of a meeting that
        has advised already."""
        return not self.waits and (self.outcome is None or self.considered is not None)

    def asks_anew(self, at: datetime) -> bool:
        """Whether a meeting that was asked for then can be the one waited for: since the last met."""
        return not (self.waits and self.outcome is not None and at <= self.outcome[2])


@dataclass(frozen=True, slots=True)
class Disclosure:
    """`decided_none`: decided, though there is a concern, that nobody is told."""

    connection: Mapping[ChildRef, bool] = field(default_factory=dict)
    """Of each child: whether access or connection suffices for a real risk (G 80)."""
    recipients: Mapping[Key, Recipient] = field(default_factory=dict)
    representations: Representations = Representations()
    impact: datetime | None = None
    data_protection: bool | None = None
    power: DisclosurePower | None = None
    """By which it is disclosed, as last considered (G 3)."""
    consents: Mapping[str, bool] = field(default_factory=dict)
    """Of what another agency owns, by check: whether it may be disclosed (G 71)."""
    young_offending: datetime | None = None
    young_subject: datetime | None = None
    mappa: Mappa = Mappa()
    strategy: datetime | None = None
    """When it was agreed with the investigators of a crime (G 22)."""
    tested: Tested | None = None
    decided_none: datetime | None = None
    wordings: Mapping[Key, Wording] = field(default_factory=dict)
    sought: frozenset[Key] = frozenset()
    """Wordings for which authority is sought and not yet decided."""
    seekers: frozenset[str] = frozenset()
    """Officers who sought authority."""
    refused: frozenset[Key] = frozenset()
    """Wordings for which it was not given."""
    authorities: Mapping[Key, Authority] = field(default_factory=dict)
    releases: Mapping[Key, Release] = field(default_factory=dict)
    prints: Mapping[Key, Prints] = field(default_factory=dict)
    """Release -> pages printed for it."""
    deliveries: tuple[Delivery, ...] = ()
    urgent: Mapping[str, Urgent] = field(default_factory=dict)
    """By the recipient's key; told so again, with a number after it."""
    self_disclosed: Mapping[Key, bool | None] = field(default_factory=dict)
    """Whom the subject told alone: None until police have asked, False: not all that matters was said."""
    subject_informed: datetime | None = None
    subject_told_otherwise: tuple[Key, ...] = ()
    """Alerts: in writing, or by halves."""
    subject_not_informed: datetime | None = None
    self_disclosure_safe: bool | None = None
    protective: int = 0
    """How many protective actions were taken (R-265)."""
    safety_plan: frozenset[ChildRef] = frozenset()
    concern_discussed: datetime | None = None
    tools: frozenset[RiskTool] = frozenset()
    nominal_entry: datetime | None = None
