"""What the other services have said of a case, as far as decisions needs it. Pure; instants are aware, UTC.

Facts come in any order, so each part keeps the instant at which it occurred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from contracts.codes import (
    Answer,
    CredibleRisk,
    NoAnswer,
    PartyRole,
    Source,
)
from contracts.fields import ChildRef, Key
from contracts.people import FindingKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AsOf(Generic[T]):
    """A value and the instant it speaks of: of two, the later counts; of one instant, the weightier."""

    value: T
    at: datetime
    weight: int = 0


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """One answer to one check. `kinds` is None while the findings cannot be read here."""

    check: Key
    answer: Answer
    at: datetime
    kinds: frozenset[FindingKind] | None = frozenset()
    reason: NoAnswer | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A source and whom it was asked about; `child` names which."""

    source: Source
    about: PartyRole
    child: ChildRef | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A person said whether the records of these checks are of the subject; no checks: of all until then."""

    checks: frozenset[Key]
    is_subject: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Checks:
    """What checks have said. Answers are kept all; which one counts is worked out in `standing`."""

    requested: frozenset[Source] = frozenset()
    answers: Mapping[Asked, frozenset[SourceAnswer]] = field(default_factory=dict)
    pending: Mapping[Key, Asked] = field(default_factory=dict)
    candidates: Mapping[Key, datetime] = field(default_factory=dict)
    """Check -> when records that may be of the subject were last put before a person."""
    settled: frozenset[Settled] = frozenset()
    initial_completed: datetime | None = None
    assessment_started: datetime | None = None
    assessment_completed: AsOf[CredibleRisk] | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What notifications have said. `failed` and `letter` are the last of each."""

    advice: frozenset[str] = frozenset()
    letter_posted: datetime | None = None
    letter_printed: datetime | None = None
    """To be handed over; not yet with the applicant."""
    letter_by_hand: datetime | None = None
    outcome_notified: datetime | None = None
    letter_failed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    held: datetime | None = None
    not_possible: datetime | None = None
    ongoing_concern: bool = False
    others_mentioned: bool = False
    responsible_adult_absent: bool = False
