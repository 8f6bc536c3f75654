"""What stands between a message and the world, and what an officer's order asks for. Rules as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from contracts.calendar import start_of
from contracts.codes import Delivery, MessageKind, NotSent, Transport
from contracts.decisions import ClosingDue, OfficerAlertDue
from contracts.intake import ApplicantDelayNotified, MeetingScheduled
from contracts.people import Means
from messaging.decider import Moment
from messaging.gates import Gate, unmet
from messaging.outcomes import Unmet
from services.notifications.domain import commands as c
from services.notifications.domain import compose, guard, safe_contact
from services.notifications.domain.allow_list import allowed
from services.notifications.domain.state import STOPPED, WITH_US, Case, Outgoing

AHEAD = timedelta(minutes=5)
"""How far a clock may be ahead of ours (C-36)."""


def contact_of(case: Case, one: Outgoing) -> compose.Contact | None:
    """The contact, opened; None for a duty role, or when its box stays closed."""
    sealed = case.contact(one)
    return None if sealed is None else sealed.opened


def latest(one: Outgoing) -> datetime | None:
    """When it is of no use any more."""
    match one.asked:
        case MeetingScheduled(begins_at=begins_at):
            return begins_at
        case ApplicantDelayNotified(expected_by=expected_by):
            return start_of(expected_by + timedelta(days=1))
        case _:
            return None


def way(case: Case, one: Outgoing, now: datetime) -> Transport | None:
    """By what means it goes; None if no means is safe. Its hours are another question."""
    match one.asked:
        case OfficerAlertDue():
            return Transport.PAGER
        case ClosingDue(delivery=delivery):
            return Transport.HAND if delivery is Delivery.HAND else Transport.POST
        case _:
            contact = contact_of(case, one)
            if contact is None:
                return None
            return safe_contact.way(contact, allowed(one.asked).transports, latest(one), now)


def not_before(case: Case, one: Outgoing, transport: Transport, now: datetime) -> datetime:
    """The first safe instant from now on. Post has no hours. Raises UnreadableHours."""
    contact = contact_of(case, one)
    if contact is None or transport not in (Transport.TEXT, Transport.EMAIL):
        return now
    return safe_contact.next_safe(contact.safe.hours, now)


def _readable(case: Case, one: Outgoing, _moment: Moment) -> bool:
    return case.contact(one) is None or contact_of(case, one) is not None


def _address_is_safe(case: Case, one: Outgoing, _moment: Moment) -> bool:
    """The guards on the address were run by decisions: it must still be that one, and post still be safe."""
    contact = contact_of(case, one)
    if contact is None or not isinstance(one.asked, ClosingDue) or one.asked.delivery is Delivery.HAND:
        return True
    given = one.contact.opened if one.contact else None
    same = given is not None and contact.address is not None and contact.address == given.address
    return same and Means.POST in contact.safe.means


def _some_way(case: Case, one: Outgoing, moment: Moment) -> bool:
    return not _readable(case, one, moment) or way(case, one, moment.now) is not None


def _in_time(case: Case, one: Outgoing, moment: Moment) -> bool:
    transport = way(case, one, moment.now)
    if transport is None:
        return True
    try:
        when = not_before(case, one, transport, moment.now)
    except safe_contact.UnreadableHours:
        return False
    end = latest(one)
    return end is None or when < end


def _on_the_list(case: Case, one: Outgoing, moment: Moment) -> bool:
    transport = way(case, one, moment.now)
    if transport is None or not _readable(case, one, moment):
        return True
    rules = allowed(one.asked)
    contact = contact_of(case, one)
    said = guard.passes(compose.parameters(case, one, contact), rules.parameters)
    return transport in rules.transports and said and _nothing_said_outside(contact, transport)


def _nothing_said_outside(contact: compose.Contact | None, transport: Transport) -> bool:
    """On the envelope, or as an address of e-mail, stands where it goes and nothing else."""
    if contact is None or transport in (Transport.TEXT, Transport.PAGER):
        return True
    if transport is Transport.EMAIL:
        return guard.is_email(contact.safe.email)
    outside = {"name": compose.name_of(contact), "address": compose.address_of(contact)}
    return guard.passes(outside, frozenset(outside))


def _one_closing_letter(case: Case, one: Outgoing, _moment: Moment) -> bool:
    others = (other for other in case.of_kind(MessageKind.CLOSING_LETTER) if other.key != one.key)
    return one.kind is not MessageKind.CLOSING_LETTER or all(other.standing in STOPPED for other in others)


SENDING: tuple[Gate[Case, Outgoing], ...] = (
    Gate(
        NotSent.NO_KEY, "our own", ("R-054",), _readable,
        "The contact cannot be opened here: tell the applicant in person or by voice.",
    ),
    Gate(
        NotSent.ADDRESS_NOT_SAFE, "G 99 d", ("R-234", "R-235"), _address_is_safe,
        "The address is not, or no longer, safe to post to: hand the letter over.",
    ),
    Gate(
        NotSent.NO_SAFE_CONTACT, "G 33 b", ("R-054",), _some_way,
        "The applicant gave no safe way by which this can be sent: tell them in person or by voice.",
    ),
    Gate(
        NotSent.OUTSIDE_SAFE_HOURS, "G 33 b", ("R-054",), _in_time,
        "No safe hours are left in which this would be of use, or they cannot be read: "
        "tell the applicant in person or by voice.",
    ),
    Gate(
        NotSent.NOT_ON_THE_ALLOW_LIST, "G 95, 99 d", ("R-223", "R-236", "R-237"), _on_the_list,
        "Something in what varies of this message may not stand there. It cannot be sent.",
    ),
    Gate(
        NotSent.NOT_ON_THE_ALLOW_LIST, "G 99 d", ("R-233",), _one_closing_letter,
        "This case has had its closing letter. There is no second one.",
    ),
)  # fmt: skip
"""Codes are those of `message.blocked`: the first that does not hold is the reason given."""


def in_the_way(case: Case, one: Outgoing, moment: Moment) -> tuple[Unmet, ...]:
    """Everything that keeps this message from leaving now."""
    return unmet(SENDING, case, one, moment)


def _message(case: Case, command: Any, _moment: Moment) -> bool:
    return command.outgoing in case.messages


def _letter(case: Case, command: Any, _moment: Moment) -> bool:
    one = case.messages.get(command.letter)
    return one is not None and one.kind is MessageKind.CLOSING_LETTER


def _ours_to_hand(case: Case, command: Any, moment: Moment) -> bool:
    one = case.messages.get(command.letter)
    return not _letter(case, command, moment) or (
        one is not None and (one.standing in WITH_US or one.standing in STOPPED)
    )


def _printable(case: Case, command: Any, moment: Moment) -> bool:
    one = case.messages.get(command.letter)
    if one is None or not _letter(case, command, moment):
        return True
    contact = contact_of(case, one)
    return contact is not None and guard.passes(
        compose.parameters(case, one, contact), allowed(one.asked).parameters
    )


def _by_voice(case: Case, command: Any, _moment: Moment) -> bool:
    one = case.messages.get(command.outgoing)
    return one is None or one.kind in (MessageKind.APPOINTMENT, MessageKind.DELAY, MessageKind.SAFETY_ADVICE)


def _of_its_message(gate: Gate[Case, Outgoing]) -> Gate[Case, Any]:
    """The same for the message that an order names, if there is such a one."""

    def holds(case: Case, command: Any, moment: Moment) -> bool:
        one = case.messages.get(command.outgoing)
        return one is None or gate.holds(case, one, moment)

    return replace(gate, holds=holds)


def _stopped(case: Case, command: Any, _moment: Moment) -> bool:
    one = case.messages.get(command.outgoing)
    return one is None or one.standing in STOPPED


def _not_ahead(_case: Case, command: Any, moment: Moment) -> bool:
    at: datetime = command.delivered_at if isinstance(command, c.RecordHandDelivery) else command.told_at
    return at <= moment.now + AHEAD


_KNOWN: Gate[Case, Any] = Gate(
    "MESSAGE_UNKNOWN",
    "our own",
    (),
    _message,
    "There is no such message on this case: look at what was sent.",
)
_KNOWN_LETTER: Gate[Case, Any] = Gate(
    "LETTER_UNKNOWN",
    "G 99 d",
    ("R-233",),
    _letter,
    "There is no such letter on this case: look at what was sent.",
)
_NOT_AHEAD: Gate[Case, Any] = Gate(
    "TIME_AHEAD",
    "our own",
    (),
    _not_ahead,
    lambda _case, _command, moment: f"It is {moment.now:%H:%M} UTC now: give when it happened.",
)

GATES: Mapping[type, tuple[Gate[Case, Any], ...]] = {
    c.PrintLetter: (
        _KNOWN_LETTER,
        Gate(
            "LETTER_NOT_TO_HAND", "G 99 d", ("R-235",), _ours_to_hand,
            "This letter goes, or has gone, another way: there is nothing to hand over.",
        ),
        Gate(
            "NOT_ON_THE_ALLOW_LIST", "G 95, 99 d", ("R-223", "R-236"), _printable,
            "Something in what varies of this letter may not stand there, or cannot be opened here.",
        ),
    ),
    c.RecordHandDelivery: (_KNOWN_LETTER, _NOT_AHEAD),
    c.RecordTold: (
        _KNOWN,
        Gate(
            "LETTER_NEEDED", "G 99 d", ("R-233",), _by_voice,
            "This leaves in writing: hand the letter over and record that.",
        ),
        _NOT_AHEAD,
    ),
    c.SendAgain: (
        _KNOWN,
        Gate("NOT_STOPPED", "our own", (), _stopped, "This message is on its way or has gone."),
        *map(_of_its_message, SENDING),
    ),
}  # fmt: skip
"""Facts ask only for what they are about, and that they are not in the future."""
