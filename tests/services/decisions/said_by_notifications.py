"""What notifications says, complete but for what a test changes."""

from __future__ import annotations

from datetime import date, datetime

from contracts import notifications
from contracts.codes import (
    Advice,
    MessageKind,
    NotSent,
    Transport,
)
from messaging.decider import Message
from tests.services.decisions.people import (
    SERVICE,
    days,
    said,
)


def advice(at: datetime | None = None, *given: Advice) -> Message:
    at = at or days(5.1)
    event = notifications.SafetyAdviceGiven(
        advice=given or (Advice.KEEPING_CHILDREN_SAFE,),
        transport=Transport.POST,
        wording="advice@1",
        given_at=at,
    )
    return said(event, "notifications", at, actor=SERVICE)


def letter(at: datetime | None = None, transport: Transport = Transport.POST) -> Message:
    at = at or days(25)
    event = notifications.NonDisclosureLetterIssued(
        letter="letter-1",
        reference="CS-TEST",
        dated=date(2026, 6, 25),
        wording="annex-d@1",
        transport=transport,
        issued_at=at,
    )
    return said(event, "notifications", at, actor=SERVICE)


def handed_over(at: datetime | None = None) -> Message:
    at = at or days(26)
    event = notifications.NonDisclosureLetterHandDelivered(
        letter="letter-1", reference="CS-TEST", delivered_at=at
    )
    return said(event, "notifications", at)


def letter_failed(at: datetime | None = None) -> Message:
    at = at or days(25)
    event = notifications.MessageFailed(
        message="letter-1",
        kind=MessageKind.CLOSING_LETTER,
        transport=Transport.POST,
        why=NotSent.RETURNED,
        attempts=1,
        failed_at=at,
    )
    return said(event, "notifications", at, actor=SERVICE)
