"""What decisions can be asked or told. Intentions are gated; facts are recorded and never refused.

Officers' commands carry `by`, as that officer was at the time. Judgements carry `seen`, the version that the
officer had before them, and may carry `override`, the written reason for which the rank that may passes a
condition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.clocks import ClockName
from contracts.codes import (
    Category,
    ConcernGround,
    Delivery,
    ExtensionReason,
    NoConcernStatement,
    NotMet,
    RecordSystem,
    RiskGround,
    SafeguardingAction,
)
from contracts.fields import ChildRef, Key, Reference
from messaging.decider import Actor, Message
from services.decisions.domain.events import Addressed, CannotBeTold, Consideration, Flag, Process


@dataclass(frozen=True, slots=True)
class Hear:
    """A fact that another service reports."""

    message: Message


@dataclass(frozen=True, slots=True)
class ClockRanOut:
    """A target or a limit has come. `due` is its last instant in time: a limit that moved has another."""

    clock: ClockName
    limit: bool
    due: datetime
    alert: Key | None = None


@dataclass(frozen=True, slots=True)
class NobodyAnswered:
    """An alert was not taken in the time of its step: the next is rung."""

    alert: Key
    level: int


@dataclass(frozen=True, slots=True)
class NobodySupervises:
    """The case has come to the point where it must have a supervisor."""

    time: int


@dataclass(frozen=True, slots=True)
class NothingHappens:
    """Nothing was done on the case since the London day `since`, for as long as the profile allows."""

    since: date


@dataclass(frozen=True, slots=True)
class ClosingSlotCame:
    slot: datetime


@dataclass(frozen=True, slots=True)
class LetterNotTakenUp:
    """The closing letter was handed to notifications, who have not spoken since."""

    slot: datetime


@dataclass(frozen=True, slots=True)
class ReportImmediateRisk:
    """A child may be harmed now or soon: `children` as far as known (G 28 g)."""

    by: Actor
    risk_id: Key
    ground: RiskGround
    risk: str
    children: tuple[ChildRef, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)
    done_words: str | None = None


@dataclass(frozen=True, slots=True)
class AcknowledgeAlert:
    by: Actor
    alert: Key


@dataclass(frozen=True, slots=True)
class RecordForceReference:
    """The formal report on the force's own system was created, under this number (G 35)."""

    by: Actor
    system: RecordSystem
    reference: Reference


@dataclass(frozen=True, slots=True)
class RaiseSafeguardingIssue:
    by: Actor
    issue: Key
    what: str
    children: tuple[ChildRef, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolveSafeguardingIssue:
    by: Actor
    issue: Key
    how: Addressed
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordConsideration:
    by: Actor
    what: Consideration
    acted: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class ExplainOverdue:
    """Why a limit was passed."""

    by: Actor
    clock: ClockName
    reasons: str


@dataclass(frozen=True, slots=True)
class AcknowledgeFlags:
    """A supervisor looked at what was flagged, and writes why it is acceptable. No flags: all that stand."""

    by: Actor
    flags: frozenset[Flag]
    reasons: str


@dataclass(frozen=True, slots=True)
class RecordWithdrawal:
    """The applicant asks no longer, and how that is known (C-43)."""

    by: Actor
    reasons: str


@dataclass(frozen=True, slots=True)
class AssignSupervisor:
    """`supervisor` as they are now: rank and competences count (G 34). `covering`: for the time being."""

    by: Actor
    supervisor: Actor
    covering: bool = False
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Go on with the application (G 33 a), having considered which process fits best (G 11)."""

    by: Actor
    seen: int
    reasons: str
    considered: tuple[Process, ...]
    selected: Process = Process.CSODS
    override: str | None = None


@dataclass(frozen=True, slots=True)
class DoNotProgress:
    by: Actor
    seen: int
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class GoOnWithoutMeeting:
    """There can be no follow-up contact, and why (C-19, C-34)."""

    by: Actor
    seen: int
    why: NotMet
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Categorise:
    """Concern or no concern (G 72 to 78). `credible_risk`: whether one exists, in the officer's words."""

    by: Actor
    seen: int
    category: Category
    reasons: str
    credible_risk: str
    grounds: frozenset[ConcernGround] = frozenset()
    line_of_risk: str | None = None
    children: tuple[ChildRef, ...] = ()
    statements: frozenset[NoConcernStatement] = frozenset()
    override: str | None = None


@dataclass(frozen=True, slots=True)
class FindOutsideScheme:
    """No contact and no likelihood of any (G 79)."""

    by: Actor
    seen: int
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class ConfirmDecision:
    """What came since the decision has been weighed: it still stands."""

    by: Actor
    seen: int
    reasons: str
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    """`until`: a London day, by its last instant (G 104)."""

    by: Actor
    clock: ClockName
    until: datetime
    reason: ExtensionReason
    required: bool
    justified: bool
    reasons: str


@dataclass(frozen=True, slots=True)
class ChooseDelivery:
    by: Actor
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class DecideNotToTell:
    """The applicant can be given neither letter nor advice, for one of five reasons (C-31)."""

    by: Actor
    why: CannotBeTold
    reasons: str
    attempts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MakeFinalEntry:
    """G 100: the request, the outcome, and, from the record, the details of all parties."""

    by: Actor
    seen: int
    request: str
    outcome: str
    protective_action: bool = False
    override: str | None = None


@dataclass(frozen=True, slots=True)
class Finalise:
    by: Actor
    seen: int
    override: str | None = None


@dataclass(frozen=True, slots=True)
class CloseCase:
    """The end of a case that was not categorised: not progressed, outside, redirected or withdrawn."""

    by: Actor
    seen: int
    reasons: str
    override: str | None = None


FromMessages = Hear
FromClocks = (
    ClockRanOut | NobodyAnswered | NobodySupervises | NothingHappens | ClosingSlotCame | LetterNotTakenUp
)
Reports = (
    ReportImmediateRisk
    | AcknowledgeAlert
    | RecordForceReference
    | RaiseSafeguardingIssue
    | ResolveSafeguardingIssue
    | RecordConsideration
    | ExplainOverdue
    | RecordWithdrawal
)
Judgement = (
    Progress
    | DoNotProgress
    | GoOnWithoutMeeting
    | Categorise
    | FindOutsideScheme
    | ConfirmDecision
    | MakeFinalEntry
    | Finalise
    | CloseCase
)
Intention = Judgement | AcknowledgeFlags | AssignSupervisor | Extend | ChooseDelivery | DecideNotToTell
Command = FromMessages | FromClocks | Reports | Intention

FACTS: Final[tuple[type, ...]] = (Hear, *FromClocks.__args__, *Reports.__args__)
"""What happened, or ran out: always recorded, whatever should have come before it."""
JUDGEMENTS: Final[tuple[type, ...]] = Judgement.__args__
INTENTIONS: Final[tuple[type, ...]] = (
    *JUDGEMENTS,
    AcknowledgeFlags,
    AssignSupervisor,
    Extend,
    ChooseDelivery,
    DecideNotToTell,
)
