"""What happened, came due or ran out: recorded always, never refused for what should have come before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.clocks import ClockName
from contracts.codes import (
    RecordSystem,
    RiskGround,
    SafeguardingAction,
)
from contracts.fields import ChildRef, Key, Reference
from messaging.decider import Actor, Message
from services.decisions.domain.events import Addressed, Consideration


@dataclass(frozen=True, slots=True)
class Hear:
    """A fact that another service reports."""

    message: Message


@dataclass(frozen=True, slots=True)
class HearForce:
    """What another force's decisions service says."""

    message: Message


@dataclass(frozen=True, slots=True)
class HearReceipt:
    """What a message of ours came to with another force."""

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
class NobodyAddressed:
    """A safeguarding issue, or an immediate risk, is open, and whoever was rung for it has been."""

    issue: Key
    time: int


@dataclass(frozen=True, slots=True)
class StillLate:
    """A limit that passed at `due` has been taken, and what it limits is not done."""

    clock: ClockName
    due: datetime
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
class ReportCrimeAlleged:
    """A crime is alleged (G 22). `allegation`: its key in this case."""

    by: Actor
    allegation: Key
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordCrime:
    """Its crime report exists, under this number of the force's own system."""

    by: Actor
    allegation: Key
    reference: Reference
    at: datetime


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
class RecordWithdrawal:
    """The applicant asks no longer, and how that is known (C-43)."""

    by: Actor
    reasons: str
