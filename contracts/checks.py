"""What checks says: what was asked of whom, what each source answered, who the subject is, how it adds up.

A source that searched speaks by `check.completed`, one that did not by `check.failed`: two types with no
answer in common, so that "could not look" cannot be read as "nothing found".
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from contracts.codes import (
    Answer,
    Basis,
    CredibleRisk,
    IdentityOutcome,
    InitialOutcome,
    NoAnswer,
    PartyRole,
    Purpose,
    Rank,
    Source,
    Stage,
    Why,
)
from contracts.event import Event, Fact
from contracts.fields import CaseId, Count, Instant, Key, PartyId
from contracts.parts import About, Coverage, Scope, WhomToRing, answer_agrees, reason_agrees
from contracts.people import (
    Candidates,
    Findings,
    IdentityChoice,
    MatchReasons,
    Reasons,
    RiskAssessment,
)
from contracts.risk import ImmediateRiskIdentified
from contracts.sealed import Sealed
from contracts.unread import HELD
from contracts.weighed import BreachSuspected, FactsEstablished, IntelligenceGraded

SearchAnswer = Literal[Answer.HIT, Answer.NO_TRACE, Answer.AMBIGUOUS]
NoSearchAnswer = Literal[Answer.UNAVAILABLE, Answer.WITHHELD]


class Ask(Fact):
    """One source to be asked about one person, under this key; an agency on this footing (R-119)."""

    check: Key
    source: Source
    about: About
    basis: Basis | None = None


class ChecksRequested(Event, type="checks.checks.requested.v1", occurred="requested_at"):
    """A round of checks has begun: these sources, about these people (G 29, 51)."""

    stage: Stage
    round: int = Field(ge=1)
    """First of the stage: 1; a re-run counts on."""
    why: Why
    requested_at: Instant
    due_at: Instant | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    about: tuple[About, ...] = Field(min_length=1)
    asks: tuple[Ask, ...] = ()
    """Who is asked about whom; empty: not said, so that every source may be asked about everybody."""
    until: Instant | None = None
    """From then on no source is asked again without a person."""


class CheckCompleted(Event, type="checks.check.completed.v1", material=True, occurred="answered_at"):
    """One source searched, and this is what it has about one person in that scope."""

    check: Key
    stage: Stage
    source: Source
    about: About
    answer: SearchAnswer
    scope: Scope
    count: Count
    """Records found; more than one does not make it a HIT."""
    findings: Sealed[Findings] | None = None
    in_part: bool = False
    """Other searches of the same ask failed: what they would show is not known. The failure follows."""
    asked_at: Instant
    answered_at: Instant

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        answer_agrees(self.answer, self.count, self.findings)
        if self.in_part and self.answer is Answer.NO_TRACE:
            raise ValueError("that nothing is held is said once all has been searched")
        return self


class CheckFailed(Event, type="checks.check.failed.v1", material=True, occurred="failed_at"):
    """One source could not look, or would not or may not say: nothing is known of that scope."""

    check: Key
    stage: Stage
    source: Source
    about: About
    answer: NoSearchAnswer
    scope: Scope
    reason: NoAnswer
    since: Instant | None = None
    """Down since; None: not known, or not down."""
    ring: WhomToRing | None = None
    asked_at: Instant
    failed_at: Instant
    attempts: int = Field(ge=1)
    next_ask_at: Instant | None = None
    """None: it is not asked again without a person."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        reason_agrees(self.answer, self.reason)
        return self

    @property
    def is_material(self) -> bool:
        """That a source is down is no news about the people; that it will not say may be."""
        return self.answer is Answer.WITHHELD


class AgencyCheckRequested(Event, type="checks.agency_check.requested.v1", occurred="asked_at"):
    """An agency that answers in its own time was asked, for a stated purpose (R-122).

    One that has no line to us is asked by a person, who is rung for it (G 52 c).
    """

    check: Key
    agency: PartyId
    source: Source
    about: About
    scope: Scope
    purpose: Purpose
    basis: Basis
    asked_at: Instant
    due_at: Instant


class AgencyCheckResponded(
    Event, type="checks.agency_check.responded.v1", material=True, occurred="answered_at"
):
    """The agency searched and answered."""

    check: Key
    agency: PartyId
    source: Source
    about: About
    answer: SearchAnswer
    scope: Scope
    count: Count
    findings: Sealed[Findings] | None = None
    asked_at: Instant
    answered_at: Instant

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        answer_agrees(self.answer, self.count, self.findings)
        return self


class AgencyCheckWithheld(
    Event, type="checks.agency_check.withheld.v1", material=True, occurred="answered_at"
):
    """The agency would not or may not say, or says that it could not look."""

    check: Key
    agency: PartyId
    source: Source
    about: About
    answer: NoSearchAnswer
    scope: Scope
    reason: NoAnswer
    ring: WhomToRing | None = None
    asked_at: Instant
    answered_at: Instant

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        reason_agrees(self.answer, self.reason)
        return self

    @property
    def is_material(self) -> bool:
        """That a source is down is no news about the people; that it will not say may be."""
        return self.answer is Answer.WITHHELD


class AgencyCheckOverdue(Event, type="checks.agency_check.overdue.v1", occurred="due_at"):
    """The agency has not answered; it counts as UNAVAILABLE until it does."""

    check: Key
    agency: PartyId
    source: Source
    about: About
    scope: Scope
    asked_at: Instant
    due_at: Instant
    ring: WhomToRing | None = None
    next_ask_at: Instant | None = None


class SubjectCandidatesFound(
    Event, type="checks.subject.candidates_found.v1", material=True, occurred="found_at"
):
    """Records that may be of the subject: a person decides (R-068)."""

    found_at: Instant
    count: int = Field(ge=1)
    checks: tuple[Key, ...] = Field(min_length=1)
    candidates: Sealed[Candidates]


class SubjectIdentityConfirmed(
    Event, type="checks.subject.identity_confirmed.v1", material=True, occurred="confirmed_at"
):
    """A person has settled who the subject is among the records, and why."""

    outcome: IdentityOutcome
    confirmed_at: Instant
    checks: tuple[Key, ...] = ()
    choice: Sealed[IdentityChoice]


class AnswersSettled(
    Event, type="checks.answers.settled.v1", material=True, critical=True, occurred="settled_at"
):
    """A person says which of a source's differing answers about one person counts, and of whom it is (C-45).

    It replaces every earlier answer of that source about that person: `counts` with the records that are of
    the person, in `findings`; none for NO_TRACE. It does not reach forward: what comes later is news again.
    """

    source: Source
    about: About
    checks: tuple[Key, ...] = Field(min_length=1)
    """Every answer that was weighed."""
    counts: Answer
    count: Count
    rank: Rank
    """Of whoever settled it, at that moment."""
    settled_at: Instant
    findings: Sealed[Findings] | None = None
    reasons: Sealed[Reasons] | None = None
    """Why, in the words of whoever settled it."""

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.counts in (Answer.HIT, Answer.NO_TRACE, Answer.AMBIGUOUS):
            answer_agrees(self.counts, self.count, self.findings)
        return self


class InitialChecksCompleted(
    Event, type="checks.initial_checks.completed.v1", material=True, critical=True, occurred="completed_at"
):
    """A person has read what came and says whether there is immediate concern (G 30 to 32); ends K1."""

    outcome: InitialOutcome
    completed_at: Instant
    coverage: tuple[Coverage, ...] = Field(min_length=1)
    reasons: Sealed[Reasons] | None = None
    recommends_progress: bool | None = None
    """Whether the application should be progressed, as the initial checks see it (G 28 d); None: not said."""


class IntelligenceChecksCompleted(
    Event,
    type="checks.intelligence_checks.completed.v1",
    material=True,
    critical=True,
    occurred="completed_at",
):
    """A person has read what police and partners hold on information received, and says what risk there is.

    Right to Know alone (G 53, 56); starts the clock of a referral to a multi-agency meeting (C-03).
    """

    credible_risk: CredibleRisk
    completed_at: Instant
    coverage: tuple[Coverage, ...] = Field(min_length=1)
    assessment: Sealed[RiskAssessment]
    reasons: Sealed[Reasons] | None = None


class PersonAlsoConcerned(
    Event,
    type="checks.person.also_concerned.v1",
    material=True,
    critical=True,
    occurred="found_at",
):
    """Somebody of this case is somebody of another live case of this force (G 53, 100; R-242).

    Found by records that agree, or, where they leave a doubt, settled by a person. Why stands in the box.
    """

    other: CaseId
    role: PartyRole
    """Who it is in this case."""
    other_role: PartyRole
    """Who it is in the other."""
    by_a_person: bool
    found_at: Instant
    match: Sealed[MatchReasons]


class RiskAssessmentStarted(Event, type="checks.risk_assessment.started.v1", occurred="started_at"):
    """The full assessment after the meeting: what was obtained is looked at again (G 51)."""

    started_at: Instant
    sources: tuple[Source, ...]


class RiskAssessmentCompleted(
    Event, type="checks.risk_assessment.completed.v1", material=True, critical=True, occurred="completed_at"
):
    """A person says whether a credible risk of harm to a child exists (G 72)."""

    credible_risk: CredibleRisk
    completed_at: Instant
    coverage: tuple[Coverage, ...] = Field(min_length=1)
    assessment: Sealed[RiskAssessment]
    reasons: Sealed[Reasons] | None = None


EVENTS: tuple[type[Event], ...] = (
    ChecksRequested,
    CheckCompleted,
    CheckFailed,
    AgencyCheckRequested,
    AgencyCheckResponded,
    AgencyCheckWithheld,
    AgencyCheckOverdue,
    SubjectCandidatesFound,
    SubjectIdentityConfirmed,
    AnswersSettled,
    FactsEstablished,
    BreachSuspected,
    IntelligenceGraded,
    InitialChecksCompleted,
    IntelligenceChecksCompleted,
    PersonAlsoConcerned,
    RiskAssessmentStarted,
    RiskAssessmentCompleted,
    ImmediateRiskIdentified,
    *HELD,
)
