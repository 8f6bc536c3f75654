"""What the other services have said of a case, as far as decisions needs it. Pure; instants are aware, UTC.

Facts come in any order, so each part keeps the instant at which it occurred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from contracts.codes import (
    Answer,
    CredibleRisk,
    Kept,
    NoAnswer,
    PartyRole,
    Source,
)
from contracts.fields import ChildRef, ForceCode, Key
from contracts.parts import About, WhomToRing
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
    ring: WhomToRing | None = None
    """Where to ask by telephone, of a source that did not look or say."""
    days: frozenset[date] = frozenset()
    """On which days what was found occurred, as far as the records say."""
    in_part: bool = False
    """Other searches of the same ask failed: what they would show is not known."""
    records: frozenset[tuple[FindingKind, str]] = frozenset()
    """Of what kind each record is that was found."""
    asked: datetime | None = None
    """When it was asked."""
    of_before: bool = False
    """Another force reported it of who they were before they were put right: it proves nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A source and whom it was asked about; `child` names which."""

    source: Source
    about: PartyRole
    child: ChildRef | None = None
    force: ForceCode | None = None
    """The other force that asked it for us (G 66); None: it was asked here."""

    @property
    def who(self) -> About:
        return About(role=self.about, child=self.child)


def check_key(force: ForceCode | None, check: Key) -> str:
    """Of a check of another force: two forces call theirs alike."""
    return f"{force}:{check}" if force else check


@dataclass(frozen=True, slots=True)
class Ask:
    """When a source was last asked about somebody, and under which key; None: the key was not said."""

    at: datetime
    check: Key | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """How a source stands for somebody by the report of another force; several answers only if it said so.

    `waits`: it was asked there, and had not answered.
    """

    at: datetime
    answers: frozenset[SourceAnswer] = frozenset()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """What counts of one source about one person instead of the answers that were weighed (C-45).

    `kinds` as of an answer. `by_supervisor`: of the rank that may make less of a hit.
    """

    checks: frozenset[Key]
    answer: Answer
    at: datetime
    kinds: frozenset[FindingKind] | None
    by_supervisor: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """A person said whether the records of these checks are of the subject; no checks: of all until then."""

    checks: frozenset[Key]
    is_subject: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Checks:
    """What checks have said. Answers are kept all; which one counts is worked out in `standing`."""

    asks: Mapping[Asked, Ask] = field(default_factory=dict)
    """The last of each."""
    last_round: datetime | None = None
    answers: Mapping[Asked, frozenset[SourceAnswer]] = field(default_factory=dict)
    candidates: Mapping[Key, datetime] = field(default_factory=dict)
    """Check -> when records that may be of the subject were last put before a person."""
    verdicts: frozenset[Verdict] = frozenset()
    settlements: Mapping[Asked, frozenset[Settlement]] = field(default_factory=dict)
    initial_completed: datetime | None = None
    recommends_progress: AsOf[bool] | None = None
    """Whether whoever completed the initial checks would go on with the application (G 28 d)."""
    assessment_started: datetime | None = None
    assessment_completed: AsOf[CredibleRisk] | None = None
    """The last of either kind."""
    intelligence_completed: datetime | None = None
    """Right to Know alone."""
    full_completed: datetime | None = None


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
    spoken_of: frozenset[str] = frozenset()
    """Ids of what was put to them, of which they have said that it went, failed or was stopped."""


@dataclass(frozen=True, slots=True)
class HeldMail:
    """Mail of the case on a topic that another service reads and could not take. `since`: machine time."""

    service: str
    topic: str
    kept: Kept
    since: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    held: datetime | None = None
    not_possible: datetime | None = None
    ongoing_concern: bool = False
    others_mentioned: bool = False
    responsible_adult_absent: bool = False
