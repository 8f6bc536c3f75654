"""What notifications can be asked to do. The first six are what a message from another service comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.codes import NotSent, Transport
from messaging.decider import Actor, Message
from services.notifications.domain.events import Part


@dataclass(frozen=True, slots=True)
class SendClosing:
    message: Message


@dataclass(frozen=True, slots=True)
class AlertDutyRole:
    message: Message


@dataclass(frozen=True, slots=True)
class InviteApplicant:
    message: Message


@dataclass(frozen=True, slots=True)
class GiveAdvice:
    message: Message


@dataclass(frozen=True, slots=True)
class TellOfDelay:
    message: Message


@dataclass(frozen=True, slots=True)
class NoteCorrection:
    """A safe contact may have changed: what has not gone yet keeps to the new one."""

    message: Message


@dataclass(frozen=True, slots=True)
class RecordSent:
    """The transport took it."""

    outgoing: str
    transport: Transport


@dataclass(frozen=True, slots=True)
class RecordFailed:
    """It did not go, or nobody knows whether it went."""

    outgoing: str
    transport: Transport
    why: NotSent
    attempts: int


@dataclass(frozen=True, slots=True)
class Reconsider:
    """It was due, but its way out is shut now, or no longer the same. `round`: of that queueing."""

    outgoing: str
    round: int


@dataclass(frozen=True, slots=True)
class RemindToHandOver:
    """A letter lies here that should have been handed over."""

    outgoing: str


@dataclass(frozen=True, slots=True)
class PrintLetter:
    by: Actor
    letter: str


@dataclass(frozen=True, slots=True)
class RecordHandDelivery:
    """A fact: the applicant has the letter in hand since `delivered_at` (aware)."""

    by: Actor
    letter: str
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class RecordTold:
    """A fact: the applicant was told in person or by voice, because it could not be sent safely."""

    by: Actor
    outgoing: str
    transport: Transport
    told_at: datetime


@dataclass(frozen=True, slots=True)
class SendAgain:
    by: Actor
    outgoing: str


@dataclass(frozen=True, slots=True)
class TakePart:
    """A fact: this officer works on the case too, beside whoever has it (A9)."""

    by: Actor
    why: Part


Command = (
    SendClosing
    | AlertDutyRole
    | InviteApplicant
    | GiveAdvice
    | TellOfDelay
    | NoteCorrection
    | RecordSent
    | RecordFailed
    | Reconsider
    | RemindToHandOver
    | PrintLetter
    | RecordHandDelivery
    | RecordTold
    | SendAgain
    | TakePart
)
