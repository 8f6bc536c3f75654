"""From the release of a wording to the end of a case of concern: what is intended, and what is reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.codes import PartyRole
from contracts.fields import ChildRef, Key, Reference, StaffId, WordingVersion
from contracts.people import Children, SubjectDetails
from contracts.sealed import Sealed
from messaging.decider import Actor
from services.decisions.domain.events_telling import (
    How,
    ProtectiveAction,
    RiskTool,
    Telling,
    Told,
    Visit,
)

ANY = ""
"""In place of a key: the first that waits for it. Only to weigh what stands between."""


@dataclass(frozen=True, slots=True)
class ReleaseWording:
    """`to`: the officer who will deliver it."""

    by: Actor
    seen: int
    authority: Key
    to: StaffId
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ReportDelivery:
    """Somebody was told. `hash`: of the words as they were spoken; None: in other words, or in none of ours.

    `role`: who they are, where `recipient` is none that was chosen.
    """

    by: Actor
    recipient: Key
    role: PartyRole
    at: datetime
    how: How
    telling: Telling
    identity_checked: bool
    visit: Visit
    officers: tuple[StaffId, ...]
    release: Key | None = None
    hash: str | None = None
    told: frozenset[Told] = frozenset()
    script: WordingVersion | None = None
    left_in_writing: bool = False
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class ReportUrgentDisclosure:
    """`officers`: who told, where it was not whoever reports it."""

    by: Actor
    recipient: Key
    role: PartyRole
    enquiry: Reference
    at: datetime
    visit: Visit
    reasons: str
    officers: tuple[StaffId, ...] = ()


@dataclass(frozen=True, slots=True)
class RatifyUrgent:
    by: Actor
    seen: int
    recipient: Key
    ratified: bool
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ReportUndertakingExplained:
    by: Actor
    recipient: Key
    script: WordingVersion
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportUndertakingSigned:
    by: Actor
    recipient: Key
    at: datetime
    witness: StaffId


@dataclass(frozen=True, slots=True)
class ReportUndertakingNotSigned:
    by: Actor
    recipient: Key
    at: datetime
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class ReconsiderDisclosure:
    """The recipient would not sign: told all the same, or not (G 94)."""

    by: Actor
    seen: int
    recipient: Key
    goes_on: bool
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ReportSubjectInformed:
    by: Actor
    at: datetime
    before_delivery: bool
    in_person: bool
    scheme_explained: bool
    implications_explained: bool
    reasons: str | None = None


@dataclass(frozen=True, slots=True)
class DoNotInformSubject:
    by: Actor
    seen: int
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ConsiderSelfDisclosure:
    by: Actor
    seen: int
    safe: bool
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ReportSelfDisclosure:
    """The subject told the recipient, with no police there; that all was said is confirmed by a delivery."""

    by: Actor
    recipient: Key
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportSelfDisclosureIncomplete:
    by: Actor
    recipient: Key
    at: datetime
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordProtectiveAction:
    by: Actor
    action: ProtectiveAction
    at: datetime
    reasons: str
    children: tuple[ChildRef, ...] = ()
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class RecordSafetyPlan:
    by: Actor
    children: tuple[ChildRef, ...]
    owner: StaffId
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordConcernDiscussed:
    by: Actor
    at: datetime
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordRiskTool:
    by: Actor
    tool: RiskTool
    used: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordNominalEntry:
    by: Actor
    reference: Reference
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseRanOut:
    release: Key


@dataclass(frozen=True, slots=True)
class NobodyRatified:
    """An urgent disclosure waits for an Inspector's word."""

    recipient: Key
    time: int


@dataclass(frozen=True, slots=True)
class OpenLinkedCase:
    """On the case that goes on: the facts come from the one that has ended (C-50)."""

    earlier: str
    because_of: str
    what: str
    came_at: datetime
    policy: str
    subject: Sealed[SubjectDetails] | None = None
    children: Sealed[Children] | None = None


@dataclass(frozen=True, slots=True)
class RecordLinkedCase:
    """On the case that has ended: `other` goes on from this fact."""

    because_of: str
    other: str


INTENDED = ReleaseWording | RatifyUrgent | ReconsiderDisclosure | DoNotInformSubject | ConsiderSelfDisclosure
REPORTED = (
    ReportDelivery
    | ReportUrgentDisclosure
    | ReportUndertakingExplained
    | ReportUndertakingSigned
    | ReportUndertakingNotSigned
    | ReportSubjectInformed
    | ReportSelfDisclosure
    | ReportSelfDisclosureIncomplete
    | RecordProtectiveAction
    | RecordSafetyPlan
    | RecordConcernDiscussed
    | RecordRiskTool
    | RecordNominalEntry
)
CAME_DUE = ReleaseRanOut | NobodyRatified | OpenLinkedCase | RecordLinkedCase
