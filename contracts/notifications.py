"""What notifications says: what left in words, by what means, and what did not."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from contracts.codes import Advice, ClosingText, MessageKind, NotSent, Transport
from contracts.event import Event
from contracts.fields import Instant, Key, MessageId, Reference, WordingVersion
from contracts.unread import HELD


class SafetyAdviceGiven(Event, type="notifications.safety_advice.given.v1", occurred="given_at"):
    """G 48, 76, 99 (b)."""

    advice: tuple[Advice, ...] = Field(min_length=1)
    transport: Transport
    wording: WordingVersion
    given_at: Instant


class ApplicantOutcomeNotified(
    Event, type="notifications.applicant.outcome_notified.v1", occurred="notified_at"
):
    """The applicant has the closing text (G 79, 96, 99); one of two, each always in the same words."""

    kind: ClosingText
    transport: Transport
    wording: WordingVersion
    reference: Reference
    notified_at: Instant


class NonDisclosureLetterIssued(
    Event, type="notifications.non_disclosure_letter.issued.v1", occurred="issued_at"
):
    """The Annex D letter was posted, or printed to be handed over (G 99 d)."""

    letter: Key
    reference: Reference
    dated: date
    wording: WordingVersion
    transport: Transport
    issued_at: Instant


class NonDisclosureLetterHandDelivered(
    Event, type="notifications.non_disclosure_letter.hand_delivered.v1", occurred="delivered_at"
):
    letter: Key
    reference: Reference
    delivered_at: Instant


class MessageSent(Event, type="notifications.message.sent.v1", occurred="sent_at"):
    message: Key
    kind: MessageKind
    transport: Transport
    sent_at: Instant
    because_of: MessageId | None = None


class MessageFailed(Event, type="notifications.message.failed.v1", critical=True, occurred="failed_at"):
    """It was tried and did not go, or nobody knows whether it went: a person looks."""

    message: Key
    kind: MessageKind
    transport: Transport
    why: NotSent
    attempts: int = Field(ge=1)
    failed_at: Instant
    because_of: MessageId | None = None


class MessageBlocked(Event, type="notifications.message.blocked.v1", critical=True, occurred="blocked_at"):
    """It was stopped before any attempt."""

    message: Key
    kind: MessageKind
    why: NotSent
    blocked_at: Instant
    because_of: MessageId | None = None


EVENTS: tuple[type[Event], ...] = (
    SafetyAdviceGiven,
    ApplicantOutcomeNotified,
    NonDisclosureLetterIssued,
    NonDisclosureLetterHandDelivered,
    MessageSent,
    MessageFailed,
    MessageBlocked,
    *HELD,
)
