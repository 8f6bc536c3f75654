"""What officers intend: judgements, and orders that need no judgement. All are gated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.clocks import ClockName
from contracts.codes import (
    Category,
    ConcernGround,
    Delivery,
    ExtensionReason,
    NoConcernStatement,
    NotMet,
)
from contracts.fields import ChildRef
from messaging.decider import Actor
from services.decisions.domain.events import CannotBeTold, Flag, Process


@dataclass(frozen=True, slots=True)
class AcknowledgeFlags:
    """A supervisor looked at what was flagged, and writes why it is acceptable. No flags: all that stand."""

    by: Actor
    flags: frozenset[Flag]
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
