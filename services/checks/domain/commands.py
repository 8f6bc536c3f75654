"""What checks can be told to do: by officers, by messages, by a clock, and by what came of asking."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.codes import (
    Answer,
    ConditionKind,
    CredibleRisk,
    IdentityOutcome,
    InitialOutcome,
    NoAnswer,
    RiskGround,
    SafeguardingAction,
)
from contracts.fields import ChildRef, Key
from contracts.held import Grade
from contracts.parts import About
from contracts.people import Finding, RiskDetails
from messaging.decider import Actor, Message
from services.checks.domain.answers import Reply
from services.checks.domain.events import NamedAdult
from services.checks.domain.state import Pair


@dataclass(frozen=True, slots=True)
class Hear:
    """Another service said something about the case."""

    message: Message


@dataclass(frozen=True, slots=True)
class HearAgency:
    """An agency answers a check."""

    message: Message


@dataclass(frozen=True, slots=True)
class RecordReply:
    """What came of asking a source; `asked_at` aware, business time."""

    check: Key
    attempt: int
    reply: Reply
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class MarkOverdue:
    """An agency should have answered by now."""

    check: Key
    attempt: int


@dataclass(frozen=True, slots=True)
class CheckAlerted:
    """A minute after we identified an immediate risk: has a supervisor been alerted?"""

    risk_id: Key


@dataclass(frozen=True, slots=True)
class ReportImmediateRisk:
    """An officer reports that a child may be harmed now or soon; never refused on an open case."""

    by: Actor
    ground: RiskGround
    details: RiskDetails = field(repr=False)
    children: tuple[ChildRef, ...] = ()
    done: tuple[SafeguardingAction, ...] = (SafeguardingAction.NONE_YET,)


@dataclass(frozen=True, slots=True)
class RecordSpokenAnswer:
    """An officer rang the source's desk and records what was said; a fact, gated by nothing."""

    by: Actor
    check: Key
    answer: Answer
    reason: NoAnswer | None = None
    findings: tuple[Finding, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class TakePart:
    """An officer works on the case too, beside whoever has it; a fact, gated by nothing (A9)."""

    by: Actor
    why: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask these sources anew, whatever they said."""

    by: Actor
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class AskOtherAgencies:
    """Ask any other agency that can inform the risk assessment, and why it can (G 52 c)."""

    by: Actor
    pairs: tuple[Pair, ...]
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskWithoutConsent:
    """Ask social care about the subject though the applicant has not consented (G 52 a)."""

    by: Actor
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ChooseMatch:
    """Which records of these checks are of the person, or that none is."""

    by: Actor
    seen: int
    checks: tuple[Key, ...]
    outcome: IdentityOutcome
    records: tuple[str, ...] = field(repr=False)
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SettleAnswers:
    """Which of a source's differing answers counts (C-45)."""

    by: Actor
    seen: int
    pair: Pair
    counts: Answer
    reasons: str = field(repr=False)

    @property
    def about(self) -> About:
        return self.pair.about


@dataclass(frozen=True, slots=True)
class ReadCondition:
    """What a condition of an order or a licence forbids, as somebody who has read it says (R-023)."""

    by: Actor
    condition: Key
    forbids: tuple[ConditionKind, ...]
    reasons: str = field(repr=False)
    under: int | None = None
    names: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class GradeIntelligence:
    """An item of intelligence, examined and graded 3x5x2 (G 18; R-069)."""

    by: Actor
    item: Key
    grade: Grade = field(repr=False)
    examined: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NameAdult:
    """Another adult of the case, to be looked up among managed offenders (C-23)."""

    by: Actor
    adult: NamedAdult = field(repr=False)


@dataclass(frozen=True, slots=True)
class RecordRelated:
    """What came of looking among the other live cases; each as `related.Found`."""

    found: tuple[Any, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SettleRelated:
    """Whether somebody of this case is somebody of the other, where the weights leave a doubt."""

    by: Actor
    seen: int
    other: str
    same: bool
    reasons: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CompleteIntelligenceChecks:
    """Of information that police received: a person has read what is held (G 53, 56, 77)."""

    by: Actor
    seen: int
    credible_risk: CredibleRisk
    text: str = field(repr=False)
    line_of_risk: str | None = field(default=None, repr=False)
    override: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CompleteInitialChecks:
    """A person has read what came (G 28 d, 30 to 32). `override`: the written reason that passes what may
    be passed.
    """

    by: Actor
    seen: int
    outcome: InitialOutcome
    progress: bool
    reasons: str | None = field(default=None, repr=False)
    override: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CompleteRiskAssessment:
    """A person says whether a credible risk of harm to a child exists (G 51, 72)."""

    by: Actor
    seen: int
    credible_risk: CredibleRisk
    text: str = field(repr=False)
    line_of_risk: str | None = field(default=None, repr=False)
    override: str | None = field(default=None, repr=False)
