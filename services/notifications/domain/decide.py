"""Deciding: what leaves, what waits for safe hours, what is stopped, and what is recorded of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from contracts.codes import Advice, ClosingText, NotSent, Transport
from contracts.decisions import ClosingDue
from contracts.intake import MeetingHeld
from contracts.notifications import (
    ApplicantOutcomeNotified,
    MessageBlocked,
    MessageFailed,
    MessageSent,
    NonDisclosureLetterHandDelivered,
    NonDisclosureLetterIssued,
    SafetyAdviceGiven,
)
from contracts.texts import latest
from messaging.decider import Decider, Message, Moment
from messaging.gates import unmet
from messaging.outcomes import HEARD, Decided, Outcome, Refusal, Task, Unmet
from services.notifications.domain import commands as c
from services.notifications.domain import safe_contact, taking_part
from services.notifications.domain.allow_list import ENCLOSED, allowed
from services.notifications.domain.compose import newest_wording
from services.notifications.domain.due import could_not_be_sent, due, lies_here, needs_explaining
from services.notifications.domain.events import LetterPrinted, MessageQueued
from services.notifications.domain.evolve import asks, evolve, outgoing
from services.notifications.domain.gates import GATES, contact_of, in_the_way, not_before, way
from services.notifications.domain.state import WITH_US, Case, Outgoing, Standing

FAILED_WORDS: Mapping[NotSent, str] = {
    NotSent.TRANSPORT_DOWN: "The transport did not answer: send it again, or tell the applicant otherwise.",
    NotSent.RESULT_NOT_KNOWN: "Nobody knows whether it went: look before it is sent again.",
    NotSent.RETURNED: "The transport would not take it: look at the contact; tell the applicant otherwise.",
}


def decide(case: Case, command: c.Command, moment: Moment) -> Outcome:
    """One command against the case as it stands."""
    if missing := unmet(GATES.get(type(command), ()), case, command, moment):
        return Refusal(missing)
    return _DECISIONS[type(command)](case, command, moment)


def _hear(case: Case, command: Any, moment: Moment) -> Outcome:
    message: Message = command.message
    event = message.event
    said: tuple[object, ...] = (HEARD, *_said_at_meeting(event))
    if not asks(event):
        return Decided(said)
    one = outgoing(case, event, message.id, message.occurred_at)
    events, tasks = _queue(case, one, moment)
    return Decided((*said, *events), tasks)


def _said_at_meeting(event: object) -> tuple[object, ...]:
    """Advice that the officer gave there and then (G 36 c, 48)."""
    if not isinstance(event, MeetingHeld) or not event.advice:
        return ()
    wording = latest(ENCLOSED).wording
    return (
        SafetyAdviceGiven(
            advice=event.advice, transport=Transport.HAND, wording=wording, given_at=event.held_at
        ),
    )


def _note_correction(_case: Case, command: c.NoteCorrection, _moment: Moment) -> Outcome:
    changed = command.message.event.applicant_contact is not None
    return Decided((HEARD,) if changed else ())


def _queue(case: Case, one: Outgoing, moment: Moment) -> tuple[tuple[object, ...], tuple[Task, ...]]:
    """Queued for its safe instant, or stopped with an alarm."""
    stopped = in_the_way(case, one, moment)
    transport = way(case, one, moment.now)
    if stopped or transport is None:
        return _blocked(one, moment.now, stopped)
    queued = MessageQueued(
        message=one.key,
        kind=one.kind,
        transport=transport,
        wording=newest_wording(one),
        not_before=not_before(case, one, transport, moment.now),
        round=one.round + 1,
    )
    contact = contact_of(case, one)
    explain = one.round == 0 and contact is not None and safe_contact.wants_more(contact)
    return (queued,), ((needs_explaining(one),) if explain else ())


def _blocked(
    one: Outgoing, now: datetime, why: tuple[Unmet, ...]
) -> tuple[tuple[object, ...], tuple[Task, ...]]:
    reason = NotSent(why[0].code) if why else NotSent.NO_SAFE_CONTACT
    event = MessageBlocked(
        message=one.key, kind=one.kind, why=reason, blocked_at=now, because_of=one.because_of
    )
    return (event,), (could_not_be_sent(one, why),)


def _sent(case: Case, command: c.RecordSent, moment: Moment) -> Outcome:
    one = case.messages.get(command.outgoing)
    if one is None or one.standing is Standing.SENT:
        return Decided()
    return Decided((_gone(one, command.transport, moment.now), *_told(one, command.transport, moment.now)))


def _gone(one: Outgoing, transport: Transport, at: datetime) -> MessageSent:
    return MessageSent(
        message=one.key, kind=one.kind, transport=transport, sent_at=at, because_of=one.because_of
    )


def _told(one: Outgoing, transport: Transport, at: datetime) -> tuple[object, ...]:
    """What the applicant has been told or given by it, for the gates of finalising (R-182, R-233)."""
    told: list[object] = []
    asked = one.asked
    wording = one.wording or newest_wording(one)
    if isinstance(asked, ClosingDue):
        told += _issued(one, transport, at)
        told.append(
            ApplicantOutcomeNotified(
                kind=asked.kind,
                transport=transport,
                wording=wording,
                reference=asked.reference,
                notified_at=at,
            )
        )
    if advice := allowed(asked).advice:
        told.append(_advice(advice, transport, at))
    return tuple(told)


def _advice(advice: tuple[Advice, ...], transport: Transport, at: datetime) -> SafetyAdviceGiven:
    return SafetyAdviceGiven(
        advice=advice, transport=transport, wording=latest(ENCLOSED).wording, given_at=at
    )


def _issued(one: Outgoing, transport: Transport, at: datetime) -> tuple[object, ...]:
    """The non-disclosure letter, once (Annex D); a letter of another kind is not one."""
    asked = one.asked
    annex_d = isinstance(asked, ClosingDue) and asked.kind is ClosingText.NO_INFORMATION_FOR_YOU
    if one.issued or not annex_d or not isinstance(asked, ClosingDue):
        return ()
    return (
        NonDisclosureLetterIssued(
            letter=one.key,
            reference=asked.reference,
            dated=asked.closing_date,
            wording=one.wording or newest_wording(one),
            transport=transport,
            issued_at=at,
        ),
    )


def _failed(case: Case, command: c.RecordFailed, moment: Moment) -> Outcome:
    one = case.messages.get(command.outgoing)
    if one is None or one.standing is not Standing.QUEUED:
        return Decided()
    event = MessageFailed(
        message=one.key,
        kind=one.kind,
        transport=command.transport,
        why=command.why,
        attempts=command.attempts,
        failed_at=moment.now,
        because_of=one.because_of,
    )
    words = FAILED_WORDS.get(command.why, "Look at the message.")
    return Decided((event,), (could_not_be_sent(one, (Unmet(command.why, words, "our own"),)),))


def _reconsider(case: Case, command: c.Reconsider, moment: Moment) -> Outcome:
    one = case.messages.get(command.outgoing)
    if one is None or one.standing is not Standing.QUEUED or one.round != command.round:
        return Decided()
    return Decided(*_queue(case, one, moment))


def _remind(case: Case, command: c.RemindToHandOver, _moment: Moment) -> Outcome:
    one = case.messages.get(command.outgoing)
    if one is None or one.standing not in WITH_US:
        return Decided()
    return Decided((), (lies_here(one),))


def _print(case: Case, command: c.PrintLetter, moment: Moment) -> Outcome:
    one = case.messages[command.letter]
    printed = LetterPrinted(letter=one.key, printed_at=moment.now)
    return Decided((printed, *_issued(one, Transport.HAND, moment.now)))


def _handed(case: Case, command: c.RecordHandDelivery, _moment: Moment) -> Outcome:
    one = case.messages[command.letter]
    if one.handed_at is not None or not isinstance(one.asked, ClosingDue):
        return Decided()
    at = command.delivered_at
    told = _told(one, Transport.HAND, at)
    issued = tuple(event for event in told if isinstance(event, NonDisclosureLetterIssued))
    rest = tuple(event for event in told if event not in issued)
    gone = () if one.standing is Standing.SENT else (_gone(one, Transport.HAND, at),)
    return Decided((*issued, *_delivered(one, at), *gone, *rest))


def _delivered(one: Outgoing, at: datetime) -> tuple[object, ...]:
    asked = one.asked
    if not isinstance(asked, ClosingDue) or asked.kind is not ClosingText.NO_INFORMATION_FOR_YOU:
        return ()
    return (NonDisclosureLetterHandDelivered(letter=one.key, reference=asked.reference, delivered_at=at),)


def _told_in_person(case: Case, command: c.RecordTold, _moment: Moment) -> Outcome:
    one = case.messages[command.outgoing]
    if one.standing is Standing.SENT:
        return Decided()
    gone = _gone(one, command.transport, command.told_at)
    return Decided((gone, *_told(one, command.transport, command.told_at)))


def _send_again(case: Case, command: c.SendAgain, moment: Moment) -> Outcome:
    return Decided(*_queue(case, case.messages[command.outgoing], moment))


_DECISIONS: Mapping[type, Callable[[Case, Any, Moment], Outcome]] = {
    c.SendClosing: _hear,
    c.AlertDutyRole: _hear,
    c.InviteApplicant: _hear,
    c.GiveAdvice: _hear,
    c.TellOfDelay: _hear,
    c.NoteCorrection: _note_correction,
    c.RecordSent: _sent,
    c.RecordFailed: _failed,
    c.Reconsider: _reconsider,
    c.RemindToHandOver: _remind,
    c.PrintLetter: _print,
    c.RecordHandDelivery: _handed,
    c.RecordTold: _told_in_person,
    c.SendAgain: _send_again,
    c.TakePart: taking_part.take,
}

DECIDER: Decider[Case] = Decider(
    initial=Case,
    evolve=evolve,
    decide=decide,
    opened=lambda case: case.heard,
    due=due,
    opening=lambda case: case.opening,
)
