"""Folding: what was heard and what we did. Facts of different services come in any order; nothing raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from contracts.codes import MessageKind
from contracts.decisions import ClosingDue, OfficerAlertDue
from contracts.intake import ApplicantDelayNotified, FactCorrected, MeetingHeld, MeetingScheduled
from contracts.notifications import (
    MessageBlocked,
    MessageFailed,
    MessageSent,
    NonDisclosureLetterHandDelivered,
    NonDisclosureLetterIssued,
)
from messaging.decider import Recorded
from services.notifications.domain.events import LetterPrinted, MessageQueued, PartTaken
from services.notifications.domain.state import Asked, Case, Outgoing, Standing
from services.notifications.domain.taking_part import joined, worked


def evolve(case: Case, recorded: Recorded) -> Case:
    """One entry more. What does not concern the state leaves it as it is."""
    if recorded.heard and not case.heard:
        case = replace(case, heard=True, opening=MappingProxyType(dict(recorded.opening)))
    fold = _FOLDS.get(type(recorded.event))
    return worked(_owned(fold(case, recorded), recorded) if fold else case, recorded)


def _owned(case: Case, recorded: Recorded) -> Case:
    """What an officer does with a message makes it theirs."""
    if recorded.heard or not recorded.actor.rank or isinstance(recorded.event, PartTaken):
        return case
    event: Any = recorded.event
    key: str = event.message if hasattr(event, "message") else event.letter
    return _change(case, key, owner=recorded.actor.id)


def asks(event: Asked) -> bool:
    """Whether this fact asks for words to leave: not if the applicant was told already, or wants nothing."""
    if isinstance(event, MeetingHeld | ApplicantDelayNotified):
        return event.applicant_contact is not None
    return True


def outgoing(case: Case, event: Asked, because_of: str, asked_at: Any) -> Outgoing:
    """The message that this fact asks for, as it will stand in the case."""
    made = Outgoing("", event, because_of, asked_at)
    return replace(made, key=case.next_key(made.kind))


def _asked(case: Case, recorded: Recorded) -> Case:
    event: Asked = recorded.event
    if isinstance(event, MeetingScheduled | MeetingHeld):
        case = _supersede_appointments(case, event)
    if not asks(event):
        return case
    return _with(case, outgoing(case, event, recorded.id, recorded.occurred_at))


def _supersede_appointments(case: Case, event: MeetingScheduled | MeetingHeld) -> Case:
    """An invitation that has not gone is out of date once the meeting is held, or another one arranged."""
    for one in tuple(case.of_kind(MessageKind.APPOINTMENT)):
        waits = one.standing in (Standing.ASKED, Standing.QUEUED)
        other = isinstance(event, MeetingScheduled) or (
            isinstance(one.asked, MeetingScheduled) and one.asked.meeting == event.meeting
        )
        if waits and other:
            case = _with(case, replace(one, standing=Standing.SUPERSEDED))
    return case


def _corrected(case: Case, recorded: Recorded) -> Case:
    event: FactCorrected = recorded.event
    later = case.corrected_at is None or event.corrected_at >= case.corrected_at
    if event.applicant_contact is None or not later:
        return case
    return replace(case, corrected=event.applicant_contact, corrected_at=event.corrected_at)


def _queued(case: Case, recorded: Recorded) -> Case:
    event: MessageQueued = recorded.event
    one = case.messages.get(event.message)
    if one is None:
        return case
    return _with(
        case,
        replace(
            one,
            standing=Standing.TO_HAND if one.to_hand else Standing.QUEUED,
            transport=event.transport,
            wording=event.wording,
            not_before=event.not_before,
            round=event.round,
            why=None,
            ended_at=None,
        ),
    )


def _sent(case: Case, recorded: Recorded) -> Case:
    event: MessageSent = recorded.event
    return _change(
        case,
        event.message,
        standing=Standing.SENT,
        transport=event.transport,
        ended_at=event.sent_at,
        why=None,
    )


def _failed(case: Case, recorded: Recorded) -> Case:
    event: MessageFailed = recorded.event
    return _change(case, event.message, standing=Standing.FAILED, why=event.why, ended_at=event.failed_at)


def _blocked(case: Case, recorded: Recorded) -> Case:
    event: MessageBlocked = recorded.event
    return _change(case, event.message, standing=Standing.BLOCKED, why=event.why, ended_at=event.blocked_at)


def _printed(case: Case, recorded: Recorded) -> Case:
    return _change(case, recorded.event.letter, standing=Standing.PRINTED)


def _issued(case: Case, recorded: Recorded) -> Case:
    event: NonDisclosureLetterIssued = recorded.event
    return _change(case, event.letter, issued=True, wording=event.wording)


def _handed(case: Case, recorded: Recorded) -> Case:
    event: NonDisclosureLetterHandDelivered = recorded.event
    return _change(case, event.letter, handed_at=event.delivered_at)


def _change(case: Case, key: str, **changes: Any) -> Case:
    one = case.messages.get(key)
    return case if one is None else _with(case, replace(one, **changes))


def _with(case: Case, one: Outgoing) -> Case:
    return replace(case, messages=MappingProxyType({**case.messages, one.key: one}))


_FOLDS: Mapping[type[Any], Callable[[Case, Recorded], Case]] = {
    ClosingDue: _asked,
    OfficerAlertDue: _asked,
    MeetingScheduled: _asked,
    MeetingHeld: _asked,
    ApplicantDelayNotified: _asked,
    FactCorrected: _corrected,
    MessageQueued: _queued,
    MessageSent: _sent,
    MessageFailed: _failed,
    MessageBlocked: _blocked,
    LetterPrinted: _printed,
    NonDisclosureLetterIssued: _issued,
    NonDisclosureLetterHandDelivered: _handed,
    PartTaken: joined,
}
