"""What an outside system replies to one ask, in our words; adapters make these, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from contracts.codes import NoAnswer, Searched
from contracts.people import Address, Finding, Line, PersonName
from contracts.sealed import PersonalPart


class HeldRecord(PersonalPart):
    """A record that a search brought up: of whom it is, and what it says. What is redacted is absent."""

    record: Line
    name: PersonName
    date_of_birth: date | None = None
    other_dates: tuple[date, ...] = ()
    """Dates of birth that were given under other names."""
    addresses: tuple[Address, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The search succeeded, and these are all the records in its scope; only here can "no trace" arise."""

    searched: Searched
    records: tuple[HeldRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class CouldNotLook:
    """The source was down, slow, overloaded or not understood: nothing is known of its scope."""

    reason: NoAnswer


@dataclass(frozen=True, slots=True)
class WouldNotSay:
    """The source would not or may not say."""

    reason: NoAnswer


@dataclass(frozen=True, slots=True)
class InPart:
    """Some of the searches succeeded and brought up these records; of the rest nothing is known, so this is
    never "no trace".
    """

    searched: Searched
    records: tuple[HeldRecord, ...]
    rest: CouldNotLook | WouldNotSay


@dataclass(frozen=True, slots=True)
class Accepted:
    """An agency has taken the question and answers in its own time."""


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """It was not asked: the answer has come meanwhile, or nobody waits for it any more."""


Reply = Found | InPart | CouldNotLook | WouldNotSay | Accepted | NotNeeded


@dataclass(frozen=True, slots=True)
class Replied:
    """A reply, and between which business instants (aware) the source was asked and answered."""

    reply: Reply
    asked_at: datetime
