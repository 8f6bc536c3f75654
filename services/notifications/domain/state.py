"""A case as notifications knows it: what was asked to leave in words, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from contracts.codes import Delivery, MessageKind, NotSent, Transport
from contracts.decisions import ClosingDue, OfficerAlertDue
from contracts.intake import ApplicantDelayNotified, MeetingHeld, MeetingScheduled
from contracts.people import ApplicantContact, Appointment
from contracts.sealed import Sealed
from services.notifications.domain.events import Part

Asked = ClosingDue | OfficerAlertDue | MeetingScheduled | MeetingHeld | ApplicantDelayNotified
"""The facts of other services that ask for words to leave: one kind of message each."""

KIND: Mapping[type[Asked], MessageKind] = {
    ClosingDue: MessageKind.CLOSING_LETTER,
    OfficerAlertDue: MessageKind.OFFICER_ALERT,
    MeetingScheduled: MessageKind.APPOINTMENT,
    MeetingHeld: MessageKind.SAFETY_ADVICE,
    ApplicantDelayNotified: MessageKind.DELAY,
}
KEY: Mapping[MessageKind, str] = {
    MessageKind.CLOSING_LETTER: "closing",
    MessageKind.OFFICER_ALERT: "alert",
    MessageKind.APPOINTMENT: "appointment",
    MessageKind.SAFETY_ADVICE: "advice",
    MessageKind.DELAY: "delay",
}


class Standing(StrEnum):
    ASKED = "ASKED"
    QUEUED = "QUEUED"
    TO_HAND = "TO_HAND"
    PRINTED = "PRINTED"
    SENT = "SENT"
    FAILED = "FAILED"
    BLOCKED = "BLOCKED"
    SUPERSEDED = "SUPERSEDED"


STOPPED = frozenset({Standing.FAILED, Standing.BLOCKED})
WITH_US = frozenset({Standing.TO_HAND, Standing.PRINTED})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message that leaves in words. Instants are aware; `asked` is the fact that asks for it.

    `owner` is the officer who last had it in hand: printed it, handed it over, or had it sent again.
    """

    key: str
    asked: Asked
    because_of: str
    asked_at: datetime
    standing: Standing = Standing.ASKED
    transport: Transport | None = None
    wording: str | None = None
    not_before: datetime | None = None
    round: int = 0
    why: NotSent | None = None
    ended_at: datetime | None = None
    issued: bool = False
    handed_at: datetime | None = None
    owner: str | None = None

    @property
    def kind(self) -> MessageKind:
        return KIND[type(self.asked)]

    @property
    def to_hand(self) -> bool:
        """A letter that decisions wants delivered by hand."""
        return isinstance(self.asked, ClosingDue) and self.asked.delivery is Delivery.HAND

    @property
    def contact(self) -> Sealed[ApplicantContact] | Sealed[Appointment] | None:
        """What the fact itself says of where to send it; None for a duty role."""
        match self.asked:
            case ClosingDue(contact=contact):
                return contact
            case MeetingScheduled(appointment=appointment):
                return appointment
            case MeetingHeld() | ApplicantDelayNotified():
                return self.asked.applicant_contact
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Joined:
    """An officer who said that they take part, and why."""

    officer: str
    at: datetime
    why: Part


@dataclass(frozen=True, slots=True)
class Case:
    """`messages` by key, in the order in which they were asked for; `worked_by`: (officer, role)."""

    case_id: str
    heard: bool = False
    opening: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    messages: Mapping[str, Outgoing] = field(default_factory=lambda: MappingProxyType({}))
    corrected: Sealed[ApplicantContact] | None = None
    corrected_at: datetime | None = None
    worked_by: frozenset[tuple[str, str]] = frozenset()
    joined: tuple[Joined, ...] = ()

    def next_key(self, kind: MessageKind) -> str:
        """`closing-1`, `alert-3`: the same whenever the same journal is folded."""
        return f"{KEY[kind]}-{1 + sum(one.kind is kind for one in self.messages.values())}"

    def of_kind(self, kind: MessageKind) -> Iterable[Outgoing]:
        return (one for one in self.messages.values() if one.kind is kind)

    def newer_contact(self, outgoing: Outgoing) -> Sealed[ApplicantContact] | None:
        """The contact as corrected after this message was asked for, if it was."""
        if self.corrected_at is not None and self.corrected_at > outgoing.asked_at:
            return self.corrected
        return None

    def contact(self, outgoing: Outgoing) -> Sealed[ApplicantContact] | Sealed[Appointment] | None:
        """Where it goes. A duty role has none."""
        return None if outgoing.contact is None else self.newer_contact(outgoing) or outgoing.contact
