"""What checks knows of one case, folded from its own events and from what other services said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contracts.assessed import BrokenCondition, GradedItem, SubjectFacts
from contracts.codes import (
    Answer,
    Basis,
    Consent,
    IdentityOutcome,
    InitialOutcome,
    NoAnswer,
    PartyRole,
    Source,
    Stage,
)
from contracts.fields import ChildRef, Key
from contracts.parts import About, Relationships, Scope
from contracts.people import ApplicantDetails, Candidate, Children, Finding, Reasons, SubjectDetails
from contracts.sealed import Sealed
from contracts.written import often
from services.checks.domain.events import (
    ConditionRead,
    Danger,
    NamedAdult,
    PossibleCase,
    WeighedRecord,
)

_NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})

Rank = tuple[datetime, int, str]
"""Which of several tellings of one fact holds: the later; of one instant the one further on."""


@cache
def _about(role: PartyRole, child: ChildRef | None) -> About:
    return often(About(role=role, child=child))


class Pair(NamedTuple):
    """One source and one person."""

    source: Source
    role: PartyRole
    child: ChildRef | None = None

    @property
    def about(self) -> About:
        return _about(self.role, self.child)

    @staticmethod
    def of(source: Source, about: About) -> Pair:
        return _pair(source, about.role, about.child)


@cache
def _pair(source: Source, role: PartyRole, child: ChildRef | None) -> Pair:
    """One object for all cases: there are few, and every ask holds one."""
    return Pair(source, role, child)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to one ask. `findings` is empty where the box is closed to us."""

    version: int
    at: datetime
    answer: Answer
    scope: Scope
    reason: NoAnswer | None = None
    count: int = 0
    findings: tuple[Finding, ...] = ()
    in_part: bool = False
    """Other searches of the same ask failed."""

    @property
    def records(self) -> frozenset[str]:
        """Of whom it speaks, by the owner's references."""
        return frozenset(one.record for one in self.findings)


class Ask(NamedTuple):
    """One question to one source about one person, and all that came of it.

    `next_ask_at` is when it is (next) asked; None: not by itself. `due_at`: when an agency should have
    answered.
    """

    check: Key
    stage: Stage
    round: int
    pair: Pair
    begun_at: datetime
    until: datetime
    next_ask_at: datetime | None
    basis: Basis | None = None
    attempts: int = 0
    answers: tuple[Answered, ...] = ()
    failing_since: datetime | None = None
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    overdue: int = 0
    heard_before: int = 0
    """How many answers there were when it was last asked."""
    superseded: bool = False
    candidates: tuple[Candidate, ...] = ()
    weighed: tuple[WeighedRecord, ...] = ()

    @property
    def searched(self) -> bool:
        """Whether the source has searched, to the end, and said what it has."""
        return any(
            one.answer not in (Answer.UNAVAILABLE, Answer.WITHHELD) and not one.in_part
            for one in self.answers
        )

    @property
    def silent(self) -> bool:
        """Whether nothing has come but, before it was last asked, that it could not look."""
        looked = any(one.answer is not Answer.UNAVAILABLE for one in self.answers)
        return not looked and len(self.answers) == self.heard_before

    @property
    def latest(self) -> Answered | None:
        return self.answers[-1] if self.answers else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person made of possible matches. `checks` empty: of all that there were at that moment."""

    version: int
    checks: tuple[Key, ...]
    outcome: IdentityOutcome
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """An immediate risk that somebody identified. `message`: id of the event that says so."""

    risk_id: Key
    message: str
    ours: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Joined:
    """An officer who said that they take part, and why."""

    officer: str
    at: datetime
    reasons: Sealed[Reasons]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement that a person has made; `version` is that of its event."""

    version: int
    at: datetime
    outcome: InitialOutcome | None = None


@dataclass(frozen=True, slots=True)
class ClockStart:
    """From when the clocks count, and by which policy, since intake moved them; `at`: when it did."""

    at: datetime
    counts_from: datetime
    policy: str


class Checks(NamedTuple):
    """One case. `told` holds what intake said of the people, each part with the rank of the telling that
    holds; `wanted_at`: when our own force took on to search for another one; `latest` the ask of each pair
    that was planned last; `dangers` the records that an immediate risk was reported of; `settled` the answer
    of a pair that stands for all up to its version; `in_hand` which officer acted here last; `facts` what was
    last said of the subject; `conditions`, `graded` what a person made of each, by its key; `broken` of what
    a breach was reported.
    `worked_by` whoever recorded something, each in the role of then; `rung` the message that each alert
    answers, and `taken` those that a supervisor has taken on.
    Of other live cases: `concerned` have a person in common with this one, `not_concerned` have not, by a
    person's word; `possible` wait for one.
    """

    case_id: str
    opened_at: datetime | None = None
    opening: Mapping[str, str] = _NOTHING
    clock_start: ClockStart | None = None
    reference: str | None = None
    told: Mapping[str, tuple[Rank, Any]] = _NOTHING
    applied_at: datetime | None = None
    wanted_at: datetime | None = None
    rounds: Mapping[Stage, int] = _NOTHING
    asks: Mapping[Key, Ask] = _NOTHING
    latest: Mapping[Pair, Key] = _NOTHING
    verdicts: tuple[Verdict, ...] = ()
    settled: Mapping[Pair, Answered] = _NOTHING
    consent_dispensed: bool = False
    facts: SubjectFacts | None = None
    conditions: Mapping[Key, ConditionRead] = _NOTHING
    broken: tuple[BrokenCondition, ...] = ()
    breaches: int = 0
    graded: Mapping[Key, GradedItem] = _NOTHING
    adults: tuple[NamedAdult, ...] = ()
    risks: Mapping[str, Risk] = _NOTHING
    alerted: frozenset[str] = frozenset()
    dangers: tuple[Danger, ...] = ()
    initial: Judged | None = None
    recommends: bool | None = None
    progressed_at: datetime | None = None
    not_progressed_at: datetime | None = None
    meeting_at: datetime | None = None
    annex_a_at: datetime | None = None
    no_meeting_at: datetime | None = None
    assessment_started_at: datetime | None = None
    intelligence: Judged | None = None
    assessment: Judged | None = None
    finished_at: datetime | None = None
    concerned: frozenset[str] = frozenset()
    possible: Mapping[str, PossibleCase] = _NOTHING
    not_concerned: frozenset[str] = frozenset()
    in_hand: str | None = None
    worked_by: frozenset[tuple[str, str]] = frozenset()
    supervisor: str | None = None
    cover: str | None = None
    joined: tuple[Joined, ...] = ()
    rung: Mapping[str, str] = _NOTHING
    taken: frozenset[str] = frozenset()
    material: tuple[tuple[int, str], ...] = ()

    @property
    def subject(self) -> SubjectDetails | None:
        told: SubjectDetails | None = self._told("subject")
        return told

    @property
    def applicant(self) -> ApplicantDetails | None:
        told: ApplicantDetails | None = self._told("applicant")
        return told

    @property
    def children(self) -> Children | None:
        told: Children | None = self._told("children")
        return told

    @property
    def relationships(self) -> Relationships | None:
        told: Relationships | None = self._told("relationships")
        return told

    @property
    def consent(self) -> Consent:
        return self._told("social_care_consent") or Consent.NOT_ASKED

    @property
    def stage(self) -> Stage:
        """Of the round that would begin now."""
        return Stage.INITIAL if self.assessment_started_at is None else Stage.FULL

    @property
    def route(self) -> str:
        return self.opening.get("route", "RIGHT_TO_ASK")

    @property
    def policy(self) -> str:
        return self.clock_start.policy if self.clock_start else self.opening.get("policy", "")

    @property
    def counts_from(self) -> datetime | None:
        """When every clock of the case started."""
        return self.clock_start.counts_from if self.clock_start else self.opened_at

    @property
    def heard_from(self) -> bool:
        """Whether any source has said anything of anybody."""
        return bool(self.settled) or any(ask.answers for ask in self.asks.values())

    def current(self, pair: Pair) -> Ask | None:
        """The ask that counts for this pair: the last that was planned."""
        check = self.latest.get(pair)
        return None if check is None else self.asks[check]

    def of_pair(self, pair: Pair) -> tuple[Ask, ...]:
        """All asks of a pair, in the order in which they were planned."""
        return tuple(ask for ask in self.asks.values() if ask.pair == pair)

    def _told(self, part: str) -> Any:
        held = self.told.get(part)
        return held[1] if held else None
